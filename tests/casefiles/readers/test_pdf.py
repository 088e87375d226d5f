"""PDF with a text layer: paragraphs rebuilt from lines, page numbers apart, scans named as such."""

from pathlib import Path

import pytest

from casefiles.model import Unreadable
from casefiles.readers import read_path
from casefiles.readers.pages.pdf import read_pdf

DATA = Path(__file__).with_name("data")
OFFICIAL = Path(__file__).parents[4] / "shared" / "samples" / "official"


def pdf(*pages: str, font: str = "Helvetica", width: int = 595, turned: int = 0) -> bytes:
    """A PDF of pages, each the drawing commands of its content; ``F`` is the font."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{font}>>")
    kids = []
    rotate = f"/Rotate {turned}" if turned else ""
    for content in pages:
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} 842]{rotate}"
            f"/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out = b"%PDF-1.4\n"
    places = []
    for i, content in enumerate(objects):
        places.append(len(out))
        out += f"{i + 1} 0 obj{content}endobj\n".encode()
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    count = len(objects) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF".encode()


def words(*lines: tuple[int, int, str]) -> str:
    return "".join(f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)


FULL = "The party used a forklift without the periodic inspection required by la"


def test_wrapped_lines_are_one_paragraph_and_new_ones_are_not_joined() -> None:
    page = words((90, 700, FULL), (66, 680, FULL + "xxx"), (66, 660, "end."), (90, 640, "New one."))
    found = read_pdf(pdf(page, width=520)).blocks
    assert [b.text for b in found] == [FULL + FULL + "xxxend.", "New one."]
    assert [b.page for b in found] == [1, 1]


def test_a_paragraph_runs_on_over_the_page_and_page_numbers_do_not_stand_in_between() -> None:
    first = words((90, 60, FULL + "w"), (290, 30, "- 1 -"))
    second = words((66, 780, "and so on."), (90, 760, "Next."), (290, 30, "- 2 -"))
    found = read_pdf(pdf(first, second, width=500)).blocks
    assert [(b.text, b.where) for b in found] == [
        (FULL + "wand so on.", "body"), ("Next.", "body"), ("- 1 -", "footer"), ("- 2 -", "footer"),
    ]  # fmt: skip


def test_a_page_without_text_is_named() -> None:
    reading = read_pdf(pdf(words((90, 700, FULL)), "0 0 500 800 re f"))
    (note,) = reading.notes
    assert note.startswith("第2页没有文字层，是扫描图像，未识别（")


def test_an_empty_page_is_no_scan() -> None:
    assert read_pdf(pdf(words((90, 700, FULL)), "")).notes == []


def test_a_scan_is_refused_as_a_scan() -> None:
    with pytest.raises(Unreadable, match=r"扫描件.*没有识别"):
        read_pdf(pdf("0 0 500 800 re f"))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4 nonsense" * 50])
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="损坏"):
        read_pdf(data)


def test_a_pdf_with_a_password_is_refused_as_such() -> None:
    with pytest.raises(Unreadable, match="密码"):
        read_pdf((DATA / "password.pdf").read_bytes())


def test_chinese_text_as_a_word_processor_prints_it() -> None:
    found = read_pdf((DATA / "form.pdf").read_bytes()).blocks
    assert (found[0].text, found[0].centred, found[0].large) == ("行政处罚决定书", True, True)
    text = next(b.text for b in found if b.text.startswith("经查"))
    assert text.endswith("上缴国库。")
    assert next(b for b in found if b.text == "附页").page == 2


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="needs ../shared/samples/official")
def test_published_decisions() -> None:
    blocks = read_path(OFFICIAL / "tax_06.pdf").blocks
    assert [b.text for b in blocks[:2]] == ["国家税务总局北海市税务局稽查局", "税务处理决定书"]
    assert all(b.large and b.centred for b in blocks[:2])
    assert [b.text for b in blocks if b.where == "footer"] == [f"- {n} -" for n in range(1, 7)]
    party = next(b.text for b in blocks if "统一社会信用代码" in b.text)
    assert party == "北海市丰赢商贸有限公司（统一社会信用代码：91450500MAEULQHG42）："
