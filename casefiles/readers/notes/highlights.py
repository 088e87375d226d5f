"""Highlights with notes on the pages of a PDF: a copy to which nothing else was done."""

import re
from collections import defaultdict
from collections.abc import Sequence
from ctypes import byref, c_double, cast, create_string_buffer
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from casefiles.model import Box, Unreadable
from casefiles.readers.notes.remarks import AUTHOR, Marked, Remark

_FAULT, _QUESTION = (255, 153, 102, 255), (255, 235, 120, 255)  # red, green, blue, opacity
_CORNER = 18.0  # points: the size of a note on a page whose place is not known more closely
_IDS = re.compile(rb"/ID ?\[<([0-9A-Fa-f]+)> ?<([0-9A-Fa-f]+)>\]")
_FINE = 100  # steps of a point in which places are told to the library


def highlight_pdf(data: bytes, remarks: Sequence[Remark], out: Path) -> Marked:
    """Write the PDF ``data`` with a highlight for each remark to the new file ``out``.

    The lines a remark is about are coloured and carry its text; a remark of which only the page is
    known is a note in the corner of that page. The copy begins with the bytes of the file, so that
    a signature on them stays what it was. Raises ``Unreadable`` where that cannot be done.
    """
    marked = Marked()
    pages: dict[int, list[Remark]] = defaultdict(list)
    for r in remarks:
        pages[(r.page or 1) - 1].append(r)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable("打不开") from error
    try:
        for number in sorted(pages):
            page = document[min(number, len(document) - 1)]
            loose = 0
            for r in sorted(pages[number], key=lambda r: (r.block, r.start)):
                exact = r.box is not None and r.page is not None
                if r.box is not None and exact:
                    _highlight(page, r.box, r)
                else:
                    _note(page, loose, r)
                    loose += 1
                marked.exact += exact
                marked.near += not exact
            page.close()
        copy = BytesIO()
        document.save(copy, flags=raw.FPDF_INCREMENTAL)
    except pdfium.PdfiumError as error:
        raise Unreadable("写不进批注") from error
    finally:
        document.close()
    with out.open("xb") as file:
        file.write(_settled(copy.getvalue(), data))
    return marked


def _settled(copy: bytes, data: bytes) -> bytes:
    """``copy`` with the marks that the library drew by lot made to follow from its content."""
    if not copy.startswith(data):
        raise Unreadable("写不进批注")
    added = copy[len(data) :]
    found = list(_IDS.finditer(added))
    if not found:
        return copy
    drawn = [g for g in found[-1].groups() if g not in data and g.lower() not in data]
    for old in drawn:
        added = added.replace(old, b"0" * len(old))
    told = sha256(data + added).hexdigest().upper().encode()
    for old in drawn:
        at = found[-1].start() + found[-1][0].rindex(old)
        added = added[:at] + told[: len(old)].ljust(len(old), b"0") + added[at + len(old) :]
    return data + added


def _highlight(page: Any, box: Box, r: Remark) -> None:
    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_HIGHLIGHT)
    if not annotation:
        raise pdfium.PdfiumError("no annotation")
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    # In the order in which PDF readers expect them: upper line first, then the lower one.
    corners = [_on_page(page, x, y) for y in (top, bottom) for x in (left, right)]
    quad = raw.FS_QUADPOINTSF(*(value for corner in corners for value in corner))
    raw.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    _finish(annotation, corners, r)


def _note(page: Any, count: int, r: Remark) -> None:
    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_TEXT)
    if not annotation:
        raise pdfium.PdfiumError("no annotation")
    top = _CORNER * (1 + 1.2 * count)
    corners = [_on_page(page, x, y) for x, y in ((_CORNER, top), (2 * _CORNER, top + _CORNER))]
    _finish(annotation, corners, r)


def _finish(annotation: Any, corners: Sequence[tuple[float, float]], r: Remark) -> None:
    """Where the annotation stands, how it looks, what it says, that it is printed."""
    xs, ys = zip(*corners, strict=True)
    rect = raw.FS_RECTF(min(xs), max(ys), max(xs), min(ys))
    raw.FPDFAnnot_SetRect(annotation, byref(rect))
    colour = _FAULT if r.fault else _QUESTION
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *colour)
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    for key, text in (("T", AUTHOR), ("Contents", "\n".join((r.head, *r.lines)))):
        words = create_string_buffer((text + "\0").encode("utf-16-le", "replace"))
        raw.FPDFAnnot_SetStringValue(annotation, key.encode(), cast(words, raw.FPDF_WIDESTRING))
    raw.FPDFPage_CloseAnnot(annotation)


def _on_page(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point given from the top left of the page as it is shown, in the page's own coordinates.

    The page may be turned or cropped; the library knows how.
    """
    across, down = c_double(), c_double()
    wide, high = round(page.get_width() * _FINE), round(page.get_height() * _FINE)
    raw.FPDF_DeviceToPage(
        page, 0, 0, wide, high, 0, round(x * _FINE), round(y * _FINE), byref(across), byref(down)
    )
    return across.value, down.value
