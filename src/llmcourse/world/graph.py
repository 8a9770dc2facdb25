"""The knowledge graph of both worlds as CSV, and its schema for an embedded Cypher database.

Knows kinds of nodes and which kinds a relation joins. What is no entity (years, amounts, posts)
is a
node of kind Value, so that every fact is an edge that names its documents.
"""

from __future__ import annotations

from llmcourse.world.files import csv_table
from llmcourse.world.phrasings_pairs import DIRECT, THINGS
from llmcourse.world.wider import DatedFact, WiderWorld
from llmcourse.world.wider_questions import Index

OBJECT_KINDS = {
    "Person": (
        "mentor",
        "led_by",
        "invented_by",
        "mayor",
        "project_lead",
        "married_to",
        "sibling_of",
        "colleague_of",
        "rival_of",
        "headed_by",
        *DIRECT,
    ),
    "Town": ("born_in", "lives_in", "headquartered_in", "happened_in", "school_in"),
    "School": ("studied_at", "attended"),
    "Organisation": ("works_at", "made_by", "run_by", "worked_for", "department_of", "owned_by"),
    "Region": ("in_region",),
    "Province": ("part_of",),
    "Project": ("member_of",),
    "Thing": tuple(THINGS),
}
KIND_OF_OBJECT = {relation: kind for kind, found in OBJECT_KINDS.items() for relation in found}


def _ends(world: WiderWorld, fact: DatedFact) -> tuple[str, str]:
    return (
        world.entity(fact.subject).kind.capitalize(),
        KIND_OF_OBJECT.get(fact.relation, "Value"),
    )


def graph_files(index: Index) -> dict[str, str]:
    """nodes.csv, edges.csv and schema.cypher."""
    world = index.world
    since = {f"k{n:04d}": str(f.since) for n, f in enumerate(world.base.facts)}
    nodes: dict[tuple[str, str], str] = {}
    for entity in [*world.base.entities.values(), *world.entities.values()]:
        nodes[entity.kind.capitalize(), entity.name] = ""
    joins: dict[str, dict[str, None]] = {}
    rows = []
    for fact in index.by_id.values():
        source, target = _ends(world, fact)
        nodes[target, fact.obj] = ""
        joins.setdefault(fact.relation, {})[f"FROM {source} TO {target}"] = None
        rows.append(
            (
                fact.id,
                source,
                fact.subject,
                fact.relation,
                target,
                fact.obj,
                fact.start or since.get(fact.id, ""),
                fact.end,
                fact.detail,
                ";".join(index.stated[fact.id]),
            )
        )
    kinds = list(dict.fromkeys(kind for kind, _ in nodes))
    schema = [
        "// Load with COPY from rows of nodes.csv and edges.csv filtered by kind and relation."
    ]
    schema += [f"CREATE NODE TABLE {kind}(name STRING, PRIMARY KEY(name));" for kind in kinds]
    schema += [
        f"CREATE REL TABLE {relation}({', '.join(ends)}, id STRING, since STRING, until STRING, "
        "detail STRING, documents STRING);"
        for relation, ends in joins.items()
    ]
    header = (
        "id",
        "source_kind",
        "source",
        "relation",
        "target_kind",
        "target",
        "since",
        "until",
        "detail",
        "documents",
    )
    return {
        "graph/nodes.csv": csv_table(("kind", "name"), list(nodes)),
        "graph/edges.csv": csv_table(header, rows),
        "graph/schema.cypher": "\n".join(schema) + "\n",
    }
