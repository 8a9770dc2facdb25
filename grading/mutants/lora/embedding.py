# ruff: noqa: E501
"""Mistakes in LoRAEmbedding."""

from grading.mutants import mutant

Q = "lora-embedding"
ROWS = "rows = F.embedding(ids, self.lora_A.T, self.padding_idx)"
ADD = "result = result + F.linear(rows, self.lora_B) * self.scaling"

mutant(
    Q, name="scaling-missing", kind="scaling",
    replace=ADD, by="result = result + F.linear(rows, self.lora_B)",
    says="The update is not scaled by alpha / r.",
)
mutant(
    Q, name="scaling-whole", kind="scaling",
    replace="self.scaling = lora_alpha / r", by="self.scaling = lora_alpha // r",
    says="alpha // r is a whole-number division: 6 // 4 is 1, not 1.5.",
)
mutant(
    Q, name="scaling-alpha", kind="scaling",
    replace="self.scaling = lora_alpha / r", by="self.scaling = lora_alpha",
    says="The update is scaled by alpha, not by alpha / r.",
)
mutant(
    Q, name="roles-as-in-linear", kind="start",
    replace="nn.init.normal_(self.lora_B)", by="nn.init.normal_(self.lora_A)",
    says="A starts at random and B at zero, as in a linear layer. In a table it is the other way round "
    "(loralib, peft): A has a column for each entry and starts at 0.",
)
mutant(
    Q, name="both-zero", kind="start",
    replace="nn.init.normal_(self.lora_B)", by="pass",
    says="A and B both start at 0: each one's gradient is a product with the other, so neither ever moves.",
)
mutant(
    Q, name="both-random", kind="start",
    replace="nn.init.normal_(self.lora_B)", by="nn.init.normal_(self.lora_B)\n        nn.init.normal_(self.lora_A)",
    says="A and B both start at random, so the rows differ from the base model's before any training.",
)
mutant(
    Q, name="base-trainable", kind="freezing",
    replace="self.weight.requires_grad = False", by="pass",
    says="The table itself is still trainable. It is often the largest matrix of a small model.",
)
mutant(
    Q, name="a-frozen", kind="freezing",
    replace="self.weight.requires_grad = False", by="self.weight.requires_grad = self.lora_A.requires_grad = False",
    says="A is frozen. It starts at 0, so the update stays 0 for ever.",
)
mutant(
    Q, name="padding-learns", kind="edge-case",
    replace=ROWS, by="rows = F.embedding(ids, self.lora_A.T)",
    says="padding_idx is not passed on: the padding entry gets a gradient in A and learns from positions "
    "that mean nothing.",
)
mutant(
    Q, name="update-added-after-a-merge", kind="merging",
    replace="if not self.merged:", by="if True:",
    says="The update is added though the weight holds it already (merged is True).",
)
mutant(
    Q, name="wrong-shapes", kind="layout",
    replace=[
        ("self.weight.new_zeros(r, num_embeddings)", "self.weight.new_zeros(num_embeddings, r)"),
        (ROWS, "rows = F.embedding(ids, self.lora_A, self.padding_idx)"),
    ],
    says="A is [entries, r]. In loralib and peft it is [r, entries]; a saved adapter would not fit.",
)
mutant(
    Q, name="layout-false", kind="layout",
    replace="self.fan_in_fan_out = True", by="self.fan_in_fan_out = False",
    says="fan_in_fan_out is False. The table is stored as [entries, dimension] = [in, out], so merging "
    "has to transpose B A.",
)
mutant(
    Q, name="rank-zero-accepted", kind="edge-case",
    replace="if r < 1:", by="if r < 0:",
    says="r = 0 is not refused with a ValueError.",
)
mutant(
    Q, name="columns-not-rows", kind="layout",
    replace=ROWS, by="rows = self.lora_A[:, ids]",
    says="lora_A[:, ids] has the shape [r, *batch]. B needs the rank last, [*batch, r]: look ids up in "
    "A transposed.",
)
mutant(
    Q, name="base-rows-forgotten", kind="missing-step",
    replace=ADD, by="result = F.linear(rows, self.lora_B) * self.scaling",
    says="Only the update is returned; the plain table's rows belong to it.",
)
mutant(
    Q, name="b-too-small", kind="start",
    replace="nn.init.normal_(self.lora_B)", by="nn.init.kaiming_uniform_(self.lora_B, a=5**0.5)",
    says="B is drawn as in a linear layer. In a table it is normal with standard deviation 1.",
)
mutant(
    Q, name="update-only-in-training", kind="merging",
    replace="if not self.merged:", by="if self.training and not self.merged:",
    says="The update is added only in training, so after eval() the adapter is gone. Only merged decides.",
)
mutant(
    Q, name="dtype-forgotten", kind="wrong-type",
    replace=[
        ("self.weight.new_zeros(r, num_embeddings)", "torch.zeros(r, num_embeddings)"),
        ("self.weight.new_zeros(embedding_dim, r)", "torch.zeros(embedding_dim, r)"),
    ],
    says="A and B are always 32-bit on the processor, whatever the weight is. Give them the weight's dtype "
    "and device.",
)
mutant(
    Q, name="device-ignored", kind="ignored-argument",
    replace="padding_idx=padding_idx, device=device, dtype=dtype", by="padding_idx=padding_idx, dtype=dtype",
    says="device is ignored. Pass it to the parent's __init__.",
)
mutant(
    Q, name="b-transposed", kind="layout",
    replace=[
        ("self.weight.new_zeros(embedding_dim, r)", "self.weight.new_zeros(r, embedding_dim)"),
        (ADD, "result = result + rows @ self.lora_B * self.scaling"),
    ],
    says="B is [r, dimension]. In loralib and peft it is [dimension, r]; a saved adapter would not fit.",
)
mutant(
    Q, name="padding-row-without-update", kind="edge-case",
    replace=ROWS, by=ROWS + "\n            if self.padding_idx is not None:\n                rows = rows * (ids != self.padding_idx).unsqueeze(-1)",
    says="The padding entry's row has no update. It only gets no gradient; what its column of A holds counts.",
)
