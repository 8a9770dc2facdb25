"""One compiled pattern of all markers; check everything first, then join the pieces."""

import re
from itertools import chain


def render_chat(
    messages: list[tuple[str, str]],
    markers: dict[str, tuple[str, str]],
    bos: str = "",
    generation_prompt: str = "",
) -> str:
    unknown = [role for role, _ in messages if role not in markers]
    if unknown:
        raise ValueError(f"roles without markers: {unknown}")

    stripped = (marker.strip() for marker in chain([bos], *markers.values()))
    alternatives = [re.escape(marker) for marker in stripped if marker]
    if alternatives:
        pattern = re.compile("|".join(alternatives))
        for _, content in messages:
            if found := pattern.search(content):
                raise ValueError(f"marker {found.group()!r} inside a content")

    turns = (content.join(markers[role]) for role, content in messages)
    return "".join(chain([bos], turns, [generation_prompt]))
