"""One file, several documents: where they begin, and what is one document all the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from casefiles.intake import read_case
from casefiles.model import Block, Cell, Reading
from casefiles.readers import read_path
from casefiles.readers.text import read_text
from casefiles.recognise import recognise
from casefiles.segment import alike, segment
from casefiles.telling import told
from tests.casefiles import layouts

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "casefiles"
CASES = ("mkt01", "mkt03", "mkt05", "tra01", "tra02", "smp01")


def page(*texts: str, section: int = 0) -> list[Block]:
    """A page that begins with a page break; its first line is printed as a title."""
    blocks = [Block(t, section=section) for t in texts]
    blocks[0].new_page = blocks[0].centred = True
    return blocks


def file(*pages: list[Block], notes: tuple[str, ...] = ()) -> Reading:
    blocks = [replace(b, index=i) for i, b in enumerate(b for p in pages for b in p)]
    return Reading("全卷.docx", "ab12", blocks, list(notes))


def titles(reading: Reading) -> list[str]:
    return [recognise(part.blocks).title for part in segment(reading)]


FILING = ("立案审批表", "案由：某某案", "同意立案。")
DECISION = ("行政处罚决定书", "某罚〔2024〕3号", "当事人：某某公司", "决定对当事人罚款五千元。")
RECEIPT = ("送达回证", "受送达人：某某公司", "送达方式：直接送达")


def test_a_bound_file_is_taken_apart() -> None:
    whole = file(page(*FILING), page(*DECISION), page(*RECEIPT), notes=("有修订痕迹",))
    parts = segment(whole)
    assert [p.source for p in parts] == ["全卷.docx#1", "全卷.docx#2", "全卷.docx#3"]
    assert {p.sha256 for p in parts} == {"ab12"}
    assert [p.notes for p in parts] == [["有修订痕迹"], [], []]
    assert titles(whole) == ["立案审批表", "行政处罚决定书", "送达回证"]
    assert [b for p in parts for b in p.blocks] == whole.blocks


def test_one_document_is_handed_on_as_it_is() -> None:
    for one in (file(page(*DECISION)), file([]), file(page("没有标题的材料"))):
        parts = segment(one)
        assert len(parts) == 1
        assert parts[0] is one


def test_the_agency_above_a_title_begins_the_document() -> None:
    whole = file(page(*FILING), page("某县某局", *DECISION), page("某县某局", "责令改正通知书"))
    assert [p.blocks[0].text for p in segment(whole)] == ["立案审批表", "某县某局", "某县某局"]


def test_the_same_form_again_on_a_new_page_is_another_document() -> None:
    assert titles(file(page(*DECISION), page(*RECEIPT), page(*RECEIPT))) == [
        "行政处罚决定书", "送达回证", "送达回证",
    ]  # fmt: skip


def test_the_next_page_of_a_record_is_not() -> None:
    more = page("询问笔录（续页）", "问：还有什么要说的？", "答：没有。")
    assert titles(file(page("询问笔录", "问：是吗？", "答：是。"), more, page(*RECEIPT))) == [
        "询问笔录", "送达回证",
    ]  # fmt: skip


def test_a_file_with_one_form_printed_twice_is_one_document() -> None:
    sheet = page("证据提取单", "证据名称：照片")
    assert len(segment(file(sheet, page("证据提取单", "证据名称：票据")))) == 1


def test_receipts_in_one_file_are_one_on_each_page() -> None:
    more = page("送达回证（续页）", "备注：拒收经过见照片")
    assert titles(file(page(*RECEIPT), more, page(*RECEIPT))) == ["送达回证", "送达回证"]
    assert len(segment(file(page(*RECEIPT)))) == 1


def test_titles_below_each_other_on_a_page_do_not_part_a_licence_from_the_identity_card() -> None:
    copy = page("营业执照复印件", "名称：某某公司")
    card = [Block("法定代表人居民身份证复印件", centred=True), Block("姓名：某某")]
    assert len(segment(file([*copy, *card]))) == 1
    assert titles(file([*copy, *card], page(*FILING), page(*DECISION)))[0] == "营业执照复印件"
    assert len(segment(file([*copy, *card], page(*FILING), page(*DECISION)))) == 3


def test_titles_in_a_table_of_contents_do_not_count() -> None:
    listed = [
        Block(text, cell=Cell(0, row, col))
        for row, name in enumerate(["题名", "立案审批表", "行政处罚决定书", "送达回证"])
        for col, text in enumerate([str(row), name, "2024年3月1日"])
    ]
    assert len(segment(file([*page("卷内目录"), *listed]))) == 1
    assert titles(file([*page("卷内目录"), *listed], page(*FILING))) == ["卷内目录", "立案审批表"]


def test_titles_named_in_sentences_do_not_count() -> None:
    letter = page("情况说明", "我局制作了现场笔录。", "《行政处罚决定书》", "1.立案审批表")
    assert len(segment(file(letter, page("以上材料包括送达回证和结案报告。")))) == 1


def test_a_document_of_unknown_kind_is_not_swallowed() -> None:
    assert titles(file(page(*FILING), page("听证申请书", "某某局："), page(*DECISION))) == [
        "立案审批表", "听证申请书", "行政处罚决定书",
    ]  # fmt: skip


def test_pages_before_the_first_title_are_kept() -> None:
    parts = segment(file(page("封皮照片"), page(*FILING), page(*DECISION)))
    assert [len(p.blocks) for p in parts] == [1, 3, 4]


def test_pages_of_a_pdf() -> None:
    pages = (FILING, DECISION, ("三、罚款限十五日内缴清。", "某县某局"), RECEIPT)
    blocks = [Block(t, page=n) for n, texts in enumerate(pages, 1) for t in texts]
    assert titles(file(blocks)) == ["立案审批表", "行政处罚决定书", "送达回证"]


def test_without_page_breaks_three_kinds_that_stand_out_are_needed() -> None:
    def block(texts: tuple[str, ...]) -> list[Block]:
        rows = [Block(t, cell=Cell(0, i, 0)) for i, t in enumerate(texts[1:])]
        return [Block(texts[0], centred=True), *rows]

    assert len(segment(file([*block(FILING), *block(RECEIPT)]))) == 1
    whole = file([*block(FILING), *block(DECISION), *block(RECEIPT)])
    assert titles(whole) == ["立案审批表", "行政处罚决定书", "送达回证"]


def test_forms_of_one_title_that_fill_a_page_each_are_parted() -> None:
    form = "行政处罚案件有关事项审批表"
    matters = ("先行登记保存证据", "采取行政强制措施（扣押）", "延长行政强制措施期限")
    whole = file(*(page(form, f"审批事项：{m}", "同意。") for m in matters))
    kinds = [recognise(p.blocks).code for p in segment(whole)]
    assert kinds == ["CF_XDSP", "QZ_SP", "QZ_SP"]
    twice = file(*(page(form, "审批事项：延长行政强制措施期限") for _ in range(2)))
    assert titles(twice) == [form, form]
    licence = page("证据提取单", "证据名称：营业执照复印件")
    photographs = file(licence, page("证据提取单", "证据名称：台账"), page("现场照片", "拍摄人"))
    assert titles(photographs) == ["证据提取单", "证据提取单", "现场照片"]
    seized = page("现场笔录", "本机关决定扣押，并加贴封条，送达扣押决定书。")
    assert len(segment(file(page("现场笔录", "现场情况：正在营业。"), seized))) == 1  # next page


def test_headers_and_footers_go_with_their_section_and_notes_once() -> None:
    foot = Block("询问人签名：", where="footer", section=1)
    note = Block("注：见附件", where="note", section=0)
    whole = file(page(*FILING), page("询问笔录", "问：", section=1), page(*RECEIPT), [foot, note])
    parts = segment(whole)
    where = [[b.text for b in p.blocks if b.where != "body"] for p in parts]
    assert where == [["注：见附件"], ["询问人签名："], []]


@pytest.fixture(scope="module", params=CASES)
def bound(request: pytest.FixtureRequest) -> list[Reading]:
    """The documents of a sample case file, each read by itself."""
    folder = SAMPLES / request.param
    if not folder.exists():
        pytest.skip("needs ../shared/samples/casefiles, which is not there")
    return [read_path(p) for p in sorted(folder.glob("*.docx"))]


def test_no_single_document_of_the_samples_is_taken_apart(bound: list[Reading]) -> None:
    assert [r.source for r in bound if len(segment(r)) != 1] == []


def test_a_sample_case_file_bound_into_one_comes_apart_again(bound: list[Reading]) -> None:
    blocks: list[Block] = []
    for reading in bound:
        body = [replace(b) for b in reading.blocks if b.where == "body"]
        body[0].new_page = True
        blocks += body
    parts = segment(Reading("全卷.docx", "", blocks))
    assert [[b.text for b in p.blocks] for p in parts] == [
        [b.text for b in r.blocks if b.where == "body"] for r in bound
    ]
    assert [recognise(p.blocks).code for p in parts] == [recognise(r.blocks).code for r in bound]


def test_a_list_of_titles_whose_table_was_lost_is_one_document() -> None:
    lines = ["卷内目录", "序号", "题名", "日期", "1", "立案审批表", "2024.3.5", "2", "询问笔录"]
    lines += ["2024.3.9", "3", "行政处罚事先告知书", "2024.4.2", "4", "行政处罚决定书", "2024.4.20"]
    reading = read_text("\n".join(lines).encode())
    assert reading.flat
    assert len(segment(reading)) == 1


SHEET = ("证据提取单", "证据名称：运单复印件1份", "经核对，与原件一致。", "提取人：兰克俭")


def test_forms_of_one_kind_may_be_taken_apart_but_are_not_by_themselves() -> None:
    whole = file(page(*SHEET), page(*SHEET))
    assert len(segment(whole)) == 1
    assert [p.source for p in alike(whole)] == ["全卷.docx#1", "全卷.docx#2"]
    record = file(page("询问笔录", "问：…"), page("询问笔录", "答：…"))
    continued = file(page(*SHEET), page("证据提取单（续页）", "提取人：兰克俭"))
    mixed = file(page(*SHEET), page(*DECISION))
    for other in (record, continued, mixed, file(page(*SHEET)), file([])):
        assert alike(other) == []


@pytest.mark.parametrize(("listed", "count"), [(1, 1), (2, 2), (3, 2)])
def test_the_list_of_contents_says_whether_forms_are_documents(
    tmp_path: Path, listed: int, count: int
) -> None:
    rows = "".join(f"\n| {n} | 证据提取单 | 2025年3月10日 | {n} |" for n in range(1, listed + 1))
    readings = {
        "01.txt": layouts.reading(f"卷内目录\n| 序号 | 题名 | 日期 | 页号 |{rows}\n", "01.txt"),
        "02.txt": replace(file(page(*SHEET), page(*SHEET)), source="02.txt"),
    }
    for name in readings:
        (tmp_path / name).write_text("卷", "utf-8")
    found = read_case(tmp_path, tell=lambda data, source, kind, keep: told(readings[source]))
    assert [d.code for d in found.documents] == ["GD_TOC", *["CF_ZJTQ"] * count]
