"""Spreadsheets: lists of a case file as blocks with places, registers as rows."""

from datetime import date, datetime
from datetime import time as clock
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from casefiles.extract import extract
from casefiles.model import Block, Reading, Unreadable
from casefiles.readers import open_case, read_path
from casefiles.readers import sheet as reader
from casefiles.readers.sheet import read_rows, read_sheet
from tests.casefiles.readers.build import archive, docx, ole, p

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def book(*rows: list[Any], title: str = "Sheet1") -> Workbook:
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    return made


def raw(
    data: str, head: str = "", main: str = MAIN, parts: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with one worksheet written by hand: the rows and what follows them."""
    return archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": b"<Relationships/>",
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{DOC}">{head}'
                '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{RELS}">'
                '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{data}</worksheet>'.encode(),
            **(parts or {}),
        }
    )


def cells(data: bytes) -> list[str]:
    return [b.text for b in read_sheet(data).blocks]


def places(blocks: list[Block]) -> dict[str, tuple[int, int] | None]:
    return {b.text: (b.cell.row, b.cell.col) if b.cell else None for b in blocks}


# --- a list of a case file ----------------------------------------------------------------------


def contents() -> Workbook:
    made = book(
        ["卷内目录"], ["案号：青农罚〔2025〕7号"],
        ["序号", "文书名称", "文号", "日期", "页号"],
        [1, "立案审批表", None, date(2025, 5, 6), "1-2"],
        [2, "行政处罚决定书", "青农罚〔2025〕7号", datetime(2025, 6, 9), 3],
        ["立卷人：普天成"],
    )  # fmt: skip
    made.active.merge_cells("A1:E1")
    return made


def test_a_list_is_a_title_and_cells_with_their_places() -> None:
    blocks = read_sheet(saved(contents())).blocks
    assert blocks[0].text == "卷内目录"
    assert blocks[0].centred
    assert blocks[0].large
    found = places(blocks)
    assert found["卷内目录"] is None
    assert found["案号：青农罚〔2025〕7号"] is None
    assert found["序号"] == (2, 0)
    assert found["2025-06-09"] == (4, 3)
    assert found["立卷人：普天成"] is None
    assert [b.index for b in blocks] == list(range(len(blocks)))


def test_the_rows_of_the_list_are_read() -> None:
    d = extract(Reading("目录.xlsx", "", read_sheet(saved(contents())).blocks))
    assert d.code == "GD_TOC"
    rows = [f.value for f in d.all("listed")]
    assert [(r.title, r.number, r.day, r.pages, r.code) for r in rows] == [
        ("立案审批表", None, date(2025, 5, 6), "1-2", "CF_LA"),
        ("行政处罚决定书", "青农罚〔2025〕7号", date(2025, 6, 9), "3", "CF_JD2"),
    ]
    assert d.all("listed")[1].anchor.place() == "表1 第5行第2列"


def test_recordings_in_a_sheet_named_for_them_are_read() -> None:
    made = book(
        ["序号", "文件名", "开始时间", "结束时间", "时长（分钟）", "记录事项", "SHA-256"],
        [1, "A.mp4", datetime(2025, 5, 6, 9, 8), datetime(2025, 5, 6, 9, 52), 44, "查", "ab" * 32],
        title="音像记录清单",
    )  # fmt: skip
    d = extract(Reading("清单.xlsx", "", read_sheet(saved(made)).blocks))
    assert d.code == "GD_AVLIST"
    (r,) = [f.value for f in d.all("recordings")]
    assert (r.name, r.start, r.digests) == ("A.mp4", datetime(2025, 5, 6, 9, 8), ("ab" * 32,))


def test_merged_cells_stand_once_with_their_extent() -> None:
    made = book(["环节", "文书", "页"], ["调查", "笔录", 1], [None, "照片", 2])
    made.active.merge_cells("A2:A3")
    blocks = {b.text: b.cell for b in read_sheet(saved(made)).blocks}
    assert blocks["调查"] is not None
    assert (blocks["调查"].rowspan, blocks["调查"].colspan) == (2, 1)
    assert len(blocks) == 8


def test_sheets_come_one_after_another_and_hidden_ones_are_told() -> None:
    made = book(["卷内目录"], ["序号", "名称"], [1, "决定书"])
    made.create_sheet("音像记录清单").append(["序号", "文件名"])
    secret = made.create_sheet("底稿")
    secret.append(["内部", "数字"])
    secret.sheet_state = "hidden"
    reading = read_sheet(saved(made))
    assert "内部" not in {b.text for b in reading.blocks}
    assert [b.text for b in reading.blocks if b.new_page] == ["卷内目录", "音像记录清单"]
    assert any("隐藏" in note and "未读取" in note for note in reading.notes)


# --- what a cell says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "look", "says"),
    [
        (7, "General", "7"), (0.1 + 0.2, "General", "0.3"), (-1.5, "General", "-1.5"),
        (1234567890123456, "0", "1234567890123456"), (3000, "#,##0.00", "3000"),
        (7, "0000", "0007"), (0.125, "0.0%", "12.5%"), (True, "General", "是"),
        (date(2025, 5, 6), "yyyy-mm-dd", "2025-05-06"),
        (date(2025, 5, 6), 'yyyy"年"m"月"d"日"', "2025-05-06"),
        (date(2025, 5, 6), "[$-804]yyyy年m月d日;@", "2025-05-06"),
        (datetime(2025, 5, 6, 9, 8), "yyyy/m/d h:mm", "2025-05-06 09:08"),
        (datetime(2025, 5, 6, 9, 8, 7), "yyyy/m/d h:mm:ss", "2025-05-06 09:08:07"),
        (clock(9, 8), "h:mm", "09:08"), ("=1+1", "General", None), ("  是 ", "General", "是"),
        (45000, '"第"0"号"', "45000"), (3, "0.00E+00", "3"), (5, "#,##0_);[Red](#,##0)", "5"),
    ],
)  # fmt: skip
def test_the_words_of_a_cell(value: Any, look: str, says: str | None) -> None:
    made = book(["甲", "乙"])
    made.active["A2"] = value
    made.active["A2"].number_format = look
    made.active["B2"] = "末"
    found = cells(saved(made))
    assert found == ["甲", "乙", *([says] if says else []), "末"]


def test_a_formula_counts_as_what_was_saved_with_it() -> None:
    row = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>两</v></c>'
    data = raw(f'<sheetData>{row}<c r="C1"><f>HYPERLINK("x")</f></c></row></sheetData>')
    reading = read_sheet(data)
    assert [b.text for b in reading.blocks] == ["2", "两"]
    assert any("公式" in note and "未读取" in note for note in reading.notes)


def test_strings_with_runs_and_readings_and_strict_files() -> None:
    shared = (
        f'<sst xmlns="{STRICT}"><si><r><t>罚款</t></r><r><t>决定</t></r>'
        "<rPh><t>fa</t></rPh></si></sst>"
    ).encode()
    row = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>内</t></is></c>'
        '<c t="s"><v>9</v></c><c t="e"><v>#N/A</v></c><c><v>nan</v></c></row>'
    )
    data = raw(f"<sheetData>{row}</sheetData>", main=STRICT, parts={"xl/sharedStrings.xml": shared})
    assert cells(data) == ["罚款决定", "内", "nan"]


def test_days_counted_from_1904() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    ).encode()
    day = '<sheetData><row><c s="0"><v>44321</v></c><c s="0"><v>9e9</v></c></row></sheetData>'
    parts = {"xl/styles.xml": styles}
    assert cells(raw(day, '<workbookPr date1904="1"/>', parts=parts))[0] == "2025-05-06"
    assert cells(raw(day, parts=parts)) == ["2021-05-05", "9000000000"]


# --- hostile ------------------------------------------------------------------------------------


def test_a_cell_far_away_and_a_merge_over_everything_cost_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    near = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>'
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B1:A1"/></mergeCells>'
    blocks = read_sheet(raw(f"<sheetData>{near}{far}</sheetData>{merge}")).blocks
    assert [b.text for b in blocks] == ["2", "3", "1"]
    assert blocks[0].cell is not None
    assert blocks[0].cell.colspan <= 1024


def test_more_cells_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_CELLS", 6)
    assert len(cells(saved(book(["a", "b"], ["c", "d"], ["e", "f"])))) == 6
    with pytest.raises(Unreadable, match="格子超过6个"):
        read_sheet(saved(book(["a", "b"], ["c", "d"], ["e", "f", "g"])))


def test_a_declared_entity_is_refused() -> None:
    data = raw("<sheetData/>")
    bad = b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": bad}
    with pytest.raises(Unreadable, match="实体声明"):
        read_sheet(archive(parts))
    assert cells(data) == []


def test_a_bomb_in_a_worksheet_is_refused() -> None:
    data = raw(f"<sheetData>{' ' * 70_000_000}</sheetData>")
    with pytest.raises(Unreadable, match="64MB"):
        read_sheet(data)


@pytest.mark.parametrize("missing", ["xl/workbook.xml"])
def test_a_workbook_without_its_parts_is_told(missing: str) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}
    with pytest.raises(Unreadable, match="内部结构不完整"):
        read_sheet(archive(parts))


# --- in a case file -----------------------------------------------------------------------------


def test_sheets_in_a_case_file_and_what_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "1.docx").write_bytes(docx(p("行政处罚决定书")))
    (tmp_path / "2目录.xlsx").write_bytes(saved(contents()))
    (tmp_path / "3目录.et").write_bytes(saved(contents()))
    (tmp_path / "4旧表.xls").write_bytes(ole({"Workbook": b"x"}))
    (tmp_path / "5空.xlsx").write_bytes(saved(Workbook()))
    readings, problems = open_case(tmp_path)
    assert [r.source for r in readings] == ["1.docx", "2目录.xlsx", "3目录.et"]
    said = {x.source: x.message for x in problems}
    assert "另存为 xlsx" in said["4旧表.xls"]
    assert "没有文字" in said["5空.xlsx"]
    assert read_path(tmp_path / "2目录.xlsx").sha256


# --- registers ----------------------------------------------------------------------------------


def test_rows_of_a_register(tmp_path: Path) -> None:
    path = tmp_path / "执法人员名录.xlsx"
    made = book(
        ["姓名", "证号", "有效期"], [], ["普天成", "0601", date(2027, 1, 1)], ["李", None, None]
    )
    made.active.cell(1, 100, "远处")
    made.create_sheet("说明").append(["不读"])
    path.write_bytes(saved(made))
    assert read_rows(path) == [
        ["姓名", "证号", "有效期"], ["普天成", "0601", "2027-01-01"], ["李", "", ""],
    ]  # fmt: skip
    path.write_bytes(b"PK\3\4")
    with pytest.raises(Unreadable):
        read_rows(path)
