"""What must hold for a score whatever the verdicts are."""

from decimal import Decimal as D
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.result import Verdict
from enforcement.scoring import RuleVerdict, points_by_rule, score
from rules.standards import Standard, load_standard

NEUTRAL = load_standard("neutral-100")
ECOLOGY = load_standard("ecology-2024")
VERDICT_WORDS = get_args(Verdict)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Standard, list[RuleVerdict]]:
    standard = draw(st.sampled_from([NEUTRAL, ECOLOGY]))
    ids = draw(st.lists(st.sampled_from(standard.rules()), unique=True, max_size=40))
    return standard, [
        RuleVerdict(r, draw(st.sampled_from(VERDICT_WORDS)), draw(st.integers(1, 9))) for r in ids
    ]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_bounds_and_pending(case: tuple[Standard, list[RuleVerdict]]) -> None:
    result = score(*case)
    if result.total is None:
        assert result.reason
        return
    assert result.at_least is not None
    assert 0 <= result.at_least <= result.total <= 100
    assert result.provisional == bool(result.pending)
    if not result.pending:
        assert result.at_least == result.total
    failed = {r.rule for r in case[1] if r.verdict == "fail"}
    assert set(result.vetoes) <= failed
    assert set(points_by_rule(result)) <= failed
    for s in result.derivation:
        if s.obtained is not None and s.standard_points is not None:
            assert 0 <= s.obtained <= s.standard_points


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_results_is_of_no_account(
    case: tuple[Standard, list[RuleVerdict]], random: Any
) -> None:
    standard, results = case
    mixed = list(results)
    random.shuffle(mixed)
    assert score(standard, mixed) == score(standard, results)


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_fault_never_raises_the_total(
    case: tuple[Standard, list[RuleVerdict]], data: st.DataObject
) -> None:
    standard, results = case
    passed = [n for n, r in enumerate(results) if r.verdict == "pass"]
    before = score(standard, results)
    if not passed or before.total is None:
        return
    n = data.draw(st.sampled_from(passed))
    worse = [*results[:n], RuleVerdict(results[n].rule, "fail", 1), *results[n + 1 :]]
    after = score(standard, worse)
    # a pass may have been the only item settled; then there is no score any more
    assert after.total is None or after.total <= before.total


@settings(max_examples=100, deadline=None)
@given(cases())
def test_neutral_is_one_hundred_minus_what_the_rules_cost(
    case: tuple[Standard, list[RuleVerdict]],
) -> None:
    result = score(NEUTRAL, case[1])
    if result.total is not None:
        cost = sum(points_by_rule(result).values(), D(0))
        assert result.total == max(D(0), 100 - cost)
        for item in (i for _, i in NEUTRAL.rows()):
            assert points_by_rule(result).get(item.no, 0) <= item.stake
