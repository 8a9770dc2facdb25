"""The experiments of unit 07 on items known beforehand, and the grammars that they decode by."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from llmcourse.checking import ScriptedModel
from llmcourse.data import GraphEdge
from llmcourse.experiments import graph as lab
from llmcourse.experiments import graph_data as data
from llmcourse.experiments import graph_plots as plots
from llmcourse.experiments.graph_data import GraphQuestion, Told
from llmcourse.graph.cypher_words import NO_ROWS
from llmcourse.graph.extraction import resolve_entities
from llmcourse.graph.prompts import cypher_grammar, triple_grammar
from llmcourse.graph.text2cypher import query_with_repair
from llmcourse.rag.pipeline import cited_messages, parse_answer


def question(text: str, *answers: str, kind: str = "one hop") -> GraphQuestion:
    return GraphQuestion(text, kind, "", answers, "")


def test_extraction_is_scored_over_all_texts_together():
    told = [Told("d1", "", (("Mara", "born_in", "Corva"), ("Mara", "lives_in", "Sumptor"))),
            Told("d2", "", (("Ilo", "born_in", "Corva"),))]  # fmt: skip
    found = [[("mara", "born_in", "corva"), ("Mara", "born_in", "Nardau")], []]
    rows = lab.extraction_scores(found, told)
    assert rows[0] == {"right": 1, "found": 2, "true": 2}
    scores = lab.precision_recall(rows)
    assert scores == {"precision": 1 / 2, "recall": 1 / 3, "triples": 2}
    assert lab.precision_recall([{"right": 0, "found": 0, "true": 3}])["precision"] == 0
    with pytest.raises(ValueError, match="argument"):
        lab.extraction_scores(found[:1], told)


def test_scattered_facts_are_counted_a_question():
    @dataclass
    class Asked:
        facts: tuple[str, ...]

    class Corpus:
        questions: ClassVar = [Asked(("f1", "f2")), Asked(("f3",))]

    curves = lab.scattered(
        Corpus, {"first k": lambda q, k: set(q.facts[:k]), "none": lambda q, k: {"other"}}, (1, 2)
    )
    assert curves == {"first k": {1: [0.5, 1.0], 2: [1.0, 1.0]}, "none": {1: [0, 0], 2: [0, 0]}}
    result = lab.scattered_result(curves, 1, "none")
    assert [list(c.scores) for c in result.conditions] == [[0.5, 1.0], [0, 0]]
    assert result.baseline == "none"
    plots.recall_curves(curves, "recall")


def test_passages_give_the_facts_that_they_state():
    class Corpus:
        @staticmethod
        def stating(asked):
            return {"f1": {"p1", "p2"}, "f2": {"p3"}}

    @dataclass
    class Passage:
        id: str

    assert lab.facts_of_passages(Corpus, None, [Passage("p2"), Passage("p9")]) == {"f1"}


def test_answers_are_read_from_passages():
    model = ScriptedModel(lambda messages: "Corva [1]" if "born" in messages[-1][1] else "Nardau.")
    asked = [question("Where was Mara born?", "corva"), question("Where is Ilo?", "Sumptor")]
    scores = lab.read_answers(asked, [["She comes from Corva."], []], model, cited_messages,
                              parse_answer)  # fmt: skip
    assert scores == [1.0, 0.0]


def test_a_querys_rows_must_be_exactly_the_right_values():
    asked = [question("a", "3"), question("b", "x", "y"), question("c", "x"), question("d", "x")]
    rows = {"a": [(3,)], "b": [("y",), ("x",)], "c": [("x",), ("z",)], "d": []}
    scores, outcomes = lab.query_answers(asked, lambda q: {"rows": rows[q], "error": ""})
    assert scores == [1, 1, 0, 0]
    assert [outcome["rows"] for outcome in outcomes] == list(rows.values())


def test_how_queries_end():
    pairs = [([(1,)], ""), ([(2,)], ""), ([], NO_ROWS), ([], "Table X does not exist.")]
    ends = [{"rows": rows, "error": error} for rows, error in pairs]
    assert lab.query_ends(ends, [1.0, 0.0, 0.0, 0.0]) == {
        "ran": 0.75, "rows": 0.5, "right": 0.25, "wrong rows": 0.25,
    }  # fmt: skip
    assert lab.query_ends([], []) == {"ran": 0, "rows": 0, "right": 0, "wrong rows": 0}


def test_a_remembered_model_is_asked_once_and_repairs_all_the_same():
    asked = []

    def write(text, failures):
        asked.append((text, len(failures)))
        return f"q{len(failures)}"

    def run(query):
        return [("x",)] if query == "q1" else []

    ask = lab.remembered(write)
    assert query_with_repair("?", ask, run, 1)["rows"] == []
    assert query_with_repair("?", ask, run, 3)["query"] == "q1"
    assert query_with_repair("other", ask, run, 3)["attempts"] == 2
    assert asked == [("?", 0), ("?", 1), ("other", 0), ("other", 1)]


def test_scores_by_kind():
    asked = [question("a"), question("b"), question("c", kind="aggregate")]
    scores = {"one": [1.0, 0.0, 1.0], "other": [1.0, 1.0, 0.0]}
    first, second = lab.by_kind(asked, scores)
    assert (first["kind"], first["n"]) == ("one hop", 2)
    assert (second["kind"], second["n"]) == ("aggregate", 1)
    assert first["one"].startswith("0.50") and second["other"].startswith("0.00")
    result = lab.cypher_result(asked, scores, "one hop", "one")
    assert [list(c.scores) for c in result.conditions] == [[1, 0], [1, 1]]


def test_slips_and_merges_are_counted():
    def nobody(mentions, **_):
        return {mention: mention[0] for mention in mentions}

    def everybody(mentions, **_):
        return dict.fromkeys(mentions, "Mara")

    assert lab.resolution_scores(nobody, 5) == {"slips repaired": 0, "people merged": 0}
    assert lab.resolution_scores(everybody, 5)["people merged"] > 0.99
    careful = lab.resolution_scores(resolve_entities, 5)
    assert careful["slips repaired"] > 0.5 and careful["people merged"] < 0.05


def test_edges_become_readable():
    whole = GraphEdge("1", "Person", "Mara", "works_at", "Organisation", "X", "1950-03", "1960",
                      "", ())  # fmt: skip
    told = data.readable(whole)
    assert (told.since, told.until, told.relation) == ("March 1950", "1960", "works_at")
    forms = data.templates()
    assert all(edge.relation in forms for edge in data.course_edges())
    assert "{s}" in forms["born_in"] and "{p}" not in "".join(forms.values())


def test_questions_are_drawn_in_equal_numbers_and_answered_by_their_query():
    store = data.cypher_store()
    drawn = data.graph_questions(3)
    assert [q.kind for q in drawn] == [kind for kind in data.KINDS for _ in range(3)]
    assert len({q.question for q in drawn}) == len(drawn)
    for one in drawn:
        assert one.answers == tuple(str(row[0]) for row in store.run(one.query))
        assert one.subject in one.question
    assert data.graph_questions(3) == drawn != data.graph_questions(3, seed=1)


def test_told_passages_hold_the_words_of_their_triples():
    told = data.told_passages(5)
    assert len(told) == 5
    for one in told:
        assert one.triples and all(s in one.text and o in one.text for s, _, o in one.triples)
        assert all(relation in data.relation_kinds() for _, relation, _ in one.triples)


def test_drawings():
    edges = data.course_edges()[:4]
    first = edges[0]
    wrong = {(first.source, first.relation, first.target)}
    assert plots.drawing(edges, "some", wrong).axes[0].get_title("left") == "some"
    # An edge between the seeds is a row of its own; with one seed its other end is a third thing.
    for seeds, shown in (((first.source, first.target), "\u2192"), ((first.source,), "[")):
        figure = plots.between(edges[:1], seeds, "some")
        assert shown in figure.axes[0].texts[0].get_text()
    assert plots.between([], [], "none").axes[0].get_title("left") == "none"
    assert "no edge" in plots.drawing([], "none").axes[0].texts[0].get_text()


def accepts(grammar: tuple[str, str], text: str) -> bool:
    """Whether a grammar lets a text be written, a byte at a time."""
    llguidance = pytest.importorskip("llguidance")
    rules, start = grammar
    matcher = llguidance.LLMatcher(
        llguidance.LLTokenizer("byte"),
        llguidance.LLMatcher.grammar_from_lark(f"start: {start}\n{rules}"),
    )
    return matcher.consume_tokens(list(text.encode())) and matcher.is_accepting()


def test_the_grammar_of_triples_lets_a_name_end():
    grammar = triple_grammar(["born_in", "lives_in"], most=2)
    assert accepts(grammar, "Mara Venlo | born_in | Corva")
    assert accepts(grammar, "Choir of 1950 | lives_in | the Old Mill\nMara | born_in | Corva")
    for wrong in ("Mara Venlo | likes | Corva", "Mara | born_in |", " | born_in | Corva", "Mara"):
        assert not accepts(grammar, wrong)
    assert not accepts(grammar, "\n".join(["Mara | born_in | Corva"] * 3))


def test_the_grammar_of_the_graph_holds_every_right_query():
    store = data.cypher_store()
    grammar = cypher_grammar(store.schema(), store.kinds())
    for one in data.graph_questions(6):
        assert accepts(grammar, one.query), one.query
    name = next(name for name, kind in store.kinds().items() if kind == "Person")
    path = f'(a:Person {{name: "{name}"}})-[:BORN_IN]->(b:Town)'
    assert accepts(grammar, f"MATCH {path} RETURN b.name")
    for wrong in (
        'MATCH (a:Person {name: "nobody"}) RETURN a.name',
        "MATCH (a:Town)-[:BORN_IN]->(b:Person) RETURN b.name",
        "MATCH (a:Person)-[:LIKES]->(b:Town) RETURN b.name",
        "MATCH (a:Person) DELETE a",
        "MATCH (a:Person)",
    ):
        assert not accepts(grammar, wrong)
