"""PDF highlights in a copy: on the very lines, however the page is turned or cut."""

import ctypes
import re
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from casefiles.facts import Lines
from casefiles.model import Box, Unreadable
from casefiles.readers.formats import read_bytes
from casefiles.readers.notes.highlights import highlight_pdf
from casefiles.readers.notes.remarks import Marked, Remark
from tests.casefiles.readers.test_pdf import pdf, words

LINES = ("The party used a forklift.", "The fine is 500 yuan.", "Signed: Wang")
PAGE = words(*((90, 700 - 40 * i, line) for i, line in enumerate(LINES)))
CROP = "/CropBox[40 60 500 800]"
# In the dictionary of the page, how text is set so that it is shown upright, what is cut off.
TURNED = {
    "upright": ("", "1 0 0 1 {x} {up}", (0, 0)),
    "turned 90": ("/Rotate 90", "0 1 -1 0 {y} {x}", (0, 0)),
    "turned 180": ("/Rotate 180", "-1 0 0 -1 {left} {y}", (0, 0)),
    "turned 270": ("/Rotate 270", "0 -1 1 0 {over} {down}", (0, 0)),
    "cropped": (CROP, "1 0 0 1 {x} {up}", (40, 42)),
    "cropped and turned": (f"{CROP}/Rotate 90", "0 1 -1 0 {y} {x}", (60, 40)),
}


def drawn(matrix: str) -> str:
    """The lines as they are drawn on a turned page, so that they stand upright when it is shown."""
    commands = []
    for i, line in enumerate(LINES):
        x, y = 90, 100 + 60 * i
        at = matrix.format(x=x, y=y, up=842 - y, left=595 - x, over=595 - y, down=842 - x)
        commands.append(f"BT /F 12 Tf {at} Tm ({line}) Tj ET\n")
    return "".join(commands)


def made(content: str, extra: str) -> bytes:
    """A page with more in its dictionary, and the table of its objects made right again."""
    whole = pdf(content).replace(b"/MediaBox", extra.encode() + b"/MediaBox")
    body, _, tail = whole.partition(b"xref\n")
    places = [m.start() for m in re.finditer(rb"\d+ 0 obj", body)]
    head, rows = tail.split(b" f \n")[0], b"".join(b"%010d 00000 n \n" % at for at in places)
    trailer = re.search(rb"trailer<<.*?>>\n", tail)
    assert trailer is not None
    end = b"startxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n" + head + b" f \n" + rows + trailer[0] + end


def remark(box: Box | None, page: int | None = 1, head: str = "【不合格】罚款") -> Remark:
    return Remark(head, ("问题：超过二百元", "改正：重新办理"), page=page, box=box)


def notes(data: bytes) -> list[tuple[int, int, str, str, str]]:
    """(page, kind, author, text, words below) of each annotation."""
    found = []
    document = pdfium.PdfDocument(data)
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for i in range(raw.FPDFPage_GetAnnotCount(page)):
            note = raw.FPDFPage_GetAnnot(page, i)
            said = []
            for key in (b"T", b"Contents"):
                buffer = ctypes.create_string_buffer(4096)
                pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
                size = raw.FPDFAnnot_GetStringValue(note, key, pointer, 4096)
                said.append(buffer.raw[: size - 2].decode("utf-16-le"))
            quad = raw.FS_QUADPOINTSF()
            below = ""
            if raw.FPDFAnnot_GetAttachmentPoints(note, 0, quad):
                xs = (quad.x1, quad.x2, quad.x3, quad.x4)
                ys = (quad.y1, quad.y2, quad.y3, quad.y4)
                below = text.get_text_bounded(min(xs), min(ys), max(xs), max(ys))
            found.append((number, raw.FPDFAnnot_GetSubtype(note), *said, below.strip()))
    return found


@pytest.mark.parametrize("kind", TURNED)
def test_a_highlight_lies_on_its_line(kind: str, tmp_path: Path) -> None:
    extra, matrix, (left, top) = TURNED[kind]
    box = (88 - left, 145 - top, 250 - left, 165 - top)  # of the page as it is shown
    out = tmp_path / "a.pdf"
    data = made(drawn(matrix), extra)
    assert highlight_pdf(data, [remark(box)], out) == Marked(exact=1)
    assert notes(out.read_bytes()) == [
        (1, raw.FPDF_ANNOT_HIGHLIGHT, "案卷检查",
         "【不合格】罚款\n问题：超过二百元\n改正：重新办理", LINES[1])
    ]  # fmt: skip


def test_the_place_the_reader_tells_is_the_place_that_is_marked(tmp_path: Path) -> None:
    data = pdf(PAGE)
    block = next(b for b in read_bytes(data, "a.pdf").blocks if "500" in b.text)
    at = block.text.index("The fine")
    box = Lines(block.runs, block.boxes).box_of(at, at + len(LINES[1]))
    highlight_pdf(data, [remark(box)], tmp_path / "a.pdf")
    assert [n[4] for n in notes((tmp_path / "a.pdf").read_bytes())] == [LINES[1]]


def test_the_copy_begins_with_the_file_and_says_the_same(tmp_path: Path) -> None:
    data = pdf(PAGE, PAGE)
    remarks = [remark((90, 130, 240, 145), 2), remark((90, 170, 240, 185), 1)]
    copies = set()
    for name in ("a.pdf", "b.pdf"):
        highlight_pdf(data, remarks, tmp_path / name)
        copies.add((tmp_path / name).read_bytes())
    (copy,) = copies
    assert copy.startswith(data)
    assert read_bytes(copy, "a.pdf").blocks == read_bytes(data, "a.pdf").blocks
    assert [(n[0], n[4]) for n in notes(copy)] == [(1, LINES[1]), (2, LINES[0])]


def test_where_only_the_page_is_known_a_note_stands_in_its_corner(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    marked = highlight_pdf(pdf(PAGE, PAGE), [remark(None, 2), remark(None, 2, "又一条")], out)
    assert marked == Marked(near=2)
    assert [n[:2] for n in notes(out.read_bytes())] == [(2, raw.FPDF_ANNOT_TEXT)] * 2


def test_annotations_that_were_there_stay(tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    highlight_pdf(pdf(PAGE), [remark((90, 130, 240, 145))], first)
    highlight_pdf(first.read_bytes(), [remark((90, 170, 240, 185), head="又一条")], second)
    assert [n[4] for n in notes(second.read_bytes())] == [LINES[0], LINES[1]]


def test_a_page_that_is_not_there_and_odd_words_do_no_harm(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    odd = Remark("\ud800\x00题", (), page=9, box=(-1e9, 0, 1e9, 1e12))
    highlight_pdf(pdf(PAGE), [odd], out)
    assert len(notes(out.read_bytes())) == 1


def test_what_is_no_pdf_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        highlight_pdf(b"%PDF-1.4 nothing", [remark(None)], tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
