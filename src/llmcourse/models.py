"""Chat models for the lessons, as LangChain `BaseChatModel`s: Pocket, local, hub and endpoints.

    model = load_chat_model()                    # Pocket, or what LLMCOURSE_MODEL names
    model.invoke([("user", "Where was Mara Venlo born?")]).content

This module knows chat messages and LangChain. Decoding is in `llmcourse.generation`, weights in
`llmcourse.weights`, endpoints in `llmcourse.endpoint`. torch is imported when a model is loaded.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManager, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult, LLMResult
from langchain_core.runnables import RunnableConfig, ensure_config, run_in_executor
from langchain_core.runnables.config import get_config_list
from pydantic import PrivateAttr

from llmcourse.chat_format import message_dicts, render_prompt
from llmcourse.usage import FREE, report
from llmcourse.weights import LoadedModel, ModelUnavailable, enough_memory, load_weights

__all__ = [
    "LocalChatModel",
    "ModelUnavailable",
    "generate_batch",
    "load_chat_model",
    "load_encoder",
    "next_token_probabilities",
]

SETTINGS = ("temperature", "top_p", "max_new_tokens", "seed", "batch_tokens")
_loaded: dict[tuple[str, str | None, str | None], LoadedModel] = {}


class LocalChatModel(BaseChatModel):
    """A causal language model in this process. `batch` decodes all its inputs together.

    Settings: temperature (0 is greedy), top_p, max_new_tokens, seed (item i of a batch draws from
    (seed, i); None is random) and batch_tokens (bounds memory). Any of them can be given per call:
    `model.invoke(messages, temperature=1.0, seed=3)`.
    """

    source: str = "pocket"
    temperature: float = 0.0
    top_p: float = 1.0
    max_new_tokens: int = 64
    seed: int | None = 0
    batch_tokens: int = 8192
    _weights: LoadedModel = PrivateAttr()

    @classmethod
    def from_weights(cls, weights: LoadedModel, **settings: Any) -> LocalChatModel:
        """Wrap weights that are loaded already (for example after fine-tuning)."""
        _check_settings(settings)
        chat = cls(source=weights.name, **settings)
        chat._weights = weights
        chat._decoding({})
        return chat

    @property
    def weights(self) -> LoadedModel:
        """The model, its tokenizer and its limits."""
        return self._weights

    @property
    def tokenizer(self) -> Any:
        """The tokenizer of `transformers`."""
        return self._weights.tokenizer

    @property
    def sha256(self) -> str:
        """Hash of the weights."""
        return self._weights.sha256

    @property
    def _llm_type(self) -> str:
        return "llmcourse-local"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"source": self.source, **{key: getattr(self, key) for key in SETTINGS}}

    def with_settings(self, **settings: Any) -> LocalChatModel:
        """A copy with other settings, sharing the weights."""
        _check_settings(settings)
        copy = self.model_copy(update=settings)
        copy._decoding({})
        return copy

    def get_token_ids(self, text: str) -> list[int]:
        """Token ids of a text, without special tokens."""
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def prompt_text(self, messages: Any) -> str:
        """The exact text that the model reads for these messages, special tokens included."""
        return render_prompt(self.tokenizer, message_dicts(self._to_messages(messages)))

    def prompt_tokens(self, messages: Any) -> list[int]:
        """The token ids that the model reads. ValueError if they exceed its context."""
        ids = self.tokenizer(self.prompt_text(messages), add_special_tokens=False)["input_ids"]
        self._check_length(ids)
        return ids

    def generate_json(self, messages: Any, schema: dict[str, Any], **settings: Any) -> str:
        """A reply that is JSON of the schema, by constrained decoding (needs `llguidance`)."""
        from llmcourse.constrained import generate_json

        return generate_json(self, messages, schema, **settings)

    def _to_messages(self, messages: Any) -> list[BaseMessage]:
        return self._convert_input(messages).to_messages()

    def _check_length(self, ids: list[int]) -> None:
        if len(ids) >= self._weights.context:
            raise ValueError(
                f"messages: the prompt has {len(ids)} tokens, but {self.source} reads at most "
                f"{self._weights.context} with its answer; shorten the prompt."
            )

    def _decoding(self, given: dict[str, Any]) -> Any:
        from llmcourse.generation import Decoding

        values = {key: given.get(key, getattr(self, key)) for key in SETTINGS}
        return Decoding(stop_ids=self._weights.stop_ids, context=self._weights.context, **values)

    def complete(
        self,
        conversations: Sequence[Sequence[BaseMessage]],
        *,
        stop: list[str] | None = None,
        allowed: Callable[[int, list[int]], Any] | None = None,
        progress: Callable[[int], None] | None = None,
        **given: Any,
    ) -> list[AIMessage]:
        """Answer all conversations in one go. The work behind invoke, batch and generate_batch."""
        from llmcourse.generation import generate_tokens

        _check_settings(given)
        if not conversations:
            return []
        tokenizer = self.tokenizer
        texts = [render_prompt(tokenizer, message_dicts(turns)) for turns in conversations]
        prompts = tokenizer(texts, add_special_tokens=False)["input_ids"]
        for ids in prompts:
            self._check_length(ids)
        finished = None
        if stop:

            def finished(_: int, tokens: list[int]) -> bool:
                return any(s in tokenizer.decode(tokens, skip_special_tokens=True) for s in stop)

        started = time.perf_counter()
        with self._weights.lock, enough_memory(f"{self.source}, {len(prompts)} prompts"):
            outputs = generate_tokens(
                self._weights.model, prompts, self._decoding(given),
                finished=finished, allowed=allowed, progress=progress,
            )  # fmt: skip
        seconds = (time.perf_counter() - started) / len(prompts)
        answers = tokenizer.batch_decode([o.tokens for o in outputs], skip_special_tokens=True)
        replies = []
        for ids, output, answer in zip(prompts, outputs, answers, strict=True):
            for text in stop or []:
                answer = answer.split(text)[0]
            replies.append(self._reply(AIMessage, answer, len(ids), output))
            report(self.source, replies[-1].usage_metadata, seconds, FREE)
        return replies

    def _reply(self, kind: Any, answer: str, read: int, output: Any) -> Any:
        written = len(output.tokens)
        return kind(
            content=answer.strip(),
            usage_metadata={
                "input_tokens": read, "output_tokens": written, "total_tokens": read + written,
            },
            response_metadata={
                "model_name": self.source,
                "finish_reason": "stop" if output.stopped else "length",
            },
        )  # fmt: skip

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self.complete([messages], stop=stop, **kwargs)[0]
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        from llmcourse.generation import Generated, stream_tokens

        _check_settings(kwargs)
        tokenizer = self.tokenizer
        prompt = self.prompt_tokens(messages)
        decoding = self._decoding(kwargs)
        tokens: list[int] = []
        started = time.perf_counter()
        sent = ""
        # The text of the last tokens may still change: half a character, a space that `invoke`
        # strips from the end, the beginning of a stop string. It waits until it is settled.
        longest_stop = max((len(text) for text in stop or []), default=1) - 1

        def cut(text: str) -> tuple[str, bool]:
            places = [text.find(s) for s in stop or [] if s in text]
            return (text[: min(places)], True) if places else (text, False)

        stopped = False
        stream = stream_tokens(self._weights.model, prompt, decoding)
        while True:
            with enough_memory(f"{self.source}, one prompt"):
                token = next(stream, None)
            if token is None:
                break
            tokens.append(token)
            text, stopped = cut(tokenizer.decode(tokens, skip_special_tokens=True))
            text = text.strip() if stopped else text.lstrip()
            settled = text if stopped else text[: len(text) - longest_stop].rstrip()
            if settled.endswith("\ufffd"):
                settled = settled.rstrip("\ufffd")
            if len(settled) > len(sent) and settled.startswith(sent):
                part = ChatGenerationChunk(message=AIMessageChunk(content=settled[len(sent) :]))
                if run_manager:
                    run_manager.on_llm_new_token(part.text, chunk=part)
                yield part
                sent = settled
            if stopped:
                break
        text = cut(tokenizer.decode(tokens, skip_special_tokens=True))[0].strip()
        ended = stopped or len(tokens) < decoding.limit(len(prompt))
        last = self._reply(AIMessageChunk, "", len(prompt), Generated(tokens, ended))
        last.content = text[len(sent) :]
        if run_manager:
            run_manager.on_llm_new_token(last.content)
        report(self.source, last.usage_metadata, time.perf_counter() - started, FREE)
        yield ChatGenerationChunk(message=last)

    def batch(
        self,
        inputs: list[Any],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """Answer all inputs together; each has its callbacks, as with `invoke`."""
        if not inputs:
            return []
        conversations = [self._to_messages(item) for item in inputs]
        runs: list[Any] = []
        for messages, item in zip(conversations, get_config_list(config, len(inputs)), strict=True):
            item = ensure_config(item)
            manager = CallbackManager.configure(
                item.get("callbacks"), self.callbacks, self.verbose,
                item.get("tags"), self.tags, item.get("metadata"), self.metadata,
            )  # fmt: skip
            if manager.handlers:
                runs += manager.on_chat_model_start(
                    {"name": "LocalChatModel", "id": ["llmcourse", "models", "LocalChatModel"]},
                    [messages], name=item.get("run_name"), batch_size=len(inputs),
                    invocation_params=self._identifying_params,
                )  # fmt: skip
            else:
                runs.append(None)
        try:
            replies = self.complete(conversations, **kwargs)
        except Exception as error:
            for run in runs:
                if run:
                    run.on_llm_error(error)
            if return_exceptions:
                return [error] * len(inputs)  # type: ignore[list-item]
            raise
        for run, reply in zip(runs, replies, strict=True):
            if run:
                run.on_llm_end(LLMResult(generations=[[ChatGeneration(message=reply)]]))
        return replies

    async def abatch(
        self,
        inputs: list[Any],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[AIMessage]:
        """`batch` in a thread, so that the event loop stays free."""
        return await run_in_executor(
            None, self.batch, inputs, config, return_exceptions=return_exceptions, **kwargs
        )


def _check_settings(settings: dict[str, Any]) -> None:
    unknown = sorted(set(settings) - set(SETTINGS))
    if unknown:
        raise TypeError(
            f"{unknown[0]!r} is no setting of a local model; use one of {', '.join(SETTINGS)}."
        )


def load_chat_model(
    name: str | None = None,
    *,
    device: str | None = None,
    dtype: str | None = None,
    shared: bool = True,
    **settings: Any,
) -> BaseChatModel:
    """Load a chat model by name; without a name, LLMCOURSE_MODEL, or else Pocket.

    Names: `pocket`; a folder of `transformers`; a hub id; `openai:MODEL@http://HOST:PORT/v1` or
    `openai:MODEL` for an OpenAI-compatible endpoint (LLMCOURSE_BASE_URL, OPENAI_API_KEY), which
    also takes api_key, cache and price (`llmcourse.endpoint_chat.load_endpoint`).
    device and dtype override LLMCOURSE_DEVICE and LLMCOURSE_DTYPE. Weights are loaded once a
    process; `shared=False` loads a copy of one's own, to be changed by training.
    Raises ModelUnavailable with one sentence that says what to do.
    """
    name = name or os.environ.get("LLMCOURSE_MODEL") or "pocket"
    if name.startswith("openai:"):
        if device or dtype:
            raise ValueError("device and dtype: an endpoint computes elsewhere; leave them out.")
        from llmcourse.endpoint_chat import load_endpoint

        return load_endpoint(name, **settings)
    _check_settings(settings)
    key = (name, device or os.environ.get("LLMCOURSE_DEVICE"),
           dtype or os.environ.get("LLMCOURSE_DTYPE"))  # fmt: skip
    weights = _loaded.get(key) if shared else None
    if weights is None:
        weights = load_weights(name, device, dtype)
        if shared:
            _loaded[key] = weights
    return LocalChatModel.from_weights(weights, **settings)


def load_encoder(name: str | None = None, **options: Any) -> Any:
    """The course's sentence encoder; see `llmcourse.encoder.load_encoder`."""
    from llmcourse.encoder import load_encoder as load

    return load(name, **options)


def generate_batch(
    model: BaseChatModel,
    conversations: Sequence[Any],
    *,
    temperature: float | None = None,
    max_new_tokens: int | None = None,
    seed: int | None = None,
    progress: str | None = None,
) -> list[str]:
    """Replies of any chat model to many conversations, as text, in order.

    Settings left at None are the model's own. A local model decodes all together; an endpoint
    gets concurrent requests; another model (a scripted one) gets its own `batch`, which knows no
    such settings. `progress` is a label for a counter on stdout (local models).
    """
    given: dict[str, Any] = {
        "temperature": temperature,
        "max_new_tokens": max_new_tokens,
        "seed": seed,
    }
    given = {key: value for key, value in given.items() if value is not None}
    conversations = list(conversations)
    if isinstance(model, LocalChatModel):
        from llmcourse.lesson import Progress

        turns = [model._to_messages(item) for item in conversations]
        counter = Progress(len(turns), progress) if progress else None
        replies = model.complete(turns, progress=counter.update if counter else None, **given)
        if counter:
            counter.close()
    elif given and hasattr(model, "with_settings"):
        replies = model.with_settings(**given).batch(conversations)
    else:
        replies = model.batch(conversations)
    return [str(reply.text) for reply in replies]


def next_token_probabilities(model: Any, messages: Any, top: int = 10) -> list[tuple[str, float]]:
    """The `top` most probable first tokens of the reply, with probabilities at temperature 1.

    Local models only: an endpoint does not show its distribution.
    """
    if not isinstance(model, LocalChatModel):
        raise TypeError(
            f"model must be a local model (load_chat_model('pocket')), not {type(model).__name__}: "
            "only those show the probabilities of every token."
        )
    if top < 1:
        raise ValueError(f"top must be at least 1, not {top}.")
    from llmcourse.generation import next_token_distribution

    probabilities = next_token_distribution(model.weights.model, model.prompt_tokens(messages))
    values, ids = probabilities.topk(min(top, len(probabilities)))
    return [
        (model.tokenizer.decode([token]), value)
        for token, value in zip(ids.tolist(), values.tolist(), strict=True)
    ]
