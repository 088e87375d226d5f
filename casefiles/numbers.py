"""Numbers and amounts of money as Chinese documents write them.

Every finder keeps offsets into the text it was given; nothing is rewritten before it is searched.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar
from unicodedata import is_normalized, normalize

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A value read from ``text[start:end]``; ``words`` are exactly those characters."""

    value: T
    start: int
    end: int
    words: str


class Money(NamedTuple):
    """An amount in 元. ``unit`` as written (元, 万元 …); ``upper``: written in 大写."""

    value: Decimal
    start: int
    end: int
    words: str
    unit: str
    upper: bool


# Spaces of every width, and what is left in a text by editors and readers but is not seen.
UNSEEN = r"\s\x00-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_UNSEEN = re.compile(f"[{UNSEEN}]+")


@lru_cache(maxsize=8192)
def squash(s: str) -> str:
    """NFKC form of ``s`` without any white space, zero-width or control characters."""
    t = _UNSEEN.sub("", normalize("NFKC", s))
    # Taking a space away can bring a letter and a combining mark together.
    return t if is_normalized("NFKC", t) else squash(t)


# --- numerals ---------------------------------------------------------------------------------

_WRITTEN = "零〇○◯O 一壹弌 二贰貳弍两兩 三叁叄參参 四肆 五伍 六陆陸 七柒 八捌 九玖"
_DIGITS = {c: i for i, same in enumerate(_WRITTEN.split()) for c in same}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SCORES = {"廿": 2, "卅": 3, "卌": 4}

_PART = r"(?:[.．][0-9０-９]+)?"
ARABIC = rf"[0-9０-９]{{1,3}}(?:[,，][0-9０-９]{{3}})+{_PART}(?![0-9０-９])|[0-9０-９]+{_PART}"
HAN_DIGITS = "".join(_DIGITS).replace("O", "OＯ")
HAN_NUMERALS = "".join([*_TENS, *_MYRIADS, *_SCORES]) + HAN_DIGITS
_UPPER = re.compile("[壹贰貳叁叄參肆伍陆陸柒捌玖拾佰仟]")

_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_TOKEN = re.compile(rf"([0-9][0-9,]*(?:\.[0-9]+)?)|([{''.join(_DIGITS)}]+)|(.)")
_LONGEST = 40  # no number of a case file is longer; guards against hostile input


def _whole(value: Decimal | int) -> int | Decimal:
    return int(value) if value == int(value) else value


@lru_cache(maxsize=8192)
def chinese_number(s: str) -> int | Decimal | None:
    """The number that ``s`` as a whole writes, in figures, Chinese numerals, 大写 or a mixture.

    ``二〇二四`` is read digit by digit, ``三万五`` as 35000. ``None`` where ``s`` is no number.
    """
    s = squash(s)
    if not s or len(s) > _LONGEST or s in "OO○◯":
        return None
    if _PLAIN.fullmatch(s):
        return _whole(Decimal(s.replace(",", "")))
    if all(c in _DIGITS or c in "0123456789" for c in s):
        return int("".join(str(_DIGITS.get(c, c)) for c in s))
    whole, dot, rest = s.partition("点")
    if dot:
        left = chinese_number(whole)
        if left is None or not rest or not all(c in _DIGITS for c in rest):
            return None
        return _whole(Decimal(f"{left}.{''.join(str(_DIGITS[c]) for c in rest)}"))
    return _structured(s)


def _structured(s: str) -> int | Decimal | None:
    """A number with 十百千万亿 in it."""
    total: int | Decimal = 0  # what 万 and 亿 have closed
    section: int | Decimal = 0  # what 十百千 have closed since
    digit: int | Decimal | None = None  # waiting for its unit
    last, big, zero = 10**9, 10**18, False
    for m in _TOKEN.finditer(s):
        figure, han, unit = m.groups()
        if figure or han:
            if digit is not None:
                return None
            if figure:
                if not _PLAIN.fullmatch(figure):
                    return None
                digit, zero = Decimal(figure.replace(",", "")), len(figure) > 1
                continue
            bare = han.lstrip("零〇○◯O")
            if len(bare) > 1:
                return None  # 二三十 is no number but a guess
            digit = _DIGITS[bare] if bare else None
            zero = len(han) > len(bare)
            continue
        if unit in _SCORES:
            if digit is not None or last <= 10:
                return None
            section, last = section + _SCORES[unit] * 10, 10
        elif unit in _TENS:
            size = _TENS[unit]
            if size >= last or (digit is None and size > 10):
                return None
            section, digit, last = section + (1 if digit is None else digit) * size, None, size
        elif unit in _MYRIADS:
            size = _MYRIADS[unit]
            closed = section + (digit or 0)
            if size < big and (closed or not total):
                if not closed:
                    return None
                total += closed * size
            elif size > big and total < 10**8:
                total = (total + closed) * size
            else:
                return None
            section, digit, last, big = 0, None, 10**9, size
        else:
            return None
        zero = False
    if digit is not None:
        # 三万五 is thirty-five thousand; 三万零五 is not.
        scale = last if last < 10**9 else big if big < 10**18 else 1
        section += digit * (scale // 10 if scale > 10 and not zero else 1)
    return _whole(total + section)


# --- money ------------------------------------------------------------------------------------

_GAP = r"[ \t\u3000\xa0]*"
_NOT_YUAN = r"(?![月旦素件器里化宝首帅论次方])"  # 元月, 元件, 三元里, 二元论 …
_FIGURES = rf"(?:{ARABIC})(?:{_GAP}[十百千万亿]{{1,2}}(?:(?:{ARABIC})[十百千万]{{0,2}}){{0,3}})?"
_HAN = rf"(?<![数几第{HAN_NUMERALS}])[{HAN_NUMERALS}](?:{_GAP}[{HAN_NUMERALS}]){{0,29}}"
_ONE = rf"[0-9０-９{HAN_DIGITS}]"
_CHANGE = (
    rf"(?:{_GAP}零?{_GAP}(?P<jiao>{_ONE}){_GAP}角)?(?:{_GAP}零?{_GAP}(?P<fen>{_ONE}){_GAP}分(?!之))?"
    rf"(?:{_GAP}[整正](?!当|常|式|在|规|改|治|个|体))?"
)
_YUAN = "元圆圓"
_MONEY = re.compile(
    rf"(?P<sign>[¥￥]){_GAP}(?P<signed>{_FIGURES})(?:{_GAP}(?P<u1>[{_YUAN}]))?"
    rf"|(?<![0-9０-９A-Za-z.．])(?P<figures>{_FIGURES}){_GAP}"
    rf"(?:(?P<u2>[{_YUAN}]){_NOT_YUAN}{_CHANGE}|[（(]{_GAP}(?P<u3>[百千万亿]{{0,2}}[{_YUAN}]){_GAP}[）)])"
    rf"|(?P<han>{_HAN}){_GAP}(?P<u4>[{_YUAN}]){_NOT_YUAN}"
    + _CHANGE.replace("jiao", "jiao4").replace("fen", "fen4")
    + rf"|[（(](?P<u5>[百千万亿]{{0,2}}元)[）)]\s*[：:]?\s*(?P<after>{ARABIC})"
    rf"(?![0-9０-９.．%％{_YUAN}万亿])"
    rf"|(?<=人民币){_GAP}(?P<bare>{_FIGURES})(?![0-9０-９.．%％{_YUAN}])"
)
_MARKS = re.compile(rf"[{_YUAN}¥￥]|人民币")
_BRACKET_UNITS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def _one(c: str | None) -> int:
    if not c:
        return 0
    value = chinese_number(c)
    return int(value) if value is not None else 0


def find_money(text: str) -> list[Money]:
    """Every amount in 元, in reading order. Other currencies are not read."""
    if not _MARKS.search(text):
        return []
    found: list[Money] = []
    for m in _MONEY.finditer(text):
        g = m.groupdict()
        han = g["han"]
        number = chinese_number(
            (han or g["signed"] or g["figures"] or g["after"] or g["bare"]).replace("，", ",")
        )
        if number is None:
            continue
        value = Decimal(number)
        bracket = g["u3"] or g["u5"] or ""
        for c in bracket[:-1]:
            value *= _BRACKET_UNITS[c]
        value += Decimal(_one(g["jiao"] or g["jiao4"])) / 10
        value += Decimal(_one(g["fen"] or g["fen4"])) / 100
        last = (han or g["signed"] or g["figures"] or g["bare"] or "元")[-1]
        unit = bracket or (last + "元" if last in _MYRIADS else "元")
        start, end = m.span()
        while text[start].isspace():
            start += 1
        upper = bool(han and _UPPER.search(han))
        found.append(Money(value, start, end, text[start:end], unit, upper))
    return found


def money_value(s: str) -> Decimal | None:
    """The first amount in the cell ``s`` in 元; a bare number counts. ``None``: no amount."""
    for m in find_money(s):
        return m.value
    number = chinese_number(squash(s).strip("¥:：()（）").rstrip("整正"))
    return None if number is None else Decimal(number)
