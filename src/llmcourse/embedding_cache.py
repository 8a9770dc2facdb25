"""Embeddings kept on disk by content, so that a lesson that runs again is fast."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from llmcourse.disk_cache import DiskCache

MAX_ROWS = 100_000  # about 160 MB with 384 numbers a row
FILE = "embeddings-v2.sqlite"


class EmbeddingCache:
    """Vectors by (encoder name, text)."""

    def __init__(self, cache: DiskCache) -> None:
        self._cache = cache

    @classmethod
    def open(cls) -> EmbeddingCache | None:
        """The cache of this user, or None where there can be none."""
        cache = DiskCache.open_in_folder(FILE, MAX_ROWS)
        return cls(cache) if cache else None

    @staticmethod
    def _key(name: str, text: str) -> bytes:
        data = name.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
        return hashlib.sha256(data).digest()[:16]

    def get(self, name: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are kept, by text."""
        keys = {self._key(name, text): text for text in texts}
        found = self._cache.read(list(keys))
        return {keys[key]: np.frombuffer(value, np.float32) for key, value in found.items()}

    def put(self, name: str, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep vectors."""
        self._cache.write(
            (self._key(name, text), np.ascontiguousarray(vector, dtype=np.float32).tobytes())
            for text, vector in vectors.items()
        )
