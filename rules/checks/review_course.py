"""The course of a legal review: before the decision, after the hearing, in time, with approval."""

import re
from datetime import date

from casefiles.facts import Act, CaseFile
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    evidence_of_act,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.publication import in_time, says_amount
from rules.checks.review import FORM, decided, reviews
from rules.looking import act_of, day_of

# --- when -------------------------------------------------------------------------------------


@check
def reviewed_before(
    case: CaseFile, ctx: Context, forms: list[str], decisions: list[str], settled_from: date
) -> Answer:
    """The review comes before the decision (行政处罚法第五十八条第一款).

    Only papers of the kinds ``forms`` count, the earliest of them: later forms, such as that for
    payment by instalments, have a box for a review too. The same day, a review after the
    collective discussion, and decisions before ``settled_from`` are 疑点.
    """
    act = decided(case, decisions)
    dated = [(r.day, r) for r in reviews(case) if r.day is not None]
    if act is None or not dated:
        gone = "决定日期" if act is None else "审核日期"
        return unknown(f"没有读到{gone}", [evidence_of(r.document, r.fact) for r in reviews(case)])
    b = day_of(act.value)
    assert b is not None
    first, r = min(dated, key=lambda x: x[0])
    why = f"审核{show(first)}，决定{show(b)}"
    places = [evidence_of(r.document, r.fact), evidence_of_act(act)]
    if first > b:
        sure = r.sure and act.fact.sure and r.document.code in forms
        undated = [x for x in reviews(case) if x.day is None]
        if not sure or undated or b < settled_from:
            return unknown(f"{why}：审核在决定之后，日期或者适用的规定请人工确认", places)
        return no(why, [evidence_of(r.document, r.fact, f"早于决定{show(b)}", show(first))])
    if first == b:
        return unknown(f"{why}：同日，先后请人工确认", places)
    talk = act_of(case, "case.discussion_date")
    t = day_of(talk.value) if talk is not None else None
    if talk is not None and t is not None and first > t:
        return unknown(f"{why}；集体讨论{show(t)}在审核之前", [*places, evidence_of_act(talk)])
    return yes(why, places)


@check
def reviewed_after_hearing(
    case: CaseFile, ctx: Context, express: list[str], settled_from: date
) -> Answer:
    """The last review is not before the end of the hearing. Express only in the rules of the
    departments ``express`` since ``settled_from`` (市场监督管理行政处罚程序规定第五十条第二款)."""
    hearing = act_of(case, "case.hearing_end") or act_of(case, "case.hearing_start")
    held = list(case.of("CF_TB"))
    if hearing is None:
        f = next((f for d in held if (f := d.first("doc_date"))), None)
        hearing = Act(f, held[0]) if f is not None and day_of(f.value) else None
    every = reviews(case)
    dated = [(r.day, r) for r in every if r.day is not None]
    if hearing is None or not dated:
        gone = "听证时间" if hearing is None else "审核日期"
        return unknown(f"没有读到{gone}", [evidence_of(r.document, r.fact) for r in every])
    h = day_of(hearing.value)
    assert h is not None
    last, r = max(dated, key=lambda x: x[0])
    why = f"听证{show(h)}，最后一次审核{show(last)}"
    places = [evidence_of(r.document, r.fact), evidence_of_act(hearing)]
    if last >= h:
        return yes(why, places)
    if ctx.department not in express:
        return unknown(f"{why}：听证在后，听证后没有再审（本部门规定没有明文，请人工确认）", places)
    if not (r.sure and hearing.fact.sure) or len(dated) < len(every) or h < settled_from:
        return unknown(f"{why}：日期或者适用的规定请人工确认", places)
    return no(why, [evidence_of(r.document, r.fact, f"不早于听证{show(h)}", show(last))])


@check
def reviewed_in_time(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """The review was finished within the parameter ``limit`` after its papers were received.

    Where that day is not given, it counts from the day they were sent in, or from the last day
    on that paper. A limit that is not verified is no ground for 否.
    """
    sent = [
        (day, d, f)
        for d in case.of("FZ_SQ", FORM)
        for key in ("recv_date", "submit_date")
        if (f := d.first(key)) is not None and (day := day_of(f.value)) is not None
    ] or [
        (day, d, f)
        for d in case.of("FZ_SQ")
        if (f := d.first("doc_date")) is not None and (day := day_of(f.value)) is not None
    ]
    dated = sorted((r.day, i) for i, r in enumerate(reviews(case)) if r.day is not None)
    if not sent or not dated:
        gone = "送审日期" if not sent else "审核日期"
        return unknown(f"没有读到{gone}", [evidence_of(d, f) for _, d, f in sent])
    # Papers sent in again start a new review: every review answers the last sending before it.
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    whys: list[str] = []
    for day, i in dated:
        r = reviews(case)[i]
        before = [x for x in sent if x[0] <= day]
        if not before:
            doubt.append(evidence_of(r.document, r.fact, "不早于送审", show(day)))
            whys.append(f"审核{show(day)}早于送审，请核对")
            continue
        start, d, f = max(before, key=lambda x: x[0])
        verdict, why, last = in_time(ctx, start, day, limit)
        whys.append(why)
        places = [evidence_of(d, f), evidence_of(r.document, r.fact)]
        if verdict is False and f.sure and r.sure:
            bad.append(evidence_of(r.document, r.fact, f"不迟于{show(last)}", show(day)))
        elif verdict or (last is not None and day <= last):
            good += places
        else:
            doubt += places
    why = "；".join(dict.fromkeys(whys))
    if bad:
        return no(why, bad)
    return unknown(why, doubt) if doubt else yes(why, good)


# --- with what result -------------------------------------------------------------------------

_BOXES = re.compile(r"[☑☒√✓✔■●]\s*([^☑☒√✓✔■●□☐○；;\n]+)")
_EMPTY = re.compile(r"[□☐○]")


def _said(text: str) -> str:
    """What an opinion says: the ticked alternatives only, where there are boxes to tick."""
    ticked = _BOXES.findall(text)
    if ticked:
        return "；".join(ticked)
    return "" if _EMPTY.search(text) else text


def _judged(text: str, agree: list[str], object_: list[str], negators: list[str],
            quoted: list[str]) -> bool | None:  # fmt: skip
    """Whether the opinion agrees (True), objects (False) or leaves it open (``None``)."""
    said = _said(text)
    for words in quoted:
        said = said.replace(words, "")
    against = [w for w in object_ if w in said]
    rest = said
    for w in against:
        rest = rest.replace(w, "")
    favourable = any(w in rest for w in agree)
    if favourable and not against:
        return True
    if against and not favourable and not any(w in said for w in negators):
        return False
    return None


@check
def review_passed(
    case: CaseFile,
    ctx: Context,
    decisions: list[str],
    agree: list[str],
    object: list[str],
    negators: list[str],
    forms: list[str],
    quoted: list[str],
) -> Answer:
    """The last review before the decision agrees with it (行政处罚法第五十八条第一款).

    An opinion agrees by a word of ``agree`` without one of ``object``, and objects the other way
    round; one with both, with neither, or with a word of ``negators`` is for a person. The words
    ``quoted`` only say what the law asks for: they are neither.
    """
    act = decided(case, decisions)
    every = reviews(case, forms) or reviews(case)
    if act is None or not every:
        gone = "决定日期" if act is None else "法制审核意见"
        return unknown(f"没有读到{gone}", [evidence_of(r.document, r.fact) for r in every])
    b = day_of(act.value)
    assert b is not None
    dated = [(r.day, r) for r in every if r.day is not None and r.day <= b]
    if len(every) == 1:
        last = [every[0]]
    elif len([r for r in every if r.day is None]) or not dated:
        return unknown(
            "有的审核意见没有日期，不能确定最后一次审核",
            [evidence_of(r.document, r.fact) for r in every],
        )
    else:
        latest = max(d for d, _ in dated)
        last = [r for d, r in dated if d == latest]
    verdicts = [_judged(r.text, agree, object, negators, quoted) for r in last]
    places = [evidence_of(r.document, r.fact) for r in last]
    if all(verdicts):
        return yes("审核同意", places)
    if all(v is False for v in verdicts) and all(r.sure for r in last):
        why = "最后一次审核没有同意，没有再次审核就作出决定"
        return no(why, [evidence_of(r.document, r.fact, "审核同意", r.text[:60]) for r in last[:1]])
    return unknown("审核意见是否同意请人工确认", places)


@check
def review_complete(
    case: CaseFile, ctx: Context, points: dict[str, list[str]], least: int
) -> Answer:
    """Each review gives an opinion and speaks of at least ``least`` of the ``points`` (name →
    words that tell it)."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for r in reviews(case):
        text = r.document.text if r.document.code == FORM else r.text
        touched = [name for name, words in points.items() if any(w in text for w in words)]
        if r.document.code == FORM and not text:
            continue
        if len(touched) < least or not r.text:
            found = f"写到{len(touched)}项" if r.text else "没有读到审核意见"
            bad.append(evidence_of(r.document, r.fact, f"审核意见和至少{least}项审核内容", found))
        else:
            good.append(evidence_of(r.document, r.fact))
    if bad:
        return no("审核意见可能没有写明审核内容", bad)
    return yes("有审核意见和审核内容", good) if good else unknown("没有读到审核意见")


@check
def same_as_reviewed(case: CaseFile, ctx: Context) -> Answer:
    """The fine imposed is not higher than the one that was reviewed (行政处罚法第五十八条第一款).

    A lower one and new kinds of penalty are 疑点.
    """
    done = case.act("fine")
    kinds = case.acts.get("penalties", [])
    seen = [
        (r, fine)
        for r in reviews(case)
        if (fine := r.document.first("fine")) is not None and not fine.blank
    ]
    if not kinds or not seen or (done is None and any(a.value == "罚款" for a in kinds)):
        places = [evidence_of(r.document, r.fact) for r in reviews(case)]
        same = done is not None and any(
            says_amount(r.document.text, done.fact) for r in reviews(case)[-1:]
        )
        if kinds and done is not None and same:
            return yes(f"审核意见写有同一数额（{done.value}元）", places)
        return unknown("没有读到审核的处罚数额或者决定的处罚数额", places)
    if done is None:
        return unknown(
            "决定书没有罚款，审核意见有罚款，请核对", [evidence_of(r.document, f) for r, f in seen]
        )
    dated = [(r.day or date.min, i) for i, (r, _) in enumerate(seen)]
    r, fine = seen[max(dated)[1]]
    why = f"审核时拟罚款{fine.value}元，决定罚款{done.value}元"
    places = [evidence_of(r.document, fine), evidence_of_act(done)]
    if done.value == fine.value:
        told = {f.value.kind for f in r.document.all("penalties")}
        new = [a for a in kinds if a.value not in told]
        if new and told:
            return unknown(
                f"决定增加了{show([a.value for a in new])}，请核对是否重新审核",
                [evidence_of_act(a) for a in new],
            )
        return yes(why, places)
    if done.value < fine.value:
        return unknown(f"{why}：决定减轻，是否需要重新审核请人工确认", places)
    later = [x for x in reviews(case) if x.day and r.day and x.day > r.day]
    if later or not (fine.sure and done.fact.sure and r.sure):
        return unknown(f"{why}：请核对其后的审核", places)
    return no(
        why, [evidence_of_act(done, f"不超过审核的{fine.value}元，或者重新审核", f"{done.value}元")]
    )
