"""Optimizer state in the host's memory, brought to the device one page at a time.

Plumbing around `paged_adam_step`, which comes in as an argument. The paper uses CUDA's managed
memory, where the driver moves pages on a fault; here the moves are explicit, from pinned
(page-locked) host memory, so that they can be seen and counted. On a CPU the same code runs, and
the allowance stands for the device's memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

import torch
from jaxtyping import Float
from torch import Tensor, nn


class HostState:
    """Two float32 moments a page, in host memory; `fetch` and `evict` move them.

    Args:
        sizes: numbers of entries of the pages.
        allowance: bytes of state that may lie in the working memory at once.
        device: where the work is done.

    Raises:
        ValueError: a page alone is larger than the allowance.
    """

    def __init__(self, sizes: list[int], allowance: int, device: torch.device | str) -> None:
        if sizes and 8 * max(sizes) > allowance:
            raise ValueError(
                f"allowance is {allowance} bytes, a page needs {8 * max(sizes)}; use smaller pages."
            )
        self.device = torch.device(device)
        pin = self.device.type == "cuda"
        self.host = [torch.zeros(2, n, pin_memory=pin) for n in sizes]
        self.allowance = allowance
        self.resident: dict[int, Float[Tensor, "2 _"]] = {}
        self.peak = self.moved = 0

    @property
    def held(self) -> int:
        """Bytes of state in the working memory now."""
        return sum(page.numel() * page.element_size() for page in self.resident.values())

    @property
    def total(self) -> int:
        """Bytes of the whole state."""
        return sum(page.numel() * page.element_size() for page in self.host)

    def fetch(self, i: int) -> tuple[Float[Tensor, " page"], Float[Tensor, " page"]]:
        """Bring page i in; MemoryError if that goes beyond the allowance."""
        if i not in self.resident:
            need = self.host[i].numel() * 4
            if self.held + need > self.allowance:
                raise MemoryError(
                    f"{self.held + need} bytes of optimizer state, {self.allowance} are allowed; "
                    "evict a page first."
                )
            page = torch.empty_like(self.host[i], device=self.device)
            page.copy_(self.host[i], non_blocking=True)
            self.resident[i] = page
            self.moved += need
            self.peak = max(self.peak, self.held)
        return self.resident[i][0], self.resident[i][1]

    def evict(self, i: int) -> None:
        """Write page i back to the host and free its place."""
        page = self.resident.pop(i)
        self.host[i].copy_(page)
        self.moved += page.numel() * 4


class PagedAdamW(torch.optim.Optimizer):
    """AdamW with its state paged; parameters larger than a page are cut into several.

    Args:
        parameters: to be trained, contiguous; bf16 ones through a float32 copy of a page.
        allowance: bytes of state allowed in the device's memory.
        update: as `paged_adam_step`; None: the package's.
        lr, betas, eps, weight_decay: as for torch's AdamW.
    """

    def __init__(
        self, parameters: Iterable[nn.Parameter], allowance: int, lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8, weight_decay: float = 0.0,
        update: Callable[..., int] | None = None,
    ) -> None:  # fmt: skip
        if allowance < 8:
            raise ValueError(f"allowance is {allowance} bytes; one number's state needs 8.")
        super().__init__(
            list(parameters),
            {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay},
        )
        if len(self.param_groups) > 1:
            raise ValueError("parameters come in several groups; a PagedAdamW has one.")
        self.update = update or import_module("llmcourse.quant.paging").paged_adam_step
        self.trained = [p for group in self.param_groups for p in group["params"]]
        length = allowance // 8
        self.cuts = [
            (p, start, min(start + length, p.numel()))
            for p in self.trained
            for start in range(0, p.numel(), length)
        ]
        sizes = [end - start for _, start, end in self.cuts]
        self.store = HostState(sizes, allowance, self.trained[0].device)
        self.count = 0

    @torch.no_grad()
    def step(  # type: ignore[override]
        self, closure: Callable[[], Float[Tensor, ""]] | None = None
    ) -> Float[Tensor, ""] | None:
        """One step with the gradients that the parameters hold."""
        loss = closure() if closure else None
        self.count += 1
        options = self.param_groups[0]
        for i, (parameter, start, end) in enumerate(self.cuts):
            if parameter.grad is None:
                continue
            slice_ = parameter.data.view(-1)[start:end]
            page = slice_ if slice_.dtype == torch.float32 else slice_.float()
            gradient = parameter.grad.reshape(-1)[start:end].float()
            self.update(
                [page], [gradient], _One(self.store, i), self.count, options["lr"],
                options["betas"], options["eps"], options["weight_decay"],
            )  # fmt: skip
            if page is not slice_:
                slice_.copy_(page)
        return loss


class _One:
    """One page of a store, under the number 0."""

    def __init__(self, store: HostState, page: int) -> None:
        self.store, self.page = store, page

    def fetch(self, i: int) -> tuple[Float[Tensor, " page"], Float[Tensor, " page"]]:
        """The page's moments."""
        return self.store.fetch(self.page + i)

    def evict(self, i: int) -> None:
        """Write them back."""
        self.store.evict(self.page + i)
