"""Mistakes in dense and keyword search."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.dense import cosine_top_k
from llmcourse.rag.keyword import bm25_index

# cosine-top-k
mutant(
    "cosine-top-k",
    name="inner-product",
    kind="missing-step",
    replace="lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)",
    by="lengths = np.ones(len(rows))",
    says="You rank by the inner product: long vectors win whatever they point at. Divide by both "
    "lengths.",
)
mutant(
    "cosine-top-k",
    name="query-not-normalised",
    kind="missing-step",
    replace=" * np.linalg.norm(query)",
    by="",
    says="The query's length is missing from the denominator. The order is right, the numbers "
    "are not cosines.",
)
mutant(
    "cosine-top-k",
    name="euclidean-distance",
    kind="wrong-formula",
    replace="np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)",
    by="-np.linalg.norm(rows - query, axis=1)",
    says="You rank by Euclidean distance. It agrees with the cosine only where all vectors have "
    "length 1.",
)
mutant(
    "cosine-top-k",
    name="worst-first",
    kind="wrong-order",
    replace="(-pair[1], pair[0])",
    by="(pair[1], pair[0])",
    says="The least similar vectors come first: sort by falling similarity.",
)
mutant(
    "cosine-top-k",
    name="ties-by-position",
    kind="edge-case",
    replace="(-pair[1], pair[0])",
    by="-pair[1]",
    says="Ties keep the order of the rows, so a result depends on the order in which documents "
    "were added. Break ties by id.",
)
mutant(
    "cosine-top-k",
    name="ties-by-falling-id",
    kind="wrong-order",
    replace="sorted(pairs, key=lambda pair: (-pair[1], pair[0]))",
    by="sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)",
    says="Reversing the whole sort also reverses the ids among ties. Negate the similarity "
    "instead.",
)
mutant(
    "cosine-top-k",
    name="zero-vector-nan",
    kind="edge-case",
    replace="np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)",
    by="(rows @ query) / lengths",
    says="A vector of zeros gives 0 / 0 = nan, and nan breaks every sort. Its similarity is 0.",
)

mutant(
    "cosine-top-k",
    name="not-rounded",
    kind="missing-step",
    replace="round(float(s), 6)",
    by="float(s)",
    says="Similarities are not rounded before they are sorted, so what should tie is ordered by "
    "noise in the last digits. Round to six decimals first.",
)

_LENGTHS = "np.linalg.norm(rows, axis=1) * np.linalg.norm(query)"
_COSINES = "np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)"
_SORTED = "sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]"
mutant(
    "cosine-top-k",
    name="length-of-the-matrix",
    kind="wrong-formula",
    function=alone(
        cosine_top_k,
        (_LENGTHS, "np.linalg.norm(rows) * np.linalg.norm(query) * np.ones(len(rows))"),
    ),
    says="np.linalg.norm(rows) is one number, the norm of the whole matrix. Each row has its own "
    "length: axis=1.",
)
mutant(
    "cosine-top-k",
    name="rows-not-normalised",
    kind="missing-step",
    function=alone(cosine_top_k, (_LENGTHS, "np.linalg.norm(query) * np.ones(len(rows))")),
    says="The rows' lengths are missing from the denominator: long vectors win whatever they point "
    "at.",
)
mutant(
    "cosine-top-k",
    name="cosine-distance",
    kind="wrong-formula",
    function=alone(
        cosine_top_k, (_COSINES, f"1 - {_COSINES}"), (_SORTED, _SORTED.replace("-pair", "pair"))
    ),
    says="You return 1 - cosine, a distance: small means near. Similarities are asked for, the "
    "largest first.",
)
mutant(
    "cosine-top-k",
    name="sign-lost",
    kind="wrong-formula",
    function=alone(cosine_top_k, (_COSINES, f"np.abs({_COSINES})")),
    says="The sign of the cosine is lost, so a vector that points the other way counts as near.",
)
mutant(
    "cosine-top-k",
    name="cut-before-sorting",
    kind="wrong-order",
    function=alone(
        cosine_top_k, (_SORTED, _SORTED.replace("pairs,", "pairs[:k],").removesuffix("[:k]"))
    ),
    says="You take the first k rows and sort those. Sort all of them, then cut.",
)
mutant(
    "cosine-top-k",
    name="ties-by-falling-position",
    kind="wrong-order",
    function=alone(
        cosine_top_k,
        (
            _SORTED,
            "[pairs[i] for i in np.argsort([s for _, s in pairs], kind='stable')[::-1][:k]]",
        ),
    ),
    says="argsort read backwards also turns the ties round: the later row comes first. Break ties "
    "by id: sort pairs of (-similarity, id).",
)
mutant(
    "cosine-top-k",
    name="zero-vectors-left-out",
    kind="edge-case",
    function=alone(
        cosine_top_k,
        ("zip(ids, similarities, strict=True)]", "zip(ids, similarities, strict=True) if s]"),
    ),
    says="Vectors with similarity 0 are left out. They are results too, if only the last ones.",
)
mutant(
    "cosine-top-k",
    name="width-checked-without-rows",
    kind="wrong-order",
    function=alone(
        cosine_top_k,
        ("    if len(ids) == 0:\n        return []\n", ""),
        ("    lengths = ", "    if len(ids) == 0:\n        return []\n    lengths = "),
    ),
    says="You compare widths although there are no documents. An empty collection has no width: "
    "return [] before that check.",
)
mutant(
    "cosine-top-k",
    name="epsilon-in-the-denominator",
    kind="edge-case",
    function=alone(cosine_top_k, (_COSINES, "(rows @ query) / (lengths + 1e-8)")),
    says="You add a small number to the denominator against 0 / 0, and where vectors are short "
    "themselves the cosine comes out too small. Give 0 where a length is 0, else divide as it is.",
)
mutant(
    "cosine-top-k",
    name="no-python-float",
    kind="wrong-type",
    function=alone(cosine_top_k, ("round(float(s), 6)", "np.float32(round(float(s), 6))")),
    says="Your similarities are NumPy's float32, which json cannot write and which holds seven "
    "digits. Make each a Python float, float(s), before you round it.",
)

# bm25
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
