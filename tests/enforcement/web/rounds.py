"""A round under test: the ids of its case files, and how they stand."""

from collections.abc import Callable

from fastapi import FastAPI

from enforcement.review.desk import load_file
from enforcement.review.files import CaseState
from tests.enforcement.web import made
from tests.enforcement.web.conftest import Browser

SEEDED = {"nong02": "60e7659362b3", "huan01": "f1a4b7f52bfe"}
FILE = SEEDED["nong02"]
Who = Callable[[made.Person], Browser]


def state(app: FastAPI, file: str = FILE) -> CaseState:
    """A case file as it stands."""
    with app.state.desk.db.reading() as r:
        return load_file(r, file)


def readers(app: FastAPI, file: str = FILE) -> list[made.Person]:
    """The two readers of a case file."""
    by_name = {p.person: p for p in made.EVERYBODY}
    return [by_name[x.reviewer] for _, x in sorted(state(app, file).readings.items())]


def version(app: FastAPI, file: str = FILE) -> int:
    """How much was done with a case file."""
    return state(app, file).version


def found(app: FastAPI, file: str = FILE) -> list[str]:
    """What the program pointed at."""
    return [x.finding for x in state(app, file).suspects()]
