"""From the opinion to the agency to the final grade, and the supervision procedure beside it."""

from collections.abc import Sequence
from datetime import date

from enforcement.result import Score
from enforcement.review import events as ev
from enforcement.review.files import CaseState, allow
from enforcement.review.findings import check
from enforcement.review.parts import Event, Opinion, Waived
from enforcement.review.reading import Scorer, combined
from enforcement.review.refusal import Refused
from rules.days import CalendarUnknown, workdays_after
from rules.standards import Standard


def last_day(start: date, days: int, due: date | None) -> date:
    """The last day of a period of working days; ``due`` where the user names it himself."""
    if due is not None:
        if due <= start:
            raise Refused(f"期限 {due} 应晚于今天（{start}）")
        return due
    if days < 1:
        raise Refused(f"期限应至少一个工作日，现在写的是{days}")
    try:
        return workdays_after(start, days)
    except CalendarUnknown as error:
        raise Refused(f"{error}；也可以直接写明届满的日期") from error


def give_opinion(
    s: CaseState, number: str, today: date, days: int, due: date | None, score: Scorer
) -> list[Event]:
    """The 评查意见书 goes out; the agency may object until the last day."""
    allow(s, ev.OpinionGiven)
    assert s.standing is not None
    if not number.strip():
        raise Refused("评查意见书应当有编号")
    result = score(s.standing)
    return [
        ev.OpinionGiven(
            number=number,
            due=last_day(today, days, due),
            total=result.total,
            grade=result.grade,
        )
    ]


def accept(s: CaseState) -> list[Event]:
    """The agency says it has no objection."""
    allow(s, ev.OpinionAccepted)
    if s.accepted:
        raise Refused("机关已经表示无异议")
    return [ev.OpinionAccepted()]


def object_to(
    s: CaseState, unit: str, units: Sequence[str], today: date, text: str, points: Sequence[str]
) -> list[Event]:
    """The agency objects, within the period."""
    allow(s, ev.ObjectionMade)
    assert s.opinion is not None
    if unit not in (s.received.agency, *units):
        raise Refused(f"只有承办机关“{s.received.agency}”可以提出异议，现在的单位是“{unit}”")
    if s.accepted:
        raise Refused("机关已经表示无异议，不能再提出")
    if today > s.opinion.due:
        raise Refused(f"异议期已于{s.opinion.due}届满，现在是{today}；不能再提出")
    if not text.strip():
        raise Refused("异议应当写明理由")
    if wrong := [p for p in points if p not in s.known()]:
        raise Refused(f"没有编号为“{wrong[0]}”的问题")
    return [ev.ObjectionMade(text=text, points=tuple(points))]


def review(
    s: CaseState,
    chair: str,
    members: Sequence[str],
    change: Opinion,
    record: str,
    standard: Standard,
    score: Scorer,
) -> list[Event]:
    """A second panel decides on the objection; nobody of it may have read the case file, and who
    presides has not sat in the first."""
    allow(s, ev.ObjectionReviewed)
    assert s.standing is not None
    if chair not in members or len(set(members)) < 2:
        raise Refused("复核至少要有两人，办理人是其中之一")
    readers = {r.reviewer for r in s.readings.values()}
    if again := sorted(readers & set(members)):
        raise Refused(f"{'、'.join(again)}是本案的初评人员，不能参加复核；请另组复核组")
    if s.merged is not None and s.merged[0].who == chair:
        raise Refused(f"{chair}主持过本案的合议，不能主持复核；请换人")
    if not record.strip():
        raise Refused("复核决定应当写明理由")
    check(change, standard, s.known())
    whole = combined(s, s.standing, change)
    result = score(whole)
    changed = [d.finding for d in change.decisions]
    changed += [j.item for j in change.judged] + [a.finding for a in change.added]
    return [
        ev.ObjectionReviewed(
            members=tuple(members),
            outcome="维持" if whole == s.standing else "变更",
            opinion=whole,
            changed=tuple(changed),
            record=record,
            total=result.total,
            grade=result.grade,
        )
    ]


def final(
    s: CaseState,
    today: date,
    result: Score,
    stored: str,
    confirmed: Sequence[str],
    waived: Sequence[Waived],
) -> list[Event]:
    """The final grade: after the period, or once the agency has no objection, or after the
    review. ``stored`` is the hash of the derivation among the originals."""
    allow(s, ev.Graded)
    assert s.opinion is not None
    if s.state == "已反馈" and not s.accepted and today <= s.opinion.due:
        raise Refused(
            f"异议期到{s.opinion.due}为止，机关还没有表示无异议；期满或者机关表示无异议后再终评"
        )
    return [
        ev.Graded(
            total=result.total,
            grade=result.grade,
            vetoes=result.vetoes,
            confirmed=tuple(confirmed),
            waived=tuple(waived),
            score=stored,
        )
    ]


def supervise(s: CaseState, number: str, text: str, findings: Sequence[str]) -> list[Event]:
    """Open the supervision procedure for serious substantive problems."""
    allow(s, ev.Supervised)
    assert s.graded is not None
    if not number.strip() or not text.strip():
        raise Refused("监督意见书应当有编号和内容")
    if number in s.supervisions:
        raise Refused(f"监督意见书“{number}”已经发出")
    counted = s.graded[1].confirmed
    if not findings or any(f not in counted for f in findings):
        raise Refused(f"应写明针对哪几处已认定的问题；本案已认定：{'、'.join(counted) or '没有'}")
    return [ev.Supervised(number=number, text=text, findings=tuple(findings))]


def end_supervision(s: CaseState, number: str, text: str) -> list[Event]:
    """The supervision procedure ends with its result."""
    allow(s, ev.SupervisionClosed)
    if number not in s.supervisions:
        raise Refused(f"没有编号为“{number}”的监督意见书")
    if s.supervisions[number][2]:
        raise Refused(f"监督意见书“{number}”已经办结")
    if not text.strip():
        raise Refused("办结应当写明结果")
    return [ev.SupervisionClosed(number=number, text=text)]


def archive(s: CaseState) -> list[Event]:
    """Put away; not while a supervision procedure is open."""
    allow(s, ev.FileArchived)
    if still := [n for n, (_, _, closed) in s.supervisions.items() if not closed]:
        raise Refused(f"监督意见书“{still[0]}”还没有办结，不能归档")
    return [ev.FileArchived()]
