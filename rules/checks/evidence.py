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
from rules.checks.officers import only_officer
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


def unread_signatures(case: CaseFile, d: Document, roles: list[str]) -> list[Evidence]:
    """The roles for which neither a signature nor a place for one was read, and all of them in an
    electronic copy that nobody signed: no fault, and nothing that shows a signature either."""
    if never_signed(case):
        return [evidence_of(d, None, "签名", "全卷没有读到一处签名，请看原件")]
    have = {f.value.role for f in d.all("signatures")}
    lacking = [r for r in roles if r not in have]
    return [evidence_of(d, None, f"{r}签名", "没有找到签名栏") for r in lacking]


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
    separate: list[str], signed: list[str],
) -> Answer:  # fmt: skip
    """Each record of questions tells the rights and bears the signatures, those of two officers
    among them; one fault a record.

    ``rights`` maps a phrase to the word without which the right cannot have been told: where the
    word stands, other words than the phrase's were used, and a person looks. Records shorter
    than ``least`` characters were hardly read whole. Of the roles ``signed`` a signature or a place
    for one has to be read. A paper of its own (a title with a word of
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
        alone = only_officer(case, ctx, d)
        lacking = [ctx.name(f"*.{p}") for p in silent]
        if lacking and not told and len(d.text) >= least:
            words = f"没有{'、'.join(lacking)}的记载"
            if blank:
                words += f"；{'、'.join(r for r, _ in blank)}签名空白"
            bad.append(evidence_of(d, None, "告知权利", words))
        elif blank:
            bad.append(evidence_of(d, blank[0][1], f"{blank[0][0]}签名", "空白"))
        elif alone:
            bad.append(evidence_of(d, d.first("acting"), "两名执法人员询问并签名", alone))
        elif lacking or unclear:
            names = [*lacking, *(ctx.name(f"*.{p}") for p in unclear)]
            doubt.append(evidence_of(d, None, "告知权利", f"没有读到{'、'.join(names)}"))
        elif unread := unread_signatures(case, d, signed):
            doubt += unread
        else:
            good.append(evidence_of(d))
    return judged(
        case,
        (bad, "询问笔录缺少权利告知或者签名"),
        (doubt, "询问笔录的权利告知或者签名没有读全，请核对"),
        (good, ""),
        missing="没有询问笔录",
        looked_for="询问笔录",
    )


@check
def scene_complete(
    case: CaseFile, ctx: Context, fields: list[str], roles: list[str], judging: list[str]
) -> Answer:
    """Each record of an inspection has time, place, whom it inspected and the signatures of the
    party and of two officers, and tells what was seen without legal conclusions (phrases
    ``judging``)."""
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
        if name := only_officer(case, ctx, d):
            bad.append(evidence_of(d, d.first("acting"), "两名执法人员签名", name))
        doubt += unread_signatures(case, d, roles)
        said = [f for p in judging if (f := d.first(p)) is not None]
        bad += [evidence_of(d, f, "客观记录，不写结论", f.words) for f in said]
        good.append(evidence_of(d))
    return judged(
        case,
        (bad, "现场笔录缺项或者写了结论"),
        (doubt, "现场笔录有栏目或者签名没有读到"),
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


_ITEM = re.compile(
    r"([^、，,；;。：:\n\d]{3,30}?)(?:各)?[\d一二两三四五六七八九十]+(?:份|张|页|套|册|本|组)"
)
_COPY = re.compile(r"(?:[（(][^（()）]*[）)]|复印件|复制件|打印件|原件|[各共计》”])+$")


def _somewhere(name: str, papers: str, common: list[str]) -> bool | None:
    """Whether something in ``papers`` may be what a decision calls ``name``: its last words stand
    there. Words of ``common`` (记录, 照片) at the end say too little."""
    core = _COPY.sub("", squash(name))
    return core[-2:] in papers if len(core) > 2 and not core.endswith(tuple(common)) else None


@check
def evidence_filed(
    case: CaseFile, ctx: Context, evidence: dict[str, list[str]], near: list[str], end: list[str],
    silent: list[str], common: list[str],
) -> Answer:  # fmt: skip
    """What the decision lists as evidence is in the file. ``evidence`` maps a printed name to the
    kinds that may be it; it is looked for between words of ``near`` and of ``end``. Of other
    papers (盘点表1份) the last words have to stand somewhere in the file besides the papers of the
    kinds ``silent``, which repeat what the evidence is; ``common``: see ``_somewhere``. None
    of those is missing where recordings or photos lie in the file: it may be one of them."""
    bad: list[Evidence] = []
    good: list[Evidence] = []
    rest = [d for d in case.documents if d.code not in silent]
    papers = "".join(squash(d.title + d.text) for d in rest)
    whole = not case.problems and not case.media and not any(not d.text for d in rest)
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
        for m in _ITEM.finditer(d.text, a, b) if a >= 0 and whole else ():
            there, place = _somewhere(m[1], papers, common), d.quote(m.start(1), m.end())
            if there:
                good.append(evidence_of(d, place))
            elif there is False:
                bad.append(evidence_of(d, place, "在卷", "卷内没有找到"))
    if bad:
        return no("决定书所列证据没有在卷内找到", bad)
    return yes("", good) if good else unknown("没有读到决定书的证据清单", [looked_at(case, "证据")])


def _told_before(text: str, at: int, found: list[str]) -> str:
    """The sentences before ``at`` that tell what was found on the spot (words ``found``): the
    time and place of an inspection are often those of the act."""
    return "".join(x for x in re.split("[。\n]", text[:at]) if any(w in x for w in found))


def facts_of(text: str, begin: list[str], end: list[str], found: list[str]) -> str:
    """What a decision tells as facts: from each word of ``begin`` to the next one of ``end``; all
    up to the first one of ``end`` where there is no word of ``begin``."""
    starts = sorted(m.start() for w in begin for m in re.finditer(re.escape(w), text))
    starts = starts or [0]
    told = [_told_before(text, starts[0], found)]
    for at in starts:
        stop = min((i for w in end if (i := text.find(w, at)) >= 0), default=at + 1500)
        told.append(text[at:stop])
    return "\n".join(told)


@check
def facts_told(
    case: CaseFile, ctx: Context, documents: list[str], begin: list[str], end: list[str],
    found: list[str], place: list[str],
) -> Answer:  # fmt: skip
    """The facts in the decision give a time, a place (words ``place``) and a quantity. They stand
    between words of ``begin`` and ``end``, or before them with a word of ``found`` (检查). A text
    with neither tells no facts that could be looked at."""
    lacking: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        at = min((i for w in begin if (i := d.text.find(w)) >= 0), default=-1)
        if at < 0 and any(w in d.text for w in end):
            at = 0
        if at < 0:
            lacking.append(evidence_of(d, None, "违法事实", "没有读到"))
            continue
        text = facts_of(d.text, begin, end, found)
        gone = [] if _YEAR.search(text) or any(x.value for x in find_dates(text)) else ["时间"]
        gone += [] if any(w in text for w in place) else ["地点"]
        gone += [] if any(c.isdigit() for c in text) else ["数量"]
        fact = d.quote(at, at + min(40, len(d.text) - at))
        if gone:
            lacking.append(evidence_of(d, fact, "时间、地点、情节", f"没有读到{show(gone)}"))
        good.append(evidence_of(d, fact))
    if lacking:
        return no("违法事实要素可能不全", lacking)
    return yes("", good) if good else unknown("没有决定书", [looked_at(case, "决定书")])
