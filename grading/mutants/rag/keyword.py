"""Mistakes in keyword search."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.keyword import bm25_index

mutant(
    "bm25",
    name="idf-can-be-negative",
    kind="wrong-formula",
    replace="math.log(1 + (total - df + 0.5) / (df + 0.5))",
    by="math.log((total - df + 0.5) / (df + 0.5))",
    says="The 1 + inside the logarithm is missing: a token in more than half of the documents "
    "gets a negative weight and pushes the documents that contain it down.",
)
mutant(
    "bm25",
    name="df-counts-occurrences",
    kind="wrong-formula",
    replace="Counter(token for count in counts for token in count)",
    by="Counter(token for document in documents for token in document)",
    says="df counts every occurrence. It is the number of documents that contain the token: a "
    "document that repeats it counts once.",
)
mutant(
    "bm25",
    name="factor-k1-plus-1",
    kind="wrong-formula",
    replace="idf * tf / (tf + norm)",
    by="idf * tf * (k1 + 1) / (tf + norm)",
    says="You kept the factor k1 + 1 of the original formula. It ranks the same, but the variant "
    "here is Lucene's, which leaves the constant out.",
)
mutant(
    "bm25",
    name="length-not-normalised",
    kind="ignored-argument",
    replace="norm = k1 * (1 - b + b * len(documents[position]) / average)",
    by="norm = k1",
    says="b has no effect: long documents collect tokens and win. The saturation depends on "
    "length over average length.",
)
mutant(
    "bm25",
    name="distinct-length",
    kind="wrong-formula",
    replace="b * len(documents[position]) / average",
    by="b * len(count) / average",
    says="The length of a document is the number of its tokens, repeats included, not of its "
    "different tokens.",
)
mutant(
    "bm25",
    name="average-skips-empty",
    kind="edge-case",
    replace="/ max(total, 1)",
    by="/ max(sum(map(bool, documents)), 1)",
    says="Empty documents are left out of the average length. The average goes over all N.",
)
mutant(
    "bm25",
    name="no-saturation",
    kind="missing-step",
    replace="idf * tf / (tf + norm)",
    by="idf * tf",
    says="That is tf-idf: a token said ten times counts ten times. BM25 saturates: divide by "
    "tf + k1 * (...).",
)
mutant(
    "bm25",
    name="another-logarithm",
    kind="wrong-formula",
    replace="idf = math.log(",
    by="idf = math.log10(",
    says="The logarithm in idf is to base 10. It is the natural one: math.log.",
)
mutant(
    "bm25",
    name="average-of-nothing",
    kind="edge-case",
    replace="/ max(total, 1)",
    by="/ total",
    says="Without documents the average length is 0 / 0. An empty collection has an empty index.",
)
mutant(
    "bm25",
    name="average-of-distinct-tokens",
    kind="wrong-formula",
    replace="sum(len(document) for document in documents)",
    by="sum(len(count) for count in counts)",
    says="The average length counts each different token of a document once. Lengths count all "
    "tokens, repeats included, in the average too.",
)

_IDF = "math.log(1 + (total - df + 0.5) / (df + 0.5))"
_NORM = "k1 * (1 - b + b * len(documents[position]) / average)"
for _name, _kind, _old, _new, _says in (
    (
        "another-logarithm",
        "wrong-formula",
        _IDF,
        _IDF.replace("math.log", "math.log2"),
        "The logarithm in idf is to base 2. It is the natural one: math.log.",
    ),
    (
        "plain-idf",
        "wrong-formula",
        _IDF,
        "math.log(total / df)",
        "idf is ln(N / df), as in tf-idf. BM25's is ln(1 + (N - df + 0.5) / (df + 0.5)): see "
        "whether both halves are there.",
    ),
    (
        "idf-cut-at-zero",
        "wrong-formula",
        _IDF,
        "max(0.0, math.log((total - df + 0.5) / (df + 0.5)))",
        "A negative idf is set to 0. Here the 1 inside the logarithm keeps it above 0: "
        "ln(1 + (N - df + 0.5) / (df + 0.5)).",
    ),
    (
        "one-outside-the-logarithm",
        "wrong-order",
        _IDF,
        "(1 + math.log((total - df + 0.5) / (df + 0.5)))",
        "The 1 is added to the logarithm. It belongs inside: ln(1 + ...).",
    ),
    (
        "one-in-the-numerator",
        "wrong-order",
        _IDF,
        "math.log((1 + total - df + 0.5) / (df + 0.5))",
        "The 1 is added to the numerator, because a bracket is missing. It is added to the whole "
        "fraction.",
    ),
    (
        "brackets-of-the-fraction",
        "wrong-order",
        _IDF,
        "math.log(1 + total - df + 0.5 / df + 0.5)",
        "In idf only 0.5 / df is divided, because the brackets around numerator and denominator "
        "are missing: (N - df + 0.5) / (df + 0.5).",
    ),
    (
        "one-added-twice",
        "wrong-formula",
        _IDF,
        _IDF.replace("math.log(", "math.log1p("),
        "math.log1p(x) is ln(1 + x), so with 1 + inside you add 1 twice. Take log(1 + x) or "
        "log1p(x).",
    ),
    (
        "n-counts-tokens",
        "wrong-formula",
        _IDF,
        _IDF.replace("total", "len(frequency)"),
        "N in idf is the number of different tokens. It is the number of documents.",
    ),
    (
        "average-without-fraction",
        "wrong-type",
        "/ max(total, 1)",
        "// max(total, 1)",
        "The average length is rounded down by //. It is a fraction: divide by /.",
    ),
    (
        "empty-documents-removed",
        "edge-case",
        "    counts = [",
        "    documents = [one for one in documents if one]\n    counts = [",
        "You leave empty documents out of N and of the average length (and if you remove them, "
        "the positions of those behind move). They count, if only with length 0.",
    ),
    (
        "empty-documents-removed",
        "edge-case",
        "total = len(documents)",
        "total = sum(map(bool, documents))",
        "You leave empty documents out of N and of the average length (and if you remove them, "
        "the positions of those behind move). They count, if only with length 0.",
    ),
    (
        "idf-missing",
        "missing-step",
        _IDF,
        "1.0",
        "idf is missing, so a word that is everywhere weighs as much as a rare one.",
    ),
    (
        "b-turned-round",
        "wrong-order",
        _NORM,
        "k1 * (b + (1 - b) * len(documents[position]) / average)",
        "b and 1 - b have changed places: b is the share that length has.",
    ),
    (
        "one-minus-b-missing",
        "missing-step",
        _NORM,
        "k1 * b * len(documents[position]) / average",
        "1 - b is missing, so with b=0 nothing is left of the saturation.",
    ),
    (
        "k1-on-one-term",
        "wrong-order",
        _NORM,
        "k1 * (1 - b) + b * len(documents[position]) / average",
        "k1 multiplies only 1 - b, because a bracket is missing. It multiplies the whole sum.",
    ),
    (
        "k1-left-out",
        "ignored-argument",
        _NORM,
        "(1 - b + b * len(documents[position]) / average)",
        "k1 is missing in front of the bracket.",
    ),
    (
        "average-over-length",
        "wrong-order",
        _NORM,
        "k1 * (1 - b + b * average / max(len(documents[position]), 1))",
        "The ratio of lengths is upside down, so long documents gain. It is length / average.",
    ),
    (
        "length-without-average",
        "missing-step",
        _NORM,
        "k1 * (1 - b + b * len(documents[position]))",
        "The length is not divided by the average length.",
    ),
    (
        "repetitions-ignored",
        "missing-step",
        "for token, tf in count.items():",
        "for token, tf in dict.fromkeys(count, 1).items():",
        "tf is always 1. It is the number of times that the token occurs in the document.",
    ),
    (
        "share-of-the-document",
        "wrong-formula",
        "for token, tf in count.items():",
        "for token, tf in ((t, c / len(documents[position])) for t, c in count.items()):",
        "tf is a share of the document. It is the number of times that the token occurs; length "
        "comes in through b.",
    ),
    (
        "n-skips-empty",
        "edge-case",
        _IDF,
        _IDF.replace("total", "sum(map(bool, documents))"),
        "Empty documents are left out of N. N is the number of all documents.",
    ),
    (
        "brackets-around-the-sum",
        "wrong-order",
        "idf * tf / (tf + norm)",
        "idf * tf / tf + norm",
        "Without brackets tf / tf is divided first and the rest added. Divide by the whole sum.",
    ),
):
    mutant(
        "bm25",
        name=_name,
        kind=_kind,
        function=alone(bm25_index, (_old, _new)),
        says=_says,
    )
