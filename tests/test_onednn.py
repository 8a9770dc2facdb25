"""Linear layers by oneDNN give what torch's own give, and stay away where they must."""

from __future__ import annotations

import pytest
import torch

from llmcourse.onednn import MIN_ROWS, available, fast_linear

linear = torch.nn.functional.linear


def _drawn(rows: int, dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, ...]:
    made = torch.Generator().manual_seed(1)
    shapes = ((2, rows // 2, 48), (64, 48), (64,))
    return tuple(torch.randn(shape, generator=made).to(dtype) for shape in shapes)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[torch.Size]:
    """The shapes that went to oneDNN."""
    if not available():
        pytest.skip("this torch has no oneDNN linear layer")
    seen: list[torch.Size] = []
    real = torch.ops.mkldnn._linear_pointwise

    class Spy:
        def _linear_pointwise(self, x, *rest):
            seen.append(x.shape)
            return real(x, *rest)

    monkeypatch.setattr(torch.ops, "mkldnn", Spy())
    return seen


@pytest.mark.parametrize("bias", [True, False])
@torch.no_grad()
def test_same_as_torch(calls, bias: bool) -> None:
    x, weight, offset = _drawn(2 * MIN_ROWS)
    arguments = (x, weight, offset if bias else None)
    expected = linear(*arguments)
    with fast_linear(2 * MIN_ROWS):
        got = linear(*arguments)
    assert len(calls) == 1
    assert torch.allclose(got, expected, atol=1e-5)


@torch.no_grad()
def test_few_rows_and_other_types_go_the_usual_way(calls) -> None:
    with fast_linear(2 * MIN_ROWS):
        linear(*_drawn(MIN_ROWS // 2))
        linear(*_drawn(2 * MIN_ROWS, torch.bfloat16))
    with fast_linear(MIN_ROWS - 1):
        linear(*_drawn(2 * MIN_ROWS))
    assert calls == []


def test_gradients_go_the_usual_way(calls) -> None:
    x, weight, offset = _drawn(2 * MIN_ROWS)
    weight.requires_grad_(True)
    with fast_linear(2 * MIN_ROWS):
        linear(x, weight, offset).sum().backward()
    assert calls == [] and weight.grad is not None
    with torch.no_grad():
        made = fast_linear(2 * MIN_ROWS)
    with made, torch.enable_grad():
        linear(x, weight, offset).sum().backward()
    assert calls == []
