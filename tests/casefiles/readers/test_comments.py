"""Word comments in a copy: at the very words, and nothing else of the file differs."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from casefiles.model import Block, Unreadable
from casefiles.readers.formats import read_bytes
from casefiles.readers.notes import repack
from casefiles.readers.notes.comments import comment_docx
from casefiles.readers.notes.remarks import Marked, Remark
from tests.casefiles.readers.build import archive, cell, docx, p, root, run, table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def remark(block: Block, words: str, head: str = "【不合格】标题") -> Remark:
    at = block.text.index(words)
    return Remark(
        head, ("问题：不对", "依据：某法"), words, block.part, block.index, at, at + len(words)
    )


def commented(data: bytes, remarks: Sequence[Remark], folder: Path) -> tuple[bytes, Marked]:
    out = folder / "副本.docx"
    out.unlink(missing_ok=True)
    marked = comment_docx(data, remarks, out)
    return out.read_bytes(), marked


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    return zipfile.ZipFile(BytesIO(data)).read(name)


def between(data: bytes) -> dict[str, str]:
    """Title of each comment → what stands between its marks, read from the XML alone."""
    heads = {c.get(W + "id"): c for c in etree.fromstring(part(data, "word/comments.xml"))}
    open_: dict[str, str] = {}
    found: dict[str, str] = {}
    references = []
    for e in etree.fromstring(part(data)).iter():
        if e.tag == W + "commentRangeStart":
            open_[e.get(W + "id")] = ""
        elif e.tag == W + "commentRangeEnd":
            found[e.get(W + "id")] = open_.pop(e.get(W + "id"))
        elif e.tag == W + "commentReference":
            references.append(e.get(W + "id"))
        else:
            says = {W + "t": e.text, W + "tab": "\t", W + "br": "\n"}.get(e.tag) or ""
            open_ = {k: v + says for k, v in open_.items()}
    assert not open_
    assert sorted(references) == sorted(found) == sorted(heads)
    return {"".join(heads[k][0].itertext()): words for k, words in found.items()}


def looks_the_same(original: bytes, copy: bytes) -> None:
    """Our own reader reads the same blocks, python-docx opens it, the other parts are equal."""
    then, now = (read_bytes(d, "a.docx") for d in (original, copy))
    assert [replace(b, runs=()) for b in then.blocks] == [replace(b, runs=()) for b in now.blocks]
    assert Document(BytesIO(copy)).element.body is not None
    old, new = (zipfile.ZipFile(BytesIO(d)) for d in (original, copy))
    names = [i.filename for i in old.infolist()]
    assert new.namelist()[: len(names)] == names
    may = ("word/document.xml", "word/comments.xml", "[Content_Types].xml",
           "word/_rels/document.xml.rels")  # fmt: skip
    for name in set(names) - set(may):
        assert old.read(name) == new.read(name)
    assert set(new.namelist()) - set(names) <= {"word/comments.xml", "word/_rels/document.xml.rels"}


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2024年3月5日</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
TICK = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☑</w:t></w:r></w:sdtContent></w:sdt>"
)


def control(content: str, kind: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


PLACES = {
    "part of a run": (p("罚款人民币伍佰元整，限期缴纳。"), "伍佰元整", "伍佰元整"),
    "a whole run": (p(run("罚款") + run("伍佰元") + run("。")), "伍佰元", "伍佰元"),
    "over runs": (p(run("罚款伍", "<w:b/>") + run("佰") + run("元整。")), "伍佰元", "伍佰元"),
    "the last words": (p("限期缴纳"), "缴纳", "缴纳"),
    "a cell": (table(cell("罚款") + cell("伍佰元整")), "佰元", "佰元"),
    "a table in a cell": (table(cell(table(cell("罚款伍佰元")) + p())), "伍佰元", "伍佰元"),
    "after a tab": (p("<w:r><w:t>罚款</w:t><w:tab/><w:t>伍佰</w:t></w:r>"), "伍佰", "伍佰"),
    "over a tab": (p("<w:r><w:t>罚款</w:t><w:tab/><w:t>伍佰</w:t></w:r>"), "款\t伍", "款\t伍"),
    "an insertion": (
        p(run("罚款") + f'<w:ins w:id="1" w:author="x">{run("伍佰元整")}</w:ins>'), "伍佰", "伍佰",
    ),
    "beside a deletion": (
        p(run("罚款") + '<w:del w:id="1" w:author="x"><w:r><w:delText>叁佰</w:delText></w:r>'
          "</w:del>" + run("伍佰元")), "款伍佰", "款伍佰",
    ),
    "a link": (p(run("见") + f"<w:hyperlink>{run('行政处罚法第五十一条')}</w:hyperlink>"),
               "第五十一条", "第五十一条"),
    "a rich control": (p(run("罚款") + control(run("伍佰元整")) + run("。")), "佰元", "佰元"),
    "a plain control": (p(run("罚") + control(run("伍佰元"), "<w:text/>")), "佰", "伍佰元"),
    "a control of paragraphs": (control(p("一") + p("罚款伍佰元")), "伍佰元", "伍佰元"),
    "a control of rows": (
        "<w:tbl>" + control(f"<w:tr>{cell('罚款') + cell('伍佰元整')}</w:tr>") + "</w:tbl>",
        "伍佰元", "伍佰元",
    ),
    "a tick box": (p(TICK + run("当场收缴")), "☑当场", "☑当场"),
    "a field": (p(run("日期：") + FIELD), "3月5日", "2024年3月5日"),
    "a field of one run": (
        p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>FORMTEXT</w:instrText>'
          '<w:fldChar w:fldCharType="separate"/><w:t>伍佰元</w:t>'
          '<w:fldChar w:fldCharType="end"/><w:t>整</w:t></w:r>'), "佰元", "伍佰元",
    ),
    "after a field": (p(FIELD + run("送达")), "送达", "送达"),
    "unseen marks": (p("罚\u200b款\ufeff伍\u200b佰元整"), "伍佰元", "伍\u200b佰元"),
    "spaces at the cut": (p("罚款 伍佰元 整"), "伍佰元", "伍佰元"),
    "ruby": (
        p(run("罚") + "<w:r><w:ruby><w:rt><w:r><w:t>wu</w:t></w:r></w:rt><w:rubyBase><w:r>"
          "<w:t>伍佰</w:t></w:r></w:rubyBase></w:ruby></w:r>" + run("元")), "元", "元",
    ),
    "a merged row": (
        table(cell("罚款", '<w:vMerge w:val="restart"/>') + cell("伍佰元"),
              cell("", "<w:vMerge/>") + cell("当场收缴")), "收缴", "收缴",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_the_words_between_the_marks_are_the_quoted_ones(name: str, tmp_path: Path) -> None:
    body, quote, expected = PLACES[name]
    data = docx(p("行政处罚决定书") + body)
    block = next(b for b in read_bytes(data, "a.docx").blocks if quote in b.text)
    copy, marked = commented(data, [remark(block, quote)], tmp_path)
    assert between(copy) == {"【不合格】标题": expected}
    assert marked == Marked(exact=1)
    looks_the_same(data, copy)


def test_both_halves_of_a_parted_run_keep_their_looks(tmp_path: Path) -> None:
    data = docx(p(run("罚款伍佰元整", '<w:b/><w:sz w:val="32"/>')))
    block = read_bytes(data, "a.docx").blocks[0]
    copy, _ = commented(data, [remark(block, "伍佰")], tmp_path)
    runs = [r for r in etree.fromstring(part(copy)).iter(W + "r") if r.find(W + "t") is not None]
    assert [r.findtext(W + "t") for r in runs] == ["罚款", "伍佰", "元整"]
    assert all(r.find(f"{W}rPr/{W}sz").get(W + "val") == "32" for r in runs)
    assert all(r.find(f"{W}rPr/{W}b") is not None for r in runs)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("罚款伍佰元\u200b 。", min_size=1, max_size=6), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=6),
)
def test_any_number_of_comments_on_one_paragraph(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], spans: list[tuple[int, int]]
) -> None:
    data = docx(p("标题") + p("".join(map(run, texts)) + run("终")))
    block = read_bytes(data, "a.docx").blocks[1]
    remarks = [
        Remark(f"{i}", (), "", block.part, block.index, start, start + length)
        for i, (start, length) in enumerate(spans)
        if start + length <= len(block.text)
    ]
    copy, _ = commented(data, remarks, tmp_path_factory.mktemp("c"))
    found = between(copy)
    for r in remarks:
        assert found[r.head].replace("\u200b", "") == block.text[r.start : r.end]
    looks_the_same(data, copy)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("当事人签名：", 6, "当事人签名："),
        ("日期：　　签名：　　", 8, "签名："),
        ("签名：", 0, "签名："),
    ],
)
def test_a_blank_is_marked_at_its_label(text: str, at: int, expected: str, tmp_path: Path) -> None:
    data = docx(p("标题") + p(text))
    copy, _ = commented(data, [Remark("空白", (), "", "word/document.xml", 1, at, at)], tmp_path)
    assert between(copy)["空白"].strip() == expected


def section(rel: str) -> str:
    return f"<w:sectPr><w:footerReference w:type='default' r:id='{rel}'/></w:sectPr>"


AWAY = {
    "页脚": (
        docx(p("标题") + section("footer1"),
             {"footer1.xml": root("ftr", p("当事人签名：王五"))}), "标题",
    ),
    "文本框": (
        docx(p("标题") + p(run("旁边") + "<w:r><w:pict><v:rect><v:textbox><w:txbxContent>"
             f"{p('当事人签名：王五')}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>")),
        "当事人签名：王五",
    ),
    "内容控件": (docx(p("标题") + control(p("当事人签名：王五")) + p("附注")), "附注"),
    "脚注": (docx(p("标题"), {"footnotes.xml": root("footnotes", "<w:footnote w:id='2'>"
             f"{p('当事人签名：王五')}</w:footnote>")}), "标题"),
}  # fmt: skip


@pytest.mark.parametrize("where", AWAY)
def test_what_cannot_carry_comments_is_told_of_nearby(where: str, tmp_path: Path) -> None:
    data, near = AWAY[where]
    block = next(b for b in read_bytes(data, "a.docx").blocks if "王五" in b.text)
    copy, marked = commented(data, [remark(block, "王五")], tmp_path)
    assert marked == Marked(near=1)
    assert list(between(copy).values()) == [near]
    comment = "".join(etree.fromstring(part(copy, "word/comments.xml")).itertext())
    assert f"位置：{where}" in comment
    assert "“王五”" in comment
    looks_the_same(data, copy)
    for e in etree.fromstring(part(copy)).iter(W + "commentReference", W + "commentRangeStart"):
        assert not list(e.iterancestors(W + "txbxContent"))


def test_a_footer_of_the_second_section_is_told_of_in_that_section(tmp_path: Path) -> None:
    data = docx(
        p("第一份") + p(properties=section("footer1")) + p("第二份") + section("footer2"),
        {"footer1.xml": root("ftr", p("甲签名")), "footer2.xml": root("ftr", p("乙签名"))},
    )
    block = next(b for b in read_bytes(data, "a.docx").blocks if "乙" in b.text)
    copy, _ = commented(data, [remark(block, "乙签名")], tmp_path)
    assert list(between(copy).values()) == ["第二份"]


def test_comments_that_were_there_stay(tmp_path: Path) -> None:
    mark = '<w:commentRange{0} w:id="7"/>'
    body = p(
        mark.format("Start") + run("罚款伍佰元") + mark.format("End")
        + '<w:r><w:commentReference w:id="7"/></w:r>' + run("。")
    )  # fmt: skip
    old = root("comments", f'<w:comment w:id="7" w:author="李科长">{p("请核对")}</w:comment>')
    data = docx(p("标题") + body, {"comments.xml": old})
    block = read_bytes(data, "a.docx").blocks[1]
    copy, _ = commented(data, [remark(block, "伍佰")], tmp_path)
    assert between(copy) == {"请核对": "罚款伍佰元", "【不合格】标题": "伍佰"}
    authors = [c.get(W + "author") for c in etree.fromstring(part(copy, "word/comments.xml"))]
    assert authors == ["李科长", "案卷检查"]
    looks_the_same(data, copy)


def test_a_strict_file_stays_strict(tmp_path: Path) -> None:
    usual = root("document", f"<w:body>{p('罚款伍佰元')}</w:body>")
    strict = usual.replace(W[1:-1].encode(), STRICT.encode())
    data = docx("", document=strict)
    block = read_bytes(data, "a.docx").blocks[0]
    copy, _ = commented(data, [remark(block, "伍佰")], tmp_path)
    for name in ("word/document.xml", "word/comments.xml"):
        assert STRICT.encode() in part(copy, name)
        assert W[1:-1].encode() not in part(copy, name)
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/comments" in part(
        copy, "word/_rels/document.xml.rels"
    )


def test_the_comments_are_declared_once(tmp_path: Path) -> None:
    data = docx(p("罚款伍佰元"))
    block = read_bytes(data, "a.docx").blocks[0]
    copy, _ = commented(data, [remark(block, "伍佰")], tmp_path)
    again, _ = commented(copy, [remark(block, "罚款", "又一处")], tmp_path)
    assert part(again, "[Content_Types].xml").count(b"/word/comments.xml") == 1
    assert part(again, "word/_rels/document.xml.rels").count(b"comments.xml") == 1
    assert between(again) == {"【不合格】标题": "伍佰", "又一处": "罚款"}


def test_the_same_remarks_give_the_same_bytes(tmp_path: Path) -> None:
    data = docx(p("罚款伍佰元"))
    block = read_bytes(data, "a.docx").blocks[0]
    assert len({commented(data, [remark(block, "伍佰")], tmp_path)[0] for _ in range(2)}) == 1


def test_words_that_xml_cannot_hold_are_left_out(tmp_path: Path) -> None:
    data = docx(p("罚款伍佰元"))
    block = read_bytes(data, "a.docx").blocks[0]
    odd = replace(remark(block, "伍佰", "<b>&\x00\ud800标题"), lines=("]]>\x0b",))
    copy, _ = commented(data, [odd], tmp_path)
    assert between(copy) == {"<b>&标题": "伍佰"}


def test_nothing_existing_is_written_over(tmp_path: Path) -> None:
    data = docx(p("罚款伍佰元"))
    out = tmp_path / "有.docx"
    out.write_bytes(b"mine")
    block = read_bytes(data, "a.docx").blocks[0]
    with pytest.raises(FileExistsError):
        comment_docx(data, [remark(block, "伍佰")], out)
    assert out.read_bytes() == b"mine"


def test_a_part_that_unpacks_without_end_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repack, "MAX_PARTS", 100_000)
    whole = zipfile.ZipFile(BytesIO(docx(p("罚款伍佰元"))))
    members = {n: whole.read(n) for n in whole.namelist()}
    data = archive(members | {"word/media/image1.png": bytes(200_000)})
    block = read_bytes(data, "a.docx").blocks[0]
    with pytest.raises(Unreadable):
        comment_docx(data, [remark(block, "伍佰")], tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())
