"""The binary Word format (.doc, and .wps of WPS Office): its text and the properties over it.

Only what the reader needs, after Microsoft's published [MS-DOC]: the file information block, the
piece table, and the pages of character and paragraph properties. Positions in the text are "cp"
(one per UTF-16 unit), positions in the file "fc".
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from struct import error, unpack_from

import olefile

from casefiles.model import Unreadable
from casefiles.readers.limits import MAX_PARTS

BROKEN = "已经损坏或不完整，无法读取，请用 Word 或 WPS 打开后另存为 docx 再提交"
PAGE = 512  # size of one page of properties, bytes
_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
# Offsets of (position, length) pairs in the file information block, by number of the pair.
FOOTNOTE, SECTIONS, HEADERS, CHARACTERS, PARAGRAPHS, FONTS, SETTINGS, PIECES = (
    2, 6, 11, 12, 13, 15, 31, 33,
)  # fmt: skip

# Properties ("sprm") that are read, by their code.
DELETED, HIDDEN, BOLD, SIZE, SYMBOL, FONT = 0x0800, 0x083C, 0x0835, 0x4A43, 0x6A09, 0x4A4F
CENTRED, CENTRED_OLD, PAGE_BEFORE = 0x2461, 0x2403, 0x2407
IN_TABLE, ROW_END, TABLE_ROW, ELSEWHERE = 0x2416, 0x2417, 0xD608, 0x6646
SECTION_BREAK, TITLE_PAGE = 0x3009, 0x300A
_LONG_TABS = 0xC615
_OPERAND = (1, 1, 2, 4, 2, 2, -1, 3)  # bytes after a property, by the top bits of its code

Properties = dict[int, bytes]


@dataclass(slots=True, frozen=True)
class Piece:
    """A stretch of text: its cps, where its bytes stand, and how many bytes a character takes."""

    start: int
    end: int
    fc: int
    width: int


def properties(data: bytes) -> Properties:
    """A list of properties by code, operands as bytes; stops quietly where the list is broken."""
    found: Properties = {}
    at, end = 0, len(data)
    while at + 2 < end:
        code = data[at] | data[at + 1] << 8
        at += 2
        size = _OPERAND[code >> 13]
        if size < 0:
            if code == TABLE_ROW:
                if at + 2 > end:
                    break
                size = int.from_bytes(data[at : at + 2], "little") - 1
                at += 2
            else:
                size = data[at]
                at += 1
                if code == _LONG_TABS and size == 255:
                    break
        if size > 0:
            found[code] = data[at : at + size]
            at += size
        else:
            found[code] = b""
    return found


class WordFile:
    """The streams of one .doc with its text decoded."""

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except Unreadable:
            raise
        except (OSError, error, IndexError, ValueError, MemoryError) as cause:
            raise Unreadable(BROKEN) from cause

    def _open(self, data: bytes) -> None:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            self.word = _stream(ole, "WordDocument")
            (magic, version) = unpack_from("<HH", self.word, 0)
            (flags,) = unpack_from("<H", self.word, 0x0A)
            if flags & _ENCRYPTED:
                raise Unreadable("设有打开密码（已加密），无法读取，请解除密码后重新提交")
            if magic != _MAGIC or version < _WORD_97:
                raise Unreadable("是 Word 97 以前的格式，无法读取，请用 Word 另存为 docx 后提交")
            self.table = _stream(ole, "1Table" if flags & _TABLE_1 else "0Table")
            self._data = _stream(ole, "Data") if ole.exists("Data") else b""
        # Lengths of: body, footnotes, headers, (unused), comments, endnotes, text boxes in the
        # body, text boxes in headers. Their texts follow one another in this order.
        lengths = unpack_from("<8i", self.word, 0x4C)
        if min(lengths) < 0:
            raise Unreadable(BROKEN)
        self.lengths: tuple[int, ...] = lengths
        self.pieces = list(self._pieces())
        self._starts = [p.start for p in self.pieces]
        self._by_fc = sorted(self.pieces, key=lambda p: p.fc)
        self._fcs = [p.fc for p in self._by_fc]
        self.text = self._decode()
        self._paragraphs = list(self._runs(PARAGRAPHS))
        self._paragraph_fcs = [fc for fc, _, _ in self._paragraphs]
        self._known: dict[bytes, Properties] = {}

    def block(self, pair: int) -> bytes:
        """A structure in the table stream, by the number of its (position, length) pair."""
        fc, size = unpack_from("<II", self.word, 0x9A + pair * 8)
        return self.table[fc : fc + size]

    def _pieces(self) -> Iterator[Piece]:
        clx = self.block(PIECES)
        at = 0
        while at < len(clx) and clx[at] == 1:  # properties that pieces may share; not needed
            at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
        if at >= len(clx) or clx[at] != 2:
            raise Unreadable(BROKEN)
        (size,) = unpack_from("<I", clx, at + 1)
        plc = clx[at + 5 : at + 5 + size]
        count = (len(plc) - 4) // 12
        cps = unpack_from(f"<{count + 1}I", plc, 0)
        for i in range(count):
            (fc,) = unpack_from("<I", plc, 4 * (count + 1) + 8 * i + 2)
            if cps[i + 1] < cps[i]:
                raise Unreadable(BROKEN)
            if fc & 0x40000000:
                yield Piece(cps[i], cps[i + 1], (fc & 0x3FFFFFFF) // 2, 1)
            else:
                yield Piece(cps[i], cps[i + 1], fc, 2)

    def _decode(self) -> str:
        out = []
        total = 0
        for p in self.pieces:
            raw = self.word[p.fc : p.fc + (p.end - p.start) * p.width]
            total += len(raw)
            if len(raw) != (p.end - p.start) * p.width or total > MAX_PARTS:
                raise Unreadable(BROKEN)
            if p.width == 1:
                out.append(raw.decode("cp1252", "replace"))
                continue
            piece = raw.decode("utf-16-le", "replace")
            if len(piece) != p.end - p.start:  # characters of two units: keep one cp per unit
                units = unpack_from(f"<{p.end - p.start}H", raw)
                piece = "".join(map(chr, units))
            out.append(piece)
        return "".join(out)

    def fc_of(self, cp: int) -> int:
        """Where in the file the character at ``cp`` stands."""
        p = self.pieces[max(bisect_right(self._starts, cp) - 1, 0)]
        return p.fc + (cp - p.start) * p.width

    def cps_of(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of text whose bytes stand at ``start`` to ``end`` in the file."""
        found = []
        at = max(bisect_right(self._fcs, start) - 1, 0)
        while at < len(self._fcs) and self._fcs[at] < end:
            p = self._by_fc[at]
            low = start if start > p.fc else p.fc
            last = p.fc + (p.end - p.start) * p.width
            high = end if end < last else last
            if low < high:
                cp, width = p.start, p.width
                found.append((cp + (low - p.fc) // width, cp + (high - p.fc) // width))
            at += 1
        return found

    def _runs(self, pair: int) -> Iterator[tuple[int, int, bytes]]:
        """(first fc, last fc, property list) of every run of characters or paragraphs."""
        plc = self.block(pair)
        count = (len(plc) - 4) // 8
        if count < 1:
            return
        for number in unpack_from(f"<{count}I", plc, 4 * (count + 1)):
            page = self.word[(number & 0x3FFFFF) * PAGE :][:PAGE]
            if len(page) < PAGE:
                continue
            runs = page[-1]
            if 4 * (runs + 1) + runs > PAGE:
                continue
            fcs = unpack_from(f"<{runs + 1}I", page, 0)
            step = 13 if pair == PARAGRAPHS else 1
            paragraph = pair == PARAGRAPHS
            lists: dict[int, bytes] = {}  # by where they stand: runs share them
            place = 4 * (runs + 1)
            for i in range(runs):
                at = page[place] * 2 if place < PAGE else 0
                found = lists.get(at)
                if found is None:
                    found = lists[at] = _list_at(page, at, paragraph)
                yield fcs[i], fcs[i + 1], found
                place += step

    def characters(self) -> Iterator[tuple[int, int, Properties]]:
        """(first fc, last fc, properties) of the runs that say anything about themselves."""
        for start, end, data in self._runs(CHARACTERS):
            if data:
                yield start, end, self._parsed(data)

    def paragraph(self, cp: int) -> Properties:
        """The properties of the paragraph whose closing mark stands at ``cp``."""
        fc = self.fc_of(cp)
        i = bisect_right(self._paragraph_fcs, fc) - 1
        if i < 0 or fc >= self._paragraphs[i][1]:
            return {}
        found = self._parsed(self._paragraphs[i][2][2:])  # after the number of the style
        if ELSEWHERE in found:
            at = int.from_bytes(found[ELSEWHERE], "little")
            size = int.from_bytes(self._data[at : at + 2], "little")
            found = self._parsed(self._data[at + 2 : at + 2 + size])
        return found

    def _parsed(self, data: bytes) -> Properties:
        known = self._known.get(data)
        if known is None:
            known = self._known[data] = properties(data)
        return known

    def sections(self) -> list[tuple[int, Properties]]:
        """(cp at which it ends, properties) of every section of the body."""
        plc = self.block(SECTIONS)
        count = (len(plc) - 4) // 16
        found = []
        for i in range(max(count, 0)):
            (end,) = unpack_from("<I", plc, 4 * (i + 1))
            (fc,) = unpack_from("<i", plc, 4 * (count + 1) + 12 * i + 2)
            size = int.from_bytes(self.word[fc : fc + 2], "little") if fc > 0 else 0
            found.append((end, properties(self.word[fc + 2 : fc + 2 + size]) if size else {}))
        return found

    def fonts(self) -> list[str]:
        """The names of the fonts, in lower case, by number."""
        data = self.block(FONTS)
        found, at = [], 4
        while at < len(data):
            size = data[at]
            name = data[at + 40 : at + 1 + size].decode("utf-16-le", "replace")
            found.append(name.split("\0")[0].lower())
            at += 1 + size
        return found


def _stream(ole: "olefile.OleFileIO", name: str) -> bytes:
    if not ole.exists(name):
        raise Unreadable(BROKEN)
    with ole.openstream(name) as stream:
        content: bytes = stream.read()
    return content


def _list_at(page: bytes, at: int, paragraph: bool) -> bytes:
    """A property list in a page; those of paragraphs state their length in words of two bytes."""
    if not at or at >= PAGE - 1:
        return b""
    size = page[at]
    if not paragraph:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]
