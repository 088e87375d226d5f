"""Answering the questions of the closed vocabulary about a case file, each in 是, 否 or 不明."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from casefiles.facts import Act, CaseFile, Document, Fact, Signature
from rules import forms
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import CHECKS
from rules.days import CalendarUnknown, deadline, workdays_between
from rules.looking import absent, act_of, day_of, facts

# --- conditions -------------------------------------------------------------------------------


def condition(ask: forms.Condition, case: CaseFile, ctx: Context) -> Answer:
    """Answer one inline condition."""
    if ask.types:
        return _among(case.enforcement_type, ask.types, "执法类型")
    if ask.procedures:
        return _among(case.procedure, ask.procedures, "适用程序")
    if ask.departments:
        return _among(ctx.department, ask.departments, "部门领域")
    if ask.documents:
        gone = absent(case, ask.documents)
        if gone is False:
            return yes("", [evidence_of(d) for d in case.of(*ask.documents)])
        if gone is None:
            return unknown("没有找到这种文书，但有文件未能读取或识别")
        return no("案卷里没有这种文书")
    if ask.has:
        found = facts(case, ask.has)
        return yes("", [evidence_of(*p) for p in found]) if found else no("没有这一记载")
    if ask.fact:
        places = facts(case, ask.fact)
        hit = [evidence_of(d, f) for d, f in places if f.value in ask.values]
        if hit:
            return yes("", hit)
        return no("没有这一记载") if places or not _unsure(case, ask.fact) else unknown("读不准")
    if ask.check:
        return CHECKS[ask.check](case, ctx)
    assert ask.of is not None
    act = act_of(case, ask.of)
    if act is None:
        return unknown(f"未读到{ctx.name(ask.of)}")
    day = act.day
    good = (ask.since is None or day >= ask.since) and (ask.before is None or day < ask.before)
    return yes("", [evidence_of_act(act)]) if good else no(f"{show(day)}不在此期间")


def _among(value: str | None, wanted: tuple[str, ...], label: str) -> Answer:
    if value is None:
        return unknown(f"{label}未能确定")
    return yes(f"{label}：{value}") if value in wanted else no(f"{label}：{value}")


def _unsure(case: CaseFile, ref: str) -> bool:
    where, key = ref.split(".", 1)
    return where not in ("case", "*") and any(
        not f.sure for d in case.of(where) for f in d.all(key)
    )


# --- requirements -----------------------------------------------------------------------------


def _present(f: forms.Present, case: CaseFile, ctx: Context) -> Answer:
    if not f.every:
        gone = absent(case, f.documents)
        if gone is False:
            return yes("", [evidence_of(d) for d in case.of(*f.documents)])
        return _gone(case, ctx, f.documents, 1, sure=bool(gone))
    missing = [c for c in f.documents if absent(case, [c]) is not False]
    if not missing:
        return yes("", [evidence_of(d) for d in case.of(*f.documents)])
    sure = [c for c in missing if absent(case, [c])]
    return _gone(case, ctx, sure or missing, len(sure) or 1, sure=bool(sure))


def _gone(case: CaseFile, ctx: Context, codes: Sequence[str], times: int, sure: bool) -> Answer:
    """Documents that are not there; ``times`` counts the faults. Not ``sure``: a file could not be
    recognised and may be the one that is missing."""
    names = _kinds(ctx, codes)
    where = [looked_at(case, f"{names}在卷")] * times
    if sure:
        return no(f"案卷里没有找到{names}", where)
    return unknown(f"没有找到{names}；有文件未能识别，不能断定缺失", where)


def _filled(f: forms.Filled, case: CaseFile, ctx: Context) -> Answer:
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*f.documents):
        for key in f.fields:
            fact = d.first(key)
            if fact is None:
                doubt.append(
                    evidence_of(d, None, "已填写", f"没有找到栏目“{ctx.name('*.' + key)}”")
                )
            elif fact.blank:
                bad.append(evidence_of(d, fact, "已填写"))
            else:
                good.append(evidence_of(d, fact))
    return _judge(bad, doubt, good, "栏目空白", "没有读到该栏目", f.documents, case, ctx)


def _no_value(ctx: Context, limit: str, places: list[Evidence]) -> Answer:
    title = ctx.parameters[limit].title
    return unknown(f"没有适用于本机关的“{title}”数值，请在参数中补充", places)


def _within(f: forms.Within, case: CaseFile, ctx: Context) -> Answer:
    start, end = act_of(case, f.start), act_of(case, f.end)
    if start is None or end is None:
        return _missing(case, ctx, [(f.start, start), (f.end, end)])
    a, b = start.day, end.day
    places = [evidence_of_act(start), evidence_of_act(end)]
    limit = ctx.lookup(f.limit, a)
    if limit is None:
        return _no_value(ctx, f.limit, places)
    try:
        last = deadline(a, limit.days, limit.unit, roll=f.roll)
        used = workdays_between(a, b) if limit.unit == "工作日" else (b - a).days
    except CalendarUnknown as error:
        return unknown(str(error), places)
    term = f"{limit.value}{'日' if limit.unit == '自然日' else '个' + limit.unit}"
    why = f"{show(a)}起{term}，至{show(last)}届满；实际{show(b)}，第{used}个{limit.unit}"
    if limit.status == "未核实":
        return unknown(f"{why}。该期限（{limit.source}）尚未核实，请人工确认", places)
    if limit.status == "设定" and b > last:
        # The law names no number (及时): a long time is for a person to judge.
        return unknown(f"{why}。{limit.source}，请人工判断", places)
    if b <= last:
        sure = start.fact.sure and end.fact.sure
        return yes(why, places) if sure else unknown(f"日期读取不确定：{why}", places)
    if not (start.fact.sure and end.fact.sure):
        return unknown(f"日期读取不确定：{why}", places)
    return no(why, [evidence_of_act(end, f"不迟于{show(last)}", show(b))])


def _ahead(f: forms.Ahead, case: CaseFile, ctx: Context) -> Answer:
    notice, event = act_of(case, f.notice), act_of(case, f.event)
    if notice is None or event is None:
        return _missing(case, ctx, [(f.notice, notice), (f.event, event)])
    a, b = notice.day, event.day
    places = [evidence_of_act(notice), evidence_of_act(event)]
    limit = ctx.lookup(f.limit, a)
    if limit is None:
        return _no_value(ctx, f.limit, places)
    try:
        days = workdays_between(a, b) if limit.unit == "工作日" else (b - a).days
    except CalendarUnknown as error:
        return unknown(str(error), places)
    need = limit.days
    if limit.status != "核实":
        return unknown(f"间隔{days}个{limit.unit}；要求{need}个（{limit.source}）尚未核实", places)
    why = f"{show(a)}至{show(b)}，间隔{days}个{limit.unit}，要求{need}个{limit.unit}前"
    if days < need:
        return no(why, [evidence_of_act(notice, f"至少提前{need}个{limit.unit}", f"{days}个")])
    # With exactly N days the event falls on the N-th day: the strict view wants N full days.
    return (
        yes(why, places)
        if days > need
        else unknown(f"{why}；恰好{need}日，是否满足“日前”请人工确认", places)
    )


def _order(f: forms.Order, case: CaseFile, ctx: Context) -> Answer:
    acts = [a for a in (act_of(case, ref) for ref in f.acts) if a is not None]
    if len(acts) < 2:
        return _missing(case, ctx, [(ref, act_of(case, ref)) for ref in f.acts])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    for earlier, later in pairwise(acts):
        a, b = earlier.day, later.day
        wanted = f"不早于{earlier.document.name}的{show(a)}"
        if b < a or (b == a and f.same_day == "不允许"):
            sure = earlier.fact.sure and later.fact.sure
            (bad if sure else doubt).append(evidence_of_act(later, wanted, show(b)))
        elif b == a and f.same_day == "待人工":
            doubt.append(evidence_of_act(later, wanted, f"同日（{show(b)}）"))
    good = [evidence_of_act(a) for a in acts]
    if bad:
        return no("时间先后颠倒", bad)
    return unknown("同一日作出，先后不明", doubt) if doubt else yes("先后顺序正确", good)


def _same(f: forms.Same, case: CaseFile, ctx: Context) -> Answer:
    places = [p for ref in f.fields for p in facts(case, ref)]
    if len({id(d) for d, _ in places}) < 2:
        return unknown("只读到一处，无从比较", [evidence_of(*p) for p in places])
    first = places[0]
    differ = [(d, x) for d, x in places[1:] if x.value != first[1].value]
    if not differ:
        return yes("各处一致", [evidence_of(*p) for p in places])
    bad = [evidence_of(d, x, f"{first[0].name}：{show(first[1].value)}") for d, x in differ]
    sure = first[1].sure and all(x.sure for _, x in differ)
    return no("各文书记载不一致", bad) if sure else unknown("读取不确定，请核对", bad)


def _says(f: forms.Says, case: CaseFile, ctx: Context) -> Answer:
    documents = list(case.of(*f.documents))
    if f.which == "首份":
        documents = sorted(documents, key=_when)[:1]
    if not documents:
        return _no_documents(case, ctx, f.documents)
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for phrase in f.phrases:
        said = [(d, x) for d in documents if (x := d.first(phrase)) and x.value is True]
        good += [evidence_of(*p) for p in said]
        silent = [d for d in documents if d not in [p[0] for p in said]]
        if silent and (f.which != "任一" or not said):
            shown = silent[:1] if f.which == "任一" else silent
            bad += [evidence_of(d, None, ctx.name(f"*.{phrase}"), "没有这一记载") for d in shown]
    # One fault a document, however many phrases it lacks.
    seen: dict[str, Evidence] = {}
    for e in bad:
        seen.setdefault(e.source or e.document, e)
    return no("没有相应记载", seen.values()) if bad else yes("有记载", good)


def _silent(f: forms.Silent, case: CaseFile, ctx: Context) -> Answer:
    documents = list(case.of(*f.documents))
    if not documents:
        return _no_documents(case, ctx, f.documents)
    bad = [
        evidence_of(d, x, "不应有此内容")
        for d in documents
        for p in f.phrases
        if (x := d.first(p)) and x.value is True
    ]
    return no("出现了不应有的内容", bad) if bad else yes("", [evidence_of(d) for d in documents])


def _signed(f: forms.Signed, case: CaseFile, ctx: Context) -> Answer:
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*f.documents):
        marks: list[tuple[Fact, Signature]] = [(x, x.value) for x in d.all("signatures")]
        for role in f.roles:
            mine = [(x, s) for x, s in marks if s.role == role]
            signed = [x for x, s in mine if s.filled or s.refused]
            if signed:
                good.append(evidence_of(d, signed[0]))
            elif any(s.ink for _, s in mine):
                doubt.append(
                    evidence_of(d, mine[0][0], f"{role}签名", "有图像或笔迹，请看是否为签名")
                )
            elif mine:
                bad.append(evidence_of(d, mine[0][0], f"{role}签名", "空白"))
            else:
                doubt.append(evidence_of(d, None, f"{role}签名", "没有找到签名栏"))
    return _judge(bad, doubt, good, "签名栏空白", "没有找到签名或需看图像", f.documents, case, ctx)


def _people(f: forms.People, case: CaseFile, ctx: Context) -> Answer:
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*f.documents):
        found = [x for x in d.all(f.field) if not x.blank]
        names = {p.name for x in found for p in x.value}
        if len(names) >= f.at_least:
            good.append(evidence_of(d, found[0]))
        elif names:
            bad.append(evidence_of(d, found[0], f"至少{f.at_least}人", show(sorted(names))))
        else:
            doubt.append(evidence_of(d, None, f"至少{f.at_least}人", "没有读到人员"))
    return _judge(bad, doubt, good, "人数不足", "没有读到人员", f.documents, case, ctx)


def _names(case: CaseFile, refs: Iterable[str]) -> list[tuple[Document, Fact, str]]:
    found: list[tuple[Document, Fact, str]] = []
    for ref in refs:
        for d, x in facts(case, ref):
            value = x.value if isinstance(x.value, tuple) else (x.value,)
            found += [(d, x, str(getattr(v, "name", v))) for v in value]
    return found


def _apart(f: forms.Apart, case: CaseFile, ctx: Context) -> Answer:
    left, right = _names(case, f.left), _names(case, f.right)
    if not left or not right:
        side = "、".join(map(ctx.name, f.left if not left else f.right))
        return unknown(f"没有读到人员（{side}）", [evidence_of(d, x) for d, x, _ in left or right])
    others = {n: d.name for d, _, n in right}
    both: dict[str, Evidence] = {}
    for d, x, name in left:
        if name in others:
            both.setdefault(name, evidence_of(d, x, f"不是{others[name]}中的人员", name))
    return (
        no("同一人兼任", both.values())
        if both
        else yes("", [evidence_of(d, x) for d, x, _ in left])
    )


def _when(d: Document) -> tuple[date, str]:
    for key in ("start_time", "doc_date"):
        if (day := day_of(d.value(key))) is not None:
            return (day, d.source)
    return (date.max, d.source)


def _judge(
    bad: list[Evidence],
    doubt: list[Evidence],
    good: list[Evidence],
    why_bad: str,
    why_doubt: str,
    codes: Iterable[str],
    case: CaseFile,
    ctx: Context,
) -> Answer:
    if not (bad or doubt or good):
        return _no_documents(case, ctx, codes)
    return judged(case, (bad, why_bad), (doubt, why_doubt), (good, ""), missing="")


def _kinds(ctx: Context, codes: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(ctx.name(c) for c in codes))


def _no_documents(case: CaseFile, ctx: Context, codes: Iterable[str]) -> Answer:
    names = _kinds(ctx, codes)
    return unknown(f"案卷里没有可供核对的文书（{names}）", [looked_at(case, f"{names}在卷")])


def _missing(case: CaseFile, ctx: Context, wanted: list[tuple[str, Act | None]]) -> Answer:
    gone = "、".join(ctx.name(ref) for ref, act in wanted if act is None)
    seen = [evidence_of_act(act) for _, act in wanted if act is not None]
    return unknown(f"没有读到{gone}", [*seen, looked_at(case, "已记载")])


_FORMS: dict[str, Callable[[Any, CaseFile, Context], Answer]] = {
    "present": _present,
    "filled": _filled,
    "within": _within,
    "ahead": _ahead,
    "order": _order,
    "same": _same,
    "says": _says,
    "silent": _silent,
    "signed": _signed,
    "people": _people,
    "apart": _apart,
}


def requirement(ask: forms.Requirement, case: CaseFile, ctx: Context) -> Answer:
    """Answer a rule's requirement."""
    if ask.check is not None:
        return CHECKS[ask.check.name](case, ctx, **ask.check.options)
    if ask.across is not None:
        raise TypeError("a comparison of case files is not answered for one of them")
    if ask.person is not None:
        return unknown(f"需由人判断：{ask.person}")
    (form,) = ask.model_fields_set
    return _FORMS[form](getattr(ask, form), case, ctx)
