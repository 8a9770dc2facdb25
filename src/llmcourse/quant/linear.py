"""NF4Linear: a frozen linear layer in 4 bits, with a LoRA update of its own or without one.

Plumbing: codec and autograd function come in as arguments. Runs wherever torch does. peft trains it
as the plain linear layer that it looks like (its ``weight`` is dequantized when read); peft's merge
must not be used on it, since there is no 16-bit weight to merge into.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from llmcourse.quant.codec import Codec, Packed, course_codec


class NF4Linear(nn.Linear):
    """y = x W' + b (+ alpha / r dropout(x) A' B'), with W stored in 4 bits.

    Attributes: ``in_features``, ``out_features``, ``bias`` (frozen, or None), ``stored``,
    ``r``, ``lora_alpha``, ``scaling``, ``merged`` (always False), ``merge_weights`` (False),
    ``fan_in_fan_out`` (False) and, with r > 0, the parameters ``lora_A`` [r, in] and ``lora_B``
    [out, r]: those of LoRALinear, so that unit 10's functions for saving, loading and freezing
    work on it.
    """

    def __init__(
        self,
        layer: nn.Linear,
        codec: Codec | None = None,
        frozen: Any = None,
        r: int = 0,
        lora_alpha: float = 16.0,
        lora_dropout: float = 0.0,
        dtype: torch.dtype | None = None,
        storage: torch.dtype | None = None,
    ) -> None:
        """Quantize a layer; it is not changed, and its weight is not kept.

        Args:
            layer: an nn.Linear with values.
            codec: how; None: NF4 with double quantization.
            frozen: an autograd function as `FrozenLinear`; None: the package's.
            r, lora_alpha, lora_dropout: as in LoRALinear; r = 0 is without an update.
            dtype: of A and B; None: the layer's.
            storage: None: the packed bytes are a buffer. A floating dtype: they are a frozen
                parameter that looks like numbers of that dtype, since FSDP shards parameters and
                copies buffers to every process. Such a layer must not be cast to another dtype.

        Raises:
            ValueError: r is negative, the weight cannot be cut into the codec's blocks, or its
                bytes not into numbers of `storage`.
            TypeError: layer is no nn.Linear, or quantized already.
        """
        if not isinstance(layer, nn.Linear) or isinstance(layer, NF4Linear):
            kind_of = type(layer).__name__
            raise TypeError(f"layer is a {kind_of}; give an nn.Linear in 16 or 32 bits.")
        if r < 0:
            raise ValueError(f"r is {r}; use 1 or more, or 0 for no update.")
        codec = codec or course_codec()
        packed = codec.encode(layer.weight)
        if storage is not None and packed.tensors["packed"].numel() % storage.itemsize:
            count = packed.tensors["packed"].numel()
            raise ValueError(f"{count} bytes are no whole number of {storage}; use a smaller one.")
        nn.Module.__init__(self)
        self.in_features, self.out_features = layer.in_features, layer.out_features
        self.codec, self.compute_dtype = codec, layer.weight.dtype
        self.frozen = frozen or import_module("llmcourse.quant.frozen").FrozenLinear
        self.shape, self.names = packed.shape, list(packed.tensors)
        self.storage = storage
        for name, tensor in packed.tensors.items():
            if name == "packed" and storage is not None:
                self.packed = nn.Parameter(tensor.view(storage), requires_grad=False)
            else:
                self.register_buffer(name, tensor)
        bias = None
        if layer.bias is not None:
            bias = nn.Parameter(layer.bias.detach().clone(), requires_grad=False)
        self.register_parameter("bias", bias)
        self.r, self.lora_alpha = r, lora_alpha
        self.scaling = lora_alpha / r if r else 0.0
        self.merged = self.merge_weights = self.fan_in_fan_out = False
        self.lora_dropout = nn.Dropout(lora_dropout)
        if r:
            device, dtype = layer.weight.device, dtype or layer.weight.dtype
            down = torch.empty(r, self.in_features, device=device, dtype=dtype)
            up = torch.zeros(self.out_features, r, device=device, dtype=dtype)
            self.lora_A, self.lora_B = nn.Parameter(down), nn.Parameter(up)
            nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
        self.train(layer.training)

    @property
    def stored(self) -> Packed:
        """The stored weight."""
        tensors = {name: getattr(self, name) for name in self.names}
        if self.storage is not None:
            if tensors["packed"].dtype != self.storage:
                raise ValueError(
                    f"packed bytes stored as {self.storage} were cast to "
                    f"{tensors['packed'].dtype} and are lost; quantize the model again."
                )
            tensors["packed"] = tensors["packed"].detach().view(torch.uint8)
        return Packed(tensors, self.shape)

    def dequantize(self) -> Float[Tensor, "out in"]:
        """The weight that the layer computes with, made anew."""
        return self.codec.decode(self.stored, self.compute_dtype)

    @property
    def weight(self) -> Float[Tensor, "out in"]:  # type: ignore[override]
        """The dequantized weight, for code that looks at its device, dtype or shape."""
        return self.dequantize()

    @weight.setter
    def weight(self, value: Any) -> None:
        """Refuse: what is set here (by a merge, say) could not be kept."""
        raise ValueError(
            "an NF4Linear holds no weight to merge into; load the adapter on the model in 16 bits "
            "and merge there."
        )

    def forward(self, x: Float[Tensor, "*batch in"]) -> Float[Tensor, "*batch out"]:
        """The layer's output; gradients flow to x, A and B."""
        result = self.frozen.apply(x, self.dequantize, self.bias)
        if self.r:
            low = self.lora_dropout(x).to(self.lora_A.dtype)
            update = nn.functional.linear(nn.functional.linear(low, self.lora_A), self.lora_B)
            result = result + (update * self.scaling).to(result.dtype)
        return result

    def extra_repr(self) -> str:
        """Sizes, as shown by print(model)."""
        return f"{self.in_features}, {self.out_features}, 4 bits, r={self.r}"


def quantize_model(
    model: nn.Module,
    codec: Codec | None = None,
    frozen: Any = None,
    *,
    r: int = 0,
    lora_alpha: float = 16.0,
    lora_dropout: float = 0.0,
    skip: tuple[str, ...] = ("lm_head",),
    adapt: tuple[str, ...] | None = None,
    dtype: torch.dtype | None = None,
    storage: torch.dtype | None = None,
) -> list[str]:
    """Put NF4Linear in the place of every linear layer but those named in `skip`, in place.

    With r > 0 everything but the adapters is frozen; `adapt` names the layers that get one (by the
    last part of their name; None: all). `dtype` and `storage` are as in NF4Linear. Returns the
    names. Either all layers are replaced or, if one cannot be (ValueError that names it), none.
    An `adapt` that names no layer, or that comes with r = 0, is refused too.
    """  # fmt: skip
    if adapt is not None and r == 0:
        raise ValueError(
            f"adapt is {adapt} and r is 0, so no layer would learn; use r of 1 or more."
        )
    ends = {name.rpartition(".")[2] for name, layer in model.named_modules()
            if isinstance(layer, nn.Linear)} - set(skip)  # fmt: skip
    if adapt is not None and not ends & set(adapt):
        raise ValueError(f"adapt {adapt} matches no layer; there are {sorted(ends)}.")
    made = []
    for name, layer in model.named_modules():
        last = name.rpartition(".")[2]
        if isinstance(layer, nn.Linear) and last not in skip:
            rank = r if adapt is None or last in adapt else 0
            try:
                new = NF4Linear(
                    layer, codec, frozen, rank, lora_alpha, lora_dropout, dtype, storage
                )
            except (ValueError, TypeError) as error:
                raise ValueError(f"{name}: {error}") from None
            made.append((name, new))
    if not made:
        raise ValueError("model has no linear layer to quantize.")
    if r:
        for parameter in model.parameters():
            parameter.requires_grad = False
    for name, new in made:
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, new)
    return [name for name, _ in made]


def stored_bytes(model: nn.Module) -> dict[str, int]:
    """Bytes of what a model holds, measured: 4-bit matrices, adapters, everything else."""
    out = {"matrices": 0, "adapters": 0, "embeddings": 0}
    inside = set()
    for module in model.modules():
        if isinstance(module, NF4Linear):
            out["matrices"] += module.stored.bytes
    for name, parameter in model.named_parameters():
        if id(parameter) in inside or name.endswith(".packed"):
            continue
        inside.add(id(parameter))
        owner = model.get_submodule(name.rpartition(".")[0])
        kind = "embeddings"
        if "lora_" in name:
            kind = "adapters"
        elif isinstance(owner, nn.Linear) and not name.startswith("lm_head") and "weight" in name:
            kind = "matrices"
        out[kind] += parameter.numel() * parameter.element_size()
    return out
