"""The documents of a case file as bytes, one by one, under the names they were read under."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from casefiles.readers.archive import Entry, Opened, open_folder

Take = Callable[[bytes, str, str], None]  # content, source, kind (docx, pdf …)


@dataclass(slots=True)
class _Passing(Opened):
    """Goes the way a case file is read, and hands its documents on instead of reading them."""

    take: Take = lambda data, source, kind: None

    def document(self, data: bytes, source: str, kind: str) -> None:
        """Hand on one document."""
        self.take(data, source, kind)

    def record(self, entry: Entry, kind: str) -> None:
        """Pass over recordings and photos."""


def each_original(case: Path, take: Take) -> None:
    """Hand every document of a case file to ``take``, within the limits that hold for reading.

    Pictures come without their content, recordings not at all: nothing is written on them. Only
    one document is in memory at a time. What cannot be opened is left out: reading the case file
    has told of it already.
    """
    passing = _Passing(take=take)
    if case.is_dir():
        open_folder(case, passing)
    elif case.is_file():
        passing.whole = True
        passing.file(case, case.name)
    for entry in passing.pictures:
        take(b"", entry.source, "image")
    passing.pictures = []
    passing.settle()
