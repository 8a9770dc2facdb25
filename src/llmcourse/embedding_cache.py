"""Embeddings kept on disk by content, so that a lesson that runs again is fast.

One SQLite file; safe with several processes; where it cannot be written or is broken, nothing is
kept and nothing is said. Bounded: beyond `MAX_ROWS` the oldest rows go.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

MAX_ROWS = 100_000  # about 160 MB with 384 numbers a row
ASK_AT_ONCE = 500  # SQLite bounds the parameters of one statement


def cache_folder() -> Path:
    """LLMCOURSE_CACHE, or ~/.cache/llmcourse."""
    folder = os.environ.get("LLMCOURSE_CACHE")
    return Path(folder).expanduser() if folder else Path("~/.cache/llmcourse").expanduser()


class EmbeddingCache:
    """Vectors by (encoder name, text)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            )

    @classmethod
    def open(cls) -> EmbeddingCache | None:
        """The cache of this user, or None where there can be none."""
        try:
            folder = cache_folder()
            folder.mkdir(parents=True, exist_ok=True)
            return cls(folder / "embeddings.sqlite")
        except (OSError, RuntimeError, sqlite3.Error):
            return None

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=5)

    @staticmethod
    def _key(name: str, text: str) -> bytes:
        data = name.encode() + b"\0" + text.encode("utf-8", "surrogatepass")
        return hashlib.sha256(data).digest()[:16]

    def get(self, name: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are kept, by text."""
        keys = {self._key(name, text): text for text in texts}
        found: dict[str, np.ndarray] = {}
        asked = list(keys)
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(asked), ASK_AT_ONCE):
                    part = asked[start : start + ASK_AT_ONCE]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
                    for key, vector in connection.execute(query, part):
                        found[keys[key]] = np.frombuffer(vector, dtype=np.float32)
        except sqlite3.Error:
            return {}
        return found

    def put(self, name: str, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep vectors; drop the oldest beyond the bound."""
        rows = [
            (self._key(name, text), np.ascontiguousarray(vector, dtype=np.float32).tobytes())
            for text, vector in vectors.items()
        ]
        try:
            with closing(self._connect()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                (count,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
                if count > MAX_ROWS:
                    # A tenth more than needed, so that this is rare.
                    connection.execute(
                        "DELETE FROM vectors WHERE rowid IN "
                        "(SELECT rowid FROM vectors ORDER BY rowid LIMIT ?)",
                        (count - int(0.9 * MAX_ROWS),),
                    )
        except sqlite3.Error:
            return
