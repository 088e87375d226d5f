"""Text, labels, document numbers and names in one form, so that they can be compared.

The finders of numbers, dates and persons stand in rooms of their own and are offered here too.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from casefiles.dates import Span, find_dates, find_moments, find_span
from casefiles.numbers import Found, Money, chinese_number, find_money, money_value, squash
from casefiles.people import (
    Name,
    find_certificates,
    find_ids,
    find_people,
    find_phones,
    find_uscc,
    id_birth,
    id_checksum_ok,
    uscc_checksum_ok,
)

__all__ = [
    "DocNumber",
    "Found",
    "Money",
    "Name",
    "Span",
    "chinese_number",
    "find_certificates",
    "find_dates",
    "find_doc_numbers",
    "find_ids",
    "find_moments",
    "find_money",
    "find_people",
    "find_phones",
    "find_span",
    "find_uscc",
    "id_birth",
    "id_checksum_ok",
    "is_blank",
    "is_struck",
    "label_key",
    "label_keys",
    "money_value",
    "same_doc_number",
    "same_name",
    "squash",
    "squash_name",
    "uscc_checksum_ok",
]

# A 文号 never holds these words: its prefix begins after the last of them.
DOC_NUMBER_STOPS = (
    "根据", "依据", "依照", "按照", "经依法", "向", "收到", "的", "了", "以", "及", "于",
    "作出", "做出", "下达", "出具", "送达", "发出", "制发", "印发", "文号", "案号", "编号",
    "字号", "书", "笔录", "审批表", "登记表", "送审单", "回证", "管理局", "委员会", "执法局",
    "执法队", "环境局", "税务局", "公安局", "财政局", "交通局", "人民政府", "当事人", "公司",
    "违反", "本案", "详见", "参见", "其中", "附件",
)  # fmt: skip


# --- labels and blanks ------------------------------------------------------------------------

_OPEN, _CLOSE = "([【〔{「『<《", ")]】〕}」』>》"
_ASIDE = re.compile(f"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]*[{re.escape(_CLOSE)}]")


@lru_cache(maxsize=16384)
def label_key(s: str) -> str:
    """``s`` squashed, without punctuation and symbols, Latin letters in lower case."""
    return "".join(filter(str.isalnum, squash(s).lower()))


@lru_cache(maxsize=16384)
def label_keys(s: str) -> tuple[str, ...]:
    """The keys to look a label up by: with what stands in brackets, then without it."""
    whole, bare = label_key(s), squash(s)
    while (shorter := _ASIDE.sub("", bare)) != bare:
        bare = shorter
    short = label_key(bare)
    return (whole, short) if short and short != whole else (whole,)


with (Path(__file__).parent / "data" / "blanks.toml").open("rb") as _file:
    _BLANKS = tomllib.load(_file)

_HINT = f"(?:{'|'.join(_BLANKS['hints'])}|[、,，/／\\s])*"
_BLANK = re.compile(
    # The hint comes first: without it, the bracket that opens it is a mark like any other.
    rf"(?:[（(\[【〔]{_HINT}[）)\]】〕]|(?![*＊]\s*[*＊])[^\w{_BLANKS['ticks']}]|_"
    rf"|{'|'.join(_BLANKS['between'])})*+"
)
_STRUCK = re.compile(r"[/\\]+|[-—–－─]+|无。?")


@lru_cache(maxsize=8192)
def is_blank(s: str) -> bool:
    """Whether nothing was filled in: only gaps, and what a form prints around them.

    无 and a ticked box are filled in; ``/`` is blank (and ``is_struck``).
    """
    return _BLANK.fullmatch(s) is not None


def is_struck(s: str) -> bool:
    """Whether the field was deliberately marked as empty: ``/``, ``\\``, ``——``, 无."""
    return len(s) < 64 and _STRUCK.fullmatch(squash(s)) is not None


# --- document numbers -------------------------------------------------------------------------


class DocNumber(NamedTuple):
    """A 文号. ``value`` is its normal form 盘市监罚〔2023〕12号; ``year`` and ``number`` are
    ``None`` where left blank, or (``year``) where the number has none: 国务院令第764号."""

    value: str
    start: int
    end: int
    words: str
    prefix: str
    year: int | None
    number: str | None


_HAN = r"[\u4e00-\u9fff]"
_YEAR_HAN = "二[〇○零O][一二][〇○零O一二三四五六七八九]"
_COUNT = (
    r"[0-9０-９A-Za-zＡ-Ｚ×Ｘ*\-－—–_/（）()至、之.．"
    r"零〇○一二三四五六七八九十百千 \u3000]{0,24}"
)
_CORE = re.compile(
    r"(?:[〔﹝\[［【][ \u3000]*"
    rf"(?P<y1>[12１２][0-9０-９]{{3}}|{_YEAR_HAN}|)[ \u3000_]*[〕﹞\]］】]"
    r"|[（(][ ]*(?P<y2>(?:19|20|１９|２０)[0-9０-９]{2})[ ]*[）)])"
    rf"[ \u3000]*(?P<num>(?:[A-Za-z]{{1,4}}|{_HAN}{{1,3}}?)?[ \u3000]*第?{_COUNT}?)[ \u3000]*号"
    rf"|(?<=令)[ ]*第?[ ]*(?P<order>[0-9０-９]{{1,4}})[ ]*号"
)
_PREFIX = re.compile(rf"(?:[\u4e00-\u9fffA-Za-zＡ-Ｚａ-ｚ]|[（(]{_HAN}{{1,6}}[）)])+[ \u3000]*\Z")
_STOP = re.compile("|".join(DOC_NUMBER_STOPS))
_FIGURE = re.compile(r"[0-9A-Za-z×*一二三四五六七八九十]")
_WINDOW = 24  # no prefix is longer


def _full_brackets(s: str) -> str:
    return s.replace("(", "（").replace(")", "）")


def find_doc_numbers(text: str) -> list[DocNumber]:
    """Every 文号 in reading order, those with a blank for year or number too.

    Numbers of laws and circulars (财税〔2006〕186号) are 文号 like any other.
    """
    if "号" not in text:
        return []
    found: list[DocNumber] = []
    floor = 0
    for m in _CORE.finditer(text):
        at = max(floor, m.start() - _WINDOW)
        head = _PREFIX.search(text[at : m.start()])
        if head is None:
            continue
        start, words = at + head.start(), head.group()
        for stop in _STOP.finditer(words):
            start = at + head.start() + stop.end()
        # A bracket that the cut left without its partner does not belong to the prefix.
        prefix = text[start : m.start()].strip(" \u3000")
        while prefix[:1] in ("）", ")"):
            prefix, start = prefix[1:], start + 1
        start += len(text[start : m.start()]) - len(text[start : m.start()].lstrip(" \u3000"))
        prefix = _full_brackets(squash(prefix))
        if not prefix or (m["y2"] and len(prefix) < 2):
            continue
        order, year = m["order"], m["y1"] or m["y2"]
        number: str | None = _full_brackets(squash(order or m["num"] or ""))
        if not number or not _FIGURE.search(number):
            if m["y2"] or (number and number != "第"):
                continue
            number = None
        read = chinese_number(year) if year else None
        when = int(read) if read is not None else None
        middle = "第" if order else f"〔{when or ''}〕"
        value = f"{prefix}{middle}{number or ''}号"
        floor = m.end()
        found.append(DocNumber(value, start, floor, text[start:floor], prefix, when, number))
    return found


_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_BRACKETS = str.maketrans(dict.fromkeys("()（）[]【】〔〕﹝﹞ 字第号"))
_YEAR = re.compile(r"[\[【〔﹝(（]([12][0-9]{3})[\]】〕﹞)）]")


@lru_cache(maxsize=8192)
def _number_key(s: str) -> str:
    key = _YEAR.sub(r"|\1|", squash(s), count=1)
    return _ZEROS.sub("", key.translate(_BRACKETS))


def same_doc_number(a: str, b: str) -> bool:
    """Whether two 文号 are the same but for brackets, spaces, leading zeros, 字 and 第.

    A number that was left blank (〔2024〕 号) is the same as no other, not even itself.
    """
    key = _number_key(a)
    return key == _number_key(b) and bool(re.search(r"[^|]$", key))


# --- names of parties -------------------------------------------------------------------------

_SHORT_FOR = re.compile(r"(?:（(?:以下|下文|后文)?(?:简称|统称|称)[^）]*）?)+$")
_UNIFY = str.maketrans("([【〔{)]】〕}•・‧∙⋅", "（（（（（）））））·····")


@lru_cache(maxsize=8192)
def squash_name(s: str) -> str:
    """The name of a person or an organisation without spaces, brackets in one form （）, without
    a trailing （以下简称…）."""
    return _SHORT_FOR.sub("", squash(s).translate(_UNIFY))


def same_name(a: str, b: str) -> bool:
    """Whether two names are the same in that form. 有限公司 and 有限责任公司 are two names."""
    name = squash_name(a)
    return bool(name) and name == squash_name(b)
