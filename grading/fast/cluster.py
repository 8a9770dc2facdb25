"""The same jobs on Dask distributed: many machines, each with a forking parent of its own.

A Dask worker runs tasks in threads, so it never forks: it starts a parent by exec, once a unit, and
talks to it. A task is plain data and can run twice without harm (a worker that dies costs time
only); its result arrives once, at the one writer. Submissions travel inside the tasks; the stubbed
package and the datasets must lie at the same path on every worker, or be shipped (docs/grading.md).
"""

from __future__ import annotations

import atexit
import dataclasses
import os
import tempfile
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from grading.fast.engine import Execution, Job, Parent, UnitOrders
from grading.fast.limits import Limits
from grading.fast.protocol import Ended

_lock = threading.Lock()
_parents: dict[str, Parent] = {}


def plain_orders(orders: UnitOrders) -> dict[str, Any]:
    """Orders as plain data."""
    data = dataclasses.asdict(orders)
    return data | {"package": str(orders.package), "datasets": str(orders.datasets)}


def _parent(orders: dict[str, Any], limits: dict[str, int], trusted: bool, fresh: bool) -> Parent:
    """This worker's parent for these orders, started by exec when first needed."""
    key = repr((orders, limits, trusted))
    with _lock:
        if fresh and key in _parents:
            _parents.pop(key).stop()
        if key not in _parents:
            for old in list(_parents):  # another unit's: memory is for one at a time
                _parents.pop(old).stop()
            known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value
                     for name, value in orders.items()}
            known |= {"package": Path(orders["package"]), "datasets": Path(orders["datasets"])}
            folder = Path(tempfile.gettempdir()) / f"llmcourse-grade-{os.getuid()}"
            folder.mkdir(mode=0o700, exist_ok=True)
            parent = Parent(UnitOrders(**known), Limits(**limits), folder, trusted)
            parent.start()
            atexit.register(parent.stop)
            _parents[key] = parent
        return _parents[key]


def run_job(job: dict[str, Any], orders: dict[str, Any], limits: dict[str, int],
            trusted: bool) -> dict[str, Any]:
    """The task: one submission in one child of this worker's parent."""
    for attempt in (0, 1):
        parent = _parent(orders, limits, trusted, fresh=attempt > 0)
        try:
            return parent.run(Job.from_dict(job)).to_dict()
        except Ended:
            if attempt:
                raise
    raise AssertionError


class Cluster:
    """An executor whose jobs run on a cluster. Use as a context manager."""

    def __init__(self, address: str, orders: UnitOrders, limits: Limits,
                 trusted: bool = False) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ValueError("--scheduler needs Dask: pip install -e '.[cluster]'") from None
        self.client = Client(address, set_as_default=False)
        self.rest = (plain_orders(orders), limits.to_dict(), trusted)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def submit(self, job: Job) -> Future[Execution]:
        """Begin a job somewhere; a job whose worker dies begins again elsewhere."""
        result: Future[Execution] = Future()
        # pure=False: equal submissions of two learners are two tasks.
        task = self.client.submit(run_job, job.to_dict(), *self.rest, pure=False, retries=2)

        def arrived(done: Any) -> None:
            try:
                result.set_result(Execution.from_dict(done.result()))
            except Exception as error:
                result.set_exception(error)

        task.add_done_callback(arrived)
        return result

    def close(self) -> None:
        """Leave the cluster as it was."""
        self.client.close()
