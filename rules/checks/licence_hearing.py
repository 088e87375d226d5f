"""Hearing others on an application (行政许可法第三十六条、第四十六条至第四十八条): third parties
with a weighty interest, and the course of the hearing."""

import re
from collections.abc import Iterator

from casefiles.facts import Act, CaseFile, Document, Fact, squash
from rules.answers import Answer, Context, Evidence, evidence_of, evidence_of_act, looked_at, show
from rules.checks import check
from rules.checks.evidence import unsigned
from rules.checks.licence import decided_days, deliveries_of, settle, signed_for, terms
from rules.days import CalendarUnknown, workdays_between
from rules.looking import act_of, day_of


def _third_parties(case: CaseFile, bodies: list[str]) -> Iterator[tuple[Document, Fact, str]]:
    """Each body (its name ends in one of ``bodies``) that a paper on the application names where
    it speaks of third parties, other than the applicant."""
    ends = "|".join(sorted(map(re.escape, bodies), key=len, reverse=True))
    named = re.compile(f"[\u4e00-\u9fff]{{2,24}}?(?:{ends})")
    party = squash(str(case.party.value)) if case.party else ""
    for d in case.documents:
        for f in d.all("stakeholders"):
            for m in named.finditer(squash(str(f.value or ""))):
                if not party or (m[0] not in party and party not in m[0]):
                    yield d, f, m[0]


def _reached(case: CaseFile, name: str) -> bool:
    """Whether a notice was addressed to or taken by the one called ``name``."""
    taken = [str(x.value("recipient") or "") for x, *_ in deliveries_of(case, "XK_LH")]
    told = [squash(t) for t in taken if t]
    # The words in front of a name may be read with it: 下游为某某协会.
    return any(t in name or name in t for t in told) or any(
        name[i:] in squash(d.text) for d in case.of("XK_LH") for i in range(max(1, len(name) - 6))
    )


@check
def third_party_told(case: CaseFile, ctx: Context, bodies: list[str]) -> Answer:
    """Third parties with a weighty interest were told before the decision (第三十六条), all that
    the papers name (names that end in one of ``bodies``)."""
    odd: list[Evidence] = []
    good: list[Evidence] = []
    decided = decided_days(case)
    for d in case.of("XK_LH"):
        served = [(x, f, v) for x, f, v in deliveries_of(case, "XK_LH")]
        if not served and not signed_for(d):
            odd.append(evidence_of(d, None, "送达利害关系人", "没有读到送达记录"))
        late = [(x, f) for x, f, v in served if v.day and decided and v.day > decided[-1][2]]
        odd += [evidence_of(x, f, "在作出决定之前告知", "告知在决定之后") for x, f in late]
        good.append(evidence_of(d))
    for d, place, name in _third_parties(case, bodies) if good else ():
        if not _reached(case, name):
            odd.append(evidence_of(d, place, f"告知{name}", f"没有读到告知{name}"))
    if not good:
        said = [(d, f) for d in case.documents if (f := d.first("third_party"))]
        odd += [evidence_of(d, f, "利害关系人告知书", "没有找到告知书") for d, f in said[:1]]
    return settle([], odd, good, ("", "请核对是否告知利害关系人", "没有告知书可供核对"))


_RUN_BY = ("主持人", "记录人", "听证员")


@check
def licence_hearing(case: CaseFile, ctx: Context, organise: str, notice: str) -> Answer:
    """The hearing was held within ``organise`` after it was asked for and told ``notice`` before;
    nobody who examined the application chaired it; the applicant signed the record, which those
    who ran it signed; the decision follows the record (第四十八条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = [evidence_of(d) for d in case.of("CF_TB")]
    held, asked = act_of(case, "case.hearing_start"), act_of(case, "case.hearing_request")
    told = _told(case)
    if held is None:
        doubt.append(looked_at(case, "听证时间"))
        asked = told = None
    if held is not None and asked is not None:
        lasts = terms(case, ctx, organise, [asked.day])
        if isinstance(lasts, str):
            doubt.append(evidence_of_act(held, "", lasts))
        elif held.day > lasts[0]:
            sure = held.fact.sure and asked.fact.sure and len(case.acts["hearing_request"]) == 1
            late = evidence_of_act(held, f"不迟于{show(lasts[0])}听证", show(held.day))
            (bad if sure else doubt).append(late)
    value = ctx.lookup(notice, told.day) if told else None
    if held is not None and told is not None and value is not None:
        try:
            days = workdays_between(told.day, held.day)
            e = evidence_of_act(told, f"{value.days}个工作日前通知", f"提前{days}个工作日通知")
            if days < value.days:
                sure = told.fact.sure and held.fact.sure and value.status == "核实"
                (bad if sure else doubt).append(e)
            elif days == value.days:
                doubt.append(e)
        except CalendarUnknown as error:
            doubt.append(evidence_of_act(told, "", str(error)))
    elif held is not None:
        doubt.append(evidence_of_act(held, "听证通知", "没有读到听证通知的日期"))
    for d in case.of("CF_TB"):
        place = unsigned(d, "当事人")
        signed = {f.value.role for f in d.all("signatures") if f.value.filled}
        if place is not None:
            e = evidence_of(d, place, "申请人签名", "签名空白")
            # All who took part may have signed in one place.
            sure = bool(signed & set(_RUN_BY)) and "参加人" not in signed
            (bad if sure and not d.pictures and not d.flat else doubt).append(e)
    bad_chair, seen = _chaired(case)
    bad += bad_chair
    doubt += seen
    for d, f, day in decided_days(case):
        if held is not None and day < held.day and f.sure and held.fact.sure:
            bad.append(evidence_of(d, f, f"不早于听证{show(held.day)}", show(day)))
        elif not any(x.first("based_on_hearing") for x in case.of("XK_ZY", "XK_BY", "XK_SP")):
            doubt.append(evidence_of(d, None, "根据听证笔录决定", "没有读到根据听证笔录决定"))
    return settle(bad, doubt, good, ("听证程序不符合规定", "请核对", "没有听证笔录可供核对"))


def _told(case: CaseFile) -> Act | None:
    """When the hearing was told: the first delivery of the notice, else the day that it bears."""
    served = [a for a in case.acts.get("hearing_notice_served", []) if day_of(a.value) is not None]
    return min(served, key=lambda a: a.day, default=None) or act_of(case, "case.hearing_notice")


def _chaired(case: CaseFile) -> tuple[list[Evidence], list[Evidence]]:
    """(faults, doubts) about who chaired: those who handled the application may not."""
    handled = {
        p: f.value.role
        for d in case.of("XK_SP")
        for f in d.all("opinions")
        if f.value and f.value.role in ("承办人", "承办机构")
        for p in f.value.people
    }
    inspectors = {p.name for d in case.of("XK_HC") for f in d.all("acting") for p in f.value or ()}
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    found = [
        (d, f, p.name) for d in case.of("CF_TB") for f in d.all("chair") for p in f.value or ()
    ]
    for d, f, name in found:
        e = evidence_of(d, f, "不是审查该申请的人员", name)
        if handled.get(name) == "承办人" and f.sure:
            bad.append(e)
        elif name in handled or name in inspectors:
            doubt.append(e)
    if not found or not handled:
        where = [evidence_of(d) for d in case.of("CF_TB")]
        doubt += where if not found else []
    return bad, doubt
