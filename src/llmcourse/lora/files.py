"""Adapters on disk, in peft's format: adapter_config.json and adapter_model.safetensors.

Plumbing: knows files, and LoRA layers by their attributes. What an adapter holds comes in as a
dict (:func:`llmcourse.lora.adapters.adapter_state` makes one).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from jaxtyping import Float
from torch import Tensor, nn

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"


def base_fingerprint(model: nn.Module) -> str:
    """A hash of the names and shapes of a model's plain parameters, LoRA's left out.

    Two models of one architecture and size have the same; their values are not looked at.
    """
    # state_dict() names a weight that two layers share twice, whoever holds it.
    shapes = {name: list(v.shape) for name, v in model.state_dict().items() if "lora_" not in name}
    for name, layer in model.named_modules():
        if hasattr(layer, "dequantize") and hasattr(layer, "names"):  # in 4 bits: the same base
            stored = {f"{name}.{part}".lstrip(".") for part in layer.names}
            shapes = {key: shape for key, shape in shapes.items() if key not in stored}
            shapes[f"{name}.weight".lstrip(".")] = list(layer.shape)
    rows = sorted(f"{name} {shape}" for name, shape in shapes.items())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def save_adapter(
    model: nn.Module, state: dict[str, Float[Tensor, "_ _"]], folder: str | Path
) -> int:
    """Write an adapter in the format of peft's `save_pretrained`; returns the bytes written.

    Args:
        model: the model with the LoRA layers that `state` was read from; tells rank, alpha,
            targets and whose adapter it is.
        state: the adapter, with peft's keys.
        folder: made if missing. Files are complete or absent: they are written beside and renamed.

    Raises:
        ValueError: the model has no LoRA layers, or they differ in rank or alpha.
    """
    from safetensors.torch import save_file

    layers = {name: m for name, m in model.named_modules() if hasattr(m, "lora_A")}
    settings = {(layer.r, layer.lora_alpha, layer.fan_in_fan_out and not isinstance(
        layer, nn.Embedding)) for layer in layers.values()}  # fmt: skip
    if len(settings) != 1:
        raise ValueError(
            "model needs LoRA layers of one rank, alpha and layout to be saved as one adapter; "
            f"it has {sorted(settings)}."
        )
    ((r, alpha, swapped),) = settings
    dropout = max((getattr(getattr(m, "lora_dropout", None), "p", 0.0) or 0.0)
                  for m in layers.values())  # fmt: skip
    config = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "inference_mode": True, "bias": "none",
        "base_model_name_or_path": getattr(getattr(model, "config", None), "_name_or_path", "")
        or None,
        "r": r, "lora_alpha": alpha, "lora_dropout": dropout, "fan_in_fan_out": swapped,
        "init_lora_weights": True, "target_modules": sorted(layers),
    }  # fmt: skip
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # peft's own fields first; what only we read travels as metadata of the weights.
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        weights = Path(scratch) / WEIGHTS
        save_file(
            {key: value.contiguous().cpu() for key, value in state.items()}, weights,
            metadata={"format": "pt", "base_fingerprint": base_fingerprint(model)},
        )  # fmt: skip
        text = Path(scratch) / CONFIG
        text.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        os.chmod(weights, 0o644)
        os.replace(weights, folder / WEIGHTS)
        os.replace(text, folder / CONFIG)
    return (folder / WEIGHTS).stat().st_size + (folder / CONFIG).stat().st_size


def read_adapter(
    folder: str | Path, model: nn.Module | None = None
) -> tuple[dict[str, Float[Tensor, "_ _"]], dict[str, Any]]:
    """Read an adapter that we or peft saved: (state, configuration).

    Args:
        folder: holds adapter_config.json and adapter_model.safetensors.
        model: if given, an adapter that we saved from a base of another shape is refused.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: it is no LoRA adapter, or of another base.
    """
    from safetensors import safe_open

    folder = Path(folder)
    for name in (CONFIG, WEIGHTS):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"{folder} holds no {name}; give a folder of a saved adapter.")
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    if config.get("peft_type") != "LORA":
        raise ValueError(f"{folder} holds a {config.get('peft_type')} adapter; only LoRA is read.")
    for option in ("use_dora", "use_rslora", "rank_pattern", "alpha_pattern", "modules_to_save"):
        if config.get(option):
            raise ValueError(f"{folder} was trained with {option}; only plain LoRA is read.")
    if config.get("bias", "none") != "none":
        raise ValueError(f"{folder} holds biases too; only A and B are read.")
    with safe_open(folder / WEIGHTS, framework="pt") as file:
        saved = (file.metadata() or {}).get("base_fingerprint")
        state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    if model is not None and saved and saved != base_fingerprint(model):
        raise ValueError(f"the adapter in {folder} was trained on another base model.")
    return state, config
