"""From the pages of a PDF to blocks: headers and footers apart, lines joined to the paragraphs
they were set from, tables that go on over a page break put together.

A paragraph that runs on over a page break belongs to the page it begins on; its lines on the next
page have the place of its last line on that one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from casefiles.model import Block, Cell
from casefiles.readers.pages.chains import Chain
from casefiles.readers.pages.grid import Table
from casefiles.readers.pages.margins import margins_of
from casefiles.readers.pages.page import SPARSE, Page
from casefiles.readers.pages.paragraphs import (
    Piece,
    begins_anew,
    begins_item,
    block_of,
    goes_on_inside,
    has_room,
    same_type,
)
from casefiles.readers.word.styles import mark_large

FULL = 3  # lines that have to end in the same place for it to be the edge of the text
_HANGING = frozenset("，。、；：！？”’）》〉】〕,.;:)")


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """The blocks of a file: what stands on its pages in reading order, then their margins."""
    writer = _Writer(pages)
    margins = margins_of(pages)
    for page in pages:
        writer.begin(page)
        for item in page.items:
            if id(item) in margins:
                continue
            if isinstance(item, Table):
                writer.table(item)
            else:
                writer.line(item)
    blocks = writer.done()
    titled = _titled(blocks)
    shown: set[tuple[str, str]] = set()
    for page in pages:
        if page.number in titled:
            shown.clear()  # maybe another document: its margins are its own
        for item in page.items:
            where = margins.get(id(item))
            if where is None or not isinstance(item, Piece) or (where, item.text) in shown:
                continue
            shown.add((where, item.text))
            blocks.append(writer.margin(item, page.number, where))
    return blocks


def _titled(blocks: Sequence[Block]) -> set[int]:
    """The pages that begin with what looks like a title."""
    return {b.page for b in blocks if b.page and b.new_page and (b.centred or b.large)}


# --- the edges of the text --------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class _Edges:
    """Where lines begin and where full ones end."""

    left: float
    right: float


def _edges(pages: Sequence[Page], usual: _Edges | None = None) -> _Edges:
    """The edges of the text on some pages; ``usual`` where there is too little text to tell.

    Where hardly any line is full: where tables end, or as far from the edge of the paper as the
    text begins on the other side.
    """
    lines = [i for p in pages for i in p.items if isinstance(i, Piece)]
    body = [line for line in lines if len(line.text) > SPARSE] or lines
    if not body:
        return usual or _Edges(0.0, pages[0].width if pages else 0.0)
    width = pages[0].width
    flush = [line for line in body if line.width > 0.6 * width or not _in_middle(line, width)]
    lefts = Counter([round(line.box[0] / 4) for line in flush or body]).most_common(1)[0]
    tables = [i.box for p in pages for i in p.items if isinstance(i, Table)]
    if flush and lefts[1] >= FULL:
        left = 4.0 * lefts[0]
    else:
        left = usual.left if usual else min(b[0] for b in (*(i.box for i in body), *tables))
    # A comma at the end of a line may hang over its edge.
    rights = sorted(line.box[2] for line in body if line.text[-1:] not in _HANGING)
    em = sorted([line.em for line in body])[len(body) // 2]
    for n in range(len(rights) - 1, -1, -1):
        level = n + 1 - bisect_left(rights, rights[n] - em)
        if level >= FULL and level * 8 >= len(rights):
            return _Edges(left, rights[n])
    if usual is not None:
        return _Edges(left, usual.right)
    beyond = max(b[2] for b in tables) - em / 2 if tables else pages[0].width - left
    return _Edges(left, max([beyond, *rights[-1:]]))


def _in_middle(line: Piece, width: float) -> bool:
    return abs((line.box[0] + line.box[2]) / 2 - width / 2) < 1.4 * line.em


# --- paragraphs -------------------------------------------------------------------------------


class _Writer:
    """Writes blocks; knows the edges of the text and what came before."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._usual = self._edges = _edges(pages)
        self._page = Page(0, 0.0, 0.0)
        self._blocks: list[Block] = []
        self._sizes: list[int] = []
        self._line = Piece("", (0.0, 0.0, 0.0, 0.0))  # as it stands on its page
        self._open: list[Piece] = []  # the lines of the paragraph that may still go on
        self._last = self._opened = self._page  # the page of its last line, and of its first
        self._chain: Chain | None = None
        self._counts: Counter[str] = Counter()
        self._tables: Counter[str] = Counter()
        self._top = False  # whether nothing of the page was written yet, but of one before

    def begin(self, page: Page) -> None:
        """Begin a page."""
        self._top = self._page.number > 0
        self._page = page

    def line(self, line: Piece) -> None:
        """A line outside of tables."""
        self._finish_table()
        before = self._edges
        if self._last is not self._page:
            self._edges = self._usual if self._is_usual() else _edges([self._page], self._usual)
        if not (self._open and self._goes_on(line, before)):
            self._finish_paragraph()
            self._opened = self._page
            self._open.append(line)
        elif self._opened is self._page:
            self._open.append(line)
        else:
            self._open.append(Piece(line.text, self._open[-1].box, line.trust, line.size))
        self._line, self._last, self._top = line, self._page, False

    def _is_usual(self) -> bool:
        """Whether the text of the page lies within the usual edges."""
        boxes = [i.box for i in self._page.items if isinstance(i, Piece)]
        left, right = min([b[0] for b in boxes]), max([b[2] for b in boxes])
        return abs(left - self._usual.left) < 4 and abs(right - self._usual.right) < 8

    def table(self, table: Table) -> None:
        """A table; at the top of a page it may go on from the page before."""
        self._finish_paragraph()
        chain = self._chain
        if chain is None or not self._top or not chain.goes_on_in(table):
            self._finish_table()
            number = self._page.number
            part = f"page{number}"
            self._chain = chain = Chain(part, number, self._tables[part], table)
        chain.add(table, self._page.number)
        self._top = False

    def margin(self, line: Piece, page: int, where: str) -> Block:
        """A header or footer."""
        block = self._block([line], f"page{page}", page, None)
        block.where = where
        return block

    def done(self) -> list[Block]:
        """All blocks outside of headers and footers."""
        self._finish_paragraph()
        self._finish_table()
        mark_large(self._blocks, self._sizes)
        return self._blocks

    def _finish_paragraph(self) -> None:
        lines, self._open = self._open, []
        if not lines:
            return
        page = self._opened
        block = self._add(lines, f"page{page.number}", page.number, None)
        left, _, right, _ = lines[0].box
        em = lines[0].em
        block.centred = (
            len(lines) == 1
            and _in_middle(lines[0], page.width)
            and left > self._edges.left + 2 * em
            and right < self._edges.right - 2 * em
        )

    def _finish_table(self) -> None:
        """Write the table that was being collected, if any."""
        chain, self._chain = self._chain, None
        if chain is None:
            return
        framed = self._is_frame(chain)
        self._tables[chain.part] += not framed
        for cell, place in chain.numbered():
            for page, lines in cell.paragraphs:
                block = self._add(lines, chain.part, page, None if framed else place)
                block.centred = _centred(lines, cell.ends)

    def _is_frame(self, chain: Chain) -> bool:
        """Whether a table is only a frame around a whole page, with its title inside."""
        box = chain.table.box
        first = not self._blocks or self._blocks[-1].page != chain.page
        return len(chain.cells) == 1 and first and box[3] - box[1] > 0.6 * self._page.height

    def _add(self, lines: list[Piece], part: str, page: int, cell: Cell | None) -> Block:
        block = self._block(lines, part, page, cell)
        block.new_page = bool(self._blocks) and self._blocks[-1].page != page
        self._blocks.append(block)
        self._sizes.append(round(2 * lines[0].em))
        return block

    def _block(self, lines: list[Piece], part: str, page: int, cell: Cell | None) -> Block:
        block = block_of(lines, part, self._counts[part], page, cell)
        self._counts[part] += 1
        block.section = page
        return block

    def _goes_on(self, line: Piece, edges: _Edges) -> bool:
        """Whether ``line`` continues the open paragraph; ``edges`` are those of its last line."""
        before, em = self._line, self._line.em
        a, b = before.box, line.box
        if b[0] > self._edges.left + em:
            return False
        room = edges.right - a[2]
        inside = goes_on_inside(self._open, room)
        if not inside and has_room(room, before, line.text):
            return False
        if a[0] > edges.left + 4 * em or not same_type(before, line):
            return False
        if self._last is self._page:
            if not 0 < b[3] - a[3] < 3 * before.height:
                return False
        elif self._page.number > self._last.number + 1:
            return False
        # Where paragraphs begin indented, one that does not is none.
        if inside or self._open[0].box[0] > b[0] + 1.5 * em:
            return True
        listed = begins_item(self._open[0].text) and bool(self._blocks)
        listed = listed and begins_item(self._blocks[-1].text)
        return not begins_anew(before.text, line.text, listed)


def _centred(lines: list[Piece], ends: tuple[float, float]) -> bool:
    line = lines[0]
    em = line.height
    left, right = line.box[0] - ends[0], ends[1] - line.box[2]
    return len(lines) == 1 and abs(left - right) < em and min(left, right) > 1.5 * em
