"""Records of experiments on disk: their schema, what they depend on, reading and writing.

A record is valid only if its verdict is the one that its own figures give: a typed verdict is
refused.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import json
import os
import platform
import tempfile
import textwrap
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from llmcourse.experiments.records import CLAIM_ID, VERDICTS, Claim, Comparison, decide

SCHEMA_VERSION = 1
VERSIONS_OF = ("llmcourse", "torch", "transformers", "numpy", "langchain-core", "faiss-cpu")
# Modules whose changes do not call for a new measurement: how fast, where from, how it is shown.
PLUMBING = {
    "llmcourse", "llmcourse.models", "llmcourse.generation", "llmcourse.lesson",
    "llmcourse.data", "llmcourse.encoder", "llmcourse.experiments",
    "llmcourse.experiments.records",
}  # fmt: skip


class RecordError(ValueError):
    """A record that breaks the schema, or an experiment that broke what was committed."""


# Key -> type, for every level of a record.
CONDITION = {"name": str, "n": int, "mean": float, "interval": list, "by_seed": dict}
COMPARISON = {
    "a": str, "relation": str, "b": str, "margin": float, "difference": float,
    "interval": list, "outcome": str,
}  # fmt: skip
RECORD: dict[str, Any] = {
    "schema": int,
    "claim": str,
    "unit": str,
    "script": {"path": str, "function": str, "sha256": str},
    "model": {"name": str, "sha256": str},
    "registered": {
        "hypothesis": str, "metric": str, "n": int, "expect": list, "trained_format": bool,
    },
    "baseline": str,
    "seeds": list,
    "conditions": [CONDITION],
    "comparisons": [COMPARISON],
    "control": (COMPARISON, None),
    "verdict": str,
    "caveat": str,
    "notes": str,
    "pocket_cause": str,
    "seconds": float,
    "versions": dict,
    "machine": {"processor": str, "cores": int, "memory_gb": int, "gpu": (str, None)},
}  # fmt: skip


def _check(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, tuple):
        if value is None:
            return
        shape = shape[0]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise RecordError(f"{where} must be an object.")
        for key in shape:
            if key not in value:
                raise RecordError(f"{where} lacks {key!r}.")
            _check(value[key], shape[key], f"{where}.{key}")
        extra = sorted(set(value) - set(shape))
        if extra:
            raise RecordError(f"{where} has an unknown key {extra[0]!r}.")
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            raise RecordError(f"{where} must be a list of at least one entry.")
        for position, entry in enumerate(value):
            _check(entry, shape[0], f"{where}[{position}]")
    elif shape is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RecordError(f"{where} must be a number, not {value!r}.")
    elif not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
        raise RecordError(f"{where} must be {shape.__name__}, not {value!r:.60}.")


def validate(record: Any) -> None:
    """Raise RecordError, with the place, unless the record is complete and agrees with itself."""
    _check(record, RECORD, "record")
    if record["schema"] != SCHEMA_VERSION:
        raise RecordError(f"record.schema must be {SCHEMA_VERSION}, not {record['schema']}.")
    if not CLAIM_ID.fullmatch(record["claim"]):
        raise RecordError(f"record.claim must be like C10 or C10a, not {record['claim']!r}.")
    for key in ("hypothesis", "metric"):
        if not record["registered"][key].strip():
            raise RecordError(f"record.registered.{key} is empty.")
    if not record["pocket_cause"].strip():
        raise RecordError("record.pocket_cause is empty: say what in training could cause this.")
    names = {condition["name"] for condition in record["conditions"]}
    if record["baseline"] not in names:
        raise RecordError(f"record.baseline {record['baseline']!r} is no condition.")
    for condition in record["conditions"]:
        low, high = condition["interval"]
        if condition["n"] != record["registered"]["n"]:
            raise RecordError(
                f"condition {condition['name']!r} has n = {condition['n']}, but "
                f"{record['registered']['n']} was committed."
            )
        if not low - 1e-6 <= condition["mean"] <= high + 1e-6:
            raise RecordError(f"condition {condition['name']!r}: mean outside its interval.")
    control = record["control"]
    for entry in [*record["comparisons"], *([control] if control else [])]:
        if not {entry["a"], entry["b"]} <= names:
            raise RecordError(f"a comparison names no condition: {entry['a']}, {entry['b']}.")
        low, high = entry["interval"]
        expected = Comparison(entry["a"], entry["relation"], entry["b"], entry["margin"])
        if entry["outcome"] != expected.outcome(low, high):
            raise RecordError(
                f"comparison {expected}: outcome {entry['outcome']!r}, but the interval gives "
                f"{expected.outcome(low, high)!r}."
            )
    verdict = decide(
        [entry["outcome"] for entry in record["comparisons"]],
        trained_format=record["registered"]["trained_format"],
        control=control["outcome"] if control else None,
    )
    if record["verdict"] not in VERDICTS or record["verdict"] != verdict:
        raise RecordError(
            f"record.verdict is {record['verdict']!r}, but its figures give {verdict!r}; verdicts "
            "are decided by code, run `make claims`."
        )


def read_record(path: Path) -> dict[str, Any]:
    """Read and validate one record; RecordError names the file."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        validate(record)
    except (RecordError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path.name}: {error}") from error
    if path.stem != record["claim"]:
        raise RecordError(f"{path.name} holds the record of {record['claim']}; rename the file.")
    return record


def write_record(folder: Path, record: dict[str, Any]) -> Path:
    """Validate and write, all or nothing: a killed run leaves the old record or the new one."""
    validate(record)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record['claim']}.json"
    handle, name = tempfile.mkstemp(dir=folder, prefix=".record-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(record, stream, indent=1, ensure_ascii=False)
            stream.write("\n")
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def imported_modules(source: str) -> set[str]:
    """Names of the llmcourse modules that the source imports, plumbing left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            # `from llmcourse import prompting` and `from llmcourse.rag import chunking`
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name.startswith("llmcourse") and _file_of(name):
                    found.add(name)
    return {n for n in found if n.split(".")[0] == "llmcourse"} - PLUMBING


def _file_of(module: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, AttributeError, ValueError):
        return None
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None


def code_of(source: str) -> str:
    """The source without comments, docstrings and layout: what decides a result."""
    tree = ast.parse(textwrap.dedent(source))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                body[0] = ast.Pass()
    return ast.unparse(tree)


def script_sha256(declared: Claim) -> str:
    """Hash of what decides a result besides the model: the experiment's function, the modules of
    the course that its script imports (and those that they import), and the data that it reads."""
    digest = hashlib.sha256(code_of(inspect.getsource(declared.run)).encode())
    path = Path(inspect.getsourcefile(declared.run) or "")
    waiting = sorted(imported_modules(path.read_text(encoding="utf-8")))
    seen: set[str] = set()
    while waiting:
        module = waiting.pop(0)
        file = _file_of(module)
        if module in seen or file is None:
            continue
        seen.add(module)
        text = file.read_text(encoding="utf-8")
        digest.update(f"\0{module}\0{code_of(text)}".encode())
        waiting = sorted(set(waiting) | (imported_modules(text) - seen))
    digest.update(datasets_sha256(declared.data).encode())
    return digest.hexdigest()


def datasets_sha256(names: Sequence[str]) -> str:
    """Hash of the data files in these folders of datasets/, or nothing where there are none."""
    try:
        from llmcourse.data import datasets_folder

        folder = Path(datasets_folder())
    except (ImportError, OSError):
        return ""
    digest = hashlib.sha256()
    for name in sorted(names):
        if not (folder / name).is_dir():
            raise RecordError(f"data: no folder {name!r} in {folder}; name folders of datasets/.")
        for file in sorted((folder / name).rglob("*")):
            if not file.is_file() or file.suffix in {".md", ".py", ".pyc"}:
                continue
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            with open(file, "rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def machine() -> dict[str, Any]:
    """The kind of machine, without its name."""
    processor = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    gpu = None
    import torch

    if torch.cuda.is_available():
        gpu = torch.cuda.get_device_name()
    elif torch.backends.mps.is_available():
        gpu = "Apple GPU"
    try:
        import psutil

        memory = round(psutil.virtual_memory().total / 2**30)
    except ImportError:
        memory = 0
    cores = os.cpu_count() or 1
    return {"processor": processor, "cores": cores, "memory_gb": memory, "gpu": gpu}


def versions() -> dict[str, str]:
    """Versions of Python and of what computes."""
    found = {"python": platform.python_version()}
    for package in VERSIONS_OF:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
