"""Adam whose state lies elsewhere and comes in one page at a time.

Also the reference of an exercise of unit 12, and so the function stands on its own. Where the
pages lie is the business of :mod:`llmcourse.quant.paged`.
"""

import torch
from jaxtyping import Float


def paged_adam_step(
    pages: list[Float[torch.Tensor, " ..."]],
    gradients: list[Float[torch.Tensor, " ..."] | None],
    store,
    step: int,
    learning_rate: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> int:
    """One step of AdamW (Loshchilov and Hutter 2019, algorithm 2), one page of state at a time.

    For page i, in order: fetch its moments, update them and the page, evict them, before the next
    page's are fetched; so the working memory holds the moments of one page at most. With g the
    gradient and t the step: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; the page shrinks by
    the factor 1 - lr * decay, and then loses lr * m' / (sqrt(v') + eps), where m' = m / (1 - b1^t)
    and v' = v / (1 - b2^t).

    Args:
        pages: the parameters, or slices of them, float32; changed in place.
        gradients: one for each page, of its shape; not changed. None: the page and its moments
            stay as they are, and nothing is fetched for it. A gradient of zeros is one like any
            other.
        store: has ``fetch(i)``, which brings the two moments of page i into the working memory
            and returns them (m, v), tensors to be changed in place; and ``evict(i)``, which takes
            them out again and keeps their values.
        step: t, from 1.
        learning_rate, betas, eps, weight_decay: lr, (b1, b2), eps, decay.

    Returns:
        How many pages were updated.

    Raises:
        ValueError: step is below 1, or there are not as many gradients as pages; nothing is
            fetched or changed then.
        Errors of ``fetch`` pass through. Whatever is fetched is evicted, even if something fails
        between.
    """
    if step < 1:
        raise ValueError(f"step is {step}; the first step is 1.")
    if len(pages) != len(gradients):
        raise ValueError(f"there are {len(pages)} pages and {len(gradients)} gradients.")
    b1, b2 = betas
    updated = 0
    with torch.no_grad():
        for i, (page, gradient) in enumerate(zip(pages, gradients, strict=True)):
            if gradient is None:
                continue
            m, v = store.fetch(i)
            try:
                m.mul_(b1).add_(gradient, alpha=1 - b1)
                v.mul_(b2).addcmul_(gradient, gradient, value=1 - b2)
                page.mul_(1 - learning_rate * weight_decay)
                root = (v / (1 - b2**step)).sqrt_().add_(eps)
                page.addcdiv_(m, root, value=-learning_rate / (1 - b1**step))
            finally:
                store.evict(i)
            updated += 1
    return updated
