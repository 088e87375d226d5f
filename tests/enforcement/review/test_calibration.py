"""Agreement measures against published examples and hand-made cases, and what may never happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.review.calibration import (
    FINAL,
    PROGRAM,
    Rated,
    calibrate,
    cohen,
    fleiss,
    wilson,
)

LABELS = st.sampled_from(["无失分", "失分", "否决", "不适用"])


def test_cohen_of_the_grant_example() -> None:
    # The usual textbook table: 20 both yes, 15 both no, 5 and 10 apart; kappa 0.4.
    pairs = [("是", "是")] * 20 + [("是", "否")] * 5 + [("否", "是")] * 10 + [("否", "否")] * 15
    a = cohen(pairs)
    assert a.observed == pytest.approx(0.7)
    assert a.kappa == pytest.approx(0.4)


def test_fleiss_of_the_psychiatric_style_example() -> None:
    # Ten subjects, fourteen raters, five categories (Fleiss 1971 as widely reprinted): 0.210.
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    units = [[str(k) for k, n in enumerate(row) for _ in range(n)] for row in table]
    assert fleiss(units).kappa == pytest.approx(0.210, abs=0.0005)


def test_kappa_is_not_made_up_where_everybody_says_the_same() -> None:
    a = cohen([("无失分", "无失分")] * 50)
    assert a.observed == 1
    assert a.kappa is None


@pytest.mark.parametrize(("n", "few"), [(29, True), (30, False)])
def test_few_ratings_are_called_few(n: int, few: bool) -> None:
    assert cohen([("失分", "失分"), ("无失分", "失分")] * 15).few is False
    assert cohen(([("失分", "失分"), ("无失分", "失分")] * 15)[:n]).few is few


def test_wilson_keeps_within_0_and_1_and_is_wide_for_few() -> None:
    few, many = wilson(3, 3), wilson(300, 300)
    assert few.low is not None
    assert many.low is not None
    assert few.low == pytest.approx(0.4385, abs=0.001)
    assert few.low < many.low < 1
    assert few.high == pytest.approx(1)
    assert many.high == pytest.approx(1)
    assert wilson(0, 0).share is None


def test_fleiss_refuses_units_with_different_numbers_of_ratings() -> None:
    with pytest.raises(ValueError, match="same number"):
        fleiss([["失分", "失分"], ["失分"]])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60))
def test_cohen_is_symmetric_and_bounded(pairs: list[tuple[str, str]]) -> None:
    a, b = cohen(pairs), cohen([(y, x) for x, y in pairs])
    assert (a.kappa is None) == (b.kappa is None)
    if a.kappa is not None:
        assert b.kappa is not None
        assert a.kappa == pytest.approx(b.kappa)
        assert -1 <= a.kappa <= 1
        assert a.low is not None
        assert a.high is not None
        assert a.low <= a.kappa <= a.high


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60))
def test_two_raters_agree_fully_only_when_every_pair_is_equal(pairs: list[tuple[str, str]]) -> None:
    full = all(a == b for a, b in pairs)
    assert (cohen(pairs).observed == 1) == full
    assert (fleiss([list(p) for p in pairs]).observed == pytest.approx(1)) == full


@given(st.integers(0, 400), st.integers(0, 400))
def test_wilson_holds_the_share(a: int, b: int) -> None:
    hits, n = min(a, b), max(a, b)
    w = wilson(hits, n)
    if n:
        assert w.low is not None
        assert w.high is not None
        assert w.share is not None
        assert 0 <= w.low <= w.share + 1e-12
        assert w.share - 1e-12 <= w.high <= 1


def rated(item: str, one: str, two: str, program: str, final: str) -> Rated:
    return Rated(
        "卷1", item, "云岭市农业农村局",
        {"王明": one, "李红": two, PROGRAM: program, FINAL: final},
        ("王明", "李红"), {"王明": "2026-03", "李红": "2026-04"},
    )  # fmt: skip


def test_groups_hold_what_belongs_to_them() -> None:
    c = calibrate(
        [
            rated("1", "失分", "失分", "失分", "失分"),
            rated("2", "失分", "无失分", "失分", "无失分"),
        ],
        [("王明", True), ("王明", False), ("李红", True)],
    )
    assert c.readers.n == 2
    assert c.readers.observed == 0.5
    assert c.by_item["1"].observed == 1
    assert c.by_item["2"].observed == 0
    assert c.by_reviewer["李红"].observed == 1
    assert c.by_reviewer["王明"].observed == 0.5
    assert c.program.observed == 0.5
    assert list(c.drift["王明"]) == ["2026-03"]
    assert {h.reviewer: h.right.share for h in c.gold} == {"李红": 1, "王明": 0.5}


def test_a_reading_that_is_missing_is_left_out_and_not_guessed() -> None:
    alone = Rated("卷1", "1", "某局", {"王明": "失分", FINAL: "失分"}, ("王明", "李红"))
    c = calibrate([alone])
    assert c.readers.n == 0
    assert c.readers.observed is None
    assert c.by_reviewer["李红"].n == 0
