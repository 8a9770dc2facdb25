"""The experiments of unit 10 run on a tiny random model; what is exact is checked exactly."""

from __future__ import annotations

import pytest
import torch

from llmcourse.experiments import lora as lab
from llmcourse.experiments import lora_costs as costs
from llmcourse.experiments import lora_tasks
from llmcourse.lora.adapters import adapter_state, combine_adapters, load_adapter
from llmcourse.lora.inject import inject_lora, mark_only_lora_as_trainable
from llmcourse.lora.layers import LoRAEmbedding, LoRALinear
from llmcourse.lora.merge import set_merged
from llmcourse.lora.sizes import training_memory
from llmcourse.lora.training import fine_tune
from tests.tiny import save_model

KIT = lab.Kit(
    LoRALinear, LoRAEmbedding, inject_lora, mark_only_lora_as_trainable, adapter_state,
    load_adapter, set_merged, combine_adapters,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def tiny(tmp_path_factory):
    """Every model that is loaded here is a tiny random one."""
    folder = save_model(tmp_path_factory.mktemp("tiny"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMCOURSE_MODEL", str(folder))
        yield


def small(task: lora_tasks.Task, items: int = 6) -> lora_tasks.Task:
    return lora_tasks.Task(task.name, task.train[:items], task.test[:items], task.about)


def test_tasks_keep_training_and_test_apart():
    for task in (lora_tasks.terms_task(), lora_tasks.desk_task()):
        train = {messages[-1][1] for messages, _ in task.train}
        test = {messages[-1][1] for messages, _ in task.test}
        assert not train & test and len(test) >= 60
    words = {answer for _, answer in lora_tasks.terms_task().test}
    assert len(words) == len(lora_tasks.TERMS), "two terms mean the same"


def test_memory_is_what_the_formula_says():
    batch = costs.example_batch(2, 8, vocabulary=300)
    net = lab.adapted(KIT, r=2).weights.model
    trained = sum(p.numel() for p in net.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in net.parameters() if not p.requires_grad)
    found = costs.measured_memory(net, *batch)
    expected = training_memory(frozen, trained, found["activations"], 4, 4, 8)
    assert found == expected and found["activations"] > 0


def test_flops_of_the_backward_pass():
    batch = costs.example_batch(2, 8, vocabulary=300)
    full = lab.own_model().weights.model.requires_grad_(True)
    some = lab.adapted(KIT, "q, v", r=1).weights.model
    whole, part = costs.step_flops(full, *batch), costs.step_flops(some, *batch)
    assert whole["step"] == whole["forward"] + whole["backward"]
    assert part["forward"] > whole["forward"] and part["backward"] < whole["backward"]
    assert part["step"] < whole["step"]
    assert costs.step_flops(some, *batch) == part


def test_start_equals_base_and_the_control_does_not():
    assert lab.start_difference(KIT, ["Hello"]) == [0.0]
    assert lab.start_difference(KIT, ["Hello"], trained=True)[0] > 0


def test_teaching_switching_and_combining():
    work = {t.name: small(t) for t in (lora_tasks.terms_task(), lora_tasks.desk_task())}
    taught = lab.teach(KIT, work, steps=2, r=2, live=False, items=3)
    assert [len(v) for v in taught.after.values()] == [3, 3]
    net = taught.model.weights.model
    for name, state in taught.adapters.items():
        load_adapter(net, state)
        assert lora_tasks.correct(taught.model, work[name].test[:3]) == taught.after[name]
    found = lab.switching(KIT, taught, work, items=2)
    assert found["adapter values"] < found["model values"]
    assert len(lab.merging_several(KIT, taught, work, weights=(1.0,), items=2)) == 1


def test_full_update_cut_to_full_rank_is_the_full_update():
    task = small(lora_tasks.desk_task())
    compared = lab.base_lora_full(KIT, task, steps=3, items=4, others=2, live=False, r=2)
    changed = {n for n in compared.before if not torch.equal(compared.before[n], compared.after[n])}
    assert any(name.endswith("q_proj.weight") for name in changed)
    assert compared.runs["LoRA"].trained < compared.runs["full"].trained
    rows = lab.truncated(compared, task, (0, 64), items=4)
    assert rows[-1]["accuracy"] == compared.learned["full"].mean


def test_sweeps_name_their_settings():
    task = small(lora_tasks.desk_task())
    settings = lab.ranks((1, 2)) | {"full": {"full": True}}
    result, runs = lab.sweep(KIT, task, settings, steps=1, items=2, live=False)
    assert [c.name for c in result.conditions] == ["r = 1", "r = 2", "full"]
    assert all(len(run) == 1 for run in runs.values())
    assert set(lab.alphas_and_rates()) >= {"alpha 16, rate 0.005", "alpha 4, rate 0.02"}


def test_training_refuses_what_can_not_work():
    model = lab.own_model()
    net, tokenizer = model.weights.model, model.tokenizer
    examples = [([("user", "a")], "b")]
    with pytest.raises(ValueError, match="requires a gradient"):
        fine_tune(net, tokenizer, examples, steps=1, live=False)
    net.requires_grad_(True)
    with pytest.raises(ValueError, match="must not be empty"):
        fine_tune(net, tokenizer, [], steps=1, live=False)
    before = [p.detach().clone() for p in net.parameters()]
    run = fine_tune(net, tokenizer, examples, steps=2, batch=2, live=False)
    assert len(run.losses) == 2 and not net.training
    assert any(not torch.equal(p, old) for p, old in zip(net.parameters(), before, strict=True))
