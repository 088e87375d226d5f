"""Files that could take too long or break their reader are told in a process of their own.

Parsers of PDFs and pictures are native code, and a few kilobytes can unpack to a great deal. Such
files go to a second process that has a limit of memory; when it is silent for too long or ends, the
file is refused with the reason and the next one gets a new process. All others are told here:
their size bounds their cost.

The two talk through pipes: eight bytes of length, then a pickle; an empty one is a sign of life.
The second process is our own program and is given nothing but the bytes of the file.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, Queue
from typing import IO

from casefiles.readers import limits
from casefiles.telling import Told
from casefiles.telling import tell as tell_here

SILENT = 120  # seconds without a sign of life (there is one for every page)
MEMORY = 3 * 1024  # MiB of data of the second process; recognising text takes about 1,000
APART = ("pdf", "image")
UNPACKED = 4 * limits.MIB  # XML of a docx from which on it is told apart
PLAIN = limits.MIB  # bytes of any other file from which on it is told apart
_SLOW = f"超过{SILENT}秒没有读完一页，没有检查，请拆分或另存后重新提交"
_ENDED = "让读取程序意外停止，可能已损坏或有意构造，没有检查，请人工查看"


def risky(data: bytes, kind: str) -> bool:
    """Whether a file is to be told apart, by its kind and what it unpacks to."""
    if kind in APART:
        return True
    if kind in ("docx", "sheet"):
        return limits.xml_size(data) > UNPACKED
    return len(data) > PLAIN


class Apart:
    """The second process, started when first needed and again after it was lost."""

    def __init__(self, silent: float = SILENT) -> None:
        self._silent = silent
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: Queue[bytes | None] = Queue()
        self._lock = threading.Lock()

    def tell(self, data: bytes, source: str, kind: str, keep: bool = False) -> Told:
        """What a file says, or why it was refused; one file at a time."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            try:
                _write(process.stdin, pickle.dumps((data, source, kind, keep)))
                answer = self._answer()
            except TimeoutError:
                return self._lost(source, _SLOW)
            except OSError:
                return self._lost(source, _ENDED)
            if answer is None:
                return self._lost(source, _ENDED)
            told: Told = pickle.loads(answer)
            return told

    def _answer(self) -> bytes | None:
        while True:
            try:
                answer = self._answers.get(timeout=self._silent)
            except Empty:
                raise TimeoutError from None
            if answer != b"":
                return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "casefiles.watch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._answers = Queue()
            # Pipes cannot be waited for with a limit everywhere; a thread can be.
            reader = threading.Thread(
                target=_listen, args=(self._process.stdout, self._answers), daemon=True
            )
            reader.start()
        return self._process

    def _lost(self, source: str, why: str) -> Told:
        self.close()
        return Told(source, refused=why)

    def close(self) -> None:
        """End the second process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _listen(pipe: IO[bytes] | None, answers: "Queue[bytes | None]") -> None:
    assert pipe is not None
    with suppress(EOFError, OSError, ValueError):
        while True:
            answers.put(_read(pipe))
    answers.put(None)


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    data = pipe.read(size := int.from_bytes(head, "big"))
    if len(data) < size:
        raise EOFError
    return data


_apart = Apart()
atexit.register(_apart.close)


def tell(data: bytes, source: str, kind: str, keep: bool = False) -> Told:
    """What a file says, told here or apart; never raises for a bad file."""
    if risky(data, kind):
        return _apart.tell(data, source, kind, keep)
    return tell_here(data, source, kind, keep)


def _serve() -> None:
    """The second process: file after file from standard input, answers on standard output."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        most = MEMORY * limits.MIB
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may stand between the answers

    def alive() -> None:
        try:
            _write(outgoing, b"")
        except OSError:  # nobody is waiting any more
            os._exit(1)

    limits.alive = alive
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            data, source, kind, keep = pickle.loads(_read(incoming))
            _write(outgoing, pickle.dumps(tell_here(data, source, kind, keep)))


if __name__ == "__main__":
    _serve()
