"""llmcourse: the support package of the course on putting large language models to work."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`from llmcourse import check`, loaded only when asked for."""
    if name == "check":
        from llmcourse.checking import check

        return check
    raise AttributeError(f"module 'llmcourse' has no attribute {name!r}")
