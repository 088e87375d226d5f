"""What a docx says: each case is a construct that real documents use and readers lose."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from casefiles.model import Block, Unreadable
from casefiles.readers.word.docx import read_docx
from casefiles.readers.word.wordxml import P, R
from tests.casefiles.readers.build import cell, docx, p, root, run, table

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


def blocks(body: str, **parts: bytes) -> list[Block]:
    return read_docx(docx(body, {f"{k}.xml": v for k, v in parts.items()})).blocks


def texts(body: str, **parts: bytes) -> list[str]:
    return [b.text for b in blocks(body, **parts)]


def one(body: str) -> Block:
    (block,) = blocks(body)
    return block


# --- text ---------------------------------------------------------------------------------------


def test_a_field_split_over_runs_is_one_text_and_the_runs_are_known() -> None:
    block = one(p(run("盘市监罚〔20") + run("24〕") + run("12号")))
    assert block.text == "盘市监罚〔2024〕12号"
    assert [block.text[i:][:3] for i in block.runs] == ["盘市监", "24〕", "12号"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>案</w:t><w:tab/><w:t>由</w:t></w:r>", "案\t由"),
        ("<w:r><w:t>意见</w:t><w:br/><w:t>同意</w:t><w:cr/><w:t>。</w:t></w:r>", "意见\n同意\n。"),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/></w:r>", "1-2"),
        ('<w:hyperlink w:anchor="a">' + run("链接") + "</w:hyperlink>", "链接"),
        ("<w:smartTag>" + run("北京市") + "</w:smartTag>", "北京市"),
        ('<w:fldSimple w:instr="DATE">' + run("2024年") + "</w:fldSimple>", "2024年"),
        ('<w:ins w:id="1">' + run("新增") + "</w:ins>" + run("原有"), "新增原有"),
        (
            run("罚款")
            + '<w:del w:id="2"><w:r><w:tab/><w:delText>五万</w:delText></w:r></w:del>'
            + run("三万"),
            "罚款三万",
        ),
        ('<w:moveFrom w:id="3">' + run("移走") + "</w:moveFrom>" + run("留下"), "留下"),
        ('<w:moveTo w:id="3">' + run("移来") + "</w:moveTo>", "移来"),
        (run("看得见") + run("看不见", "<w:vanish/>"), "看得见"),
        (run("看得见", '<w:vanish w:val="0"/>'), "看得见"),
        (
            "<w:sdt><w:sdtPr/><w:sdtContent>" + run("控件内容") + "</w:sdtContent></w:sdt>",
            "控件内容",
        ),
        (
            "<w:r><w:ruby><w:rt>" + run("zhāng") + "</w:rt><w:rubyBase>" + run("张")
            + "</w:rubyBase></w:ruby></w:r>",
            "张",
        ),
        (run("金额：") + run("      ", '<w:u w:val="single"/>') + run("元"), "金额：      元"),
    ],
)  # fmt: skip
def test_what_a_paragraph_says(inside: str, text: str) -> None:
    assert one(p(inside)).text == text


def test_the_result_of_a_field_is_read_and_not_its_code() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = char("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + char("separate")
    nested += run("7") + char("end")
    code = char("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + nested
    assert one(p(run("第") + nested + run("页"))).text == "第7页"
    assert one(p(code + char("separate") + run("结果") + char("end"))).text == "结果"
    # A field that is never closed must not swallow what follows.
    assert texts(p(char("begin") + run("丢")) + p("还在")) == ["还在"]


@pytest.mark.parametrize(
    ("inside", "sign"),
    [
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>', "□"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        (run("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), "☑"),
        (run("\uf0a3", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), "□"),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
            "<w:sdtContent>" + run("☒") + "</w:sdtContent></w:sdt>",
            "☑",
        ),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
            "<w:sdtContent>" + run("☐") + "</w:sdtContent></w:sdt>",
            "□",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
            "<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "☑",
        ),
    ],
)
def test_tick_boxes(inside: str, sign: str) -> None:
    assert one(p(inside + run("直接送达"))).text == sign + "直接送达"


def test_a_control_left_at_its_prompt_is_blank_and_noted() -> None:
    body = p(
        run("当事人：") + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + run("单击此处输入文字。") + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    reading = read_docx(docx(body))
    assert [b.text for b in reading.blocks] == ["当事人："]
    assert any("按空白处理" in n for n in reading.notes)


def test_a_tick_box_after_hidden_words_is_still_seen() -> None:
    box = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>☑</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert texts(p(run("缴纳：") + run("见备注", "<w:vanish/>") + box + run("当场收缴"))) == [
        "缴纳：☑当场收缴"
    ]


def test_hidden_text_and_tracked_changes_are_noted() -> None:
    notes = read_docx(docx(p(run("甲") + run("乙", "<w:vanish/>")))).notes
    assert notes == ["文件中有1处隐藏文字，不作为正文读取"]
    notes = read_docx(docx(p('<w:ins w:id="1">' + run("甲") + "</w:ins>"))).notes
    assert notes == ["文件带有修订痕迹，按接受全部修订后的内容读取"]
    assert read_docx(docx(p("甲"))).notes == []


def test_former_formatting_is_not_current_formatting() -> None:
    old = '<w:pPrChange w:id="1"><w:pPr><w:jc w:val="center"/></w:pPr></w:pPrChange>'
    assert one(p("落款", '<w:jc w:val="right"/>' + old)).centred is False


# --- looks --------------------------------------------------------------------------------------


def test_titles_stand_out() -> None:
    title = p(run("行政处罚决定书", '<w:sz w:val="44"/>'), '<w:jc w:val="center"/>')
    text = p(run("经查，" + "当事人" * 20, '<w:sz w:val="32"/>'))
    found = blocks(title + text + p(run("小标题", "<w:b/>")) + p(run("轻", '<w:b w:val="0"/>')))
    assert [b.centred for b in found] == [True, False, False, False]
    # 16 pt is the body text of official documents, and no title there.
    assert [b.large for b in found] == [True, False, True, False]


def test_a_title_may_owe_its_looks_to_a_style() -> None:
    styles = root(
        "styles",
        '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/>'
        '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>',
    )
    style = '<w:pStyle w:val="b"/>'
    body = p("标题", style) + p("靠左", style + '<w:jc w:val="left"/>')
    found = blocks(body, styles=styles)
    assert [(b.centred, b.large) for b in found] == [(True, True), (False, True)]


def test_page_and_section_breaks() -> None:
    page = '<w:r><w:br w:type="page"/></w:r>'
    body = (
        p("一") + p(page) + p("二") + p(run("三") + page) + p("四") + p(page + run("五"))
        + p("六", "<w:pageBreakBefore/>") + p("<w:r><w:lastRenderedPageBreak/><w:t>七</w:t></w:r>")
        + p("八", "<w:sectPr/>") + p("九", "<w:sectPr/>") + p("十")
        + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    )  # fmt: skip
    found = blocks(body)
    assert "".join(b.text.strip() for b in found if b.new_page) == "二四五六九"
    assert [b.section for b in found if b.text in "八九十"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ('<w:drawing><a:blip r:embed="x"/></w:drawing>', True),
        ('<w:pict><v:imagedata r:id="x"/></w:pict>', True),
        ("<w:object/>", True),
        ('<w14:contentPart r:id="x"/>', True),
        ('<w:drawing><a:prstGeom prst="line"/></w:drawing>', False),
        ("<w:pict><v:line/></w:pict>", False),
    ],
)
def test_a_picture_is_seen_but_a_ruling_line_is_none(inside: str, image: bool) -> None:
    found = blocks(p("前") + p(f"<w:r>{inside}</w:r>"))
    assert [b.has_image for b in found] == ([False, True] if image else [False])


# --- where things stand -------------------------------------------------------------------------


def test_merged_cells_appear_once_on_the_grid() -> None:
    merged = '<w:vMerge w:val="restart"/>'
    body = table(
        cell("当事人", merged) + cell("姓名") + cell("张三", '<w:gridSpan w:val="3"/>'),
        cell("", "<w:vMerge/>")
        + cell("住址", '<w:gridSpan w:val="2"/>')
        + cell("云川市")
        + cell("x"),
        cell("仍属上格", "<w:vMerge/>") + cell("电话") + cell("1", '<w:gridSpan w:val="3"/>'),
    )
    grid = {b.text: b.cell for b in blocks(body)}
    assert "仍属上格" not in grid
    at = {t: (c.row, c.col, c.rowspan, c.colspan) for t, c in grid.items() if c}
    assert at["当事人"] == (0, 0, 3, 1)
    assert at["张三"] == (0, 2, 1, 3)
    assert at["云川市"] == (1, 3, 1, 1)
    assert at["电话"] == (2, 1, 1, 1)


def test_rows_may_begin_further_right_and_stand_in_controls() -> None:
    row = "<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>" + cell("右") + "</w:tr>"
    body = "<w:tbl><w:sdt><w:sdtContent>" + row + "</w:sdtContent></w:sdt></w:tbl>"
    assert one(body).cell is not None
    assert one(body).cell.col == 2  # type: ignore[union-attr]


def test_an_absurd_span_is_clamped() -> None:
    wide = one(table(cell("宽", '<w:gridSpan w:val="99999999"/>'))).cell
    assert wide is not None
    assert wide.colspan == 1024


def test_nested_tables_keep_their_own_coordinates() -> None:
    inner = table(cell("里一") + cell("里二"))
    body = table(cell("外一") + cell(p("前") + inner + p("后")), cell("外三")) + p("表外")
    found = {b.text: b.cell for b in blocks(body)}
    at = {t: (c.table, c.row, c.col) if c else None for t, c in found.items()}
    assert at == {
        "外一": (0, 0, 0), "前": (0, 0, 1), "里一": (1, 0, 0), "里二": (1, 0, 1),
        "后": (0, 0, 1), "外三": (0, 1, 0), "表外": None,
    }  # fmt: skip


def test_a_deleted_row_is_gone() -> None:
    gone = '<w:tr><w:trPr><w:del w:id="1"/></w:trPr>' + cell("删") + "</w:tr>"
    body = table(cell("一"), cell("二")).replace("</w:tr><w:tr>", f"</w:tr>{gone}<w:tr>")
    assert [(b.text, b.cell.row if b.cell else -1) for b in blocks(body)] == [("一", 0), ("二", 1)]


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}"
    "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    found = blocks(p(run("前") + BOX.format(p("框内")) + run("后")) + p("下一段"))
    assert [(b.text, b.where) for b in found] == [
        ("前后", "body"), ("框内", "textbox"), ("下一段", "body"),
    ]  # fmt: skip
    # The copy for old programs is counted, so that a paragraph can be found again by its ordinal.
    assert [b.index for b in found] == [0, 1, 3]


def test_ordinals_and_run_offsets_lead_back_to_the_xml() -> None:
    body = (
        p(run("甲") + BOX.format(p(run("乙") + run("丙"))) + run("丁"))
        + p() + table(cell("戊") + cell("")) + p(run("己") + run("庚"))
    )  # fmt: skip
    data = docx(body)
    with zipfile.ZipFile(BytesIO(data)) as z:
        tree = etree.fromstring(z.read("word/document.xml"))
    paragraphs = list(tree.iter(P))
    found = read_docx(data).blocks
    assert [b.text for b in found] == ["甲丁", "乙丙", "戊", "己庚"]
    for b in found:
        runs = list(paragraphs[b.index].iter(R))
        assert len(runs) == len(b.runs)
        said = [(r.findtext(R[:-1] + "t") or "", at) for r, at in zip(runs, b.runs, strict=True)]
        own = [(t, at) for t, at in said if t and t in b.text]
        assert own
        assert all(b.text[at:].startswith(t) for t, at in own)


SECTION = "<w:sectPr>{}</w:sectPr>"
FOOTER = '<w:footerReference w:type="{}" r:id="{}"/>'


def test_the_footer_of_the_first_page_is_read_where_the_section_shows_one() -> None:
    references = FOOTER.format("first", "footer1") + FOOTER.format("default", "footer2")
    feet = {"footer1": root("ftr", p("被询问人（签名）：张三")), "footer2": root("ftr", p("第2页"))}
    shown = blocks(p("笔录") + SECTION.format(references + "<w:titlePg/>"), **feet)
    assert [(b.text, b.where) for b in shown] == [
        ("笔录", "body"), ("被询问人（签名）：张三", "footer"), ("第2页", "footer"),
    ]  # fmt: skip
    hidden = blocks(p("笔录") + SECTION.format(references), **feet)
    assert [b.text for b in hidden] == ["笔录", "第2页"]


def test_footers_belong_to_their_sections_and_are_inherited() -> None:
    body = (
        p("甲文书", SECTION.format(FOOTER.format("default", "footer1")))
        + p("乙文书", SECTION.format("<w:titlePg/>" + FOOTER.format("first", "footer2")))
        + p("丙文书") + SECTION.format("")
    )  # fmt: skip
    feet = {"footer1": root("ftr", p("甲页脚")), "footer2": root("ftr", p("乙首页"))}
    found = [(b.text, b.section) for b in blocks(body, **feet)]
    assert found[3:] == [("甲页脚", 0), ("乙首页", 1)]


def test_footers_for_even_pages_only_where_the_document_has_them() -> None:
    body = p("文") + SECTION.format(FOOTER.format("even", "footer1"))
    foot = root("ftr", p("偶数页"))
    off = root("settings", "")
    on = root("settings", "<w:evenAndOddHeaders/>")
    assert texts(body, footer1=foot, settings=off) == ["文"]
    assert texts(body, footer1=foot, settings=on) == ["文", "偶数页"]


def test_notes_are_read_without_their_separators() -> None:
    notes = root(
        "footnotes",
        '<w:footnote w:type="separator" w:id="0">' + p("<w:r><w:separator/></w:r>")
        + '</w:footnote><w:footnote w:id="2">' + p("见第九条") + "</w:footnote>",
    )  # fmt: skip
    found = blocks(p("正文"), footnotes=notes)
    assert [(b.text, b.where, b.index) for b in found[1:]] == [("见第九条", "note", 1)]


LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
)


def test_automatic_numbers_are_part_of_the_text() -> None:
    numbering = root(
        "numbering",
        '<w:abstractNum w:abstractNumId="0">'
        + LEVEL.format(0, "chineseCountingThousand", "%1、") + LEVEL.format(1, "decimal", "（%2）")
        + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
        + LEVEL.format(0, "japaneseCounting", "第%1条")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    )  # fmt: skip

    def item(text: str, level: int, number: int = 1) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    body = item("违法事实", 0) + item("甲", 1) + item("乙", 1) + item("证据", 0) + item("丙", 1)
    found = blocks(body + item("本法", 0, 2), numbering=numbering)
    assert [b.text for b in found] == [
        "一、违法事实", "（1）甲", "（2）乙", "二、证据", "（1）丙", "第一条 本法",
    ]  # fmt: skip
    assert found[0].runs == (2,)


# --- packages -----------------------------------------------------------------------------------


def test_the_main_part_is_the_one_the_package_names() -> None:
    data = docx(p("诱饵"))
    with zipfile.ZipFile(BytesIO(data)) as z:
        members = {n: z.read(n) for n in z.namelist()}
    members["word/real.xml"] = root("document", "<w:body>" + p("真正文") + "</w:body>")
    rels = members["_rels/.rels"].replace(b"word/document.xml", b"/word/real.xml")
    members["_rels/.rels"] = rels
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, content in members.items():
            z.writestr(name, content)
    assert [b.text for b in read_docx(out.getvalue()).blocks] == ["真正文"]


def test_strict_open_xml_is_read_too() -> None:
    strict = root("document", "<w:body>" + p("严格") + "</w:body>").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert [b.text for b in read_docx(docx("", document=strict)).blocks] == ["严格"]


def test_two_parts_of_one_name_are_refused() -> None:
    data = bytearray(docx(p("甲"), {"footer1.xml": root("ftr", p("x"))}))
    renamed = bytes(data).replace(b"word/footer1.xml", b"word/document.xml"[:16])
    out = BytesIO(renamed)
    with zipfile.ZipFile(out, "a") as z, pytest.warns(UserWarning, match="Duplicate"):
        z.writestr("word/document.xml", root("document", "<w:body>" + p("乙") + "</w:body>"))
    with pytest.raises(Unreadable, match="重名"):
        read_docx(out.getvalue())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample case files in ../shared/samples")
def test_every_word_of_the_samples_is_read() -> None:
    """The words of each part, in order, against a plain search for text elements."""
    files = sorted(SAMPLES.glob("*/**/*.docx"))
    assert len(files) > 100
    for path in files:
        with zipfile.ZipFile(path) as z:
            xml = z.read("word/document.xml").decode()
        xml = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", xml, flags=re.DOTALL)
        said = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))
        for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            said = said.replace(entity, char)
        body = [b for b in read_docx(path.read_bytes()).blocks if b.where in ("body", "textbox")]
        read = "".join(b.text[b.runs[0] :] for b in body if b.runs)  # without automatic numbers
        assert re.sub(r"\s", "", read) == re.sub(r"\s", "", said), path.name
