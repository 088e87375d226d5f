"""Evidence: what records must hold, copies that were compared, and what a decision rests on."""

import re

from casefiles.facts import CaseFile, Document, Fact, Signature, find_dates, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    judged,
    looked_at,
    no,
    show,
    unknown,
    yes,
)
from rules.checks import check
from rules.looking import absent, day_of

_YEAR = re.compile(r"[0-9〇零一二三四五六七八九]{2,4}\s*年")


def never_signed(case: CaseFile) -> bool:
    """Whether no signature at all is filled in: an electronic copy, signed on paper only."""
    marks = [f.value for d in case.documents for f in d.all("signatures")]
    return not any(m.filled or m.ink for m in marks)


def unsigned(d: Document, role: str) -> Fact | None:
    """A signature line of ``role`` that stands blank, where nobody signed in that role."""
    marks: list[tuple[Fact, Signature]] = [(f, f.value) for f in d.all("signatures")]
    mine = [(f, m) for f, m in marks if m.role == role]
    if not mine or any(m.filled or m.ink or m.refused for _, m in mine) or d.first("refused"):
        return None
    return mine[0][0]


def _people(d: Document, key: str) -> set[str]:
    return {p.name for f in d.all(key) for p in f.value or ()}


def _rights(case: CaseFile, d: Document, rights: dict[str, str]) -> tuple[list[str], list[str]]:
    """The rights ``d`` says nothing of at all, and those it mentions in other words."""
    mine = [d]
    mine += [x for x in case.of("CF_XW") if x is not d and _people(x, "interviewee") &
             _people(d, "interviewee") and _before(x, d)]  # fmt: skip
    open_ = [p for p in rights if not any(x.first(p) for x in mine)]
    silent = [p for p in open_ if rights[p] not in squash(d.text)]
    return silent, [p for p in open_ if p not in silent]


def _before(a: Document, b: Document) -> bool:
    x, y = (day_of(d.value("start_time") or d.value("doc_date")) for d in (a, b))
    return x is not None and y is not None and x <= y


@check
def interview_complete(
    case: CaseFile, ctx: Context, rights: dict[str, str], roles: list[str], least: int,
    separate: list[str],
) -> Answer:  # fmt: skip
    """Each record of questions tells the rights and bears the signatures; one fault a record.

    ``rights`` maps a phrase to the word without which the right cannot have been told: where the
    word stands, other words than the phrase's were used, and a person looks. Records shorter
    than ``least`` characters were hardly read whole. A paper of its own (a title with a word of
    ``separate``) may have told the rights.
    """
    told = [d for d in case.documents if any(w in d.title for w in separate)]
    paper_only = never_signed(case)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_XW"):
        silent, unclear = _rights(case, d, rights)
        blank = [] if paper_only else [(r, f) for r in roles if (f := unsigned(d, r)) is not None]
        lacking = [ctx.name(f"*.{p}") for p in silent]
        if lacking and not told and len(d.text) >= least:
            words = f"没有{'、'.join(lacking)}的记载"
            if blank:
                words += f"；{'、'.join(r for r, _ in blank)}签名空白"
            bad.append(evidence_of(d, None, "告知权利", words))
        elif blank:
            bad.append(evidence_of(d, blank[0][1], f"{blank[0][0]}签名", "空白"))
        elif lacking or unclear:
            names = [*lacking, *(ctx.name(f"*.{p}") for p in unclear)]
            doubt.append(evidence_of(d, None, "告知权利", f"没有读到{'、'.join(names)}"))
        else:
            good.append(evidence_of(d))
    return judged(
        case,
        (bad, "询问笔录缺少权利告知或者签名"),
        (doubt, "询问笔录的权利告知没有读全，请核对"),
        (good, ""),
        missing="没有询问笔录",
        looked_for="询问笔录",
    )


@check
def scene_complete(
    case: CaseFile, ctx: Context, fields: list[str], roles: list[str], judging: list[str]
) -> Answer:
    """Each record of an inspection has time, place, whom it inspected and signatures, and tells
    what was seen without legal conclusions (words ``judging``)."""
    paper_only = never_signed(case)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_XC", "CF_KY"):
        for key in fields:
            f, label = d.first(key), ctx.name(f"*.{key}")
            if f is None:
                doubt.append(evidence_of(d, None, label, "没有读到"))
            elif f.blank:
                bad.append(evidence_of(d, f, label, "空白"))
        for role in () if paper_only else roles:
            if (f := unsigned(d, role)) is not None:
                bad.append(evidence_of(d, f, f"{role}签名", "空白"))
        for word in judging:
            if (at := d.text.find(word)) >= 0:
                bad.append(evidence_of(d, d.quote(at, at + len(word)), "客观记录，不写结论"))
        good.append(evidence_of(d))
    return judged(
        case,
        (bad, "现场笔录缺项或者写了结论"),
        (doubt, "现场笔录有栏目没有读到"),
        (good, ""),
        missing="没有现场笔录",
        looked_for="现场笔录",
    )


def _original(d: Document, words: list[str]) -> bool:
    """Whether a paper holds what officers made themselves; one without a title tells it inside."""
    return any(w in squash(d.title or d.text[:400]) for w in words)


@check
def copies_compared(
    case: CaseFile, ctx: Context, documents: list[str], phrase: str, originals: list[str]
) -> Answer:
    """Copies bear the words that they agree with the original, and who gave them. Papers with a
    word of ``originals`` in their title are no copies: photographs that the officers took."""
    found = [d for d in case.of(*documents) if not _original(d, originals)]
    bad = [
        evidence_of(d, None, "注明与原件核对一致", "没有读到") for d in found if not d.first(phrase)
    ]
    if bad:
        return no("复制件没有注明与原件核对一致", bad)
    good = [evidence_of(d, d.first(phrase)) for d in found]
    return yes("", good) if good else unknown("没有复制件", [looked_at(case, "复制件")])


@check
def evidence_filed(
    case: CaseFile, ctx: Context, evidence: dict[str, list[str]], near: list[str], end: list[str]
) -> Answer:
    """What the decision lists as evidence is in the file. ``evidence`` maps a printed name to the
    kinds that may be it; it is looked for between words of ``near`` and of ``end``."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_JD2", "CF_DC"):
        a = min((i for w in near if (i := d.text.find(w)) >= 0), default=-1)
        b = min((i for w in end if (i := d.text.find(w, a)) >= 0), default=len(d.text))
        for name, codes in evidence.items() if a >= 0 else ():
            at = d.text.find(name, a, b)
            if at < 0:
                continue
            place = d.quote(at, at + len(name))
            if absent(case, codes):
                bad.append(evidence_of(d, place, "在卷", "卷内没有找到"))
            elif case.has(*codes):
                good.append(evidence_of(d, place))
    if bad:
        return no("决定书所列证据没有在卷内找到", bad)
    return yes("", good) if good else unknown("没有读到决定书的证据清单", [looked_at(case, "证据")])


@check
def facts_told(case: CaseFile, ctx: Context, begin: list[str], place: list[str]) -> Answer:
    """The facts in the decision give a time, a place (words ``place``) and a quantity."""
    lacking: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of("CF_JD2", "CF_BY"):
        at = min((i for w in begin if (i := d.text.find(w)) >= 0), default=-1)
        if at < 0:
            lacking.append(evidence_of(d, None, "违法事实", "没有读到"))
            continue
        text = d.text[at : at + 1500]
        gone = [] if _YEAR.search(text) or any(x.value for x in find_dates(text)) else ["时间"]
        gone += [] if any(w in text for w in place) else ["地点"]
        gone += [] if any(c.isdigit() for c in text) else ["数量"]
        fact = d.quote(at, at + min(40, len(text)))
        if gone:
            lacking.append(evidence_of(d, fact, "时间、地点、情节", f"没有读到{show(gone)}"))
        good.append(evidence_of(d, fact))
    if lacking:
        return no("违法事实要素可能不全", lacking)
    return yes("", good) if good else unknown("没有决定书", [looked_at(case, "决定书")])
