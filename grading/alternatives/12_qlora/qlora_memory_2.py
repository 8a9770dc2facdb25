"""Closed formulas for the counts, and the dict filled step by step by method."""


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
    full, quantized = method == "full", method == "qlora"
    if not (full or quantized or method == "lora"):
        raise ValueError("method must be qlora, lora or full")
    if tokens < 1 or (r < 1 and not full):
        raise ValueError("r and tokens must be at least 1")
    width, inner, layers = shape["width"], shape["inner"], shape["layers"]
    keys = shape.get("head_dim", width / shape["heads"]) * shape["kv_heads"]
    queries = shape.get("head_dim", width / shape["heads"]) * shape["heads"]

    weights = layers * width * (2 * queries + 2 * keys + 3 * inner)
    around = layers * (2 * (queries + width) + 2 * (keys + width) + 3 * (inner + width))
    entries = shape["vocab"] * width
    if not shape["tied"]:
        entries *= 2
    entries += width * (2 * layers + 1)

    result: dict[str, float] = {}
    if quantized:
        bits = 4.0
        if group is None:
            bits += 32 / block
        else:
            bits += 8 / block + 32 / (block * group)
        result["matrices"] = weights * bits / 8
    else:
        result["matrices"] = 2 * weights
    result["embeddings"] = 2 * entries
    trained = weights + entries if full else r * around
    result["adapters"] = 0 if full else 2 * trained
    result["gradients"] = 2 * trained
    result["optimizer"] = 8 * trained * (not paged)
    inside = 14 * width + 6 * inner
    kept = layers * width + inside if checkpointing else layers * inside
    result["activations"] = tokens * (2 * kept + 10 * shape["vocab"])
    result["temporaries"] = 4 * width * max(queries, inner) if quantized else 0
    return {**result, "total": sum(result.values())}
