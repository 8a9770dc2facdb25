"""Columns of A by index_select on flat ids; the padding's columns are detached by torch.where."""

import torch
from torch import nn


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
            raise ValueError(f"an embedding needs a rank of at least 1, got {r}")
        super().__init__(num_embeddings, embedding_dim, padding_idx, device=device, dtype=dtype)
        self.weight.requires_grad = False
        like = {"device": self.weight.device, "dtype": self.weight.dtype}
        self.lora_A = nn.Parameter(torch.zeros((r, num_embeddings), **like))
        self.lora_B = nn.Parameter(torch.randn((embedding_dim, r), **like))
        self.r, self.lora_alpha, self.scaling = r, lora_alpha, lora_alpha / r
        self.fan_in_fan_out, self.merge_weights, self.merged = True, False, False

    def forward(self, ids: torch.Tensor):
        rows = super().forward(ids)
        if not self.merged:
            flat = ids.reshape(-1).long()
            columns = self.lora_A.index_select(1, flat)
            if self.padding_idx is not None:
                columns = torch.where(flat == self.padding_idx, columns.detach(), columns)
            update = torch.einsum("dr,rn->nd", self.lora_B, columns) * self.scaling
            rows = rows + update.reshape(rows.shape)
        return rows
