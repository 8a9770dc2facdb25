"""Write the course's data sets: `python -m llmcourse.world.build [--out datasets]`.

Knows the files' names and formats; the same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict
from pathlib import Path

from llmcourse.world import tasks
from llmcourse.world.documents import make_documents
from llmcourse.world.facts import public_world
from llmcourse.world.files import csv_table, json_lines, scraped
from llmcourse.world.phrasings_labels import HELD_OUT_TEMPLATES, LABEL_CLASSES
from llmcourse.world.questions import make_questions
from llmcourse.world.tickets_build import ticket_files
from llmcourse.world.wider_build import wider_files

SEED = 7
DIRTY_SHARE = 0.2
LABEL_PAIRS = (
    ("praise", "complaint"),
    ("weather", "cooking"),
    ("sport", "music"),
    ("illness", "building"),
    ("farming", "election"),
    ("travel", "money"),
)


def world_files() -> dict[str, str]:
    """Documents, their dirty versions, questions and the graph."""
    world = public_world(SEED)
    documents = make_documents(world, SEED)
    raw = scraped(documents, random.Random(f"dirty-{SEED}"), DIRTY_SHARE)
    questions = make_questions(world, documents, SEED)
    header = ("subject", "kind", "relation", "object", "since")
    rows = [
        (f.subject, world.entities[f.subject].kind, f.relation, f.obj, f.since) for f in world.facts
    ]
    return {
        "world/documents.jsonl": json_lines(asdict(d) for d in documents),
        "world/documents_dirty.jsonl": json_lines(raw),
        "world/questions.jsonl": json_lines(asdict(q) for q in questions),
        "world/graph.csv": csv_table(header, rows),
    }


def prompting_files() -> dict[str, str]:
    """Word problems, label tasks and extractions, all with evaluation names."""
    where = tasks.setting(held_out=True, seed=SEED)
    rng = random.Random(f"prompting-{SEED}")
    problems = []
    for index in range(900):
        text, steps, answer = tasks.problem(rng, where, 1 + index % 3)
        problems.append({"question": text, "steps": steps, "answer": str(answer)})
    labelled = []
    for pair in LABEL_PAIRS:
        for kind in pair:
            # as in training, the last sentences of a class are kept for evaluation
            for number, form in enumerate(LABEL_CLASSES[kind][:-HELD_OUT_TEMPLATES]):
                text = tasks.fill_text(form, rng, where)
                split = "train" if number % 2 == 0 else "test"
                labelled.append(
                    {"task": "-".join(pair), "split": split, "text": text, "class": kind}
                )
    extractions = []
    for _ in range(500):
        example = tasks.extraction(rng, where)
        text = example.messages[-1][1].split("Text: ", 1)[1]
        extractions.append({"text": text, "fields": json.loads(example.gold)})
    return {
        "prompting/word_problems.jsonl": json_lines(problems),
        "prompting/labels.jsonl": json_lines(labelled),
        "prompting/extractions.jsonl": json_lines(extractions),
    }


def build(out: Path) -> None:
    """Write every data file below `out`."""
    files = {**world_files(), **prompting_files(), **wider_files(SEED), **ticket_files(SEED)}
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("datasets"))
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
