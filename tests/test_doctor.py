"""llmcourse doctor: each line OK or what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from llmcourse import doctor
from llmcourse.cli import main


@pytest.mark.parametrize(
    ("version", "status"),
    [((3, 10, 9), doctor.PROBLEM), ((3, 11, 0), doctor.OK), ((3, 14, 0), doctor.PROBLEM)],
)
def test_python_version(version: tuple[int, ...], status: str) -> None:
    assert doctor.python_version(version).status == status


def test_every_finding_is_ok_or_says_what_to_do() -> None:
    findings = doctor.examine()
    topics = [finding.topic for finding in findings]
    for wanted in ("Python", "torch", "cores", "memory", "GPU", "model", "encoder", "write access",
                   "datasets", "nbgrader in JupyterLab"):  # fmt: skip
        assert wanted in topics
    for finding in findings:
        assert finding.status in (doctor.OK, doctor.NOTE, doctor.PROBLEM)
        assert finding.value
        assert (finding.advice == "") == (finding.status == doctor.OK), finding


def test_model_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert doctor.model(str(tmp_path)).status == doctor.PROBLEM
    assert doctor.model("./nowhere").status == doctor.PROBLEM
    assert doctor.model("openai:gpt-x@http://127.0.0.1:1/v1").status == doctor.PROBLEM
    monkeypatch.setenv("OPENAI_API_KEY", "not-to-be-printed")
    found = doctor.model("openai:gpt-x")
    assert found.status == doctor.OK and "not-to-be-printed" not in found.value
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"0" * 2_000_000)
    assert doctor.model(str(tmp_path)).status == doctor.OK
    assert doctor.model("Qwen/Qwen3-0.6B").status == doctor.NOTE


def test_a_broken_look_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> doctor.Finding:
        raise OSError("gone")

    monkeypatch.setattr(doctor, "memory", broken)
    findings = doctor.examine()
    assert any("OSError: gone" in finding.value for finding in findings)
    assert findings[-1].topic == "datasets"


def test_missing_and_old_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["no-such-package>=1", "numpy>=99", 'ruff; extra == "dev"', "nbgrader>=0.9"]
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: wanted)
    found = {finding.topic: finding for finding in doctor.packages()}
    assert found["no-such-package"].status == doctor.PROBLEM
    assert "numpy>=99" in found["numpy"].advice
    assert "ruff" not in found


def test_exit_status_and_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = doctor.Finding("memory", doctor.PROBLEM, "none", "Buy some.")
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.python_version(), bad])
    assert main(["doctor", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False and report["findings"][1]["advice"] == "Buy some."
    assert main(["doctor", "--brief"]) == 1
    printed = capsys.readouterr().out
    assert "Buy some." in printed and "Python" not in printed


def test_command_runs_as_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "llmcourse.cli", "doctor"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "torch" in done.stdout
    assert done.stderr == ""
