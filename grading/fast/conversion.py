"""nbgrader's two conversions of a submission, without what they repeat.

Stock Autograde reads the notebook from disk, copies it four times, checks it after each of a dozen
steps and writes it, twice over. Here the notebook that intake has checked goes from step to step in
memory and is checked and written once, at its end. The steps themselves stay nbgrader's. Knows no
exercise and no gradebook.
"""

from __future__ import annotations

import json
import os
from typing import Any, ClassVar

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode


class InMemoryExporter(NotebookExporter):
    """nbconvert's exporter to notebooks for files whose content is at hand.

    `held` maps a staged file to its notebook, `again` names the files that a second conversion
    reads back: what the first one writes there is empty, the notebook stays in memory.
    """

    held: ClassVar[dict[str, NotebookNode]] = {}
    again: ClassVar[dict[str, str]] = {}

    def from_filename(self, filename: str, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """As nbconvert's, from memory where the file is held."""
        path = os.path.realpath(filename)
        nb = self.held.pop(path, None)
        if nb is None:
            return super().from_filename(filename, resources, **more)
        resources = self._init_resources(resources or {})
        name = os.path.splitext(os.path.basename(filename))[0]
        resources["metadata"].update(name=name, path=os.path.dirname(filename))
        resources["output_suffix"] = ".nbconvert"
        for step in self._preprocessors:
            nb, resources = step(nb, resources)
        if (next_file := self.again.pop(path, None)) is not None:
            self.held[next_file] = nb
            return "", resources
        nbformat.validate(nb, relax_add_props=True)
        return text_of(nb), resources


def text_of(nb: NotebookNode) -> str:
    """The notebook's file, byte for byte as nbformat writes it."""
    clean = nbformat.v4.nbjson.strip_transient(nb)
    clean = nbformat.v4.rwbase.split_lines(clean)
    return json.dumps(clean, ensure_ascii=False, indent=1, sort_keys=True,
                      separators=(",", ": ")) + "\n"


def hold(notebooks: dict[str, tuple[str, NotebookNode]]) -> None:
    """Take over notebooks: staged file -> (file that Autograde writes, notebook)."""
    release()
    for staged, (written, nb) in notebooks.items():
        first, second = os.path.realpath(staged), os.path.realpath(written)
        InMemoryExporter.held[first] = nb
        InMemoryExporter.again[first] = second


def release() -> None:
    """Forget them."""
    InMemoryExporter.held.clear()
    InMemoryExporter.again.clear()
