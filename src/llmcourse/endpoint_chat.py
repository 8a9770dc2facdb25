"""Chat models behind an OpenAI-compatible endpoint (needs langchain-openai).

Knows LangChain's client, the settings of a local model under the client's names, the cache of
replies and what calls cost. Retries and sentences for failures are `llmcourse.endpoint`'s.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, message_chunk_to_message
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import run_in_executor
from langchain_core.runnables.config import ContextThreadPoolExecutor, get_config_list
from pydantic import PrivateAttr, SecretStr

from llmcourse.endpoint import OPENAI, Endpoint, Incomplete
from llmcourse.response_cache import ResponseCache
from llmcourse.usage import Price, parse_price, report
from llmcourse.weights import ModelUnavailable

try:
    from langchain_openai import ChatOpenAI
except ImportError as error:
    raise ModelUnavailable(
        "Endpoints need the package langchain-openai: pip install langchain-openai."
    ) from error

CONCURRENT_REQUESTS = 8
SETTINGS = ("temperature", "top_p", "max_new_tokens", "seed")


class EndpointChatModel(ChatOpenAI):
    """ChatOpenAI with the settings of a local model, whose failures are one sentence.

    A batch sends its requests side by side. Above temperature 0, equal conversations of a batch get
    different seeds (seed, seed + 1, ...): with one seed, a server would give one answer for all.
    """

    _endpoint: Endpoint = PrivateAttr()
    _cache: ResponseCache | None = PrivateAttr(default=None)
    _price: Price | None = PrivateAttr(default=None)

    @property
    def endpoint(self) -> Endpoint:
        """Where the model is."""
        return self._endpoint

    def with_settings(self, **settings: Any) -> EndpointChatModel:
        """A copy with other settings (temperature, top_p, max_new_tokens, seed)."""
        return self.model_copy(update=_client_names(settings))

    def _get_request_payload(self, input_: Any, *, stop: Any = None, **kwargs: Any) -> dict:
        given = {key: kwargs.pop(key) for key in SETTINGS if key in kwargs}
        kwargs.update(_client_names(given))
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        # OpenAI's newer name, which not all servers know.
        if self._endpoint.address != OPENAI and "max_completion_tokens" in payload:
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        return payload

    def _generate(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        key, kept = self._look_up(payload)
        if kept is not None:
            return ChatResult(generations=[ChatGeneration(message=kept)])
        ask = super()._generate
        started = time.perf_counter()
        result = self._endpoint.call(lambda: _complete(ask(messages, stop, run_manager, **kwargs)))
        message = result.generations[0].message
        self._finish(key, message, time.perf_counter() - started)
        return result

    def _stream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        key, kept = self._look_up(payload)
        if kept is not None:
            fields = kept.model_dump(exclude={"type", "additional_kwargs", "invalid_tool_calls"})
            yield ChatGenerationChunk(message=AIMessageChunk(**fields))
            return
        ask = super()._stream
        started = time.perf_counter()

        def begin() -> tuple[ChatGenerationChunk, Iterator[ChatGenerationChunk]]:
            parts = ask(messages, stop, run_manager, **kwargs)
            for part in parts:
                return part, parts
            raise Incomplete("no part of an answer")

        # Only the beginning can be asked for again: the reader has seen what followed.
        first, rest = self._endpoint.call(begin)
        whole: Any = first.message
        ended = _finish_reason(first)
        yield first
        try:
            for part in rest:
                whole += part.message
                ended = _finish_reason(part) or ended
                yield part
            if not ended:
                raise Incomplete("no finish_reason")
        except Exception as error:
            self._endpoint.explain(error, 1)
        self._finish(key, message_chunk_to_message(whole), time.perf_counter() - started)

    # One path for all: the asynchronous calls run the above in a thread.
    _agenerate = BaseChatModel._agenerate
    _astream = BaseChatModel._astream

    def _look_up(self, payload: dict[str, Any]) -> tuple[bytes | None, AIMessage | None]:
        """The key of a reply in the cache (None: do not keep it) and the reply, if it is there."""
        if self._cache is None:
            return None, None
        key = self._cache.key(self._endpoint.address, payload)
        kept = self._cache.get(key) if key else None
        if kept is not None:
            report(self._endpoint.model, kept.usage_metadata, 0.0, self._price, cached=True)
        return key, kept

    def _finish(self, key: bytes | None, message: Any, seconds: float) -> None:
        report(self._endpoint.model, message.usage_metadata, seconds, self._price)
        if self._cache is not None and key is not None:
            self._cache.put(key, message)

    def _seeds(self, inputs: list[Any], given: dict[str, Any]) -> list[dict[str, Any]]:
        """The seed of each conversation of a batch, as keyword arguments."""
        seed = given.get("seed", self.seed)
        if seed is None or not given.get("temperature", self.temperature):
            return [{} for _ in inputs]
        seen: dict[str, int] = {}
        seeds = []
        for item in inputs:
            content = self._convert_input(item).to_string()
            seeds.append({"seed": seed + seen.setdefault(content, 0)})
            seen[content] += 1
        return seeds

    def batch(
        self, inputs: Any, config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> Any:
        """Concurrent requests, at most CONCURRENT_REQUESTS (or max_concurrency) at a time."""
        if not inputs:
            return []
        configs = get_config_list(config, len(inputs))

        def one(item: Any, own: Any, seed: dict[str, Any]) -> Any:
            try:
                return self.invoke(item, own, **{**kwargs, **seed})
            except Exception as error:
                if return_exceptions:
                    return error
                raise

        workers = configs[0].get("max_concurrency") or CONCURRENT_REQUESTS
        with ContextThreadPoolExecutor(max_workers=workers) as executor:
            return list(executor.map(one, inputs, configs, self._seeds(inputs, kwargs)))

    async def abatch(
        self, inputs: Any, config: Any = None, *, return_exceptions: bool = False, **kwargs: Any
    ) -> Any:
        """`batch` in a thread, so that the event loop stays free."""
        return await run_in_executor(
            None, self.batch, inputs, config, return_exceptions=return_exceptions, **kwargs
        )


def _complete(result: ChatResult) -> ChatResult:
    """The result, if it holds an answer."""
    if not result.generations:
        raise Incomplete("choices is empty")
    return result


def _finish_reason(part: ChatGenerationChunk) -> Any:
    return (part.generation_info or {}).get("finish_reason")


def _client_names(settings: dict[str, Any]) -> dict[str, Any]:
    """Checked settings of a local model under the client's names."""
    for name, value in settings.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        number = number and math.isfinite(value)
        if name == "temperature" and not (number and value >= 0):
            raise ValueError(f"temperature must be 0 (greedy) or a positive number, not {value!r}.")
        if name == "top_p" and not (number and 0 < value <= 1):
            raise ValueError(f"top_p must lie in (0, 1], not {value!r}.")
        if name == "max_new_tokens" and not (isinstance(value, int) and number and value >= 1):
            raise ValueError(f"max_new_tokens must be a whole number of at least 1, not {value!r}.")
        if name == "seed" and value is not None and not (isinstance(value, int) and number):
            raise ValueError(f"seed must be a whole number or None (random), not {value!r}.")
        if name not in SETTINGS:
            raise TypeError(
                f"{name!r} is no setting of an endpoint; use one of {', '.join(SETTINGS)}."
            )
    names = {"max_new_tokens": "max_tokens"}
    return {names.get(name, name): value for name, value in settings.items()}


def load_endpoint(
    name: str,
    *,
    api_key: str | None = None,
    cache: bool | None = None,
    price: Any = None,
    **settings: Any,
) -> EndpointChatModel:
    """A chat model behind the endpoint `name` (see `parse_endpoint`). Sends nothing yet.

    api_key, cache and price override OPENAI_API_KEY, LLMCOURSE_CACHE_RESPONSES (1 keeps replies on
    disk) and LLMCOURSE_PRICE (dollars for a million tokens read and written, such as 0.15/0.60).
    """
    values = {"temperature": 0.0, "top_p": 1.0, "max_new_tokens": 64, "seed": 0, **settings}
    checked = _client_names(values)
    if cache is None:
        cache = os.environ.get("LLMCOURSE_CACHE_RESPONSES", "").lower() in ("1", "true", "yes")
    if price is None:
        known = parse_price(os.environ.get("LLMCOURSE_PRICE"), "LLMCOURSE_PRICE")
    else:
        known = parse_price(price)
    endpoint = Endpoint.named(name, api_key)
    chat = EndpointChatModel(
        model=endpoint.model,
        base_url=endpoint.address,
        api_key=SecretStr(endpoint.key),
        max_retries=0,  # `Endpoint.call` retries
        timeout=endpoint.timeout,
        stream_usage=True,
        use_responses_api=False,
        # The default counts with tiktoken, which downloads its tables.
        custom_get_token_ids=_roughly,
        **checked,
    )
    chat._endpoint = endpoint
    chat._cache = ResponseCache.open() if cache else None
    chat._price = known
    return chat


def _roughly(text: str) -> list[int]:
    """About as many ids as the text has tokens, whose real number only the server knows."""
    return list(text.encode()[::4])
