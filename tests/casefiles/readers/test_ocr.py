"""Scanned pages and pictures: words, tables and seals recognised, and what was not is doubted.

Two scans are kept in ``data``: ``notice.jpg`` (in colour, slightly turned, compressed hard, no
seal) and ``form.tif`` (black and white, lying on its side). Recognising takes a second a page, so
no more than four pages are.
"""

import struct
import zlib
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from casefiles.doubts import firm
from casefiles.extract import acts, extract
from casefiles.facts import CaseFile, Document
from casefiles.intake import read_case
from casefiles.model import Block, Box, Cell, Reading, Unreadable
from casefiles.readers import ocr, open_all, read_path
from casefiles.readers.pages.pdf import read_pdf
from rules.answers import Context, cautious, evidence_of, looked_at, no
from rules.checks.agency import sealed_by_agency
from rules.parameters import Parameters
from rules.registers import Registers
from tests.casefiles.readers.test_pdf import FULL, pdf, words

DATA = Path(__file__).with_name("data")
needs_ocr = pytest.mark.skipif(bool(ocr.missing()), reason="needs the extra ocr (rapidocr)")


def picture(name: str) -> Any:
    """A picture of ``data`` as an array, blue, green, red."""
    import cv2

    return cv2.imread(str(DATA / name))


def sealed(image: Any, x: int, y: int) -> Any:
    """``image`` with a round red seal around a place, the print below it still to be seen."""
    import cv2
    import numpy as np

    ink = np.full_like(image, 255)
    cv2.circle(ink, (x, y), 96, (40, 40, 214), 6)
    cv2.circle(ink, (x, y), 24, (40, 40, 214), -1)
    for n in range(8):
        angle = n * np.pi / 4
        at = (int(x + 70 * np.cos(angle)) - 9, int(y + 70 * np.sin(angle)) + 9)
        cv2.putText(ink, "B", at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (40, 40, 214), 3)
    return np.minimum(image, ink)


def scan_of(image: Any) -> bytes:
    """A PDF of one page that is nothing but a picture."""
    from PIL import Image

    out = BytesIO()
    Image.fromarray(image[:, :, ::-1]).save(out, "PDF", resolution=120, quality=60)
    return out.getvalue()


@cache
def notice() -> Reading:
    return read_path(DATA / "notice.jpg")


@cache
def form() -> Reading:
    return read_path(DATA / "form.tif")


@needs_ocr
def test_a_photographed_notice_has_its_fields() -> None:
    d = extract(notice())
    assert d.code == "CF_ZGZ"
    assert d.value("doc_no") == "澜农（农药）责改〔2024〕7号"
    assert d.value("party_name") == "澜溪县惠丰农资经营部"
    assert d.value("doc_date") == date(2024, 4, 12)
    trust = [t for b in notice().blocks for t in b.trust]
    assert len(trust) == sum(len(b.runs) for b in notice().blocks)
    assert all(0 < t <= 1 for t in trust)


@needs_ocr
def test_places_are_in_the_pixels_of_the_picture() -> None:
    height, width = picture("notice.jpg").shape[:2]
    boxes = {b.text: b.boxes for b in notice().blocks}
    left, top, right, bottom = boxes["责令改正通知书"][0]
    assert 0 < left < width / 2 < right < width
    assert 0 < top < bottom < height / 4
    assert all(len(b.boxes) == len(b.runs) for b in notice().blocks)


@needs_ocr
def test_a_form_lying_on_its_side_is_a_table() -> None:
    cells = {(b.cell.row, b.cell.col): b.text for b in form().blocks if b.cell}
    assert cells[0, 0] == "案件来源"
    assert cells[2, 0] == "当事人"  # written from top to bottom
    assert cells[3, 3] == "539811197906183517"
    d = extract(form())
    assert (d.code, d.value("lian_date")) == ("CF_LA", date(2024, 4, 10))
    assert [o.value.people for o in d.all("opinions")] == [
        ("刀文斌", "赛丽娟"), ("邵国良",), ("普正荣",),
    ]  # fmt: skip
    # Places are on the page as it lies there: its title runs from bottom to top.
    (title,) = next(b for b in form().blocks if b.text.endswith("审批表")).boxes
    assert title[3] - title[1] > 5 * (title[2] - title[0])


@needs_ocr
def test_a_seal_at_the_agency_is_seen_and_hides_nothing(tmp_path: Path) -> None:
    day = next(b for b in notice().blocks if b.text == "二〇二四年四月十二日").boxes[0]
    at = (int(day[0] + day[2]) // 2, int(day[1]) - 20)
    (tmp_path / "通知书.pdf").write_bytes(scan_of(sealed(picture("notice.jpg"), *at)))
    (d,) = read_case(tmp_path).documents
    assert d.value("seal_seen") is True
    assert d.value("doc_date") == date(2024, 4, 12)
    assert extract(notice()).value("seal_seen") is False
    fact = extract(form()).first("seal_seen")
    assert fact is None  # no outgoing document


@needs_ocr
def test_without_colours_nothing_is_said_about_seals() -> None:
    import numpy as np

    from casefiles.readers.ocr.marks import red_marks

    grey = picture("notice.jpg").min(axis=2)
    assert not red_marks(np.dstack([grey] * 3)).coloured
    reading = Reading("a", "", notice().blocks, seals={1: None})
    fact = extract(reading).first("seal_seen")
    assert fact is not None
    assert (fact.value, fact.sure) == (None, False)
    assert "黑白" in fact.why


@needs_ocr
def test_a_photo_without_words_is_a_photo_and_no_document(tmp_path: Path) -> None:
    import cv2
    import numpy as np

    y, x = np.mgrid[0:480, 0:640]
    shop = np.dstack([x % 200, (x + y) % 180, y % 220]).astype(np.uint8)
    cv2.rectangle(shop, (100, 200), (300, 460), (60, 90, 120), -1)
    cv2.imwrite(str(tmp_path / "门店.png"), shop)
    (tmp_path / "说明.txt").write_text("行政处罚决定书\n", "utf-8")
    opened = open_all(tmp_path)
    assert [m.name for m in opened.media] == ["门店.png"]
    assert (opened.media[0].kind, opened.problems) == ("照片", [])


# --- what needs no recognition ----------------------------------------------------------------


def context() -> Context:
    return Context(Parameters.load(), Registers())


def recognised(trust: float) -> Document:
    lines = [Block("立案审批表", "page1", 0, page=1, runs=(0,), centred=True)]
    lines.append(Block("立案日期：2024年4月10日", "page1", 1, page=1, runs=(0,)))
    for b, t in zip(lines, (1.0, trust), strict=True):
        b.boxes, b.trust = ((0.0, 0.0, 9.0, 9.0),), (t,)
    return extract(Reading("立案.jpg", "", lines))


@pytest.mark.parametrize(("trust", "sure"), [(0.9, True), (0.89, False)])
def test_doubtful_words_never_fail_a_case(trust: float, sure: bool) -> None:
    d = recognised(trust)
    fact = d.first("lian_date")
    assert fact is not None
    assert fact.sure is sure
    case = CaseFile("卷", [d])
    for evidence in (evidence_of(d, fact), evidence_of(d, None)):
        answer = cautious(no("不对", [evidence]), case)
        assert answer.value is (False if sure else None)
        assert sure or "请看原件" in answer.why


@pytest.mark.parametrize(("trust", "sure"), [(0.9, True), (0.5, False)])
def test_a_row_is_as_sure_as_its_least_sure_cell(trust: float, sure: bool) -> None:
    rows = [
        ("序号", "文件名称", "日期", "页码"),
        ("1", "立案审批表", "2024.4.10", "34"),
        ("2", "行政处罚决定书", "2024.5.11", "5"),
    ]
    blocks = [Block("卷内目录", "page1", 0, page=1, runs=(0,), centred=True)]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            b = Block(text, "page1", len(blocks), Cell(0, r, c), page=1, runs=(0,))
            b.trust = (trust if text == "34" else 1.0,)
            blocks.append(b)
    listed = extract(Reading("目录.jpg", "", blocks)).all("listed")
    assert [(f.value.pages, f.sure) for f in listed] == [("34", sure), ("5", True)]


def test_what_is_nowhere_in_the_file_may_stand_in_words_that_were_not_recognised() -> None:
    for trust, value in ((0.9, False), (0.89, None)):
        case = CaseFile("卷", [recognised(trust)])
        nowhere = no("没有送达记录", [looked_at(case, "送达")])
        assert cautious(nowhere, case).value is value
        assert cautious(nowhere, case, missing=True).value is False


def test_what_rests_on_doubtful_words_is_left_out_of_a_firm_case_file() -> None:
    assert firm(CaseFile("卷", [recognised(0.9)])) is None
    case = CaseFile("卷", [recognised(0.89)])
    acts.derive(case)
    assert case.act("filing_date") is not None
    sure = firm(case)
    assert sure is not None
    assert sure.act("filing_date") is None
    assert sure.documents[0].code == "CF_LA"
    assert case.documents[0].value("lian_date") == date(2024, 4, 10)  # untouched


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ((), "没有看到印章"),
        (((20.0, 300.0, 140.0, 420.0),), "没有看到印章"),  # far above the signature
        (((20.0, 640.0, 140.0, 760.0),), "印章需看原件"),
        (None, "印章需看原件"),
    ],
)
def test_a_seal_that_is_not_seen_is_a_doubt(places: tuple[Box, ...] | None, says: str) -> None:
    said = [
        "某县农业农村局",
        "责令改正通知书",
        "某店：",
        "请于三日内改正。",
        "某县农业农村局",
        "2024年4月12日",
    ]
    blocks = [
        Block(text, "page1", n, page=1, runs=(0,), trust=(1.0,), centred=n == 1,
              boxes=((30.0, 100.0 * n + 200, 200.0, 100.0 * n + 220),))
        for n, text in enumerate(said)
    ]  # fmt: skip
    d = extract(Reading("通知书.pdf", "", blocks, seals={1: places}))
    seal = d.first("seal_seen")
    assert seal is not None
    assert seal.anchor.page == 1
    answer = sealed_by_agency(CaseFile("卷", [d]), context(), ["CF_ZGZ"])
    assert answer.value is None
    assert says in answer.why


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_NEEDED", ("no_such_module",))
    ocr.missing.cache_clear()
    try:
        with pytest.raises(Unreadable, match=r"是图片，没有识别.*anjuan\[ocr\]"):
            read_path(DATA / "notice.jpg")
        with pytest.raises(Unreadable, match=r"扫描件.*anjuan\[ocr\]"):
            read_pdf(pdf("0 0 500 800 re f"))
        (note,) = read_pdf(pdf(words((90, 700, FULL)), "0 0 500 800 re f")).notes
        assert "第2页" in note
        assert "未识别" in note
    finally:
        ocr.missing.cache_clear()


def test_a_package_without_its_models_is_not_asked_to_fetch_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Spec:
        origin = str(tmp_path / "__init__.py")

    monkeypatch.setattr(ocr, "find_spec", lambda name: Spec())
    ocr.missing.cache_clear()
    try:
        assert "没有随附的识别模型" in ocr.missing()
    finally:
        ocr.missing.cache_clear()


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    check = zlib.crc32(b"IHDR" + head)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head
    return start + struct.pack(">I", check) + struct.pack(">I", 4) + b"IDAT" + bytes(8)


@needs_ocr
@pytest.mark.parametrize(
    ("data", "why"),
    [(png(10_000, 8_001), "尺寸过大"), (png(10_000, 8_000), "损坏"), (png(60_000, 60_000), "图片")],
)
def test_a_picture_may_not_claim_any_size(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        ocr.read_image(data)


@needs_ocr
@pytest.mark.parametrize("size", [(14_400, 14_400), (3, 14_400), (595, 842)])
def test_however_large_a_page_its_picture_is_not(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2 as pdfium

    from casefiles.readers.ocr import image, reading

    seen: list[tuple[int, ...]] = []
    monkeypatch.setattr(
        reading.Scans, "add", lambda self, picture, number, scale: seen.append(picture.shape)
    )
    document = pdfium.PdfDocument.new()
    reading.Scans().add_page(document.new_page(*size), 1)
    document.close()
    assert max(seen[0]) <= image.LONG_SIDE + 1


def drawn_form() -> Any:
    """A white page with a table of two columns and three rows, and strokes of characters."""
    import cv2
    import numpy as np

    page = np.full((1700, 1200, 3), 255, np.uint8)
    for y in (200, 240, 280, 320):
        cv2.line(page, (100, y), (1100, y), (0, 0, 0), 2)
    for x in (100, 400, 1100):
        cv2.line(page, (x, 200), (x, 320), (0, 0, 0), 2)
    for x in (150, 500, 560):  # from rule to rule, as in a tight row
        cv2.line(page, (x, 242), (x, 278), (0, 0, 0), 3)
    return page


@needs_ocr
def test_ruling_lines_are_told_from_strokes() -> None:
    from casefiles.readers.ocr.marks import rulings
    from casefiles.readers.pages.grid import border, grids

    found = rulings(drawn_form(), [(120.0, 242.0, 180.0, 278.0), (470.0, 242.0, 600.0, 278.0)])
    upright = sorted({round((a + c) / 2) for a, b, c, d in found if d - b > c - a})
    assert upright == pytest.approx([100, 400, 1100], abs=2)
    segments = [s for box in found for s in border(box, 8)]
    (table,) = grids(segments)
    assert len(table.cells) == 6


@needs_ocr
def test_a_red_heading_is_no_seal_and_a_finger_print_is_a_small_one() -> None:
    import cv2
    import numpy as np

    from casefiles.readers.ocr.marks import red_marks

    page = np.full((1700, 1200, 3), 255, np.uint8)
    cv2.putText(page, "PEOPLES BUREAU OF A COUNTY", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 2.2,
                (40, 40, 214), 8)  # fmt: skip
    cv2.ellipse(page, (300, 1400), (32, 42), 0, 0, 360, (60, 60, 200), 8)
    found = red_marks(page)
    assert found.seals == ()
    assert pytest.approx((265, 1355, 338, 1448), abs=6) in found.prints
    (seal,) = red_marks(sealed(page, 800, 1400)).seals
    assert seal == pytest.approx((701, 1301, 899, 1499), abs=6)


@needs_ocr
def test_ink_that_was_not_read_is_noticed() -> None:
    import cv2
    import numpy as np

    from casefiles.readers.ocr.engine import overlooked

    line = np.full((40, 160, 3), 255, np.uint8)
    cv2.putText(line, "3", (10, 32), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
    cv2.putText(line, "4", (125, 32), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
    assert not overlooked(line, "34", [20.0, 135.0])
    cv2.line(line, (35, 20), (120, 20), (0, 0, 0), 3)
    assert overlooked(line, "34", [20.0, 135.0])
