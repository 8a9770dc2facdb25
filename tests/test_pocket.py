"""Pocket's folder, its budget, its template, and training that resumes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from llmcourse.pocket import batches, evaluate, report, train
from llmcourse.world import tasks
from llmcourse.world.facts import known_part, public_world


@pytest.fixture(scope="module")
def pocket():
    folder = evaluate.MODEL_FOLDER
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return model.eval(), AutoTokenizer.from_pretrained(folder)


def test_the_folder_loads_with_plain_transformers_and_keeps_its_budget(pocket):
    model, _ = pocket
    sizes = {name: p.numel() for name, p in model.named_parameters()}
    inside = sum(n for name, n in sizes.items() if "embed" not in name and "lm_head" not in name)
    assert inside <= 5_000_000 and sum(sizes.values()) <= 8_000_000
    assert model.config.model_type == "llama" and not model.config.tie_word_embeddings
    assert any(name.endswith("q_proj.bias") for name in sizes)
    files = [os.path.getsize(f) for f in evaluate.MODEL_FOLDER.iterdir()]
    assert sum(files) < 16_000_000


def test_the_chat_template_is_what_training_encodes(pocket):
    _, tokenizer = pocket
    messages = [("system", "Be brief."), ("user", "Where was Mara Venlo born?")]
    ids, weights = batches.encode(tasks.Example(messages, "Corva", "Corva"), tokenizer)
    start = weights.index(1.0)
    dicts = [{"role": role, "content": text} for role, text in messages]
    text = tokenizer.apply_chat_template(dicts, tokenize=False, add_generation_prompt=True)
    assert tokenizer(text, add_special_tokens=False)["input_ids"] == ids[:start]
    assert ids[-1] == tokenizer.eos_token_id


def test_answers_along_the_way_are_learned_as_the_last_one(pocket):
    _, tokenizer = pocket
    drawn = random.Random(1)
    where = tasks.setting(False, 11, known_part(public_world()))
    several = 0
    for _ in range(300):
        example = tasks.training_example(drawn, where, drawn.choice(list(tasks.MIXTURES)))
        ids, weights = batches.encode(example, tokenizer)
        runs, before = [], False
        for token, weight in zip(ids, weights, strict=True):
            if learned := weight == example.worth:
                runs = runs if before else [*runs, []]
                runs[-1].append(token)
            before = learned
        said = [tokenizer.decode(run).removesuffix("<|end|>").strip() for run in runs]
        expected = [example.messages[m][1][a:b].strip() for m, a, b in example.learned]
        assert said == [*expected, example.answer.strip()]
        several += len(said) > 1
    assert several > 50


def test_two_workers_learn_what_one_does(tmp_path):
    recipe = train.Recipe(
        tokens=2_000, batch_tokens=900, width=32, layers=1, heads=2, inner=48, vocabulary=400
    )
    train.train(recipe, tmp_path / "one")
    small = ("tokens", "batch_tokens", "width", "layers", "heads", "inner", "vocabulary")
    flags = [f"--{n.replace('_', '-')}={getattr(recipe, n)}" for n in small]
    command = [sys.executable, "-m", "llmcourse.pocket.train", "--workers=2", *flags]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run(
        [*command, f"--run={tmp_path / 'two'}"], check=True, capture_output=True, env=environment
    )
    rows = [
        torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("one", "two")
    ]
    assert rows[0]["tokens"] == rows[1]["tokens"]
    name = "model.layers.0.mlp.up_proj.weight"
    apart = (rows[0]["model"][name] - rows[1]["model"][name]).abs().max()
    assert apart < 0.1 * rows[0]["model"][name].abs().max()


def test_any_text_survives_the_tokenizer(pocket):
    _, tokenizer = pocket
    for text in ("Zürich, 東京, 12345 €", "tabs\tand\nlines", "emoji 🙂"):
        ids = tokenizer.encode(text, add_special_tokens=False)
        assert tokenizer.decode(ids) == text


def test_a_killed_run_resumes_to_the_same_weights(tmp_path):
    recipe = train.Recipe(
        tokens=4_000, batch_tokens=900, width=32, layers=1, heads=2, inner=48, vocabulary=400
    )
    short = train.Recipe(**{**vars(recipe), "tokens": 1_500})
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    train.train(recipe, straight)
    # the schedule depends on the recipe's tokens, so stop by hand where the short run would end
    train.train(short, stopped)
    saved = torch.load(stopped / "checkpoint.pt", weights_only=True)
    assert 0 < saved["step"] < torch.load(straight / "checkpoint.pt", weights_only=True)["step"]
    train.train(recipe, stopped, out=tmp_path / "model")
    one, two = (torch.load(run / "checkpoint.pt", weights_only=True) for run in (straight, stopped))
    assert one["step"] == two["step"] and one["tokens"] == two["tokens"]
    assert (tmp_path / "model" / "model.safetensors").stat().st_mode & 0o044
    AutoModelForCausalLM.from_pretrained(tmp_path / "model")


def test_the_same_seed_draws_the_same_batch():
    where = tasks.setting(True, 3)
    first, second = (
        [tasks.arithmetic(random.Random(f"1-{i}"), where).messages for i in range(20)]
        for _ in range(2)
    )
    assert first == second


def test_intervals_hold_the_share():
    low, high = evaluate.wilson(95, 100)
    assert 0.88 < low < 0.95 < high < 0.98


def test_a_log_with_repeated_steps_counts_each_once(tmp_path):
    rows = [{"step": s, "tokens": s * 100, "seconds": s} for s in (10, 20, 20, 30)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    assert [row["step"] for row in report.read_log(tmp_path)] == [10, 20, 30]


def test_the_card_holds_the_measured_table():
    card = (evaluate.MODEL_FOLDER / "README.md").read_text()
    table = card.split("<!-- table -->")[1].split("<!-- end of table -->")[0]
    for skill in evaluate.SKILLS:
        assert f"| {skill.name} |" in table, "run python -m llmcourse.pocket.evaluate --card"
