"""Mistakes in dense search."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.dense import cosine_top_k

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
