"""Lines for people: rounds, case files, figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from enforcement.review.bulletin import Figure, Figures
from enforcement.review.documents.sources import Coded

_VERDICTS = {"fail": "不合格", "needs_review": "待人工"}


def round_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per round."""
    return [
        f"{x['round']} {x['name']} {x['state']}：{x['files']} 个案卷，"
        f"{x['period_from']} 至 {x['period_to']}，标准 {x['standard']}"
        for x in rows
    ] or ["还没有评查；制定方案用 anjuan round new"]


def file_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per case file, and how many."""

    def marks(x: Mapping[str, Any]) -> str:
        if x["total"] is not None:
            return f"{x['total']:g}分 {x['grade'] or ''}"
        return f"程序 {x['machine_total']:g}分" if x["machine_total"] is not None else "不予评分"

    return [
        f"{x['file']} {x['state']} {x['agency']} {x['number'] or x['path']} {marks(x)}"
        f"　疑点 {x['suspected']}" for x in rows
    ] + [f"共 {len(rows)} 个案卷"]  # fmt: skip


def plan_lines(view: Mapping[str, Any]) -> list[str]:
    """A round: plan, progress, what happened."""
    p = view["plan"]
    found = [
        f"{p['round']} {p['name']}：{view['state']}",
        f"组织：{p['organiser']}；办结日期 {p['period_from']} 至 {p['period_to']}",
        f"标准 {p['standard']} 第{p['standard_version']}版（{p['standard_hash'][:12]}），"
        f"规则集 {p['ruleset'][:12]}",
        f"异议期 {p['objection_days']}、整改期限 {p['rectify_days']}、"
        f"逾期上报间隔 {p['climb_days']} 个工作日",
        "案卷：" + ("、".join(f"{k} {n}" for k, n in view["files"].items()) or "还没有"),
    ]
    found += [f"替换：{x['old']} → {x['new']}" for x in view["replaced"]]
    found += [f"没有分派：{x['file']} 缺 {x['missing']} 名（{x['why']}）" for x in view["unplaced"]]
    return found + _history(view)


def _history(view: Mapping[str, Any]) -> list[str]:
    return [
        f"{h['at']} {h['what']}　{h['who']}（{h['unit']}）{'：' + h['why'] if h['why'] else ''}"
        for h in view["history"]
    ]


def case_lines(view: Mapping[str, Any], full: bool = False) -> list[str]:
    """A case file: state, 疑点 with decisions, differences, what happened."""
    machine = view["machine"]
    found = [
        f"{view['file']} {view['number']} {view['agency']}"
        f"（{view['path']}，第{view['arrivals']}版）",
        f"状态：{view['state']}（{view['next']}）；"
        f"程序评分 {machine['total']} {machine['grade'] or ''}",
    ]
    found += [
        f"第{x['slot']}名评查人：{x['reviewer']}（{x['unit']}）"
        f"{'，' + x['submitted'] + ' 提交' if x['submitted'] else ''}"
        f"{'，' + format(x['total'], 'g') + '分' if x['total'] is not None else ''}"
        for x in view["readings"]
    ]
    for x in view["suspects"]:
        said = (
            f"【{x['decision']}{'：' + x['reason'] if x['reason'] else ''}】"
            if x["decision"]
            else "【未定】"
        )
        found.append(
            f"{x['finding']} {x['rule']} {_VERDICTS.get(x['verdict'], '')}"
            f"{'·否决' if x['veto'] else ''} "
            f"《{x['document']}》{x['message']} {said}"
        )
        if full:
            found += [f"    {_place(e)}" for e in x["evidence"]]
            found.append(f"    依据：{x['basis']}")
    found += [f"{x['finding']} 补充 {x['item']}《{x['document']}》{x['text']}（失{x['lost']}分）"
              for x in view["added"]]  # fmt: skip
    found += [f"待评定 {x['item']} {x['text']}：{x['why']}" for x in view["open_items"]]
    for x in view["differing"]:
        said = "／".join(f"{who} {words}" for who, words in x["said"].items())
        found.append(f"不一致 {x['point']}：{said}")
    if view["notice"]:
        n = view["notice"]
        found.append(
            f"整改通知 {n['number']}：{n['holder']} 办理，{n['due']} 到期，"
            f"退回 {n['returned']} 次，上报 {n['climbed']} 次"
        )
    return found + (_history(view) if full else [])


def _place(e: Mapping[str, Any]) -> str:
    at = e["anchor"]
    where = f"{at['source']} {at['place']}" if at else "全卷"
    quote = f"“{e['quote']}”" if e["quote"] else ""
    return f"{where} {quote} 读到：{e['found'] or '—'}　应为：{e['expected'] or '—'}"


def behind_lines(c: Coded, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a number of the bulletin counts, row by row."""
    found = [f"{c.code} {c.name} {c.figure.count}：{c.says}"]
    for x in rows:
        if c.figure.table == "findings":
            says = f"{x['finding']} {x['rule'] or '补充'} {x['document']}：{x['message']}"
        elif c.figure.table == "case_files":
            says = f"{x['agency']} {x['number'] or x['path']} {x['grade'] or ''}"
        elif c.figure.table == "notices":
            says = f"{x['agency']} {x['number']} {x['state']} {x['due']} 到期"
        else:
            says = f"{x['agency']} {x['outcome'] or '未复核'}：{x['text']}"
        found.append(f"{x['file']} {says}")
    return [*found, f"共 {len(rows)} 条"]


def bulletin_lines(f: Figures) -> list[str]:
    """The figures, group by group."""
    groups: tuple[tuple[str, Sequence[Figure]], ...] = (
        ("总数", f.totals),
        ("等级", f.grades),
        ("机关", f.agencies),
        ("三项制度没有问题的案卷", f.systems),
        ("问题分类", f.areas),
        ("规则", f.rules),
        ("异议", f.objections),
        ("整改", f.notices),
    )
    found: list[str] = []
    for name, figures in groups:
        shown = [_figure(x, name) for x in figures]
        found.append(f"{name}：" + ("；".join(shown) if shown else "没有"))
    return found


def _figure(x: Figure, group: str) -> str:
    name = x.name if x.name != "未定" or group != "规则" else "评查人补充"
    more = f"（{x.files} 个案卷）" if x.files is not None else ""
    mean = f"，平均 {x.mean:.1f} 分" if x.mean is not None else ""
    return f"{name} {x.count}{more}{mean}"
