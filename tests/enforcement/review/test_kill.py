"""A process killed at any moment loses nothing that was said to be done, and doubles nothing."""

import multiprocessing
import os
import random
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from enforcement.review import service_file
from enforcement.review.desk import Desk, load_file, load_round, rebuild
from enforcement.review.refusal import Conflict, Refused
from enforcement.review.service_round import announce
from enforcement.store.audit import verify
from enforcement.store.tables import READ
from tests.enforcement.review.made import (
    BUREAU,
    arrive,
    assessed,
    assigned,
    by,
    checker,
    graded,
    plan,
    readers,
    said,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows 上没有 kill -9 和 fork，没有跑"
)
NAMES = ("nong01", "nong02", "huan01", "huan02", "wei01", "wei03")
TIMES = 8


def _open(folder: Path, url: str) -> Desk:
    return Desk.open(folder, url)


def _intake(folder: Path, url: str, done: Connection) -> None:
    """Take in one case file after the other; tell each when it is done."""
    desk = _open(folder, url)
    for n in range(60):
        done.send(arrive(desk, NAMES[n % len(NAMES)], f"案卷{n:02}"))
    desk.close()


def _decide(folder: Path, url: str, done: Connection) -> None:
    """Decide over and over, and hand in at the end; tell each when it is done."""
    desk = _open(folder, url)
    with desk.db.reading() as r:
        (file,) = [x["file"] for x in r.rows("case_files")]
    for who in readers(desk, file):
        try:
            for _ in range(12):
                service_file.decide(desk, file, said(desk, file), by(who))
                done.send("decided")
            service_file.submit(desk, file, by(who))
            done.send("submitted")
        except Refused:  # handed in by a process before
            continue
    desk.close()


def _bulletin(folder: Path, url: str, done: Connection) -> None:
    desk = _open(folder, url)
    try:
        announce(desk, "2026-1", "通报", by(BUREAU))
    except Conflict:
        return
    done.send("announced")
    desk.close()


def _killed(work, folder: Path, url: str, after: float) -> list[str]:  # type: ignore[no-untyped-def]
    """Run ``work`` in a process of its own and kill it ``after`` seconds from its first word; all
    that it said was done."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(folder, url, theirs))
    process.start()
    theirs.close()
    heard: list[str] = []
    try:
        ours.poll(20)
        time.sleep(after)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        while True:
            heard.append(ours.recv())
    except EOFError:
        pass
    finally:
        process.join()
        ours.close()
    return heard


def _sound(desk: Desk) -> None:
    """The chain holds, no file is half written, and the tables show what the log says."""
    with desk.db.reading() as r:
        assert verify(r).broken == []
        before = {name: r.rows(name) for name in READ}
    rebuild(desk)
    with desk.db.reading() as r:
        assert {name: r.rows(name) for name in READ} == before


@pytest.fixture
def place(where: Path | str, tmp_path: Path) -> tuple[Path, str]:
    checker()
    for name in NAMES:
        assessed(name)  # read before the processes part
    return tmp_path / "data", where if isinstance(where, str) else ""


def test_killed_while_taking_in(place: tuple[Path, str]) -> None:
    desk = _open(*place)
    plan(desk)
    desk.close()
    chance = random.Random(20260302)
    said_done: set[str] = set()
    for _ in range(TIMES):
        said_done |= set(_killed(_intake, *place, chance.uniform(0, 0.25)))
        desk = _open(*place)
        _sound(desk)
        with desk.db.reading() as r:
            rows = r.rows("case_files")
            arrivals = [e for e in r.log() if e.kind in ("received", "resubmitted")]
            opened = [a for a in load_round(r, "2026-1").acts if a.kind == "intake_opened"]
        assert said_done <= {x["file"] for x in rows}  # nothing lost
        assert len(arrivals) == len(rows)  # nothing doubled
        assert len(opened) == 1
        desk.close()
    desk = _open(*place)
    for n in range(60):  # and it can be finished
        arrive(desk, NAMES[n % len(NAMES)], f"案卷{n:02}")
    with desk.db.reading() as r:
        assert len(r.rows("case_files")) == 60
        assert len([e for e in r.log() if e.kind == "received"]) == 60
    desk.close()


def test_killed_while_deciding(place: tuple[Path, str]) -> None:
    desk = _open(*place)
    (file,) = assigned(desk, "nong02")
    desk.close()
    chance = random.Random(7)
    told = {"decided": 0, "submitted": 0}
    for _ in range(TIMES):
        for word in _killed(_decide, *place, chance.uniform(0, 0.2)):
            told[word] += 1
        desk = _open(*place)
        _sound(desk)
        with desk.db.reading() as r:
            kinds = [a.kind for a in load_file(r, file).acts]
        assert kinds.count("decided") >= told["decided"]
        assert told["submitted"] <= kinds.count("submitted") <= 2
        assert kinds.count("compared") == (kinds.count("submitted") == 2)
        desk.close()


def test_killed_while_announcing(place: tuple[Path, str]) -> None:
    desk = _open(*place)
    graded(desk)
    desk.close()
    chance = random.Random(3)
    told = 0
    for n in range(3):
        told += len(_killed(_bulletin, *place, 0 if n == 2 else chance.uniform(0, 0.02)))
        desk = _open(*place)
        _sound(desk)
        with desk.db.reading() as r:
            kinds = [a.kind for a in load_round(r, "2026-1").acts]
        assert told <= kinds.count("announced") <= 1
        desk.close()
