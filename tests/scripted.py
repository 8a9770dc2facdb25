"""A server that plays a script: what a bad day of an OpenAI-compatible endpoint looks like."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Step:
    """What one request gets: a status and a body, late, slowly, cut off, or nothing at all."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before anything is sent
    drip: float = 0.0  # seconds between the bytes of the body
    cut: bool = False  # close before the promised end
    nothing: bool = False  # close without a word


def reply(text: str, prompt_tokens: int = 3, completion_tokens: int = 2) -> dict[str, Any]:
    """A chat completion."""
    return {
        "id": "1", "object": "chat.completion", "created": 0, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens,
                  "total_tokens": prompt_tokens + completion_tokens},
    }  # fmt: skip


def events(*texts: str, finish: str | None = "stop", last: str = "[DONE]") -> bytes:
    """A streamed chat completion, as server-sent events."""
    base = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    chunks = [
        {**base, "choices": [{"index": 0, "delta": {"role": "assistant", "content": text},
                              "finish_reason": None}]}
        for text in texts
    ]  # fmt: skip
    if finish:
        chunks.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        usage = {"prompt_tokens": 3, "completion_tokens": len(texts), "total_tokens": 9}
        chunks.append({**base, "choices": [], "usage": usage})
    lines = [json.dumps(chunk) for chunk in chunks] + ([last] if last else [])
    return "".join(f"data: {line}\n\n" for line in lines).encode()


def stream(*texts: str, **options: Any) -> Step:
    """The step that sends `events`."""
    return Step(events(*texts, **options), headers={"Content-Type": "text/event-stream"})


def vectors(rows: list[list[float]], order: list[int] | None = None) -> dict[str, Any]:
    """An answer of /embeddings; `order` shuffles how the rows are listed."""
    data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
    return {
        "object": "list", "model": "e", "data": [data[i] for i in order or range(len(rows))],
        "usage": {"prompt_tokens": 4 * len(rows), "total_tokens": 4 * len(rows)},
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        with self.server.guard:
            self.server.requests.append(body)
            self.server.paths.append(self.path)
            self.server.keys.append(self.headers.get("Authorization", ""))
            script = self.server.script
            step = script.pop(0) if len(script) > 1 else script[0]
        if callable(step):
            step = step(body)
        time.sleep(step.delay)
        if step.nothing:
            self.close_connection = True
            return
        raw = step.data if isinstance(step.data, bytes) else json.dumps(step.data).encode()
        self.send_response(step.status)
        headers = {"Content-Type": "application/json", **step.headers}
        headers["Content-Length"] = str(len(raw) + (100 if step.cut else 0))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if step.drip:
                for byte in raw:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(step.drip)
            else:
                self.wfile.write(raw)
        except OSError:  # the client has had enough
            pass
        self.close_connection = self.close_connection or step.cut

    do_GET = do_HEAD = do_POST


class Scripted(ThreadingHTTPServer):
    """Each request takes the next step (or function from request to step); the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.guard = threading.Lock()
        self.script: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def name(self) -> str:
        """What LLMCOURSE_MODEL would say."""
        return f"openai:m@{self.address}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave early are part of the script."""


@contextmanager
def scripted_server() -> Iterator[Scripted]:
    """The server, running in a thread."""
    http = Scripted()
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield http
    finally:
        http.shutdown()
        http.server_close()
