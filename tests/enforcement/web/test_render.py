"""A document as it is shown: every word once, marks at their words, tables as they were."""

from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.model import Block, Cell, Reading
from enforcement.annotate.words import Place
from enforcement.result import Evidence, Location, RuleResult
from enforcement.web.masking import cover, masked, private_spans
from enforcement.web.render import Grid, Mark, Paragraph, covered_boxes, marks_in, show, spots

ID = "53990119830921091X"  # made so that its check digit fits


def place(block: int, start: int, end: int, verdict: str = "fail", **at: object) -> Place:
    location = Location(source="a.docx", block=block, start=start, end=end, **at)  # type: ignore[arg-type]
    evidence = Evidence(document="某", anchor=location)
    result = RuleResult(rule="X-1", title="某", verdict=verdict, evidence=(evidence,))  # type: ignore[arg-type]
    return Place(result, evidence, location)


def marks(*places: Place) -> list[Mark]:
    return [Mark(f"p{i}", x) for i, x in enumerate(places)]


def reading(*blocks: Block) -> Reading:
    for i, b in enumerate(blocks):
        b.index = i
    return Reading("a.docx", "", list(blocks))


def words(p: Paragraph) -> str:
    return "".join(x.text for x in p.pieces)


def test_marks_that_overlap_share_their_words() -> None:
    found = marks(place(0, 2, 6), place(0, 4, 8, "needs_review"), place(0, 4, 8))
    (p,) = show(reading(Block("一二三四五六七八九十")), found).items
    assert isinstance(p, Paragraph)
    assert [(x.text, x.kind, x.ids) for x in p.pieces] == [
        ("一二", "", ()),
        ("三四", "fail", ("p0",)),
        ("五六", "fail", ("p1", "p2")),
        ("七八", "fail", ()),
        ("九十", "", ()),
    ]


def test_a_mark_without_words_is_of_the_paragraph_and_shows_it_even_when_empty() -> None:
    (p,) = show(reading(Block("")), marks(place(0, 0, 0))).items
    assert isinstance(p, Paragraph)
    assert p.ids == ("p0",)
    assert show(reading(Block("")), []).items == []


def test_a_mark_beyond_the_end_does_not_break_the_page() -> None:
    (p,) = show(reading(Block("短")), marks(place(0, 0, 99), place(0, 50, 60))).items
    assert isinstance(p, Paragraph)
    assert words(p) == "短"
    assert {i for x in p.pieces for i in x.ids} | set(p.ids) == {"p0", "p1"}


@settings(max_examples=60, deadline=None)
@given(
    st.text("一二三<&\"' \n", max_size=12),
    st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 14)), max_size=5),
)
def test_no_word_is_lost_and_every_mark_is_there_once(
    text: str, spans: list[tuple[int, int]]
) -> None:
    found = marks(*(place(0, a, b) for a, b in spans))
    items = show(reading(Block(text)), found).items
    for p in items:
        assert isinstance(p, Paragraph)
        assert words(p) == text
        ids = [i for x in p.pieces for i in x.ids] + list(p.ids)
        assert sorted(ids) == sorted(m.id for m in found)
    assert items or (not text.strip() and not found)


def _cells(*given: tuple[int, int, str, int, int]) -> list[Block]:
    return [
        Block(text, cell=Cell(0, row, col, down, across)) for row, col, text, down, across in given
    ]


def test_a_table_has_its_merged_cells_once_and_its_empty_ones_too() -> None:
    blocks = _cells((0, 0, "案由", 2, 1), (0, 1, "甲", 1, 2), (1, 2, "乙", 1, 1))
    (grid,) = show(reading(*blocks), []).items
    assert isinstance(grid, Grid)
    shape = [
        [(f.rowspan, f.colspan, "".join(map(words, f.paragraphs))) for f in row]
        for row in grid.rows
    ]
    assert shape == [[(2, 1, "案由"), (1, 2, "甲")], [(1, 1, ""), (1, 1, "乙")]]


def test_two_paragraphs_of_a_cell_stand_in_it() -> None:
    (grid,) = show(reading(*_cells((0, 0, "意见", 1, 1), (0, 0, "同意", 1, 1))), []).items
    assert isinstance(grid, Grid)
    assert [words(p) for p in grid.rows[0][0].paragraphs] == ["意见", "同意"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.integers(0, 4), st.text("甲乙丙", min_size=1, max_size=3),
            st.integers(1, 6), st.integers(1, 6),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_no_cell_is_lost_however_its_spans_lie(cells: list[tuple[int, int, str, int, int]]) -> None:
    seen: list[str] = []
    for item in show(reading(*_cells(*cells)), []).items:
        rows = item.rows if isinstance(item, Grid) else []
        seen += [words(p) for row in rows for f in row for p in f.paragraphs]
        seen += [words(item)] if isinstance(item, Paragraph) else []
    assert sorted(seen) == sorted(c[2] for c in cells)


def test_a_table_that_claims_to_be_huge_is_shown_as_lines() -> None:
    items = show(reading(*_cells((0, 0, "甲", 1, 1), (90_000, 5, "乙", 1, 1))), []).items
    assert [words(x) for x in items if isinstance(x, Paragraph)] == ["甲", "乙"]


def test_marks_of_documents_bound_in_one_file_are_all_its_own() -> None:
    other = place(0, 0, 1)
    bound = Location(source="合订.docx#2", block=3, start=0, end=1)
    second = Place(other.result, other.evidence, bound)
    assert [m.id for m in marks_in([other, second], "合订.docx")] == ["p1"]


# --- numbers of persons -------------------------------------------------------------------------


def test_a_number_is_known_by_what_stands_in_the_cell_before() -> None:
    passport = "E12345678"
    r = reading(*_cells((0, 0, "护照号码", 1, 1), (0, 1, passport, 1, 1)))
    (grid,) = show(r, []).items
    assert isinstance(grid, Grid)
    assert words(grid.rows[0][1].paragraphs[0]) == "E12****78"
    (grid,) = show(r, [], bare=True).items
    assert isinstance(grid, Grid)
    assert words(grid.rows[0][1].paragraphs[0]) == passport


def test_covered_words_are_as_long_as_before_so_that_marks_stay() -> None:
    text = f"证件{ID}罚款5000元"
    at = text.index("5000元")
    (p,) = show(reading(Block(text)), marks(place(0, at, at + 5))).items
    assert isinstance(p, Paragraph)
    assert [x.text for x in p.pieces if x.kind] == ["5000元"]
    assert ID not in words(p)


def test_what_is_covered_and_what_is_not() -> None:
    assert masked(f"{ID}，13800138000") == "539*************1X，138******00"
    assert masked("邮箱 zhang.san@example.com") != "邮箱 zhang.san@example.com"
    public = "龙市监罚〔2024〕7号 2024年3月5日 罚款50000元 91539931MA6L30042R 执法证号24031140011"
    assert masked(public) == public
    account = "户名：龙泽县财政局非税收入财政专户；账号：6200041788302015"
    assert masked(account) == account
    assert masked(None) == ""
    assert cover("123") == "***"
    assert private_spans("") == []


def _page(*lines: str, page: int = 1) -> Block:
    """A block of lines, each ten high and ten wide for a Chinese character."""
    starts, boxes, text = [], [], ""
    for i, line in enumerate(lines):
        starts.append(len(text))
        wide = 10 * sum(1 if c > "\u2000" else 0.5 for c in line)
        boxes.append((100.0, 20.0 * i, 100.0 + wide, 20.0 * i + 10))
        text += line
    return Block(text, page=page, runs=tuple(starts), boxes=tuple(boxes))


def test_marks_on_a_page_are_at_their_words_line_by_line() -> None:
    r = reading(_page("一二三四", "五六七八"))
    found = spots(r, marks(place(0, 3, 5, page=1)), 1)
    assert [(s.id, s.box) for s in found] == [
        ("p0", (130.0, 0.0, 140.0, 10.0)),
        ("", (100.0, 20.0, 110.0, 30.0)),
    ]
    assert spots(r, marks(place(0, 3, 5, page=1)), 2) == []


def test_numbers_on_a_page_are_covered_and_a_page_nobody_read_as_a_whole() -> None:
    r = reading(_page(f"证件：{ID}"), _page("第二页", page=3))
    ((left, top, right, bottom),) = covered_boxes(r, 1)
    assert (left, right) == (130.0, 130.0 + 18 * 5)
    assert (top, bottom) == (0.0, 10.0)
    assert covered_boxes(r, 3) == []
    ((left, top, right, bottom),) = covered_boxes(r, 2)
    assert (left, top) == (0.0, 0.0)
    assert min(right, bottom) > 10_000
