"""From a model's lines to a graph with provenance: parse triples, resolve names, upsert documents.

Which prompt makes a model write such lines is in `llmcourse.graph.prompts`; the resulting triples
become a store's edges by `llmcourse.graph.pipeline.as_graph_edges`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from llmcourse.graph.names import edit_distance


def parse_triples(reply: str, relations: Collection[str]) -> list[tuple[str, str, str]]:
    """Read the triples in a model's reply, a line each: ``subject | relation | object``.

    A number or bullet at the beginning of a line (``1.``, ``2)``, ``-``, ``*``, each followed by
    white space) is no part of it. The line must have exactly three fields separated by ``|``;
    white space around a field goes, runs of white space within one become one space. The relation
    is read in lower case with ``_`` for spaces and hyphens (``Born In`` is ``born_in``) and must
    be one of ``relations``. Lines with an empty field, with an unknown relation or with the same
    subject and object (capitals aside) are left out, as are all lines of another form. A triple
    that came before, capitals aside, is left out.

    Args:
        reply: the model's text.
        relations: the relations that the graph knows, in lower case.

    Returns:
        Triples in the order of the reply.
    """
    found: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for line in reply.splitlines():
        line = re.sub(r"^\s*(?:\d+[.)]|[-*])\s+", "", line)
        fields = [" ".join(field.split()) for field in line.split("|")]
        if len(fields) != 3 or not all(fields):
            continue
        subject, relation, target = fields
        relation = re.sub(r"[ -]", "_", relation.lower())
        if relation in relations and subject.lower() != target.lower():
            found.setdefault(
                (subject.lower(), relation, target.lower()), (subject, relation, target)
            )
    return list(found.values())


def resolve_entities(
    mentions: Iterable[tuple[str, str]], most: int = 1, rare: int = 1, often: int = 3
) -> dict[tuple[str, str], str]:
    """Map each mention of an entity to one name for it.

    The *form* of a name is the name in lower case, without ``'s`` or ``’s`` at its end, and then
    without ``the``, ``mr``, ``mrs``, ``ms``, ``dr`` or ``prof`` at its beginning (several of them
    too, each with or without a full stop), white space being one space between words. A name of
    which nothing is left keeps its lower-case text as its form.

    1. Mentions of the same kind and form are one entity. Its name is the spelling that occurs most
       often, of several the first in alphabetical order.
    2. A rare spelling of a frequent name is a slip of the pen: an entity with at most ``rare``
       mentions is the same as one of its kind with at least ``often``, if their forms lie at most
       ``most`` edits apart (:func:`edit_distance`), both have at least 8 characters, and they hold
       the same digits in the same order. Of several such entities it joins the nearest, then the
       one with most mentions, then the first name in alphabetical order.

    Two frequent names never become one, however near: ``Mara Venlo`` and ``Mara Venla`` can be
    sisters. Counts are those of step 1; an entity that joined another lends it no mentions.

    Args:
        mentions: (name, kind) as extracted, one for each time that it occurs.
        most: edits between two spellings of one name.
        rare: mentions of a slip at most.
        often: mentions of the right spelling at least.

    Returns:
        For each (name, kind) the entity's name.

    Raises:
        ValueError: ``most`` is negative, or ``often`` is not above ``rare``.
    """
    if most < 0:
        raise ValueError(f"most must be 0 or more, not {most}")
    if often <= rare:
        raise ValueError(f"often must be above rare, not {often} and {rare}")
    spelled: dict[tuple[str, str], Counter[str]] = {}
    form_of: dict[tuple[str, str], str] = {}
    for name, kind in mentions:
        form = re.sub(r"['’]s$", "", " ".join(name.lower().split()))
        form = re.sub(r"^(?:(?:the|mr|mrs|ms|dr|prof)\.? )+", "", form)
        form_of[name, kind] = form
        spelled.setdefault((form, kind), Counter())[name] += 1
    total = {entity: counts.total() for entity, counts in spelled.items()}
    title = {
        entity: min(counts, key=lambda name: (-counts[name], name))
        for entity, counts in spelled.items()
    }
    joined = dict(title)
    for form, kind in spelled:
        if total[form, kind] > rare or len(form) < 8:
            continue
        near = []
        for other, other_kind in spelled:
            if other_kind != kind or total[other, kind] < often or len(other) < 8:
                continue
            if re.findall(r"\d", form) != re.findall(r"\d", other):
                continue
            distance = edit_distance(form, other)
            if distance <= most:
                near.append((distance, -total[other, kind], title[other, kind]))
        if near:
            joined[form, kind] = min(near)[2]
    return {(name, kind): joined[form, kind] for (name, kind), form in form_of.items()}


def upsert_document(
    graph: Mapping[tuple[str, str, str], Sequence[str]],
    document: str,
    triples: Iterable[tuple[str, str, str]],
    canonical: Callable[[str], str],
) -> dict[tuple[str, str, str], list[str]]:
    """Put what a document states into a graph that knows for each triple who states it.

    The provenance of a triple is the list of documents that state it, in the order in which they
    came. A document that comes a second time was edited: what it said before no longer holds on
    its word. So first the document is taken out of every provenance; then its triples are added,
    their subjects and objects replaced by ``canonical(name)``; a triple that is there gets the
    document at the end of its provenance, once; a new one goes to the end of the graph. At last
    triples that nobody states any more are removed. A triple whose subject and object have become
    the same name is left out.

    Args:
        graph: documents by triple; it is not changed.
        document: the document's id.
        triples: (subject, relation, object) as extracted from it; may hold one twice.
        canonical: an entity's name for a spelling of it.

    Returns:
        A new graph. Triples stay in their places.
    """
    stated = {
        triple: [one for one in documents if one != document] for triple, documents in graph.items()
    }
    for subject, relation, target in triples:
        triple = (canonical(subject), relation, canonical(target))
        documents = stated.setdefault(triple, [])
        if document not in documents:
            documents.append(document)
    return {t: documents for t, documents in stated.items() if documents and t[0] != t[2]}
