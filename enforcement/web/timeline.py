"""The course of a case as a line of days: its acts, and the limits that run between them.

``read`` takes acts and last days from a case file that was read; ``draw`` places them on a picture.
Whether something was late is never judged here: the verdict of the rule says so.
"""

import functools
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from casefiles.facts import Anchor, CaseFile
from rules.answers import Context
from rules.days import CalendarUnknown, deadline
from rules.looking import act_of

OVERRULED = "overruled"  # instead of a verdict: persons decided that it is no fault
_SKIP = frozenset(("any_date",))  # says the same as the others again
WIDTH, LEFT, RIGHT = 820, 16, 24
_LINE, _LANE = 20, 32  # heights of a line of labels and of a limit
_LABEL, _ROOM = 300, 290  # widths of the longest label, and of the words of a limit


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Part):
    """One limit as ``timeline.toml`` has it."""

    label: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    limit: str
    rule: str
    roll: bool = False
    wait: bool = False
    type: str | None = None


class Point(_Part):
    """One act: what it is called, its day, and where it was read."""

    key: str
    label: str
    day: date
    source: str
    document: str
    part: str = ""
    block: int = 0
    start: int = 0
    end: int = 0
    page: int | None = None
    sure: bool = True

    @property
    def anchor(self) -> Anchor:
        """Where it stands in its document."""
        return Anchor(self.part, self.block, self.start, self.end, page=self.page)


class Span(_Part):
    """One limit of this case: it began on ``start`` and ran out on ``last``; ``end`` is the day of
    the act it is about, where that was read."""

    label: str
    rule: str
    start: date
    last: date
    end: date | None
    words: str  # 7个工作日
    wait: bool = False


class Course(_Part):
    """All acts by day, and the limits in the order of the data."""

    points: tuple[Point, ...] = ()
    spans: tuple[Span, ...] = ()


@functools.cache
def terms() -> tuple[Term, ...]:
    """The limits that are drawn."""
    text = Path(__file__).with_name("timeline.toml").read_text("utf-8")
    return tuple(Term.model_validate(x) for x in tomllib.loads(text)["term"])


def read(case: CaseFile, ctx: Context) -> Course:
    """The course of a case file; ``ctx`` has the parameters, and whose they are."""
    points = []
    for key in case.acts:
        act = act_of(case, f"case.{key}")
        if act is None or key in _SKIP:
            continue
        a = act.fact.anchor
        points.append(
            Point(
                key=key,
                label=ctx.name(f"case.{key}"),
                day=act.day,
                source=act.document.source,
                document=act.document.name,
                part=a.part,
                block=a.block,
                start=a.start,
                end=a.end,
                page=a.page,
                sure=act.fact.sure,
            )
        )
    days = {p.key: p.day for p in points}
    spans = [s for t in terms() if t.type in (None, case.enforcement_type)
             and (s := _span(t, days, ctx)) is not None]  # fmt: skip
    return Course(points=tuple(sorted(points, key=lambda p: p.day)), spans=tuple(spans))


def _span(t: Term, days: Mapping[str, date], ctx: Context) -> Span | None:
    start, end = days.get(t.start), days.get(t.end)
    value = ctx.lookup(t.limit, start) if start is not None else None
    if start is None or value is None:
        return None
    try:
        last = deadline(start, value.days, value.unit, roll=t.roll)
    except (CalendarUnknown, ValueError, TypeError):
        return None
    words = f"{value.value}{'日' if value.unit == '自然日' else '个' + value.unit}"
    return Span(
        label=t.label, rule=t.rule, start=start, last=last, end=end, words=words, wait=t.wait
    )


# --- the picture --------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Dot:
    """A day with what was done on it: where it stands, and on which line its words are."""

    x: float
    text_x: float
    y: float
    day: date
    points: tuple[Point, ...]
    anchor: str  # start, middle or end


@dataclass(slots=True, frozen=True)
class Bar:
    """A limit: from ``x0`` to its last day ``x1`` (``cut``: that lies beyond the picture); ``over``
    is where the act stands that came too late."""

    y: float
    x0: float
    x1: float
    over: float | None
    cut: bool
    text_x: float
    text_y: float
    anchor: str
    span: Span
    state: str  # good, late, ask, open; off: beyond it, but persons did not uphold that


@dataclass(slots=True)
class Drawn:
    """The whole picture: sizes, the height of the line of days, what stands on it."""

    height: float
    axis: float
    dots: list[Dot] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    months: list[tuple[float, str]] = field(default_factory=list)
    width: float = WIDTH


def draw(course: Course, verdicts: Mapping[str, str]) -> Drawn | None:
    """Places for everything; ``verdicts`` by rule. ``None`` where no act has a day."""
    if not course.points:
        return None
    days = [p.day for p in course.points]
    # A limit that was kept may run out long after all is done: the picture ends with what was done.
    days += [s.last for s in course.spans if s.end is None or s.end > s.last or s.wait]
    first, last = min(days), max(days)
    length = max((last - first).days, 1)

    def x(d: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (min(d, last) - first).days / length, 1)

    by_day: dict[date, list[Point]] = {}
    for p in course.points:
        by_day.setdefault(p.day, []).append(p)
    lines, rows = _placed([(x(d), max(len(p.label) for p in ps)) for d, ps in by_day.items()],
                          [len(ps) for ps in by_day.values()])  # fmt: skip
    axis = 16.0 + lines * _LINE + 14
    drawn = Drawn(axis + 34 + _LANE * len(course.spans) + 6, axis)
    for (d, ps), row in zip(by_day.items(), rows, strict=True):
        at = x(d)
        side = "start" if at < 120 else "end" if at > WIDTH - 120 else "middle"
        y = 16.0 + row * _LINE
        drawn.dots.append(Dot(at, at, y, d, tuple(ps), side))
    for n, s in enumerate(course.spans):
        drawn.bars.append(_bar(s, verdicts, axis + 44 + n * _LANE, x, last))
    month = date(first.year, first.month, 1)
    while (month := _next(month)) <= last:
        drawn.months.append((x(month), f"{month.year}年{month.month}月"))
    gap = len(drawn.months) // 8 + 1  # as many names as there is room for
    drawn.months = drawn.months[::gap]
    return drawn


def _bar(
    s: Span, verdicts: Mapping[str, str], y: float, x: Callable[[date], float], last: date
) -> Bar:
    wrong = s.end is not None and (s.end <= s.last if s.wait else s.end > s.last)
    state = "good" if s.end is not None else "open"
    if wrong:
        state = {"fail": "late", OVERRULED: "off"}.get(verdicts.get(s.rule, ""), "ask")
    over = x(s.end) if s.end is not None and s.end > s.last and not s.wait else None
    x0, x1 = x(s.start), x(s.last)
    right = over or x1
    # The words stand behind the bar, before it, or, where it fills the picture, above it.
    text_x, text_y, anchor = right + 10, y + 9, "start"
    if right > WIDTH - _ROOM:
        text_x, anchor = x0 - 8, "end"
        if x0 < _ROOM:
            text_x, text_y, anchor = x0, y - 5, "start"
    return Bar(y, x0, x1, over, s.last > last, text_x, text_y, anchor, s, state)


def _next(d: date) -> date:
    return date(d.year + d.month // 12, d.month % 12 + 1, 1)


def _placed(at: Sequence[tuple[float, int]], heights: Sequence[int]) -> tuple[int, list[int]]:
    """For each label its first line, so that none covers another; how many lines there are."""
    ends: list[float] = []  # of each line, how far right it is taken
    rows: list[int] = []
    for (x, length), height in zip(at, heights, strict=True):
        half = min(length * 13 + 66, _LABEL) / 2
        left = x if x < 120 else x - 2 * half if x > WIDTH - 120 else x - half
        row = 0
        while any(left < e for e in ends[row : row + height]):
            row += 1
        ends += [float("-inf")] * (row + height - len(ends))
        right = left + 2 * half + 8
        ends[row : row + height] = [right] * height
        rows.append(row)
    return max(len(ends), 1), rows
