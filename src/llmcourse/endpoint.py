"""OpenAI-compatible HTTP endpoints: the address, the key, retries, and what to say when all fail.

Knows names such as openai:MODEL@http://HOST:PORT/v1, which failures are worth another try, and how
long to wait. Knows nothing of messages (`llmcourse.endpoint_chat`) or vectors
(`llmcourse.endpoint_encoder`). Every failure ends as a `ModelUnavailable` with one sentence.
"""

from __future__ import annotations

import contextvars
import os
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from llmcourse.weights import ModelUnavailable

T = TypeVar("T")

OPENAI = "https://api.openai.com/v1"
# A request is tried 1 + RETRIES times, TIMEOUT_SECONDS each; the waits between double, and a server
# may ask for a longer one (Retry-After) up to LONGEST_WAIT.
RETRIES = 3
TIMEOUT_SECONDS = 60.0
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# Answers with these statuses may differ next time; so may those from 500 on.
WORTH_RETRYING = (408, 409, 425, 429)


class Incomplete(ValueError):
    """The answer ended before it was complete."""


def parse_endpoint(name: str) -> tuple[str, str | None]:
    """'openai:MODEL@http://HOST:PORT/v1' -> (model, address); the address may come from
    LLMCOURSE_BASE_URL or OPENAI_BASE_URL, or be left out (OpenAI's own)."""
    match = re.fullmatch(r"openai:([^@\s]+)(?:@(https?://\S+))?", name)
    if match is None:
        raise ValueError(
            f"name {name!r} is no endpoint: write openai:MODEL@http://HOST:PORT/v1, or "
            "openai:MODEL with the address in LLMCOURSE_BASE_URL."
        )
    address = (
        match.group(2)
        or os.environ.get("LLMCOURSE_BASE_URL")
        or os.environ.get("OPENAI_BASE_URL")
        or None
    )
    return match.group(1), address.rstrip("/") if address else None


def timeout_seconds() -> float:
    """Seconds for one try: LLMCOURSE_TIMEOUT, or TIMEOUT_SECONDS."""
    given = os.environ.get("LLMCOURSE_TIMEOUT")
    if not given:
        return TIMEOUT_SECONDS
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ValueError(f"LLMCOURSE_TIMEOUT must be a number of seconds above 0, not {given!r}.")
    return seconds


@dataclass(frozen=True)
class Endpoint:
    """A model at an address, with the key for it and the seconds that one try may take."""

    model: str
    address: str
    key: str
    timeout: float
    what: str = "chat completion"

    @classmethod
    def named(cls, name: str, api_key: str | None, what: str = "chat completion") -> Endpoint:
        """The endpoint `name`; the key is the argument or OPENAI_API_KEY. Sends nothing."""
        model, address = parse_endpoint(name)
        key = api_key or os.environ.get("OPENAI_API_KEY")
        if not key and (address or OPENAI) == OPENAI:
            raise ModelUnavailable(
                f"{name} needs a key: set OPENAI_API_KEY, or name a server of your own as "
                f"openai:{model}@http://HOST:PORT/v1."
            )
        # Servers of one's own ask for no key, but the client does.
        return cls(model, address or OPENAI, key or "none", timeout_seconds(), what)

    @property
    def name(self) -> str:
        """The full name, as `parse_endpoint` reads it."""
        return f"openai:{self.model}@{self.address}"

    def call(self, request: Callable[[], T]) -> T:
        """The result of `request`, tried again after failures that may pass."""
        attempt = 0
        while True:
            try:
                return within(self.timeout, request)
            except Exception as error:
                wait = wait_before_retry(error, attempt)
                if wait is None or attempt >= RETRIES:
                    self.explain(error, attempt + 1)
            time.sleep(wait)
            attempt += 1

    def explain(self, error: Exception, tries: int) -> NoReturn:
        """Raise ModelUnavailable with one sentence; an error of the caller's own as it is."""
        sentence = self._sentence(error, tries)
        if sentence is None:
            raise error
        raise ModelUnavailable(sentence) from error

    def _sentence(self, error: Exception, tries: int) -> str | None:
        import openai

        at, times = self.address, f"{tries} times" if tries > 1 else "once"
        status = getattr(error, "status_code", None)
        if isinstance(error, openai.AuthenticationError):
            return f"{at} refused the key: set OPENAI_API_KEY to a key that is valid there."
        if isinstance(error, openai.PermissionDeniedError):
            return f"{at} does not let this key use {self.model}: use another key or model."
        if isinstance(error, openai.NotFoundError):
            return (
                f"{at} knows no model {self.model}: check the model's name and that the address "
                "ends as the server expects, often in /v1."
            )
        if isinstance(error, openai.RateLimitError):
            asked = _retry_after(error)
            if _out_of_credit(error):
                return f"{at} says that this key's quota is used up: check the account."
            if asked is not None and asked > LONGEST_WAIT:
                return f"{at} answers 'too many requests': try again in {asked:.0f} s."
            return f"{at} answered 'too many requests' {times}: wait, or check the account's quota."
        if isinstance(error, openai.APITimeoutError | TimeoutError):
            return (
                f"{at} gave no answer in {self.timeout:g} s, tried {times}: check that the server "
                "is up and not overloaded, or allow more in LLMCOURSE_TIMEOUT."
            )
        if isinstance(error, openai.APIConnectionError) or _is_transport(error):
            return (
                f"{at} cannot be reached or broke off, tried {times}: check the address and that "
                "the server is running, or set LLMCOURSE_MODEL=pocket."
            )
        if status is not None and status < 500:
            return f"{at} refused the request ({status}): {_first_line(error)}"
        if status is not None:
            return f"{at} answered with error {status}, tried {times}: look into the server's log."
        if isinstance(error, Incomplete):
            return f"{at} broke off its answer, tried {times}: look into the server's log."
        if _is_malformed(error):
            return (
                f"{at} sent an answer that is no {self.what} ({type(error).__name__}), tried "
                f"{times}: check that it is an OpenAI-compatible server."
            )
        return None


def wait_before_retry(error: Exception, attempt: int) -> float | None:
    """Seconds to wait after the given failure; None where another try would be no use."""
    import openai

    status = getattr(error, "status_code", None)
    if status is not None:
        if (status < 500 and status not in WORTH_RETRYING) or _out_of_credit(error):
            return None
        asked = _retry_after(error)
        if asked is not None:
            return asked if asked <= LONGEST_WAIT else None
    elif not (
        isinstance(error, openai.APIError | TimeoutError)
        or _is_transport(error)
        or _is_malformed(error)
    ):
        return None
    # Not all clients that a server has turned away should come back at the same moment.
    return min(FIRST_WAIT * 2**attempt, LONGEST_WAIT) * random.uniform(0.75, 1.0)


def _retry_after(error: Any) -> float | None:
    """Seconds that the server asks to wait, where it does so in seconds."""
    value = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else None


def _out_of_credit(error: Any) -> bool:
    return getattr(error, "code", None) == "insufficient_quota"


def _is_transport(error: Exception) -> bool:
    """An error of the HTTP library below the client, which lets some through while it streams."""
    return type(error).__module__.split(".")[0] in ("httpx", "httpx2", "httpcore", "httpcore2")


def _is_malformed(error: Exception) -> bool:
    """True if the client could not make sense of an answer."""
    import openai

    if isinstance(error, TypeError) and "unexpected keyword argument" in str(error):
        return False  # a setting that the client does not know: the caller's mistake
    return isinstance(
        error, openai.APIError | ValueError | KeyError | TypeError | AttributeError | IndexError
    )


def _first_line(error: Any) -> str:
    """What the server says about a refused request, as the end of a sentence."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    lines = str(said or getattr(error, "message", error)).strip().splitlines() or [""]
    return lines[0][:200].rstrip(".") + "."


def within(seconds: float, request: Callable[[], T]) -> T:
    """The result of `request`, or TimeoutError after `seconds`.

    The HTTP client bounds the wait for the next byte only: a server that sends a blank now and then
    would keep it waiting for ever.
    """
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            outcome.append(request())
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), name="endpoint", daemon=True)
    thread.start()
    # A moment more than the client's own limit, whose error says more.
    thread.join(seconds * 1.1 + 0.1)
    if failure:
        raise failure[0]
    if not outcome:
        raise TimeoutError(f"no complete answer in {seconds:g} s")
    return outcome[0]
