"""What fine-tuning a Llama-shaped model holds in memory, component by component.

Arithmetic on shapes. Also the reference of an exercise of unit 12, and so the function stands on
its own; :mod:`llmcourse.quant.shapes` has shapes of known models.
"""


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
    """Bytes at the peak of a training step, by what holds them.

    A layer has seven matrices: q [h d, w], k and v [k d, w], o [w, h d] for width w, h heads of d
    entries and k key heads; gate and up [i, w], down [w, i]. LoRA of rank r adds r (out + in) to
    each.

    Args:
        shape: ``vocab``, ``width`` (w), ``inner`` (i), ``layers``, ``heads`` (h), ``kv_heads`` (k)
            and ``tied`` (1 if head and embedding share one table, 0 if not). ``head_dim`` (d) only
            where it is not w / h, as in Qwen3. No biases.
        method: ``"qlora"``: the layers' matrices in 4 bits, adapters trained. ``"lora"``: matrices
            in 2 bytes a weight, adapters trained. ``"full"``: no adapters, every parameter
            trained.
        r: rank of the adapters.
        tokens: in the batch (batch times sequence).
        block, group: of the quantization; group None is without double quantization.
        checkpointing: keep only each layer's input for the backward pass.
        paged: the optimizer's state lies in the host's memory and counts 0.

    Returns:
        A dict, in bytes:

        * ``"matrices"``: n weights in 4 bits, with a constant for each block (4 bytes; with double
          quantization 1 byte, and 4 bytes for each group of them), fractions not rounded; or 2 n.
        * ``"embeddings"``: 2 bytes for each entry of embedding, head (once if tied) and the
          2 * layers + 1 norms of w entries.
        * ``"adapters"``: 2 bytes for each of their parameters; 0 for "full".
        * ``"gradients"``: 2 bytes for each trained parameter.
        * ``"optimizer"``: 8 bytes for each trained parameter (two 32-bit moments), 0 if paged.
        * ``"activations"``: 2 bytes times tokens times (c w + f (14 w + 6 i)), and 10 bytes times
          tokens times vocab for the logits. With checkpointing c = layers and f = 1 (all inputs
          and one layer's inside), without c = 0 and f = layers.
        * ``"temporaries"``: two of the largest matrix in 2 bytes a weight, for "qlora"; else 0.
        * ``"total"``: their sum.

    Raises:
        ValueError: method is none of the three, r is below 1 (except for "full"), or tokens is
            below 1.
    """
    if method not in ("qlora", "lora", "full"):
        raise ValueError(f"method is {method!r}; use 'qlora', 'lora' or 'full'.")
    if (r < 1 and method != "full") or tokens < 1:
        raise ValueError(f"r is {r} and tokens is {tokens}; use 1 or more.")
    w, i, layers = shape["width"], shape["inner"], shape["layers"]
    d = shape.get("head_dim", w // shape["heads"])
    q, kv = d * shape["heads"], d * shape["kv_heads"]
    matrices = [(q, w), (kv, w), (kv, w), (w, q), (i, w), (i, w), (w, i)]
    n = layers * sum(rows * columns for rows, columns in matrices)
    others = shape["vocab"] * w * (1 if shape["tied"] else 2) + (2 * layers + 1) * w
    adapters = 0 if method == "full" else layers * r * sum(a + b for a, b in matrices)
    trained = n + others if method == "full" else adapters
    constants = n / block * (4 if group is None else 1 + 4 / group)
    inside = 14 * w + 6 * i
    kept = layers * w + inside if checkpointing else layers * inside
    largest = max(rows * columns for rows, columns in matrices)
    parts = {
        "matrices": n / 2 + constants if method == "qlora" else 2 * n,
        "embeddings": 2 * others,
        "adapters": 2 * adapters,
        "gradients": 2 * trained,
        "optimizer": 0 if paged else 8 * trained,
        "activations": tokens * (2 * kept + 10 * shape["vocab"]),
        "temporaries": 4 * largest if method == "qlora" else 0,
    }
    return parts | {"total": sum(parts.values())}
