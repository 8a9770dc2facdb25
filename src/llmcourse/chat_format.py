"""From chat messages to the text that a model reads, by the model's own chat template.

Knows roles and templates; knows nothing of decoding or of where a model comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    HumanMessage,
    SystemMessage,
)


def message_dicts(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """LangChain messages as {"role", "content"} dicts, the form that chat templates take."""
    turns = []
    for message in messages:
        if isinstance(message, SystemMessage):
            role = "system"
        elif isinstance(message, HumanMessage):
            role = "user"
        elif isinstance(message, AIMessage):
            role = "assistant"
        elif isinstance(message, ChatMessage):
            role = message.role
        else:
            raise TypeError(
                f"messages: a local model reads system, user and assistant messages, not "
                f"{type(message).__name__}; put its text into a user message."
            )
        turns.append({"role": role, "content": str(message.text)})
    if not turns:
        raise ValueError("messages is empty; give at least one, for example ('user', 'Hello').")
    return turns


def fold_system(turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Move a system message into the user message behind it, for templates without that role."""
    if turns[0]["role"] != "system":
        return turns
    system, rest = turns[0]["content"], turns[1:]
    if rest and rest[0]["role"] == "user":
        return [{"role": "user", "content": f"{system}\n\n{rest[0]['content']}"}, *rest[1:]]
    return [{"role": "user", "content": system}, *rest]


def render_prompt(tokenizer: Any, turns: list[dict[str, str]]) -> str:
    """The text that the model continues, by the tokenizer's own chat template.

    A last message of the assistant is continued. Without a template (a model that was never trained
    to chat) the turns are written as a plain transcript.
    """
    prefill = turns[-1]["role"] == "assistant"
    if tokenizer.chat_template is None:
        names = {"system": "", "user": "User: ", "assistant": "Assistant: "}
        lines = [names.get(t["role"], f"{t['role']}: ") + t["content"] for t in turns]
        return "\n".join(lines) + ("" if prefill else "\nAssistant:")
    options = {"tokenize": False, "add_generation_prompt": not prefill}
    if prefill:
        options["continue_final_message"] = True
    try:
        return tokenizer.apply_chat_template(turns, **options)
    except Exception as error:  # jinja's own types; the template decides what it refuses
        folded = fold_system(turns)
        if folded != turns:
            return render_prompt(tokenizer, folded)
        raise ValueError(
            f"messages: this model's chat template refuses the roles "
            f"{[t['role'] for t in turns]} ({error}); let user and assistant alternate."
        ) from error
