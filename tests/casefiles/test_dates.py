"""Dates, times of day and spans of time."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles import normalise as n

_DIGITS = "〇一二三四五六七八九"


def _han(number: int) -> str:
    """A month or a day (1–31) as it is spoken."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def _year(year: int, zero: str) -> str:
    return "".join(_DIGITS[int(c)] for c in str(year)).replace("〇", zero)


def _wide(s: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in s)


@given(st.dates(date(1980, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_back_in_every_form(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    plain = f"{y}年{m}月{d}日"
    forms = [
        plain, f"{y}年{m:02}月{d:02}日", f"{y}年 {m} 月 {d} 日", f"{y}年{m}月{d}号", _wide(plain),
        f"{y}.{m}.{d}", f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d}", f"{y}．{m}．{d}", f"{y}{m:02}{d:02}",
        *(f"{_year(y, zero)}年{_han(m)}月{_han(d)}日" for zero in "〇○零O"),
    ]  # fmt: skip
    for form in forms:
        text = f"于{form}，"
        assert [(f.value, f.words) for f in n.find_dates(text)] == [(day, form)], form
        if not form.isdigit():
            (moment,) = n.find_moments(f"于{form} 9时05分，")
            assert moment.value == datetime(y, m, d, 9, 5), form


@pytest.mark.parametrize(
    "text", ["2024年2月30日", "二〇二三年二月二十九日", "2024年13月1日", "2024-02-30"]
)
def test_impossible_dates_are_told_apart_from_none(text: str) -> None:
    (found,) = n.find_dates(text)
    assert (found.value, found.words) == (None, text)


@pytest.mark.parametrize(
    "text",
    [
        "    年  月  日",
        "110105202403051234",
        "6222020240305123",
        "〔2024〕20240305号",
        "编号：20240305",
        "20240305元",
        "20241305",
        "2024.3.5.1",
        "2024年3月",
        "盘市监罚〔2024〕3号",
        "12024年3月5日",
        "证据20240305-1",
    ],
)
def test_no_dates(text: str) -> None:
    assert n.find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2024年3月25日16时30分", 16, 30),
        ("2024-03-25 16:30", 16, 30),
        ("2024年3月25日 09:08", 9, 8),
        ("2024年3月25日上午9时", 9, 0),
        ("2024年3月25日下午3时20分", 15, 20),
        ("2024年3月25日15点20分", 15, 20),
        ("2024年3月25日9时整", 9, 0),
        ("2024年3月25日9时许", 9, 0),
        ("2024年3月25日 16 时 30 分", 16, 30),
        ("2024年3月25日晚上9点半", 21, 30),
        ("二〇二四年三月二十五日十六时三十分", 16, 30),
        ("2024-03-25T16:30:00", 16, 30),
        ("2024年3月25日中午12时", 12, 0),
        ("2024年3月25日（星期一）8时", 8, 0),
        ("2024年3月25日下午15时", 15, 0),
    ],
)
def test_moments(text: str, hour: int, minute: int) -> None:
    (found,) = n.find_moments(text)
    assert (found.value, found.words) == (datetime(2024, 3, 25, hour, minute), text)


def test_moments_at_the_edges() -> None:
    assert n.find_moments("2024年3月5日24时")[0].value == datetime(2024, 3, 6)
    assert n.find_moments("2024年3月5日25时")[0].value is None
    (day,) = n.find_moments("2024年3月5日到场")
    assert type(day.value) is date


def _at(hour: int, minute: int, day: int = 5) -> datetime:
    return datetime(2024, 3, day, hour, minute)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024年3月5日9时10分至9时50分", _at(9, 10), _at(9, 50)),
        ("2024年3月5日 09:10—10:00", _at(9, 10), _at(10, 0)),
        ("2024-03-05 09:10-10:00", _at(9, 10), _at(10, 0)),
        ("2024年3月5日9时10分至2024年3月5日10时", _at(9, 10), _at(10, 0)),
        ("2024年3月5日 9 时 10 分起至 10 时 05 分止", _at(9, 10), _at(10, 5)),
        ("2024年3月6日至2024年5月13日", date(2024, 3, 6), date(2024, 5, 13)),
        ("2024年3月6日至13日", date(2024, 3, 6), date(2024, 3, 13)),
        ("2024年3月5日9时10分至  时  分", _at(9, 10), None),
        ("2024年3月5日9时10分至   年   月   日   时   分", _at(9, 10), None),
        ("2024年3月5日23时50分至次日0时30分", _at(23, 50), _at(0, 30, 6)),
        ("2024年3月5日23时50分至3月6日0时30分", _at(23, 50), _at(0, 30, 6)),
        ("2024年3月5日9时10分 结束时间：2024年3月5日9时50分", _at(9, 10), _at(9, 50)),
        ("2024年3月5日10时至9时50分", _at(10, 0), _at(9, 50)),  # kept as written: a finding
        ("2024年3月5日9时10分", _at(9, 10), None),
    ],
)
def test_spans(text: str, start: date, end: date | None) -> None:
    span = n.find_span(f"自{text}")
    assert span is not None
    assert (span.start, span.end) == (start, end)
    assert (span.begin, span.words) == (1, text)
    assert span.start_has_time == isinstance(start, datetime)
    assert span.end_has_time == isinstance(end, datetime)


def test_times_with_their_date_elsewhere() -> None:
    span = n.find_span("时间：9:10-9:58，日期：2024年3月5日")
    assert span is not None
    assert (span.start, span.end, span.words) == (_at(9, 10), _at(9, 58), "9:10-9:58")


@pytest.mark.parametrize("text", ["  年  月  日  时  分至  时  分", "9:10-9:58", "", "至今"])
def test_no_span(text: str) -> None:
    assert n.find_span(text) is None
