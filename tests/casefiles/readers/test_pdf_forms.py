"""Forms in a PDF: cells, tables over page breaks, tick boxes, margins, places on the page.

``*_pages.pdf`` are short made-up documents as a word processor prints them.
"""

from pathlib import Path

import pytest

from casefiles.extract import extract
from casefiles.model import Block
from casefiles.readers import read_path
from casefiles.readers.pages.pdf import read_pdf
from tests.casefiles.readers.test_pdf import FULL, pdf, words

DATA = Path(__file__).with_name("data")


def cells(blocks: list[Block]) -> dict[tuple[int, int], str]:
    """The text of each cell of the first table, by row and column."""
    found: dict[tuple[int, int], str] = {}
    for b in blocks:
        if b.cell is not None and b.cell.table == 0:
            place = (b.cell.row, b.cell.col)
            found[place] = "\n".join(filter(None, (found.get(place), b.text)))
    return found


def box(left: int, bottom: int, width: int, height: int) -> str:
    return f"{left} {bottom} {width} {height} re S\n"


# --- tables -----------------------------------------------------------------------------------


def test_a_form_that_goes_on_over_the_page_is_one_table() -> None:
    blocks = read_path(DATA / "form_pages.pdf").blocks
    found = cells(blocks)
    assert found[0, 0], found[0, 1] == ("案由", "销售过期食品")
    assert found[3, 0] == "案情"
    first, second = found[3, 1].split("\n")
    assert first.count("当场看到") == 32  # the paragraph is broken by the end of the page
    assert second.endswith("违法所得一千元。")
    assert found[4, 1] == "同意立案。\n签名：李四　　2024年3月7日"
    assert {b.cell.table for b in blocks if b.cell} == {0}
    assert {b.page for b in blocks} == {1, 2}
    assert next(b for b in blocks if b.text == "案情").page == 1


def test_the_heading_of_a_list_repeated_on_the_next_page_is_no_row() -> None:
    found = cells(read_path(DATA / "list_pages.pdf").blocks)
    assert [found[0, c] for c in range(4)] == ["序号", "题名", "日期", "页号"]
    assert [found[r, 0] for r in range(1, 46)] == [str(n) for n in range(1, 46)]
    assert (3, 2) not in found  # a blank cell has no block


def test_what_a_printed_form_says_comes_out_as_facts() -> None:
    document = extract(read_path(DATA / "form_pages.pdf"))
    assert (document.code, document.title) == ("CF_LA", "立案审批表")
    assert document.value("cause") == "销售过期食品"
    assert not document.flat
    fact = document.first("cause")
    assert fact is not None
    assert (fact.anchor.page, fact.anchor.box is None) == (1, False)
    listed = extract(read_path(DATA / "list_pages.pdf")).all("listed")
    assert [f.value.pages for f in listed] == [str(n) for n in range(1, 46)]


def test_a_table_below_other_text_on_the_next_page_is_another_one() -> None:
    table = "".join(box(66, y, 100, 20) + box(166, y, 300, 20) for y in (700, 720))
    one = table + words((70, 724, "a"), (170, 724, "b"), (70, 704, "c"), (170, 704, "d"))
    two = words((66, 780, "New heading"), (70, 724, "e"), (170, 704, "f")) + table
    blocks = read_pdf(pdf(one, two)).blocks
    assert [(b.part, b.text) for b in blocks if b.cell] == [
        *(("page1", t) for t in "abcd"), ("page2", "e"), ("page2", "f"),
    ]  # fmt: skip
    assert next(b for b in blocks if b.text == "f").cell is not None


def test_text_stands_where_it_stood() -> None:
    blocks = read_pdf(pdf(words((90, 700, FULL), (66, 680, "end.")), width=500)).blocks
    first = blocks[0]
    assert len(first.boxes) == len(first.runs)
    left, top, right, bottom = first.boxes[0]
    assert (round(left), round(right) > 400, 120 < top < bottom < 150) == (90, True, True)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turned: int) -> None:
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turned]
    table = box(66, 500, 100, 20) + box(166, 500, 200, 20)
    drawn = f"q {matrix} cm {table}{words((70, 504, 'label'), (170, 504, 'value'))} Q"
    blocks = read_pdf(pdf(drawn, turned=turned)).blocks
    assert cells(blocks) == {(0, 0): "label", (0, 1): "value"}


# --- what cannot be told apart ----------------------------------------------------------------


def test_tick_boxes_of_symbol_fonts_are_read_where_the_font_is_known() -> None:
    drawn = words((66, 700, "R"), (166, 700, "\\243"))
    known = read_pdf(pdf(drawn, font="ABCDEF+Wingdings2"))
    assert ([b.text.split() for b in known.blocks], known.flat) == ([["☑", "□"]], False)


def test_a_sign_of_an_unknown_font_makes_the_form_doubtful() -> None:
    assert read_pdf(pdf(words((66, 700, "\\250")), font="Wingdings")).flat


def test_drawn_tick_boxes_are_ticked_where_something_is_drawn_in_them() -> None:
    tick = "168 705 m 170 702 l 175 709 l S\n"
    drawn = box(66, 700, 10, 10) + box(166, 700, 10, 10) + tick
    reading = read_pdf(pdf(drawn + words((80, 701, "one"), (180, 701, "two"))))
    (block,) = reading.blocks
    assert block.text.split("\u3000")[0] == "□ one"
    assert block.text.endswith("☑ two")
    assert not reading.flat


def test_columns_without_borders_are_doubtful_and_prose_is_not() -> None:
    rows = [(x, y, "word") for y in (700, 680, 660) for x in (66, 200, 340)]
    assert read_pdf(pdf(words(*rows))).flat
    assert not read_pdf(pdf(words(*rows[:6]))).flat
    rules = "".join(f"66 {y} m 500 {y} l S\n" for y in (720, 697, 677, 650))
    assert read_pdf(pdf(rules + words(*rows[:6]))).flat
    assert not read_pdf(pdf(rules + words((66, 700, FULL), (66, 680, FULL)))).flat


# --- headers and footers ----------------------------------------------------------------------


def test_signatures_at_the_foot_of_each_page_are_footers_and_stay_readable() -> None:
    reading = read_path(DATA / "record_pages.pdf")
    margins = {(b.where, b.text) for b in reading.blocks if b.where != "body"}
    assert margins == {
        ("header", "食品店检查"), ("footer", "被询问人签名：张三\u30002024年3月8日"),
        *(("footer", f"第{n}页 共3页") for n in (1, 2, 3)),
    }  # fmt: skip
    body = [b.text for b in reading.blocks if b.where == "body"]
    assert not any("签名" in text or "共3页" in text for text in body)
    assert all(text.endswith(("。", "？", "分", "三", "录")) for text in body)
    signed = extract(reading).all("signatures")
    assert [(f.value.role, f.value.people) for f in signed] == [("当事人", ("张三",))]


def test_a_title_in_the_same_place_on_the_next_page_is_no_header() -> None:
    def page(number: int) -> str:
        title = f"BT /F 20 Tf 200 780 Td (Proof) Tj ET {words((66, 700, FULL))}"
        return title + words((66, 680, f"for number {number}"))

    blocks = read_pdf(pdf(page(1), page(2))).blocks
    assert [b.where for b in blocks if b.text == "Proof"] == ["body", "body"]
