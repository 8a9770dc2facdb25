"""FSDP with QLoRA on two CPU processes: four bits are shared out, and the losses stay the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "benchmarks" / "fsdp_qlora.py"


def rows(*launcher: str) -> list[dict]:
    env = os.environ | {"ACCELERATE_MIXED_PRECISION": "no", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *launcher, str(SCRIPT), "--toy", "--steps", "3", "--rows", "8"]
    done = subprocess.run([*command, "--json"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.slow
def test_two_processes_hold_half_each_and_train_as_one() -> None:
    (alone,) = rows()
    both = rows("-m", "torch.distributed.run", "--nproc_per_node", "2")
    assert [row["process"] for row in both] == [0, 1]
    for row in both:
        assert 2 * row["packed"] == alone["packed"] and 2 * row["adapters"] == alone["adapters"]
        assert row["losses"] == pytest.approx(alone["losses"], abs=1e-4)
