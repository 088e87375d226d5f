"""Counting of days. Expected dates are read off printed calendars, not computed."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import days
from rules.days import (
    CalendarUnknown,
    days_after,
    deadline,
    is_festival,
    is_holiday,
    is_workday,
    known_years,
    load_years,
    months_after,
    roll,
    workdays_after,
    workdays_between,
)
from rules.loading import RuleError

D = date.fromisoformat
DAYS = st.dates(D("2004-01-01"), D("2025-12-31"))
COUNTS = st.integers(0, 120)


@pytest.fixture(autouse=True)
def own_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Years that a test loads are forgotten after it."""
    monkeypatch.setattr(days, "_known", days._shipped())


def test_reference_case_of_ninety_days() -> None:
    """立案 2024-09-09: the 90th day is Sunday 2024-12-08, rolled 2024-12-09; 12-11 is late."""
    filed, decided = D("2024-09-09"), D("2024-12-11")
    assert deadline(filed, 90, "自然日") == D("2024-12-08")
    assert D("2024-12-08").weekday() == 6
    assert deadline(filed, 90, "自然日", roll=True) == D("2024-12-09")
    assert (decided - filed).days == 93
    assert decided > deadline(filed, 90, "自然日", roll=True)


@pytest.mark.parametrize(
    ("day", "works", "festival"),
    [
        ("2024-09-29", True, False),  # Sunday, made up for National Day
        ("2024-09-30", True, False),
        ("2024-10-01", False, True),
        ("2024-10-05", False, True),  # Saturday within the break
        ("2024-10-07", False, True),
        ("2024-10-08", True, False),
        ("2024-10-12", True, False),  # Saturday, made up
        ("2024-10-13", False, False),  # an ordinary Sunday
        ("2025-09-28", True, False),
        ("2025-10-08", False, True),  # the eighth day, National Day with Mid-Autumn
        ("2025-10-09", True, False),
        ("2025-10-11", True, False),
        ("2025-01-26", True, False),  # Spring Festival 2025: Sunday before is worked
        ("2025-01-28", False, True),
        ("2025-02-04", False, True),
        ("2025-02-05", True, False),
        ("2025-02-08", True, False),
        ("2024-02-09", True, False),  # New Year's Eve 2024 was no holiday
        ("2024-02-17", False, True),
        ("2024-02-18", True, False),
    ],
)
def test_days_off(day: str, works: bool, festival: bool) -> None:
    assert is_workday(D(day)) is works
    assert is_holiday(D(day)) is not works
    assert is_festival(D(day)) is festival


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        # 听证申请 5 工作日 across National Day 2024: 29(Sun), 30, 8, 9, 10
        ("2024-09-28", 5, "2024-10-10"),
        # 七日 across National Day 2025: 29, 30, 9, 10, 11(Sat), 13, 14
        ("2025-09-28", 7, "2025-10-14"),
        # 三日 over Spring Festival 2025: 26(Sun), 27, 5
        ("2025-01-24", 3, "2025-02-05"),
        # 20 工作日 of SJGS art. 9 in an ordinary month
        ("2023-06-09", 20, "2023-07-10"),  # 22-23 June off, 25 June (Sun) worked
        ("2024-03-01", 1, "2024-03-04"),
    ],
)
def test_last_lawful_working_day_and_the_day_after(start: str, n: int, last: str) -> None:
    a, b = D(start), D(last)
    assert deadline(a, n, "工作日") == b
    assert workdays_after(a, n) == b
    assert workdays_between(a, b) == n
    assert workdays_between(a, workdays_after(b, 1)) == n + 1


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        ("2024-01-31", 1, "月", "2024-02-29"),
        ("2023-01-31", 1, "月", "2023-02-28"),
        ("2024-11-30", 3, "月", "2025-02-28"),
        ("2024-08-31", 6, "月", "2025-02-28"),
        ("2024-03-15", 6, "月", "2024-09-15"),
        ("2024-02-29", 2, "年", "2026-02-28"),
        ("2024-05-06", 30, "自然日", "2024-06-05"),  # 查封 30 日
        ("2024-12-20", 15, "自然日", "2025-01-04"),  # 缴款 15 日
        ("2024-12-20", 60, "自然日", "2025-02-18"),  # 复议 60 日
    ],
)
def test_months_years_and_natural_days(start: str, n: int, unit: str, last: str) -> None:
    assert deadline(D(start), n, unit) == D(last)


def test_roll_of_other_units() -> None:
    assert deadline(D("2024-12-20"), 15, "自然日", roll=True) == D("2025-01-06")  # 4 Jan: Saturday
    assert deadline(D("2024-03-15"), 6, "月", roll=True) == D("2024-09-18")  # Mid-Autumn break
    assert roll(D("2024-10-01")) == D("2024-10-08")
    assert roll(D("2024-09-29")) == D("2024-09-29")  # a Sunday that is worked


def test_hours_run_on_the_clock_through_holidays() -> None:
    assert deadline(datetime(2024, 10, 1, 9, 30), 24, "小时") == datetime(2024, 10, 2, 9, 30)
    assert deadline(D("2024-10-01"), 24, "小时") == D("2024-10-02")
    assert deadline(D("2024-10-01"), 25, "小时", roll=True) == D("2024-10-03")


def test_a_datetime_counts_by_its_day() -> None:
    assert not is_workday(datetime(2024, 10, 1, 8))
    assert workdays_after(datetime(2024, 9, 28, 23, 59), 5) == D("2024-10-10")
    assert workdays_between(datetime(2024, 9, 28, 8), datetime(2024, 10, 10, 7)) == 5
    assert deadline(datetime(2024, 9, 9, 16), 90, "自然日") == D("2024-12-08")


def test_backwards_is_negative_and_nothing_counts_negative() -> None:
    assert workdays_between(D("2024-10-10"), D("2024-09-28")) == -5
    assert workdays_between(D("2024-10-01"), D("2024-10-01")) == 0
    with pytest.raises(ValueError, match="不能为负"):
        workdays_after(D("2024-10-01"), -1)


def test_an_unknown_unit_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="是否想写“工作日”"):
        deadline(D("2024-10-01"), 3, "工作曰")


def test_an_unknown_year_is_not_guessed() -> None:
    first, last = known_years()[0], known_years()[-1]
    assert (first, last) == (2004, 2026)
    with pytest.raises(CalendarUnknown, match=r"2027年.*2027\.toml.*calendar") as caught:
        workdays_after(D("2026-12-28"), 10)
    assert caught.value.year == 2027
    with pytest.raises(CalendarUnknown):
        is_workday(D("2003-12-31"))
    with pytest.raises(CalendarUnknown):
        roll(D("2027-01-01"))
    assert deadline(D("2026-12-28"), 15, "自然日") == D("2027-01-12")


def test_a_year_file_adds_a_year(tmp_path: Path) -> None:
    (tmp_path / "2030.toml").write_text(
        'source = "样例"\nholidays = [2030-01-01, 2030-01-02]\n'
        "workdays = [2030-01-05, 2029-12-30]\n",
        "utf-8",
    )
    assert load_years(tmp_path) == [2030]
    assert not is_workday(D("2030-01-02"))
    assert is_workday(D("2030-01-05"))  # a Saturday
    assert not is_workday(D("2030-01-06"))
    assert workdays_after(D("2030-01-01"), 3) == D("2030-01-05")
    with pytest.raises(CalendarUnknown):  # 2029 is named, but its own arrangement is not known
        is_workday(D("2029-12-30"))
    assert load_years(tmp_path / "missing") == []


def test_a_year_file_replaces_a_known_year(tmp_path: Path) -> None:
    (tmp_path / "2025.toml").write_text(
        'source = "样例"\nholidays = [2025-03-03]\nworkdays = []\n', "utf-8"
    )
    assert is_workday(D("2025-03-03"))
    load_years(tmp_path)
    assert not is_workday(D("2025-03-03"))
    assert is_workday(D("2025-10-01"))
    assert not is_workday(D("2024-10-01"))  # other years stay


def test_the_printed_example_says_what_is_known_of_2025(tmp_path: Path) -> None:
    readme = Path(days.__file__).parent / "calendar" / "README.md"
    example = re.search(r"```toml\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    assert example
    year = [D("2025-01-01") + timedelta(n) for n in range(365)]
    before = [(is_workday(d), is_festival(d)) for d in year]
    (tmp_path / "2025.toml").write_text(example[1], "utf-8")
    load_years(tmp_path)
    assert [(is_workday(d), is_festival(d)) for d in year] == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("2030.toml", "holidays = [2030-01-01]\nworkdays = []", "2030.toml.*source.*缺少"),
        ("2030.toml", 'source = "x"\nholidays = []\nworkdays = []', "holidays"),
        (
            "2030.toml",
            'source = "x"\nholidays = [2030-01-01]\nworkdays = [2030-01-04]',
            "2030-01-04 不是周末",
        ),
        (
            "2030.toml",
            'source = "x"\nholidays = [2030-01-05]\nworkdays = [2030-01-05]',
            "既写在 holidays 又写在 workdays",
        ),
        ("2030.toml", 'source = "x"\nholidays = [2020-01-01]\nworkdays = []', "不是2030年"),
        ("2030.toml", 'source = "x"\nholidays = [2029-12-31]\nworkdays = []', "不是2030年"),
        (
            "2030.toml",
            'source = "x"\nholiday = [2030-01-01]\nholidays = [2030-01-01]\nworkdays = []',
            "是否想写“holidays”",
        ),
        ("y2030.toml", "", "四位年份"),
    ],
)
def test_a_wrong_year_file_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RuleError, match=message):
        load_years(tmp_path)
    assert 2030 not in known_years()


@given(DAYS, COUNTS)
def test_counting_forth_and_back_agrees(d: date, n: int) -> None:
    end = workdays_after(d, n)
    assert workdays_between(d, end) == n
    assert n == 0 or is_workday(end)


@given(DAYS, COUNTS)
def test_a_later_count_ends_later(d: date, n: int) -> None:
    assert workdays_after(d, n) < workdays_after(d, n + 1)
    assert workdays_after(d, n + 1) <= workdays_after(d + timedelta(1), n + 1)
    assert days_after(d, n) <= workdays_after(d, n)


@given(DAYS, DAYS, DAYS)
def test_counts_add_up(a: date, b: date, c: date) -> None:
    assert workdays_between(a, b) + workdays_between(b, c) == workdays_between(a, c)


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_take_the_last(d: date, n: int) -> None:
    end = months_after(d, n)
    assert (end.year - d.year) * 12 + end.month - d.month == n
    assert end.day == d.day or (end.day < d.day and (end + timedelta(1)).day == 1)


@given(DAYS)
def test_roll_is_the_first_workday_from_the_day_on(d: date) -> None:
    end = roll(d)
    assert is_workday(end)
    assert end >= d
    assert workdays_between(d, end) == (0 if end == d else 1)
