"""A hand-written scanner: one pass left to right, no regular expressions."""


def extract_answer(text: str) -> float | None:
    digits = frozenset("0123456789")
    size = len(text)

    def digits_end(start: int) -> int:
        end = start
        while end < size and text[end] in digits:
            end += 1
        return end

    def read_number(start: int) -> tuple[float, int]:
        """Read the number whose first digit is at ``start``; give it and where it ends."""
        end = digits_end(start)
        plain = text[start:end]
        while end < size and text[end] == "," and digits_end(end + 1) == end + 4:
            plain += text[end + 1 : end + 4]
            end += 4
        if end < size and text[end] == ".":
            decimals_end = digits_end(end + 1)
            if decimals_end > end + 1:
                plain += text[end:decimals_end]
                end = decimals_end
        negative = start > 0 and text[start - 1] == "-"
        if negative and start > 1:
            before = text[start - 2]
            negative = not (before.isalpha() or before.isdigit() or before in "_)")
        return (-float(plain) if negative else float(plain)), end

    def marker_end(start: int) -> int | None:
        """Say where the marker that begins at ``start`` ends, if one does."""
        if text[start : start + 6].lower() != "answer":
            return None
        end = start + 6
        while end < size and text[end].isspace():
            end += 1
        if text[end : end + 1] == ":":
            return end + 1
        return end + 2 if text[end : end + 2].lower() == "is" else None

    after_marker: float | None = None
    last: float | None = None
    waiting = False  # a marker was read and no number since
    position = 0
    while position < size:
        if text[position] in digits:
            last, position = read_number(position)
            if waiting:
                after_marker, waiting = last, False
            continue
        end = marker_end(position)
        if end is not None:
            waiting = True
        position = position + 1 if end is None else end
    return last if after_marker is None else after_marker
