"""The claims of unit 01 on Pocket, at full size, with the package's own functions.

Each hypothesis, metric and number of items stands here before the run; record_claims.py runs them.
"""

from __future__ import annotations

import functools

from llmcourse import prompting as p
from llmcourse.experiments import prompting as lab
from llmcourse.experiments.records import ExperimentResult, claim
from llmcourse.models import load_chat_model

SUMS = 250  # problems of each number of steps
EQUAL = (
    "In training, word problems were answered directly (40% of them) at least as often as step by "
    "step after a trigger (32%), so the training does not favour the steps; that the trigger "
    "brings steps was trained."
)


@functools.cache
def _ways() -> ExperimentResult:
    """Word problems of two and three steps, asked in five ways."""
    model = load_chat_model("pocket")
    results = lab.chain_of_thought(
        p.cot_messages, p.extract_answer, p.analogical_answer, model, (2, 3), n=SUMS
    )
    return lab.together(list(results.values()))


def _only(names: tuple[str, ...]) -> ExperimentResult:
    whole = _ways()
    kept = [condition for condition in whole.conditions if condition.name in names]
    return ExperimentResult("C10", kept, names[0], whole.seeds)


@claim(
    "C10a",
    unit="01_prompting",
    hypothesis="Eight examples label texts with words never seen better than two, "
    "and these better than an instruction that only names the two words.",
    metric="share of queries labelled right",
    n=600,
    expect=[("2 examples", ">", "0 examples"), ("8 examples", ">", "2 examples")],
    trained_format=True,
    pocket_cause="Pocket was trained on few-shot prompts of this form (10% of its examples), with "
    "the same classes and other words, and never on the zero-shot wording: the form was trained.",
    caveat="The queries are 132 texts, each met several times with other examples, other words and "
    "against another class; the interval treats them as independent.",
)
def few_shot() -> ExperimentResult:
    """Accuracy with 0, 2, 4 and 8 examples."""
    model = load_chat_model("pocket")
    return lab.few_shot_curve(p.few_shot_messages, p.balanced_examples, model, n=600)


@claim(
    "C10b",
    unit="01_prompting",
    hypothesis="On word problems of two and three steps, three worked solutions as examples give "
    "more right answers than the same three problems with bare answers.",
    metric="share of problems with the right number",
    n=2 * SUMS,
    expect=[("3 solutions shown", ">", "3 answers shown")],
    trained_format=True,
    control=("trigger alone", ">", "direct"),
    pocket_cause="Both few-shot forms were trained (10% and 6% of the word problems). " + EQUAL,
)
def chain_of_thought() -> ExperimentResult:
    """Worked solutions against bare answers as examples."""
    return _only(("3 answers shown", "3 solutions shown", "direct", "trigger alone"))


@claim(
    "C10c",
    unit="01_prompting",
    hypothesis="On word problems of two and three steps the trigger alone gives more right answers "
    "than the bare question.",
    metric="share of problems with the right number",
    n=2 * SUMS,
    expect=[("trigger alone", ">", "direct")],
    trained_format=True,
    control=("trigger alone", ">", "direct"),
    pocket_cause=EQUAL,
    caveat="The comparison is its own control: the baseline's format had at least as much "
    "training. What stays by construction is that this sentence brings steps.",
)
def zero_shot_chain_of_thought() -> ExperimentResult:
    """The trigger alone against the bare question."""
    return _only(("direct", "trigger alone"))


@claim(
    "C10d",
    unit="01_prompting",
    hypothesis="On word problems of two and three steps, recalling and solving a similar problem "
    "first gives more right answers than the bare question.",
    metric="share of problems with the right number",
    n=2 * SUMS,
    expect=[("analogical", ">", "direct")],
    trained_format=True,
    pocket_cause="The analogical form was trained (12% of the word problems, against 40% direct) "
    "with recalled problems drawn at random among those with as many steps.",
    caveat="The gain may be that of the steps alone: compare with 'trigger alone'.",
)
def analogical() -> ExperimentResult:
    """Analogical prompting against the bare question, the trigger beside it."""
    return _only(("direct", "trigger alone", "analogical"))


@claim(
    "C25b",
    unit="01_prompting",
    hypothesis="A base prompt that demands answers from the context, and says what to do where it "
    "is silent, gives more right replies than the same passages without it, over questions half "
    "of which the passages cannot answer.",
    metric="share of replies that are the answer, or an honest 'I do not know'",
    n=600,
    expect=[("base prompt", ">", "no demand"), ("base prompt", ">", "friendly")],
    trained_format=True,
    pocket_cause="Pocket was trained to say that it does not know under such demands, in many "
    "wordings, and without one only where it retrieves for itself (reflection tokens).",
)
def base_prompt() -> ExperimentResult:
    """No demand, a friendly system prompt, and the reference's base prompt."""

    def no_demand(question: str, passages: list[str]) -> list[tuple[str, str]]:
        return [m for m in p.base_prompt(question, passages) if m[0] != "system"]

    def friendly(question: str, passages: list[str]) -> list[tuple[str, str]]:
        return [("system", "You are a helpful assistant."), *no_demand(question, passages)]

    prompts = {"no demand": no_demand, "friendly": friendly, "base prompt": p.base_prompt}
    return lab.base_prompt_effect(prompts, load_chat_model("pocket"), n=600)["all"]
