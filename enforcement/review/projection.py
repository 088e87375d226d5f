"""What the read tables show of a state. Pure: the same state gives the same rows, so that the
tables can be thrown away and rebuilt from the log at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from enforcement.review import events as ev
from enforcement.review.files import CaseState
from enforcement.review.parts import Opinion
from enforcement.review.rounds import RoundState
from enforcement.review.waivers import WaiverState

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]


def _number(x: Decimal | None) -> float | None:
    return None if x is None else float(x)


def of_round(s: RoundState) -> Rows:
    """The row of a round."""
    p = s.the_plan
    assert s.planned is not None
    return {
        "rounds": [
            {
                "round": p.round,
                "name": p.name,
                "state": s.state,
                "organiser": p.organiser,
                "period_from": p.period_from.isoformat(),
                "period_to": p.period_to.isoformat(),
                "standard": p.standard,
                "standard_version": p.standard_version,
                "standard_hash": p.standard_hash,
                "ruleset": p.ruleset,
                "planned_at": s.planned.at,
                "seed": s.drawn.seed if s.drawn else None,
                "draw": s.drawn.record if s.drawn else None,
                "announced_at": s.announced[0].at if s.announced else None,
                "version": s.version,
            }
        ]
    }


def of_file(s: CaseState) -> Rows:
    """The rows of a case file in every table."""
    r = s.received
    base = {"file": r.file, "round": r.round, "agency": r.agency}
    return {
        "case_files": [base | _case_file(s)],
        "findings": [base | f for f in _findings(s)],
        "readings": [
            base
            | {
                "slot": slot,
                "reviewer": x.reviewer,
                "unit": x.unit,
                "state": "已提交" if x.submitted else "评查中" if x.started else "未开始",
                "submitted_at": x.submitted or None,
                "total": _number(x.total) if s.open_to_each_other else None,
                "grade": x.grade if s.open_to_each_other else None,
            }
            for slot, x in sorted(s.readings.items())
        ],
        "decisions": [base | d for d in _decisions(s)],
        "judgements": [base | j for j in _judgements(s)],
        "objections": [base | o for o in _objections(s)],
        "notices": [base | n for n in _notices(s)],
        "supervisions": [
            base
            | {
                "number": number,
                "at": act.at,
                "text": opened.text,
                "closed_at": closed or None,
            }
            for number, (act, opened, closed) in s.supervisions.items()
        ],
    }


def _case_file(s: CaseState) -> Row:
    r = s.received
    graded = s.graded[1] if s.graded else None
    machine = {x.rule for x in r.suspects if x.veto and x.verdict == "fail"}
    return {
        "office": r.office,
        "number": r.number,
        "party": r.party,
        "enforcement_type": r.enforcement_type,
        "procedure": r.procedure,
        "decision_date": r.decision_date.isoformat() if r.decision_date else None,
        "path": r.path,
        "arrival": s.arrivals,
        "digest": r.digest,
        "assessment": r.assessment,
        "state": s.state,
        "drawn": s.drawn,
        "machine_total": _number(r.machine_total),
        "machine_grade": r.machine_grade,
        "total": _number(graded.total) if graded else None,
        "grade": graded.grade if graded else None,
        "vetoes": len(graded.vetoes) if graded else len(machine),
        "confirmed": len(graded.confirmed) if graded else 0,
        "waived": len(graded.waived) if graded else 0,
        "suspected": len(r.suspects),
        "supervised": bool(s.supervisions),
        "fine": _number(r.fine),
        "received_at": s.first_at,
        "graded_at": s.graded[0].at if s.graded else None,
        "version": s.version,
    }


def _findings(s: CaseState) -> Iterator[Row]:
    standing = s.standing or Opinion()
    said: dict[str, str] = {d.finding: d.decision for d in standing.decisions}
    waived = {w.finding for w in s.graded[1].waived} if s.graded else set()
    for x in s.suspects():
        yield {
            "finding": x.finding,
            "rule": x.rule,
            "area": x.rule.split("-")[0],
            "item": x.item,
            "document": x.document,
            "origin": "程序",
            "verdict": x.verdict,
            "occurrences": x.occurrences,
            "message": x.message,
            "status": "豁免" if x.finding in waived else said.get(x.finding, "疑点"),
            "veto": x.veto,
            "points": float(x.points),
        }
    for a in standing.added:
        yield {
            "finding": a.finding,
            "rule": "",
            "area": "其他",
            "item": a.item,
            "document": a.document,
            "origin": "评查人",
            "verdict": "fail",
            "occurrences": 1,
            "message": a.text,
            "status": "豁免" if a.finding in waived else "采纳",
            "veto": False,
            "points": float(a.lost),
        }


def _stages(s: CaseState) -> Iterator[tuple[str, int, str, str, Opinion]]:
    """Every opinion that is open: stage, slot, who, when, and what was said."""
    if s.open_to_each_other:
        for slot, x in sorted(s.readings.items()):
            yield "初评", slot, x.reviewer, x.submitted, x.opinion
    if s.merged:
        act, merged = s.merged
        yield "合议", 0, "、".join(merged.members), act.at, merged.opinion
    if s.review:
        act, reviewed = s.review
        yield "复核", 0, "、".join(reviewed.members), act.at, reviewed.opinion


def _decisions(s: CaseState) -> Iterator[Row]:
    rules = {x.finding: x.rule for x in s.suspects()}
    for stage, slot, who, at, opinion in _stages(s):
        said = {d.finding: (d.decision, d.reason) for d in opinion.decisions}
        for a in opinion.added:
            said.setdefault(a.finding, ("采纳", a.text))
        for finding, (decision, reason) in said.items():
            yield {
                "stage": stage,
                "slot": slot,
                "finding": finding,
                "rule": rules.get(finding, ""),
                "reviewer": who,
                "decision": decision,
                "reason": reason,
                "at": at,
            }


def _judgements(s: CaseState) -> Iterator[Row]:
    for stage, slot, who, at, opinion in _stages(s):
        for j in opinion.judged:
            yield {
                "stage": stage,
                "slot": slot,
                "item": j.item,
                "reviewer": who,
                "lost": _number(j.lost),
                "reason": j.reason,
                "at": at,
            }


def _objections(s: CaseState) -> Iterator[Row]:
    o = s.objection
    if o is not None and s.opinion is not None:
        yield {
            "at": o.act.at,
            "by": o.act.who,
            "text": o.event.text,
            "due": s.opinion.due.isoformat(),
            "outcome": o.outcome or None,
            "decided_at": o.decided.at if o.decided else None,
            "decided_by": o.decided.who if o.decided else None,
        }


def _notices(s: CaseState) -> Iterator[Row]:
    n = s.notice
    if n is not None:
        yield {
            "number": n.number,
            "issued_at": n.issued,
            "due": n.due.isoformat(),
            "holder": n.holder,
            "state": "已销号" if n.closed else s.state,
            "findings": len(n.findings),
            "returned": n.returned,
            "climbed": len(n.climbed),
            "handled_at": n.handled[-1] if n.handled else None,
            "closed_at": n.closed or None,
            "on_time": n.in_time,
        }


def of_waiver(s: WaiverState) -> Rows:
    """The row of a waiver."""
    p = s.proposed
    assert p is not None
    assert s.by is not None
    return {
        "waivers": [
            {
                "waiver": p.waiver,
                "agency": p.agency,
                "rule": p.rule,
                "finding": p.finding,
                "reason": s.by.why,
                "author": s.by.who,
                "approver": s.approved.who if s.approved else None,
                "approved_at": s.approved.at if s.approved else None,
                "expires": p.expires.isoformat(),
                "state": s.state,
            }
        ]
    }


def of_gold(events: Sequence[tuple[ev.GoldSet, str, str]]) -> Rows:
    """The rows of a gold file: what was set last; each event with who and when."""
    e, who, at = events[-1]
    return {
        "gold": [
            {
                "file": e.file,
                "finding": d.finding,
                "round": e.round,
                "decision": d.decision,
                "by": who,
                "at": at,
            }
            for d in e.decisions
        ]
    }
