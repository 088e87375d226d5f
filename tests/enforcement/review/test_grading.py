"""Only what persons confirmed costs marks."""

from decimal import Decimal

import pytest

from enforcement.result import Score
from enforcement.review.findings import added, suspects
from enforcement.review.grading import confirmed, grade
from enforcement.review.parts import Decision, DecisionWord, Judged, Opinion, Suspect
from rules.standards import load_standard
from tests.enforcement.review.made import STANDARD, assessed

NAMES = ("nong02", "wei02", "cheng02.zip", "cheng03", "huan02", "ying02")


def _decided(found: tuple[Suspect, ...], fail: DecisionWord, doubt: DecisionWord) -> Opinion:
    return Opinion(
        decisions=tuple(
            Decision(finding=s.finding, decision=fail if s.verdict == "fail" else doubt)
            for s in found
        )
    )


def _grade(name: str, o: Opinion, waived: frozenset[str] = frozenset()) -> Score:
    a = assessed(name)
    return grade(a, suspects(a, STANDARD), (), STANDARD, o, waived)


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_accepted_costs_what_the_machine_took(name: str) -> None:
    a = assessed(name)
    assert a.score is not None
    now = _grade(name, _decided(suspects(a, STANDARD), "采纳", "不采纳"))
    assert (now.total, now.grade, now.vetoes) == (a.score.total, a.score.grade, a.score.vetoes)
    assert not now.provisional


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_rejected_costs_nothing(name: str) -> None:
    now = _grade(name, _decided(suspects(assessed(name), STANDARD), "不采纳", "不采纳"))
    assert (now.total, now.grade, now.vetoes) == (100, "优秀", ())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_decided_leaves_every_suspected_item_open(name: str) -> None:
    found = suspects(assessed(name), STANDARD)
    now = _grade(name, Opinion())
    assert now.provisional
    items = {i.no for _, i in STANDARD.rows() if {s.rule for s in found} & set(i.rules)}
    assert {p.item for p in now.pending} == {
        i.no for _, i in STANDARD.rows() if i.no in items and i.kind != "提示"
    }


def test_each_finding_counts_by_its_occurrences() -> None:
    """ZT-008 costs 2 marks a place: with three places accepted, three times as much."""
    a = assessed("huan02")
    found = tuple(
        s.model_copy(update={"occurrences": 3}) if s.rule == "ZT-008" else s
        for s in suspects(a, STANDARD)
    )
    only = Opinion(
        decisions=tuple(
            Decision(finding=s.finding, decision="采纳" if s.rule == "ZT-008" else "不采纳")
            for s in found
        )
    )
    assert grade(a, found, (), STANDARD, only).total == 100 - 6


def test_a_waived_finding_costs_nothing_and_is_not_among_the_confirmed() -> None:
    found = suspects(assessed("nong02"), STANDARD)
    veto = next(s.finding for s in found if s.rule == "CX-021")
    o = _decided(found, "采纳", "不采纳")
    assert _grade("nong02", o).vetoes == ("CX-021",)
    now = _grade("nong02", o, frozenset({veto}))
    assert now.vetoes == ()
    assert now.grade == "良好"
    assert veto in confirmed(found, o, ())
    assert veto not in confirmed(found, o, {veto})


def test_rules_on_trial_do_not_score() -> None:
    a = assessed("nong02")
    found = suspects(a, STANDARD)
    o = _decided(found, "采纳", "不采纳")
    whole = grade(a, found, (), STANDARD, o).total
    assert whole is not None
    assert grade(a, found, ("GS-001",), STANDARD, o).total == whole + 3


def test_an_own_finding_comes_on_top_of_the_rules_up_to_what_the_item_has() -> None:
    """WS-003 has 6 marks, the program took 2 of them."""
    found = suspects(assessed("huan02"), STANDARD)
    base = _decided(found, "采纳", "不采纳")
    before = _grade("huan02", base).total
    assert before is not None
    for lost, more in ((1, 1), (4, 4), (6, 4)):
        own = added("WS-003", "行政处罚决定书", f"另有问题{lost}", lost)
        assert _grade("huan02", base.model_copy(update={"added": (own,)})).total == before - more


def test_a_persons_word_on_an_item_goes_before_the_rules() -> None:
    found = suspects(assessed("huan02"), STANDARD)
    o = _decided(found, "采纳", "不采纳")
    before = _grade("huan02", o).total
    judged = Judged(item="WS-003", lost=Decimal(0), reason="救济期限写在附页")
    assert before is not None
    assert _grade("huan02", o.model_copy(update={"judged": (judged,)})).total == before + 2


def test_a_veto_found_by_a_person() -> None:
    found = suspects(assessed("huan01"), STANDARD)
    own = added("CX-021", "行政处罚决定书", "因申辩加重", 1)
    o = _decided(found, "采纳", "不采纳").model_copy(update={"added": (own,)})
    now = _grade("huan01", o)
    assert now.grade == "不合格"
    assert now.vetoes == ("CX-021",)


def test_items_that_only_a_person_can_settle_stay_open() -> None:
    ecology = load_standard("ecology-2024")
    a = assessed("huan02")
    found = suspects(a, ecology)
    o = _decided(found, "采纳", "不采纳")
    now = grade(a, found, (), ecology, o)
    assert now.provisional
    settled = tuple(Judged(item=p.item, lost=Decimal(0)) for p in now.pending)
    closed = grade(a, found, (), ecology, o.model_copy(update={"judged": settled}))
    assert not closed.provisional
