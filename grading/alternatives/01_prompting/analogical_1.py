"""Split with rpartition and removeprefix."""


def analogical_answer(
    model,
    problem: str,
    extract,
    instruction: str = "First recall a similar problem and solve it, then solve this one.",
) -> dict:
    reply = model.invoke([("user", f"{problem}\n{instruction}")]).content
    before, separator, after = reply.rpartition("This problem:")
    recalled = before.strip().removeprefix("Similar problem:").strip() if separator else ""
    solution = after.strip()
    return {"recalled": recalled, "solution": solution, "answer": extract(solution)}
