"""The order of results and what happens to case files whose worker was lost, without processes."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import pytest

from enforcement.batch import ordered
from enforcement.batch.ordered import results
from enforcement.batch.work import CannotWork, Done

PATHS = [f"案{n}" for n in range(100)]


class Scripted:
    """Workers that finish their tasks in any order; ``fate`` says what becomes of a task."""

    def __init__(self, width: int, fate: Callable[[Sequence[str]], str], seed: int = 0) -> None:
        self.width, self._fate = width, fate
        self._open: dict[Future[list[Done]], Sequence[str]] = {}
        self._random = random.Random(seed)
        self.asked: list[tuple[str, ...]] = []
        self.given_up = 0

    def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
        future: Future[list[Done]] = Future()
        self._open[future] = paths
        self.asked.append(tuple(paths))
        assert len(self._open) <= self.width
        if len(self._open) == self.width or sum(map(len, self.asked)) >= len(PATHS):
            self._finish()
        return future

    def _finish(self) -> None:
        ready = [f for f, paths in self._open.items() if self._fate(paths) != "hang"]
        for future in self._random.sample(ready, len(ready)):
            paths = self._open.pop(future)
            if self._fate(paths) == "lost":
                future.set_exception(OSError("gone"))
            else:
                future.set_result([Done(p, f"{p}的结果", 0) for p in paths])

    def give_up(self, future: "Future[list[Done]]") -> None:
        del self._open[future]
        self.given_up += 1

    def close(self, now: bool = False) -> None:
        pass


def lost(path: str, why: str) -> Done:
    return Done(path, why, 3)


def run(workers: Scripted, **options: float) -> list[Done]:
    return list(results(PATHS, workers, lost, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_results_come_in_the_order_of_the_case_files(width: int, seed: int) -> None:
    done = run(Scripted(width, lambda paths: "", seed))
    assert [d.line for d in done] == [f"{p}的结果" for p in PATHS]


def test_a_lost_worker_costs_one_case_file_which_was_tried_twice() -> None:
    workers = Scripted(2, lambda paths: "lost" if "案42" in paths else "")
    done = run(workers)
    assert [d.path for d in done] == PATHS
    assert [(d.path, d.line) for d in done if d.code] == [("案42", ordered.ENDED)]
    assert sum("案42" in paths for paths in workers.asked) == 2
    assert sum("案1" in paths for paths in workers.asked) == 1


def test_a_worker_lost_by_chance_costs_nothing() -> None:
    gone = []

    def fate(paths: Sequence[str]) -> str:
        if "案42" in paths and not gone:
            gone.append(paths)
            return "lost"
        return ""

    assert not any(d.code for d in run(Scripted(1, fate)))
    assert gone


def test_a_task_that_takes_too_long_is_given_up() -> None:
    workers = Scripted(1, lambda paths: "hang" if "案42" in paths else "")
    done = run(workers, patience=0.05)
    assert [(d.path, d.line) for d in done if d.code] == [("案42", ordered.SLOW)]
    assert workers.given_up == 2


def test_results_that_wait_for_an_earlier_one_are_bounded() -> None:
    workers = Scripted(2, lambda paths: "hang" if "案0" in paths else "")
    found = results(PATHS, workers, lost, size=1, patience=0.2, window=10)
    assert next(found).path == "案0"
    assert max(int(p[1:]) for paths in workers.asked for p in paths) <= 10


def test_workers_of_no_use_stop_the_batch() -> None:
    workers = Scripted(2, lambda paths: "lost")
    with pytest.raises(CannotWork, match="工作进程一再停止"):
        run(workers)
    assert len(workers.asked) < 60


def test_what_a_worker_says_it_cannot_do_stops_the_batch() -> None:
    class Wrong(Scripted):
        def submit(self, paths: Sequence[str]) -> "Future[list[Done]]":
            future: Future[list[Done]] = Future()
            future.set_exception(CannotWork("规则不同"))
            return future

    with pytest.raises(CannotWork, match="规则不同"):
        run(Wrong(1, lambda paths: ""))


def test_nothing_is_checked_before_it_is_asked_for() -> None:
    workers = Scripted(1, lambda paths: "")
    found = results(PATHS, workers, lost, size=1)
    for _ in range(3):
        next(found)
    time.sleep(0)
    assert len(workers.asked) == 3
