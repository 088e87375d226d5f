"""One part of a docx (body, header, footer, notes) to blocks, in a single flat pass.

A part is read as Word shows its final text: insertions yes, deletions no, hidden text no, the
result of fields and not their code, text boxes once, merged cells once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from casefiles.model import Block, Cell
from casefiles.readers.word import wordxml as x
from casefiles.readers.word.numbering import VAL, Counter, Lists, whole
from casefiles.readers.word.styles import Style, is_on, mark_large
from casefiles.readers.word.wordxml import JC, SIZE, P, R, T

_NO_STYLE = Style()


@dataclass(slots=True)
class Context:
    """What the parts of one document share, and what is learnt while reading them."""

    styles: Callable[[], dict[str, Style]]
    lists: Callable[[], Lists]
    counter: Counter | None = None
    hidden: int = 0  # runs of hidden text
    unfilled: int = 0  # content controls that show only their prompt
    embedded: int = 0  # files inserted as a whole (w:altChunk)
    sections: list[Any] = field(default_factory=list)  # w:sectPr in order, body only

    def number(self, list_id: str, level: int) -> str:
        """The automatic number of the next paragraph of a list; empty where it has none."""
        if self.counter is None:
            self.counter = Counter(self.lists())
        return self.counter.next(list_id, level)


@dataclass(slots=True)
class _Table:
    number: int
    boxed: bool  # stands in a text box
    rows: int = 0
    above: dict[int, "_Place"] = field(default_factory=dict)  # column → cell that may go on below
    below: dict[int, "_Place"] = field(default_factory=dict)  # the same of the current row


@dataclass(slots=True)
class _Row:
    table: _Table
    number: int
    col: int = 0  # where the next cell begins


@dataclass(slots=True)
class _Place:
    """A table cell whose spans are not known yet."""

    row: _Row
    col: int
    width: int = 1
    height: int = 1
    merge: str | None = None
    settled: bool = False
    away: bool = False  # merged into the cell above: what stands in it is not shown
    cell: Cell | None = None


@dataclass(slots=True)
class _Paragraph:
    """What was collected of the current paragraph."""

    element: Any
    index: int
    place: _Place | None
    where: str
    pieces: list[str] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)  # offset of each ``w:r``, in document order
    length: int = 0
    style: Style = _NO_STYLE
    centred: bool | None = None
    list_id: str | None = None
    level: int | None = None
    image: bool = False
    bold: bool = False
    size: int | None = None
    first: bool = False  # visible text was met
    broken: int | None = None  # offset of the last page break
    section_ends: Any = None


class PartReader:
    """Reads one part: ``read`` gives its blocks in reading order."""

    def __init__(self, part: str, root: Any, data: bytes, where: str, context: Context) -> None:
        self._part, self._root, self._where, self._context = part, root, where, context
        # Most parts hold nothing that has to be passed over; those can be read in one sweep.
        self._plain = next(root.iter(*x.SPECIAL), None) is None
        self._index = {} if self._plain else {p: i for i, p in enumerate(root.iter(P))}
        self._heard = (*x.HEARD, x.FONTS) if b"dings" in data else x.HEARD
        self._heard_set = frozenset(self._heard)
        self._tables: dict[Any, _Table] = {}
        self._rows: dict[Any, _Row] = {}
        self._places: dict[Any, _Place] = {}
        self._boxes: list[Any] = []  # text boxes of the paragraph that is being passed on
        self._blocks: list[Block] = []
        self._owners: list[_Place | None] = []  # of each block
        self._sizes: list[int] = []  # of each block, half-points, 0: not said
        self._parent: Any = None  # what the last paragraph outside of a cell stood in
        self._inside: tuple[_Place | None, bool] = (None, False)
        self._section = 0
        self._break = False  # a page break was met, and nothing after it yet

    def read(self, section: int = 0) -> list[Block]:
        """The blocks of the part, the first section being number ``section``."""
        self._section = section
        self._sweep(self._root.iter(*self._heard) if self._plain else self._shown(self._root))
        for block, place in zip(self._blocks, self._owners, strict=True):
            if place is not None:
                if place.cell is None:
                    row = place.row
                    place.cell = Cell(
                        row.table.number, row.number, place.col, place.height, place.width
                    )
                block.cell = place.cell
        mark_large(self._blocks, self._sizes)
        return self._blocks

    # --- the sweep ----------------------------------------------------------------------------

    def _sweep(self, elements: Iterator[Any]) -> None:
        """Go through the elements in document order and collect paragraphs."""
        p: _Paragraph | None = None
        in_run = silent = bold = False
        size: int | None = None
        fields: list[bool] = []  # one per open field: whether its code (not its result) is met
        font: dict[int, str] | None = None
        place: _Place | None = None
        count = -1
        for e in elements:
            tag = e.tag
            if tag == T:
                text = e.text
                if p is None or not text:
                    continue
                if silent or (fields and True in fields):
                    self._context.hidden += bool(silent and not text.isspace())
                    continue
                if font:
                    text = "".join([x.symbol(c, font) for c in text])
                if not p.first and not text.isspace():
                    p.first, p.bold, p.size = True, bold, size
                p.pieces.append(text)
                p.length += len(text)
            elif tag == R:
                if p is not None:
                    p.runs.append(p.length)
                    in_run, silent, bold, size, font = True, False, bool(p.style.bold), None, None
            elif tag == P:
                if p is not None:
                    self._finish(p)
                count += 1
                p = self._begin(e, count)
                in_run = silent = False
                fields, font = [], None
            elif tag == x.SECTPR:
                if p is not None and e.getparent().tag == x.PPR:
                    p.section_ends = e
                else:
                    self._context.sections.append(e)
            elif tag in x.FRAME:
                if p is not None:
                    self._finish(p)
                    p = None
                place = self._frame(e, tag) or place
            elif p is None:
                if place is not None and tag == x.GRIDSPAN:
                    place.width = x.span(e, 1)
                    place.row.col = place.col + place.width
                elif place is not None and tag == x.VMERGE:
                    place.merge = e.get(VAL, "continue")
            elif in_run:
                if tag == SIZE:
                    size = whole(e.get(VAL), 0)
                elif tag == x.BOLD:
                    bold = is_on(e)
                elif tag == x.VANISH:
                    silent = is_on(e)
                elif tag == x.FONTS:
                    name = e.get(x.ASCII) or e.get(x.HANSI) or ""
                    font = x.SYMBOLS.get(name.lower())
                elif tag == x.FLD:
                    self._say(p, x.field_sign(e, fields))
                elif tag in x.APART or not (silent or (fields and True in fields)):
                    self._sign(p, e, tag)
            elif tag == JC:
                p.centred = e.get(VAL) == "center"
            elif tag in x.SKIPPED or tag in x.APART:
                self._sign(p, e, tag)
            else:
                self._property(p, e, tag)
        if p is not None:
            self._finish(p)

    def _say(self, p: _Paragraph, text: str) -> None:
        if text:
            p.pieces.append(text)
            p.length += len(text)

    def _sign(self, p: _Paragraph, e: Any, tag: str) -> None:
        """What a paragraph says besides plain text."""
        if tag == x.BR and e.get(x.TYPE) == "page":
            p.broken = p.length
            self._say(p, "\n" if p.length else "")
        elif tag in x.MARKS:
            self._say(p, x.MARKS[tag])
        elif tag == x.SYM:
            self._say(p, x.sym(e))
        elif tag == x.MATH:
            self._say(p, e.text or "")
        elif tag in x.PICTURES:
            p.image = p.image or tag in (x.OBJECT, x.INK) or x.pictured(e)
        elif tag in x.SKIPPED or tag == x.SDT:
            inside = any(a is p.element for a in e.iterancestors(P))
            if tag == x.SDT:
                sign = x.tick_box(e)
                self._context.unfilled += not sign
                if inside:
                    self._say(p, sign)
            if inside:  # so that ``runs`` counts every run of the paragraph
                p.runs.extend([p.length] * sum(1 for _ in e.iter(R)))

    def _property(self, p: _Paragraph, e: Any, tag: str) -> None:
        """What a paragraph says about itself."""
        if tag == x.STYLE:
            p.style = self._context.styles().get(e.get(VAL, ""), _NO_STYLE)
        elif tag == x.NUM_ID:
            p.list_id = e.get(VAL)
        elif tag == x.LEVEL:
            p.level = whole(e.get(VAL), 0)
        elif tag == x.PAGE_BEFORE:
            self._break |= is_on(e)

    # --- paragraphs ---------------------------------------------------------------------------

    def _begin(self, e: Any, count: int) -> _Paragraph | None:
        """A new paragraph, or ``None`` where it stands in a cell that was merged away."""
        index = count if self._plain else self._index[e]
        parent = e.getparent()
        place = self._places.get(parent)
        boxed = place is not None and place.row.table.boxed
        if place is None:
            if parent is not self._parent:  # paragraphs mostly follow one another
                self._parent, self._inside = parent, self._around(parent)
            place, boxed = self._inside
        if place is not None:
            if not place.settled:
                self._settle(place)
            if place.away:
                return None
        where = "textbox" if boxed and self._where == "body" else self._where
        return _Paragraph(e, index, place, where)

    def _around(self, e: Any) -> tuple[_Place | None, bool]:
        """The cell around an element, and whether a text box is."""
        boxed = False
        while e is not None:
            place = self._places.get(e)
            if place is not None:
                return place, boxed or place.row.table.boxed
            boxed = boxed or e.tag == x.BOX
            e = e.getparent()
        return None, boxed

    def _finish(self, p: _Paragraph) -> None:
        """Make a block of a paragraph that shows anything; count it, break pages, end sections."""
        style = p.style
        number = ""
        list_id = style.list_id if p.list_id is None else p.list_id
        if list_id is not None and list_id != "0":
            level = style.level if p.level is None else p.level
            number = self._context.number(list_id, level or 0)
        if style.page_break:
            self._break = True
        text = "".join(p.pieces)
        if not text or text.isspace():
            text = number = ""
        at = p.broken
        if text or p.image:
            before = at is not None and not text[:at].strip()
            size = (style.size if p.size is None else p.size) or 0
            shift = len(number)
            runs = tuple([r + shift for r in p.runs] if shift else p.runs)
            centred = bool(style.centred if p.centred is None else p.centred)
            self._blocks.append(
                Block(
                    number + text,
                    self._part,
                    p.index,
                    None,
                    p.where,
                    runs,
                    centred,
                    p.bold,
                    self._break or before,
                    p.image,
                    None,
                    self._section,
                )
            )
            self._owners.append(p.place)
            self._sizes.append(size)
            self._break = at is not None and not before and not text[at:].strip()
        elif at is not None:
            self._break = True
        if p.section_ends is not None:
            self._context.sections.append(p.section_ends)
            self._section += 1

    # --- tables -------------------------------------------------------------------------------

    def _frame(self, e: Any, tag: str) -> _Place | None:
        """Begin a table, row or cell; a damaged file may have rows and cells outside of a table."""
        if tag == x.TC:
            row = self._rows.get(e.getparent()) or self._rows.get(_above(e, x.TR))
            if row is None:
                return None
            place = self._places[e] = _Place(row, row.col)
            row.col += 1
            return place
        if tag == x.TR:
            table = self._tables.get(e.getparent()) or self._tables.get(_above(e, x.TBL))
            if table is None:
                return None
            row = self._rows[e] = _Row(table, table.rows)
            table.rows += 1
            table.above, table.below = table.below, {}
            before = e.find(f"{x.TRPR}/{x.GRID_BEFORE}")
            if before is not None:
                row.col = x.span(before, 0)
        elif tag == x.TBL:
            boxed = not self._plain and self._around(e)[1]
            self._tables[e] = _Table(len(self._tables), boxed)
        else:
            self._context.embedded += 1
        return None

    def _settle(self, place: _Place) -> None:
        """Join a cell to the one above it where it continues that."""
        place.settled = True
        if place.merge is None:
            return
        table = place.row.table
        above = table.above.get(place.col) if place.merge == "continue" else None
        if above is not None:
            above.height += 1
            place.away = True
        table.below[place.col] = above or place

    # --- parts with something to pass over ----------------------------------------------------

    def _shown(self, element: Any) -> Iterator[Any]:
        """What ``iter(*HEARD)`` gives, without what is not shown.

        What is passed over is given as one element, so that its runs can be counted. Text boxes
        come after the paragraph they are anchored in.
        """
        for e in element:
            tag = e.tag
            if tag == P:
                outer, self._boxes = self._boxes, []
                yield e
                yield from self._shown(e)
                boxes, self._boxes = self._boxes, outer
                for box in boxes:
                    yield from self._shown(box)
            elif tag in x.SKIPPED or (tag == x.SDT and (x.tick_box(e) or x.prompts(e))):
                if tag == x.BOX:
                    self._boxes.append(e)
                yield e
            elif tag == x.ALTERNATE:
                versions = list(e)  # the same content for newer and older programs
                shown = next((v for v in versions if v.tag == x.CHOICE), (versions or [None])[-1])
                for version in versions:
                    if version is shown:
                        yield from self._shown(version)
                    else:
                        yield version
            elif tag not in x.FORMER and not (tag == x.TR and x.deleted(e)):
                if tag in self._heard_set:
                    yield e
                if len(e):
                    yield from self._shown(e)


def _above(e: Any, tag: str) -> Any:
    """The nearest element around ``e`` with ``tag``; ``None`` where there is none."""
    return next(e.iterancestors(tag), None)
