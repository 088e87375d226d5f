"""The desk: database, originals, and how one act is done. The services stand on it.

Every act is one transaction in its turn: the state is folded from the log, the domain decides,
the events and the rows that show them are written together.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from enforcement.review import events as ev
from enforcement.review import files, projection, rounds, waivers
from enforcement.review.files import CaseState
from enforcement.review.parts import Event
from enforcement.review.record import acts, drafts
from enforcement.review.refusal import Conflict
from enforcement.review.rounds import RoundState
from enforcement.review.waivers import WaiverState
from enforcement.store.database import Database
from enforcement.store.errors import StoreError
from enforcement.store.log import Reading, Stamp, Writing
from enforcement.store.originals import Originals

S = TypeVar("S", CaseState, RoundState, WaiverState)


@dataclass(slots=True, frozen=True)
class Actor:
    """Who acts: a person of a unit, with the roles he was given."""

    name: str
    unit: str
    roles: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Doing:
    """One act: who, at which moment (with a time zone), why; ``seen`` is the version of the
    stream that the person looked at, where he did: if it has moved on, he is told."""

    actor: Actor
    at: datetime
    why: str = ""
    seen: int | None = None

    @property
    def stamp(self) -> Stamp:
        """What the log takes of it."""
        return Stamp(self.actor.name, self.actor.unit, self.at, self.why)


@dataclass(slots=True)
class Desk:
    """Database and originals."""

    db: Database
    originals: Originals

    @staticmethod
    def open(folder: Path, url: str = "") -> "Desk":
        """The desk in ``folder``; with ``url`` the database stands elsewhere (PostgreSQL)."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"建不了文件夹“{folder}”；请检查路径和权限") from error
        db = Database.open(url or folder / "anjuan.db")
        desk = Desk(db, Originals(folder / "originals"))
        if db.migrated:
            rebuild(desk)
        return desk

    @staticmethod
    def here(folder: Path | None = None) -> "Desk":
        """The desk that the environment names: ``ANJUAN_DATA`` (folder, default anjuan-data) and
        ``ANJUAN_DATABASE_URL``."""
        where = folder or Path(os.environ.get("ANJUAN_DATA") or "anjuan-data")
        return Desk.open(where, os.environ.get("ANJUAN_DATABASE_URL", ""))

    def close(self) -> None:
        """Give back the connections."""
        self.db.close()


def file_stream(file: str) -> str:
    """The stream of a case file."""
    return f"file:{file}"


def round_stream(round_: str) -> str:
    """The stream of a round."""
    return f"round:{round_}"


def waiver_stream(waiver: str) -> str:
    """The stream of a waiver."""
    return f"waiver:{waiver}"


def load_file(r: Reading, file: str) -> CaseState:
    """A case file as it stands in the log."""
    return files.fold(acts(r.entries(file_stream(file))))


def load_round(r: Reading, round_: str) -> RoundState:
    """A round as it stands in the log."""
    return rounds.fold(acts(r.entries(round_stream(round_))))


def load_waiver(r: Reading, waiver: str) -> WaiverState:
    """A waiver as it stands in the log."""
    return waivers.fold(acts(r.entries(waiver_stream(waiver))))


def act_on_file(w: Writing, s: CaseState, file: str, new: list[Event], doing: Doing) -> CaseState:
    """Write events of a case file and the rows that show them; the state after."""
    before = projection.of_file(s) if s.paper is not None else {}
    written = acts(w.append(file_stream(file), s.version, drafts(new), doing.stamp))
    after = files.fold(written, s)
    rows = projection.of_file(after)
    changed = {table: x for table, x in rows.items() if x != before.get(table, [])}
    w.replace(file_stream(file), changed)
    return after


def act_on_round(
    w: Writing, s: RoundState, round_: str, new: list[Event], doing: Doing
) -> RoundState:
    """Write events of a round and the row that shows them; the state after."""
    written = acts(w.append(round_stream(round_), s.version, drafts(new), doing.stamp))
    after = rounds.fold(written, s)
    w.replace(round_stream(round_), projection.of_round(after))
    return after


def act_on_waiver(
    desk: Desk, waiver: str, doing: Doing, decide: Callable[[WaiverState], list[Event]]
) -> WaiverState:
    """One act on a waiver, in a transaction of its own."""
    with desk.db.writing() as w:
        s = load_waiver(w, waiver)
        check_seen(s, doing)
        new = decide(s)
        written = w.append(waiver_stream(waiver), s.version, drafts(new), doing.stamp)
        after = load_waiver(w, waiver)
        assert after.version == s.version + len(written)
        w.replace(waiver_stream(waiver), projection.of_waiver(after))
        return after


def on_file(
    desk: Desk, file: str, doing: Doing, decide: Callable[[CaseState], list[Event]]
) -> CaseState:
    """One act on a case file, in a transaction of its own."""
    with desk.db.writing() as w:
        s = load_file(w, file)
        check_seen(s, doing)
        return act_on_file(w, s, file, decide(s), doing)


def on_round(
    desk: Desk, round_: str, doing: Doing, decide: Callable[[RoundState], list[Event]]
) -> RoundState:
    """One act on a round, in a transaction of its own."""
    with desk.db.writing() as w:
        s = load_round(w, round_)
        check_seen(s, doing)
        return act_on_round(w, s, round_, decide(s), doing)


def check_seen(s: CaseState | RoundState | WaiverState, doing: Doing) -> None:
    """Tell a person who looked at an older version that somebody was faster."""
    if doing.seen is None or doing.seen == s.version:
        return
    if isinstance(s, WaiverState):
        raise Conflict("这个豁免已有新的变动；请刷新后再办")
    last = s.acts[-1] if s.acts else None
    who = f"已由{last.who}于{last.when}办理“{last.name}”，" if last else "已有变动，"
    raise Conflict(f"{who}现在是“{s.state}”；请刷新后再办")


def rebuild(desk: Desk) -> int:
    """Throw the read tables away and make them again from the log; how many streams there are."""
    with desk.db.writing() as w:
        w.clear()
        streams = w.streams()
        for stream in streams:
            w.replace(stream, rows_of(w, stream))
        return len(streams)


def rows_of(r: Reading, stream: str) -> projection.Rows:
    """What the read tables have to show of a stream."""
    kind, _, name = stream.partition(":")
    if kind == "file":
        return projection.of_file(load_file(r, name))
    if kind == "round":
        return projection.of_round(load_round(r, name))
    if kind == "waiver":
        return projection.of_waiver(load_waiver(r, name))
    told = [
        (a.event, a.who, a.at) for a in acts(r.entries(stream)) if isinstance(a.event, ev.GoldSet)
    ]
    return projection.of_gold(told)
