"""What lessons use around their technique: async, progress, figures, tables."""

from __future__ import annotations

import asyncio
import contextvars
import re

import pytest

from llmcourse import lesson
from llmcourse.lesson import Progress, format_table, plot_style, progress, run_async, show


async def double(x: int) -> int:
    await asyncio.sleep(0)
    return 2 * x


def test_run_async_without_and_within_a_loop():
    assert run_async(double(2)) == 4

    async def within() -> int:
        return run_async(double(3)) + run_async(double(4))

    assert asyncio.run(within()) == 14


def test_run_async_hands_on_errors_and_context():
    name = contextvars.ContextVar("name", default="none")

    async def broken():
        raise KeyError("inside")

    async def read():
        return name.get()

    async def within():
        name.set("kept")
        assert run_async(read()) == "kept"
        run_async(broken())

    with pytest.raises(KeyError, match="inside"):
        asyncio.run(within())
    with pytest.raises(TypeError, match=r"run_async\(f"):
        run_async(double)


def test_progress_is_quiet_when_quick_and_sparse_in_a_log(capsys):
    assert list(progress(range(5), "items")) == list(range(5))
    assert capsys.readouterr() == ("", "")
    counter = Progress(4, "items", sparse=0)
    for count in range(1, 5):
        counter.update(count)
    counter.close()
    out, err = capsys.readouterr()
    assert err == "" and "items: 2/4" in out and "left" in out
    assert re.search(r"items: 4/4, .*took 0:00\n$", out)


def test_progress_without_length(capsys):
    assert list(progress(iter("abc"))) == list("abc")
    counter = Progress(None, sparse=0)
    counter.update(3)
    assert capsys.readouterr().out.startswith("3, ")


def test_durations():
    assert [lesson._duration(s) for s in (4, 65, 3725)] == ["0:04", "1:05", "1:02:05"]


def test_show_saves_and_closes(tmp_path, monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setenv("LLMCOURSE_FIGURES", str(tmp_path / "figures"))
    plot_style()
    figure, axes = plt.subplots()
    axes.errorbar([1, 2], [1, 2], yerr=0.1, label="a")
    path = show(figure, "01-curve")
    assert path == tmp_path / "figures" / "01-curve.png" and path.stat().st_size > 1000
    assert not plt.fignum_exists(figure.number)
    with pytest.raises(ValueError, match="name"):
        show(figure, "../x")
    with pytest.raises(TypeError, match="figure"):
        show(axes, "x")


def test_style_differs_without_colour():
    import matplotlib as mpl

    plot_style()
    looks = [(s["linestyle"], s["marker"]) for s in mpl.rcParams["axes.prop_cycle"]]
    assert len(set(looks)) == len(looks) == 7


def test_table():
    import pandas as pd

    rows = [{"name": "a", "share": 0.5, "ok": True}, {"name": "long", "share": 10, "ok": None}]
    expected = "name  share   ok\n----  -----  ---\na     0.500  yes\nlong     10"
    assert format_table(rows) == expected
    assert "0.50" in format_table(pd.DataFrame(rows), columns=["name", "share"], digits=2)
    assert format_table([], ["a"]) == "a\n-"


@pytest.mark.slow
def test_in_a_notebook():
    import nbformat
    from nbclient import NotebookClient

    cells = [
        "import time\nfrom llmcourse.lesson import *\n"
        "async def double(x): return 2 * x\nprint(run_async(double(21)))",
        "for _ in progress(range(4), 'items'):\n    time.sleep(0.15)",
        "import matplotlib.pyplot as plt\nplot_style()\nfig, ax = plt.subplots()\n"
        "ax.plot([1, 2])\nshow(fig, 'curve')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, timeout=90, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert not [o for out in outputs for o in out if o.get("name") == "stderr"]
    assert outputs[0][0].text == "42\n"
    assert len(outputs[1]) == 1 and "items: 4/4" in outputs[1][0].data["text/plain"]
    assert [o.output_type for o in outputs[2]] == ["display_data"]
    assert "image/png" in outputs[2][0].data
