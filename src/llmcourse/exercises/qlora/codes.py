"""Probes for codes: the code book, blocks, bytes and back, constants quantized once more."""

from __future__ import annotations

import numpy as np
import torch

from llmcourse.checking import close, exact, probe, raises, share
from llmcourse.exercises.qlora.inputs import (
    NEAR,
    IntegerCasts,
    book,
    constants,
    half_block,
    kind,
    normal,
    single,
    three,
    weights,
    whole,
)


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
    half, short = weight.to(torch.bfloat16), half_block(rng, levels)
    return {
        "absmax, weight [48], block=8": answer(weight, levels, 8)[1],
        "absmax, weight [48], block=16": answer(weight, levels, 16)[1],
        "absmax, all negative, block=8": answer(negative, levels, 8)[1],
        "dtype and shape of absmax, bfloat16 weight": kind(answer(half, levels, 8)[1]),
        "codes, eight weights in bfloat16, block=8": answer(short, levels, 8)[0],
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
    infinite = weight.clone()
    infinite[int(rng.integers(8))] = float("inf")
    return {
        "codes of a normal block, then a block of zeros": codes,
        "absmax of a block of zeros is 0, of another it is not": [float(x) == 0 for x in absmax],
        "codes of the same weights times 1e-20": answer(1e-20 * weight[:8], levels, 8)[0],
        "levels [-1, 0, 1], weight [1, 0.5, -0.5, 0.25]": answer(tie, simple, 4)[0],
        "10 weights, block=4": raises(lambda: answer(torch.ones(10), levels, 4)),
        "block=0": raises(lambda: answer(torch.ones(8), levels, 0)),
        "a weight is nan": raises(lambda: answer(bad, levels, 8)),
        "a weight is infinite": raises(lambda: answer(infinite, levels, 8)),
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
    ends = [15, int(rng.integers(1, 15)), 0, 15]
    return {
        f"codes {ends}": answer(torch.tensor(ends)),
        "three codes": raises(lambda: answer(torch.tensor([1, 2, 3]))),
        "codes [16, 1]": raises(lambda: answer(torch.tensor([16, 1]))),
        "codes [3, -1]": raises(lambda: answer(torch.tensor([3, -1]))),
        f"codes [{large}, 1]": raises(lambda: answer(torch.tensor([large, 1]))),
    }


# ---------------------------------------------------------------- dequantize-blocks
@probe("dequantize-blocks", part="values", points=2, compare=NEAR)
def dequantize_values(answer, rng):
    out = {}
    for shape, block in (((3, 4), 4), ((2, 6), 6), ((2, 2, 3), 2)):
        levels = book(rng)
        count = int(np.prod(shape))
        packed = torch.tensor(rng.integers(0, 256, size=count // 2), dtype=torch.uint8)
        absmax = normal(rng, count // block).abs() + 0.1
        given = [x.clone() for x in (packed, absmax, levels)]
        out[f"shape={shape}, block={block}"] = answer(*given, shape, block)
        kept = [bool((a == b).all()) for a, b in zip((packed, absmax, levels), given, strict=True)]
        out[f"packed, absmax and levels unchanged, shape={shape}"] = kept
    return out


@probe("dequantize-blocks", part="kinds", points=1, compare=close(rtol=1e-3, atol=1e-5))
def dequantize_kinds(answer, rng):
    levels = book(rng)
    packed = torch.tensor(rng.integers(0, 256, size=32), dtype=torch.uint8)
    absmax = normal(rng, 1).abs() + 0.1
    half = answer(packed, absmax, levels, (4, 16), dtype=torch.bfloat16)
    exact_sum = answer(packed, absmax, levels, (4, 16))
    two = normal(rng, 2).abs() + 0.1
    return {
        "bfloat16, shape=(4, 16), default block": half.float() if torch.is_tensor(half) else half,
        "dtype and shape, bfloat16": kind(half),
        "dtype and shape, float32": kind(exact_sum),
        "shape=(4, 15)": raises(lambda: answer(packed, absmax, levels, (4, 15))),
        "8 codes for shape=(2, 8), block=8": raises(
            lambda: answer(packed[:4], two, levels, (2, 8), 8)
        ),
        "no constant": raises(lambda: answer(packed, absmax[:0], levels, (4, 16))),
        "two constants, shape=(4, 16), block=64": raises(
            lambda: answer(packed, two, levels, (4, 16), 64)
        ),
    }


# ---------------------------------------------------------------- double-quantize
@probe("double-quantize", part="codes", points=2, compare={"codes": share(1.0), "*": NEAR})
def double_codes(answer, rng):
    out = {}
    for count, group in ((12, 4), (40, 32), (7, 3)):
        codes, scales, mean = three(answer(constants(rng, count, group), group))
        name = f"{count} constants, group={group}"
        out[f"codes of {name}"] = codes
        out[f"dtype and shape of codes, {name}"] = kind(codes)
        out[f"scales of {name}"] = scales
        out[f"mean of {name}"] = single(mean)
    return out


@probe("double-quantize", part="edges", points=2, compare=NEAR)
def double_edges(answer, rng):
    value = float(rng.integers(1, 9))
    with IntegerCasts() as casts:
        flat = three(answer(torch.full((4,), value), 4))
    lopsided = torch.tensor([1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0]) * value
    back = three(answer(lopsided, 4))
    kept = constants(rng, 9, 4)
    before = kept.clone()
    answer(kept, 4)
    tiny = three(answer(before * 2.0**-66, 4))  # exact: the codes are those of `before`
    return {
        f"four times {value}: codes": whole(flat[0]),
        f"four times {value}: scale and mean": [flat[1], single(flat[2])],
        f"four times {value}: nan or infinity was cast to whole numbers": casts.undefined,
        f"{lopsided.tolist()}, group=4: codes": whole(back[0]),
        f"{lopsided.tolist()}, group=4: scales": back[1],
        "9 constants near 1e-20, group=4: codes": whole(tiny[0]),
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
