"""Who checks the case files of a batch: this process, others on this machine, or a cluster."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Protocol

from casefiles.cache import Cache
from enforcement.assess import Checker
from enforcement.batch.work import Done, Settings, check_case, check_cases

Work = Callable[[Settings, Sequence[str]], list[Done]]
_SPAWN = multiprocessing.get_context("spawn")  # forked processes would share locks and sockets


class Workers(Protocol):
    """Takes some case files at a time."""

    @property
    def width(self) -> int:
        """How many tasks may be under way."""
        ...

    def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
        """Start a task; its future fails where whoever had it was lost."""
        ...

    def give_up(self, future: "Future[list[Done]]") -> None:
        """End whoever has this task, which takes too long."""
        ...

    def close(self, now: bool = False) -> None:
        """Let the workers go; ``now``: whatever they are doing."""
        ...


class Here:
    """This process, one task after the other."""

    width = 1

    def __init__(self, checker: Checker, settings: Settings) -> None:
        self._checker, self._settings = checker, settings
        self._cache = Cache() if settings.cached else None

    def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
        """Check them; the future that is returned is done."""
        future: Future[list[Done]] = Future()
        future.set_result(
            [check_case(self._checker, p, self._settings, self._cache) for p in paths]
        )
        return future

    def give_up(self, future: "Future[list[Done]]") -> None:
        """Nothing is under way here."""

    def close(self, now: bool = False) -> None:
        """Nothing is to be let go."""


@dataclass(slots=True)
class _Lane:
    """One other process and the task it has."""

    pool: ProcessPoolExecutor | None = None
    process: BaseProcess | None = None
    future: "Future[list[Done]] | None" = None


class Processes:
    """Other processes on this machine, each an executor of its own: where one is lost it is plain
    which task it had, and the others go on."""

    def __init__(self, settings: Settings, width: int, work: Work = check_cases) -> None:
        self.width = width
        self._settings, self._work = settings, work
        self._lanes = [_Lane() for _ in range(width)]

    def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
        """Give a task to a process that has none."""
        lane = next(x for x in self._lanes if x.future is None or x.future.done())
        if lane.pool is not None:
            with suppress(BrokenProcessPool):
                lane.future = lane.pool.submit(self._work, self._settings, tuple(paths))
                return lane.future
            self._end(lane)
        before = set(multiprocessing.active_children())
        lane.pool = ProcessPoolExecutor(1, mp_context=_SPAWN, initializer=_start)
        with _deaf():
            lane.future = lane.pool.submit(self._work, self._settings, tuple(paths))
        started = set(multiprocessing.active_children()) - before
        lane.process = started.pop() if len(started) == 1 else None
        return lane.future

    def give_up(self, future: "Future[list[Done]]") -> None:
        """End the process that has this task."""
        for lane in self._lanes:
            if lane.future is future:
                self._end(lane)

    def _end(self, lane: _Lane) -> None:
        if lane.process is not None:
            lane.process.kill()
            lane.process.join()
        if lane.pool is not None:
            lane.pool.shutdown(wait=lane.process is not None, cancel_futures=True)
        lane.pool = lane.process = lane.future = None

    def close(self, now: bool = False) -> None:
        """Let the processes go."""
        for lane in self._lanes:
            if now or (lane.future is not None and not lane.future.done()):
                self._end(lane)
            elif lane.pool is not None:
                lane.pool.shutdown()


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started meanwhile does not hear Ctrl-C, not even before ``_start`` is reached."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only there can it be set
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start() -> None:
    """Make a new process ready: it ends when told to, or with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    # Case files are thousands of small objects without circles: looking for those costs a tenth.
    gc.set_threshold(20_000, 20, 20)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
