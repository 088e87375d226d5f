"""The results of a batch on disk, as they come, so that a run that was stopped is gone on with.

One file has the lines of JSON. While the batch is not finished there is another one beside it: for
each case file whose line is written, in the same order, where that line ends, how its files looked
then, and what it contributes to the comparison of case files. When the same command runs again, the
case files from the first one on whose files are still the same are taken from there.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casefiles.sealed import Damaged, seal, unseal
from enforcement.across import Given
from enforcement.batch.work import Done, fingerprint
from enforcement.result import Assessment

_ROOMS = ("casefiles", "rules", "enforcement")
_MOST = 1 << 30  # bytes of one entry; a larger length is a damaged one


@dataclass(slots=True, frozen=True)
class Entry:
    """One case file whose line is written; ``end`` is where the line ends in its file."""

    path: str
    seen: str
    code: int
    end: int
    given: Given | None


@dataclass(slots=True, frozen=True)
class _Head:
    digest: str  # of everything that decides what a checker says


class Record:
    """The lines of a batch in ``lines``, and beside them how far it got."""

    def __init__(self, lines: Path, digest: str) -> None:
        self.lines = lines
        self.beside = lines.with_name(lines.name + ".progress")
        self._digest = digest
        self._out: IO[bytes] | None = None
        self._journal: IO[bytes] | None = None

    def begin(self, cases: Sequence[str]) -> list[Entry]:
        """Open both files, and say which of ``cases``, from the first on, need not be checked."""
        kept, at = self._kept(cases)
        self._out = self.lines.open("r+b" if kept else "wb")
        self._out.truncate(kept[-1].end if kept else 0)
        self._out.seek(0, os.SEEK_END)
        # What case files contribute names people: nobody else may read it.
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._journal = os.fdopen(os.open(self.beside, flags, 0o600), "r+b")
        self._journal.truncate(at)
        self._journal.seek(0, os.SEEK_END)
        if at == 0:
            self._write(_Head(self._digest))
        return kept

    def _kept(self, cases: Sequence[str]) -> tuple[list[Entry], int]:
        """The entries that still hold, and where the last of them ends."""
        kept: list[Entry] = []
        at = 0
        with suppress(OSError, Damaged), self.beside.open("rb") as file:
            size = self.lines.stat().st_size
            if _read(file) != _Head(self._digest):
                return [], 0
            at = file.tell()
            for case in cases:
                entry = _read(file)
                if not isinstance(entry, Entry) or entry.path != case or entry.end > size:
                    break
                if not entry.seen or entry.seen != fingerprint(Path(case)):
                    break
                kept.append(entry)
                at = file.tell()
        return kept, at

    def add(self, done: Done) -> None:
        """Write one result; first its line, so that no entry is without one."""
        assert self._out is not None
        self._out.write(done.line.encode() + b"\n")
        self._out.flush()
        self._write(Entry(done.path, done.seen, done.code, self._out.tell(), done.given))

    def _write(self, value: object) -> None:
        assert self._journal is not None
        sealed = seal(value)
        self._journal.write(len(sealed).to_bytes(8, "big") + sealed)
        self._journal.flush()

    def close(self, finished: bool) -> None:
        """Close both files; of a finished batch only the lines stay."""
        for file in (self._out, self._journal):
            if file is not None:
                file.close()
        if finished:
            self.beside.unlink(missing_ok=True)

    def assessments(self) -> "Lines":
        """The results that are written, read again one by one each time they are asked for."""
        return Lines(self.lines)


class Lines:
    """The assessments in a file of lines; none of them is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Assessment]:
        with self._path.open("rb") as file:
            for line in file:
                yield Assessment.model_validate_json(line)


def _read(file: IO[bytes]) -> object:
    """The next value in the file; ``Damaged`` at its end."""
    length = int.from_bytes(file.read(8), "big")
    if not 0 < length < _MOST:
        raise Damaged("length")
    return unseal(file.read(length), _ROOMS)
