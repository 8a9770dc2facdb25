"""F.linear forward and a broadcasting matrix product backward."""

import torch
from torch.nn import functional as F


class FrozenLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: torch.Tensor, dequantize, bias: torch.Tensor | None) -> torch.Tensor:
        ctx.dequantize = dequantize
        weight = dequantize().to(x.dtype)
        return F.linear(x, weight, None if bias is None else bias.to(x.dtype))

    @staticmethod
    def backward(ctx, grad: torch.Tensor):
        if not ctx.needs_input_grad[0]:
            return None, None, None
        return grad @ ctx.dequantize().to(grad.dtype), None, None
