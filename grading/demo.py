"""Plays a class without a person: `make demo`.

Releases a unit, lets eleven made-up learners hand in, collects, grades, writes feedback, exports
the grades, and prints who got what and why. All of it happens in grading/demo/, by the same
functions that an instructor's commands call; the course's own gradebook is not touched.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from grading.course import ROOT
from grading.preprocessors import configure
from grading.samples import Sample, samples
from grading.submission import Outcome, grade_submission, quiet_log, write_feedback
from grading.units import read_unit, resolve_units

_MISTAKE = re.compile(r"(?:Known|The same) mistake: ([^.]+)\.")
CONFIG = """# So that Formgrader opens here: jupyter lab --LabApp.default_url=/formgrader
import sys

sys.path.insert(0, {root!r})
from pathlib import Path

from grading.demo import demo_config

c = get_config()
c.merge(demo_config(Path({folder!r}), {timeout}))
"""


@dataclass(frozen=True)
class Row:
    """One learner's line of the table."""

    sample: Sample
    outcome: Outcome
    seconds: float

    @property
    def mistakes(self) -> list[str]:
        """Names of the mistakes that the feedback recognised."""
        found = [
            name for c in self.outcome.cells for name in _MISTAKE.findall(" ".join(c.said.split()))
        ]
        return list(dict.fromkeys("-".join(name.split()) for name in found))

    @property
    def code_score(self) -> float:
        """Points for code: essays wait for a person."""
        return sum(cell.score or 0.0 for cell in self.outcome.cells)

    @property
    def why(self) -> str:
        """Why points are missing, in one line."""
        if self.outcome.problem:
            return self.outcome.problem
        if self.mistakes:
            return "known mistake: " + ", ".join(self.mistakes)
        for cell in self.outcome.cells:
            if cell.score is not None and cell.score < cell.points and cell.said:
                return f"{cell.name}: {_first_reason(cell.said)}"
        return ""


def _first_reason(said: str) -> str:
    """The first explanation in a check's report, or its first line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for number, line in enumerate(said.splitlines()):
        if line.startswith("    "):  # an explanation goes on over the lines that follow
            rest = said.splitlines()[number:]
            end = next((i for i, more in enumerate(rest) if not more.startswith("    ")), None)
            return " ".join(part.strip() for part in rest[:end])
    return lines[0]


def demo_config(root: Path, timeout: int) -> Config:
    """nbgrader's configuration of a course of its own in `root`."""
    config = Config()
    config.CourseDirectory.course_id = "demo"
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "course"
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.Exchange.root = str(root / "exchange")
    config.Exchange.cache = str(root / "cache")
    configure(config, root, timeout)
    return config


def _done(result: dict) -> None:
    if not result["success"]:
        raise RuntimeError(f"nbgrader: {result.get('error') or result.get('log')}"[-2000:])


def submit(config: Config, unit: str, student: str, folder: Path) -> None:
    """What `nbgrader submit` does in a learner's own folder."""
    own = Config(config)
    own.Exchange.assignment_dir = str(folder)
    course = CourseDirectory(config=own)
    course.assignment_id, course.student_id = unit, student
    factory = ExchangeFactory(config=own)
    factory.Submit(coursedir=course, authenticator=Authenticator(config=own), config=own).start()


def play(name: str, root: Path, timeout: int = 20, say=print) -> list[Row]:
    """The whole round for unit `name` in the empty folder `root`; a row a learner."""
    unit = read_unit(name)
    book = unit.notebooks[0].name
    shutil.copytree(
        ROOT / "solutions" / name, root / "solutions" / name,
        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"),
    )  # fmt: skip
    (root / "exchange").mkdir()
    config = demo_config(root, timeout)
    (root / "nbgrader_config.py").write_text(
        CONFIG.format(root=str(ROOT), folder=str(root), timeout=timeout), encoding="utf-8"
    )
    with quiet_log():
        api = NbGraderAPI(config=config)
        _done(api.generate_assignment(name))
        _done(api.release_assignment(name))
    say(f"released   {name} to {len(samples(name))} learners")
    everybody = samples(name)
    with quiet_log():
        for sample in everybody:
            home = root / "learners" / sample.student
            shutil.copytree(root / "exchange" / "demo" / "outbound" / name, home / name)
            sample.write(root / "course" / name / f"{book}.ipynb", home / name / f"{book}.ipynb")
            submit(config, name, sample.student, home)
        _done(api.collect(name))
    say(f"collected  {len(list((root / 'submitted').glob('*')))} submissions")
    rows = []
    for sample in everybody:
        start = time.perf_counter()
        outcome = grade_submission(name, sample.student, config)
        rows.append(Row(sample, outcome, time.perf_counter() - start))
        write_feedback(name, sample.student, config)
        say(f"graded     {sample.student:<14}{outcome.score:6g} of {outcome.points:g}"
            f"   {rows[-1].seconds:4.1f} s")  # fmt: skip
    with quiet_log():
        _done(api.release_feedback(name))
        export = CsvExportPlugin()
        export.to = str(root / "grades.csv")
        with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
            export.export(gradebook)
    with (root / "grades.csv").open(encoding="utf-8") as file:
        say(f"exported   {len(list(csv.DictReader(file)))} rows to {root / 'grades.csv'}")
    return rows


def table(rows: Sequence[Row]) -> str:
    """Who handed in what, got what, and why."""
    lines = [f"{'learner':<14}{'handed in':<38}{'code':>6}{'by hand':>9}  why"]
    lines.append("-" * 110)
    for row in rows:
        points = sum(cell.points for cell in row.outcome.cells)
        waiting = f"{row.outcome.waiting} open" if row.outcome.waiting else "-"
        lines.append(
            f"{row.sample.student:<14}{row.sample.about:<38}{row.code_score:>6g}{waiting:>9}  "
            f"{row.why[:120]}".rstrip()
        )
    lines.append(f"(a whole submission is worth {points:g}, essays included)")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", default=["00"], help="default: 00")
    parser.add_argument("--to", type=Path, default=ROOT / "grading" / "demo")
    arguments = parser.parse_args(argv)
    for name in resolve_units(arguments.units):
        root = arguments.to / name
        shutil.rmtree(root, ignore_errors=True)
        rows = play(name, root)
        print(f"\n{table(rows)}\n")
        print(f"feedback    {root / 'feedback'}")
        print(f"Formgrader  cd {root} && jupyter lab --LabApp.default_url=/formgrader")
    return 0


if __name__ == "__main__":
    sys.exit(main())
