# ruff: noqa: E501
"""Mistakes in injection, freezing and merging."""

from grading.mutants import mutant

# ---------------------------------------------------------------- inject-lora
Q = "inject-lora"
ENDS = 'if any(name == entry or name.endswith("." + entry) for entry in target)'
mutant(
    Q, name="substring", kind="matching",
    replace=ENDS, by="if name and any(entry in name for entry in target)",
    says="An entry matches anywhere in the name: 'q_proj' also hits 'kq_proj'. A name must be the entry, "
    "or end in a dot and the entry.",
)
mutant(
    Q, name="suffix-without-dot", kind="matching",
    replace=ENDS, by="if any(name.endswith(entry) for entry in target)",
    says="An entry matches any ending: 'q_proj' also hits 'kq_proj', 'proj' hits all. The ending must "
    "begin after a dot.",
)
mutant(
    Q, name="last-part-only", kind="matching",
    replace=ENDS, by='if name.rpartition(".")[2] in target',
    says="Only the last part of a name is compared, so 'attn.o_proj' or 'blocks.1.up' never match.",
)
mutant(
    Q, name="nested-only", kind="matching",
    replace=ENDS, by='if any(name.endswith("." + entry) for entry in target)',
    says="A layer at the top of the model ('head') never matches, because its name has no dot before it.",
)
mutant(
    Q, name="pattern-matches-a-part", kind="matching",
    replace="pattern.fullmatch(name)", by="pattern.search(name)",
    says="The regular expression may match a part of the name. As in peft it must match the whole name.",
)
mutant(
    Q, name="nothing-replaced", kind="missing-step",
    replace="setattr(model.get_submodule(parent), child, layer)", by="model.get_submodule(parent)",
    says="The new layers are made but never put into the model.",
)
mutant(
    Q, name="children-of-the-top-only", kind="missing-step",
    replace="setattr(model.get_submodule(parent), child, layer)", by="setattr(model, child, layer)",
    says="The new layers are set on the model itself under the last part of their names. They belong on "
    "the parent, model.get_submodule(...).",
)
mutant(
    Q, name="half-done", kind="wrong-order",
    replace="    made = [(name, make(layer)) for name, layer in found]\n    for name, layer in made:\n",
    by="    made = []\n    for name, layer in found:\n        layer = make(layer)\n        made.append((name, layer))\n",
    says="Each layer is put in as soon as it is made. When make fails on a later one, the model is left "
    "half adapted: make all of them first.",
)
mutant(
    Q, name="no-match-accepted", kind="edge-case",
    replace="if not found:", by="if False:",
    says="A target that matches nothing is accepted. Training would then run with no adapter at all; "
    "raise ValueError.",
)
mutant(
    Q, name="adapted-twice", kind="edge-case",
    replace='if hasattr(layer, "lora_A"):', by="if False:",
    says="A layer that is a LoRA layer already is wrapped a second time.",
)
mutant(
    Q, name="adapted-skipped", kind="edge-case",
    replace='raise ValueError(f"{name} is a LoRA layer already; start from the plain model.")',
    by="found = [pair for pair in found if not hasattr(pair[1], 'lora_A')]",
    says="Layers that are LoRA layers already are skipped without a word. The caller believes that all "
    "have the new rank; raise ValueError before anything is replaced.",
)

mutant(
    Q, name="full-name-on-the-model", kind="missing-step",
    replace="setattr(model.get_submodule(parent), child, layer)", by="setattr(model, name, layer)",
    says="setattr with a dotted name puts the layer beside the model's own, under that name, and the old one "
    "stays in use. Find the parent with model.get_submodule(...) and set its child.",
)
mutant(
    Q, name="string-as-ending", kind="matching",
    replace="if isinstance(target, str):", by="target = [target] if isinstance(target, str) else target\n    if False:",
    says="A string is treated as a list of one ending. It is a regular expression for the whole name.",
)
mutant(
    Q, name="linear-only", kind="matching",
    replace=[
        ("if name and pattern", "if isinstance(layer, nn.Linear) and pattern"),
        ("if any(name == entry", "if isinstance(layer, nn.Linear) and any(name == entry"),
    ],
    says="Only linear layers are looked at. A table of embeddings that matches is adapted too, and a norm "
    "that matches is an error: make decides what it can adapt.",
)

# ---------------------------------------------------------------- freeze-base
Q = "freeze-base"
TRAINED = 'trained = name in ("lora_A", "lora_B")'
BIAS = 'trained = bias == "all" or (bias == "lora_only" and hasattr(module, "lora_A"))'
mutant(
    Q, name="only-freezes", kind="missing-step",
    replace="parameter.requires_grad = trained", by="parameter.requires_grad &= trained",
    says="You only freeze. An A that was frozen before stays frozen; set requires_grad of every parameter.",
)
mutant(
    Q, name="only-thaws", kind="missing-step",
    replace="parameter.requires_grad = trained", by="parameter.requires_grad |= trained",
    says="The base model is not frozen: you only switch LoRA's parameters on.",
)
mutant(
    Q, name="only-b", kind="missing-step",
    replace=TRAINED, by='trained = name == "lora_B"',
    says="Only B is trained. A and B are learned together.",
)
mutant(
    Q, name="by-lora-in-the-name", kind="matching",
    replace=TRAINED, by='trained = "lora" in name',
    says="Every parameter with 'lora' in its name is trained. LoRA's parameters are those called lora_A "
    "and lora_B.",
)
mutant(
    Q, name="whole-layer", kind="matching",
    replace=TRAINED, by='trained = hasattr(module, "lora_A")',
    says="All parameters of a LoRA layer are trained, its base weight too. Only lora_A and lora_B are.",
)
mutant(
    Q, name="bias-ignored", kind="ignored-argument",
    replace=BIAS, by="trained = False",
    says="bias is ignored: no bias is ever trained.",
)
mutant(
    Q, name="lora-only-means-all", kind="edge-case",
    replace=BIAS, by='trained = bias in ("all", "lora_only")',
    says="bias='lora_only' trains all biases. It means the biases of layers that have a lora_A.",
)
mutant(
    Q, name="all-means-lora-only", kind="edge-case",
    replace=BIAS, by='trained = bias != "none" and hasattr(module, "lora_A")',
    says="bias='all' trains only the biases of LoRA layers. It means every parameter called bias.",
)
mutant(
    Q, name="unknown-bias-accepted", kind="edge-case",
    replace='if bias not in ("none", "all", "lora_only"):', by="if False:",
    says="An unknown value of bias is silently taken as 'none'; raise ValueError.",
)
mutant(
    Q, name="plain-model-frozen", kind="edge-case",
    replace='if "lora_A" not in names:', by="if False:",
    says="A model without LoRA is frozen altogether, and training it does nothing; raise ValueError.",
)

mutant(
    Q, name="bias-in-the-name", kind="matching",
    replace='if name == "bias":', by='if "bias" in name:',
    says="Every parameter with 'bias' somewhere in its name counts as one. Its own name must be 'bias'.",
)
mutant(
    Q, name="checked-afterwards", kind="wrong-order",
    replace=[
        ('    if bias not in ("none", "all", "lora_only"):\n        raise', '    def refuse():\n        raise'),
        ("            parameter.requires_grad = trained", "            parameter.requires_grad = trained\n    if bias not in ('none', 'all', 'lora_only'):\n        refuse()"),
    ],
    says="An unknown bias is refused only after the model has been changed. Check before you touch anything.",
)

# ---------------------------------------------------------------- merge-lora
Q = "merge-lora"
DELTA = "delta = layer.scaling * (layer.lora_B @ layer.lora_A)"
mutant(
    Q, name="scaling-missing", kind="scaling",
    replace=DELTA, by="delta = layer.lora_B @ layer.lora_A",
    says="The update is merged without its scaling.",
)
mutant(
    Q, name="scaling-missing-in-unmerge", kind="scaling",
    replace="layer.weight += delta if merged else -delta",
    by="layer.weight += delta if merged else -delta / layer.scaling",
    says="The update is taken out without its scaling, so the base weight is not what it was.",
)
mutant(
    Q, name="layout-ignored", kind="layout",
    replace="if layer.fan_in_fan_out:", by="if False:",
    says="fan_in_fan_out is ignored: for weights stored as [in, out] (Conv1D, embeddings) the update must "
    "be transposed. Shapes do not tell: a square weight has the same in both layouts.",
)
mutant(
    Q, name="unmerge-adds", kind="wrong-formula",
    replace="layer.weight += delta if merged else -delta", by="layer.weight += delta",
    says="Unmerging adds the update again; it has to subtract it.",
)
mutant(
    Q, name="flag-not-set", kind="missing-step",
    replace="layer.merged = merged", by="layer.merged = layer.merged",
    says="merged is not updated, so forward adds the update on top of the merged weight.",
)
mutant(
    Q, name="merged-twice", kind="edge-case",
    replace="if layer.merged == merged:", by="if False:",
    says="A layer that is merged already is merged again: its weight then holds the update twice. Refuse.",
)
mutant(
    Q, name="merged-skipped", kind="edge-case",
    replace='raise ValueError(f"{name} is {state}; nothing was changed.")',
    by="return 0",
    says="A model that is merged already is passed over without a word. The caller should hear of it: "
    "raise ValueError.",
)
mutant(
    Q, name="half-done", kind="wrong-order",
    replace=[
        ("    for name, layer in layers:\n        if layer.merged == merged:\n            state = \"merged already\" if merged else \"not merged\"\n            raise ValueError(f\"{name} is {state}; nothing was changed.\")\n", ""),
        ("        for _, layer in layers:\n", "        for name, layer in layers:\n            if layer.merged == merged:\n                raise ValueError(name)\n"),
    ],
    says="The layers are checked one by one while merging. When a later one is refused, the earlier ones "
    "are merged already; check all of them first.",
)
mutant(
    Q, name="new-parameter", kind="mutation-of-input",
    replace="layer.weight += delta if merged else -delta",
    by="layer.weight = nn.Parameter(layer.weight + (delta if merged else -delta))",
    says="weight becomes a new parameter. Whoever holds the old one (a tied layer, an optimizer) is out of "
    "step; change it in place.",
)
mutant(
    Q, name="adapter-cleared", kind="mutation-of-input",
    replace="layer.merged = merged", by="layer.merged = merged\n            layer.lora_B *= not merged",
    says="B is set to zero after merging. Then the update can't be taken out again, nor saved.",
)
mutant(
    Q, name="no-lora-accepted", kind="edge-case",
    replace="if not layers:", by="if False:",
    says="A model without LoRA layers is accepted, and 0 returned; raise ValueError.",
)
mutant(
    Q, name="gradients-not-off", kind="missing-step",
    replace="with torch.no_grad():", by="if True:",
    says="The weight is a parameter, and autograd refuses to have it changed in place: do it within "
    "torch.no_grad().",
)
mutant(
    Q, name="left-to-the-layers", kind="wrong-selection",
    replace=[
        ("            layer.weight += delta if merged else -delta\n            layer.merged = merged", "            layer.train(not merged)"),
    ],
    says="You call train() or eval() of the layers. Those with merge_weights=False (tables among them) do "
    "not merge then: change each weight and its flag yourself.",
)
mutant(
    Q, name="tables-skipped", kind="wrong-selection",
    replace='if hasattr(layer, "lora_A")]', by='if hasattr(layer, "lora_A") and isinstance(layer, nn.Linear)]',
    says="Only linear layers are merged. A table of embeddings with a lora_A is a LoRA layer too.",
)

# ---------------------------------------------------------------- tried by somebody new
mutant(
    "inject-lora", name="entries-as-patterns", kind="matching",
    replace=ENDS, by='if any(re.fullmatch(r"(.*\\.)?" + entry, name) for entry in target)',
    says="Entries of a list are read as regular expressions, in which the dot stands for any sign. They are "
    "plain text; only a string is a pattern.",
)
mutant(
    "inject-lora", name="root-matched", kind="edge-case",
    replace="if name and pattern.fullmatch(name)", by="if pattern.fullmatch(name)",
    says="A pattern that matches the empty text hits the model itself, whose name is ''. It has no parent to "
    "put a new layer into: leave it out.",
)
mutant(
    "inject-lora", name="string-by-characters", kind="matching",
    replace="if isinstance(target, str):", by="if False:",
    says="A string is treated as a list: each of its characters is an entry. It is a regular expression "
    "for the whole name.",
)
mutant(
    "merge-lora", name="a-frozen", kind="mutation-of-input",
    replace="layer.merged = merged", by="layer.merged = merged\n            layer.lora_A.requires_grad = False",
    says="Merging freezes A. After unmerging, training would go on with B alone.",
)
mutant(
    "merge-lora", name="merged-layers-passed-over", kind="edge-case",
    replace=[
        ("    for name, layer in layers:\n        if layer.merged == merged:\n            state = \"merged already\" if merged else \"not merged\"\n            raise ValueError(f\"{name} is {state}; nothing was changed.\")\n", ""),
        ("        for _, layer in layers:\n", "        for _, layer in layers:\n            if layer.merged == merged:\n                continue\n"),
    ],
    says="Layers that have the wanted state already are passed over without a word. The caller should hear "
    "of it: raise ValueError, and change none.",
)
mutant(
    "merge-lora", name="unmerge-unchecked", kind="edge-case",
    replace="if layer.merged == merged:", by="if merged and layer.merged:",
    says="Taking out is not refused where nothing is merged: the weight loses an update that it never held.",
)
mutant(
    "merge-lora", name="refused-only-if-all-are", kind="edge-case",
    replace="if layer.merged == merged:", by="if all(m.merged == merged for _, m in layers):",
    says="You refuse only when all layers have the wanted state already. One is enough.",
)
mutant(
    "merge-lora", name="only-with-merge-weights", kind="wrong-selection",
    replace='if hasattr(layer, "lora_A")]', by='if hasattr(layer, "lora_A") and layer.merge_weights]',
    says="Only layers with merge_weights are merged. The attribute is about eval(); here all are meant.",
)
