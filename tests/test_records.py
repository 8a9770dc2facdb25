"""Experiments' results, their verdicts, the records on disk and the page of claims."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import claim_records, ledger, record_claims
from benchmarks.claim_records import RecordError, read_record, validate, write_record
from llmcourse.experiments import records
from llmcourse.experiments.records import (
    Comparison,
    Condition,
    ExperimentResult,
    bootstrap_interval,
    claim,
    decide,
    paired_difference,
)

MODEL = {"name": "pocket", "sha256": "ab" * 32}


def result(better: float = 0.8, base: float = 0.4, n: int = 200, **values) -> ExperimentResult:
    rng = np.random.default_rng(0)
    conditions = [
        Condition("base", (rng.random(n) < base).astype(float).tolist()),
        Condition("new", (rng.random(n) < better).astype(float).tolist()),
    ]
    return ExperimentResult("C99", conditions, "base", [0, 1], **values)


# -------------------------------------------------------------------------------- intervals
def test_intervals_cover_and_repeat():
    scores = result()["new"].scores
    low, high = bootstrap_interval(scores)
    assert low < np.mean(scores) < high and 0.08 < high - low < 0.14
    assert bootstrap_interval(scores) == (low, high)
    rng = np.random.default_rng(1)
    draws = [bootstrap_interval(rng.normal(size=60), resamples=400) for _ in range(200)]
    assert 0.88 <= np.mean([low < 0 < high for low, high in draws]) <= 0.99


def test_interval_at_the_edge_is_not_a_point():
    assert bootstrap_interval([1.0] * 100) == (pytest.approx(0.9638, abs=1e-4), 1.0)
    assert bootstrap_interval([0.0] * 100) == (0.0, pytest.approx(0.0362, abs=1e-4))
    assert bootstrap_interval([2.0, 2.0]) == (2.0, 2.0)


def test_pairing_narrows_the_interval():
    rng = np.random.default_rng(0)
    hard = rng.normal(size=300)
    a, b = hard + 0.2 + rng.normal(size=300) * 0.1, hard
    difference, low, high = paired_difference(a, b)
    assert low < difference < high and high - low < 0.05
    with pytest.raises(ValueError, match="same items"):
        paired_difference([1, 2], [1])


@pytest.mark.parametrize("scores", [[], [1.0, float("nan")], [[1.0]]])
def test_bad_scores_are_named(scores):
    with pytest.raises(ValueError, match="scores"):
        bootstrap_interval(scores)


# ---------------------------------------------------------------------------------- results
def test_table():
    table = result().table().set_index("condition")
    assert list(table.index) == ["base", "new"] and set(table["n"]) == {200}
    row = table.loc["new"]
    assert row["difference"] == pytest.approx(row["mean"] - table.loc["base", "mean"])
    assert row["difference low"] < row["difference"] < row["difference high"]


def test_seeds():
    same = result(same_items=True)
    assert set(same.by_seed("new")) == {"0", "1"}
    assert len(same.items("new")) == 100 and len(result().items("new")) == 200


def test_results_must_be_whole():
    one, two = Condition("a", [1, 0]), Condition("b", [1])
    for arguments, word in [
        (([one, two], "a", [0]), "same items"),
        (([one, one], "a", [0]), "different names"),
        (([one], "z", [0]), "baseline"),
        (([one], "a", []), "seeds"),
    ]:
        with pytest.raises(ValueError, match=word):
            ExperimentResult("C99", *arguments)


def test_plot(tmp_path, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_FIGURES", str(tmp_path))
    result().plot("More is better", name="bars")
    assert (tmp_path / "bars.png").stat().st_size > 1000


# --------------------------------------------------------------------------------- verdicts
@pytest.mark.parametrize(
    ("comparison", "interval", "outcome"),
    [
        (("a", ">", "b"), (0.1, 0.3), "supported"),
        (("a", ">", "b"), (-0.1, 0.3), "open"),
        (("a", ">", "b"), (-0.3, -0.1), "contradicted"),
        (("a", ">", "b", 0.2), (0.1, 0.3), "open"),
        (("a", ">", "b", 0.2), (0.05, 0.15), "contradicted"),
        (("a", "<", "b"), (-0.3, -0.1), "supported"),
        (("a", "<", "b"), (0.1, 0.3), "contradicted"),
        (("a", "=", "b", 0.05), (-0.04, 0.03), "supported"),
        (("a", "=", "b", 0.05), (-0.04, 0.07), "open"),
        (("a", "=", "b", 0.05), (0.06, 0.08), "contradicted"),
    ],
)
def test_outcomes(comparison, interval, outcome):
    assert Comparison(*comparison).outcome(*interval) == outcome


def test_decide():
    assert decide(["supported"] * 2) == "confirmed"
    assert decide(["contradicted"] * 2) == "refuted"
    assert decide(["supported", "contradicted"]) == decide(["supported", "open"]) == "when"
    assert decide(["open", "contradicted"]) == decide(["open"]) == "undecided"
    assert decide(["supported"], trained_format=True) == "shown by construction"
    assert decide(["supported"], trained_format=True, control="open") == "shown by construction"
    assert decide(["supported"], trained_format=True, control="supported") == "confirmed"
    with pytest.raises(ValueError):
        decide([])
    with pytest.raises(ValueError, match="margin"):
        Comparison("a", "=", "b")


# ---------------------------------------------------------------------------------- records
@pytest.fixture
def declared(monkeypatch):
    """A registry with two experiments, and how often each ran."""
    monkeypatch.setattr(records, "CLAIMS", {})
    monkeypatch.setattr(record_claims, "CLAIMS", records.CLAIMS)
    monkeypatch.setattr(record_claims, "import_experiments", lambda: None)
    monkeypatch.setattr(claim_records, "datasets_sha256", lambda names: "data")
    ran: list[str] = []
    common = {"unit": "01_prompting", "metric": "accuracy", "n": 200, "pocket_cause": "none known"}

    @claim("C98", hypothesis="New beats base.", **common)
    def first():
        ran.append("C98")
        return ExperimentResult("C98", result().conditions, "base", [0, 1])

    @claim("C99", hypothesis="New beats base.", trained_format=True, **common)
    def second():
        ran.append("C99")
        if "stop" in ran:
            raise KeyboardInterrupt
        return result()

    return ran


def test_run_resumes(declared, tmp_path, capsys):
    ids = ["C98", "C99"]
    declared.append("stop")
    with pytest.raises(KeyboardInterrupt):
        record_claims.run(ids, force=False, folder=tmp_path, model=MODEL)
    assert [p.name for p in tmp_path.iterdir()] == ["C98.json"]
    declared.clear()
    assert record_claims.run(ids, force=False, folder=tmp_path, model=MODEL) == []
    assert declared == ["C99"]
    assert read_record(tmp_path / "C98.json")["verdict"] == "confirmed"
    assert read_record(tmp_path / "C99.json")["verdict"] == "shown by construction"
    declared.clear()
    record_claims.run(ids, force=False, folder=tmp_path, model=MODEL)
    assert declared == [] and "unchanged" in capsys.readouterr().out
    record_claims.run(ids, force=False, folder=tmp_path, model={**MODEL, "sha256": "cd" * 32})
    assert declared == ids
    record_claims.run(["C98"], force=True, folder=tmp_path, model=MODEL)
    assert declared == [*ids, "C98"]


def test_changed_data_call_for_a_new_run(declared, tmp_path, monkeypatch):
    record_claims.run(["C98"], force=False, folder=tmp_path, model=MODEL)
    monkeypatch.setattr(claim_records, "datasets_sha256", lambda names: "other")
    record_claims.run(["C98"], force=False, folder=tmp_path, model=MODEL)
    assert declared == ["C98", "C98"]


def test_only_the_data_that_is_read_counts():
    both = claim_records.datasets_sha256(("prompting", "world"))
    assert both == claim_records.datasets_sha256(("world", "prompting"))
    assert both != claim_records.datasets_sha256(("world",))
    with pytest.raises(claim_records.RecordError, match="no folder 'elsewhere'"):
        claim_records.datasets_sha256(("elsewhere",))


def test_n_is_kept(declared, tmp_path, capsys):
    common = {"unit": "u", "metric": "m", "pocket_cause": "c", "hypothesis": "h"}

    @claim("C97", n=150, **common)
    def other():
        return ExperimentResult("C97", result().conditions, "base", [0])

    assert record_claims.run(["C97", "C98"], force=False, folder=tmp_path, model=MODEL) == ["C97"]
    assert "n = 150 was committed" in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["C98.json"]


def test_another_model_is_really_measured(tmp_path):
    path = tmp_path / "experiments_x.py"
    path.write_text("def run():\n    load_chat_model(\n 'pocket')\n")
    space: dict = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    made = records.Claim("C10", "u", "h", "m", 1, "c", space["run"])
    record_claims.check_model(made, MODEL)
    with pytest.raises(RecordError, match="loads Pocket by name"):
        record_claims.check_model(made, {**MODEL, "name": "other"})


def test_declarations_are_checked():
    good = {"unit": "u", "hypothesis": "h", "metric": "m", "n": 1, "pocket_cause": "c"}
    for change, word in [({"metric": " "}, "metric"), ({"n": 0}, "n must"), ({}, "claim id")]:
        with pytest.raises(ValueError, match=word):
            claim("C9" if not change else "C96", **{**good, **change})


def test_a_typed_verdict_is_refused(declared, tmp_path):
    record_claims.run(["C98"], force=False, folder=tmp_path, model=MODEL)
    path = tmp_path / "C98.json"
    record = json.loads(path.read_text())
    validate(record)
    for change, word in [
        ({"verdict": "refuted"}, "figures give 'confirmed'"),
        ({"verdict": None}, "verdict"),
        ({"pocket_cause": " "}, "pocket_cause"),
        ({"more": 1}, "unknown key 'more'"),
        ({"conditions": []}, "conditions"),
        ({"baseline": "x"}, "baseline"),
        ({"registered": {**record["registered"], "n": 5}}, "5 was committed"),
    ]:
        with pytest.raises(RecordError, match=word):
            validate({**record, **change})
        with pytest.raises(RecordError):
            write_record(tmp_path, {**record, **change})
    assert json.loads(path.read_text()) == record
    assert [p.name for p in tmp_path.iterdir()] == ["C98.json"]
    path.write_text(json.dumps({**record, "verdict": "refuted"}))
    with pytest.raises(RecordError, match=r"C98\.json"):
        read_record(path)


def test_records_name_no_machine(declared, tmp_path):
    import platform

    record_claims.run(["C98"], force=False, folder=tmp_path, model=MODEL)
    text = (tmp_path / "C98.json").read_text()
    assert platform.node() not in text and "/" not in json.loads(text)["machine"]["processor"]


def test_imported_modules():
    found = claim_records.imported_modules(
        "import numpy\nfrom llmcourse.models import load_chat_model\n"
        "from llmcourse import prompting, check\nfrom llmcourse.experiments import prompting as e\n"
    )
    assert "llmcourse.prompting" in found and "llmcourse.models" not in found
    assert "llmcourse.experiments.prompting" in found and "numpy" not in found


def test_words_do_not_call_for_a_new_run():
    code = claim_records.code_of
    assert code('def f():\n    """Old."""\n    return 1  # one\n') == code(
        'def f():\n    """New words."""\n\n    return 1\n'
    )
    assert code("def f(): return 1") != code("def f(): return 2")


# ------------------------------------------------------------------------------------- page
def test_page(declared, tmp_path):
    claims = [
        {"id": key, "unit": "01", "topic": "t", "claim": f"Claim {key}."}
        for key in ("C97", "C98", "C99")
    ]
    (tmp_path / "claims.json").write_text(json.dumps(claims))
    record_claims.run(["C98", "C99"], force=False, folder=tmp_path, model=MODEL)
    page = ledger.write_page(tmp_path).read_text()
    assert "3 claims: 1 confirmed, 1 shown by construction, 1 not measured yet." in page
    assert "| C97 Claim C97. | 01 | not measured yet |  |" in page
    assert "new 0.78 against base 0." in page and "**confirmed**" in page
    assert ledger.write_page(tmp_path).read_text() == page
    # A part without a record leaves the whole claim open, and is named.
    for entry in claims[:2]:
        entry["open"] = "the other half"
    (tmp_path / "claims.json").write_text(json.dumps(claims))
    page = ledger.write_page(tmp_path).read_text()
    assert "1 when" in page and "1 confirmed" not in page and "1 not measured yet" in page
    assert page.count("not measured: the other half") == 1


def test_parts_make_one_verdict():
    assert ledger.combined_verdict(["confirmed", "confirmed"]) == "confirmed"
    assert ledger.combined_verdict(["confirmed", "shown by construction"]) == (
        "shown by construction"
    )
    assert ledger.combined_verdict(["confirmed", "refuted"]) == "when"
    assert ledger.combined_verdict(["undecided", "refuted"]) == "undecided"


def test_the_page_in_the_repository_is_current():
    assert (record_claims.FOLDER / "README.md").read_text() == ledger.render(record_claims.FOLDER)
    assert len(ledger.load_claims(record_claims.FOLDER)) == 60
