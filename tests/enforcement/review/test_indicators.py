"""Indicators are data: counted as defined, by year and unit, never made up where there is none."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.review.indicators import SHIPPED, Indicator, Table, Value, load_index, table
from rules.loading import RuleError

YEARS = {"R24": 2024, "R25": 2025}
INDEX = """
id = "x"
name = "试"
[[indicator]]
key = "公示合规率"
dimension = "公示"
weight = 30
target = 1.0
floor = 0.5
numerator = { of = "case_files", where = { graded = true }, clean = ["GS"] }
denominator = { of = "case_files", where = { graded = true } }
[[indicator]]
key = "按期整改率"
dimension = "整改"
weight = 10
target = 1.0
floor = 0.0
numerator = { of = "notices", where = { on_time = true } }
denominator = { of = "notices" }
[[indicator]]
key = "培训覆盖率"
dimension = "队伍"
weight = 60
target = 1.0
floor = 0.0
"""


def made(tmp_path: Path, text: str = INDEX) -> Path:
    path = tmp_path / "x.toml"
    path.write_text(text, "utf-8")
    return path


def file(
    name: str, round_: str = "R25", agency: str = "甲局", grade: str | None = "合格"
) -> dict[str, object]:
    return {"file": name, "round": round_, "agency": agency, "grade": grade, "drawn": True}


def finding(file_: str, area: str, status: str = "采纳") -> dict[str, object]:
    return {"file": file_, "round": "R25", "agency": "甲局", "area": area, "status": status}


def groups(agency: str) -> Iterable[str]:
    return (agency, "云岭市")


def get(t: Table, key: str, unit: str = "甲局", year: int = 2025) -> Value:
    return next(v for v in t.values if (v.key, v.unit, v.year) == (key, unit, year))


def test_a_share_counts_files_without_confirmed_findings(tmp_path: Path) -> None:
    tables = {
        "case_files": [file("1"), file("2"), file("3"), file("4", grade=None)],
        "findings": [finding("1", "GS"), finding("2", "GS", "不采纳"), finding("3", "JL")],
    }
    v = get(table(load_index(str(made(tmp_path))), tables, YEARS, groups), "公示合规率")
    assert (v.numerator, v.denominator) == (2, 3)
    assert v.files == ("2", "3")
    assert v.others == ("1",)
    assert v.score == pytest.approx(30 * (2 / 3 - 0.5) / 0.5)
    assert v.interval is not None
    assert v.interval.n == 3


def test_no_notices_is_no_data_and_not_full_marks(tmp_path: Path) -> None:
    t = table(load_index(str(made(tmp_path))), {"case_files": [file("1")]}, YEARS, groups)
    assert [v.key for v in t.values if v.unit == "甲局"] == ["公示合规率"]
    (total,) = [x for x in t.totals if x.unit == "甲局"]
    assert total.index == 100
    assert total.covered == pytest.approx(0.3)
    assert total.dimensions == {"公示": 100, "整改": None, "队伍": None}


def test_year_on_year_and_the_unit_above(tmp_path: Path) -> None:
    tables = {
        "case_files": [file("1", "R24"), file("2", "R25"), file("3", "R25", "乙局")],
        "findings": [finding("1", "GS")],
    }
    t = table(load_index(str(made(tmp_path))), tables, YEARS, groups)
    assert get(t, "公示合规率").change == 1
    assert get(t, "公示合规率", "云岭市").denominator == 2
    assert get(t, "公示合规率", "云岭市", 2024).change is None


def test_figures_handed_in(tmp_path: Path) -> None:
    index = load_index(str(made(tmp_path)))
    row = {"年度": "2025", "单位": "甲局", "指标": "培训覆盖率", "分子": "45", "分母": "60"}
    v = get(table(index, {}, YEARS, groups, [row]), "培训覆盖率")
    assert v.value == 0.75
    assert v.score == 45
    for wrong, says in (
        ({**row, "指标": "培训覆盖"}, "培训覆盖率"),
        ({**row, "指标": "公示合规率"}, "不是由外部填报"),
        ({**row, "分子": "很多"}, "第2行"),
    ):
        with pytest.raises(RuleError, match=says):
            table(index, {}, YEARS, groups, [wrong])
    with pytest.raises(RuleError, match="填了两次"):
        table(index, {}, YEARS, groups, [row, row])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("graded = true }, clean", "graded_ = true }, clean", "graded_"),
        ('of = "notices", where', 'of = "notice", where', "numerator"),
        ("weight = 30", "weight = 0", "weight"),
        ("target = 1.0\nfloor = 0.5", "target = 0.5\nfloor = 0.5", "不能相同"),
        ('key = "按期整改率"', 'key = "公示合规率"', "两次"),
        ("denominator = { of = \"notices\" }", "", "分子和分母"),
    ],
)  # fmt: skip
def test_mistakes_in_an_index_are_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in INDEX
    with pytest.raises(RuleError, match=says):
        load_index(str(made(tmp_path, INDEX.replace(old, new, 1))))


def test_an_unknown_index_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(RuleError, match="three-systems-12"):
        load_index("three-system-12")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_indexes_load_and_weigh_100(path: Path) -> None:
    index = load_index(path.stem)
    assert index.id == path.stem
    assert sum(i.weight for i in index.indicator) == pytest.approx(100)


SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_better_value_never_earns_less(target: float, floor: float, a: float, b: float) -> None:
    if target == floor:
        return
    i = Indicator(key="k", dimension="d", weight=7, target=target, floor=floor)
    worse, better = sorted((a, b), reverse=floor > target)
    assert 0 <= i.score(worse) <= i.score(better) <= 7
