"""Early return for the prompt without demonstrations, then a loop over steps."""


def cot_messages(
    question: str,
    demonstrations: list[tuple[str, list[str], str]] = (),
    trigger: str = "Let's think step by step.",
) -> list[tuple[str, str]]:
    if not demonstrations:
        if trigger == "":
            return [("user", question)]
        return [("user", question + "\n" + trigger)]
    messages = []
    for shown, steps, answer in demonstrations:
        worked = ""
        for step in steps:
            worked += step + ". "
        worked += f"The answer is {answer}."
        messages.append(("user", shown))
        messages.append(("assistant", worked))
    messages.append(("user", question))
    return messages
