"""The builder: strict reading, notebooks that nbgrader accepts, no diff, no leak."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import toy

from grading.answers import free_names
from grading.builder import build_unit, check_contract, compare_unit
from grading.course import Course
from grading.units import experiment_cell_ids, read_notebook, read_unit, resolve_units

SOURCE = (toy.TOY / "solutions" / "00_counting" / "counting.nb.py").read_text()


def toy_course(root, text=SOURCE):
    """A copy of the toy course's first unit with another text."""
    folder = root / "solutions" / "00_counting"
    folder.mkdir(parents=True)
    (folder / "counting.nb.py").write_text(text)
    return Course(root, "toycourse", "toymutants", toy.COURSE.alternatives)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    course = toy_course(tmp_path_factory.mktemp("toy"))
    return course, build_unit("00_counting", course)


def metadata(notebook):
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells
            if "nbgrader" in cell.metadata}


def test_instructor_notebook_holds_reference_in_markers(built):
    _, paths = built
    notebook = nbformat.read(paths[0], as_version=4)
    nbformat.validate(notebook)
    cells = metadata(notebook)
    answer = cells["top-words"]
    assert answer.source.startswith("def top_words(") and "### BEGIN SOLUTION" in answer.source
    assert answer.metadata.nbgrader.solution and not answer.metadata.nbgrader.locked
    assert answer.source.index('"""') < answer.source.index("### BEGIN")
    check = cells["top-words-check"].metadata.nbgrader
    assert (check.grade, check.locked, check.points) == (True, True, 3)
    essay = cells["essay-1"].metadata.nbgrader
    assert (essay.grade, essay.solution, essay.points) == (True, True, 4)
    assert cells["top-words-imports"].source == "from collections import Counter"
    assert cells["top-words-imports"].metadata.nbgrader.locked
    assert cells["running-mean"].source.count("### BEGIN SOLUTION") == 2
    assert notebook.metadata.kernelspec.display_name == "Python 3 (ipykernel)"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_learner_notebook_has_stub_and_no_trace_of_the_solution(built):
    course, paths = built
    text = paths[1].read_text()
    cells = metadata(nbformat.read(paths[1], as_version=4))
    stub = cells["top-words"].source
    assert stub.endswith('    raise NotImplementedError("write your code here")')
    assert "ties go by the alphabet" in stub
    for secret in ("SOLUTION", "the secret of this function", "counts.items", "self.total",
                   "Because the same input"):
        assert secret not in text
    assert "YOUR ANSWER HERE" in cells["essay-1"].source
    assert [path.name for path in (course.released / "00_counting").iterdir()] == [
        "counting.ipynb"]


def test_rebuilding_leaves_no_diff_and_an_edit_is_noticed(built):
    course, paths = built
    before = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in build_unit("00_counting", course)] == before
    assert compare_unit("00_counting", course) == []
    paths[1].write_text(paths[1].read_text().replace("A toy lesson", "Edited"))
    assert "grading.builder 00_counting" in compare_unit("00_counting", course)[0]
    build_unit("00_counting", course)


def test_experiment_cells_are_known_from_the_source(built):
    course, paths = built
    book = read_notebook(course.solutions / "00_counting" / "counting.nb.py", course)
    ids = experiment_cell_ids(book)
    marked = [cell.id for cell in nbformat.read(paths[0], as_version=4).cells
              if cell.metadata.get("llmcourse", {}).get("role") == "experiment"]
    assert ids == marked and len(ids) == 1


def test_the_source_runs_as_a_plain_script(built, tmp_path):
    from grading.golden import write_golden

    course, _ = built
    write_golden("00_counting", (1, 2, 3), tmp_path, toy.COURSE)
    source = Path(sys.modules["llmcourse"].__file__).parents[1]
    done = subprocess.run(
        [sys.executable, str(course.solutions / "00_counting" / "counting.nb.py")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "LLMCOURSE_GOLDEN": str(tmp_path),
             "PYTHONPATH": f"{source}{os.pathsep}{toy.TOY / 'src'}"})
    assert "top-words: 3 of 3 points" in done.stdout and "the end" in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_learner_notebook_in_a_kernel_shows_the_table_and_nothing_on_stderr(built, tmp_path):
    """In a real kernel: HTML table, plain float, and under Validate a readable exception."""
    from nbclient import NotebookClient

    from grading.golden import write_golden

    _, paths = built
    write_golden("00_counting", (1, 2, 3), tmp_path, toy.COURSE)
    source = Path(sys.modules["llmcourse"].__file__).parents[1]
    environment = {**os.environ, "LLMCOURSE_GOLDEN": str(tmp_path),
                   "PYTHONPATH": f"{source}{os.pathsep}{toy.TOY / 'src'}"}

    def run(mode):
        notebook = nbformat.read(paths[1], as_version=4)
        answer = metadata(notebook)["top-words"]
        answer.source = answer.source.replace(
            'raise NotImplementedError("write your code here")',
            "import sys\n    print('noise', file=sys.stderr)\n    return Counter("
            "w for w in text.split() if w not in stop).most_common(n)")
        client = NotebookClient(notebook, allow_errors=True, timeout=60,
                                resources={"metadata": {"path": str(tmp_path)}})
        client.execute(env={**environment, "NBGRADER_EXECUTION": mode})
        return metadata(notebook)

    cells = run("autograde")
    outputs = cells["top-words-check"].outputs
    assert not [out for out in outputs if out.get("name") == "stderr"]
    tables = [out.data["text/html"] for out in outputs if out.output_type == "display_data"]
    assert len(tables) == 1 and "llmcourse-check" in tables[0]
    assert outputs[-1].data["text/plain"] == "0.0"
    assert "not written yet" in cells["ask-all-check"].outputs[0].data["text/plain"]

    error = run("validate")["top-words-check"].outputs[-1]
    assert error.output_type == "error" and error.ename == "CheckFailed"
    assert "0 of 3 points" in error.evalue and "checker.py" not in "".join(error.traceback)


# ------------------------------------------------------------------------------- strictness
def edited(old, new, count=1):
    assert old in SOURCE
    return SOURCE.replace(old, new, count)


HINT = "# <details><summary>Hint 3</summary>Minus the count first.</details>\n"
FAULTS = {
    "unknown key": (edited("minutes=10", "hours=10"), "unknown key 'hours'"),
    "unknown role": (edited('role="experiment"', 'role="experience"'), "unknown role"),
    "unreadable header": (edited("minutes=10", "minutes"), "can't read 'minutes'"),
    "no points": (edited("points=3 ", ""), "needs points=N"),
    "no difficulty": (edited("difficulty=1 minutes=10", "minutes=10"), "needs difficulty=1"),
    "two hints": (edited(HINT, ""), "exactly three hints"),
    "no hints": (edited('# %% [markdown] q="top-words" role="hints"', "# %% [markdown]"),
                 "has no hints cell"),
    "no check": (edited('# %% q="top-words" role="check"', "# %%"), "has no check cell"),
    "wrong check": (edited('check("top-words", top_words)', 'check("top-words", top)'),
                    "must be exactly"),
    "duplicate id": (edited('q="ask-all" role="answer"', 'q="top-words" role="answer"'),
                     "duplicate id"),
    "essay id taken": (edited('q="essay-1"', 'q="ask-all"'), "duplicate id"),
    "open marker": (edited("# <!-- END SOLUTION -->\n", ""), "BEGIN SOLUTION without END"),
    "lonely end": (edited("# <!-- BEGIN SOLUTION -->\n", ""), "END SOLUTION without BEGIN"),
    "no rubric": (edited("# <!-- END SOLUTION -->\n", "").replace(
        "# <!-- BEGIN SOLUTION -->\n", ""), "has no rubric"),
    "marker in code": (edited('print("the end")', "### BEGIN SOLUTION\n### END SOLUTION"),
                       "essay cells only"),
    "two imports": (edited("import top_words", "import top_words, ask_all"), "exactly one line"),
    "more than an import": (edited("import top_words", "import top_words\nx = 1"),
                            "exactly one line"),
    "no such name": (edited("counting import top_words", "counting import bottom_words"),
                     "no top-level function or class"),
    "no such module": (edited("toycourse.counting import top_words", "nowhere import top_words"),
                       "can't be found"),
    "text before cells": ("x = 1\n" + SOURCE, "before the first cell"),
    "markdown without sign": (edited("# A toy lesson.", "A toy lesson."), "must start with `# `"),
    "wrong order": (edited('role="check"\ncheck("top-words", top_words)',
                           'role="given"\nx = 1').replace(
        '# %% q="top-words" role="answer"',
        '# %% q="top-words" role="check"\ncheck("top-words", top_words)\n'
        '# %% q="top-words" role="answer"'), "order answer, hints, check"),
    "points elsewhere": (edited('role="check"\n', 'role="check" points=3\n'),
                         "does not belong"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_stop_with_file_line_and_advice(tmp_path, name):
    text, message = FAULTS[name]
    course = toy_course(tmp_path, text)
    with pytest.raises(ValueError, match=r"counting\.nb\.py:\d+: ") as caught:
        read_unit("00_counting", course)
    assert message in str(caught.value)


def test_contract_faults(tmp_path, monkeypatch):
    course = toy_course(tmp_path, SOURCE.replace("points=3", "points=5"))
    with pytest.raises(ValueError, match="add up to 3"):
        check_contract(read_unit("00_counting", course), course)
    course = toy_course(tmp_path / "b", SOURCE.replace('"ask-all"', '"ask-none"'))
    with pytest.raises(ValueError, match="has no probe"):
        check_contract(read_unit("00_counting", course), course)
    course = toy_course(tmp_path / "c")
    nothing = Course(course.root, "toycourse", "nomutants")
    with pytest.raises(ValueError, match="has no mutants"):
        check_contract(read_unit("00_counting", nothing), nothing)


ANSWERS = {
    "helper": ("import math\nLIMIT = 3\n\ndef f(x):\n    '''D.'''\n    return math.e + LIMIT\n",
               "uses LIMIT from its module"),
    "sibling in annotation": ("class A:\n    pass\n\ndef f(x: A):\n    '''D.'''\n    return x\n",
                              "uses A"),
    "no docstring": ("def f(x):\n    return x\n", "no docstring"),
    "nothing to do": ("def f(x):\n    '''D.'''\n", "nothing but its docstring"),
    "marker": ("def f(x):\n    '''D.'''\n    ### BEGIN SOLUTION\n    return x\n", "marker"),
    "method without docstring": (
        "class f:\n    '''D.'''\n    def g(self):\n        return 1\n", "method 'g'"),
    "imported only": ("from math import sqrt as f\n", "no top-level function"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_that_do_not_stand_alone_are_refused(tmp_path, monkeypatch, name):
    text, message = ANSWERS[name]
    module = f"answer_{name.replace(' ', '_')}"
    (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    lesson = (f'# %% q="top-words" role="answer" points=3 difficulty=1\nfrom {module} import f\n'
              + SOURCE[SOURCE.index('# %% [markdown] q="top-words"'):].replace(
                  "top_words)", "f)"))
    course = toy_course(tmp_path / "course", lesson)
    with pytest.raises(ValueError, match=r"counting\.nb\.py:1: ") as caught:
        read_unit("00_counting", course)
    assert message in str(caught.value)


def test_answers_of_this_unit_may_not_be_imported(tmp_path, monkeypatch):
    (tmp_path / "answer_uses_other.py").write_text(
        "from toycourse.counting import top_words\n\n\ndef f(x):\n    '''D.'''\n"
        "    return top_words(x, 1, [])\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    lesson = SOURCE.replace("toycourse.counting import ask_all", "answer_uses_other import f"
                            ).replace('check("ask-all", ask_all)', 'check("ask-all", f)')
    with pytest.raises(ValueError, match="holds answers of unit 00_counting"):
        read_unit("00_counting", toy_course(tmp_path / "course", lesson))


def test_free_names_see_defaults_annotations_and_nested_functions():
    source = ("@deco\ndef f(a: Kind = DEFAULT) -> Out:\n    def g():\n        return a + outer\n"
              "    local = [x for x in a]\n    return g, len(local), f\n")
    assert free_names(source, "f") == {"deco", "Kind", "DEFAULT", "Out", "outer"}


def test_units_are_found_by_number_or_name():
    assert resolve_units(["00", "asking", "01_asking"], toy.COURSE) == [
        "00_counting", "01_asking", "01_asking"]
    with pytest.raises(ValueError, match="units with a source: 00_counting"):
        resolve_units(["99"], toy.COURSE)


def test_no_source_reaches_the_learner_even_beside_other_files(tmp_path):
    course = toy_course(tmp_path)
    shutil.copy(toy.TOY / "src" / "toycourse" / "asking.py",
                course.solutions / "00_counting" / "figure.txt")
    build_unit("00_counting", course)
    names = sorted(path.name for path in (course.released / "00_counting").iterdir())
    assert names == ["counting.ipynb", "figure.txt"]
