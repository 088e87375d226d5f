"""Dates, times of day and spans of time as documents write them.

A date that is written but does not exist (2月30日) is found with value ``None``; a blank
(``年 月 日``) is not found. Dates never come out of longer figures or document numbers.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casefiles.numbers import HAN_DIGITS, Found, chinese_number

_D = "0-9０-９"
_HAN_NUMBER = rf"[{HAN_DIGITS}十廿卅](?:[ \u3000]?[{HAN_DIGITS}十廿卅]){{0,2}}"
_MONTH = rf"[{_D}]{{1,2}}|{_HAN_NUMBER}"

_WRITTEN = re.compile(
    rf"(?<![{_D}{HAN_DIGITS}])([{_D}]{{4}}|[{_D}{HAN_DIGITS}](?:[ \u3000]?[{_D}{HAN_DIGITS}]){{3}})"
    rf"\s*年\s*({_MONTH}|元)\s*月\s*({_MONTH})\s*[日号]"
)
_DOTTED = re.compile(
    rf"(?<![{_D}A-Za-z〔])((?:19|20|１９|２０)[{_D}]{{2}})[ ]?([.．/／－-])[ ]?([{_D}]{{1,2}})"
    rf"[ ]?\2[ ]?([{_D}]{{1,2}})(?![{_D}A-Za-z]|\2[{_D}]{{1,3}}(?![{_D}]))|"
    # A time may be glued on by T, as in machine-made records.
    rf"(?<![{_D}A-Za-z])((?:19|20)[0-9]{{2}})-([0-9]{{2}})-([0-9]{{2}})(?=T[0-9]{{2}}:)"
)
_COMPACT = re.compile(
    rf"(?<![{_D}A-Za-z第号〕\]】）)*#№_./\-—－¥￥])((?:19[89]|20[0-9])[0-9])(0[1-9]|1[0-2])"
    rf"(0[1-9]|[12][0-9]|3[01])(?![{_D}A-Za-z*_\-.％%]|\s*[号元万吨千公克])"
)


_CENTURIES = ("19", "20", "１９", "２０")


def _day(year: str, month: str, day: str) -> date | None:
    y, d = chinese_number(year), chinese_number(day)
    m = 1 if month == "元" else chinese_number(month)
    if y is None or m is None or d is None:
        return None
    try:
        return date(int(y), int(m), int(d))
    except (ValueError, OverflowError):
        return None


def find_dates(text: str) -> list[Found[date | None]]:
    """Every date in reading order; value ``None`` where the written date does not exist."""
    found: list[Found[date | None]] = []
    if "年" in text:
        for m in _WRITTEN.finditer(text):
            value = _day(m.group(1), m.group(2), m.group(3))
            found.append(Found(value, m.start(), m.end(), m.group()))
    if not any(century in text for century in _CENTURIES):
        return found  # the other ways begin with the figures of a year
    plain = len(found)
    for m in _DOTTED.finditer(text):
        year, _, month, day, *iso = m.groups()
        value = _day(year, month, day) if year else _day(*iso)
        found.append(Found(value, m.start(), m.end(), m.group()))
    for m in _COMPACT.finditer(text):
        exact = _day(m.group(1), m.group(2), m.group(3))
        # 编号：20240305 is a number, not a day.
        if exact and "号" not in text[max(0, m.start() - 4) : m.start()]:
            found.append(Found(exact, m.start(), m.end(), m.group()))
    if len(found) > plain:
        found.sort(key=lambda f: f.start)
    return found


# --- times of day -----------------------------------------------------------------------------

_PART = r"凌晨|清晨|早上|早晨|上午|中午|正午|下午|傍晚|晚上|夜间|晚|早"
_HOUR = rf"[{_D}]{{1,2}}|[{HAN_DIGITS}十廿]{{1,3}}"
_MINUTE = rf"[{_D}]{{1,2}}|[{HAN_DIGITS}十廿卅]{{1,3}}"
_CLOCK = (
    rf"(?P<part>{_PART})?\s*(?:(?P<h>{_HOUR})\s*[时点](?!间)"
    rf"(?:\s*(?P<m>{_MINUTE})\s*分(?:\s*[{_D}]{{1,2}}\s*秒)?|\s*分|\s*(?P<half>半))?"
    rf"|(?P<h2>[{_D}]{{1,2}})\s*[:：]\s*(?P<m2>[{_D}]{{2}})(?:[:：][{_D}]{{2}})?(?![{_D}]))"
    r"(?:\s*(?:整|许|左右))?"
)
_TIME = re.compile(_CLOCK)
_BEFORE_TIME = re.compile(r"(?:[T\s,，]|[（(]?(?:星期|周)[一二三四五六日天][）)]?)*")


def _clock(m: re.Match[str]) -> tuple[int, int] | None:
    """(hour 0–24, minute) of a match of ``_TIME``; ``None`` where there is no such time."""
    h, n = chinese_number(m["h"] or m["h2"]), chinese_number(m["m"] or m["m2"] or "0")
    if h is None or n is None:
        return None
    hour, minute, part = int(h), 30 if m["half"] else int(n), m["part"] or ""
    if (part in ("下午", "傍晚", "晚上", "夜间", "晚") and 1 <= hour <= 11) or (
        part in ("中午", "正午") and 1 <= hour <= 3
    ):
        hour += 12
    elif hour == 12 and part in ("凌晨", "晚上", "夜间", "晚"):
        hour = 0 if part == "凌晨" else 24
    return (hour, minute) if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else None


def _at(day: date, clock: tuple[int, int]) -> datetime | None:
    hour, minute = clock
    try:  # 24时 is the first moment of the next day
        return datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)
    except OverflowError:
        return None


def find_moments(text: str) -> list[Found[date | datetime | None]]:
    """Every date with the time that follows it, if any: a ``datetime``, else a ``date``.

    Value ``None`` where the date or the time is written but does not exist. Times are naive.
    """
    found: list[Found[date | datetime | None]] = []
    for d in find_dates(text):
        lead = _BEFORE_TIME.match(text, d.end)
        m = _TIME.match(text, lead.end() if lead else d.end)
        if m is None:
            found.append(Found(d.value, d.start, d.end, d.words))
            continue
        clock = _clock(m)
        value = _at(d.value, clock) if d.value and clock else None
        found.append(Found(value, d.start, m.end(), text[d.start : m.end()]))
    return found


# --- spans ------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Span:
    """A time from … to …, read from ``text[begin:stop]``.

    ``start`` and ``end`` are ``datetime`` where a time of day is written, else ``date``; ``None``
    where left blank or impossible. An end before its start is kept as written: that is a finding.
    """

    start: date | datetime | None
    end: date | datetime | None
    start_has_time: bool
    end_has_time: bool
    begin: int
    stop: int
    words: str


_TO = re.compile(
    r"\s*(?:起|开始|始)?[\s,，;；]*(?:(?:至|到|[—–－\-~～―─]+)\s*(?:止)?|(?:结束|终止|截止)(?:时间)?\s*[:：]?)"
    r"[\s:：]*"
)
_OTHER_DAY = re.compile(
    r"(?P<next>次日|翌日|第二[天日])|(?P<same>当日|当天|同日)"
    rf"|(?:(?P<mon>{_MONTH})\s*月\s*)?(?P<day>{_MONTH})\s*[日号]"
)
_BLANK_END = re.compile(
    r"[\s_]*(?:年[\s_]*)?(?:月[\s_]*)?(?:日[\s_]*)?(?:[时点:：][\s_]*分?)[\s_]*(?:止)?"
)
_OVER = re.compile(r"\s*止")
_TIMES = re.compile(rf"(?=\S)(?<![{_D}])(?<![{_D}][:：]){_CLOCK}")


def _make(
    text: str, start: date | datetime | None, end: date | datetime | None, begin: int, stop: int
) -> Span:
    over = _OVER.match(text, stop)
    stop = over.end() if over else stop
    return Span(
        start, end, isinstance(start, datetime), isinstance(end, datetime),
        begin, stop, text[begin:stop],
    )  # fmt: skip


def _end_after(
    text: str, at: int, day: date | None, timed: bool
) -> tuple[date | datetime | None, int] | None:
    """An end written without its year: (end, offset after it), or ``None``: there is none."""
    other = _OTHER_DAY.match(text, at)
    on = day
    if other:
        at = other.end()
        if other["next"]:
            on = day + timedelta(days=1) if day and day < date.max else None
        elif other["day"] and day:
            on = _day(str(day.year).zfill(4), other["mon"] or str(day.month), other["day"])
    lead = _BEFORE_TIME.match(text, at) if other else None
    m = _TIME.match(text, lead.end() if lead else at)
    if m:
        clock = _clock(m)
        return (_at(on, clock) if on and clock else None), m.end()
    if other and (other["day"] or other["next"]):
        return on, at
    if timed and (blank := _BLANK_END.match(text, at)):
        return None, blank.end()
    return None


def find_span(text: str) -> Span | None:
    """The first time span in ``text``; a lone date or moment gives a span without an end.

    ``None`` where no date is written at all: a time of day alone dates nothing.
    """
    moments = find_moments(text)
    if not moments:
        return None
    for i, m in enumerate(moments):
        to = _TO.match(text, m.end)
        if to is None:
            continue
        if i + 1 < len(moments) and moments[i + 1].start == to.end():
            after = moments[i + 1]
            return _make(text, m.value, after.value, m.start, after.end)
        day = m.value.date() if isinstance(m.value, datetime) else m.value
        end = _end_after(text, to.end(), day, isinstance(m.value, datetime))
        if end:
            return _make(text, m.value, end[0], m.start, end[1])
    for t in _TIMES.finditer(text):
        to = _TO.match(text, t.end())
        before = [m for m in moments if m.start < t.end()]
        day_of = (before or moments)[-1 if before else 0].value
        if to is None or day_of is None or any(m.start <= t.start() < m.end for m in moments):
            continue
        day = day_of.date() if isinstance(day_of, datetime) else day_of
        clock, end = _clock(t), _end_after(text, to.end(), day, True)
        if clock and end:
            return _make(text, _at(day, clock), end[0], t.start(), end[1])
    first = moments[0]
    return _make(text, first.value, None, first.start, first.end)
