"""Spreadsheets (.xlsx, also .et and .xlsm by their content): lists such as a 卷内目录.

Values only: of a formula the result that was saved with it. What a number looks like on the
screen is followed for dates, times, percentages and leading zeros.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from casefiles.model import Block, Cell, Reading, Unreadable
from casefiles.readers.limits import (
    MAX_FILE,
    MAX_PARTS,
    MAX_SPAN,
    open_zip,
    parse_xml,
    unpack_xml,
)
from casefiles.readers.word.numbering import whole

MAX_CELLS = 50_000  # filled cells of a document: lists of a case file have some hundred
MAX_REGISTER = 1_000_000  # filled cells of a register
WIDEST = 40  # columns of a register that are looked at
MAX_SHEETS = 60
LAST_DAY = 2_957_000  # days: near the end of the year 9999 by either way of counting
BROKEN = "内部结构不完整，无法读取，请用 Excel 或 WPS 打开后另存为 xlsx 再提交"
_NAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)  # by the program, not by people
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_TIMES = frozenset((18, 19, 20, 21, 32, 33, 45, 46, 47, 55, 56))  # of those, without a day
_PERCENT = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)

Grid = dict[tuple[int, int], str]


@dataclass(slots=True)
class _Sheet:
    """One worksheet: the words of its filled cells by (row, column) from 0, and its merges."""

    name: str
    cells: Grid = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # rows, columns


def read_sheet(data: bytes) -> Reading:
    """Read a spreadsheet given as bytes; ``source`` of the reading is left for the caller to fill.

    A row with one filled cell above the table is a line of text, such as a title; every other cell
    is a block with its place. Raises ``Unreadable`` with the second half of a Chinese sentence.
    """
    book = _Book(open_zip(data), MAX_CELLS)
    blocks: list[Block] = []
    for number, sheet in enumerate(book.sheets()):
        blocks += _blocks(sheet, number)
    for index, b in enumerate(blocks):
        b.index = index
    return Reading("", hashlib.sha256(data).hexdigest(), blocks, book.notes)


def read_rows(path: Path) -> list[list[str]]:
    """The rows of the first worksheet of a register, each as long as the widest of them.

    Raises ``Unreadable`` with the second half of a Chinese sentence.
    """
    if path.stat().st_size > MAX_FILE:
        raise Unreadable("过大，没有读取，请拆分后重新提交")
    sheet = next(_Book(open_zip(path.read_bytes()), MAX_REGISTER).sheets(), None)
    found = {(r, c): t for (r, c), t in sheet.cells.items() if c < WIDEST} if sheet else {}
    wide = 1 + max((col for _, col in found), default=0)
    rows: dict[int, list[str]] = {}
    for (row, col), text in found.items():
        rows.setdefault(row, [""] * wide)[col] = text
    return [rows[row] for row in sorted(rows)]


class _Book:
    """The parts of a workbook, unpacked one by one."""

    def __init__(self, archive: ZipFile, most: int) -> None:
        self.notes: list[str] = []
        self._archive = archive
        self._left = MAX_PARTS
        self._most = most
        self._parts = {
            i.filename.replace("\\", "/").lstrip("/").lower(): i for i in archive.filelist
        }
        self._words: list[str] = []
        self._styles: list[str] = []
        self._from = datetime(1899, 12, 30)
        self._bare = False  # a formula was seen whose result was not saved

    def sheets(self) -> Iterator[_Sheet]:
        """The worksheets that are not hidden, in the order of their tabs."""
        book = self._part("xl/workbook.xml")
        if book is None:
            raise Unreadable(BROKEN)
        if any(p.get("date1904") in ("1", "true") for p in _all(book, "workbookPr")):
            self._from = datetime(1904, 1, 1)
        targets = self._targets()
        self._read_words()
        self._read_styles()
        hidden = 0
        for number, e in enumerate(_all(book, "sheet")):
            if number >= MAX_SHEETS:
                self.notes.append(f"工作表超过{MAX_SHEETS}张，其余的未读取")
                break
            if e.get("state") in ("hidden", "veryHidden"):
                hidden += 1
                continue
            link = next((v for k, v in e.attrib.items() if str(k).endswith("}id")), "")
            root = self._part(targets.get(str(link), ""))
            if root is not None and _tag(root) == "worksheet":
                yield self._sheet(root, str(e.get("name") or ""))
        if hidden:
            self.notes.append(f"有{hidden}张隐藏的工作表，未读取")
        if self._bare:
            self.notes.append("有的公式没有保存结果，这些格子未读取，请用 Excel 打开后保存再提交")

    def _part(self, name: str) -> Any:
        info = self._parts.get(name.lower())
        if info is None:
            return None
        data = unpack_xml(self._archive, info, self._left)
        self._left -= len(data)
        return parse_xml(data)

    def _targets(self) -> dict[str, str]:
        """Relationship id → the part of a worksheet."""
        root = self._part("xl/_rels/workbook.xml.rels")
        found = {}
        for e in root if root is not None else ():
            target = str(e.get("Target") or "").replace("\\", "/")
            found[str(e.get("Id"))] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
        return found

    def _read_words(self) -> None:
        root = self._part("xl/sharedStrings.xml")
        self._words = [_said(e) for e in root] if root is not None else []

    def _read_styles(self) -> None:
        """How the cells of each style look: a word of date, time, moment, percent, or zeros."""
        root = self._part("xl/styles.xml")
        if root is None:
            return
        formats = {e.get("numFmtId"): str(e.get("formatCode") or "") for e in _all(root, "numFmt")}
        for table in _all(root, "cellXfs"):
            self._styles = [_look(e.get("numFmtId") or "0", formats) for e in table]

    def _sheet(self, root: Any, name: str) -> _Sheet:
        sheet = _Sheet(name)
        row = col = -1
        space = str(root.tag).removesuffix("worksheet")
        rows = (r for data in root.iterchildren(f"{space}sheetData") for r in data)
        for r in rows:
            row, col = max(whole(r.get("r"), row + 2) - 1, row + 1), -1
            for c in r:
                place = _PLACE.fullmatch(str(c.get("r") or ""))
                col = max(_column(place[1]) if place else col + 1, col + 1)
                text = self._text(c, space).strip()
                if text:
                    sheet.cells[row, col] = text
                    if len(sheet.cells) > self._most:
                        raise Unreadable(
                            f"填写的格子超过{self._most}个，没有读取，请拆分后重新提交"
                        )
        for e in (e for all_ in root.iterchildren(f"{space}mergeCells") for e in all_):
            first, _, last = str(e.get("ref") or "").partition(":")
            a, b = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
            if a and b:
                top, left = int(a[2]) - 1, _column(a[1])
                height, width = int(b[2]) - top, _column(b[1]) - left + 1
                if height > 0 and width > 0 and (top, left) in sheet.cells:
                    sheet.merged[top, left] = min(height, MAX_SPAN), min(width, MAX_SPAN)
        return sheet

    def _text(self, c: Any, space: str) -> str:
        """The words of a cell, as they stand on the screen."""
        kind = c.get("t") or "n"
        if kind == "inlineStr":
            return "".join(map(_said, c.iterchildren(f"{space}is")))
        value, formula = None, False
        for e in c:
            if e.tag == f"{space}v":
                value = e.text
            else:
                formula |= e.tag == f"{space}f"
        if not value:
            self._bare |= formula
            return ""
        if kind == "s":
            number = whole(value, -1)
            return self._words[number] if 0 <= number < len(self._words) else ""
        if kind in ("str", "d"):
            return str(value)
        if kind == "b":
            return "是" if value == "1" else "否"
        if kind == "e":
            return ""  # #N/A and the like
        style = whole(c.get("s"), 0)
        return self._number(value, self._styles[style] if 0 <= style < len(self._styles) else "")

    def _number(self, value: str, look: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if not isfinite(number):
            return value
        if look in ("date", "time", "moment") and 0 <= number < LAST_DAY:
            moment = self._from + timedelta(seconds=round(number * 86_400))
            if look == "time" or number < 1:
                return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
            if look == "date" or not (moment.hour or moment.minute or moment.second):
                return f"{moment:%Y-%m-%d}"
            return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"
        if look == "percent":
            return f"{_plain(number * 100)}%"
        return (
            _plain(number).zfill(len(look)) if look and look == "0" * len(look) else _plain(number)
        )


def _plain(number: float) -> str:
    """A number in digits, without the noise of its last binary places."""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1e15 else repr(number)


def _look(number: str, formats: dict[str | None, str]) -> str:
    code = formats.get(number)
    if code is None:
        kind = whole(number, 0)
        if kind in _PERCENT:
            return "percent"
        if kind not in _DATES:
            return ""
        return "moment" if kind == 22 else "time" if kind in _TIMES else "date"
    shown = _LITERAL.sub("", code.split(";")[0])
    if shown and set(shown) == {"0"}:
        return shown
    if "%" in shown:
        return "percent"
    letters = set(shown.lower()) - set("#0,.?_-+/: ()*e年月日时分秒")
    day, hour = letters & set("yd"), letters & set("hs")
    if not (day or hour or "m" in letters) or "general" in shown.lower():
        return ""
    return "moment" if day and hour else "time" if hour else "date"


def _tag(e: Any) -> str:
    return str(e.tag).rpartition("}")[2]


def _all(root: Any, name: str) -> Iterator[Any]:
    """Every element called ``name``, in whichever of the two namespaces of the format."""
    return (e for e in root.iter() if _tag(e) == name)


def _said(e: Any) -> str:
    """The words of a string with its runs, without the readings beside them."""
    if _tag(e) == "t":
        return e.text or ""
    return "".join(_said(x) for x in e if _tag(x) in ("t", "r"))


def _column(letters: str) -> int:
    number = 0
    for c in letters:
        number = number * 26 + ord(c) - 64
    return number - 1


def _blocks(sheet: _Sheet, number: int) -> list[Block]:
    rows: dict[int, list[int]] = {}
    for row, col in sorted(sheet.cells):
        rows.setdefault(row, []).append(col)
    part = f"sheet{number + 1}"
    blocks: list[Block] = []
    table = max((row for row, cols in rows.items() if len(cols) > 1), default=-1)
    begun = False
    for row, cols in rows.items():
        begun |= len(cols) > 1
        for col in cols:
            text = sheet.cells[row, col]
            height, width = sheet.merged.get((row, col), (1, 1))
            inside = begun and row <= table
            cell = Cell(number, row, col, height, width) if inside else None
            title = not blocks and not inside
            blocks.append(
                Block(text, part, 0, cell, runs=(0,), centred=title and width > 1, large=title)
            )
    named = sheet.name.strip()
    if blocks and blocks[0].cell is not None and named and not _NAMED.fullmatch(named):
        # Nothing is written above the table: the tab says what it is.
        blocks.insert(0, Block(named, part, 0, runs=(0,), centred=True, large=True))
    if blocks:
        blocks[0].new_page = True
    return blocks
