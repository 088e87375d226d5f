"""Agencies that have others act for them: what the 委托书 says, its term, in whose name."""

import re
from datetime import date

from casefiles.facts import CaseFile, Document, Fact, find_dates, same_name, squash
from rules.answers import Answer, Context, Evidence, evidence_of, no, show, unknown, yes
from rules.checks import check
from rules.looking import act_of

_BODY = re.compile(
    r"受(?:委托|托)(?:组织|单位|机构|机关|方|人)?(?:[（(][^（()）\n]*[）)])?[：:]\s*"
    r"([^\s：:（(，。；]{4,30})"
)
_CALLED = re.compile(
    r"委托([一-鿿]{4,30}?(?:总队|支队|大队|中队|执法队|中心|所|站))(?:以|行使|实施|负责|开展|承担|进行)"
)
_TERM = re.compile(r"(?:期限|有效期)[^。；\n]*")


def bodies_of(d: Document) -> set[str]:
    """The organisations that act for the agency, as the 委托书 names them."""
    return {m[1] for form in (_BODY, _CALLED) for m in form.finditer(d.text)}


def _term(d: Document) -> tuple[date, date, Fact] | None:
    """The first and the last day of the term, where both are written."""
    for m in _TERM.finditer(d.text):
        days = [x.value for x in find_dates(m[0]) if x.value is not None]
        if len(days) == 2 and days[0] < days[1]:
            return days[0], days[1], d.quote(*m.span())
    return None


def _outside(case: CaseFile, acts: list[str]) -> list[Evidence]:
    """The steps of the case that none of the terms covers; nothing where a term is not written."""
    terms = [_term(d) for d in case.of("CF_WTS")]
    known = [t for t in terms if t is not None]
    if len(known) < len(terms) or not known:
        return []
    found: list[Evidence] = []
    for ref in acts:
        act = act_of(case, f"case.{ref}")
        if act is None or not act.fact.sure:
            continue
        if not any(a <= act.day <= b for a, b, _ in known):
            d, (a, b, f) = next(case.of("CF_WTS")), known[0]
            said = f"{act.document.name}的日期{show(act.day)}"
            found.append(evidence_of(d, f, f"委托期限包括{said}", f"{show(a)}至{show(b)}"))
    return found


@check
def entrusted_properly(
    case: CaseFile, ctx: Context, phrases: list[str], acts: list[str], decisions: list[str]
) -> Answer:
    """The 委托书 says each of ``phrases``, its term covers the days of ``acts``, and none of the
    ``decisions`` is made in the name of those who only act for the agency (第二十条)."""
    papers = list(case.of("CF_WTS"))
    bad: list[Evidence] = []
    for d in papers:
        lacking = [ctx.name(f"*.{p}") for p in phrases if not d.first(p)]
        if lacking:
            bad.append(evidence_of(d, None, show(lacking), f"没有{show(lacking)}的记载"))
    bad += _outside(case, acts)[:1]
    bodies = {b for d in papers for b in bodies_of(d)}
    for d in case.of(*decisions):
        f = d.first("agency")
        if (
            f is not None
            and not f.blank
            and any(same_name(squash(str(f.value)), b) for b in bodies)
        ):
            bad.append(evidence_of(d, f, "以委托机关的名义作出"))
    if bad:
        return no("；".join(dict.fromkeys(f"{e.expected}（{e.found}）" for e in bad)), bad)
    return yes("有记载", map(evidence_of, papers)) if papers else unknown("没有委托书")
