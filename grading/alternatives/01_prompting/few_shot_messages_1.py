"""Two branches, each an ordinary loop over the examples."""


def few_shot_messages(
    instruction: str,
    examples: list[tuple[str, str]],
    text: str,
    layout: str = "turns",
) -> list[tuple[str, str]]:
    if layout == "turns":
        messages = [("system", instruction)]
        for example, label in examples:
            messages.append(("user", f"Text: {example}"))
            messages.append(("assistant", label))
        messages.append(("user", f"Text: {text}"))
        return messages
    if layout == "single":
        prompt = instruction + "\n\n"
        for example, label in examples:
            prompt += f"Text: {example}\nLabel: {label}\n\n"
        prompt += f"Text: {text}\nLabel:"
        return [("user", prompt)]
    raise ValueError(f"unknown layout {layout!r}")
