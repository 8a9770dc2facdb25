"""A dropout module, two chained F.linear, and the update added to the weight in place."""

import math

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
            raise ValueError("r is negative")
        super().__init__(in_features, out_features, bias=bias, device=device, dtype=dtype)
        self.r = r
        self.lora_alpha = lora_alpha
        self.scaling = lora_alpha / r if r > 0 else 0.0
        self.fan_in_fan_out = fan_in_fan_out
        self.merge_weights = merge_weights
        self.merged = False
        self.lora_dropout = nn.Dropout(lora_dropout)
        if fan_in_fan_out:
            self.weight.data = self.weight.data.t().contiguous()
        if r > 0:
            self.weight.requires_grad_(False)
            if self.bias is not None:
                self.bias.requires_grad_(False)
            self.lora_A = nn.Parameter(self.weight.new_empty(r, in_features))
            self.lora_B = nn.Parameter(self.weight.new_zeros(out_features, r))
            nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))

    def forward(self, x: torch.Tensor):
        weight = self.weight.t() if self.fan_in_fan_out else self.weight
        result = F.linear(x, weight, self.bias)
        if self.r > 0 and not self.merged:
            low = F.linear(self.lora_dropout(x), self.lora_A)
            result = result + F.linear(low, self.lora_B) * self.scaling
        return result

    def train(self, mode: bool = True):
        super().train(mode)
        wanted = not mode
        if self.merge_weights and self.r > 0 and self.merged != wanted:
            with torch.no_grad():
                delta = (self.lora_B @ self.lora_A) * self.scaling
                if self.fan_in_fan_out:
                    delta = delta.t()
                if wanted:
                    self.weight += delta
                else:
                    self.weight -= delta
            self.merged = wanted
        return self
