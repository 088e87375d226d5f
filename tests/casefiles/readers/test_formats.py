"""What holds for every format alike."""

from casefiles.readers.formats import read_bytes
from tests.casefiles.readers.build import docx, p, run


def test_marks_that_nobody_sees_part_no_words_and_runs_begin_where_they_began() -> None:
    body = p(run("罚款\u200b人民币") + run("\ufeff伍仟") + run("\u00ad元整"))
    (block,) = read_bytes(docx(body), "决定书.docx").blocks
    assert block.text == "罚款人民币伍仟元整"
    assert [block.text[i:][:2] for i in block.runs] == ["罚款", "伍仟", "元整"]


def test_spaces_of_odd_widths_become_plain_ones() -> None:
    (block,) = read_bytes(docx(p(run("检查人：\xa0张可\u2003证号"))), "笔录.docx").blocks
    assert block.text == "检查人： 张可 证号"


def test_text_without_such_marks_is_left_alone() -> None:
    (block,) = read_bytes(docx(p(run("送 达　回证\t2024年"))), "回证.docx").blocks
    assert block.text == "送 达　回证\t2024年"


def test_thousands_of_blanks_are_as_good_as_hundreds() -> None:
    gap, marks = " \u3000" * 4_000, "＿" * 5_000
    (block,) = read_bytes(docx(p(f"当事人：{gap}张三{marks}。")), "决定书.docx").blocks
    assert len(block.text) < 700
    assert block.text.startswith("当事人： ")
    assert "张三＿" in block.text
    assert block.text.endswith("＿。")


def test_what_a_form_may_hold_is_left_as_it_is() -> None:
    words = f"地址：{' ' * 280}号{'_' * 280}"
    (block,) = read_bytes(docx(p(words)), "决定书.docx").blocks
    assert block.text == words
