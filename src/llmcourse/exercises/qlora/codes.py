"""Probes for codes: the code book, blocks, bytes and back, constants quantized once more."""

from __future__ import annotations

import numpy as np
import torch

from llmcourse.checking import close, exact, probe, raises, share
from llmcourse.exercises.qlora.inputs import NEAR, IntegerCasts, book, kind, normal, weights


# ---------------------------------------------------------------- nf4-levels
@probe("nf4-levels", part="four bits", points=2, compare=close(rtol=1e-5, atol=1e-6))
def levels_four(answer, rng):
    found = answer()
    offset = float(np.round(rng.uniform(0.98, 0.995), 4))  # away from the default
    return {"bits=4": found, "dtype and shape, bits=4": kind(found),
            f"bits=4, offset={offset}": answer(4, offset=offset)}  # fmt: skip


@probe("nf4-levels", part="other widths", points=1, compare=close(rtol=1e-5, atol=1e-6))
def levels_other(answer, rng):
    offset = float(np.round(rng.uniform(0.9, 0.98), 3))
    return {
        "bits=2": answer(2),
        f"bits=3, offset={offset}": answer(3, offset),
        "entries of bits=8": len(answer(8)),
        "bits=1": raises(lambda: answer(1)),
        "offset=1.0": raises(lambda: answer(4, 1.0)),
        "offset=0.5": raises(lambda: answer(4, 0.5)),
    }


# ---------------------------------------------------------------- quantize-blocks
@probe("quantize-blocks", part="codes", points=2, compare={"codes": share(1.0), "*": exact()})
def quantize_codes(answer, rng):
    out = {}
    for block, blocks in ((8, 6), (4, 5)):
        levels = book(rng)
        weight = weights(rng, levels, blocks, block).reshape(
            -1, 2 * block if blocks == 6 else block
        )
        before = weight.clone()
        codes, _ = answer(weight, levels, block)
        name = f"weight {list(weight.shape)}, block={block}"
        out[f"codes of {name}"] = codes
        out[f"dtype and shape of codes, {name}"] = kind(codes)
        out[f"weight unchanged, {name}"] = bool((before == weight).all())
    return out


@probe("quantize-blocks", part="constants", points=1, compare=NEAR)
def quantize_constants(answer, rng):
    levels = book(rng)
    weight = weights(rng, levels, 6, 8)
    negative = -weight.abs()
    half = weight.to(torch.bfloat16)
    return {
        "absmax, weight [48], block=8": answer(weight, levels, 8)[1],
        "absmax, weight [48], block=16": answer(weight, levels, 16)[1],
        "absmax, all negative, block=8": answer(negative, levels, 8)[1],
        "dtype and shape of absmax, bfloat16 weight": kind(answer(half, levels, 8)[1]),
    }


@probe("quantize-blocks", part="edges", points=1, compare=exact())
def quantize_edges(answer, rng):
    levels = book(rng)
    weight = torch.cat([weights(rng, levels, 1, 8), torch.zeros(8)])
    codes, absmax = answer(weight, levels, 8)
    simple = torch.tensor([-1.0, 0.0, 1.0])
    tie = torch.tensor([1.0, 0.5, -0.5, 0.25])
    bad = weight.clone()
    bad[int(rng.integers(8))] = float("nan")
    return {
        "codes of a normal block, then a block of zeros": codes,
        "absmax of a block of zeros is 0, of another it is not": [float(x) == 0 for x in absmax],
        "codes of the same weights times 1e-20": answer(1e-20 * weight[:8], levels, 8)[0],
        "levels [-1, 0, 1], weight [1, 0.5, -0.5, 0.25]": answer(tie, simple, 4)[0],
        "10 weights, block=4": raises(lambda: answer(torch.ones(10), levels, 4)),
        "block=0": raises(lambda: answer(torch.ones(8), levels, 0)),
        "a weight is nan": raises(lambda: answer(bad, levels, 8)),
        "a weight is infinite": raises(lambda: answer(weight / 0, levels, 8)),
    }


# ---------------------------------------------------------------- pack-codes
@probe("pack-codes", part="bytes", points=1, compare=exact())
def pack_bytes(answer, rng):
    out = {}
    for dtype in (torch.uint8, torch.int64):
        codes = torch.tensor(rng.integers(0, 16, size=10), dtype=dtype)
        packed = answer(codes.clone())
        out[f"{dtype} codes={codes.tolist()}"] = packed
        out[f"dtype and shape, {dtype}"] = kind(packed)
    same = torch.tensor(rng.integers(0, 16, size=4), dtype=torch.uint8)
    before = same.clone()
    answer(same)
    out["codes unchanged"] = bool((same == before).all())
    return out


@probe("pack-codes", part="refusals", points=1, compare=exact())
def pack_refusals(answer, rng):
    large = 256 + int(rng.integers(1, 16))  # fits into a byte once it has wrapped around
    return {
        "codes [0, 15]": answer(torch.tensor([0, 15])),
        "three codes": raises(lambda: answer(torch.tensor([1, 2, 3]))),
        "codes [16, 1]": raises(lambda: answer(torch.tensor([16, 1]))),
        "codes [3, -1]": raises(lambda: answer(torch.tensor([3, -1]))),
        f"codes [{large}, 1]": raises(lambda: answer(torch.tensor([large, 1]))),
    }


# ---------------------------------------------------------------- dequantize-blocks
@probe("dequantize-blocks", part="values", points=2, compare=NEAR)
def dequantize_values(answer, rng):
    out = {}
    for shape, block in (((3, 8), 4), ((4, 6), 12), ((2, 2, 4), 2)):
        levels = book(rng)
        count = int(np.prod(shape))
        packed = torch.tensor(rng.integers(0, 256, size=count // 2), dtype=torch.uint8)
        absmax = normal(rng, count // block).abs() + 0.1
        out[f"shape={shape}, block={block}"] = answer(packed, absmax, levels, shape, block)
    return out


@probe("dequantize-blocks", part="kinds", points=1, compare=close(rtol=1e-3, atol=1e-5))
def dequantize_kinds(answer, rng):
    levels = book(rng)
    packed = torch.tensor(rng.integers(0, 256, size=32), dtype=torch.uint8)
    absmax = normal(rng, 1).abs() + 0.1
    half = answer(packed, absmax, levels, (2, 32), dtype=torch.bfloat16)
    exact_sum = answer(packed, absmax, levels, (2, 32))
    return {
        "bfloat16, shape=(2, 32), default block": half.float(),
        "dtype and shape, bfloat16": kind(half),
        "dtype and shape, float32": kind(exact_sum),
        "shape=(2, 31)": raises(lambda: answer(packed, absmax, levels, (2, 31))),
        "no constant": raises(lambda: answer(packed, absmax[:0], levels, (2, 32))),
    }


# ---------------------------------------------------------------- double-quantize
@probe("double-quantize", part="codes", points=2, compare={"codes": share(1.0), "*": NEAR})
def double_codes(answer, rng):
    out = {}
    for count, group in ((12, 4), (40, 32), (7, 3)):
        values = torch.tensor(rng.uniform(0.5, 3, size=count), dtype=torch.float32)
        mean = values.mean()
        # Keep every quotient clear of the middle between two whole numbers.
        for _ in range(3):
            rest = torch.cat([values - mean, torch.zeros(-count % group)]).reshape(-1, group)
            top = rest.abs().amax(1, keepdim=True)
            x = (rest / top * 127).flatten()[:count]
            near = ((x - x.floor()) - 0.5).abs() < 0.05
            values = torch.where(near, values + 0.2 * top.repeat(1, group).flatten()[:count] / 127,
                                 values)  # fmt: skip
            mean = values.mean()
        codes, scales, offset = answer(values, group)
        name = f"{count} constants, group={group}"
        out[f"codes of {name}"] = codes
        out[f"dtype and shape of codes, {name}"] = kind(codes)
        out[f"scales of {name}"] = scales
        out[f"mean of {name}"] = float(offset)
    return out


@probe("double-quantize", part="edges", points=2, compare=NEAR)
def double_edges(answer, rng):
    value = float(rng.integers(1, 9))
    with IntegerCasts() as casts:
        flat = answer(torch.full((4,), value), 4)
    lopsided = torch.tensor([1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0]) * value
    back = answer(lopsided, 4)
    kept = torch.tensor(rng.uniform(0.5, 3, size=9), dtype=torch.float32)
    before = kept.clone()
    answer(kept, 4)
    return {
        f"four times {value}: codes": flat[0].int(),
        f"four times {value}: scale and mean": [float(flat[1][0]), float(flat[2])],
        f"four times {value}: nan or infinity was cast to whole numbers": casts.undefined,
        f"{lopsided.tolist()}, group=4: codes": back[0].int(),
        f"{lopsided.tolist()}, group=4: scales": back[1],
        "constants unchanged": bool((kept == before).all()),
        "no constants": raises(lambda: answer(torch.zeros(0))),
        "group=0": raises(lambda: answer(kept, 0)),
    }


# ---------------------------------------------------------------- bits-per-parameter
@probe("bits-per-parameter", part="double quantization", points=1,
       compare=close(rtol=1e-9, atol=1e-12))  # fmt: skip
def bits_double(answer, rng):
    block, group = int(2 ** rng.integers(4, 9)), int(2 ** rng.integers(5, 10))
    return {
        "defaults": answer(),
        f"block={block}, group={group}": answer(block, group),
        f"block={block}, group={group}, bits=3, constant_bits=16": answer(block, group, 3, 16),
        "group=0": raises(lambda: answer(64, 0)),
    }


@probe("bits-per-parameter", part="single", points=1, compare=close(rtol=1e-9, atol=1e-12))
def bits_single(answer, rng):
    block = int(2 ** rng.integers(4, 9))
    return {
        f"block={block}, group=None": answer(block, None),
        f"block={block}, group=None, constant_bits=16": answer(block, None, constant_bits=16),
        "block=32, group=None, bits=8": answer(32, None, bits=8),
        "block=0": raises(lambda: answer(0, None)),
    }
