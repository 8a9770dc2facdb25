"""Runs notebooks the way JupyterLab does and says what a person would see go wrong."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

# Not ru_maxrss where /proc is there: a child starts with the peak of the process that forked it, so
# a large test run would be measured instead of the notebook.
MEMORY = """
from pathlib import Path as _Path
_status = _Path("/proc/self/status")
(int(_status.read_text().split("VmHWM:")[1].split()[0]) if _status.exists()
 else __import__("resource").getrusage(__import__("resource").RUSAGE_SELF).ru_maxrss)
"""


@dataclass
class Run:
    """An executed notebook: what it took, and faults in words."""

    notebook: NotebookNode
    seconds: float
    megabytes: float
    faults: list[str]


def run_notebook(nb: NotebookNode, folder: Path, environment: dict[str, str]) -> Run:
    """Execute in `folder`; faults are errors, text on stderr and checks without full points."""
    nb = nbformat.from_dict(nb)
    probe = nbformat.v4.new_code_cell(MEMORY)
    nb.cells.append(probe)
    client = NotebookClient(
        nb, timeout=900, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LLMCOURSE_", "NBGRADER_"))}
    start = time.perf_counter()
    client.execute(env=env | environment)
    seconds = time.perf_counter() - start
    nb.cells.pop()
    faults = []
    for number, cell in enumerate(nb.cells, start=1):
        if cell.cell_type != "code":
            continue
        where = f"cell {number} ({cell.id})"
        for output in cell.outputs:
            if output.output_type == "error":
                faults.append(f"{where}: {output.ename}: {output.evalue[:300]}")
            elif output.output_type == "stream" and output.name == "stderr":
                faults.append(f"{where} writes to stderr: {output.text[:300]}")
        standing = cell.metadata.get("nbgrader", {})
        if standing.get("grade") and not standing.get("solution"):
            values = [
                o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"
            ]
            if values != [repr(float(standing["points"]))]:
                faults.append(f"{where}: {values} instead of {standing['points']} points")
    kilobytes = next(int(o.data["text/plain"]) for o in probe.outputs if "data" in o)
    return Run(nb, seconds, kilobytes / 1024, faults)
