"""One expression for both cases: joined sentences, and the last turn put together by join."""


def cot_messages(
    question: str,
    demonstrations: list[tuple[str, list[str], str]] = (),
    trigger: str = "Let's think step by step.",
) -> list[tuple[str, str]]:
    def solution(steps: list[str], answer: str) -> str:
        return " ".join(f"{sentence}." for sentence in [*steps, f"The answer is {answer}"])

    shown = [
        message
        for asked, steps, answer in demonstrations
        for message in [("user", asked), ("assistant", solution(steps, answer))]
    ]
    parts = [question] + [trigger] * bool(trigger and not shown)
    return [*shown, ("user", "\n".join(parts))]
