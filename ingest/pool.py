"""Processes that each work on one file at a time, within a time and a memory bound.

A file that hangs, eats memory or crashes its process fails alone: the process is ended and
another takes its place. A worker whose parent is gone ends by itself: its pipe being closed, or
its processor time being used up.

What each job took is logged at the level of debugging, with ``seconds`` and ``peak_bytes`` on
the log record.
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import multiprocessing.connection
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

Job = TypeVar("Job")
Result = TypeVar("Result")

_LOG = logging.getLogger(__name__)
_END = object()
_EXIT_WAIT_S = 5.0
_LOOK_EVERY_S = 0.25  # how often a busy worker's time and memory are looked at
_MOST_WAITING = 3.0  # times the bound that a job may take in all, waiting for a processor included
# Code and data mapped from files count as memory used and not against the limit that is set:
# 110 MB with all readers and the annotator loaded.
_MAPPED_BYTES = 128 << 20
_NEARLY = 0.8  # a process that died with this part of its memory used died of that
# A process seldom gives memory back: one that still holds this part of what a file may use has
# too little left for the next, and is replaced. After 500 pages it holds half.
_TIRED = 0.6
_NO_MEMORY = "reading it needs more than {:.1f} GB of memory"
# What pdfium and other C++ code does when it is given no memory; a check of its own that fails
# ends in the same way.
_GAVE_UP = "the program reading it gave up, most likely for want of memory (it may have {:.1f} GB)"
_FAULTS = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may use: seconds, and bytes of memory.

    Seconds in which the worker stands ready and other programs have the processor do not count,
    up to three times the bound. A report of 500 pages takes 14 s from a cold start and 540 MB,
    the start being 3 s and 310 MB of them; a hostile file should end within 30 s and 1 GB.
    """

    timeout_s: float = 28.0
    memory_bytes: int = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A job that ended its process: ``code`` is ``timeout``, ``memory`` or ``crash``.

    ``detail`` is for whoever mends the reader: what the code that failed said.
    """

    code: str
    reason: str
    detail: str = ""


@dataclass(slots=True)
class _Worker(Generic[Job]):
    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    begun: float = 0.0
    queued: float = 0.0  # seconds spent waiting for a processor, when the job began
    peak: int = 0  # bytes, as last looked at
    held: int = 0  # bytes, after the last job

    def give(self, job: Job) -> None:
        """Hand over a job; raises OSError if the worker is gone."""
        self.job, self.begun, self.peak = job, time.monotonic(), 0
        self.queued = _seconds_queued(self.process.pid)
        self.pipe.send(job)

    def seconds(self) -> float:
        """Return how long the job has run, without the time others had the processor."""
        passed = time.monotonic() - self.begun
        waited = _seconds_queued(self.process.pid) - self.queued
        return max(passed - waited, passed / _MOST_WAITING)

    def look(self) -> None:
        """Note how much memory the worker has used at most."""
        self.peak = max(self.peak, _status_bytes(self.process.pid, "VmHWM"))


def run_jobs(
    function: Callable[[Job], Result], jobs: Iterable[Job | None], workers: int, bounds: Bounds
) -> Iterator[tuple[Job, Result | Broken] | None]:
    """Yield each job with what ``function`` made of it, in the order they are finished.

    None in the place of a job is no work: it is yielded at once, so that the caller has a turn.

    ``function`` must be importable by name, and returns its failures as values: an exception
    that leaves it counts as a crash. ``jobs`` is consumed only as workers become free.
    """
    waiting = iter(jobs)
    idle: list[_Worker[Job]] = []
    busy: list[_Worker[Job]] = []
    try:
        while True:
            while len(busy) < workers and (job := next(waiting, _END)) is not _END:
                if job is None:
                    yield None
                else:
                    busy.append(_given(cast(Job, job), idle, function, bounds))
            if not busy:
                return
            for worker in _finished(busy, bounds):
                busy.remove(worker)
                done, result = worker.job, _result(worker, bounds)
                worker.job = None
                if isinstance(result, Broken) or worker.held > _TIRED * bounds.memory_bytes:
                    _end(worker)
                else:
                    idle.append(worker)
                yield cast(Job, done), cast("Result | Broken", result)
    finally:
        for worker in idle + busy:
            _end(worker)


def _given(
    job: Job, idle: list[_Worker[Job]], function: Callable[[Job], Result], bounds: Bounds
) -> _Worker[Job]:
    """Give a job to a worker: an idle one, or a new one where those have died meanwhile."""
    while True:
        fresh = not idle
        worker = _start(function, bounds) if fresh else idle.pop()
        try:
            worker.give(job)
        except OSError:
            if not fresh:
                _end(worker)
                continue
            # It died at once: its closed pipe says so where the answer is read.
        return worker


def _finished(busy: list[_Worker[Job]], bounds: Bounds) -> list[_Worker[Job]]:
    """Wait until a worker has answered, died or run out of time; return those that have."""
    while True:
        rest = min(bounds.timeout_s - worker.seconds() for worker in busy)
        wait = max(0.0, min(rest, _LOOK_EVERY_S))
        ready = multiprocessing.connection.wait([worker.pipe for worker in busy], wait)
        for worker in busy:
            worker.look()
        found = [w for w in busy if w.pipe in ready or w.seconds() >= bounds.timeout_s]
        if found:
            return found


def _result(worker: _Worker[Job], bounds: Bounds) -> object:
    seconds = worker.seconds()
    answer = _answer(worker, bounds)
    _LOG.debug(
        "%s: %.1f s, %d MB",
        worker.job,
        seconds,
        worker.peak / 1e6,
        extra={"job": worker.job, "seconds": seconds, "peak_bytes": worker.peak},
    )
    return answer


def _answer(worker: _Worker[Job], bounds: Bounds) -> object:
    if not worker.pipe.poll():
        return Broken("timeout", f"it could not be read within {bounds.timeout_s:.0f} seconds")
    try:
        result, peak, worker.held = worker.pipe.recv()
    except (EOFError, OSError):  # it died after its job, or before reading it
        worker.process.join(_EXIT_WAIT_S)
        return _death(worker.process.exitcode, worker.peak, bounds)
    worker.peak = max(worker.peak, peak)
    if isinstance(result, Broken) and result.detail:
        _LOG.info("%s: %s", worker.job, result.detail)
    return result


def _death(code: int | None, peak: int, bounds: Bounds) -> Broken:
    """Say what a process that ended in the middle of its job died of."""
    number = -(code or 0)
    if number == signal.SIGXCPU:
        return Broken("timeout", f"it could not be read within {bounds.timeout_s:.0f} seconds")
    if number and peak >= _NEARLY * bounds.memory_bytes:
        return Broken("memory", _NO_MEMORY.format(bounds.memory_bytes / 1e9))
    if number == signal.SIGABRT:
        return Broken("memory", _GAVE_UP.format(bounds.memory_bytes / 1e9))
    if number in _FAULTS:
        return Broken("crash", "its content is damaged in a way that breaks the program reading it")
    return Broken("crash", f"the program reading it was ended from outside (code {code})")


def _start(function: Callable[[Any], Any], bounds: Bounds) -> _Worker[Any]:
    # A fresh process rather than a fork: the parent may hold locks, threads and open databases.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function, bounds), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _end(worker: _Worker[Any]) -> None:
    # At once, idle or not: it holds nothing that is not with the parent, and would take 0.3 s to
    # leave by itself with all that the readers have loaded.
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _serve(pipe: Connection, function: Callable[[Any], Any], bounds: Bounds) -> None:
    # Not the address space: that counts what is reserved and never used. No core is written:
    # it would hold the document.
    _lower(resource.RLIMIT_DATA, max(bounds.memory_bytes - _MAPPED_BYTES, _MAPPED_BYTES))
    _lower(resource.RLIMIT_CORE, 0)
    # The parent's end closed, also by its death: nobody is left to work for.
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            job = pipe.recv()
            _begin(bounds)
            try:
                result = function(job)
            except MemoryError:
                result = Broken("memory", _NO_MEMORY.format(bounds.memory_bytes / 1e9))
            except Exception:  # a reading library may raise anything on a hostile file
                reason = "its content is damaged in a way no reader foresees"
                result = Broken("crash", reason, traceback.format_exc())
            answer = (result, _status_bytes("self", "VmHWM"), _status_bytes("self", "VmRSS"))
            pipe.send(answer)
            del result, answer  # not held while the next file is read


def _begin(bounds: Bounds) -> None:
    """Count peak memory anew, and end with the time bound even if the parent is gone."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    used = time.process_time()
    # Several threads may use processors at once; the parent's clock is the stricter one.
    _lower(resource.RLIMIT_CPU, math.ceil(used + 2 * bounds.timeout_s) + 1, hard=False)


def _lower(kind: int, value: int, *, hard: bool = True) -> None:
    _, most = resource.getrlimit(kind)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(kind, (value, value if hard else most))


def _seconds_queued(pid: int | None) -> float:
    """Return how long a process has stood ready while others had the processor, 0 if unknown."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _status_bytes(pid: int | str | None, field: str) -> int:
    """Return a size from the status of a process, 0 if unknown.

    ``VmRSS`` is the memory it holds, ``VmHWM`` the most since that was last counted anew.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) << 10
    return 0
