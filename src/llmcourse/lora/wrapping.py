"""A LoRA layer from an existing layer: same weights, same device, same output at first.

Plumbing: the layer classes come in as arguments, so that a learner's own can be used. Knows
nn.Linear, nn.Embedding and GPT-2's Conv1D.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

ATTENTION = ["q_proj", "k_proj", "v_proj", "o_proj"]
MLP = ["gate_proj", "up_proj", "down_proj"]
TARGETS = {"q, v": ["q_proj", "v_proj"], "attention": ATTENTION, "all linear": ATTENTION + MLP}


def lora_maker(
    linear: Callable[..., nn.Linear],
    embedding: Callable[..., nn.Embedding] | None = None,
    *,
    r: int = 8,
    lora_alpha: float = 16.0,
    lora_dropout: float = 0.0,
    merge_weights: bool = False,
) -> Callable[[nn.Module], nn.Module]:
    """What `inject_lora` takes as `make`: a function from a layer to its LoRA version.

    Args:
        linear: LoRALinear, or a class with the same arguments.
        embedding: LoRAEmbedding, or a class with the same arguments; None: tables are refused.
        r, lora_alpha, lora_dropout, merge_weights: as in LoRALinear. Merging at eval() is off, so
            that a model is merged when somebody asks for it.

    The new layer shares the old one's values (no copy) and has its mode. The old layer is not
    changed, so that a failure on a later layer leaves nothing frozen. A weight that another layer
    shares (a head tied to the embedding) stays shared in memory: merging would change both.

    Raises:
        ValueError: r is below 1 or lora_dropout not within [0, 1).
        TypeError (from the function): the layer is of another kind, or quantized.
    """
    if not isinstance(r, int) or r < 1:
        raise ValueError(f"r is {r}; use a whole number of at least 1, without it nothing learns.")
    if not 0 <= lora_dropout < 1:
        raise ValueError(f"lora_dropout is {lora_dropout}; use a number from 0 to below 1.")

    def make(old: nn.Module) -> nn.Module:
        kind = type(old).__name__
        options: dict[str, Any] = {"r": r, "lora_alpha": lora_alpha}
        weight = getattr(old, "weight", None)
        if not isinstance(weight, nn.Parameter) or not weight.is_floating_point():
            raise TypeError(f"{kind} has no weight matrix of floating point; choose other targets.")
        options |= {"device": weight.device, "dtype": weight.dtype}
        new: nn.Embedding | nn.Linear
        if isinstance(old, nn.Embedding):
            if embedding is None:
                raise TypeError("an Embedding is among the targets; give embedding=LoRAEmbedding.")
            new = embedding(
                old.num_embeddings, old.embedding_dim, padding_idx=old.padding_idx, **options
            )
        elif isinstance(old, nn.Linear) or kind == "Conv1D":
            swapped = kind == "Conv1D"
            rows, columns = weight.shape
            fan_in, fan_out = (rows, columns) if swapped else (columns, rows)
            bias = getattr(old, "bias", None)
            new = linear(
                fan_in, fan_out, bias=bias is not None, fan_in_fan_out=swapped,
                lora_dropout=lora_dropout, merge_weights=merge_weights, **options,
            )  # fmt: skip
            if bias is not None:
                new.bias = nn.Parameter(bias.data, requires_grad=False)
        else:
            raise TypeError(
                f"{kind} is no Linear, Embedding or Conv1D; choose targets among those."
            )
        new.weight = nn.Parameter(weight.data, requires_grad=False)
        return new.train(old.training)

    return make
