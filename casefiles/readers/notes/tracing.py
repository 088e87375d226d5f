"""Which element of a part each character of a block came from.

The same reader reads a part once more and is watched while it does, so that what a place means
is settled in one place only, and reading itself costs nothing more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from casefiles.readers.formats import unseen
from casefiles.readers.word.wordml import Context, PartReader

_LABEL = re.compile(r"([^\s，。；]+)\s*$")
_WHOLE = re.compile(r"(\S(?:.*\S)?)", re.DOTALL)


@dataclass(slots=True)
class Piece:
    """What one element says: ``length`` characters from ``start`` on, in text as it was read."""

    element: Any
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where its characters end."""
        return self.start + self.length


@dataclass(slots=True)
class Traced:
    """A paragraph and its pieces. ``raw`` is its text with the marks that nobody sees."""

    element: Any
    where: str
    section: int
    raw: str
    pieces: list[Piece] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of the block → offsets in ``raw``.

        Where nothing was filled in the span is empty: then it is that of the label before it, or
        of the whole paragraph where there is none.
        """
        gone = set(unseen(self.raw))
        kept = [i for i in range(len(self.raw)) if i not in gone] if gone else range(len(self.raw))
        start, end = max(start, 0), min(end, len(kept))
        if start >= end:
            until = kept[start - 1] + 1 if 0 < start <= len(kept) else 0
            label = _LABEL.search(self.raw, 0, until) or _WHOLE.search(self.raw)
            return label.span(1) if label else (0, 0)
        return kept[start], kept[end - 1] + 1


class Tracer(PartReader):
    """Reads a part like any other; ``paragraphs`` then says where its text came from."""

    def __init__(self, part: str, root: Any, data: bytes, where: str, context: Context) -> None:
        super().__init__(part, root, data, where, context)
        self.paragraphs: dict[int, Traced] = {}  # by the index of the block
        self._now: Any = None
        self._pieces: list[Piece] = []

    def _sweep(self, elements: Iterator[Any]) -> None:
        super()._sweep(self._watched(elements))

    def _watched(self, elements: Iterator[Any]) -> Iterator[Any]:
        for e in elements:
            yield e
            # By now the reader has dealt with ``e``; it says one thing or nothing.
            p = self._now
            if p is not None and len(p.pieces) > len(self._pieces):
                length = len(p.pieces[-1])
                self._pieces.append(Piece(e, p.length - length, length))

    def _begin(self, e: Any, count: int) -> Any:
        self._pieces = []
        self._now = super()._begin(e, count)
        return self._now

    def _finish(self, p: Any) -> None:
        known = len(self._blocks)
        super()._finish(p)
        if len(self._blocks) == known:
            return
        block = self._blocks[-1]
        number = len(block.text) - p.length if block.text else 0
        for piece in self._pieces:
            piece.start += number
        pieces = self._pieces if block.text else []
        self.paragraphs[block.index] = Traced(
            p.element, block.where, block.section, block.text, pieces
        )
