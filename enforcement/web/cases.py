"""Case files of rounds as visits may see them: whose they are, what is shown, what may be done.

The table of rights says which role may do what on its own agency's case files and on others; the
table of transitions says in which state it can be done. Here the two meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Request

from enforcement.review import events as ev
from enforcement.review import service
from enforcement.review.desk import Desk, Doing, load_file, load_round
from enforcement.review.files import TRANSITIONS, CaseState
from enforcement.review.parts import Event
from enforcement.review.refusal import Refused
from enforcement.review.rounds import RoundState
from enforcement.web import rights
from enforcement.web.guard import Visit, allow
from enforcement.web.jobs import NotThere
from enforcement.web.shelf import Room, Shelf

# What is done with a case file: the right it needs, and the event that the table of transitions
# knows. Names are those of the forms.
DEEDS: Mapping[str, tuple[str, type[Event]]] = {
    "merge": ("panel.merge", ev.Merged),
    "opinion": ("opinion.give", ev.OpinionGiven),
    "accept": ("opinion.answer", ev.OpinionAccepted),
    "object": ("opinion.answer", ev.ObjectionMade),
    "review": ("objection.review", ev.ObjectionReviewed),
    "grade": ("grade.set", ev.Graded),
    "notice": ("rectify.notice", ev.Noticed),
    "clear": ("rectify.notice", ev.Cleared),
    "dispatch": ("rectify.notice", ev.Dispatched),
    "prove": ("rectify.prove", ev.Handled),
    "recheck": ("rectify.recheck", ev.Rechecked),
    "supervise": ("rectify.notice", ev.Supervised),
    "end-supervision": ("rectify.notice", ev.SupervisionClosed),
}
# Acts of readers: who did them, and when, is nobody's business before both readings are in.
_BLIND = (ev.Decided.kind, ev.Submitted.kind)
_PROCESS = (*_BLIND, ev.Compared.kind, ev.Merged.kind, ev.ReaderAssigned.kind)


def desk_of(request: Request) -> Desk:
    """The desk of this server."""
    found: Desk = request.app.state.desk
    return found


@dataclass(slots=True)
class Case:
    """One case file, opened for one visit."""

    here: Visit
    file: str
    state: CaseState
    round: RoundState
    own: bool

    @property
    def desk(self) -> Desk:
        """The desk it lies on."""
        return desk_of(self.here.request)

    @property
    def inside(self) -> bool:
        """Whether this visit may see how the case file is evaluated: 疑点, readings, panel."""
        return self._may("file.process")

    @property
    def told(self) -> bool:
        """Whether what was found may be shown: to the agency once it was given the opinion."""
        return self.inside or self.state.opinion is not None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.state.received.number or self.state.received.path

    def _may(self, action: str) -> bool:
        return rights.table().allows(self.here.known.roles, action, self.own)

    def demand(self, action: str) -> None:
        """Refuse where this visit may not do ``action`` with this case file."""
        allow(self.here, action, self.own)

    def deeds(self) -> set[str]:
        """What this visit may do with it now."""
        s = self.state
        found = {
            name
            for name, (action, event) in DEEDS.items()
            if s.state in TRANSITIONS[event].of and self._may(action)
        }
        if s.accepted:
            found -= {"accept", "object"}
        if not any(not closed for _, _, closed in s.supervisions.values()):
            found.discard("end-supervision")
        return found

    def history(self) -> list[dict[str, Any]]:
        """What was done, by whom, as far as this visit may know; the same by the same person in a
        row is told once, with how often."""
        me, blind = self.here.known, not self.state.open_to_each_other
        found: list[dict[str, Any]] = []
        for a in self.state.acts:
            theirs = blind and a.kind in _BLIND and (a.who, a.unit) != (me.person, me.unit)
            if theirs or (a.kind in _PROCESS and not self.inside):
                continue
            told = {"what": a.name, "who": a.who, "unit": a.unit, "why": a.why}
            if found and told.items() <= found[-1].items():
                found[-1] |= {"at": a.when, "times": found[-1]["times"] + 1}
            else:
                found.append({**told, "at": a.when, "times": 1})
        return found

    @property
    def room(self) -> Room:
        """Its documents on the shelf."""
        shelf: Shelf = self.here.request.app.state.shelf
        return shelf.room(self.state.received, self.round.the_plan.region)

    def doing(self, why: str = "", seen: int | None = None) -> Doing:
        """An act of this visit, now."""
        return doing(self.here, why, seen)


def doing(here: Visit, why: str = "", seen: int | None = None) -> Doing:
    """An act of this visit, now."""
    return Doing(here.known.actor, datetime.now(UTC), why.strip(), seen)


def opened(here: Visit, file: str) -> Case:
    """The case file of this id; whoever may not see it is told the same as for none."""
    try:
        with desk_of(here.request).db.reading() as r:
            s = load_file(r, file)
            round_ = load_round(r, s.received.round)
    except Refused as no:
        raise NotThere from no
    own = rights.owns(here.known.unit, s.received.agency, round_.units)
    if not rights.table().allows(here.known.roles, "file.see", own):
        raise NotThere
    return Case(here, file, s, round_, own)


def outer(state: str) -> str:
    """A state as the agency is told it: how far the evaluation is inside is not its business."""
    return "评查中" if state in _UNTOLD else state


_UNTOLD = ("已抽中", "已分派", "初评中", "一致", "待合议", "已合议")


@dataclass(slots=True)
class Listed:
    """One round with the case files that a visit may see."""

    round: dict[str, Any]
    rows: list[dict[str, Any]]


def listed(here: Visit) -> list[Listed]:
    """The rounds with the case files this visit may see, newest first."""
    desk, me = desk_of(here.request), here.known
    found = []
    for x in service.rounds(desk):
        with desk.db.reading() as r:
            units = load_round(r, x["round"]).units
            mine = r.rows("readings", {"round": x["round"], "reviewer": me.person, "unit": me.unit})
            notices = {n["file"]: n for n in r.rows("notices", {"round": x["round"]})}
        readings = {m["file"]: m["state"] for m in mine}
        rows = []
        for row in service.case_files(desk, x["round"]):
            own = rights.owns(me.unit, row["agency"], units)
            if rights.table().allows(me.roles, "file.see", own):
                inside = rights.table().allows(me.roles, "file.process", own)
                extra = {"own": own, "mine": readings.get(row["file"], ""), "inside": inside}
                rows.append({**row, **extra, "notice": notices.get(row["file"])})
        if rows:
            found.append(Listed(x, rows))
    return found


def turn(here: Visit, row: Mapping[str, Any]) -> str:
    """What this visit has to do with a case file of a list, in a few words; empty: nothing."""

    def may(action: str) -> bool:
        return rights.table().allows(here.known.roles, action, row["own"])

    state = row["state"]
    if row["mine"] in ("未开始", "评查中") and state in ("已分派", "初评中"):
        return "初评"
    for action, states, words in (
        ("panel.merge", ("待合议",), "合议"),
        ("opinion.give", ("一致", "已合议"), "反馈意见"),
        ("opinion.answer", ("已反馈",), "答复意见"),
        ("objection.review", ("异议中",), "复核"),
        ("grade.set", ("已复核",), "终评"),
        ("rectify.notice", ("已终评",), "整改通知"),
        ("rectify.prove", ("整改中",), "报送整改"),
        ("rectify.recheck", ("待复查",), "复查"),
    ):
        if state in states and may(action):
            return words
    return ""
