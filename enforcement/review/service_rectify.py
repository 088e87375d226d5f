"""Rectification and waivers."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from enforcement.review import events as ev
from enforcement.review import rectify, waivers
from enforcement.review.desk import (
    Desk,
    Doing,
    act_on_file,
    act_on_waiver,
    check_seen,
    load_file,
    load_round,
    on_file,
)
from enforcement.review.files import CaseState, allow
from enforcement.review.parts import Event, Stored
from enforcement.review.record import day_of
from enforcement.review.refusal import Refused
from enforcement.review.rounds import RoundState
from enforcement.review.waivers import WaiverState


def _with_round(
    desk: Desk,
    file: str,
    doing: Doing,
    decide: Callable[[CaseState, RoundState], list[Event]],
) -> CaseState:
    with desk.db.writing() as w:
        s = load_file(w, file)
        check_seen(s, doing)
        r = load_round(w, s.received.round)
        return act_on_file(w, s, file, decide(s, r), doing)


def notify(
    desk: Desk,
    file: str,
    number: str,
    doing: Doing,
    *,
    days: int | None = None,
    due: date | None = None,
    holder: str = "",
) -> CaseState:
    """The 整改通知书; ``days`` working days (default: those of the plan), or a named last day."""
    today = day_of(doing.at)
    return _with_round(
        desk,
        file,
        doing,
        lambda s, r: rectify.notify(
            s, number, today, days or r.the_plan.rectify_days, due, holder, r.units
        ),
    )


def clear(desk: Desk, file: str, doing: Doing) -> CaseState:
    """Nothing to rectify."""
    return on_file(desk, file, doing, rectify.clear)


def dispatch(desk: Desk, file: str, to: str, doing: Doing) -> CaseState:
    """One level down."""
    return _with_round(
        desk, file, doing, lambda s, r: rectify.dispatch(s, doing.actor.unit, to, r.units)
    )


def prove(desk: Desk, file: str, text: str, proofs: Sequence[Path], doing: Doing) -> CaseState:
    """Handled: the report, and its proofs, which are kept."""
    with desk.db.reading() as r:
        allow(load_file(r, file), ev.Handled)
    for p in proofs:
        if not p.is_file():
            raise Refused(f"找不到证明材料“{p.name}”")
    kept = [Stored(source=p.name, sha256=desk.originals.keep(p)) for p in proofs]
    return on_file(desk, file, doing, lambda s: rectify.handle(s, doing.actor.unit, text, kept))


def recheck(
    desk: Desk,
    file: str,
    closed: bool,
    still: Sequence[str],
    doing: Doing,
    *,
    days: int = 10,
    due: date | None = None,
) -> CaseState:
    """Close it, or send it back."""
    today, me = day_of(doing.at), doing.actor
    return on_file(
        desk,
        file,
        doing,
        lambda s: rectify.recheck(s, me.name, me.unit, closed, still, today, days, due, doing.why),
    )


def remaining(desk: Desk, file: str) -> tuple[str, ...]:
    """Findings of the notice that the program still points at in the newest version that was
    handed in; empty where none was handed in since."""
    with desk.db.reading() as r:
        s = load_file(r, file)
    if s.notice is None or s.newest is None or s.newest is s.paper:
        return ()
    newest = {x.finding for x in s.newest.suspects}
    return rectify.remaining(s.notice, newest, {x.finding for x in s.suspects()})


def overdue(desk: Desk, round_: str, today: date) -> list[dict[str, object]]:
    """The rectifications of a round that are past their last day."""
    with desk.db.reading() as r:
        rows = r.rows("notices", {"round": round_, "state": "整改中"}, order=("due", "file"))
    return [x for x in rows if x["due"] < today.isoformat()]


def climb(desk: Desk, round_: str, doing: Doing) -> list[tuple[str, str]]:
    """Let everything overdue in a round climb one level: (case file, unit it went to, or why it
    did not climb)."""
    today = day_of(doing.at)
    found: list[tuple[str, str]] = []
    for x in overdue(desk, round_, today):
        file = str(x["file"])
        try:
            s = _with_round(
                desk,
                file,
                doing,
                lambda s, r: rectify.climb(s, today, r.the_plan.climb_days, r.units),
            )
        except Refused as no:
            found.append((file, str(no)))
        else:
            assert s.notice is not None
            found.append((file, f"已上报到{s.notice.holder}"))
    return found


def propose_waiver(
    desk: Desk, waiver: str, file: str, finding: str, expires: date, doing: Doing
) -> WaiverState:
    """Ask that a finding of a case file shall not count for its agency until a day."""
    with desk.db.reading() as r:
        s = load_file(r, file)
    rules = {x.finding: x.rule for x in s.suspects()}
    if finding not in s.known():
        raise Refused(f"案卷“{file}”里没有编号为“{finding}”的问题")
    agency, rule = s.received.agency, rules.get(finding, "")
    return act_on_waiver(
        desk,
        waiver,
        doing,
        lambda w: waivers.propose(
            w, waiver, agency, rule, finding, expires, day_of(doing.at), doing.why
        ),
    )


def approve_waiver(desk: Desk, waiver: str, doing: Doing) -> WaiverState:
    """Approve a waiver; never one's own."""
    return act_on_waiver(desk, waiver, doing, lambda w: waivers.approve(w, doing.actor.name))


def revoke_waiver(desk: Desk, waiver: str, doing: Doing) -> WaiverState:
    """Take a waiver back."""
    return act_on_waiver(desk, waiver, doing, lambda w: waivers.revoke(w, doing.why))


def list_waivers(desk: Desk, today: date) -> list[dict[str, object]]:
    """Every waiver; one past its last day says 已到期."""
    with desk.db.reading() as r:
        rows = r.rows("waivers", order=("waiver",))
    for x in rows:
        if x["state"] == "已批准" and x["expires"] < today.isoformat():
            x["state"] = "已到期"
    return rows
