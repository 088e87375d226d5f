"""What the bulletin (通报) says: names for its template and its charts, from the figures.

Nothing here asks that any share of grades be reached, and no number stands without its code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enforcement.review import events as ev
from enforcement.review.bulletin import Figure, Figures
from enforcement.review.calibration import wilson
from enforcement.review.documents.charts import Chart
from enforcement.review.documents.sources import GROUPS, TABLES, Coded, beside, coded
from enforcement.review.documents.words import day, interval, marks, share
from rules.standards import Standard

Row = dict[str, Any]

TOP_RULES, TOP_AGENCIES, MOST_ROWS = 15, 20, 150
_IN_WORKBOOK = ("agency_grades", "agency_rules")  # too many for paper


@dataclass(slots=True, frozen=True)
class Round:
    """What the bulletin tells of the round beside its figures."""

    plan: ev.Planned
    standard: Standard
    figures: Figures
    titles: Mapping[str, str]  # of rules
    number: str = ""  # of the bulletin; empty while it is a draft
    issued: str = ""
    drawn: ev.Drawn | None = None
    replaced: int = 0
    draw_hash: str = ""
    before: tuple[str, Mapping[str, int]] | None = None  # last round: name, grade → case files
    unplaced: int = 0


@dataclass(slots=True, frozen=True)
class Lists:
    """The rows behind the figures, with the codes that count each."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    codes: Mapping[str, Sequence[str]]

    @staticmethod
    def of(figures: Figures, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> "Lists":
        """The rows with their codes."""
        return Lists(tables, beside(coded(figures), tables))


class _Bulletin:
    """Builds the names; looks figures up by group and name."""

    def __init__(self, r: Round) -> None:
        self.r = r
        self.all = coded(r.figures)
        self._by = {(c.group, c.figure.name): c for c in self.all}

    def find(self, group: str, name: str) -> Coded | None:
        return self._by.get((group, name))

    def number(self, group: str, name: str) -> Row:
        """A figure as templates use it: 数, 卷, 均分, 码."""
        c = self.find(group, name)
        if c is None:
            return {"数": 0, "卷": 0, "均分": "—", "码": "—"}
        f = c.figure
        files = f.count if f.files is None else f.files
        return {"数": f.count, "卷": files, "均分": _mean(f), "码": c.code}

    def count(self, group: str, name: str) -> int:
        c = self.find(group, name)
        return c.figure.count if c else 0

    def group(self, group: str) -> list[Coded]:
        return [c for c in self.all if c.group == group]

    def grades(self) -> list[str]:
        known = [g.name for g in self.r.standard.grades]
        return known + [c.name for c in self.group("grades") if c.name not in known]

    def grade_rows(self) -> list[Row]:
        graded = self.count("totals", "终评")
        name, old = self.r.before or ("", {})
        whole = sum(old.values())
        rows = []
        for g in self.grades():
            now, then = wilson(self.count("grades", g), graded), wilson(old.get(g, 0), whole)
            both = now.share is not None and then.share is not None
            rows.append(
                {
                    "等级": g,
                    **self.number("grades", g),
                    "占比": share(now),
                    "区间": interval(now),
                    "上轮数": old.get(g, 0) if name else "—",
                    "上轮占比": share(then),
                    "变化": f"{100 * ((now.share or 0) - (then.share or 0)):+.1f}" if both else "—",
                }
            )
        return rows

    def agency_rows(self) -> list[Row]:
        rows = []
        for c in self.group("agencies"):
            name = c.figure.name
            found = self.number("agency_findings", name)
            grades = [
                f"{g}{n}"
                for g in self.grades()
                if (n := self.count("agency_grades", f"{name}／{g}"))
            ]
            rows.append(
                {
                    "机关": name,
                    "抽中": c.figure.count,
                    "平均分": _mean(c.figure),
                    "等级": "　".join(grades) or "—",
                    "问题数": found["数"],
                    "卷均问题": f"{found['数'] / c.figure.count:.1f}" if c.figure.count else "—",
                    "码": c.code,
                    "问题码": found["码"],
                }
            )
        return rows

    def system_rows(self) -> list[Row]:
        rows = []
        for c in self.group("systems"):
            good, n = c.figure.count, c.figure.files or 0
            rate = wilson(good, n)
            rows.append(
                {
                    "制度": c.name,
                    "应评": n,
                    "合规": good,
                    "合规率": share(rate),
                    "区间": interval(rate),
                    "有问题": n - good,
                    "率": rate.share or 0.0,
                    "码": c.code,
                }
            )
        return rows

    def area_rows(self) -> list[Row]:
        whole = self.count("totals", "认定问题")
        ordered = sorted(self.group("areas"), key=lambda c: (-c.figure.count, c.code))
        return [
            {
                "类别": c.name,
                "数": c.figure.count,
                "卷": c.figure.files,
                "占比": f"{c.figure.count / whole:.1%}" if whole else "—",
                "码": c.code,
            }
            for c in ordered
        ]

    def rule_rows(self) -> list[Row]:
        ordered = sorted(self.group("rules"), key=lambda c: (-c.figure.count, c.code))
        return [
            {
                "规则": c.figure.name if c.figure.name != "未定" else "补充",
                "名称": self.r.titles.get(c.figure.name, "评查人补充的问题"),
                "数": c.figure.count,
                "卷": c.figure.files,
                "码": c.code,
            }
            for c in ordered
        ]

    def rectification(self) -> Row:
        """Notices, and the shares closed and handled in time."""
        states = ("整改中", "待复查", "已销号")
        sent = sum(self.count("notices", s) for s in states)
        closed, on_time = self.count("notices", "已销号"), self.count("notices", "按期报送")
        done = on_time + self.count("notices", "逾期报送")
        rates = {"销号": wilson(closed, sent), "按期": wilson(on_time, done)}
        found: Row = {"通知书数": sent, "报送数": done}
        for name, key in (("销号", "已销号"), ("按期", "按期报送"), ("逾期", "逾期报送")):
            found[name] = self.number("notices", key)
        for name, rate in rates.items():
            found[f"{name}率"], found[f"{name}区间"] = share(rate), interval(rate)
            found[f"_{name}"] = rate.share
        found["各状态"] = [
            {"状态": c.name, "数": c.figure.count, "码": c.code} for c in self.group("notices")
        ]
        return found

    def source_rows(self, lists: Lists) -> list[Row]:
        now: dict[str, int] = {}
        for codes in lists.codes.values():
            for code in " ".join(codes).split():
                now[code] = now.get(code, 0) + 1
        rows = []
        for c in self.all:
            listed = now.get(c.code, 0)
            moved = c.group != "systems" and listed != c.figure.count
            rows.append(
                {
                    "码": c.code,
                    "组": GROUPS[c.group],
                    "数字": c.name,
                    "数": c.figure.count,
                    "来源": c.says + (f"；发出后有变动，现为{listed}" if moved else ""),
                    "清单": TABLES[c.figure.table],
                    "_group": c.group,
                }
            )
        return rows


def _mean(f: Figure) -> str:
    return "—" if f.mean is None else f"{f.mean:.1f}"


def names(r: Round, lists: Lists) -> Row:
    """Everything the template of the bulletin can use."""
    b, p = _Bulletin(r), r.plan
    agencies = b.agency_rows()
    findings, files = lists.tables["findings"], lists.tables["case_files"]
    numbers = {x["file"]: x["number"] or x["path"] for x in files}
    drawn = [(x, c) for x, c in zip(files, lists.codes["case_files"], strict=True) if x["drawn"]]
    found = [
        (x, c)
        for x, c in zip(findings, lists.codes["findings"], strict=True)
        if x["status"] == "采纳"
    ]
    return {
        "评查名称": p.name,
        "评查编号": p.round,
        "组织单位": p.organiser,
        "期间起": day(p.period_from),
        "期间止": day(p.period_to),
        "文号": r.number or "（草稿，未发出）",
        "日期": r.issued or "（发出日期）",
        **{
            key: b.number("totals", name)
            for key, name in (
                ("收卷", "收卷"),
                ("抽中", "抽中"),
                ("终评", "终评"),
                ("认定", "认定问题"),
                ("豁免", "豁免问题"),
                ("监督", "启动监督"),
            )
        },
        "机关数": len(agencies),
        "等级表": b.grade_rows(),
        "上轮": r.before[0] if r.before else "",
        "机关表": sorted(agencies, key=lambda x: str(x["机关"])),
        "制度表": b.system_rows(),
        "类别表": b.area_rows(),
        "规则表": b.rule_rows()[:TOP_RULES],
        "规则数": len(b.group("rules")),
        "异议表": [
            {"结果": c.name, "数": c.figure.count, "码": c.code} for c in b.group("objections")
        ],
        "异议数": sum(c.figure.count for c in b.group("objections")),
        "整改": b.rectification(),
        "来源表": [x for x in b.source_rows(lists) if x["_group"] not in _IN_WORKBOOK],
        "问题清单": [
            {
                "案号": numbers.get(x["file"], x["file"]),
                "机关": x["agency"],
                "规则": x["rule"] or x["item"],
                "问题": x["message"],
                "码": c,
            }
            for x, c in found[:MOST_ROWS]
        ],
        "问题未列": max(0, len(found) - MOST_ROWS),
        "案卷清单": [
            {
                "编号": x["file"],
                "案号": x["number"] or x["path"],
                "机关": x["agency"],
                "得分": marks(x["total"]),
                "等级": x["grade"] or "未定",
                "问题数": x["confirmed"],
                "码": c,
            }
            for x, c in drawn[:MOST_ROWS]
        ],
        "案卷未列": max(0, len(drawn) - MOST_ROWS),
        "方法": {
            "标准": r.standard.title,
            "标准编号": p.standard,
            "标准版本": p.standard_version,
            "标准哈希": p.standard_hash,
            "规则集哈希": p.ruleset,
            "算法": r.drawn.algorithm if r.drawn else "没有抽取",
            "种子": r.drawn.seed if r.drawn else "—",
            "抽样框": r.drawn.frame if r.drawn else 0,
            "抽取记录哈希": r.draw_hash or "—",
            "替换数": r.replaced,
        },
    }


def charts(r: Round) -> list[Chart]:
    """The charts of the bulletin; one without numbers stays empty."""
    b = _Bulletin(r)
    grades, agencies = b.grade_rows(), b.agency_rows()
    most = sorted(agencies, key=lambda x: (-int(x["问题数"]), str(x["机关"])))[:TOP_AGENCIES]
    more = f"（前{TOP_AGENCIES}个）" if len(agencies) > TOP_AGENCIES else ""
    graded = b.count("totals", "终评") or 1
    mix = [("本轮", tuple(x["数"] / graded for x in grades))]
    if r.before:
        old = sum(r.before[1].values()) or 1
        mix.append(("上轮", tuple(r.before[1].get(str(x["等级"]), 0) / old for x in grades)))
    systems, areas, rules = b.system_rows(), b.area_rows(), b.rule_rows()[:12]
    fixed = b.rectification()
    rates = [
        (label, fixed[key])
        for label, key in (("按期报送率", "_按期"), ("销号率", "_销号"))
        if fixed[key] is not None
    ]
    return [
        Chart("图_等级", "各等级案卷占比", _labels(grades, "等级"), tuple(mix), "column", True),
        Chart("图_制度", "三项制度合规率", _labels(systems, "制度"),
              (("合规率", tuple(x["率"] for x in systems)),), "bar", True),
        Chart("图_类别", "各类问题（处）", _labels(areas, "类别"), (("处", _values(areas)),)),
        Chart("图_规则", "问题最多的规则（处）",
              tuple(f"{x['规则']} {str(x['名称'])[:16]}" for x in rules),
              (("处", _values(rules)),)),
        Chart("图_机关", f"各机关的问题（处）{more}", _labels(most, "机关"),
              (("处", tuple(float(x["问题数"]) for x in most)),)),
        Chart("图_机关等级", f"各机关的等级{more}", _labels(most, "机关"),
              tuple((g, tuple(float(b.count("agency_grades", f"{x['机关']}／{g}"))
                              for x in most)) for g in b.grades()), "stacked"),
        Chart("图_整改", "整改按期报送率和销号率", tuple(n for n, _ in rates),
              (("率", tuple(float(v or 0) for _, v in rates)),), "bar", True),
    ]  # fmt: skip


def _labels(rows: Sequence[Row], key: str) -> tuple[str, ...]:
    return tuple(str(x[key]) for x in rows)


def _values(rows: Sequence[Row]) -> tuple[float, ...]:
    return tuple(float(x["数"]) for x in rows)


def source_rows(r: Round, lists: Lists) -> list[Row]:
    """Every figure with its code, for the workbook."""
    return _Bulletin(r).source_rows(lists)
