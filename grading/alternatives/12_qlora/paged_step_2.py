"""A context manager holds the moments; new values are computed aside and copied in."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


def paged_adam_step(
    pages: list[torch.Tensor],
    gradients: list[torch.Tensor | None],
    store,
    step: int,
    learning_rate: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> int:
    if step < 1 or len(gradients) != len(pages):
        raise ValueError("step must be at least 1, and each page needs a gradient or None")

    @contextmanager
    def resident(index: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        held = store.fetch(index)
        try:
            yield held
        finally:
            store.evict(index)

    def update(page: torch.Tensor, g: torch.Tensor, m: torch.Tensor, v: torch.Tensor) -> None:
        m.copy_(betas[0] * m + (1 - betas[0]) * g)
        v.copy_(betas[1] * v + (1 - betas[1]) * g.square())
        m_hat = m / (1 - betas[0] ** step)
        v_hat = v / (1 - betas[1] ** step)
        shrunk = page * (1 - learning_rate * weight_decay)
        page.copy_(shrunk - learning_rate * m_hat / (v_hat.sqrt() + eps))

    todo = [index for index, gradient in enumerate(gradients) if gradient is not None]
    with torch.no_grad():
        for index in todo:
            with resident(index) as moments:
                update(pages[index], gradients[index], *moments)
            del moments  # nothing of this page is held while the next is fetched
    return len(todo)
