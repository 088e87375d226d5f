"""How far a batch is, on stderr: a bar on a terminal, now and then a line elsewhere."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_EVERY = 30.0  # seconds between two lines


class Shown:
    """Counts the case files that are done; ``before`` of ``total`` were done in an earlier run."""

    def __init__(self, total: int, before: int = 0) -> None:
        self._total, self._before, self.done = total, before, before
        self._start = self._told = time.monotonic()
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("检查案卷"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=total, completed=before, rate="")

    def __enter__(self) -> "Shown":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self, name: str) -> None:
        """One more is done; ``name`` is what to call it."""
        self.done += 1
        now = time.monotonic()
        rate = (self.done - self._before) / max(now - self._start, 0.001)
        self._bar.update(self._task, advance=1, description=name, rate=f"每秒 {rate:.1f} 个")
        if self._bar.disable and now - self._told >= _EVERY:
            self._told = now
            print(_line(self.done, self._total, rate), file=sys.stderr, flush=True)


def _line(done: int, total: int, rate: float) -> str:
    minutes, seconds = divmod(round((total - done) / rate), 60)
    left = f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"
    return f"已检查 {done} / {total} 个案卷，每秒 {rate:.1f} 个，约剩 {left}"
