"""Tables from the lines ruled on a page and the text standing between them.

``tables(segments, pieces)`` gives the tables and the pieces that stand in none. Ruling lines come
as straight segments from wherever they were found, the path objects of a PDF or a picture; they
may be broken, doubled, slightly askew, longer than they should be, or the borders of rectangles
(``border``). Everything is measured from the top left corner of the page, in points; for a picture
in pixels give ``tolerance`` in pixels, about 3.5 points.

``grids`` alone gives the empty cells, for readers that have to part text at the borders first
(``Table.cell_at``); ``fill`` then puts the pieces into them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from casefiles.model import Box
from casefiles.readers.pages.paragraphs import Piece, joined, lines_of, paragraphs_in

TOLERANCE = 3.5  # points: lines nearer to each other than this are one line
MAX_LINES = 4_000  # ruled lines of a page beyond which it is a drawing, not a table
MAX_GRID = 40_000  # grid positions of one table
MAX_NESTED = 50  # tables within the cells of one table
COVERED = 0.75  # share of a cell's side that has to be drawn to part it from the next


@dataclass(slots=True, frozen=True)
class Segment:
    """A straight line from (``x0``, ``y0``) to (``x1``, ``y1``); y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class TableCell:
    """A cell at its top left grid position, with the paragraphs in it, each a list of lines.

    A cell without text, or with nothing but white space, has no paragraphs.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box
    paragraphs: list[list[Piece]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text of the cell, paragraphs parted by line feeds."""
        return "\n".join(joined(p)[0] for p in self.paragraphs)


@dataclass(slots=True)
class Table:
    """A table: the place it takes up and its cells, row by row, blank ones too."""

    box: Box
    cells: list[TableCell]

    xs: list[float] = field(default_factory=list)  # grid lines, outer ones included
    ys: list[float] = field(default_factory=list)
    grid: list[list[int]] = field(default_factory=list)  # [row][column] between them → cell

    def cell_at(self, x: float, y: float) -> TableCell | None:
        """The cell around a point."""
        row, col = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if not (0 <= row < len(self.grid) and 0 <= col < len(self.grid[0])):
            return None
        index = self.grid[row][col]
        return self.cells[index] if index >= 0 else None


@dataclass(slots=True)
class _Line:
    """A ruled line: where it stands (y of a horizontal one), from where to where it runs."""

    at: float
    start: float
    end: float
    group: int = -1


def border(box: Box, tolerance: float = TOLERANCE) -> list[Segment]:
    """The sides of a drawn rectangle; a thin one is the line it looks like."""
    left, top, right, bottom = box
    if bottom - top <= tolerance:
        y = (top + bottom) / 2
        return [Segment(left, y, right, y)]
    if right - left <= tolerance:
        x = (left + right) / 2
        return [Segment(x, top, x, bottom)]
    return [
        Segment(left, top, right, top), Segment(left, bottom, right, bottom),
        Segment(left, top, left, bottom), Segment(right, top, right, bottom),
    ]  # fmt: skip


def tables(
    segments: Sequence[Segment], pieces: Sequence[Piece], tolerance: float = TOLERANCE
) -> tuple[list[Table], list[Piece]]:
    """The tables of a page from top to bottom, filled, and the pieces outside of them in order."""
    found = grids(segments, tolerance)
    return found, fill(found, pieces)


def fill(found: Sequence[Table], pieces: Sequence[Piece]) -> list[Piece]:
    """Put each piece into the innermost cell it stands in; returns those that stand in none."""
    held: dict[int, tuple[TableCell, list[Piece]]] = {}
    outside = []
    for piece in pieces:
        x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
        around = [c for t in found if (c := t.cell_at(x, y)) is not None]
        if not around:
            outside.append(piece)
        elif piece.text.strip():
            cell = min(around, key=lambda c: _area(c.box))
            held.setdefault(id(cell), (cell, []))[1].append(piece)
    for cell, mine in held.values():
        cell.paragraphs = paragraphs_in(lines_of(mine), cell.box[0], cell.box[2])
    return outside


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def grids(segments: Sequence[Segment], tolerance: float = TOLERANCE) -> list[Table]:
    """The tables that the lines draw, still without text. A frame of one cell counts as one."""
    level: list[_Line] = []
    upright: list[_Line] = []
    for s in segments:
        wide, high = abs(s.x1 - s.x0), abs(s.y1 - s.y0)
        if wide > tolerance >= high or (wide > 20 * high and high <= 2 * tolerance):
            level.append(_Line((s.y0 + s.y1) / 2, min(s.x0, s.x1), max(s.x0, s.x1)))
        elif high > tolerance >= wide or (high > 20 * wide and wide <= 2 * tolerance):
            upright.append(_Line((s.x0 + s.x1) / 2, min(s.y0, s.y1), max(s.y0, s.y1)))
    level, upright = _merged(level, tolerance), _merged(upright, tolerance)
    if len(level) + len(upright) > MAX_LINES:
        return []
    found: list[Table] = []
    for across, down in _groups(level, upright, tolerance):
        found += _tables(across, down, tolerance)
    return sorted(found, key=lambda t: (t.box[1], t.box[0]))


def _merged(lines: list[_Line], tolerance: float) -> list[_Line]:
    """Lines at the same place as one, and pieces of a broken line put together."""
    lines.sort(key=lambda line: line.at)
    found: list[_Line] = []
    i = 0
    while i < len(lines):
        stop = i
        while stop < len(lines) and lines[stop].at - lines[i].at <= tolerance:
            stop += 1
        same = sorted(lines[i:stop], key=lambda line: line.start)
        at = max(same, key=lambda line: line.end - line.start).at
        current = _Line(at, same[0].start, same[0].end)
        for line in same[1:]:
            if line.start <= current.end + 2 * tolerance:
                current.end = max(current.end, line.end)
            else:
                found.append(current)
                current = _Line(at, line.start, line.end)
        found.append(current)
        i = stop
    return found


def _groups(
    level: list[_Line], upright: list[_Line], tolerance: float
) -> list[tuple[list[_Line], list[_Line]]]:
    """Lines that touch each other belong to one table; what touches nothing is none."""
    parents: list[int] = list(range(len(level)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    heights = [line.at for line in level]  # sorted by ``_merged``
    for v in upright:
        low = bisect_left(heights, v.start - tolerance)
        high = bisect_right(heights, v.end + tolerance)
        for i in range(low, high):
            if level[i].start - tolerance <= v.at <= level[i].end + tolerance:
                if v.group < 0:
                    v.group = i
                else:
                    parents[root(i)] = root(v.group)
    groups: dict[int, tuple[list[_Line], list[_Line]]] = {}
    for v in upright:
        if v.group >= 0:
            groups.setdefault(root(v.group), ([], []))[1].append(v)
    for i, h in enumerate(level):
        if (key := root(i)) in groups:
            groups[key][0].append(h)
    return list(groups.values())


def _edges(lines: list[_Line], others: list[_Line], tolerance: float) -> list[float]:
    """Where grid lines stand: at the lines, and where several others end beyond the outermost of
    them, because a table may be open at its sides."""
    found: list[float] = []
    for line in sorted(lines, key=lambda line: line.at):
        if not found or line.at - found[-1] > tolerance:
            found.append(line.at)
    for ends, sign in (([o.start for o in others], -1), ([o.end for o in others], 1)):
        far = min(ends) if sign < 0 else max(ends)
        beyond = found[0] - far if sign < 0 else far - found[-1]
        if beyond > 3 * tolerance and sum(abs(e - far) <= tolerance for e in ends) > 1:
            found.append(far)
            found.sort()
    return found


_Place = tuple[int, int]  # row and column between grid lines
_Span = tuple[int, int, int, int]  # first row, first column, row behind, column behind


def _tables(level: list[_Line], upright: list[_Line], tolerance: float) -> list[Table]:
    """The table that lines touching each other make, and the tables within its cells."""
    ys, xs = _edges(level, upright, tolerance), _edges(upright, level, tolerance)
    rows, cols = len(ys) - 1, len(xs) - 1
    if rows < 1 or cols < 1 or rows * cols > MAX_GRID:
        return []
    regions = _regions(level, upright, ys, xs, tolerance)
    found, spans = [], []
    within: set[int] = set()
    for frame, inner in _nested(regions):
        within.update(inner)
        regions[frame] = _filled(_span(regions[frame]))
        found.append(_numbered([s for i in inner for s in _rectangles(regions[i])], ys, xs))
    for i, region in enumerate(regions):
        if i not in within:
            spans += _rectangles(region)
    return [_numbered(spans, ys, xs), *found]


def _span(region: set[_Place]) -> _Span:
    rows, cols = [r for r, _ in region], [c for _, c in region]
    return min(rows), min(cols), max(rows) + 1, max(cols) + 1


def _filled(span: _Span) -> set[_Place]:
    return {(r, c) for r in range(span[0], span[2]) for c in range(span[1], span[3])}


def _nested(regions: list[set[_Place]]) -> list[tuple[int, list[int]]]:
    """Cells that have a table within: what is left of such a cell runs around it on three sides
    at least. Each with the regions that make up the table, which has several cells."""
    found: list[tuple[int, list[int]]] = []
    owner = {place: i for i, region in enumerate(regions) for place in region}
    for i, region in enumerate(regions):
        span = _span(region)
        rest = _filled(span) - region
        if not rest or len(found) == MAX_NESTED:
            continue
        inner = sorted({owner[place] for place in rest})
        inside = set().union(*(regions[k] for k in inner))
        core = _span(inside)
        sides = sum(a == b for a, b in zip(span, core, strict=True))
        if len(inner) > 1 and inside == rest == _filled(core) and sides <= 1:
            found.append((i, inner))
    return found


def _regions(
    level: list[_Line], upright: list[_Line], ys: list[float], xs: list[float], tolerance: float
) -> list[set[_Place]]:
    """The grid positions between which no line is drawn, together."""
    rows, cols = len(ys) - 1, len(xs) - 1
    closed_above = _drawn(level, ys, xs, tolerance)  # [line][column]
    closed_left = _drawn(upright, xs, ys, tolerance)  # [line][row]
    seen = [[False] * cols for _ in range(rows)]
    found = []
    for r in range(rows):
        for c in range(cols):
            if seen[r][c]:
                continue
            seen[r][c] = True
            region, todo = set(), [(r, c)]
            while todo:
                y, x = todo.pop()
                region.add((y, x))
                for ny, nx, closed in (
                    (y - 1, x, closed_above[y][x]),
                    (y + 1, x, closed_above[y + 1][x]),
                    (y, x - 1, closed_left[x][y]),
                    (y, x + 1, closed_left[x + 1][y]),
                ):
                    inside = 0 <= ny < rows and 0 <= nx < cols
                    if inside and not closed and not seen[ny][nx]:
                        seen[ny][nx] = True
                        todo.append((ny, nx))
            found.append(region)
    return found


def _drawn(
    lines: list[_Line], places: list[float], across: list[float], tolerance: float
) -> list[list[bool]]:
    """For each grid line, between which of the lines across it is drawn."""
    cover = [[0.0] * (len(across) - 1) for _ in places]
    for line in lines:
        i = min(bisect_left(places, line.at - tolerance), len(places) - 1)
        first = max(bisect_right(across, line.start) - 1, 0)
        for k in range(first, len(across) - 1):
            low, high = max(across[k], line.start), min(across[k + 1], line.end)
            if across[k] >= line.end:
                break
            cover[i][k] += max(high - low, 0.0)
    return [
        [got >= COVERED * (across[k + 1] - across[k]) for k, got in enumerate(row)] for row in cover
    ]


def _rectangles(region: set[_Place]) -> list[_Span]:
    """A region as rectangles: one where it is one, else one for each stretch of equal rows."""
    found: list[_Span] = []
    begun: dict[_Place, int] = {}  # from column to column → the row its rectangle began in
    last = max(r for r, _ in region)
    for r in range(min(r for r, _ in region), last + 2):
        cols = sorted(c for y, c in region if y == r) if r <= last else []
        now = {}
        for n, c in enumerate(cols):
            if n == 0 or cols[n - 1] != c - 1:
                start = c
            if n + 1 == len(cols) or cols[n + 1] != c + 1:
                now[start, c + 1] = begun.get((start, c + 1), r)
        found += [(top, a, r, b) for (a, b), top in begun.items() if (a, b) not in now]
        begun = now
    return found


def _numbered(boxes: list[_Span], ys: list[float], xs: list[float]) -> Table:
    """Cells counted by the grid lines at which a cell begins; others are stray lines."""
    tops = sorted({b[0] for b in boxes})
    lefts = sorted({b[1] for b in boxes})
    cells: list[TableCell] = []
    grid = [[-1] * (len(xs) - 1) for _ in ys[1:]]
    for top, left, bottom, right in sorted(boxes):
        row, col = bisect_left(tops, top), bisect_left(lefts, left)
        rowspan, colspan = bisect_left(tops, bottom) - row, bisect_left(lefts, right) - col
        box = (xs[left], ys[top], xs[right], ys[bottom])
        for r in range(top, bottom):
            grid[r][left:right] = [len(cells)] * (right - left)
        cells.append(TableCell(row, col, rowspan, colspan, box))
    box = (
        xs[min(lefts)],
        ys[min(tops)],
        xs[max(b[3] for b in boxes)],
        ys[max(b[2] for b in boxes)],
    )
    return Table(box, cells, xs, ys, grid)
