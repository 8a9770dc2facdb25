"""Tokens by regular expressions and an explicit stack of open containers; no recursion."""

import json
import re
from decimal import Decimal
from typing import Any


def parse_json(text: str) -> dict | None:
    escape = r"""\\(?:["'\\/bfnrt]|u[0-9a-fA-F]{4})"""
    blank = re.compile(r"[ \t\r\n]*")
    closed = re.compile(
        rf""""(?:[^"\\\x00-\x1f]|[\r\n]|{escape})*"|'(?:[^'\\\x00-\x1f]|[\r\n]|{escape})*'"""
    )
    unclosed = re.compile(r""""(?:[^"\\]|\\.)*\\?\Z|'(?:[^'\\]|\\.)*\\?\Z""", flags=re.DOTALL)
    number = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
    cut_number = re.compile(r"-\Z|-?(?:0|[1-9][0-9]*)(?:\.|(?:\.[0-9]+)?[eE][+-]?)\Z")
    words = {
        "true": True,
        "false": False,
        "null": None,
        "True": True,
        "False": False,
        "None": None,
    }
    cut = object()  # stands for a scalar that the end of the text cuts off

    def unquote(token: str) -> str:
        """Rewrite a closed string as correct JSON and let the json module read it."""

        def rewrite(match: re.Match[str]) -> str:
            piece = match.group()
            return {"\\'": "'", '"': '\\"'}.get(piece, piece)

        body = re.sub(r"\\.|\"", rewrite, token[1:-1])
        return json.loads(f'"{body}"', strict=False)

    def scalar(position: int) -> tuple[Any, int]:
        """Read a string, number or word; the place -1 says that none is there."""
        if match := closed.match(text, position):
            return unquote(match.group()), match.end()
        if unclosed.match(text, position) or cut_number.match(text, position):
            return cut, len(text)
        if match := number.match(text, position):
            if match[1] or match[2]:
                return float(match.group()), match.end()
            return int(Decimal(match.group())), match.end()
        for word, meaning in words.items():
            if text.startswith(word, position):
                return meaning, position + len(word)
        rest = text[position : position + 6]
        if any(word.startswith(rest) for word in words):
            return cut, len(text)
        return None, -1

    def read(start: int) -> dict | None:
        root: dict = {}
        stack: list[dict | list] = [root]
        keys: list[str] = [""]  # of each open container, the key of the pair that is being read
        state = "first"  # first, item, colon, value or after
        position = start + 1
        while True:
            position = blank.match(text, position).end()
            if position == len(text):
                return root
            top = stack[-1]
            char = text[position]
            if state in ("first", "item", "after") and char == "]}"[isinstance(top, dict)]:
                stack.pop()
                keys.pop()
                if not stack:
                    return root
                state = "after"
                position += 1
                continue
            if state in ("after", "colon"):
                if char != {"after": ",", "colon": ":"}[state]:
                    return None
                state = {"after": "item", "colon": "value"}[state]
                position += 1
                continue
            if isinstance(top, dict) and state != "value":
                if char not in "\"'":
                    return None
                key, position = scalar(position)
                if position == -1:
                    return None
                if key is cut:
                    return root
                keys[-1] = key
                state = "colon"
                continue
            opened: Any
            if char in "{[":
                opened = {} if char == "{" else []
                position += 1
            else:
                opened, position = scalar(position)
                if position == -1:
                    return None
                if opened is cut:
                    return root
            if isinstance(top, dict):
                top[keys[-1]] = opened
            else:
                top.append(opened)
            state = "after"
            if char in "{[":
                stack.append(opened)
                keys.append("")
                state = "first"

    for brace in re.finditer(r"\{", text):
        result = read(brace.start())
        if result is not None:
            return result
    return None
