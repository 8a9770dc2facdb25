"""The abstraction step: ask for a step-back question, and read it from the reply.

Knows the form that the paper's prompt has and that Pocket was trained on. Knows no model.
"""

import re
from collections.abc import Sequence


def step_back_messages(
    question: str, examples: Sequence[tuple[str, str]] = (), instruction: str = ""
) -> list[tuple[str, str]]:
    """Ask for the more general question behind a question (Zheng et al. 2023, section 2).

    All examples and the question stand in one user message, a block each, with an empty line
    between blocks. An example's block has two lines::

        Question: <question>
        Step-back question: <its step-back question>

    The last block has the same two lines for ``question``; its second line ends with the colon,
    and nothing follows. In every question and step-back question each run of white space becomes
    one space, and none is left at either end, so that a line break cannot look like a new line of
    the form.

    Args:
        question: what the user asked.
        examples: (question, step-back question) pairs, shown in this order.
        instruction: the text of a system message before the user's, as it is; "" for none.

    Returns:
        ``("system" | "user", text)`` pairs, the user's last.

    Raises:
        ValueError: the question is blank, or an example asks the same question (compared in lower
            case, after cleaning): it would give the answer away.
    """
    asked = " ".join(question.split())
    if not asked:
        raise ValueError("question is blank: there is nothing to step back from")
    blocks = []
    for example, broader in examples:
        shown = " ".join(example.split())
        if shown.lower() == asked.lower():
            raise ValueError(f"an example asks the question itself ({asked!r}): leave it out")
        blocks.append(f"Question: {shown}\nStep-back question: {' '.join(broader.split())}")
    blocks.append(f"Question: {asked}\nStep-back question:")
    system = [("system", instruction)] if instruction else []
    return [*system, ("user", "\n\n".join(blocks))]


def parse_step_back(reply: str, question: str) -> str:
    """Read the step-back question from a reply; fall back on the question where there is none.

    Each line is cleaned in this order: every run of white space becomes one space and none stays
    at either end; one label at the start goes, ``step-back question:`` or ``stepback question:``
    in any case of letters, with the space after it; one pair of straight quotation marks (``"``)
    around the whole rest goes, and so does white space that it enclosed. The first line that then
    ends with ``?`` is the candidate.

    The candidate takes no step back, and is not used, if

    * it has the same words as ``question`` in the same order, where words are runs of letters,
      digits and underscores (``\\w+``) in lower case; or
    * it still holds one of the question's numbers, where numbers are runs of digits.

    Args:
        reply: what the model wrote.
        question: what it was asked to step back from.

    Returns:
        The candidate; or ``question``, stripped, where no line is one or it is not used.
    """
    for line in reply.split("\n"):
        text = " ".join(line.split())
        text = re.sub(r"^step-?back question: ?", "", text, flags=re.IGNORECASE)
        if len(text) > 1 and text[0] == text[-1] == '"':
            text = text[1:-1].strip()
        if not text.endswith("?"):
            continue
        same = re.findall(r"\w+", text.lower()) == re.findall(r"\w+", question.lower())
        kept = set(re.findall(r"\d+", text)) & set(re.findall(r"\d+", question))
        return question.strip() if same or kept else text
    return question.strip()
