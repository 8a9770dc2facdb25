"""Pocket's folder, its budget, its template, and training that resumes."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import subprocess
import sys

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from llmcourse import generation
from llmcourse.pocket import (
    batches,
    checkpoint,
    curve,
    evaluate,
    network,
    recipes,
    report,
    train,
)
from llmcourse.world import reading, tasks
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
    recipe = recipes.Recipe(
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
    rows = [checkpoint.load_checkpoint(tmp_path / name) for name in ("one", "two")]
    assert rows[0] and rows[1]
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
    recipe = recipes.Recipe(
        tokens=4_000, batch_tokens=900, width=32, layers=1, heads=2, inner=48, vocabulary=400
    )
    short = recipes.Recipe(**{**vars(recipe), "tokens": 1_500})
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    train.train(recipe, straight)
    # the schedule depends on the recipe's tokens, so stop by hand where the short run would end
    train.train(short, stopped)
    saved, whole = map(checkpoint.load_checkpoint, (stopped, straight))
    assert saved and whole and 0 < saved["step"] < whole["step"]
    train.train(recipe, stopped, out=tmp_path / "model")
    one, two = map(checkpoint.load_checkpoint, (straight, stopped))
    assert one and two
    assert one["step"] == two["step"] and one["tokens"] == two["tokens"]
    assert (tmp_path / "model" / "model.safetensors").stat().st_mode & 0o044
    AutoModelForCausalLM.from_pretrained(tmp_path / "model")


def test_a_checkpoint_is_cut_into_small_files_and_the_newest_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "PART_BYTES", 1000)
    for step in (1, 2):
        content = {"step": step, "weights": torch.full((50, 20), float(step))}
        checkpoint.save_checkpoint(tmp_path, content)
    parts = list((tmp_path / "checkpoint-2").iterdir())
    assert len(parts) > 3 and all(part.stat().st_size <= 1000 for part in parts)
    assert not (tmp_path / "checkpoint-1").exists()
    (tmp_path / "checkpoint-3.tmp").mkdir()  # what a kill leaves
    read = checkpoint.load_checkpoint(tmp_path)
    assert read and read["step"] == 2 and torch.equal(read["weights"], content["weights"])
    sorted(parts)[1].unlink()
    with pytest.raises(ValueError, match="checkpoint-2 is not complete"):
        checkpoint.load_checkpoint(tmp_path)


def test_batches_drawn_ahead_are_the_same(tmp_path):
    recipe = recipes.Recipe(batch_tokens=900, vocabulary=400, opening=1000)
    network.tokenizer_of(tmp_path, recipe, None)
    here, ahead = (
        list(itertools.islice(batches.batches_from(recipe, tmp_path / "tokenizer", 3, n), 4))
        for n in (0, 2)
    )
    assert here == ahead
    assert [recipe.mixture_at(step) for step in (1, 2)] == ["both", "wide"]


def test_weights_are_taken_over_under_another_tokenizer(tmp_path):
    small = dict(tokens=1_000, batch_tokens=900, width=32, layers=1, heads=2, inner=48)
    first = recipes.Recipe(**small, vocabulary=400)
    train.train(first, tmp_path / "first", out=tmp_path / "model")
    second = recipes.Recipe(**small, vocabulary=500, new_tokenizer=1)
    tokenizer = network.tokenizer_of(tmp_path / "second", second, tmp_path / "model")
    model = network.make_model(second, tokenizer)
    network.start_from(model, tmp_path / "model", tokenizer)
    old = AutoModelForCausalLM.from_pretrained(tmp_path / "model", dtype=torch.float32)
    before = AutoTokenizer.from_pretrained(tmp_path / "model").get_vocab()
    rows = network.head(model).detach()
    both = [token for token in tokenizer.get_vocab() if token in before]
    assert len(tokenizer) == 500 and len(both) > 300
    for token in both[::20]:
        new, had = tokenizer.get_vocab()[token], before[token]
        torch.testing.assert_close(rows[new], old.lm_head.weight[had], rtol=0, atol=1e-2)
    assert rows.isfinite().all()
    layer = "model.layers.0.mlp.up_proj.weight"
    assert torch.equal(model.state_dict()[layer], old.state_dict()[layer])


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


def test_the_card_holds_both_measured_tables():
    card = (evaluate.MODEL_FOLDER / "README.md").read_text()
    table = card.split("<!-- table -->")[1].split("<!-- end of table -->")[0]
    for skill in (*evaluate.SKILLS, *evaluate.WIDE_SKILLS):
        assert f"| {skill.name} |" in table, "run python -m llmcourse.pocket.evaluate --card"
    by_hand = card.split("<!-- hand -->")[1].split("<!-- end of hand -->")[0]
    assert re.search(r"\| all \| .* \| 200 \|", by_hand)


def test_a_table_replaces_what_stood_between_its_marks():
    text = "a\n<!-- t -->\nold\n<!-- end of t -->\nb"
    assert evaluate.between(text, "t", "new") == text.replace("old", "new")
    with pytest.raises(ValueError, match="has no <!-- u -->"):
        evaluate.between(text, "u", "new")


def test_the_whole_context_is_read_and_no_more(pocket):
    """1,008 tokens of passages and 16 new ones fill it; the answers are those of `generate`."""
    model, tokenizer = pocket
    where = tasks.setting(True, 5, known_part(public_world()))
    rng = random.Random(2)
    texts = []
    while len(ids := tokenizer.encode(tasks.context_block(texts))) < 1100:
        texts += reading._passages(rng, where, 5)[0]
    prompts = [ids[:1008], ids[40:1040]]
    outputs = generation.generate_tokens(model, prompts, generation.Decoding(max_new_tokens=16))
    for prompt, output in zip(prompts, outputs, strict=True):
        asked = torch.tensor([prompt])
        alone = model.generate(
            asked, attention_mask=torch.ones_like(asked), max_new_tokens=16, do_sample=False,
            eos_token_id=None, pad_token_id=0,
        )  # fmt: skip
        assert output.tokens == alone[0, len(prompt) :].tolist()


def test_the_curve_goes_on_where_it_was(tmp_path, monkeypatch):
    folders = [tmp_path / "000.1M", tmp_path / "002.5M"]
    for folder in folders:
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(folder.name.encode())
    asked: list[str] = []

    def measured(folder, items, only, wide):
        asked.append(folder.name)
        return [{"skill": s, "right": 0.5} for panel in curve.SHOWN.values() for s in panel]

    monkeypatch.setattr(curve, "evaluate", measured)
    path = tmp_path / "curve.json"
    curve.measure(folders[:1], 20.0, 9, path)
    record = curve.measure(folders, 20.0, 9, path)
    assert asked == ["000.1M", "002.5M"]
    assert [point["tokens"] for point in record["points"]] == [20_100_000, 22_500_000]
    curve.plot(record, tmp_path / "curve.png")
    known = {skill.name for skill in (*evaluate.SKILLS, *evaluate.WIDE_SKILLS)}
    assert {skill for panel in curve.SHOWN.values() for skill in panel} <= known
    with pytest.raises(ValueError, match="name the folder by its tokens"):
        curve.millions(tmp_path / "model")
