"""Two lookups by F.embedding, both with the padding index."""

import torch
from torch import nn
from torch.nn import functional as F


class LoRAEmbedding(nn.Embedding):
    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        r: int,
        lora_alpha: float = 1.0,
        padding_idx: int | None = None,
        device=None,
        dtype=None,
    ):
        if r < 1:
            raise ValueError("r must be at least 1")
        super().__init__(
            num_embeddings, embedding_dim, padding_idx=padding_idx, device=device, dtype=dtype
        )
        self.r = r
        self.lora_alpha = lora_alpha
        self.scaling = lora_alpha / r
        self.fan_in_fan_out = True
        self.merge_weights = False
        self.merged = False
        self.weight.requires_grad_(False)
        self.lora_A = nn.Parameter(self.weight.new_zeros(r, num_embeddings))
        self.lora_B = nn.Parameter(self.weight.new_empty(embedding_dim, r))
        nn.init.normal_(self.lora_B)

    def forward(self, ids: torch.Tensor):
        rows = F.embedding(ids, self.weight, self.padding_idx)
        if self.merged:
            return rows
        low = F.embedding(ids, self.lora_A.t(), self.padding_idx)
        return rows + self.scaling * (low @ self.lora_B.t())
