"""A document as it is shown: paragraphs and tables with marked words, or pages with boxes.

Only structure is made here; templates write it, and they escape every text. Numbers of persons
are covered unless ``bare``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from casefiles.model import Block, Box, Reading
from casefiles.readers.pages.pictures import boxes_of
from enforcement.annotate.words import Place
from enforcement.web.masking import cover, private_spans

_MOST_CELLS = 50_000  # of one table; a larger one is shown as lines
_MOST_BLOCKS = 20_000  # of one document
_ENDLESS = 1e6  # beyond the edge of any page


@dataclass(slots=True, frozen=True)
class Mark:
    """A place to be shown: its id in the page, and whether it is a fault or a question."""

    id: str
    place: Place

    @property
    def kind(self) -> str:
        """The verdict, as the class of the mark."""
        return self.place.result.verdict


@dataclass(slots=True, frozen=True)
class Piece:
    """Words of a paragraph that are marked alike; ``ids`` are the marks that begin here."""

    text: str
    kind: str = ""
    ids: tuple[str, ...] = ()
    covered: bool = False


@dataclass(slots=True)
class Paragraph:
    """One paragraph; ``where`` as in ``Block``. ``ids`` are marks of the paragraph as a whole."""

    pieces: list[Piece]
    where: str = "body"
    centred: bool = False
    large: bool = False
    ids: tuple[str, ...] = ()
    image: bool = False


@dataclass(slots=True)
class Field:
    """One cell of a table."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class Grid:
    """A table, row by row."""

    rows: list[list[Field]]


@dataclass(slots=True)
class Shown:
    """A document to be written by a template; ``left_out`` counts blocks beyond the most."""

    items: list[Paragraph | Grid]
    left_out: int = 0
    covered: int = 0  # numbers of persons that are covered


@dataclass(slots=True, frozen=True)
class Spot:
    """A marked place on a page, in the unit of the page."""

    id: str
    kind: str
    box: Box


def marks_in(places: Sequence[Place], source: str) -> list[Mark]:
    """The marks of one file, or of documents bound in it; ids count over all places."""
    return [
        Mark(f"p{i}", p)
        for i, p in enumerate(places)
        if p.at.source == source or p.at.source.rpartition("#")[0] == source
    ]


def show(reading: Reading, marks: Sequence[Mark], bare: bool = False) -> Shown:
    """The blocks of a document with its marks."""
    hidden = {} if bare else _private(reading.blocks)
    by_block: dict[tuple[str, int], list[Mark]] = {}
    for m in marks:
        by_block.setdefault((m.place.at.part, m.place.at.block), []).append(m)
    shown = Shown([], max(len(reading.blocks) - _MOST_BLOCKS, 0))
    shown.covered = sum(map(len, hidden.values()))
    table: list[tuple[Block, Paragraph]] = []
    for i, block in enumerate(reading.blocks[:_MOST_BLOCKS]):
        made = _paragraph(block, by_block.get((block.part, block.index), ()), hidden.get(i, ()))
        if table and _table(table[-1][0]) != _table(block):
            shown.items += _grid(table)
            table = []
        if block.cell is not None:
            table.append((block, made))
        elif block.text.strip() or made.ids or block.has_image:
            shown.items.append(made)
    shown.items += _grid(table)
    return shown


def spots(reading: Reading, marks: Sequence[Mark], page: int) -> list[Spot]:
    """The marks of one page; each line of what is marked is a spot, the first has the id."""
    found = []
    for m in marks:
        at = m.place.at
        if (at.page or 1) != page:
            continue
        lines = boxes_of(reading, at.part, at.block, at.start, at.end)
        lines = lines or ([at.box] if at.box else [])
        found += [Spot(m.id if n == 0 else "", m.kind, box) for n, box in enumerate(lines)]
    return found


def is_read(reading: Reading, page: int) -> bool:
    """Whether words of this page were read."""
    return any((b.page or 1) == page for b in reading.blocks)


def covered_boxes(reading: Reading, page: int) -> list[Box]:
    """Where on a page numbers of persons stand that are to be covered; the whole page where
    nothing of it was read, because they may stand anywhere."""
    if not is_read(reading, page):
        return [(0.0, 0.0, _ENDLESS, _ENDLESS)]
    found = []
    for i, spans in _private(reading.blocks).items():
        block = reading.blocks[i]
        if (block.page or 1) == page:
            for start, end in spans:
                found += boxes_of(reading, block.part, block.index, start, end)
    return found


def _private(blocks: Sequence[Block]) -> dict[int, list[tuple[int, int]]]:
    """Numbers of persons by block. They are sought in the whole text: what a number is, is often
    said in the cell before."""
    starts, at = [], 0
    for b in blocks:
        starts.append(at)
        at += len(b.text) + 1
    found: dict[int, list[tuple[int, int]]] = {}
    i = 0
    for start, end in private_spans("\n".join(b.text for b in blocks)):
        while i + 1 < len(starts) and starts[i + 1] <= start:
            i += 1
        found.setdefault(i, []).append((start - starts[i], end - starts[i]))
    return found


def _table(b: Block) -> tuple[str, int] | None:
    return (b.part, b.cell.table) if b.cell is not None else None


def _paragraph(b: Block, marks: Iterable[Mark], hidden: Iterable[tuple[int, int]]) -> Paragraph:
    text = b.text
    for start, end in hidden:
        text = text[:start] + cover(text[start:end]) + text[end:]
    length = len(text)
    spans = [(max(m.place.at.start, 0), min(m.place.at.end, length), m) for m in marks]
    whole = tuple(m.id for start, end, m in spans if start >= end)
    spans = [s for s in spans if s[0] < s[1]]
    edges = sorted({0, length, *(x for s in spans for x in s[:2])})
    begun: set[str] = set()
    pieces = []
    for start, end in pairwise(edges):
        over = [m for s, e, m in spans if s <= start and end <= e]
        new = tuple(m.id for m in over if m.id not in begun)
        begun.update(new)
        kinds = {m.kind for m in over}
        kind = "fail" if "fail" in kinds else next(iter(sorted(kinds)), "")
        pieces.append(Piece(text[start:end], kind, new))
    return Paragraph(pieces, b.where, b.centred, b.large, whole, b.has_image)


def _grid(blocks: Sequence[tuple[Block, Paragraph]]) -> list[Paragraph | Grid]:
    """A table from the blocks of its cells; cells nobody wrote in are filled up."""
    if not blocks:
        return []
    cells: dict[tuple[int, int], Field] = {}
    for block, made in blocks:
        c = block.cell
        assert c is not None
        f = cells.setdefault((c.row, c.col), Field([], max(c.rowspan, 1), max(c.colspan, 1)))
        f.paragraphs.append(made)
    top = min(r for r, _ in cells)
    low = max(r + f.rowspan for (r, _), f in cells.items())
    right = max(c + f.colspan for (_, c), f in cells.items())
    if (low - top) * right > _MOST_CELLS:
        return [made for _, made in blocks]
    taken: set[tuple[int, int]] = set()
    rows: list[list[Field]] = []
    for y in range(top, low):
        row: list[Field] = []
        for x in range(right):
            if (y, x) in taken:
                continue
            one = cells.pop((y, x), None) or Field()
            # A span never runs over a cell that has words of its own.
            one.colspan = _free(cells, taken, y, x, one.colspan)
            taken |= {(y + v, x + h) for v in range(one.rowspan) for h in range(one.colspan)}
            row.append(one)
        rows.append(row)
    # What a span from above runs over nevertheless is shown below the table, never left out.
    return [Grid(rows), *(p for at in sorted(cells) for p in cells[at].paragraphs)]


def _free(
    cells: dict[tuple[int, int], Field], taken: set[tuple[int, int]], r: int, c: int, span: int
) -> int:
    for x in range(1, span):
        if (r, c + x) in cells or (r, c + x) in taken:
            return x
    return span
