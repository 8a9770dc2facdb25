"""A chat model that follows a script, for probes: no weights, every call recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

ROLES = {"human": "user", "ai": "assistant"}


class ScriptedChatModel(BaseChatModel):
    """Replies from a list, in order (the last one repeats), or from a function of the messages.

    `calls` holds, call by call, the messages as [(role, content)]; `options` the settings of each
    call (temperature, seed, stop ...). Batches run one after the other, in order.
    """

    replies: Any
    settings: dict[str, Any] = {}  # noqa: RUF012 (pydantic copies it)
    _calls: list[list[tuple[str, str]]] = PrivateAttr(default_factory=list)
    _options: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @property
    def calls(self) -> list[list[tuple[str, str]]]:
        """Messages of each call so far."""
        return self._calls

    @property
    def options(self) -> list[dict[str, Any]]:
        """Settings of each call so far."""
        return self._options

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def with_settings(self, **settings: Any) -> ScriptedChatModel:
        """A copy with other settings that shares the script and the record."""
        other = ScriptedChatModel(replies=self.replies, settings={**self.settings, **settings})
        other._calls, other._options = self._calls, self._options
        return other

    def _reply(self, messages: list[BaseMessage], options: dict[str, Any]) -> str:
        sent = [(ROLES.get(message.type, message.type), str(message.content))
                for message in messages]
        self._calls.append(sent)
        self._options.append({**self.settings, **options})
        if callable(self.replies):
            return str(self.replies(sent))
        if not self.replies:
            return ""
        return str(self.replies[min(len(self._calls), len(self.replies)) - 1])

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None,
                  run_manager: CallbackManagerForLLMRun | None = None,
                  **kwargs: Any) -> ChatResult:
        options = {**kwargs, **({"stop": stop} if stop else {})}
        text = self._reply(messages, options)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    async def _agenerate(self, messages: list[BaseMessage], stop: list[str] | None = None,
                         run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return self._generate(messages, stop, None, **kwargs)

    def _stream(self, messages: list[BaseMessage], stop: list[str] | None = None,
                run_manager: CallbackManagerForLLMRun | None = None,
                **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        text = self._reply(messages, {**kwargs, **({"stop": stop} if stop else {})})
        for index, word in enumerate(text.split(" ")):
            piece = word if index == 0 else " " + word
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def batch(self, inputs: list[Any], config: Any = None, *, return_exceptions: bool = False,
              **kwargs: Any) -> list[Any]:
        """Replies to many conversations, asked in order."""
        replies: list[Any] = []
        for item in inputs:
            try:
                replies.append(self.invoke(item, **kwargs))
            except Exception as error:
                if not return_exceptions:
                    raise
                replies.append(error)
        return replies

    async def abatch(self, inputs: list[Any], config: Any = None, *,
                     return_exceptions: bool = False, **kwargs: Any) -> list[Any]:
        """As `batch`, asynchronously."""
        return self.batch(inputs, config, return_exceptions=return_exceptions, **kwargs)


def scripted_model(replies: list[str] | Callable[[list[tuple[str, str]]], str]
                   ) -> ScriptedChatModel:
    """Build a scripted model."""
    if not callable(replies) and not isinstance(replies, list):
        raise TypeError(f"replies must be a list of texts or a function, not {replies!r}")
    return ScriptedChatModel(replies=replies)
