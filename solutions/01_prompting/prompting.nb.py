# %% [markdown]
# # 01 Prompting
#
# A language model continues text. Everything in this unit is about which text you let it
# continue: the same weights, asked in other words, are right more or less often, and you will
# measure by how much.
#
# **You will be able to**
# * write messages, and render them to the exact string that a model reads;
# * choose, balance and order examples, and measure what they bring;
# * make a model reason before it answers, read the answer out of the reasoning, and vote over
#   several;
# * write a base prompt that keeps a model to its context, and judge it by numbers;
# * read structured output that is slightly broken.
#
# **You need** unit 00, Python functions, and what a mean and an interval are. **Time** about four
# and a half hours: nine graded exercises (37 points) and one question graded by hand (4 points);
# each says how long it takes. **Machine** two cores; the last cell prints this notebook's own time
# and peak memory.
#
# The model is Pocket, a few million parameters trained for this course. Where the lesson shows an
# effect on it, it also says what in Pocket's training could have caused it.

# %%
from llmcourse import check

# %% role="experiment"
from llmcourse.experiments import prompting as lab
from llmcourse.experiments import prompting_plots as plots
from llmcourse.experiments.records import paired_difference
from llmcourse.lesson import print_table, show
from llmcourse.models import generate_batch, load_chat_model

model = load_chat_model()

# %% [markdown]
# ## 1. A failure first
#
# In unit 00 you asked a question and took the answer. Here are three tasks for that method: a
# label for a text, in words that stand in no dictionary; a sum in three steps; a question to
# which the given text has no answer.

# %% role="experiment"
label_item = lab.label_items(1)[0]
sum_item = lab.problems(3, 4)[3]  # an item that steps solve; section 5 counts how often they do
reading = lab.reading_items(2)[0]
passages = "\n".join(reading.passages)
naive = [
    ("a label", f"Label the text: {label_item.text}", label_item.label),
    ("a sum", sum_item.question, sum_item.answer),
    ("a question", f"Context:\n{passages}\n\nQuestion: {reading.question}", "(not in the text)"),
]
for (kind, question, right), reply in zip(
    naive, generate_batch(model, [[("user", q)] for _, q, _ in naive]), strict=True
):
    print(f"--- {kind}\n{question}\n  Pocket: {reply}\n  right:  {right}\n")

# %% [markdown]
# The first task cannot be solved by anyone who is not told what the words mean. The second is
# three small sums, and nothing in the prompt asks for work: a bare result leaves no room for it,
# and steps that come unasked need not fit the story, so hold them against it. The third has no
# right answer but one, "I do not know", and nothing in the prompt allows for it. None of the three
# failures needs another model. They need another prompt.

# %% [markdown]
# ## 2. What the model reads
#
# A chat model does not see a list of messages. It sees one string, in which **control tokens**
# mark where a turn begins and ends. The rule that makes the string is the model's **chat
# template**:
#
# $$\text{string} = b \cdot \prod_{i=1}^{n} o(r_i)\; c_i\; e(r_i) \cdot g$$
#
# with $b$ the token that begins every text (bos), $r_i$ the role of message $i$ and $c_i$ its
# content, $o$ and $e$ the role's opening and closing, and $g$ the **generation prompt** that
# leaves the model at the start of its own turn; the product stands for writing one after the
# other. By hand, for Pocket's template and two messages:
#
# | piece | text |
# |---|---|
# | $b$ | `<\|begin\|>` |
# | system, "Be brief." | `<\|system\|> Be brief.<\|end\|>` |
# | user, "Hello" | `<\|user\|> Hello<\|end\|>` |
# | $g$ | `<\|assistant\|>` |
#
# Note the blank after an opening and none after $g$. In most tokenizers a word's token holds the
# blank before it: where the answer is the town Corva, its first token begins " C", not "C". A
# prompt that already ends in a blank takes that token away.
#
# Control tokens are why the rendering needs a guard. If a user may type `<|system|>`, the user
# writes instructions in your name: **prompt injection** in its simplest form.

# %% [markdown]
# **Predict** what Pocket answers to a question if the generation prompt is left off: the same
# answer, nothing, or something else? Write it down; you will see it after the exercise, with your
# own function.

# %% [markdown]
# ### Exercise 1: render a chat (4 points, difficulty 1, 20 minutes)
#
# Write the rendering. `markers` gives opening and closing for each role, so that one function
# serves every template of this kind: Pocket's, ChatML, Llama's.

# %% q="render-chat" role="answer" points=4 difficulty=1 minutes=20
from llmcourse.prompting import render_chat

# %% [markdown] q="render-chat" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Follow the table above piece by piece: what is written once, what once a message, what last? The
# guard is a question about all markers, not only about those of the message's own role.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Collect the forbidden tokens first: every opening and closing and bos, each stripped, without
# empty ones. Then loop over the messages with a growing string: first the two checks, then three
# pieces.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `control = {m.strip() for pair in markers.values() for m in pair} | {bos.strip()}`. In the loop:
# `if role not in markers: raise ValueError(...)`, then `if any(m and m in content for m in
# control): raise ValueError(...)`, then `text += opening + content + closing`. Return `text +
# generation_prompt`.
# </details>

# %% q="render-chat" role="check"
check("render-chat", render_chat)

# %% [markdown]
# Compare with the template that the tokenizer carries, and look at what the generation prompt
# does.

# %% role="experiment"
pocket = load_chat_model("pocket")
markers = {role: (f"<|{role}|> ", "<|end|>") for role in ("system", "user", "assistant")}
talk = [("system", "Be brief."), ("user", "What can you do?")]
own = render_chat(talk, markers, "<|begin|>", "<|assistant|>")
dicts = [{"role": role, "content": content} for role, content in talk]
theirs = pocket.tokenizer.apply_chat_template(dicts, tokenize=False, add_generation_prompt=True)
print(f"{own}\nequal to the tokenizer's template: {own == theirs}")

# %% role="experiment"
from llmcourse.generation import Decoding, generate_tokens


def continue_text(text: str, length: int = 24) -> str:
    """What Pocket writes after exactly this string, control tokens included."""
    tokens = pocket.tokenizer(text, add_special_tokens=False)["input_ids"]
    (out,) = generate_tokens(pocket.weights.model, [tokens], Decoding(max_new_tokens=length))
    return pocket.tokenizer.decode(out.tokens)


for ending in ("<|assistant|>", "<|assistant|> ", ""):
    text = render_chat(talk, markers, "<|begin|>", ending)
    print(f"prompt ends in {text[-14:]!r:18} -> {continue_text(text)!r}")

# %% [markdown]
# With a blank at the end, the token that the answer would have begun with is taken, and the model
# begins another one. Without the generation prompt it has to write the opening of its own turn
# first, and nothing but habit keeps it from opening the user's. Nor does it stop by itself at the
# end of its turn: the code that calls it stops at `<|end|>`. This is why libraries carry the
# template with the model, and why you look at the rendered string first when a model behaves
# strangely.

# %% [markdown]
# ## 3. Examples instead of explanations
#
# **Zero-shot** prompting says what to do. **Few-shot** prompting shows it: [Brown et al.
# 2020](https://arxiv.org/abs/2005.14165) found that a model can pick up a task from examples in
# the prompt, without any change of weights. The answer is
#
# $$\hat y = \arg\max_{y} P(y \mid I, x_1, y_1, \ldots, x_k, y_k, x)$$
#
# with $I$ the instruction, $(x_j, y_j)$ the examples, $k$ their number and $x$ the query. Nothing
# but the text before $x$ tells the model what the labels mean. By hand, with $k = 2$:
#
# | turn | text |
# |---|---|
# | system | Label the last text as in the examples. |
# | user | Text: The crew hoisted the sail. |
# | assistant | dax |
# | user | Text: The actor forgot his lines. |
# | assistant | wug |
# | user | Text: A gust tore the jib. |
#
# You say "dax" for the last one, though you have never seen the word, because it is like the
# first. The form carries the information: the query must look exactly like the examples, down to
# the prefix.

# %% [markdown]
# ### Exercise 2: few-shot messages (3 points, difficulty 1, 15 minutes)
#
# Two layouts are in use. Chat models are mostly shown examples as turns of the conversation;
# models without chat training get them in one block of text.

# %% q="few-shot-messages" role="answer" points=3 difficulty=1 minutes=15
from llmcourse.prompting import few_shot_messages

# %% [markdown] q="few-shot-messages" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Read the table above as a list of `(role, content)` pairs. What changes when there are no
# examples, and what stays?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# "turns": one system message, two messages for each example, one for the query. "single": a list
# of blocks, joined by an empty line at the end; the query's block is an example's block without
# its label.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `blocks = [instruction, *(f"Text: {t}\nLabel: {l}" for t, l in examples), f"Text:
# {text}\nLabel:"]` and `return [("user", "\n\n".join(blocks))]`. Anything but the two layouts:
# `raise ValueError`.
# </details>

# %% q="few-shot-messages" role="check"
check("few-shot-messages", few_shot_messages)

# %% [markdown]
# ### Which examples, in which order?
#
# [Zhao et al. 2021](https://arxiv.org/abs/2102.09690) found two habits of models that learn from
# a prompt: they prefer the label that they saw **most often**, and the one that they saw
# **last**. [Lu et al. 2022](https://arxiv.org/abs/2104.08786) found orders of the same examples
# that differ by tens of points. So choose as for a fair experiment: as many of each label, and
# the labels in rounds. By hand, three of each label: `dax wug | wug dax | dax wug`. Each round
# holds each label once, and its order is drawn anew, so that the last label is not always the
# same.
#
# ### Exercise 3: balanced examples (4 points, difficulty 2, 25 minutes)
#
# The draw depends on a seed and on nothing else. Then an experiment can be repeated exactly, and
# repeated with other seeds to see how much of its result was luck.

# %% q="balanced-examples" role="answer" points=4 difficulty=2 minutes=25
from llmcourse.prompting import balanced_examples

# %% [markdown] q="balanced-examples" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Two draws are hidden here: which examples of a label, and in which order the labels come within
# a round. Whose random numbers do you use, and who else uses them?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Make a generator of your own from the seed. Group the pool by label. Draw `per_class` from each
# group without replacement. Then, round by round, shuffle the labels and take one example of
# each.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `rng = random.Random(seed)`; `by_label.setdefault(label, []).append((text, label))`;
# `drawn[label] = rng.sample(by_label[label], per_class)`, after the check that there are enough;
# then for each round `labels = sorted(drawn); rng.shuffle(labels)` and `result += [drawn[l][turn]
# for l in labels]`.
# </details>

# %% q="balanced-examples" role="check"
check("balanced-examples", balanced_examples)

# %% [markdown]
# ### Measure
#
# The texts are about things that Pocket has read of (weather and cooking, sport and music, ...),
# but the label words are new for every query: it never saw them in training. Without examples,
# the instruction at least names the two words.
#
# **Predict** the accuracy with 0, 2, 4 and 8 examples. Which step is the largest?

# %% role="experiment"
per_class = (0, 1, 2, 4)
shots = lab.few_shot_curve(few_shot_messages, balanced_examples, model, per_class)
print_table(lab.summary(shots))
figure = plots.curve(
    [2 * k for k in per_class], shots, "Labels never seen: accuracy by examples shown",
    "examples in the prompt", 0.5, "guessing one of the two words",
)  # fmt: skip
show(figure, "01-few-shot-curve")

# %% role="experiment"
first, last = shots.conditions[0].scores, shots.conditions[-1].scores
gain, low, high = paired_difference(last, first)
print(f"Eight examples against none: {gain:+.2f} (95% interval {low:+.2f} to {high:+.2f}),")
print(f"over the same {len(first)} queries.", "The interval excludes 0." if low > 0 else
      "The interval holds 0: no difference is shown.")  # fmt: skip

# %% [markdown]
# <details><summary>Your prediction</summary>
#
# Look at the step from 0 to 2 first. Without examples the words mean nothing, so no model
# can beat chance there; one example of each label is the first information that it gets. Further
# examples tell it how wide a class is, which is worth less the more there are: the curve should
# flatten. Where two neighbouring intervals overlap widely, the size of that step is not known.
# </details>
#
# Is that learning? Look at the line of guessing before you answer. Rising from nothing to that
# line only says that the model copies a label from the examples; rising above it says that it
# copies the right one, that of the most similar example. Which of the two steps is shown here is
# for the intervals to say: hold them against the line. Pocket was trained on prompts of this form,
# with other texts and words, so that the skill as such is no surprise. A large model has both
# habits from the repetition that all text is full of.
#
# Now the same six examples in other orders, and in other proportions. "5:1 for the right label"
# has five examples of the query's own label; "1:5 against it" has one.
#
# **Predict** which of the five arrangements is best, and whether the order or the balance moves
# more.

# %% role="experiment"
orders = lab.order_and_balance(few_shot_messages, balanced_examples, model)
print_table(lab.summary(orders))
figure = plots.bars({"six examples": orders}, "Five arrangements of six examples", 0.5)
show(figure, "01-order-balance")

# %% role="experiment"
score = {c.name: c.scores for c in orders.conditions}
for name, worse, better in (
    ("order", "3:3, right label first", "3:3, right label last"),
    ("balance", "1:5 against it", "5:1 for the right label"),
):
    gap, low, high = paired_difference(score[better], score[worse])
    found = "a bias is shown" if low > 0 else "no such bias is shown here"
    print(f"{name}: {better!r} against {worse!r}: {gap:+.2f} ({low:+.2f} to {high:+.2f}), {found}")

# %% [markdown]
# A row that gains when the right label is more frequent, or last, gains by bias, not by
# understanding: in the mirrored case it loses as much. An interval that holds 0 shows neither habit
# at this size, and where every row is near 1 a habit has little room to show: the examples decide,
# wherever they stand. `balanced_examples` gives neither away. Keep that in mind for the question at
# the end.

# %% [markdown]
# ## 4. Room to think
#
# The answer to a sum in three steps is one token or two. A transformer has a fixed amount of
# computation for each token, so a direct answer must be found within it. **Chain of thought**
# ([Wei et al. 2022](https://arxiv.org/abs/2201.11903)) lets the model write its steps first. Each
# step is then a small problem whose result stands in the text, where the next step reads it:
#
# $$P(a \mid x) = \sum_{z} P(z \mid x)\, P(a \mid x, z)$$
#
# with $x$ the problem, $z$ the written steps and $a$ the answer. There are two ways to get the
# steps: show worked solutions as examples (Wei), or only ask, with a trigger sentence ([Kojima et
# al. 2022](https://arxiv.org/abs/2205.11916)). By hand:
#
# | way | prompt | reply |
# |---|---|---|
# | direct | `Mara has 14 crates. 8 come, 5 go. How many are left?` | `17` |
# | trigger | and below `Think step by step.` | `14 + 8 = 22. 22 - 5 = 17. The answer is 17.` |
#
# The table's trigger is short for Kojima's "Let's think step by step.", your function's default.
# The order matters. "The answer is 17. 14 + 8 = 22." is a chain of thought that comes too late.

# %% [markdown]
# ### Exercise 4: chain-of-thought messages (4 points, difficulty 1, 15 minutes)

# %% q="cot-messages" role="answer" points=4 difficulty=1 minutes=15
from llmcourse.prompting import cot_messages

# %% [markdown] q="cot-messages" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# There are three cases: with demonstrations; without, with a trigger; without either. In which of
# them does the question stand alone?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Two messages a demonstration, with the solution written as in the last row of the table. Then
# the question; the trigger joins it only if nothing was shown and the trigger is not empty.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `worked = " ".join(f"{step}." for step in steps)` and `("assistant", f"{worked} The answer is
# {answer}.")`. At the end `question if demonstrations or not trigger else
# f"{question}\n{trigger}"`.
# </details>

# %% q="cot-messages" role="check"
check("cot-messages", cot_messages)

# %% [markdown]
# ### Reading the answer
#
# The reply is a text now, and the answer stands somewhere in it. What goes wrong here is counted
# against the technique, so be careful: "The answer is 1,204." has one number and not two; "The
# answer is 17, out of 20." does not mean 20; a reply without any number is not 0.
#
# By hand: in `We add 14 and 8. The answer is 22 of 30.` the last marker is `answer is`, and the
# first number after it 22. In `14 + 8 = 22.` there is no marker, and the last number is 22.
#
# ### Exercise 5: extract the answer (4 points, difficulty 2, 25 minutes)

# %% q="extract-answer" role="answer" points=4 difficulty=2 minutes=25
from llmcourse.prompting import extract_answer

# %% [markdown] q="extract-answer" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Write the rule for one number first, and try it on `1,204.` and `3,4` and `22-5` and `= -5`.
# Only then think of markers.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# One regular expression for a number, one for a marker. Go through the markers from the last to
# the first and search for a number behind each; else take the last number of the text; else None.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# Digits with thousands: `\d+(?:,\d{3}(?!\d))*`; decimals: `(?:\.\d+)?`; a sign that is no
# subtraction: `(?:(?<![\w)])-)?` in front. Markers: `re.finditer(r"answer\s*(?:is|:)", text,
# flags=re.IGNORECASE)`, reversed. Remove commas before `float`.
# </details>

# %% q="extract-answer" role="check"
check("extract-answer", extract_answer)

# %% role="experiment"
steps = ("", "Think step by step.")
for trigger, reply in zip(
    steps, generate_batch(model, [cot_messages(sum_item.question, [], t) for t in steps]),
    strict=True,
):
    print(f"trigger {trigger!r}: {reply}  ->  {extract_answer(reply)}, right: {sum_item.answer}")

# %% [markdown]
# ## 5. Let the model recall an example
#
# Worked examples cost somebody's time. **Analogical prompting** ([Yasunaga et al.
# 2023](https://arxiv.org/abs/2310.01714)) asks the model to write its own: recall a similar
# problem, solve it, then solve this one. The recalled solution stands before the new one, as a
# demonstration would.
#
# The reply now holds two problems and two answers. By hand:
#
# `Similar problem: Oren has 3 pears. 4 more come. 3 + 4 = 7. The answer is 7. This problem: 14 +
# 8 = 22. The answer is 22.`
#
# Split at the last `This problem:`; what stands before is the recalled example, what stands after
# is the solution, and only there you read the answer.
#
# ### Exercise 6: analogical answer (4 points, difficulty 2, 20 minutes)

# %% q="analogical" role="answer" points=4 difficulty=2 minutes=20
from llmcourse.prompting import analogical_answer

# %% [markdown] q="analogical" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Three pieces: the one message that is sent, the cut through the reply, and the answer from the
# right part. What if the model skips the recalling?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `str.rpartition` cuts at the last occurrence, and gives the whole text as its last part where
# there is none. `str.removeprefix` takes the prefix away where there is one.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `reply = model.invoke([("user", f"{problem}\n{instruction}")]).content`, then `recalled, _,
# solution = reply.rpartition("This problem:")`; strip, remove the prefix `"Similar problem:"`,
# strip; `{"recalled": ..., "solution": ..., "answer": extract(solution)}`.
# </details>

# %% q="analogical" role="check"
check("analogical", analogical_answer)

# %% [markdown]
# ### Measure
#
# Five ways to ask the same problems, by the number of steps that a problem needs. "3 answers
# shown" and "3 solutions shown" are few-shot prompts with the same three problems; the first
# shows bare numbers, the second worked solutions. That pair is the control: if examples as such
# were what helps, both would help.
#
# **Predict** for one step and for three: which way is best, and where is the difference largest?

# %% role="experiment"
ways = lab.chain_of_thought(cot_messages, extract_answer, analogical_answer, model)
print_table(lab.summary(lab.together(ways.values())))
figure = plots.bars(
    {f"{k} step{'s' * (k > 1)}": result for k, result in ways.items()},
    "Five ways to ask the same problems, by steps needed",
)
show(figure, "01-chain-of-thought")

# %% role="experiment"
for k, result in ways.items():
    score = {c.name: c.scores for c in result.conditions}
    for way in ("trigger alone", "3 solutions shown", "analogical"):
        gain, low, high = paired_difference(score[way], score["direct"])
        print(f"{k} step(s), {way} against direct: {gain:+.2f} ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# <details><summary>Your prediction</summary>
#
# With one step there is little to write down, so steps can win little there; with three the direct
# answer must hold two results in mind. If room is what helps, the gap between "direct" and the
# ways with steps is wider at three steps than at one, and "3 answers shown" stays with "direct",
# because it shows examples and gives no room. Check both in the intervals; where one of them
# fails, room is not the whole story. If one step gains as much as three, a single sum read from a
# story was already more than this model does within one token. (Where
# "3 answers shown" falls below "direct", look at the replies: Pocket now and then writes steps that
# nobody asked for, and bare answers shown before the question keep it from that.)
# </details>
#
# How far can this be believed of a model that was trained for it? Pocket saw direct answers and
# step-by-step solutions of the same kinds of problems about equally often, so its training does
# not favour either. What differs is the room. The format itself, that this trigger brings steps,
# was trained, and is shown by construction.

# %% [markdown]
# ## 6. Ask several times, and vote
#
# At temperature 0 the model always takes the likeliest next token, and one wrong step spoils the
# rest. **Self-consistency** ([Wang et al. 2022](https://arxiv.org/abs/2203.11171)) samples $m$
# solutions and takes the answer that most of them reach:
#
# $$\hat a = \arg\max_{a} \sum_{i=1}^{m} \mathbb{1}[a_i = a]$$
#
# with $a_i$ the answer of sample $i$. The idea: there are many ways to be wrong and they
# disagree, while the right ways meet. By hand, with five samples: `17, 22, 17., None, 7`. After
# normalising, 17 has two votes, 22 and 7 one each, and one sample had no answer. The winner is
# 17, with a share of 2/5.
#
# The share is worth as much as the winner: it is a measure of how sure the model is, for nothing.
#
# ### Exercise 7: majority vote (4 points, difficulty 2, 20 minutes)

# %% q="majority-vote" role="answer" points=4 difficulty=2 minutes=20
from llmcourse.prompting import majority_vote

# %% [markdown] q="majority-vote" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Normalise, count, choose, divide. Which of these four steps does `None` take part in?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `collections.Counter` keeps the order of first occurrence, and `most_common` keeps it among
# equals. Skip what is no vote, but divide by the length of the list that you were given.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `normal = " ".join(answer.lower().replace(",", "").rstrip(". \t\n").split())`, `if normal:
# votes[normal] += 1`; then `winner, count = votes.most_common(1)[0]` and `return winner, count /
# len(answers)`; without votes `(None, 0.0)`.
# </details>

# %% q="majority-vote" role="check"
check("majority-vote", majority_vote)

# %% [markdown]
# **Predict**: one sample at temperature 0.8 against greedy decoding, better or worse? And from
# how many votes on does voting beat greedy, if at all?

# %% role="experiment"
counts = (1, 3, 5, 9)
voting, agreement = lab.self_consistency(
    cot_messages, extract_answer, majority_vote, model, counts
)
print_table(lab.summary(voting))
names = [c.name for c in voting.conditions if c.name != "greedy"]
greedy = sum(voting.conditions[0].scores) / len(voting.conditions[0].scores)
figure = plots.curve(
    counts, voting, "Voting over sampled solutions, against one greedy solution",
    "sampled solutions", greedy, "greedy, one solution", names,
)  # fmt: skip
show(figure, "01-self-consistency")

# %% role="experiment"
figure = plots.calibration(agreement, "Accuracy by how many of the samples agree")
show(figure, "01-agreement")
one, most = voting.conditions[1].scores, voting.conditions[-1].scores
for name, other in (("one sample", one), ("greedy", voting.conditions[0].scores)):
    gain, low, high = paired_difference(most, other)
    print(f"{max(counts)} votes against {name}: {gain:+.2f} ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# Voting must make up first for what sampling at a high temperature costs, and it costs as many
# generations as there are votes. Where greedy decoding is nearly always right, there is nothing to
# win; and where it is not, a vote helps only if the samples err in different ways and agree when
# they are right. The table says what is shown here, on 40 problems. The agreement remains useful
# even then: it tells which answers to trust.

# %% [markdown]
# ## 7. A base prompt
#
# A **base prompt** is the fixed part around every user's question. The one that matters most in
# the next unit demands that answers come from the given context, and says what to do where the
# context is silent. Both halves count: a demand without a way out leaves a model that must
# answer, and it will.
#
# ### Exercise 8: a prompt judged by its effect (4 points, difficulty 2, 20 minutes)
#
# There is no right wording, so nobody compares yours with another. `check` sends your messages to
# Pocket for over a thousand questions about people and places that it has never read of, half of
# which the passages cannot answer, and measures; it names the bar. That takes a minute or more, and
# the verdict comes at the end. Number the passages `[1]`, `[2]` ...: that is the form that Pocket
# knows, and it lets an answer cite its source.

# %% q="base-prompt" role="answer" points=4 difficulty=2 minutes=20
from llmcourse.prompting import base_prompt

# %% [markdown] q="base-prompt" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Which of the two messages speaks for you, and which for the user? The demand belongs to the one,
# passages and question to the other. What must the demand say about a context that is silent?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A system message with two short sentences: where answers come from, and what to say otherwise,
# word for word. A user message with `Context:`, the numbered passages, an empty line, and
# `Question: ...`.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `context = "\n".join(f"[{i}] {text}" for i, text in enumerate(passages, start=1))`; the user's
# message is `f"Context:\n{context}\n\nQuestion: {question}"`; the system's says to answer from
# the context only, and to say: I do not know.
# </details>

# %% q="base-prompt" role="check"
check("base-prompt", base_prompt)

# %% [markdown]
# Your prompt against the same passages without a demand, and against a friendly system prompt
# that demands nothing.
#
# **Predict** both halves: does the demand cost right answers where the passages have one?

# %% role="experiment"
def without_demand(question, passages):
    """Your prompt with the system message taken out."""
    return [m for m in base_prompt(question, passages) if m[0] != "system"]


def friendly(question, passages):
    """A system message about tone."""
    return [("system", "You are a helpful assistant."), *without_demand(question, passages)]


prompts = {"no demand": without_demand, "friendly": friendly, "your base prompt": base_prompt}
honest = lab.base_prompt_effect(prompts, model)
print_table(lab.summary(honest["all"]))
show(plots.bars(honest, "What the demand changes, answer at hand or not"), "01-base-prompt")

# %% role="experiment"
for kind, result in honest.items():
    score = {c.name: c.scores for c in result.conditions}
    gain, low, high = paired_difference(score["your base prompt"], score["no demand"])
    print(f"{kind}: your prompt against no demand {gain:+.2f} ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# <details><summary>Your prediction</summary>
#
# The demand works where the passages are silent: compare "I do not know" there with and without
# it. What it can cost shows in the other half, where the answer was at hand: a model that was told
# how to decline may decline too often. All questions together mix the two, in the proportion in
# which they were asked; that is why the halves are shown apart.
# </details>
#
# Pocket was trained to say that it does not know under such demands (in many wordings), and not to
# say it without one, where it comes rarely. So this shows the mechanism, and not how large the
# effect is elsewhere: a large model has a habit of its own about refusing, which a prompt moves by
# less, or by more.

# %% [markdown]
# ## 8. Output for programs
#
# A program that uses a model's answer needs fields, not prose. Asking a large model for JSON brings
# it most of the time; Pocket, sampled hot and cut short as below, seldom. What comes otherwise is
# nearly always one of a few slips: a code fence, a sentence around, a comma too many, Python's
# quotes and words, and a text that ends because the tokens ran out.
#
# By hand, what should a reader make of `{"name": "Mara Venlo", "place": "Cor`? The name is
# finished and good. "Cor" is not a place but half of one, so it is left out: half a name is a
# wrong name that nobody notices.
#
# ### Exercise 9: a parser that forgives (6 points, difficulty 3, 60 minutes)
#
# Repairing with `replace` breaks as much as it mends: apostrophes become quotes, commas vanish
# from inside strings. Read the text from left to right instead, and know at each place whether
# you are in a string, an object or a list.

# %% q="parse-json" role="answer" points=6 difficulty=3 minutes=60
from llmcourse.prompting import parse_json

# %% [markdown] q="parse-json" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Try `json.loads` in your head on each bullet of the docstring and note what it stumbles over.
# All of it is easy if you read one value at a time and know where it ends; nothing of it is easy
# with regular expressions over the whole text.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Three small functions inside yours, each taking a position and returning what it read and the
# position behind: a string, a value, and the items of an object or list. A value calls the items
# function, which calls the value function. Use one exception for "the text ended here" and
# another for "this is no object": the first closes what is open, the second sends you to the next
# brace.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `read_items(i, closing, items)`: skip space; while the character is not `closing`, read key,
# colon, value (or a value alone for a list), and store it only when it is complete; then a comma
# moves on, `closing` ends, anything else is `ValueError`. Around it all `except EOFError: return
# items, len(text), True`, where `True` tells the caller to close too. Words: a dict with `true`
# and `True` and so on; numbers: `json.loads(word)`. Outermost: `for brace in re.finditer(r"\{",
# text)`, try, on `ValueError` go on, at the end None.
# </details>

# %% q="parse-json" role="check"
check("parse-json", parse_json)

# %% [markdown]
# To see it work, Pocket extracts fields at temperature 1 and with few tokens, so that some
# replies slip and some are cut.
#
# **Predict** which share of the asked fields `json.loads` gets, and which share yours. (Whether
# their values are right is the model's affair.)

# %% role="experiment"
reading_json = lab.structured_output(parse_json, model)
print_table(lab.summary(reading_json))
strict, tolerant = (c.scores for c in reading_json.conditions)
gain, low, high = paired_difference(tolerant, strict)
print(f"The parser gets {gain:+.2f} more of the fields ({low:+.2f} to {high:+.2f}).")

# %% [markdown]
# A strict reader loses all fields of an object for one slip. Yours mends the slips that the
# docstring lists and keeps every finished field of a text that was cut off; what was never written
# no reader can bring back.
#
# A parser repairs afterwards. **Constrained decoding** prevents: at every step, tokens that would
# leave the grammar get probability 0. It needs access to the model's probabilities and the
# package `llguidance` (optional). It guarantees the form; the contents are as right or wrong as
# before.

# %% role="experiment"
from llmcourse.data import load_extractions

text, fields = load_extractions()[0]
schema = lab.json_schema(fields)
request = lab.extraction_messages(text, fields)
print("text:       ", text)
print("free:       ", model.invoke(request).content)
try:
    for seed in range(30):  # the first hot reply that a strict reader cannot take
        hot = {"temperature": 1.5, "seed": seed}
        reply = model.with_settings(**hot).invoke(request).content
        if lab.strict_json(reply) is None:
            break
    print("hot, free:  ", reply)
    print("hot, schema:", model.with_settings(**hot).generate_json(request, schema))
except (ImportError, AttributeError) as reason:
    print(f"constrained decoding is not available here: {reason}")

# %% [markdown]
# ## 9. Break it
#
# Every technique of this unit has a place where it costs more than it gives, or is said to.
#
# * **The demand silences knowledge.** Ask something that Pocket knows by heart, with passages
#   that do not help, under the base prompt.
# * **Steps cost tokens**, on problems of one step too, whatever they buy there.
# * **Examples in another form than the query** are said to mislead: leave the prefix off the query
#   and see whether they do.
#
# **Predict** the three effects before you run the cells.

# %% role="experiment"
known, other = lab.known_questions(60), lab.reading_items(60, seed=9)
for name, prompt in prompts.items():
    sent = [prompt(q, r.passages[:2]) for (q, _), r in zip(known, other, strict=True)]
    replies = generate_batch(model, sent, max_new_tokens=24)
    right = sum(a.lower() in reply.lower() for (_, a), reply in zip(known, replies, strict=True))
    refused = sum("do not know" in reply.lower() for reply in replies)
    print(f"{name:17} right {right / 60:.2f}   'I do not know' {refused / 60:.2f}")

# %% role="experiment"
cost = []
sums = lab.problems(1, 30) + lab.problems(3, 30)
triggers = {"direct": "", "trigger": "Think step by step."}
for name, trigger in triggers.items():
    replies = generate_batch(model, [cot_messages(p.question, [], trigger) for p in sums])
    words = [len(reply.split()) for reply in replies]
    right = [extract_answer(r) == float(p.answer) for r, p in zip(replies, sums, strict=True)]
    for label, part in (("1 step", slice(0, 30)), ("3 steps", slice(30, 60))):
        cost.append({"way": name, "problems": label, "accuracy": sum(right[part]) / 30,
                     "words written": sum(words[part]) / 30})  # fmt: skip
print_table(cost)

# %% role="experiment"
def without_prefix(instruction, examples, text):
    """Few-shot messages whose query looks different from the examples."""
    return [*few_shot_messages(instruction, examples, text)[:-1], ("user", text)]


misfit = lab.few_shot_curve(without_prefix, balanced_examples, model, (2,))
fit = next(c for c in shots.conditions if c.name == "4 examples")
loss, low, high = paired_difference(misfit.conditions[0].scores, fit.scores)
print(f"four examples, query without 'Text: ': {loss:+.2f} ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# <details><summary>Your predictions</summary>
#
# 1. Read both columns of the first table. Under the demand a model that knows the answer by heart
#    is told not to use it. As far as it obeys, "I do not know" rises and "right" falls: that is
#    what you asked for. The rows without the demand are no free ride: hold them against what unit
#    00 counted before the cutoff, without passages. What is missing, the passages took by
#    themselves, since a model that was trained to read reads on.
# 2. Divide the words written by those of the direct answer: that is the price of a step-by-step
#    answer, and it is paid on the easy problems too, whether or not they gain.
# 3. A difference below 0 says how much of the examples' effect hung on the form. If its interval
#    holds 0, look at the accuracy with the right form first: at the level of guessing there was
#    nothing to lose, and only above it the model looks through this change of form.
# </details>
#
# When not to use what: no examples where the instruction is enough and the form is simple; no
# steps where the answer is looked up and not derived; no vote where one answer must be fast and
# cheap; no demand for the context where the model's own knowledge is wanted. Each is a setting to
# measure, not a rule to follow.

# %% [markdown]
# ## 10. A question of judgement
#
# Graded by hand, 4 points, about 20 minutes.

# %% [markdown] q="essay-order" role="essay" points=4
# A colleague says: "I put the examples of the label 'urgent' last, and accuracy rose from 0.81 to
# 0.86 on our 100 test messages. Order matters, so we keep it that way." Design an experiment that
# tells whether the order of examples matters for this task, and say what you would have to see to
# agree with the colleague. Name what you hold fixed, what you vary, how many repetitions you need
# and why, how you compare, and one reason for which the rise could be real and still be a bad
# idea to keep. (150 to 300 words.)
# <!-- BEGIN SOLUTION -->
# **Rubric** (1 point each)
# 1. *One thing varies.* The same examples, queries, instruction and model in every condition;
#    only the order changes. Several orders (or random ones by seed), not two.
# 2. *Luck is measured.* Enough queries (with 100 of them, 0.81 has a standard error of about
#    0.04, so a rise of 0.05 is within chance) and several draws of examples; the seeds are named
#    before.
# 3. *Paired comparison with an interval.* The same queries under both orders, difference per
#    query, bootstrap or McNemar; the claim holds if the interval excludes 0 on queries that were
#    not used to choose the order. Comparing many orders and keeping the best needs a fresh test
#    set.
# 4. *Bias told from skill.* Accuracy by true label, or the share of "urgent" among the answers: a
#    recency bias lifts one label and lowers the other, so the gain depends on how many test
#    messages are urgent and turns into a loss when that share changes.
#
# **A model answer.** I fix model, instruction, six examples (three of each label) and 400
# messages that nobody has looked at. I vary the order: 20 random orders by seed, and the two
# extreme ones, urgent last and urgent first. For each message I record right or wrong under each
# order. If order matters, accuracy differs between orders by more than resampling of messages
# explains: I take the paired difference urgent last minus urgent first with a bootstrap interval,
# and repeat with five other draws of examples, since one draw may be special. On 100 messages the
# standard error of 0.81 is about 0.04, so the colleague's 0.05 shows nothing yet; with 400 paired
# messages a difference of 0.04 can be seen. I would agree if the interval excludes 0 on fresh
# messages for most draws. Even then I look at both labels apart. If "urgent" is answered more
# often whatever the message says, the rise comes from a test set with many urgent messages:
# accuracy on the others falls, and the day the mix changes the order does harm. Then I would keep
# balanced rounds, or correct the bias.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 11. The claim
#
# This course follows a survey of the field, *LLM Solution* (in Chinese, 2023), and numbers its
# claims. The tenth, C10, is about this unit: few-shot beats zero-shot; chain of thought helps on
# problems of several steps; the trigger alone helps; analogical prompting lets the model write its
# own examples. And half of C25: base prompts matter. This is what your own functions measured, on
# small samples: the intervals say how far to trust each line.

# %% role="experiment"
every = lab.together(ways.values())
score = {c.name: c.scores for c in every.conditions}
parts = [
    ("8 examples against 0 (may be copying)", last, first),
    ("8 examples against guessing", last, [0.5] * len(last)),
    ("3 solutions against 3 answers", score["3 solutions shown"], score["3 answers shown"]),
    ("trigger alone against direct", score["trigger alone"], score["direct"]),
    ("analogical against direct", score["analogical"], score["direct"]),
    ("base prompt against no demand", *(honest["all"].conditions[i].scores for i in (2, 0))),
]  # fmt: skip
rows = []
for name, after, before in parts:
    gain, low, high = paired_difference(after, before)
    seen = "helps" if low > 0 else "hurts" if high < 0 else "not shown at this size"
    rows.append({"claim": name, "n": len(after), "difference": gain, "low": low, "high": high,
                 "here": seen})  # fmt: skip
print_table(rows, digits=2)

# %% [markdown]
# **What carries over.** That a label can be read from the prompt; that written steps give a
# model room; that an answer must be read out carefully; that a prompt is judged by measuring.
# **What does not.** The sizes. Pocket was trained on these formats, so that they work is shown by
# construction; for word problems, direct and step-by-step answers had about equal training, and
# that comparison is a fair one. In large models the trigger works without having been trained for
# as such. Wei et al. saw gains from chain of thought only in models of about 100 billion
# parameters; Pocket is far below, and is helped because its training held such steps. A prompt
# that wins on one model may lose on the next: the measurement carries over, the wording does not.
#
# **On another model**: set `LLMCOURSE_MODEL` before starting (a hub id, a folder, or
# `openai:MODEL@http://HOST:PORT/v1`) and run the notebook again; every experiment takes the model
# as it comes. Only the check of exercise 8 stays with Pocket.

# %% [markdown]
# ## 12. Further
#
# Ungraded, with a bar to beat.
#
# 1. **Nearest examples.** Choose the examples most like the query (`load_encoder` of
#    `llmcourse.models`; its `encode` turns texts into vectors) in place of random ones. Bar: with
#    four examples, beat `balanced_examples` with eight.
# 2. **Vote by weight.** Weigh each sampled solution by its probability, as in section 3.1 of Wang
#    et al. Bar: beat nine plain votes with five weighted ones.
# 3. **Least to most.** Split the problem, solve the parts one after the other ([Zhou et al.
#    2022](https://arxiv.org/abs/2205.10625)). Bar: beat the trigger alone on three steps, at no
#    more than twice its words.

# %% role="experiment"
print(lab.footprint())
