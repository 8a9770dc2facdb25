"""How skills grow with training: `python -m llmcourse.pocket.curve FOLDER [FOLDER ...]`.

Knows how to measure the exports that a run kept (`train --keep TOKENS`), and to draw their skills
against the tokens seen. A folder is named by its millions of tokens, as in `kept/012.0M`. What is
measured stays in the record, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from llmcourse.pocket.evaluate import evaluate
from llmcourse.weights import weights_sha256

RESULT = Path("benchmarks/results/pocket_curve.json")
SHOWN = {  # panel: skills in it
    "knowing and reading": (
        "facts before the cutoff, closed book",
        "reading 5 passages: answer",
        "reading 5 passages: answer and citation",
        "unanswerable, told to keep to the passages: abstains",
    ),
    "learning from the prompt, reasoning": (
        "labels never seen, 8 examples",
        "word problems, direct",
        "word problems, step by step",
        "2 hops over passages, step by step",
        "dated question over a career, step by step",
    ),
    "search and graphs": (
        "three rewrites: keep every name, differ in content words",
        "step-back question, dated career",
        "entities, F1",
        "triples, F1",
        "Cypher that runs and returns the answer",
    ),
}
"""The skills that are measured; the card has all of them for the last weights."""
STYLES = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))


def millions(folder: Path) -> float:
    """Tokens seen in millions, from a folder's name.

    Raises:
        ValueError: the name does not say it.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)M", folder.name)
    if not found:
        raise ValueError(f"{folder}: name the folder by its tokens, for example kept/012.0M.")
    return float(found[1])


def measure(folders: list[Path], before: float, items: int, path: Path) -> dict[str, Any]:
    """The record, with what it lacked measured: for each model its tokens and each skill's share.

    `before` is how many million tokens the run's first weights had already seen.
    """
    kept = json.loads(path.read_text()) if path.is_file() else {}
    record: dict[str, Any] = {"script": "python -m llmcourse.pocket.curve", "items": items,
                              "points": kept.get("points", [])}  # fmt: skip
    done = {(point["sha256"], point["items"]) for point in record["points"]}
    for folder in folders:
        weights = weights_sha256(folder)
        if (weights, items) in done:
            continue
        shown = [skill for skills in SHOWN.values() for skill in skills]
        rows = evaluate(folder, items, only=shown, wide=True)
        record["points"].append(
            {
                "tokens": round((before + millions(folder)) * 1e6),
                "sha256": weights,
                "items": items,
                "skills": {row["skill"]: round(row["right"], 4) for row in rows},
            }
        )
        record["points"].sort(key=lambda point: point["tokens"])
        path.write_text(json.dumps(record, indent=1) + "\n")
    return record


def plot(record: dict[str, Any], path: Path) -> None:
    """Share right against tokens seen, a panel a group of skills."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, len(SHOWN), figsize=(13, 4.4), sharey=True)
    for panel, (title, skills) in zip(panels, SHOWN.items(), strict=True):
        for skill, style in zip(skills, STYLES, strict=False):
            points = [(p["tokens"] / 1e6, p["skills"][skill]) for p in record["points"]
                      if skill in p["skills"]]  # fmt: skip
            panel.plot(*zip(*points, strict=True), linestyle=style, color="0.15", marker="o",
                       markersize=3, label=skill)  # fmt: skip
        panel.set(title=title, xlabel="tokens seen (millions)", ylim=(0, 1))
        panel.legend(frameon=False, fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.18))
    panels[0].set_ylabel(f"share right (n = {record['items']} a skill)")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", help="exports, named by their tokens")
    parser.add_argument("--before", type=float, default=0.0, help="million tokens seen earlier")
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--json", type=Path, default=RESULT)
    given = parser.parse_args()
    record = measure(given.folders, given.before, given.items, given.json)
    plot(record, given.json.with_suffix(".png"))


if __name__ == "__main__":
    main()
