"""The command `llmcourse-grade`: finds the instructor's checkout and starts the grader in it.

The grader lies in the repository's folder grading/, which no learner has and this package never
imports; this module only starts it as a program of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

GRADER = Path("grading") / "fast" / "cli.py"


def checkout() -> Path | None:
    """The nearest folder above this one, or above the package, that holds the grader."""
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if (folder / GRADER).is_file():
                return folder
    return None


def main() -> int:
    """Start the grader with the same arguments; 2 where there is none."""
    root = checkout()
    if root is None:
        print("llmcourse-grade: no grader found; run it in the instructor's checkout of the course "
              "(the folder that holds grading/)", file=sys.stderr)
        return 2
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "grading.fast.cli", *sys.argv[1:]]
    os.execve(sys.executable, command, environment)
