"""Mistakes that people make in unit 02, and what to tell them; a module a topic."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def alone(reference: Callable[..., Any], *patches: tuple[str, str]) -> str:
    """The source of ``reference`` with patches, for ``mutant(..., function=)``.

    Golden outputs also hold what two patched mistakes return together. They grow with the square
    of the number of mistakes, so those that are rarely made beside another one are made whole.

    Raises:
        ValueError: a patch does not apply exactly once.
    """
    source = textwrap.dedent(inspect.getsource(reference))
    for old, new in patches:
        if source.count(old) != 1:
            raise ValueError(f"{old!r} occurs {source.count(old)} times in {reference.__name__}")
        source = source.replace(old, new)
    return source
