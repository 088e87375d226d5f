"""One broken case file through the whole product, in a process of its own that is watched.

The process has no network (opening a socket ends it), a cap on its memory, and reports how much it
took. The parent kills it when it takes too long. What comes out is a ``Result``; ``bad`` says
what promise was broken.
"""

import json
import multiprocessing as mp
import os
import resource
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

SECONDS = 150  # a file that takes longer hangs; reading gives up after 120 seconds of silence
MEMORY = 2048  # MiB of peak resident memory for one file, libraries and rules included


@dataclass(slots=True, frozen=True)
class Result:
    """What one file led to. ``seconds`` of wall time, ``peak`` MiB of the process so far."""

    name: str
    bad: str = ""
    seconds: float = 0.0
    peak: int = 0


# How the product tells that it broke on a file: survived, but a defect all the same.
_CRASHED = ("程序出错", "读取时出错", "内容解析出错")


class _Outside(Exception):
    pass


def _refused(*args: object, **kwargs: object) -> None:
    raise _Outside("网络")


def _serve(pipe: Connection) -> None:
    """Check case files one after another; the answer is what was wrong, or nothing."""
    from enforcement.run import prepare

    socket.socket.connect = _refused  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = _refused
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    checker = prepare([Path(__file__)]).checker
    pipe.send(("ready", 0))
    while True:
        folder = pipe.recv()
        if folder is None:
            return
        try:
            bad = _wrong(checker.check(Path(folder)).to_json(), Path(folder))
        except BaseException as error:
            bad = f"{type(error).__name__}: {str(error)[:200]}"
        pipe.send((bad, _peak()))


def _peak() -> int:
    """MiB this process had at most. What getrusage tells begins with the size of the parent."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(next(x for x in status.split("\n") if x.startswith("VmHWM")).split()[1]) // 1024


def _wrong(line: str, folder: Path) -> str:
    data = json.loads(line)
    looked = data["problems"] or data["case_file"]["documents"]
    if not looked:
        return "既没有文书，也没有说明为什么"
    broken = [p["message"] for p in data["problems"] if any(w in p["message"] for w in _CRASHED)]
    if broken:
        return broken[0]
    crashed = [r["rule"] for r in data["results"] if r["verdict"] == "not_run"]
    if crashed:
        return f"检查出错：{'、'.join(crashed[:5])}"
    beside = sorted(p.name for p in folder.parent.iterdir())
    return "" if beside == [folder.name] else f"案卷之外多出了文件：{beside}"


class Watched:
    """A process that checks files; started anew after every crash, hang, or too much memory."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = mp.Pipe()
        self.process = mp.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def check(self, name: str, file: str, data: bytes) -> Result:
        """One file as a case file of its own."""
        root = Path(tempfile.mkdtemp(prefix="fuzz"))
        folder = root / "案卷"
        folder.mkdir()
        (folder / file).write_bytes(data)
        start = time.perf_counter()
        bad, peak = "", 0
        try:
            self.pipe.send(str(folder))
            if not self.pipe.poll(SECONDS):
                bad = f"超过{SECONDS}秒"
            else:
                bad, peak = self.pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.process.join()
            bad = f"进程退出（{self.process.exitcode}）"
        took = time.perf_counter() - start
        shutil.rmtree(root)
        if not bad and peak > MEMORY:
            bad = f"用了{peak} MiB内存"
        if bad:
            self.process.kill()
            self.process.join()
            self._start()
        return Result(name, bad, took, peak)

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def run(files: Iterable[tuple[str, str, bytes]]) -> Iterator[Result]:
    """Every (name, file name, bytes) through the product, one by one."""
    watched = Watched()
    try:
        for name, file, data in files:
            yield watched.check(name, file, data)
    finally:
        watched.close()
