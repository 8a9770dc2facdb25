"""The same jobs on a local Dask cluster of several worker processes; one is killed."""

import os
import signal
import time

import pytest

pytest.importorskip("nbgrader")
pytest.importorskip("distributed")

from fast_course import UNIT, make_course

from grading.fast import course, engine, sandbox
from grading.fast.cluster import Cluster


@pytest.mark.slow
def test_results_arrive_once_though_a_worker_dies(tmp_path):
    if why := sandbox.unavailable():
        pytest.skip(why)
    from distributed import LocalCluster

    config = make_course(tmp_path)
    version = course.package_hash()
    orders = course.orders_for(course.templates_for(UNIT, config), version)
    limits = engine.Limits(wall_seconds=60)
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None,
                      local_directory=str(tmp_path / "dask"), silence_logs=50) as local, \
            Cluster(local.scheduler_address, orders, limits) as cluster:
        first = cluster.submit(engine.Job(({"index": 0, "source": "print('boot')"},), (1,), ()))
        assert "boot" in str(first.result(150).cells)
        jobs = [engine.Job(({"index": 0, "source": f"import time\ntime.sleep(1.0)\nprint({n})"},),
                           (1,), ()) for n in range(8)]
        arrived: list[int] = []
        futures = [cluster.submit(job) for job in jobs]
        for number, future in enumerate(futures):
            future.add_done_callback(lambda done, number=number: arrived.append(number))
        time.sleep(1.5)
        os.kill(next(iter(local.workers.values())).pid, signal.SIGKILL)
        found = [future.result(180) for future in futures]
    for number, execution in enumerate(found):
        assert execution.cells[0]["outputs"][0]["text"] == f"{number}\n"
    assert sorted(arrived) == list(range(8))
