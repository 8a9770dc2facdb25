# ruff: noqa: E501
"""Mistakes in LoRALinear: scaling, start, freezing, dropout, merging, layout, graph."""

from grading.mutants import mutant

Q = "lora-linear"
SCALING = "self.scaling = lora_alpha / r if r > 0 else 0.0"
MAKE_A = "self.lora_A = nn.Parameter(self.weight.new_zeros(r, in_features))"
MAKE_B = "self.lora_B = nn.Parameter(self.weight.new_zeros(out_features, r))"
START_A = "nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))"
UPDATE = "update = F.linear(F.linear(self.lora_dropout(x), self.lora_A), self.lora_B)"
ADD = "result = result + update * self.scaling"
BASE = "result = F.linear(x, weight, self.bias)"
WHEN = "if self.r > 0 and self.merge_weights and self.merged == mode:"
DELTA = "delta = (self.lora_B.data @ self.lora_A.data) * self.scaling"
MINUS, PLUS = "self.weight.data -= delta", "self.weight.data += delta"
FLAG = "self.merged = not mode"

# ---- scaling
mutant(
    Q, name="scaling-missing-in-forward", kind="scaling",
    replace=ADD, by="result = result + update",
    says="forward adds the update without the factor alpha / r. Merged and unmerged layer then give "
    "different outputs.",
)
mutant(
    Q, name="scaling-missing-in-merge", kind="scaling",
    replace=PLUS, by="self.weight.data += delta / self.scaling",
    says="Merging adds B A without the factor alpha / r, so the merged layer is another layer.",
)
mutant(
    Q, name="scaling-missing-in-unmerge", kind="scaling",
    replace=MINUS, by="self.weight.data -= delta / self.scaling",
    says="Taking the update out again forgets the factor alpha / r. After one eval() and train() the "
    "frozen weight has changed, and it drifts further each time.",
)
mutant(
    Q, name="scaling-alpha", kind="scaling",
    replace=SCALING, by="self.scaling = lora_alpha if r > 0 else 0.0",
    says="The update is scaled by alpha, not by alpha / r. Dividing by r is what keeps its size about "
    "the same from rank to rank.",
)
mutant(
    Q, name="scaling-one-over-r", kind="scaling",
    replace=SCALING, by="self.scaling = 1 / r if r > 0 else 0.0",
    says="The update is scaled by 1 / r; alpha is ignored.",
)
mutant(
    Q, name="scaling-upside-down", kind="scaling",
    replace=SCALING, by="self.scaling = r / lora_alpha if r > 0 else 0.0",
    says="The factor is upside down: r / alpha in place of alpha / r. With alpha = r nobody notices.",
)
mutant(
    Q, name="scaling-sqrt", kind="scaling",
    replace=SCALING, by="self.scaling = lora_alpha / math.sqrt(r) if r > 0 else 0.0",
    says="The update is scaled by alpha / sqrt(r). That is rank-stabilised LoRA, a later method; the "
    "paper here divides by r.",
)
mutant(
    Q, name="scaling-whole", kind="scaling",
    replace=SCALING, by="self.scaling = lora_alpha // r if r > 0 else 0.0",
    says="alpha // r is a whole-number division: 6 // 4 is 1, 10 // 4 is 2. Use alpha / r.",
)

# ---- start
mutant(
    Q, name="b-not-zero", kind="start",
    replace=START_A, by=START_A + "\n            nn.init.kaiming_uniform_(self.lora_B, a=math.sqrt(5))",
    says="B does not start at 0, so the model is disturbed before it has learned anything. With B = 0 "
    "training starts exactly at the base model.",
)
mutant(
    Q, name="both-zero", kind="start",
    replace=START_A, by="pass",
    says="A and B both start at 0. The gradient of each is a product with the other, so both stay 0 "
    "for ever: the layer can't learn.",
)
mutant(
    Q, name="roles-swapped", kind="start",
    replace=START_A, by="nn.init.kaiming_uniform_(self.lora_B, a=math.sqrt(5))",
    says="A starts at 0 and B at random. The product is 0 as well, but the paper and loralib draw A "
    "and zero B (for embeddings it is the other way round).",
)

# ---- freezing
mutant(
    Q, name="base-trainable", kind="freezing",
    replace="self.weight.requires_grad = False", by="pass",
    says="The base weight is still trainable. Then its gradient and optimizer state take all the "
    "memory that LoRA is meant to save.",
)
mutant(
    Q, name="a-frozen", kind="freezing",
    replace=START_A, by=START_A + "\n            self.lora_A.requires_grad = False",
    says="A is frozen. Only B would be trained, on a random projection of the input.",
)
mutant(
    Q, name="bias-trainable", kind="freezing",
    replace="self.bias.requires_grad = False", by="pass",
    says="The bias is still trainable. It belongs to the base model; a saved adapter does not hold it, "
    "so what it learned is lost.",
)
mutant(
    Q, name="a-not-a-parameter", kind="freezing",
    replace=MAKE_A, by="self.lora_A = self.weight.new_zeros(r, in_features)",
    says="A is a plain tensor, not an nn.Parameter. No optimizer finds it, and state_dict() leaves it "
    "out.",
)
mutant(
    Q, name="merge-makes-a-new-parameter", kind="freezing",
    replace=[(PLUS, "self.weight = nn.Parameter(self.weight.data + delta, requires_grad=False)")],
    says="Merging replaces weight by a new parameter. An optimizer, a tied layer or anybody else who "
    "holds the old one is then out of step; change the values in place.",
)

# ---- dropout
mutant(
    Q, name="dropout-on-the-output", kind="dropout",
    replace=UPDATE,
    by="update = self.lora_dropout(F.linear(F.linear(x, self.lora_A), self.lora_B))",
    says="Dropout acts on the update's output. It belongs on its input, before A; then both outputs see "
    "the same mask.",
)
mutant(
    Q, name="dropout-between-a-and-b", kind="dropout",
    replace=UPDATE,
    by="update = F.linear(self.lora_dropout(F.linear(x, self.lora_A)), self.lora_B)",
    says="Dropout acts between A and B. It belongs before A, on the layer's input.",
)
mutant(
    Q, name="dropout-on-the-base-path", kind="dropout",
    replace=BASE, by="x = self.lora_dropout(x)\n        result = F.linear(x, weight, self.bias)",
    says="Dropout also reaches the base path. The frozen layer was never trained with holes in its "
    "input; drop in the update only.",
)
mutant(
    Q, name="dropout-ignored", kind="dropout",
    replace=UPDATE, by="update = F.linear(F.linear(x, self.lora_A), self.lora_B)",
    says="lora_dropout has no effect: nothing is dropped in training.",
)
mutant(
    Q, name="dropout-in-evaluation", kind="dropout",
    replace=UPDATE,
    by="update = F.linear(F.linear(F.dropout(x, self.lora_dropout.p), self.lora_A), self.lora_B)",
    says="Dropout is active in evaluation too, so the same input gives another output each time. "
    "F.dropout needs training=self.training; nn.Dropout knows by itself.",
)

# ---- merging
mutant(
    Q, name="merged-twice", kind="merging",
    replace=WHEN, by="if self.r > 0 and self.merge_weights and (self.merged or not mode):",
    says="eval() called twice adds the update twice. Look at merged first.",
)
mutant(
    Q, name="flag-not-looked-at", kind="merging",
    replace=WHEN, by="if self.r > 0 and self.merge_weights:",
    says="train() and eval() change the weight whatever merged says: the first train() subtracts an "
    "update that was never added.",
)
mutant(
    Q, name="flag-never-set", kind="merging",
    replace=FLAG, by="pass",
    says="merged never becomes True. forward then adds the update on top of a weight that holds it "
    "already.",
)
mutant(
    Q, name="flag-never-cleared", kind="merging",
    replace=FLAG, by="self.merged = True",
    says="merged stays True after the update was taken out: in training the update is then left out of "
    "forward, and A and B get no gradient.",
)
mutant(
    Q, name="unmerge-forgotten", kind="merging",
    replace=MINUS, by="pass",
    says="Going back to training does not take the update out of the weight. forward adds it a second "
    "time, and each eval() adds one more.",
)
mutant(
    Q, name="eval-does-not-merge", kind="merging",
    replace=WHEN, by="if self.r > 0 and self.merge_weights and self.merged and mode:",
    says="eval() does not merge, though merge_weights is True. The output is right, but each layer "
    "still computes three products in place of one. model.eval() calls train(False) of each layer inside, "
    "not its eval(): merge in train.",
)
mutant(
    Q, name="update-added-after-a-merge", kind="merging",
    replace="if self.r > 0 and not self.merged:", by="if self.r > 0:",
    says="forward adds the update though the weight holds it already: merged layers count it twice.",
)
mutant(
    Q, name="module-train-not-called", kind="merging",
    replace="super().train(mode)", by="pass",
    says="train() does not call super().train(mode). self.training then never changes, and dropout "
    "stays active in evaluation.",
)
mutant(
    Q, name="merge-weights-ignored", kind="merging",
    replace=WHEN, by="if self.r > 0 and self.merged == mode:",
    says="merge_weights=False is ignored: the layer merges all the same.",
)
mutant(
    Q, name="train-returns-nothing", kind="merging",
    replace="self.merged = not mode\n        return self", by="self.merged = not mode\n        return None",
    says="train() must return the layer, as nn.Module's does, or model.eval() gives None.",
)

# ---- layout
mutant(
    Q, name="layout-ignored-in-forward", kind="layout",
    replace="weight = self.weight.T if self.fan_in_fan_out else self.weight", by="weight = self.weight",
    says="forward ignores fan_in_fan_out. With square weights nothing crashes and the result is wrong.",
)
mutant(
    Q, name="layout-ignored-at-the-start", kind="layout",
    replace="self.weight.data = self.weight.data.T.contiguous()", by="pass",
    says="With fan_in_fan_out=True the weight must be stored as [in, out]; you left it [out, in].",
)
mutant(
    Q, name="layout-ignored-in-merge", kind="layout",
    replace="delta = delta.T", by="pass",
    says="Merging ignores fan_in_fan_out: for a weight stored as [in, out] the update B A must be "
    "transposed. Shapes do not tell: a square weight has the same in both layouts.",
)
mutant(
    Q, name="order-a-b", kind="layout",
    replace=[(UPDATE, "update = self.lora_dropout(x) @ self.lora_B.T @ self.lora_A.T")],
    says="A and B are applied in the wrong order. x goes through A first ([in] to [r]), then through B "
    "([r] to [out]).",
)
mutant(
    Q, name="merge-order-a-b", kind="layout",
    replace=DELTA, by="delta = (self.lora_A.data.T @ self.lora_B.data.T) * self.scaling",
    says="The merged update is transposed: it is B A, [out, in], not A' B'.",
)
mutant(
    Q, name="wrong-shapes", kind="layout",
    replace=[
        (MAKE_A, "self.lora_A = nn.Parameter(self.weight.new_zeros(in_features, r))"),
        (MAKE_B, "self.lora_B = nn.Parameter(self.weight.new_zeros(r, out_features))"),
        (UPDATE, "update = self.lora_dropout(x) @ self.lora_A @ self.lora_B"),
        (DELTA, "delta = (self.lora_A.data @ self.lora_B.data).T * self.scaling"),
    ],
    says="A and B have their axes swapped. The result may be the same, but no adapter file fits: A is "
    "[r, in], B is [out, r].",
)

# ---- graph
mutant(
    Q, name="input-detached", kind="graph",
    replace=UPDATE,
    by="update = F.linear(F.linear(self.lora_dropout(x.detach()), self.lora_A), self.lora_B)",
    says="The update's input is detached. A and B learn, but layers below get no gradient through "
    "the update: their adapters learn the wrong thing.",
)
mutant(
    Q, name="base-detached", kind="graph",
    replace=BASE, by="result = F.linear(x, weight, self.bias).detach()",
    says="The base output is detached. Frozen weights still pass gradients to their input; without "
    "them nothing below this layer learns through it.",
)
mutant(
    Q, name="bias-dropped", kind="graph",
    replace=BASE, by="result = F.linear(x, weight)",
    says="The bias is not added.",
)
mutant(
    Q, name="r-zero-breaks", kind="edge-case",
    replace=SCALING, by="self.scaling = lora_alpha / r",
    says="r = 0 divides by zero. It means a plain linear layer without LoRA.",
)
mutant(
    Q, name="r-zero-frozen", kind="edge-case",
    replace="self.lora_dropout = nn.Dropout(lora_dropout)",
    by="self.lora_dropout = nn.Dropout(lora_dropout)\n        self.weight.requires_grad = False",
    says="With r = 0 the weight is frozen. Then nothing in the layer can be trained; freeze only where "
    "A and B take over.",
)
mutant(
    Q, name="negative-r-accepted", kind="edge-case",
    replace="if r < 0:", by="if False:",
    says="A negative r is let through; raise ValueError.",
)
mutant(
    Q, name="dtype-forgotten", kind="wrong-type",
    replace=[
        (MAKE_A, "self.lora_A = nn.Parameter(torch.zeros(r, in_features))"),
        (MAKE_B, "self.lora_B = nn.Parameter(torch.zeros(out_features, r))"),
    ],
    says="A and B are always 32-bit, whatever the weight is. On a 16-bit or 64-bit model the products "
    "then fail: give them the weight's dtype and device.",
)

# ---- tried by somebody new
mutant(
    Q, name="a-and-b-as-layers", kind="wrong-type",
    replace=[
        (MAKE_A, "self.lora_A = nn.Linear(in_features, r, bias=False)"),
        (MAKE_B, "self.lora_B = nn.Linear(r, out_features, bias=False)"),
        (START_A, "nn.init.zeros_(self.lora_B.weight)"),
        (UPDATE, "update = self.lora_B(self.lora_A(self.lora_dropout(x)))"),
    ],
    says="lora_A and lora_B are layers. Other code reads matrices: nn.Parameter of [r, in] and [out, r].",
)
mutant(
    Q, name="bias-twice", kind="graph",
    replace=ADD, by="result = result + update * self.scaling + (0 if self.bias is None else self.bias)",
    says="The bias is added twice: the base output holds it already.",
)
mutant(
    Q, name="a-normal", kind="start",
    replace=START_A, by="nn.init.normal_(self.lora_A)",
    says="A is drawn from a normal distribution of spread 1. It starts as the weight of an nn.Linear does, "
    "uniform within 1 / sqrt(in).",
)
mutant(
    Q, name="a-too-wide", kind="start",
    replace=START_A, by="nn.init.kaiming_uniform_(self.lora_A)",
    says="A is drawn too wide: kaiming_uniform_ gives the bound 1 / sqrt(in) only with a=math.sqrt(5).",
)
mutant(
    Q, name="dropout-not-scaled-up", kind="dropout",
    replace="self.lora_dropout(x)",
    by="(x * (self.lora_dropout(torch.ones_like(x)) > 0))",
    says="What dropout leaves is not scaled up. nn.Dropout divides it by 1 - p, so that the mean stays.",
)
mutant(
    Q, name="one-mask-for-all-rows", kind="dropout",
    replace="self.lora_dropout(x)",
    by="(x * self.lora_dropout(torch.ones(x.shape[-1], dtype=x.dtype, device=x.device)))",
    says="One mask is drawn for all rows. nn.Dropout draws each entry of x by itself.",
)
mutant(
    Q, name="weight-starts-at-zero", kind="start",
    replace="self.lora_dropout = nn.Dropout(lora_dropout)",
    by="self.lora_dropout = nn.Dropout(lora_dropout)\n        nn.init.zeros_(self.weight)",
    says="The base weight starts at 0. It starts as in nn.Linear: call the parent's __init__ and leave its "
    "values alone.",
)
mutant(
    Q, name="weight-redrawn-in-the-other-layout", kind="start",
    replace="self.weight.data = self.weight.data.T.contiguous()",
    by="self.weight.data = self.weight.data.T.contiguous()\n            nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))",
    says="The weight is drawn again after it was transposed. Kaiming reads the last axis as the input, and "
    "here that is the output: transpose what nn.Linear drew.",
)
mutant(
    Q, name="device-ignored", kind="ignored-argument",
    replace="bias=bias, device=device, dtype=dtype)", by="bias=bias, dtype=dtype)",
    says="device is ignored. Pass it to the parent's __init__; A and B then follow the weight.",
)
mutant(
    Q, name="a-and-b-left-on-the-processor", kind="ignored-argument",
    replace=[
        (MAKE_A, "self.lora_A = nn.Parameter(torch.zeros(r, in_features, dtype=self.weight.dtype))"),
        (MAKE_B, "self.lora_B = nn.Parameter(torch.zeros(out_features, r, dtype=self.weight.dtype))"),
    ],
    says="A and B do not follow the weight to its device. weight.new_zeros gives both device and dtype.",
)
mutant(
    Q, name="r-zero-has-empty-matrices", kind="edge-case",
    replace="self.scaling = lora_alpha / r if r > 0 else 0.0",
    by="self.scaling = lora_alpha / r if r > 0 else 0.0\n        if r == 0:\n            self.lora_A = self.lora_B = None",
    says="With r = 0 the layer has lora_A and lora_B, which are None. Other code asks hasattr(layer, "
    "'lora_A') to find LoRA layers; leave both out.",
)
mutant(
    Q, name="full-product", kind="missing-step",
    replace=UPDATE, by="update = F.linear(self.lora_dropout(x), self.lora_B @ self.lora_A)",
    says="forward multiplies B by A, a matrix as large as the weight, for every input. Send x through A, "
    "then through B: two thin products.",
)
mutant(
    Q, name="gradients-not-off", kind="missing-step",
    replace=[(DELTA, "delta = (self.lora_B @ self.lora_A) * self.scaling"),
             (MINUS, "self.weight -= delta"), (PLUS, "self.weight += delta")],
    says="Merging is recorded by autograd, so weight would become a result of A and B. Change it within "
    "torch.no_grad(), or through weight.data.",
)
mutant(
    Q, name="bias-in-the-update", kind="graph",
    replace=UPDATE,
    by="update = F.linear(F.linear(self.lora_dropout(x), self.lora_A), self.lora_B, self.bias)",
    says="The bias is added in the update as well, scaled. The base output holds it already.",
)
mutant(
    Q, name="dropout-in-place", kind="mutation-of-input",
    replace="nn.Dropout(lora_dropout)", by="nn.Dropout(lora_dropout, inplace=True)",
    says="Dropout works in place and writes into the caller's x.",
)
mutant(
    Q, name="input-changed", kind="mutation-of-input",
    replace=BASE, by="x += 0.5\n        result = F.linear(x, weight, self.bias)",
    says="x is changed in place. It belongs to the caller, who may use it again (a residual does).",
)
mutant(
    Q, name="dropout-on-both-paths", kind="dropout",
    replace=[
        (BASE, "x = self.lora_dropout(x)\n        result = F.linear(x, weight, self.bias)"),
        (UPDATE, "update = F.linear(F.linear(x, self.lora_A), self.lora_B)"),
    ],
    says="Base path and update share one dropped input. The frozen layer was never trained with holes; "
    "drop in the update only.",
)
mutant(
    Q, name="update-only-in-training", kind="merging",
    replace="if self.r > 0 and not self.merged:", by="if self.r > 0 and self.training:",
    says="The update is added only in training. An evaluated layer that is not merged (r > 0, "
    "merge_weights=False) then behaves as if it had no adapter: ask for merged.",
)
mutant(
    Q, name="unmerge-adds", kind="merging",
    replace=MINUS, by="self.weight.data += delta",
    says="Going back to training adds the update a second time; it has to be subtracted.",
)
mutant(
    Q, name="flag-without-merging", kind="merging",
    replace=[(MINUS, "pass"), (PLUS, "pass")],
    says="Only the flag is set. The weight never gets the update, so an evaluated layer has none.",
)
mutant(
    Q, name="merges-in-training", kind="merging",
    replace=[(WHEN, "if self.r > 0 and self.merge_weights and self.merged != mode:"),
             ("            if mode:\n", "            if not mode:\n"), (FLAG, "self.merged = mode")],
    says="train() merges and eval() takes the update out. It is the other way round.",
)
mutant(
    Q, name="bias-argument-ignored", kind="ignored-argument",
    replace="super().__init__(in_features, out_features, bias=bias,",
    by="super().__init__(in_features, out_features, bias=True,",
    says="bias=False is ignored: the layer has a bias all the same.",
)
mutant(
    Q, name="a-from-0-to-1", kind="start",
    replace=START_A, by="nn.init.uniform_(self.lora_A)",
    says="A is drawn between 0 and 1. It starts as the weight of an nn.Linear does, uniform within "
    "1 / sqrt(in), on both sides of 0.",
)
