"""Recursive descent, character by character; generators on a list replace the call stack."""

from collections.abc import Generator
from decimal import Decimal
from typing import Any


def parse_json(text: str) -> dict | None:
    size = len(text)
    unfinished = object()
    simple = {
        "b": "\b",
        "f": "\f",
        "n": "\n",
        "r": "\r",
        "t": "\t",
        "/": "/",
        "\\": "\\",
        '"': '"',
        "'": "'",
    }
    words = {"true": True, "false": False, "null": None}
    words |= {"True": True, "False": False, "None": None}

    def skip(position: int) -> int:
        while position < size and text[position] in " \t\r\n":
            position += 1
        return position

    def code_unit(position: int) -> int | None:
        """Read the four hexadecimal digits at a place; None where the text ends among them."""
        four = text[position : position + 4]
        if not all(char in "0123456789abcdefABCDEF" for char in four):
            raise ValueError("bad escape")
        return int(four, 16) if len(four) == 4 else None

    def string(position: int) -> tuple[Any, int]:
        quote = text[position]
        chars: list[str] = []
        position += 1
        while position < size:
            char = text[position]
            position += 1
            if char == quote:
                return "".join(chars), position
            if char != "\\":
                if char < " " and char not in "\r\n":
                    raise ValueError("control character")
                chars.append(char)
                continue
            if position == size:
                break
            letter = text[position]
            position += 1
            if letter != "u":
                if letter not in simple:
                    raise ValueError("bad escape")
                chars.append(simple[letter])
                continue
            unit = code_unit(position)
            if unit is None:
                break
            position += 4
            if 0xD800 <= unit < 0xDC00 and text[position : position + 2] == "\\u":
                low = code_unit(position + 2)
                if low is None:
                    break
                if 0xDC00 <= low < 0xE000:
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                    position += 6
            chars.append(chr(unit))
        return unfinished, size

    def digits(position: int) -> int:
        """Say where the digits end; at least one must be there, or the end of the text."""
        start = position
        while position < size and text[position] in "0123456789":
            position += 1
        if position == start and position < size:
            raise ValueError("digit expected")
        return position

    def number(start: int) -> tuple[Any, int]:
        position = start + (text[start] == "-")
        if text[position : position + 1] == "0":
            position += 1
        else:
            position = digits(position)
        whole = position
        if text[position : position + 1] == ".":
            position = digits(position + 1)
        if position < size and text[position] in "eE":
            position += 1
            if position < size and text[position] in "+-":
                position += 1
            position = digits(position)
        token = text[start:position]
        if token[-1] not in "0123456789":
            return unfinished, size
        return (int(Decimal(token)) if position == whole else float(token)), position

    def word(start: int) -> tuple[Any, int]:
        position = start
        while position < size and text[position].isalpha():
            position += 1
        token = text[start:position]
        if token in words:
            return words[token], position
        if token and position == size and any(known.startswith(token) for known in words):
            return unfinished, size
        raise ValueError("unknown word")

    def value(position: int) -> Generator[Any, Any, tuple[Any, int]]:
        position = skip(position)
        if position == size:
            return unfinished, size
        char = text[position]
        if char in "{[":
            return (yield container(position))
        if char in "\"'":
            return string(position)
        if char in "-0123456789":
            return number(position)
        return word(position)

    def container(position: int) -> Generator[Any, Any, tuple[Any, int]]:
        """Read the object or list that opens here, to its end or to the end of the text."""
        is_object = text[position] == "{"
        close = "}" if is_object else "]"
        pairs: dict = {}
        items: list = []
        result = pairs if is_object else items
        position = skip(position + 1)
        while position < size and text[position] != close:
            if is_object:
                if text[position] not in "\"'":
                    raise ValueError("key expected")
                key, position = string(position)
                position = skip(position)
                if position == size:
                    break
                if text[position] != ":":
                    raise ValueError("colon expected")
                item, position = yield value(position + 1)
            else:
                item, position = yield value(position)
            if item is unfinished:
                break
            if is_object:
                pairs[key] = item
            else:
                items.append(item)
            position = skip(position)
            if position < size and text[position] == ",":
                position = skip(position + 1)
            elif position < size and text[position] != close:
                raise ValueError("comma expected")
        return result, min(position + 1, size)

    def run(task: Generator[Any, Any, tuple[Any, int]]) -> dict:
        tasks = [task]
        answer: tuple[Any, int] | None = None
        while True:
            try:
                tasks.append(tasks[-1].send(answer))
                answer = None
            except StopIteration as stop:
                answer = stop.value
                tasks.pop()
                if not tasks:
                    return answer[0]

    start = text.find("{")
    while start != -1:
        try:
            return run(container(start))
        except ValueError:
            start = text.find("{", start + 1)
    return None
