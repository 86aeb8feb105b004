"""Processes that each work on one file at a time, within a time and a memory bound.

A file that hangs, eats memory or crashes its process fails alone: the process is ended and
another takes its place. A worker whose parent is gone ends by itself, its pipe being closed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

Job = TypeVar("Job")
Result = TypeVar("Result")

_EXIT_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may use: seconds of wall time and bytes of address space."""

    timeout_s: float = 300.0
    memory_bytes: int = 4 << 30


@dataclass(frozen=True, slots=True)
class Broken:
    """A job that ended its process: ``code`` is ``timeout``, ``memory`` or ``crash``."""

    code: str
    reason: str


@dataclass(slots=True)
class _Worker(Generic[Job]):
    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    deadline: float = field(default=0.0)


def run_jobs(
    function: Callable[[Job], Result], jobs: Iterable[Job], workers: int, bounds: Bounds
) -> Iterator[tuple[Job, Result | Broken]]:
    """Yield each job with what ``function`` made of it, in the order they are finished.

    ``function`` must be importable by name, and returns its failures as values: an exception
    that leaves it counts as a crash. ``jobs`` is consumed only as workers become free.
    """
    waiting = iter(jobs)
    idle: list[_Worker[Job]] = []
    busy: list[_Worker[Job]] = []
    try:
        while True:
            while len(busy) < workers and (job := next(waiting, None)) is not None:
                busy.append(_given(job, idle, function, bounds))
            if not busy:
                return
            for worker in _finished(busy):
                busy.remove(worker)
                done, result = worker.job, _result(worker, bounds)
                worker.job = None
                if isinstance(result, Broken):
                    _end(worker, now=True)
                else:
                    idle.append(worker)
                yield cast(Job, done), cast("Result | Broken", result)
    finally:
        for worker in idle + busy:
            _end(worker, now=worker.job is not None)


def _given(
    job: Job, idle: list[_Worker[Job]], function: Callable[[Job], Result], bounds: Bounds
) -> _Worker[Job]:
    """Give a job to a worker: an idle one, or a new one where those have died meanwhile."""
    while True:
        fresh = not idle
        worker = _start(function, bounds) if fresh else idle.pop()
        worker.job, worker.deadline = job, time.monotonic() + bounds.timeout_s
        try:
            worker.pipe.send(job)
        except OSError:
            if not fresh:
                _end(worker, now=True)
                continue
            # It died at once: its closed pipe says so where the answer is read.
        return worker


def _finished(busy: list[_Worker[Job]]) -> list[_Worker[Job]]:
    """Wait until a worker has answered, died or run out of time; return those that have."""
    rest = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    ready = multiprocessing.connection.wait([worker.pipe for worker in busy], rest)
    late = time.monotonic()
    return [worker for worker in busy if worker.pipe in ready or worker.deadline <= late]


def _result(worker: _Worker[Job], bounds: Bounds) -> object:
    if not worker.pipe.poll():
        return Broken("timeout", f"not read within {bounds.timeout_s:.0f} seconds")
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):  # it died after its job, or before reading it
        worker.process.join(_EXIT_WAIT_S)
        return Broken("crash", f"the reading process ended (code {worker.process.exitcode})")


def _start(function: Callable[[Any], Any], bounds: Bounds) -> _Worker[Any]:
    # A fresh process rather than a fork: the parent may hold locks, threads and open databases.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function, bounds), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _end(worker: _Worker[Any], *, now: bool) -> None:
    worker.pipe.close()
    if now:
        worker.process.kill()
    worker.process.join(_EXIT_WAIT_S)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.process.close()


def _serve(pipe: Connection, function: Callable[[Any], Any], bounds: Bounds) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    memory = (
        bounds.memory_bytes if hard == resource.RLIM_INFINITY else min(bounds.memory_bytes, hard)
    )
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The parent's end closed, also by its death: nobody is left to work for.
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            job = pipe.recv()
            try:
                result = function(job)
            except MemoryError:
                gib = bounds.memory_bytes / (1 << 30)
                result = Broken("memory", f"needs more than {gib:.0f} GiB of memory")
            except Exception as error:  # a reading library may raise anything on a hostile file
                result = Broken("crash", f"reading failed: {type(error).__name__}: {error}"[:300])
            pipe.send(result)
