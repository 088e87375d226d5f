"""Results in the order of the case files, whoever checks them and whatever happens to them.

At most so many tasks are under way as there are workers, and results that wait for an earlier one
are bounded, so a batch of any size takes the same memory. A task whose worker was lost, or that
takes too long, is tried again case file by case file; the case file to blame is so tried twice, and
then reported as not run.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from enforcement.batch.work import CannotWork, Done
from enforcement.batch.workers import Workers

SIZE = 8  # case files of one task: handing over is a small part of the work then
WINDOW = 512  # case files that may be done or under way before the next one to be reported is
PATIENCE = 1800.0  # seconds for one task
_TRIES = 2
_LOST_MOST = 10  # case files in a row that cannot be checked: then it is not them
ENDED = "检查这个案卷的进程两次意外停止，没有检查；可能有损坏的或有意构造的文件，请由人评查"
SLOW = "检查这个案卷两次用时过长，没有检查；请由人评查，或者用 --patience 给更多时间"
_USELESS = "工作进程一再停止，检查就此停下；请看内存和磁盘空间是否够用，再运行 anjuan doctor"


@dataclass(slots=True)
class _Task:
    first: int  # of its case files
    paths: Sequence[str]
    tries: int = 0
    until: float = 0.0


class _Batch:
    def __init__(
        self, paths: Sequence[str], workers: Workers, size: int, patience: float, window: int
    ) -> None:
        self._paths, self._workers = paths, workers
        self._size, self._patience, self._window = size, patience, window
        self._next = 0  # the first case file that is in no task yet
        self._again: deque[_Task] = deque()
        self._running: dict[Future[list[Done]], _Task] = {}
        self._ready: dict[int, Done] = {}
        self._lost = 0  # in a row

    def run(self, lost: Callable[[str, str], Done]) -> Iterator[Done]:
        wanted = 0
        while wanted < len(self._paths):
            while wanted in self._ready:
                yield self._ready.pop(wanted)
                wanted += 1
            self._submit(wanted)
            if not self._running:
                continue
            soonest = min(t.until for t in self._running.values()) - time.monotonic()
            ended, _ = wait(self._running, max(soonest, 0.0), FIRST_COMPLETED)
            for future in ended:
                self._ended(future, self._running.pop(future), lost)
            now = time.monotonic()
            for future, task in list(self._running.items()):
                if task.until <= now and not future.done():
                    del self._running[future]
                    self._workers.give_up(future)
                    self._failed(task, SLOW, lost)

    def _submit(self, wanted: int) -> None:
        while len(self._running) < self._workers.width:
            if self._again:
                task = self._again.popleft()
            elif self._next < min(len(self._paths), wanted + self._window):
                paths = self._paths[self._next : self._next + self._size]
                task = _Task(self._next, paths)
                self._next += len(paths)
            else:
                return
            task.tries += 1
            task.until = time.monotonic() + self._patience
            self._running[self._workers.submit(task.paths)] = task

    def _ended(
        self, future: "Future[list[Done]]", task: _Task, lost: Callable[[str, str], Done]
    ) -> None:
        try:
            done = future.result()
        except CannotWork:
            raise
        except Exception:  # whatever an executor says where a worker was lost
            self._failed(task, ENDED, lost)
            return
        self._lost = 0
        for n, d in enumerate(done):
            self._ready[task.first + n] = d

    def _failed(self, task: _Task, why: str, lost: Callable[[str, str], Done]) -> None:
        if len(task.paths) > 1:
            singles = [_Task(task.first + n, [p], task.tries) for n, p in enumerate(task.paths)]
            self._again.extend(singles)
        elif task.tries < _TRIES:
            self._again.append(task)
        else:
            self._lost += 1
            if self._lost >= _LOST_MOST:
                raise CannotWork(_USELESS)
            self._ready[task.first] = lost(task.paths[0], why)


def results(
    paths: Sequence[str],
    workers: Workers,
    lost: Callable[[str, str], Done],
    size: int = SIZE,
    patience: float = PATIENCE,
    window: int = WINDOW,
) -> Iterator[Done]:
    """One result for each case file, in their order; ``lost(path, why)`` makes that of one that
    could not be checked. Raises ``CannotWork`` where the workers are of no use."""
    return _Batch(paths, workers, size, patience, window).run(lost)
