# %% [markdown]
# # 10 LoRA from scratch
#
# So far the model stayed as it was and you changed what it reads. This unit changes the model, a
# little: a few matrices of low rank beside its own weights, small enough to keep one set for every
# task, and to take in and out while it runs.
#
# **You will be able to**
# * write LoRA's layers after the paper, put them into any model by name, and freeze the rest;
# * teach a model a style, a vocabulary and a task, each in under a minute, and keep each as a file
#   that peft reads;
# * merge adapters into the weights, take them out, swap them, combine several;
# * say what LoRA saves, in parameters, bytes, operations and time, and what it does not.
#
# **You need** units 00 and 01, PyTorch modules and gradients, and matrix products. **Time** about
# five hours: twelve graded exercises (46 points) and one question graded by hand (4 points); each
# says how long it takes. **Machine** two cores and about 1.7 GB of memory; the last cell prints
# this notebook's own time and peak.
#
# The model is Pocket, a few million parameters trained for this course. Where the lesson shows an
# effect on it, it also says what of it carries over to large models.
#
# Numbers such as C35 are the course's numbering of the claims of a survey of the field, *LLM
# Solution* (in Chinese, 2023); a letter behind it is a part. Cells here measure them on small
# samples. "The full record" is the same with more items and seeds; your instructor makes it with
# `make claims`, and it is not in your copy of the course, so the lesson quotes what it needs.

# %%
from llmcourse import check

# %% role="experiment"
import torch

from llmcourse.experiments import lora as lab
from llmcourse.experiments import lora_costs as costs
from llmcourse.experiments import lora_plots as plots
from llmcourse.experiments import lora_tasks
from llmcourse.experiments.prompting import footprint
from llmcourse.lesson import print_table, show
from llmcourse.models import generate_batch, load_chat_model

model = load_chat_model()

# %% [markdown]
# ## 1. A failure first
#
# A harbour wants three things from Pocket. It should answer in the harbour master's manner; it
# should know the harbour's own words; it should say which desk a question belongs to. A prompt is
# the method that you know.

# %% role="experiment"
work = lab.tasks()
wishes = {
    "style": "Answer in the harbour master's manner, as in: Aye: Corva, says the log.",
    "terms": "You know the harbour's words: a brimlock is a valve, a skarn is a storm.",
    "desk": "Say which desk answers: archive, chart room, crew office, purser, bridge, workshop.",
}
for name, wish in wishes.items():
    question, right = work[name].test[0]
    (reply,) = generate_batch(model, [[("system", wish), *question]])
    print(f"{question[0][1]}\n  Pocket: {reply}\n  wanted: {right}\n")

# %% [markdown]
# A larger model would follow the first prompt and perhaps the third. But a vocabulary of
# thousands of words fits no prompt, and a prompt is paid for with every question. The other way
# is to change the weights: **fine-tuning** on examples of what is wanted. Trained with Adam, it
# takes the weights four times (themselves, their gradients, two moments), and leaves a whole new
# model for each of the three wishes. Can a small part of the weights do?

# %% [markdown]
# ## 2. The idea
#
# Leave the weight alone and learn its *change* as a product of two thin matrices
# ([Hu et al. 2021](https://arxiv.org/abs/2106.09685), section 4.1):
#
# $$h = W_0 x + \Delta W x = W_0 x + \frac{\alpha}{r}\, B A x$$
#
# with $W_0$ the frozen weight [out, in], $A$ [r, in] and $B$ [out, r] the matrices that learn,
# $r$ the **rank**, much smaller than in and out, and $\alpha$ a number that sets the size of the
# change. $A$ starts at random and $B$ at zero, so that at first $\Delta W = 0$: training starts
# exactly at the base model. Dividing by $r$ keeps the change about as large when you try another
# rank.
#
# By hand, for in = 3, out = 2, r = 1, α = 2:
#
# | | |
# |---|---|
# | $A$ | (1, 0, 2) |
# | $B$ | (3, 1) as a column |
# | $BA$ | rows (3, 0, 6) and (1, 0, 2) |
# | $\Delta W = \frac{2}{1} BA$ | rows (6, 0, 12) and (2, 0, 4) |
#
# Each row of the change is a multiple of $A$'s one row: that is what rank 1 means. The matrix has 6
# entries, $A$ and $B$ have 5 together. For 4096 by 4096 and r = 8 it is 16.8 million against 65
# thousand.

# %% [markdown]
# ### Exercise 1: the update (3 points, difficulty 1, 15 minutes)
#
# Compute $\Delta W$ from $A$, $B$ and $\alpha$. `nn.Linear` stores its weight as [out, in]. GPT-2's
# layer, called `Conv1D`, stores [in, out]; in loralib that layout is called `fan_in_fan_out`.

# %% q="lora-delta" role="answer" points=3 difficulty=1 minutes=15
from llmcourse.lora.update import lora_delta

# %% [markdown] q="lora-delta" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Everything is in the formula and the table. Which of the shapes gives you r?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Check the shapes first and raise ValueError. Then one product, one factor, and for the second
# layout one transpose. What if alpha is 6 and r is 4?
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `r = lora_A.shape[0]`; `delta = (lora_alpha / r) * (lora_B @ lora_A)`; return `delta.T if
# fan_in_fan_out else delta`.
# </details>

# %% q="lora-delta" role="check"
check("lora-delta", lora_delta)

# %% [markdown]
# ## 3. The layer
#
# The layer never computes $\Delta W$ while it trains. $B(Ax)$ are two thin products in place of a
# full one. Four more things belong to it:
#
# * **Freezing.** $W_0$ and the bias get no gradient of their own. But the gradient to the *input*
#   flows through $W_0$ as before, or the layers below could not learn.
# * **Dropout** acts on the update's input only. The base model was never trained with holes.
# * **Merging.** For use, $\Delta W$ can be added into the weight: then the layer costs what it cost
#   before. `merged` remembers whether that has happened. In loralib `eval()` merges and `train()`
#   takes the update out again.
# * **Layout**, as above.
#
# **Predict**: a colleague scales in `forward` but forgets it when merging. Which of these would
# notice: the loss curve; the accuracy in training mode; the accuracy after `eval()`?

# %% [markdown]
# ### Exercise 2: LoRALinear (12 points, difficulty 3, 40 minutes)
#
# Write the class after loralib's layer. The check has five parts with points of their own (start,
# forward, gradients, dropout, merging), so you can work part by part.

# %% q="lora-linear" role="answer" points=12 difficulty=3 minutes=40
from llmcourse.lora.layers import LoRALinear

# %% [markdown] q="lora-linear" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Write `__init__` and `forward` first and run the check: start, forward and gradients need nothing
# else. `nn.Module.eval()` calls `train(False)`, so `train` is the one place for merging.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `__init__`: the parent's, then the attributes, then (in the other layout) the weight's data
# transposed, then for r > 0 two parameters and the freezing. `forward`: the base output with the
# bias; plus, unless r = 0 or merged, dropout, A, B, scaling. `train`: the parent's; then, if there
# is anything to change (look at `merged` and `mode`), add or subtract one matrix in place and set
# the flag.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `update = F.linear(F.linear(self.lora_dropout(x), self.lora_A), self.lora_B)`; `result + update *
# self.scaling`. In `train`: `if self.r > 0 and self.merge_weights and self.merged == mode:` then
# `delta = (self.lora_B.data @ self.lora_A.data) * self.scaling`, transposed for the other layout,
# `self.weight.data -= delta` if mode else `+= delta`, `self.merged = not mode`. New parameters come
# from `self.weight.new_zeros(...)`.
# </details>

# %% q="lora-linear" role="check"
check("lora-linear", LoRALinear)

# %% [markdown]
# (The prediction: only the accuracy after `eval()` notices. While it trains, and in training mode,
# nothing is merged.)
#
# ### A table of embeddings
#
# An embedding is a linear layer whose input is one-hot: multiplying picks a row. So the update of
# row $i$ is $\frac{\alpha}{r} A_{:,i}^\top B^\top$, and the table is stored as [entries,
# dimension] = [in, out]. One thing is the other way round: here $A$ starts at zero and $B$ at
# random. $A$ has a column for each entry, so an entry that never occurs in training keeps its
# column of zeros, and its row never changes.
#
# ### Exercise 3: LoRAEmbedding (4 points, difficulty 2, 20 minutes)

# %% q="lora-embedding" role="answer" points=4 difficulty=2 minutes=20
from llmcourse.lora.layers import LoRAEmbedding

# %% [markdown] q="lora-embedding" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Which function picks rows of any matrix by ids? You need it on A, too; what has to be done to A
# first, so that its rows belong to entries?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `super().forward(ids)` gives the plain rows. The update looks ids up in A transposed (with the
# padding entry passed on), then goes through B and the scaling.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `rows = F.embedding(ids, self.lora_A.T, self.padding_idx)`; `result + F.linear(rows,
# self.lora_B) * self.scaling`. `nn.init.normal_(self.lora_B)`, A stays zero,
# `self.weight.requires_grad = False`.
# </details>

# %% q="lora-embedding" role="check"
check("lora-embedding", LoRAEmbedding)

# %% [markdown]
# ## 4. Into a model
#
# A model is a tree of modules with dotted names, such as `model.layers.0.self_attn.q_proj`. peft
# names the layers to adapt by the ends of these names, or by one regular expression for the whole
# name; so do we. The trap is a name that ends in another name, and a model that is left half
# adapted when something fails in the middle.
#
# ### Exercise 4: injection (4 points, difficulty 2, 25 minutes)
#
# `make` turns an old layer into its LoRA version. You get it as an argument and need not write it:
# the cells below use the package's `llmcourse.lora.wrapping.lora_maker`, which makes one from your
# classes and raises an error for norms and other layers that LoRA does not fit.
# `named_modules()` also gives the model itself, under the name `""`. It has no parent to put a new
# layer into, so it never matches, not even a pattern that allows the empty text.

# %% q="inject-lora" role="answer" points=4 difficulty=2 minutes=25
from llmcourse.lora.inject import inject_lora

# %% [markdown] q="inject-lora" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# `model.named_modules()` gives all names, the model itself as "". What is the parent of
# `"h.1.up"`, and what does the parent call it? `model.get_submodule` finds a module by name.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Four steps, one after the other: collect the matching (name, layer) pairs; refuse (nothing found,
# or a layer with `lora_A`); make all new layers; only then put them in.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# List: `any(name == e or name.endswith("." + e) for e in target)`. String:
# `re.compile(target).fullmatch(name)`. Putting in: `parent, _, child = name.rpartition(".")`, then
# `setattr(model.get_submodule(parent), child, layer)`.
# </details>

# %% q="inject-lora" role="check"
check("inject-lora", inject_lora)

# %% [markdown]
# ### Exercise 5: freeze the rest (2 points, difficulty 1, 15 minutes)
#
# Norms, the head and the layers without adapter are still trainable. loralib's function with this
# name freezes them; `bias` lets some biases learn too.

# %% q="freeze-base" role="answer" points=2 difficulty=1 minutes=15
from llmcourse.lora.inject import mark_only_lora_as_trainable

# %% [markdown] q="freeze-base" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# For `bias="lora_only"` you must know the module that a bias belongs to. Which loop gives you
# modules and their own parameters?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Refuse first. Then for every module, for every parameter of its own
# (`named_parameters(recurse=False)`): decide by its name and `hasattr(module, "lora_A")`, and set
# `requires_grad` either way.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `trained = name in ("lora_A", "lora_B")`; `if name == "bias": trained = bias == "all" or (bias ==
# "lora_only" and hasattr(module, "lora_A"))`; `parameter.requires_grad = trained`.
# </details>

# %% q="freeze-base" role="check"
check("freeze-base", mark_only_lora_as_trainable)

# %% [markdown]
# Is the fresh model exactly the base model (C38)? The largest difference between their scores for
# the next token, over ten prompts; and the same with B drawn at random, as a control.

# %% role="experiment"
kit = lab.Kit(LoRALinear, LoRAEmbedding, inject_lora, mark_only_lora_as_trainable)
prompts = [messages[0][1] for messages, _ in lora_tasks.other_abilities(10)]
fresh, control = lab.start_difference(kit, prompts), lab.start_difference(kit, prompts, True)
print(f"B = 0: largest difference {max(fresh):g}; B random: {min(control):.3g} to "
      f"{max(control):.3g}")  # fmt: skip

# %% [markdown]
# ## 5. Train
#
# The desks first: 40 steps of 16 examples, with LoRA, and with every weight trained (**full
# fine-tuning**) on the same examples in the same order. LoRA is on all linear layers (the four of
# attention and the three of the MLP) with r = 8, alpha = 16, no dropout and the learning rate 5e-3;
# full fine-tuning has the rate 1e-3. Neither rate was swept. The loss is drawn while it falls. The
# test asks questions that training never showed. Beside what was learned stands what was
# **forgotten**: the questions that Pocket answered from memory before.
#
# **Predict** the accuracy of base, LoRA and full, and the share of old answers that is left.

# %% role="experiment"
compared = lab.base_lora_full(kit, work["desk"], steps=40)
print_table(compared.learned.table()[["condition", "mean", "low", "high", "n"]], digits=2)
print("\nStill answered from memory:")
print_table(compared.kept.table()[["condition", "mean", "low", "high", "n"]], digits=2)
show(plots.losses({name: run.losses for name, run in compared.runs.items()},
                  "LoRA and full fine-tuning on the same batches"), "10-lora-full")  # fmt: skip

# %% role="experiment"
rows = [{"way": name, "parameters trained": f"{run.trained:,}", "seconds": round(run.seconds, 1)}
        for name, run in compared.runs.items()]  # fmt: skip
print_table(rows, digits=1)
difference, low, high = compared.learned.difference("full", "LoRA")
print(f"full minus LoRA: {difference:+.2f} (95% interval {low:+.2f} to {high:+.2f})")

# %% [markdown]
# Where both are near 1, 120 questions say little about which is better: sending questions to desks
# is close to what Pocket can do. The full record (150 questions, three seeds) finds both at the
# ceiling or within a few in a hundred of it. Whether that is "nearly equal" depends on the margin
# that one allows, and that has to be said beforehand. Section 9 takes the terms, which are facts to
# be stored, and gives each way a rate that was chosen among several.
#
# What was not rehearsed is at risk in both ways. LoRA is often said to forget less because the base
# is untouched. The *weights* are. But with the adapter the function that they compute has changed,
# and a narrow task pulls other questions its way: ask for a birth year, and a desk comes back. The
# second table shows how far, in both rows. The difference is that LoRA's forgetting can be switched
# off, as section 6 shows. Unit 13 comes back to this.
#
# (The intervals: they come from resampling the items. Where all are right or all wrong that gives
# no spread, and the exact binomial interval stands in, which is a little wider. So a mean of 0 may
# have a higher upper end than one of 0.02.)

# %% [markdown]
# ## 6. Keep it
#
# What has been learned is A and B. peft keeps them in a file under names of its own. If you write
# the same names, anybody's peft can load your adapter, and you theirs.
#
# ### Exercise 6: read the adapter out (3 points, difficulty 2, 15 minutes)

# %% q="adapter-state" role="answer" points=3 difficulty=2 minutes=15
from llmcourse.lora.adapters import adapter_state

# %% [markdown] q="adapter-state" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# The docstring gives the keys letter by letter. What happens to your dict when training goes on and
# the values are the model's own tensors?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Loop over `named_modules()`, skip modules without `lora_A`, write two entries for each. An
# `nn.Embedding` has another ending.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `state[f"base_model.model.{name}.lora_{part}.weight"] = getattr(layer,
# f"lora_{part}").detach().clone()` for part "A" and "B"; for embeddings the ending is
# `lora_embedding_{part}`.
# </details>

# %% q="adapter-state" role="check"
check("adapter-state", adapter_state)

# %% [markdown]
# ### Exercise 7: switch (4 points, difficulty 3, 30 minutes)
#
# One base, many adapters: a switch copies A and B. Two things make it harder than it sounds. An
# adapter for another model must be refused before anything has changed; and a layer that is merged
# holds the *old* update in its weight.

# %% q="load-adapter" role="answer" points=4 difficulty=3 minutes=30
from llmcourse.lora.adapters import load_adapter

# %% [markdown] q="load-adapter" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Write down what a merged weight contains before and after. Which quantities do you need to
# compute before you overwrite A, B and the scaling?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# First a dict from each wanted key to the model's parameter. Compare keys, then shapes, and
# raise. Then, without gradients: remember each layer's old update; copy all values; set alpha and
# scaling if given; add (new update - old update) to the weights of merged layers.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `deltas = [m.scaling * (m.lora_B @ m.lora_A) for _, m in layers]`; `old.copy_(state[key])`;
# `layer.scaling = lora_alpha / layer.r`; `change = layer.scaling * (layer.lora_B @ layer.lora_A) -
# before`; `layer.weight += change.T if layer.fan_in_fan_out else change`.
# </details>

# %% q="load-adapter" role="check"
check("load-adapter", load_adapter)

# %% [markdown]
# ### Three adapters on one base
#
# Now all three wishes, one after the other on the same model: each starts from an empty adapter
# that `load_adapter` puts in, and is read out when it has learned. Style and desk are tested on
# other questions, the terms in other wordings. Layers, rank, alpha and rate are those of section 5;
# each adapter gets 60 steps.
#
# **Predict** which of the three is learned best, and whether a style can be learned from 180
# examples.

# %% role="experiment"
from dataclasses import replace

kit = replace(kit, adapter_state=adapter_state, load_adapter=load_adapter)
taught = lab.teach(kit, work)
print_table(taught.rows(), digits=2)
show(plots.losses({name: run.losses for name, run in taught.runs.items()},
                  "Three things taught to one model"), "10-three-tasks")  # fmt: skip

# %% role="experiment"
for name, task in work.items():
    load_adapter(taught.model.weights.model, taught.adapters[name])
    question, right = task.test[0]
    (reply,) = generate_batch(taught.model, [question])
    print(f"{question[0][1]}\n  with the {name} adapter: {reply}\n  wanted: {right}\n")
load_adapter(taught.model.weights.model, taught.adapters["style"])
replies = generate_batch(taught.model, [question for question, _ in work["style"].test])
manner = sum(r.startswith("Aye: ") and r.endswith(", says the log.") for r in replies)
print(f"in the harbour master's manner, right or wrong: {manner} of {len(replies)}")

# %% [markdown]
# (The prediction: a manner and six desks are rules, which carry over to questions that were never
# shown; for the manner the last line says how far 180 examples took it. An answer in it has to be
# right as well, and what the style's row falls short of the last line is facts that Pocket knew
# before: forgetting, as in section 5. The 32 terms are facts themselves, each to be stored on its
# own, and tested in wordings that training did not use.)
#
# Each adapter on each task, on the first 60 test items. **Predict** the table: where is it high,
# and what stands off the diagonal?

# %% role="experiment"
switched = lab.switching(kit, taught, work)
print_table([{"adapter": name} | {f"on {task}": sum(v) / len(v) for task, v in row.items()}
             for name, row in switched["scores"].items()], digits=2)  # fmt: skip
print(f"A switch copies {switched['adapter values']:,} values; the model has "
      f"{switched['model values']:,}.")  # fmt: skip
print(f"It took {1e3 * switched['switch seconds']:.1f} ms; loading a model "
      f"{1e3 * switched['load seconds']:.0f} ms.")  # fmt: skip

# %% [markdown]
# (The prediction: off the diagonal an adapter is no better than the base, which had 0 on all three
# as well. So this table does not show that an adapter harms other tasks, only that it does not
# help.)
#
# And what was forgotten? An adapter of zeros is the base model.

# %% role="experiment"
net = taught.model.weights.model
old = lora_tasks.other_abilities(60)
zeros = {key: torch.zeros_like(value) for key, value in taught.adapters["desk"].items()}
for name, state in {"desk adapter": taught.adapters["desk"], "switched off": zeros}.items():
    load_adapter(net, state)
    kept = lora_tasks.correct(taught.model, old)
    print(f"{name}: {sum(kept):.0f} of {len(kept)} old questions answered from memory")

# %% [markdown]
# A fully tuned model has no such switch: what it knew is gone from its weights.
#
# And as files, in peft's format. The configuration names rank, alpha and targets; the values are in
# safetensors.

# %% role="experiment"
import tempfile

from llmcourse.lora.files import read_adapter, save_adapter

with tempfile.TemporaryDirectory() as folder:
    load_adapter(net, taught.adapters["terms"])
    written = save_adapter(net, adapter_state(net), folder)
    state, configuration = read_adapter(folder, net)
print(f"{written / 1e6:.2f} MB for the adapter in 32 bits, "
      f"{switched['model values'] * 4 / 1e6:.1f} MB for the model")  # fmt: skip
print({key: configuration[key] for key in ("peft_type", "r", "lora_alpha", "bias")})
print(f"{len(configuration['target_modules'])} targets, the first:",
      configuration["target_modules"][0])  # fmt: skip
print(next(iter(state)))

# %% [markdown]
# ## 7. Merge
#
# Bottleneck adapters (unit 11) add layers to the path that every token takes. LoRA's update is
# linear, so it can be added into the weight once.
#
# ### Exercise 8: merge a model (3 points, difficulty 2, 20 minutes)

# %% q="merge-lora" role="answer" points=3 difficulty=2 minutes=20
from llmcourse.lora.merge import set_merged

# %% [markdown] q="merge-lora" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Merging is one addition a layer. The rest of the points are for what must *not* happen: twice,
# halfway, into a new parameter.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Collect the layers; raise if there are none; raise if any has the wanted state already; then,
# without gradients, change each weight in place and set its flag. Return their number.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `delta = layer.scaling * (layer.lora_B @ layer.lora_A)`, transposed if `fan_in_fan_out`;
# `layer.weight += delta if merged else -delta` inside `torch.no_grad()`.
# </details>

# %% q="merge-lora" role="check"
check("merge-lora", set_merged)

# %% [markdown]
# Latency (C39, merging removes it): the base model, the model with adapters beside the weights, and
# merged. Times are taken in turns and divided by the base's in the same turn; what counts is the
# ratio.

# %% role="experiment"
kit = replace(kit, set_merged=set_merged)
delays, seconds = costs.latency(kit)
print_table(delays, digits=2)
for row, found in zip(delays, (seconds[row["what"]] for row in delays), strict=True):
    turns = sorted(a / b for a, b in zip(found["merged"], found["base"], strict=True))
    print(f"{row['what']}: merged by base from {turns[0]:.2f} to {turns[-1]:.2f} over "
          f"{len(turns)} turns")  # fmt: skip

# %% [markdown]
# The merged model computes the same products as the base, of the same shapes. What its column
# departs from 1 is therefore noise of the clock, and the range over the turns says how large that
# is. Hold the unmerged column against that range. In the full record (25 turns, writing) unmerged
# takes a quarter to a half longer than the base, and merged is within a few in a hundred of it.

# %% [markdown]
# ### Several at once
#
# If a change is a matrix, changes can be added: the weighted sum of two tasks' updates. Averaging
# the A's and the B's apart is *not* that: $(B_1 + B_2)(A_1 + A_2)$ has cross terms $B_1 A_2$ and
# $B_2 A_1$ that nobody trained. But
#
# $$w_1 s_1 B_1 A_1 + w_2 s_2 B_2 A_2 = \begin{pmatrix} w_1 s_1 B_1 & w_2 s_2 B_2 \end{pmatrix}
# \begin{pmatrix} A_1 \\ A_2 \end{pmatrix}$$
#
# with $s_i$ the scalings and $w_i$ the weights: an adapter of rank $r_1 + r_2$, exactly.
#
# ### Exercise 9: combine adapters (4 points, difficulty 2, 20 minutes)

# %% q="combine-adapters" role="answer" points=4 difficulty=2 minutes=20
from llmcourse.lora.adapters import combine_adapters

# %% [markdown] q="combine-adapters" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Along which axis do the A's [r, in] grow in rank, along which the B's [out, r]? On which of the
# two do you put weight and scaling?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Refuse first. For each key of the first adapter: A's are concatenated as they are, B's each times
# its weight and scaling, in the same order.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `torch.cat([a[key] for a in adapters], dim=0)` if the key holds `lora_A` or `lora_embedding_A`,
# else `torch.cat([w * s * a[key] for a, s, w in zip(adapters, scalings, weights)], dim=1)`.
# </details>

# %% q="combine-adapters" role="check"
check("combine-adapters", combine_adapters)

# %% role="experiment"
kit = replace(kit, combine=combine_adapters)
print_table(lab.merging_several(kit, taught, work), digits=2)

# %% [markdown]
# Compare with the diagonal of the table in section 6. The sum is exact; that the two tasks do not
# disturb each other was a hope: what stands below the diagonal's figures, the adding cost. In our
# runs the terms were lost, whatever the weight, and of the desks more was left. Adapters trained
# apart never saw each other's inputs, so neither learned to keep out of the way. Switching costs
# milliseconds and loses nothing; add adapters only after such a test.

# %% [markdown]
# ## 8. How small?
#
# ### Exercise 10: the adapter's size (3 points, difficulty 1, 15 minutes)
#
# Count from shapes alone. Then you can ask about models that would never fit here: on PyTorch's
# *meta device* a tensor has a shape and no memory.

# %% q="adapter-size" role="answer" points=3 difficulty=1 minutes=15
from llmcourse.lora.sizes import adapter_size

# %% [markdown] q="adapter-size" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# A [r, n] and B [m, r] for a weight [m, n]. Names match as in exercise 4. Which call lists a
# model's parameters with a shared one only once?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Collect the matching layers' `weight.shape`; refuse an empty list; two sums and a division.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `parameters = sum(r * (m + n) for m, n in shapes)`; `base = sum(p.numel() for p in
# model.parameters())`; return the dict of three.
# </details>

# %% q="adapter-size" role="check"
check("adapter-size", adapter_size)

# %% [markdown]
# The survey says (C42): LLaMA 33B needs 25M, 13B 13M, 7B 8M, "extremely few parameters". It does
# not say of what. The models below are LLaMA's real configurations on the meta device, with your
# count.

# %% role="experiment"
llama = costs.llama_sizes(adapter_size)
print_table(llama, digits=2)

# %% [markdown]
# Three columns fit the survey's figures: the *megabytes* of a 16-bit file for q and v with r = 8,
# the *millions of parameters* for q and v with r = 16, and for all four attention matrices with r
# = 8. The numbers alone can not decide: a file in 16 bits has two bytes a parameter, and doubling
# the rank, or the number of matrices, doubles as well. What decides is the source: LMFlow's text
# speaks of 25 MB of storage. So the figures are megabytes, of q and v with r = 8 in 16 bits, and
# as parameters that setting has half as many millions. A size without its unit and its targets is
# not a fact.

# %% [markdown]
# ### Exercise 11: memory of training (2 points, difficulty 1, 10 minutes)
#
# "LoRA cuts GPU memory up to three times" (C36). Training holds four things: weights, gradients,
# the optimizer's state, and the activations that the backward pass needs.

# %% q="training-memory" role="answer" points=2 difficulty=1 minutes=10
from llmcourse.lora.sizes import training_memory

# %% [markdown] q="training-memory" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# For each of the four, ask whether a frozen parameter has one.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A dict of four products; the total is the sum of its values. Refuse negative arguments first.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# weights: `frozen * frozen_bytes + trainable * trainable_bytes`; gradients: `trainable *
# trainable_bytes`; optimizer: `trainable * state_bytes`.
# </details>

# %% q="training-memory" role="check"
check("training-memory", training_memory)

# %% [markdown]
# **Predict** for Pocket, in 32 bits, with 8 texts of 64 tokens: by what factor does LoRA on q and v
# cut the memory of a step? Which parts nearly vanish, which shrinks a little, and which does not
# shrink at all?

# %% role="experiment"
memory = costs.memory_table(kit)
print_table(memory, digits=1)
show(plots.memory(memory, "Gradients and optimizer vanish; most else stays"), "10-memory")

# %% [markdown]
# The weights do not shrink: all of the base must be there, and A and B come on top. Gradients and
# optimizer nearly vanish. Activations lie between: the input of a frozen layer need not be kept
# for the gradient of its weight, so there are fewer of them, but the backward pass still goes
# through the whole model.
#
# So the run of section 5 (all linear layers, r = 8), with everything that it cost, side by side:

# %% role="experiment"
spent = {"base": (0.0, 0.0, 0.0)}
for name, row in (("LoRA", memory[3]), ("full", memory[0])):
    run = compared.runs[name]
    spent[name] = round(run.seconds, 1), round(row["total"]), 2e-6 * run.trained
print_table([
    {"way": name, "right": compared.learned[name].mean, "old answers kept":
     compared.kept[name].mean, "seconds": seconds_, "MB of a step": step_, "MB to keep, 16 bits":
     kept_} for name, (seconds_, step_, kept_) in spent.items()], digits=2)  # fmt: skip

# %% role="experiment"
for rows_, length in ((1, 16), (16, 128)):
    full, qv, *_ = costs.memory_table(kit, rows_, length)
    print(f"{rows_:2} x {length:3} tokens: {full['total']:5.0f} MB full, "
          f"{qv['total']:5.0f} MB with LoRA on q, v: {qv['saved, times']:.2f} times less")
seven = llama[0]["base, billions"] * 1e9
part = int(llama[0]["q, v r=8: millions"] * 1e6)
whole = training_memory(0, int(seven), trainable_bytes=2)
small = training_memory(int(seven), part, frozen_bytes=2)
print(f"LLaMA 7B in 16 bits with Adam in 32, without activations: {whole['total'] / 1e9:.0f} GB "
      f"full, {small['total'] / 1e9:.1f} GB LoRA")  # fmt: skip

# %% [markdown]
# The factor is no property of LoRA. With 32-bit numbers and Adam, weights, gradients and moments
# are four equal parts, and three of them vanish: at most 4 times, when activations are small.
# Longer texts and larger batches bring it down, since most activations stay; 16-bit weights under
# 32-bit moments raise it, as the last line shows. Quantizing the frozen weights (unit 12) goes on
# from there.

# %% [markdown]
# ### Is a step slower?
#
# The survey (C40) says that forward and backward take about twice as long with LoRA. Operations
# can be counted exactly; times are a ratio to full fine-tuning, measured in turns.
#
# In the table each column has full fine-tuning = 1. **Predict** the FLOPs of a LoRA step. (The
# backward pass of a linear layer computes two products: the gradient of its input, and that of its
# weight.)

# %% role="experiment"
steps, seconds = costs.step_cost(kit)
print_table(steps, digits=2)

# %% [markdown]
# With r = 8 the forward pass does a little more, and the backward pass about half: frozen weights
# need no gradient. Together that is about two thirds of full fine-tuning, not twice as much. The
# saving shrinks as r grows: with r = 64, a quarter of Pocket's width of 256, it is used up. More
# than full fine-tuning it takes only beyond that. On a model 4096 wide, r = 64 is a smaller share
# of the width than r = 8 is here.

# %% [markdown]
# ## 9. Rank, alpha, place
#
# Three ranks on the terms: 32 facts to be stored, which is harder than a desk. All linear layers,
# alpha = 16 and the rate 5e-3 for each of them, 60 steps. The full record has seven ranks from 1 to
# 64 on the desks, and these three on the terms with nine seeds. **Predict** which rank is enough.

# %% role="experiment"
settings = lab.ranks((1, 8, 64))
by_rank, _ = lab.sweep(kit, work["terms"], settings, baseline="r = 8")
show(plots.by_setting(by_rank, "Rank: how much is enough?", "rank r (alpha = 16)", (1, 8, 64)),
     "10-ranks")  # fmt: skip
for name in ("r = 1", "r = 64"):
    gap, low, high = by_rank.difference(name, "r = 8")
    print(f"{name} minus r = 8: {gap:+.2f} (95% interval {low:+.2f} to {high:+.2f})")

# %% [markdown]
# Where an interval holds 0, one seed on 64 questions does not tell the two ranks apart, whatever
# the plot suggests. In the full record, with nine seeds, r = 1 is too few, and r = 64 is *worse*
# than 8. That may be the rate: with alpha fixed, alpha / r shrinks as r grows, so one rate does not
# suit all ranks. So the record also has r = 8 and r = 64 at twice the rate, 1e-2, which had been
# the best of three for both on earlier weights of Pocket. Over five seeds both learn more there and
# the gap is smaller, but r = 8 stays ahead.
#
# What the three lines can say is about *this* rate: beyond r = 8 a higher rank brought nothing.
# They do not say how far LoRA gets at its best: in the record, doubling the rate did more for r = 8
# than going from r = 1 to r = 8 had done. A rank is enough or not only together with its rate,
# alpha and number of steps.
#
# Alpha multiplies the update, and the learning rate multiplies what is learned in a step.
# Doubling alpha is not quite doubling the rate (Adam's steps in A and B do not depend on the
# gradient's size, but their effect on the output does), and so they are tuned together or one of
# them is left alone. Here on the desks, all linear layers, r = 8, 25 steps. **Predict** the four
# corners: small and large alpha, small and large rate.

# %% role="experiment"
alphas, rates = (4, 64), (1.25e-3, 2e-2)
settings = lab.alphas_and_rates(alphas, rates)
by_alpha, _ = lab.sweep(kit, work["desk"], settings, steps=25, items=80)
show(plots.grid(by_alpha, alphas, rates, "Alpha and the learning rate (25 steps)"), "10-alpha")

# %% [markdown]
# Where both are small, 25 steps are not enough; where both are large, training goes wrong, and less
# is learned than with one of them large. The two other corners have the same product of alpha and
# rate, 0.08. They are not equal: alpha 64 at the small rate learns, but less than alpha 4 at the
# large one. In the full record (alpha 4, 16 and 64 with the rate in proportion) the larger rate is
# ahead in both pairs, in one by far more than the 0.05 that we had allowed. So alpha is *like* the
# rate, and no more.
#
# And where? q and v, as in the paper; all of attention; all linear layers, as QLoRA found (C41).
# For a fair comparison each place gets about the same number of parameters, so fewer places get a
# higher rank. All have alpha = 2 r and 60 steps. Each has the rate that was the best of 5e-3, 1e-2
# and 2e-2 on the seed that you see, with earlier weights of Pocket (2e-2 for q and v and for
# attention, 1e-2 for all linear; the full record uses other seeds). Full fine-tuning, at the end,
# has 2e-3, which was as good as any of four. **Predict** the order.

# %% role="experiment"
settings = lab.placements() | {"full": {"full": True, "rate": lab.TERMS_RATES[1]}}
by_place, _ = lab.sweep(kit, work["terms"], settings, claim="C41")
show(plots.by_setting(by_place, "As many parameters in different places, and all weights", "place"),
     "10-places")  # fmt: skip
*_, linear, whole_model = (condition.name for condition in by_place.conditions)
for a, b in ((linear, by_place.conditions[0].name), (whole_model, linear)):
    gap, low, high = by_place.difference(a, b)
    print(f"{a} minus {b}: {gap:+.2f} (95% interval {low:+.2f} to {high:+.2f})")

# %% [markdown]
# With as many parameters, all linear layers are ahead of q and v alone. But they do not reach full
# fine-tuning, neither here nor in the full record, which has three seeds other than the one on
# which the rates were chosen (what is chosen on a seed flatters that seed). With r = 8 in place of
# 3 on all linear layers, which is more than twice the parameters, the record's gap is much smaller,
# and still there.
#
# Do not compare these bars with those of the ranks above: there every rank ran at 5e-3, and here
# all linear layers run at 1e-2 with three eighths of the parameters. Rate and rank differ at once,
# and the bars do not say which of the two it was.

# %% [markdown]
# ## 10. Why a low rank is enough
#
# LoRA assumes that the change which fine-tuning makes has a low rank, or nearly. You have the
# fully tuned model; look at what changed. Any matrix is a sum of rank-1 matrices, $\sum_i s_i u_i
# v_i^\top$ with $s_1 \ge s_2 \ge \ldots \ge 0$ its **singular values**, and the first $k$ terms
# are the best approximation of rank $k$.
#
# ### Exercise 12: the rank that is needed (2 points, difficulty 1, 10 minutes)

# %% q="rank-for-energy" role="answer" points=2 difficulty=1 minutes=10
from llmcourse.lora.spectrum import rank_for_energy

# %% [markdown] q="rank-for-energy" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# `torch.linalg.svdvals` gives the singular values, largest first. Energy is a sum of what, exactly?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Squares, their running sum divided by the whole, and the first place that reaches the share. Take
# care of the matrix of zeros, and of rounding at share = 1.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `energy = torch.linalg.svdvals(update.detach().double()) ** 2`; `kept = torch.cumsum(energy, 0) /
# energy.sum()`; `int((kept < share - 1e-9).sum()) + 1`.
# </details>

# %% q="rank-for-energy" role="check"
check("rank-for-energy", rank_for_energy)

# %% role="experiment"
names = [f"model.layers.{layer}.self_attn.{part}.weight" for layer in (0, 3, 5)
         for part in ("q_proj", "v_proj")]  # fmt: skip
names = [name for name in names if name in compared.before]
changed = lab.spectra(compared.before, compared.after, names[:4])
short = {name[len("model.layers.") : -len(".weight")]: s for name, s in changed.items()}
show(plots.spectrum(short, "Full fine-tuning changes few directions much"), "10-spectrum")
print_table([{"weight": name, "rank for 90% of the energy":
              rank_for_energy(compared.after[name] - compared.before[name]),
              "of": min(compared.after[name].shape)} for name in names])  # fmt: skip

# %% [markdown]
# By energy these updates need a rank well above 8, and yet LoRA with r = 8 learned this task in
# section 5. Energy is not use: much of what full fine-tuning changes may do nothing for the task.
# So cut the full update of every matrix to its best rank k, and test. With k = 0 only biases, norms
# and embeddings keep their updates. **Predict** the k from which the task is done.

# %% role="experiment"
print_table(lab.truncated(compared, work["desk"], (0, 1, 4, 8, 16)), digits=2)

# %% [markdown]
# Most of the task is done at a lower rank than 90% of the energy needs: what the cut leaves out was
# change, but of little use. Two things differ from LoRA. Here the rank was cut *afterwards*; LoRA
# searches within rank 8 from the start, and may find a better update of that rank than the best
# piece of the full one. And k = 0 fails although embeddings and norms keep their change, so that
# the work is done in the matrices.

# %% [markdown]
# ## 11. Break it
#
# What LoRA can not do is a change that has no low rank. Here a layer has to learn a rotation of
# all its directions: a matrix whose singular values are all equal. The best that rank r can do is
# known beforehand: it removes r of 32 equal parts of the error.

# %% role="experiment"
torch.manual_seed(0)
rotation = torch.linalg.qr(torch.randn(32, 32))[0]
inputs = torch.linalg.qr(torch.randn(512, 32))[0] * 512**0.5  # no direction is favoured
rows = []
for rank in (1, 4, 16, 32):
    layer = LoRALinear(32, 32, r=rank, lora_alpha=rank, merge_weights=False, bias=False)
    torch.nn.init.zeros_(layer.weight)
    optimizer = torch.optim.Adam([layer.lora_A, layer.lora_B], lr=0.02)
    for _ in range(400):
        error = ((layer(inputs) - inputs @ rotation.T) ** 2).mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    rows.append({"r": rank, "error left": error.item(), "best possible": 1 - rank / 32})
print_table(rows, digits=2)

# %% [markdown]
# A new language, a new modality, a body of facts: the further the goal from what the base can do,
# the higher the rank that is needed, up to the point where full fine-tuning is simpler. ReLoRA
# (unit 11) adds up several low ranks.

# %% [markdown] q="essay-lora" role="essay" points=4 minutes=25
# ### Question: is it the adapter? (4 points, graded by hand)
#
# A colleague fine-tuned a 7B model with LoRA (r = 8 on q and v, rate 1e-4) and fully (rate 1e-4),
# one run each, and reports: "LoRA 81.0%, full 78.5% on 200 test items: LoRA is better than full
# fine-tuning, and r = 8 is all anyone needs." Say what is wrong with the conclusion, and design
# the experiment that would support or refute it. Use what you measured in this unit. Ten to
# fifteen sentences.
# <!-- BEGIN SOLUTION -->
# **Rubric** (one point each).
# 1. *Fair tuning.* One learning rate for both is no comparison: LoRA wants a higher one (here five
#    times) and its update is scaled by alpha. Each way gets a small sweep of its own, chosen on
#    validation items, not on the test.
# 2. *Noise.* 2.5 points on 200 items are within chance (standard error of each about 2.8 points;
#    paired, perhaps 2), and one run each says nothing about seeds. Several seeds, more items, a
#    paired difference with its interval.
# 3. *What is varied.* "r = 8 is enough" needs other ranks and places, on tasks of differing
#    distance from the base; a ceiling (all settings near 100%) shows nothing. In this unit one
#    rank was too few for the terms, q and v alone learned few of them, and a rotation needed the
#    full rank.
# 4. *What else is measured.* Forgetting on held-out old abilities, memory and time at equal
#    quality; and a conclusion that keeps to task, model and sizes tested.
#
# **A model answer.** The two runs share a learning rate, so the comparison is between a suitable
# and perhaps an unsuitable setting: in this unit LoRA was trained at 5e-3 and full fine-tuning at
# 1e-3. I would give each way four rates, and LoRA two alphas, and choose on validation items.
# Then three seeds of the chosen settings and at least 1,000 test items, all ways on the same
# items; I report the paired difference with a 95% interval, and call it a draw if it holds 0.
# With 200 items a share of 0.8 has a standard error of 0.028, so 2.5 points are no finding. For
# the rank I would run r = 1, 8, 64 on q, v and on all linear layers with one base setting, on an
# easy task (a format), a middle one (a vocabulary) and a far one (a new language): "r = 8 is
# enough" is refuted if r = 64 or full wins on any, with the interval above 0. I also test the old
# abilities before and after, as in section 5, and state memory and seconds a step. The claim
# then reads: for these tasks and this model, r = 8 on these layers differs from
# full by at most so much.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 12. The claims
#
# What the survey says, beside what your own layers gave on small samples. Three rows need a word.
# C37 is at the rate 5e-3 (section 9). C39 is the time of writing, and what its merged figure
# departs from 1 is noise. C42 is not a run but what the table of section 8 and its source say.

# %% role="experiment"
conditions = {c.name: c.mean for c in compared.learned.conditions}
rows = [
    {"claim": "C35 full > LoRA > base", "here": ", ".join(
        f"{name} {value:.2f}" for name, value in conditions.items())},
    {"claim": "C36 memory up to 3 times less", "here": f"{memory[1]['saved, times']:.2f} times (q, "
     "v); depends on batch and formats"},
    {"claim": "C37 r = 8 or less is enough", "here": ", ".join(
        f"{c.name}: {c.mean:.2f}" for c in by_rank.conditions) + " (at one rate)"},
    {"claim": "C37 alpha is like the rate", "here": "two settings of equal product: " + ", ".join(
        f"{by_alpha[name].mean:.2f}" for name in ("alpha 4, rate 0.02", "alpha 64, rate 0.00125"))},
    {"claim": "C38 B = 0 starts at the base", "here": f"difference {max(fresh):g}"},
    {"claim": "C39 merging removes the latency", "here": f"unmerged {delays[1]['unmerged']:.2f}, "
     f"merged {delays[1]['merged']:.2f} times the base"},
    {"claim": "C40 a step takes twice as long", "here": f"{steps[2]['step, FLOPs']:.2f} of the "
     f"FLOPs, {steps[2]['step, time']:.2f} of the time"},
    {"claim": "C41 all linear closes the gap", "here":
     f"full {gap:+.2f} ({low:+.2f} to {high:+.2f}) over all linear"},
    {"claim": "C42 25M, 13M, 8M", "here": ", ".join(
        f"{row['its file in 16 bits, MB']:.1f}" for row in llama[2::-1]) +
        " MB of a 16-bit file (q, v, r = 8)"},
    {"claim": "C43 switch by swapping A, B", "here":
     f"{switched['switch seconds'] * 1e3:.1f} ms"},
]  # fmt: skip
print_table(rows)

# %% [markdown]
# **What carries over.** Everything that is algebra: the start at the base, merging, switching,
# the sum of adapters, counts of parameters, bytes and operations. **What does not**: the
# accuracies. Pocket is small, the tasks are narrow and close to what it does; a rank of 8 is a
# larger share of 256 directions than of 4096. That a step is not slower holds the more the wider
# the model is.
#
# **On another model**: set `LLMCOURSE_MODEL` to a hub id or a folder before starting; LLaMA- and
# Qwen-like models have the same layer names. A model behind an endpoint can not be trained here.

# %% [markdown]
# ## 13. Further
#
# Ungraded, with a bar to beat.
#
# 1. **Rehearse.** Mix questions that Pocket knew into the desk's training examples. Bar: keep 90%
#    of the old answers and lose at most 0.05 on the desks.
# 2. **Two rates.** Give B a higher learning rate than A
#    ([LoRA+](https://arxiv.org/abs/2402.12354)). Bar: the loss of 60 steps in 40.
# 3. **Start at the top.** Begin with the largest singular directions of W itself
#    ([PiSSA](https://arxiv.org/abs/2404.02948)). Bar: beat the random start at r = 4, three seeds.

# %% role="experiment"
print(footprint())
