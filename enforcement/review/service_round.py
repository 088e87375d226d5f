"""The round as a whole: plan, draw, replace, assign, bulletin, archive."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from enforcement.assess import Checker
from enforcement.review import events as ev
from enforcement.review import outcome, rounds
from enforcement.review.bulletin import figures
from enforcement.review.desk import (
    Desk,
    Doing,
    act_on_file,
    act_on_round,
    check_seen,
    load_file,
    load_round,
    on_file,
    on_round,
)
from enforcement.review.files import CaseState, allow
from enforcement.review.parts import Event, Reviewer, Unit
from enforcement.review.reading import assign as one_reader
from enforcement.review.refusal import Refused
from enforcement.review.rounds import RoundState
from enforcement.review.sampling import Candidate, DrawRecord, Terms, draw, replacement
from enforcement.store.log import Writing
from rules.registers import Registers
from rules.standards import load_standard, shipped

if TYPE_CHECKING:
    from enforcement.review.assignment import Assignment


@dataclass(slots=True, frozen=True)
class Plan:
    """What the organiser writes; standard and rules are pinned from it."""

    round: str
    name: str
    period_from: date
    period_to: date
    standard: str = "neutral-100"
    profile: Path | None = None
    region: str = ""
    agencies: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    objection_days: int = 5
    rectify_days: int = 30
    climb_days: int = 5


def new(desk: Desk, p: Plan, doing: Doing) -> RoundState:
    """Plan a round. The standard's file is kept among the originals; the rule set is pinned by
    its hash. Raises ``RuleError`` for a mistake in standard or rules."""
    standard = load_standard(p.standard)
    path = Path(p.standard) if p.standard.endswith(".toml") else shipped()[p.standard]
    digest = Checker.make(
        standard, Registers(), "plain", p.profile, region=p.region or None
    ).rules.digest
    made = ev.Planned(
        round=p.round,
        name=p.name,
        organiser=doing.actor.unit,
        period_from=p.period_from,
        period_to=p.period_to,
        agencies=p.agencies,
        types=p.types,
        standard=standard.id,
        standard_version=standard.version,
        standard_hash=desk.originals.put(path.read_bytes()),
        ruleset=digest,
        region=p.region,
        units=p.units,
        reviewers=p.reviewers,
        objection_days=p.objection_days,
        rectify_days=p.rectify_days,
        climb_days=p.climb_days,
    )
    return on_round(desk, p.round, doing, lambda s: rounds.plan(s, made))


def draw_round(desk: Desk, round_: str, terms: Terms, doing: Doing) -> DrawRecord:
    """Draw; every case file is told whether it was drawn, all in one transaction."""
    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        rounds.allow(s, ev.Drawn)
        record = draw(round_, _candidates(w, round_), terms)
        stored = desk.originals.put(record.to_json().encode())
        act_on_round(w, s, round_, rounds.draw(s, record, stored), doing)
        chosen = set(record.drawn)
        for c in record.frame:
            new: Event = ev.Selected() if c.file in chosen else ev.PassedOver()
            act_on_file(w, load_file(w, c.file), c.file, [new], doing)
        return record


def _candidates(w: Writing, round_: str) -> list[Candidate]:
    columns = ("file", "digest", "agency", "enforcement_type", "procedure")
    found = w.rows("case_files", {"round": round_, "state": "已接收"}, columns=columns)
    return [Candidate.model_validate(x) for x in found]


def replace_file(desk: Desk, round_: str, old: str, doing: Doing) -> str:
    """Take a drawn case file out and the next in order in; its id."""
    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        rounds.allow(s, ev.Replaced)
        assert s.drawn is not None
        record = DrawRecord.model_validate_json(desk.originals.get(s.drawn.record))
        gone = load_file(w, old)
        used = s.used()
        if old not in s.selected():
            raise Refused(f"“{old}”不在抽中的案卷里，不能替换")
        new = replacement(record, old, used)
        act_on_round(w, s, round_, rounds.replace(s, old, new, doing.why), doing)
        allow(gone, ev.Withdrawn)
        act_on_file(w, gone, old, [ev.Withdrawn()], doing)
        act_on_file(w, load_file(w, new), new, [ev.Selected(instead_of=old)], doing)
        return new


def assign_round(desk: Desk, round_: str, doing: Doing) -> "Assignment":
    """Give every drawn case file that lacks readers its two, as far as nothing bars them."""
    # Imported here because scipy takes a while and nothing else needs it.
    from enforcement.review.assignment import Task, assign

    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        rounds.allow(s, ev.RoundAssigned)
        assert s.drawn is not None
        waiting = w.rows(
            "case_files", {"round": round_, "state": "已抽中"}, columns=("file",), order=("file",)
        )
        if not waiting:
            raise Refused("抽中的案卷都已经分派")
        states = {x["file"]: load_file(w, x["file"]) for x in waiting}
        tasks = [
            Task(
                file=f,
                agency=c.received.agency,
                people=c.received.people,
                taken=tuple(r.reviewer for r in c.readings.values()),
            )
            for f, c in states.items()
        ]
        counted = w.counts("readings", ("reviewer",), {"round": round_})
        load = {x["reviewer"]: x["count"] for x in counted}
        made = assign(tasks, s.the_plan.reviewers, s.units, s.drawn.seed, load)
        for f, names in made.pairs.items():
            c = states[f]
            new: list[Event] = []
            free = [slot for slot in (1, 2) if slot not in c.readings]
            for slot, name in zip(free, names[len(c.readings) :], strict=False):
                who = s.reviewer(name)
                new.append(ev.ReaderAssigned(slot=slot, reviewer=who.name, reviewer_unit=who.unit))
            if new:
                act_on_file(w, c, f, new, doing)
        act_on_round(w, s, round_, rounds.assigned(s, len(tasks), made.unplaced), doing)
        return made


def assign_one(desk: Desk, file: str, slot: int, reviewer: str, doing: Doing) -> CaseState:
    """Give one reading to one reviewer by hand, or change a reader."""
    with desk.db.reading() as r:
        s = load_round(r, load_file(r, file).received.round)
    who = s.reviewer(reviewer)
    return on_file(
        desk,
        file,
        doing,
        lambda c: one_reader(c, slot, who, s.units.own(c.received.agency)),
    )


def announce(desk: Desk, round_: str, number: str, doing: Doing) -> str:
    """The bulletin: its figures as they are now are kept; their hash."""
    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        rounds.allow(s, ev.Announced)
        data = desk.originals.put(figures(w, round_).to_json().encode())
        new = rounds.announce(s, number, data, _states(w, round_))
        act_on_round(w, s, round_, new, doing)
        return data


def archive_round(desk: Desk, round_: str, doing: Doing) -> int:
    """Put away every case file that is done, then the round; refused, with nothing changed, where
    one is not done. How many case files were put away."""
    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        rounds.allow(s, ev.RoundArchived)
        done = w.rows(
            "case_files",
            {"round": round_, "state": ("未抽中", "已销号", "不需整改")},
            columns=("file",),
        )
        for x in done:
            c = load_file(w, x["file"])
            act_on_file(w, c, x["file"], outcome.archive(c), doing)
        act_on_round(w, s, round_, rounds.archive(s, _states(w, round_)), doing)
        return len(done)


def _states(w: Writing, round_: str) -> dict[str, str]:
    rows = w.rows("case_files", {"round": round_}, columns=("file", "state"))
    return {x["file"]: x["state"] for x in rows}
