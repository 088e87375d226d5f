"""The record of a collective discussion: who was there, what each said, who voted."""

import re

from casefiles.facts import CaseFile, Document, Fact, chinese_number
from rules.answers import Answer, Context, Evidence, evidence_of, no, show, unknown, yes
from rules.checks import check

# 张三：同意。 张三（队长）表示同意。
_AGREES = (
    r"(?:[（(][^（()）\n]{0,20}[）)])?(?:[：:]|发言|表示)\s*(?:我|本人)?(?:完全)?(?:同意|赞成)"
)
_VOTES = re.compile(r"([0-9０-９]+|[一二三四五六七八九十]+)人(?:参加|参与)?(?:投票)?表决")
_SPEAKER = re.compile(r"^\s*([一-鿿]{2,6})(?:[（(][^（()）\n]*[）)])?[：:]", re.MULTILINE)
_POST = re.compile(r"[局厅处科所队站长主任书记员总]")


def _voted(d: Document, name: str, present: int) -> bool:
    """Whether the record shows that somebody present voted: agreed by name, or all were counted."""
    if re.search(re.escape(name) + _AGREES, d.text):
        return True
    counted = {chinese_number(m[1]) for m in _VOTES.finditer(d.text)}
    return present in counted


def _voting(d: Document, officers: set[str], words: list[str]) -> list[Evidence]:
    """Investigators among those who decided. One who is named with his part (汇报, 承办) was only
    heard, unless the record shows his vote."""
    found = []
    for f in (f for f in d.all("attendees") if f.value):
        names = [p.name for p in f.value]
        both = [n for n in names if n in officers]
        heard = any(w in f.words for w in words)
        if heard:
            both = [n for n in both if _voted(d, n, len(names))]
        if both:
            found.append(evidence_of(d, f, "调查人员不参加表决", show(sorted(both))))
    return found


def _opinions_named(d: Document, names: set[str]) -> bool:
    """Whether the record may hold an opinion of any one of those present: one of the names stands
    outside the lists of names and the signatures, or somebody speaks by surname and post."""
    rest = d.text
    for key in ("attendees", "nonvoting", "chair", "recorder", "signatures"):
        for f in d.all(key):
            rest = rest.replace(f.words, "", 1)
    posts = {m[1] for m in _SPEAKER.finditer(rest) if _POST.search(m[1][1:])}
    return any(n in rest for n in names) or any(w[0] == n[0] for w in posts for n in names)


def _no_opinions(d: Document, together: list[str], least: int) -> bool:
    """Whether the record gives only what all of them said together."""
    names = {p.name for f in d.all("attendees") for p in f.value or ()}
    return (
        len(names) > 1
        and len(d.text) >= least
        and any(w in d.text for w in together)
        and not _opinions_named(d, names)
    )


@check
def discussion_record(
    case: CaseFile, ctx: Context, heard: list[str], together: list[str], collective: list[str],
    least: int, concluded: list[str],
) -> Answer:  # fmt: skip
    """The record of the collective discussion names those present, the opinion of each and a
    conclusion, and no investigator votes (行政处罚法第五十七条第二款).

    ``heard``: parts in which an investigator is only heard. A record with words of ``together``
    (一致同意) and nobody's own opinion lacks them; where its title has a word of ``collective`` or
    there are pictures on the page a person looks. The conclusion has a field of its own or words
    of ``concluded`` tell it. Shorter than ``least`` characters it was not
    read whole.
    """
    officers = {p.name for a in case.acts.get("officers", []) for p in a.value}
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_JT"):
        bad += _voting(d, officers, heard)
        if not any(f.value for f in d.all("attendees")):
            doubt.append(evidence_of(d, None, "参加人员", "没有读到参加人员"))
        if _no_opinions(d, together, least):
            brief = d.pictures or any(w in d.title for w in collective)
            e = evidence_of(d, None, "每名参加人员的意见", "只有集体的意见")
            (doubt if brief else bad).append(e)
        conclusion: Fact | None = d.first("conclusion")
        if conclusion is None and not any(w in d.text for w in concluded):
            doubt.append(evidence_of(d, None, "结论性意见", "没有读到结论"))
        elif conclusion is not None and conclusion.blank:
            bad.append(evidence_of(d, conclusion, "结论性意见", "空白"))
        good.append(evidence_of(d, conclusion))
    if bad:
        return no(f"集体讨论记录有误：{show([f'{e.expected}，{e.found}' for e in bad])}", bad)
    return unknown("没有读到参加人员、各人的意见或者结论", doubt) if doubt else yes("", good)
