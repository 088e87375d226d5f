"""Yearly indicators and the index, over all rounds: from the read tables and from figures that are
handed in; and the workbook of them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from casefiles.model import Unreadable
from casefiles.readers.sheet import read_rows
from enforcement.report.book import Book
from enforcement.review.desk import Desk, load_round
from enforcement.review.documents.charts import Chart
from enforcement.review.indicators import COLUMNS, Index, Table, Value, table
from enforcement.review.parts import Unit
from enforcement.review.units import Units
from enforcement.saved import decoded
from enforcement.store.log import Reading
from rules.loading import RuleError

WHOLE = "全部"  # where the plans have no tree of units
_READ: dict[str, tuple[str, ...]] = {
    "case_files": ("round", "file", "agency", "drawn", "grade", "enforcement_type", "procedure",
                   "state", "supervised"),
    "findings": ("round", "file", "agency", "area", "document", "origin", "rule", "status", "veto"),
    "notices": ("round", "file", "agency", "state", "on_time"),
    "objections": ("round", "file", "agency", "outcome"),
}  # fmt: skip


def indicators(
    desk: Desk,
    index: Index,
    *,
    year: int | None = None,
    handed_in: Iterable[Mapping[str, str]] = (),
) -> Table:
    """The values of an index for every unit and year; for one ``year`` with the change against
    the year before. A round counts for the year in which its period ends."""
    with desk.db.reading() as r:
        rounds = r.rows("rounds", order=("period_to", "round"))
        years = {str(x["round"]): int(x["period_to"][:4]) for x in rounds}
        if year is not None:
            years = {k: v for k, v in years.items() if v in (year, year - 1)}
        tables = {
            t: r.rows(t, {"round": tuple(years), **_only(index, t)}, columns=columns)
            for t, columns in _READ.items()
        }
        groups = _groups(r, list(years))
    found = table(index, tables, years, groups, handed_in)
    if year is None:
        return found
    return found.model_copy(
        update={
            "values": tuple(v for v in found.values if v.year == year),
            "totals": tuple(t for t in found.totals if t.year == year),
        }
    )


def _only(index: Index, table: str) -> dict[str, object]:
    """Which rows matter: of the findings only confirmed ones where no indicator counts them all,
    and they are a fraction of what the program pointed at."""
    counted = {m.of for i in index.indicator for m in (i.numerator, i.denominator) if m}
    return {"status": "采纳"} if table == "findings" and table not in counted else {}


class _Groups:
    """The units an agency counts for: itself, its 区县, the 市; else all together."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, agency: str) -> tuple[str, ...]:
        if agency not in self._known:
            self._known[agency] = self._of(agency)
        return self._known[agency]

    def _of(self, agency: str) -> tuple[str, ...]:
        found, at = [agency], self._units.parent(agency)
        while at:
            found.append(at)
            at = self._units.parent(at)
        return tuple(found) if len(found) > 1 else (agency, WHOLE)


def _groups(r: Reading, rounds: Sequence[str]) -> _Groups:
    """The tree of the newest round that has a unit."""
    units: dict[str, Unit] = {}
    for name in rounds:
        units |= {u.name: u for u in load_round(r, name).the_plan.units}
    return _Groups(Units(units.values()))


def read_figures(path: Path) -> list[dict[str, str]]:
    """Figures that are handed in, from CSV or XLSX with the headers ``COLUMNS``."""
    try:
        if path.suffix.lower() == ".xlsx":
            rows = read_rows(path)
        else:
            rows = list(csv.reader(StringIO(_text(path))))
    except OSError as error:
        raise RuleError(f"读不出填报表“{path}”；请检查路径") from error
    except Unreadable as error:
        raise RuleError(f"填报表“{path.name}”{error}") from error
    rows = [[c.strip() for c in row] for row in rows if any(c.strip() for c in row)]
    if not rows:
        raise RuleError(f"填报表“{path.name}”是空的；第一行应为 {'、'.join(COLUMNS)}")
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def _text(path: Path) -> str:
    text = decoded(path.read_bytes())
    if text is None:
        raise RuleError(f"填报表“{path.name}”的编码不是 UTF-8 或 GBK，请另存为 UTF-8")
    return text


def workbook(t: Table) -> bytes:
    """The index by unit and year, each value with its interval, the case files behind it, and the
    trend of the index."""
    out = BytesIO()
    book = Book(out)
    dimensions = list(dict.fromkeys(v.dimension for v in t.values))
    names = ("年度", "单位", "指数", "比上年", "有数据的权重", *dimensions)
    totals = book.sheet("指数", names, (7, 26, 9, 9, 12, *(16 for _ in dimensions)))
    for x in t.totals:
        dims = [_one(x.dimensions.get(d)) for d in dimensions]
        totals.row([x.year, x.unit, _one(x.index), _one(x.change), round(x.covered, 3), *dims])
    totals.done()
    head = (
        "年度",
        "单位",
        "维度",
        "指标",
        "分子",
        "分母",
        "值",
        "区间低",
        "区间高",
        "比上年",
        "得分",
        "权重",
    )
    values = book.sheet("指标", head, (7, 26, 18, 22, 8, 8, 9, 9, 9, 9, 8, 7))
    lists = book.sheet(
        "案卷", ("年度", "单位", "指标", "案卷", "是否计入分子"), (7, 26, 22, 16, 12)
    )
    for v in t.values:
        i = v.interval
        values.row([v.year, v.unit, v.dimension, v.key, v.numerator, v.denominator,
                    _four(v.value), _four(i.low if i else None), _four(i.high if i else None),
                    _four(v.change), _one(v.score), v.weight])  # fmt: skip
        for file, yes in (*((f, "是") for f in v.files), *((f, "否") for f in v.others)):
            lists.row([v.year, v.unit, v.key, file, yes])
    values.done()
    lists.done()
    if trend := _trend(t):
        book.charts([trend], "趋势")
    book.close()
    return out.getvalue()


def _trend(t: Table) -> Chart | None:
    """The index of each unit over the years, where there is more than one."""
    years = sorted({x.year for x in t.totals})
    found = {(x.unit, x.year): x.index for x in t.totals}
    units = list(dict.fromkeys(x.unit for x in t.totals))[:20]
    if len(years) < 2:
        return None
    series = tuple(
        (f"{y}年", tuple(round(found.get((u, y)) or 0.0, 1) for u in units)) for y in years
    )
    return Chart("趋势", t.name, tuple(units), series)


def pick(t: Table, unit: str = "", key: str = "") -> list[Value]:
    """The values of a unit, or of an indicator."""
    return [v for v in t.values if (not unit or v.unit == unit) and (not key or v.key == key)]


def _one(x: float | None) -> float | None:
    return None if x is None else round(x, 1)


def _four(x: float | None) -> float | None:
    return None if x is None else round(x, 4)
