"""The builder of Word files: what it writes is small, repeatable and well formed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from enforcement.word import Box, Word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _build() -> bytes:
    word = Word(title="样张")
    word.begin(pages=2)
    word.title("询问笔录", spaced=True)
    word.text("被询问人：__张三__")
    word.table(
        [[Box("当事人", rows=2), "姓名", "张三"], ["地址", "下街"], [Box("意见", cols=3)]],
        [2, 3, 4],
    )
    word.footer("续页", first=["首页　第{PAGE}页　共{PAGES}页"])
    return word.to_bytes()


def _part(data: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def _words(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def test_two_builds_give_the_same_bytes_and_no_clock() -> None:
    first, second = _build(), _build()
    assert first == second
    with ZipFile(BytesIO(first)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_short_document_is_a_quarter_of_what_the_stock_template_weighs() -> None:
    assert len(_build()) < 10_000


def test_spans_are_written_as_word_wants_them() -> None:
    rows = list(_part(_build(), "word/document.xml").iter(f"{W}tr"))
    merges = [[c.find(f"{W}tcPr/{W}vMerge") is not None for c in r.iter(f"{W}tc")] for r in rows]
    assert merges == [[True, False, False], [True, False, False], [False]]
    assert [s.get(f"{W}val") for s in rows[2].iter(f"{W}gridSpan")] == ["3"]


@pytest.mark.parametrize("row", [["只有一格"], ["一", "二", "三"], [Box("太宽", cols=3)]])
def test_a_row_that_does_not_fill_the_grid_is_refused(row: list[Box | str]) -> None:
    with pytest.raises(ValueError, match="row is"):
        Word().table([row], [3, 3])


def test_marks_become_underline_and_fields() -> None:
    data = _build()
    marked = [
        _words(r)
        for r in _part(data, "word/document.xml").iter(f"{W}r")
        if r.find(f"{W}rPr/{W}u") is not None
    ]
    assert marked == ["张三"]
    with ZipFile(BytesIO(data)) as archive:
        feet = [etree.fromstring(archive.read(n)) for n in archive.namelist() if "footer" in n]
    fields = [str(f.get(f"{W}instr")) for foot in feet for f in foot.iter(f"{W}fldSimple")]
    assert sorted(fields) == ["NUMPAGES", "PAGE"]
    assert any("第1页　共2页" in _words(foot) for foot in feet)


def test_each_document_of_a_merged_file_has_its_own_footer() -> None:
    word = Word(merged=True)
    for name in ("甲", "乙"):
        word.begin()
        word.title(name)
        word.footer(f"{name}页脚")
    sections = list(_part(word.to_bytes(), "word/document.xml").iter(f"{W}sectPr"))
    feet = [[f.attrib.values() for f in s.iter(f"{W}footerReference")] for s in sections]
    assert len(sections) == 2
    assert feet[0]
    assert feet[0] != feet[1]
