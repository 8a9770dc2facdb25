# ruff: noqa: E501
"""Mistakes in the low-rank update, and in how many ranks one needs."""

from grading.mutants import mutant

DELTA = "delta = (lora_alpha / r) * (lora_B @ lora_A)"

# ---------------------------------------------------------------- lora-delta
mutant(
    "lora-delta", name="scaling-missing", kind="missing-step",
    replace=DELTA, by="delta = lora_B @ lora_A",
    says="The update is not scaled. It is (alpha / r) B A; without the factor alpha has no effect and "
    "every change of r changes the step size too.",
)
mutant(
    "lora-delta", name="scaling-alpha", kind="wrong-formula",
    replace=DELTA, by="delta = lora_alpha * (lora_B @ lora_A)",
    says="You scale by alpha, not by alpha / r. Dividing by r keeps the update's size about the same "
    "when the rank changes, so that the learning rate need not be tuned again.",
)
mutant(
    "lora-delta", name="scaling-one-over-r", kind="ignored-argument",
    replace=DELTA, by="delta = (1 / r) * (lora_B @ lora_A)",
    says="You scale by 1 / r: alpha is ignored. The factor is alpha / r.",
)
mutant(
    "lora-delta", name="scaling-upside-down", kind="wrong-formula",
    replace=DELTA, by="delta = (r / lora_alpha) * (lora_B @ lora_A)",
    says="The factor is upside down: r / alpha in place of alpha / r.",
)
mutant(
    "lora-delta", name="scaling-sqrt", kind="wrong-formula",
    replace=DELTA, by="delta = (lora_alpha / r**0.5) * (lora_B @ lora_A)",
    says="You scale by alpha / sqrt(r). That is rank-stabilised LoRA (Kalajdzievski 2023), a later "
    "method; the paper here divides by r.",
)
mutant(
    "lora-delta", name="scaling-whole", kind="wrong-type",
    replace=DELTA, by="delta = (lora_alpha // r) * (lora_B @ lora_A)",
    says="alpha // r is a whole-number division: 6 // 4 is 1, not 1.5, and 1 // 3 is 0. Use /.",
)
mutant(
    "lora-delta", name="order-a-b", kind="wrong-order",
    replace=DELTA, by="delta = (lora_alpha / r) * (lora_A.T @ lora_B.T)",
    says="The update is transposed. B [out, r] comes first and A [r, in] second, which gives "
    "[out, in], the shape of the weight.",
)
mutant(
    "lora-delta", name="layout-ignored", kind="ignored-argument",
    replace="return delta.T if fan_in_fan_out else delta", by="return delta",
    says="fan_in_fan_out makes no difference. A weight stored as [in, out] needs the update "
    "transposed, or it can't be added.",
)
mutant(
    "lora-delta", name="order-a-b", kind="layout",
    replace="return delta.T if fan_in_fan_out else delta",
    by="return delta if fan_in_fan_out else delta.T",
    says="The update is transposed. B [out, r] comes first and A [r, in] second, which gives "
    "[out, in], the shape of the weight.",
)
mutant(
    "lora-delta", name="detached", kind="missing-step",
    replace=DELTA, by="delta = (lora_alpha / r) * (lora_B.detach() @ lora_A.detach())",
    says="The update is cut from the graph, so A and B get no gradient and never learn.",
)
mutant(
    "lora-delta", name="rank-zero-accepted", kind="edge-case",
    replace='raise ValueError("lora_A has rank 0; use at least 1.")',
    by="return torch.zeros(lora_B.shape[0], lora_A.shape[1])",
    says="Rank 0 is let through. Then nothing can be learned, and nobody is told; raise ValueError.",
)
mutant(
    "lora-delta", name="ranks-unchecked", kind="edge-case",
    replace="lora_A.ndim != 2 or lora_B.ndim != 2 or lora_A.shape[0] != lora_B.shape[1]",
    by="False",
    says="Shapes are not checked: matrices whose ranks differ, or vectors, give an error of torch "
    "(or a wrong result) in place of a ValueError that names the two shapes.",
)

mutant(
    "lora-delta", name="rank-from-wrong-axis", kind="wrong-selection",
    replace="r = lora_A.shape[0]", by="r = lora_A.shape[1]",
    says="r is read from the wrong axis: A is [r, in] and B is [out, r].",
)
mutant(
    "lora-delta", name="rank-from-wrong-axis", kind="wrong-selection",
    replace="r = lora_A.shape[0]", by="r = lora_B.shape[0]",
    says="r is read from the wrong axis: A is [r, in] and B is [out, r].",
)
mutant(
    "lora-delta", name="a-times-b", kind="wrong-order",
    replace=DELTA, by="delta = (lora_alpha / r) * (lora_A @ lora_B)",
    says="You multiply A by B. The update is B A: [out, r] times [r, in] gives [out, in].",
)

# ---------------------------------------------------------------- rank-for-energy
ENERGY = "energy = torch.linalg.svdvals(update.detach().double()) ** 2"
KEPT = "return int((kept < share - 1e-9).sum()) + 1"
mutant(
    "rank-for-energy", name="not-squared", kind="wrong-formula",
    replace=ENERGY, by="energy = torch.linalg.svdvals(update.detach().double())",
    says="You sum the singular values, not their squares. The energy (squared Frobenius norm) is the "
    "sum of squares; plain sums need a higher rank for the same share.",
)
mutant(
    "rank-for-energy", name="one-too-few", kind="off-by-one",
    replace=KEPT, by="return int((kept < share - 1e-9).sum())",
    says="One rank too few: you count the ranks that do not reach the share. The next one is the "
    "first that does.",
)
mutant(
    "rank-for-energy", name="one-too-many", kind="off-by-one",
    replace=KEPT, by="return int((kept < share - 1e-9).sum()) + 2",
    says="One rank too many: the first k whose sum reaches the share is enough.",
)
mutant(
    "rank-for-energy", name="share-of-values", kind="wrong-formula",
    replace=KEPT, by="return max(1, round(share * len(energy)))",
    says="You take a share of the number of singular values. Wanted is the share of the energy, and "
    "the first few values hold most of it.",
)
mutant(
    "rank-for-energy", name="share-ignored", kind="ignored-argument",
    replace=KEPT, by="return int((kept < 0.9 - 1e-9).sum()) + 1",
    says="share is ignored; you always use 0.9.",
)
mutant(
    "rank-for-energy", name="smallest-first", kind="wrong-order",
    replace="kept = torch.cumsum(energy, 0) / total", by="kept = torch.cumsum(energy.flip(0), 0) / total",
    says="You add up the smallest singular values first. The best approximation of rank k keeps the k "
    "largest.",
)
mutant(
    "rank-for-energy", name="zeros-have-rank-one", kind="edge-case",
    replace="        return 0\n", by="        return 1\n",
    says="A matrix of zeros needs no rank at all: return 0.",
)
mutant(
    "rank-for-energy", name="share-unchecked", kind="edge-case",
    replace="if not 0 < share <= 1:", by="if False:",
    says="A share of 0 or above 1 is let through. No rank reaches 1.5 times the energy; raise ValueError.",
)
mutant(
    "rank-for-energy", name="no-tolerance", kind="edge-case",
    replace="share - 1e-9", by="share",
    says="Rounding counts as energy: differences of 1e-9 of the whole must not, or share=1 asks for "
    "ranks that are not there.",
)
mutant(
    "rank-for-energy", name="in-32-bits", kind="wrong-type",
    replace="update.detach().double()", by="update.detach().float()",
    says="You compute in 32 bits, where 1e-8 of the energy is lost in rounding. Convert to 64 bits first.",
)
mutant(
    "rank-for-energy", name="no-python-int", kind="wrong-type",
    replace=KEPT, by="return (kept < share - 1e-9).sum() + 1",
    says="The rank is a tensor. Return a Python int: int(...).",
)
mutant(
    "rank-for-energy", name="tolerance-too-wide", kind="edge-case",
    replace="share - 1e-9", by="share - 1e-3",
    says="The tolerance is too wide: a thousandth of the energy is left out. Only 1e-9 of the whole is "
    "rounding.",
)
mutant(
    "rank-for-energy", name="share-of-values-rounded-up", kind="wrong-formula",
    replace=KEPT, by="return int(-(-share * len(energy) // 1))",
    says="You take a share of the number of singular values. Wanted is the share of the energy, and "
    "the first few values hold most of it.",
)
mutant(
    "rank-for-energy", name="strictly-more", kind="off-by-one",
    replace=KEPT, by="return int((kept > share + 1e-9).nonzero()[0]) + 1",
    says="You ask for more than the share. At least the share is enough; for share=1 nothing is more.",
)
mutant(
    "rank-for-energy", name="share-one-refused", kind="edge-case",
    replace="if not 0 < share <= 1:", by="if not 0 < share < 1:",
    says="share=1 is refused. It is allowed: it asks for the whole energy.",
)
