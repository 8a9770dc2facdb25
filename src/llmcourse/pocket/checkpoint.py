"""The state of a training run on disk, in files small enough to be carried between machines.

Knows how a state is cut into parts and when it is complete. Knows nothing about what is in it.
"""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import Any

import torch

PART_BYTES = 14_000_000
"""No part is larger: a machine that is lent may hand back only files under 15 MB."""


def _folders(run: Path) -> list[Path]:
    """The complete checkpoints of a run, oldest first."""
    found = (p for p in run.glob("checkpoint-*") if p.is_dir() and p.suffix != ".tmp")
    return sorted(found, key=lambda folder: int(folder.name.rpartition("-")[2]))


def save_checkpoint(run: Path, content: dict[str, Any]) -> None:
    """Write a state under its "step"; a kill in the middle leaves the one before as it was."""
    stream = io.BytesIO()
    torch.save(content, stream)
    held = stream.getbuffer()
    folder = run / f"checkpoint-{content['step']}"
    temporary = folder.with_suffix(".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for number, at in enumerate(range(0, len(held), PART_BYTES)):
        (temporary / f"part-{number:03d}").write_bytes(held[at : at + PART_BYTES])
    older = _folders(run)
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(temporary, folder)
    for one in older:
        if one != folder:
            shutil.rmtree(one, ignore_errors=True)


def load_checkpoint(run: Path, device: str = "cpu") -> dict[str, Any] | None:
    """The newest complete state of a run, or None where it has none.

    Raises:
        ValueError: a part is missing or cut short; says which checkpoint to remove.
    """
    folders = _folders(run)
    if not folders:
        return None
    parts = sorted(folders[-1].glob("part-*"))
    stream = io.BytesIO(b"".join(part.read_bytes() for part in parts))
    try:
        return torch.load(stream, weights_only=True, map_location=device)
    except (RuntimeError, EOFError, OSError) as error:
        raise ValueError(
            f"{folders[-1]} is not complete ({len(parts)} parts); remove it and begin again from "
            "the checkpoint before it, or from nothing."
        ) from error
