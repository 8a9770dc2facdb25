"""Multiply by a frozen weight that exists only while it is needed.

Also the reference of an exercise of unit 12, and so the class stands on its own.
"""

import torch
from jaxtyping import Float
from torch.nn import functional as F


class FrozenLinear(torch.autograd.Function):
    """y = x W' + b with a frozen W that is made anew whenever it is needed, and never kept.

    ``F.linear(x, dequantize(), bias)`` gives the same numbers, but autograd keeps W until the
    backward pass has used it: after the forward pass every layer's 16-bit weight would lie in
    memory, and nothing would be won by storing 4 bits. Used as
    ``FrozenLinear.apply(x, dequantize, bias)``.
    """

    @staticmethod
    def forward(
        ctx,
        x: Float[torch.Tensor, "*batch in"],
        dequantize,
        bias: Float[torch.Tensor, " out"] | None,
    ) -> Float[torch.Tensor, "*batch out"]:
        """Compute the output.

        Args:
            ctx: autograd's context. Neither it nor anything else holds W, x, the output or a
                copy of them afterwards: only ``dequantize`` is kept.
            x: the input.
            dequantize: called without arguments, once; returns W, [out, in], in any floating
                dtype; the product is computed in x's dtype.
            bias: cast to x's dtype too.

        Returns:
            The output, in x's dtype.
        """
        ctx.dequantize = dequantize
        weight = dequantize().to(x.dtype)
        return F.linear(x, weight, None if bias is None else bias.to(x.dtype))

    @staticmethod
    def backward(
        ctx, grad: Float[torch.Tensor, "*batch out"]
    ) -> tuple[Float[torch.Tensor, "*batch in"] | None, None, None]:
        """Gradients of the three inputs, from the output's gradient ``grad``.

        ``dequantize`` is called once more, unless x needs no gradient; then it is not.

        Returns:
            x's gradient, computed in grad's dtype (None where x needs none), and None twice: W
            and the bias are frozen.
        """
        if not ctx.needs_input_grad[0]:
            return None, None, None
        weight = ctx.dequantize().to(grad.dtype)
        return grad @ weight, None, None
