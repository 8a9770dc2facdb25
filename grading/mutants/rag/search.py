"""Mistakes in dense and keyword search."""

from grading.mutants import mutant

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
    name="base-ten",
    kind="wrong-formula",
    replace="idf = math.log(",
    by="idf = math.log10(",
    says="The logarithm in idf is the natural one.",
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
