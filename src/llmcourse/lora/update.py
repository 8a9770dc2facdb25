"""The low-rank update: what LoRA adds to a weight matrix.

Knows two matrices and a scale; knows nothing of layers or models. The function is also the
reference of an exercise of unit 10.
"""

import torch
from jaxtyping import Float


def lora_delta(
    lora_A: Float[torch.Tensor, "r in"],
    lora_B: Float[torch.Tensor, "out r"],
    lora_alpha: float,
    fan_in_fan_out: bool = False,
) -> Float[torch.Tensor, "rows columns"]:
    """The update of a weight matrix, (alpha / r) B A (Hu et al. 2021, section 4.1, eq. 3).

    Args:
        lora_A: A.
        lora_B: B.
        lora_alpha: alpha; any number. alpha / r need not be whole: 6 / 4 is 1.5.
        fan_in_fan_out: False for a weight stored as [out, in], as ``nn.Linear`` does; True for
            one stored as [in, out], as GPT-2's ``Conv1D`` does.

    Returns:
        A new tensor with the shape of the weight. A and B are not changed, and gradients flow
        from it to both.

    Raises:
        ValueError: A or B is not a matrix, their ranks differ, or the rank is 0.
    """
    if lora_A.ndim != 2 or lora_B.ndim != 2 or lora_A.shape[0] != lora_B.shape[1]:
        raise ValueError(
            f"lora_A must be [r, in] and lora_B [out, r], not {list(lora_A.shape)} and "
            f"{list(lora_B.shape)}."
        )
    r = lora_A.shape[0]
    if r == 0:
        raise ValueError("lora_A has rank 0; use at least 1.")
    delta = (lora_alpha / r) * (lora_B @ lora_A)
    return delta.T if fan_in_fan_out else delta
