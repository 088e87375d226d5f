"""Rounds to test with: real assessments of shipped case files, arrived without checking again."""

import functools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from enforcement.review import events as ev
from enforcement.review import rounds, service_file, service_round
from enforcement.review.desk import (
    Actor,
    Desk,
    Doing,
    act_on_file,
    act_on_round,
    load_file,
    load_round,
    on_round,
)
from enforcement.review.parts import Decision, Opinion, Reviewer, Stored, Unit
from enforcement.review.sampling import Terms
from enforcement.review.service_intake import received
from rules.standards import load_standard, shipped

DEMO = Path(__file__).parents[3] / "enforcement" / "demo"
STANDARD = load_standard("neutral-100")
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 9 o'clock in China

UNITS = (
    Unit(name="青州市人民政府", level="市"),
    Unit(name="龙泽县人民政府", parent="青州市人民政府", level="区县"),
    Unit(name="龙泽县农业农村局", parent="龙泽县人民政府", level="机关"),
    Unit(name="农业执法大队", parent="龙泽县农业农村局", level="承办机构"),
    Unit(name="澜江州生态环境局", parent="青州市人民政府", level="机关"),
)
REVIEWERS = tuple(
    Reviewer(name=n, unit=u)
    for n, u in (
        ("周文", "青州市司法局"),
        ("吴敏", "青州市司法局"),
        ("郑洁", "青州市司法局"),
        ("王磊", "农业执法大队"),
    )
)
BUREAU = Actor("李强", "青州市司法局")
AGENCY = Actor("何晴", "龙泽县农业农村局")


def at(days: float = 0) -> datetime:
    """A moment, so many days after the start."""
    return START + timedelta(days=days)


def by(actor: Actor, days: float = 0, why: str = "", seen: int | None = None) -> Doing:
    """An act of somebody, so many days after the start."""
    return Doing(actor, at(days), why, seen)


@functools.cache
def checker() -> Checker:
    """One checker for all."""
    return Checker.make(STANDARD, load_registers(DEMO / "registers"), "plain")


@functools.cache
def assessed(name: str) -> Assessment:
    """The assessment of a shipped case file."""
    return checker().check(DEMO / "casefiles" / name)


def plan(desk: Desk, round_: str = "2026-1", units: tuple[Unit, ...] = UNITS) -> None:
    """A planned round, as the service plans it but for loading the rules again."""
    made = ev.Planned(
        round=round_,
        name="第一轮",
        organiser=BUREAU.unit,
        period_from=date(2023, 1, 1),
        period_to=date(2024, 12, 31),
        standard=STANDARD.id,
        standard_version=STANDARD.version,
        standard_hash=desk.originals.put(shipped()[STANDARD.id].read_bytes()),
        ruleset=checker().rules.digest,
        units=units,
        reviewers=REVIEWERS,
    )
    on_round(desk, round_, by(BUREAU), lambda s: rounds.plan(s, made))


def event(desk: Desk, name: str, path: str, round_: str = "2026-1") -> ev.Received:
    """The arrival of a shipped case file under another path; its number says the path too."""
    a = assessed(name)
    a = a.model_copy(update={"case_file": a.case_file.model_copy(update={"path": path})})
    sha256 = desk.originals.put(a.to_json().encode())
    return received(
        a,
        STANDARD,
        round_=round_,
        path=path,
        agency=a.case_file.agency or "",
        office="",
        people=a.case_file.fields.officers,
        digest=sha256,
        documents=(Stored(source=path, sha256=sha256),),
        assessment=sha256,
        registers="",
        trial=(),
    )


def arrive(desk: Desk, name: str, path: str = "", round_: str = "2026-1") -> str:
    """Take in a shipped case file; its id."""
    made = event(desk, name, path or name, round_)
    with desk.db.writing() as w:
        s = load_round(w, round_)
        act_on_round(w, s, round_, rounds.open_intake(s), by(BUREAU))
        state = load_file(w, made.file)
        if state.paper is None:
            act_on_file(w, state, made.file, [made], by(BUREAU))
    return made.file


def assigned(desk: Desk, *names: str) -> list[str]:
    """A round in which all the case files were drawn and given to two reviewers."""
    plan(desk)
    files = [arrive(desk, n) for n in names]
    terms = Terms(seed="公开号码 7", rate=Decimal(1), minimum=1)
    service_round.draw_round(desk, "2026-1", terms, by(BUREAU))
    service_round.assign_round(desk, "2026-1", by(BUREAU))
    return files


def readers(desk: Desk, file: str) -> list[Actor]:
    """The two reviewers of a case file."""
    with desk.db.reading() as r:
        s = load_file(r, file)
    return [Actor(x.reviewer, x.unit) for _, x in sorted(s.readings.items())]


def said(desk: Desk, file: str, rejected: tuple[str, ...] = ()) -> Opinion:
    """Every fault of the program accepted but for the ``rejected`` rules; what needs a person is
    rejected."""
    with desk.db.reading() as r:
        s = load_file(r, file)
    return Opinion(
        decisions=tuple(
            Decision(finding=x.finding, decision="采纳")
            if x.verdict == "fail" and x.rule not in rejected
            else Decision(finding=x.finding, decision="不采纳", reason="看过原件，没有问题")
            for x in s.suspects()
        )
    )


def read_by_both(desk: Desk, file: str, differing: tuple[str, ...] = ()) -> None:
    """Both readings handed in; the second rejects the rules on which they shall differ."""
    for n, who in enumerate(readers(desk, file)):
        service_file.decide(desk, file, said(desk, file, differing if n else ()), by(who, 1))
        service_file.submit(desk, file, by(who, 1))


def graded(desk: Desk, name: str = "nong02") -> str:
    """One case file up to its final grade, without objection."""
    (file,) = assigned(desk, name)
    read_by_both(desk, file)
    service_file.give_opinion(desk, file, "意见1", by(BUREAU, 2))
    service_file.accept(desk, file, by(AGENCY, 3))
    service_file.grade(desk, file, by(BUREAU, 3))
    return file
