"""One part of a docx (body, header, footer, notes) to blocks, in a single pass.

A part is read as Word shows its final text: insertions yes, deletions no, hidden text no, the
result of fields and not their code, text boxes once, merged cells once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from casefiles.model import Block, Cell, Unreadable
from casefiles.readers.limits import MAX_DEPTH
from casefiles.readers.numbering import VAL, Counter, Lists, W, whole
from casefiles.readers.styles import Style, is_on, mark_large
from casefiles.readers.wordxml import (
    ALTERNATE,
    BOX,
    BR,
    CHOICE,
    DRAWING,
    FLD,
    HEARD,
    INK,
    MARKS,
    MATH,
    OBJECT,
    PICT,
    PPR,
    RPR,
    SDT,
    SECTPR,
    SKIPPED,
    SKIPS,
    SPOKEN,
    SYM,
    SYMBOLS,
    TAB,
    TBL,
    TC,
    TCPR,
    TRPR,
    WRAPPERS,
    P,
    R,
    T,
    field_sign,
    pictured,
    print_of,
    rows,
    span,
    sym,
    symbol,
    tick_box,
    unwrapped,
)


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


class PartReader:
    """Reads one part. ``read(container)`` gives its blocks in reading order."""

    def __init__(self, part: str, root: Any, data: bytes, where: str, context: Context) -> None:
        self._part, self._where, self._context = part, where, context
        self._index = {p: i for i, p in enumerate(root.iter(P))}
        self._plain = not any(word in data for word in SKIPS)
        self._vanish = b"vanish" in data
        self._symbols = b"ingdings" in data or b"ebdings" in data
        self._tables = 0
        self._section = 0
        self._break = False  # a page break was met, and nothing after it yet
        self._blocks: list[Block] = []
        self._sizes: list[int] = []  # of each block, half-points, 0: not said

    def read(self, container: Any, section: int = 0) -> list[Block]:
        """The blocks below ``container``, the first section being number ``section``."""
        self._section = section
        self._blocks, self._sizes = [], []
        self._content(container, None, self._where, 0)
        mark_large(self._blocks, self._sizes)
        return self._blocks

    # --- containers ---------------------------------------------------------------------------

    def _content(self, container: Any, cell: Cell | None, where: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("表格或文本框嵌套过深，没有读取，请用 Word 或 WPS 另存后重新提交")
        for e in container.iterchildren(P, TBL, SECTPR, W + "altChunk", *WRAPPERS):
            tag = e.tag
            if tag == P:
                self._paragraph(e, cell, where, depth)
            elif tag == TBL:
                self._table(e, where, depth)
            elif tag == SECTPR:
                self._context.sections.append(e)
            elif tag == W + "altChunk":
                self._context.embedded += 1
            elif tag == SDT and self._prompt(e):
                self._context.unfilled += 1
            else:
                self._content(e, cell, where, depth)
                if tag == CHOICE:
                    break  # further choices show the same content for older programs

    def _prompt(self, sdt: Any) -> bool:
        """Whether a content control shows only its prompt, i.e. was left blank."""
        return not self._plain and is_on(sdt.find(f"{W}sdtPr/{W}showingPlcHdr"))

    def _table(self, tbl: Any, where: str, depth: int) -> None:
        table = self._tables
        self._tables += 1
        spans: list[list[Any]] = []  # [tc, row, col, rowspan, colspan], merged cells once
        above: dict[int, list[Any]] = {}  # column → the merged cell that may continue below
        for row, tr in enumerate(rows(tbl)):
            col, skip = 0, tr.find(TRPR)
            if skip is not None:
                col = span(skip.find(W + "gridBefore"), 0)
            below: dict[int, list[Any]] = {}
            for tc in unwrapped(tr, TC):
                width, merge = 1, None
                pr = tc.find(TCPR)
                if pr is not None:
                    for e in pr.iterchildren(W + "gridSpan", W + "vMerge"):
                        if e.tag == W + "vMerge":
                            merge = e.get(VAL, "continue")
                        else:
                            width = span(e, 1)
                if merge == "continue" and col in above:
                    entry = above[col]
                    entry[3] += 1
                    below[col] = entry
                else:
                    entry = [tc, row, col, 1, width]
                    spans.append(entry)
                    if merge is not None:
                        below[col] = entry
                col += width
            above = below
        for tc, row, col, height, width in spans:
            self._content(tc, Cell(table, row, col, height, width), where, depth + 1)

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, p: Any, cell: Cell | None, where: str, depth: int) -> None:
        style: Style | None = None
        centred = False
        list_id: str | None = None
        level: int | None = None
        section_ends = None
        ppr = p.find(PPR)
        if ppr is not None:
            for e in ppr.iterchildren(
                W + "jc", W + "pStyle", W + "numPr", W + "pageBreakBefore", SECTPR
            ):
                tag = e.tag
                if tag == W + "jc":
                    centred = e.get(VAL) == "center"
                elif tag == W + "pStyle":
                    style = self._context.styles().get(e.get(VAL, ""))
                    if style is not None:
                        centred = bool(style.centred)
                        list_id, level = style.list_id, style.level
                        self._break |= bool(style.page_break)
                elif tag == W + "numPr":
                    num, lvl = e.find(W + "numId"), e.find(W + "ilvl")
                    list_id = num.get(VAL) if num is not None else list_id
                    level = whole(lvl.get(VAL), 0) if lvl is not None else level
                elif tag == SECTPR:
                    section_ends = e
                elif is_on(e):
                    self._break = True
        number = ""
        if list_id is not None and list_id != "0":
            number = self._context.number(list_id, level or 0)
        said = _Said(number)
        self._listen(p, said)
        text = "".join(said.pieces)
        at = said.broken
        if text and not text.isspace():
            bold, size = print_of(said.first, style)
            text = number + text
        elif said.image:
            bold, size = False, 0
        else:
            self._break |= at is not None
            text = ""
        if text or said.image:
            before = at is not None and not text[len(number) : at].strip()
            self._blocks.append(
                Block(
                    text, self._part, self._index[p], cell, where, tuple(said.runs), centred,
                    bold, self._break or before, said.image, None, self._section,
                )
            )
            self._sizes.append(size)
            self._break = at is not None and not before and not text[at:].strip()
        for box in said.boxes:
            inside = "textbox" if where == "body" else where
            self._content(box, cell, inside, depth + 1)
        if section_ends is not None:
            self._context.sections.append(section_ends)
            self._section += 1

    def _listen(self, p: Any, said: "_Said") -> None:
        """Collect what a paragraph says: its text, the offsets of its runs, pictures, breaks."""
        pieces, runs = said.pieces, said.runs
        n = len(said.number)
        fields: list[bool] = []  # one per open field: whether its code (not its result) is met
        silent = False  # inside hidden text
        font: dict[int, str] | None = None
        for e in p.iter(*SPOKEN) if self._plain else self._spoken(p):
            tag = e.tag
            if tag == T:
                text = e.text
                if not text or silent or (fields and True in fields):
                    continue
                if font:
                    text = "".join(symbol(c, font) for c in text)
                if said.first is None and not text.isspace():
                    said.first = e.getparent()
            elif tag == R:
                runs.append(n)
                if self._vanish or self._symbols:
                    silent, font = self._run(e)
                continue
            elif tag == FLD:
                if sign := field_sign(e, fields):
                    pieces.append(sign)
                    n += 1
                continue
            elif tag == BR and e.get(W + "type") == "page":
                said.broken = n
                text = "\n" if pieces else ""
            elif tag in (DRAWING, PICT, OBJECT, INK):
                said.image = said.image or tag in (OBJECT, INK) or pictured(e)
                continue
            elif tag in SKIPPED:
                runs.extend([n] * sum(1 for _ in e.iter(R)))
                if tag == BOX:
                    said.boxes.append(e)
                continue
            elif tag == SDT:
                text = tick_box(e)
                if not text:
                    self._context.unfilled += 1
                runs.extend([n] * sum(1 for _ in e.iter(R)))
            elif tag == SYM:
                text = sym(e)
            elif tag == MATH:
                text = e.text or ""
            elif tag == TAB and e.getparent().tag != R:
                continue  # a tab stop among the paragraph's properties
            else:
                text = MARKS[tag]
            if not text or silent or (fields and True in fields):
                continue
            pieces.append(text)
            n += len(text)

    def _run(self, r: Any) -> tuple[bool, dict[int, str] | None]:
        """Whether a run is hidden, and the signs of its font where that is a symbol font."""
        rpr = r.find(RPR)
        if rpr is None:
            return False, None
        hidden = is_on(rpr.find(W + "vanish"))
        if hidden and r.find(T) is not None:
            self._context.hidden += 1
        fonts = rpr.find(W + "rFonts")
        if fonts is None:
            return hidden, None
        name = fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
        return hidden, SYMBOLS.get(name.lower())

    def _spoken(self, element: Any) -> Iterator[Any]:
        """Like ``element.iter(*SPOKEN)``, but what is not shown is passed over as a whole.

        Skipped elements themselves are given, so that their runs are counted.
        """
        for e in element:
            tag = e.tag
            if tag in SKIPPED or (tag == SDT and (tick_box(e) or self._prompt(e))):
                yield e
            elif tag == ALTERNATE:
                versions = list(e)  # the same content for newer and older programs
                shown = next((v for v in versions if v.tag == CHOICE), (versions or [None])[-1])
                for version in versions:
                    if version is shown:
                        yield from self._spoken(version)
                    else:
                        yield version
            elif tag != PPR and tag != RPR:
                if tag in HEARD:
                    yield e
                if len(e):
                    yield from self._spoken(e)


@dataclass(slots=True)
class _Said:
    """What was collected from one paragraph."""

    number: str
    pieces: list[str] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)  # offset of each ``w:r``, in document order
    boxes: list[Any] = field(default_factory=list)  # text boxes anchored here
    image: bool = False
    broken: int | None = None  # offset of the last page break
    first: Any = None  # the first run with visible text
