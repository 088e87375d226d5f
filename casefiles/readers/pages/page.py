"""One page of a PDF: its lines and tables in reading order, and what could not be told apart."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from casefiles.model import Box
from casefiles.readers.pages.grid import Segment, Table, fill, grids
from casefiles.readers.pages.lines import Drawn, View, drawn_on
from casefiles.readers.pages.paragraphs import Piece, beside
from casefiles.readers.pages.text import UNKNOWN_SIGN, Glyph, glyphs, lines_on, spelled

SPARSE = 20  # a page with fewer characters than this beside a picture is a scan
TICK_BOX = (5.0, 20.0)  # least and largest side of a drawn tick box, in points
ROWS = 3  # lines with columns from which on they are a list without borders
COLUMNS = 3  # words far apart in a line from which on it belongs to such a list
DRAWING = 200  # lines that make no table: something was drawn that is not understood
_EMPTY, _TICKED = "□☐", "☑"
_TICKS = "√✓✔☑×✗✘xX"


@dataclass(slots=True)
class Page:
    """A page; ``items`` are lines outside of tables, and tables, from top to bottom.

    ``doubtful``: a form was seen there whose cells or ticked boxes cannot be told apart.
    """

    number: int
    width: float
    height: float
    items: list[Piece | Table] = field(default_factory=list)
    characters: int = 0
    scanned: bool = False
    doubtful: bool = False


def read_page(page: Any, number: int) -> Page:
    """Read one page."""
    left, bottom, right, top = page.get_bbox()
    view = View(left, bottom, right, top, page.get_rotation())
    found = Page(number, page.get_width(), page.get_height())
    drawn = drawn_on(page, view)
    ruled = grids(drawn.segments)
    boxes = [t.box for t in ruled if _is_tick_box(t)]
    ruled = [t for t in ruled if not _is_tick_box(t)]
    textpage = page.get_textpage()
    plain = False
    try:
        if ruled or boxes or (drawn.shapes and any(s in _all(textpage) for s in _EMPTY)):
            characters = glyphs(textpage, view, 0, textpage.count_chars())
            characters = _with_tick_boxes(characters, boxes, drawn)
            found.doubtful = any(_overdrawn(g, drawn) for g in characters if g.text in _EMPTY)
            _arrange(found, characters, ruled)
        else:
            lines, plain = lines_on(textpage, view)
            _in_order(found, lines)
    finally:
        textpage.close()
    found.characters = sum([len(i.text) for i in found.items if isinstance(i, Piece)])
    found.characters += sum([len(c.text) for t in ruled for c in t.cells])
    found.scanned = _is_scan(found.characters, drawn)
    cut = drawn.cut or (not ruled and len(drawn.segments) > DRAWING)
    told = plain or is_told_apart(found, drawn.segments)
    found.doubtful = found.doubtful or cut or not told
    return found


def is_told_apart(page: Page, segments: list[Segment]) -> bool:
    """Whether it is known of every sign what it means, and of all words where they belong."""
    lines = [i for i in page.items if isinstance(i, Piece)]
    cells = [c.text for t in page.items if isinstance(t, Table) for c in t.cells]
    return not (
        any(UNKNOWN_SIGN.search(text) for text in (*(line.text for line in lines), *cells))
        or _is_loose(lines)
        or _is_ruled_list(segments, page.items)
    )


def _all(textpage: Any) -> str:
    text: str = textpage.get_text_range()
    return text


def _is_scan(characters: int, drawn: Drawn) -> bool:
    """Whether what a page shows is not in its text: drawn only, or a picture with a page number."""
    if characters >= SPARSE:
        return False
    return drawn.objects > 0 if not characters else drawn.pictured


# --- lines and tables -------------------------------------------------------------------------


def _in_order(page: Page, lines: list[Piece]) -> None:
    """Lines of a page without tables, in the order of its content."""
    for line in lines:
        last = page.items[-1] if page.items else None
        # Most lines stand clearly below the one before.
        below = last is None or line.box[1] > last.box[3] - 1
        if not below and isinstance(last, Piece) and (joined := beside(last, line)):
            page.items[-1] = joined
        else:
            page.items.append(line)


def _arrange(page: Page, characters: list[Glyph], ruled: list[Table]) -> None:
    """Lines and tables from top to bottom."""

    def place(x: float, y: float) -> int:
        around = [c for t in ruled if (c := t.cell_at(x, y)) is not None]
        if len(around) > 1:
            around.sort(key=lambda c: (c.box[2] - c.box[0]) * (c.box[3] - c.box[1]))
        return id(around[0]) if around else 0

    outside = fill(ruled, spelled(characters, place))
    inner = [t for t in ruled if not any(_inside(t.box, o.box) for o in ruled if o is not t)]
    items: list[Piece | Table] = [*outside, *inner]
    items.sort(key=lambda i: i.box[1])
    for table in ruled:
        if table not in inner:  # a table within a cell comes right after the one around it
            at = next(n for n, i in enumerate(items) if _inside(table.box, i.box))
            items.insert(at + 1, table)
    page.items = items


def _inside(box: Box, outer: Box) -> bool:
    return outer[0] <= box[0] and box[2] <= outer[2] and outer[1] <= box[1] and box[3] <= outer[3]


# --- tick boxes -------------------------------------------------------------------------------


def _is_tick_box(table: Table) -> bool:
    left, top, right, bottom = table.box
    low, high = TICK_BOX
    sides = (right - left, bottom - top)
    return (
        len(table.cells) == 1
        and all(low <= side <= high for side in sides)
        and max(sides) <= 1.3 * min(sides)
    )


def _with_tick_boxes(characters: list[Glyph], boxes: list[Box], drawn: Drawn) -> list[Glyph]:
    """The characters of a page with a sign for each tick box that is drawn on it, ticked where
    anything stands or is drawn in the box."""
    for box in boxes:
        marks = [g for g in characters if g.text in _TICKS and _touches(_box(g), box)]
        ticked = bool(marks) or any(_touches(s, box) for s in drawn.shapes)
        ticked = ticked or any(_slants(s) and _touches(_span(s), box) for s in drawn.segments)
        characters = [g for g in characters if g not in marks]
        characters.append(Glyph(_TICKED if ticked else _EMPTY[0], *box))
    return characters


def _overdrawn(g: Glyph, drawn: Drawn) -> bool:
    """Whether something is drawn over an empty box: it may be a tick."""
    return any(_touches(s, _box(g)) and s[2] - s[0] < 60 for s in drawn.shapes) or any(
        _slants(s) and _touches(_span(s), _box(g)) for s in drawn.segments
    )


def _box(g: Glyph) -> Box:
    return g.left, g.top, g.right, g.bottom


def _span(s: Segment) -> Box:
    return min(s.x0, s.x1), min(s.y0, s.y1), max(s.x0, s.x1), max(s.y0, s.y1)


def _slants(s: Segment) -> bool:
    return abs(s.x1 - s.x0) > 1 and abs(s.y1 - s.y0) > 1


def _touches(one: Box, box: Box) -> bool:
    """Whether ``one`` has its middle in ``box``, or a corner well inside of it."""
    slack = 0.2 * (box[2] - box[0])
    middle = ((one[0] + one[2]) / 2, (one[1] + one[3]) / 2)
    corners = ((one[0], one[1]), (one[0], one[3]), (one[2], one[1]), (one[2], one[3]))
    if box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]:
        return one[2] - one[0] <= 3 * (box[2] - box[0])
    return any(
        box[0] + slack < x < box[2] - slack and box[1] + slack < y < box[3] - slack
        for x, y in corners
    )


# --- lists without borders --------------------------------------------------------------------


def _is_loose(lines: list[Piece]) -> bool:
    """Whether lines one below the other have columns without any border between them.

    What belongs to what cannot be said there: a cell may take up several lines.
    """
    run = 0
    for before, line in pairwise(lines):
        near = 0 < line.box[1] - before.box[1] < 4 * line.height
        run = run + 1 if near and _columns(before) == _columns(line) >= COLUMNS else 0
        if run + 1 >= ROWS:
            return True
    return False


def _is_ruled_list(segments: list[Segment], items: list[Piece | Table]) -> bool:
    """Whether there are columns between level lines without upright ones (三线表)."""
    tables = [i.box for i in items if isinstance(i, Table)]
    lines = [i for i in items if isinstance(i, Piece) and _columns(i) >= COLUMNS]
    level: dict[tuple[int, int], list[float]] = {}
    for s in segments if lines else ():
        if abs(s.y1 - s.y0) <= 1 and not any(_inside(_span(s), _wider(t)) for t in tables):
            ends = round(min(s.x0, s.x1) / 4), round(max(s.x0, s.x1) / 4)
            level.setdefault(ends, []).append(s.y0)
    return any(
        len(ys) >= ROWS
        and sum(min(ys) < line.box[1] and line.box[3] < max(ys) + line.height for line in lines) > 1
        for ys in level.values()
    )


def _wider(box: Box) -> Box:
    return box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2


def _columns(line: Piece) -> int:
    """How many words stand far apart in a line; one that is letter-spaced counts as one."""
    text = line.text
    if "\t" not in text and "\u3000\u3000" not in text:
        return 1
    return sum(
        len(part.strip()) > 1
        for part in line.text.replace("\t", "\u3000\u3000").split("\u3000\u3000")
    )
