"""Feedback pages without active content, and the export of all grades.

nbgrader writes the page (grading.preprocessors has filtered its cells); this module takes away
every script and tells the browser to run none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from grading.submission import quiet_log

POLICY = ('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
          "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
          "form-action 'none'\">")
# A browser ends a script at </script followed by anything: a space, a slash, attributes.
_SCRIPT = re.compile(r"<script\b.*?</script\b[^>]*>", re.DOTALL | re.IGNORECASE)
_LEFT = re.compile(r"<(?=/?script)", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


def passive(page: str) -> str:
    """The page without scripts and outside styles, with a policy that forbids them."""
    page = _LINK.sub("", _SCRIPT.sub("", page))
    page = _LEFT.sub("&lt;", page)  # never closed, or joined by what was taken out of its middle
    return re.sub(r"<head>", lambda match: f"<head>\n{POLICY}", page, count=1)


def write_pages(unit: str, student: str, config: Config) -> list[Path]:
    """The feedback pages of one graded submission, written in one step each."""
    course = CourseDirectory(config=config)
    course.assignment_id, course.student_id = unit, student
    with quiet_log():
        application = GenerateFeedback(coursedir=course, config=config)
        application.force = True
        application.start()
    folder = Path(course.format_path(course.feedback_directory, student, unit))
    pages = sorted(folder.glob("*.html"))
    for page in pages:
        text = passive(page.read_text(encoding="utf-8"))
        work = page.with_suffix(".part")
        work.write_text(text, encoding="utf-8")
        os.replace(work, page)
    return pages


def export(gradebook: Gradebook, path: Path) -> Path:
    """All grades of all units as nbgrader's CSV."""
    plugin = CsvExportPlugin()
    work = path.with_name(path.name + ".part")
    plugin.to = str(work)
    with quiet_log():
        plugin.export(gradebook)
    os.replace(work, path)
    return path
