"""One case file: two readings, panel, opinion, objection, review, grade, supervision."""

from collections.abc import Callable, Sequence
from datetime import date

from enforcement.result import Score
from enforcement.review import events as ev
from enforcement.review import outcome, projection, reading
from enforcement.review.desk import (
    Desk,
    Doing,
    act_on_file,
    check_seen,
    load_file,
    load_waiver,
    on_file,
)
from enforcement.review.files import CaseState, allow
from enforcement.review.grading import confirmed
from enforcement.review.parts import Decision, Event, Opinion, Waived
from enforcement.review.record import acts, day_of, drafts
from enforcement.review.refusal import Refused
from enforcement.review.service import Paper
from enforcement.store.log import Writing


def _with_paper(
    desk: Desk,
    file: str,
    doing: Doing,
    decide: Callable[[CaseState, Paper], list[Event]],
) -> CaseState:
    with desk.db.writing() as w:
        s = load_file(w, file)
        check_seen(s, doing)
        return act_on_file(w, s, file, decide(s, Paper.of(desk, w, s)), doing)


def decide(desk: Desk, file: str, opinion: Opinion, doing: Doing) -> CaseState:
    """Decisions in one's own reading."""
    me = doing.actor
    return _with_paper(
        desk,
        file,
        doing,
        lambda s, p: reading.decide(s, me.name, me.unit, opinion, p.standard),
    )


def submit(desk: Desk, file: str, doing: Doing) -> CaseState:
    """Hand in one's own reading."""
    me = doing.actor
    return _with_paper(
        desk, file, doing, lambda s, p: reading.submit(s, me.name, me.unit, p.scorer)
    )


def merge(
    desk: Desk, file: str, members: Sequence[str], change: Opinion, record: str, doing: Doing
) -> CaseState:
    """The panel settles the differences."""
    return _with_paper(
        desk,
        file,
        doing,
        lambda s, p: reading.merge(
            s, doing.actor.name, members, change, record, p.standard, p.scorer
        ),
    )


def give_opinion(
    desk: Desk, file: str, number: str, doing: Doing, due: date | None = None
) -> CaseState:
    """The 评查意见书 to the agency."""
    today = day_of(doing.at)
    return _with_paper(
        desk,
        file,
        doing,
        lambda s, p: outcome.give_opinion(
            s, number, today, p.round.the_plan.objection_days, due, p.scorer
        ),
    )


def accept(desk: Desk, file: str, doing: Doing) -> CaseState:
    """The agency has no objection."""
    return on_file(desk, file, doing, outcome.accept)


def object_to(desk: Desk, file: str, text: str, points: Sequence[str], doing: Doing) -> CaseState:
    """The agency objects."""
    today = day_of(doing.at)
    return _with_paper(
        desk,
        file,
        doing,
        lambda s, p: outcome.object_to(
            s, doing.actor.unit, p.round.units.own(s.received.agency), today, text, points
        ),
    )


def review(
    desk: Desk, file: str, members: Sequence[str], change: Opinion, record: str, doing: Doing
) -> CaseState:
    """The second panel decides on the objection."""
    return _with_paper(
        desk,
        file,
        doing,
        lambda s, p: outcome.review(
            s, doing.actor.name, members, change, record, p.standard, p.scorer
        ),
    )


def grade(desk: Desk, file: str, doing: Doing) -> CaseState:
    """The final grade, without what waivers in force take out; its derivation is kept."""
    today = day_of(doing.at)
    with desk.db.writing() as w:
        s = load_file(w, file)
        check_seen(s, doing)
        allow(s, ev.Graded)
        paper = Paper.of(desk, w, s)
        standing = s.standing or Opinion()
        waived = _waived(w, s, standing, today)
        out = frozenset(x.finding for x in waived)
        result = paper.score(standing, out)
        stored = desk.originals.put(result.model_dump_json(by_alias=True).encode())
        counted = confirmed(s.suspects(), standing, out)
        new = outcome.final(s, today, result, stored, counted, waived)
        return act_on_file(w, s, file, new, doing)


def _waived(w: Writing, s: CaseState, o: Opinion, today: date) -> list[Waived]:
    agency = s.received.agency
    rows = w.rows("waivers", {"agency": agency, "state": "已批准"}, columns=("waiver", "finding"))
    ids = {x["finding"]: x["waiver"] for x in rows}
    return [
        Waived(finding=f, waiver=ids[f])
        for f in confirmed(s.suspects(), o, ())
        if f in ids and load_waiver(w, ids[f]).covers(agency, f, today)
    ]


def score_of(desk: Desk, file: str) -> Score:
    """The score as things stand: the final one where there is one, else from what both readings
    agree on or a panel decided; before that, the program's own."""
    with desk.db.reading() as r:
        s = load_file(r, file)
        return standing_score(desk, Paper.of(desk, r, s))


def standing_score(desk: Desk, paper: Paper) -> Score:
    """The score of a case file that has been loaded, as for ``score_of``."""
    s = paper.state
    if s.graded is not None:
        return Score.model_validate_json(desk.originals.get(s.graded[1].score))
    if s.standing is not None:
        return paper.score(s.standing)
    if paper.assessment.score is None:
        raise Refused("这个案卷没有得分")
    return paper.assessment.score


def supervise(
    desk: Desk, file: str, number: str, text: str, findings: Sequence[str], doing: Doing
) -> CaseState:
    """Open the supervision procedure."""
    return on_file(desk, file, doing, lambda s: outcome.supervise(s, number, text, findings))


def end_supervision(desk: Desk, file: str, number: str, text: str, doing: Doing) -> CaseState:
    """Close the supervision procedure."""
    return on_file(desk, file, doing, lambda s: outcome.end_supervision(s, number, text))


def set_gold(desk: Desk, file: str, decisions: Sequence[Decision], doing: Doing) -> None:
    """Set what ought to be decided on a case file; reviewers never see it."""
    with desk.db.writing() as w:
        s = load_file(w, file)
        known = {x.finding for x in s.suspects()}
        if wrong := [d.finding for d in decisions if d.finding not in known]:
            raise Refused(f"没有编号为“{wrong[0]}”的疑点")
        stream = f"gold:{file}"
        made = ev.GoldSet(file=file, round=s.received.round, decisions=tuple(decisions))
        before = w.entries(stream)
        written = w.append(stream, len(before), drafts([made]), doing.stamp)
        (act,) = acts(written)
        w.replace(stream, projection.of_gold([(made, act.who, act.at)]))
