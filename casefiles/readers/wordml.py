"""One part of a docx (body, header, footer, notes) to blocks, in a single pass.

A part is read as Word shows its final text: insertions yes, deletions no, hidden text no, the
result of fields and not their code, text boxes once, merged cells once.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casefiles.model import Block, Cell, Unreadable
from casefiles.readers.limits import MAX_DEPTH, MAX_SPAN
from casefiles.readers.numbering import VAL, Counter, Lists, W, whole
from casefiles.readers.styles import LARGE, Style, is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

P, TBL, TR, TC, R, T = (W + n for n in ("p", "tbl", "tr", "tc", "r", "t"))
PPR, RPR, TCPR, TRPR, SECTPR = (W + n for n in ("pPr", "rPr", "tcPr", "trPr", "sectPr"))
TAB, PTAB, BR, CR, SYM = (W + n for n in ("tab", "ptab", "br", "cr", "sym"))
HYPHEN, FLD, SDT = W + "noBreakHyphen", W + "fldChar", W + "sdt"
DRAWING, PICT, OBJECT = W + "drawing", W + "pict", W + "object"
INK = W14 + "contentPart"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BOX, DEL, MOVED, RUBY = (W + n for n in ("txbxContent", "del", "moveFrom", "rt"))
CHOICE, FALLBACK, ALTERNATE = MC + "Choice", MC + "Fallback", MC + "AlternateContent"

# What stands between a container and its paragraphs, rows or cells without meaning anything.
WRAPPERS = (
    SDT, W + "sdtContent", W + "customXml", W + "smartTag", W + "ins", W + "moveTo",
    ALTERNATE, CHOICE,
)  # fmt: skip
SPOKEN = (R, T, TAB, PTAB, BR, CR, SYM, HYPHEN, FLD, DRAWING, PICT, OBJECT, INK, MATH)
_SPOKEN = frozenset(SPOKEN)
SKIPPED = frozenset((BOX, DEL, MOVED, RUBY, FALLBACK, CHOICE))
BODY_LINE = 30  # a longer paragraph is body text, not a title; in characters
# Where none of these words stands in a part, its paragraphs hold nothing to be skipped.
_SKIPS = (b"txbxContent", b":del ", b"<del ", b"moveFrom", b":rt>", b"<rt>", b"Fallback", b"Choice",
          b"checkbox", b"showingPlcHdr")  # fmt: skip
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}custGeom",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{urn:schemas-microsoft-com:vml}imagedata",
    "{urn:schemas-microsoft-com:office:office}ink",
    INK,
)

SYMBOLS: dict[str, dict[int, str]] = {
    font: {int(code, 16): sign for code, sign in signs.items()}
    for font, signs in tomllib.loads(
        (Path(__file__).with_name("symbols.toml")).read_text("utf-8")
    ).items()
}


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
        self._plain = not any(word in data for word in _SKIPS)
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
        self._mark_large()
        return self._blocks

    def _mark_large(self) -> None:
        """Body text of official documents may itself be 16 pt, so size alone tells no title."""
        weights: dict[int, int] = {}
        for b, size in zip(self._blocks, self._sizes, strict=True):
            if len(b.text) > BODY_LINE:
                weights[size] = weights.get(size, 0) + len(b.text)
        usual = max(weights, key=lambda s: weights[s], default=0)
        for b, size in zip(self._blocks, self._sizes, strict=True):
            b.large = b.large or (size >= LARGE and size > usual)

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
        for row, tr in enumerate(_rows(tbl)):
            col, skip = 0, tr.find(TRPR)
            if skip is not None:
                col = _span(skip.find(W + "gridBefore"), 0)
            below: dict[int, list[Any]] = {}
            for tc in _unwrapped(tr, TC):
                width, merge = 1, None
                pr = tc.find(TCPR)
                if pr is not None:
                    for e in pr.iterchildren(W + "gridSpan", W + "vMerge"):
                        if e.tag == W + "vMerge":
                            merge = e.get(VAL, "continue")
                        else:
                            width = _span(e, 1)
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
            bold, size = _print(said.first, style)
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
                )  # fmt: skip
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
                    text = "".join(_symbol(c, font) for c in text)
                if said.first is None and not text.isspace():
                    said.first = e.getparent()
            elif tag == R:
                runs.append(n)
                if self._vanish or self._symbols:
                    silent, font = self._run(e)
                continue
            elif tag == FLD:
                if sign := _field(e, fields):
                    pieces.append(sign)
                    n += 1
                continue
            elif tag == BR and e.get(W + "type") == "page":
                said.broken = n
                text = "\n" if pieces else ""
            elif tag in (DRAWING, PICT, OBJECT, INK):
                said.image = said.image or tag in (OBJECT, INK) or _pictured(e)
                continue
            elif tag in SKIPPED:
                runs.extend([n] * sum(1 for _ in e.iter(R)))
                if tag == BOX:
                    said.boxes.append(e)
                continue
            elif tag == SDT:
                text = _tick_box(e)
                if not text:
                    self._context.unfilled += 1
                runs.extend([n] * sum(1 for _ in e.iter(R)))
            elif tag == SYM:
                text = _sym(e)
            elif tag == MATH:
                text = e.text or ""
            elif tag == TAB and e.getparent().tag != R:
                continue  # a tab stop among the paragraph's properties
            else:
                text = _MARKS[tag]
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
            if tag in SKIPPED or (tag == SDT and (_tick_box(e) or self._prompt(e))):
                yield e
            elif tag == ALTERNATE:
                versions = list(e)  # the same content for newer and older programs
                shown = next((v for v in versions if v.tag == CHOICE), versions[-1] if versions else None)
                for version in versions:
                    if version is shown:
                        yield from self._spoken(version)
                    else:
                        yield version
            elif tag != PPR and tag != RPR:
                if tag in _SPOKEN:
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


# --- small readings ---------------------------------------------------------------------------

_MARKS = {TAB: "\t", PTAB: "\t", BR: "\n", CR: "\n", HYPHEN: "-"}


def _unwrapped(container: Any, tag: str) -> Iterator[Any]:
    """The children with ``tag``, also those inside content controls and tracked insertions."""
    for e in container.iterchildren(tag, *WRAPPERS):
        if e.tag == tag:
            yield e
        else:
            yield from _unwrapped(e, tag)
            if e.tag == CHOICE:
                return


def _rows(tbl: Any) -> Iterator[Any]:
    """The rows of a table without those that a tracked change deleted."""
    for tr in _unwrapped(tbl, TR):
        pr = tr.find(TRPR)
        if pr is None or pr.find(DEL) is None:
            yield tr


def _span(element: Any, least: int) -> int:
    if element is None:
        return least
    return max(least, min(whole(element.get(VAL), least), MAX_SPAN))


def _field(char: Any, fields: list[bool]) -> str:
    """Keep track of the open fields; the sign of a tick box where the field is one."""
    kind = char.get(W + "fldCharType")
    if kind == "begin":
        fields.append(True)
        box = char.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            state = box.find(W + "checked")
            return "☑" if is_on(box.find(W + "default") if state is None else state) else "□"
    elif fields:
        if kind == "separate":
            fields[-1] = False
        else:
            fields.pop()
    return ""


def _tick_box(sdt: Any) -> str:
    """The sign a tick-box control shows; empty where it is no tick box."""
    box = sdt.find(f"{W}sdtPr/{W14}checkbox")
    if box is None:
        return ""
    state = box.find(W14 + "checked")
    on = state is not None and state.get(W14 + "val", "1") not in ("0", "false", "off")
    return "☑" if on else "□"


def _symbol(char: str, font: dict[int, str]) -> str:
    """A character of a symbol font as what it shows. Word may write it as itself or at U+F0xx."""
    code = ord(char)
    return font.get(code & 0xFF, char) if code < 0x100 or 0xF000 <= code <= 0xF0FF else char


def _sym(sym: Any) -> str:
    try:
        code = int(sym.get(W + "char", ""), 16)
    except ValueError:
        return ""
    font = SYMBOLS.get((sym.get(W + "font") or "").lower(), {})
    if 0xF000 <= code <= 0xF0FF:
        return font.get(code & 0xFF, "")
    return font.get(code) or (chr(code) if 0x20 <= code < 0xD800 else "")


def _pictured(drawing: Any) -> bool:
    """Whether a drawing shows a picture, ink or free drawing, and not just a line or a frame."""
    for e in drawing.iter(*_PICTURES):
        if not e.tag.endswith("}imagedata") or e.get(R_ID):
            return True
    return False


def _print(run: Any, style: Style | None) -> tuple[bool, int]:
    """Whether a run is bold, and its size in half-points (0: not said)."""
    bold = bool(style and style.bold)
    size = (style.size if style else None) or 0
    rpr = run.find(RPR) if run is not None else None
    if rpr is not None:
        for e in rpr.iterchildren(W + "b", W + "sz"):
            if e.tag == W + "b":
                bold = is_on(e)
            else:
                size = whole(e.get(VAL), size)
    return bold, size
