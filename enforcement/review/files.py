"""One case file in a round: the table of what may happen when, and the fold of its events.

``TRANSITIONS`` is the whole of it: an event that the table does not allow in a state is refused
with the reason. Decisions live beside (``reading.py``, ``outcome.py``, ``rectify.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from enforcement.review import events as ev
from enforcement.review.findings import revised
from enforcement.review.parts import Event, Opinion, Suspect
from enforcement.review.record import Act
from enforcement.review.refusal import Conflict, Refused

ORGANISER, REVIEWER, PANEL, AGENCY = "组织者", "评查人", "合议组", "被评查机关"


@dataclass(slots=True, frozen=True)
class Transition:
    """``event`` may happen in the states ``of`` and leads ``to`` (empty: stays, or the fold says
    so); ``who`` does it."""

    event: type[Event]
    of: tuple[str, ...]
    to: str
    who: str


_GRADED = ("已终评", "整改中", "待复查", "已销号", "不需整改")

TRANSITIONS: dict[type[Event], Transition] = {
    t.event: t
    for t in (
        Transition(ev.Received, ("",), "已接收", ORGANISER),
        Transition(
            ev.Resubmitted,
            ("已接收", "未抽中", "已抽中", "已分派", "整改中", "待复查"),
            "",
            ORGANISER,
        ),
        Transition(ev.Selected, ("已接收", "未抽中"), "已抽中", ORGANISER),
        Transition(ev.PassedOver, ("已接收",), "未抽中", ORGANISER),
        Transition(ev.Withdrawn, ("已抽中", "已分派"), "未抽中", ORGANISER),
        Transition(ev.ReaderAssigned, ("已抽中", "已分派", "初评中"), "", ORGANISER),
        Transition(ev.Decided, ("已分派", "初评中"), "初评中", REVIEWER),
        Transition(ev.Submitted, ("已分派", "初评中"), "初评中", REVIEWER),
        Transition(ev.Compared, ("初评中",), "", REVIEWER),
        Transition(ev.Merged, ("一致", "待合议"), "已合议", PANEL),
        Transition(ev.OpinionGiven, ("一致", "已合议"), "已反馈", ORGANISER),
        Transition(ev.OpinionAccepted, ("已反馈",), "", AGENCY),
        Transition(ev.ObjectionMade, ("已反馈",), "异议中", AGENCY),
        Transition(ev.ObjectionReviewed, ("异议中",), "已复核", PANEL),
        Transition(ev.Graded, ("已反馈", "已复核"), "已终评", ORGANISER),
        Transition(ev.Noticed, ("已终评",), "整改中", ORGANISER),
        Transition(ev.Cleared, ("已终评",), "不需整改", ORGANISER),
        Transition(ev.Dispatched, ("整改中",), "", ORGANISER),
        Transition(ev.Handled, ("整改中",), "待复查", AGENCY),
        Transition(ev.Rechecked, ("待复查",), "", ORGANISER),
        Transition(ev.Climbed, ("整改中",), "", ORGANISER),
        Transition(ev.Supervised, _GRADED, "", ORGANISER),
        Transition(ev.SupervisionClosed, _GRADED, "", ORGANISER),
        Transition(ev.FileArchived, ("未抽中", "已销号", "不需整改"), "已归档", ORGANISER),
    )
}

STATES = (
    "已接收", "未抽中", "已抽中", "已分派", "初评中", "一致", "待合议", "已合议", "已反馈",
    "异议中", "已复核", "已终评", "整改中", "待复查", "已销号", "不需整改", "已归档",
)  # fmt: skip

# What comes next, told with every refusal.
NEXT = {
    "": "这个案卷还没有接收",
    "已接收": "下一步是抽取",
    "未抽中": "没有抽中，保留程序检查的结果；可以替换进来或者归档",
    "已抽中": "下一步是分派两名评查人",
    "已分派": "等两名评查人初评",
    "初评中": "等两名评查人都提交",
    "一致": "下一步是合议或者反馈评查意见",
    "待合议": "下一步是合议",
    "已合议": "下一步是反馈评查意见",
    "已反馈": "等机关提出异议或者表示无异议，期满后终评",
    "异议中": "下一步是复核",
    "已复核": "下一步是终评",
    "已终评": "下一步是整改通知，没有问题的写不需整改",
    "整改中": "等机关报送整改",
    "待复查": "下一步是复查",
    "已销号": "下一步是归档",
    "不需整改": "下一步是归档",
    "已归档": "已经办完，不再变动",
}


@dataclass(slots=True)
class ReadingState:
    """One of the two readings; ``opinion`` is what its reviewer said so far."""

    reviewer: str
    unit: str
    opinion: Opinion = field(default_factory=Opinion)
    started: bool = False
    submitted: str = ""  # when
    total: Decimal | None = None
    grade: str | None = None


@dataclass(slots=True)
class Notice:
    """The rectification: who has to act until when, and how often it came back or climbed."""

    number: str
    findings: tuple[str, ...]
    issued: str
    due: date
    holder: str
    first: str  # the unit it was addressed to
    returned: int = 0
    climbed: tuple[str, ...] = ()  # when
    handled: tuple[str, ...] = ()  # when
    in_time: bool | None = None
    closed: str = ""


@dataclass(slots=True)
class Objection:
    """The agency's objection and what became of it."""

    act: Act
    event: ev.ObjectionMade
    decided: Act | None = None
    outcome: str = ""


@dataclass(slots=True)
class CaseState:
    """A case file as its events made it; ``version`` counts them."""

    version: int = 0
    state: str = ""
    arrivals: int = 0
    first_at: str = ""
    drawn: bool = False
    paper: ev.Received | None = None  # what is read and graded
    newest: ev.Received | None = None  # the last version that arrived
    readings: dict[int, ReadingState] = field(default_factory=dict)
    compared: ev.Compared | None = None
    merged: tuple[Act, ev.Merged] | None = None
    standing: Opinion | None = None  # what holds now; None before both readings are in
    opinion: ev.OpinionGiven | None = None
    accepted: bool = False
    objection: Objection | None = None
    review: tuple[Act, ev.ObjectionReviewed] | None = None
    graded: tuple[Act, ev.Graded] | None = None
    notice: Notice | None = None
    supervisions: dict[str, tuple[Act, ev.Supervised, str]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    @property
    def received(self) -> ev.Received:
        """The version that is evaluated."""
        if self.paper is None:
            raise Refused("没有这个案卷；请用 anjuan round list 查看编号")
        return self.paper

    @property
    def open_to_each_other(self) -> bool:
        """Whether readers may see each other's decisions."""
        return self.compared is not None

    def suspects(self) -> tuple[Suspect, ...]:
        """The program's 疑点 of the version that is evaluated."""
        return self.received.suspects

    def known(self) -> set[str]:
        """Every finding somebody may decide on once the readings are open to each other."""
        own = [a.finding for r in self.readings.values() for a in r.opinion.added]
        later = [a.finding for a in self.standing.added] if self.standing else []
        return {*(s.finding for s in self.suspects()), *own, *later}


def allow(s: CaseState, event: type[Event]) -> None:
    """Refuse ``event`` where the table does not allow it in the state of ``s``."""
    t = TRANSITIONS[event]
    if s.state in t.of:
        return
    name = ev.NAMES[event]
    done = next((a for a in reversed(s.acts) if a.kind == event.kind), None)
    if done is not None and s.state:
        raise Conflict(f"“{name}”已由{done.who}于{done.when}办理，现在是“{s.state}”；请刷新后再办")
    raise Refused(f"现在是“{s.state or '未接收'}”，不能办理“{name}”；{NEXT[s.state]}")


def fold(acts: Iterable[Act], s: CaseState | None = None) -> CaseState:
    """The state after ``acts``, starting from ``s`` (which is changed) or from nothing."""
    s = s or CaseState()
    for a in acts:
        s.version += 1
        s.acts.append(a)
        s.state = TRANSITIONS[type(a.event)].to or s.state
        _take(s, a)
    return s


def _take(s: CaseState, a: Act) -> None:
    match a.event:
        case ev.Received() as e:  # and Resubmitted
            s.arrivals += 1
            s.first_at = s.first_at or a.at
            s.newest = e
            if s.state not in ("整改中", "待复查"):
                s.paper = e
        case ev.Selected():
            s.drawn = True
        case ev.Withdrawn():
            s.drawn, s.readings = False, {}
        case ev.ReaderAssigned() as e:
            s.readings[e.slot] = ReadingState(e.reviewer, e.reviewer_unit)
            if s.state == "已抽中" and len(s.readings) == 2:
                s.state = "已分派"
        case ev.Decided() as e:
            r = s.readings[e.slot]
            r.opinion, r.started = revised(r.opinion, e.opinion), True
        case ev.Submitted() as e:
            r = s.readings[e.slot]
            r.started, r.submitted, r.total, r.grade = True, a.at, e.total, e.grade
        case ev.Compared() as e:
            s.compared = e
            s.state = "待合议" if e.differing else "一致"
            s.standing = e.agreed
        case ev.Merged() as e:
            s.merged, s.standing = (a, e), e.opinion
        case ev.OpinionGiven() as e:
            s.opinion = e
        case ev.OpinionAccepted():
            s.accepted = True
        case ev.ObjectionMade() as e:
            s.objection = Objection(a, e)
        case ev.ObjectionReviewed() as e:
            s.review, s.standing = (a, e), e.opinion
            assert s.objection is not None
            s.objection.decided, s.objection.outcome = a, e.outcome
        case ev.Graded() as e:
            s.graded = (a, e)
        case ev.Supervised() as e:
            s.supervisions[e.number] = (a, e, "")
        case ev.SupervisionClosed() as e:
            opened = s.supervisions[e.number]
            s.supervisions[e.number] = (opened[0], opened[1], a.at)
        case _:
            _rectify(s, a)


def _rectify(s: CaseState, a: Act) -> None:
    n = s.notice
    match a.event:
        case ev.Noticed() as e:
            s.notice = Notice(e.number, e.findings, a.at, e.due, e.holder, e.holder)
        case ev.Dispatched() as e if n:
            n.holder = e.to
        case ev.Climbed() as e if n:
            n.holder, n.climbed = e.to, (*n.climbed, a.at)
        case ev.Handled() if n:
            n.handled = (*n.handled, a.at)
            if n.in_time is None:
                n.in_time = a.day <= n.due
        case ev.Rechecked() as e if n:
            if e.closed:
                s.state, n.closed = "已销号", a.at
            else:
                s.state, n.returned = "整改中", n.returned + 1
                n.due = e.due or n.due
