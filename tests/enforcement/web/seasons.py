"""Two rounds up to their grades, over all shipped case files, for the pages of a leader."""

from datetime import UTC, date, datetime
from decimal import Decimal

from enforcement.review import events as ev
from enforcement.review import rounds, service_file, service_rectify, service_round
from enforcement.review.desk import Actor, Desk, Doing, load_file, on_round
from enforcement.review.parts import Unit
from enforcement.review.sampling import Terms
from rules.standards import shipped
from tests.enforcement.review import made
from tests.enforcement.review.made import BUREAU, STANDARD, by

FIRST, SECOND = "2025-2", "2026-1"
_ALL = ("nong01", "nong02", "huan01", "huan02", "wei01", "wei02", "wei03", "ying01", "ying02",
        "cheng01", "cheng03")  # fmt: skip


def plan(desk: Desk, round_: str, name: str, start: date, end: date) -> None:
    """A planned round of its own period; every agency answers for itself."""
    on_round(
        desk,
        round_,
        by(BUREAU),
        lambda s: rounds.plan(
            s,
            ev.Planned(
                round=round_,
                name=name,
                organiser=BUREAU.unit,
                period_from=start,
                period_to=end,
                standard=STANDARD.id,
                standard_version=STANDARD.version,
                standard_hash=desk.originals.put(shipped()[STANDARD.id].read_bytes()),
                ruleset=made.checker().rules.digest,
                units=(Unit(name="青州市人民政府", level="市"),),
                reviewers=made.REVIEWERS,
            ),
        ),
    )


def seasons(desk: Desk, cases: tuple[str, ...] = _ALL) -> dict[str, list[str]]:
    """Both rounds; their case files. In the first some of the program's findings are rejected."""
    plan(desk, FIRST, "2025年第二轮", date(2023, 1, 1), date(2023, 12, 31))
    plan(desk, SECOND, "2026年第一轮", date(2024, 1, 1), date(2024, 12, 31))
    found = {}
    for round_, rejected in ((FIRST, ()), (SECOND, ("GS-007", "JL-001", "CX-031", "WS-010"))):
        files = [made.arrive(desk, n, f"{round_}/{n}", round_) for n in cases]
        terms = Terms(seed="7", rate=Decimal(1), minimum=1)
        service_round.draw_round(desk, round_, terms, by(BUREAU))
        service_round.assign_round(desk, round_, by(BUREAU))
        for n, file in enumerate(files):
            _graded(desk, file, n, rejected)
        found[round_] = files
    return found


def _graded(desk: Desk, file: str, n: int, rejected: tuple[str, ...]) -> None:
    for who in made.readers(desk, file):
        service_file.decide(desk, file, made.said(desk, file, rejected), by(who, 1))
        service_file.submit(desk, file, by(who, 1))
    with desk.db.reading() as r:
        agency = load_file(r, file).received.agency
    service_file.give_opinion(desk, file, f"意见{n}", by(BUREAU, 2))
    service_file.accept(desk, file, by(Actor("承办人", agency), 3))
    after = service_file.grade(desk, file, by(BUREAU, 3))
    if not after.graded or not after.graded[1].confirmed:
        service_rectify.clear(desk, file, by(BUREAU, 4))
        return
    due = date(2026, 3, 20) if n % 3 == 0 else date(2030, 12, 31)
    service_rectify.notify(desk, file, f"整改{n}", by(BUREAU, 4), due=due)
    if n % 3 == 1:
        proof = made.DEMO / "expected.toml"  # any file will do
        when = datetime(2026, 3, 10, tzinfo=UTC)
        doing = Doing(Actor("承办人", agency), when)
        service_rectify.prove(desk, file, "已经改正", [proof], doing)
