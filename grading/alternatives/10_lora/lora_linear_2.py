"""Plain matrix products with an early return, functional dropout, and signed merging by copy."""

import torch
from torch import nn
from torch.nn import functional as F


class LoRALinear(nn.Linear):
    def __init__(
        self,
        in_features: int,
        out_features: int,
        r: int = 0,
        lora_alpha: float = 1.0,
        lora_dropout: float = 0.0,
        fan_in_fan_out: bool = False,
        merge_weights: bool = True,
        bias: bool = True,
        device=None,
        dtype=None,
    ):
        if r < 0:
            raise ValueError(f"the rank must not be negative, got {r}")
        super().__init__(in_features, out_features, bias, device, dtype)
        if fan_in_fan_out:
            self.weight = nn.Parameter(self.weight.detach().T.contiguous())
        self.r, self.lora_alpha, self.dropout_p = r, lora_alpha, lora_dropout
        self.fan_in_fan_out, self.merge_weights, self.merged = fan_in_fan_out, merge_weights, False
        self.scaling = 0.0
        if r == 0:
            return
        self.scaling = lora_alpha / r
        for parameter in self.parameters():
            parameter.requires_grad = False
        like = {"device": self.weight.device, "dtype": self.weight.dtype}
        bound = max(in_features, 1) ** -0.5
        self.lora_A = nn.Parameter(torch.empty(r, in_features, **like).uniform_(-bound, bound))
        self.lora_B = nn.Parameter(torch.zeros(out_features, r, **like))

    def _shift_weight(self, sign: int) -> None:
        """Add the update to the weight ``sign`` times."""
        with torch.no_grad():
            if self.fan_in_fan_out:
                update = self.lora_A.T @ self.lora_B.T
            else:
                update = self.lora_B @ self.lora_A
            self.weight.copy_(self.weight + sign * self.scaling * update)
        self.merged = sign > 0

    def forward(self, x: torch.Tensor):
        plain = x @ (self.weight if self.fan_in_fan_out else self.weight.T)
        if self.bias is not None:
            plain = plain + self.bias
        if self.r == 0 or self.merged:
            return plain
        kept = F.dropout(x, p=self.dropout_p, training=self.training)
        return plain + (self.scaling * (kept @ self.lora_A.T)) @ self.lora_B.T

    def train(self, mode: bool = True):
        result = super().train(mode)
        if self.r == 0 or not self.merge_weights:
            return result
        if mode and self.merged:
            self._shift_weight(-1)
        elif not mode and not self.merged:
            self._shift_weight(1)
        return result
