"""Every state of a case file against every act: allowed or refused with words."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from enforcement.result import Score
from enforcement.review import events as ev
from enforcement.review import outcome, reading, rectify, service_file, service_rectify
from enforcement.review import rounds as rounds_
from enforcement.review import service_round as service
from enforcement.review.desk import Desk, act_on_file, load_file, load_round
from enforcement.review.files import NEXT, STATES, TRANSITIONS, CaseState, allow
from enforcement.review.parts import Decision, Event, Opinion, Reviewer, Stored
from enforcement.review.refusal import Conflict, Refused
from enforcement.review.sampling import Terms
from enforcement.review.units import Units
from tests.enforcement.review.made import (
    AGENCY,
    BUREAU,
    REVIEWERS,
    STANDARD,
    UNITS,
    arrive,
    by,
    event,
    plan,
    read_by_both,
    readers,
    said,
)

# Written down independently of the program: in which states each act may be done.
MAY = {
    "重新报送": "已接收 未抽中 已抽中 已分派 整改中 待复查",
    "抽中": "已接收 未抽中",
    "撤出": "已抽中 已分派",
    "分派": "已抽中 已分派 初评中",
    "初评": "已分派 初评中",
    "提交初评": "已分派 初评中",
    "合议": "一致 待合议",
    "反馈评查意见": "一致 已合议",
    "无异议": "已反馈",
    "提出异议": "已反馈",
    "复核": "异议中",
    "终评": "已反馈 已复核",
    "整改通知": "已终评",
    "不需整改": "已终评",
    "转办": "整改中",
    "报送整改": "整改中",
    "复查": "待复查",
    "逾期上报": "整改中",
    "启动监督": "已终评 整改中 待复查 已销号 不需整改",
    "归档": "未抽中 已销号 不需整改",
}

NOTHING = Score(total=Decimal(90), grade="优秀", standard="s", version="1")
DAY = date(2026, 3, 9)


def _score(o: Opinion) -> Score:
    return NOTHING


def _simple(event: type[Event]) -> Callable[[CaseState], list[Event]]:
    def act(s: CaseState) -> list[Event]:
        allow(s, event)
        return []

    return act


def _first_reader(s: CaseState) -> tuple[str, str]:
    r = s.readings.get(1)
    return (r.reviewer, r.unit) if r else ("周文", "青州市司法局")


ACTS: dict[str, Callable[[CaseState], list[Event]]] = {
    "重新报送": _simple(ev.Resubmitted),
    "抽中": _simple(ev.Selected),
    "撤出": _simple(ev.Withdrawn),
    "分派": lambda s: reading.assign(s, 1, Reviewer(name="新人", unit="青州市司法局"), ()),
    "初评": lambda s: reading.decide(s, *_first_reader(s), Opinion(), STANDARD),
    "提交初评": lambda s: reading.submit(s, *_first_reader(s), _score),
    "合议": lambda s: reading.merge(s, "甲", ("甲", "乙"), Opinion(), "记", STANDARD, _score),
    "反馈评查意见": lambda s: outcome.give_opinion(s, "1", DAY, 5, None, _score),
    "无异议": outcome.accept,
    "提出异议": lambda s: outcome.object_to(s, AGENCY.unit, (), DAY, "不服", ()),
    "复核": lambda s: outcome.review(s, "甲", ("甲", "乙"), Opinion(), "记", STANDARD, _score),
    "终评": lambda s: outcome.final(s, DAY, NOTHING, "0" * 64, (), ()),
    "整改通知": lambda s: rectify.notify(s, "1", DAY, 5, None, "", Units(())),
    "不需整改": rectify.clear,
    "转办": lambda s: rectify.dispatch(s, AGENCY.unit, "农业执法大队", Units(UNITS)),
    "报送整改": lambda s: rectify.handle(s, AGENCY.unit, "改了", (Stored(source="a", sha256=""),)),
    "复查": lambda s: rectify.recheck(s, "甲", "司", True, (), DAY, 5, None, ""),
    "逾期上报": lambda s: rectify.climb(s, DAY, 5, Units(UNITS)),
    "启动监督": lambda s: outcome.supervise(s, "1", "严重", ("x",)),
    "归档": outcome.archive,
}


def _states(desk: Desk) -> Iterator[CaseState]:
    """A case file in every state there is, each reached through the services."""

    def now(file: str) -> CaseState:
        with desk.db.reading() as r:
            return load_file(r, file)

    plan(desk)
    long, calm, none = (arrive(desk, n) for n in ("nong02", "nong01", "huan01"))
    yield now(long)
    terms = Terms(seed="7", rate=Decimal("0.67"), minimum=0, by=())
    record = service.draw_round(desk, "2026-1", terms, by(BUREAU))
    left = next(f for f in (long, calm, none) if f not in record.drawn)
    yield now(left)
    # The walk below needs these two, whichever the seed left out.
    for f in (long, calm):
        if f == left:
            with desk.db.writing() as w:
                act_on_file(w, load_file(w, f), f, [ev.Selected()], by(BUREAU))
    yield now(long)
    service.assign_round(desk, "2026-1", by(BUREAU))
    yield now(long)
    first, second = readers(desk, long)
    service_file.decide(desk, long, said(desk, long), by(first))
    yield now(long)
    service_file.submit(desk, long, by(first))
    service_file.decide(desk, long, said(desk, long, ("GS-001",)), by(second))
    yield service_file.submit(desk, long, by(second))
    read_by_both(desk, calm)
    yield now(calm)
    key = now(long).compared
    assert key is not None
    settled = Opinion(decisions=(Decision(finding=key.differing[0], decision="采纳"),))
    yield service_file.merge(desk, long, ("李强", "周文"), settled, "记录", by(BUREAU, 1))
    yield service_file.give_opinion(desk, long, "1", by(BUREAU, 1))
    yield service_file.object_to(desk, long, "不服", (), by(AGENCY, 2))
    others = [r.name for r in REVIEWERS if r.name not in (first.name, second.name)]
    chair = type(BUREAU)("赵组长", "青州市司法局")
    members = (chair.name, others[0])
    yield service_file.review(desk, long, members, Opinion(), "维持", by(chair, 3))
    yield service_file.grade(desk, long, by(BUREAU, 3))
    yield service_rectify.notify(desk, long, "改1", by(BUREAU, 3))
    proof = desk.originals.path("0" * 64).parents[1].parent / "proof.txt"
    proof.write_text("改正", "utf-8")
    yield service_rectify.prove(desk, long, "改了", [proof], by(AGENCY, 4))
    yield service_rectify.recheck(desk, long, True, (), by(BUREAU, 5))
    service_file.give_opinion(desk, calm, "2", by(BUREAU, 3))
    service_file.accept(desk, calm, by(AGENCY, 3))
    service_file.grade(desk, calm, by(BUREAU, 3))
    yield service_rectify.clear(desk, calm, by(BUREAU, 3))
    with desk.db.writing() as w:
        s = load_file(w, long)
        yield act_on_file(w, s, long, outcome.archive(s), by(BUREAU, 6))


@pytest.fixture
def reached(small: Desk) -> dict[str, CaseState]:
    return {s.state: s for s in _states(small)}


def test_every_state_against_every_act(reached: dict[str, CaseState]) -> None:
    assert set(reached) == set(STATES)  # every state can be reached
    assert {ev.NAMES[e] for e in TRANSITIONS} - set(MAY) == {
        "接收", "未抽中", "比对", "监督办结",  # done by the program, or with the one before
    }  # fmt: skip
    wrong = []
    for state, s in reached.items():
        for name, act in ACTS.items():
            before = (s.version, s.state, len(s.acts))
            try:
                act(s)
                refused = ""
            except Refused as no:
                refused = str(no)
            by_state = f"现在是“{state}”" in refused
            if by_state == (state in MAY[name].split()):
                wrong.append(f"{state} × {name}：{refused or '允许'}")
            if by_state and not (NEXT[state] in refused or "请刷新后再办" in refused):
                wrong.append(f"{state} × {name} 没有说下一步：{refused}")
            assert before == (s.version, s.state, len(s.acts))
    assert not wrong, "\n".join(wrong)


def test_who_comes_second_is_told_who_came_first(reached: dict[str, CaseState]) -> None:
    with pytest.raises(Conflict, match=r"“合议”已由李强于2026-03-03 09:00办理，现在是“已合议”"):
        ACTS["合议"](reached["已合议"])
    with pytest.raises(Conflict, match="“终评”已由李强"):
        ACTS["终评"](reached["整改中"])


def test_a_refused_act_writes_nothing(small: Desk) -> None:
    plan(small)
    file = arrive(small, "nong02")
    with small.db.reading() as r:
        before = r.head()
    for refused in (
        lambda: service_file.grade(small, file, by(BUREAU)),
        lambda: service_rectify.clear(small, file, by(BUREAU)),
        lambda: service_file.accept(small, "没有这个", by(AGENCY)),
        lambda: service.assign_round(small, "2026-1", by(BUREAU)),
        lambda: service.archive_round(small, "2026-1", by(BUREAU)),
    ):
        with pytest.raises(Refused):
            refused()
    with small.db.reading() as r:
        assert r.head() == before


@pytest.mark.parametrize("state", rounds_.STATES)
def test_a_round_goes_one_way(small: Desk, state: str) -> None:
    """In each state of a round the acts of other states are refused with the state's name."""
    plan(small)
    with small.db.reading() as r:
        s = load_round(r, "2026-1")
    s.state = state
    for event_, (of, _) in rounds_.TRANSITIONS.items():
        if state in of:
            rounds_.allow(s, event_)
        else:
            with pytest.raises(Refused, match=f"“{state}”"):
                rounds_.allow(s, event_)


def test_two_case_files_with_one_path_are_told_apart_by_their_number(small: Desk) -> None:
    plan(small)
    a, b = event(small, "nong01", "案卷"), event(small, "nong02", "案卷")
    assert a.file != b.file
