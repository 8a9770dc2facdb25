"""Run the experiments in full and record them: `python -m benchmarks.record_claims [C10 C14a ...]`.

Each benchmarks/experiments_<unit>.py declares experiments with `@claim`. A claim whose record was
made by the same script on the same model and data is left alone, so that a run that was stopped
goes on where it was; --force measures again. Records go to benchmarks/claims/ and the page of all
claims is written from them. With another model than Pocket (LLMCOURSE_MODEL) they go to
benchmarks/claims/models/<name>/ and the page stays Pocket's.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.claim_records import (
    SCHEMA_VERSION,
    RecordError,
    machine,
    read_record,
    script_sha256,
    versions,
    write_record,
)
from benchmarks.ledger import write_page
from llmcourse.experiments.records import CLAIMS, Claim, ExperimentResult, conditions_data, judge
from llmcourse.weights import ModelUnavailable

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks" / "claims"


def import_experiments() -> None:
    """Import every experiments_<unit>.py beside this file, which fills CLAIMS."""
    for path in sorted((ROOT / "benchmarks").glob("experiments_*.py")):
        importlib.import_module(f"benchmarks.{path.stem}")


def model_identity() -> dict[str, str]:
    """Name and hash of the model that `load_chat_model()` gives."""
    from llmcourse.models import load_chat_model

    model = load_chat_model()
    sha256 = getattr(model, "sha256", "")
    if not sha256:  # an endpoint shows no weights
        name = str(getattr(model, "model_name", "endpoint"))
        return {"name": name, "sha256": "unknown"}
    # A folder's own name, not where it lies on this machine.
    name = model.source
    return {"name": Path(name).name if Path(name).is_dir() else name, "sha256": sha256}


def is_current(path: Path, declared: Claim, model: dict[str, str], script: str) -> bool:
    """True if the record exists, is valid, and was made by this script on this model."""
    try:
        record = read_record(path)
    except (OSError, RecordError):
        return False
    return (
        record["model"]["sha256"] == model["sha256"]
        and record["script"]["sha256"] == script
        and record["registered"] == registered(declared)
    )


def registered(declared: Claim) -> dict[str, Any]:
    """What was committed before the run."""
    return {
        "hypothesis": declared.hypothesis,
        "metric": declared.metric,
        "n": declared.n,
        "expect": [str(comparison) for comparison in declared.expect],
        "trained_format": declared.trained_format,
    }


def check_model(declared: Claim, model: dict[str, str]) -> None:
    """Raise RecordError if the experiment names Pocket while another model is being recorded."""
    source = Path(inspect.getsourcefile(declared.run) or "").read_text(encoding="utf-8")
    if model["name"] != "pocket" and re.search(r"load_chat_model\(\s*[\"']pocket", source):
        raise RecordError(
            f"the script loads Pocket by name, so it would not measure {model['name']}; write "
            "load_chat_model() there, which takes LLMCOURSE_MODEL."
        )


def make_record(
    declared: Claim, result: ExperimentResult, model: dict[str, str], script: str, seconds: float
) -> dict[str, Any]:
    """The record of one run. RecordError if the run is not the one that was committed."""
    if result.claim[:3] != declared.id[:3]:
        raise RecordError(f"the experiment returned a result for {result.claim!r}.")
    if result.n != declared.n:
        raise RecordError(
            f"{result.n} items were measured, but n = {declared.n} was committed; n is not chosen "
            "after the run."
        )
    function = declared.run
    return {
        "schema": SCHEMA_VERSION,
        "claim": declared.id,
        "unit": declared.unit,
        "script": {
            "path": f"{function.__module__.replace('.', '/')}.py",
            "function": function.__name__,
            "sha256": script,
        },
        "model": model,
        "registered": registered(declared),
        "baseline": result.baseline,
        "seeds": list(result.seeds),
        "conditions": conditions_data(result),
        **judge(declared, result),
        "caveat": declared.caveat,
        "notes": result.notes,
        "pocket_cause": declared.pocket_cause,
        "seconds": round(seconds, 1),
        "versions": versions(),
        "machine": machine(),
    }


def run(ids: list[str], *, force: bool, folder: Path, model: dict[str, str]) -> list[str]:
    """Run the experiments that need it; returns the ids that failed."""
    failed = []
    for position, key in enumerate(ids, start=1):
        declared = CLAIMS[key]
        head = f"[{position}/{len(ids)}] {key}"
        script = script_sha256(declared)
        if not force and is_current(folder / f"{key}.json", declared, model, script):
            print(f"{head}: unchanged", flush=True)
            continue
        print(f"{head}: {declared.hypothesis}", flush=True)
        started = time.monotonic()
        try:
            check_model(declared, model)
            result = declared.run()
            seconds = time.monotonic() - started
            record = make_record(declared, result, model, script, seconds)
            write_record(folder, record)
        except Exception as error:  # one failing experiment must not cost the others
            failed.append(key)
            print(f"{head}: failed: {type(error).__name__}: {error}", flush=True)
            continue
        print(f"{head}: {record['verdict']} ({seconds:.0f} s)", flush=True)
    return failed


def main(arguments: list[str] | None = None) -> int:
    """Command line; the exit status is 1 if an experiment failed."""
    parser = argparse.ArgumentParser(prog="record_claims", description=__doc__.splitlines()[0])
    parser.add_argument("claims", nargs="*", help="ids such as C10 (with its parts) or C10a")
    parser.add_argument("--force", action="store_true", help="measure again")
    parser.add_argument("--list", action="store_true", help="list the declared experiments")
    parser.add_argument("--page", action="store_true", help="only write the page from the records")
    chosen = parser.parse_args(arguments)
    import_experiments()
    if chosen.list:
        for key, declared in sorted(CLAIMS.items()):
            print(f"{key:5} {declared.unit:14} n={declared.n:<5} {declared.hypothesis}")
        return 0
    if chosen.page:
        print(write_page(FOLDER).relative_to(ROOT))
        return 0
    ids = sorted(CLAIMS)
    if chosen.claims:
        ids = [key for key in ids if key in chosen.claims or key[:3] in chosen.claims]
        known = set(ids) | {key[:3] for key in ids}
        unknown = [key for key in chosen.claims if key not in known]
        if unknown:
            print(f"No experiment declares {', '.join(unknown)}; --list shows those that exist.")
            return 2
    try:
        model = model_identity()
    except ModelUnavailable as error:
        print(error)
        return 2
    folder = FOLDER
    if model["name"] != "pocket":
        folder = FOLDER / "models" / re.sub(r"[^\w.-]+", "--", model["name"])
    failed = run(ids, force=chosen.force, folder=folder, model=model)
    if folder == FOLDER:
        print(f"page: {write_page(FOLDER).relative_to(ROOT)}")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
