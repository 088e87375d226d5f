"""Pages as pictures, and one document out of a case file by the name it was read under."""

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from casefiles.model import Unreadable
from casefiles.readers import open_case
from casefiles.readers.pages.pictures import draw_page, find_original, page_sizes
from tests.casefiles.readers.build import archive, docx, p
from tests.casefiles.readers.test_pdf import pdf, words

PAGE = pdf(words((60, 700, "some words")), words((60, 100, "more")))


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the bytes of a PNG without filters."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, body, size = 8, b"", (0, 0)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            name + data
        )
        if name == b"IHDR":
            size = struct.unpack(">II", data[:8])
        elif name == b"IDAT":
            body += data
        at += 12 + length
    return *size, zlib.decompress(body)


def test_a_page_is_drawn_and_what_is_covered_is_grey() -> None:
    assert page_sizes(PAGE, "pdf") == [(595.0, 842.0)] * 2
    plain = draw_page(PAGE, "pdf", 1, 842)
    wide, high, body = pixels(plain.png)
    assert (wide, high) == (595, 842)
    covered = draw_page(PAGE, "pdf", 1, 842, [(50, 120, 150, 160)])
    _, _, other = pixels(covered.png)
    line = 1 + 3 * wide
    at = 140 * line + 1 + 3 * 100
    assert other[at : at + 3] == b"ZZZ"  # 90, 90, 90
    assert body[at : at + 3] != b"ZZZ"
    assert other[: 100 * line] == body[: 100 * line]
    assert draw_page(PAGE, "pdf", 1, 842).png == plain.png


def test_a_cover_may_reach_beyond_the_page() -> None:
    _, _, body = pixels(draw_page(PAGE, "pdf", 1, 100, [(-50, -50, 1e6, 1e6)]).png)
    assert set(body) == {0, 90}


@pytest.mark.parametrize("number", [0, -1, 3])
def test_there_is_no_such_page(number: int) -> None:
    with pytest.raises(Unreadable, match="没有这一页"):
        draw_page(PAGE, "pdf", number)


def test_a_page_that_claims_to_be_huge_is_drawn_small() -> None:
    huge = pdf(words((60, 700, "x")), width=200_000)
    wide, high, _ = pixels(draw_page(huge, "pdf", 1, 100_000).png)
    assert max(wide, high) <= 2400


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(Unreadable):
        draw_page(b"%PDF-1.4 nonsense", "pdf", 1)
    with pytest.raises(Unreadable):
        page_sizes(b"nonsense", "pdf")


def test_every_document_is_found_by_the_name_it_was_read_under(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    (case / "正卷").mkdir(parents=True)
    (case / "正卷" / "1.docx").write_bytes(docx(p("甲甲甲")))
    (case / "附件.zip").write_bytes(archive({"里/2.docx": docx(p("乙乙乙"))}))
    whole = tmp_path / "整卷.zip"
    whole.write_bytes(archive({"里/3.docx": docx(p("丙丙丙")), "4.pdf": PAGE}))
    single = tmp_path / "5.docx"
    single.write_bytes(docx(p("丁丁丁")))
    for path in (case, whole, single):
        readings, _ = open_case(path)
        assert readings
        for r in readings:
            data, kind = find_original(path, r.source)
            assert kind in ("docx", "pdf")
            assert hashlib.sha256(data).hexdigest() == r.sha256


@pytest.mark.parametrize("source", ["../secret.docx", "", "2.docx", "正卷", "/etc/passwd"])
def test_nothing_else_is_found(tmp_path: Path, source: str) -> None:
    case = tmp_path / "案卷"
    case.mkdir()
    (tmp_path / "secret.docx").write_bytes(docx(p("密")))
    (case / "1.docx").write_bytes(docx(p("甲")))
    with pytest.raises(Unreadable, match="没有这份文书"):
        find_original(case, source)
