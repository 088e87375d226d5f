"""What can happen in a round: one frozen payload per kind of event.

Who did it, when and why stands beside the payload in the log. Keys of kinds are English and stay
for ever; ``NAMES`` says them in Chinese.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from enforcement.review.parts import (
    Decision,
    Event,
    Opinion,
    Reviewer,
    Stored,
    Suspect,
    Unit,
    Unplaced,
    Waived,
)

# The round.


class Planned(Event):
    """The plan: what is evaluated, by which standard and rules (pinned by hash), by whom."""

    kind: ClassVar[str] = "planned"
    round: str
    name: str
    organiser: str
    period_from: date
    period_to: date
    agencies: tuple[str, ...] = ()  # empty: all
    types: tuple[str, ...] = ()  # empty: all
    standard: str
    standard_version: str
    standard_hash: str  # of the standard's file, kept among the originals
    ruleset: str
    region: str = ""
    units: tuple[Unit, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    objection_days: int = 5  # working days
    rectify_days: int = 30  # working days
    climb_days: int = 5  # working days overdue before it climbs one more level


class IntakeOpened(Event):
    """The first case file arrived."""

    kind: ClassVar[str] = "intake_opened"


class Drawn(Event):
    """Case files were drawn; the record that lets anyone repeat it is among the originals."""

    kind: ClassVar[str] = "drawn"
    algorithm: str
    seed: str
    record: str
    frame: int
    drawn: tuple[str, ...]


class Replaced(Event):
    """A drawn case file was replaced by the next one in order."""

    kind: ClassVar[str] = "replaced"
    old: str
    new: str


class RoundAssigned(Event):
    """Reviewers were assigned to the drawn case files."""

    kind: ClassVar[str] = "round_assigned"
    files: int
    unplaced: tuple[Unplaced, ...] = ()


class Announced(Event):
    """The bulletin (通报) went out; ``data`` is the hash of its figures among the originals."""

    kind: ClassVar[str] = "announced"
    number: str
    data: str


class RoundArchived(Event):
    """The round is over."""

    kind: ClassVar[str] = "round_archived"


# One case file.


class Received(Event):
    """A case file arrived, was hashed and checked."""

    kind: ClassVar[str] = "received"
    file: str
    round: str
    path: str  # as given, within the folder handed in
    agency: str
    office: str = ""
    number: str = ""
    party: str = ""
    enforcement_type: str = ""
    procedure: str = ""
    decision_date: date | None = None
    fine: Decimal | None = None
    people: tuple[str, ...] = ()  # officers and legal reviewers of the case, for recusal
    digest: str
    documents: tuple[Stored, ...]
    assessment: str
    registers: str = ""  # hash of the registers used
    machine_total: Decimal | None = None
    machine_grade: str | None = None
    trial: tuple[str, ...] = ()  # rules on trial: they report and do not score
    suspects: tuple[Suspect, ...] = ()
    unread: int = 0  # parts that could not be read


class Resubmitted(Received):
    """A new version of a case file that had arrived before."""

    kind: ClassVar[str] = "resubmitted"


class Selected(Event):
    """Drawn for evaluation; ``instead_of`` names the case file it replaces."""

    kind: ClassVar[str] = "selected"
    instead_of: str = ""


class PassedOver(Event):
    """Not drawn: it keeps the machine's result."""

    kind: ClassVar[str] = "passed_over"


class Withdrawn(Event):
    """Drawn and taken out again, because replaced."""

    kind: ClassVar[str] = "withdrawn"


class ReaderAssigned(Event):
    """A reviewer for one of the two readings; again for the same slot: a change."""

    kind: ClassVar[str] = "reader_assigned"
    slot: int
    reviewer: str
    reviewer_unit: str


class Decided(Event):
    """A reviewer decided on some points; later words on the same point take their place."""

    kind: ClassVar[str] = "decided"
    slot: int
    opinion: Opinion


class Submitted(Event):
    """A reading was handed in with its score."""

    kind: ClassVar[str] = "submitted"
    slot: int
    total: Decimal | None
    grade: str | None


class Compared(Event):
    """Both readings are in; ``differing`` are findings and items on which they differ."""

    kind: ClassVar[str] = "compared"
    agreed: Opinion
    differing: tuple[str, ...]


class Merged(Event):
    """A panel (合议) settled the differences."""

    kind: ClassVar[str] = "merged"
    members: tuple[str, ...]
    opinion: Opinion  # the whole, agreed and settled
    settled: tuple[str, ...]
    record: str
    total: Decimal | None
    grade: str | None


class OpinionGiven(Event):
    """The 评查意见书 went to the agency, which may object until ``due``."""

    kind: ClassVar[str] = "opinion_given"
    number: str
    due: date
    total: Decimal | None
    grade: str | None


class OpinionAccepted(Event):
    """The agency has no objection."""

    kind: ClassVar[str] = "opinion_accepted"


class ObjectionMade(Event):
    """The agency objected; ``points`` are the findings it objects to (empty: all)."""

    kind: ClassVar[str] = "objection_made"
    text: str
    points: tuple[str, ...] = ()


class ObjectionReviewed(Event):
    """A second panel decided on the objection, with reasons."""

    kind: ClassVar[str] = "objection_reviewed"
    members: tuple[str, ...]
    outcome: Literal["维持", "变更"]
    opinion: Opinion  # the whole after the decision
    changed: tuple[str, ...]
    record: str
    total: Decimal | None
    grade: str | None


class Graded(Event):
    """The final grade; ``score`` is the derivation among the originals."""

    kind: ClassVar[str] = "graded"
    total: Decimal | None
    grade: str | None
    vetoes: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    waived: tuple[Waived, ...] = ()
    score: str


class Noticed(Event):
    """A rectification notice (整改通知书) with its deadline, held by ``holder``."""

    kind: ClassVar[str] = "noticed"
    number: str
    findings: tuple[str, ...]
    days: int
    due: date
    holder: str


class Cleared(Event):
    """Nothing to rectify."""

    kind: ClassVar[str] = "cleared"


class Dispatched(Event):
    """Handed one level down."""

    kind: ClassVar[str] = "dispatched"
    to: str


class Handled(Event):
    """Handled, with proof."""

    kind: ClassVar[str] = "handled"
    text: str
    proofs: tuple[Stored, ...] = ()


class Rechecked(Event):
    """Verified: closed, or sent back with a new deadline. ``still``: findings that remain."""

    kind: ClassVar[str] = "rechecked"
    closed: bool
    still: tuple[str, ...] = ()
    due: date | None = None


class Climbed(Event):
    """Overdue: the matter goes up one level, to ``to``."""

    kind: ClassVar[str] = "climbed"
    to: str
    due: date


class Supervised(Event):
    """The supervision procedure was opened with a 监督意见书."""

    kind: ClassVar[str] = "supervised"
    number: str
    text: str
    findings: tuple[str, ...]


class SupervisionClosed(Event):
    """The supervision procedure ended."""

    kind: ClassVar[str] = "supervision_closed"
    number: str
    text: str


class FileArchived(Event):
    """Put away."""

    kind: ClassVar[str] = "file_archived"


# Waivers and gold files: streams of their own.


class WaiverProposed(Event):
    """A finding of one agency shall not count until ``expires``; the reason stands beside it."""

    kind: ClassVar[str] = "waiver_proposed"
    waiver: str
    agency: str
    rule: str
    finding: str
    expires: date


class WaiverApproved(Event):
    """Approved, by somebody else than who proposed it."""

    kind: ClassVar[str] = "waiver_approved"


class WaiverRevoked(Event):
    """Taken back before it expired."""

    kind: ClassVar[str] = "waiver_revoked"


class GoldSet(Event):
    """What ought to be decided on a case file, to calibrate reviewers by."""

    kind: ClassVar[str] = "gold_set"
    file: str
    round: str
    decisions: tuple[Decision, ...]


NAMES: dict[type[Event], str] = {
    Planned: "制定方案",
    IntakeOpened: "开始收卷",
    Drawn: "抽取",
    Replaced: "替换",
    RoundAssigned: "分派评查人",
    Announced: "通报",
    RoundArchived: "本轮归档",
    Received: "接收",
    Resubmitted: "重新报送",
    Selected: "抽中",
    PassedOver: "未抽中",
    Withdrawn: "撤出",
    ReaderAssigned: "分派",
    Decided: "初评",
    Submitted: "提交初评",
    Compared: "比对",
    Merged: "合议",
    OpinionGiven: "反馈评查意见",
    OpinionAccepted: "无异议",
    ObjectionMade: "提出异议",
    ObjectionReviewed: "复核",
    Graded: "终评",
    Noticed: "整改通知",
    Cleared: "不需整改",
    Dispatched: "转办",
    Handled: "报送整改",
    Rechecked: "复查",
    Climbed: "逾期上报",
    Supervised: "启动监督",
    SupervisionClosed: "监督办结",
    FileArchived: "归档",
    WaiverProposed: "申请豁免",
    WaiverApproved: "批准豁免",
    WaiverRevoked: "撤销豁免",
    GoldSet: "设定标准答案",
}

KINDS: dict[str, type[Event]] = {e.kind: e for e in NAMES}


def name_of(kind: str) -> str:
    """The Chinese name of a kind; the key itself where it is not known."""
    return NAMES[KINDS[kind]] if kind in KINDS else kind
