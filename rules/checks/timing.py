"""Limits and order of the acts of a case, where one form of the vocabulary is not enough."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from casefiles.facts import Act, CaseFile, Document, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.days import CalendarUnknown, deadline, is_workday
from rules.looking import absent, act_of, day_of


@check
def decided_in_time(
    case: CaseFile, ctx: Context, limit: str, pauses: list[str], extension: str
) -> Answer:
    """The decision falls within ``limit`` after filing (行政处罚法第六十条).

    Where papers of the kinds ``pauses`` (hearing, tests, announcement, suspension) or of the kind
    ``extension`` are in the file, an over-run is for a person to work out.
    """
    start, end = act_of(case, "case.filing_date"), act_of(case, "case.decision_date")
    if start is None or end is None:
        gone = "立案日期" if start is None else "决定书日期"
        return unknown(f"没有读到{gone}", [looked_at(case, gone)])
    a, b = start.day, end.day
    places = [evidence_of_act(start), evidence_of_act(end)]
    value = ctx.lookup(limit, a)
    if value is None:
        return unknown("没有适用于本机关的办案期限，请在参数中补充", places)
    last = deadline(a, value.days, value.unit)
    day = (b - a).days
    why = f"{show(a)}立案，{value.value}日至{show(last)}届满；决定书{show(b)}，第{day}日"
    if b <= last:
        return yes(why, places)
    if not (start.fact.sure and end.fact.sure):
        return unknown(f"日期读取不确定：{why}", places)
    if value.status != "核实":
        return unknown(f"{why}。该期限（{value.source}）尚未核实", places)
    reasons = list(case.of(*pauses, extension))
    if reasons:
        names = "、".join(dict.fromkeys(d.name for d in reasons))
        return unknown(
            f"{why}。卷内有{names}，可能有延长或不计入的期间，请人工计算",
            [*places, *map(evidence_of, reasons)],
        )
    try:
        rolled = all(not is_workday(last + timedelta(n)) for n in range((b - last).days))
    except CalendarUnknown as error:
        return unknown(f"{why}。{error}", places)
    if rolled:
        return unknown(f"{why}。届满日为休息日，是否顺延请人工确认", places)
    return no(why, [evidence_of_act(end, f"不迟于{show(last)}", show(b))])


@check
def core_order(
    case: CaseFile, ctx: Context, acts: list[str], others: list[str], pairs: list[list[str]],
    plain: list[list[str]], papers: list[str], ends: list[list[str]],
) -> Answer:  # fmt: skip
    """The ``acts`` follow one another; ``others``, and the two of each of ``pairs``, out of order
    are for a person to look at, and so is any of the first of ``ends`` (缴款) that comes after the
    second (结案). The two of each of ``plain`` are out of order where every day of
    the one, as papers of the kinds ``papers`` of its own tell it, lies behind all of the other."""

    def places(keys: list[str]) -> list[tuple[str, date, Act]]:
        found: list[tuple[str, date, Act]] = []
        for key in keys:
            act = act_of(case, f"case.{key}")
            if act is not None and act.fact.sure:
                day = act.day
                found.append((key, day, act))
        return found

    def turned(steps: list[tuple[str, date, Act]]) -> list[Evidence]:
        return [
            evidence_of_act(
                later,
                f"不早于{ctx.name('case.' + k1)}{show(d1)}",
                f"{ctx.name('case.' + k2)}{show(d2)}",
            )
            for (k1, d1, _), (k2, d2, later) in pairwise(steps)
            if d2 < d1
        ]

    core = places(acts)
    if len(core) < 3:
        return unknown("读到的日期不足三个，不能判断先后", [evidence_of_act(a) for _, _, a in core])
    behind = [e for a, b in plain for e in _behind(case, ctx, a, b, papers)]
    if bad := turned(core) or behind:
        return no("程序先后颠倒", bad)
    doubt = [e for steps in (others, *pairs) for e in turned(places(steps))]
    doubt += [e for a, b in ends for e in _later(case, ctx, a, b)]
    if doubt:
        return unknown("次要环节的日期先后可疑，请核对", doubt)
    return yes("先后顺序正确", [evidence_of_act(a) for _, _, a in core])


def _later(case: CaseFile, ctx: Context, a: str, b: str) -> Iterator[Evidence]:
    """Each time the act ``a`` was done after ``b``, which closes it."""
    last = act_of(case, f"case.{b}")
    for x in case.acts.get(a, []) if last is not None and last.fact.sure else ():
        if last is not None and x.fact.sure and day_of(x.value) is not None and x.day > last.day:
            wanted = f"不晚于{ctx.name('case.' + b)}{show(last.day)}"
            yield evidence_of_act(x, wanted, f"{ctx.name('case.' + a)}{show(x.day)}")


def _behind(case: CaseFile, ctx: Context, a: str, b: str, papers: list[str]) -> list[Evidence]:
    """A fault where the act ``a`` was never done before or on the last day of ``b``."""
    days = [[x for x in case.acts.get(k, []) if day_of(x.value) is not None] for k in (a, b)]
    seen = [x for acts in days for x in acts]
    sure = all(x.document.code in papers and x.fact.sure and not x.fact.why for x in seen)
    if not all(days) or not sure:
        return []
    first, last = min(days[0], key=lambda x: x.day), max(days[1], key=lambda x: x.day)
    if first.day <= last.day:
        return []
    wanted = f"不晚于{ctx.name('case.' + b)}{show(last.day)}"
    return [evidence_of_act(first, wanted, f"{ctx.name('case.' + a)}{show(first.day)}")]


def _told_period(case: CaseFile, served: date, decided: date) -> tuple[int, str, bool] | None:
    """The longest period that the notices give: number, unit, and whether a decision on the day
    ``decided`` is early in any unit. 五日 for a hearing are working days by law; 五日 that the
    agency gave by itself may be meant as calendar days (行政处罚法第八十五条)."""
    told = [
        (k, f.value)
        for d in case.of("CF_GZ", "CF_TG")
        for k in ("defence_days", "hearing_days")
        if (f := d.first(k)) is not None and f.value
    ]
    if not told:
        return None
    number = max(n for _, (n, _) in told)
    written = any(unit == "工作日" for _, (_, unit) in told)
    lawful = number in (2, 3, 5, 7) and served >= date(2021, 7, 15)
    if not written and not lawful:
        return number, "自然日", True
    hearing = lawful and any(k == "hearing_days" and n == number for k, (n, _) in told)
    certain = written or hearing or decided <= deadline(served, number, "自然日")
    return number, "工作日", certain


@check
def heard_out(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """The decision comes after the period for defence that the notice gave, counted from the day
    it was served, or the party waived it in writing or was heard (行政处罚法第四十五条)."""
    served, decided = act_of(case, "case.notice_served"), act_of(case, "case.decision_date")
    if served is None or decided is None:
        gone = "告知书送达日期" if served is None else "决定书日期"
        return unknown(f"没有读到{gone}", [looked_at(case, gone)])
    # Of several notices the last one before the decision counts: it told something else or again.
    again = [
        x
        for x in case.acts.get("notice_served", [])
        if day_of(x.value) is not None and served.day < x.day <= decided.day
    ]
    served = max([served, *again], key=lambda x: x.day)
    a, b = served.day, decided.day
    places = [evidence_of_act(served), evidence_of_act(decided)]
    heard = [
        act
        for key in ("waiver_date", "defence_date", "hearing_start")
        if (act := act_of(case, f"case.{key}")) is not None and act.day <= b
    ]
    if (told := _told_period(case, a, b)) is not None:
        number, unit, certain = told
        source = "告知书写明的期限"
    else:
        value = ctx.lookup(limit, a)
        if value is None:
            return unknown("告知书没有写明期限，参数中也没有", places)
        number, unit, source, certain = value.days, value.unit, value.source, True
        if value.status != "核实" and not heard:
            return unknown(f"告知书没有写明期限；部门规则的{number}{unit}尚未核实", places)
    try:
        last = deadline(a, number, unit)
    except CalendarUnknown as error:
        return unknown(str(error), places)
    why = f"告知书{show(a)}送达，{source}{number}{unit}至{show(last)}届满；决定书{show(b)}"
    if b > last:
        return yes(why, places)
    if heard:
        return yes(f"{why}；届满前已放弃或者已听取意见", [*places, *map(evidence_of_act, heard)])
    waived = [
        d
        for d in case.of("CF_CS", "CF_GZ", "CF_TG", "SD_HZ", "CF_JD2")
        if d.first("waived_clearly")
    ]
    if waived:
        return unknown(
            f"{why}。文书记有放弃陈述申辩，请核对是否书面明确放弃",
            [*places, *map(evidence_of, waived)],
        )
    if not (served.fact.sure and decided.fact.sure):
        return unknown(f"日期读取不确定：{why}", places)
    if not certain:
        return unknown(f"{why}。告知书没有写明是工作日，请人工确认期限是否已经届满", places)
    # The last day is over at its end only (民法典第二百零三条).
    return no(why, [evidence_of_act(decided, f"晚于{show(last)}", show(b))])


@check
def notified_before(case: CaseFile, ctx: Context) -> Answer:
    """The party was notified before the decision (行政处罚法第四十四条、第六十二条)."""
    decided = act_of(case, "case.decision_date")
    gone = absent(case, ["CF_GZ", "CF_TG"])
    if gone is None:
        return unknown("没有找到告知书，但有文件未能识别", [looked_at(case, "告知书")])
    if gone:
        mention = [d for d in case.of("CF_JD2") if d.first("told_defence") or "告知" in d.text]
        if mention:
            return unknown(
                "卷内没有告知书，决定书写有告知情况，请核对告知书是否漏装",
                [evidence_of(mention[0]), looked_at(case, "告知书")],
            )
        return no("卷内没有事先告知书，决定书也没有告知的记载", [looked_at(case, "告知书")])
    if decided is None:
        return unknown("没有读到决定书日期", [looked_at(case, "决定书日期")])
    act = act_of(case, "case.notice_served") or act_of(case, "case.notice_date")
    if act is None:
        return unknown("没有读到告知书的日期", [evidence_of(d) for d in case.of("CF_GZ", "CF_TG")])
    a, b = act.day, decided.day
    places = [evidence_of_act(act), evidence_of_act(decided)]
    why = f"告知{show(a)}，决定{show(b)}"
    if a > b and act.fact.sure and decided.fact.sure:
        return no(f"{why}：决定在告知之前", [evidence_of_act(act, f"早于{show(b)}", show(a))])
    if a >= b:
        return unknown(f"{why}：同日或日期读取不确定，先后请人工确认", places)
    return yes(why, places)


@check
def extension_signed(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """Each extension is signed and dated by the head before the original term ran out."""
    filed = act_of(case, "case.filing_date")
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_YQ"):
        heads = [f for f in d.all("opinions") if f.value and f.value.role == "负责人"]
        dated = [f for f in heads if f.value.day]
        if not heads:
            return unknown("延期审批表上没有读到负责人意见栏", [evidence_of(d)])
        if not dated:
            bad.append(evidence_of(d, heads[-1], "负责人签名和日期", "没有日期"))
            continue
        value = ctx.lookup(limit, filed.day) if filed else None
        if filed is None or value is None:
            good.append(evidence_of(d, dated[-1]))
            continue
        last = deadline(filed.day, value.days, value.unit)
        when = dated[-1].value.day
        e = evidence_of(d, dated[-1], f"不迟于{show(last)}", show(when))
        sure = value.status == "核实" and filed.fact.sure and dated[-1].sure
        (good if when <= last else bad if sure else doubt).append(e)
    if bad:
        return no("延期审批没有日期或者是事后补办", bad)
    if doubt:
        return unknown("延期审批可能晚于原期限，期限或者日期请核对", doubt)
    return yes("延期经负责人在期限内批准", good) if good else unknown("没有延期审批表可供核对")


@check
def discussed_after(case: CaseFile, ctx: Context) -> Answer:
    """The collective discussion comes after the hearing and the period for defence, and not after
    the decision (行政处罚法第四十五条、第五十七条)."""
    talk = act_of(case, "case.discussion_date")
    if talk is None:
        return unknown("没有读到集体讨论日期", [evidence_of(d) for d in case.of("CF_JT")])
    t = talk.day
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    seen = [evidence_of_act(talk)]
    for key, label in (
        ("hearing_end", "听证结束"),
        ("hearing_start", "听证"),
        ("notice_served", "告知书送达"),
    ):
        act = act_of(case, f"case.{key}")
        if act is None:
            continue
        seen.append(evidence_of_act(act))
        day = act.day
        if day is not None and t < day and act.fact.sure and talk.fact.sure:
            bad.append(evidence_of_act(talk, f"不早于{label}{show(day)}", show(t)))
            break
    decided = act_of(case, "case.decision_date")
    if decided is not None and t > decided.day:
        e = evidence_of_act(talk, f"不晚于决定书{show(decided.value)}", show(t))
        (bad if talk.fact.sure and decided.fact.sure else doubt).append(e)
    if bad:
        return no("集体讨论的时间不在告知、听证之后和决定之前", bad)
    return unknown("先后不明", doubt) if doubt else yes("", seen)


_VISITS = ("CF_FC", "CF_XC", "CF_KY")


def _looked(
    case: CaseFile, order: Act, done: list[str], undone: list[str]
) -> Iterator[tuple[bool | None, Document]]:
    """Each time somebody looked after the order: after the last day or with the words ``done``, it
    counts; before that day with words ``undone`` not; otherwise (``None``) a person looks."""
    ordered = day_of(order.document.value("doc_date")) or order.day
    for d in case.of(*_VISITS):
        day = day_of(d.value("check_date")) or day_of(d.value("doc_date"))
        if d.code != "CF_FC" and (day is None or day <= ordered):
            continue
        text = squash(d.text)
        if day is not None and day >= order.day:
            yield True, d
        elif any(w in text for w in undone):
            yield False, d
        else:
            yield True if any(w in text for w in done) else None, d


@check
def rechecked(
    case: CaseFile, ctx: Context, told: list[str], done: list[str], undone: list[str]
) -> Answer:
    """Where a correction was ordered by a day, the last of several, somebody looked whether it was
    done.

    A look before that day only counts where it found all ``done``, not where it says ``undone``.
    Without a record of that, a person looks where another paper of the file speaks of it (words
    ``told``): the record may only not be there. A file that was never closed, an inspection, is
    over when it is archived.
    """
    orders = [a for a in case.acts.get("correction_deadline", []) if day_of(a.value) is not None]
    order = max(orders, key=lambda a: a.day, default=None)
    if order is None:
        return unknown("责令改正文书上没有读到期限", [evidence_of(d) for d in case.of("CF_ZGZ")])
    due = order.day
    looked = list(_looked(case, order, done, undone))
    if good := [d for right, d in looked if right]:
        return yes("有复查记录", map(evidence_of, good))
    if open_ := [d for right, d in looked if right is None]:
        why = f"复查早于改正期限{show(due)}或者没有日期，是否已经改正请核对"
        return unknown(why, [evidence_of_act(order), *map(evidence_of, open_)])
    early = [d for _, d in looked]
    over = act_of(case, "case.close_date") or act_of(case, "case.archive_date")
    # Lists name the early visit, too.
    silent = ["CF_ZGZ", "SD_HZ", *(["GD_TOC", "GD_AVLIST", *_VISITS] if early else [])]
    said = [
        d
        for d in case.documents
        if (d.code == "ZX_JA" and d.first("corrected"))
        or (d.code not in silent and any(w in squash(d.text) for w in told))
    ]
    if over is None or over.day < due:
        return unknown(f"改正期限{show(due)}，没有读到其后的结案日期", [evidence_of_act(order)])
    unread = case.unseen or any(not d.title for d in case.unknown)
    if said or (unread if early else absent(case, ["CF_FC"]) is not True):
        return unknown(
            "没有复查记录，但其他材料提到改正情况或有文件未识别，请核对",
            [evidence_of_act(order), *map(evidence_of, said)],
        )
    end = "结案" if case.act("close_date") else "归档"
    if early:
        day = day_of(early[-1].value("check_date")) or day_of(early[-1].value("doc_date"))
        why = f"改正期限{show(due)}，只在{show(day)}看过，当时没有改正完毕；{show(over.value)}{end}"
        return no(
            why, [evidence_of(d, None, f"{show(due)}以后复查", show(day)) for d in early[-1:]]
        )
    return no(
        f"改正期限{show(due)}，{show(over.value)}{end}，没有复查记录",
        [looked_at(case, "复查记录")],
    )
