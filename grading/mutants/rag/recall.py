"""Mistakes in recall and reciprocal rank."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.evaluation import recall_and_mrr

mutant(
    "recall-mrr",
    name="precision",
    kind="wrong-formula",
    replace="/ len(wanted))",
    by="/ k)",
    says="You divide by k: that is precision. Recall divides by the number of relevant documents.",
)
mutant(
    "recall-mrr",
    name="hit-rate",
    kind="wrong-formula",
    replace="recalls.append(len(set(top) & set(wanted)) / len(wanted))",
    by="recalls.append(float(bool(set(top) & set(wanted))))",
    says="You count whether any relevant document was found: that is the hit rate. Recall is the "
    "share of all relevant documents.",
)
mutant(
    "recall-mrr",
    name="missing-queries-skipped",
    kind="edge-case",
    replace="if not wanted:",
    by="if not wanted or query not in rankings:",
    says="A query without a ranking is skipped. Then a system that answers only easy queries "
    "scores best: count it as 0.",
)
mutant(
    "recall-mrr",
    name="unanswerable-counted-as-zero",
    kind="edge-case",
    replace=[
        ("        if not wanted:\n            continue\n", ""),
        ("/ len(wanted))", "/ max(1, len(wanted)))"),
    ],
    says="Queries without relevant documents pull the average down although no ranking could "
    "answer them: leave them out.",
)
mutant(
    "recall-mrr",
    name="rank-one-too-high",
    kind="off-by-one",
    replace="enumerate(top, start=1) if document in wanted]",
    by="enumerate(top, start=2) if document in wanted]",
    says="Ranks are one too high, as if the first result had rank 2. It has rank 1 and reciprocal "
    "rank 1: see whether 1 is added twice.",
)
mutant(
    "recall-mrr",
    name="mrr-beyond-k",
    kind="ignored-argument",
    replace="for rank, document in enumerate(top, start=1)",
    by="for rank, document in enumerate(rankings.get(query, []), start=1)",
    says="The reciprocal rank looks beyond the first k results.",
)
mutant(
    "recall-mrr",
    name="last-relevant-rank",
    kind="wrong-formula",
    replace="1 / ranks[0]",
    by="1 / ranks[-1]",
    says="The reciprocal rank takes the first relevant result, not the last.",
)
mutant(
    "recall-mrr",
    name="repeats-count",
    kind="edge-case",
    replace="len(set(top) & set(wanted))",
    by="len([d for d in top if d in wanted])",
    says="A document listed twice counts twice, so recall can exceed 1.",
)

_RANK = "1 / ranks[0] if ranks else 0.0"
_MEANS = (
    '"recall": sum(recalls) / len(recalls),\n        "mrr": sum(reciprocals) / len(reciprocals),'
)


def _means(divisor: str) -> tuple[str, str]:
    """A patch of both averages."""
    new = f'"recall": sum(recalls) / {divisor},\n        "mrr": sum(reciprocals) / {divisor},'
    return _MEANS, new


for _name, _kind, _patches, _says in (
    (
        "rank-from-zero",
        "off-by-one",
        [("enumerate(top, start=1)", "enumerate(top)")],
        "Ranks are counted from 0, so a relevant first result is a division by zero and all "
        "others count too much. The first result has rank 1.",
    ),
    (
        "rank-from-zero",
        "off-by-one",
        [
            ("enumerate(top, start=1)", "enumerate(top)"),
            (_RANK, "1 / ranks[0] if ranks and ranks[0] else 0.0"),
        ],
        "Ranks are counted from 0, so a relevant first result earns nothing and all others too "
        "much. The first result has rank 1.",
    ),
    (
        "rank-itself",
        "missing-step",
        [(_RANK, "float(ranks[0]) if ranks else 0.0")],
        "You average the rank itself. The reciprocal rank is 1 / rank: the better the higher.",
    ),
    (
        "every-relevant-rank",
        "wrong-formula",
        [(_RANK, "sum(1 / rank for rank in ranks)")],
        "You add up 1 / rank over all relevant results. Only the first counts.",
    ),
    (
        "repeats-removed",
        "edge-case",
        [("list(rankings.get(query, []))[:k]", "list(dict.fromkeys(rankings.get(query, [])))[:k]")],
        "You take repeats out before the cut at k, so further documents move up. The repetition "
        "keeps its rank: cut first, and count a document once for recall only.",
    ),
    (
        "repeats-removed",
        "edge-case",
        [
            (
                "list(rankings.get(query, []))[:k]",
                "list(dict.fromkeys(list(rankings.get(query, []))[:k]))",
            )
        ],
        "You take repeats out before ranks are counted, so what stands after them moves up. The "
        "repetition keeps its rank: a set is for recall only.",
    ),
    (
        "k-ignored",
        "ignored-argument",
        [("[:k]", "")],
        "The ranking is not cut: only its first k results count, for both measures.",
    ),
    (
        "one-result-too-few",
        "off-by-one",
        [("[:k]", "[: k - 1]")],
        "Only k - 1 results are looked at: a slice leaves its end out already, so [:k] holds k.",
    ),
    (
        "recall-beyond-k",
        "ignored-argument",
        [("set(top) & set(wanted)", "set(rankings.get(query, [])) & set(wanted)")],
        "Recall looks beyond the first k results.",
    ),
    (
        "recall-of-what-fits",
        "wrong-formula",
        [("/ len(wanted))", "/ min(k, len(wanted)))")],
        "You divide by k where there are more relevant documents than that. Recall divides by all "
        "of them, so with a small k it can't reach 1.",
    ),
    (
        "precision",
        "wrong-formula",
        [("/ len(wanted))", "/ max(1, len(top)))")],
        "You divide by the number of results: that is precision. Recall divides by the number of "
        "relevant documents.",
    ),
    (
        "missing-query-stops",
        "edge-case",
        [("rankings.get(query, [])", "rankings[query]")],
        "A query that is missing from rankings stops your code with a KeyError. It counts as 0: "
        "rankings.get(query, []).",
    ),
    (
        "loop-over-rankings",
        "wrong-order",
        [
            ("query, wanted in relevant.items():", "query in rankings:"),
            ("if not wanted", "wanted = relevant[query]\n        if not wanted"),
        ],
        "You loop over rankings and look each query up in relevant, which may not know it. Loop "
        "over relevant: it says which queries count.",
    ),
    (
        "recall-of-nothing",
        "edge-case",
        [("        if not wanted:\n            continue\n", "")],
        "A query without relevant documents is a division by zero. Leave such queries out.",
    ),
    (
        "found-queries-only",
        "edge-case",
        [
            (
                f"reciprocals.append({_RANK})",
                "reciprocals.extend([1 / ranks[0]] if ranks else [])",
            )
        ],
        "Queries for which nothing relevant was found are left out of the mean reciprocal rank. "
        "They count as 0.",
    ),
    (
        "unanswerable-counted-as-zero",
        "edge-case",
        [_means("len(relevant)")],
        "You divide by all queries of relevant. Those without relevant documents do not count: no "
        "ranking could answer them.",
    ),
    (
        "divided-by-rankings",
        "wrong-formula",
        [_means("len(rankings)")],
        "You divide by the number of rankings. Divide by the number of queries that count: those "
        "of relevant that have a relevant document.",
    ),
    (
        "sum-not-mean",
        "missing-step",
        [_means("1")],
        "You add up over the queries and do not divide by their number.",
    ),
    (
        "all-queries-in-one",
        "wrong-formula",
        [
            (
                "recalls.append(len(set(top) & set(wanted)) / len(wanted))",
                "recalls.append((len(set(top) & set(wanted)), len(wanted)))",
            ),
            (
                "sum(recalls) / len(recalls)",
                "sum(found for found, _ in recalls) / sum(total for _, total in recalls)",
            ),
        ],
        "You divide all found documents by all relevant ones, so queries with many weigh more. "
        "Take the recall of each query, then the mean.",
    ),
):
    mutant(
        "recall-mrr",
        name=_name,
        kind=_kind,
        function=alone(recall_and_mrr, *_patches),
        says=_says,
    )
