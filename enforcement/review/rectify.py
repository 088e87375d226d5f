"""Rectification as a closed loop across levels: found, dispatched, handled, verified, closed.

What is overdue climbs one level at a time; who, when and why stands with every step.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from enforcement.review import events as ev
from enforcement.review.files import CaseState, Notice, allow
from enforcement.review.outcome import last_day
from enforcement.review.parts import Event, Stored
from enforcement.review.record import day_of
from enforcement.review.refusal import Refused
from enforcement.review.units import Units
from rules.days import CalendarUnknown, workdays_after


def _counted(s: CaseState) -> tuple[str, ...]:
    assert s.graded is not None
    return s.graded[1].confirmed


def notify(
    s: CaseState, number: str, today: date, days: int, due: date | None, holder: str, units: Units
) -> list[Event]:
    """The 整改通知书, on every confirmed finding, to ``holder`` (empty: the agency)."""
    allow(s, ev.Noticed)
    findings = _counted(s)
    if not findings:
        raise Refused("没有认定的问题，不用整改；请办理“不需整改”")
    if not number.strip():
        raise Refused("整改通知书应当有编号")
    to = holder or s.received.agency
    if units and to != s.received.agency and to not in _above(units, s.received.agency):
        raise Refused(f"“{to}”不是承办机关“{s.received.agency}”或者它的上级")
    until = last_day(today, days, due)
    return [ev.Noticed(number=number, findings=findings, days=days, due=until, holder=to)]


def _above(units: Units, name: str) -> list[str]:
    found, at = [], units.parent(name)
    while at:
        found.append(at)
        at = units.parent(at)
    return found


def clear(s: CaseState) -> list[Event]:
    """Nothing to rectify."""
    allow(s, ev.Cleared)
    if found := _counted(s):
        raise Refused(f"有{len(found)}处认定的问题，应当发整改通知书")
    return [ev.Cleared()]


def dispatch(s: CaseState, unit: str, to: str, units: Units) -> list[Event]:
    """Hand the matter one level down; only who holds it can."""
    allow(s, ev.Dispatched)
    assert s.notice is not None
    if unit != s.notice.holder:
        raise Refused(f"现在由“{s.notice.holder}”办理，“{unit}”不能转办")
    if to not in (below := units.below(s.notice.holder)):
        raise Refused(
            f"“{to}”不是“{s.notice.holder}”的下一级；下一级有：{'、'.join(below) or '没有'}"
        )
    return [ev.Dispatched(to=to)]


def handle(s: CaseState, unit: str, text: str, proofs: Sequence[Stored]) -> list[Event]:
    """Handled, with proof; by who holds it."""
    allow(s, ev.Handled)
    assert s.notice is not None
    if unit != s.notice.holder:
        raise Refused(f"现在由“{s.notice.holder}”办理，“{unit}”不能报送整改")
    if not text.strip():
        raise Refused("整改报告应当写明怎样整改")
    if not proofs:
        raise Refused("整改应当附证明材料（改正的文书、截图、说明）；也可以先重新报送案卷")
    return [ev.Handled(text=text, proofs=tuple(proofs))]


def recheck(
    s: CaseState,
    who: str,
    unit: str,
    closed: bool,
    still: Sequence[str],
    today: date,
    days: int,
    due: date | None,
    why: str,
) -> list[Event]:
    """Close it, or send it back with a new deadline; not by the unit that handled it."""
    allow(s, ev.Rechecked)
    n = s.notice
    assert n is not None
    if unit == n.holder or (s.acts and s.acts[-1].who == who and s.acts[-1].unit == unit):
        raise Refused(f"整改由“{n.holder}”办理，不能由它自己复查")
    if wrong := [f for f in still if f not in n.findings]:
        raise Refused(f"“{wrong[0]}”不在整改通知书所列的问题里")
    if closed:
        if still:
            raise Refused(f"还有{len(still)}处没有整改，不能销号；请退回")
        return [ev.Rechecked(closed=True)]
    if not still or not why.strip():
        raise Refused("退回应当写明哪几处没有整改和理由")
    return [ev.Rechecked(closed=False, still=tuple(still), due=last_day(today, days, due))]


def remaining(n: Notice, newest: Collection[str], paper: Collection[str]) -> tuple[str, ...]:
    """Findings of the notice that the program still points at in a new version of the case file.
    Findings that only persons made cannot be told by the program and are not among them."""
    return tuple(f for f in n.findings if f in newest and f in paper)


def overdue(s: CaseState, today: date) -> bool:
    """Whether the rectification is past its last day."""
    return s.state == "整改中" and s.notice is not None and today > s.notice.due


def climb(s: CaseState, today: date, every: int, units: Units) -> list[Event]:
    """Overdue: up one level. The next level comes ``every`` working days after the last climb."""
    allow(s, ev.Climbed)
    n = s.notice
    assert n is not None
    if today <= n.due:
        raise Refused(f"期限到{n.due}为止，还没有逾期")
    if n.climbed:
        since = day_of(datetime.fromisoformat(n.climbed[-1]))
        try:
            again = workdays_after(since, every)
        except CalendarUnknown as error:
            raise Refused(str(error)) from error
        if since >= n.due and today <= again:
            raise Refused(f"{since}已经上报一级，再过{every}个工作日（{again}）仍未整改的再上报")
    up = units.parent(n.holder)
    if not up:
        raise Refused(f"“{n.holder}”已是最高一级，不能再上报；可以启动监督程序")
    return [ev.Climbed(to=up, due=n.due)]
