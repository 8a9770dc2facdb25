# %% [markdown]
# # 12 QLoRA
#
# LoRA trains few parameters, but it still holds all the others in 16 bits. A 65B model is 131 GB
# of weights before anything is trained. QLoRA ([Dettmers et al.
# 2023](https://arxiv.org/abs/2305.14314)) keeps the frozen weights in 4 bits and trains LoRA
# adapters through them.
#
# **You will be able to**
# * build NF4, the code book that suits normally distributed weights, and quantize in blocks;
# * quantize the constants once more, and count bits a parameter;
# * send gradients through a weight that is never kept;
# * keep an optimizer's state outside the device's memory and page it in;
# * predict, component by component, what a fine-tuning run will hold.
#
# **You need** LoRA (unit 10) and PyTorch: tensors, `nn.Module`, what `backward` does. **Time**
# about five hours: nine graded exercises (32 points, 10 to 40 minutes each) and one question graded
# by hand (4 points). **Machine** two cores and about 1 GB of memory; the whole notebook computes
# for one to four minutes, and its last cell prints its own time and peak memory. Figures of a large
# GPU are calculated; measured ones are still to come.

# %%
from llmcourse import check

# %% role="experiment"
import torch

from llmcourse.experiments import quant as lab
from llmcourse.experiments import quant_plots as plots
from llmcourse.experiments import quant_training as runs
from llmcourse.experiments.lora_tasks import desk_task, other_abilities
from llmcourse.experiments.quant_tasks import sums
from llmcourse.lesson import footprint, print_table, show
from llmcourse.models import load_chat_model
from llmcourse.quant import quantize_model
from llmcourse.quant.codec import Codec
from llmcourse.quant.formats import PUBLISHED_NF4
from llmcourse.quant.shapes import PAPER_GB, SHAPES

model = load_chat_model()
net = model.weights.model

# %% [markdown]
# ## 1. A failure first
#
# Unit 10 fine-tuned Pocket with LoRA. Try the same on a 65B model with one card of 48 GB. The
# frozen weights alone, in the formats that you know:

# %% role="experiment"
weights = 65.286e9
print_table([
    {"format": name, "GB of weights": weights * size / 1e9, "fits 48 GB": weights * size < 48e9}
    for name, size in (("float32", 4), ("bfloat16", 2), ("8 bits", 1), ("4 bits", 0.5))
], digits=1)  # fmt: skip

# %% [markdown]
# Only 4 bits leave room. But 4 bits are 16 values. Here is what the obvious 16 values, the whole
# numbers from -7 to 7 scaled to the largest weight of a matrix, do to one of Pocket's:

# %% role="experiment"
weight = lab.linears(net)["model.layers.2.mlp.up_proj"].weight.detach().float().cpu()
step = weight.abs().max() / 7
crude = torch.round(weight / step) * step
print(f"distinct values used: {len(crude.unique())} of 15")
print(f"relative error: {float((crude - weight).norm() / weight.norm()):.2f}")

# %% [markdown]
# The relative error is the share of the weights' size that has become noise. One large weight sets
# the step, and most others are rounded to the few values near 0. This unit repairs it in three
# moves: values placed where weights are, a scale for each small block, and scales that cost little.

# %% [markdown]
# ## 2. Values where the weights are
#
# The weights of a trained layer are close to normally distributed around 0. An entry of the code
# book that is hardly used is wasted. So the paper takes **quantiles** as levels: values that cut
# the distribution into parts of equal probability. With $Q$ the quantile function of $N(0, 1)$, $h
# = 2^{k-1}$ for $k$ bits, and $\delta$ the highest probability,
#
# $$q_i = \frac{Q(p_i)}{Q(\delta)}, \qquad
# p_i \text{ in equal steps from } \tfrac12 \text{ to } \delta$$
#
# on each side. $\delta < 1$ because $Q(1) = \infty$. The paper's offset is $\delta = \tfrac12[(1 -
# \tfrac1{32}) + (1 - \tfrac1{30})] = 0.9677$. One more thing: 0 must be exact, since padding and
# pruned weights are 0. So there are $h$ levels above it and only $h - 1$ below. By hand for $k =
# 2$: above zero $Q(0.734) = 0.625$ and $Q(0.968) = 1.848$; below it $-1.848$; scaled: $-1, 0,
# 0.338, 1$.
#
# **Predict**: are the gaps between levels larger near 0 or near 1?
#
# ### Exercise 1: the code book (3 points, difficulty 2, 25 minutes)

# %% q="nf4-levels" role="answer" points=3 difficulty=2 minutes=25
from llmcourse.quant.nf4 import normal_float_levels

# %% [markdown] q="nf4-levels" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Do the example for two bits by hand with `torch.special.ndtri`. How many probabilities do you
# need on each side, and which one do you leave out?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Three pieces, joined in rising order: the negated quantiles of the lower side, reversed; one 0;
# the quantiles of the upper side. Divide once, at the end.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `upper = ndtri(torch.linspace(0.5, offset, half + 1, dtype=torch.float64)[1:])`, `lower =
# -ndtri(torch.linspace(0.5, offset, half, dtype=torch.float64)[1:])`, then `torch.cat([
# lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])`, divided by its largest absolute
# value, `.float()`.
# </details>

# %% q="nf4-levels" role="check"
check("nf4-levels", normal_float_levels)

# %% [markdown]
# Your levels beside three other code books of 4 bits. int4 is the whole numbers; uniform, 16 equal
# steps; FP4, a tiny floating-point format (a sign, two bits of exponent, one of mantissa).

# %% role="experiment"
half = torch.tensor([0, 1 / 192, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1])  # FP4 without signs
books = {
    "NF4": normal_float_levels(), "uniform": torch.linspace(-1, 1, 16),
    "int4": torch.arange(-7, 8) / 7, "FP4": torch.cat([-half, half]).unique(),
}  # fmt: skip
print("NF4:", " ".join(f"{x:.3f}" for x in books["NF4"].tolist()))
gap = float((books["NF4"] - PUBLISHED_NF4).abs().max())
print(f"largest difference to the table in the paper's appendix E: {gap:.0e}")
show(plots.plot_books(books), "12-code-books")

# %% [markdown]
# The gaps of NF4 are small near 0, where weights are dense, and large near 1.
#
# ## 3. A scale for each block
#
# The levels lie in $[-1, 1]$, weights do not. A block of $B$ weights is divided by its **absmax**:
#
# $$c_j = \max_{i \in \text{block } j} |w_i|, \qquad
# k_i = \arg\min_k \left| \frac{w_i}{c_j} - q_k \right|, \qquad \hat w_i = c_j\, q_{k_i}$$
#
# Stored are the codes $k_i$ (4 bits) and one $c_j$ a block. With small blocks an outlier spoils
# only its 63 neighbours. By hand, with levels $-1, 0, 1$ and $B = 2$: the weights $4, -1 \mid
# 0.2, 0.15$ have $c = 4, 0.2$ and quotients $1, -0.25 \mid 1, 0.75$, so the codes are $2, 1 \mid
# 2, 2$.
#
# ### Exercise 2: quantize in blocks (4 points, difficulty 2, 30 minutes)

# %% q="quantize-blocks" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.quant.nf4 import quantize_blocks

# %% [markdown] q="quantize-blocks" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Nearest of sorted levels: the borders between two neighbours are what matters. What should
# happen with a block of zeros?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Check, reshape to [blocks, block], take the largest absolute value of each row, divide by it (by
# 1 where it is 0), and find between which borders each quotient lies.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `borders = (levels[1:] + levels[:-1]) / 2`; `codes = torch.bucketize(blocks / scale[:, None],
# borders)`. bucketize gives exact ties to the lower side by default. Return
# `codes.to(torch.uint8).flatten()` and the absmax.
# </details>

# %% q="quantize-blocks" role="check"
check("quantize-blocks", quantize_blocks)

# %% [markdown]
# **Predict**: which of the four code books has the lowest error on normal weights? And on Pocket's
# own, which were trained and not drawn? The formats share your function; only the levels differ.

# %% role="experiment"
errors = {
    "normal": lab.format_errors(quantize_blocks, lab.normal_weight(2000), books),
    "Pocket's": lab.format_errors(quantize_blocks, lab.real_weight(net, 2000), books),
}
for kind, result in errors.items():
    print(f"{kind} weights")
    print_table(result.table()[["condition", "mean", "low", "high"]], digits=4)
used = quantize_blocks(lab.normal_weight(2000), books["NF4"])[0].int().bincount() / 128_000
print(f"each entry of NF4 holds {float(used.min()):.1%} to {float(used.max()):.1%} of the normal "
      "weights; equal use would be 1 in 16")
show(plots.plot_errors(errors), "12-format-errors")

# %% [markdown]
# NF4 has the lowest error on both kinds, FP4 the highest: it spends levels on very small values,
# and rounding those adds little to a block's error. Equal use is the idea behind NF4 and not what
# it reaches: the quantiles are those of all weights, and each block is divided by its own largest.
# Nor is the error of a weight yet harm to a model. So round all of Pocket's linear layers to each
# code book, and measure how far its next-token probabilities move on conversations: the
# Kullback-Leibler divergence $\sum_t p_t \ln (p_t / q_t)$ from the model as it is ($p$) to the
# rounded one ($q$).

# %% role="experiment"
moved = lab.format_divergences(quantize_blocks, books, other_abilities(40) + sums(40))
print_table(moved.table()[["condition", "mean", "low", "high"]], digits=4)
for name in ("uniform", "int4", "FP4"):
    gap, low, high = moved.difference("NF4", name)
    print(f"NF4 against {name}: {gap:+.4f} nats a token (95% {low:+.4f} to {high:+.4f})")

# %% [markdown]
# An interval below 0 says that NF4 does less harm than the other format. The paper sees the same in
# the perplexity of larger models, but there FP4 is better than int4. Where an order is close, it
# depends on the model: a low error of the weights is a good sign, and only a measurement on the
# model is proof.

# %% [markdown]
# ## 4. Two codes a byte, and back
#
# No tensor has a 4-bit type, so two codes share a byte: the first in the high half. $(1, 15)$
# becomes $1 \cdot 16 + 15 = 31$.
#
# ### Exercise 3: pack (2 points, difficulty 1, 10 minutes)

# %% q="pack-codes" role="answer" points=2 difficulty=1 minutes=10
from llmcourse.quant.nf4 import pack_codes

# %% [markdown] q="pack-codes" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Which codes are neighbours, and what does moving a number four bits to the left do to it?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Check, turn into uint8, make pairs, put them together with a shift and an "or".
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `pairs = codes.to(torch.uint8).reshape(-1, 2)`; `return (pairs[:, 0] << 4) | pairs[:, 1]`. Check
# the range before the conversion: 260 becomes 4 in it.
# </details>

# %% q="pack-codes" role="check"
check("pack-codes", pack_codes)

# %% [markdown]
# The way back runs in every forward pass of every layer, so it should be quick. A byte has only 256
# values: a table of 256 pairs of levels turns a byte into two weights by one look-up. Splitting
# each byte gives the same weights, and the check takes either.
#
# ### Exercise 4: dequantize (3 points, difficulty 2, 25 minutes)

# %% q="dequantize-blocks" role="answer" points=3 difficulty=2 minutes=25
from llmcourse.quant.nf4 import dequantize_blocks

# %% [markdown] q="dequantize-blocks" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Take one byte, 31, and follow it: which two codes, in which order, into which two places?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Once, for the bytes 0 to 255: the level of the high half and that of the low half, a table [256,
# 2]. Look up every byte in it, cut the result into rows of `block`, each row times its constant,
# then dtype and shape.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `byte = torch.arange(256)`; `table = torch.stack([levels[byte >> 4], levels[byte & 15]], dim=1)`;
# `values = table[packed.int()].reshape(-1, block) * absmax.reshape(-1, 1)`; `return
# values.to(dtype).reshape(shape)`, after the two checks. (`packed` itself is no index: torch takes
# a uint8 tensor for a mask.)
# </details>

# %% q="dequantize-blocks" role="check"
check("dequantize-blocks", dequantize_blocks)

# %% role="experiment"
codes, absmax = quantize_blocks(weight, normal_float_levels())
back = dequantize_blocks(pack_codes(codes), absmax, normal_float_levels(), tuple(weight.shape))
print(f"relative error: {float((back - weight).norm() / weight.norm()):.3f} (it was "
      f"{float((crude - weight).norm() / weight.norm()):.3f} at the start)")  # fmt: skip
print(lab.beside_bitsandbytes(Codec(normal_float_levels(), quantize_blocks, pack_codes,
                                    dequantize_blocks), weight))  # fmt: skip

# %% [markdown]
# ## 5. Constants are weights too
#
# A 32-bit constant for every 64 weights is half a bit a weight: for 65B, 4 GB. **Double
# quantization** quantizes the constants themselves to 8 bits, in groups of 256. Constants are all
# positive, so their mean $\mu$ is taken off first:
#
# $$\hat c_j = \frac{k_j}{127}\, s_g + \mu, \qquad s_g = \max_{j \in g} |c_j - \mu|$$
#
# By hand: constants $1, 3, 2, 2$ in one group: $\mu = 2$, rest $-1, 1, 0, 0$, $s = 1$, codes
# $-127, 127, 0, 0$. (The paper's second codes are 8-bit floats; whole numbers take as much.)
#
# ### Exercise 5: quantize the constants (4 points, difficulty 2, 30 minutes)

# %% q="double-quantize" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.quant.double_quant import double_quantize

# %% [markdown] q="double-quantize" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# It is exercise 2 once more, with a mean and with whole numbers for levels. What is different at
# the end of the list?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Take the mean off, fill the last group up with zeros (they never are the largest; `torch.cat`, or
# `torch.nn.functional.pad`), reshape, scale, round, and cut the filling off again.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `rest = -values.numel() % group`; `padded = torch.cat([values - mean,
# values.new_zeros(rest)]).reshape(-1, group)`; `scales = padded.abs().amax(dim=1)`; `codes =
# torch.round(padded / safe[:, None] * 127).to(torch.int8)`, where `safe` is 1 for a scale of 0.
# </details>

# %% q="double-quantize" role="check"
check("double-quantize", double_quantize)

# %% [markdown]
# ### Exercise 6: bits a parameter (2 points, difficulty 1, 15 minutes)
#
# Everything that is stored counts, shared out over the weights that use it.

# %% q="bits-per-parameter" role="answer" points=2 difficulty=1 minutes=15
from llmcourse.quant.double_quant import bits_per_parameter

# %% [markdown] q="bits-per-parameter" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# How many weights share one constant? How many share one second-level scale?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Code + constant / weights that share it + scale / weights that share it. Without double
# quantization the last part is missing and the constant is larger.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `if group is None: return bits + constant_bits / block`, else `bits + 8 / block + constant_bits /
# (block * group)`, after the two checks.
# </details>

# %% q="bits-per-parameter" role="check"
check("bits-per-parameter", bits_per_parameter)

# %% role="experiment"
parts = (normal_float_levels(), quantize_blocks, pack_codes, dequantize_blocks)
codec, single = Codec(*parts, double_quantize), Codec(*parts)
measured = lab.stored_bits(net, {"NF4": single, "NF4, double": codec})
for name, group in (("NF4", None), ("NF4, double", 256)):
    bits = bits_per_parameter(64, group)
    print(f"{name}: {bits:.3f} bits by your formula, {measured[name].mean:.3f} measured on Pocket;"
          f" 65B: {weights * bits / 8e9:.1f} GB")  # fmt: skip
for name, kind in (("NF4", single), ("NF4, double", codec)):
    found = kind.decode(kind.encode(weight))
    print(f"{name}: relative error {float((found - weight).norm() / weight.norm()):.4f}")

# %% [markdown]
# Formula and count agree. The error hardly moves: eight bits are plenty for a constant.

# %% [markdown]
# ## 6. Gradients through a weight that is not there
#
# The layer computes with 16 bits: it dequantizes, multiplies, throws away. In training there is a
# trap. `F.linear(x, W)` tells autograd to keep $W$, since
#
# $$y = x W^\top + b, \qquad \frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, W$$
#
# needs it. After the forward pass every layer's 16-bit weight would be in memory. The repair is to
# keep the four bits only and dequantize again in the backward pass: time for memory.
#
# **Predict** how often a layer dequantizes in one training step with gradient checkpointing, which
# runs each layer's forward pass twice.
#
# ### Exercise 7: a frozen linear layer (5 points, difficulty 3, 40 minutes)
#
# `torch.autograd.Function` lets you write forward and backward yourself; `ctx` carries what the
# second needs from the first
# ([how](https://docs.pytorch.org/docs/stable/notes/extending.html)).

# %% q="frozen-linear" role="answer" points=5 difficulty=3 minutes=40
from llmcourse.quant.frozen import FrozenLinear

# %% [markdown] q="frozen-linear" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Which of x, W, b and y does the formula for the gradient of x hold? Where can you get it from a
# second time?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# forward: put the function `dequantize` (not what it returns) on ctx, compute, return. backward:
# stop at once if x needs no gradient; otherwise call the function again.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `ctx.dequantize = dequantize`; `return F.linear(x, dequantize().to(x.dtype), None if bias is None
# else bias.to(x.dtype))`. Backward: `if not ctx.needs_input_grad[0]: return None, None, None` and
# `return grad @ ctx.dequantize().to(grad.dtype), None, None`.
# </details>

# %% q="frozen-linear" role="check"
check("frozen-linear", FrozenLinear)

# %% [markdown]
# `NF4Linear` in the package puts your functions together: four bits in buffers, your frozen layer,
# and unit 10's A and B beside it. One training step of Pocket, three times: with the plain product,
# with yours, and with **gradient checkpointing** besides, where only each layer's input is kept and
# the rest computed again.

# %% role="experiment"
print_table(runs.products(codec, FrozenLinear), digits=3)

# %% [markdown]
# The gradient is the same three times. Yours keeps less than the plain product by the size of the
# weights, and dequantizes once more for it (not in the first layer's q, k and v: their input comes
# from the frozen embedding and needs no gradient). Checkpointing keeps a fraction of that, and
# dequantizes a third time: forward, forward again, backward. There q, k and v of the first layer
# are no exception, because with checkpointing the embedding's output is told to ask for a gradient,
# as training libraries do. The seconds are of a single step each, with whatever else the machine
# did; section 7 measures steps in turn. In a model as small as Pocket activations outweigh the
# weights; at 65B it is the other way round.
#
# QLoRA needs nothing from our LoRA. `NF4Linear` without an update of its own looks like a linear
# layer, so **peft** can put its adapters on it. (peft's merge must not be used then: there is no
# 16-bit weight to merge into.)

# %% role="experiment"
from peft import LoraConfig

from llmcourse.lora.training import fine_tune

desk = desk_task()
other = load_chat_model(shared=False).weights
quantize_model(other.model, codec, FrozenLinear)
config = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear")
theirs = runs.with_peft(other.model, config)  # get_peft_model, without its warning
training = fine_tune(theirs, other.tokenizer, desk.train, steps=12, live=False)
print(f"{training.trained} parameters trained by peft on 4-bit layers, "
      f"loss {training.losses[0]:.2f} -> {training.losses[-1]:.2f}")  # fmt: skip

# %% [markdown]
# ## 7. Full, LoRA, QLoRA at equal steps
#
# The task is unit 10's: say which desk answers a question, a task that Pocket never met. Copies of
# Pocket see the same batches: full fine-tuning in 32 and in 16 bits (weights, gradients and
# moments), LoRA, and QLoRA with adapters on **all** linear layers, as the paper does, or with as
# many parameters on q and v only. The bytes are counted on the tensors of one step.
#
# **Predict**: which order do they have in accuracy, in memory, in time?

# %% role="experiment"
ways = ("full", "full, 16 bits", "LoRA", "QLoRA", "QLoRA, q and v")
result, trials = runs.three_ways(codec, desk.train, desk.test, frozen=FrozenLinear, steps=40,
                                 ways=ways)  # fmt: skip
print_table([
    {"way": way, "accuracy": result[way].mean, "s a step": kind[0].seconds,
     **{f"{k}, MB": v / 1e6 for k, v in kind[0].bytes.items()}}
    for way, kind in trials.items()
], digits=2)  # fmt: skip
show(plots.plot_losses(trials), "12-three-ways")

# %% role="experiment"
orders = {
    "accuracy": {way: result[way].mean for way in ways},
    "memory": {way: kind[0].bytes["total"] for way, kind in trials.items()},
    "time in this run": {way: kind[0].seconds for way, kind in trials.items()},
}
for what, found in orders.items():
    print(f"{what}, from most to least: {'; '.join(sorted(found, key=found.get, reverse=True))}")

# %% role="experiment"
for way in ways:
    if way != "QLoRA":
        gap, low, high = result.difference("QLoRA", way)
        seen = "no difference is shown" if low <= 0 <= high else "a difference is shown"
        print(f"QLoRA against {way}: {gap:+.3f} (95% {low:+.3f} to {high:+.3f}): {seen}")
# The seconds of the table hold whatever else the machine did. Here single steps are taken in turn.
times = runs.step_times(codec, rounds=8, frozen=FrozenLinear)
slower = times["QLoRA"].mean / times["LoRA"].mean
gap, low, high = (1000 * x for x in times.difference("QLoRA", "LoRA"))
print(f"a step of QLoRA takes {slower:.2f} times as long as one of LoRA: "
      f"{gap:+.0f} ms (95% {low:+.0f} to {high:+.0f})")  # fmt: skip

# %% [markdown]
# "No difference is shown" is not "equal": the interval says how large a difference could have
# hidden. As many parameters on q and v alone learn less in the same steps than on all layers: where
# the adapters are matters more here than how many bits the frozen weights have. The paper found
# the same on larger models, and adapts all linear layers.
#
# QLoRA pays for its memory in time, since it dequantizes twice a step. Dequantizing takes equally
# long however many tokens a batch has, so the more tokens, the smaller the ratio; the steps that
# were taken in turn have 256. All seconds are those of a CPU, and whether 16 bits are faster or
# slower than 32 depends on which: compare the two rows of full fine-tuning.
#
# The row of full fine-tuning in plain 16 bits may surprise you. Adam moves a weight by about the
# learning rate. bfloat16 has eight significant bits, so a small step on a larger weight is rounded
# away. How many weights would not move at all, at the highest learning rate of this run and at its
# last?

# %% role="experiment"
flat = torch.cat([x.weight.detach().flatten() for x in lab.linears(net).values()]).bfloat16()
for rate in (5e-4, 5e-5):
    print(f"a step of {rate:.0e}: {float((flat + rate == flat).float().mean()):.0%} do not move")

# %% [markdown]
# That is why what is *trained* is kept in 32 bits, or updated through 32-bit copies, and why QLoRA
# can keep in 4 bits only what is *frozen*. Where the adapters are small beside the weights, the
# weights decide the memory; in a model as small as Pocket the activations do.

# %% [markdown]
# ## 8. State that lies elsewhere
#
# Adam keeps two 32-bit numbers for each trained parameter. At a long sequence activations peak, and
# the state is what could be out of the way just then. The paper uses CUDA's managed memory, in
# which the driver moves pages when they are touched. Here you move them yourself, from pinned host
# memory, one page at a time, so that the traffic can be seen. A **page** here is what is fetched at
# once: the two moments of one parameter, or of a slice of it. One step of AdamW for a page:
#
# $$m = b_1 m + (1 - b_1) g, \quad v = b_2 v + (1 - b_2) g^2, \quad
# \theta = (1 - \eta\lambda)\theta
# - \eta \frac{m / (1 - b_1^t)}{\sqrt{v / (1 - b_2^t)} + \epsilon}$$
#
# with $\eta$ the learning rate, $\lambda$ the decay, $t$ the step.
#
# ### Exercise 8: a paged step (5 points, difficulty 3, 35 minutes)

# %% q="paged-step" role="answer" points=5 difficulty=3 minutes=35
from llmcourse.quant.paging import paged_adam_step

# %% [markdown] q="paged-step" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# How many pages may be inside at any moment? What must happen to a page if the update fails?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Check first. Then a loop: skip pages without gradient; fetch; `try` the update in place; `finally`
# evict; count.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `m.mul_(b1).add_(gradient, alpha=1 - b1)`; `v.mul_(b2).addcmul_(gradient, gradient, value=1 -
# b2)`; `page.mul_(1 - learning_rate * weight_decay)`; `root = (v / (1 - b2**step)).sqrt_()
# .add_(eps)`; `page.addcdiv_(m, root, value=-learning_rate / (1 - b1**step))`, all under
# `torch.no_grad()`.
# </details>

# %% q="paged-step" role="check"
check("paged-step", paged_adam_step)

# %% [markdown]
# The proof: a model whose optimizer state is many times what is allowed, trained beside the same
# model with torch's own AdamW. The store refuses (MemoryError) whatever goes beyond the allowance.

# %% role="experiment"
proof = runs.paged_training(paged_adam_step)
print(f"state {proof.state} bytes, allowed {proof.allowance}, most inside {proof.peak}")
print(f"moved in a step: {proof.moved} bytes; loss {proof.first_loss:.2f} -> {proof.last_loss:.2f}")
print(f"largest difference to torch's AdamW: {proof.largest_difference:.1e}")
print(f"pages fetched without evicting any are refused at {proof.refused}")

# %% [markdown]
# ## 9. Will it fit?
#
# ### Exercise 9: the memory calculator (4 points, difficulty 2, 35 minutes)
#
# The last exercise puts the unit into one function. It is what you will use before you rent a
# machine. The activations are an estimate (a layer's inside depends on the kernels); the rest is
# counting.

# %% q="qlora-memory" role="answer" points=4 difficulty=2 minutes=35
from llmcourse.quant.memory import qlora_memory

# %% [markdown] q="qlora-memory" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Write down the seven matrices of a layer as (rows, columns). Nearly everything follows from that
# list.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# n = all matrices of all layers; others = tables and norms; adapters = layers times r times (rows
# + columns); trained = adapters, or everything for "full". Then a dict with one line for each
# component.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `d = shape.get("head_dim", w // heads)`; `q, kv = d * heads, d * kv_heads`; `constants = n /
# block * (4 if group is None else 1 + 4 / group)`; `matrices`: `n / 2 + constants` or `2 * n`;
# `inside = 14 * w + 6 * i`; `kept = layers * w + inside` with checkpointing, `layers * inside`
# without; `activations = tokens * (2 * kept + 10 * vocab)`; `temporaries = 4 * largest`.
# </details>

# %% q="qlora-memory" role="check"
check("qlora-memory", qlora_memory)

# %% [markdown]
# First against counting, on Pocket, without checkpointing. Pocket trains in 32 bits and the
# calculator assumes 16, so the counted bytes of adapters, gradients and activations are halved. The
# ratio is counted / calculator. It is 1 where the calculator counts too. Activations it estimates,
# for the peak, which comes during the backward pass; counted is what autograd keeps before that, so
# less. Then beside the paper.

# %% role="experiment"
print_table(runs.calculator_check(qlora_memory, codec, frozen=FrozenLinear), digits=3)

# %% role="experiment"
budget = {name: qlora_memory(shape) for name, shape in SHAPES.items()}
print_table([
    {"model": name, **{k: v / 1e9 for k, v in found.items()}, "paper": PAPER_GB.get(name)}
    for name, found in budget.items()
], digits=2)  # fmt: skip
llamas = {name: budget[name] for name in PAPER_GB}
show(plots.plot_memory(llamas, PAPER_GB), "12-calculator")
big, paged = budget["LLaMA 65B"]["total"], qlora_memory(SHAPES["LLaMA 65B"], paged=True)["total"]
print(f"65B: {big / 1e9:.1f} GB, with the optimizer's state paged out {paged / 1e9:.1f} GB")

# %% role="experiment"
rows = []
for method in ("full", "lora", "qlora"):
    row = {name: qlora_memory(shape, method)["total"] / 1e9 for name, shape in SHAPES.items()}
    rows.append({"GB": method, **row})
print_table(rows, digits=0)

# %% [markdown]
# The figures are calculated. **Measured on a GPU they are still to come**: `python -m
# benchmarks.gpu_qlora` (in the course's repository, not in a class's bundle) builds the four LLaMA
# shapes in 4 bits on one card, with random weights, trains one step and ten more, and writes memory
# by component, allocated, reserved and context, step times and tokens a second to
# benchmarks/results/; then the same with LoRA and full fine-tuning as far as the card allows. This
# cell shows them once they are there.

# %% role="experiment"
record = runs.gpu_record()
if record:
    print(f"{record['card']}; random weights in the real architectures' shapes")
    print_table([row for row in record["rows"] if not row.get("error")], digits=2)
    print_table(record["ratios"], digits=2)
else:
    print("No GPU measurement is at hand yet.")

# %% [markdown]
# **Several GPUs.** What one card cannot hold, several can share: FSDP gives each a part of every
# layer and gathers a layer only while it computes. It shards parameters and copies buffers, so the
# packed bytes must look like a parameter of a floating dtype: that is `storage` in `NF4Linear` (and
# `bnb_4bit_quant_storage` in bitsandbytes). `accelerate launch --config_file
# benchmarks/fsdp_qlora.yaml benchmarks/fsdp_qlora.py --model ID` trains so, again from the
# repository; the course's tests run it on two CPU processes, where each holds half of the packed
# bytes and the losses are those of one process. On GPUs it is untried so far.

# %% role="experiment"
one, two = (sum(qlora_memory(SHAPES["Llama 3.1 70B"])[part] for part in parts) / 1e9
            for parts in (("matrices", "embeddings", "adapters", "gradients", "optimizer"),
                          ("activations", "temporaries")))  # fmt: skip
print_table([{"GPUs": n, "Llama 3.1 70B, GB on each": one / n + two} for n in (1, 2, 4, 8)],
            digits=1)  # fmt: skip

# %% [markdown]
# ## 10. Break it
#
# NF4 is best for *normal* weights. **Predict** which format is best where weights lie evenly
# between two bounds.

# %% role="experiment"
even = lab.format_errors(quantize_blocks, lab.uniform_weight(1000), books)
print_table(even.table()[["condition", "mean", "low", "high"]], digits=4)

# %% [markdown]
# Equal steps are best here: levels that are dense where no more weights lie than elsewhere are
# wasted. Still NF4's error is no larger than it was on normal weights. Now outliers: every
# 64th weight is 3, 30 or 300 times as large as it was, as columns of outliers are in the
# activations of large models, and in weights that were scaled by them. The table scores the
# *other* weights: what their block's outlier does to them. **Predict** what smaller blocks do.

# %% role="experiment"
rows = [row for size in (3, 30, 300) for row in lab.outlier_errors(quantize_blocks, books, size)]
print_table(rows)
for row in rows:
    best = min(books, key=lambda name: row[name])
    print(f"{row['outliers']}, block {row['block']}: lowest error by {best}")

# %% [markdown]
# An error of 1 means that the neighbours are gone: they were all rounded to 0. With moderate
# outliers NF4 still loses least. With extreme ones only levels very close to 0 help, and FP4 has
# one pair of those. 16 equal steps do not even have a 0: their levels nearest to it are a fifteenth
# of the outlier, far more than the neighbours themselves. Smaller blocks protect most weights from
# any outlier, for more constants.
#
# So do not use 4 bits where weights have large outliers and you cannot afford small blocks; nor
# where speed matters more than memory: LoRA on 16 bits is faster.

# %% [markdown] q="essay-1" role="essay" points=4
# ## 11. A question of judgement (4 points, graded by hand, 25 minutes)
#
# A colleague has one card of 24 GB and wants to fine-tune a model of about 13B parameters on
# documents of 4,000 tokens. Her run with QLoRA (rank 64, all linear layers, no checkpointing,
# 32-bit adapters, embeddings upcast to 32 bits) stops without memory at the first backward pass.
# She proposes a paged optimizer.
#
# 1. Use your calculator to say which component is the largest at her setting, and whether paging
#    alone would help. (It knows 16-bit adapters and embeddings; say what 32 bits add.)
# 2. Propose changes in the order in which you would try them, with what each saves and costs.
# 3. Afterwards the model answers worse than a LoRA fine-tune of a 7B model that a friend made.
#    Name one experiment that tells whether the 4 bits are to blame.
# <!-- BEGIN SOLUTION -->
# **Rubric**: 1 point for the component, with a number: without checkpointing the activations (4,000
# tokens times 40 layers) take about 51 GB, more than twice the card, and the optimizer's state
# 2 GB, so paging alone cannot help. 2 points for an order with savings and costs: checkpointing
# first (about 51 GB become 4, for about a third more time), then 16-bit adapters with their
# gradients and embeddings (about 1 GB and 0.7 GB, no loss worth naming), then a shorter sequence or
# a smaller rank, paging last (2 GB, traffic at every step); half of them for a list without
# numbers. 1 point for an experiment that changes only the format: the same 13B (or 7B) model, same
# data, steps and seeds, in 16 bits and in NF4 on the same test with a paired interval.
#
# **Model answer**: qlora_memory(SHAPES["LLaMA 13B"], tokens=4000, checkpointing=False) gives 51 GB
# of activations against 2.0 GB of moments and a sum of 61 GB, 63 with her
# 32-bit adapters and embeddings: paging is not the problem. I would
# turn checkpointing on first: activations fall to 4 GB, the sum to about 15. Then cast adapters and
# embeddings to 16 bits. If it still does not fit, cut documents at 2,000 tokens, and only then
# page. The comparison with a friend's model changes size, data and format at once. I would
# fine-tune the 7B model twice on her data, NF4 and bfloat16, same steps, three seeds, and compare
# answer by answer: if the interval of the difference holds 0 and is narrow, the four bits are not
# to blame.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 12. The claim
#
# The course follows a survey of the field, *LLM Solution* (in Chinese, 2023), and numbers its
# claims. Two are about this unit. C51: QLoRA trains 65B on one 48 GB GPU, matches 16-bit training,
# is slower than LoRA; NF4 is best for normal weights; double quantization saves; paged state avoids
# running out. C52: 8-bit loading saves up to four times the memory.

# %% role="experiment"
small = lab.eight_bits(net)
others = ("uniform", "int4", "FP4")
gap, low, high = result.difference("QLoRA", "full")


def best(found):
    """Whether NF4's interval lies below every other format's."""
    return "yes" if all(found.difference("NF4", o)[2] < 0 for o in others) else "not against all"


print_table([
    {"claim": "NF4 is best on normal weights", "here": best(errors["normal"])},
    {"claim": "... on Pocket's weights", "here": best(errors["Pocket's"])},
    {"claim": "... for Pocket's probabilities", "here": best(moved)},
    {"claim": "double quantization saves",
     "here": f"{measured['NF4'].mean - measured['NF4, double'].mean:.2f} bits a weight"},
    {"claim": "QLoRA matches full fine-tuning",
     "here": f"accuracy {gap:+.2f} ({low:+.2f} to {high:+.2f}), on one small task"},
    {"claim": "it is slower than LoRA",
     "here": f"{slower:.2f} times the time, CPU"},
    {"claim": "paged state avoids running out",
     "here": f"{proof.state} bytes of state trained within {proof.peak}"},
    {"claim": "65B trains on one 48 GB card",
     "here": f"calculated {big / 1e9:.1f} GB; " + ("measured: see above" if record
                                                   else "not measured yet")},
    {"claim": "8 bits save up to 4 times",
     "here": f"{small['against 32 bits'].mean:.1f} against 32 bits, "
     f"{small['against 16 bits'].mean:.1f} against 16 (linear layers)"},
])  # fmt: skip

# %% [markdown]
# **What carries over.** The code book, the blocks, the counting: they know nothing of a model's
# size. **What does not.** Pocket is so small that activations outweigh weights, and the time ratio
# on a CPU is not that of a GPU. That QLoRA matches 16 bits at 65B cannot be seen here. The survey's
# "four times" for 8 bits holds
# against 32 bits; models are kept in 16, and there it is two.
#
# **On a GPU** (for teachers: this needs the repository with the solutions): `llmcourse-solutions
# 12_qlora --profile gpu --model ID` first runs `benchmarks/gpu_qlora.py`, which measures memory and
# speed at full size on the real architectures' shapes with random weights, and then this notebook,
# on a hub model where it can be loaded; section 9 shows what was measured. Where torch sees no CUDA
# GPU it says so and runs both on the CPU, the script at toy size, which measures nothing.

# %% [markdown]
# ## 13. Further
#
# Ungraded, with a bar to beat.
#
# 1. **Three bits.** `normal_float_levels(3)` and your own packing. Bar: a lower error a bit than
#    NF4 without double quantization, with any block size.
# 2. **Prefetch.** Fetch the next page while the present one is updated, within the allowance. Bar:
#    the same parameters as AdamW's, to 1e-6, with two pages inside at most.
# 3. **A better start.** Choose A and B so that they hold the largest part of the quantization's
#    error ([LoftQ](https://arxiv.org/abs/2310.08659)). Bar: half the error of the outputs before
#    the first step.

# %% role="experiment"
print(footprint())
