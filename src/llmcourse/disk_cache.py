"""Bytes kept on disk by key, so that what was computed or paid once is not computed or paid again.

One SQLite file a kind of thing; safe with several processes; where it cannot be written or is
broken, nothing is kept and nothing is said. Bounded: beyond `max_rows` the oldest rows go.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

ASK_AT_ONCE = 500  # SQLite bounds the parameters of one statement


def cache_folder() -> Path:
    """LLMCOURSE_CACHE, or ~/.cache/llmcourse."""
    folder = os.environ.get("LLMCOURSE_CACHE")
    return Path(folder).expanduser() if folder else Path("~/.cache/llmcourse").expanduser()


class DiskCache:
    """Values by key, both bytes."""

    def __init__(self, path: Path, max_rows: int) -> None:
        self.path = path
        self.max_rows = max_rows
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB NOT NULL)"
            )

    @classmethod
    def open_in_folder(cls, name: str, max_rows: int) -> DiskCache | None:
        """The cache `name` of this user, or None where there can be none."""
        try:
            folder = cache_folder()
            folder.mkdir(parents=True, exist_ok=True)
            return cls(folder / name, max_rows)
        except (OSError, RuntimeError, sqlite3.Error):
            return None

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=5)

    def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are kept."""
        found: dict[bytes, bytes] = {}
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(keys), ASK_AT_ONCE):
                    part = keys[start : start + ASK_AT_ONCE]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, value FROM kept WHERE key IN ({marks})"
                    found.update(connection.execute(query, part))
        except sqlite3.Error:
            return {}
        return found

    def write(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values; drop the oldest beyond the bound."""
        try:
            with closing(self._connect()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
                (count,) = connection.execute("SELECT count(*) FROM kept").fetchone()
                if count > self.max_rows:
                    # A tenth more than needed, so that this is rare.
                    connection.execute(
                        "DELETE FROM kept WHERE rowid IN "
                        "(SELECT rowid FROM kept ORDER BY rowid LIMIT ?)",
                        (count - int(0.9 * self.max_rows),),
                    )
        except sqlite3.Error:
            return
