"""Pages as pictures: how a PDF or a scan looks, with what must not be seen covered.

Pictures are always drawn anew and handed on as PNG; bytes of a file never leave as they came.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from casefiles.model import Box, Reading, Unreadable
from casefiles.readers import ocr
from casefiles.readers.archive import Entry, Opened, open_folder
from casefiles.readers.formats import kind_of

PAGED = ("pdf", "image")  # kinds that are shown as pages
_WIDEST = 2400  # pixels of a drawn page, however large the page claims to be
_GREY = 90  # of what is covered
# The library may be used by one thread at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(slots=True, frozen=True)
class Picture:
    """One page drawn: ``png``, and the size of the page in the unit of its boxes (points, or the
    pixels of a picture file)."""

    png: bytes
    width: float
    height: float


def page_sizes(data: bytes, kind: str) -> list[tuple[float, float]]:
    """Width and height of each page, in the unit of its boxes; raises ``Unreadable``."""
    if kind == "image":
        return [_extent(image, unit) for image, unit in _frames(data)]
    with _ONE_AT_A_TIME:
        document = _open(data)
        try:
            return [document.get_page_size(i) for i in range(len(document))]
        except pdfium.PdfiumError as error:
            raise Unreadable("有损坏的页，无法显示") from error
        finally:
            document.close()


def draw_page(
    data: bytes, kind: str, number: int, width: int = 1200, covered: Sequence[Box] = ()
) -> Picture:
    """Draw page ``number`` (from 1) about ``width`` pixels wide, ``covered`` places grey.

    Raises ``Unreadable`` where there is no such page or it cannot be drawn.
    """
    if kind == "image":
        found = list(islice(_frames(data), number - 1, number)) if number > 0 else []
        if not found:
            raise Unreadable("没有这一页")
        image, unit = found[0]
        return _finished(image, 1 / unit, covered, _extent(image, unit))
    with _ONE_AT_A_TIME:
        document = _open(data)
        try:
            if not 1 <= number <= len(document):
                raise Unreadable("没有这一页")
            page = document[number - 1]
            size = page.get_size()
            scale = min(width, _WIDEST) / max(*size, 1.0)
            image = page.render(scale=scale).to_numpy()[:, :, :3]
            page.close()
            return _finished(image, scale, covered, size)
        except pdfium.PdfiumError as error:
            raise Unreadable("这一页有损坏，无法显示") from error
        finally:
            document.close()


def find_original(case: Path, source: str) -> tuple[bytes, str]:
    """Content and kind of the one document ``source`` of a case file; raises ``Unreadable``.

    ``source`` is only compared with the names under which documents were read, never opened.
    """
    seeking = _Seeking(source=source)
    if case.is_dir():
        open_folder(case, seeking)
    elif case.is_file():
        seeking.whole = True
        seeking.file(case, case.name)
    for archive in seeking.archives:
        archive.close()
    if seeking.content is None:
        raise Unreadable("没有这份文书")
    return seeking.content, kind_of(seeking.content, source)


@dataclass(slots=True)
class _Seeking(Opened):
    """Goes the way a case file is read, and opens nothing but what is sought."""

    source: str = ""
    content: bytes | None = None

    def entry(self, entry: Entry, depth: int = 0) -> None:
        """Take the one that is sought; look into archives it may be in."""
        if entry.source == self.source and self.content is None:
            data = entry.load()
            if not (entry.source.lower().endswith(".zip") and kind_of(data, "") == "zip"):
                self.content = data
                return
        if (self.whole and depth == 0) or self.source.startswith(entry.source + "/"):
            Opened.entry(self, entry, depth)

    def document(self, data: bytes, source: str, kind: str) -> None:
        """Nothing is read here."""

    def record(self, entry: Entry, kind: str) -> None:
        """Nothing is noted here."""


def boxes_of(reading: Reading, part: str, block: int, start: int, end: int) -> list[Box]:
    """Where the words of a block stand on its page, line by line; characters of a line are taken
    to be as wide as they are in a Chinese typeface."""
    found = next((b for b in reading.blocks if b.part == part and b.index == block), None)
    if found is None or not found.boxes:
        return []
    boxes = []
    ends = (*found.runs[1:], len(found.text))
    for box, first, last in zip(found.boxes, found.runs, ends, strict=True):
        low, high = max(start, first), min(end, last)
        if low >= high:
            continue
        line = found.text[first:last]
        whole = _wide(line) or 1
        left = box[0] + (box[2] - box[0]) * _wide(line[: low - first]) / whole
        right = box[0] + (box[2] - box[0]) * _wide(line[: high - first]) / whole
        boxes.append((left, box[1], right, box[3]))
    return boxes


def _wide(text: str) -> int:
    return sum(1 if c < "\u2000" else 2 for c in text)


def _open(data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable("打不开，无法显示") from error


def _frames(data: bytes) -> Any:
    if why := ocr.missing():
        raise Unreadable(f"图片不能显示：{why}")
    from casefiles.readers.ocr.image import frames

    return frames(data)


def _extent(image: Any, unit: float) -> tuple[float, float]:
    return image.shape[1] * unit, image.shape[0] * unit


def _finished(
    image: Any, scale: float, covered: Sequence[Box], size: tuple[float, float]
) -> Picture:
    pixels = np.array(image[:, :, ::-1], dtype=np.uint8)
    for box in covered:
        x0, y0, x1, y1 = (round(v * scale) for v in box)
        pixels[max(y0 - 1, 0) : y1 + 2, max(x0 - 1, 0) : x1 + 2] = _GREY
    return Picture(_png(pixels), *size)


def _png(pixels: Any) -> bytes:
    height, width = pixels.shape[:2]
    lines = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each line begins with its filter: 0
    lines[:, 1:] = pixels.reshape(height, 3 * width)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines.tobytes(), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
