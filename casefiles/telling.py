"""One file in, what it says out: the unit that can be read apart from all others.

A pure function of the bytes and the name, so that it can run in a process of its own and be kept
for the next time.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from casefiles.extract import extract
from casefiles.facts import Document, Problem
from casefiles.model import NoDocument, Reading, Unreadable
from casefiles.readers.formats import read_bytes
from casefiles.segment import alike, segment

MOST_FILE = 4_000_000  # characters of one file; a bound case file of 3,000 pages has fewer
MOST_DOCUMENT = 1_000_000  # characters of one document; the longest ones met have a tenth


@dataclass(slots=True)
class Told:
    """The documents in one file with their facts, and what went wrong.

    ``refused`` is why the file could not be read at all; ``picture``: it shows no document.
    ``reading`` is the file as it was read, only where that was asked for (to show it). ``apart``:
    the same one document as several of its kind, where it may be (see ``segment.alike``).
    """

    source: str
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: str = ""
    picture: bool = False
    reading: Reading | None = None
    apart: list[Document] = field(default_factory=list)

    def under(self, source: str) -> "Told":
        """The same of a file with the same content under another name."""
        old = len(self.source)
        for d in (*self.documents, *self.apart):
            d.source = source + d.source[old:]
        problems = [
            Problem(source + p.source[old:], p.message.replace(f"“{self.source}", f"“{source}", 1))
            for p in self.problems
        ]
        return replace(self, source=source, problems=problems)


Tell = Callable[[bytes, str, str, bool], Told]


def tell(data: bytes, source: str, kind: str, keep: bool = False) -> Told:
    """What the file ``data`` says; ``kind`` as the readers tell it; ``keep`` also hands on the
    reading. Never raises for a bad file."""
    try:
        reading = read_bytes(data, source, kind)
        found = told(reading)
        found.reading = reading if keep else None
        return found
    except NoDocument as error:
        return Told(source, refused=str(error), picture=True)
    except Unreadable as error:
        return Told(source, refused=str(error))


def told(reading: Reading) -> Told:
    """What a file that was read says. A document that breaks the extraction is a problem of its
    own; the others are still read."""
    found = Told(reading.source)
    if sum(len(b.text) for b in reading.blocks) > MOST_FILE:
        return Told(reading.source, refused=_too_long(MOST_FILE))
    found.problems = [Problem(reading.source, note) for note in reading.notes if "未" in note]
    for part in segment(reading):
        if sum(len(b.text) for b in part.blocks) > MOST_DOCUMENT:
            found.problems.append(
                Problem(part.source, f"“{part.source}”{_too_long(MOST_DOCUMENT)}")
            )
            continue
        try:
            found.documents.append(extract(part))
        except Exception as error:
            says = f"内容解析出错（{type(error).__name__}），这份文书没有检查"
            found.problems.append(Problem(part.source, says))
    if len(found.documents) == 1 and found.documents[0].source == reading.source:
        with suppress(Exception):  # the one document was read: nothing is lost
            found.apart = [extract(part) for part in alike(reading)]
    return found


def _too_long(most: int) -> str:
    return f"文字超过{most // 10_000}万字，没有检查，请拆分后重新提交"
