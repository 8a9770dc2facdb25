# ruff: noqa: E501
"""Mistakes in reading, swapping and combining adapters."""

from grading.mutants import mutant

# ---------------------------------------------------------------- adapter-state
Q = "adapter-state"
PUT = 'state[f"base_model.model.{name}.{end}"] = values.detach().clone()'
mutant(
    Q, name="whole-state", kind="wrong-selection",
    replace=[("    if not state:\n", "    state = {f'base_model.model.{k}': v for k, v in model.state_dict().items()} if state else {}\n    if not state:\n")],
    says="The whole state dict is returned. An adapter is A and B alone: that is why it takes megabytes "
    "where the model takes gigabytes.",
)
mutant(
    Q, name="only-b", kind="wrong-selection",
    replace='for part in ("A", "B"):', by='for part in ("B",):',
    says="Only B is kept. Without the A that it was trained with, B is useless.",
)
mutant(
    Q, name="prefix-forgotten", kind="wrong-key",
    replace=PUT, by='state[f"{name}.{end}"] = values.detach().clone()',
    says="The keys lack the prefix 'base_model.model.', so peft would not find a single one.",
)
mutant(
    Q, name="adapter-name-in-the-key", kind="wrong-key",
    replace='end = f"lora_{part}.weight"', by='end = f"lora_{part}.default.weight"',
    says="The keys hold the adapter's name ('default'). peft has it in memory, and leaves it out of files.",
)
mutant(
    Q, name="weight-forgotten", kind="wrong-key",
    replace='end = f"lora_{part}.weight"', by='end = f"lora_{part}"',
    says="The keys of linear layers end in '.lora_A.weight', since peft's A is a small layer of its own.",
)
mutant(
    Q, name="embedding-as-linear", kind="edge-case",
    replace="if isinstance(layer, nn.Embedding):", by="if False:",
    says="A table's matrices are called lora_embedding_A and lora_embedding_B in peft, without '.weight'.",
)
mutant(
    Q, name="not-copied", kind="mutation-of-input",
    replace="values.detach().clone()", by="values.detach()",
    says="The values are not copied. They share memory with the model, so the adapter that you kept "
    "changes with every further training step.",
)
mutant(
    Q, name="with-graph", kind="wrong-type",
    replace="values.detach().clone()", by="values.clone()",
    says="The values still hang on the graph (they require a gradient): detach them.",
)
mutant(
    Q, name="scaling-included", kind="wrong-formula",
    replace=PUT, by=PUT + "\n                if part == 'B':\n                    state[f\"base_model.model.{name}.{end}\"] *= layer.scaling",
    says="B is stored with the scaling already in it. peft (and load_adapter) will scale it again.",
)
mutant(
    Q, name="no-lora-accepted", kind="edge-case",
    replace="if not state:", by="if False:",
    says="A model without LoRA gives an empty adapter; raise ValueError.",
)

mutant(
    Q, name="tables-skipped", kind="wrong-selection",
    replace='if hasattr(layer, "lora_A"):', by='if hasattr(layer, "lora_A") and isinstance(layer, nn.Linear):',
    says="Tables of embeddings are left out. Each module with a lora_A belongs to the adapter.",
)
mutant(
    Q, name="all-a-then-all-b", kind="wrong-order",
    replace="    if not state:\n", by="    state = {k: state[k] for k in sorted(state, key=lambda key: '_B' in key)}\n    if not state:\n",
    says="All A's come first, then all B's. The order is that of the layers, A before B in each.",
)

# ---------------------------------------------------------------- load-adapter
Q = "load-adapter"
CHANGE = "change = layer.scaling * (layer.lora_B @ layer.lora_A) - before"
mutant(
    Q, name="merged-weight-forgotten", kind="missing-step",
    replace="            if layer.merged:\n", by="            if False:\n",
    says="A merged layer still holds the old adapter in its weight: the switch has no effect. Take the old "
    "update out and put the new one in.",
)
mutant(
    Q, name="old-update-stays", kind="missing-step",
    replace=CHANGE, by="change = layer.scaling * (layer.lora_B @ layer.lora_A)",
    says="The new update is added to a merged weight, but the old one is not taken out: both tasks are "
    "mixed.",
)
mutant(
    Q, name="merged-despite-flag", kind="edge-case",
    replace="            if layer.merged:\n", by="            if True:\n",
    says="The weight of a layer that is not merged is changed. Its update is added in forward already.",
)
mutant(
    Q, name="scaling-stays", kind="missing-step",
    replace="layer.scaling = lora_alpha / layer.r", by="pass",
    says="lora_alpha is stored but scaling is not recomputed, so the new adapter acts with the old one's "
    "strength.",
)
mutant(
    Q, name="alpha-ignored", kind="ignored-argument",
    replace="if lora_alpha is not None:", by="if False:",
    says="lora_alpha is ignored. Two adapters with different alphas need different scalings.",
)
mutant(
    Q, name="scaling-alpha", kind="wrong-formula",
    replace="layer.scaling = lora_alpha / layer.r", by="layer.scaling = lora_alpha",
    says="scaling becomes alpha; it is alpha / r.",
)
mutant(
    Q, name="layout-ignored", kind="edge-case",
    replace="change.T if layer.fan_in_fan_out else change", by="change",
    says="The weight of a merged layer with fan_in_fan_out (a Conv1D or a table) is [in, out]: transpose "
    "the update. Shapes do not tell: a square weight has the same in both layouts.",
)
mutant(
    Q, name="old-scaling-forgotten", kind="wrong-order",
    replace=[
        ("deltas = [layer.scaling * (layer.lora_B @ layer.lora_A) for _, layer in layers]",
         "deltas = [layer.lora_B @ layer.lora_A for _, layer in layers]"),
        (CHANGE, "change = layer.scaling * (layer.lora_B @ layer.lora_A - before)"),
    ],
    says="The old update is taken out with the new scaling. It was put in with the old one.",
)
mutant(
    Q, name="missing-keys-accepted", kind="edge-case",
    replace=[("if missing or extra:", "if extra:"), ("for key, old in wanted.items():\n        if state[key].shape", "for key, old in wanted.items():\n        if key in state and state[key].shape"),
             ("            old.copy_(state[key])", "            old.copy_(state.get(key, old))")],
    says="An adapter that lacks a layer is accepted. That layer keeps the other task's update; raise "
    "ValueError.",
)
mutant(
    Q, name="extra-keys-accepted", kind="edge-case",
    replace="if missing or extra:", by="if missing:",
    says="Keys that fit no layer are ignored. The adapter belongs to another model, or other targets; "
    "raise ValueError.",
)
mutant(
    Q, name="shapes-unchecked", kind="edge-case",
    replace="if state[key].shape != old.shape:", by="if False:",
    says="Shapes are not checked beforehand. copy_ broadcasts a matrix that happens to fit, and fails on "
    "others when some layers have been changed already.",
)
mutant(
    Q, name="new-tensors", kind="mutation-of-input",
    replace="            old.copy_(state[key])", by="            old.data = state[key]",
    says="The parameters take over the adapter's tensors in place of copying the values, so training "
    "changes the adapter that you loaded.",
)

mutant(
    Q, name="gradients-not-off", kind="missing-step",
    replace="with torch.no_grad():", by="if True:",
    says="Parameters are copied into, and autograd refuses that in place: do it within torch.no_grad().",
)
mutant(
    Q, name="left-unmerged", kind="missing-step",
    replace="                layer.weight += change.T if layer.fan_in_fan_out else change",
    by="                layer.weight -= before.T if layer.fan_in_fan_out else before\n                layer.merged = False",
    says="A merged layer is left unmerged. The old update is out, but the new one must go in, and merged "
    "stay True.",
)
mutant(
    Q, name="by-position", kind="wrong-selection",
    replace="        for key, old in wanted.items():\n            old.copy_(state[key])",
    by="        for new, old in zip(state.values(), wanted.values(), strict=True):\n            old.copy_(new)",
    says="Values are matched by their position. The keys say where each belongs; their order is free.",
)
mutant(
    Q, name="checked-while-copying", kind="wrong-order",
    function='''
def load_adapter(model, state, lora_alpha=None):
    layers = [(name, m) for name, m in model.named_modules() if hasattr(m, "lora_A")]
    used = set()
    with torch.no_grad():
        for name, layer in layers:
            before = layer.scaling * (layer.lora_B @ layer.lora_A)
            for part in ("A", "B"):
                end = f"lora_{part}.weight"
                if isinstance(layer, nn.Embedding):
                    end = f"lora_embedding_{part}"
                key, old = f"base_model.model.{name}.{end}", getattr(layer, f"lora_{part}")
                if key not in state or state[key].shape != old.shape:
                    raise ValueError(f"{key} does not fit.")
                old.copy_(state[key])
                used.add(key)
            if lora_alpha is not None:
                layer.lora_alpha = lora_alpha
                layer.scaling = lora_alpha / layer.r
            if layer.merged:
                change = layer.scaling * (layer.lora_B @ layer.lora_A) - before
                layer.weight += change.T if layer.fan_in_fan_out else change
    if set(state) - used:
        raise ValueError("state has keys that fit no layer.")
''',
    says="Layers are changed before all of the adapter has been checked. When a later key or shape is "
    "refused, the model holds half of each adapter.",
)

# ---------------------------------------------------------------- combine-adapters
Q = "combine-adapters"
SCALE = "weight * scaling * adapter[key]"
mutant(
    Q, name="matrices-averaged", kind="wrong-formula",
    function='''
def combine_adapters(adapters, scalings, weights):
    if not adapters or not len(adapters) == len(scalings) == len(weights):
        raise ValueError("lengths")
    for other in adapters[1:]:
        if set(other) != set(adapters[0]):
            raise ValueError("keys")
    combined = {}
    for key in adapters[0]:
        total = 0
        for adapter, scaling, weight in zip(adapters, scalings, weights):
            factor = scaling if "lora_B" in key or "lora_embedding_B" in key else 1.0
            total = total + weight * factor * adapter[key]
        combined[key] = total
    return combined
''',
    says="A's and B's are summed apart. (B1 + B2)(A1 + A2) has the cross terms B1 A2 and B2 A1, which no "
    "adapter ever learned, and adapters of different ranks can't be added at all. Stack them.",
)
mutant(
    Q, name="weights-ignored", kind="ignored-argument",
    replace=SCALE, by="scaling * adapter[key]",
    says="The weights are ignored: every adapter counts fully.",
)
mutant(
    Q, name="scalings-ignored", kind="ignored-argument",
    replace=SCALE, by="weight * adapter[key]",
    says="The scalings are ignored. Adapter i acts as s_i B_i A_i, and the result is meant for layers with "
    "scaling 1.",
)
mutant(
    Q, name="weighted-twice", kind="wrong-formula",
    replace="torch.cat([adapter[key] for adapter in adapters], dim=0)",
    by="torch.cat([w * s * adapter[key] for adapter, s, w in zip(adapters, scalings, weights)], dim=0)",
    says="Weight and scaling are put into both A and B, so the product has them squared.",
)
mutant(
    Q, name="sqrt-of-weights", kind="wrong-formula",
    replace=SCALE, by="abs(weight) ** 0.5 * scaling * adapter[key]",
    says="The weights enter by their square roots (peft's 'linear' puts one root into A and one into B); "
    "B alone needs the whole weight, sign included.",
)
mutant(
    Q, name="only-the-first", kind="missing-step",
    replace=[("torch.cat([adapter[key] for adapter in adapters], dim=0)", "torch.cat([adapter[key] for adapter in adapters[:1]], dim=0)"),
             ("torch.cat(parts, dim=1)", "torch.cat(parts[:1], dim=1)")],
    says="Only the first adapter is in the result.",
)
mutant(
    Q, name="order-of-b-reversed", kind="wrong-order",
    replace="torch.cat(parts, dim=1)", by="torch.cat(parts[::-1], dim=1)",
    says="The B's stand in another order than the A's: column block i of B must meet row block i of A.",
)
mutant(
    Q, name="divided-by-number", kind="wrong-formula",
    replace=SCALE, by="weight * scaling / len(adapters) * adapter[key]",
    says="The sum is divided by the number of adapters. The weights say how much of each; nothing is "
    "averaged on top.",
)
mutant(
    Q, name="input-scaled", kind="mutation-of-input",
    replace=SCALE, by="adapter[key].mul_(weight * scaling)",
    says="The given adapters are changed: their B's are scaled in place.",
)
mutant(
    Q, name="keys-unchecked", kind="edge-case",
    replace="if set(other) != set(adapters[0]):", by="if False:",
    says="Adapters of different layers are combined as if they fitted; raise ValueError.",
)
mutant(
    Q, name="lengths-unchecked", kind="edge-case",
    replace=[("if not adapters or not len(adapters) == len(scalings) == len(weights):", "if not adapters:"),
             ("zip(adapters, scalings, weights, strict=True)", "zip(adapters, scalings, weights)")],
    says="Lists of different lengths are accepted: an adapter without a weight is lost without a word.",
)
mutant(
    Q, name="axes-swapped", kind="wrong-order",
    replace=[("for adapter in adapters], dim=0)", "for adapter in adapters], dim=1)"), ("torch.cat(parts, dim=1)", "torch.cat(parts, dim=0)")],
    says="The matrices are joined along the wrong axes. The rank grows: A [r, in] along its first axis, "
    "B [out, r] along its second.",
)
mutant(
    Q, name="table-taken-for-b", kind="edge-case",
    replace='if "lora_A" in key or "lora_embedding_A" in key:', by='if "lora_A" in key:',
    says="A table's A is treated as a B: its key holds 'lora_embedding_A', not 'lora_A'.",
)
mutant(
    Q, name="weights-normalised", kind="wrong-formula",
    replace="    combined = {}\n", by="    weights = [weight / sum(weights) for weight in weights]\n    combined = {}\n",
    says="The weights are divided by their sum. They are used as given; 1 and -1 subtracts a skill.",
)

# ---------------------------------------------------------------- tried by somebody new
mutant(
    "adapter-state", name="b-before-a", kind="wrong-order",
    replace='for part in ("A", "B"):', by='for part in ("B", "A"):',
    says="B comes before A. The order is A before B in each layer.",
)
mutant(
    "adapter-state", name="a-and-b-swapped", kind="wrong-key",
    replace='getattr(layer, f"lora_{part}")', by='getattr(layer, "lora_B" if part == "A" else "lora_A")',
    says="A's key holds B and B's key A.",
)
mutant(
    "adapter-state", name="in-16-bits", kind="wrong-type",
    replace="values.detach().clone()", by="values.detach().half()",
    says="The values are rounded to 16 bits. A copy has the parameter's own format; the file may be smaller, "
    "but training can't go on from it as it was.",
)
mutant(
    "adapter-state", name="merged-left-out", kind="wrong-selection",
    replace='if hasattr(layer, "lora_A"):', by='if hasattr(layer, "lora_A") and not layer.merged:',
    says="Merged layers are left out. Their A and B are still there, and belong to the adapter.",
)
mutant(
    "adapter-state", name="model-cleared", kind="mutation-of-input",
    replace=PUT, by=PUT + "\n                values.data.zero_()",
    says="The model's A and B are set to 0 after reading. Reading must leave the model as it is.",
)
mutant(
    "adapter-state", name="keys-sorted", kind="wrong-order",
    replace="    return state", by="    return dict(sorted(state.items()))",
    says="The keys are sorted by the alphabet. The order is that of named_modules().",
)
mutant(
    "load-adapter", name="state-emptied", kind="mutation-of-input",
    replace="old.copy_(state[key])", by="old.copy_(state.pop(key))",
    says="Entries are taken out of the given state. The caller needs the adapter again for the next switch.",
)
mutant(
    "load-adapter", name="none-recomputes-scaling", kind="edge-case",
    replace="            if lora_alpha is not None:\n                layer.lora_alpha = lora_alpha\n                layer.scaling = lora_alpha / layer.r",
    by="            if lora_alpha is not None:\n                layer.lora_alpha = lora_alpha\n            layer.scaling = layer.lora_alpha / layer.r",
    says="scaling is recomputed though lora_alpha is None. Then both stay as they are.",
)
mutant(
    "load-adapter", name="zero-taken-for-none", kind="edge-case",
    replace="if lora_alpha is not None:", by="if lora_alpha:",
    says="lora_alpha=0 is taken for None. It is a number: it switches the adapter off.",
)
mutant(
    "load-adapter", name="frozen-by-loading", kind="mutation-of-input",
    replace="old.copy_(state[key])", by="old.copy_(state[key])\n            old.requires_grad = False",
    says="A and B no longer require gradients after loading, so that training can't go on from an adapter.",
)
mutant(
    "load-adapter", name="weight-replaced", kind="mutation-of-input",
    replace="layer.weight += change.T if layer.fan_in_fan_out else change",
    by="layer.weight = nn.Parameter(layer.weight + (change.T if layer.fan_in_fan_out else change), requires_grad=layer.weight.requires_grad)",
    says="A merged layer's weight becomes a new parameter. Whoever holds the old one (a tied layer, an "
    "optimizer) is out of step; change it in place.",
)
mutant(
    "load-adapter", name="scaled-too-late", kind="wrong-order",
    replace="            if lora_alpha is not None:\n                layer.lora_alpha = lora_alpha\n                layer.scaling = lora_alpha / layer.r\n            if layer.merged:\n                change = layer.scaling * (layer.lora_B @ layer.lora_A) - before\n                layer.weight += change.T if layer.fan_in_fan_out else change",
    by="            if layer.merged:\n                change = layer.scaling * (layer.lora_B @ layer.lora_A) - before\n                layer.weight += change.T if layer.fan_in_fan_out else change\n            if lora_alpha is not None:\n                layer.lora_alpha = lora_alpha\n                layer.scaling = lora_alpha / layer.r",
    says="The new update goes into a merged weight before the new scaling is set, so with the old one.",
)
mutant(
    "load-adapter", name="embedding-as-linear", kind="edge-case",
    replace="if isinstance(layer, nn.Embedding):", by="if False:",
    says="A table's keys are looked for as those of a linear layer. They are lora_embedding_A and "
    "lora_embedding_B, without '.weight'.",
)
mutant(
    "combine-adapters", name="summed-apart", kind="wrong-formula",
    function='''
def combine_adapters(adapters, scalings, weights):
    if not adapters or not len(adapters) == len(scalings) == len(weights):
        raise ValueError("lengths")
    for other in adapters[1:]:
        if set(other) != set(adapters[0]):
            raise ValueError("keys")
    combined = {}
    for key in adapters[0]:
        total = 0
        for adapter, scaling, weight in zip(adapters, scalings, weights):
            factor = weight * scaling if "lora_B" in key or "lora_embedding_B" in key else 1.0
            total = total + factor * adapter[key]
        combined[key] = total
    return combined
''',
    says="A's are summed, and B's are. (B1 + B2)(A1 + A2) has the cross terms B1 A2 and B2 A1, which no "
    "adapter ever learned, and adapters of different ranks can't be added at all. Stack them.",
)
mutant(
    "combine-adapters", name="one-scaled-in-place", kind="mutation-of-input",
    replace="    combined = {}\n",
    by="    if len(adapters) == 1:\n        for key in adapters[0]:\n            if '_B' in key:\n                adapters[0][key].mul_(weights[0] * scalings[0])\n        return adapters[0]\n    combined = {}\n",
    says="A single adapter is scaled in place and returned. The result is a new adapter, also of one.",
)
mutant(
    "combine-adapters", name="one-returned-as-it-is", kind="edge-case",
    replace="    combined = {}\n",
    by="    if len(adapters) == 1:\n        return dict(adapters[0])\n    combined = {}\n",
    says="A single adapter is returned as it is: its weight and scaling count, too.",
)
mutant(
    "combine-adapters", name="order-of-keys-compared", kind="edge-case",
    replace="if set(other) != set(adapters[0]):", by="if list(other) != list(adapters[0]):",
    says="Adapters with the same keys in another order are refused. A dict's order says nothing of whom it "
    "belongs to.",
)
mutant(
    "combine-adapters", name="keys-sorted", kind="wrong-order",
    replace="for key in adapters[0]:\n        if ", by="for key in sorted(adapters[0]):\n        if ",
    says="The result's keys are sorted. They stand in the order of the first adapter.",
)
