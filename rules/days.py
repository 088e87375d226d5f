"""Counting of days as procedure law counts them. Pure functions on ``date``.

The start day is never counted: day 1 is the next day (民事诉讼法第八十五条第二款). Working days
leave out days off and include the days moved to a weekend by the State Council's yearly
arrangement (行政处罚法第八十五条, 行政强制法第六十九条, 行政许可法第八十二条). An arrangement
that is not known is never guessed: ``CalendarUnknown``. A datetime is taken by its day.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from chinese_calendar import constants
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.loading import RuleError, build, nearest, read_toml

_DAY = timedelta(days=1)


class CalendarUnknown(Exception):
    """The arrangement of days off in ``year`` is not known. The message is Chinese."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"不知道{year}年的节假日和调休安排，不能计算工作日；请按国务院办公厅当年通知"
            f"编写 {year}.toml，放入配置目录的 calendar 文件夹（格式见 rules/calendar/README.md）"
        )


@dataclass(slots=True)
class _Arrangements:
    """The days that yearly arrangements name (``off``, ``on``) and the years that are known."""

    off: set[date] = field(default_factory=set)
    on: set[date] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


def _shipped() -> _Arrangements:
    off, on = set(constants.holidays), set(constants.workdays)
    return _Arrangements(off, on, set(range(min(off).year, max(off).year + 1)))


_known = _shipped()


class YearFile(BaseModel):
    """One year's arrangement as a user writes it: ``calendar/<year>.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(min_length=1, description="国务院办公厅通知的名称和文号")
    holidays: tuple[date, ...] = Field(min_length=1, description="放假的每一天（含连休的周末）")
    workdays: tuple[date, ...] = Field(description="调休上班的周末；没有就写 []")

    @model_validator(mode="after")
    def _sound(self) -> "YearFile":
        for day in self.workdays:
            if day.weekday() < 5:
                raise ValueError(f"workdays 里的 {day} 不是周末，调休上班日应为周六或周日")
            if day in self.holidays:
                raise ValueError(f"{day} 既写在 holidays 又写在 workdays")
        return self


def load_years(folder: Path) -> list[int]:
    """Read every ``<year>.toml`` in ``folder``; return the years read, in order.

    A year that is already known is replaced. A file may name days of the neighbouring years,
    because a New Year arrangement can reach across. Raises ``RuleError`` (Chinese) for a
    mistake, before anything of that file is taken over. No folder: no years.
    """
    found = []
    for path in sorted(folder.glob("*.toml")):
        if not (path.stem.isdigit() and len(path.stem) == 4):
            raise RuleError(f"{path.name}：文件名应为四位年份，例如 2027.toml")
        year = int(path.stem)
        data = build(YearFile, read_toml(path), path.name)
        stray = [d for d in (*data.holidays, *data.workdays) if abs(d.year - year) > 1]
        if stray or all(d.year != year for d in data.holidays):
            shown = stray[0] if stray else data.holidays[0]
            raise RuleError(f"{path.name}：{shown} 不是{year}年的日期")
        off = {d for d in _known.off if d.year != year}
        on = {d for d in _known.on if d.year != year}
        _known.off = (off | set(data.holidays)) - set(data.workdays)
        _known.on = (on | set(data.workdays)) - set(data.holidays)
        _known.years.add(year)
        found.append(year)
    return found


def known_years() -> tuple[int, ...]:
    """The years whose arrangement is known, in order."""
    return tuple(sorted(_known.years))


def _day(d: date) -> date:
    return d.date() if isinstance(d, datetime) else d


def _after(d: date) -> Iterator[date]:
    return (d + n * _DAY for n in count(1))


def is_workday(d: date) -> bool:
    """Whether people work on ``d``: weekdays but for holidays, and make-up days at weekends.

    Raises ``CalendarUnknown``. Source: 行政处罚法第八十五条; the State Council's yearly notice.
    """
    d = _day(d)
    if d.year not in _known.years:
        raise CalendarUnknown(d.year)
    return d in _known.on or (d.weekday() < 5 and d not in _known.off)


def is_holiday(d: date) -> bool:
    """Whether ``d`` is a day off (法定休假日): a weekend or holiday on which nobody makes up.

    Raises ``CalendarUnknown``. Source: 民事诉讼法第八十五条第三款.
    """
    return not is_workday(d)


def is_festival(d: date) -> bool:
    """Whether ``d`` lies in a holiday break named by the yearly notice (法定节假日放假).

    An ordinary weekend does not. Raises ``CalendarUnknown``. Source: 行政强制法第四十三条第一款.
    """
    d = _day(d)
    if d.year not in _known.years:
        raise CalendarUnknown(d.year)
    return d in _known.off


def workdays_after(d: date, n: int) -> date:
    """The ``n``-th working day after ``d``, ``d`` not counted; ``n`` = 0 gives ``d``.

    Raises ``CalendarUnknown``, and ``ValueError`` for a negative ``n``.
    Source: 民事诉讼法第八十五条第二款, 行政处罚法第八十五条.
    """
    if n < 0:
        raise ValueError(f"天数不能为负：{n}")
    d = _day(d)
    if n == 0:
        return d
    left = n
    for day in _after(d):
        left -= is_workday(day)
        if left == 0:
            return day
    raise AssertionError("unreachable")


def workdays_between(a: date, b: date) -> int:
    """How many working days lie in (``a``, ``b``]; negative where ``b`` is before ``a``.

    ``workdays_between(a, b) == -workdays_between(b, a)``. Raises ``CalendarUnknown``.
    Source: 民事诉讼法第八十五条第二款, 行政处罚法第八十五条.
    """
    a, b = _day(a), _day(b)
    if b < a:
        return -workdays_between(b, a)
    return sum(is_workday(a + n * _DAY) for n in range(1, (b - a).days + 1))


def days_after(d: date, n: int) -> date:
    """The ``n``-th natural day after ``d``, ``d`` not counted.

    Source: 民事诉讼法第八十五条第二款.
    """
    return _day(d) + n * _DAY


def months_after(d: date, n: int) -> date:
    """The same-numbered day ``n`` months later, else the last day of that month.

    Source: 民法典第二百零二条 (not yet checked against the text).
    """
    d = _day(d)
    months = d.year * 12 + d.month - 1 + n
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(d.day, monthrange(year, month)[1]))


def roll(d: date) -> date:
    """``d``, or the first day after it that is no day off: the end of a period that ends on ``d``.

    Raises ``CalendarUnknown``. Source: 民事诉讼法第八十五条第三款. 行政处罚法 and 行政强制法 have
    no such rule of their own: an agency's overrun that only this cures deserves a remark.
    """
    d = _day(d)
    return d if is_workday(d) else next(day for day in _after(d) if is_workday(day))


_roll = roll  # ``deadline`` has a parameter of that name
_UNITS: dict[str, Callable[[date, int], date]] = {
    "工作日": workdays_after,
    "自然日": days_after,
    "月": months_after,
    "年": lambda d, n: months_after(d, 12 * n),
}


def deadline(start: date, n: int, unit: str, roll: bool = False) -> date:
    """The last lawful day (for 小时: moment) of a period of ``n`` ``unit`` after ``start``.

    ``unit`` is 工作日, 自然日, 月, 年 or 小时. Hours are counted on the clock, holidays included
    (行政强制法第十九条): a datetime gives a datetime; a start without an hour gives the last day on
    which the period can end. ``roll`` moves an end on a day off to the first day after it; it
    does not apply to hours. Raises ``CalendarUnknown``, and ``ValueError`` for any other unit.
    """
    if unit == "小时":
        if isinstance(start, datetime):
            return start + timedelta(hours=n)
        return start + -(-n // 24) * _DAY
    step = _UNITS.get(unit)
    if step is None:
        units = [*_UNITS, "小时"]
        raise ValueError(
            f"不认识的期限单位“{unit}”；应为：{'、'.join(units)}{nearest(unit, units)}"
        )
    last = step(start, n)
    return _roll(last) if roll else last
