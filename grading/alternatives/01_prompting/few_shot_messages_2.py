"""A table of two builders made of comprehensions; the query is an example without a label."""

from collections.abc import Callable


def few_shot_messages(
    instruction: str,
    examples: list[tuple[str, str]],
    text: str,
    layout: str = "turns",
) -> list[tuple[str, str]]:
    cases: list[tuple[str, str | None]] = [*examples, (text, None)]

    def turns() -> list[tuple[str, str]]:
        return [("system", instruction)] + [
            (role, content)
            for shown, label in cases
            for role, content in (("user", "Text: " + shown), ("assistant", label))
            if content is not None
        ]

    def single() -> list[tuple[str, str]]:
        blocks = [
            "\n".join(["Text: " + shown, "Label:" if label is None else "Label: " + label])
            for shown, label in cases
        ]
        return [("user", "\n\n".join([instruction, *blocks]))]

    builders: dict[str, Callable[[], list[tuple[str, str]]]] = {"turns": turns, "single": single}
    if layout not in builders:
        raise ValueError(f"layout must be one of {sorted(builders)}")
    return builders[layout]()
