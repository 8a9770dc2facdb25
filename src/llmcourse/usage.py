"""What calls of a model took: tokens read and written, seconds, money.

    with record_usage() as usage:
        model.batch(questions)
    print(usage)                    # one sentence
    print_table(usage.by_model())   # or a row a model

Every model and encoder of the course reports here (`report`); where nobody records, that costs
nothing. This module knows no model and no price list: prices are given, never guessed.
"""

from __future__ import annotations

import contextvars
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_recording: contextvars.ContextVar[tuple[Usage, ...]] = contextvars.ContextVar(
    "llmcourse_usage", default=()
)


@dataclass(frozen=True)
class Price:
    """Dollars (or any money) for a million tokens read, and for a million written."""

    read: float
    written: float = 0.0

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """What one call costs."""
        return (self.read * input_tokens + self.written * output_tokens) / 1e6


FREE = Price(0.0, 0.0)


def parse_price(value: Any, argument: str = "price") -> Price | None:
    """A price from "0.15/0.60", (0.15, 0.60), one number (what is read) or None (unknown)."""
    if value is None or isinstance(value, Price) or value == "":
        return value or None
    numbers = re.split(r"\s*/\s*", value.strip()) if isinstance(value, str) else value
    if isinstance(numbers, int | float):
        numbers = [numbers]
    try:
        parts = [float(number) for number in numbers]
    except (TypeError, ValueError):
        parts = []
    if len(parts) not in (1, 2) or not all(math.isfinite(p) and p >= 0 for p in parts):
        raise ValueError(
            f"{argument} must be what a million tokens cost, read and written, such as 0.15/0.60, "
            f"not {value!r}."
        )
    return Price(*parts)


@dataclass(frozen=True)
class Call:
    """One answer of a model, or one request to an encoder's endpoint.

    `cost` is None where no price is known; 0 for a model in this process and for an answer that
    came from the cache. Conversations that were decoded together share their seconds equally.
    """

    model: str
    input_tokens: int
    output_tokens: int
    seconds: float
    cost: float | None
    cached: bool = False


@dataclass
class Usage:
    """The calls of one recording, in the order in which they ended."""

    calls: list[Call] = field(default_factory=list)

    @property
    def input_tokens(self) -> int:
        """Tokens read, all calls together."""
        return sum(call.input_tokens for call in self.calls)

    @property
    def output_tokens(self) -> int:
        """Tokens written, all calls together."""
        return sum(call.output_tokens for call in self.calls)

    @property
    def seconds(self) -> float:
        """Seconds of all calls; requests that ran side by side count each."""
        return sum(call.seconds for call in self.calls)

    @property
    def cost(self) -> float | None:
        """Money for all calls; None if the price of one is unknown."""
        costs = [call.cost for call in self.calls]
        return None if None in costs else math.fsum(cost or 0.0 for cost in costs)

    def by_model(self) -> list[dict[str, Any]]:
        """A row a model, for `llmcourse.lesson.print_table`."""
        rows = []
        for model in dict.fromkeys(call.model for call in self.calls):
            part = Usage([call for call in self.calls if call.model == model])
            rows.append(
                {
                    "model": model,
                    "calls": len(part.calls),
                    "from cache": sum(call.cached for call in part.calls),
                    "tokens read": part.input_tokens,
                    "tokens written": part.output_tokens,
                    "seconds": part.seconds,
                    "cost": part.cost,
                }
            )
        return rows

    def __str__(self) -> str:
        cached = sum(call.cached for call in self.calls)
        kept = f" ({cached} from the cache)" if cached else ""
        price = "at an unknown price" if self.cost is None else f"for ${self.cost:.4f}"
        return (
            f"{len(self.calls)} calls{kept}: {self.input_tokens} tokens read, "
            f"{self.output_tokens} written, {self.seconds:.1f} s, {price}."
        )


@contextmanager
def record_usage() -> Iterator[Usage]:
    """Record all calls made inside the `with`, also by chains, batches and `run_async`."""
    usage = Usage()
    token = _recording.set((*_recording.get(), usage))
    try:
        yield usage
    finally:
        _recording.reset(token)


def report(
    model: str,
    tokens: Any,
    seconds: float,
    price: Price | None,
    *,
    cached: bool = False,
) -> None:
    """Tell whoever records of one call; `tokens` is LangChain's usage_metadata, or None."""
    recorders = _recording.get()
    if not recorders:
        return
    tokens = tokens or {}
    read, written = int(tokens.get("input_tokens", 0)), int(tokens.get("output_tokens", 0))
    if cached:
        cost: float | None = 0.0
    else:
        # Without token counts from the server there is nothing to multiply.
        cost = price.of(read, written) if price and (tokens or price == FREE) else None
    call = Call(model, read, written, seconds, cost, cached)
    for usage in recorders:
        usage.calls.append(call)
