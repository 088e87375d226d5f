"""Scores reckoned by hand."""

# Marks are decimals, and it reads better to compare them with plain numbers.
# mypy: disable-error-code="comparison-overlap"

from collections.abc import Mapping
from decimal import Decimal as D
from typing import Any

import pytest

from enforcement.result import Score, Step
from enforcement.scoring import RuleVerdict, points_by_rule, score
from rules.standards import Standard, load_standard

NEUTRAL = load_standard("neutral-100")
ECOLOGY = load_standard("ecology-2024")
BANDS = [{"name": n, "min": m} for n, m in (("优秀", 90), ("合格", 60), ("不合格", 0))]


def sheet(*items: Mapping[str, Any], **keys: Any) -> Standard:
    """A standard with one part of 100 marks and one section with these items."""
    data: dict[str, Any] = {
        "id": "t", "title": "试", "issuer": "试", "version": "1", "source": "试",
        "applies_to": "试", "total": 100, "na_mode": "ratio", "veto_effect": "score_zero",
        "unrun": "ignore", "grades": BANDS, "parts": [{"name": "全部", "points": 100}],
        "sections": [{"name": "试", "items": [{"text": i["no"], **i} for i in items]}],
    }  # fmt: skip
    return Standard.model_validate(data | keys)


def run(standard: Standard, judged: Mapping[str, D | None] | None = None, /, **found: str) -> Score:
    """Score with verdicts written as ``A="pass"`` or ``A="fail×3"``."""
    results = []
    for rule, words in found.items():
        verdict, _, times = words.partition("×")
        results.append(RuleVerdict(rule, verdict, int(times or 1)))  # type: ignore[arg-type]
    return score(standard, results, judged)


def step(result: Score, item: str) -> Step:
    return next(s for s in result.derivation if s.item == item)


def says(result: Score, item: str) -> str:
    return "；".join(b.arithmetic for b in step(result, item).because)


CUT = {"no": "1", "rules": ["A"], "deduct": 2, "per": "份", "cap": 3}
FULL = {"no": "1", "kind": "得分", "rules": ["A"], "points": 6}
MORE = {"no": "2", "kind": "得分", "rules": ["B"], "points": 2}
VETO = {"no": "9", "kind": "否决", "rules": ["V"]}


# Deductions


@pytest.mark.parametrize(
    ("found", "total", "phrase"),
    [
        ("pass", 100, "合格"),
        ("fail×1", 98, "1份×2分=2分，扣2分"),
        ("fail×2", 97, "2份×2分=4分，封顶3分，扣3分"),
        ("fail×9", 97, "9份×2分=18分，封顶3分，扣3分"),
        ("fail×0", 98, "1份×2分=2分，扣2分"),
    ],
)
def test_deduction_by_document_with_cap(found: str, total: int, phrase: str) -> None:
    result = run(sheet(CUT), A=found)
    assert result.total == total
    assert says(result, "1") == phrase


def test_per_case_is_deducted_once_however_many_places() -> None:
    result = run(sheet({**CUT, "per": "案"}), A="fail×4")
    assert result.total == 98
    assert says(result, "1") == "共4处，按案只扣一次：2分，扣2分"


def test_a_second_rule_of_an_item_takes_only_what_is_left() -> None:
    result = run(sheet({**CUT, "rules": ["A", "B"]}), A="fail×1", B="fail×1")
    assert result.total == 97
    assert says(result, "1") == "1份×2分=2分，扣2分；1份×2分=2分，本项只余1分，扣1分"
    assert points_by_rule(result) == {"A": 2, "B": 1}


def test_one_fault_is_deducted_once_and_the_first_item_takes_it() -> None:
    twice = sheet(CUT, {**CUT, "no": "2", "deduct": 5, "cap": 5})
    result = run(twice, A="fail×1")
    assert result.total == 98
    assert says(result, "2") == "已在“1”扣分，不重复扣"
    assert (step(result, "2").state, step(result, "2").obtained) == ("已另计", 5)


def test_a_veto_deducts_nothing_and_leaves_the_fault_to_others() -> None:
    result = run(sheet({**VETO, "rules": ["A"]}, CUT, veto_effect="not_excellent"), A="fail×1")
    assert (result.total, result.vetoes) == (98, ("A",))


def test_never_below_zero() -> None:
    heavy = [{**CUT, "no": n, "rules": [n], "deduct": 60, "cap": 60} for n in "AB"]
    result = run(sheet(*heavy), A="fail", B="fail")
    assert (result.total, result.grade) == (0, "不合格")
    assert "不足0分按0分" in says(result, "全部")


def test_a_rule_run_twice_counts_by_its_worst_verdict_and_all_its_faults() -> None:
    found = [RuleVerdict("A", v, 1) for v in ("fail", "pass", "fail")]
    assert score(sheet({**CUT, "cap": 9}), found).total == 96


# Full-mark items and the denominator


def test_a_full_mark_item_is_lost_whole() -> None:
    result = run(sheet(FULL, MORE), A="pass", B="fail")
    assert result.total == 75
    assert says(result, "2") == "本项2分全失，扣2分"
    assert says(result, "全部") == "100×6÷8=75分"


@pytest.mark.parametrize(
    ("mode", "total", "obtained"),
    [("ratio", 0, None), ("ignore", 75, None), ("full_marks", 75, 6)],
)
def test_an_item_that_does_not_apply(mode: str, total: int, obtained: int | None) -> None:
    result = run(sheet(FULL, MORE, na_mode=mode), A="not_applicable", B="fail")
    assert result.total == total
    assert (step(result, "1").state, step(result, "1").obtained) == ("不适用", obtained)


def test_an_empty_denominator_gives_no_score_and_says_why() -> None:
    other = {**CUT, "no": "3", "rules": ["C"]}
    result = run(sheet(FULL, other), A="not_applicable", C="pass")
    assert (result.total, result.grade, result.at_least) == (None, None, None)
    assert "分母为零" in result.reason


@pytest.mark.parametrize("found", [{}, {"A": "not_applicable"}, {"A": "needs_review"}])
def test_nothing_found_out_is_no_full_score(found: dict[str, str]) -> None:
    result = run(sheet(CUT), **found)
    assert (result.total, result.grade) == (None, None)
    assert result.reason == "没有一个项目得出结论，不予评分"


def test_halves_are_rounded_up_and_the_rounded_total_is_graded() -> None:
    thirds = sheet({**FULL, "points": 89.95}, {**MORE, "points": 10.05})
    result = run(thirds, A="pass", B="fail")
    assert (result.total, result.grade) == (D("90.0"), "优秀")
    even = sheet({**FULL, "points": 89.85}, {**MORE, "points": 10.15})
    assert run(even, A="pass", B="fail").total == D("89.9")


# Vetoes


@pytest.mark.parametrize(
    ("effect", "total", "grade"),
    [
        ("score_zero", 0, "不合格"),
        ("grade_fail", 98, "不合格"),
        ("not_excellent", 98, "合格"),
        ("half_zero", 0, "不合格"),
    ],
)
def test_veto_effects(effect: str, total: int, grade: str) -> None:
    standard = sheet(CUT, VETO, veto_effect=effect)
    clean = run(standard, A="fail×1", V="pass")
    assert (clean.total, clean.grade, clean.vetoes) == (98, "优秀", ())
    result = run(standard, A="fail×1", V="fail")
    assert (result.total, result.grade, result.vetoes) == (total, grade, ("V",))
    assert "V" in says(result, "合计")


def test_half_zero_spares_the_other_part() -> None:
    parts = [{"name": "合法性", "points": 50}, {"name": "规范性", "points": 50}]
    sections = [
        {"name": "甲", "part": "合法性", "items": [{**VETO, "text": "否"}]},
        {"name": "乙", "part": "规范性", "items": [{**CUT, "text": "扣"}]},
    ]
    standard = sheet(parts=parts, sections=sections, veto_effect="half_zero")
    assert run(standard, V="fail", A="fail×1").total == 48


def test_not_excellent_does_not_raise_a_low_grade() -> None:
    big = {**CUT, "deduct": 50, "cap": 50}
    result = run(sheet(big, VETO, veto_effect="not_excellent"), A="fail×1", V="fail")
    assert (result.total, result.grade) == (50, "不合格")


# Items that wait for a person


@pytest.mark.parametrize("verdict", ["needs_review", "not_run"])
def test_an_open_rule_costs_nothing_but_makes_the_score_provisional(verdict: str) -> None:
    result = run(sheet(CUT, {**CUT, "no": "2", "rules": ["B"]}), A=verdict, B="pass")
    assert (result.total, result.at_least, result.provisional) == (100, 97, True)
    assert [(p.item, p.at_stake, p.veto) for p in result.pending] == [("1", 3, False)]
    assert "A" in result.pending[0].why
    assert step(result, "1").obtained is None


def test_an_open_veto_has_no_marks_at_stake() -> None:
    result = run(sheet(CUT, VETO), A="pass", V="needs_review")
    assert [(p.item, p.at_stake, p.veto) for p in result.pending] == [("9", None, True)]
    assert result.vetoes == ()


@pytest.mark.parametrize(
    ("decides", "found", "total", "open_"),
    [
        ("全部", "pass", 100, False),
        ("全部", "fail", 25, False),
        ("不合格", "pass", 100, True),
        ("不合格", "fail", 25, False),
        ("合格", "pass", 100, False),
        ("合格", "fail", 100, True),
    ],
)
def test_how_far_a_rule_settles_an_item(decides: str, found: str, total: int, open_: bool) -> None:
    result = run(sheet({**FULL, "decides": decides}, MORE), A=found, B="pass")
    assert (result.total, result.provisional) == (total, open_)


def test_what_a_partial_item_may_still_lose_stays_at_stake() -> None:
    item = {**FULL, "rules": ["A", "C"], "deduct": 2, "per": "处"}
    result = run(sheet(item, MORE), A="fail×1", B="pass", C="needs_review")
    assert result.total == 75  # 6 of 8
    assert [(p.item, p.at_stake) for p in result.pending] == [("1", 4)]
    assert result.at_least == 25  # 2 of 8


def test_rules_that_do_not_exist_yet_are_told_but_not_open() -> None:
    result = run(sheet(CUT, {**CUT, "no": "2", "rules": ["B"]}), A="pass")
    assert (result.total, result.pending, step(result, "2").state) == (100, (), "未运行")
    assert "2条规则中有1条未运行" in says(result, "合计")
    official = run(sheet(CUT, {**CUT, "no": "2", "rules": ["B"]}, unrun="pending"), A="pass")
    assert [p.item for p in official.pending] == ["2"]


def test_an_item_without_rules_is_always_for_a_person_and_shows_leads() -> None:
    human = {**CUT, "no": "2", "rules": [], "leads": ["L", "M"]}
    result = run(sheet(CUT, human), A="pass", L="fail×3", M="pass")
    assert result.total == 100  # a lead costs nothing
    assert result.pending[0].why == "须由人评定；线索：L 不合格（3处）"


def test_na_when_needs_every_rule() -> None:
    standard = sheet(CUT, {**CUT, "no": "2", "rules": [], "na_when": ["M", "N"]})
    both = run(standard, A="pass", M="not_applicable", N="not_applicable")
    assert (both.pending, step(both, "2").state) == ((), "不适用")
    for one in ({"M": "not_applicable"}, {"M": "not_applicable", "N": "pass"}):
        assert [p.item for p in run(standard, A="pass", **one).pending] == ["2"]


def test_a_person_settles_open_items_and_overrides_rules() -> None:
    standard = sheet(FULL, MORE, VETO)
    result = run(standard, {"1": D("1.5"), "2": None}, A="needs_review", B="fail", V="pass")
    assert (result.total, result.pending) == (75, ())  # 4.5 of 6
    assert says(result, "1") == "由人评定：失1.5分"
    vetoed = run(standard, {"9": D(1)}, A="pass", B="pass", V="needs_review")
    assert (vetoed.total, vetoed.vetoes) == (0, ("9",))
    cleared = run(standard, {"9": D(0)}, A="pass", B="pass", V="fail")
    assert (cleared.total, cleared.vetoes) == (100, ())


@pytest.mark.parametrize(
    ("judged", "told"),
    [({"1O": D(1)}, "没有项目“1O”"), ({"1": D(7)}, "0 到 6"), ({"1": D(-1)}, "0 到 6")],
)
def test_a_judgement_that_cannot_be_is_refused(judged: dict[str, D], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        run(sheet(FULL), judged, A="pass")


# The shipped standards, reckoned by hand


def test_neutral_by_hand() -> None:
    result = score(
        NEUTRAL,
        [
            RuleVerdict("GS-007", "fail", 4),  # 4 × 2, at most 6
            RuleVerdict("CX-026", "fail", 3),  # 10 for the case
            RuleVerdict("WS-001", "fail", 2),  # 2 × 3
            RuleVerdict("SY-011", "fail", 1),  # a hint
            RuleVerdict("CX-011", "pass"),
            RuleVerdict("CX-014", "not_applicable"),
        ],
    )
    assert (result.total, result.grade, result.pending) == (78, "合格", ())
    assert points_by_rule(result) == {"GS-007": 6, "CX-026": 10, "WS-001": 6}
    assert (result.standard, result.version) == ("neutral-100", "1")


def test_neutral_veto_shows_the_total_and_fails_the_grade() -> None:
    result = score(NEUTRAL, [RuleVerdict("CX-011", "fail"), RuleVerdict("CX-012", "fail", 3)])
    assert (result.total, result.grade, result.vetoes) == (97, "不合格", ("CX-011",))


@pytest.mark.parametrize(
    ("lost", "grade"), [(10, "优秀"), (11, "良好"), (20, "良好"), (21, "合格"), (41, "不合格")]
)
def test_neutral_bands(lost: int, grade: str) -> None:
    # one mark each, from the same rules every time
    ones = [r for r in NEUTRAL.rows() if r[1].stake == r[1].deduct]
    found, left = [RuleVerdict("CX-011", "pass")], D(lost)
    for _, item in sorted(ones, key=lambda r: -r[1].stake):
        if item.stake <= left:
            found.append(RuleVerdict(item.no, "fail"))
            left -= item.stake
    assert left == 0
    result = score(NEUTRAL, found)
    assert (result.total, result.grade) == (100 - lost, grade)


def ecology(**found: str) -> Score:
    rules = dict.fromkeys((r.replace("-", "_") for r in ECOLOGY.rules()), "pass")
    rules |= dict.fromkeys(("CX_016", "CX_018"), "not_applicable") | found
    return score(
        ECOLOGY,
        [RuleVerdict(r.replace("_", "-"), v) for r, v in rules.items()],  # type: ignore[arg-type]
    )


def test_ecology_documents_that_do_not_apply_leave_the_denominator() -> None:
    clean = ecology()
    assert (clean.total, clean.grade, clean.provisional) == (100, None, True)
    # no hearing: 4 + 8 marks leave 100; the wrong remedy costs 1: 50 + 50 × 87 ÷ 88 = 99.43
    assert ecology(WS_003="fail").total == D("99.4")
    # 1 of 100 where a hearing was held
    assert ecology(WS_003="fail", CX_018="pass").total == D("99.5")


def test_ecology_basic_elements_come_off_in_full_and_once() -> None:
    assert ecology(GD_001="fail", GD_002="fail").total == 99
    assert ecology(GS_007="fail").total == D("98.5")


@pytest.mark.parametrize("rule", ["CX_011", "CX_013", "CX_014", "ZT_003", "FZ_004", "FZ_001"])
def test_ecology_a_legality_fault_is_zero(rule: str) -> None:
    result = ecology(**{rule: "fail"})
    assert (result.total, result.vetoes) == (0, (rule.replace("_", "-"),))


def test_ecology_different_names_are_for_a_person_to_explain() -> None:
    result = ecology(ZT_008="fail")
    assert (result.total, result.vetoes) == (100, ())
    assert next(p for p in result.pending if p.item == "合法性-3").veto
