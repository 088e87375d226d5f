"""Officers: whether they hold a valid certificate, and whether there were two of them."""

from collections.abc import Iterable
from datetime import date

from casefiles.facts import CaseFile, Document, Fact, Person
from casefiles.normalise import squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.questions import day_of
from rules.registers import Officer

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
    p: Person, day: date | None, staff: Iterable[Officer], ours: bool
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
    return None, f"名录中没有姓名“{p.name}”"


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
            value, why = _judge_officer(p, day_done(d), staff, ours)
            if value is False and not f.sure:
                value = None
            where = good if value else doubt if value is None else bad
            where.append(
                evidence_of(d, f, "有有效的执法证件", f"{p.name}：{why}" if why else p.name)
            )
    if bad:
        return no("执法人员没有有效的执法资格", bad)
    if doubt:
        return unknown("有执法人员与名录对不上，请核对", doubt)
    return yes("", good) if good else unknown("没有读到执法人员", [looked_at(case, "执法人员")])


def _everybody(case: CaseFile, ctx: Context) -> set[str]:
    """Names of all officers known from the file and from the register."""
    names = {p.name for d in case.documents for f in d.all("acting") for p in f.value or ()}
    return names | {o.name for o in ctx.registers.staff or ()}


def _alone(d: Document, name: str, known: set[str]) -> bool:
    """Whether only ``name`` acted: every box and signature agrees, and no other officer stands
    in a box. Another officer in running text is no doubt where all four places agree."""
    boxes = [{p.name for f in d.all(k) for p in f.value or ()} for k in ("officers", "recorder")]
    marks = [f.value for f in d.all("signatures") if f.value.role in ("执法人员", "记录人")]
    if any(m.ink or not m.filled for m in marks):
        return False
    signed = [set(m.people) for m in marks if m.people]
    agreed = all(b == {name} for b in boxes) and bool(signed) and all(s == {name} for s in signed)
    lines = [line for line in d.text.split("\n") if any(o in line for o in known - {name})]
    if agreed:
        return all(len(line) >= PROSE for line in lines)
    return not lines and bool(boxes[0] or signed) and len(d.value("certs") or ()) < 2


@check
def two_officers(case: CaseFile, ctx: Context, documents: list[str]) -> Answer:
    """Every record names, or is signed by, two different officers (第四十二条第一款); a recorder
    counts. One person is a fault only where the whole document shows nobody else."""
    known = _everybody(case, ctx)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        found = [f for f in d.all("acting") if not f.blank]
        names = sorted({p.name for f in found for p in f.value})
        if len(names) > 1:
            good.append(evidence_of(d, found[0]))
        elif names and all(f.sure for f in found) and _alone(d, names[0], known):
            bad.append(evidence_of(d, found[0], "至少两名执法人员", names[0]))
        else:
            place = found[0] if found else None
            doubt.append(
                evidence_of(d, place, "至少两名执法人员", show(names) if names else "没有读到")
            )
    if bad:
        return no("执法人员少于两人", bad)
    if doubt:
        return unknown("没有读到两名执法人员，请看笔录的签名", doubt)
    return yes("", good) if good else unknown("没有笔录可供核对", [looked_at(case, "笔录")])
