"""Feedback pages without active content, and the export of all grades.

nbgrader writes the page (grading.preprocessors has filtered its cells); this module takes away
every script and tells the browser to run none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, ClassVar

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

from grading.submission import quiet_log

POLICY = ('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
          "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
          "form-action 'none'\">")
# A browser ends a script at </script followed by anything: a space, a slash, attributes.
_SCRIPT = re.compile(r"<script\b.*?</script\b[^>]*>", re.DOTALL | re.IGNORECASE)
_LEFT = re.compile(r"<(?=/?script)", re.IGNORECASE)
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


def write_pages(unit: str, student: str, config: Config) -> list[Path]:
    """The feedback pages of one graded submission, written in one step each."""
    course = CourseDirectory(config=config)
    course.assignment_id, course.student_id = unit, student
    with quiet_log():
        application = GenerateFeedback(coursedir=course, config=config)
        application.force = True
        application.exporter_class = PageExporter
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
