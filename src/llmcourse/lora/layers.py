"""LoRA layers after the paper and loralib: a frozen weight and a trainable low-rank update.

Knows single layers. How they get into a model is in :mod:`llmcourse.lora.inject`; a GPT-2
``Conv1D`` is a LoRALinear with ``fan_in_fan_out=True``. Both classes are also references of
exercises of unit 10, and so each stands on its own.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import nn
from torch.nn import functional as F


class LoRALinear(nn.Linear):
    """A linear layer with a low-rank update: h = x W' + b + (alpha / r) dropout(x) A' B'.

    Hu et al. 2021, section 4.1 (https://arxiv.org/abs/2106.09685); the names are those of
    https://github.com/microsoft/LoRA. M' stands for the transpose of M.

    Attributes that other code reads: ``weight``, ``bias`` (or None), ``r``, ``lora_alpha``,
    ``scaling`` (alpha / r), ``fan_in_fan_out``, ``merge_weights``, ``merged`` (True while the
    update is contained in ``weight``), and, if r > 0, the parameters ``lora_A`` [r, in] and
    ``lora_B`` [out, r].
    """

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
    ) -> None:
        """Make the layer; it starts in training mode and computes what the plain layer would.

        Args:
            in_features: length of the input's last axis.
            out_features: length of the output's last axis.
            r: rank of the update. With 0 the layer is a plain ``nn.Linear`` (nothing frozen, no
                attributes ``lora_A`` and ``lora_B``), in either layout.
            lora_alpha: the update is scaled by alpha / r.
            lora_dropout: in training, probability with which an entry of the update's input (and
                of nothing else) is zeroed, the others scaled up (``nn.Dropout``).
            fan_in_fan_out: ``weight`` is stored as [in, out] instead of [out, in].
            merge_weights: whether ``train(False)`` merges; see there.
            bias, device, dtype: as for ``nn.Linear``; A and B get the weight's device and dtype.

        ``weight`` and ``bias`` start as in ``nn.Linear`` and, if r > 0, are frozen
        (``requires_grad`` is False). A starts at random, as the weight of an ``nn.Linear`` does
        (Kaiming-uniform with a = sqrt(5): uniform within 1 / sqrt(in)); B starts at zero. Both
        are trainable parameters.

        Raises:
            ValueError: r is negative.
        """
        super().__init__(in_features, out_features, bias=bias, device=device, dtype=dtype)
        if r < 0:
            raise ValueError(f"r is {r}; use 1 or more, or 0 for a plain layer.")
        self.r = r
        self.lora_alpha = lora_alpha
        self.fan_in_fan_out = fan_in_fan_out
        self.merge_weights = merge_weights
        self.merged = False
        self.lora_dropout = nn.Dropout(lora_dropout)
        self.scaling = lora_alpha / r if r > 0 else 0.0
        if fan_in_fan_out:
            self.weight.data = self.weight.data.T.contiguous()
        if r > 0:
            self.lora_A = nn.Parameter(self.weight.new_zeros(r, in_features))
            self.lora_B = nn.Parameter(self.weight.new_zeros(out_features, r))
            nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
            self.weight.requires_grad = False
            if self.bias is not None:
                self.bias.requires_grad = False

    def forward(self, x: Float[torch.Tensor, "*batch in"]) -> Float[torch.Tensor, "*batch out"]:
        """Apply the layer to x, which is not changed.

        The update is B (A x), two thin products: B A itself is never computed here.
        While ``merged``, the weight holds the update and only W and b are used. Gradients flow
        to x by both paths and to A and B.
        """
        weight = self.weight.T if self.fan_in_fan_out else self.weight
        result = F.linear(x, weight, self.bias)
        if self.r > 0 and not self.merged:
            update = F.linear(F.linear(self.lora_dropout(x), self.lora_A), self.lora_B)
            result = result + update * self.scaling
        return result

    def train(self, mode: bool = True):
        """Set training (True) or evaluation mode (False) as ``nn.Module.train`` does.

        With ``merge_weights`` and r > 0, going to evaluation also merges: the update is added to
        ``weight``, once, and ``merged`` becomes True; going to training takes it out again.
        ``eval()`` calls this. Where nothing is to be merged or taken out, the weight stays as it
        is, to the last bit. ``weight`` remains the same parameter object, and A and B their values.

        Returns:
            The layer itself.
        """
        super().train(mode)
        if self.r > 0 and self.merge_weights and self.merged == mode:
            delta = (self.lora_B.data @ self.lora_A.data) * self.scaling
            if self.fan_in_fan_out:
                delta = delta.T
            if mode:
                self.weight.data -= delta
            else:
                self.weight.data += delta
            self.merged = not mode
        return self


class LoRAEmbedding(nn.Embedding):
    """A table of embeddings with a low-rank update: row i is W[i] + (alpha / r) A[:, i] B'.

    Multiplying a one-hot vector by a matrix is taking its row, so this is LoRA for a linear
    layer whose input is one-hot and whose weight is stored as [in, out] = [entries, dimension].

    Attributes that other code reads: ``weight``, ``r``, ``lora_alpha``, ``scaling`` (alpha / r),
    ``fan_in_fan_out`` (always True), ``merge_weights`` (always False), ``merged`` (False at first;
    other code sets it while the weight holds the update), and the parameters ``lora_A``
    [r, entries] and ``lora_B`` [dimension, r].
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        r: int,
        lora_alpha: float = 1.0,
        padding_idx: int | None = None,
        device=None,
        dtype=None,
    ) -> None:
        """Make the table; it gives the plain table's rows at first.

        ``weight`` starts as in ``nn.Embedding`` and is frozen. Other than in a linear layer, A
        starts at zero and B at random, normal with standard deviation 1 (as in loralib and peft).
        Both are trainable parameters with the weight's device and dtype.

        Args:
            num_embeddings: number of entries.
            embedding_dim: length of a row.
            r: rank of the update, at least 1.
            lora_alpha: the update is scaled by alpha / r.
            padding_idx, device, dtype: as for ``nn.Embedding``.

        Raises:
            ValueError: r is below 1.
        """
        super().__init__(
            num_embeddings, embedding_dim, padding_idx=padding_idx, device=device, dtype=dtype
        )
        if r < 1:
            raise ValueError(f"r is {r}; use 1 or more.")
        self.r = r
        self.lora_alpha = lora_alpha
        self.scaling = lora_alpha / r
        self.fan_in_fan_out = True
        self.merge_weights = False
        self.merged = False
        self.lora_A = nn.Parameter(self.weight.new_zeros(r, num_embeddings))
        self.lora_B = nn.Parameter(self.weight.new_zeros(embedding_dim, r))
        nn.init.normal_(self.lora_B)
        self.weight.requires_grad = False

    def forward(self, ids: Int[torch.Tensor, "*batch"]) -> Float[torch.Tensor, "*batch dimension"]:
        """Rows for ids, whole numbers, in training and in evaluation.

        While ``merged``, the weight holds the update and is used alone. An id equal to
        ``padding_idx`` sends no gradient to A (its update, like its row, does not learn).
        """
        result = super().forward(ids)
        if not self.merged:
            rows = F.embedding(ids, self.lora_A.T, self.padding_idx)
            result = result + F.linear(rows, self.lora_B) * self.scaling
        return result
