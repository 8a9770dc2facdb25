"""Messages between the trusted side and a child: four bytes of length, then JSON.

What a child sends is foreign: its size is bounded before it is read, and it is parsed by JSON
alone. Knows no meaning of a message.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

HEAD = struct.Struct("!I")


class ProtocolError(Exception):
    """A message that breaks the rules: too long, too many, no JSON."""


class Ended(Exception):
    """The other side is gone."""


class OutOfTime(Exception):
    """Nothing came before the deadline."""


def send(sock: socket.socket, value: Any, deadline: float) -> None:
    """Send one value as JSON; Ended when the other side is gone, OutOfTime when it never reads."""
    data = json.dumps(value).encode("utf-8", "surrogatepass")
    try:
        sock.settimeout(max(0.01, deadline - time.monotonic()))
        sock.sendall(HEAD.pack(len(data)) + data)
    except TimeoutError:
        raise OutOfTime from None
    except OSError as error:
        raise Ended(str(error)) from None
    finally:
        sock.settimeout(None)


def values_in(data: bytes) -> int:
    """At least as many values as this JSON holds: a byte of it can cost thirty in memory."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


class Receiver:
    """Reads messages of one child within its bounds."""

    def __init__(self, sock: socket.socket, message_bytes: int, total_bytes: int, count: int,
                 values: int, deadline: float) -> None:
        self.sock, self.message_bytes, self.values = sock, message_bytes, values
        self.left, self.count, self.deadline = total_bytes, count, deadline

    def next(self) -> Any:
        """The next value. Raises ProtocolError, Ended or OutOfTime."""
        (length,) = HEAD.unpack(self._exactly(HEAD.size))
        self.left -= length
        self.count -= 1
        if length > self.message_bytes or self.left < 0 or self.count < 0:
            raise ProtocolError("it sent more than it may")
        data = self._exactly(length)
        self.values -= values_in(data)
        if self.values < 0:
            raise ProtocolError("it sent more than it may")
        try:
            return json.loads(data.decode("utf-8", "replace"))
        except (ValueError, RecursionError, MemoryError):
            raise ProtocolError("it sent something that can't be read") from None

    def _exactly(self, size: int) -> bytes:
        pieces = []
        while size:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([self.sock], [], [], min(left, 3600))[0]:
                raise OutOfTime
            try:
                piece = self.sock.recv(min(size, 1 << 16))
            except OSError as error:
                raise Ended(str(error)) from None
            if not piece:
                raise Ended
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)
