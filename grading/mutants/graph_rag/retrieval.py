# ruff: noqa: E501
"""Mistakes in the subgraph, its wording and the union with vectors."""

from grading.mutants import mutant

P = "subgraph"
mutant(
    P, name="one-step-less", kind="off-by-one", replace="for step in range(1, depth + 1):", by="for step in range(1, depth):",
    says="The walk stops a step too early: with depth=1 the edges of the seeds themselves belong to it.",
)  # fmt: skip
mutant(
    P, name="one-step-more", kind="off-by-one", replace="for step in range(1, depth + 1):", by="for step in range(1, depth + 2):",
    says="The walk goes a step too far. depth counts edges from the seed.",
)  # fmt: skip
mutant(
    P, name="only-forward", kind="wrong-formula",
    replace="                    for end in (edge.source, edge.target):\n", by="                    for end in (edge.target,):\n",
    says="Edges are followed from source to target only. Who is employed by a firm is as near to it as the firm is to them.",
)  # fmt: skip
mutant(
    P, name="revisits", kind="missing-step",
    replace="                        if end not in steps_to:\n                            steps_to[end] = step\n                            reached.append(end)",
    by="                        steps_to[end] = step\n                        reached.append(end)",
    says="Nodes that were reached before are reached again, with more steps. The first time counts: that is what breadth-first means.",
)  # fmt: skip
mutant(
    P, name="one-walk-for-all", kind="wrong-formula",
    replace=[("    for seed in starts:\n        steps_to = {seed: 0}\n        frontier = [seed]\n", "    for _ in starts[:1]:\n        steps_to = dict.fromkeys(starts, 0)\n        frontier = list(starts)\n")],
    says="You walk once from all seeds together, so an edge between two seeds costs no less than one that leads away from both. Walk from each alone, and add.",
)  # fmt: skip
mutant(
    P, name="nearest-seed", kind="wrong-formula", replace="return sum(steps_to.get(end, depth + 1) for steps_to in walks for end in ends)",
    by="return min((sum(steps_to.get(end, depth + 1) for end in ends) for steps_to in walks), default=0)",
    says="The cost is the distance from the nearest seed alone. It is the sum over all seeds: edges between them come first.",
)  # fmt: skip
mutant(
    P, name="unreached-costs-nothing", kind="edge-case", replace="steps_to.get(end, depth + 1)", by="steps_to.get(end, 0)",
    says="A node that a walk does not reach costs 0, less than any that it reaches. It counts as depth + 1.",
)  # fmt: skip
mutant(
    P, name="unreached-costs-depth", kind="off-by-one", replace="steps_to.get(end, depth + 1)", by="steps_to.get(end, depth)",
    says="A node out of reach costs as much as one at the edge of it. It counts as depth + 1.",
)  # fmt: skip
mutant(
    P, name="source-only", kind="wrong-formula", replace="ends = (edge.source, edge.target)", by="ends = (edge.source,)",
    says="Only the distance of an edge's source counts. Both ends do.",
)  # fmt: skip
mutant(
    P, name="order-of-discovery", kind="missing-step", replace="return sorted(found.values(), key=lambda edge: (cost(edge), edge.id))[:budget]", by="return list(found.values())[:budget]",
    says="Edges come in the order in which they were found. Sort them by cost: the budget cuts the end off.",
)  # fmt: skip
mutant(
    P, name="ties-unordered", kind="edge-case", replace="key=lambda edge: (cost(edge), edge.id)", by="key=cost",
    says="Edges of the same cost come in the order in which they were found, which a database may change. Ties go by id.",
)  # fmt: skip
mutant(
    P, name="budget-ignored", kind="ignored-argument", replace="edge.id))[:budget]", by="edge.id))",
    says="budget is ignored. At depth 2 a town brings thousands of edges.",
)  # fmt: skip
mutant(
    P, name="budget-before-sorting", kind="wrong-order", replace="return sorted(found.values(), key=lambda edge: (cost(edge), edge.id))[:budget]",
    by="return sorted(list(found.values())[:budget], key=lambda edge: (cost(edge), edge.id))",
    says="The budget cuts before the edges are sorted, so cheap ones that were found late are lost.",
)  # fmt: skip
mutant(
    P, name="closed-ignored", kind="ignored-argument", replace="if name not in starts and closed(name):", by="if False:",
    says="You walk through closed nodes. Everybody born in 1950 is then two steps from everybody else.",
)  # fmt: skip
mutant(
    P, name="closed-seed", kind="edge-case", replace="if name not in starts and closed(name):", by="if closed(name):",
    says="A closed node that the question itself names is not walked through. A seed always is.",
)  # fmt: skip
mutant(
    P, name="closed-not-reached", kind="wrong-formula",
    replace="                    found[edge.id] = edge\n", by="                    if any(end not in starts and closed(end) for end in (edge.source, edge.target)):\n                        continue\n                    found[edge.id] = edge\n",
    says="Edges to closed nodes are left out. A closed node is reached, only not walked through: the year of birth belongs to the answer.",
)  # fmt: skip
mutant(
    P, name="asked-again", kind="missing-step", replace="                if name not in around:\n                    around[name] = neighbours(name)", by="                around[name] = neighbours(name)",
    says="The database is asked for the same node again, once a walk. Keep what it said.",
)  # fmt: skip
mutant(
    P, name="seeds-repeated", kind="edge-case", replace="starts = list(dict.fromkeys(seeds))", by="starts = list(seeds)",
    says="A seed that occurs twice counts twice, and pulls the order towards itself.",
)  # fmt: skip
mutant(
    P, name="limits-unchecked", kind="edge-case", replace="if depth < 0 or budget < 1:", by="if False:",
    says="A negative depth or a budget of 0 is accepted. Raise ValueError.",
)  # fmt: skip

P = "verbalise"
mutant(
    P, name="templates-ignored", kind="ignored-argument", replace="form = templates.get(edge.relation, plain)", by="form = plain",
    says="The templates are not used: 'born in' in place of a sentence. A model reads sentences better than labels.",
)  # fmt: skip
mutant(
    P, name="no-fallback", kind="edge-case", replace="templates.get(edge.relation, plain)", by="templates[edge.relation]",
    says="A relation without a template stops the whole. Say it by its name.",
)  # fmt: skip
mutant(
    P, name="underscores-kept", kind="missing-step", replace='edge.relation.replace("_", " ")', by="edge.relation",
    says="The relation's name keeps its underscores. Spaces read better, to people and to models.",
)  # fmt: skip
mutant(
    P, name="filled-again", kind="wrong-formula",
    replace='        pieces = re.split(r"\\{([sodab])\\}", form)  # text, letter, text, letter, ..., text\n        pieces[1::2] = [parts[letter] for letter in pieces[1::2]]\n        sentence = "".join(pieces)\n',
    by='        sentence = form\n        for letter, part in parts.items():\n            sentence = sentence.replace("{" + letter + "}", part)\n',
    says="What was filled in is filled again: a name that holds {o} is replaced too. Fill all places at once.",
)  # fmt: skip
mutant(
    P, name="source-and-target-swapped", kind="wrong-order", replace='"s": edge.source, "o": edge.target', by='"s": edge.target, "o": edge.source',
    says="Source and target are exchanged: the town was born in the person.",
)  # fmt: skip
mutant(
    P, name="details-left-out", kind="missing-step", replace='"d": edge.detail', by='"d": ""',
    says="The edge's detail is not filled in: lent what?",
)  # fmt: skip
mutant(
    P, name="small-letter", kind="missing-step", replace="sentence = sentence[:1].upper() + sentence[1:]", by="pass",
    says="A sentence may begin with a small letter (the choir ...). Its first letter becomes a capital.",
)  # fmt: skip
mutant(
    P, name="capitalize", kind="wrong-formula", replace="sentence[:1].upper() + sentence[1:]", by="sentence.capitalize()",
    says="str.capitalize makes all other letters small: names lose their capitals.",
)  # fmt: skip
mutant(
    P, name="repeated-sentence", kind="missing-step", replace="passage = said.get(sentence)", by="passage = None",
    says="A sentence that two edges share is said twice, and paid for twice. The second edge only adds its documents.",
)  # fmt: skip
mutant(
    P, name="provenance-lost", kind="missing-step", replace='        passage["documents"].update(dict.fromkeys(edge.documents))\n', by='            passage["documents"].update(dict.fromkeys(edge.documents))\n',
    says="The documents of an edge whose sentence was said before are lost. They state it too.",
)  # fmt: skip
mutant(
    P, name="last-edge-only", kind="wrong-formula", replace='passage["documents"].update(dict.fromkeys(edge.documents))', by='passage["documents"] = dict.fromkeys(edge.documents)',
    says="A passage names the documents of its last edge alone. It rests on those of all its sentences.",
)  # fmt: skip
mutant(
    P, name="documents-repeated", kind="edge-case",
    replace=[('{"sentences": [], "documents": {}}', '{"sentences": [], "documents": []}'), ('passage["documents"].update(dict.fromkeys(edge.documents))', 'passage["documents"].extend(edge.documents)')],
    says="A document that states two sentences of a passage is named twice. Each once, in order.",
)  # fmt: skip
mutant(
    P, name="skips-the-long", kind="wrong-formula",
    replace="            used += len(sentence.split())\n            if used > max_words:\n                break\n", by="            if used + len(sentence.split()) > max_words:\n                continue\n            used += len(sentence.split())\n",
    says="A sentence that is too long is skipped and shorter ones after it taken. The first that would exceed the budget ends the list: what comes after it is less important.",
)  # fmt: skip
mutant(
    P, name="budget-exclusive", kind="off-by-one", replace="if used > max_words:", by="if used >= max_words:",
    says="A sentence that fills the budget exactly is left out. max_words may be reached.",
)  # fmt: skip
mutant(
    P, name="budget-a-passage", kind="wrong-formula",
    replace=[("            used += len(sentence.split())\n            if used > max_words:\n                break\n", ""),
             ('            passage["sentences"].append(sentence)\n', '            if sum(len(s.split()) for s in [*passage["sentences"], sentence]) > max_words:\n                break\n            passage["sentences"].append(sentence)\n')],
    says="The budget is counted a passage. It bounds the words of all passages together.",
)  # fmt: skip
mutant(
    P, name="passage-of-anybody", kind="wrong-formula",
    replace=[("passage = last.get(edge.source)", 'passage = last.get("")'), ("passage = last[edge.source] =", 'passage = last[""] =')],
    says="Sentences about different sources share a passage. Those of one source stand together, so that a pronoun or a citation has one subject.",
)  # fmt: skip
mutant(
    P, name="per-passage-ignored", kind="ignored-argument", replace='if passage is None or len(passage["sentences"]) >= per_passage:', by="if passage is None:",
    says="per_passage is ignored: all sentences on one source make one passage, and a citation of it says little.",
)  # fmt: skip
mutant(
    P, name="one-sentence-more", kind="off-by-one", replace='len(passage["sentences"]) >= per_passage', by='len(passage["sentences"]) > per_passage',
    says="A passage gets one sentence more than per_passage.",
)  # fmt: skip
mutant(
    P, name="limits-unchecked", kind="edge-case", replace="if max_words < 1 or per_passage < 1:", by="if False:",
    says="max_words=0 or per_passage=0 is accepted. Raise ValueError.",
)  # fmt: skip

mutant(
    P, name="budget-before-repeat", kind="wrong-order",
    replace="""        passage = said.get(sentence)
        if passage is None:
            used += len(sentence.split())
            if used > max_words:
                break
""",
    by="""        passage = said.get(sentence)
        if used + len(sentence.split()) > max_words:
            break
        if passage is None:
            used += len(sentence.split())
""",
    says="The budget ends the list before you look whether the sentence is there already. A repeat costs nothing: its documents join.",
)  # fmt: skip
mutant(
    P, name="underscores-of-names", kind="edge-case",
    replace='plain = "{s} " + edge.relation.replace("_", " ") + " {o}."',
    by='plain = f"{edge.source} {edge.relation} {edge.target}.".replace("_", " ")',
    says="Underscores become spaces in the names too. Only the relation's name is put into words.",
)  # fmt: skip

P = "graph-and-vectors"
mutant(
    P, name="both-not-first", kind="missing-step",
    replace="    for pair in itertools.zip_longest(ones, twos):\n", by="    order = []\n    ones = [(n, first[n], \"both\" if n in rank_two else \"graph\") for n in rank_one]\n    for pair in itertools.zip_longest(ones, twos):\n",
    says="What both searches found stands among the rest. Two that agree are the best evidence there is: it comes first.",
)  # fmt: skip
mutant(
    P, name="both-by-graph-rank", kind="wrong-formula", replace="key=lambda name: (rank_one[name] + rank_two[name], name)", by="key=lambda name: (rank_one[name], name)",
    says="What both found is ordered by the graph's rank alone. The sum of the two ranks decides.",
)  # fmt: skip
mutant(
    P, name="both-by-vector-rank", kind="wrong-formula", replace="key=lambda name: (rank_one[name] + rank_two[name], name)", by="key=lambda name: (rank_two[name], name)",
    says="What both found is ordered by the vectors' rank alone. The sum of the two ranks decides.",
)  # fmt: skip
mutant(
    P, name="ties-by-rank", kind="edge-case", replace="(rank_one[name] + rank_two[name], name)", by="(rank_one[name] + rank_two[name], rank_one[name])",
    says="Equal sums of ranks are ordered by the graph's rank. Ties go by id.",
)  # fmt: skip
mutant(
    P, name="vectors-first", kind="wrong-order", replace="itertools.zip_longest(ones, twos)", by="itertools.zip_longest(twos, ones)",
    says="The vectors have the first turn. It is the graph's.",
)  # fmt: skip
mutant(
    P, name="one-after-the-other", kind="wrong-order", replace="    for pair in itertools.zip_longest(ones, twos):\n        order += [hit for hit in pair if hit]\n", by="    order += [*ones, *twos]\n",
    says="All hits of the graph come before those of the vectors. Under a budget the second list is then lost: take turns.",
)  # fmt: skip
mutant(
    P, name="ends-with-shorter", kind="edge-case", replace="itertools.zip_longest(ones, twos)", by="zip(ones, twos)",
    says="The shorter list ends the union. The other goes on alone.",
)  # fmt: skip
mutant(
    P, name="repeats-take-ranks", kind="edge-case",
    replace=[("enumerate(dict.fromkeys(n for n, _ in graph), 1)", "enumerate((n for n, _ in graph), 1)"), ("enumerate(dict.fromkeys(n for n, _ in vectors), 1)", "enumerate((n for n, _ in vectors), 1)")],
    says="A second hit with the same id takes a rank, or moves the first one back. It is ignored.",
)  # fmt: skip
mutant(
    P, name="last-text", kind="wrong-order", replace="dict(reversed(graph)), dict(reversed(vectors))", by="dict(graph), dict(vectors)",
    says="Of two hits with the same id the last one's text is kept. The first counts, the second is ignored.",
)  # fmt: skip
mutant(
    P, name="vectors-text", kind="wrong-formula", replace='order = [(name, first[name], "both") for name in both]', by='order = [(name, second[name], "both") for name in both]',
    says="Where the texts differ, the vectors' text is taken. The graph's counts.",
)  # fmt: skip
mutant(
    P, name="found-by-graph", kind="missing-step", replace='(name, first[name], "both")', by='(name, first[name], "graph")',
    says="What both found is marked as the graph's. Say 'both': that is what makes it trustworthy.",
)  # fmt: skip
mutant(
    P, name="stops-at-misfit", kind="edge-case",
    replace="        if used + words <= max_words:\n            taken.append((name, text, found_by))\n            used += words", by="        if used + words > max_words:\n            break\n        taken.append((name, text, found_by))\n        used += words",
    says="The first hit that does not fit ends the list. It is left out, and shorter ones after it may still be taken.",
)  # fmt: skip
mutant(
    P, name="budget-exclusive", kind="off-by-one", replace="if used + words <= max_words:", by="if used + words < max_words:",
    says="A hit that fills the budget exactly is left out.",
)  # fmt: skip
mutant(
    P, name="budget-ignored", kind="ignored-argument", replace="if used + words <= max_words:", by="if True:",
    says="max_words is ignored.",
)  # fmt: skip
mutant(
    P, name="limit-unchecked", kind="edge-case", replace="if max_words < 1:", by="if False:",
    says="max_words=0 is accepted. Raise ValueError.",
)  # fmt: skip
