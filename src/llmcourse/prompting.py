"""Prompting: how messages are built, rendered, sampled and read.

This module knows how to turn a question and examples into chat messages, how to render messages
to the string that a model reads, and how to read an answer out of what comes back. It knows no
model: where a function needs one, it takes it as an argument (any LangChain chat model will do).

Messages are lists of ``(role, content)`` tuples, which every LangChain chat model accepts.
Every function is also the reference of an exercise of unit 01, and so stands on its own.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence


def render_chat(
    messages: list[tuple[str, str]],
    markers: dict[str, tuple[str, str]],
    bos: str = "",
    generation_prompt: str = "",
) -> str:
    """Render messages to the one string that a chat model reads.

    Args:
        messages: ``(role, content)`` pairs, oldest first; may be empty.
        markers: for each role the pair ``(opening, closing)`` that encloses its contents, for
            example ``{"user": ("<|user|> ", "<|end|>"), "system": ("<|system|> ", "<|end|>")}``.
        bos: the token that begins every text; written once, first, however many messages follow.
        generation_prompt: what leaves the model at the start of its own turn, for example
            ``"<|assistant|>"``; empty for a finished conversation, such as a training text.

    Returns:
        ``bos``, then ``opening + content + closing`` for each message in order, then
        ``generation_prompt``. Contents stay as they are (no stripping); nothing is written
        between messages.

    Raises:
        ValueError: if a role has no markers; or if a content contains one of the openings or
            closings of any role, or ``bos`` (each compared without the whitespace at its ends,
            empty ones ignored): a text must not be able to start a turn of its own.
    """
    control = {marker.strip() for pair in markers.values() for marker in pair} | {bos.strip()}
    text = bos
    for role, content in messages:
        if role not in markers:
            raise ValueError(f"messages has the role {role!r}; use one of {sorted(markers)}")
        if any(marker and marker in content for marker in control):
            raise ValueError(f"the {role} message contains a control token; remove it first")
        opening, closing = markers[role]
        text += opening + content + closing
    return text + generation_prompt


def few_shot_messages(
    instruction: str,
    examples: list[tuple[str, str]],
    text: str,
    layout: str = "turns",
) -> list[tuple[str, str]]:
    r"""Build the messages of a few-shot (or, without examples, zero-shot) labelling prompt.

    Args:
        instruction: what to do, for example ``"Label the last text as in the examples."``.
        examples: ``(text, label)`` pairs in the order in which the model shall read them; may be
            empty (zero-shot).
        text: the text to label.
        layout: ``"turns"`` or ``"single"``.

    Returns:
        ``"turns"``: a ``system`` message with the instruction; for each example a ``user`` message
        ``"Text: <text>"`` and an ``assistant`` message that is the label alone; last a ``user``
        message ``"Text: <text>"``.

        ``"single"``: one ``user`` message of blocks that are separated by one empty line
        (``"\n\n"``): the instruction; for each example ``"Text: <text>\nLabel: <label>"``; last
        ``"Text: <text>\nLabel:"``. It ends with that colon: no space after it.

        The instruction is there with and without examples. Brown et al. 2020, section 2
        (https://arxiv.org/abs/2005.14165).

    Raises:
        ValueError: if ``layout`` is neither of the two.
    """
    if layout == "turns":
        messages = [("system", instruction)]
        for example, label in examples:
            messages.append(("user", f"Text: {example}"))
            messages.append(("assistant", label))
        messages.append(("user", f"Text: {text}"))
        return messages
    if layout == "single":
        blocks = [instruction, *(f"Text: {one}\nLabel: {label}" for one, label in examples)]
        blocks.append(f"Text: {text}\nLabel:")
        return [("user", "\n\n".join(blocks))]
    raise ValueError(f"layout is {layout!r}; use 'turns' or 'single'")


def balanced_examples(
    pool: list[tuple[str, str]], per_class: int, seed: int
) -> list[tuple[str, str]]:
    """Draw examples so that neither a label's frequency nor its place gives the answer away.

    Args:
        pool: ``(text, label)`` pairs, all different. It is not changed.
        per_class: how many examples of each label to draw, at least 1.
        seed: the same pool, ``per_class`` and seed give the same result, whatever else has drawn
            random numbers before; the state of the global ``random`` module is left alone.

    Returns:
        ``per_class`` different examples of every label of the pool, as the pool's pairs, in
        ``per_class`` rounds. Each round holds one example of every label; the order of labels
        within a round is shuffled anew for every round. Which examples are drawn, and all orders,
        depend on the seed: over many seeds each example is drawn and each label comes last.

    Raises:
        ValueError: if some label has fewer than ``per_class`` examples in the pool.
    """
    rng = random.Random(seed)
    by_label: dict[str, list[tuple[str, str]]] = {}
    for text, label in pool:
        by_label.setdefault(label, []).append((text, label))
    drawn = {}
    for label in sorted(by_label):
        if len(by_label[label]) < per_class:
            raise ValueError(f"pool has too few examples of {label!r}; per_class is {per_class}")
        drawn[label] = rng.sample(by_label[label], per_class)
    result = []
    for turn in range(per_class):
        labels = sorted(drawn)
        rng.shuffle(labels)
        result += [drawn[label][turn] for label in labels]
    return result


def cot_messages(
    question: str,
    demonstrations: Sequence[tuple[str, list[str], str]] = (),
    trigger: str = "Let's think step by step.",
) -> list[tuple[str, str]]:
    r"""Build a chain-of-thought prompt: by worked demonstrations or, without any, by a trigger.

    Args:
        question: the problem to solve.
        demonstrations: ``(question, steps, answer)`` each; ``steps`` is a list of strings such as
            ``"14 + 8 = 22"``, at least one, without a full stop at the end.
        trigger: the sentence that asks for steps.

    Returns:
        With demonstrations (Wei et al. 2022, https://arxiv.org/abs/2201.11903): for each a
        ``user`` message with its question alone and an ``assistant`` message with the steps, each
        followed by a full stop and a space, and then ``"The answer is <answer>."``, for example
        ``"14 + 8 = 22. 22 - 5 = 17. The answer is 17."``; last a ``user`` message with the
        question alone. The trigger is not used.

        Without demonstrations (Kojima et al. 2022, https://arxiv.org/abs/2205.11916): one ``user``
        message, the question, a line break ``"\n"`` and the trigger. If the trigger is the empty
        string, the question alone, without a line break: that is the direct prompt.
    """
    messages = []
    for problem, steps, answer in demonstrations:
        worked = " ".join(f"{step}." for step in steps)
        messages.append(("user", problem))
        messages.append(("assistant", f"{worked} The answer is {answer}."))
    if messages or not trigger:
        messages.append(("user", question))
    else:
        messages.append(("user", f"{question}\n{trigger}"))
    return messages


def extract_answer(text: str) -> float | None:
    """Read the final number out of a worked solution.

    A number is: a minus sign if it stands directly before the first digit and does not directly
    follow a letter, digit, underscore or closing parenthesis (``"22-5"`` and ``"(22)-5"`` hold 22
    and 5, ``"= -5"`` holds -5); then digits, in which a comma followed by exactly three digits
    separates thousands (``"1,204"`` is one number, ``"3,4"`` two); then, if a point and at least
    one digit follow, these decimals. A full stop at the end of a sentence belongs to no number.

    A marker is ``answer is`` or ``answer:`` in upper, lower or mixed case, with any whitespace or
    none where the space stands (``"ANSWER  is"``, ``"Answer :"``).

    Args:
        text: what the model wrote.

    Returns:
        The first number after the last marker that has any number after it. If there is no such
        marker, the last number of the text. ``None`` if the text holds no number.
    """
    number = r"(?:(?<![\w)])-)?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
    for marker in reversed(list(re.finditer(r"answer\s*(?:is|:)", text, flags=re.IGNORECASE))):
        found = re.findall(number, text[marker.end() :])
        if found:
            return float(found[0].replace(",", ""))
    found = re.findall(number, text)
    return float(found[-1].replace(",", "")) if found else None


def majority_vote(answers: list[str | None]) -> tuple[str | None, float]:
    """Take the answer that most samples agree on (self-consistency, Wang et al. 2022).

    The vote is ``argmax over a of the sum over i of 1[a_i = a]``, eq. in section 2 of
    https://arxiv.org/abs/2203.11171, over normalised answers.

    Args:
        answers: one answer a sample, in the order sampled; ``None`` where none could be read.

    Returns:
        ``(winner, share)``. Two answers are the same vote if they are equal after normalising,
        in this order: commas removed; whitespace and full stops at the end, in any mixture, and
        whitespace at the start removed; lower case; every run of whitespace one space. So ``"17"``,
        ``" 17. "`` and ``"17 ."`` are one vote. The winner is given in that normalised form. Of
        several with equally many votes, the one given first wins. ``share`` is the winner's votes
        divided by the number of all samples. ``None``, and answers that normalise to the empty
        string, are no votes, but count as samples. Without any vote, and for an empty list:
        ``(None, 0.0)``.
    """
    votes: Counter[str] = Counter()
    for answer in answers:
        if answer is None:
            continue
        normal = " ".join(answer.lower().replace(",", "").rstrip(". \t\n").split())
        if normal:
            votes[normal] += 1
    if not votes:
        return None, 0.0
    winner, count = votes.most_common(1)[0]
    return winner, count / len(answers)


def analogical_answer(
    model,
    problem: str,
    extract,
    instruction: str = "First recall a similar problem and solve it, then solve this one.",
) -> dict:
    r"""Let the model write its own worked example, then solve the problem by its pattern.

    Yasunaga et al. 2023, https://arxiv.org/abs/2310.01714, in one call: recall, then solve.

    Args:
        model: a chat model; ``model.invoke(messages).content`` is its reply. It is called once.
        problem: the problem to solve.
        extract: a function from a text to an answer, for example ``extract_answer``.
        instruction: what to ask for.

    The prompt is one ``user`` message: the problem, a line break ``"\n"``, the instruction.
    The reply has the form ``"Similar problem: <recalled> This problem: <solution>"``. It is split
    at the last ``"This problem:"``.

    Returns:
        A dict with the keys ``"recalled"``: what stands before the split, without the prefix
        ``"Similar problem:"`` if, white space aside, it begins with it; ``"solution"``: what
        stands after; both without white space at their ends; ``"answer"``: ``extract(solution)``,
        so that the recalled example's answer is never taken for this one's. If
        ``"This problem:"`` is nowhere in the reply, ``recalled`` is ``""`` and the whole reply,
        stripped, is the solution.
    """
    reply = model.invoke([("user", f"{problem}\n{instruction}")]).content
    recalled, _, solution = reply.rpartition("This problem:")
    recalled = recalled.strip().removeprefix("Similar problem:").strip()
    solution = solution.strip()
    return {"recalled": recalled, "solution": solution, "answer": extract(solution)}


def base_prompt(question: str, passages: list[str]) -> list[tuple[str, str]]:
    """Build messages that make Pocket answer from the passages alone, or say it does not know.

    There are many right answers, so this is judged by what Pocket does with the messages, over a
    thousand and more questions about people and places that it has never read of. Half of them can
    be answered from the passages: there the reply must be the answer, as in ``"Corva"`` or, with
    the number of a passage that is numbered ``[2]``, ``"Corva [2]"``. For the others the reply
    must say ``I do not know``.

    Args:
        question: one question in plain words.
        passages: one to five short texts.

    Returns:
        Messages as ``(role, content)`` pairs. Experiments that take the demand away drop the
        system messages, so put it there.
    """
    demand = (
        "Answer from the context only. "
        "If the context does not contain the answer, say: I do not know."
    )
    context = "\n".join(f"[{number}] {text}" for number, text in enumerate(passages, start=1))
    return [("system", demand), ("user", f"Context:\n{context}\n\nQuestion: {question}")]


def parse_json(text: str) -> dict | None:
    r"""Read the first JSON object in a text that a model wrote, repairing what models get wrong.

    Args:
        text: any text.

    Returns:
        The object that begins at the leftmost ``{`` from which one can be read, else ``None``.
        No text raises. Whatever stands before that brace and after the object's closing brace is
        ignored (prose, code fences, a second object). Braces, commas and quotes inside a string
        are text. Beside correct JSON these are read:

        * a comma before a closing ``}`` or ``]``: ignored;
        * strings, keys too, in single quotes: they end at the next single quote that is not
          escaped by a backslash; an apostrophe inside double quotes is just a character;
        * ``True``, ``False`` and ``None``, as ``true``, ``false`` and ``null``;
        * a line break inside a string;
        * a text that ends too early: all open objects and lists are closed where it ends. A pair
          (or list element) that is not finished is left out: a key without value, a string without
          its closing quote (half a name is a wrong name), a word that the text ends in, such as
          ``tru`` or ``hel``: it may go on.
          A number at the very end counts as finished if it is one as it stands (``19``, but not
          ``19.``, ``1e`` or ``-``), and so
          does a whole word (``true``). If nothing is finished, the object is ``{}``.

        Escapes (``\"``, ``\\``, ``\n``, ``\u00e9`` ...) mean in both kinds of string what they mean
        in JSON, and ``\'`` is an apostrophe; other escapes may give anything, but not raise. Of a
        repeated key the last value counts. Anything else (a missing comma or colon, two commas in a
        row, a key or word without quotes) makes it no object at that brace.
    """
    words = {"true": True, "false": False, "null": None}
    words |= {"True": True, "False": False, "None": None}
    escapes = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}

    def after_space(i):
        while i < len(text) and text[i].isspace():
            i += 1
        if i == len(text):
            raise EOFError
        return i

    def read_string(i):
        quote, parts, i = text[i], [], i + 1
        while i < len(text) and text[i] != quote:
            if text[i] == "\\" and text[i + 1 : i + 2] == "u":
                parts.append(chr(int(text[i + 2 : i + 6] or "0", 16)))
                i += 6
            elif text[i] == "\\":
                parts.append(escapes.get(text[i + 1 : i + 2], text[i + 1 : i + 2]))
                i += 2
            else:
                parts.append(text[i])
                i += 1
        if i >= len(text):
            raise EOFError
        return "".join(parts), i + 1

    def read_value(i):
        """Give the value at i, where the text goes on, and whether the text ended inside it."""
        i = after_space(i)
        if text[i] == "{":
            return read_items(i, "}", {})
        if text[i] == "[":
            return read_items(i, "]", [])
        if text[i] in "\"'":
            return *read_string(i), False
        word = re.match(r"[-+.\w]*", text[i:]).group()
        end = i + len(word)
        if word in words:
            return words[word], end, False
        try:
            return json.loads(word), end, False
        except ValueError:
            if word and end == len(text):
                raise EOFError from None
            raise

    def read_items(i, closing, items):
        i += 1
        try:
            while text[i := after_space(i)] != closing:
                if closing == "}":
                    if text[i] not in "\"'":
                        raise ValueError("a key must be quoted")
                    key, i = read_string(i)
                    i = after_space(i)
                    if text[i] != ":":
                        raise ValueError("no colon after a key")
                    value, i, ended = read_value(i + 1)
                    items[key] = value
                else:
                    value, i, ended = read_value(i)
                    items.append(value)
                if ended:
                    return items, i, True
                i = after_space(i)
                if text[i] == ",":
                    i += 1
                elif text[i] != closing:
                    raise ValueError("no comma between two items")
            return items, i + 1, False
        except EOFError:
            return items, len(text), True

    for brace in re.finditer(r"\{", text):
        try:
            return read_items(brace.start(), "}", {})[0]
        except (ValueError, RecursionError):
            continue
    return None
