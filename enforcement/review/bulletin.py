"""The figures of a bulletin (通报): counted from the read tables, each with the filter that finds
what it counts.
"""

from collections.abc import Mapping
from typing import Any

from enforcement.review.parts import Record
from enforcement.store.log import Reading

COUNTS = ("采纳", "豁免")  # statuses of findings that persons confirmed

AREAS = {"GS": "公示", "JL": "全过程记录", "FZ": "法制审核"}  # the three systems


class Figure(Record):
    """One number; ``where`` is the filter of the rows of ``table`` that it counts."""

    name: str
    count: int
    table: str
    where: Mapping[str, Any]
    files: int | None = None  # different case files among them, where that is another number
    mean: float | None = None  # mean total, where case files are counted


class Figures(Record):
    """All figures of a round."""

    round: str
    totals: tuple[Figure, ...]
    grades: tuple[Figure, ...]
    agencies: tuple[Figure, ...]
    agency_grades: tuple[Figure, ...]
    areas: tuple[Figure, ...]
    rules: tuple[Figure, ...]
    agency_rules: tuple[Figure, ...]
    systems: tuple[Figure, ...]  # drawn case files without a confirmed problem, per system
    objections: tuple[Figure, ...]
    notices: tuple[Figure, ...]
    agency_findings: tuple[Figure, ...] = ()

    def to_json(self) -> str:
        """The same bytes for the same figures."""
        return self.model_dump_json()


def figures(r: Reading, round_: str) -> Figures:
    """Count. Findings are those that persons confirmed in drawn case files; the program's own
    results on case files that were not drawn are in the totals only."""
    here = {"round": round_}
    graded = _graded(r, round_)
    confirmed = {**here, "status": COUNTS[0]}
    waived = {**here, "status": COUNTS[1]}
    return Figures(
        round=round_,
        totals=(
            _files(r, "收卷", here),
            _files(r, "抽中", {**here, "drawn": True}),
            _files(r, "终评", {**here, "grade": graded} if graded else {**here, "grade": ""}),
            _found(r, "认定问题", confirmed),
            _found(r, "豁免问题", waived),
            _files(r, "启动监督", {**here, "supervised": True}),
        ),
        grades=_grouped(r, "case_files", "grade", {**here, "grade": graded}, "total"),
        agencies=_grouped(r, "case_files", "agency", {**here, "drawn": True}, "total"),
        agency_grades=_pairs(r, "case_files", ("agency", "grade"), {**here, "grade": graded}),
        areas=_grouped(r, "findings", "area", confirmed),
        rules=_grouped(r, "findings", "rule", confirmed),
        agency_rules=_pairs(r, "findings", ("agency", "rule"), confirmed),
        systems=tuple(_system(r, round_, key, name) for key, name in AREAS.items()),
        objections=_grouped(r, "objections", "outcome", here),
        notices=(
            *_grouped(r, "notices", "state", here),
            *(
                _counted(r, name, "notices", {**here, "on_time": yes})
                for name, yes in (("按期报送", True), ("逾期报送", False))
            ),
        ),
        agency_findings=_grouped(r, "findings", "agency", confirmed),
    )


def _graded(r: Reading, round_: str) -> tuple[str, ...]:
    rows = r.counts("case_files", ("grade",), {"round": round_})
    return tuple(x["grade"] for x in rows if x["grade"] is not None)


def _counted(r: Reading, name: str, table: str, where: Mapping[str, Any]) -> Figure:
    (row,) = r.counts(table, (), where)
    return Figure(name=name, count=row["count"], table=table, where=where)


def _files(r: Reading, name: str, where: Mapping[str, Any]) -> Figure:
    (row,) = r.counts("case_files", (), where, mean=("total",))
    mean = row["mean_total"]
    return Figure(name=name, count=row["count"], table="case_files", where=where, mean=mean)


def _found(r: Reading, name: str, where: Mapping[str, Any]) -> Figure:
    (rows,) = r.counts("findings", (), where)
    (files,) = r.counts("findings", (), where, distinct="file")
    return Figure(
        name=name, count=rows["count"], files=files["count"], table="findings", where=where
    )


def _grouped(
    r: Reading, table: str, by: str, where: Mapping[str, Any], mean: str = ""
) -> tuple[Figure, ...]:
    means = (mean,) if mean else ()
    rows = r.counts(table, (by,), where, mean=means)
    files: dict[Any, int] = {}
    if table == "findings":
        files = {x[by]: x["count"] for x in r.counts(table, (by,), where, distinct="file")}
    return tuple(
        Figure(
            name=x[by] or "未定",
            count=x["count"],
            files=files.get(x[by]),
            mean=x[f"mean_{mean}"] if mean else None,
            table=table,
            where={**where, by: x[by]},
        )
        for x in rows
    )


def _pairs(
    r: Reading, table: str, by: tuple[str, str], where: Mapping[str, Any]
) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            name=f"{x[by[0]]}／{x[by[1]] or '评查人补充'}",
            count=x["count"],
            table=table,
            where={**where, by[0]: x[by[0]], by[1]: x[by[1]]},
        )
        for x in r.counts(table, by, where)
    )


def _system(r: Reading, round_: str, key: str, name: str) -> Figure:
    """Case files with a confirmed problem of one of the three systems; ``count`` is how many of
    the graded ones have none."""
    here = {"round": round_, "grade": _graded(r, round_)}
    graded = {x["file"] for x in r.rows("case_files", here, columns=("file",))}
    where = {"round": round_, "area": key, "status": COUNTS[0]}
    # Before the bulletin goes out there are confirmed findings in case files without a grade.
    bad = graded & {x["file"] for x in r.rows("findings", where, columns=("file",))}
    return Figure(
        name=name,
        count=len(graded) - len(bad),
        files=len(graded),
        table="findings",
        where=where,
    )
