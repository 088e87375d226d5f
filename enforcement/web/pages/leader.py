"""The leader's pages: rounds and their trend, one round, the list behind every number, the year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from enforcement.review.bulletin import AREAS, COUNTS
from enforcement.review.calibration import Interval
from enforcement.review.desk import Desk
from enforcement.review.documents.words import area
from enforcement.review.indicators import load_index
from enforcement.review.refusal import Refused
from enforcement.review.service_documents import behind, round_documents
from enforcement.review.service_indicators import indicators, workbook
from enforcement.review.service_leader import HeatMap, Past, board, overview, without
from enforcement.review.service_list import listed
from enforcement.review.service_rectify import overdue
from enforcement.web.export import Sheet, exported
from enforcement.web.guard import Visit, accounts_of, may
from enforcement.web.jobs import NotThere
from enforcement.web.masking import masked
from enforcement.web.rulebook import rulebook_of
from enforcement.web.view import download, page
from enforcement.word import pack

router = APIRouter(prefix="/leader")
Here = Annotated[Visit, Depends(may("leader.see"))]
Kind = Literal["csv", "xlsx"]
Short = Annotated[str, Query(max_length=120)]
PAGE = 100  # rows of a list on one page
INDEX = "three-systems-12"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a list shows of each table: column, words.
SHOWN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "case_files": (
        ("file", "案卷"), ("number", "案号"), ("agency", "机关"), ("party", "当事人"),
        ("enforcement_type", "类型"), ("state", "状态"), ("total", "得分"), ("grade", "等级"),
    ),
    "findings": (
        ("file", "案卷"), ("agency", "机关"), ("rule", "规则"), ("document", "文书"),
        ("message", "问题"), ("status", "状态"), ("origin", "来源"), ("points", "失分"),
    ),
    "notices": (
        ("file", "案卷"), ("agency", "机关"), ("number", "文号"), ("due", "期限"),
        ("holder", "现在谁办"), ("state", "状态"), ("returned", "退回"), ("climbed", "上报"),
    ),
    "objections": (
        ("file", "案卷"), ("agency", "机关"), ("at", "提出"), ("text", "异议"),
        ("outcome", "复核结果"), ("decided_by", "复核"),
    ),
}  # fmt: skip


def _desk(here: Visit) -> Desk:
    found: Desk = here.request.app.state.desk
    return found


@router.get("")
def rounds(here: Here, export: Kind | None = None) -> Response:
    """All rounds, their trend, how far rectification is."""
    found = overview(_desk(here), date.today())
    if export:
        return exported(Sheet("各轮评查", *_overview_rows(found)), export)
    grades = list(dict.fromkeys(g for p in found for g in p.of["grades"]))
    states = ["整改中", "待复查", "已销号", "按期报送", "逾期报送"]
    return page(here, "leader.html", rounds=found, grades=grades, states=states)


@router.get("/year")
def year(here: Here, year: Annotated[int | None, Query(ge=1990, le=2100)] = None,
         unit: Short = "", export: Literal["xlsx"] | None = None) -> Response:  # fmt: skip
    """The yearly indicators and the index."""
    table = indicators(_desk(here), load_index(INDEX), year=year)
    if export:
        return download(workbook(table), _XLSX, "年度指标.xlsx")
    units = list(dict.fromkeys(t.unit for t in table.totals))
    if unit not in units:  # the one that stands for most
        sizes = {u: sum(v.denominator for v in table.values if v.unit == u) for u in units}
        unit = max(units, key=lambda u: sizes[u], default="")
    values = [v for v in table.values if v.unit == unit]
    years = sorted({t.year for t in table.totals})
    totals = [t for t in table.totals if t.unit == unit]
    return page(here, "leader_year.html", table=table, units=units, unit=unit, years=years,
                year=year, values=values, totals=totals)  # fmt: skip


@router.get("/year/list")
def year_list(here: Here, year: Annotated[int, Query(ge=1990, le=2100)], unit: Short, key: Short,
              export: Kind | None = None) -> Response:  # fmt: skip
    """The case files behind one yearly value."""
    table = indicators(_desk(here), load_index(INDEX), year=year)
    found = [v for v in table.values if (v.unit, v.key) == (unit, key)]
    if not found:
        raise NotThere
    (value,) = found
    rows, _ = listed(_desk(here), "case_files", {"file": (*value.files, *value.others)})
    hit = set(value.files)
    title = f"{year}年 {unit} {key}"
    parts = [
        ("计入分子的", "case_files", [x for x in rows if x["file"] in hit]),
        ("只在分母里的", "case_files", [x for x in rows if x["file"] not in hit]),
    ]
    return _list(here, title, "", parts, export, 1)


@router.get("/{round_}")
def one(here: Here, round_: str) -> Response:
    """One round."""
    _known(here, round_)
    found = board(_desk(here), round_, _titles(here))
    late = overdue(_desk(here), round_, date.today())
    return page(here, "leader_round.html", board=found, round=round_, late=len(late))


@router.get("/{round_}/documents")
def documents(here: Here, round_: str) -> Response:
    """The bulletin and the lists, in Word and Excel."""
    _known(here, round_)
    made = round_documents(_desk(here), round_)
    data = pack({m.name: m.data for m in made})
    return download(data, "application/zip", f"{round_}-通报和清单.zip")


@router.get("/{round_}/export/{name}")
def export_(here: Here, round_: str, name: str, export: Kind) -> Response:
    """One table of a round as a file."""
    _known(here, round_)
    found = board(_desk(here), round_, _titles(here), None)
    if name in ("areas", "rules"):
        words = "机关和问题分类" if name == "areas" else "机关和规则"
        heat = found.areas if name == "areas" else found.rules
        return exported(Sheet(f"{round_} {words}", *_heat_rows(heat)), export)
    if name == "systems":
        head = ("三项制度", "没有问题的", "终评的", "合规率", "区间低", "区间高")
        rows: list[Sequence[object]] = [
            (s.name, s.good, s.graded, s.share.share, s.share.low, s.share.high)
            for s in found.systems
        ]
        return exported(Sheet(f"{round_} 三项制度", head, rows), export)
    if name not in found.of:
        raise NotThere
    rows = [(c.code, c.name, c.figure.count, c.figure.files, c.figure.mean, c.says)
            for c in found.of[name]]  # fmt: skip
    head = ("代码", "名称", "数", "案卷数", "平均分", "数的是")
    return exported(Sheet(f"{round_} {name}", head, rows), export)


@router.get("/{round_}/overdue")
def late(here: Here, round_: str, export: Kind | None = None, page_: int = 1) -> Response:
    """Rectifications past their last day."""
    _known(here, round_)
    rows = [dict(x) for x in overdue(_desk(here), round_, date.today())]
    return _list(here, f"{round_} 逾期没有报送的整改", "", [("", "notices", rows)], export, page_)


@router.get("/{round_}/list")
def cell(here: Here, round_: str, agency: Short = "", area_: Annotated[str | None, Query(
         alias="area", max_length=10)] = None, rule: Annotated[str | None, Query(max_length=12)]
         = None, export: Kind | None = None, page_: int = 1) -> Response:  # fmt: skip
    """The confirmed problems of one field of the heat map."""
    _known(here, round_)
    where: dict[str, Any] = {"round": round_, "status": COUNTS[0]}
    where |= {k: v for k, v in (("agency", agency), ("area", area_), ("rule", rule)) if v}
    if rule == "":
        where["rule"] = ""  # added by reviewers
    rows, _ = listed(_desk(here), "findings", where)
    what = area(area_) if area_ else rule if rule else "评查人补充" if rule == "" else ""
    title = " ".join(x for x in (round_, agency, what, "认定的问题") if x)
    return _list(here, title, "", [("", "findings", rows)], export, page_)


@router.get("/{round_}/system/{area_}")
def system(here: Here, round_: str, area_: str, export: Kind | None = None) -> Response:
    """Both halves of a system: case files without a problem, and the problems of the others."""
    _known(here, round_)
    if area_ not in AREAS:
        raise NotThere
    good = without(_desk(here), round_, area_)
    where = {"round": round_, "status": COUNTS[0], "area": area_}
    bad, _ = listed(_desk(here), "findings", where)
    parts = [
        ("没有这类问题的终评案卷", "case_files", good),
        ("其他案卷里认定的这类问题", "findings", bad),
    ]
    return _list(here, f"{round_} {AREAS[area_]}", "", parts, export, 1)


@router.get("/{round_}/{code}")
def number(
    here: Here, round_: str, code: str, export: Kind | None = None, page_: int = 1
) -> Response:
    """The list behind a number of the bulletin."""
    _known(here, round_)
    try:
        c, rows = behind(_desk(here), round_, code)
    except Refused as no:
        raise NotThere from no
    title = f"{round_} {c.code} {c.name}"
    return _list(here, title, c.says, [("", c.figure.table, rows)], export, page_)


def _known(here: Visit, round_: str) -> None:
    if not listed(_desk(here), "rounds", {"round": round_}, 1)[1]:
        raise NotThere


def _titles(here: Visit) -> dict[str, str]:
    cards = rulebook_of(here.request).pages.rules.cards
    return {i: c.title for i, c in cards.items()}


def _list(
    here: Visit,
    title: str,
    says: str,
    parts: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]],
    export: Kind | None,
    number: int,
) -> Response:
    """Rows as a page, or as a file."""
    accounts_of(here.request).looked(here.account, "查看统计清单", title)
    if export:
        return exported(Sheet(title, *_list_rows(parts)), export)
    start = PAGE * (max(number, 1) - 1)
    shown = [
        {"name": name, "table": table, "columns": SHOWN[table], "count": len(rows),
         "rows": rows[start : start + PAGE] if len(parts) == 1 else rows[:1000]}
        for name, table, rows in parts
    ]  # fmt: skip
    more = len(parts) == 1 and start + PAGE < len(parts[0][2])
    query = [(k, v) for k, v in here.request.query_params.multi_items()
             if k not in ("page_", "export")]  # fmt: skip
    titles = _titles(here)
    return page(here, "leader_list.html", title=title, says=says, parts=shown, number=number,
                more=more, query=query, rule_titles=titles)  # fmt: skip


def _list_rows(
    parts: Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]],
) -> tuple[list[str], list[list[object]]]:
    columns = list(dict.fromkeys(c for _, table, _ in parts for c in SHOWN[table]))
    several = len(parts) > 1
    rows: list[list[object]] = []
    for name, _, found in parts:
        for x in found:
            values = [_value(x.get(key)) for key, _ in columns]
            rows.append([name, *values] if several else values)
    head = [words for _, words in columns]
    return (["部分", *head] if several else head), rows


def _value(value: Any) -> object:
    return masked(value) if isinstance(value, str) else value


def _heat_rows(heat: HeatMap) -> tuple[list[str], list[list[object]]]:
    head = ["机关", "评查案卷", *(words for _, words in heat.columns)]
    return head, [[agency, size, *(c.count for c in cells)] for agency, size, cells in heat.rows]


def _overview_rows(found: Sequence[Past]) -> tuple[list[str], list[list[object]]]:
    grades = list(dict.fromkeys(g for p in found for g in p.of["grades"]))
    head = ["轮次", "名称", "状态", "期间起", "期间止", "收卷", "抽中", "终评", "平均分", *grades]
    for name in AREAS.values():
        head += [f"{name}合规率", f"{name}区间低", f"{name}区间高"]
    return [*head, "逾期整改"], [_overview_row(p, grades) for p in found]


def _overview_row(p: Past, grades: Sequence[str]) -> list[object]:
    totals = p.of["totals"]
    row: list[object] = [p.row[k] for k in ("round", "name", "state", "period_from", "period_to")]
    row += [totals[k].figure.count for k in ("收卷", "抽中", "终评")]
    row.append(totals["终评"].figure.mean)
    row += [p.of["grades"][g].figure.count if g in p.of["grades"] else 0 for g in grades]
    for s in p.systems:
        row += list(_interval(s.share))
    return [*row, p.overdue]


def _interval(i: Interval) -> Iterator[float | None]:
    yield from (i.share, i.low, i.high)
