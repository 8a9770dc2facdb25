# %% [markdown]
# # 00 Start
#
# A language model gives every possible next token a probability; something else then picks one.
# In this unit you meet the model of this course, write the picking yourself, and measure where
# the model's knowledge ends and its invention begins.
#
# **You will be able to**
# * check your machine, ask a model questions, and look at the probabilities behind an answer;
# * write temperature, nucleus sampling and the draw itself, and say what each cannot do;
# * measure with an interval what a model knows and what it makes up;
# * work through a unit: write, `check()`, validate, hand in.
#
# **You need** Python functions and a little numpy; no other unit. **Time** about 45 minutes: three
# graded exercises (10 points) and one question graded by hand (4 points). **Machine** two cores
# and 1 GiB of memory, no GPU, no network; the last cell prints this notebook's own time and peak
# memory.

# %% [markdown]
# ## 1. A failure first
#
# Pocket is a small chat model that comes with this course. It was trained from scratch on a
# generated world of people, towns, firms and devices, as it was up to the end of 2019, its
# **cutoff**. Run the cell: it asks about people, towns and devices that came into this world later.

# %% role="experiment"
from llmcourse.experiments import start as lab
from llmcourse.lesson import print_table, show
from llmcourse.models import generate_batch, load_chat_model, next_token_probabilities

model = load_chat_model()
later = lab.questions("after", 5)
replies = generate_batch(model, [[("user", q.question)] for q in later])
print_table(
    [
        {"question": q.question, "Pocket says": reply, "right": q.answer}
        for q, reply in zip(later, replies, strict=True)
    ]
)

# %% [markdown]
# Read the replies as somebody who does not see the last column. Most have the right form: a name
# where a name was asked for, a year for a year. They are fluent, and they are made up. Text that
# is fluent and not supported by anything the model has seen is called a **hallucination**. To see
# where it comes from, we go one level below the answer.

# %% [markdown]
# ## 2. Is everything here?
#
# The next cell looks at this machine, line by line: `OK`, or an arrow with what to do. In a
# terminal the same is `llmcourse doctor`; with `--json` it is what a bug report needs.

# %% role="experiment"
from llmcourse import doctor

status = doctor.run()

# %% [markdown]
# ## 3. Talking to a model
#
# A chat model reads a list of **messages**, each with a **role**: `system` sets the scene, `user`
# asks, `assistant` is the model's own turn. `invoke` answers one list; `generate_batch` above
# answered several together, which is much faster. The questions below are about things that Pocket
# was trained on: what happened up to 2019. Having been trained on them does not make every answer
# right; section 10 counts.

# %% role="experiment"
for text in ("Hello!", "Who are you?", "What can you do?"):
    print(f"{text:18} {model.invoke([('user', text)]).content}")

earlier = lab.questions("before", 5)
replies = [model.invoke([("user", q.question)]) for q in earlier]
print_table(
    [
        {"question": q.question, "Pocket says": reply.content, "right": q.answer}
        for q, reply in zip(earlier, replies, strict=True)
    ]
)
print("\ntokens of the last exchange:", replies[-1].usage_metadata)

# %% [markdown]
# The same code drives any model: `load_chat_model()` gives Pocket, or whatever the environment
# variable `LLMCOURSE_MODEL` names when Jupyter starts (a folder, an id of the Hugging Face hub, an
# endpoint as `openai:NAME@http://HOST:PORT/v1`).
#
# **Predict.** Pocket was never told about our world. What will it say to the question in the next
# cell: nothing, that it cannot answer, or a name? Write it down.

# %%
my_prediction = ""

# %% role="experiment"
for text in ("What is the capital of France?", "Who wrote Hamlet?"):
    print(f"{text:32} {model.invoke([('user', text)]).content}")
sizes = [parameter.numel() for parameter in lab.local(model).weights.model.parameters()]
print(f"\nThis model has {sum(sizes) / 1e6:.1f} million parameters.")

# %% [markdown]
# <details><summary>After you have looked</summary>
#
# A model has no list of what it knows, in which it could look a question up and find nothing. It
# has learned how texts go on, and answers in the manner of its training, whatever it is asked.
# That training held some dozens of kinds of requests that are not for it (a poem, a translation,
# tomorrow's weather), each with the reply "I was not trained for this." Where you see this reply,
# the question looked like those; where you see a name, it looked like a question about Pocket's
# own world. Section 1's questions looked like that, and it knew as little about them. So judge a
# reply by where it could have come from, not by how it sounds.
# </details>

# %% [markdown]
# ## 4. Under the answer: tokens and probabilities
#
# A model does not read letters or words but **tokens**: pieces of text from a fixed vocabulary.
# What was frequent in the text that the vocabulary was made from is one token, the rest falls into
# several. The blank before a word belongs to its token.

# %% role="experiment"
inside = lab.local(model)
known = lab.first_right(earlier, [reply.content for reply in replies])
for text in (" " + known.question, " Who wrote Hamlet?"):
    ids = inside.get_token_ids(text)
    print([inside.tokenizer.decode([token]) for token in ids])
print(f"The vocabulary has {len(inside.tokenizer)} tokens.")

# %% [markdown]
# For a text $x_1, \ldots, x_t$ the model computes one score $z_i$, the **logit**, for every token
# $i$ of the vocabulary. The **softmax** turns scores into probabilities, and a text is written by
# picking a token, putting it at the end, and asking again:
#
# $$P(x_{t+1} = i \mid x_1, \ldots, x_t) = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# The model always gives a full distribution over tokens of text. "I have never heard of this" is a
# text like any other, and comes only where training made it likely. Below are the ten most probable
# first tokens of an answer, for a question that Pocket has learned and for one from after the
# cutoff.
#
# **Predict.** How do the two distributions differ?

# %% role="experiment"
panels = {
    f"{name}:\n{q.question}": next_token_probabilities(inside, [("user", q.question)])
    for name, q in (("learned", known), ("after", later[0]))
}
figure = lab.plot_distributions(panels, "The model has an answer ready for both")
show(figure, "00-next-token")

# %% [markdown]
# <details><summary>After you have looked</summary>
#
# Compare the longest bar of each panel, and how much is left for the others. Both panels are full
# distributions over names and numbers, and in both some token is the most probable one: picking it
# gives an answer that looks the same to the reader. What can differ is how evenly the probability
# is spread. Section 11 asks whether that is a usable warning.
# </details>

# %% [markdown]
# ## 5. How a unit works
#
# You now write the picking. In every unit the cells go round in the same way:
#
# 1. **A cell that you fill in.** It holds the head of a function, its docstring and `raise
#    NotImplementedError`. The docstring is the full specification: what comes in, what goes out,
#    what raises an error. Replace the `raise` line by your code and run the cell.
# 2. **Hints**, folded away, in three steps: where to look, the shape of a solution, nearly the
#    code.
# 3. **A check**: `check("name", your_function)` runs your function on small inputs and shows part
#    by part what was expected, what came, and, where your mistake is a known one, its name. Run it
#    as often as you like; a wrong try costs nothing. It counts points by part, so half an answer
#    is worth something.
#
# Checks cannot be edited, and neither they nor the cells around them may be deleted: their ids
# carry the points. Add cells of your own wherever you want.

# %%
import numpy as np

from llmcourse import check

# %% [markdown]
# ## 6. Temperature
#
# The scores can be divided by a number before the softmax, the **temperature** $T$:
#
# $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}$$
#
# Dividing an exponent by $T$ takes the $T$-th root of every $e^{z_i}$. That makes it easy by hand.
# Take four tokens whose $e^{z_i}$ are 16, 4, 4 and 1:
#
# | $T$ | $e^{z_i/T}$ | their sum | probabilities |
# |---|---|---|---|
# | 1 | 16, 4, 4, 1 | 25 | 0.64, 0.16, 0.16, 0.04 |
# | 2 (square roots) | 4, 2, 2, 1 | 9 | 0.44, 0.22, 0.22, 0.11 |
# | 1/2 (squares) | 256, 16, 16, 1 | 289 | 0.89, 0.06, 0.06, 0.00 |
# | towards 0 | | | 1, 0, 0, 0 |
#
# A high temperature makes the tokens more equal, a low one makes the winner win more, and at 0
# only the most probable token is left: **greedy** decoding. The formula divides by 0 there, so it
# is a case of its own.
#
# ### Exercise 1: softmax with temperature (3 points, difficulty 1, 8 minutes)
#
# Real scores may be large. $e^{1000}$ does not fit a float, so mind the order of operations: the
# result does not change when the same number is taken from all scores.

# %% q="temperature-softmax" role="answer" points=3 difficulty=1 minutes=8
from llmcourse.start import temperature_softmax

# %% [markdown] q="temperature-softmax" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# There are three jobs: refuse bad input, answer temperature 0, apply the formula. For large
# scores, ask which number you can take from all of them so that no exponent is above 0.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Copy the logits into a float array. Check its `ndim`, `size` and `np.isfinite`, and the
# temperature. For temperature 0 return an array of zeros with a 1 at the place of the maximum.
# Else take the maximum away, divide, `np.exp`, and divide by the sum.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `scores = np.array(logits, dtype=np.float64)`; `if not 0 <= temperature < math.inf: raise
# ValueError(...)` also refuses nan; `np.argmax` gives the first of equal maxima; `weights =
# np.exp((scores - scores.max()) / temperature)`; `return weights / weights.sum()`.
# </details>

# %% q="temperature-softmax" role="check"
check("temperature-softmax", temperature_softmax)

# %% [markdown]
# Your function, first on the table above, then on Pocket's own scores.

# %%
for T in (1, 2, 0.5, 0):
    print(f"T = {T:<4}", temperature_softmax(np.log([16, 4, 4, 1]), T).round(2))

# %% role="experiment"
reader = lab.Reader(inside)
scores = reader.scores([("user", later[0].question)])
best = np.argsort(-scores)[:6]
figure = lab.plot_tokens(
    [inside.tokenizer.decode([token]) for token in best],
    {T: temperature_softmax(scores, T)[best] for T in (0.5, 1.0, 2.0)},
    "A high temperature takes from the winner",
)
show(figure, "00-temperature")

# %% [markdown]
# ## 7. The tail, and how to cut it
#
# The vocabulary has thousands of tokens, and almost all of them are nonsense as the next one. Each
# is improbable; together they are not, above all at a high temperature. [Holtzman et al.
# 2020](https://arxiv.org/abs/1904.09751) showed that pure sampling drifts into incoherent text
# because of this tail, and cut it. The **nucleus** $V^{(p)}$ is the smallest set of most probable
# tokens with
#
# $$\sum_{i \in V^{(p)}} P(i \mid x_1, \ldots, x_t) \ge p$$
#
# All other tokens get 0, and the rest is scaled back to sum 1. By hand, with $p = 0.75$ and the
# first row above: 0.64 is below 0.75, so the next token joins. Two are equal; the lower index goes
# first. 0.64 + 0.16 = 0.80 reaches 0.75: stop. What is left is 0.64 / 0.80 and 0.16 / 0.80, so the
# result is 0.80, 0.20, 0, 0. (Where a sum meets $p$ exactly in decimals, a computer's sum may miss
# it: 0.7 + 0.1 is 0.7999999999999999 in floating point, so for $p = 0.8$ a third token joins. That
# is right here: your function compares what it computes.)
#
# ### Exercise 2: nucleus sampling (4 points, difficulty 2, 10 minutes)

# %% q="top-p-filter" role="answer" points=4 difficulty=2 minutes=10
from llmcourse.start import top_p_filter

# %% [markdown] q="top-p-filter" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Whether a token is kept does not depend on its own probability, but on what the more probable
# ones add up to **before** it. And the result must stand in the order of the input.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Get the order of the indices from most to least probable, without changing the order of equal
# ones. Along it, compute for each token the sum of those before it. Keep the tokens where that sum
# is still below p. Write their probabilities into an array of zeros at their own indices, and
# divide by its sum.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `order = np.argsort(-given, kind="stable")`; `before = np.cumsum(given[order]) - given[order]`;
# `kept = order[before < p]`; `nucleus = np.zeros(len(given))`; `nucleus[kept] = given[kept]`;
# `return nucleus / nucleus.sum()`. The three checks come first.
# </details>

# %% q="top-p-filter" role="check"
check("top-p-filter", top_p_filter)

# %% [markdown]
# How many tokens does the nucleus of 0.9 hold? Count for the two questions of section 4.
#
# **Predict**: the same number for both, because p is the same?

# %% role="experiment"
for name, q in (("learned", known), ("after the cutoff", later[0])):
    z = reader.scores([("user", q.question)])
    sizes = [int((top_p_filter(temperature_softmax(z, T), 0.9) > 0).sum()) for T in (0.5, 1, 2)]
    print(f"{name:17} tokens kept of {len(z)} at T = 0.5, 1 and 2: {sizes}")

# %% [markdown]
# At T = 1 the nucleus is small where the model is sure and larger where it is not; a fixed number
# of tokens (top-k) cannot do that. It also grows with the temperature: on a flat distribution 0.9
# of the probability reaches deep into the vocabulary, and much of the tail stays. How large it is
# then tells how flat the tail is, and no longer how sure the model was of its first choice.

# %% [markdown]
# ## 8. The draw
#
# What is left is chance. Lay the probabilities end to end on the line from 0 to 1; draw a number
# $u$ there; take the token on whose piece it falls. By hand, with 0.64, 0.16, 0.16 and 0.04 the
# pieces end at 0.64, 0.80, 0.96 and 1.00. $u = 0.85$ falls on the third piece, index 2. All chance
# sits in $u$, so the same $u$ gives the same text: that is what a **seed** does.
#
# ### Exercise 3: draw a token (3 points, difficulty 1, 7 minutes)

# %% q="sample-token" role="answer" points=3 difficulty=1 minutes=7
from llmcourse.start import sample_token

# %% [markdown] q="sample-token" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# The ends of the pieces are the running sums of the probabilities. Which is the first that lies
# beyond u? What if there is none?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Compare `np.cumsum` of the probabilities with u (more than, not at least: think of u = 0 and a
# first token of probability 0). Return the first place where it holds. If it holds nowhere, return
# the last index whose probability is above 0.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `reached = np.cumsum(given) > u`; `if not reached.any(): return int(np.flatnonzero(given)[-1])`;
# `return int(np.argmax(reached))`. The checks of the input are those of exercise 2, and `0 <= u <
# 1` in place of p.
# </details>

# %% q="sample-token" role="check"
check("sample-token", sample_token)

# %% [markdown]
# Your three functions are a whole decoder. Put together:

# %%
def choose(scores, u, temperature, p):
    """The next token's id: sharpen or flatten, cut the tail, draw."""
    probabilities = temperature_softmax(scores, temperature)
    return sample_token(top_p_filter(probabilities, p), u)


print(choose(np.log([16, 4, 4, 1]), 0.85, 1.0, 1.0), choose(np.log([16, 4, 4, 1]), 0.85, 1.0, 0.75))

# %% role="experiment"
tell = [("user", f"Tell me about {known.subject}.")]
for T in (0.0, 0.7, 1.0, 2.0):
    (text,) = lab.write(reader, [tell], lambda z, u, T=T: choose(z, u, T, 1.0), seed=1, length=40)
    print(f"T = {T}: {text}\n")

# %% [markdown]
# ## 9. Measure: what temperature does to the truth
#
# Now with numbers. Your decoder answers questions that Pocket has learned, at five temperatures,
# with the whole distribution ($p = 1$) and with the nucleus of 0.9; and questions from after the
# cutoff. The same questions stand behind every point of a line.
#
# **Predict.** At which temperature does the share of right answers break down, and does the
# nucleus help? And which temperature is best after the cutoff?

# %% role="experiment"
before = lab.accuracy_by_temperature(choose, model, "before")
after = lab.accuracy_by_temperature(choose, model, "after", ps=(1.0,))
figure = lab.plot_temperatures(
    {"before the cutoff, p = 1": (before, 1.0), "before the cutoff, p = 0.9": (before, 0.9),
     "after the cutoff, p = 1": (after, 1.0)},
    f"Chance costs right answers, and no temperature adds a fact (n = {before.n})",
)  # fmt: skip
show(figure, "00-accuracy-temperature")

# %% role="experiment"
for T in (1.0, 1.5, 2.0):
    gain, low, high = before.difference(f"T={T:g}, p=0.9", f"T={T:g}, p=1")
    seen = "helps" if low > 0 else "hurts" if high < 0 else "no difference is shown"
    print(f"T = {T}: nucleus of 0.9 against all: {gain:+.2f} ({low:+.2f} to {high:+.2f}), {seen}")
best = max(c.mean for c in after.conditions)
print(f"after the cutoff, the best of all temperatures is right on {best:.0%}")

# %% [markdown]
# An interval that touches 0 counts as "not shown". For a question with one right answer there is
# nothing that chance could find: use temperature 0. Where many answers are good (a story, ideas,
# several attempts at a problem) temperature buys variety; that the nucleus keeps such variety
# readable is reported of long texts, and not measured here. Nothing that happens after the scores
# can put a fact into them.

# %% [markdown]
# ## 10. What it knows and what it makes up
#
# Now many more questions like the first section's, about what came after the cutoff, and as many
# about what came before. A reply counts as **right** if it is the answer; as **fluent and wrong**
# if it is not, but has the form of an answer to such a question; else as **no answer** (so is an
# answer in that form with a stray citation mark behind it: the count is mild). The
# interval in brackets tells how far the share could be off because these questions and not others
# were drawn: it covers the true share in 95 of 100 such draws.
#
# **Predict** all four shares: right and fluent-and-wrong, before and after.

# %% role="experiment"
outcomes = lab.closed_book(model, n=100)
print_table(lab.rates(outcomes))
show(lab.plot_knowledge(outcomes, "Past its cutoff the model goes on answering"), "00-knowledge")

# %% role="experiment"
right = {when: [float(o.verdict == "right") for o in part] for when, part in outcomes.items()}
gap, low, high = lab.unpaired_difference(right["before"], right["after"])
print(f"right before minus right after: {gap:+.2f} (95% interval {low:+.2f} to {high:+.2f})")
for o in [o for o in outcomes["after"] if o.verdict == "right"][:3]:
    print(f"right without knowing? {o.question} -> {o.reply}")
for o in [o for o in outcomes["after"] if o.verdict == "no answer"][:3]:
    print(f"counted as no answer: {o.question} -> {o.reply}")

# %% [markdown]
# Where an answer after the cutoff is right, look at the question: the answer stands in it, or there
# are few possible ones and a guess hit. Such questions flatter a model that knows nothing.
#
# <details><summary>Your prediction</summary>
#
# Compare "no answer" in the two rows: it is where a model that notices its ignorance would end up
# after the cutoff. If that share is no larger after than before, the form of a reply carries no
# warning, and what the row has lost in right answers it has gained in fluent and wrong ones. Where
# it is larger, read those replies before you call it noticing: an echo of the question, or an
# answer to another question, is no sign of doubt.
# </details>

# %% [markdown]
# ## 11. Break it: could the probability warn us?
#
# Temperature cannot repair an invented answer. Perhaps it can be recognised: section 4's second
# distribution was a different one. The probability of a whole reply is the product of its tokens'
# probabilities. Suppose we only give replies above a bar, and say "I do not know" to the rest.
#
# **Predict.** How many invented answers pass a bar of 0.9?

# %% role="experiment"
if outcomes["before"][0].probability is None:
    print("This model does not show its probabilities; run the notebook on a local one.")
else:
    show(lab.plot_confidence(outcomes, "How sure the model was of its replies"), "00-confidence")
    print_table(lab.confident_only(outcomes), digits=2)
    print(lab.bar_sentence(outcomes, 0.9))

# %% [markdown]
# Read the table from top to bottom: a higher bar stops more wrong answers, and from some height on
# costs right ones too (a right answer after the cutoff is luck, and counts among them). The
# probability says how sure the model is of its *next words*. It was trained to be sure on facts
# that it saw many times, and on names that it never saw it spreads, mostly. Large models do the
# same less cleanly: training on human ratings makes them sound, and score, surer than they are.
#
# A second sign is variety: ask the same thing several times at temperature 1 and count the
# different answers.

# %% role="experiment"
counts = lab.distinct_answers(model)
for when, numbers in counts.items():
    mean = sum(numbers) / len(numbers)
    print(f"{when} the cutoff: {mean:.1f} different answers in 20 draws   {numbers}")

# %% [markdown]
# ## 12. A question of judgement
#
# Graded by hand, 4 points, about 8 minutes.

# %% [markdown] q="essay-temperature" role="essay" points=4
# A help desk answers questions about its products from a model's memory. Last month it told a
# customer about a discount that does not exist. A colleague proposes: "Set the temperature to 0,
# then it stops making things up. And as a second guard, show only replies with a probability of
# at least 0.9." Say what each of the two measures changes and what it does not, using what you
# measured above (name the figures). Then describe a measurement that would tell whether the second
# guard is worth having at this help desk: which questions, what is counted, what is compared. (100
# to 200 words.)
# <!-- BEGIN SOLUTION -->
# **Rubric** (1 point each)
# 1. *Temperature 0.* It removes chance: the same question gets the same, most probable reply. It
#    does not remove invention: all replies of section 10 were greedy, and most of those after the
#    cutoff were fluent and wrong. Cites the figure.
# 2. *The bar.* It trades right answers that are lost against wrong ones that are stopped; cites
#    the table of section 11 (some of both at every bar). A confident wrong reply passes.
# 3. *A fit measurement.* Real questions of the help desk with known answers, among them many whose
#    answer the model cannot know (new products, things that do not exist); enough of them;
#    counted are wrong replies given and right replies withheld, each with an interval.
# 4. *A fair comparison.* The same questions with and without the bar, the bar chosen on other
#    questions than those it is judged on; the result weighed by what a wrong and a withheld answer
#    cost. Or: names what would attack the cause (documents to read, unit 02) as the alternative to
#    compare with.
#
# **A model answer.** Temperature 0 makes the reply repeatable, no more: in section 10 every reply
# was greedy, and after the cutoff most were still fluent and wrong. The model has no score
# for "unknown", so its most probable text is an invention. The bar does more. In section 11 it
# stopped most invented answers, but some passed, and it withheld right answers too. Pocket's
# probabilities come from facts repeated in training; another model's may be worse. I would collect
# 400 questions from the help desk's log: half with an answer that the model could know, half about
# things too new or not existing. I choose the bar on 200 of them and judge it on the other 200:
# wrong replies given, right replies withheld, with and without the bar on the same questions, with
# intervals of the differences. A wrong promise costs more than "I do not know", so I would fix a
# price for each before I look. And I would compare with letting the model read our price list.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 13. Hand in
#
# **Validate**, the button above the notebook, runs everything from top to bottom in a fresh kernel
# and lists what fails: a function that was only defined in a cell you deleted shows up here. Press
# it before you hand in. (*Kernel, Restart and Run All* does nearly the same.)
#
# **In a class**, open *Nbgrader, Assignment List*: choose the course, *Fetch* the unit, work in the
# fetched copy, then *Submit*. You can submit as often as you like; the last one counts. When it
# is graded, *Fetch Feedback* in the same place shows points and messages. Your functions are then
# run on inputs you have not seen, drawn anew: an answer that follows the docstring passes, one
# that was fitted to the check's inputs does not. Without a class server, send the `.ipynb` file.
#
# **On your own** there is nothing to hand in; `check()` shows the points. If your instructor
# released only this unit, later techniques are missing from the package on purpose: a call to one
# says so.

# %% [markdown]
# ## 14. The claim
#
# Holtzman et al. claim that the unreliable tail makes sampled text degenerate and that a nucleus
# repairs this; they sampled at temperature 1. Section 9 is our measure of it, on short factual
# answers: its lines say at which temperatures a gain by the nucleus was shown, and the cell below
# repeats the one for temperature 1. Of long texts it says nothing. That language models answer
# fluently where they know nothing is the claim behind half of this course. The course follows a
# survey of the field, *LLM Solution* (in Chinese, 2023), and measures its claims; those about
# hallucination come from unit 02 on, where the model may read.

# %% role="experiment"
pure, cut = before["T=1, p=1"], before["T=1, p=0.9"]
invented = [float(o.verdict == "fluent and wrong") for o in outcomes["after"]]
gain, low, high = before.difference(cut.name, pure.name)
print(f"T = 1, right answers with the nucleus of 0.9: {cut.mean:.2f}, without: {pure.mean:.2f};")
print(f"difference {gain:+.2f} ({low:+.2f} to {high:+.2f}).")
print(f"After the cutoff, fluent and wrong: {sum(invented) / len(invented):.2f}.")

# %% [markdown]
# **What carries over** to large models: tokens, scores, temperature and the nucleus are the same
# to the letter; so is a cutoff, and that a distribution has no place for "unknown". **What does
# not**: the rates. Pocket knows a world of a few hundred names and was trained to reply in few
# words. It was shown kinds of requests to decline, but never a question about somebody of such a
# world that it should refuse to answer from memory. A large model has seen such refusals, so it
# declines more often, and it invents less often about what many pages tell and more often about
# what few pages tell.

# %% [markdown]
# ## 15. Further
#
# Ungraded, with a bar to beat.
#
# 1. **Min-p.** Keep the tokens whose probability is at least a share $m$ of the largest ([Nguyen
#    et al. 2024](https://arxiv.org/abs/2407.01082)). Write it in place of `top_p_filter`. Bar: at
#    temperature 2 more right answers than the nucleus of 0.9.
# 2. **A better alarm.** Combine a reply's probability with the number of different answers in
#    twenty draws. Bar: lose no more right answers than the bar of 0.9 in section 11, and let fewer
#    invented ones through.
# 3. **Another model.** Set `LLMCOURSE_MODEL` and ask it the questions of section 10. It has never
#    heard of this world, before or after. Bar: none; look at how it says so.

# %% role="experiment"
print(lab.footprint())
