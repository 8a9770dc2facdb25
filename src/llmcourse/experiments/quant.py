"""Experiments of unit 12 on formats: what four bits do to weights, and to a model's answers.

Each takes the learner's functions as a `Codec` or one by one. `quick` sizes are the defaults.
What trains is in `quant_training`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from llmcourse.experiments.records import Condition, ExperimentResult
from llmcourse.quant.codec import Codec
from llmcourse.quant.formats import code_books, relative_errors


def linears(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers of a chat model's network, without the head."""
    return {
        name: layer for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear) and name.rpartition(".")[2] != "lm_head"
    }  # fmt: skip


# ------------------------------------------------------------------ formats
def normal_weight(blocks: int, seed: int = 0, block: int = 64) -> Tensor:
    """Weights drawn from the standard normal distribution."""
    return torch.randn(blocks * block, generator=torch.Generator().manual_seed(seed))


def uniform_weight(blocks: int, seed: int = 0, block: int = 64) -> Tensor:
    """Weights drawn evenly between -1 and 1."""
    return 2 * torch.rand(blocks * block, generator=torch.Generator().manual_seed(seed)) - 1


def real_weight(model: Any, blocks: int, seed: int = 0, block: int = 64) -> Tensor:
    """Blocks of a model's linear layers, drawn at random, each matrix scaled to spread 1."""
    rows = torch.cat([
        (w / w.std()).reshape(-1, block)
        for w in (layer.weight.detach().float().cpu() for layer in linears(model).values())
        if w.numel() % block == 0
    ])  # fmt: skip
    pick = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed))[:blocks]
    return rows[pick].flatten()


def format_errors(
    quantize: Any, weight: Tensor, books: Mapping[str, Tensor] | None = None, block: int = 64
) -> ExperimentResult:
    """Relative error of every block under each code book; lower is better."""
    found = {
        name: relative_errors(weight, levels, quantize, block).tolist()
        for name, levels in (books or code_books()).items()
    }
    baseline = "int4" if "int4" in found else next(iter(found))
    return ExperimentResult("C51", [Condition(n, s) for n, s in found.items()], baseline, [0])


def outlier_errors(
    quantize: Any, books: Mapping[str, Tensor], size: float, blocks: Sequence[int] = (64, 8),
    count: int = 1000, seed: int = 0,
) -> list[dict[str, Any]]:  # fmt: skip
    """Relative error of normal weights where every 64th is `size` times as large.

    Only the other weights are scored: the error that an outlier makes in its neighbours.
    """
    weight = normal_weight(count, seed)
    spoilt = weight.clone()
    spoilt[::64] *= size
    others = torch.arange(len(weight)) % 64 != 0
    rows = []
    for block in blocks:
        row: dict[str, Any] = {"outliers": f"{size:g} times", "block": block}
        for name, levels in books.items():
            codes, absmax = quantize(spoilt, levels, block)
            back = (levels[codes.int()].reshape(-1, block) * absmax[:, None]).flatten()
            row[name] = float((back - spoilt)[others].norm() / spoilt[others].norm())
        rows.append(row)
    return rows


def format_divergences(
    quantize: Any, books: Mapping[str, Tensor], pairs: Sequence[Any], block: int = 64
) -> ExperimentResult:
    """How far rounding a model's linear layers to each code book moves its next-token
    probabilities: Kullback-Leibler divergence from the model as it is, nats a token, for each
    conversation; lower is better."""
    from llmcourse.experiments.lora import own_model
    from llmcourse.lora.training import encode

    model = own_model()
    net, tokenizer = model.weights.model, model.weights.tokenizer
    device = next(net.parameters()).device
    texts = [
        torch.tensor([encode(tokenizer, messages, answer)[0]], device=device)
        for messages, answer in pairs
    ]

    @torch.no_grad()
    def log_probabilities() -> list[Tensor]:
        return [net(input_ids=ids, use_cache=False).logits[0].float().log_softmax(-1)
                for ids in texts]  # fmt: skip

    plain = log_probabilities()
    layers = linears(net)
    before = {name: layer.weight.detach().clone() for name, layer in layers.items()}
    conditions = []
    for name, levels in books.items():
        levels = levels.to(device)
        for key, layer in layers.items():
            codes, absmax = quantize(before[key], levels, block)
            values = levels[codes.int()].reshape(-1, block) * absmax[:, None]
            layer.weight.data = values.reshape(before[key].shape).to(before[key].dtype)
        moved = log_probabilities()
        scores = [float((p.exp() * (p - q)).sum(-1).mean())
                  for p, q in zip(plain, moved, strict=True)]  # fmt: skip
        conditions.append(Condition(name, scores))
    baseline = "int4" if "int4" in books else next(iter(books))
    return ExperimentResult("C51", conditions, baseline, [0])


def beside_bitsandbytes(codec: Codec, weight: Tensor) -> str:
    """One sentence: how many packed bytes the authors' library has in common with the codec's."""
    from importlib.util import find_spec

    if find_spec("bitsandbytes") is None:
        return "bitsandbytes is not installed here; the course's tests compare where it is."
    from bitsandbytes import functional

    data, state = functional.quantize_4bit(weight, quant_type="nf4", blocksize=codec.block)
    ours = codec.encode(weight).tensors
    same = float((data.flatten() == ours["packed"]).float().mean())
    gap = float((state.absmax - ours["absmax"]).abs().max())
    return f"bitsandbytes: {100 * same:.3f}% equal bytes, constants differ by at most {gap:.1e}."


def stored_bits(model: Any, codecs: Mapping[str, Codec]) -> ExperimentResult:
    """Bits a weight of every linear layer, measured on the tensors that are stored."""
    layers = linears(model).values()
    conditions = [
        Condition(name, [codec.encode(x.weight).bytes * 8 / x.weight.numel() for x in layers])
        for name, codec in codecs.items()
    ]
    return ExperimentResult("C51", conditions, conditions[0].name, [0])


def eight_bits(model: Any) -> ExperimentResult:
    """How many times fewer bytes a linear layer takes in 8 bits (absmax a row) than before."""
    rows: dict[str, list[float]] = {"against 32 bits": [], "against 16 bits": [], "four times": []}
    for layer in linears(model).values():
        scale = layer.weight.detach().abs().amax(1).float()
        codes = torch.round(layer.weight.detach() / scale[:, None] * 127).to(torch.int8)
        small = codes.numel() + 4 * scale.numel()
        rows["against 32 bits"].append(4 * codes.numel() / small)
        rows["against 16 bits"].append(2 * codes.numel() / small)
        rows["four times"].append(4.0)
    return ExperimentResult("C52", [Condition(n, s) for n, s in rows.items()], "four times", [0])
