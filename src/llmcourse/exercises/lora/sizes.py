"""Probes of sizes, memory and spectra."""

from __future__ import annotations

import numpy as np
import torch

from llmcourse.checking import close, exact, probe, raises
from llmcourse.exercises.lora.inputs import Toy, tried

NEAR = close(rtol=1e-6, atol=1e-9)


# ---------------------------------------------------------------- adapter-size
@probe("adapter-size", part="counts", points=2, compare=NEAR)
def size_counts(answer, rng):
    out = {}
    width, entries = int(rng.integers(3, 6)), int(rng.integers(7, 11))
    for target in (["q_proj", "v_proj", "up"], ["head", "embed"]):
        r = int(rng.integers(1, 5))
        model = Toy(width, 3, entries)
        frozen = ""
        if "head" in target:
            model.h[0].requires_grad_(False)
            frozen = ", the first block is frozen"
        out[f"width {width}, {entries} entries, target={target}, r={r}{frozen}"] = tried(
            lambda model=model, target=target, r=r: answer(model, target, r)
        )
    model = Toy(width, 1, entries)
    out["target=['attn.o_proj'], r=3, bytes_per_value=4"] = answer(
        model, ["attn.o_proj"], 3, bytes_per_value=4
    )
    with torch.device("meta"):
        meta = Toy(width, 2, entries)
    out["on the meta device, target=['v_proj'], r=8"] = answer(meta, ["v_proj"], 8)
    return out


@probe("adapter-size", part="edges", points=1, compare=NEAR)
def size_edges(answer, rng):
    width = int(rng.integers(3, 6))
    tied = Toy(width, 2, 9, tied=True)
    before = [(name, p.requires_grad) for name, p in tied.named_parameters()]
    return {
        f"head and embedding share their weight, width {width}": answer(tied, ["v_proj"], 2),
        "parameters of the model unchanged": [
            (name, p.requires_grad) for name, p in tied.named_parameters()
        ] == before,
        "target=['proj']": raises(lambda: answer(tied, ["proj"], 2)),
        "r=0": raises(lambda: answer(tied, ["v_proj"], 0)),
        "r=-2": raises(lambda: answer(tied, ["v_proj"], -2)),
    }


# ---------------------------------------------------------------- training-memory
@probe("training-memory", part="bytes", points=2, compare=NEAR)
def memory_bytes(answer, rng):
    out = {}
    frozen, trained, kept = (int(v) for v in rng.integers(1000, 9000, size=3))
    out[f"frozen={frozen}, trainable={trained}, activations={kept}"] = answer(frozen, trained, kept)
    out[f"frozen=0, trainable={trained}"] = answer(0, trained)
    out[f"frozen={frozen}, trainable={trained}, bytes 0.5, 2 and 6"] = answer(
        frozen, trained, 100, frozen_bytes=0.5, trainable_bytes=2, state_bytes=6
    )
    out["trainable=-1"] = raises(lambda: answer(1, -1))
    out["activations=-5"] = raises(lambda: answer(1, 1, -5))
    for name in ("frozen_bytes", "trainable_bytes", "state_bytes"):
        out[f"{name}=-1"] = raises(lambda name=name: answer(1, 1, 1, **{name: -1}))
    return out


# ---------------------------------------------------------------- rank-for-energy
def _with_values(rng, rows: int, columns: int, values) -> torch.Tensor:
    left = np.linalg.qr(rng.normal(size=(rows, len(values))))[0]
    right = np.linalg.qr(rng.normal(size=(columns, len(values))))[0]
    return torch.tensor(left @ np.diag(values) @ right.T, dtype=torch.float64)


@probe("rank-for-energy", part="rank", points=2, compare=exact())
def rank_needed(answer, rng):
    out = {}
    # Shares lie far from the sums of the squares: 16/30, 25/30, 29/30 for 4, 3, 2, 1.
    update = _with_values(rng, 6, 5, [4.0, 3.0, 2.0, 1.0])
    for share in (0.5, 0.6, 0.9, 0.98, 1.0):
        out[f"6 x 5, singular values 4, 3, 2, 1, share={share}"] = tried(
            lambda share=share: answer(update, share)
        )
    out["the same, share=0.5: type of the rank"] = tried(lambda: type(answer(update, 0.5)).__name__)
    for number in range(2):
        rank = int(rng.integers(1, 6))
        product = torch.tensor(rng.normal(size=(7, rank)) @ rng.normal(size=(rank, 6)))
        out[f"a product of 7 x {rank} and {rank} x 6 (number {number}), share=1"] = tried(
            lambda product=product: answer(product, 1.0)
        )
    uneven = _with_values(rng, 4, 3, [4.0, 1.0])  # 16/17 lies between 0.9 and 0.95
    out["singular values 4, 1, a parameter, share left out"] = tried(
        lambda: answer(torch.nn.Parameter(uneven))
    )
    steep = _with_values(rng, 4, 7, [10.0, 1.0])
    out["4 x 7, singular values 10, 1, share=0.95"] = tried(lambda: answer(steep, 0.95))
    out["4 x 7, singular values 10, 1, share=1"] = tried(lambda: answer(steep, 1.0))
    for small in (3e-3, 1e-4, 1e-5):  # 1e-8 of the energy counts, 1e-10 does not
        almost = _with_values(rng, 4, 3, [1.0, small])
        out[f"singular values 1, {small}, share=1"] = tried(
            lambda almost=almost: answer(almost, 1.0)
        )
    out["a matrix of zeros"] = tried(lambda: answer(torch.zeros(3, 2), 0.9))
    out["share=0"] = raises(lambda: answer(update, 0.0))
    out["share=1.5"] = raises(lambda: answer(update, 1.5))
    out["a vector"] = raises(lambda: answer(torch.ones(3)))
    return out
