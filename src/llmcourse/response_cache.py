"""Replies of endpoints kept on disk by content, so that a rerun costs nothing.

The key is everything that decides a reply: the address and the whole request (model, messages,
settings, seed), and not who asked. A reply that is meant to be random (temperature above 0 without
a seed) is neither kept nor looked up. A server that changes its model under the same name is not
noticed: remove the file, or leave the cache off.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from langchain_core.messages import AIMessage, messages_from_dict, messages_to_dict

from llmcourse.disk_cache import DiskCache

MAX_ROWS = 50_000
FILE = "responses.sqlite"
# How a reply is sent does not change it.
DELIVERY = {"stream", "stream_options", "timeout", "user"}


class ResponseCache:
    """Replies by (address, request)."""

    def __init__(self, cache: DiskCache) -> None:
        self._cache = cache

    @classmethod
    def open(cls) -> ResponseCache | None:
        """The cache of this user, or None where there can be none."""
        cache = DiskCache.open_in_folder(FILE, MAX_ROWS)
        return cls(cache) if cache else None

    @staticmethod
    def key(address: str, request: dict[str, Any]) -> bytes | None:
        """What a reply is kept under; None if it is random, or the request is no plain data."""
        content = {name: value for name, value in request.items() if name not in DELIVERY}
        if content.get("temperature") != 0 and content.get("seed") is None:
            return None
        try:
            text = json.dumps([address, content], sort_keys=True)
        except (TypeError, ValueError):
            return None
        return hashlib.sha256(text.encode()).digest()

    def get(self, key: bytes) -> AIMessage | None:
        """The reply that is kept, marked with response_metadata["cached"]."""
        value = self._cache.read([key]).get(key)
        if value is None:
            return None
        try:
            (message,) = messages_from_dict(json.loads(value))
        except (ValueError, KeyError, TypeError):
            return None
        message.response_metadata["cached"] = True
        return message if isinstance(message, AIMessage) else None

    def put(self, key: bytes, message: AIMessage) -> None:
        """Keep a reply, if it is plain data."""
        try:
            value = json.dumps(messages_to_dict([message]))
        except (TypeError, ValueError):
            return
        self._cache.write([(key, value.encode())])
