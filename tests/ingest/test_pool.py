import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.pool import Bounds, Broken, run_jobs

BOUNDS = Bounds(timeout_s=20, memory_bytes=2 << 30)


def double(number):
    return number * 2


def misbehave(job):
    if job == "hang":
        time.sleep(600)
    if job == "eat":
        return len(bytearray(8 << 30))
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "raise":
        raise RuntimeError("a library gave up")
    return job


def test_every_job_is_done_once():
    found = dict(run_jobs(double, range(20), 2, BOUNDS))
    assert found == {n: 2 * n for n in range(20)}


def test_no_jobs_give_nothing():
    assert list(run_jobs(double, [], 2, BOUNDS)) == []


@pytest.mark.parametrize(
    ("job", "code", "bounds"),
    [
        ("hang", "timeout", Bounds(timeout_s=2, memory_bytes=2 << 30)),
        ("eat", "memory", BOUNDS),
        ("die", "crash", BOUNDS),
        ("raise", "crash", BOUNDS),
    ],
)
def test_a_job_that_misbehaves_fails_alone(job, code, bounds):
    found = dict(run_jobs(misbehave, ["a", job, "b", "c"], 1, bounds))
    assert isinstance(found[job], Broken)
    assert found[job].code == code
    assert {k: v for k, v in found.items() if k != job} == {"a": "a", "b": "b", "c": "c"}


def test_jobs_are_asked_for_only_as_workers_become_free():
    asked = []

    def jobs():
        for number in range(100):
            asked.append(number)
            yield number

    results = run_jobs(double, jobs(), 2, BOUNDS)
    next(results)
    assert len(asked) <= 3
    results.close()


def test_workers_end_when_their_parent_is_killed():
    code = (
        "import sys, os; sys.path[:0] = sys.argv[1:3]\n"
        "from ingest.pool import run_jobs, Bounds\n"
        "from test_pool import misbehave\n"
        "if __name__ == '__main__':\n"
        "    results = run_jobs(misbehave, ['a', 'b'], 1, Bounds(60, 2 << 30))\n"
        "    next(results)\n"
        "    import multiprocessing\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    here = Path(__file__).parent
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(here.parents[1]), str(here)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    deadline = time.monotonic() + 15
    while Path(f"/proc/{worker}").exists() and _state(worker) != "Z":
        assert time.monotonic() < deadline, "the worker outlived its parent"
        time.sleep(0.05)


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


def test_a_worker_that_dies_while_idle_is_replaced():
    results = run_jobs(own_pid, ["a", "b", "c"], 1, BOUNDS)
    _, pid = next(results)
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists() and _state(pid) != "Z":
        time.sleep(0.01)
    found = dict(results)
    assert set(found) == {"b", "c"}
    assert pid not in found.values()


def own_pid(job):
    return os.getpid()


def test_a_hard_limit_below_the_bound_is_kept():
    code = (
        "import resource, sys; sys.path[:0] = sys.argv[1:3]\n"
        "from ingest.pool import run_jobs, Bounds\n"
        "from test_pool import double\n"
        "if __name__ == '__main__':\n"
        "    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "    print(dict(run_jobs(double, [1, 2], 1, Bounds(60, 4 << 30))))\n"
    )
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(here.parents[1]), str(here)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "{1: 2, 2: 4}", done.stderr
