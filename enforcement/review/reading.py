"""Two readings blind to each other, and the panel that settles where they differ. Pure decisions:
the state in, events out, or ``Refused``.
"""

from collections.abc import Callable, Iterable, Sequence

from enforcement.result import Score
from enforcement.review import events as ev
from enforcement.review.files import CaseState, ReadingState, allow
from enforcement.review.findings import check, compare, item_key, overlay, undecided
from enforcement.review.parts import Event, Opinion, Reviewer
from enforcement.review.refusal import Conflict, Refused
from rules.standards import Standard

Scorer = Callable[[Opinion], Score]


def barred(reviewer: Reviewer, agency: str, people: Iterable[str], units: Iterable[str]) -> str:
    """Why a reviewer must keep away from a case file (回避); empty where nothing stands against
    it. ``units`` are the agency's own units, above and below it up to its level."""
    if reviewer.unit == agency or reviewer.unit in set(units):
        return f"{reviewer.name}是承办机关“{agency}”的人员"
    if reviewer.name in set(people):
        return f"{reviewer.name}是本案的执法人员或者法制审核人员（同名的也回避）"
    return ""


def assign(s: CaseState, slot: int, reviewer: Reviewer, units: Iterable[str]) -> list[Event]:
    """Give one of the two readings to ``reviewer``; also to change a reader who has not handed
    in yet."""
    allow(s, ev.ReaderAssigned)
    if slot not in (1, 2):
        raise Refused(f"每个案卷两名评查人，序号应为 1 或 2，现在写的是 {slot}")
    if why := barred(reviewer, s.received.agency, s.received.people, units):
        raise Refused(f"应当回避：{why}；请换一名评查人")
    other = s.readings.get(3 - slot)
    if other is not None and other.reviewer == reviewer.name:
        raise Refused(f"{reviewer.name}已是这个案卷的另一名评查人；两名评查人不能是同一人")
    mine = s.readings.get(slot)
    if mine is not None and mine.submitted:
        raise Refused(f"{mine.reviewer}已经提交初评，不能更换")
    if mine is not None and mine.reviewer == reviewer.name:
        raise Refused(f"{reviewer.name}已经是第{slot}名评查人")
    return [ev.ReaderAssigned(slot=slot, reviewer=reviewer.name, reviewer_unit=reviewer.unit)]


def slot_of(s: CaseState, reviewer: str, unit: str) -> tuple[int, ReadingState]:
    """The reading that belongs to this person."""
    for slot, r in s.readings.items():
        if r.reviewer == reviewer and r.unit == unit:
            return slot, r
    raise Refused(f"{reviewer}（{unit or '未写单位'}）不是这个案卷的评查人，不能评查")


def decide(
    s: CaseState, reviewer: str, unit: str, opinion: Opinion, standard: Standard
) -> list[Event]:
    """Decisions on 疑点, items settled, findings added, in one's own reading."""
    if s.state in ("已分派", "初评中"):
        slot, mine = slot_of(s, reviewer, unit)
        if mine.submitted:
            raise Refused("你的初评已经提交，不能再改；有出入的由合议决定")
    allow(s, ev.Decided)
    slot, mine = slot_of(s, reviewer, unit)
    if not (opinion.decisions or opinion.judged or opinion.added):
        raise Refused("没有写任何决定")
    known = {x.finding for x in s.suspects()} | {a.finding for a in mine.opinion.added}
    check(opinion, standard, known)
    return [ev.Decided(slot=slot, opinion=opinion)]


def submit(s: CaseState, reviewer: str, unit: str, score: Scorer) -> list[Event]:
    """Hand in one's reading; the second one brings the comparison with it."""
    if s.state in ("已分派", "初评中"):
        _, mine = slot_of(s, reviewer, unit)
        if mine.submitted:
            raise Conflict("你的初评已经提交，不用再提交")
    allow(s, ev.Submitted)
    slot, mine = slot_of(s, reviewer, unit)
    if left := undecided(mine.opinion, s.suspects()):
        shown = "、".join(f"{x.finding}（{x.rule}）" for x in left[:5])
        raise Refused(f"还有{len(left)}处疑点没有决定，不能提交：{shown}{'……' * (len(left) > 5)}")
    result = _closed(score(mine.opinion))
    found: list[Event] = [ev.Submitted(slot=slot, total=result.total, grade=result.grade)]
    other = s.readings.get(3 - slot)
    if other is not None and other.submitted:
        first, second = (mine, other) if slot == 1 else (other, mine)
        agreed, differing = compare(first.opinion, second.opinion)
        found.append(ev.Compared(agreed=agreed, differing=differing))
    return found


def merge(
    s: CaseState,
    chair: str,
    members: Sequence[str],
    change: Opinion,
    record: str,
    standard: Standard,
    score: Scorer,
) -> list[Event]:
    """The panel settles every point on which the readings differ; it may also change others."""
    allow(s, ev.Merged)
    assert s.compared is not None
    _panel(chair, members, record)
    check(change, standard, s.known())
    settled = {d.finding for d in change.decisions} | {item_key(j.item) for j in change.judged}
    if left := [k for k in s.compared.differing if k not in settled]:
        raise Refused(
            f"两名评查人有{len(left)}处不一致还没有合议：{'、'.join(left[:5])}"
            f"{'……' * (len(left) > 5)}；每一处都要写明采纳与否和理由"
        )
    whole = combined(s, s.compared.agreed, change)
    result = _closed(score(whole))
    return [
        ev.Merged(
            members=tuple(members),
            opinion=whole,
            settled=tuple(sorted(settled)),
            record=record,
            total=result.total,
            grade=result.grade,
        )
    ]


def combined(s: CaseState, base: Opinion, change: Opinion) -> Opinion:
    """``base`` with what a panel changed; findings that one reader added and the panel adopts
    come in with that reader's words."""
    adopted = {d.finding for d in change.decisions if d.decision == "采纳"}
    theirs = [a for r in s.readings.values() for a in r.opinion.added if a.finding in adopted]
    both = {a.finding: a for a in (*theirs, *change.added)}
    return overlay(base, change.model_copy(update={"added": tuple(both.values())}))


def _panel(chair: str, members: Sequence[str], record: str) -> None:
    if chair not in members:
        raise Refused(f"办理人{chair}应当是合议成员之一")
    if len(set(members)) < 2:
        raise Refused("合议至少要有两人")
    if not record.strip():
        raise Refused("合议应当写明记录（意见和理由）")


def _closed(result: Score) -> Score:
    """A score in which nothing is open; else refused, naming the open items."""
    if result.pending:
        shown = "；".join(f"{p.item} {p.text}" for p in result.pending[:5])
        more = "……" * (len(result.pending) > 5)
        raise Refused(
            f"还有{len(result.pending)}个评查项目没有评定（写失几分，或者不适用）：{shown}{more}"
        )
    return result
