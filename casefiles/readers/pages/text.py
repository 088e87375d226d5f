"""The text of a page of a PDF as lines with their places.

The library gives the text line by line, which is all that plain prose needs: of each line only the
first and the last character are asked for their places. Lines with gaps, symbols or anything else
that may not stand where the file says it are put together from their characters: white space is
then what is seen as a gap, not what is written, because programs write one for the other.
"""

import ctypes
import re
from collections.abc import Callable, Iterable
from ctypes import c_int, c_uint, c_void_p
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from casefiles.model import Box
from casefiles.readers.pages.lines import View, quick
from casefiles.readers.pages.paragraphs import Piece
from casefiles.readers.word.wordxml import SYMBOLS

_CJK = r"\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff00-\uffef"
# Word processors leave a little room between Chinese and other characters, which is no space.
_ROOM = re.compile(rf" (?:(?<=[{_CJK}] )(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%] )(?=[{_CJK}]))")
_BOXES = "□☐☑☒√✓✔■✗✘"
_PRIVATE = r"\ue000-\uf8ff"
# Characters as which symbols show where a file does not say what they are.
_MASKED = "£¤¥¨¡þýûü\xad"
_LINE = re.compile(r"[^\r\n]+")
_LETTER = re.compile(r"[RSTQOPoqrnlxac*](?<![0-9A-Za-z].)(?![0-9A-Za-z.])")
_ODD = re.compile(rf"[{_BOXES}{_PRIVATE}{_MASKED}\t]|(?<!\u3000)  (?!\u3000)")
_SPREAD = re.compile(rf"(?:[{_CJK}] ){{3}}")  # letter-spaced
_TICKS = "√✓✔☑×✗✘☒"
# From how wide a gap on there is a space, in em: between Chinese characters, between one and a
# Latin one (where word processors leave up to a quarter anyway), between Latin ones.
_SPACE = (0.2, 0.3, 0.15)
_NO_GAP_BEFORE, _NO_GAP_AFTER = frozenset("，。、；）》〉】〕”’"), frozenset("、（《〈【〔“‘")
_QUOTES = re.compile("[“”‘’]")  # often of another font, and then written out of order
_WIDE = re.compile(" *\u3000[ \u3000]*")
_DATED = frozenset("年月日时分秒")
_FONTS = {name.replace(" ", ""): signs for name, signs in SYMBOLS.items()}
# Signs nobody can say the meaning of: of symbol fonts, where it is not known or not said which.
UNKNOWN_SIGN = re.compile(rf"[{_PRIVATE}¨þýû\ufffd]")


index_of = quick(raw.FPDFText_GetCharIndexFromTextIndex, c_int, c_void_p, c_int)
box_of = quick(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
code_of = quick(raw.FPDFText_GetUnicode, c_uint, c_void_p, c_int)


@dataclass(slots=True, frozen=True)
class Glyph:
    """A character and its place."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines_on(textpage: Any, view: View) -> tuple[list[Piece], bool]:
    """The lines of a page in the order of its content, and whether they are all plain: no tick
    boxes, no symbols, no columns."""
    text: str = textpage.get_text_range()
    handle = ctypes.cast(textpage.raw, c_void_p).value
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    found: list[Piece] = []
    plain = True
    if "\u3000" in text:
        plain = False
    odd = _ODD.search(text) or _LETTER.search(text) or _SPREAD.search(text)
    for m in _LINE.finditer(text):
        words = m[0].strip()
        if not words:
            continue
        start = m.start() + m[0].index(words[0])
        first = index_of(handle, start)
        last = index_of(handle, start + len(words) - 1)
        if first < 0 or last < 0:
            first = last = 0
        if odd and (_ODD.search(words) or _LETTER.search(words) or _SPREAD.search(words)):
            plain = False
            found += spelled(glyphs(textpage, view, first, last + 1))
            continue
        box_of(handle, last, place)
        right, end_top, end_bottom = rect.right, rect.top, rect.bottom
        size = 0.0 if words[-1] < "\x80" else right - rect.left
        box_of(handle, first, place)
        left, top, bottom = rect.left, rect.top, rect.bottom
        if words[0] > "\x80":
            size = max(size, rect.right - left)
        if " " in words and last - first == len(words) - 1 and not view.turned:
            tight = _tight(words, right - left, size)
            if tight is None and _in_order(words, handle, rect, first):
                tight = _without_room(words, handle, rect, first)
            if tight is None:
                plain = False
                found += spelled(glyphs(textpage, view, first, last + 1))
                continue
            words = tight
            plain = plain and "\u3000" not in words
        if "\ufffe" in words or "\x02" in words:
            words = words.replace("\ufffe", "-").replace("\x02", "-")
        bottom, top = min(bottom, end_bottom), max(top, end_top)
        around = view.box(left, bottom, right, top)
        found.append(Piece(words, around, None, size or None))
    return found, plain


def _tight(text: str, width: float, em: float) -> str | None:
    """``text`` without room between Chinese and other characters, where the width of the line says
    that there is nothing more between any of them; ``None`` where that is not certain."""
    tight, count = _ROOM.subn("", text)
    if not em or " " in tight:
        return None
    chinese = (len(tight.encode()) - len(tight)) / 2
    beyond = width / em - chinese - 0.5 * (len(tight) - chinese)
    return tight if -0.5 <= beyond <= _SPACE[1] * count else None


def _in_order(text: str, handle: Any, rect: Any, first: int) -> bool:
    """Whether quotation marks stand between the characters between which they are written, and
    wide spaces where there is as much room."""
    place = ctypes.byref(rect)
    for m in _QUOTES.finditer(text):
        lefts = []
        for step in (-1, 0, 1):
            at = m.start() + step
            at += step if 0 <= at < len(text) and text[at] == " " else 0
            if 0 <= at < len(text):
                box_of(handle, first + at, place)
                lefts.append(rect.left)
        if lefts != sorted(lefts):
            return False
    for m in _WIDE.finditer(text):
        box_of(handle, first + m.end(), place)
        begin, em = rect.left, rect.right - rect.left
        box_of(handle, first + m.start() - 1, place)
        em = max(em, rect.right - rect.left)
        if abs(begin - rect.right - m[0].count("\u3000") * em) > 0.6 * em:
            return False
    return True


def _without_room(text: str, handle: Any, rect: Any, first: int) -> str | None:
    """``text`` with its spaces as they are seen; ``None`` where it is not in order."""
    place = ctypes.byref(rect)
    parts: list[str] = []
    done, at = 0, text.find(" ")
    while at >= 0:
        one, two = text[at - 1], text[at + 1]
        parts.append(text[done:at])
        done = at + 1
        if one not in " \u3000" and two not in " \u3000":
            latin = (one < "\x80") + (two < "\x80")
            box_of(handle, first + at + 1, place)
            begin, em = rect.left, rect.right - rect.left
            box_of(handle, first + at - 1, place)
            gap, em = begin - rect.right, max(em, rect.right - rect.left, 1.0)
            if gap < -0.5 * em:
                return None
            if latin == 2:
                em *= 2  # letters and digits are about half as wide
            if latin == 2 or not (one in _NO_GAP_AFTER or two in _NO_GAP_BEFORE):
                parts.append(_gap(gap / em, latin))
        at = text.find(" ", done)
    return "".join(parts) + text[done:]


def _gap(ems: float, latin: int) -> str:
    """A gap between two characters, ``latin`` of which are not Chinese, as white space."""
    if ems >= 0.8:
        return "\u3000" * min(round(ems), 40)
    return " " if ems >= _SPACE[latin] else ""


def glyphs(textpage: Any, view: View, start: int, end: int) -> list[Glyph]:
    """The characters from ``start`` to before ``end`` that are seen, with their places."""
    handle = ctypes.cast(textpage.raw, c_void_p).value
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    found: list[Glyph] = []
    high = 0
    for i in range(start, end):
        code = code_of(handle, i)
        if 0xD800 <= code < 0xDC00:  # half of a rare character: the other half follows
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in (0x02, 0xFFFE):
            code = 0x2D  # a hyphen at the end of a line: here it belongs to a number
        elif code <= 0x20 or code in (0xA0, 0x3000, 0xFFFF):
            continue
        box_of(handle, i, place)
        if rect.right <= rect.left and rect.top <= rect.bottom:
            continue
        char = chr(code)
        if code < 0x100 or 0xE000 <= code < 0xF900:
            char = _symbol(textpage.raw, i, char)
        found.append(Glyph(char, *view.box(rect.left, rect.bottom, rect.right, rect.top)))
    return found


def _symbol(handle: Any, index: int, char: str) -> str:
    """A character of a symbol font as what it shows."""
    alone = not char.isascii() or _stands_alone(handle, index)
    if not alone:
        return char
    buffer = ctypes.create_string_buffer(128)
    size = raw.FPDFText_GetFontInfo(handle, index, buffer, 128, None)
    if not 1 < size <= 128:
        return char
    name = buffer.raw[: size - 1].decode("utf-8", "replace").rpartition("+")[2].lower()
    code = ord(char) & 0xFF
    signs = _FONTS.get(re.sub(r"[\s_-]|regular|mt$", "", name))
    return signs.get(code, chr(0xF000 + code)) if signs else char


def _stands_alone(handle: Any, index: int) -> bool:
    """Whether no letter or digit stands beside a character: only then may it be a symbol."""
    count = raw.FPDFText_CountChars(handle)
    for i in (index - 1, index, index + 1):
        if not 0 <= i < count:
            continue
        code = raw.FPDFText_GetUnicode(handle, i)
        letter = code < 0x80 and chr(code).isalnum()
        if letter != (i == index) and not (i == index and code == 0x2A):
            return False
    return True


def spelled(
    characters: Iterable[Glyph], place: Callable[[float, float], int] | None = None
) -> list[Piece]:
    """Characters as lines from top to bottom; ``place`` tells what must stay apart (cells)."""
    rows: dict[int, list[list[Glyph]]] = {}
    for g in characters:
        key = place((g.left + g.right) / 2, (g.top + g.bottom) / 2) if place else 0
        mine = rows.setdefault(key, [])
        row = next((r for r in mine[:-4:-1] if _level(r[0], g)), None)
        row = row or next((r for r in mine if _level(r[0], g)), None)
        if row is None:
            mine.append([g])
        else:
            row.append(g)
    found = [_spell(row) for mine in rows.values() for row in mine]
    return sorted(found, key=lambda p: (p.box[1] + p.box[3], p.box[0]))


def _level(one: Glyph, two: Glyph) -> bool:
    common = min(one.bottom, two.bottom) - max(one.top, two.top)
    return common >= 0.6 * min(one.bottom - one.top, two.bottom - two.top)


def _spell(row: list[Glyph]) -> Piece:
    """One line from its characters, gaps as white space of about their width."""
    row.sort(key=lambda g: g.left)
    kept: list[Glyph] = []
    for g in row:
        if kept and _same_place(kept[-1], g):
            under = kept[-1].text
            if g.text == under:
                continue  # printed twice to look bold
            if {g.text, under} & set("□☐") and (g.text in _TICKS or under in _TICKS):
                kept[-1] = Glyph("☑", *_around(kept[-1], g))
                continue
        kept.append(g)
    wide = sorted(g.right - g.left for g in kept if not g.text.isascii())
    size = wide[len(wide) // 2] if wide else None
    em = max(size or 0.7 * (kept[0].bottom - kept[0].top), 1.0)
    gaps = [b.left - a.right for a, b in pairwise(kept)]
    spread = _spread(kept, gaps, em)
    parts = [kept[0].text]
    for n, gap in enumerate(gaps, 1):
        latin = kept[n - 1].text.isascii() + kept[n].text.isascii()
        seen = (gap - (spread if latin < 2 else 0.0)) / em
        if kept[n].text in _NO_GAP_BEFORE or kept[n - 1].text in _NO_GAP_AFTER:
            seen = 0.0  # stretched to fill the line
        parts.append(_gap(seen, latin))
        parts.append(kept[n].text)
    box = (
        kept[0].left, min(g.top for g in kept), max(g.right for g in kept),
        max(g.bottom for g in kept),
    )  # fmt: skip
    return Piece("".join(parts), box, None, size)


def _spread(row: list[Glyph], gaps: list[float], em: float) -> float:
    """By how much the Chinese characters of a letter-spaced or justified line stand apart; mostly
    0. The blanks of an empty date, or between short words, are none of this."""
    between = sorted(
        gap
        for gap, (one, two) in zip(gaps, pairwise(row), strict=True)
        if not (one.text.isascii() or two.text.isascii())
    )
    if len(between) < 3 or all(g.text in _DATED for g in row):
        return 0.0
    usual = between[len(between) // 2]
    apart = sum(gap > 0.2 * em for gap in between) * 10 >= len(between) * 7
    return max(usual, 0.0) if apart or usual <= 0.2 * em else 0.0


def _same_place(one: Glyph, two: Glyph) -> bool:
    width = min(one.right - one.left, two.right - two.left)
    return width > 0 and min(one.right, two.right) - max(one.left, two.left) > 0.6 * width


def _around(one: Glyph, two: Glyph) -> Box:
    return (
        min(one.left, two.left), min(one.top, two.top),
        max(one.right, two.right), max(one.bottom, two.bottom),
    )  # fmt: skip
