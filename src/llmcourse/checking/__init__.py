"""Exercises: probes, comparators, scripted models and check().

Probes (llmcourse.exercises) run an answer and know no expected value; check() compares what they
return with golden data. Importing this module imports numpy, no model library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from llmcourse.checking.checker import CheckFailed, check
from llmcourse.checking.compare import Comparator, as_set, close, exact, ranking, share, within
from llmcourse.checking.golden import PUBLIC_SEEDS
from llmcourse.checking.prompts import Item
from llmcourse.checking.registry import probe, prompt_probe, register_package
from llmcourse.checking.running import raises, run_in_loop

if TYPE_CHECKING:
    from llmcourse.checking.scripted import ScriptedChatModel


def ScriptedModel(replies: list[str] | Callable[[list[tuple[str, str]]], str]
                  ) -> ScriptedChatModel:
    """A LangChain chat model that follows a script and records its `.calls`.

    replies: texts in order (the last one repeats), or a function of [(role, content), ...].
    A function, so that langchain_core is imported only when a model is made.
    """
    from llmcourse.checking.scripted import scripted_model

    return scripted_model(replies)


__all__ = [
    "PUBLIC_SEEDS", "CheckFailed", "Comparator", "Item", "ScriptedModel", "as_set", "check",
    "close", "exact", "probe", "prompt_probe", "raises", "ranking", "register_package",
    "run_in_loop", "share", "within",
]
