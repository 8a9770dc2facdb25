# ruff: noqa: E501
"""Mistakes in counting parameters and bytes."""

from grading.mutants import mutant

# ---------------------------------------------------------------- adapter-size
Q = "adapter-size"
SUM = "parameters = sum(r * (m + n) for m, n in shapes)"
ENDS = 'if any(name == entry or name.endswith("." + entry) for entry in target)'
BASE = "base = sum(parameter.numel() for parameter in model.parameters())"
mutant(
    Q, name="full-matrix", kind="wrong-formula",
    replace=SUM, by="parameters = sum(m * n for m, n in shapes)",
    says="You count the whole matrix, m n. Its low-rank update has r (m + n) parameters: that is the point.",
)
mutant(
    Q, name="square-assumed", kind="wrong-formula",
    replace=SUM, by="parameters = sum(2 * r * m for m, n in shapes)",
    says="You count 2 r m, as if every weight were square. A is [r, n], B is [m, r].",
)
mutant(
    Q, name="only-one-matrix", kind="missing-step",
    replace=SUM, by="parameters = sum(r * n for m, n in shapes)",
    says="Only one of the two matrices is counted.",
)
mutant(
    Q, name="r-forgotten", kind="missing-step",
    replace=SUM, by="parameters = sum(m + n for m, n in shapes)",
    says="The rank is forgotten: r (m + n).",
)
mutant(
    Q, name="suffix-without-dot", kind="matching",
    replace=ENDS, by="if any(name.endswith(entry) for entry in target)",
    says="'q_proj' also counts 'kq_proj'. The name must be the entry, or end in a dot and the entry.",
)
mutant(
    Q, name="nested-only", kind="matching",
    replace=ENDS, by='if any(name.endswith("." + entry) for entry in target)',
    says="Layers at the top of the model ('head', 'embed') are never counted: their names have no dot.",
)
mutant(
    Q, name="shared-counted-twice", kind="edge-case",
    replace=BASE, by="base = sum(p.numel() for m in model.modules() for p in m.parameters(recurse=False))",
    says="A weight that two modules share (head and embedding) is counted twice.",
)
mutant(
    Q, name="share-of-the-sum", kind="wrong-formula",
    replace='"share": parameters / base', by='"share": parameters / (base + parameters)',
    says="The share is of base and adapter together; asked is the share of the plain model's parameters.",
)
mutant(
    Q, name="share-in-percent", kind="wrong-formula",
    replace='"share": parameters / base', by='"share": 100 * parameters / base',
    says="The share is in percent; give it as a fraction.",
)
mutant(
    Q, name="share-of-matching", kind="wrong-formula",
    replace=BASE, by="base = sum(m * n for m, n in shapes)",
    says="The share is taken of the matching layers only; asked is the whole plain model.",
)
mutant(
    Q, name="bytes-fixed", kind="ignored-argument",
    replace="parameters * bytes_per_value", by="parameters * 2",
    says="bytes_per_value is ignored.",
)
mutant(
    Q, name="no-match-accepted", kind="edge-case",
    replace="if not shapes:", by="if False:",
    says="A target that matches nothing gives 0; raise ValueError.",
)
mutant(
    Q, name="rank-zero-accepted", kind="edge-case",
    replace="if r < 1:", by="if r < 0:",
    says="r = 0 is accepted; raise ValueError.",
)

mutant(
    Q, name="bias-counted", kind="wrong-formula",
    replace=SUM, by="parameters = sum(r * (m + n) + m for m, n in shapes)",
    says="You count a bias for each layer. LoRA adds A and B only.",
)

# ---------------------------------------------------------------- training-memory
Q = "training-memory"
GRADIENTS = '"gradients": trainable * trainable_bytes'
STATE = '"optimizer": trainable * state_bytes'
mutant(
    Q, name="gradients-of-all", kind="wrong-formula",
    replace=GRADIENTS, by='"gradients": (frozen + trainable) * trainable_bytes',
    says="Frozen parameters get a gradient. They have none: that is a part of what LoRA saves.",
)
mutant(
    Q, name="optimizer-of-all", kind="wrong-formula",
    replace=STATE, by='"optimizer": (frozen + trainable) * state_bytes',
    says="The optimizer keeps state for frozen parameters. It only knows what it trains, and this is the "
    "largest saving.",
)
mutant(
    Q, name="gradients-forgotten", kind="missing-step",
    replace=GRADIENTS, by='"gradients": 0',
    says="Gradients are forgotten. Each trained parameter has one, in its own format.",
)
mutant(
    Q, name="base-weights-forgotten", kind="missing-step",
    replace='"weights": frozen * frozen_bytes + trainable * trainable_bytes',
    by='"weights": trainable * trainable_bytes',
    says="The frozen weights are forgotten. They need no gradient, but they must be there for the forward "
    "pass: with LoRA they are most of the memory.",
)
mutant(
    Q, name="adapter-weights-forgotten", kind="missing-step",
    replace='"weights": frozen * frozen_bytes + trainable * trainable_bytes',
    by='"weights": frozen * frozen_bytes',
    says="The trained weights themselves are forgotten.",
)
mutant(
    Q, name="one-format", kind="ignored-argument",
    replace='"weights": frozen * frozen_bytes + trainable * trainable_bytes',
    by='"weights": (frozen + trainable) * trainable_bytes',
    says="frozen_bytes is ignored. A frozen base may be kept in fewer bits: QLoRA lives on it.",
)
mutant(
    Q, name="one-moment", kind="wrong-formula",
    replace=STATE, by='"optimizer": trainable * trainable_bytes',
    says="The optimizer has one number a parameter, of the weight's size. state_bytes says how much it "
    "really keeps; Adam has two moments.",
)
mutant(
    Q, name="activations-left-out-of-the-sum", kind="missing-step",
    replace='return parts | {"total": sum(parts.values())}',
    by='return parts | {"total": sum(parts.values()) - activations}',
    says="The total lacks the activations.",
)
mutant(
    Q, name="negative-accepted", kind="edge-case",
    replace="raise ValueError(\"numbers and sizes must be 0 or more.\")", by="pass",
    says="A negative number is let through; raise ValueError.",
)
mutant(
    Q, name="gradient-of-four-bytes", kind="ignored-argument",
    replace='"gradients": trainable * trainable_bytes', by='"gradients": trainable * 4',
    says="Gradients are always taken as 4 bytes. A gradient has the format of its parameter.",
)

# ---------------------------------------------------------------- tried by somebody new
mutant(
    "adapter-size", name="share-of-trainable", kind="wrong-selection",
    replace=BASE, by="base = sum(p.numel() for p in model.parameters() if p.requires_grad)",
    says="The share is of the trainable parameters only. In the usual order the base is frozen by then; all of "
    "its parameters count.",
)
mutant(
    "adapter-size", name="model-frozen", kind="mutation-of-input",
    replace=BASE, by="model.requires_grad_(False)\n    " + BASE,
    says="The model's parameters are frozen while counting. Counting must not change the model.",
)
mutant(
    "adapter-size", name="only-linear", kind="wrong-selection",
    replace=ENDS, by=ENDS + "\n        and isinstance(layer, nn.Linear)",
    says="Only linear layers are counted. A table of embeddings that matches gets A and B too.",
)
mutant(
    "training-memory", name="negative-sizes-accepted", kind="edge-case",
    replace="if min(frozen, trainable, activations, frozen_bytes, trainable_bytes, state_bytes) < 0:",
    by="if min(frozen, trainable, activations) < 0:",
    says="A negative number of bytes is let through; raise ValueError for any negative argument.",
)
