"""Parts of the payloads of events: what a person decided, what the program pointed at, …"""

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from enforcement.result import Verdict

DecisionWord = Literal["采纳", "不采纳", "不适用"]


class Record(BaseModel):
    """Base of everything written to the log: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(Record):
    """Base of the payloads; ``kind`` is the key in the log."""

    kind: ClassVar[str]


class Unit(Record):
    """A unit and the one above it; ``level`` is 市, 区县, 机关 or 承办机构."""

    name: str
    parent: str = ""
    level: str


class Reviewer(Record):
    """A person who may read case files."""

    name: str
    unit: str


class Stored(Record):
    """A file among the originals."""

    source: str
    sha256: str


class Suspect(Record):
    """A 疑点: something the program points at until a reviewer decides.

    ``finding`` is the fingerprint; ``points`` what it cost in the machine's score."""

    finding: str
    rule: str
    item: str = ""
    document: str
    verdict: Verdict
    occurrences: int = 1
    points: Decimal = Decimal(0)
    veto: bool = False
    message: str


class Decision(Record):
    """What a person decided on a 疑点; anything but 采纳 has a reason."""

    finding: str
    decision: DecisionWord
    reason: str = ""


class Judged(Record):
    """What a person settled under an item: marks lost, ``None`` where it does not apply."""

    item: str
    lost: Decimal | None
    reason: str = ""


class Added(Record):
    """A reviewer's own finding under an item of the standard; ``lost`` are its marks (for a veto
    item anything above 0)."""

    finding: str
    item: str
    document: str
    text: str
    lost: Decimal


class Opinion(Record):
    """All that a reader or a panel decided on a case file."""

    decisions: tuple[Decision, ...] = ()
    judged: tuple[Judged, ...] = ()
    added: tuple[Added, ...] = ()


class Unplaced(Record):
    """A case file that could not be given two reviewers, and why."""

    file: str
    missing: int
    why: str


class Waived(Record):
    """A confirmed finding that a waiver in force takes out of the score."""

    finding: str
    waiver: str
