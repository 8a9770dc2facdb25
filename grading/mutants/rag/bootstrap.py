"""Mistakes in the paired bootstrap."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.evaluation import paired_bootstrap

mutant(
    "paired-bootstrap",
    name="unpaired",
    kind="wrong-formula",
    replace="means = differences[positions].mean(axis=1)",
    by="means = (np.asarray(candidate, dtype=float)[positions].mean(axis=1)\n"
    "             - np.asarray(baseline, dtype=float)[positions[::-1]].mean(axis=1))",
    says="You draw the questions of the two systems independently. Hard questions are hard for "
    "both; the pairing removes that and gives a much narrower interval.",
)
mutant(
    "paired-bootstrap",
    name="sign-turned",
    kind="wrong-order",
    replace="np.asarray(candidate, dtype=float) - np.asarray(baseline, dtype=float)",
    by="np.asarray(baseline, dtype=float) - np.asarray(candidate, dtype=float)",
    says="You subtract the candidate from the baseline: an improvement shows as a loss.",
)
mutant(
    "paired-bootstrap",
    name="one-sided",
    kind="wrong-formula",
    replace="[(1 - level) / 2, (1 + level) / 2]",
    by="[1 - level, level]",
    says="You cut off 1 - level at each end, so the interval holds only 2 level - 1: 90% instead "
    "of 95%. Half of the rest belongs to each end.",
)
mutant(
    "paired-bootstrap",
    name="normal-interval",
    kind="wrong-formula",
    replace="low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])",
    by="low, high = (differences.mean() + s * 1.959964 * means.std() for s in (-1, 1))",
    says="You take 1.96 standard deviations of the resampled means. That is the normal "
    "approximation: it ignores level and the skew. Use quantiles.",
)
mutant(
    "paired-bootstrap",
    name="mean-of-resamples",
    kind="wrong-formula",
    replace="return float(differences.mean())",
    by="return float(means.mean())",
    says="The difference you return is the mean of the resamples. Report the observed one; the "
    "resamples only say how sure it is.",
)
mutant(
    "paired-bootstrap",
    name="items-not-resamples",
    kind="wrong-formula",
    replace="means = differences[positions].mean(axis=1)",
    by="means = differences[positions].ravel()",
    says="The interval is taken over single differences instead of means: it shows how questions "
    "vary, not how sure the mean is.",
)
mutant(
    "paired-bootstrap",
    name="permutation",
    kind="wrong-formula",
    replace="np.random.default_rng(seed).integers(0, n, size=(resamples, n))",
    by="np.random.default_rng(seed).permuted(np.tile(np.arange(n), (resamples, 1)), axis=1)",
    says="You shuffle instead of drawing with replacement: every resample holds the same items, "
    "so every mean is the same and the interval has no width.",
)
mutant(
    "paired-bootstrap",
    name="level-ignored",
    kind="ignored-argument",
    replace="[(1 - level) / 2, (1 + level) / 2]",
    by="[0.025, 0.975]",
    says="The interval is always the 95% one: use level.",
)

# Other ways to draw twice: the whole matrix or resample by resample, one generator or two seeds.
_DRAW = (
    "positions = np.random.default_rng(seed).integers(0, n, size=(resamples, n))\n"
    "    means = differences[positions].mean(axis=1)"
)
_MATRICES = """one, two = np.random.default_rng(seed), np.random.default_rng({second})
    first = np.asarray({a}, dtype=float)[one.integers(0, n, size=(resamples, n))].mean(axis=1)
    second = np.asarray({b}, dtype=float)[{draw}.integers(0, n, size=(resamples, n))].mean(axis=1)
    means = {sign} * (first - second)"""
_LOOP = """rng = np.random.default_rng(seed)
    first, second = np.asarray({a}, dtype=float), np.asarray({b}, dtype=float)
    means = {sign} * np.array(
        [
            first[rng.integers(0, n, size=n)].mean() - second[rng.integers(0, n, size=n)].mean()
            for _ in range(resamples)
        ]
    )"""
for _a, _b, _sign in (("candidate", "baseline", 1), ("baseline", "candidate", -1)):
    for _code in (
        _MATRICES.format(a=_a, b=_b, sign=_sign, second="seed", draw="one"),
        _MATRICES.format(a=_a, b=_b, sign=_sign, second="seed + 1", draw="two"),
        _LOOP.format(a=_a, b=_b, sign=_sign),
    ):
        mutant(
            "paired-bootstrap",
            name="unpaired",
            kind="wrong-formula",
            replace=_DRAW,
            by=_code,
            says="You draw the questions of the two systems independently. Hard questions are hard "
            "for both; the pairing removes that and gives a much narrower interval.",
        )

# Other draws, other means, other ends of the interval
_DRAWN = "positions = np.random.default_rng(seed).integers(0, n, size=(resamples, n))"
_MEANS = "means = differences[positions].mean(axis=1)"
_ENDS = "low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])"
_EACH = """means = np.array(
        [
            differences[np.random.default_rng({}).integers(0, n, size=n)].mean()
            for i in range(resamples)
        ]
    )"""
for _name, _kind, _patches, _says in (
    (
        "resamples-transposed",
        "wrong-order",
        [(_DRAWN, _DRAWN.replace("resamples, n", "n, resamples"))],
        "The positions have shape (n, resamples). One row is one resample: "
        "size=(resamples, n), and the mean goes along axis 1.",
    ),
    (
        "resamples-transposed",
        "wrong-order",
        [
            (_DRAWN, _DRAWN.replace("resamples, n", "n, resamples")),
            (_MEANS, _MEANS.replace("axis=1", "axis=0")),
        ],
        "You draw with size=(n, resamples), a column a resample. That is a bootstrap too, but not "
        "the one asked for: one row a resample, so that all get the same numbers.",
    ),
    (
        "mean-over-resamples",
        "wrong-order",
        [(_MEANS, _MEANS.replace("axis=1", "axis=0"))],
        "The mean goes along axis 0, across the resamples. Each row is one resample: axis=1.",
    ),
    (
        "one-mean-of-all",
        "missing-step",
        [(_MEANS, "means = differences[positions].mean()")],
        "mean() without axis is one number for all resamples, so the interval has no width. Each "
        "row has a mean: axis=1.",
    ),
    (
        "seed-in-the-loop",
        "wrong-formula",
        [(_DRAW, _EACH.format("seed"))],
        "Each resample makes a new generator with the same seed, so all are the same and the "
        "interval has no width. Make one generator before the loop.",
    ),
    (
        "seed-in-the-loop",
        "wrong-formula",
        [(_DRAW, _EACH.format("seed + i"))],
        "Each resample makes a generator of its own, seed + i. Draw all positions from one "
        "generator, as the docstring says, so that all get the same numbers.",
    ),
    (
        "another-generator",
        "wrong-formula",
        [(_DRAWN, _DRAWN.replace("default_rng(seed).integers", "RandomState(seed).randint"))],
        "You draw with NumPy's old generator (np.random.seed, RandomState). The positions come "
        "from numpy.random.default_rng(seed), so that all get the same numbers.",
    ),
    (
        "last-item-never-drawn",
        "off-by-one",
        [(_DRAWN, _DRAWN.replace("0, n,", "0, n - 1,"))],
        "The last item is never drawn: the upper end of integers(0, n) is not included already.",
    ),
    (
        "first-item-never-drawn",
        "off-by-one",
        [(_DRAWN, _DRAWN.replace("0, n,", "1, n,"))],
        "The first item is never drawn: positions begin at 0.",
    ),
    (
        "seed-ignored",
        "ignored-argument",
        [(_DRAWN, _DRAWN.replace("(seed)", "(0)"))],
        "The generator does not get the argument seed.",
    ),
    (
        "resamples-ignored",
        "ignored-argument",
        [(_DRAWN, _DRAWN.replace("resamples", "2000"))],
        "There are always 2000 resamples: use the argument.",
    ),
    (
        "one-tail",
        "wrong-formula",
        [(_ENDS, "low, high = np.quantile(means, [1 - level, 1.0])")],
        "All that lies outside is cut off below, nothing above. Half of it belongs to each end.",
    ),
    (
        "one-tail",
        "wrong-formula",
        [(_ENDS, "low, high = np.quantile(means, [0.0, level])")],
        "All that lies outside is cut off above, nothing below. Half of it belongs to each end.",
    ),
    (
        "ends-swapped",
        "wrong-order",
        [("low, high = np", "high, low = np")],
        "low and high have changed places.",
    ),
    (
        "percent-and-share",
        "wrong-type",
        [(_ENDS, _ENDS.replace("quantile", "percentile"))],
        "np.percentile takes percents from 0 to 100, so 0.025 is nearly the minimum. "
        "np.quantile takes shares from 0 to 1.",
    ),
    (
        "half-of-level",
        "wrong-formula",
        [(_ENDS, "low, high = np.quantile(means, [level / 2, 1 - level / 2])")],
        "You cut off level / 2 at each end. Level is what lies inside: cut off (1 - level) / 2.",
    ),
    (
        "smallest-and-largest",
        "wrong-formula",
        [(_ENDS, "low, high = means.min(), means.max()")],
        "The interval runs from the smallest to the largest mean. It holds the share level of "
        "them: take quantiles.",
    ),
    (
        "no-interpolation",
        "wrong-formula",
        [
            (
                _ENDS,
                "ordered = np.sort(means)\n"
                "    low = ordered[int((1 - level) / 2 * resamples)]\n"
                "    high = ordered[min(int((1 + level) / 2 * resamples), resamples - 1)]",
            )
        ],
        "You take the sorted mean at a rounded position. numpy.quantile interpolates between two: "
        "use it, so that all get the same numbers.",
    ),
    (
        "turned-interval",
        "wrong-formula",
        [
            (
                _ENDS,
                _ENDS + "\n    low, high = 2 * differences.mean() - high, "
                "2 * differences.mean() - low",
            )
        ],
        "That is the basic bootstrap: quantiles turned round the observed difference. Asked for is "
        "the percentile method, the quantiles themselves.",
    ),
    (
        "quantiles-of-differences",
        "wrong-formula",
        [(_ENDS, _ENDS.replace("means", "differences"))],
        "You take the quantiles of the differences themselves. They say how questions vary; how "
        "sure the mean is, the quantiles of the resampled means say.",
    ),
    (
        "ends-of-level-swapped",
        "wrong-formula",
        [(_ENDS, "low, high = np.quantile(means, [1 - level / 2, level / 2])")],
        "The ends are 1 - level / 2 and level / 2: low lies above high. Level is what lies "
        "inside, so they are (1 - level) / 2 and (1 + level) / 2.",
    ),
    (
        "sorted-scores",
        "wrong-order",
        [
            ("np.asarray(candidate, dtype=float)", "np.sort(candidate)"),
            ("np.asarray(baseline, dtype=float)", "np.sort(baseline)"),
        ],
        "You sort both lists before you subtract, so scores of different questions meet. Item i "
        "of both is the same question: keep the order.",
    ),
    (
        "positions-by-remainder",
        "wrong-formula",
        [(_DRAWN, _DRAWN.replace("0, n,", "0, resamples,") + " % n")],
        "You draw up to resamples and take the remainder, so the positions are others than those "
        "asked for. Draw from integers(0, n).",
    ),
    (
        "sum-not-mean",
        "wrong-formula",
        [(_MEANS, "means = differences[positions].sum(axis=1)")],
        "You add up each resample. Take its mean.",
    ),
    (
        "median-not-mean",
        "wrong-formula",
        [(_MEANS, "means = np.median(differences[positions], axis=1)")],
        "You take the median of each resample. Take its mean.",
    ),
):
    mutant(
        "paired-bootstrap",
        name=_name,
        kind=_kind,
        function=alone(paired_bootstrap, *_patches),
        says=_says,
    )

for _middle, _spread in (
    ("differences", "means.std()"),
    ("means", "means.std()"),
    ("differences", "differences.std(ddof=1) / np.sqrt(n)"),
    ("differences", "differences.std() / np.sqrt(n)"),
    ("differences", "differences.std()"),
):
    _normal = f"low, high = ({_middle}.mean() + s * 1.96 * {_spread} for s in (-1, 1))"
    mutant(
        "paired-bootstrap",
        name="normal-interval",
        kind="wrong-formula",
        function=alone(paired_bootstrap, (_ENDS, _normal)),
        says="You take the mean and 1.96 standard deviations on both sides. That is the normal "
        "approximation: it ignores level and the skew. Use quantiles of the resampled means.",
    )
