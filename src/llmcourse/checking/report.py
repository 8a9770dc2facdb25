"""Show a verdict: a small table in a notebook, plain text elsewhere. It decides nothing."""

from __future__ import annotations

import html
import sys
import textwrap

from llmcourse.checking.verdict import ExerciseVerdict, PartVerdict

WORDS = {"right": "right", "wrong": "wrong", "stopped": "stopped", "not written": "not written yet",
         "too slow": "too slow", "too much": "too much", "no prompt": "not a prompt",
         "not measured": "not measured"}


def number(value: float) -> str:
    """Points without a needless ".0"."""
    return f"{value:g}"


def named_mistakes(verdict: ExerciseVerdict, part: PartVerdict) -> list[tuple[str, str]]:
    """(title, sentence) of a part's known mistakes; a sentence stands only where it comes first."""
    before: set[str] = set()
    for earlier in verdict.parts:
        if earlier is part:
            break
        before |= {name for name, _ in earlier.mistakes}
    return [(f"{'The same' if name in before else 'Known'} mistake: {name.replace('-', ' ')}.",
             "" if name in before else says) for name, says in part.mistakes]


def explanation(verdict: ExerciseVerdict, part: PartVerdict) -> str:
    """The whole message of a part in plain text."""
    pieces = [part.message] if part.message else []
    pieces += [f"{title} {says}".strip() for title, says in named_mistakes(verdict, part)]
    return " ".join(pieces)


def as_text(verdict: ExerciseVerdict, printed: str = "") -> str:
    """The verdict as plain text, at most about 100 characters a line."""
    head = f"{verdict.exercise}: {number(verdict.points)} of {number(verdict.maximum)} points"
    width = max(len(part.part) for part in verdict.parts)
    lines = [head, "-" * len(head)]
    for part in verdict.parts:
        points = f"{number(part.points)} / {number(part.maximum)}"
        lines.append(f"{part.part:<{width}}  {points:>7}  {WORDS[part.status]}")
        message = explanation(verdict, part) if part.status != "right" or part.measured else ""
        if message:
            lines.extend(textwrap.wrap(message, 96, initial_indent="    ",
                                       subsequent_indent="    ", break_on_hyphens=False))
    if printed:
        lines += ["Your code printed:", textwrap.indent(printed, "    ")]
    return "\n".join(lines)


def as_html(verdict: ExerciseVerdict, printed: str = "") -> str:
    """The verdict as an HTML table that is readable in light, dark and grey."""
    cell = 'style="text-align:left;vertical-align:top;padding:2px 10px"'
    rows = []
    for part in verdict.parts:
        mark = "✓" if part.status == "right" else "✗"
        text = html.escape(part.message) if part.status != "right" or part.measured else ""
        for title, says in named_mistakes(verdict, part):
            text += f"<br><b>{html.escape(title)}</b> {html.escape(says)}"
        rows.append(
            f"<tr><td {cell}>{html.escape(part.part)}</td>"
            f"<td {cell}>{number(part.points)} / {number(part.maximum)}</td>"
            f"<td {cell}>{mark}&nbsp;{WORDS[part.status].replace(' ', '&nbsp;')}</td>"
            f'<td style="text-align:left;vertical-align:top;padding:2px 10px;'
            f'white-space:normal;max-width:48em;overflow-wrap:anywhere">{text}</td></tr>')
    output = (f"<p>Your code printed:</p><pre>{html.escape(printed)}</pre>" if printed else "")
    return (f'<table class="llmcourse-check"><caption style="text-align:left;font-weight:bold">'
            f"{html.escape(verdict.exercise)}: {number(verdict.points)} of "
            f"{number(verdict.maximum)} points</caption>"
            f"<tr><th {cell}>part</th><th {cell}>points</th><th {cell}>verdict</th>"
            f"<th {cell}>why</th></tr>{''.join(rows)}</table>{output}")


def in_notebook() -> bool:
    """True inside a Jupyter kernel (also under nbconvert and nbgrader)."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def show_verdict(verdict: ExerciseVerdict, printed: str = "") -> None:
    """Display the verdict where it is read."""
    if in_notebook():
        from IPython.display import display

        display({"text/html": as_html(verdict, printed), "text/plain": as_text(verdict, printed)},
                raw=True)
    else:
        print(as_text(verdict, printed))
