"""Feedback pages without active content, and the export of all grades.

nbgrader writes the page (grading.preprocessors has filtered its cells); this module takes away
every script and tells the browser to run none.
"""

from __future__ import annotations

import copy
import html
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from jinja2.bccache import Bucket, BytecodeCache
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from grading.fast import book
from grading.submission import quiet_log
from llmcourse.checking.running import TooSlow, time_limit

POLICY = ('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
          "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
          "form-action 'none'\">")
# A browser ends a script at </script followed by anything: a space, a slash, attributes.
_SCRIPT = re.compile(r"<script\b.*?</script\b[^>]*>", re.DOTALL | re.IGNORECASE)
_LEFT = re.compile(r"<(?=/?script)", re.IGNORECASE)
LONG = 5_000  # characters of a text cell that may be what makes a page slow
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


_BARE_IMAGE = re.compile(r"<img\b(?![^>]*\balt=)", re.IGNORECASE)


class _Compiled(BytecodeCache):
    """Templates compiled once a run; each page has an environment of its own."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where its template was compiled before."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


class PageExporter(HTMLExporter):
    """nbconvert's pages without its second reading of the whole page, which takes half the time.

    That reading gives images an alternative text, which is kept, and makes cells of another
    template focusable.
    """

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.bytecode_cache = _Compiled()
        return environment

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **more: Any
    ) -> tuple[Any, Any]:
        """As nbconvert's."""
        resources = self._init_resources(resources)
        about = nb.metadata.get("language_info", {})
        self.register_filter("highlight_code", Highlight2HTML(
            pygments_lexer=about.get("pygments_lexer", about.get("name")), parent=self))
        self.register_filter("filter_data_type", WidgetsDataTypeFilter(
            notebook_metadata=self._nb_metadata, parent=self, resources=resources))
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **more)
        return _BARE_IMAGE.sub('<img alt="A picture without a description"', page), resources


def passive(page: str) -> str:
    """The page without scripts and outside styles, with a policy that forbids them."""
    page = _LINK.sub("", _SCRIPT.sub("", page))
    page = _LEFT.sub("&lt;", page)  # never closed, or joined by what was taken out of its middle
    return re.sub(r"<head>", lambda match: f"<head>\n{POLICY}", page, count=1)


def write_pages(unit: str, student: str, config: Config, out: Path, seconds: int) -> bool:
    """The feedback pages of one graded submission; False where they are not the usual ones.

    Made in the folder `out`, they take the place of earlier ones when they are done. Text of a
    submission can make any of the libraries here slow, so the time is bounded.
    """
    own = copy.deepcopy(config)
    own.CourseDirectory.feedback_directory = str(out)
    course = CourseDirectory(config=own)
    course.assignment_id, course.student_id = unit, student
    shutil.rmtree(out, ignore_errors=True)
    folder = Path(course.format_path(course.feedback_directory, student, unit))
    graded = Path(course.format_path(course.autograded_directory, student, unit))
    notebooks = sorted(graded.glob("*.ipynb"))
    for attempt in ("usual", "as typed", "short"):
        try:
            with quiet_log(), time_limit(seconds):
                if attempt == "short":
                    for path in notebooks:
                        page = folder / f"{path.stem}.html"
                        page.write_text(short_page(path), encoding="utf-8")
                else:
                    application = GenerateFeedback(coursedir=course, config=own)
                    application.force = True
                    application.exporter_class = PageExporter
                    application.start()
                    for page in folder.glob("*.html"):
                        page.write_text(passive(page.read_text(encoding="utf-8")), encoding="utf-8")
            break
        except TooSlow:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for path in notebooks:
                as_typed(path)
    for name, text in (("timestamp.txt", ""), ("submission_secret.txt", secrets.token_hex(32))):
        if not (folder / name).is_file():  # nbgrader's release_feedback stops at one without
            (folder / name).write_text(text, encoding="ascii")
    book.put_in_place(out, config, "feedback", unit, student)
    return attempt == "usual"


def as_typed(notebook: Path) -> None:
    """Put the long texts of a graded notebook between fences, so that nothing interprets them.

    Formgrader would otherwise stand still over the same text.
    """
    nb = nbformat.read(notebook, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "markdown" and len(cell.source) > LONG:
            fence = "~" * (3 + max(map(len, re.findall("~+", cell.source)), default=0))
            cell.source = f"{fence}\n{cell.source}\n{fence}"
    work = notebook.with_name(f".{notebook.name}.part")
    nbformat.write(nb, work)
    os.replace(work, notebook)


def short_page(notebook: Path) -> str:
    """A page of the checks' reports alone, as text."""
    pieces = [f"<!DOCTYPE html><html><head>\n{POLICY}<meta charset='utf-8'><title>Feedback</title>"
              "</head><body><p>Your whole notebook took too long to be made into a page, so this "
              "is what its checks say.</p>"]
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            pieces += [f"<pre>{html.escape(output.data.get('text/plain', ''))}</pre>"
                       for output in cell.outputs if output.output_type == "display_data"]
    return "".join(pieces) + "</body></html>"


def export(gradebook: Gradebook, path: Path) -> Path:
    """All grades of all units as nbgrader's CSV."""
    plugin = CsvExportPlugin()
    work = path.with_name(path.name + ".part")
    plugin.to = str(work)
    with quiet_log():
        plugin.export(gradebook)
    os.replace(work, path)
    return path
