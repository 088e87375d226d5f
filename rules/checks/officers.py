"""Officers: whether they hold a valid certificate, and whether there were two of them."""

import re
from collections.abc import Iterable
from datetime import date

from casefiles.facts import CaseFile, Document, Fact, Person, squash
from rules.answers import (
    Answer,
    Context,
    Evidence,
    evidence_of,
    judged,
    looked_at,
    show,
    unknown,
)
from rules.checks import check
from rules.looking import day_of
from rules.registers import Officer

# Printed beside names in boxes and signature lines; not part of a name.
_PRINTED = re.compile(
    r"执法证|证件|编号|号码|证号|签名|签字|签章|时间|日期|[0-9年月日时分号：:()（）、，,.\-/]"
)
_HELPER = re.compile(r"(?:协助|辅助|协管|协查|辅警)[一-鿿]{0,6}")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
PROSE = 30  # a line this long is running text, no box or signature line


def day_done(d: Document) -> date | None:
    """The day of the act that a document records; ``None`` where it was not read for sure."""
    for key in ("start_time", "doc_date"):
        fact = d.first(key)
        if fact is not None and fact.sure and (day := day_of(fact.value)) is not None:
            return day
    return None


def _printed(case: CaseFile, d: Document) -> list[tuple[Person, Fact]]:
    """Those whom a document calls officers. A recorder counts where a certificate number stands
    beside the name or another paper of the file calls him an officer."""
    known = {p.name for x in case.documents for f in x.all("officers") for p in f.value or ()}
    named = {p.name: f for f in d.all("officers") for p in f.value or ()}
    found: dict[str, tuple[Person, Fact]] = {}
    for f in d.all("acting"):
        for p in f.value or ():
            if p.name in known or p.cert:
                found.setdefault(p.name, (p, named.get(p.name, f)))
    return list(found.values())


def _judge_officer(
    p: Person, day: date | None, staff: Iterable[Officer], ours: bool, stranger: str
) -> tuple[bool | None, str]:
    rows = [o for o in staff if o.name == p.name]
    mine = [o for o in rows if not p.cert or squash(o.cert) == squash(p.cert)]
    if rows and not mine:
        # One digit misprinted or misread is no proof that there is no certificate.
        return None, f"证号{p.cert}与名录中的{show([o.cert for o in rows])}不符"
    if mine:
        if day is None:
            return None, "没有读到执法日期，无法核对有效期"
        if any(o.valid_on(day) for o in mine):
            return True, ""
        last = mine[0]
        return False, f"证件有效期{show(last.start)}至{show(last.end)}，{show(day)}无效"
    if p.cert and any(squash(o.cert) == squash(p.cert) for o in staff):
        return None, f"证号{p.cert}在名录中是另一人的"
    if p.cert and ours:
        return False, f"名录中没有姓名“{p.name}”，也没有证号{p.cert}"
    if ours and stranger:
        return False, f"名录中没有姓名“{p.name}”，也没有文书上的证号{stranger}"
    return None, f"名录中没有姓名“{p.name}”"


def _stranger(d: Document, staff: Iterable[Officer]) -> str:
    """A certificate number of ``d`` that nobody holds, where one beside it is somebody's: then
    these are certificate numbers, whoever of the officers each belongs to."""
    printed = [squash(c) for f in d.all("certs") if f.sure for c in f.value or ()]
    held = {squash(o.cert) for o in staff}
    unknown_ = [c for c in printed if c not in held]
    alike = {len(c) for c in printed if c in held}
    return next((c for c in unknown_ if len(c) in alike), "")


@check
def officers_qualified(case: CaseFile, ctx: Context, documents: list[str]) -> Answer:
    """Every officer named in the documents is in 执法人员名录 with a certificate in force on that
    day (行政处罚法第四十二条第一款).

    Only those printed as officers are judged. Somebody missing from the register counts only
    where it holds officers of this agency and a certificate number is printed that it lacks.
    """
    staff = ctx.registers.staff
    if staff is None:
        return unknown("没有提供执法人员名录，无法核对执法资格", [looked_at(case, "执法人员名录")])
    ours = any(o.agency == (ctx.agency or "") for o in staff)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        for p, f in _printed(case, d):
            value, why = _judge_officer(p, day_done(d), staff, ours, _stranger(d, staff))
            if value is False and not f.sure:
                value = None
            where = good if value else doubt if value is None else bad
            where.append(
                evidence_of(d, f, "有有效的执法证件", f"{p.name}：{why}" if why else p.name)
            )
    return judged(
        case,
        (bad, "执法人员没有有效的执法资格"),
        (doubt, "有执法人员与名录对不上，请核对"),
        (good, ""),
        missing="没有读到执法人员",
        looked_for="执法人员",
    )


def _everybody(case: CaseFile, ctx: Context) -> set[str]:
    """Names of all officers known from the file and from the register. Who made a recording may
    be a helper."""
    papers = [d for d in case.documents if d.code != "GD_AVLIST"]
    names = {p.name for d in papers for f in d.all("acting") for p in f.value or ()}
    return names | {o.name for o in ctx.registers.staff or ()}


def helpers(d: Document) -> set[str]:
    """The names of those whom a document calls helpers (协管员, 辅警), not officers."""
    return {p.name for f in d.all("helpers") for p in f.value or () if not p.cert}


def nobody_else(words: str, name: str, helping: set[str]) -> bool:
    """Whether the words of a box hold no Chinese letters besides ``name``, those ``helping`` and
    what forms print: a name that was not recognised must not count as nobody."""
    rest = squash(words).replace(squash(name), "") if name else squash(words)
    if helping:
        rest = _HELPER.sub("", re.sub("|".join(map(re.escape, helping)), "", _ASIDE.sub("", rest)))
    return sum("\u4e00" <= c <= "\u9fff" for c in _PRINTED.sub("", rest)) < 2


def _alone(d: Document, name: str, known: set[str]) -> bool:
    """Whether only ``name`` acted: the box for officers, the one for the recorder (if any) and all
    signatures hold that name alone, and no other officer stands in a short line. Another officer
    in running text (执法人员某某、某某出示证件) does not make up for a missing signature. Without a
    box for officers, the text must name nobody else and print one certificate number. Helpers do
    not count, unless an officer known elsewhere is called one."""
    helping = helpers(d)
    boxes = {k: [f for f in d.all(k) if not f.blank] for k in ("officers", "recorder")}
    marks = [f for f in d.all("signatures") if f.value.role in ("执法人员", "记录人")]
    if not marks or helping & known or any(f.value.ink or not f.value.filled for f in marks):
        return False
    named = [{p.name for p in f.value} for found in boxes.values() for f in found]
    signed = [set(f.value.people) for f in marks]
    officers = [n - helping for n in (*named, *signed) if not n or n - helping]
    words = [f.words for found in boxes.values() for f in found]
    words += [f.words.partition("：")[2] for f in marks]
    if {name} not in signed or any(n != {name} for n in officers):
        return False
    if not all(nobody_else(w, name, helping) for w in words):
        return False
    lines = [line for line in d.text.split("\n") if any(o in line for o in known - {name})]
    if not boxes["officers"]:
        return not lines and len(d.value("certs") or ()) == 1
    return all(len(line) >= PROSE for line in lines)


def only_officer(case: CaseFile, ctx: Context, d: Document) -> str:
    """The officer who surely acted alone in the record ``d``, else an empty string."""
    found = [f for f in d.all("acting") if not f.blank]
    names = sorted({p.name for f in found for p in f.value})
    if len(names) != 1 or not all(f.sure for f in found):
        return ""
    return names[0] if _alone(d, names[0], _everybody(case, ctx)) else ""


@check
def two_officers(case: CaseFile, ctx: Context, documents: list[str]) -> Answer:
    """Every record names, or is signed by, two different officers (第四十二条第一款); a recorder
    counts. One person is a fault only where the whole document shows nobody else."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        found = [f for f in d.all("acting") if not f.blank]
        names = sorted({p.name for f in found for p in f.value})
        if len(names) > 1:
            good.append(evidence_of(d, found[0]))
        elif only_officer(case, ctx, d):
            bad.append(evidence_of(d, found[0], "至少两名执法人员", names[0]))
        else:
            place = found[0] if found else None
            doubt.append(
                evidence_of(d, place, "至少两名执法人员", show(names) if names else "没有读到")
            )
    return judged(
        case,
        (bad, "执法人员少于两人"),
        (doubt, "没有读到两名执法人员，请看笔录的签名"),
        (good, ""),
        missing="没有笔录可供核对",
        looked_for="笔录",
    )
