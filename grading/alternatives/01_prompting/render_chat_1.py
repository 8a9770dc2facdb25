"""One loop that checks and appends message by message."""


def render_chat(
    messages: list[tuple[str, str]],
    markers: dict[str, tuple[str, str]],
    bos: str = "",
    generation_prompt: str = "",
) -> str:
    forbidden = {bos.strip()}
    for opening, closing in markers.values():
        forbidden.add(opening.strip())
        forbidden.add(closing.strip())
    forbidden.discard("")

    text = bos
    for role, content in messages:
        if role not in markers:
            raise ValueError(f"no markers for the role {role!r}")
        for marker in forbidden:
            if marker in content:
                raise ValueError(f"a content contains the marker {marker!r}")
        opening, closing = markers[role]
        text += opening + content + closing
    return text + generation_prompt
