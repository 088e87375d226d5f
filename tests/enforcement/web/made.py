"""Rounds over shipped case files for the pages: real originals, and everybody who works on them.

``python -m tests.enforcement.web.made <data folder>`` fills a folder for trying by hand.
"""

import atexit
import functools
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from enforcement.review import service_round
from enforcement.review.desk import Actor, Desk, Doing, load_file
from enforcement.review.sampling import Terms
from enforcement.review.service_intake import Intake
from enforcement.web.accounts import Accounts
from enforcement.web.settings import Settings
from enforcement.web.shelf import Shelf
from tests.enforcement.review import made

DEMO = made.DEMO
ROUND = "2026-1"
CASES = ("nong02", "huan01")
PASSWORD = "一个够长的密码甲乙丙"


@dataclass(frozen=True)
class Person:
    """An account to be made: who logs in, of which unit, with which roles."""

    name: str
    person: str
    unit: str
    roles: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        return Actor(self.person, self.unit, self.roles)


ZHOU = Person("zhou", "周文", "青州市司法局", ("reviewer",))
WU = Person("wu", "吴敏", "青州市司法局", ("reviewer",))
ZHENG = Person("zheng", "郑洁", "青州市司法局", ("reviewer",))
BUREAU = Person("li", "李强", "青州市司法局", ("organiser",))
PANEL = Person("he", "何平", "青州市司法局", ("panel",))
SECOND = Person("qian", "钱进", "青州市司法局", ("panel",))
FARM = Person("hq", "何晴", "龙泽县农业农村局", ("agency",))
OFFICE = Person("wl", "王磊", "农业执法大队", ("agency",))
OTHER = Person("sheng", "盛某", "澜江州生态环境局", ("agency",))
CHIEF = Person("chief", "主任", "青州市人民政府", ("leader",))
COUNTY = Person("xian", "县办", "龙泽县人民政府", ("organiser",))
EVERYBODY = (ZHOU, WU, ZHENG, BUREAU, PANEL, SECOND, FARM, OFFICE, OTHER, CHIEF, COUNTY)


def now(by: Person = BUREAU) -> Doing:
    """An act of somebody, now."""
    return Doing(by.actor, datetime.now(UTC))


def round_over(desk: Desk, cases: tuple[str, ...] = CASES) -> dict[str, str]:
    """A round with case files taken in from their originals, drawn and given to readers; ids by
    name."""
    made.plan(desk, ROUND)
    intake = Intake.open(desk, ROUND)
    intake.checker = made.checker()
    files = {n: intake.take(DEMO / "casefiles" / n, n, now()).file for n in cases}
    terms = Terms(seed="公开号码 7", rate=Decimal(1), minimum=1)
    service_round.draw_round(desk, ROUND, terms, now())
    service_round.assign_round(desk, ROUND, now())
    return files


def accounts(store: Accounts, people: tuple[Person, ...] = EVERYBODY) -> None:
    """Make accounts whose password is ``PASSWORD``."""
    for p in people:
        store.add(p.name, p.person, p.unit, list(p.roles))
        values = {"password": store.hasher.hash(PASSWORD), "must_change": False}
        with store.db.keeping() as k:
            k.change("accounts", {"name": p.name}, values)


@functools.cache
def seeded() -> Path:
    """A data folder with a round and accounts, the first case file opened; made once, to be
    copied."""
    folder = Path(tempfile.mkdtemp(prefix="anjuan-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = fill(folder)[CASES[0]]
    desk = Desk.open(folder)
    try:
        with desk.db.reading() as r:
            received = load_file(r, file).received
        Shelf(Settings(folder, inline=True), desk.originals).room(received)
    finally:
        desk.close()
    return folder


def fill(folder: Path) -> dict[str, str]:
    """Fill a data folder; ids of the case files by name."""
    from argon2 import PasswordHasher

    desk = Desk.open(folder)
    try:
        found = round_over(desk)
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        accounts(Accounts(desk.db, Settings(folder), hasher=cheap))
    finally:
        desk.close()
    return found


if __name__ == "__main__":
    for name, file in fill(Path(sys.argv[1])).items():
        print(name, file)
    for p in EVERYBODY:
        print(p.name, PASSWORD, p.person, p.unit, *p.roles)
