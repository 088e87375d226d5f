"""The scanned pages of one file, and picture files, to blocks that know how sure they are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from casefiles.model import Block, Box, NoDocument, Reading
from casefiles.readers import limits
from casefiles.readers.ocr.engine import Image
from casefiles.readers.ocr.image import LONG_SIDE, frames
from casefiles.readers.ocr.page import Scan, recognise
from casefiles.readers.pages.blocks import blocks_of
from casefiles.readers.pages.grid import TableCell
from casefiles.readers.pages.page import Page
from casefiles.readers.pages.paragraphs import Piece

DPI = 150  # at which pages are drawn; more makes nothing better
A4 = 842.0  # points: the longer side a picture file is taken to have
_DOCUMENT = 40  # recognised characters from which on a picture is a document and not a photo
_CLEAN = 0.002  # share of dark pixels below which a sheet is empty but for specks
_HAZY = 0.10  # share of doubtful characters from which on a page may hide what was not read


@dataclass(slots=True)
class Scans:
    """The scanned pages of one file, as far as they were recognised."""

    pages: dict[int, Scan] = field(default_factory=dict)

    def add(self, image: Image, number: int, scale: float, unit: float | None = None) -> Page:
        """Recognise page ``number``; see ``page.recognise``."""
        scan = recognise(image, number, scale, unit)
        self.pages[number] = scan
        for table in (i for i in scan.page.items if not isinstance(i, Piece)):
            for cell in table.cells:
                _mark_blank(cell, scan.drawn)
        return scan.page

    def add_page(self, page: Any, number: int) -> Page:
        """Draw and recognise a page of a PDF (as the library gives it)."""
        # However large a page claims to be, its picture is not.
        dots = min(DPI / 72, LONG_SIDE / max(*page.get_size(), 1.0))
        image = page.render(scale=dots).to_numpy()[:, :, :3]
        return self.add(np.ascontiguousarray(image), number, 1 / dots)

    def is_empty(self, number: int) -> bool:
        """Whether there is nothing at all on a page: the back of a sheet."""
        return self.pages[number].inked < _CLEAN

    def settle(self, reading: Reading) -> None:
        """Say in the blocks of these pages where something is drawn, a seal or finger print
        included, and give their places as they are on the pages as they came."""
        reading.seals, reading.doubt = self._seals(), self._doubt()
        blocks = [b for b in reading.blocks if b.boxes]
        for number, scan in self.pages.items():
            mine = [b for b in blocks if b.page == number]
            seen = scan.marks
            for box in (*scan.drawn, *seen.seals, *seen.prints):
                for b in _below(box, mine):
                    b.has_image = True
            for b in mine:
                b.boxes = tuple(map(scan.place, b.boxes))

    def _seals(self) -> dict[int, tuple[Box, ...] | None]:
        """Page → the places of its seals as on the page as it came; ``None`` where the scan has
        no colours, so that nothing can be said about seals."""
        return {
            n: tuple(map(s.place, s.marks.seals)) if s.marks.coloured else None
            for n, s in self.pages.items()
        }

    def _doubt(self) -> str:
        """Why something may stand on these pages that was not read; empty where that is unlikely.

        In Chinese, the second half of a sentence."""
        hazy = [n for n, s in self.pages.items() if s.letters - s.sure > _HAZY * s.letters]
        drawn = [n for n, s in self.pages.items() if s.drawn]
        if hazy:
            return f"第{_list(hazy)}页扫描不清，识别没有把握"
        if drawn:
            return f"第{_list(drawn)}页有没有认出的笔迹或图形"
        return ""


def _list(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:6])) + ("等" if len(numbers) > 6 else "")


def _mark_blank(cell: TableCell, drawn: Sequence[Box]) -> None:
    """Give a cell without words a place to say that something is drawn in it."""
    for box in drawn:
        if not cell.paragraphs and _middle_in(box, cell.box):
            cell.paragraphs = [[Piece("", box)]]


def _middle_in(box: Box, outer: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _below(mark: Box, blocks: Sequence[Block]) -> list[Block]:
    """The blocks a mark stands on; where there are none, the one it stands beside."""
    hit = [b for b in blocks if any(_shared(mark, box) for box in b.boxes)]
    if hit:
        return hit
    beside = [
        (mark[0] - box[2], b)
        for b in blocks
        for box in b.boxes
        if box[2] <= mark[0]
        and min(box[3], mark[3]) - max(box[1], mark[1]) > 0.4 * (box[3] - box[1])
    ]
    return [min(beside, key=lambda found: found[0])[1]] if beside else []


def _shared(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def read_image(data: bytes) -> Reading:
    """Read a picture file, each of its pages, as a document.

    Raises ``NoDocument`` where it shows hardly any words (a photo), and ``Unreadable``; both with
    the second half of a Chinese sentence.
    """
    scans = Scans()
    pages: list[Page] = []
    for number, (image, pixels) in enumerate(frames(data), 1):
        limits.alive()
        pages.append(scans.add(image, number, A4 / max(image.shape[:2]), pixels))
    if sum(s.sure for s in scans.pages.values()) < _DOCUMENT:
        raise NoDocument("是没有多少文字的图片（照片），没有人看过，请人工查看")
    found = Reading("", hashlib.sha256(data).hexdigest(), blocks_of(pages))
    found.flat = any(p.doubtful for p in pages)
    scans.settle(found)
    return found
