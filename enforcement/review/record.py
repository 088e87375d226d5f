"""Between the log and the domain: payloads to drafts, entries to acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from enforcement.review.events import KINDS, name_of
from enforcement.review.parts import Event
from enforcement.store.errors import StoreError
from enforcement.store.log import Draft, Entry

# Days are counted and times are shown as they are in China, wherever the machine stands.
CHINA = timezone(timedelta(hours=8))


@dataclass(slots=True, frozen=True)
class Act:
    """An event with who did it, when (ISO, UTC) and why."""

    event: Event
    at: str
    who: str
    unit: str
    why: str = ""

    @property
    def kind(self) -> str:
        """The key of the event."""
        return self.event.kind

    @property
    def name(self) -> str:
        """What was done, in Chinese."""
        return name_of(self.kind)

    @property
    def day(self) -> date:
        """The day in China."""
        return datetime.fromisoformat(self.at).astimezone(CHINA).date()

    @property
    def when(self) -> str:
        """Day and time in China, as people read it."""
        return shown(self.at)


def shown(at: str) -> str:
    """A moment of the log as people in China read it: 2026-03-05 09:30."""
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def day_of(at: datetime) -> date:
    """The day in China of a moment with a time zone."""
    return at.astimezone(CHINA).date()


def drafts(events: Iterable[Event]) -> list[Draft]:
    """Payloads as they are written to the log."""
    return [Draft(e.kind, e.model_dump_json()) for e in events]


def acts(entries: Sequence[Entry]) -> list[Act]:
    """Entries of the log as the domain reads them."""
    return [act(e) for e in entries]


def act(e: Entry) -> Act:
    """One entry; an unknown kind is an error: it was written by a newer program."""
    if e.kind not in KINDS:
        says = f"记录第{e.seq}条是“{e.kind}”，现在的程序不认识；请升级程序"
        raise StoreError(says)
    return Act(KINDS[e.kind].model_validate_json(e.data), e.at, e.who, e.unit, e.why)


def fresh(events: Iterable[Event], at: datetime, who: str, unit: str, why: str) -> list[Act]:
    """Acts as they will read once written, for a decision that builds on them."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return [Act(e, moment, who, unit, why) for e in events]
