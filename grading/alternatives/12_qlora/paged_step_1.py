"""A nested function for one page: try and finally around in-place operations."""

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
    if step < 1:
        raise ValueError("step counts from 1")
    if len(pages) != len(gradients):
        raise ValueError("there must be one gradient for each page")
    beta1, beta2 = betas
    correction1 = 1 - beta1**step
    correction2 = 1 - beta2**step

    def one_page(i: int, page: torch.Tensor, g: torch.Tensor) -> None:
        """Its local names are gone when it returns, so no moments outlive their page's turn."""
        moments = store.fetch(i)
        try:
            m, v = moments
            m.mul_(beta1).add_(g, alpha=1 - beta1)
            v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
            page.mul_(1 - learning_rate * weight_decay)
            denominator = (v / correction2).sqrt_().add_(eps)
            page.addcdiv_(m, denominator, value=-learning_rate / correction1)
        finally:
            store.evict(i)

    updated = 0
    with torch.no_grad():
        for i, (page, gradient) in enumerate(zip(pages, gradients, strict=True)):
            if gradient is not None:
                one_page(i, page, gradient.to(page.dtype))
                updated += 1
    return updated
