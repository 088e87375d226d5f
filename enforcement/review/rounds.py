"""A round (一轮评查): its plan, its draw, its bulletin, its archive. Fold and decisions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from enforcement.review import events as ev
from enforcement.review.parts import Event, Reviewer, Unplaced
from enforcement.review.record import Act
from enforcement.review.refusal import Conflict, Refused
from enforcement.review.sampling import ALGORITHM, DrawRecord
from enforcement.review.units import Units

# Event → states in which it may happen, state it leads to (empty: stays).
TRANSITIONS: dict[type[Event], tuple[tuple[str, ...], str]] = {
    ev.Planned: (("",), "已计划"),
    ev.IntakeOpened: (("已计划",), "收卷中"),
    ev.Drawn: (("收卷中",), "已抽取"),
    ev.Replaced: (("已抽取", "已分派"), ""),
    ev.RoundAssigned: (("已抽取", "已分派"), "已分派"),
    ev.Announced: (("已分派",), "已通报"),
    ev.RoundArchived: (("已通报",), "已归档"),
}

STATES = ("已计划", "收卷中", "已抽取", "已分派", "已通报", "已归档")

NEXT = {
    "": "没有这一轮评查；请先制定方案（anjuan round new）",
    "已计划": "下一步是收卷（anjuan round intake）",
    "收卷中": "收齐以后抽取（anjuan round draw）",
    "已抽取": "下一步是分派评查人（anjuan round assign）",
    "已分派": "案卷终评以后通报（anjuan round bulletin）",
    "已通报": "案卷都归档以后本轮归档（anjuan round archive）",
    "已归档": "这一轮已经办完，不再变动",
}


@dataclass(slots=True)
class RoundState:
    """A round as its events made it."""

    version: int = 0
    state: str = ""
    plan: ev.Planned | None = None
    planned: Act | None = None
    drawn: ev.Drawn | None = None
    replaced: list[ev.Replaced] = field(default_factory=list)
    unplaced: tuple[Unplaced, ...] = ()
    announced: tuple[Act, ev.Announced] | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def the_plan(self) -> ev.Planned:
        """The plan; refused where there is no such round."""
        if self.plan is None:
            raise Refused(NEXT[""])
        return self.plan

    @property
    def units(self) -> Units:
        """The tree of units of the plan."""
        return Units(self.the_plan.units)

    def reviewer(self, name: str) -> Reviewer:
        """The reviewer with this name; refused where the plan has none."""
        for r in self.the_plan.reviewers:
            if r.name == name:
                return r
        raise Refused(f"方案的评查人名单里没有“{name}”")

    def selected(self) -> list[str]:
        """The case files that are evaluated, after all replacements."""
        files = list(self.drawn.drawn) if self.drawn else []
        for r in self.replaced:
            files = [r.new if f == r.old else f for f in files]
        return files

    def used(self) -> set[str]:
        """Every case file that was ever drawn."""
        first = set(self.drawn.drawn) if self.drawn else set()
        return first | {r.new for r in self.replaced}


def allow(s: RoundState, event: type[Event]) -> None:
    """Refuse ``event`` where the round's state does not allow it."""
    of, _ = TRANSITIONS[event]
    if s.state in of:
        return
    name = ev.NAMES[event]
    done = next((a for a in reversed(s.acts) if a.kind == event.kind), None)
    if done is not None:
        raise Conflict(
            f"“{name}”已由{done.who}于{done.when}办理，本轮现在是“{s.state}”；请刷新后再办"
        )
    raise Refused(f"本轮现在是“{s.state or '没有'}”，不能办理“{name}”；{NEXT[s.state]}")


def fold(acts: Iterable[Act], s: RoundState | None = None) -> RoundState:
    """The state after ``acts``, starting from ``s`` (which is changed) or from nothing."""
    s = s or RoundState()
    for a in acts:
        s.version += 1
        s.acts.append(a)
        s.state = TRANSITIONS[type(a.event)][1] or s.state
        match a.event:
            case ev.Planned() as e:
                s.plan, s.planned = e, a
            case ev.Drawn() as e:
                s.drawn = e
            case ev.Replaced() as e:
                s.replaced.append(e)
            case ev.RoundAssigned() as e:
                s.unplaced = e.unplaced
            case ev.Announced() as e:
                s.announced = (a, e)
    return s


def plan(s: RoundState, p: ev.Planned) -> list[Event]:
    """Start a round."""
    allow(s, ev.Planned)
    if not p.round.strip() or len(p.round) > 40 or any(c in p.round for c in ":/\\ "):
        raise Refused("编号应为不含空格、冒号、斜线的短名，例如 2026-1")
    if not p.name.strip():
        raise Refused("方案应当有名称")
    if p.period_to < p.period_from:
        raise Refused(f"办结日期的区间不对：{p.period_from} 晚于 {p.period_to}")
    for days, what in ((p.objection_days, "异议期"), (p.rectify_days, "整改期限")):
        if days < 1:
            raise Refused(f"{what}应至少一个工作日，现在写的是{days}")
    return [p]


def open_intake(s: RoundState) -> list[Event]:
    """Before a case file is taken in: opens the intake with the first one."""
    if s.state == "收卷中":
        return []
    if s.state not in ("", "已计划"):
        raise Refused(f"本轮现在是“{s.state}”，不再收新的案卷；重新报送的写明原来的编号")
    allow(s, ev.IntakeOpened)
    return [ev.IntakeOpened()]


def draw(s: RoundState, record: DrawRecord, stored: str) -> list[Event]:
    """Draw once; afterwards only replacements."""
    allow(s, ev.Drawn)
    if not record.drawn:
        raise Refused("按这样的比例和限额一件也抽不到；请提高比例或者最少件数")
    return [
        ev.Drawn(
            algorithm=ALGORITHM,
            seed=record.terms.seed,
            record=stored,
            frame=len(record.frame),
            drawn=record.drawn,
        )
    ]


def replace(s: RoundState, old: str, new: str, why: str) -> list[Event]:
    """Replace a drawn case file by the next in order, for a reason."""
    allow(s, ev.Replaced)
    if old not in s.selected():
        raise Refused(f"“{old}”不在抽中的案卷里，不能替换")
    if not why.strip():
        raise Refused("替换应当写明理由")
    return [ev.Replaced(old=old, new=new)]


def assigned(s: RoundState, files: int, unplaced: Sequence[Unplaced]) -> list[Event]:
    """Note that reviewers were assigned, and who could not be placed."""
    allow(s, ev.RoundAssigned)
    return [ev.RoundAssigned(files=files, unplaced=tuple(unplaced))]


def announce(s: RoundState, number: str, data: str, states: Mapping[str, str]) -> list[Event]:
    """The bulletin, once every drawn case file has its final grade."""
    allow(s, ev.Announced)
    if not number.strip():
        raise Refused("通报应当有编号")
    done: Collection[str] = ("已终评", "整改中", "待复查", "已销号", "不需整改", "已归档")
    open_ = [f for f in s.selected() if states.get(f) not in done]
    if open_:
        raise Refused(f"还有{len(open_)}个抽中的案卷没有终评，例如 {open_[0]}；终评后再通报")
    return [ev.Announced(number=number, data=data)]


def archive(s: RoundState, states: Mapping[str, str]) -> list[Event]:
    """Put the round away, once every case file of it is."""
    allow(s, ev.RoundArchived)
    if open_ := [f for f, state in states.items() if state != "已归档"]:
        raise Refused(f"还有{len(open_)}个案卷没有归档，例如 {open_[0]}；请先办完")
    return [ev.RoundArchived()]
