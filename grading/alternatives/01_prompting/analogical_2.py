"""Split with one regular expression whose first part is greedy."""

import re


def analogical_answer(
    model,
    problem: str,
    extract,
    instruction: str = "First recall a similar problem and solve it, then solve this one.",
) -> dict:
    prompt = "\n".join([problem, instruction])
    reply = model.invoke([("user", prompt)]).content
    match = re.fullmatch(
        r"(?:\s*Similar problem:)?(?P<recalled>.*)This problem:(?P<solution>.*)",
        reply,
        flags=re.DOTALL,
    )
    parts = match.groupdict() if match else {"recalled": "", "solution": reply}
    result = {key: part.strip() for key, part in parts.items()}
    result["answer"] = extract(result["solution"])
    return result
