"""What the documents of one case file say: names for the templates, from its state and score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from enforcement.result import Evidence, RuleResult, Score, Step
from enforcement.review import events as ev
from enforcement.review.documents.words import day, day_at, marks, places
from enforcement.review.files import CaseState
from enforcement.review.findings import WHOLE, item_key
from enforcement.review.grading import confirmed
from enforcement.review.parts import Added, Opinion, Suspect
from rules.standards import Item, Standard

Row = dict[str, Any]
Places = Mapping[str, tuple[RuleResult, Sequence[Evidence]]]


@dataclass(slots=True, frozen=True)
class Dossier:
    """A case file with all that its documents draw on; ``score`` is the one that stands."""

    state: CaseState
    plan: ev.Planned
    standard: Standard
    score: Score
    places: Places

    @property
    def standing(self) -> Opinion:
        """What readers or panel decided, as it stands."""
        return self.state.standing or Opinion()

    @property
    def items(self) -> dict[str, Item]:
        """The items of the standard by number."""
        return {i.no: i for _, i in self.standard.rows()}

    def counting(self) -> tuple[str, ...]:
        """The findings that count now."""
        s = self.state
        if s.graded is not None:
            return s.graded[1].confirmed
        return confirmed(s.suspects(), self.standing, ())


def names(d: Dossier) -> Row:
    """What every document of a case file can use."""
    s, r, p = d.state, d.state.received, d.plan
    readers = [x.reviewer for _, x in sorted(s.readings.items())]
    problems = problem_rows(d, d.counting())
    return {
        "评查名称": p.name,
        "评查编号": p.round,
        "组织单位": p.organiser,
        "案卷编号": r.file,
        "机关": r.agency,
        "承办机构": r.office,
        "案号": r.number or r.path,
        "当事人": r.party,
        "类型": r.enforcement_type,
        "程序": r.procedure,
        "决定日期": day(r.decision_date),
        "标准": d.standard.title,
        "标准版本": d.standard.version,
        "标准哈希": p.standard_hash,
        "规则集哈希": p.ruleset,
        "满分": marks(d.standard.total),
        "得分": marks(d.score.total),
        "等级": d.score.grade or "—",
        "否决": "、".join(d.score.vetoes) or "无",
        "评查人": "、".join(readers),
        "评查日期": day_at(max((x.submitted for x in s.readings.values()), default="")),
        "问题": problems,
        "问题数": len(problems),
    }


def problem_rows(d: Dossier, findings: Iterable[str]) -> list[Row]:
    """One row for each of ``findings``, in the order given."""
    suspects = {x.finding: x for x in d.state.suspects()}
    before = d.state.merged[1].opinion.added if d.state.merged else ()
    own = {a.finding: a for a in (*before, *d.standing.added)}
    rows = []
    for n, f in enumerate(dict.fromkeys(findings), 1):
        if f in suspects:
            rows.append({"序号": n, **_of_program(d, suspects[f])})
        elif f in own:
            rows.append({"序号": n, **_of_reviewer(d, own[f])})
    return rows


def _of_program(d: Dossier, x: Suspect) -> Row:
    result, evidence = d.places.get(x.finding, (None, ()))
    quotes = [e.quote for e in evidence if e.quote.strip()]
    item = d.items.get(x.item)
    return {
        "编号": x.finding,
        "规则": x.rule,
        "项目": x.item,
        "内容": item.text if item else (result.title if result else ""),
        "文书": x.document,
        "问题": x.message,
        "位置": places(evidence) or x.document,
        "原文": quotes[0].replace("\n", " ")[:120] if quotes else "",
        "依据": result.basis if result else "",
        "改正": result.remedy if result else "",
        "来源": "程序提示，评查人采纳",
        "否决": "是" if x.veto else "",
    }


def _of_reviewer(d: Dossier, a: Added) -> Row:
    item = d.items[a.item]
    return {
        "编号": a.finding,
        "规则": "",
        "项目": a.item,
        "内容": item.text,
        "文书": a.document,
        "问题": a.text,
        "位置": a.document if a.document == WHOLE else f"《{a.document}》",
        "原文": "",
        "依据": f"评查标准 {a.item}",
        "改正": "",
        "来源": "评查人补充",
        "否决": "是" if item.kind == "否决" else "",
    }


def sheet(d: Dossier) -> Row | None:
    """评查表: every item with its marks; once both readings are in."""
    s = d.state
    if s.standing is None:
        return None
    steps = {x.item: x for x in d.score.derivation}
    judged = {j.item: j.reason for j in d.standing.judged}
    settled = set(s.merged[1].settled) if s.merged else set()
    settled |= set(s.review[1].changed) if s.review else set()
    by_item: dict[str, list[Row]] = {}
    for row in problem_rows(d, d.counting()):
        by_item.setdefault(row["项目"], []).append(row)
    rows = []
    for n, (section, item) in enumerate(d.standard.rows(), 1):
        step, found = steps[item.no], by_item.get(item.no, [])
        panel = item_key(item.no) in settled or any(x["编号"] in settled for x in found)
        says = [x["问题"] for x in found] + ([judged[item.no]] if judged.get(item.no) else [])
        rows.append(
            {
                "序号": n,
                "部分": section.name,
                "项目": item.no,
                "内容": item.text,
                "标准分": marks(step.standard_points) if item.kind != "否决" else "否决",
                "扣分": _lost(step),
                "得分": marks(step.obtained),
                "结论": step.state,
                "理由": "；".join(dict.fromkeys(says)) or _why(step),
                "位置": "\n".join(dict.fromkeys(x["位置"] for x in found)),
                "评查人": "合议" if panel else "、".join(
                    x.reviewer for _, x in sorted(s.readings.items())
                ),
            }
        )  # fmt: skip
    record = s.review[1].record if s.review else s.merged[1].record if s.merged else ""
    lost = [x for x in rows if x["结论"] in ("扣分", "否决")]
    return {"逐项": rows, "失分项": lost, "评语": record or _summary(d)}


def _lost(step: Step) -> str:
    if step.state == "否决":
        return "否决"
    if step.standard_points is None or step.obtained is None:
        return "—"
    return marks(step.standard_points - step.obtained)


def _why(step: Step) -> str:
    if step.state in ("扣分", "否决", "待人工"):
        return "；".join(b.arithmetic for b in step.because if b.arithmetic)
    return ""


def _summary(d: Dossier) -> str:
    n = len(d.counting())
    says = f"认定问题{n}处" if n else "没有发现问题"
    return f"{says}，{marks(d.score.total)}分，{d.score.grade or '未定等级'}。"


def opinion(d: Dossier) -> Row | None:
    """评查意见书."""
    s = d.state
    o = s.opinion
    if o is None:
        return None
    act = next(a for a in s.acts if a.event is o)
    # As it stood then: a later review changes what stands, not what the agency was told.
    then = s.merged[1].opinion if s.merged else s.compared.agreed if s.compared else Opinion()
    mine = problem_rows(d, confirmed(s.suspects(), then, ()))
    return {
        "文号": o.number,
        "日期": day(act.day),
        "异议截止": day(o.due),
        "异议工作日": d.plan.objection_days,
        "得分": marks(o.total),
        "等级": o.grade or "—",
        "问题": mine,
        "问题数": len(mine),
    }


def panel(d: Dossier) -> Row | None:
    """合议记录."""
    s = d.state
    if s.merged is None or s.compared is None:
        return None
    act, m = s.merged
    readers = [x for _, x in sorted(s.readings.items())]
    rows = [
        {
            "序号": n,
            "事项": _point(d, key),
            "意见一": _said(readers[0].opinion, key) if readers else "",
            "意见二": _said(readers[1].opinion, key) if len(readers) > 1 else "",
            "合议意见": _said(m.opinion, key),
        }
        for n, key in enumerate(dict.fromkeys((*s.compared.differing, *m.settled)), 1)
    ]
    return {
        "日期": act.when,
        "主持人": act.who,
        "参加人": "、".join(m.members),
        "评查人一": readers[0].reviewer if readers else "",
        "评查人二": readers[1].reviewer if len(readers) > 1 else "",
        "得分一": marks(readers[0].total) if readers else "—",
        "得分二": marks(readers[1].total) if len(readers) > 1 else "—",
        "事项": rows,
        "合议意见": m.record,
        "合议得分": marks(m.total),
        "合议等级": m.grade or "—",
    }


def review(d: Dossier) -> Row | None:
    """异议复核决定."""
    s = d.state
    if s.review is None or s.objection is None:
        return None
    act, r = s.review
    about = s.objection.event.points
    points = dict.fromkeys((*about, *r.changed))
    return {
        "日期": day(act.day),
        "主持人": act.who,
        "参加人": "、".join(r.members),
        "异议单位": s.objection.act.unit,
        "异议日期": day(s.objection.act.day),
        "异议内容": s.objection.event.text,
        "事项": [
            {"序号": n, "事项": _point(d, key), "复核意见": _said(r.opinion, key)}
            for n, key in enumerate(points, 1)
        ],
        "结论": r.outcome,
        "复核意见": r.record,
        "复核得分": marks(r.total),
        "复核等级": r.grade or "—",
    }


def _point(d: Dossier, key: str) -> str:
    """A point on which readings differ, in words."""
    for x in d.state.suspects():
        if x.finding == key:
            return f"{x.rule}《{x.document}》{x.message}"
    added = [a for r in d.state.readings.values() for a in r.opinion.added]
    for a in (*added, *d.standing.added):
        if a.finding == key:
            return f"{a.item}《{a.document}》{a.text}"
    item = d.items.get(key.removeprefix("项目"))
    return f"{item.no} {item.text}" if item else key


def _said(o: Opinion, key: str) -> str:
    """What an opinion says on a point."""
    says = [
        x.decision + (f"：{x.reason}" if x.reason else "") for x in o.decisions if x.finding == key
    ]
    says += [
        _judged(j.lost) + (f"：{j.reason}" if j.reason else "")
        for j in o.judged
        if item_key(j.item) == key
    ]
    says += [f"认定，失{marks(a.lost)}分" for a in o.added if a.finding == key]
    return "；".join(says) or "未提出"


def _judged(lost: Decimal | None) -> str:
    return "不适用" if lost is None else f"失{marks(lost)}分"


def notice(d: Dossier) -> Row | None:
    """整改通知书."""
    n = d.state.notice
    if n is None:
        return None
    act = next(a for a in d.state.acts if isinstance(a.event, ev.Noticed))
    assert isinstance(act.event, ev.Noticed)
    rows = problem_rows(d, n.findings)
    return {
        "文号": n.number,
        "日期": day_at(n.issued),
        "主送": n.first,
        "整改期限": day(act.event.due),
        "问题": rows,
        "问题数": len(rows),
    }


def recheck(d: Dossier) -> Row | None:
    """整改复查表; once the agency has handled the notice."""
    n = d.state.notice
    if n is None or not n.handled:
        return None
    handled = [a for a in d.state.acts if isinstance(a.event, ev.Handled)]
    checks = [a for a in d.state.acts if isinstance(a.event, ev.Rechecked)]
    last = checks[-1] if checks and checks[-1].at >= handled[-1].at else None
    assert isinstance(handled[-1].event, ev.Handled)
    told = handled[-1].event
    result = last.event if last and isinstance(last.event, ev.Rechecked) else None
    rows = problem_rows(d, n.findings)
    for row in rows:
        row["复查"] = (
            "" if result is None else "仍存在" if row["编号"] in result.still else "已整改"
        )
    return {
        "文号": n.number,
        "整改期限": day(n.due),
        "办理单位": n.holder,
        "报送日期": day_at(handled[-1].at),
        "是否按期": {True: "按期", False: "逾期", None: ""}[n.in_time],
        "整改情况": told.text,
        "证明材料": "、".join(p.source for p in told.proofs) or "没有附送",
        "退回次数": n.returned,
        "问题": rows,
        "问题数": len(rows),
        "复查结论": "" if result is None else "同意销号" if result.closed else "退回继续整改",
        "复查人": f"{last.who}（{last.unit}）" if last else "",
        "复查意见": last.why if last else "",
        "复查日期": day(last.day) if last else "",
    }


def supervisions(d: Dossier) -> list[Row]:
    """监督意见书, one for each procedure."""
    return [
        {
            "文号": number,
            "日期": day(act.day),
            "意见": opened.text,
            "问题": (rows := problem_rows(d, opened.findings)),
            "问题数": len(rows),
        }
        for number, (act, opened, _) in d.state.supervisions.items()
    ]


def documents(d: Dossier) -> list[tuple[str, Row]]:
    """Every document the case file is ready for: template and its names, in the order of the
    procedure."""
    base = names(d)
    made = (
        ("评查表", sheet(d)),
        ("合议记录", panel(d)),
        ("评查意见书", opinion(d)),
        ("异议复核决定", review(d)),
        ("整改通知书", notice(d)),
        ("整改复查表", recheck(d)),
    )
    found = [(name, {**base, **row}) for name, row in made if row is not None]
    return found + [("监督意见书", {**base, **row}) for row in supervisions(d)]
