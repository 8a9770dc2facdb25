"""Runs jobs on this machine: a few threads that wait, one forking parent that works."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from grading.fast.engine import Execution, Job, Parent, UnitOrders
from grading.fast.limits import Limits
from grading.fast.protocol import Ended


class Local:
    """An executor with `jobs` children at a time. A dead parent is replaced, its jobs run again."""

    def __init__(self, orders: UnitOrders, limits: Limits, work: Path, jobs: int,
                 trusted: bool = False, measure: bool = False) -> None:
        self._make = lambda: Parent(orders, limits, work, trusted)
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
        self.measure = measure
        self._closed = False
        self.parent = self._make()
        self.parent.start()

    def submit(self, job: Job) -> Future[Execution]:
        """Begin a job when a thread is free."""
        return self._threads.submit(self.run, job)

    def run(self, job: Job) -> Execution:
        """Run a job now."""
        for left in (2, 1, 0):
            parent = self.parent
            try:
                return parent.run(job, self.measure)
            except Ended:
                if not left or self._closed:
                    raise
                with self._lock:
                    if self.parent is parent and not self._closed:
                        parent.stop()
                        self.parent = self._make()
                        self.parent.start()
        raise AssertionError

    def close(self) -> None:
        """Stop everything; jobs that still ran are lost and no parent takes their place."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.parent.stop()
