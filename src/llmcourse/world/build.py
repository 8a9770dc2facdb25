"""Write the course's data sets: `python -m llmcourse.world.build [--out datasets]`.

Knows the files' names and formats; the same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
from dataclasses import asdict
from pathlib import Path

from llmcourse.world import tasks
from llmcourse.world.documents import dirty, make_documents
from llmcourse.world.facts import public_world
from llmcourse.world.phrasings_labels import LABEL_CLASSES
from llmcourse.world.questions import make_questions
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


def _lines(rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def world_files() -> dict[str, str]:
    """Documents, their dirty versions, questions and the graph."""
    world = public_world(SEED)
    documents = make_documents(world, SEED)
    rng = random.Random(f"dirty-{SEED}")
    chosen = [d for d in documents if rng.random() < DIRTY_SHARE]
    raw = [{"id": d.id, "text": dirty(d, rng)} for d in chosen]
    # a scrape holds some pages twice, under another address
    copies = rng.sample(chosen, len(chosen) // 8)
    raw += [{"id": f"{d.id}-copy", "text": dirty(d, rng)} for d in copies]
    questions = make_questions(world, documents, SEED)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("subject", "kind", "relation", "object", "since"))
    for fact in world.facts:
        kind = world.entities[fact.subject].kind
        writer.writerow((fact.subject, kind, fact.relation, fact.obj, fact.since))
    return {
        "world/documents.jsonl": _lines(asdict(d) for d in documents),
        "world/documents_dirty.jsonl": _lines(raw),
        "world/questions.jsonl": _lines(asdict(q) for q in questions),
        "world/graph.csv": table.getvalue(),
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
            # as in training, the last eight sentences of a class are kept for evaluation
            for number, form in enumerate(LABEL_CLASSES[kind][:-8]):
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
        "prompting/word_problems.jsonl": _lines(problems),
        "prompting/labels.jsonl": _lines(labelled),
        "prompting/extractions.jsonl": _lines(extractions),
    }


def build(out: Path) -> None:
    """Write every data file below `out`."""
    for name, text in {**world_files(), **prompting_files(), **wider_files(SEED)}.items():
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
