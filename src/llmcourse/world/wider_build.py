"""The files of the wider world and of the graph; `build` writes them with all others."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import asdict

from llmcourse.world.documents import dirty, make_documents
from llmcourse.world.graph import graph_files
from llmcourse.world.pairs import add_pairs
from llmcourse.world.wider import wider_world
from llmcourse.world.wider_documents import make_wider_documents
from llmcourse.world.wider_questions import Index, topic_documents
from llmcourse.world.wider_requests import make_wider_questions

DIRTY_SHARE = 0.15


def _lines(rows) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def wider_files(seed: int = 7) -> dict[str, str]:
    """Documents, dirty versions, facts, questions and graph, each under its path in datasets/."""
    world = wider_world(seed)
    pairs = add_pairs(world, seed)
    old = make_documents(world.base, seed)
    new = make_wider_documents(world, pairs, seed)
    questions = make_wider_questions(world, pairs, old, new, seed)
    new = [*new, *topic_documents(seed)]
    rng = random.Random(f"wider-dirty-{seed}")
    chosen = [d for d in new if rng.random() < DIRTY_SHARE]
    raw = [{"id": d.id, "text": dirty(d, rng)} for d in chosen]
    raw += [
        {"id": f"{d.id}-copy", "text": dirty(d, rng)} for d in rng.sample(chosen, len(chosen) // 8)
    ]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("id", "subject", "kind", "relation", "object", "start", "end", "detail"))
    for f in world.facts:
        kind = world.entity(f.subject).kind
        writer.writerow((f.id, f.subject, kind, f.relation, f.obj, f.start, f.end, f.detail))
    return {
        "wider/documents.jsonl": _lines(asdict(d) for d in new),
        "wider/documents_dirty.jsonl": _lines(raw),
        "wider/facts.csv": table.getvalue(),
        "wider/questions.jsonl": _lines(asdict(q) for q in questions),
        **graph_files(Index(world, pairs, old, new)),
    }
