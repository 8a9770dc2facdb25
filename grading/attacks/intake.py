"""Hostile files at intake: the notebook itself, and what lies beside it."""

import json
import os
from pathlib import Path

from nbformat import NotebookNode

from grading.attacks import attack

ZERO = "points, a changed or copied file, or a batch that stops"


def _replace(make):
    def place(path: Path, root: Path) -> None:
        path.unlink()
        make(path, root)
    return place


def _link_folder(path: Path, root: Path) -> None:
    folder = path.parent
    path.unlink()
    folder.rmdir()
    folder.symlink_to(root / "submitted" / "victim" / folder.name)


def _beside(name: str, text: str):
    def place(path: Path, root: Path) -> None:
        (path.parent / name).write_text(text)
    return place


def _shadows(path: Path, root: Path) -> None:
    for name in ("numpy.py", "sitecustomize.py", "llmcourse.py"):
        _beside(name, "print('PWNED')\n")(path, root)


def _link_beside(path: Path, root: Path) -> None:
    (path.parent / "data.csv").symlink_to(root / "gradebook.db")
    (path.parent / "timestamp.txt").symlink_to(root / "gradebook.db")


def _tags(nb: NotebookNode) -> None:
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"] |= {"points": 1000, "solution": True, "locked": False}


def _relabel(nb: NotebookNode) -> None:
    for cell in nb.cells:
        if cell.id.endswith("-check"):
            cell.cell_type = "code"
            cell.source = "4.0"
            cell.metadata["nbgrader"] |= {"locked": False, "grade": True, "solution": True}


def _experiment_ids(nb: NotebookNode) -> None:
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"experiment-{number}"


def _twice(nb: NotebookNode) -> None:
    nb.cells += [NotebookNode(dict(cell, id=f"{cell.id}-again", source="4.0"))
                 for cell in nb.cells if cell.id.endswith("-check")]


def _delete_checks(nb: NotebookNode) -> None:
    nb.cells = [cell for cell in nb.cells if not cell.id.endswith("-check")]


def _odd_grade_ids(nb: NotebookNode) -> None:
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["grade_id"] = "../../../gradebook.db"


def _swollen(path: Path, root: Path) -> None:
    path.write_text('{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"x": ['
                    + '{"":0},' * 2_500_000 + "0]}}")


def _rubrics_id(nb: NotebookNode) -> None:
    for cell in list(nb.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name:
            nb.cells[:0] = [NotebookNode(cell_type="markdown", source="mine", metadata={},
                                         id=f"{kind}-{name}") for kind in ("rubric", "missing")]
    _delete_checks(nb)


attack("link-to-gradebook", "hands in a link to the gradebook", ZERO,
       place=_replace(lambda path, root: path.symlink_to(root / "gradebook.db")))
attack("link-to-victim", "hands in a link to another's notebook", ZERO,
       place=_replace(lambda path, root: path.symlink_to(
           root / "submitted" / "victim" / path.parent.name / path.name)))
attack("linked-folder", "its whole folder is a link to another's", ZERO, place=_link_folder)
attack("fifo", "hands in a pipe that nobody writes to", ZERO,
       place=_replace(lambda path, root: os.mkfifo(path)))
attack("folder-as-notebook", "hands in a folder", ZERO,
       place=_replace(lambda path, root: path.mkdir()))
attack("links-beside", "puts links to the gradebook beside its notebook", ZERO, place=_link_beside)
attack("shadowing-module", "puts a numpy.py and a sitecustomize.py beside its notebook", ZERO,
       code="import numpy\nprint('PWNED') if not hasattr(numpy, 'ndarray') else None",
       place=_shadows)
attack("deep-json", "hands in JSON nested a hundred thousand times", ZERO,
       place=_replace(lambda path, root: path.write_text("[" * 100_000 + "]" * 100_000)))
attack("huge-json", "hands in 100 MB", ZERO,
       place=_replace(lambda path, root: path.write_text('{"cells": "' + "x" * 100_000_000 + '"}')))
attack("many-cells", "hands in fifty thousand cells", ZERO,
       place=_replace(lambda path, root: path.write_text(json.dumps({
           "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
               {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [],
                "execution_count": None, "id": f"c{n}"} for n in range(50_000)]}))))
attack("surrogates", "uses text that can't be encoded, zero bytes and odd types", ZERO,
       place=_replace(lambda path, root: path.write_text(
           '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": 7}}, "cells": '
           '[{"cell_type": "code", "source": "\\ud800\\u0000", "metadata": {"nbgrader": [1]}, "id": 5, '
           '"outputs": [{"output_type": "x"}], "execution_count": "a"}]}')))
attack("skip-tags", "tags every cell to be skipped and gives itself 1000 points", ZERO, change=_tags)
attack("relabelled-checks", "rewrites the checks as answers that end in 4.0", ZERO, change=_relabel)
attack("experiment-ids", "calls all its cells experiments", ZERO, change=_experiment_ids)
attack("checks-twice", "adds second checks that end in 4.0", ZERO, change=_twice)
attack("no-checks", "deletes every check", ZERO, change=_delete_checks)
attack("odd-grade-ids", "names its cells like paths", ZERO, change=_odd_grade_ids)
attack("timestamp-of-no-year", "hands in a time stamp that no calendar holds", ZERO,
       place=_beside("timestamp.txt", "99999999999999999999"))
attack("swollen-json", "hands in 17 MB of JSON that take half a gigabyte of memory", ZERO,
       place=_replace(_swollen))
attack("rubrics-own-id", "takes the id under which the rubric would be put in, so that it is given "
       "another one and stays in the feedback", "the rubric in the feedback page", change=_rubrics_id)
