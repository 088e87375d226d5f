"""Assignment: nobody reads what he must keep away from; everybody reads about as many."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.review.assignment import Task, assign
from enforcement.review.parts import Reviewer, Unit
from enforcement.review.refusal import Refused
from enforcement.review.units import Units

UNITS = Units(
    [
        Unit(name="市", level="市"),
        Unit(name="甲局", parent="市", level="机关"),
        Unit(name="甲局大队", parent="甲局", level="承办机构"),
        Unit(name="乙局", parent="市", level="机关"),
    ]
)
NAMES = "赵钱孙李周吴郑王"

tasks = st.lists(
    st.builds(
        lambda agency, people: (agency, tuple(people)),
        st.sampled_from(["甲局", "乙局", "丙局"]),
        st.sets(st.sampled_from(NAMES), max_size=3),
    ),
    min_size=1,
    max_size=25,
)
reviewers = st.lists(
    st.sampled_from(["甲局", "甲局大队", "乙局", "司法局"]), min_size=1, max_size=len(NAMES)
).map(lambda units: [Reviewer(name=NAMES[n], unit=u) for n, u in enumerate(units)])


def _tasks(rows: list[tuple[str, tuple[str, ...]]]) -> list[Task]:
    return [Task(file=f"f{n:03}", agency=a, people=p) for n, (a, p) in enumerate(rows)]


@settings(max_examples=60)
@given(tasks, reviewers)
def test_recusal_is_never_broken_and_everybody_who_can_be_placed_is(rows, people) -> None:  # type: ignore[no-untyped-def]
    made = assign(_tasks(rows), people, UNITS, "1")
    by_name = {r.name: r for r in people}
    missing = {u.file: u.missing for u in made.unplaced}
    for t in _tasks(rows):
        names = made.pairs[t.file]
        assert len(set(names)) == len(names) == 2 - missing.get(t.file, 0)
        own = {"甲局": {"甲局", "甲局大队"}}.get(t.agency, {t.agency})
        for name in names:
            assert by_name[name].unit not in own
            assert name not in t.people
        free = [r for r in people if r.unit not in own and r.name not in t.people]
        assert len(names) == min(2, len(free))
    for u in made.unplaced:
        assert "人员" in u.why or "不够两名" in u.why
    assert sum(made.load.values()) == sum(len(n) for n in made.pairs.values())


@settings(max_examples=40)
@given(st.integers(1, 30), st.integers(2, 8), st.text("0123456789", min_size=1, max_size=4))
def test_where_nothing_bars_anybody_loads_differ_by_one_at_most(n: int, m: int, seed: str) -> None:
    people = [Reviewer(name=NAMES[k], unit="司法局") for k in range(m)]
    made = assign(_tasks([("丙局", ())] * n), people, UNITS, seed)
    assert max(made.load.values()) - min(made.load.values()) <= 1


def test_balanced_within_one_although_recusal_narrows_it() -> None:
    """Six case files of 甲局 and six of 乙局; one of four reviewers belongs to each."""
    people = [
        Reviewer(name=n, unit=u)
        for n, u in (("赵", "甲局大队"), ("钱", "乙局"), ("孙", "司法局"), ("李", "司法局"))
    ]
    made = assign(_tasks([("甲局", ())] * 6 + [("乙局", ())] * 6), people, UNITS, "1")
    assert Counter(made.load.values()) == {6: 4}


def test_one_who_is_barred_from_most_gets_what_is_left_for_him() -> None:
    people = [Reviewer(name=n, unit=u) for n, u in (("赵", "甲局"), ("钱", "司"), ("孙", "司"))]
    made = assign(_tasks([("甲局", ())] * 9 + [("乙局", ())]), people, UNITS, "1")
    assert made.load["赵"] == 1
    assert made.unplaced == ()


def test_what_somebody_has_already_counts() -> None:
    people = [Reviewer(name=n, unit="司法局") for n in "赵钱孙李"]
    made = assign(_tasks([("丙局", ())] * 4), people, UNITS, "1", {"赵": 4, "钱": 2})
    assert made.load["赵"] == 4
    assert set(made.load.values()) <= {3, 4}
    assert sum(made.load.values()) == 14


def test_the_same_seed_gives_the_same_assignment() -> None:
    people = [Reviewer(name=n, unit="司法局") for n in NAMES]
    rows = _tasks([("丙局", ())] * 20)
    assert assign(rows, people, UNITS, "1") == assign(rows, people, UNITS, "1")
    assert assign(rows, people, UNITS, "1").pairs != assign(rows, people, UNITS, "2").pairs


def test_one_reader_is_kept_and_the_other_found() -> None:
    people = [Reviewer(name=n, unit="司法局") for n in "赵钱"]
    made = assign([Task(file="f", agency="丙局", taken=("赵",))], people, UNITS, "1")
    assert made.pairs == {"f": ("赵", "钱")}


def test_without_reviewers() -> None:
    with pytest.raises(Refused, match="没有评查人"):
        assign(_tasks([("丙局", ())]), [], UNITS, "1")


def test_a_large_round() -> None:
    people = [Reviewer(name=f"人{k}", unit=f"局{k % 7}") for k in range(20)]
    rows = [Task(file=f"f{n}", agency=f"局{n % 9}") for n in range(400)]
    made = assign(rows, people, UNITS, "1")
    assert not made.unplaced
