"""Yearly indicators, defined in data, and the index a bureau composes of them.

An indicator is a numerator over a denominator, each a count of rows of the read tables; or figures
handed in from elsewhere. Every value keeps the rows it was counted from, so that a number
in a table opens its list. Nothing here knows an indicator's name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from enforcement.result import Record
from enforcement.review.calibration import Interval, wilson
from rules.loading import RuleError, build, nearest, read_toml

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
SHIPPED = Path(__file__).with_name("indexes")
COLUMNS = ("年度", "单位", "指标", "分子", "分母")  # of figures handed in
_COLUMNS: dict[str, tuple[str, ...]] = {
    "case_files": (
        "agency", "drawn", "enforcement_type", "grade", "graded", "procedure", "state",
        "supervised",
    ),
    "findings": ("agency", "area", "document", "origin", "rule", "status", "veto"),
    "notices": ("agency", "on_time", "state"),
    "objections": ("agency", "outcome"),
}  # fmt: skip


class Measure(Record):
    """A count: rows ``of`` a table for which every column in ``where`` has the value (or one of
    several); ``clean``: only case files without a confirmed finding in these areas."""

    of: Literal["case_files", "findings", "notices", "objections"]
    where: dict[str, bool | str | tuple[str, ...]] = Field(default={})
    clean: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> "Measure":
        for key in self.where:
            if key not in _COLUMNS[self.of]:
                known = "、".join(_COLUMNS[self.of])
                raise ValueError(
                    f"{self.of} 没有条件“{key}”{nearest(key, _COLUMNS[self.of])}；可以用：{known}"
                )
        if self.clean and self.of != "case_files":
            raise ValueError("clean 只能用在 of = “case_files” 里")
        return self


class Indicator(Record):
    """One indicator. ``target`` earns the whole weight, ``floor`` nothing; between them it is a
    straight line. Without numerator and denominator its figures are handed in."""

    key: str = Field(min_length=1)
    dimension: str = Field(min_length=1)
    weight: float = Field(gt=0)
    target: float
    floor: float
    numerator: Measure | None = None
    denominator: Measure | None = None

    @model_validator(mode="after")
    def _sound(self) -> "Indicator":
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("分子和分母要么都写，要么都不写（由外部填报）")
        if self.target == self.floor:
            raise ValueError("目标和下限不能相同")
        return self

    def score(self, value: float) -> float:
        """What a value earns, between 0 and the weight."""
        part = (value - self.floor) / (self.target - self.floor)
        return self.weight * min(1.0, max(0.0, part))


class Index(Record):
    """A set of indicators: any number, any dimensions, any weights."""

    id: str
    name: str
    indicator: tuple[Indicator, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "Index":
        keys = [i.key for i in self.indicator]
        if twice := next((k for k in keys if keys.count(k) > 1), None):
            raise ValueError(f"指标“{twice}”写了两次")
        return self


class Value(Record):
    """One indicator for one unit and year. ``value`` and ``score`` are null without data.
    ``files`` are the case files counted in the numerator, ``others`` those only in the
    denominator."""

    year: int
    unit: str
    key: str
    dimension: str
    weight: float
    numerator: float
    denominator: float
    value: float | None
    interval: Interval | None  # of counted shares; figures handed in have none
    score: float | None
    change: float | None = None  # of the value, against the year before
    files: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Total(Record):
    """The index of one unit and year, out of 100 over the indicators that have data; ``covered``
    is the share of the whole weight they make up. ``dimensions`` likewise out of 100 each."""

    year: int
    unit: str
    index: float | None
    covered: float
    change: float | None = None
    dimensions: Mapping[str, float | None]


class Table(Record):
    """Everything of one index."""

    id: str
    name: str
    values: tuple[Value, ...]
    totals: tuple[Total, ...]


def load_index(name: str) -> Index:
    """A shipped index by its id, or one from a TOML file. Raises ``RuleError`` in Chinese."""
    path = Path(name) if name.endswith(".toml") else SHIPPED / f"{name}.toml"
    if not path.is_file():
        known = sorted(p.stem for p in SHIPPED.glob("*.toml"))
        raise RuleError(f"没有指标体系“{name}”{nearest(name, known)}；随附的有：{'、'.join(known)}")
    return build(Index, read_toml(path), path.name)


def table(
    index: Index,
    tables: Tables,
    years: Mapping[str, int],
    groups: Callable[[str], Iterable[str]],
    handed_in: Iterable[Mapping[str, str]] = (),
) -> Table:
    """The values of every indicator by year and unit.

    ``years`` gives the year of each round; ``groups`` the units an agency counts for: itself, its
    district, the city. ``handed_in`` are rows with the headers ``COLUMNS``.
    """
    given = _given(index, handed_in)
    soiled = _soiled(tables.get("findings", ()))
    values: list[Value] = []
    for i in index.indicator:
        if i.numerator is None or i.denominator is None:
            values += [
                _value(i, year, unit, a, b, None, (), ())
                for (key, year, unit), (a, b) in sorted(given.items())
                if key == i.key
            ]
            continue
        upper = _count(i.numerator, tables, years, groups, soiled)
        lower = _count(i.denominator, tables, years, groups, soiled)
        for year, unit in sorted({*upper, *lower}):
            hit, all_ = upper.get((year, unit), []), lower.get((year, unit), [])
            share = wilson(len(hit), len(all_)) if len(hit) <= len(all_) else None
            others = sorted(set(all_) - set(hit))
            values.append(
                _value(i, year, unit, len(hit), len(all_), share, sorted(set(hit)), others)
            )
    values = _with_change(values)
    return Table(id=index.id, name=index.name, values=tuple(values), totals=_totals(index, values))


def _given(
    index: Index, rows: Iterable[Mapping[str, str]]
) -> dict[tuple[str, int, str], tuple[float, float]]:
    known = [i.key for i in index.indicator if i.numerator is None]
    found: dict[tuple[str, int, str], tuple[float, float]] = {}
    for n, row in enumerate(rows, 2):
        try:
            key, unit = row["指标"].strip(), row["单位"].strip()
            year, a, b = int(row["年度"]), float(row["分子"]), float(row["分母"])
        except KeyError as error:
            raise RuleError(f"填报表缺少列 {error}；第一行应为 {'、'.join(COLUMNS)}") from error
        except ValueError as error:
            raise RuleError(f"填报表第{n}行：年度、分子、分母应为数字（{error}）") from error
        if key not in known:
            raise RuleError(f"填报表第{n}行：指标“{key}”不是由外部填报的指标{nearest(key, known)}")
        if (key, year, unit) in found:
            raise RuleError(f"填报表第{n}行：{year}年{unit}的“{key}”填了两次")
        found[key, year, unit] = (a, b)
    return found


def _soiled(findings: Iterable[Row]) -> Mapping[str, set[str]]:
    """Case file → the areas in which it has a confirmed finding."""
    found: dict[str, set[str]] = defaultdict(set)
    for f in findings:
        if f["status"] == "采纳":
            found[f["file"]].add(f["area"])
    return found


def _count(
    m: Measure,
    tables: Tables,
    years: Mapping[str, int],
    groups: Callable[[str], Iterable[str]],
    soiled: Mapping[str, set[str]],
) -> dict[tuple[int, str], list[str]]:
    """The case files behind each counted row, by year and unit."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in tables.get(m.of, ()):
        if row["round"] not in years or not _matches(m, row):
            continue
        if m.clean and soiled.get(row["file"], set()) & set(m.clean):
            continue
        for unit in groups(row["agency"]):
            found[years[row["round"]], unit].append(row["file"])
    return found


def _matches(m: Measure, row: Row) -> bool:
    for key, wanted in m.where.items():
        # A case file is graded where it has a final grade; there is no column of its own for it.
        value = row["grade"] is not None if key == "graded" else row[key]
        if value not in wanted if isinstance(wanted, tuple) else value != wanted:
            return False
    return True


def _value(
    i: Indicator,
    year: int,
    unit: str,
    a: float,
    b: float,
    share: Interval | None,
    files: Sequence[str],
    others: Sequence[str],
) -> Value:
    value = a / b if b else None
    return Value(
        year=year,
        unit=unit,
        key=i.key,
        dimension=i.dimension,
        weight=i.weight,
        numerator=a,
        denominator=b,
        value=value,
        interval=share if share is not None and share.n else None,
        score=None if value is None else i.score(value),
        files=tuple(files),
        others=tuple(others),
    )


def _with_change(values: Sequence[Value]) -> list[Value]:
    before = {(v.key, v.unit, v.year): v.value for v in values}
    found = []
    for v in values:
        old = before.get((v.key, v.unit, v.year - 1))
        if v.value is not None and old is not None:
            found.append(v.model_copy(update={"change": v.value - old}))
        else:
            found.append(v)
    return found


def _totals(index: Index, values: Sequence[Value]) -> tuple[Total, ...]:
    by_unit: dict[tuple[int, str], list[Value]] = defaultdict(list)
    for v in values:
        by_unit[v.year, v.unit].append(v)
    whole = sum(i.weight for i in index.indicator)
    names = list(dict.fromkeys(i.dimension for i in index.indicator))
    found: dict[tuple[int, str], Total] = {}
    for (year, unit), mine in sorted(by_unit.items()):
        total = _percent(mine)
        last = found.get((year - 1, unit))
        change = (
            total - last.index if total is not None and last and last.index is not None else None
        )
        found[year, unit] = Total(
            year=year,
            unit=unit,
            index=total,
            covered=sum(v.weight for v in mine if v.score is not None) / whole,
            change=change,
            dimensions={n: _percent([v for v in mine if v.dimension == n]) for n in names},
        )
    return tuple(found.values())


def _percent(values: Iterable[Value]) -> float | None:
    scored = [v for v in values if v.score is not None]
    weight = sum(v.weight for v in scored)
    return 100 * sum(v.score or 0.0 for v in scored) / weight if weight else None
