"""A binary .doc (also .wps of WPS Office) to blocks, without any office program.

What is not read: properties that come from styles, and tables inside table cells (their text is
read as text of the outer cell).
"""

import hashlib
import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field

from casefiles.model import Block, Cell, Reading, Unreadable
from casefiles.readers.limits import MAX_SPAN
from casefiles.readers.word import worddoc as w
from casefiles.readers.word.styles import mark_large
from casefiles.readers.word.wordxml import SYMBOLS
from casefiles.readers.word.wordxml import symbol as symbol_of

NEAR = 40  # twips (0.7 mm): edges of cells this close are the same grid line
_MARK = re.compile("[\r\x07\x0c]")
_FIELD = re.compile("[\x13\x14\x15]")
_CONTROL = re.compile("[\x00-\x1f]")
_HALF = re.compile("[\ud800-\udfff]")  # of a character that takes two units
_DROPPED = "\0"  # stands for a character that is not shown
# Control characters of the format as text; what is not named here is dropped.
_SHOWN: dict[int, str | None] = dict.fromkeys(range(32)) | {9: "\t", 11: "\n", 14: "\n", 30: "-"}
_MERGED, _MERGED_DOWN = 2, 1  # flags of a cell that belongs to the one left of it, above it
_CONTINUOUS = (0, 1)  # section breaks that do not begin a page
# Headers and footers of a section, in the order in which the file keeps them.
_STORIES = (
    ("header", "even"), ("header", "usual"), ("footer", "even"), ("footer", "usual"),
    ("header", "first"), ("footer", "first"),
)  # fmt: skip


def read_doc(data: bytes) -> Reading:
    """Read a .doc given as bytes; ``source`` of the reading is left for the caller to fill.

    Raises ``Unreadable`` with the second half of a Chinese sentence: what is wrong, what to do.
    """
    try:
        return _Reader(w.WordFile(data)).read(data)
    except (struct.error, IndexError) as error:
        raise Unreadable(w.BROKEN) from error


@dataclass(slots=True)
class _Row:
    """A table row as it grows: the blocks of each cell, and at last its edges and merges."""

    cells: list[list[Block]] = field(default_factory=lambda: [[]])
    edges: list[int] = field(default_factory=list)  # twips, one more than cells
    merges: list[int] = field(default_factory=list)  # flags of each cell


@dataclass(slots=True)
class _Placed:
    """A cell on the grid of its table."""

    blocks: list[Block]
    row: int
    col: int
    width: int
    height: int = 1


@dataclass(slots=True)
class _Look:
    """What the properties of a run of characters say about how it is shown; size in half-points."""

    gone: bool
    vanished: bool
    symbol: bytes
    signs: dict[int, str]
    bold: bool
    size: int
    as_written: bool  # its characters are shown, and as they stand in the file


def _look(p: w.Properties, fonts: list[dict[int, str]]) -> _Look:
    symbol = p.get(w.SYMBOL, b"")
    number = int.from_bytes(symbol[:2] or p.get(w.FONT, b""), "little")
    signs = fonts[number] if number < len(fonts) else {}
    gone, vanished = _on(p, w.DELETED), _on(p, w.HIDDEN)
    bold, size = _on(p, w.BOLD), int.from_bytes(p.get(w.SIZE, b""), "little")
    as_written = not (gone or vanished or symbol or signs)
    return _Look(gone, vanished, symbol, signs, bold, size, as_written)


class _Reader:
    def __init__(self, file: w.WordFile) -> None:
        self._file = file
        self._notes: list[str] = []
        self._prints: list[tuple[int, int, bool, int]] = []  # first cp, last cp, bold, half-points
        self._text = self._shown_text()
        self._blocks: list[Block] = []
        self._sizes: list[int] = []  # of each block
        self._rows: list[_Row] = []
        self._tables = 0

    def read(self, data: bytes) -> Reading:
        body, notes, headers, _, comments, ends, boxes, margin_boxes = self._file.lengths
        sections = self._file.sections()
        blocks = self._story(0, body, "body", "body", sections=sections)
        at = body + notes
        found = self._headers(at, headers, sections)
        at += headers + self._file.lengths[3] + comments
        blocks += self._story(at + ends, boxes, "textbox", "textbox")
        blocks += found
        blocks += self._story(at + ends + boxes, margin_boxes, "footer boxes", "footer")
        blocks += self._story(body, notes, "footnotes", "note")
        blocks += self._story(at, ends, "endnotes", "note")
        return Reading("", hashlib.sha256(data).hexdigest(), blocks, self._notes)

    def _shown_text(self) -> str:
        """The text with deleted and hidden characters struck out and symbols put in."""
        file = self._file
        chars: list[str] | None = None
        deleted = hidden = False
        fonts = [SYMBOLS.get(name, {}) for name in file.fonts()]
        looks: dict[int, _Look] = {}  # runs that look the same have the same properties object
        for start, end, p in file.characters():
            look = looks.get(id(p))
            if look is None:
                look = looks[id(p)] = _look(p, fonts)
            printed = look.bold or look.size
            if look.as_written and not printed:
                continue
            gone, vanished, symbol, signs = look.gone, look.vanished, look.symbol, look.signs
            for low, high in file.cps_of(start, end):
                if printed:
                    self._prints.append((low, high, look.bold, look.size))
                if look.as_written:
                    continue
                chars = list(file.text) if chars is None else chars
                if gone or vanished:
                    deleted |= gone
                    hidden |= vanished
                    for cp in range(low, high):
                        if chars[cp] not in "\r\x07\x0c\x13\x14\x15":
                            chars[cp] = _DROPPED
                elif symbol:
                    code = int.from_bytes(symbol[2:], "little") & 0xFF
                    chars[low:high] = [signs.get(code, _DROPPED)] * (high - low)
                else:
                    chars[low:high] = [symbol_of(c, signs) for c in chars[low:high]]
        self._prints.sort()
        if deleted:
            self._notes.append("文件带有修订痕迹，按接受全部修订后的内容读取")
        if hidden:
            self._notes.append("文件中有隐藏文字，不作为正文读取")
        return file.text if chars is None else "".join(chars)

    # --- stories ------------------------------------------------------------------------------

    def _headers(
        self, start: int, length: int, sections: list[tuple[int, w.Properties]]
    ) -> list[Block]:
        """Headers and footers that are printed, each with its section."""
        plc = self._file.block(w.HEADERS)
        cps = [int.from_bytes(plc[i : i + 4], "little") for i in range(0, len(plc) - 3, 4)]
        even = bool(self._file.block(w.SETTINGS)[:1] and self._file.block(w.SETTINGS)[0] & 1)
        blocks: list[Block] = []
        for i in range(6, len(cps) - 2):  # the first six separate notes from text
            section, kind = divmod(i - 6, 6)
            where, pages = _STORIES[kind]
            own = sections[section][1] if section < len(sections) else {}
            if (pages == "even" and not even) or (pages == "first" and not _on(own, w.TITLE_PAGE)):
                continue
            low, high = cps[i], min(cps[i + 1], length)
            if low < high:
                part = f"{where}{i - 5}"
                found = self._story(start + low, high - low, part, where)
                for b in found:
                    b.section = section
                blocks += found
        return blocks

    def _story(
        self,
        start: int,
        length: int,
        part: str,
        where: str,
        sections: list[tuple[int, w.Properties]] | None = None,
    ) -> list[Block]:
        """The blocks of one run of text: the body, one header, the notes …"""
        text = self._text
        end = min(start + length, len(text))
        self._blocks, self._sizes, self._rows, self._tables = [], [], [], 0
        section = 0
        fresh = False  # a new page begins
        index = 0
        while start < end:
            found = _MARK.search(text, start, end)
            stop = found.start() if found else end
            mark = text[stop] if found else "\r"
            p = self._file.paragraph(min(stop, len(text) - 1)) if found else {}
            fresh |= _on(p, w.PAGE_BEFORE)
            block, size = self._block(start, stop, p)
            in_table = mark == "\x07" or _on(p, w.IN_TABLE)
            if not in_table:
                self._close_table()
            if _on(p, w.ROW_END) and mark == "\x07":
                self._close_row(p)
            else:
                block.part, block.where, block.index = part, where, index
                block.section = section
                index += 1
                if block.text or block.has_image:
                    block.new_page, fresh = fresh, False
                    self._blocks.append(block)
                    self._sizes.append(size)
                    if in_table:
                        self._row().cells[-1].append(block)
                if mark == "\x07":
                    self._row().cells.append([])
            if mark == "\x0c":
                broken = True
                if sections and section + 1 < len(sections) and sections[section][0] == stop + 1:
                    section += 1
                    kind = sections[section][1].get(w.SECTION_BREAK, b"\x02")
                    broken = kind[0] not in _CONTINUOUS if kind else True
                fresh |= broken
            start = stop + 1
        self._close_table()
        mark_large(self._blocks, self._sizes)
        return self._blocks

    def _block(self, start: int, stop: int, p: w.Properties) -> tuple[Block, int]:
        """A paragraph and the size of its first visible character in half-points (0: not said)."""
        raw = self._text[start:stop]
        if "\x13" in raw or "\x14" in raw or "\x15" in raw:
            raw = _without_codes(raw)
        boxes = self._file.lengths[6] or self._file.lengths[7]
        image = "\x01" in raw or ("\x08" in raw and not boxes)
        text = raw.translate(_SHOWN) if _CONTROL.search(raw) else raw
        if _HALF.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if not text.strip():
            return Block("", has_image=image), 0
        whole = self._text[start:stop]
        at = start + len(whole) - len(whole.lstrip("\0 \t\u3000"))
        i = bisect_right(self._prints, at, key=lambda run: run[0]) - 1
        bold, size = False, 0
        if i >= 0 and self._prints[i][1] > at:
            bold, size = self._prints[i][2:]
        centred = p.get(w.CENTRED, p.get(w.CENTRED_OLD, b"")) == b"\x01"
        return Block(text, centred=centred, large=bold, has_image=image), size

    # --- tables -------------------------------------------------------------------------------

    def _row(self) -> _Row:
        if not self._rows or self._rows[-1].edges:
            self._rows.append(_Row())
        return self._rows[-1]

    def _close_row(self, p: w.Properties) -> None:
        row = self._row()
        if len(row.cells) > 1 and not row.cells[-1]:
            row.cells.pop()  # it was opened by the mark that ended the last cell
        count = len(row.cells)
        data = p.get(w.TABLE_ROW, b"")
        n = data[0] if data else 0
        if n >= count and len(data) >= 1 + 2 * (n + 1):
            row.edges = list(struct.unpack_from(f"<{n + 1}h", data, 1))[: count + 1]
            at = 1 + 2 * (n + 1)
            row.merges = [
                int.from_bytes(data[at + 20 * i : at + 20 * i + 2], "little") for i in range(count)
            ]
        else:
            row.edges = [i * 1000 for i in range(count + 1)]
            row.merges = [0] * count

    def _close_table(self) -> None:
        """Give the blocks of the finished table their cells on a common grid."""
        rows, self._rows = [r for r in self._rows if r.edges], []
        if not rows:
            return
        lines: list[int] = []
        for edge in sorted({e for r in rows for e in r.edges}):
            if not lines or edge - lines[-1] > NEAR:
                lines.append(edge)
        placed: list[_Placed] = []
        merged: dict[int, _Placed] = {}  # grid column → the cell that may continue below
        gone: set[int] = set()
        for number, row in enumerate(rows):
            for i, blocks in enumerate(row.cells):
                col = _line(lines, row.edges[i])
                down = row.merges[i] >> 5 & 3
                if row.merges[i] & 3 == _MERGED or (down == _MERGED_DOWN and col in merged):
                    # What stands in cells that were merged away is not shown.
                    if down == _MERGED_DOWN and col in merged:
                        merged[col].height += 1
                    gone.update(map(id, blocks))
                    continue
                right = i + 1
                while right < len(row.cells) and row.merges[right] & 3 == _MERGED:
                    right += 1
                width = max(_line(lines, row.edges[right]) - col, 1)
                entry = _Placed(blocks, number, col, min(width, MAX_SPAN))
                placed.append(entry)
                if down:
                    merged[col] = entry
                else:
                    merged.pop(col, None)
        for e in placed:
            cell = Cell(self._tables, e.row, e.col, e.height, e.width)
            for b in e.blocks:
                b.cell = cell
        if gone:
            kept = [i for i, b in enumerate(self._blocks) if id(b) not in gone]
            self._blocks = [self._blocks[i] for i in kept]
            self._sizes = [self._sizes[i] for i in kept]
        self._tables += 1


def _on(p: w.Properties, code: int) -> bool:
    """Whether a switch is on. Styles may turn it round (values above 1); they are not read."""
    return p.get(code, b"") in (b"\x01", b"\x81")


def _line(lines: list[int], edge: int) -> int:
    return max(bisect_right(lines, edge) - 1, 0)


def _without_codes(text: str) -> str:
    """Text with the codes of fields taken out and their results kept."""
    out, at = [], 0
    open_fields: list[bool] = []  # whether the code, not the result, is being read
    for m in _FIELD.finditer(text):
        if True not in open_fields:
            out.append(text[at : m.start()])
        at = m.end()
        if m[0] == "\x13":
            open_fields.append(True)
        elif open_fields and m[0] == "\x14":
            open_fields[-1] = False
        elif open_fields:
            open_fields.pop()
    if True not in open_fields:
        out.append(text[at:])
    return "".join(out)
