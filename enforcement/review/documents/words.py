"""How dates, marks, shares and places are written in documents."""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from enforcement.result import Evidence
from enforcement.review.calibration import Interval
from enforcement.review.record import CHINA

PLACES = 3  # of one finding, told in full; the rest are counted


def day(d: date | None) -> str:
    """2026年3月5日; empty without a date."""
    return f"{d.year}年{d.month}月{d.day}日" if d else ""


def day_at(at: str) -> str:
    """The day in China of a moment in the log."""
    return day(datetime.fromisoformat(at).astimezone(CHINA).date()) if at else ""


def marks(value: Decimal | float | None) -> str:
    """86, 86.5; a dash where there is none."""
    return "—" if value is None else f"{float(value):g}"


def share(i: Interval) -> str:
    """75.0%; a dash where nothing was counted."""
    return "—" if i.share is None else f"{i.share:.1%}"


def interval(i: Interval) -> str:
    """The 95 % interval: 61.2%～85.4%."""
    return "—" if i.low is None or i.high is None else f"{i.low:.1%}～{i.high:.1%}"


def place(e: Evidence) -> str:
    """《行政处罚决定书》第3段; with the file where no kind was recognised."""
    at = e.anchor.place if e.anchor else ""
    return f"《{e.document}》{at}" if e.document else at


def places(evidence: Sequence[Evidence]) -> str:
    """The first places of a finding, and how many there are."""
    told = list(dict.fromkeys(place(e) for e in evidence))
    more = f"等{len(told)}处" if len(told) > PLACES else ""
    return "；".join(told[:PLACES]) + more


@cache
def _areas() -> dict[str, str]:
    text = Path(__file__).with_name("areas.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["areas"])


def area(key: str) -> str:
    """The name of a group of problems; the key itself where it has none."""
    return _areas().get(key, key)
