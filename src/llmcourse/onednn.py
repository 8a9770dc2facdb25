"""Matrix products of linear layers by oneDNN, for models that only read, on a CPU in float32.

torch sends them to MKL, which is half as fast as oneDNN on AMD's processors; torch has no setting
for it. This module knows which calls may be sent there. It knows nothing of models: with
`fast_linear(rows)` around a forward pass every `torch.nn.functional.linear` in it is looked at,
and those that oneDNN can not take, or would not do faster, go the usual way. Sums are added in
another order, so that results differ from MKL's in the last bits, as they do between machines.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

# Below that many rows laying the weights out anew costs more than the product saves.
MIN_ROWS = 64


def available() -> bool:
    """Whether this torch has oneDNN's linear layer (its CPU builds on x86 and ARM have)."""
    return torch.backends.mkldnn.is_available() and hasattr(
        torch.ops.mkldnn, "_linear_pointwise"
    )


def _takes(x: Any, weight: Any, bias: Any = None) -> bool:
    plain = (torch.Tensor, torch.nn.Parameter)
    return (
        all(
            type(t) in plain and t.dtype == torch.float32 and t.device.type == "cpu"
            for t in (x, weight, *(() if bias is None else (bias,)))
        )
        and weight.ndim == 2
        and x.ndim >= 2
        and x.numel() >= MIN_ROWS * x.shape[-1] > 0
        # The kernel has no gradient.
        and not torch.is_grad_enabled()
    )


class _OneDnnLinear(TorchFunctionMode):
    """Sends linear layers that qualify to oneDNN."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func is torch.nn.functional.linear and not kwargs and _takes(*args):
            x, weight, *bias = args
            return torch.ops.mkldnn._linear_pointwise(
                x, weight, bias[0] if bias else None, "none", [], ""
            )
        return func(*args, **kwargs)


def fast_linear(rows: int) -> contextlib.AbstractContextManager[Any]:
    """Linear layers by oneDNN inside this `with`, if a pass over `rows` tokens gains by it.

    Looking at every call of torch costs a little itself, so passes over few rows are left alone.
    """
    if rows < MIN_ROWS or torch.is_grad_enabled() or not available():
        return contextlib.nullcontext()
    return _OneDnnLinear()
