"""Where every number of a bulletin comes from: a code for each, and the codes beside each row.

A code is the place of a figure in the fixed order of ``Figures``: F001, F002 … The same figures
always have the same codes, so those of a bulletin that went out stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from enforcement.review.bulletin import Figure, Figures
from enforcement.review.documents.words import area

Row = Mapping[str, Any]

GROUPS = {
    "totals": "总数",
    "grades": "等级",
    "agencies": "机关",
    "agency_findings": "机关的问题",
    "systems": "三项制度",
    "areas": "问题分类",
    "rules": "规则",
    "objections": "异议",
    "notices": "整改",
    "agency_grades": "机关和等级",
    "agency_rules": "机关和规则",
}
TABLES = {"case_files": "案卷", "findings": "问题", "objections": "异议", "notices": "整改"}
COLUMNS = {
    "机关": "agency",
    "规则": "rule",
    "类别": "area",
    "状态": "status",
    "文书": "document",
    "项目": "item",
    "来源": "origin",
    "案卷": "file",
    "问题": "finding",
    "结论": "verdict",
}
_SAYS = {
    "agency": "机关",
    "rule": "规则",
    "area": "类别",
    "status": "状态",
    "grade": "等级",
    "drawn": "抽中",
    "supervised": "启动监督",
    "outcome": "复核结果",
    "state": "状态",
    "on_time": "按期",
}


@dataclass(slots=True, frozen=True)
class Coded:
    """A figure with its code."""

    code: str
    group: str
    figure: Figure

    @property
    def name(self) -> str:
        """The figure in words."""
        name = self.figure.name
        if self.group in ("areas", "systems"):
            return area(str(self.figure.where.get("area", name)))
        return "评查人补充" if name == "未定" and self.group == "rules" else name

    @property
    def says(self) -> str:
        """What is counted, in words."""
        parts = [
            f"{_SAYS.get(k, k)}={_value(k, v)}"
            for k, v in self.figure.where.items()
            if k != "round"
        ]
        what = TABLES[self.figure.table]
        found = f"{what}（{'，'.join(parts)}）" if parts else f"全部{what}"
        return f"终评案卷中没有这类问题的；有的见{found}" if self.group == "systems" else found


def _value(key: str, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return "未定"
    return area(value) if key == "area" else str(value) or "评查人补充"


def coded(f: Figures) -> list[Coded]:
    """Every figure with its code."""
    found: list[Coded] = []
    for group in GROUPS:
        for figure in getattr(f, group):
            found.append(Coded(f"F{len(found) + 1:03d}", group, figure))
    return found


def figure_of(f: Figures, code: str) -> Coded:
    """The figure with this code. Raises ``KeyError`` in Chinese."""
    all_ = {c.code: c for c in coded(f)}
    if code.upper() not in all_:
        raise KeyError(f"通报里没有“{code}”这个数字；代码从 F001 到 F{len(all_):03d}")
    return all_[code.upper()]


def beside(of: Sequence[Coded], tables: Mapping[str, Sequence[Row]]) -> dict[str, list[str]]:
    """For each table the codes beside each of its rows, parted by blanks: which numbers count
    it."""
    return {name: list(_codes(of, name, rows)) for name, rows in tables.items()}


def _codes(of: Sequence[Coded], table: str, rows: Sequence[Row]) -> Iterator[str]:
    # Figures with the same columns share one look-up: rows × kinds of figures, not × figures.
    lookups: dict[tuple[str, ...], dict[tuple[Any, ...], list[str]]] = {}
    for c in of:
        if c.figure.table == table:
            where = c.figure.where
            values = [v if isinstance(v, (list, tuple)) else (v,) for v in where.values()]
            at = lookups.setdefault(tuple(where), {})
            for key in product(*values):
                at.setdefault(key, []).append(c.code)
    for row in rows:
        yield " ".join(
            sorted(
                code
                for columns, at in lookups.items()
                for code in at.get(tuple(row[k] for k in columns), ())
            )
        )
