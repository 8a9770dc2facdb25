"""The prompt of unit 04: what it must hold, and its effect, measured on the pinned model."""

from llmcourse.checking import Item, exact, probe, prompt_probe
from llmcourse.exercises.rag.inputs import some, tried


@probe("intent-prompt", part="what it holds", points=1, compare=exact())
def intent_holds(answer, rng):
    words = some(rng, 12)
    question, queries = f"Who is {words[0]}?", [f"Where is {word}?" for word in words[1:4]]
    passages = [f"{word} is {word[::-1]}." for word in words[4 : 6 + int(rng.integers(1, 6))]]
    kept = list(queries)

    def held(part):
        said = answer(question, queries, passages)
        return sum(text in "\n".join(content for _, content in said) for text in part)

    return {
        f"question {question!r}: found in the messages": tried(lambda: held([question])),
        f"{len(passages)} passages, found in the messages": tried(lambda: held(passages)),
        "the queries are unchanged": queries == kept,
    }


def intent_items(rng, n: int = 800) -> list[Item]:
    """Questions over passages that also answer three drifted queries, names never seen before."""
    from llmcourse.experiments.fusion_items import intent_questions

    return [
        Item(
            inputs={"question": one.question, "queries": one.queries, "passages": one.passages},
            answer=one.answer,
            scorer="exact",
            meta={"kind": one.kind},
        )
        for one in intent_questions(n, seed=int(rng.integers(2**31)))
    ]


prompt_probe("intent-prompt", points=3, items=intent_items, bar=0.375, n=800)
