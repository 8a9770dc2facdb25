"""A packed batch teaches what the padded one does, and no conversation sees another."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from llmcourse.pocket.batches import draw_batch, pack
from llmcourse.pocket.network import make_model
from llmcourse.pocket.recipes import Recipe
from llmcourse.pocket.tokenizer import load_tokenizer
from llmcourse.pocket.train import packed_step, train_step
from llmcourse.weights import pocket_folder
from llmcourse.world.facts import memorised_world
from llmcourse.world.tasks import setting

RECIPE = Recipe(width=64, layers=2, heads=2, inner=96)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(pocket_folder())


@pytest.fixture(scope="module")
def batch(tokenizer):
    where = setting(False, 11, memorised_world())
    return draw_batch(random.Random(3), where, tokenizer, 3000, "wide")


class _Keep:
    """An optimizer that changes nothing and keeps the gradients."""

    def __init__(self, model) -> None:
        self.model, self.held = model, []

    def step(self) -> None:
        self.held = [p.grad.clone() for p in self.model.parameters() if p.grad is not None]

    def zero_grad(self, set_to_none: bool) -> None:
        for parameter in self.model.parameters():
            parameter.grad = None


def test_losses_and_gradients_are_those_of_padded_rows(tokenizer, batch, monkeypatch) -> None:
    monkeypatch.setattr("llmcourse.pocket.train.fast_bfloat16", lambda device: False)
    model = make_model(RECIPE, tokenizer)
    model.set_attn_implementation("sdpa")
    padded = _Keep(model)
    losses = train_step(model, [padded], batch, tokenizer.pad_token_id, "cpu")
    model.set_attn_implementation("within")
    packed = _Keep(model)
    others = packed_step(model, [packed], pack(batch), "cpu")
    assert losses == pytest.approx([float(one) for one in others], rel=1e-4)
    assert len(padded.held) == len(packed.held) > 20
    for one, other in zip(padded.held, packed.held, strict=True):
        assert torch.allclose(one, other, atol=2e-6, rtol=1e-3)


def test_no_conversation_sees_another(tokenizer, batch) -> None:
    model = make_model(RECIPE, tokenizer).eval()
    model.set_attn_implementation("within")
    whole = pack(batch)
    last = whole.ids[whole.starts[-2] :]
    alone = model.model(
        input_ids=torch.from_numpy(last)[None], use_cache=False,
        cu_seq_lens_q=torch.tensor([0, len(last)], dtype=torch.int32),
    ).last_hidden_state[0]  # fmt: skip
    numbers = np.concatenate([np.arange(n) for n in np.diff(whole.starts)])
    among = model.model(
        input_ids=torch.from_numpy(whole.ids)[None], use_cache=False,
        position_ids=torch.from_numpy(numbers)[None],
        cu_seq_lens_q=torch.from_numpy(whole.starts),
    ).last_hidden_state[0, whole.starts[-2] :]  # fmt: skip
    assert torch.allclose(alone, among, atol=1e-5)


def test_the_first_token_of_each_is_no_target(batch) -> None:
    whole = pack(batch)
    assert (whole.weights[whole.starts[:-1]] == 0).all()
    assert whole.starts[-1] == len(whole.ids) == len(whole.weights)
