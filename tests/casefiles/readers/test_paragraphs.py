"""Lines joined to the paragraphs they were set from."""

import pytest

from casefiles.readers.pages.paragraphs import Piece, block_of, lines_of, paragraphs_in

EM = 10.0


def line(text: str, left: float, top: float) -> Piece:
    width = sum(5.0 if c.isascii() else EM for c in text)
    return Piece(text, (left, top, left + width, top + EM), None, EM)


def read(*lines: tuple[str, float], width: float = 110.0) -> list[str]:
    """The paragraphs of a cell from 0 to ``width`` whose lines begin in the given places."""
    set_lines = [line(text, left, 12.0 * n) for n, (text, left) in enumerate(lines)]
    return ["".join(i.text for i in p) for p in paragraphs_in(set_lines, 0.0, width)]


def test_a_full_line_goes_on_and_a_short_one_does_not() -> None:
    assert read(("一二三四五六七八九十", 5), ("天地", 5)) == ["一二三四五六七八九十天地"]
    assert read(("一二三四五六七八", 5), ("天地", 5)) == ["一二三四五六七八", "天地"]


def test_a_number_that_would_not_fit_leaves_its_line_short() -> None:
    assert read(("统一代码一二三", 5), ("91530000MA", 5)) == ["统一代码一二三91530000MA"]
    assert read(("盘市监罚字", 5), ("〔2023〕12号", 5)) == ["盘市监罚字〔2023〕12号"]


def test_centred_lines_are_full_where_both_sides_leave_no_room() -> None:
    assert read(("办案机构负责人意见一", 5), ("二", 50)) == ["办案机构负责人意见一二"]
    assert read(("当事人", 40), ("基本情况", 35)) == ["当事人", "基本情况"]


def test_one_character_a_line() -> None:
    assert read(("当", 5), ("事", 5), ("人", 5), width=20) == ["当事人"]


@pytest.mark.parametrize("second", ["问：是吗？", "住址：某地", "案　由　　某事", "2024年3月5日"])
def test_what_begins_something_of_its_own_is_not_joined(second: str) -> None:
    assert read(("张三一二三四五六七八", 5), (second, 5)) == ["张三一二三四五六七八", second]


def test_a_label_broken_over_two_lines_is_joined() -> None:
    assert read(("一二三四五六七八执法", 5), ("证号：1", 5)) == ["一二三四五六七八执法证号：1"]


def test_a_paragraph_that_begins_indented_is_followed_by_none_that_does_not() -> None:
    joined = read(("一二三四五六七八", 25), ("违法事实：九", 5))
    assert joined == ["一二三四五六七八违法事实：九"]


def test_numbers_of_a_kind_stay_apart() -> None:
    assert read(("25077330021", 5), ("25077330022", 5), width=66) == ["25077330021", "25077330022"]


def test_a_day_and_its_time_keep_the_space_that_ends_the_line() -> None:
    pieces = [line("2024-04-08", 5, 0), line("09:17", 5, 12)]
    (paragraph,) = paragraphs_in(pieces, 0, 60)
    block = block_of(paragraph, "page1", 0, 1)
    assert (block.text, block.runs) == ("2024-04-08 09:17", (0, 11))
    assert block.boxes == ((5, 0, 55, 10), (5, 12, 30, 22))


def test_pieces_side_by_side_are_one_line_and_gaps_stay() -> None:
    pieces = [line("乙", 60, 0.5), line("甲", 0, 0), line("丙", 0, 14)]
    assert [p.text for p in lines_of(pieces)] == ["甲\t乙", "丙"]


def test_a_line_is_as_sure_as_its_least_sure_word() -> None:
    words = [Piece("甲", (0, 0, 10, 10), 0.9), Piece("乙", (10, 0, 20, 10), 0.4)]
    block = block_of(lines_of(words), "page1", 0, 1)
    assert (block.text, block.trust) == ("甲乙", (0.4,))
