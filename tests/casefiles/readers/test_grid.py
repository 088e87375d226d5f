"""Tables from ruling lines: merged cells, broken and double lines, what is no table."""

import pytest

from casefiles.readers.pages import grid
from casefiles.readers.pages.grid import Segment, Table, border, grids, tables
from casefiles.readers.pages.paragraphs import Piece


def level(y: float, *xs: float) -> list[Segment]:
    """Pieces of one level line, from the first to the second place, the third to the fourth …"""
    return [Segment(a, y, b, y) for a, b in zip(xs[::2], xs[1::2], strict=True)]


def upright(x: float, *ys: float) -> list[Segment]:
    return [Segment(x, a, x, b) for a, b in zip(ys[::2], ys[1::2], strict=True)]


def at(text: str, x: float, y: float) -> Piece:
    """Text of 10 points with its top left corner in a place."""
    return Piece(text, (x, y, x + 10 * len(text), y + 10), None, 10.0)


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells]


# A label over two rows, and a last row of one cell:
#   0     50    100   200
#   当事人  名称    甲      0–20
#         电话    乙      20–40
#   意见                  40–60
FORM = [
    *level(0, 0, 200), *level(20, 50, 200), *level(40, 0, 200), *level(60, 0, 200),
    *upright(0, 0, 60), *upright(50, 0, 40), *upright(100, 0, 40), *upright(200, 0, 60),
]  # fmt: skip


def test_merged_cells_appear_once_at_their_top_left() -> None:
    words = [
        at("当事人", 5, 15), at("名称", 55, 5), at("甲", 105, 5), at("电话", 55, 25),
        at("乙", 105, 25), at("同意。", 5, 45), at("外面", 5, 80),
    ]  # fmt: skip
    found, outside = tables(FORM, words)
    assert [shape(t) for t in found] == [
        [
            (0, 0, 2, 1, "当事人"), (0, 1, 1, 1, "名称"), (0, 2, 1, 1, "甲"),
            (1, 1, 1, 1, "电话"), (1, 2, 1, 1, "乙"), (2, 0, 1, 3, "同意。"),
        ]
    ]  # fmt: skip
    assert [p.text for p in outside] == ["外面"]


def test_blank_cells_are_kept_and_have_no_paragraphs() -> None:
    found, _ = tables(FORM, [at("　", 105, 5)])
    assert [c.paragraphs for c in found[0].cells] == [[]] * 6


def test_broken_double_askew_and_overlong_lines_draw_the_same_table() -> None:
    poor = [
        *level(0, -4, 90, 93, 203), *level(2, 0, 200), Segment(50, 19, 200, 21), *level(40, 0, 199),
        *level(60, 0, 200), *upright(0, 0, 60), *upright(1.5, 0, 60), *upright(50, 0, 41),
        *upright(100, 0, 18, 22, 40), *upright(200, -3, 62),
    ]  # fmt: skip
    assert [c[:4] for c in shape(grids(poor)[0])] == [c[:4] for c in shape(grids(FORM)[0])]


def test_a_table_may_be_open_at_its_sides() -> None:
    lines = [*level(0, 0, 100), *level(20, 0, 100), *level(40, 0, 100), *upright(50, 0, 40)]
    assert [c[:4] for c in shape(grids(lines)[0])] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1),
    ]  # fmt: skip


def test_cells_drawn_as_rectangles_one_beside_the_other() -> None:
    boxes = [(0.0, 0.0, 50.0, 20.0), (50.5, 0.0, 100.0, 20.0), (0.0, 20.5, 100.0, 40.0)]
    found = grids([s for box in boxes for s in border(box)])
    assert [c[:4] for c in shape(found[0])] == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]


def test_underlines_and_rules_of_a_page_are_no_tables() -> None:
    assert grids([*level(10, 0, 100), *level(30, 0, 100), *level(50, 0, 100)]) == []
    blank = [*FORM, *level(55, 20, 180)]  # a line to write on, which touches no border
    assert [c[:4] for c in shape(grids(blank)[0])] == [c[:4] for c in shape(grids(FORM)[0])]


def test_a_table_within_a_cell_is_a_table_of_its_own() -> None:
    outer = [*border((0, 0, 200, 100)), *upright(50, 0, 100)]
    inner = [*border((60, 20, 190, 60)), *upright(120, 20, 60)]
    words = [at("标签", 5, 40), at("上", 60, 5), at("甲", 65, 30), at("乙", 125, 30)]
    found, _ = tables(outer + inner, words)
    assert [shape(t) for t in found] == [
        [(0, 0, 1, 1, "标签"), (0, 1, 1, 1, "上")], [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")],
    ]  # fmt: skip
    touching = [*border((0, 0, 200, 100)), *upright(50, 0, 100), *level(20, 50, 190),
                *level(60, 50, 190), *upright(120, 20, 60), *upright(190, 20, 60)]  # fmt: skip
    again, _ = tables(touching, words)
    assert [[c[4] for c in shape(t)] for t in again] == [["标签", "上"], ["甲", "乙"]]


def test_two_tables_on_a_page_come_from_top_to_bottom() -> None:
    below = [Segment(s.x0, s.y0 + 100, s.x1, s.y1 + 100) for s in FORM]
    assert [t.box for t in grids(below + FORM)] == [(0, 0, 200, 60), (0, 100, 200, 160)]


def test_a_drawing_of_countless_lines_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_LINES", 8)
    assert len(grids(FORM)) == 1
    assert grids([*FORM, *level(500, 0, 9)]) == []
    monkeypatch.setattr(grid, "MAX_GRID", 8)
    assert grids(FORM) == []


def test_no_lines_no_tables() -> None:
    assert tables([], [at("甲", 0, 0)]) == ([], [at("甲", 0, 0)])
