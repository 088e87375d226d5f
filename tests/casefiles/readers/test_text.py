"""Plain text and web pages, in the encodings and under the names in which they come."""

from pathlib import Path

import pytest

from casefiles.model import Cell, Unreadable
from casefiles.readers import open_case, read_path
from casefiles.readers.text import read_text

WORDS = "行政处罚决定书\r\n\r\n当事人：张三\n罚款３万元"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    found = read_text(WORDS.encode(encoding)).blocks
    assert [b.text for b in found] == ["行政处罚决定书", "当事人：张三", "罚款３万元"]
    assert [b.index for b in found] == [0, 2, 3]


def test_utf_16_without_a_mark() -> None:
    text = "a,b,c,d 当事人 1234567890"
    assert read_text(text.encode("utf-16-le")).blocks[0].text == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02\x00\x05" * 99])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="不是能识别的文书格式"):
        read_text(data)


PAGE = """<html><head><title>不是正文</title><meta charset="{0}"></head><body>
<h1 align="center">行政处罚<br>决定书</h1>
<p>经查，<b>张三</b>违法。<span style="display:none">藏</span></p>
<script>var x = 1</script>
<table><tr><td rowspan="2">当事人</td><td>姓名</td><td colspan="2">张三</td></tr>
<tr><td>电话</td><td>1</td><td><input type="checkbox" checked>男</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_with_a_table(encoding: str) -> None:
    found = read_text(PAGE.format(encoding).encode(encoding)).blocks
    assert [b.text for b in found[:2]] == ["行政处罚\n决定书", "经查，张三违法。"]
    assert (found[0].centred, found[0].large) == (True, True)
    assert {b.text: b.cell for b in found[2:]} == {
        "当事人": Cell(0, 0, 0, 2, 1), "姓名": Cell(0, 0, 1), "张三": Cell(0, 0, 2, 1, 2),
        "电话": Cell(0, 1, 1), "1": Cell(0, 1, 2), "☑男": Cell(0, 1, 3),
    }  # fmt: skip


def test_a_web_page_named_doc_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "决定书.doc"
    path.write_bytes(PAGE.format("gbk").encode("gbk"))
    assert read_path(path).blocks[1].text == "经查，张三违法。"


def test_a_saved_web_page() -> None:
    mht = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "PGh0bWw+PHA+5YaF5a65PC9wPjwvaHRtbD4=\r\n--x--\r\n"
    )
    assert [b.text for b in read_text(mht.encode()).blocks] == ["内容"]


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "深.html"
    path.write_text("<html>" + "<div>" * 50_000 + "深")
    readings, problems = open_case(path)
    assert len(readings) + len(problems) == 1
    assert not any("读取时出错" in x.message for x in problems)
