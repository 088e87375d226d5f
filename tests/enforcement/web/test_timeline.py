"""The line of days: limits are drawn by the verdict of their rule, and nothing covers anything."""

import re
from datetime import date

import pytest

from enforcement.assess import vocabulary
from enforcement.web import timeline
from enforcement.web.timeline import LEFT, OVERRULED, RIGHT, WIDTH, Course, Point, Span, draw
from rules.parameters import Parameters
from rules.ruleset import HERE

FIRST = date(2024, 3, 1)


def point(day: int, label: str = "决定书日期") -> Point:
    return Point(
        key=f"k{day}{label}", label=label, day=date(2024, 3, day), source="a", document="b"
    )


def span(last: int, end: int | None, wait: bool = False) -> Span:
    ended = None if end is None else date(2024, 3, end)
    return Span(label="公示", rule="某-1", start=FIRST, last=date(2024, 3, last), end=ended,
                words="7日", wait=wait)  # fmt: skip


def bar(s: Span, verdict: str) -> timeline.Bar:
    drawn = draw(Course(points=(point(1), point(20)), spans=(s,)), {"某-1": verdict})
    assert drawn is not None
    return drawn.bars[0]


@pytest.mark.parametrize(
    ("last", "end", "verdict", "state"),
    [
        (10, 10, "pass", "good"),  # the last day itself is in time
        (10, 11, "fail", "late"),
        (10, 11, "needs_review", "ask"),
        (10, 11, "pass", "ask"),  # the picture alone is no verdict
        (10, 11, "", "ask"),
        (10, 11, OVERRULED, "off"),
        (10, 5, "fail", "good"),  # the rule failed for another reason
        (10, None, "", "open"),
    ],
)
def test_late_is_what_the_rule_says(last: int, end: int | None, verdict: str, state: str) -> None:
    assert bar(span(last, end), verdict).state == state


def test_a_waiting_time_is_broken_on_its_last_day_and_kept_after_it() -> None:
    assert bar(span(10, 10, wait=True), "fail").state == "late"
    assert bar(span(10, 11, wait=True), "pass").state == "good"


def test_days_stand_where_they_belong() -> None:
    drawn = draw(Course(points=(point(1), point(11), point(21))), {})
    assert drawn is not None
    assert [d.x for d in drawn.dots] == [LEFT, (LEFT + WIDTH - RIGHT) / 2, WIDTH - RIGHT]


def test_one_day_and_no_day() -> None:
    assert draw(Course(), {}) is None
    drawn = draw(Course(points=(point(1), point(1, "告知书日期"))), {})
    assert drawn is not None
    assert len(drawn.dots) == 1
    assert len(drawn.dots[0].points) == 2


def test_no_label_covers_another() -> None:
    points = tuple(point(d, "听证告知书送达日期") for d in range(1, 29))
    drawn = draw(Course(points=points), {})
    assert drawn is not None
    taken: list[tuple[float, float, float]] = []
    for d in drawn.dots:
        half = (9 * 13 + 50) / 2
        left = {"start": d.x, "middle": d.x - half, "end": d.x - 2 * half}[d.anchor]
        assert 0 <= d.y < drawn.axis
        for y, a, b in taken:
            assert y != d.y or left + 2 * half <= a or left >= b, (d.day, y)
        taken.append((d.y, left, left + 2 * half))


def test_a_limit_long_after_everything_ends_the_picture_and_not_the_other_way() -> None:
    far = Span(label="归档", rule="某-2", start=FIRST, last=date(2030, 1, 1), end=date(2024, 3, 9),
               words="90日")  # fmt: skip
    drawn = draw(Course(points=(point(1), point(21)), spans=(far,)), {})
    assert drawn is not None
    assert drawn.bars[0].cut
    assert drawn.dots[-1].x == drawn.bars[0].x1 == WIDTH - RIGHT


def test_the_data_names_acts_parameters_and_rules_that_there_are() -> None:
    known = Parameters.load(HERE / "parameters")
    rules = {p.stem for p in (HERE / "catalogue").rglob("*.toml")}
    words = vocabulary()
    for t in timeline.terms():
        assert t.limit in known, t.limit
        assert t.rule in rules, t.rule
        for act in (t.start, t.end):
            assert re.search("日期", words.name(f"case.{act}")), act
