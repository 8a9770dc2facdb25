"""A list of the layer's seven matrices, from which all sums are taken."""


def qlora_memory(
    shape: dict[str, int],
    method: str = "qlora",
    r: int = 64,
    tokens: int = 512,
    block: int = 64,
    group: int | None = 256,
    checkpointing: bool = True,
    paged: bool = False,
) -> dict[str, float]:
    if method not in ("qlora", "lora", "full"):
        raise ValueError(f"unknown method {method!r}")
    if method != "full" and r < 1:
        raise ValueError("r must be at least 1")
    if tokens < 1:
        raise ValueError("tokens must be at least 1")
    w, inner, layers, vocab = shape["width"], shape["inner"], shape["layers"], shape["vocab"]
    head = shape["head_dim"] if "head_dim" in shape else w // shape["heads"]
    query, key = shape["heads"] * head, shape["kv_heads"] * head
    layer = [(query, w), (w, query), (key, w), (key, w), (inner, w), (inner, w), (w, inner)]
    n = layers * sum(rows * columns for rows, columns in layer)
    tables = 1 if shape["tied"] else 2
    other = tables * vocab * w + (2 * layers + 1) * w
    adapter = 0 if method == "full" else layers * r * sum(a + b for a, b in layer)
    trained = n + other if method == "full" else adapter

    if method == "qlora":
        constant = 4 if group is None else 1 + 4 / group
        matrices = n / 2 + n / block * constant
        temporaries = 2 * 2 * max(rows * columns for rows, columns in layer)
    else:
        matrices = 2 * n
        temporaries = 0
    c, f = (layers, 1) if checkpointing else (0, layers)
    memory: dict[str, float] = {
        "matrices": matrices,
        "embeddings": 2 * other,
        "adapters": 2 * adapter,
        "gradients": 2 * trained,
        "optimizer": 0 if paged else 8 * trained,
        "activations": 2 * tokens * (c * w + f * (14 * w + 6 * inner)) + 10 * tokens * vocab,
        "temporaries": temporaries,
    }
    memory["total"] = sum(memory.values())
    return memory
