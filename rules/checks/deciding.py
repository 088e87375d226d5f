"""The approval of a decision by the head of the agency: in time, and of what was decided."""

import re

from casefiles.facts import Act, CaseFile, Document
from rules.answers import (
    Answer,
    Context,
    evidence_of,
    evidence_of_act,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.checks.amounts import NUM, number_of, plain_text
from rules.checks.publication import says_amount
from rules.looking import absent, act_of, day_of


@check
def approved_before(
    case: CaseFile, ctx: Context, forms: list[str], instead: list[str], final: list[str]
) -> Answer:
    """The head of the agency signed a form of the kinds ``forms`` not later than the decision;
    papers of the kinds ``instead`` may stand for the form (行政处罚法第五十七条).

    The fine imposed is the one that stands in the form: in a form of the kinds ``final`` another
    one is a fault, in one that comes before the notice a doubt.
    """
    decided = act_of(case, "case.decision_date")
    if decided is None:
        return unknown("没有读到决定书日期", [looked_at(case, "决定书日期")])
    b = decided.day
    approvals = [a for a in case.acts.get("approval_date", []) if a.fact.value]
    if not approvals:
        return _unsigned(case, forms, instead)
    # What was approved before the notice is not yet the decision, where a form for that follows.
    last_forms = [a for a in approvals if a.document.code in final]
    first = min(last_forms or approvals, key=lambda a: a.value)
    places = [evidence_of_act(first), evidence_of_act(decided)]
    if first.value <= b:
        other = _another_fine(case, forms, final)
        return other or yes(f"{show(first.value)}审批，{show(b)}决定", places)
    if not (first.fact.sure and decided.fact.sure):
        return unknown("日期读取不确定", places)
    why = f"负责人{show(first.value)}审批，决定书日期{show(b)}"
    return no(why, [evidence_of_act(first, f"不晚于{show(b)}", show(first.value))])


def _unsigned(case: CaseFile, forms: list[str], instead: list[str]) -> Answer:
    """What to say where no signature of the head with a day was read."""
    if case.has(*forms):
        places = [evidence_of(d) for d in case.of(*forms)]
        return unknown("审批表上没有读到负责人签署的日期", places)
    if case.has(*instead):
        places = [evidence_of(d) for d in case.of(*instead)]
        return unknown("没有决定审批表，卷内有其他审批材料，请核对", places)
    if absent(case, [*forms, *instead]):
        return no("卷内没有处罚决定的审批材料", [looked_at(case, "决定审批表")])
    return unknown("没有找到决定审批表，但有文件未能识别", [looked_at(case, "决定审批表")])


def _another_fine(case: CaseFile, forms: list[str], final: list[str]) -> Answer | None:
    """否 or 不明 where the forms speak of a fine, but nowhere of the one imposed."""
    done = case.act("fine")
    papers = list(case.of(*final)) or list(case.of(*forms))
    seen = [(d, f) for d in papers if (f := d.first("fine")) is not None and f.value]
    if done is None or not seen or any(_says(d, done) for d in papers):
        return None
    d, fact = seen[-1]
    why = f"审批的罚款{fact.value:f}元，决定书罚款{done.value:f}元"
    sure = fact.sure and done.fact.sure and d.code in final and not _decided_later(case, d, done)
    e = evidence_of_act(done, f"审批的{fact.value:f}元", f"{done.value:f}元")
    if not sure:
        return unknown(f"{why}，请核对是否另经审批", [evidence_of(d, fact), e])
    return no(why, [e])


def _says(d: Document, done: Act) -> bool:
    """Whether a paper writes the fine imposed, or each of the fines it is the sum of."""
    text = plain_text(d)
    written = {number_of(x) for x in re.findall(rf"({NUM})元", text)}
    single = [f.value.yuan for f in done.document.all("penalties") if f.value.kind == "罚款"]
    whole = done.value in written or says_amount(d.text, done.fact)
    return whole or all(x in written for x in single)


def _decided_later(case: CaseFile, form: Document, done: Act) -> bool:
    """Whether the heads of the agency discussed the fine imposed after the form was signed."""
    signed = day_of(form.value("doc_date"))
    days = [day_of(d.value("doc_date")) for d in case.of("CF_JT") if _says(d, done)]
    return any(x is None or signed is None or x > signed for x in days)
