"""Tables that go on over a page break, put together again."""

from dataclasses import dataclass, field

from casefiles.model import Cell
from casefiles.normalise import squash
from casefiles.readers.pages.grid import TOLERANCE, Table, TableCell
from casefiles.readers.pages.paragraphs import Piece, joined, paragraphs_in


@dataclass(slots=True)
class ChainCell:
    """A cell with its paragraphs, each with the page it begins on; ``ends``: left and right."""

    row: int
    rowspan: int
    ends: tuple[float, float]
    paragraphs: list[tuple[int, list[Piece]]]

    @property
    def text(self) -> str:
        return "\n".join(joined(p)[0] for _, p in self.paragraphs)


@dataclass(slots=True)
class Chain:
    """A table with all that it goes on in."""

    part: str
    page: int
    number: int
    table: Table
    rows: int = 0
    cells: list[ChainCell] = field(default_factory=list)

    def goes_on_in(self, table: Table) -> bool:
        """Whether a table at the top of the next page is the rest of this one."""
        one, two = self.table.box, table.box
        if abs(one[0] - two[0]) > 2 * TOLERANCE or abs(one[2] - two[2]) > 2 * TOLERANCE:
            return False
        # A form that begins with its title once more is another one.
        return not (len(_row(table, 0)) == 1 and self._first() == _texts(table, 0))

    def _first(self) -> list[str]:
        return [squash(c.text) for c in self.cells if c.row == 0]

    def add(self, table: Table, page: int) -> None:
        """Add a table, the first or what follows on the next page."""
        skip = 0
        if self.cells:
            skip = self._repeated(table)
            self.rows -= skip
            if not skip and self._continued(table):
                self._join(table, page)
                skip, self.rows = 1, self.rows - 1
        for c in table.cells:
            if c.row >= skip:
                paragraphs = [(page, lines) for lines in c.paragraphs]
                ends = (c.box[0], c.box[2])
                self.cells.append(ChainCell(c.row + self.rows, c.rowspan, ends, paragraphs))
        self.rows += max(c.row + c.rowspan for c in table.cells)
        self.table = table

    def _repeated(self, table: Table) -> int:
        """How many rows at the top only say again what heads the table."""
        heads = _texts(table, 0)
        same = len(heads) > 1 and all(heads) and heads == self._first()
        return 1 if same and all(c.rowspan == 1 for c in _row(table, 0)) else 0

    def _last(self) -> dict[tuple[int, int], ChainCell]:
        return {_near(c.ends): c for c in self.cells if c.row + c.rowspan == self.rows}

    def _continued(self, table: Table) -> bool:
        """Whether the first row is the rest of the last one: same cells, and nothing more where
        that one has its label or number."""
        last = self._last()
        first = {_near((c.box[0], c.box[2])): c for c in _row(table, 0)}
        if any(c.rowspan > 1 for c in first.values()) or not first.keys() <= last.keys():
            return False
        key = min(first)
        spent = not first[key].paragraphs and bool(last[key].paragraphs)
        more = any(c.paragraphs and last[k].paragraphs for k, c in first.items())
        return spent and more

    def _join(self, table: Table, page: int) -> None:
        last = self._last()
        for c in _row(table, 0):
            cell = last[_near((c.box[0], c.box[2]))]
            if not c.paragraphs:
                continue
            if cell.paragraphs:
                first, lines = cell.paragraphs[-1]
                both = paragraphs_in([lines[-1], c.paragraphs[0][0]], c.box[0], c.box[2])
                if len(both) == 1:
                    place = lines[-1].box
                    more = [Piece(line.text, place, line.trust) for line in c.paragraphs[0]]
                    cell.paragraphs[-1] = (first, [*lines, *more])
                    cell.paragraphs += [(page, lines) for lines in c.paragraphs[1:]]
                    continue
            cell.paragraphs += [(page, lines) for lines in c.paragraphs]

    def numbered(self) -> list[tuple[ChainCell, Cell]]:
        """The cells with their grid positions, row by row; columns are counted over all pages."""
        edges: list[float] = []
        for x in sorted(x for c in self.cells for x in c.ends):
            if not edges or x - edges[-1] > TOLERANCE:
                edges.append(x)
        index = {
            x: max(n for n, e in enumerate(edges) if e <= x) for c in self.cells for x in c.ends
        }
        found = [
            (c, Cell(self.number, c.row, index[c.ends[0]], c.rowspan,
                     max(index[c.ends[1]] - index[c.ends[0]], 1)))
            for c in self.cells
        ]  # fmt: skip
        return sorted(found, key=lambda pair: (pair[1].row, pair[1].col))


def _near(ends: tuple[float, float]) -> tuple[int, int]:
    return round(ends[0] / 4), round(ends[1] / 4)


def _row(table: Table, row: int) -> list[TableCell]:
    return [c for c in table.cells if c.row == row]


def _texts(table: Table, row: int) -> list[str]:
    return [squash(c.text) for c in _row(table, row)]
