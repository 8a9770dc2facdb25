# %% [markdown]
# # 04 RAG-Fusion
#
# One question, one search, one ranking: whatever the user's wording misses is lost before the
# model reads a word. RAG-Fusion asks the library several times, in several wordings and with
# several search engines at once, and merges what comes back. You will write each step, measure
# what it gains on questions that are vague, misspelled, compound or of many aspects, and see on
# which questions it does harm.
#
# **After this unit you can**
# - fuse rankings by reciprocal rank, weighted or not, and say what the constant $k$ decides;
# - have a model write further queries, read its reply whatever it looks like, and measure whether
#   the queries are diverse and cover more;
# - search concurrently with a bound, and survive a search engine that is down;
# - keep the user's intent, in the fusion and in the prompt, and name the price of all this.
#
# **You need** unit 02 (retrievers, prompts with passages, the paired bootstrap). **Time** about
# four hours: eight exercises of 15 to 40 minutes, the measurements between them and a written
# question. **Memory** about 1.5 GB; no GPU, no network. The notebook computes for one to two
# minutes on two cores, longer the first time, when the passages are encoded.

# %%
from llmcourse import check
from llmcourse.lesson import footprint, plot_style, print_table, run_async, show

plot_style()

# %% [markdown]
# ## 1 The failure
#
# The library of this unit holds both parts of the course's world, cut into passages of at most 80
# of Pocket's tokens. `library.coverage` knows, for each question, which facts its answer needs and
# which passages state them. Here is plain RAG of unit 02: the three passages nearest to the
# question.

# %% role="experiment"
from llmcourse.experiments import fusion as lab
from llmcourse.experiments import fusion_corpus as corpus
from llmcourse.experiments import fusion_plots as plots
from llmcourse.experiments.records import paired_difference
from llmcourse.models import load_chat_model, load_encoder
from llmcourse.rag.store import DenseRetriever, KeywordRetriever

model = load_chat_model()
library = corpus.fusion_slice(questions=24, documents=800)
dense = DenseRetriever.from_chunks(library.passages, load_encoder(), k=lab.DEPTH)
keyword = KeywordRetriever.from_chunks(library.passages, k=lab.DEPTH)
retrievers = {"dense": dense, "keyword": keyword}
print(f"{len(library.documents)} documents, {len(library.passages)} passages,")
print(f"{len(library.questions)} questions of the kinds {', '.join(corpus.KINDS)}")

aspects = [q for q in library.questions if q.kind == "multi-aspect"]
found = dense.search([q.question for q in aspects], 3)
tops = {q.id: passages for q, passages in zip(aspects, found, strict=True)}
asked = min(aspects, key=lambda q: library.coverage(q, tops[q.id]))
print(f"\n{asked.question}   (three answers: {asked.answer})")
for passage in tops[asked.id]:
    print(f"   {'*' if library.states(passage, asked) else ' '} {passage.page_content[:88]}")
print(f"needed facts among the first three passages: {library.coverage(asked, tops[asked.id]):.0%}")

# %% [markdown]
# A star marks a passage that states a needed fact. Everything shown is near the question, and yet
# a part of the answer is missing: the question has three sides (health, trade, engineering) and
# its vector points somewhere between them. No prompt can repair that, because the model never sees
# the rest.
#
# The same happens where a name is misspelled (keyword search is blind), where the question is
# vague ("what went wrong, the Monmere strike?"), and where it asks four things at once.
#
# ## 2 The idea
#
# *Search several times, and believe what several searches agree on.* [Raudaschl
# 2023](https://towardsdatascience.com/forget-rag-the-future-is-rag-fusion-1147298d8ad1) named it
# RAG-Fusion; four steps follow each other:
#
# 1. **Generate**: a model rewrites the question $q_0$ into $q_1, \dots, q_m$, similar but
#    different.
# 2. **Search**: every query in every retriever, all at once; that gives $R$ rankings of passages.
# 3. **Fuse**: the rankings become one.
# 4. **Answer**: the model reads the best passages of the fused ranking, and answers $q_0$.
#
# The heart is step 3, and it is older: reciprocal rank fusion (RRF), by [Cormack, Clarke &
# Buettcher 2009](https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf). A passage $d$ gets
#
# $$\text{RRF}(d) = \sum_{r = 1}^{R} \frac{1}{k + \text{rank}_r(d)}$$
#
# where $\text{rank}_r(d)$ is its place in ranking $r$, counted from 1, and $k = 60$ a constant that
# the authors fixed in a pilot study. A ranking that does not hold $d$ adds nothing. Scores are
# not used at all: a cosine of 0.6 and a BM25 score of 12 need no common scale.
#
# **By hand**, $k = 60$: ranking 1 is a, b, c and ranking 2 is b, d, a.
#
# | passage | ranking 1 | ranking 2 | sum |
# |---|---|---|---|
# | b | 1/62 | 1/61 | 0.03252 |
# | a | 1/61 | 1/63 | 0.03227 |
# | d | | 1/62 | 0.01613 |
# | c | 1/63 | | 0.01587 |
#
# b wins although ranking 1 prefers a. **Predict**: who wins with $k = 0$, and does c ever pass d?
#
# <details><summary>Answer</summary>
#
# With $k = 0$: b $= 1/2 + 1 = 1.5$, a $= 1 + 1/3 = 1.33$, still b. c has rank 3 where d has rank 2,
# each in one ranking: d stays ahead for every $k$.
# </details>
#
# ### Exercise 1: `reciprocal_rank_fusion`
#
# **Why.** Ten lines, and the whole technique stands on them. Three details decide whether two
# people's RRF agree: ranks start at 1 (the code of the article above starts at 0), a retriever that
# returns the same passage twice must not vote twice (in LangChain's `EnsembleRetriever` it does),
# and equal sums must come out in the same order on every machine.

# %% q="rrf" role="answer" points=4 difficulty=1 minutes=20
from llmcourse.fusion.ranks import reciprocal_rank_fusion

# %% [markdown] q="rrf" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# One dictionary from id to score, filled while you walk through the rankings. What does a ranking
# look like once its repetitions are gone, and which function of Python keeps the first of each?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Two loops: over rankings, and over `enumerate(..., start=1)` of a ranking without repetitions.
# After both, round every score, then sort by two keys at once.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `enumerate(dict.fromkeys(ranking), start=1)`, `scores[d] = scores.get(d, 0.0) + 1 / (k + rank)`,
# and `sorted(rounded.items(), key=lambda pair: (-pair[1], pair[0]))`.
# </details>

# %% q="rrf" role="check"
check("rrf", reciprocal_rank_fusion)

# %% [markdown]
# ## 3 Fusing two search engines
#
# Before any model writes a query: fuse the dense and the keyword ranking of the user's own
# question. That costs a second search, and no tokens.
#
# ### Exercise 2: `comb_sum`
#
# **Why.** Why throw scores away? The obvious rival adds them: CombSUM ([Fox & Shaw
# 1994](https://trec.nist.gov/pubs/trec2/papers/txt/23.txt)). It fails where scales differ, since
# the larger scale decides alone, and so each list is first brought to the range from 0 to 1:
#
# $$s'(d) = \frac{s(d) - \min_r}{\max_r - \min_r}$$
#
# with the smallest and the largest score of that list ([Lee
# 1997](https://doi.org/10.1145/258525.258587)).
#
# **By hand**: dense a 0.9, b 0.5; keyword b 12, c 4. Raw: b 12.5, c 4, a 0.9, so the keyword search
# has decided everything. Normalized: a 1 + 0, b 0 + 1, c 0 + 0. **Predict** what one outlier does
# to a normalized list, such as the scores 40, 3, 2.9, 2.8.
#
# <details><summary>Answer</summary>
#
# It takes 1, and the others crowd near 0 (0.005, 0.003, 0): the list says "only this one". RRF
# would give the second nearly as much as the first.
# </details>

# %% q="comb-sum" role="answer" points=4 difficulty=2 minutes=25
from llmcourse.fusion.scores import comb_sum

# %% [markdown] q="comb-sum" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Make a dictionary of each list first, with the largest score of every id; everything after that is
# about dictionaries. Which lists would make you divide by zero?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# For each list: settle repetitions, then (only if `normalize` and there is something) replace each
# score, then add to the sums. Round and sort at the end, as in exercise 1.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `best[d] = max(s, best.get(d, s))`; `low, high = min(best.values()), max(best.values())`;
# `(s - low) / (high - low) if high > low else 1.0`.
# </details>

# %% q="comb-sum" role="check"
check("comb-sum", comb_sum)

# %% [markdown]
# Three more rivals are given. `borda` counts places as an election does, and `condorcet` counts won
# duels: the paper claims that RRF beats every single ranking, and beats Condorcet, the standard of
# its day. The survey that this course follows says "standard reranking", so that is here too: the
# keyword search finds, and the encoder puts what was found in a new order (unit 03 reranks by
# better means). What is measured is *coverage*: the share of the needed facts that the first three
# passages state.
#
# **Predict** the winner, and whether raw CombSUM lies nearer to the dense or to the keyword search.

# %% role="experiment"
from llmcourse.fusion.votes import borda, condorcet

both = ["dense", "keyword"]
first = slice(0, 1)  # the user's own question alone
plain = lab.search_all(library.questions, [[] for _ in library.questions], retrievers)
again = lab.reranked(plain, dense, "keyword")
ways = {
    "dense": lambda one: one.rankings(["dense"], first)[0],
    "keyword": lambda one: one.rankings(["keyword"], first)[0],
    "keyword, reranked": lambda one: again[one.question.id],
    "RRF": lambda one: lab.ids(reciprocal_rank_fusion(one.rankings(both, first))),
    "CombSUM, raw": lambda one: lab.ids(comb_sum(one.results(both, first), normalize=False)),
    "CombSUM, normalized": lambda one: lab.ids(comb_sum(one.results(both, first))),
    "Borda": lambda one: lab.ids(borda(one.rankings(both, first))),
    "Condorcet": lambda one: lab.ids(condorcet(one.rankings(both, first))),
}
compared = lab.systems(library, plain, ways)
print_table(lab.summary(compared), digits=3)
print(f"\nRRF minus ..., the same {compared.n} questions")
for name in list(ways)[:3] + list(ways)[-3:]:
    difference, low, high = compared.difference("RRF", name)
    print(f"   {name:20} {difference:+.3f} [{low:+.3f}, {high:+.3f}]")
for name in both:
    same = [len(set(ways["CombSUM, raw"](o)[:3]) & set(ways[name](o)[:3])) / 3 for o in plain]
    print(f"of raw CombSUM's first three, {sum(same) / len(same):.0%} are the {name} search's")

# %% [markdown]
# Read the paired lines before the order of the table: an interval that holds 0 is no difference.
# Against one search, with or without reranking, RRF has the information of two; reranking can only
# put in order what its one search found. Against the other fusions there is little to gain: with
# two lists Borda, Condorcet and RRF see the same places, and nearly the same ranking comes out, and
# normalized scores say little more than places do. The last two lines say whose passages raw
# CombSUM shows: mostly those of the search with the larger scores.

# %% [markdown]
# ## 4 What k decides
#
# $k$ flattens the curve: with $k = 0$ rank 1 counts twice as much as rank 2, with $k = 60$ one part
# in 61 more.

# %% role="experiment"
show(plots.reciprocal([0, 5, 60, 600]), "fusion-reciprocal")

# %% [markdown]
# So a small $k$ listens to whoever shouts loudest, a large one counts votes. Which is better
# depends on what the rankings are. Two cases, both without a model, so that nothing but the fusion
# is tested (the queries are the ideal ones that the data set holds):
#
# - **One need, two views**: a misspelled question in a dense and a keyword search. Both look for
#   the same passage; where they agree they are probably right.
# - **Four needs**: a compound question and its sub-questions, in the dense search. Each ranking
#   looks for another passage, and nobody agrees with anybody.
#
# **Predict** for each case whether coverage rises or falls with $k$.

# %% role="experiment"
ideal = lab.search_all(
    library.questions, [corpus.ideal_queries(q) for q in library.questions], retrievers
)
groups = {
    "misspelled, dense and keyword": [
        (one, one.rankings(both, first)) for one in ideal if one.question.kind == "misspelled"
    ],
    "compound, its sub-questions": [
        (one, one.rankings(["dense"], slice(1, None)))
        for one in ideal
        if one.question.kind == "compound"
    ],
}
by_k = lab.by_k(library, groups, reciprocal_rank_fusion, [0, 1, 5, 20, 60, 200, 600])
figure = plots.curves(
    by_k,
    "k",
    "share of needed facts, first 3 passages",
    "What k does to one need and to several",
)
show(figure, "fusion-k")
for name, results in by_k.items():
    difference, low, high = paired_difference(results[60], results[0])
    print(f"{name}: k = 60 minus k = 0 {difference:+.2f} [{low:+.2f}, {high:+.2f}]")

# %% [markdown]
# The bars are wide because questions differ; the lines above compare the same questions and are
# sharper. Agreement asks for a positive first line, parts for a negative second one. Where an
# interval touches 0, 24 questions do not decide it; over all compound questions of the data set and
# all documents (110 questions, no model in it) k = 0 is better by several points, and the interval
# is clear of 0. The reason is arithmetic. With $k = 60$ a passage at rank 20 in two rankings gets
# $2/80 = 0.025$, a passage at rank 1 in one ranking $1/61 = 0.016$: RRF prefers what everybody half
# likes to what one search is sure of. That is right when all rankings answer the same question, and
# wrong when each answers a part. Keep this in mind: **RRF is a vote, and sub-questions are not
# voters of one mind.**
#
# ## 5 Queries from a model
#
# A *system message* sets the model's role, a user message holds the question. The prompt is in the
# form that Pocket was trained on; any other model understands it as well.

# %% role="experiment"
from llmcourse.fusion.generate import generate_queries, query_messages

some = [library.questions[corpus.of_kind(library, [kind])[0]] for kind in corpus.KINDS]
for message in query_messages(some[2].question):
    print(message)
for question in some:
    reply = model.invoke(query_messages(question.question), max_new_tokens=110).content
    print(f"\n{question.kind}: {question.question}\n{reply}")

# %% [markdown]
# Hold each query against its question before you search it. Does it keep the name, letter by
# letter? Does it ask for the same thing, or has it *drifted* ("who employs ..." for a question
# about an opponent)? Does it repeat the one before? Pocket is a weak writer of queries. It was
# trained to split what came of an event into health, trade and engineering, and to reword other
# questions; its card says how often it does that without losing a name. Everything below shows the
# technique with such a writer, and beside it with an ideal one.
#
# ### Exercise 3: `parse_queries`
#
# **Why.** A model's list is text, and models write lists in every way: numbers, dashes, bullets,
# quotation marks, a heading above, the same query twice, the user's question again, or no list but
# an apology. Whatever the parser lets through is searched, and its ranking votes. A heading such as
# "Here are three queries:" finds passages about queries.
#
# **By hand**: the reply `Sure:⏎1. Who made the Kelum?⏎2) "the Kelum's maker"⏎3. who made the
# kelum⏎⏎I cannot say more.` gives `Who made the Kelum?` and `the Kelum's maker`: the heading ends
# with a colon, query 3 has the words of query 1, and the last line refuses. **Predict**: what
# becomes of `1950 flood` and of `1950. flood`?
#
# <details><summary>Answer</summary>
#
# Both stay as they are: a list mark has at most three digits, one sign and white space after it.
# Nobody numbers two thousand queries, and a year is often the best word of a query.
# </details>

# %% q="parse-queries" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.fusion.parsing import parse_queries

# %% [markdown] q="parse-queries" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Treat one line at a time: clean it in three steps, then ask four questions that may drop it. Two
# queries are the same if a *key* made of them is the same; put the original's key in first.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `re.sub` with `^` for one list mark, `re.fullmatch` for a pair of quotation marks around
# everything, `re.findall(r"\w+", query.lower())` for the key. Cut to `most` after the loop.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# The mark: `r"^(?:\d{1,3}[.):]|[-*•])(?:\s+|$)"`. A letter or digit: `r"[^\W_]"`. The key is a
# tuple of words, kept in a set. For refusals: `query.lower().replace("’", "'").startswith((...))`.
# </details>

# %% q="parse-queries" role="check"
check("parse-queries", parse_queries)

# %% [markdown]
# Queries for all questions, in one batch, and their searches. The time is kept for the bill at the
# end.

# %% role="experiment"
import time

from llmcourse.models import generate_batch

texts = [q.question for q in library.questions]
began = time.perf_counter()
replies = generate_batch(
    model, [query_messages(t) for t in texts], temperature=0.0, max_new_tokens=110
)
generating = (time.perf_counter() - began) / len(texts)
generated = [parse_queries(reply, text) for reply, text in zip(replies, texts, strict=True)]
fused = lab.search_all(library.questions, generated, retrievers)
counts = [len(queries) for queries in generated]
print(f"{sum(counts) / len(counts):.1f} queries a question; none for {counts.count(0)} of them")

# %% [markdown]
# ## 6 Are the queries any good?
#
# "Diverse queries cover more" is said of RAG-Fusion everywhere and rarely measured. Two questions
# must be kept apart. *Diversity*: do the queries differ, in their words, and in what they find? The
# measure is the mean Jaccard distance of all pairs, 0 for equal sets and 1 for disjoint ones
# (`diversity` is given). *Coverage*: do they find more of what is needed? Nonsense is diverse too.
#
# ### Exercise 4: `coverage`
#
# **Why.** The curve of coverage over queries says how many are worth their price: where it is flat,
# the next query buys nothing.
#
# **By hand**: a question needs two facts, the first stated by p1 or p4, the second by p2. Query 1
# finds p1 and p9, query 2 finds p4, query 3 finds p2. Coverage: 0.5, 0.5, 1. Query 2 found
# something new, and nothing that was needed. **Predict** the three numbers if the queries come in
# the order 3, 2, 1.
#
# <details><summary>Answer</summary>
#
# 0.5, 1, 1: now query 2 brings the first fact, and query 1 is the one without use. What a query is
# worth depends on those before it; the last number does not.
# </details>

# %% q="coverage" role="answer" points=3 difficulty=1 minutes=15
from llmcourse.fusion.measures import coverage

# %% [markdown] q="coverage" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Keep one growing set of everything found so far. When is a fact covered, in words of sets?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A loop over `found`: add to the set, count the facts whose set of passages shares an element with
# it, append the share.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `seen |= set(ids)`, then `sum(not seen.isdisjoint(stating) for stating in needed) / len(needed)`.
# </details>

# %% q="coverage" role="check"
check("coverage", coverage)

# %% role="experiment"
from llmcourse.fusion.generate import diversity, query_words


for title, searched in (("the model's queries", fused), ("ideal queries", ideal)):
    members = [one for one in searched if len(one.queries) > 1]
    if members:
        print(f"{title}, dense search, first 3 passages of each")
        report = lab.query_report(members, library, coverage, diversity, query_words, "dense")
        print_table(report, digits=2)
        print()

# %% [markdown]
# `words differ` and `results differ` are diversity; `query 1` is the coverage of the question
# alone, `all` that of every query's first three passages together, before any fusion. So `all` is a
# ceiling: with three queries beside the question twelve passages are looked at, and three will be
# shown. It cannot lie below `query 1`, since the question's own passages are among them: in this
# table a query that has drifted costs nothing. It will in the fusion, where it has a vote.
#
# Diversity first: where `words differ` is near 1, the queries share hardly a word, and drifted ones
# differ as much as good ones. It says nothing about their worth. Then compare the tables row by
# row. Where the ideal queries gain and the model's do not, the *generator* is the bottleneck: a
# model that copies a misspelled name, or a piece of it, repeats the mistake in every query. Where
# both gain, what remains is whether the fusion keeps it.
#
# ## 7 Searching concurrently
#
# ### Exercise 5: `fan_out`
#
# **Why.** Four queries in two retrievers are eight searches. One after the other they take the sum
# of their times, at once the largest of them. Two things must not be forgotten. A *bound*: a server
# that allows four requests refuses the fifth. And *failure*: with eight searches, one of them fails
# eight times as often, and it must not take the other seven along.
#
# **How.** `asyncio` runs many waiting calls in one thread: a coroutine gives up control where it
# says `await`. `asyncio.gather` starts coroutines together and returns their results in the order
# given; `asyncio.Semaphore(n)` lets at most n of them into an `async with` block. The measured time
# for $n$ searches of time $t$ with bound $b$ is about $\lceil n / b \rceil \, t$.
#
# **By hand**: 6 searches of 0.1 s, `at_once=4`: four at once, then two: 0.2 s, not 0.6 s.
# **Predict**: one of the first two of six searches takes 1 s, the others 0.1 s, `at_once=2`. How
# long does it take?
#
# <details><summary>Answer</summary>
#
# 1 s: while the slow one runs, the other place serves the five quick ones, 0.5 s. Whoever searches
# in batches of two waits for the slow one first and needs 1.2 s.
# </details>

# %% q="fan-out" role="answer" points=6 difficulty=3 minutes=40
from llmcourse.fusion.search import fan_out

# %% [markdown] q="fan-out" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Write the coroutine for *one* search first; it returns the dictionary in any case. The rest is
# starting all of them and looking whether all failed.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# One semaphore for all. Inside `async with`, a `try` around the awaited `ainvoke`, an `except
# Exception` that notes the error. Then `await asyncio.gather(*(search(q, n) for ... for ...))`.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `error = f"{type(problem).__name__}: {problem}"`; the order of the two `for` is queries, then
# retrievers; `if runs and all(run["error"] for run in runs): raise RuntimeError(...)`.
# </details>

# %% q="fan-out" role="check"
check("fan-out", fan_out)

# %% [markdown]
# At work, with a third retriever whose server is down and one that takes its time:

# %% role="experiment"
import asyncio

from langchain_core.retrievers import BaseRetriever


class Slow(BaseRetriever):
    """A retriever behind a slow line."""

    inner: BaseRetriever

    async def _aget_relevant_documents(self, query, *, run_manager=None):
        await asyncio.sleep(0.1)
        return await self.inner.ainvoke(query)

    def _get_relevant_documents(self, query, *, run_manager=None):
        raise NotImplementedError("only asynchronous")


class Down(Slow):
    """A retriever whose server does not answer."""

    async def _aget_relevant_documents(self, query, *, run_manager=None):
        raise ConnectionError("no route to host")


remote = {"dense": Slow(inner=dense), "keyword": Slow(inner=keyword), "web": Down(inner=dense)}
queries = [asked.question, *corpus.ideal_queries(asked)]
for at_once in (1, 4, 12):
    began = time.perf_counter()
    runs = run_async(fan_out(queries, remote, at_once))
    seconds = time.perf_counter() - began
    failed = [run for run in runs if run["error"]]
    print(f"at_once={at_once:2}: {len(runs)} searches, {len(failed)} failed, {seconds:.2f} s")
print(f"what failed: {failed[0]['retriever']}, {failed[0]['error']}")

# %% [markdown]
# ## 8 Keeping the intent: weights
#
# Generated queries drift. If three of four rankings search for something else than the user asked,
# three votes of four are foreign. The question's own rankings can be given more weight:
#
# $$\text{score}(d) = \sum_r \frac{w_r}{\sum_s w_s} \cdot \frac{1}{k + \text{rank}_r(d)}$$
#
# ### Exercise 6: `weighted_rrf`
#
# **By hand**, $k = 60$: ranking 1 (the question's) is a, b and has weight 3, ranking 2 is b, c with
# weight 1. a: $0.75/61 = 0.01230$; b: $0.75/62 + 0.25/61 = 0.01620$; c: $0.25/62 = 0.00403$.
# **Predict**: can any weight lift a above b?
#
# <details><summary>Answer</summary>
#
# Only an overwhelming one. a gains $w(1/61 - 1/62)$ on b in ranking 1, and b has $1/61$ in ranking
# 2: the two are equal at $w = 62$. With $k = 60$ neighbouring ranks hardly differ, so a weight
# decides between passages that *both* kinds of ranking hold only when it is huge; what it decides
# early is between passages that only one kind holds.
# </details>

# %% q="weighted-rrf" role="answer" points=3 difficulty=2 minutes=20
from llmcourse.fusion.ranks import weighted_rrf

# %% [markdown] q="weighted-rrf" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Begin with your exercise 1. Where does the weight enter, and what is divided by the sum of all
# weights?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Three checks, then the same two loops over `zip(rankings, weights)`, skipping weight 0. Round and
# sort as before.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `total = sum(weights)` once; `weight / total / (k + rank)` a term. The skip also protects you from
# dividing by 0 when every weight is 0.
# </details>

# %% q="weighted-rrf" role="check"
check("weighted-rrf", weighted_rrf)

# %% [markdown]
# What does the weight buy and cost? The same searches, fused with the question's rankings weighted
# 0 to 16. Two groups: the hard kinds, where queries should help, and the simple ones (a single
# fact, a dated one), where the question itself is the best query. **Predict** the direction of each
# curve.

# %% role="experiment"
weights = [0, 0.5, 1, 2, 4, 16]


def with_weight(one, weight, names=both):
    rankings = one.rankings(names)
    own = len(names)  # the question's rankings come first
    if len(rankings) == own:
        return lab.ids(reciprocal_rank_fusion(rankings))
    return lab.ids(weighted_rrf(rankings, [weight] * own + [1] * (len(rankings) - own)))


curves = {}
for name, kinds in (("hard kinds", corpus.HARD), ("single and dated", ("single", "dated"))):
    members = [fused[at] for at in corpus.of_kind(library, kinds)]
    curves[name] = {
        w: [lab.covered(library, one, with_weight(one, w)) for one in members] for w in weights
    }
figure = plots.curves(
    curves,
    "weight of the question (each generated query: 1)",
    "share of needed facts, first 3 passages",
    "What weight on the question buys",
)
show(figure, "fusion-weight")

# %% [markdown]
# At weight 0 the question is not searched at all: what is left is what the model made of it. How
# far the curves rise from there is how much the intent is worth. Beyond that, more weight makes the
# fusion more like a search for the question alone, with its strengths and its blind spots. Where a
# curve falls again at large weights, the queries had added something. Where it only rises or stays,
# this model's queries add nothing to that group that pays for their votes, and the best weight for
# them is none.
#
# ## 9 The retriever
#
# All steps as one LangChain retriever. It is given your functions; look at `found_by`, the searches
# that voted for each passage.

# %% role="experiment"
from llmcourse.fusion.retriever import RagFusionRetriever


def more_queries(question):
    return generate_queries([question], model, parse_queries)[0]


retriever = RagFusionRetriever(
    retrievers=retrievers,
    generate=more_queries,
    search=fan_out,
    fuse=weighted_rrf,
    original_weight=2.0,
    k=3,
)
documents = retriever.invoke(asked.question)
print(f"{asked.question}\nalso searched: {more_queries(asked.question)}")
for d in documents:
    mark = "*" if library.states(d, asked) else " "
    votes = len(d.metadata["found_by"])
    print(f" {mark} {d.metadata['score']:.5f}, {votes} searches: {d.page_content[:72]}")
print(f"coverage now {library.coverage(asked, documents):.0%},", end=" ")
print(f"plain RAG {library.coverage(asked, tops[asked.id]):.0%}")

# The same with an engine that is down: nothing stops, and `report` hears of it.
heard = []
broken = {"retrievers": retrievers | {"web": Down(inner=dense)}, "report": heard.append}
limping = retriever.model_copy(update=broken)
same = [d.id for d in limping.invoke(asked.question)] == [d.id for d in documents]
print(f"with a third engine that is down: {'the same' if same else 'other'} passages;", end=" ")
print(f"{len(heard)} reports, the first: {heard[0]}")

# %% [markdown]
# Where the coverage has not risen, count the votes. A passage that is near to the event in general
# is found by every search; the one passage on trade is high in a single one. Two stars may also
# state the same fact. Queries that ask for parts were good, and the vote still preferred what
# everybody half likes (section 4).
#
# ## 10 Keeping the intent: the prompt
#
# ### Exercise 7: `intent_messages`
#
# **Why.** The fused passages answer several queries. The prompt must say which question counts; the
# published recipe tells the model to give the original query more weight. There are many right
# wordings, so this is graded by effect: Pocket answers 800 questions from worlds that it has never
# seen, each with two passages, one that answers the question and one that answers the drifted
# queries, which ask about another subject or for another property.
#
# **How.** Think of what the model reads last, of what it was trained on (the docstring says), and
# of whether it needs to see the generated queries at all. Try variants on a few items first.

# %% role="experiment"
from llmcourse.experiments.fusion_items import intent_questions

example = intent_questions(2, seed=4)[1]
print(f"question: {example.question}\nqueries:  {example.queries}")
for passage in example.passages:
    print(f"   {passage}")
print(f"right: {example.answer}")

# %% q="intent-prompt" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.fusion.intent import intent_messages

# %% [markdown] q="intent-prompt" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Build the prompt of unit 02 first: numbered passages, then the question, nothing else. Measure it.
# Then ask what showing the queries adds.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A list of one or two messages: perhaps a system message with a demand, and the user's message in
# the trained form. The question is its last line.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `context = "\n".join(f"[{n}] {text}" for n, text in enumerate(passages, start=1))` and
# `("user", f"Context:\n{context}\n\nQuestion: {question}")`.
# </details>

# %% q="intent-prompt" role="check"
check("intent-prompt", intent_messages)

# %% [markdown]
# Four prompts on 120 new items, by kind of drift. The last one asks everything at once.

# %% role="experiment"
drifted = intent_questions(120, seed=11)


def with_queries_first(question, queries, passages):
    messages = intent_messages(question, queries, passages)
    return [*messages[:-1], ("user", f"Searched: {'; '.join(queries)}\n\n{messages[-1][1]}")]


prompts = {
    "yours": intent_messages,
    "queries shown before": with_queries_first,
    "a generated query": lambda q, qs, ps: intent_messages(qs[0], [], ps),
    "everything asked": lab.ask_everything,
}
rows, intents = [], {}
for name, build in prompts.items():
    sent = [build(i.question, i.queries, i.passages) for i in drifted]
    said = generate_batch(model, sent, temperature=0.0, max_new_tokens=24)
    right = [lab.holds(reply, [i.answer]) for reply, i in zip(said, drifted, strict=True)]
    intents[name] = right
    row = {"prompt": name, "right": sum(right) / len(right)}
    for kind in ("subject", "relation"):
        part = [r for r, i in zip(right, drifted, strict=True) if i.kind == kind]
        row[f"drift to another {kind}"] = sum(part) / len(part)
    rows.append(row)
print_table(rows, digits=2)

# %% [markdown]
# "Everything asked" is what a careless pipeline does. Compare it with "a generated query": a reader
# that answers one question of the many, and not the user's, scores alike in both. Compare the row
# of the shown queries with yours: a reader needs the passages that the queries found; whether it
# needs the queries as well is what these two rows say.
#
# The columns are two different dangers. Drift to another relation: the passages tell different
# kinds of things, and the question's wording says which is meant. Drift to another subject: both
# tell the same kind of thing about two names. With two passages a coin is right half the time
# there, so a share near one half means that this reader does not tell the names apart.
#
# ## 11 Does it pay? By kind
#
# ### Exercise 8: `compare_by_kind`
#
# **Why.** An average over all questions hides what you need to know: for *which* questions fusion
# pays. A technique that wins ten points on misspelled questions and loses five on simple ones is a
# gain or a loss depending on who asks.
#
# **By hand**: kinds x, y, x with baseline 0, 1, 1 and system 1, 0, 1. Kind x: questions 1 and 3,
# means 0.5 and 1, difference +0.5. Kind y: 1 and 0, difference −1. All: 0.67 and 0.67, difference
# 0. Nothing happened on average. **Predict** the verdict of kind y, with its one question.
#
# <details><summary>Answer</summary>
#
# That is for the interval to say. The bootstrap of a single question has no spread, so it would say
# "worse"; with n = 1 in the row, a reader knows what that is worth. Always print n.
# </details>

# %% q="by-kind" role="answer" points=4 difficulty=2 minutes=25
from llmcourse.fusion.measures import compare_by_kind

# %% [markdown] q="by-kind" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Which questions belong to a row? Make a list of positions for each kind; the last row has all of
# them. Everything else is the same for every row.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Checks first. A loop over the kinds in order of appearance (`dict.fromkeys`) and one more turn for
# all; in it the two lists of scores, the call of `interval`, the verdict, the dictionary.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `chosen = [i for i, one in enumerate(kinds) if kind is None or one == kind]`;
# `interval(before, after)`; `"better" if low > 0 else "worse" if high < 0 else "open"`.
# </details>

# %% q="by-kind" role="check"
check("by-kind", compare_by_kind)

# %% [markdown]
# Four systems on the same questions, three passages each: the dense search of the question (plain
# RAG); two engines fused; the same with the model's queries (RAG-Fusion, weight 1); and with ideal
# queries in their place, as a generator without faults would write them. The table compares
# RAG-Fusion with the two fused engines: what do the *queries* add? **Predict** the kinds on which
# it says "better".

# %% role="experiment"
from llmcourse.rag.evaluation import paired_bootstrap

asked_kinds = [q.kind for q in library.questions]
scores = {
    "plain RAG (dense)": [lab.covered(library, o, ways["dense"](o)) for o in plain],
    "dense + keyword": [lab.covered(library, o, ways["RRF"](o)) for o in plain],
    "RAG-Fusion, the model's queries": [lab.covered(library, o, with_weight(o, 1)) for o in fused],
    "RAG-Fusion, ideal queries": [lab.covered(library, o, with_weight(o, 1)) for o in ideal],
}
figure = plots.kinds(
    scores,
    asked_kinds,
    "share of needed facts, first 3 passages",
    "Which questions profit, and from what",
)
show(figure, "fusion-kinds")
base, queries_too = scores["dense + keyword"], scores["RAG-Fusion, the model's queries"]
print("what the model's queries add to two fused engines")
print_table(compare_by_kind(base, queries_too, asked_kinds, paired_bootstrap), digits=2)
print("\nwhat ideal queries would add")
best = scores["RAG-Fusion, ideal queries"]
print_table(compare_by_kind(base, best, asked_kinds, paired_bootstrap), digits=2)

# %% [markdown]
# Three gaps in the figure, to be told apart. From the first mark to the second: a second search
# engine. From the second to the third: the queries of this model. From the third to the fourth:
# what a better writer of queries would still bring. The first step needs no language model at all.
#
# Then the tables. A kind that says "worse" has queries that drift: they look for something else,
# and together they outvote the question. Look for it where the question is precise, and where a
# name is misspelled, the case that RAG-Fusion is praised for. A kind that says "open" has not been
# helped as far as 24 questions can tell. A gap between the two tables is the writer's fault, not
# the technique's; a kind that is open in the second one too has little to gain from any queries.
# (Ideal queries exist for the hard kinds only; for the others the last two systems differ by the
# model's queries alone.)
#
# ## 12 The price
#
# Tokens that the model reads and writes, its seconds, searches, and the length of the answers, for
# one question on average. `right` is the share of the answers that the reply holds.

# %% role="experiment"
ranked = {
    "plain RAG": (plain, [ways["dense"](one) for one in plain]),
    "RAG-Fusion": (fused, [with_weight(one, 1) for one in fused]),
}
answers = {
    name: lab.answer_all(library, searched, ids, model, intent_messages)
    for name, (searched, ids) in ranked.items()
}
searched, ids = ranked["RAG-Fusion"]
answers["RAG-Fusion, all asked"] = lab.answer_all(
    library, searched, ids, model, lab.ask_everything
)
fusing = ("RAG-Fusion", "RAG-Fusion, all asked")
bill = lab.price(fused, model, query_messages, answers, fusing, generating, replies)
print_table(bill, digits=2)
right = lab.compared("C28", answers, "right")
difference, low, high = right.difference("RAG-Fusion", "plain RAG")
print(f"\nright answers, RAG-Fusion - plain RAG: {difference:+.2f} [{low:+.2f}, {high:+.2f}]")
words = lab.compared("C28", answers, "words")
difference, low, high = words.difference("RAG-Fusion, all asked", "RAG-Fusion")
print(f"words, all queries asked - question asked: {difference:+.2f} [{low:+.2f}, {high:+.2f}]")

# %% [markdown]
# Tokens and seconds of the fusions hold the queries too. Seconds are those of a batch, shared
# evenly, and they vary with whatever else the machine does: trust the tokens. `right` lies far
# below the coverage of section 11, for Pocket often takes its answer from the wrong one of three
# passages: a gain in coverage need not show in its answers. Read the interval. One person who waits
# for one answer meets another number, the *latency*: the model must write the queries before
# anything is searched, and no search that runs at once with others makes up for that. Ten
# questions, one at a time; **predict** the ratio.

# %% role="experiment"
def answered(question, documents):
    texts = [d.page_content for d in documents]
    return model.invoke(intent_messages(question, [], texts), max_new_tokens=40).content


ten = [q.question for q in library.questions[:: len(library.questions) // 10]][:10]
without = retriever.model_copy(update={"generate": lambda question: []})
waits = {
    "plain RAG": lab.seconds_alone(ten, lambda q: answered(q, dense.search([q], 3)[0])),
    "two engines fused": lab.seconds_alone(ten, lambda q: answered(q, without.invoke(q))),
    "RAG-Fusion": lab.seconds_alone(ten, lambda q: answered(q, retriever.invoke(q))),
}
for name, seconds in waits.items():
    ratio = sum(seconds) / sum(waits["plain RAG"])
    print(f"{name:18} {sum(seconds) / len(seconds):.2f} s a question, {ratio:.1f} times plain RAG")

# %% [markdown]
# On verbosity: the literature warns of answers that explain too much. Pocket answers in a few words
# whatever it is shown, and while the interval of the last line of the bill holds 0, not even a
# prompt that asks everything makes it longer. This price cannot be shown with it; a large model
# that is handed five queries may answer five.
#
# ## 13 Break it
#
# Where did RAG-Fusion lose a fact that two plain engines had found?

# %% role="experiment"
order = lab.changed(library, fused, lambda o: ways["RRF"](o), lambda o: with_weight(o, 1))
losses = [(change, one) for change, one in order if change < 0]
gains = [(change, one) for change, one in order if change > 0]
print(f"{len(losses)} questions lost coverage, {len(gains)} gained, of {len(order)}")
lost: dict[str, int] = {}
for _, one in losses:
    lost[one.question.kind] = lost.get(one.question.kind, 0) + 1
print("losses by kind:", lost)
for change, one in losses[:2]:
    print(f"\n{change:+.2f}  {one.question.question}")
    for query in one.queries[1:]:
        print(f"   also searched: {query}")
    stating = set().union(*library.stating(one.question).values())
    for label, ids in (("before", ways["RRF"](one)), ("after", with_weight(one, 1))):
        marks = ["*" if i in stating else "." for i in ids[:6]]
        print(f"   {label:6} {' '.join(marks)}   (the first three are shown)")

# %% [markdown]
# A star that slides from the first three places to the fourth or fifth, or out of the six, was
# outvoted: other passages collected small terms from more rankings. Either the queries drifted, and
# vote for what they ask, or they ask for parts, and each part's best passage has one vote.
#
# **When not to use it.** Where questions are short and precise: in section 11 the rows "single" and
# "dated" have nothing to gain, since two engines find nearly all, and lose by every query that
# drifts. Where a question has parts, answer the parts one by one (sub-queries, unit 03) or fuse
# with a small $k$ (section 4). Where a wrong name or number is the trouble: a model that does not
# know the names copies the mistake, and the row "misspelled" says what that costs. Wherever you
# have not read your model's queries: losses and gains are counted above. And where a user waits:
# the call that writes the queries comes before everything else, and section 12 says how many times
# plain RAG it takes here.
#
# ## 14 The claims
#
# - **C26, RRF beats each single system and "standard reranking".** Cormack et al. 2009 show it
#   against the best single run and against Condorcet, on many runs of TREC. Measured in sections 3
#   and 4, with two rankings, where voting methods have little to differ about, and against one
#   search reranked by the encoder.
# - **C27, RAG-Fusion repairs misspelled and vague questions and splits long ones.** Said in
#   Raudaschl 2023, with examples. Measured in section 11, and with ideal queries beside it: what
#   the technique could do, and what this generator does.
# - **C28, the price is verbosity and tokens; weighting the question keeps the intent.** Measured in
#   sections 8, 10 and 12.
#
# The survey behind this course gives no figures for these three, only the words; so the table has
# ours alone:

# %% role="experiment"
def of(kind, values):
    return [value for value, name in zip(values, asked_kinds, strict=True) if name == kind]


simple = curves["single and dated"]
measured = [
    *[(f"C26 RRF - {n}", compared[n].scores, compared["RRF"].scores) for n in ways if n != "RRF"],
    *[(f"C27 queries, {kind}", of(kind, base), of(kind, queries_too)) for kind in corpus.HARD],
    ("C28 weight 4 - weight 1, simple kinds", simple[1], simple[4]),
    ("C28 yours - everything asked", intents["everything asked"], intents["yours"]),
    ("C28 words, fusion - plain", words["plain RAG"].scores, words["RAG-Fusion"].scores),
    ("C28 seconds, fusion - plain", waits["plain RAG"], waits["RAG-Fusion"]),
]
for name, less, more in measured:
    difference, low, high = paired_difference(more, less)
    verdict = "more" if low > 0 else "less" if high < 0 else "not decided by n"
    interval = f"{difference:+.2f} [{low:+.2f}, {high:+.2f}]"
    print(f"{name:38} {interval}, n = {len(more):3}  {verdict}")

# %% [markdown]
# *Not decided by n* means that the interval holds 0: with this many questions the difference may be
# luck in either direction, however the claim is told elsewhere. A claim holds where its line says
# "more", and is contradicted where it says "less", for this writer of queries and this library: the
# line of the misspelled questions is the one to look at. The verdicts of record, from all questions
# and documents, are in the course's repository under `benchmarks/claims/` (a class's bundle leaves
# it out).
#
# **What a small model cannot show.** That fusion needs no scores, what $k$ and weights do and what
# the parts cost carries over: no model takes part in it. How good a large model's queries are does
# not: the fourth mark in section 11 is what a writer without faults would bring on these questions,
# and yours lies somewhere up to there. A large model also knows names and words from its training,
# so that it repairs spellings that Pocket can only copy, and it talks, so that asking it five
# things costs more words than here. To see where yours stands, set `LLMCOURSE_MODEL` and run the
# notebook again.

# %% role="experiment"
print(footprint())

# %% [markdown] q="essay-4" role="essay" points=6
# ### Question for discussion (graded by hand)
#
# Your team's assistant for a hardware shop uses dense search with the five best passages. A
# colleague adds RAG-Fusion: five generated queries, RRF with $k = 60$, five passages, and a prompt
# that lists all six queries "so that the model sees the whole picture". On 200 logged questions,
# right answers rise from 71% to 74%, the mean latency from 0.9 s to 2.4 s, and complaints about
# answers "to things I did not ask" appear.
#
# In 250 to 400 words: say what may have caused the rise and what the complaints, name two changes
# that you would try first and why, and design the experiment that decides whether the generated
# queries stay. Say which systems are compared, on which kinds of questions, by which measures, with
# what sample, and which result would make you switch the queries off.
#
# <!-- BEGIN SOLUTION -->
# **Rubric (6 points)**
# - 1: the rise is within noise or cannot be told apart from it: 3 points of 200 are six questions;
#   asks for a paired interval.
# - 1: the missing baseline: dense and keyword search fused, without queries; what the queries add
#   is only the difference to it.
# - 1: the complaints are explained: queries in the prompt are answered too (intent), or drifted
#   queries outvote the question; names the fix (question alone asked last, weight on the question).
# - 1: by kind: questions are sorted into kinds (part numbers and precise ones, vague, misspelled,
#   compound) before the run, with enough of each; notes that RRF with k = 60 serves compound ones
#   badly.
# - 1: retrieval and answers measured apart (coverage of needed facts among the five; right answers;
#   share of answers to another question), latency and tokens beside them.
# - 1: a rule stated before the run, with the outcome that switches the queries off (no kind with an
#   interval above 0 against the fused engines, or a gain that does not pay for 1.5 s).
#
# **Model answer (short)** Six questions of 200 may be luck; the paired interval will tell. The
# complaints come from the prompt, which asks six things, and perhaps from five foreign votes
# against one. First I would ask the original question alone, last in the prompt, and weight its
# rankings as much as all generated ones together. Second I would add keyword search and fuse two
# engines without any queries. I would take 800 logged questions, sorted blind into precise, vague,
# misspelled and compound, 200 each, and compare dense, dense with keyword, and both with queries,
# all with five passages and one prompt. Measured are needed facts among the passages, right
# answers, answers to something else, tokens and seconds at the 95th percentile, with paired
# bootstrap intervals by kind. Queries stay only for kinds with an interval above 0 against the
# fused engines and at least three points for the added 1.5 s; a router sends only these kinds
# there.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 15 Further
#
# - **A fusion for parts.** Interleave the rankings of sub-questions (first of each, then second of
#   each) in place of RRF. Bar: ideal queries on compound questions, better than $k = 0$ in section
#   4.
# - **Spelling from the library.** Replace each word of the question that the keyword index does not
#   know by the nearest one that it does (edit distance), and search that as a query. Bar: the mark
#   "ideal queries" on misspelled questions, without a model.
# - **Fewer queries.** Stop asking when the next query's results overlap with those so far by more
#   than 80%. Bar: the same coverage as with all queries, at two thirds of the searches.
