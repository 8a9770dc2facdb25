"""What is done to a submission around nbgrader's own steps: before, during and after it runs.

Knows nbgrader's stages and their gaps; `configure(c)` puts every step in its place. Knows nothing
about exercises beyond a cell's role in the source notebook. The process that runs a submission is
not a safe place: this fits submissions that are trusted not to attack, and grading/submission.py is
where a sandbox will take the executor's place.

Gaps of nbgrader 0.9 that are closed here: a deleted or relabelled cell ends the whole submission or
is never scored; a `skip-execution` tag gives full marks; a check cell that ends in nan, True or
nothing at all gets full marks; a kernel that dies loses the submission; tracebacks and hidden tests
appear in feedback; scripts in outputs and in Markdown run in the reader's browser.
"""

from __future__ import annotations

import base64
import binascii
import copy
import functools
import math
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbclient.exceptions import DeadKernelError
from nbconvert.filters import strip_files_prefix
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    GetGrades,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets import Integer, Unicode

ROOT = Path(__file__).resolve().parents[1]
RUBRIC = "rubric-"
FOR_GRADERS = "**For graders only; not in the feedback**"
RESERVED = (RUBRIC, "missing-")  # ids of cells that these steps put in

# nbgrader calls `alembic` by name when it makes a gradebook; without it the new tables carry no
# version stamp. It lies beside this Python even where the environment is not activated.
if (_BIN := os.path.dirname(sys.executable)) not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = _BIN + os.pathsep + os.environ.get("PATH", "")

_HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)
_SOLUTION = re.compile(r"BEGIN SOLUTION[^\n]*\n(.*?)\n[^\n]*END SOLUTION", re.DOTALL)

TAGS = frozenset(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6"
    " hr i img ins kbd li ol p pre s small span strong sub summary sup table tbody td tfoot th"
    " thead tr u ul var".split()
)


def clean_html(element: Any) -> str:
    """HTML without scripts, styles, forms, frames and remote images (nbconvert's filter)."""
    text = element.decode() if isinstance(element, bytes) else str(element)
    return bleach.clean(
        text, tags=TAGS, attributes=_attribute, strip=True, protocols=_PROTOCOLS,
        css_sanitizer=_STYLES,
    )  # fmt: skip


def clean_rendered(element: Any) -> str:
    """Rendered Markdown, cleaned: nbgrader's pages pass it through this filter and no other."""
    return clean_html(strip_files_prefix(str(element)))


# What the table of a check's report uses; nothing that fetches, covers or moves.
_STYLES = CSSSanitizer(
    allowed_css_properties=[
        "text-align", "vertical-align", "padding", "font-weight", "white-space", "max-width",
        "overflow-wrap",
    ],
    allowed_svg_properties=[],
)  # fmt: skip
_PROTOCOLS = frozenset({"http", "https", "mailto", "data"})


# Classes of highlighted code, tables and reports. A page's other classes cover it or look like its
# own parts ("modal-backdrop", "navbar-fixed-top").
_CLASS = re.compile(
    r"[a-z]{1,3}\d?|highlight|dataframe|data|blank|index_name|(row|col)_heading|(row|col|level)\d+"
    r"|llmcourse-check|anchor-link|language-\w{1,20}"
)


def _attribute(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASS.fullmatch(one) for one in value.split())
    if name == "id":  # a heading's, for links to it
        return tag in ("h1", "h2", "h3", "h4", "h5", "h6")
    if name in ("colspan", "rowspan", "title", "alt", "open", "style"):
        return True
    if tag == "a" and name == "href":
        return not value.strip().lower().startswith("data:")
    # A remote image would tell its owner when and where the feedback is read.
    return (
        tag == "img"
        and name == "src"
        and bool(re.match(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+\Z", value))
    )


def neutral_output(output: NotebookNode) -> NotebookNode:
    """The output as plain text, sanitized HTML, PNG and JPEG only; nothing else is shown."""
    if output.output_type not in ("display_data", "execute_result"):
        return output
    data = NotebookNode()
    for mime, value in output.get("data", {}).items():
        text = "".join(value) if isinstance(value, list) else value
        if not isinstance(text, str):
            continue
        if mime == "text/plain":
            data[mime] = text
        elif mime == "text/html":
            data[mime] = clean_html(text)
        elif mime in ("image/png", "image/jpeg") and _is_base64(text):
            data[mime] = text
    output["data"] = data
    output["metadata"] = NotebookNode()
    return output


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def error(name: str, message: str) -> NotebookNode:
    """An error output with a sentence instead of a traceback."""
    return nbformat.v4.new_output(
        "error", ename=name, evalue=message, traceback=[f"{name}: {message}"]
    )


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _is_test(cell: NotebookNode) -> bool:
    """Whether the cell's output is its score."""
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


class _Step(NbGraderPreprocessor):
    source_root = Unicode("", help="folder of the instructor's notebooks").tag(config=True)
    release_root = Unicode("", help="folder of the released notebooks").tag(config=True)

    def notebook_beside(self, root: str, resources: dict[str, Any]) -> NotebookNode | None:
        """The same notebook in another folder; None where that folder does not have it."""
        names = resources["nbgrader"]
        path = Path(root) / names["assignment"] / f"{names['notebook']}.ipynb"
        if not root or not path.is_file():
            return None
        about = path.stat()
        return _read(path, about.st_mtime_ns, about.st_size)


@functools.lru_cache(64)
def _read(path: Path, changed: int, size: int) -> NotebookNode:
    """The notebook, read once for each state of its file; whoever has it may not change it."""
    return nbformat.read(path, as_version=4)


class PrepareSubmission(_Step):
    """Takes cells' standing from the released notebook, whatever the submission says.

    Tags go (one of them skips a cell), nbgrader's metadata is the released one, and a missing
    graded cell comes back after the nearest earlier cell that is still there.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for key in set(nb.metadata) - {"kernelspec", "language_info"}:
            del nb.metadata[key]
        for cell in nb.cells:
            standing = cell.metadata.get("nbgrader")
            cell.metadata = NotebookNode()
            # A cell of this name would have the rubric's own renamed, and so kept in the feedback.
            if str(cell.get("id", "")).startswith(RESERVED):
                cell["id"] = f"own-{cell['id']}"[:64]
            if isinstance(standing, dict):
                cell.metadata["nbgrader"] = NotebookNode(standing)
            cell.pop("attachments", None)
        released = self.notebook_beside(self.release_root, resources)
        if released is None:
            return nb, resources
        standings = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
        for cell in nb.cells:
            if "nbgrader" not in cell.metadata:
                continue
            known = standings.get(_grade_id(cell))
            if known is None:
                del cell.metadata["nbgrader"]
            else:
                cell.metadata["nbgrader"] = NotebookNode(known.metadata["nbgrader"])
        self._restore(nb, released)
        return nb, resources

    def _restore(self, nb: NotebookNode, released: NotebookNode) -> None:
        where = {_grade_id(cell): i for i, cell in enumerate(nb.cells) if _grade_id(cell)}
        place = 0
        for cell in released.cells:
            name = _grade_id(cell)
            if name is None:
                continue
            if name in where:
                place = max(place, where[name] + 1)
                continue
            if not utils.is_grade(cell):
                continue
            self.log.warning("Cell %s was missing from the submission; put back", name)
            note = f"This cell ({name}) was missing from the submission and has been put back."
            nb.cells[place:place] = [
                nbformat.v4.new_markdown_cell(note, id=f"missing-{name}"[:64]),
                copy.deepcopy(cell),
            ]
            where = {k: i + 2 * (i >= place) for k, i in where.items()} | {name: place + 1}
            place += 2


class GuardedExecute(_Step, Execute):
    """nbgrader's executor that loses nothing: every graded cell ends with a number or an error.

    Runs the submission where the package's answers of this unit are stubs. Cells of role
    `experiment` are known by their id in the source notebook and are not run.
    """

    budget = Integer(1200, help="seconds a whole submission may take").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict, km: Any = None
    ) -> tuple[NotebookNode, dict]:
        source = self.notebook_beside(self.source_root, resources)
        self._experiments = experiment_ids(source) if source else frozenset()
        self._dead = ""
        self._deadline = time.monotonic() + self.budget
        self._unit = resources["nbgrader"]["assignment"]
        # nbclient skips by tag; no tag of a submission may do that.
        self.skip_cells_with_tag = "\0"
        return Execute.preprocess(self, nb, resources, km)

    def start_new_kernel(self, **kwargs: Any) -> None:
        from grading.submission import grading_environment

        # What a submission writes past Jupyter, and the kernel's own notes, belong to nobody.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return super().start_new_kernel(env=grading_environment(self._unit), **quiet, **kwargs)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        if cell.cell_type != "code":
            return cell, resources
        if cell.get("id") in self._experiments and not utils.is_grade(cell):
            return cell, resources
        if not self._dead and time.monotonic() > self._deadline:
            self._dead = f"The notebook took more than {self.budget} seconds"
        if self._dead:
            if cell.source.strip():
                cell.outputs = [error("NotRun", f"{self._dead}.")]
        else:
            try:
                cell, resources = super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                self._dead = f"Python was ended by cell {index + 1}, so nothing after it could run"
                message = "This cell ended Python itself (a crash, or a call such as os._exit)."
                cell.outputs = [*cell.get("outputs", []), error("PythonEnded", message)]
            outputs = cell.get("outputs", [])
            if any(o.output_type == "error" and o.ename == "CellTimeoutError" for o in outputs):
                message = f"Stopped after {self.timeout} seconds: is there an endless loop?"
                cell.outputs = [o for o in outputs if o.output_type != "error"]
                cell.outputs.append(error("CellTimeoutError", message))
        if _is_test(cell):
            require_score(cell)
        return cell, resources


def experiment_ids(source: NotebookNode) -> frozenset[str]:
    """Ids of the cells that are for people only, from the instructor's notebook."""
    return frozenset(cell["id"] for cell in source.cells if cell["id"].startswith("experiment-"))


def require_score(cell: NotebookNode) -> None:
    """Make a check cell's outcome a plain number within its points, or an error (0 points)."""
    if utils.has_failed(cell):
        return
    points = float(cell.metadata["nbgrader"]["points"])
    results = [o for o in cell.outputs if o.output_type == "execute_result"]
    text = results[0].get("data", {}).get("text/plain", "") if results else ""
    try:
        score = float("".join(text))
    except ValueError:
        score = math.nan
    if len(results) == 1 and 0 <= score <= points + 1e-9:
        results[0].data["text/plain"] = repr(min(score, points))
        return
    cell.outputs = [o for o in cell.outputs if o.output_type != "execute_result"]
    cell.outputs.append(error("NoScore", "The check did not end with its points, so it counts 0."))


class NeutralOutputs(NbGraderPreprocessor):
    """Outputs that no browser runs, in the graded notebook and so in Formgrader and feedback."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        if cell.cell_type == "code":
            cell.outputs = [neutral_output(output) for output in cell.outputs]
        return cell, resources


class ShowRubric(_Step):
    """Puts each essay's rubric under it, for the person who grades in Formgrader."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        source = self.notebook_beside(self.source_root, resources)
        rubrics = {}
        for cell in source.cells if source else []:
            found = _SOLUTION.search(cell.source)
            if cell.cell_type == "markdown" and _grade_id(cell) and found:
                rubrics[_grade_id(cell)] = found.group(1).strip()
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            rubric = rubrics.get(_grade_id(cell))
            if rubric and utils.is_grade(cell):
                text = f"{FOR_GRADERS}\n\n{rubric}"
                name = f"{RUBRIC}{_grade_id(cell)}"[:64]
                cells.append(nbformat.v4.new_markdown_cell(text, id=name))
        nb.cells = cells
        return nb, resources


class FeedbackOnly(_Step):
    """Leaves in the feedback only what its reader may see: no rubric, hidden test or traceback."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        # By text too: whatever gave the cell another id.
        nb.cells = [c for c in nb.cells if not str(c.get("id", "")).startswith(RUBRIC)
                    and not (c.cell_type == "markdown" and c.source.startswith(FOR_GRADERS))]
        for cell in nb.cells:
            # Not in answers: they hold none, and such an expression is slow on hostile text.
            if not utils.is_solution(cell) and (utils.is_locked(cell) or utils.is_grade(cell)):
                cell.source = _HIDDEN.sub("", cell.source)
            if cell.cell_type != "code":
                continue
            cell.outputs = [neutral_output(output) for output in cell.outputs]
            for output in cell.outputs:
                if output.output_type == "error":
                    output.evalue = str(output.evalue)[:400]
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return nb, resources


def configure(c: Any, root: Path = ROOT, timeout: int = 120) -> None:
    """Put every step in place: `c` is nbgrader's configuration, `root` holds the course."""
    for step in ("PrepareSubmission", "GuardedExecute", "ShowRubric", "FeedbackOnly"):
        c[step].source_root = str(root / "solutions")
        c[step].release_root = str(root / "course")
    # Stray files beside a unit's notebook are copied to learners: its source holds the answers.
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "*.nb.py", "feedback",
        ".nbgrader.log", "*.db",
    ]  # fmt: skip
    from grading.builder import NOT_WRITTEN

    c.ClearSolutions.code_stub = {"python": NOT_WRITTEN}
    c.Execute.timeout = timeout
    # Waiting for a kernel to end by itself costs seconds a submission and changes no grade.
    c.Execute.shutdown_kernel = "immediate"
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.sanitize_preprocessors = [
        PrepareSubmission, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells,
        CheckCellMetadata,
    ]  # fmt: skip
    c.Autograde.autograde_preprocessors = [
        GuardedExecute, NeutralOutputs, LimitOutput, SaveAutoGrades, AssignLatePenalties,
        ShowRubric, CheckCellMetadata,
    ]  # fmt: skip
    # The header preprocessor's place is kept by nbconvert's own HTML exporter.
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor

    c.GenerateFeedback.preprocessors = [FeedbackOnly, GetGrades, CSSHTMLHeaderPreprocessor]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {"clean_html": clean_html, "strip_files_prefix": clean_rendered}
