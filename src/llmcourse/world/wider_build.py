"""The files of the wider world and of the graph; `build` writes them with all others."""

from __future__ import annotations

import random
from dataclasses import asdict

from llmcourse.world.documents import make_documents
from llmcourse.world.files import csv_table, json_lines, scraped
from llmcourse.world.graph import graph_files
from llmcourse.world.pairs import add_pairs
from llmcourse.world.wider import wider_world
from llmcourse.world.wider_documents import make_wider_documents
from llmcourse.world.wider_questions import Index, topic_documents
from llmcourse.world.wider_requests import make_wider_questions

DIRTY_SHARE = 0.15


def wider_files(seed: int = 7) -> dict[str, str]:
    """Documents, dirty versions, facts, questions and graph, each under its path in datasets/."""
    world = wider_world(seed)
    pairs = add_pairs(world, seed)
    old = make_documents(world.base, seed)
    new = make_wider_documents(world, pairs, seed)
    questions = make_wider_questions(world, pairs, old, new, seed)
    new = [*new, *topic_documents(seed)]
    raw = scraped(new, random.Random(f"wider-dirty-{seed}"), DIRTY_SHARE)
    header = ("id", "subject", "kind", "relation", "object", "start", "end", "detail")
    rows = [
        (f.id, f.subject, world.entity(f.subject).kind, f.relation, f.obj, f.start, f.end, f.detail)
        for f in world.facts
    ]
    return {
        "wider/documents.jsonl": json_lines(asdict(d) for d in new),
        "wider/documents_dirty.jsonl": json_lines(raw),
        "wider/facts.csv": csv_table(header, rows),
        "wider/questions.jsonl": json_lines(asdict(q) for q in questions),
        **graph_files(Index(world, pairs, old, new)),
    }
