"""The draw: the same seed gives the same draw, limits are kept, anybody can repeat it."""

import hashlib
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.review.refusal import Refused
from enforcement.review.sampling import Candidate, DrawRecord, Terms, draw, repeated, replacement

KINDS = st.sampled_from(["行政处罚", "行政许可", ""])
PROCEDURES = st.sampled_from(["普通程序", "简易程序", ""])


def _candidate(n: int, agency: str, kind: str, procedure: str) -> Candidate:
    digest = hashlib.sha256(str(n).encode()).hexdigest()
    return Candidate(
        file=f"f{n:04}",
        digest=digest,
        agency=agency,
        enforcement_type=kind,
        procedure=procedure,
    )


frames = st.lists(st.tuples(st.sampled_from("甲乙丙"), KINDS, PROCEDURES), min_size=1, max_size=60)
terms = st.builds(
    lambda seed, rate, low, more, by: Terms(
        seed=seed,
        rate=Decimal(rate) / 100,
        minimum=low,
        maximum=None if more is None else low + more,
        by=by,
    ),
    st.text("0123456789", min_size=1, max_size=6),
    st.integers(1, 100),
    st.integers(1, 5),
    st.none() | st.integers(0, 5),
    st.sampled_from([(), ("类型",), ("程序",), ("类型", "程序")]),
)


def _frame(rows: list[tuple[str, str, str]]) -> list[Candidate]:
    return [_candidate(n, *row) for n, row in enumerate(rows)]


@given(frames, terms, st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order(rows, t, shuffler) -> None:  # type: ignore[no-untyped-def]
    frame = _frame(rows)
    first = draw("r", frame, t)
    shuffler.shuffle(frame)
    assert draw("r", frame, t) == first


@given(frames, terms)
def test_limits_and_shares(rows, t) -> None:  # type: ignore[no-untyped-def]
    frame = _frame(rows)
    record = draw("r", frame, t)
    agency = {c.file: c.agency for c in frame}
    drawn = Counter(agency[f] for f in record.drawn)
    assert len(set(record.drawn)) == len(record.drawn)
    for name, size in Counter(agency.values()).items():
        assert drawn[name] >= min(t.minimum, size)
        assert drawn[name] <= (size if t.maximum is None else t.maximum)
        mine = [q for q in record.quotas if q.agency == name]
        assert sum(q.size for q in mine) == size
        assert sum(q.quota for q in mine) == drawn[name]
        for q in mine:  # no stratum is more than one case file away from its exact share
            assert q.quota <= q.size
            assert abs(q.quota - drawn[name] * q.size / size) < 1


@given(frames, terms)
def test_anybody_can_repeat_it_from_the_record_alone(rows, t) -> None:  # type: ignore[no-untyped-def]
    record = DrawRecord.model_validate_json(draw("r", _frame(rows), t).to_json())
    assert repeated(record) == []
    for stranger in [c.file for c in record.frame if c.file not in record.drawn][:1]:
        forged = record.model_copy(update={"drawn": (stranger, *record.drawn[1:])})
        assert any(stranger in line for line in repeated(forged))
    other = record.model_copy(update={"drawn": record.drawn[:-1]})
    assert repeated(other)


def test_drawn_by_the_smallest_numbers_as_the_record_says() -> None:
    """The whole method by hand, for one stratum."""
    frame = _frame([("甲", "行政处罚", "普通程序")] * 10)
    record = draw("r", frame, Terms(seed="38251", rate=Decimal("0.25")))
    numbers = {c.file: hashlib.sha256(f"38251|{c.digest}".encode()).hexdigest() for c in frame}
    assert list(record.drawn) == sorted(numbers, key=lambda f: numbers[f])[:3]  # 2.5 rounds up


def test_largest_remainders() -> None:
    """4 of 10, over strata of 1, 2 and 7: exactly 0.4, 0.8 and 2.8; so 0, 1 and 3."""
    rows = [("甲", "一类", "")] + [("甲", "二类", "")] * 2 + [("甲", "三类", "")] * 7
    record = draw("r", _frame(rows), Terms(seed="1", rate=Decimal("0.4"), by=("类型",)))
    assert {q.stratum: q.quota for q in record.quotas} == {"一类": 0, "二类": 1, "三类": 3}


def test_another_seed_draws_others() -> None:
    frame = _frame([("甲", "行政处罚", "普通程序")] * 40)
    draws = {draw("r", frame, Terms(seed=str(n), rate=Decimal("0.2"))).drawn for n in range(5)}
    assert len(draws) == 5


def test_replacements_come_from_the_same_stratum_then_from_the_agency() -> None:
    rows = [("甲", "行政处罚", "普通程序")] * 3 + [("甲", "行政许可", "普通程序")] + [
        ("乙", "行政处罚", "普通程序")
    ] * 5  # fmt: skip
    frame = _frame(rows)
    record = draw("r", frame, Terms(seed="1", rate=Decimal("0.3"), minimum=1, by=("类型",)))
    (old,) = (f for f in record.drawn if f in {"f0000", "f0001", "f0002"})
    used, seen = set(record.drawn), []
    for _ in range(3):
        new = replacement(record, old, used)
        seen.append(new)
        used.add(new)
    assert set(seen[:2]) | {old} == {"f0000", "f0001", "f0002"}
    assert seen[2] == "f0003"
    with pytest.raises(Refused, match="没有剩下"):
        replacement(record, old, used)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seed": " "}, "种子"),
        ({"rate": Decimal("1.1")}, "0 到 1"),
        ({"rate": Decimal("-0.1")}, "0 到 1"),
        ({"minimum": 3, "maximum": 2}, "最多的不小于"),
        ({"rate": Decimal(0)}, "什么也抽不到"),
    ],
)
def test_terms_that_make_no_sense(wrong: dict[str, object], says: str) -> None:
    t = Terms(seed="1", rate=Decimal("0.5")).model_copy(update=wrong)
    with pytest.raises(Refused, match=says):
        draw("r", _frame([("甲", "", "")]), t)
