"""Seizure, registration of goods and enforcement: approved, told, in time (行政强制法)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from casefiles.facts import Act, CaseFile, Document, squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, show
from rules.checks import check
from rules.checks.evidence import never_signed
from rules.checks.gathering import (
    Dated,
    Tally,
    agreed_elsewhere,
    dated,
    firm,
    heads,
    marked,
    parts,
    saying,
    served,
    taken_by,
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
        begun, up = _begun(taken), _first_for(ups, others)
        value = ctx.lookup(limit, begun[0])
        t.put(*_in_time(begun, up, value, bool(instead) or _for_else(up[2], others)))
    for d in case.of(*signed):
        marked(t, case, d)
    return t.answer("没有事先批准，或者手续不全", "批准或者签名没有读全，请核对")


def _begun(taken: list[Dated]) -> Dated:
    """The measure with which it began: of several papers of one day the one that gives the time."""
    first = [x for x in taken if x[0] == taken[0][0]]
    return next((x for x in first if isinstance(x[1].value, datetime)), first[0])


def _for_else(form: Document, others: list[str]) -> bool:
    return any(w in squash(form.title + form.text) for w in others)


def _first_for(ups: list[Dated], others: list[str]) -> Dated:
    """The first approval that is not for something else, such as the end of the measure."""
    return next((x for x in ups if not _for_else(x[2], others)), ups[0])


def _in_time(
    begun: Dated, up: Dated, value: Value | None, other: bool
) -> tuple[bool | None, Evidence]:
    """Whether the approval ``up`` came before the measure was taken: on the clock where both give
    the time of day, else by the day. Within the limit ``value`` afterwards a person looks whether
    it was urgent; ``other``: something else may have approved it as well."""
    (day, began, paper), (signed, opinion, form) = begun, up
    last = deadline(began.value, value.days, value.unit) if value else day
    wanted = f"不晚于{paper.name}的{show(began.value)}；情况紧急的不晚于{show(last)}"
    at = opinion.value.at
    if at is not None and isinstance(began.value, datetime) and isinstance(last, datetime):
        until = paper.value("end_time")
        done = max(began.value, until) if isinstance(until, datetime) else began.value
        before, over, given = at <= done, at > last, at
    else:
        before, over, given = signed <= day, signed > (day_of(last) or day), signed
    late = over and firm(began) and opinion.sure and not other
    return True if before else False if late else None, evidence_of(
        form, opinion, wanted, show(given)
    )


# --- the papers -------------------------------------------------------------------------------


@check
def coercion_papers(
    case: CaseFile, ctx: Context, documents: list[str], elements: list[dict[str, Any]], least: int,
    loose: Sequence[str] = (), signed: Sequence[str] = (), needed: Sequence[dict[str, Any]] = (),
    order: Sequence[dict[str, Any]] = (), on_the_spot: bool = False, takers: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """The papers of one step of coercion are there, complete, signed and in order
    (行政强制法第十八条、第二十四条、第三十五条、第五十一条).

    Each document of the kinds ``documents`` holds ``elements`` (see ``parts``; titles with a word
    of ``loose`` follow a form of their own), those of the kinds ``signed`` bear the party's mark,
    each of ``needed`` is in the file (see ``_needed``) and each of ``order`` was kept (see
    ``_gap``). ``on_the_spot``: the documents were handed over on the day of the measure. Where the
    signed ones have a line for who takes the goods (``takers``), it is not blank.
    """
    t = Tally()
    for d in case.of(*documents):
        parts(t, d, elements, least, not any(w in d.title for w in loose))
        if on_the_spot:
            _on_the_spot(t, case, d)
    for d in case.of(*signed):
        marked(t, case, d)
        taken_by(t, case, d, takers)
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


def _enforced(case: CaseFile, orders: Sequence[str], naming: Sequence[str]) -> Act | None:
    """When the decision that is enforced was served, the last of several: an order that says a
    word of ``naming``, else the penalty. When the decision to enforce it was served counts for
    nothing here."""
    named = [d for d in case.of(*orders) if any(w in d.text for w in naming)]
    given = [x for d in named or case.of("CF_JD2", "CF_DC") for x in served(case, d) if x[0]]
    last = max(given, key=lambda x: str(x[0]), default=None)
    if last is not None:
        return Act(replace(last[1], value=last[0]), last[2])
    penalty = not named and case.has("CF_JD2", "CF_BY", "CF_DC")
    return act_of(case, "case.decision_served") if penalty and not case.has("QX_JD") else None


@check
def remedies_over(
    case: CaseFile, ctx: Context, event: list[str], limit: str, window: str, instead: list[str],
    words: list[str], order: list[dict[str, Any]], needed: list[dict[str, Any]],
    orders: Sequence[str] = (), naming: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """The party's time to sue (``limit``) has run out before ``event``, and, where ``window`` names
    a parameter, not longer ago than that (行政强制法第四十四条、第五十三条、第五十四条).

    The time begins with the service of the decision that is enforced: that of the kinds ``orders``
    which says a word of ``naming`` (an order to demolish), else the decision of the case.
    Papers of the kinds ``instead`` (instalments …) or that say ``words`` (a review, a judgment)
    move these days: then a person works them out. ``order`` and ``needed``: see
    ``coercion_papers``. The head's signature on the application must not be blank.
    """
    t = Tally()
    for n in needed:
        _needed(t, case, **n)
    for o in order:
        _gap(t, case, ctx, **o)
    given, acts = _enforced(case, orders, naming), dated(case, event)
    if given is None or not acts:
        t.put(None, looked_at(case, "决定书送达日期和执行、申请的日期"))
        return t.answer("执行或者申请的条件不具备", "没有读到决定书送达日期或者执行、申请的日期")
    (day, f, d), value = acts[0], ctx.lookup(limit, given.day)
    own = [p for p in case.of(*orders) if any(w in p.text for w in naming)]
    said = [x for p in own or case.of("CF_JD2", "QX_JD") for x in p.all("suit_period")]
    told = [x for x in said if x.value]
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
