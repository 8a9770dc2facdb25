"""Flattens to matrices: mm or addmm forward, einsum backward; nothing kept without need."""

import torch


class FrozenLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: torch.Tensor, dequantize, bias: torch.Tensor | None) -> torch.Tensor:
        if ctx.needs_input_grad[0]:
            ctx.make_weight = dequantize
        transposed = dequantize().to(dtype=x.dtype).t()
        rows = x.reshape(-1, x.shape[-1])
        if bias is None:
            out = torch.mm(rows, transposed)
        else:
            out = torch.addmm(bias.to(dtype=x.dtype), rows, transposed)
        return out.reshape(*x.shape[:-1], transposed.shape[1])

    @staticmethod
    def backward(ctx, grad: torch.Tensor):
        x_grad = None
        if ctx.needs_input_grad[0]:
            weight = ctx.make_weight()
            x_grad = torch.einsum("...o,oi->...i", grad, weight.to(dtype=grad.dtype))
        return x_grad, None, None
