# ruff: noqa: E501
"""Mistakes in the memory calculator: patches of the reference, and what to say."""

from grading.mutants import mutant

# ---------------------------------------------------------------- qlora-memory
Q = "qlora-memory"
mutant(Q, name="constants-forgotten", kind="missing-step", replace='n / 2 + constants if method', by='n / 2 if method',
       says="The constants of the blocks are forgotten: 1.8 GiB for 65B even with double quantization.")
mutant(Q, name="group-none-ignored", kind="ignored-argument", replace="(4 if group is None else 1 + 4 / group)", by="(1 + 4 / (group or 256))",
       says="group=None (no double quantization) is ignored: then each constant takes 4 bytes.")
mutant(Q, name="kv-full-width", kind="wrong-formula", replace='q, kv = d * shape["heads"], d * shape["kv_heads"]', by='q = kv = d * shape["heads"]',
       says="k and v are counted as wide as q. With fewer key heads than heads they are smaller: k d rows.")
mutant(Q, name="head-dim-ignored", kind="ignored-argument", replace='d = shape.get("head_dim", w // shape["heads"])', by='d = w // shape["heads"]',
       says="head_dim is ignored: where the shape has one, q has h d rows and k and v have k d.")
mutant(Q, name="o-square", kind="wrong-formula", replace="(w, q), (i, w)", by="(w, w), (i, w)",
       says="o is counted as [w, w]. It takes what the heads give, h d entries.")
mutant(Q, name="two-mlp-matrices", kind="missing-step", replace="(i, w), (i, w), (w, i)]", by="(i, w), (w, i)]",
       says="The MLP has three matrices: gate, up and down.")
mutant(Q, name="tied-ignored", kind="ignored-argument", replace='(1 if shape["tied"] else 2)', by="2",
       says="Head and embedding are counted twice although they share one table (tied).")
mutant(Q, name="optimizer-for-all", kind="wrong-formula", replace="8 * trained,", by="8 * (trained if method == 'full' else n + trained),",
       says="The optimizer's state is counted for frozen weights too. Only what is trained has moments: that is where LoRA saves.")
mutant(Q, name="paged-ignored", kind="ignored-argument", replace="0 if paged else 8 * trained", by="8 * trained",
       says="paged is ignored: paged state lies in the host's memory.")
mutant(Q, name="one-moment", kind="wrong-formula", replace="0 if paged else 8 * trained", by="0 if paged else 4 * trained",
       says="Adam keeps two moments of 4 bytes each.")
mutant(Q, name="checkpointing-ignored", kind="ignored-argument", replace="kept = layers * w + inside if checkpointing else layers * inside", by="kept = layers * inside",
       says="checkpointing is ignored: with it, only the layers' inputs and one layer's inside are kept.")
mutant(Q, name="one-temporary", kind="wrong-formula", replace="4 * largest if method", by="2 * largest if method",
       says="One dequantized matrix is counted; two of 2 bytes a weight are asked for.")
mutant(Q, name="total-forgets-temporaries", kind="missing-step", replace='{"total": sum(parts.values())}', by='{"total": sum(parts.values()) - parts["temporaries"]}',
       says="The total leaves the temporaries out.")
mutant(Q, name="adapters-square", kind="wrong-formula", replace="layers * r * sum(a + b for a, b in matrices)", by="layers * r * sum(2 * w for _ in matrices)",
       says="Each adapter is counted as if its matrix were [w, w]: it has r (out + in) parameters.")
mutant(Q, name="full-trains-matrices-only", kind="edge-case", replace="trained = n + others if method", by="trained = n if method",
       says="Full fine-tuning trains everything, embeddings, head and norms too.")
mutant(Q, name="norms-forgotten", kind="missing-step", replace=" + (2 * layers + 1) * w", by="",
       says="The norms are forgotten: two in each layer and one at the end, w entries each.")
mutant(Q, name="logits-forgotten", kind="missing-step", replace="tokens * (2 * kept + 10 * shape[\"vocab\"])", by="tokens * 2 * kept",
       says="The logits are forgotten: 10 bytes for each token and entry of the vocabulary.")
mutant(Q, name="inside-forgotten", kind="missing-step", replace="kept = layers * w + inside if", by="kept = layers * w if",
       says="With checkpointing one layer's inside is in memory at a time, besides all inputs.")
mutant(Q, name="constants-in-bits", kind="wrong-unit", replace="(4 if group is None else 1 + 4 / group)", by="(32 if group is None else 8 + 32 / group)",
       says="The constants are counted in bits; everything is in bytes: 4, or 1 and 4 for each group.")
mutant(Q, name="temporaries-always", kind="edge-case", replace='4 * largest if method == "qlora" else 0', by="4 * largest",
       says="Only qlora dequantizes: in 16 bits there are no temporaries.")
mutant(Q, name="embeddings-in-4-bits", kind="wrong-formula", replace='"embeddings": 2 * others', by='"embeddings": others / 2 if method == "qlora" else 2 * others',
       says="Embedding, head and norms stay in 16 bits; only the layers' matrices are quantized.")
mutant(Q, name="gradients-in-32-bits", kind="wrong-unit", replace='"gradients": 2 * trained', by='"gradients": 4 * trained',
       says="A gradient has the dtype of its parameter, 2 bytes.")
mutant(Q, name="largest-square", kind="wrong-formula", replace="largest = max(rows * columns for rows, columns in matrices)", by="largest = w * w",
       says="The largest matrix is one of the MLP's, [i, w].")
mutant(Q, name="shape-changed", kind="extra-step", replace='shape.get("head_dim"', by='shape.pop("head_dim"',
       says="head_dim is taken out of the caller's dict (pop): the next call with the same shape counts other matrices. Read it with get.")
mutant(Q, name="block-fixed", kind="ignored-argument", replace="n / block", by="n / 64",
       says="block is ignored: there are 64 weights to a constant whatever it says.")
mutant(Q, name="r-fixed", kind="ignored-argument", replace="layers * r * sum", by="layers * 64 * sum",
       says="r is ignored: the adapters have rank 64 whatever it says.")
mutant(Q, name="in-gigabytes", kind="wrong-unit", replace='return parts | {"total": sum(parts.values())}', by='parts = parts | {"total": sum(parts.values())}\n    return {name: value / 1e9 for name, value in parts.items()}',
       says="The result is in gigabytes; bytes are asked for.")
mutant(Q, name="tied-inverted", kind="wrong-formula", replace='(1 if shape["tied"] else 2)', by='(2 if shape["tied"] else 1)',
       says="tied is turned round: tied head and embedding are one table, untied ones two.")
mutant(Q, name="adapters-on-q-and-v", kind="missing-step", replace="layers * r * sum(a + b for a, b in matrices)", by="layers * r * sum(a + b for a, b in (matrices[0], matrices[2]))",
       says="Only q and v get adapters, as in unit 10. QLoRA puts them on all seven matrices.")
mutant(Q, name="checkpointing-inverted", kind="wrong-formula", replace="if checkpointing else layers * inside", by="if not checkpointing else layers * inside",
       says="checkpointing is turned round: with it only the layers' inputs and one layer's inside are kept, without it every layer's inside.")
mutant(Q, name="temporaries-of-a-layer", kind="wrong-formula", replace="largest = max(rows * columns for rows, columns in matrices)", by="largest = sum(rows * columns for rows, columns in matrices)",
       says="All seven matrices of a layer are counted as temporaries. They are dequantized one after the other, so the largest decides.")
mutant(Q, name="adapters-for-full", kind="edge-case", replace='0 if method == "full" else layers', by="layers",
       says="Full fine-tuning is given adapters. It has none: the parameters themselves are trained.")
mutant(Q, name="last-norm-forgotten", kind="off-by-one", replace="(2 * layers + 1) * w", by="2 * layers * w",
       says="One norm is missing: two in each layer, and one at the end.")
mutant(Q, name="adapters-in-32-bits", kind="wrong-unit", replace='"adapters": 2 * adapters', by='"adapters": 4 * adapters',
       says="The adapters are counted in 32 bits; 2 bytes for each of their parameters.")
