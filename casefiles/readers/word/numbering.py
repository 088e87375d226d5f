"""Automatic numbers (一、 第一条 （1）): not text in a docx, so counted here as Word counts."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from casefiles.readers.limits import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@dataclass(slots=True, frozen=True)
class Level:
    """One level of a list: its number format, pattern (``第%1条``), first number and gap after."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    gap: str = "tab"  # tab | space | nothing
    legal: bool = False  # all numbers in Arabic figures


@dataclass(slots=True)
class Lists:
    """The lists of a document: list id → (definition it counts with, its levels)."""

    lists: dict[str, tuple[str, tuple[Level, ...]]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # list id → level → first


class Counter:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[str] = set()

    def next(self, list_id: str, level: int) -> str:
        """The number printed before the next paragraph of this list and level; may be empty."""
        known = self._lists.lists.get(list_id)
        if known is None or not 0 <= level < len(known[1]):
            return ""
        key, levels = known
        counts = self._counts.setdefault(key, [None] * LEVELS)
        if list_id not in self._started:
            self._started.add(list_id)
            for at, first in self._lists.restarts.get(list_id, {}).items():
                counts[at] = first - 1
        this = levels[level]
        before = counts[level]
        counts[level] = this.start if before is None else before + 1
        for deeper in range(level + 1, LEVELS):
            counts[deeper] = None
        if this.format in ("bullet", "none"):
            return ""

        def number(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            if at >= len(levels):
                return ""
            count = counts[at]
            value = levels[at].start if count is None else count
            return numeral("decimal" if this.legal else levels[at].format, value)

        text = re.sub(r"%([1-9])", number, this.pattern)
        closed = this.gap == "nothing" or text.endswith(("、", "．", "）"))
        return text if closed or not text else text + " "


def numeral(kind: str, n: int) -> str:
    """``n`` in one of Word's number formats; Arabic figures where the format is not known."""
    if n < 0 or n > 9999:
        return str(n)
    if kind in ("chineseCountingThousand", "chineseCounting", "japaneseCounting",
                "taiwaneseCountingThousand", "taiwaneseCounting", "ideographDigital"):  # fmt: skip
        return chinese(n)
    if kind in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return chinese(n).translate(_LEGAL)
    if kind in ("upperLetter", "lowerLetter") and n:
        letter = chr(ord("A") + (n - 1) % 26) * min((n - 1) // 26 + 1, 9)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman") and 0 < n < 4000:
        return _roman(n) if kind == "upperRoman" else _roman(n).lower()
    if kind == "ideographTraditional" and 0 < n <= len(_STEMS):
        return _STEMS[n - 1]
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < n <= 20:
        return chr(0x245F + n)
    if kind == "decimalZero":
        return f"{n:02d}"
    return str(n)


def chinese(n: int) -> str:
    """0 ≤ ``n`` ≤ 9999 in Chinese numerals: 十一, 一百零二."""
    if n == 0:
        return "零"
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            out += _DIGITS[digit] + name
        elif out and not out.endswith("零") and n % unit:
            out += "零"
    return out[1:] if out.startswith("一十") else out


def _roman(n: int) -> str:
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"), strict=True,
    ):  # fmt: skip
        out += sign * (n // value)
        n %= value
    return out


def whole(text: str | None, default: int) -> int:
    """A whole number from an attribute, ``default`` where it is none (attributes are untrusted)."""
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default


@lru_cache(maxsize=32)
def read_lists(data: bytes) -> Lists:
    """The list definitions in a numbering part (cached: an agency's documents share them)."""
    root = parse_xml(data)
    definitions: dict[str, tuple[Level, ...]] = {}
    for definition in root.iterchildren(W + "abstractNum"):
        levels = [Level()] * LEVELS
        for lvl in definition.iterchildren(W + "lvl"):
            at = whole(lvl.get(W + "ilvl"), 0)
            if 0 <= at < LEVELS:
                levels[at] = _level(lvl)
        definitions[definition.get(W + "abstractNumId", "")] = tuple(levels)
    found = Lists()
    for num in root.iterchildren(W + "num"):
        ref = num.find(W + "abstractNumId")
        key = ref.get(VAL, "") if ref is not None else ""
        if key not in definitions:
            continue
        list_id = num.get(W + "numId", "")
        levels = list(definitions[key])
        for over in num.iterchildren(W + "lvlOverride"):
            at = whole(over.get(W + "ilvl"), 0)
            if not 0 <= at < LEVELS:
                continue
            lvl, first = over.find(W + "lvl"), over.find(W + "startOverride")
            if lvl is not None:
                levels[at] = _level(lvl)
            if first is not None:
                found.restarts.setdefault(list_id, {})[at] = whole(first.get(VAL), 1)
        found.lists[list_id] = (key, tuple(levels))
    return found


def _level(lvl: Any) -> Level:
    def value(name: str, default: str) -> str:
        child = lvl.find(W + name)
        return default if child is None else child.get(VAL, default)

    return Level(
        value("numFmt", "decimal"), value("lvlText", ""), whole(value("start", "1"), 1),
        value("suff", "tab"), lvl.find(W + "isLgl") is not None,
    )  # fmt: skip
