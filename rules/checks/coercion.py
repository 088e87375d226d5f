"""Seizure, registration of goods and enforcement: approved, told, in time (行政强制法)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from casefiles.facts import CaseFile, Document, squash
from rules.answers import Answer, Context, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.checks.evidence import never_signed
from rules.checks.gathering import (
    Dated,
    Tally,
    agreed_elsewhere,
    counted,
    dated,
    firm,
    heads,
    marked,
    only_days_off,
    parts,
    saying,
    served,
)
from rules.days import (
    CalendarUnknown,
    deadline,
    is_festival,
    months_after,
    roll,
    workdays_between,
)
from rules.looking import absent, act_of, day_of
from rules.parameters import Value

# --- approval ---------------------------------------------------------------------------------


@check
def coercion_approved(
    case: CaseFile, ctx: Context, measures: list[str], forms: list[str], words: list[str],
    about: list[str], others: list[str], limit: str, signed: list[str],
) -> Answer:  # fmt: skip
    """The head approved the measure before it was taken, or, where there was no time, within the
    parameter ``limit`` afterwards (行政强制法第十八条第一项、第十九条; 行政处罚法第五十六条).

    ``words`` say of an approval without a form, and so may other signed forms that speak of the
    measure (``about``); ``others`` mark forms for something else than taking it. Papers of the
    kinds ``signed`` must bear the party's mark.
    """
    t = Tally()
    taken, ups = dated(case, measures), heads(case, forms)
    instead = agreed_elsewhere(case, about, taken[0][0], forms) if taken else []
    if not case.has(*forms):
        said = [*instead, *saying(case, words)]
        for d in said:
            t.put(None, evidence_of(d, None, "负责人批准的审批表", "文书提到批准，没有审批表"))
        if not said:
            gone = absent(case, forms)
            t.put(False if gone else None, looked_at(case, "负责人批准的审批表"))
    elif not taken or not ups:
        for d in case.of(*forms):
            t.put(None, evidence_of(d, None, "负责人批准的日期", "没有读到批准或者实施的日期"))
    else:
        (day, began, paper), (up, opinion, form) = taken[0], ups[0]
        value = ctx.lookup(limit, day)
        last = deadline(began.value, value.days, value.unit) if value else day
        other = bool(instead) or any(w in squash(form.title + form.text) for w in others)
        late = up > (day_of(last) or day) and firm(began) and opinion.sure and not other
        wanted = f"不晚于{paper.name}的{show(began.value)}；情况紧急的不晚于{show(last)}"
        e = evidence_of(form, opinion, wanted, show(up))
        t.put(True if up <= day else False if late else None, e)
    for d in case.of(*signed):
        marked(t, case, d)
    return t.answer("没有事先批准，或者手续不全", "批准或者签名没有读全，请核对")


# --- the papers -------------------------------------------------------------------------------


@check
def coercion_papers(
    case: CaseFile, ctx: Context, documents: list[str], elements: list[dict[str, Any]], least: int,
    loose: Sequence[str] = (), signed: Sequence[str] = (), needed: Sequence[dict[str, Any]] = (),
    order: Sequence[dict[str, Any]] = (), on_the_spot: bool = False,
) -> Answer:  # fmt: skip
    """The papers of one step of coercion are there, complete, signed and in order
    (行政强制法第十八条、第二十四条、第三十五条、第五十一条).

    Each document of the kinds ``documents`` holds ``elements`` (see ``parts``; titles with a word
    of ``loose`` follow a form of their own), those of the kinds ``signed`` bear the party's mark,
    each of ``needed`` is in the file (see ``_needed``) and each of ``order`` was kept (see
    ``_gap``). ``on_the_spot``: the documents were handed over on the day of the measure.
    """
    t = Tally()
    for d in case.of(*documents):
        parts(t, d, elements, least, not any(w in d.title for w in loose))
        if on_the_spot:
            _on_the_spot(t, case, d)
    for d in case.of(*signed):
        marked(t, case, d)
    for n in needed:
        _needed(t, case, **n)
    for o in order:
        _gap(t, case, ctx, **o)
    return t.answer("手续或者文书内容不全", "手续或者文书内容没有读全，请核对")


def _needed(
    t: Tally, case: CaseFile, name: str, documents: list[str], words: Sequence[str] = (),
    instead: Sequence[str] = (),
) -> None:  # fmt: skip
    """One of ``documents`` is in the file. Papers of the kinds ``instead``, or any that say
    ``words``, may stand for it or excuse it: then a person looks."""
    if case.has(*documents):
        t.put(True, evidence_of(next(case.of(*documents))))
        return
    maybe = [*case.of(*instead), *saying(case, words)]
    for d in maybe[:3]:
        t.put(None, evidence_of(d, None, name, "没有单独的文书，请核对"))
    if not maybe:
        t.put(False if absent(case, documents) else None, looked_at(case, name))


def _gap(
    t: Tally, case: CaseFile, ctx: Context, earlier: str, later: list[str], limit: str = ""
) -> None:
    """The paper ``earlier`` comes before each of the kinds ``later``, by ``limit`` days at least
    from when it was delivered. Exactly so many days leave it open whether the last counts."""
    first = next(iter(dated(case, [earlier])), None)
    if first is None:
        return  # whether it is there is asked elsewhere
    day, made, paper = first
    days = [x for x in served(case, paper) if x[0] is not None]
    given = min(days, key=lambda x: x[0] or day) if days else None
    start = given[0] if given is not None and given[0] is not None else day
    for end, f, d in dated(case, later)[:1]:
        value = ctx.lookup(limit, start) if limit else None
        wanted = f"晚于{paper.name}（{show(start)}）"
        if value is None:
            wrong = end < day and firm(made) and firm(f)
            t.put(end >= day or (False if wrong else None), evidence_of(d, f, wanted, show(end)))
            continue
        try:
            used = workdays_between(start, end) if value.unit == "工作日" else (end - start).days
        except CalendarUnknown as error:
            t.put(None, evidence_of(d, f, wanted, str(error)))
            continue
        # Delivery cannot be earlier than the paper itself, so too few days are too few anyway.
        short = used < value.days and firm(made) and firm(f) and value.status == "核实"
        right = used > value.days and given is not None
        e = evidence_of(d, f, f"{wanted}{value.value}个{value.unit}", f"第{used}个{value.unit}")
        t.put(True if right else False if short else None, e)


def _on_the_spot(t: Tally, case: CaseFile, d: Document) -> None:
    """The order was handed over on the day of the measure."""
    made = d.first("doc_date")
    start = day_of(made.value) if made is not None else None
    # The record tells when it was done where there is one record and one order.
    sites = dated(case, ["QZ_BL"])
    if len(sites) == 1 and len(list(case.of("QZ_JD"))) == 1:
        start, made = sites[0][0], sites[0][1]
    given = served(case, d)
    if not given or start is None or made is None:
        t.put(None, evidence_of(d, made, "当场交付的记载", "没有读到"))
        return
    days = [x for x in given if x[0] is not None]
    first = min(days, key=lambda x: x[0] or start) if days else given[0]
    late = first[0] is not None and first[0] > start
    sure = bool(sites) and firm(made) and first[1].sure and len(days) == len(given)
    wanted = f"当场（{show(start)}）交付"
    right = (False if sure else None) if late else True
    t.put(right, evidence_of(first[2], first[1], wanted, show(first[0]) if late else ""))


# --- the end ----------------------------------------------------------------------------------


def _last_known(case: CaseFile) -> date | None:
    """The last day on which the file tells that something was done."""
    acts = [a for key, found in case.acts.items() if key != "correction_deadline" for a in found]
    days = [day_of(a.fact.value) for a in acts if a.fact.sure]
    return max((d for d in days if d is not None), default=None)


@check
def handled_in_time(
    case: CaseFile, ctx: Context, measures: list[str], ends: list[str], limit: str,
    words: list[str], silent: list[str], confiscating: list[str], pauses: list[str],
    loose: list[str], extension: str = "", extended_by: str = "",
) -> Answer:  # fmt: skip
    """What was seized or registered was dealt with within ``limit`` (行政强制法第二十五条;
    行政处罚法第五十六条).

    A paper of the kinds ``ends`` deals with it, or a decision of the kinds ``confiscating`` that
    confiscates goods. A paper of the kind ``extended_by`` lengthens the limit by ``extension``.
    An over-run is for a person to work out where ``pauses`` are in the file, and for orders whose
    title holds a word of ``loose`` (other laws set other limits). Papers that are not of the kinds
    ``silent`` and say ``words`` may tell how it ended.
    """
    t = Tally()
    done = dated(case, ends)
    done += [
        x for x in dated(case, confiscating)
        if any(f.value.kind == "没收非法财物" for f in x[2].all("penalties"))
    ]  # fmt: skip
    done.sort(key=lambda x: (x[0], x[2].source))
    seen: set[date] = set()
    for start, f, d in dated(case, measures):
        if start in seen:
            continue
        seen.add(start)
        value, more = ctx.lookup(limit, start), None
        if value is None:
            t.put(None, evidence_of(d, f, "处理期限", "没有适用于本机关的数值"))
            continue
        if extended_by and case.has(extended_by):
            more = ctx.lookup(extension, start)
        try:
            last = _last(start, value, more)
        except CalendarUnknown as error:
            t.put(None, evidence_of(d, f, "处理期限", str(error)))
            continue
        end = next((x for x in done if x[0] >= start), None)
        wanted = f"不迟于{show(last)}（{show(start)}起{value.value}{value.unit}）"
        easy = value.status != "核实" or any(w in d.title for w in loose) or case.has(*pauses)
        if end is None:
            open_ = easy or not firm(f) or _may_have_ended(case, ends, words, silent)
            known = _last_known(case)
            over = known is not None and known > last and not open_
            t.put(False if over else None, evidence_of(d, f, wanted, "没有处理或者解除的文书"))
        elif end[0] <= last:
            t.put(True, evidence_of(end[2], end[1], wanted, show(end[0])))
        else:
            rolled = value.unit != "工作日" and only_days_off(last, end[0])
            # What could not be read or recognised may be an earlier end.
            hidden = bool(case.problems) or any(not x.title for x in case.unknown)
            vague = end[2].code in confiscating  # of other things, it may be
            hidden = hidden or any(vague or x.code is None for x in saying(case, words, silent))
            open_ = easy or rolled or hidden or not (firm(f) and firm(end[1]))
            t.put(None if open_ else False, evidence_of(end[2], end[1], wanted, show(end[0])))
    return t.answer("超过期限才处理，或者没有处理", "处理的期限或者日期需要人工确认")


def _last(start: date, value: Value, more: Value | None) -> date:
    last = deadline(start, value.days, value.unit)
    return deadline(last, more.days, more.unit) if more is not None else last


def _may_have_ended(case: CaseFile, ends: list[str], words: list[str], silent: list[str]) -> bool:
    return case.has(*ends) or absent(case, ends) is not True or bool(saying(case, words, silent))


@check
def extension_told(
    case: CaseFile, ctx: Context, forms: list[str], mention: list[str], limit: str, least: int,
    pauses: list[str], elements: list[dict[str, Any]], period: list[dict[str, Any]],
) -> Answer:  # fmt: skip
    """An extension was approved and decided before the first term ran out, gives ``elements`` and
    was told in writing; so was the ``period`` of a test (行政强制法第二十五条). With papers of the
    kinds ``pauses`` in the file the first term may have run on."""
    t = Tally()
    orders = dated(case, ["QZ_JD"])
    for day, f, d in dated(case, ["QZ_YC"]):
        parts(t, d, elements, least, strict=True)
        marked(t, case, d)
        before = [x for x in orders if x[0] <= day]
        value = ctx.lookup(limit, day)
        if not before or value is None:
            t.put(None, evidence_of(d, f, "不晚于原期限届满", "没有读到原决定书"))
            continue
        last = deadline(before[-1][0], value.days, value.unit)
        sure = firm(f) and firm(before[-1][1]) and len(orders) == 1 and not case.has(*pauses)
        for when, fact, paper in [(day, f, d), *_approvals(case, forms, mention)[:1]]:
            wrong = when > last and sure and fact.sure
            e = evidence_of(paper, fact, f"不晚于原期限届满（{show(last)}）", show(when))
            t.put(when <= last or (False if wrong else None), e)
        if not _approvals(case, forms, mention):
            t.put(None, evidence_of(d, None, "负责人批准延长的审批表", "没有读到"))
    for d in case.of("CF_JDQJ"):
        parts(t, d, period, least, strict=True)
        marked(t, case, d)
    return t.answer("延长或者检验期间的手续不全", "延长或者检验期间的手续没有读全，请核对")


def _approvals(case: CaseFile, forms: list[str], mention: list[str]) -> list[Dated]:
    return [
        x for x in heads(case, forms) if any(w in squash(x[2].title + x[2].text) for w in mention)
    ]


# --- enforcement ------------------------------------------------------------------------------


@check
def not_at_night(
    case: CaseFile, ctx: Context, documents: list[str], forced: list[str], urgent: list[str],
    night: list[str],
) -> Answer:  # fmt: skip
    """Nobody enforces at night (between the hours of the parameters ``night``) or on a public
    holiday, unless the record says that it was ``urgent`` (行政强制法第四十三条第一款). A record
    without a word of ``forced`` may be about something the party did himself."""
    t = Tally()
    for day, f, d in dated(case, documents):
        values = [x for n in night if (x := ctx.lookup(n, day)) is not None]
        hours = [x.days for x in values]
        # The law does not say when night begins: hours of our own never fail a case.
        settled = all(x.status == "核实" for x in values)
        try:
            holiday = is_festival(day)
        except CalendarUnknown as error:
            t.put(None, evidence_of(d, f, "不在法定节假日", str(error)))
            continue
        timed = isinstance(f.value, datetime) and len(hours) == 2
        late = timed and not hours[1] <= f.value.hour < hours[0]
        text = squash(d.title + d.text)
        open_ = any(w in text for w in urgent) or not any(w in text for w in forced) or not firm(f)
        open_ = open_ or not (holiday or settled)
        e = evidence_of(d, f, "不在夜间或者法定节假日", show(f.value))
        t.put((None if open_ else False) if holiday or late else True if timed else None, e)
    return t.answer(
        "在夜间或者法定节假日实施强制执行",
        "实施的时间没有读全、可能在夜间，或者写明情况紧急，请核对",
    )


@check
def remedies_over(
    case: CaseFile, ctx: Context, event: list[str], limit: str, window: str, instead: list[str],
    words: list[str], order: list[dict[str, Any]], needed: list[dict[str, Any]],
) -> Answer:  # fmt: skip
    """The party's time to sue (``limit``) has run out before ``event``, and, where ``window`` names
    a parameter, not longer ago than that (行政强制法第四十四条、第五十三条、第五十四条).

    Papers of the kinds ``instead`` (instalments …) or that say ``words`` (a review, a judgment)
    move these days: then a person works them out. ``order`` and ``needed``: see
    ``coercion_papers``. The head's signature on the application must not be blank.
    """
    t = Tally()
    for n in needed:
        _needed(t, case, **n)
    for o in order:
        _gap(t, case, ctx, **o)
    given, acts = act_of(case, "case.decision_served"), dated(case, event)
    if given is None or not acts:
        t.put(None, looked_at(case, "决定书送达日期和执行、申请的日期"))
        return t.answer("执行或者申请的条件不具备", "没有读到决定书送达日期或者执行、申请的日期")
    (day, f, d), value = acts[0], ctx.lookup(limit, given.day)
    told = [x for p in case.of("CF_JD2", "QX_JD") for x in p.all("suit_period") if x.value]
    if value is None:
        t.put(None, evidence_of(d, f, "起诉期限", "没有适用的数值"))
        return t.answer("执行或者申请的条件不具备", "没有适用的起诉期限")
    moved = [*case.of(*instead), *saying(case, words)]
    usual = value.status == "核实" and all(str(x.value) == f"{value.value}个月" for x in told)
    open_ = bool(moved) or not usual or not firm(f) or not given.fact.sure
    first = deadline(given.day, value.days, value.unit)
    try:
        # An end on a day off may move to the first day after it: in between a person decides.
        moved_to = roll(first)
        more = ctx.lookup(window, day) if window else None
        early, last = (
            (months_after(first, more.days), roll(months_after(moved_to, more.days)))
            if more is not None
            else (day, day)
        )
    except CalendarUnknown as error:
        t.put(None, evidence_of(d, f, "起诉期限、申请期限", str(error)))
        return t.answer("执行或者申请的条件不具备", str(error))
    wrong = None if open_ else False
    e = evidence_of(d, f, f"晚于起诉期限届满（{show(first)}）", show(day))
    t.put(True if day > moved_to else wrong if day <= first else None, e)
    if more is not None:
        e = evidence_of(d, f, f"不晚于{show(early)}", show(day))
        t.put(True if day <= early else wrong if day > last else None, e)
    for mark in d.all("signatures"):
        blank = mark.value.role == "负责人" and not (mark.value.filled or mark.value.ink)
        if blank:
            t.put(None if never_signed(case) else False, evidence_of(d, mark, "负责人签名", "空白"))
    return t.answer("执行或者申请的条件、期限不符", "条件或者期限需要人工确认")


@check
def items_add_up(
    case: CaseFile, ctx: Context, seized: list[str], ended: list[str], units: list[str]
) -> Answer:
    """As many things of each of ``units`` were given back as were seized (行政强制法第二十六条).
    Names and kinds of things, and what was confiscated instead, are for a person to compare."""
    kinds = seized if case.has(seized[0]) else seized[1:]
    one, other = (counted(case.of(*codes), units) for codes in (kinds, ended))
    places = [evidence_of(d, None, "", show(counted([d], units))) for d in case.of(*kinds, *ended)]
    if not one or not other:
        return unknown("没有读到可以比较的数量，请逐项核对名称、规格、数量", places)
    return yes("", places) if one == other else no("数量合计不同，请逐项核对差额", places)
