"""Chat models behind an OpenAI-compatible HTTP endpoint (needs langchain-openai).

Knows the address, the key and what to say when a request fails. Retries with growing waits are the
client's own; what remains after them becomes one sentence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llmcourse.weights import ModelUnavailable

RETRIES = 3
TIMEOUT_SECONDS = 60.0
CONCURRENT_REQUESTS = 8


def parse_endpoint(name: str) -> tuple[str, str | None]:
    """'openai:MODEL@http://HOST:PORT/v1' -> (model, address); the address may come from
    LLMCOURSE_BASE_URL or be left out (OpenAI's own)."""
    match = re.fullmatch(r"openai:([^@\s]+)(?:@(https?://\S+))?", name)
    if match is None:
        raise ValueError(
            f"name {name!r} is no endpoint: write openai:MODEL@http://HOST:PORT/v1, or "
            "openai:MODEL with the address in LLMCOURSE_BASE_URL."
        )
    address = match.group(2) or os.environ.get("LLMCOURSE_BASE_URL") or None
    return match.group(1), address.rstrip("/") if address else None


@contextmanager
def _one_sentence(model: str, address: str) -> Iterator[None]:
    """Turn the client's errors into ModelUnavailable with one sentence that says what to do."""
    import openai

    try:
        yield
    except openai.AuthenticationError as error:
        raise ModelUnavailable(
            f"{address} refused the key: set OPENAI_API_KEY to a key that is valid there."
        ) from error
    except openai.PermissionDeniedError as error:
        raise ModelUnavailable(
            f"{address} does not let this key use {model}: use another key or model."
        ) from error
    except openai.NotFoundError as error:
        raise ModelUnavailable(
            f"{address} knows no model {model}: check the model's name and that the address ends "
            "as the server expects, often in /v1."
        ) from error
    except openai.RateLimitError as error:
        raise ModelUnavailable(
            f"{address} still answers 'too many requests' after {RETRIES} retries: wait, or check "
            "the account's quota."
        ) from error
    except openai.APITimeoutError as error:
        raise ModelUnavailable(
            f"{address} gave no answer in {TIMEOUT_SECONDS:.0f} s, {RETRIES + 1} times: check that "
            "the server is up and not overloaded."
        ) from error
    except openai.APIConnectionError as error:
        raise ModelUnavailable(
            f"{address} cannot be reached: check the address and that the server is running, or "
            "set LLMCOURSE_MODEL=pocket."
        ) from error
    except openai.APIStatusError as error:
        raise ModelUnavailable(
            f"{address} answered with error {error.status_code} after {RETRIES} retries: look into "
            "the server's log."
        ) from error
    except (openai.APIError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelUnavailable(
            f"{address} sent an answer that is no chat completion ({type(error).__name__}): check "
            "that it is an OpenAI-compatible server."
        ) from error


def load_endpoint(
    name: str,
    *,
    temperature: float = 0.0,
    top_p: float = 1.0,
    max_new_tokens: int = 64,
    seed: int | None = 0,
    **others: Any,
) -> Any:
    """A chat model behind the endpoint `name` (see `parse_endpoint`). Sends nothing yet."""
    model, address = parse_endpoint(name)
    if others:
        raise TypeError(f"{sorted(others)[0]!r} is no setting of an endpoint.")
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise ModelUnavailable(
            "Endpoints need the package langchain-openai: pip install langchain-openai."
        ) from error
    key = os.environ.get("OPENAI_API_KEY")
    if not key and address is None:
        raise ModelUnavailable(
            f"{name} needs a key: set OPENAI_API_KEY, or name a server of your own as "
            f"openai:{model}@http://HOST:PORT/v1."
        )
    shown = address or "https://api.openai.com/v1"

    class EndpointChatModel(ChatOpenAI):
        """ChatOpenAI whose failures are one sentence, with the settings of a local model."""

        def _generate(self, *args: Any, **kwargs: Any) -> Any:
            with _one_sentence(model, shown):
                return super()._generate(*args, **kwargs)

        async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
            with _one_sentence(model, shown):
                return await super()._agenerate(*args, **kwargs)

        def _stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
            with _one_sentence(model, shown):
                yield from super()._stream(*args, **kwargs)

        def with_settings(self, **settings: Any) -> Any:
            """A copy with other settings (temperature, top_p, max_new_tokens, seed)."""
            renamed = {"max_new_tokens": "max_tokens"}
            unknown = sorted(set(settings) - {"temperature", "top_p", "max_new_tokens", "seed"})
            if unknown:
                raise TypeError(f"{unknown[0]!r} is no setting of an endpoint.")
            return self.model_copy(update={renamed.get(k, k): v for k, v in settings.items()})

        def batch(self, inputs: Any, config: Any = None, **kwargs: Any) -> Any:
            """Concurrent requests, at most CONCURRENT_REQUESTS at a time."""
            if config is None:
                config = {"max_concurrency": CONCURRENT_REQUESTS}
            return super().batch(inputs, config, **kwargs)

    options: dict[str, Any] = dict(
        model=model,
        base_url=address,
        api_key=key or "none",  # servers of one's own ask for no key, the client does
        temperature=temperature,
        top_p=top_p,
        max_tokens=max_new_tokens,
        seed=seed,
        max_retries=RETRIES,
        timeout=TIMEOUT_SECONDS,
        stream_usage=True,
        # The default counts with tiktoken, which downloads its tables.
        custom_get_token_ids=lambda text: list(text.encode()[::4]),
    )
    return EndpointChatModel(**options)
