"""Record how weights were trained: `python -m llmcourse.pocket.report --run FIRST [NEXT ...]`.

Knows how to turn the logs of one run, or of several that each began with the weights of the one
before, into the committed record (cost, machine, curves) and its plot.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path


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


def hardware() -> str:
    """What computed: the GPU's name, or how many cores."""
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else f"{os.cpu_count()} cores"


def stage(run: Path) -> dict:
    """What one run cost, where, and how its loss fell; a row of the curve for every 10 logged."""
    rows = read_log(run)
    last = rows[-1]
    return {
        "recipe": json.loads((run / "recipe.json").read_text()),
        "steps": last["step"],
        "tokens": last["tokens"],
        "hours": round(last["seconds"] / 3600, 2),
        "tokens_per_second": round(last["tokens"] / last["seconds"]),
        "machine": f"{processor()}, {hardware()}",
        "versions": {name: version(name) for name in ("torch", "transformers", "tokenizers")},
        "curve": [
            {
                "tokens": row["tokens"],
                "answer_loss": round(row["answer_loss"], 4),
                "prompt_loss": round(row["prompt_loss"], 4),
            }
            for row in [*rows[::10], last]
        ],
    }


def earlier(path: Path) -> list[dict]:
    """The stages of a record that is already written."""
    known = json.loads(path.read_text())
    if "stages" in known:
        return known["stages"]
    return [{name: value for name, value in known.items() if name != "script"}]


def record(runs: list[Path], after: Path | None = None) -> dict:
    """The stages in order, those of an earlier record first."""
    stages = [*(earlier(after) if after else []), *map(stage, runs)]
    return {
        "script": "python -m llmcourse.pocket.train",
        "tokens": sum(one["tokens"] for one in stages),
        "hours": round(sum(one["hours"] for one in stages), 2),
        "stages": stages,
    }


def plot(found: dict, path: Path) -> None:
    """Loss a token against tokens seen, on answers and on prompts; a line where a stage begins."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    before = 0.0
    for number, one in enumerate(found["stages"]):
        rows = one["curve"]
        millions = [before + row["tokens"] / 1e6 for row in rows]
        labels = ("prompts", "answers") if number == 0 else (None, None)
        axes.plot(millions, [row["prompt_loss"] for row in rows], "0.65", label=labels[0])
        axes.plot(millions, [row["answer_loss"] for row in rows], "0.1", label=labels[1])
        if number:
            axes.axvline(before, color="0.8", linestyle=":", zorder=0)
        before = millions[-1]
    axes.set(
        yscale="log",
        xlabel="tokens seen (millions); dotted: the next stage, with another mixture of tasks",
        ylabel="cross-entropy a token (nats)",
        title="Pocket's training",
    )
    axes.legend(frameon=False)
    figure.savefig(path, dpi=110)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", default=[Path("runs/pocket")])
    parser.add_argument("--after", type=Path, help="a record whose stages came before")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    found = record(given.run, given.after)
    (given.out / "pocket_training.json").write_text(json.dumps(found, indent=1) + "\n")
    plot(found, given.out / "pocket_training.png")


if __name__ == "__main__":
    main()
