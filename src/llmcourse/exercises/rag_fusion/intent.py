"""The prompt of unit 04, measured on the pinned model."""

from llmcourse.checking import Item, prompt_probe


def intent_items(rng, n: int = 400) -> list[Item]:
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


prompt_probe("intent-prompt", points=4, items=intent_items, bar=0.375, n=400)
