# %% [markdown]
# # 07 Graph RAG
#
# Vector search finds the passages that sound most like a question. Some questions have no such
# passage: their answer is scattered over thirty documents, a fact in each, among facts on other
# people. A graph keeps facts apart from the passages that tell them, and joins those on one thing.
# You will build one from text with a language model, walk it from the question's names, put what
# was found into words, and let the model write queries for a real graph database, behind a guard.
#
# **After this unit you can**
# - turn text into triples, decide which names are one entity, and keep for every fact who states
#   it;
# - retrieve a neighbourhood under a budget, say it in sentences and answer with citations;
# - join graph and vectors, and measure which facts each of them misses;
# - run a model's Cypher safely: guarded, limited, repaired by the database's own words.
#
# **You need** units 01 and 02. **Time** about five hours: eight exercises of 20 to 45 minutes, the
# measurements between them and a written question. **Memory** about 1.5 GB; no GPU, no network. The
# notebook computes for one to two minutes on one core.

# %%
import random
import re
import time

from llmcourse import check
from llmcourse.lesson import footprint, plot_style, print_table, show

plot_style()

# %% [markdown]
# ## 1 The failure
#
# Two people of the course's world are linked by many small facts: a loan, a choir, a quarrel over a
# fence. Each stands in another document. The question asks for all of them; plain RAG of unit 02
# shows its best five passages.

# %% role="experiment"
from llmcourse.experiments import graph as lab
from llmcourse.experiments import graph_data as data
from llmcourse.experiments import graph_plots as plots
from llmcourse.experiments.wider_corpus import wider_slice
from llmcourse.models import LocalChatModel, load_chat_model, load_encoder
from llmcourse.rag.store import DenseRetriever

model, encoder = load_chat_model(), load_encoder()
corpus = wider_slice(["scattered"], questions=16, documents=300)
vectors = DenseRetriever.from_chunks(corpus.passages, encoder, k=40)
asked = max(corpus.questions, key=lambda q: (len(q.subjects), len(q.facts)))
print(f"{len(corpus.documents)} documents, {len(corpus.passages)} passages")
print(f"\n{asked.question}   ({len(asked.facts)} facts)")
(best,) = vectors.search([asked.question], 5)
for passage in best:
    print(f"   {'*' if corpus.states(passage, asked) else ' '} {passage.page_content[:90]}")
print(f"needed facts in these five: {corpus.coverage(asked, best):.0%}")

# %% [markdown]
# A star marks a passage that states a needed fact. Even where all five have one, most of the answer
# is missing: five passages state few of thirty facts. More passages would find more, up to what the
# context holds, and each brings sentences about others along. A better embedding helps little: a
# passage in which two names occur among ten other facts is not *similar* to the question.
#
# ## 2 The idea
#
# *Store facts as edges, and answer from the neighbourhood of the names in the question.* A
# **knowledge graph** $G = (V, E)$ has entities as nodes and **triples** $(s, r, o)$ (subject,
# relation, object) as edges. The $k$-step neighbourhood of a set of nodes $S$ is
#
# $$N_0(S) = S, \qquad N_k(S) = N_{k-1}(S) \cup \{v : (u, r, v) \in E \text{ or } (v, r, u) \in E,\;
# u \in N_{k-1}(S)\}$$
#
# and what is retrieved are the edges within $k$ steps of the question's entities, ranked, cut to a
# budget, and **verbalised**: said as sentences, because that is what the model reads. Retrieving a
# subgraph in this way was made popular under the name Graph RAG by the makers of graph databases;
# [Edge et al. 2024](https://arxiv.org/abs/2404.16130) use the name for something larger that also
# summarises communities of the graph, for questions on a whole library.
#
# **By hand**: edges a–x, x–b, b–y. From a, $N_1 = \{a, x\}$ and $N_2 = \{a, x, b\}$. A question on
# a and b needs depth 2 from a alone, and depth 1 from both: the connecting node x is a neighbour
# of each. **Predict**: in a graph where every person has 20 edges, how many edges lie within depth
# 2?
#
# <details><summary>Answer</summary>
#
# About 20 + 20 · 19 = 400, and at depth 3 nearly 8,000. The neighbourhood explodes, and the ranking
# decides everything. A node such as a year or a capital makes it worse at once.
# </details>
#
# ## 3 Triples from text
#
# The graph is built by a model: "write the facts of this text, a line each". Its reply is text.

# %% role="experiment"
from llmcourse.graph.pipeline import write_triples

told = data.told_passages(40)
began = time.perf_counter()
replies = write_triples([one.text for one in told], model)
building = (time.perf_counter() - began) / len(told)
print(told[0].text)
print(f"\nPocket:\n{replies[0]}")
print("\ntrue:")
for triple in told[0].triples:
    print(" | ".join(triple))
print(f"\n{building:.2f} s a text: {building * len(corpus.passages) / 60:.1f} minutes for the")
print(f"{len(corpus.passages)} passages of this small library, and again for each that changes")

# %% [markdown]
# Hold the reply against the text, line by line: which line does the text not state, and which fact
# has no line? Pocket's card gives it F1 scores for triples; the table below counts on these texts.
# That is the price of a graph: every text goes through a model before the first question.
#
# ### Exercise 1: `parse_triples`
#
# **Why.** Whatever gets through becomes an edge, and every edge is believed. A relation that the
# graph does not know makes a table that no query will ever ask.
#
# **By hand**: `1. Mara Venlo | Born In | Corva` gives (Mara Venlo, born_in, Corva). `Mara Venlo |
# mentor | mara venlo` gives nothing: nobody is his own mentor. **Predict** `3.5 Corva | born_in |
# Nardau`.
#
# <details><summary>Answer</summary>
#
# Its subject is "3.5 Corva": a list mark is a number, one sign, and white space after it.
# </details>

# %% q="parse-triples" role="answer" points=3 difficulty=1 minutes=20
from llmcourse.graph.extraction import parse_triples

# %% [markdown] q="parse-triples" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# One line at a time: take the mark off, cut at the bars, clean, and ask five questions that may
# drop the line. What is compared without capitals, and what is kept with them?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A dictionary from the triple in lower case to the triple as written keeps order and first spelling
# at once.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `re.sub(r"^\s*(?:\d+[.)]|[-*])\s+", "", line)`; `[" ".join(f.split()) for f in line.split("|")]`;
# `re.sub(r"[ -]", "_", relation.lower())`; `found.setdefault(key, triple)`.
# </details>

# %% q="parse-triples" role="check"
check("parse-triples", parse_triples)

# %% [markdown]
# Precision is the share of the found triples that are true, recall the share of the true ones that
# were found. A grammar (constrained decoding, unit 01) can force every line into the form, with
# known relations. **Predict** which of the two it raises.

# %% role="experiment"
kinds = data.relation_kinds()
relations = sorted({r for one in told for _, r, _ in one.triples})
decoded = {"free": replies, "free, the first 12": replies[:12]}
# A grammar needs the probabilities of all tokens: a model on this machine shows them.
local = isinstance(model, LocalChatModel)
if local:
    texts = [one.text for one in told[:12]]
    decoded["by a grammar, the same 12"] = write_triples(texts, model, relations)
rows = []
for name, lines in decoded.items():
    part = told[: len(lines)]
    scores = lab.extraction_scores([parse_triples(line, kinds) for line in lines], part)
    rows.append({"decoding": name, "texts": len(part), **lab.precision_recall(scores)})
print_table(rows, digits=2)

# %% [markdown]
# What precision lacks to 1 is the share of edges that no text states, and every one will be
# believed; what recall lacks to 1 no walk will ever find. Compare the last two rows. A grammar
# guarantees the form. What it writes into the form is the model's, and a model that would have
# written an unknown relation, or nothing, is now made to write a triple all the same. Compare
# precision before you call it an improvement.
#
# ## 4 Which names are one entity?
#
# ### Exercise 2: `resolve_entities`
#
# **Why.** "Dr. Mara Venlo", "Mara Venlo's" and "Mara Venlp" are one person in three nodes, and a
# walk from one does not reach the facts of the others. But merging is worse than not merging: two
# sisters whose names differ in a letter become one woman with two birthplaces, and nobody notices.
#
# **By hand**: Mara Venlo 4 times, Mara Venlp once, Mara Venla 3 times. The second is a slip of the
# first (one edit, rare against frequent). The third is frequent herself, and stays. **Predict**:
# and if Mara Venlp is written twice?
#
# <details><summary>Answer</summary>
#
# Then she stays too, with `rare=1`. Whoever is mentioned twice in the same spelling may exist.
# </details>

# %% q="resolve-entities" role="answer" points=5 difficulty=3 minutes=45
from llmcourse.graph.extraction import resolve_entities

# %% [markdown] q="resolve-entities" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Two steps that must not mix: equal forms first, and then slips, decided by the counts of the first
# step. What is the key of an entity?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `spelled[form, kind]` is a Counter of spellings. From it come totals and names. Then for each rare
# entity a list of (distance, minus count, name) of the frequent ones that are near enough; the
# smallest wins.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `re.sub(r"^(?:(?:the|mr|mrs|ms|dr|prof)\.? )+", "", form)`; `min(counts, key=lambda n:
# (-counts[n], n))`; `re.findall(r"\d", form) != re.findall(r"\d", other)`; `min(near)[2]`.
# </details>

# %% q="resolve-entities" role="check"
check("resolve-entities", resolve_entities)

# %% [markdown]
# On the world's own names: 40 slips of one letter are added, and a tenth of the people is mentioned
# only once. What is repaired, and who is merged with somebody else?

# %% role="experiment"
rows = []
for label, settings in (
    ("your defaults", {}),
    ("two edits", {"most": 2}),
    ("three edits", {"most": 3}),
):
    rows.append({"settings": label, **lab.resolution_scores(resolve_entities, **settings)})
print_table(rows, digits=3)

# %% [markdown]
# Each edit more repairs slips that are not there and merges people who are. The world's names are
# drawn so that some are near; how near names are in *your* documents decides how far you may go.
#
# ## 5 Who says so?
#
# ### Exercise 3: `upsert_document`
#
# **Why.** A graph without **provenance** is a rumour. An answer must cite documents, and when a
# document is corrected, what it alone had said must go. Documents come one by one and again, so the
# graph is updated, not rebuilt.
#
# **By hand**: triple T1 is stated by d1 and d2, T2 by d1. Now d1 comes again and states T1 and T3.
# T1: d2, d1 (its word is the newest). T2 has nobody left and goes. T3: d1. **Predict** the graph
# if d1 comes again and is empty.
#
# <details><summary>Answer</summary>
#
# T1: d2, and nothing else.
# </details>

# %% q="graph-provenance" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.graph.extraction import upsert_document

# %% [markdown] q="graph-provenance" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Three things in their order: take the document out everywhere, put its triples in, throw out what
# nobody states. Why would another order lose a triple's place?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A new dictionary with new lists; a loop over the triples with `setdefault`; a dictionary
# comprehension at the end.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `{t: [d for d in documents if d != document] for t, documents in graph.items()}`;
# `stated.setdefault( triple, [])`, and append once; at last `if documents and t[0] != t[2]`.
# </details>

# %% q="graph-provenance" role="check"
check("graph-provenance", upsert_document)

# %% [markdown]
# ## 6 A graph of one's own
#
# The texts of section 3, extracted, resolved, upserted one by one, and drawn.

# %% role="experiment"
from llmcourse.graph.pipeline import as_graph_edges
from llmcourse.graph.store import NetworkxStore

found_triples = [parse_triples(reply, kinds) for reply in replies]
ends = [(n, kinds[r][i]) for some in found_triples for s, r, o in some for n, i in ((s, 0), (o, 1))]
names = {name: to for (name, _), to in resolve_entities(ends).items()}
graph = {}
for one, triples in zip(told, found_triples, strict=True):
    graph = upsert_document(graph, one.document, triples, lambda n: names.get(n, n))
built = NetworkxStore(as_graph_edges(graph, kinds))
print(f"{len(graph)} facts on {len(built.kinds())} nodes from {len(told)} texts")
for triple, documents in list(graph.items())[:3]:
    print(f"   {' | '.join(triple)}   stated by {', '.join(documents)}")
drawn = built.edges()[:25]
true = {(a.lower(), r, b.lower()) for one in told for a, r, b in one.triples}
wrong = {
    (e.source, e.relation, e.target)
    for e in drawn
    if (e.source.lower(), e.relation, e.target.lower()) not in true
}
figure = plots.drawing(drawn, "What the model made of some texts: 25 edges", wrong)
show(figure, "graph-extracted")

# %% [markdown]
# A dashed edge looks like any other once it is stored. Read some against each other: a name with a
# letter changed makes a second node, and a year or a place may hang at the wrong person. Small
# islands are what forty texts on different people give; a graph begins to pay where texts meet in
# one node.
#
# The rest of the unit works on the course's own graph, 5,800 facts of both worlds, which is free of
# extraction errors: so retrieval is measured by itself. Two stores hold it behind the same small
# interface: networkx in memory, and **ladybug**, an embedded database that understands Cypher, the
# query language of property graphs. Nothing has to be installed or started.

# %% role="experiment"
edges = data.course_edges()
memory = NetworkxStore(edges)
names_of_people = [n for n, kind in memory.kinds().items() if kind == "Person"]
print(f"{len(edges)} edges, {len(memory.kinds())} nodes, {len(names_of_people)} people")
around = memory.neighbours(asked.subjects[0])
print(f"{asked.subjects[0]}: {len(around)} edges, for example")
for edge in around[:4]:
    print(f"   {edge.source} | {edge.relation} | {edge.target}   ({', '.join(edge.documents[:2])})")

# %% [markdown]
# ## 7 The subgraph
#
# ### Exercise 4: `subgraph`
#
# **Why.** Depth 2 from one person is a few hundred edges, and a context holds fifteen sentences.
# So edges are ranked by how near they are to *all* entities of the question: between the two
# people first. And a node such as 1950 must not be walked through, or everybody born that year is
# two steps away.
#
# **By hand**: edges a–x, x–b, a–c; seeds a and b, depth 2. Distances from a: a 0, x 1, c 1, b 2;
# from b: b 0, x 1, a 2, c is 3 (out of reach, depth + 1). Cost of a–x: 0 + 1 + 2 + 1 = 4; x–b: 4;
# a–c: 0 + 1 + 2 + 3 = 6. **Predict** the order with the seed a alone.
#
# <details><summary>Answer</summary>
#
# a–x and a–c cost 1, x–b costs 3.
# </details>

# %% q="subgraph" role="answer" points=6 difficulty=3 minutes=45
from llmcourse.graph.subgraph import subgraph

# %% [markdown] q="subgraph" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# One breadth-first walk a seed, each with distances of its own; one dictionary of edges for all of
# them, and one of what the database has said already. When is a node not walked through?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# For each seed: `steps_to = {seed: 0}`, a frontier, and `depth` rounds. In a round each node of the
# frontier gives its edges, and both ends of an edge that are new join the next frontier. After all
# walks a cost function, `sorted`, and a cut.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `if name not in starts and closed(name): continue`; `around[name] = neighbours(name)` once; `if
# end not in steps_to: steps_to[end] = step`; `sum(steps.get(end, depth + 1) for steps in walks for
# end in (edge.source, edge.target))`.
# </details>

# %% q="subgraph" role="check"
check("subgraph", subgraph)

# %% role="experiment"
from llmcourse.graph.names import link_entities
from llmcourse.graph.store import VALUE


kind_of = memory.kinds()
known = [name for name, kind in kind_of.items() if kind != VALUE]


def is_value(name):
    return kind_of.get(name) == VALUE


seeds = link_entities(asked.question, known)
print(f"{asked.question}\nentities: {seeds}")
for depth in (1, 2, 3):
    everything = subgraph(seeds, memory.neighbours, depth, 10**6, is_value)
    inside = {edge.id for edge in everything} & set(asked.facts)
    print(f"depth {depth}: {len(everything):5} edges, needed facts among them {len(inside)} of "
          f"{len(asked.facts)}")  # fmt: skip
near = subgraph(seeds, memory.neighbours, 2, 30, is_value)
title = f"What is retrieved: the nearest {len(near)} edges, nearest first"
show(plots.between(near, seeds, title), "graph-subgraph")

# %% [markdown]
# Each step multiplies the edges, and the budget must be spent on the first few: so the order
# decides. In the figure it shows: edges between the two people first, then things that both had to
# do with, each with its two edges. Look at which depth the needed facts are complete. Where depth 1
# from *both* people holds them all, depth 2 only makes the heap larger.
#
# ## 8 From edges to words
#
# ### Exercise 5: `verbalise`
#
# **Why.** The model was trained on sentences, so it is shown sentences, with their documents beside
# them for the citation. Three traps: a name that holds a placeholder, a sentence that two edges
# share, and a budget that counts words of all passages together.
#
# **By hand**: template `{s} lent {o} {d} in {a}.` and the edge (Ilo, lent, Mara, detail "90
# crowns", since "May 1950", stated by d4) give `Ilo lent Mara 90 crowns in May 1950.`, document
# d4. **Predict** the sentence of a relation `led_by_vote_of` without a template.
#
# <details><summary>Answer</summary>
#
# `The choir led by vote of Mara.`: the relation's name with spaces, and a capital at the beginning.
# </details>

# %% q="verbalise" role="answer" points=4 difficulty=2 minutes=40
from llmcourse.graph.subgraph import verbalise

# %% [markdown] q="verbalise" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Fill all places at once: what was filled in must not be looked at again. Which two things do you
# have to remember about sentences and sources that came before?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# `re.split` with a group gives text and letters by turns. Two dictionaries: from sentence to its
# passage, from source to its last passage. Break at the first sentence that exceeds the budget.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `pieces = re.split(r"\{([sodab])\}", form)`; `pieces[1::2] = [parts[letter] for letter in
# pieces[1::2]]`; `passage["documents"].update(dict.fromkeys(edge.documents))` keeps order and drops
# repeats.
# </details>

# %% q="verbalise" role="check"
check("verbalise", verbalise)

# %% role="experiment"
from llmcourse.rag.pipeline import cited_messages, parse_answer

passages = verbalise(near, data.templates(), max_words=120)
for number, passage in enumerate(passages[:4], start=1):
    print(f"[{number}] {passage['text']}   ({', '.join(passage['documents'][:3])})")
one = next(q for q in data.graph_questions(4) if q.kind == "one hop")
walk = subgraph(link_entities(one.question, known), memory.neighbours, 1, 30, is_value)
shown = verbalise(walk, data.templates(), max_words=120)
reply = model.invoke(cited_messages(one.question, [p["text"] for p in shown])).content
answer = parse_answer(reply, len(shown))
print(f"\n{one.question}\nPocket: {reply}   (right: {', '.join(one.answers)})")
for number in answer["citations"]:
    print(f"   [{number}] is stated by {', '.join(shown[number - 1]['documents'])}")

# %% [markdown]
# ## 9 Graph with vectors
#
# ### Exercise 6: `fuse_hits`
#
# **Why.** The graph misses what nobody extracted; the vectors miss what is not similar. Together
# they should find most (that is the claim; the measurement follows), and what both found comes
# first.
#
# **By hand**: graph a, b, c; vectors d, b. Both: b. Then by turns: a from the graph, d from the
# vectors, c. **Predict** the order for graph a, b and vectors b, a.
#
# <details><summary>Answer</summary>
#
# Both hold both; the sums of ranks are 3 and 3, so a comes first, by id.
# </details>

# %% q="graph-and-vectors" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.graph.subgraph import fuse_hits

# %% [markdown] q="graph-and-vectors" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# Make a dictionary of ranks and one of texts for each side, the first hit of an id counting. Three
# groups follow from them.
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# Sort the common ids; make lists of the others, in order; join these with `itertools.zip_longest`.
# Then one loop over everything with the budget.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `enumerate(dict.fromkeys(n for n, _ in graph), 1)` for ranks without repeats;
# `dict(reversed(graph))` keeps the first text of an id; the budget loop skips what does not fit
# and goes on.
# </details>

# %% q="graph-and-vectors" role="check"
check("graph-and-vectors", fuse_hits)

# %% [markdown]
# The scattered questions, at $k$ results each. Five ways: passages by vectors; *edge sentences* by
# vectors (every edge said as a sentence and embedded); the subgraph at depth 1 and at depth 2; and
# the union of subgraph and vectors, each with half of the results. Counted are needed facts. All
# ways know the same documents: of the graph only the edges that these documents state are used.
# **Predict** the order at $k = 10$, and whether depth 2 beats depth 1.

# %% role="experiment"
from llmcourse.graph.pipeline import edge_documents

searched = {document.id for document in corpus.documents}
stated = [edge for edge in edges if searched & set(edge.documents)]
part_of_graph = NetworkxStore(stated)
sentences = edge_documents(stated, data.templates(), verbalise)
by_edge = DenseRetriever.from_chunks(sentences, encoder, k=40)
sizes = (3, 5, 10, 20, 40)
texts = [q.question for q in corpus.questions]
passages_of = dict(zip(texts, vectors.search(texts, max(sizes)), strict=True))
edges_of = dict(zip(texts, by_edge.search(texts, max(sizes)), strict=True))


def walk_from(question, depth, k):
    start = link_entities(question.question, known)
    return [e.id for e in subgraph(start, part_of_graph.neighbours, depth, k, is_value)]


def union(question, k):
    graph_hits = [(i, "") for i in walk_from(question, 2, k)]
    vector_hits = [(d.id, "") for d in edges_of[question.question][:k]]
    return {i for i, _, _ in fuse_hits(graph_hits, vector_hits)[:k]}


ways = {
    "passages by vectors": lambda q, k: lab.facts_of_passages(
        corpus, q, passages_of[q.question][:k]
    ),
    "edges by vectors": lambda q, k: {d.id for d in edges_of[q.question][:k]},
    "subgraph, depth 1": lambda q, k: set(walk_from(q, 1, k)),
    "subgraph, depth 2": lambda q, k: set(walk_from(q, 2, k)),
    "subgraph and edges by vectors": union,
}
curves = lab.scattered(corpus, ways, sizes)
figure = plots.recall_curves(curves, f"Scattered questions (n = {len(corpus.questions)})")
show(figure, "graph-scattered")
from llmcourse.experiments.records import paired_difference

for name in list(ways)[1:]:
    gain, low, high = paired_difference(curves[name][20], curves["passages by vectors"][20])
    print(f"k = 20: {name} against passages by vectors {gain:+.2f} [{low:+.2f}, {high:+.2f}]")

# %% [markdown]
# An edge is one fact and a passage several, so at equal $k$ a passage has more words; even so most
# of them are about others. Depth 2 can differ from depth 1 only by facts that go through a thing
# both had to do with, or by the order of edges; where the two curves coincide, the direct edges
# filled all places, and the second step bought nothing at this budget. Where the union lies below
# the subgraph or on it, the vectors brought nothing that the walk did not have: this graph is
# complete, and the names in the questions are spelled as in it. That is the best case of a graph.
# With the edges that section 3 extracted it would end near that recall. And edges embedded as
# sentences are a rival without any walk: how far the line "edges by vectors" lies below the
# subgraph is what the walk itself is worth; the rest is the merit of small, clean facts.
#
# ## 10 Asking the database
#
# For "how many people work at ...?" no retrieval of sentences will do: somebody has to count.
# **Text to Cypher** lets the model write the query and the database compute the answer.

# %% role="experiment"
from llmcourse.graph.pipeline import cypher_writer, schema_lines

store = data.cypher_store()
schema = store.schema()
print(f"{len(schema)} lines of schema, for example {schema[0]} and {schema[-1]}")
questions = data.graph_questions(6)
write = lab.remembered(cypher_writer(model, lambda q: schema_lines(q, schema, encoder)))
for kind in data.KINDS:
    question = next(q for q in questions if q.kind == kind)
    print(f"\n{kind}: {question.question}\n   right:  {question.query}")
    print(f"   Pocket: {write(question.question, [])}")

# %% [markdown]
# ### Exercise 7: `guard_query`
#
# **Why.** The query comes from a model, and the model has read the question of a stranger. "...
# and then DETACH DELETE everything" is one sentence away. What keeps a database alive is not a
# polite prompt but a rule: one statement, only clauses that read, only functions that cannot fill
# the memory; and limits on time and rows where it runs.
#
# **By hand**: `MATCH (a {name: "O'Brien; DELETE"}) RETURN a` is harmless, all of it stands in a
# string. `MATCH (a) // harmless⏎DELETE a` is not: the comment ends with its line. **Predict**
# `MATCH (a {name: "\"x"}) DELETE a //"`.
#
# <details><summary>Answer</summary>
#
# Refused. The escaped quote does not end the string; the next one does, and DELETE stands in the
# open. A guard that forgets escapes sees a string from `x` to the last quote and lets it pass.
# </details>

# %% q="cypher-guard" role="answer" points=6 difficulty=3 minutes=45
from llmcourse.graph.guard import guard_query

# %% [markdown] q="cypher-guard" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# First take out what is hidden, then look at words. In which order must strings, backquotes and the
# two kinds of comment be recognised, if each may hold the signs of the others?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# One alternation in one regular expression, read from left to right: whatever begins first wins.
# Replace each hidden part by a blank, but a name in backquotes by a sign that you still see before
# a bracket. Then six checks on what remains.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# A string: `'(?:\\.|[^'\\])*'`; a comment: `//[^\n]*|/\*.*?\*/` with `re.DOTALL`. Words:
# `re.findall(r"[^\W\d]\w*", bare)` in capitals. Calls: `re.findall(r"([^\W\d]\w*)\s*\(", bare)`.
# </details>

# %% q="cypher-guard" role="check"
check("cypher-guard", guard_query)

# %% role="experiment"
from llmcourse.graph.store import run_cypher

store.guard = guard_query  # from here on the store shows your guard each query before it runs
attacks = (
    "MATCH (a:Person) DETACH DELETE a",
    "MATCH (a:Person) RETURN a.name; DROP TABLE Person",
    "RETURN repeat('x', 2000000000)",
    "RETURN `repeat`('x', 2000000000)",
    "MATCH (a)--(b)--(c)--(d)--(e)--(f)--(g) RETURN count(*)",
    "MATCH (a:Person) RETURN a.name LIMIT 2",
)
for attack in attacks:
    rows, error = run_cypher(store, attack)
    print(f"{attack}\n   -> {rows if rows else error[:110]}")

# %% [markdown]
# The fourth is the third in backquotes, in which the database still finds the function. The fifth
# one reads only, and no list of words can refuse it: that is what the limits on time and rows are
# for. A guard by words is never complete. Open the database read-only as well, and give it an
# account that can do nothing else.
#
# ### Exercise 8: `query_with_repair`
#
# **Why.** The database knows what is wrong and says it. A loop that shows the model its query and
# the error gives it a second chance; a loop without an end is a bill.
#
# **By hand**: the model writes q1 (error e1), q2 (no rows), q3 (rows). It was told: nothing; (q1,
# e1); (q1, e1) and (q2, no rows). Three calls. **Predict** what happens if the third query is q1
# again.
#
# <details><summary>Answer</summary>
#
# The loop ends without running it: a model that repeats a failed query will do it again. The
# result is q2 with its error, after three calls.
# </details>

# %% q="repair-loop" role="answer" points=4 difficulty=2 minutes=30
from llmcourse.graph.text2cypher import query_with_repair

# %% [markdown] q="repair-loop" role="hints"
# <details><summary>Hint 1: where to look</summary>
#
# What may end the loop? Four things. Which of them is a success?
# </details>
# <details><summary>Hint 2: the shape</summary>
#
# A list of failures, a counter, a `while`. Write, count, look for a repeat, run inside `try`,
# decide. After the loop: the last failure.
# </details>
# <details><summary>Hint 3: nearly the code</summary>
#
# `write(question, list(failures))`; `if query in [failed for failed, _ in failures]: break`;
# `except ValueError as error: failures.append((query, str(error))); continue`; no rows: append
# `NO_ROWS`.
# </details>

# %% q="repair-loop" role="check"
check("repair-loop", query_with_repair)

# %% [markdown]
# Two ways to answer from the graph, by kind of question: the subgraph read by the model, and the
# model's query with up to three attempts. **Predict** which wins on one hop, on two, and on counts.

# %% role="experiment"
contexts = []
for question in questions:
    walk = subgraph(link_entities(question.question, known), memory.neighbours, 2, 40, is_value)
    contexts.append([p["text"] for p in verbalise(walk, data.templates(), max_words=120)])
first, free = lab.query_answers(questions, lambda q: query_with_repair(q, write, store.run, 1))
repaired, outcomes = lab.query_answers(
    questions, lambda q: query_with_repair(q, write, store.run, 3)
)
scores = {
    "subgraph, read": lab.read_answers(questions, contexts, model, cited_messages, parse_answer),
    "query": first,
    "query with repair": repaired,
}
print_table(lab.by_kind(questions, scores))
errors = [o["error"][:100] for o in outcomes if o["error"]]
print(f"\n{len(errors)} of {len(outcomes)} queries failed to the end, for example:")
for error in errors[:3]:
    print(f"   {error}")

# %% [markdown]
# With six questions a kind the intervals are wide, and the verdicts of record use more. What to
# look for: on counts the reader's column. It gets some of the sentences, within the budget, and
# would have to count them; the database counts all edges. On two hops a query must name both
# relations, and one wrong word makes it an answer to another question (read the example before the
# exercise); the reader must find two sentences among many. And a query cannot answer what the
# schema does not hold.
#
# Compare the last two columns: where they are equal, the second and third attempt bought nothing. A
# repair helps where the error says what is wrong ("Table X does not exist") *and* the model can
# read it. It hardly helps where the query runs and finds nothing, or asks for something else: that
# error has no words.
#
# **A grammar in place of the repair.** Most errors of form need not be repaired if they cannot be
# written. Constrained decoding, as in section 3, holds the query to a grammar of one path: after
# `(a:` only a label of the schema may come, after `[:` only a relation that this label has, and in
# the stricter form between quotes only a name that the graph holds. The looser grammar knows the
# lines of the schema that the prompt shows, with any name; the stricter one the whole schema.
# **Predict**: which of the columns must rise, and which need not?

# %% role="experiment"
possible = 0
for question in questions:
    needed = set(re.findall(r"\[:(\w+)\]|RETURN \w\.(\w+)", question.query))
    lines = " ".join(schema_lines(question.question, schema, encoder))
    possible += {word for pair in needed for word in pair if word} <= set(re.findall(r"\w+", lines))
print(f"the lines shown hold all that the right query needs: {possible} of {len(questions)}\n")
decoded = {"free": (first, free)}
grammars = {
    "grammar of the lines shown": {},
    "grammar of the whole graph": {"names": store.kinds(), "allowed": schema},
}
for name, settings in grammars.items() if local else ():
    held = cypher_writer(
        model, lambda q: schema_lines(q, schema, encoder), constrained=True, **settings
    )
    decoded[name] = lab.query_answers(
        questions, lambda q, held=held: query_with_repair(q, held, store.run, 1)
    )
print_table([{"decoding": name, "n": len(ends), **lab.query_ends(ends, right)}
             for name, (right, ends) in decoded.items()], digits=2)  # fmt: skip
for name, (right, ends) in list(decoded.items())[1:]:
    gain, low, high = paired_difference(right, first)
    print(f"right answers, {name} against free: {gain:+.2f} [{low:+.2f}, {high:+.2f}]")
    for question, before, now in zip(questions, free, ends, strict=True):
        if before["query"] != now["query"]:
            print(f"   {question.question}\n      free: {before['query']}\n"
                  f"      held: {now['query']}")  # fmt: skip
            break
if not local:
    print("decoding by a grammar needs a model on this machine")

# %% [markdown]
# `ran` must rise to 1, or near it (a query that is cut off after its last token does not
# run): that is what the grammar is. `right` need not, and here lies the catch. A model that would
# have written a relation that does not exist must now write one that does (under the stricter form
# about somebody who does), and the database answers. What was an *error with words*, which a repair
# can read, may become a query that runs and answers another question: the last column counts such
# answers, and the examples show one where the decodings differ. A grammar of the lines shown also
# forbids the right query wherever the search for lines missed one (first line of the output). So a
# grammar is worth most where the model knows what to ask and slips in the form, and least where it
# does not know what to ask.
#
# ## 11 Break it
#
# Near names. The same scattered questions, with letters of the names changed; the walk goes through
# the whole graph. **Predict** what happens to each way when one letter of one name is wrong, one of
# every name, and two.

# %% role="experiment"
rng = random.Random(5)


def spoiled(question, letters, every):
    text = question.question
    for name in question.subjects if every else question.subjects[:1]:
        wrong = list(name)
        for at in rng.sample([i for i, c in enumerate(name) if c.islower()], letters):
            wrong[at] = rng.choice([c for c in "aeiou" if c != name[at]])
        text = text.replace(name, "".join(wrong))
    return text


rows, recalls = [], {}
for label, letters, every in (
    ("as asked", 0, False),
    ("one letter of one name", 1, False),
    ("one letter of every name", 1, True),
    ("two letters of every name", 2, True),
):
    texts = [spoiled(question, letters, every) for question in corpus.questions]
    linked = [link_entities(text, known) for text in texts]
    unlinked = sum(
        q.subjects[0] not in names for q, names in zip(corpus.questions, linked, strict=True)
    )
    by_walk, by_vectors = [], []
    found = vectors.search(texts, 20)
    for question, names, hits in zip(corpus.questions, linked, found, strict=True):
        facts = {e.id for e in subgraph(names, memory.neighbours, 2, 20, is_value)}
        by_walk.append(len(facts & set(question.facts)) / len(question.facts))
        by_vectors.append(corpus.coverage(question, hits))
    recalls[label] = {"subgraph": by_walk, "passages by vectors": by_vectors}
    means = {way: sum(r) / len(r) for way, r in recalls[label].items()}
    rows.append({"names": label, "first name not found": f"{unlinked} of {len(texts)}", **means})
print_table(rows, digits=2)
for way, whole in recalls["as asked"].items():
    loss, low, high = paired_difference(recalls["two letters of every name"][way], whole)
    print(
        f"{way}: two letters of every name change recall by {loss:+.2f} [{low:+.2f}, {high:+.2f}]"
    )

# %% [markdown]
# `link_entities` forgives one letter, but only where no other name stands in the question letter by
# letter; else the walk begins at the other person alone, and what is between the two no longer
# comes first. Where no name is found at all, the walk does not begin: nothing is retrieved, not
# even what is nearly right. The graph has no notion of "nearly" but that of whoever links the
# names. Vectors have one: compare the last row's columns. That is one more reason to join the two.
#
# The other break needs no misspelling: questions that *one* passage answers. Their needed fact, in
# the first five results of plain vector search and of the walk on the true graph; and what would
# be left of the walk with edges extracted as in section 3, if each needed fact were kept with the
# share of recall measured there. **Predict** the three numbers.

# %% role="experiment"
single = wider_slice(["single"], questions=40, documents=300)
there = {document.id for document in single.documents}
store_of_one = NetworkxStore([edge for edge in edges if there & set(edge.documents)])
by_passage = DenseRetriever.from_chunks(single.passages, encoder, k=5)
hits = by_passage.search([q.question for q in single.questions], 5)
one_vector = [single.coverage(q, h) for q, h in zip(single.questions, hits, strict=True)]
walked = {5: [], 20: []}
for question in single.questions:
    start = link_entities(question.question, known)
    order = [e.id for e in subgraph(start, store_of_one.neighbours, 1, 20, is_value)]
    for k, found in walked.items():
        found.append(len(set(order[:k]) & set(question.facts)) / len(question.facts))
one_walk = walked[5]

# %% role="experiment"
extracted = lab.precision_recall(lab.extraction_scores(found_triples, told))["recall"]
at_five = sum(one_walk) / len(one_walk)
print(f"n = {len(one_walk)} questions with one needed fact, in 5 results")
print(f"   passages by vectors          {sum(one_vector) / len(one_vector):.2f}")
print(f"   subgraph, the true graph     {at_five:.2f}")
print(f"   subgraph, edges extracted    {at_five * extracted:.2f} (that times {extracted:.2f})")
print(f"   in 20 edges of the true one  {sum(walked[20]) / len(one_walk):.2f}")
gain, low, high = paired_difference(one_walk, one_vector)
print(f"true graph against vectors, 5 results {gain:+.2f} [{low:+.2f}, {high:+.2f}]")

# %% [markdown]
# A walk knows the question's names and not what is asked about them, so the edges of one person
# come in an order that has nothing to do with the question. More edges hold the fact in the end
# (the line of 20; an edge is shorter than a passage), among more that were not asked for. What the
# true graph does not gain here, no better extraction will; what this model's extraction loses comes
# on top.
#
# **When not to use it.** Where one passage answers the question: the numbers above, for a build
# that has its minutes and its errors (section 3) and must be kept up to date. Where names are
# misspelled and nobody links them: the last row of the table. Where the extraction is poor: what
# recall lacks is never found, and a wrong edge is believed. Where the questions are not about named
# things. And where the graph already exists as tables, ask the tables.
#
# ## 12 The claims
#
# - **C31, top-k vector search misses facts that are scattered over thirty chunks; a subgraph of
#   depth 2 finds them; graph with vectors finds most.** Section 9.
# - **C32, text2cypher against subgraph retrieval.** Section 10, by kind of question.
#
# The survey gives no figures for either, but an example: all that a biography says of two names,
# over thirty chunks. So the table has ours alone; the needed facts are counted, answers in C32.

# %% role="experiment"
lines = []
for name, less, more in (
    ("C31 subgraph, depth 2 - passages, k = 20", curves["passages by vectors"][20],
     curves["subgraph, depth 2"][20]),
    ("C31 depth 2 - depth 1, k = 20", curves["subgraph, depth 1"][20],
     curves["subgraph, depth 2"][20]),
    ("C31 union - subgraph, k = 20", curves["subgraph, depth 2"][20],
     curves["subgraph and edges by vectors"][20]),
    ("one passage is enough: walk - vectors, 5", one_vector, one_walk),
    ("C32 query with repair - subgraph", scores["subgraph, read"], scores["query with repair"]),
):  # fmt: skip
    difference, low, high = paired_difference(more, less)
    verdict = "more" if low > 0 else "less" if high < 0 else "not decided by n"
    lines.append({"": name, "difference": difference, "low": low, "high": high, "n": len(more),
                  "verdict": verdict})  # fmt: skip
print_table(lines, digits=2)

# %% [markdown]
# *Not decided by n* means that the interval holds 0. Where "depth 2 - depth 1" and "union -
# subgraph" say so, these parts of C31 are not confirmed here: the scattered facts were found from
# both names at once, on a complete graph. The lines of C32 put all kinds of questions together; the
# table of section 10 says for which the query wins.
#
# **What carries over.** The walk, the budget, provenance, the guard and the loop contain no model;
# they behave like this with any. **What a small model cannot show.** How well a large one
# extracts: it finds relations that nobody listed, and invents some. How well it writes Cypher for
# a schema of a hundred lines. And whether it can use forty sentences at once. Set
# `LLMCOURSE_MODEL` and run the notebook again.

# %% role="experiment"
print(footprint())

# %% [markdown] q="essay-7" role="essay" points=5
# ### Question for discussion (graded by hand)
#
# A newspaper wants to find out who of 4,000 politicians sits on which boards, who knows whom
# through what, and what changed since last year. It has 200,000 articles, and 300 a day come in. A
# vendor offers "a knowledge graph, built by a language model, with natural-language queries".
#
# In 250 to 400 words: name two questions that a graph will answer and vector search will not, and
# two for which it is the other way round. Say how you would measure the quality of the extraction
# before buying, with sample sizes. Say what must be stored beside each edge, and why, when an
# article is corrected. Name the most dangerous error of name resolution here and what you would do
# about it.
#
# <!-- BEGIN SOLUTION -->
# **Rubric (5 points)**
# - 1: two fitting questions each way (paths, counts, "since when" for the graph; tone, reasons,
#   anything unnamed for vectors).
# - 1: extraction measured by precision and recall on a marked sample drawn at random, by relation,
#   with an interval or a size that gives one (for example 200 articles, or 400 edges checked).
# - 1: provenance: article, date, sentence; the edge goes, or loses that source, when the article is
#   corrected; two sources keep it.
# - 1: merging two people of the same or a near name is worse than splitting one; context (party,
#   town, age) decides, doubtful cases are kept apart and shown to a person.
# - 1: safety or cost of the queries: read-only, limits, or who answers for an invented edge in
#   print.
#
# **Model answer (short)** Graph: "Which two board members of X also sit together elsewhere?", "How
# many of them joined since last year?" Vectors: "What is said about the minister's style?", "Which
# articles resemble this scandal?" I would have two people mark all facts in 200 random articles
# and compare: precision matters most, since an invented board seat is a libel. With 400 checked
# edges a precision of 95% has an interval of about two points. Each edge keeps article, date and
# sentence; when an article is corrected, its edges are taken out and extracted again, and an edge
# with another source stays. The worst error is to merge two people of one name. I would require
# agreement in a second property, keep the doubtful apart, and list them for an editor.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 13 Further
#
# - **Your own graph.** Run section 9 on the graph that the model extracted from the documents, not
#   on the true one. Bar: the recall that the true graph gives, and how much of the loss is
#   extraction.
# - **A router.** Counts to Cypher, the rest to the subgraph. Bar: better than either in section 10.
# - **Communities.** Find groups with `networkx.community`, let the model say a sentence on each,
#   and answer "what is this library about?". Bar: there is none; read Edge et al. 2024 and make
#   one.
