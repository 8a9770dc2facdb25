"""Record a training run: `python -m llmcourse.pocket.report --run runs/pocket`.

Knows how to turn a run's log into the committed record (cost, machine, curve) and its plot.
"""

from __future__ import annotations

import argparse
import json
import platform
from importlib.metadata import version
from pathlib import Path

import torch


def read_log(run: Path) -> list[dict]:
    """Rows of the log by step; a step that was run again after a kill counts once."""
    rows: dict[int, dict] = {}
    for line in (run / "log.jsonl").read_text().splitlines():
        row = json.loads(line)
        rows[row["step"]] = row
    return [rows[step] for step in sorted(rows)]


def processor() -> str:
    """The processor's name as Linux gives it, or the architecture."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def record(run: Path) -> dict:
    """What the run cost and how its loss fell; one row of the curve for every 20 logged."""
    rows = read_log(run)
    last = rows[-1]
    thin = [*rows[::10], last]
    return {
        "recipe": json.loads((run / "recipe.json").read_text()),
        "script": "python -m llmcourse.pocket.train",
        "steps": last["step"],
        "tokens": last["tokens"],
        "hours": round(last["seconds"] / 3600, 2),
        "tokens_per_second": round(last["tokens"] / last["seconds"]),
        "machine": f"{processor()}, CPU only",
        "versions": {name: version(name) for name in ("torch", "transformers", "tokenizers")},
        "curve": [
            {
                "tokens": row["tokens"],
                "answer_loss": round(row["answer_loss"], 4),
                "prompt_loss": round(row["prompt_loss"], 4),
            }
            for row in thin
        ],
    }


def plot(run: Path, path: Path) -> None:
    """Loss a token against tokens seen, on answers and on prompts."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = read_log(run)
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    millions = [row["tokens"] / 1e6 for row in rows]
    axes.plot(millions, [row["prompt_loss"] for row in rows], "0.65", label="prompts")
    axes.plot(millions, [row["answer_loss"] for row in rows], "0.1", label="answers")
    axes.set(
        yscale="log",
        xlabel="tokens seen (millions)",
        ylabel="cross-entropy a token (nats)",
        title="Pocket's training: answers are learned long after prompts look alike",
    )
    axes.legend(frameon=False)
    figure.savefig(path, dpi=110)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/pocket"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    found = {**record(given.run), "threads": torch.get_num_threads()}
    (given.out / "pocket_training.json").write_text(json.dumps(found, indent=1) + "\n")
    plot(given.run, given.out / "pocket_training.png")


if __name__ == "__main__":
    main()
