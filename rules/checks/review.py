"""Legal review of decisions (法制审核): whether one was due and made, and by whom."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casefiles.facts import Act, CaseFile, Document, Fact
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
from rules.looking import absent, act_of, day_of
from rules.registers import Listing

FORM = "FZ_YJ"
_ROLE = "法制审核"


@dataclass(slots=True, frozen=True)
class Review:
    """One legal review: a form of its own, or a box in another form."""

    document: Document
    fact: Fact
    day: date | None
    text: str
    names: tuple[str, ...]
    sure: bool = True


def reviews(case: CaseFile, forms: Collection[str] | None = None) -> list[Review]:
    """The reviews in file order; ``forms`` limits the kinds of paper they stand in.

    A box counts only once it is signed or dated: words alone may be a heading read as a box.
    """
    found = []
    for d in case.documents:
        if forms is not None and d.code not in forms:
            continue
        found += list(_form(case, d) if d.code == FORM else _boxes(d))
    return found


def _form(case: CaseFile, d: Document) -> Iterator[Review]:
    day = _of(case, "review_date", d)
    text, who = d.first("opinion"), _of(case, "reviewers", d)
    names = tuple(n for a in case.acts.get("reviewers", []) if a.document is d for n in a.value)
    fact = next((f for f in (text, day, who) if f is not None), None)
    said = str(text.value) if text is not None and not text.blank else ""
    # A day taken from the end of the paper for want of a better one says so in ``why``.
    sure = all(f.sure and not f.why for f in (day, text) if f is not None)
    place = fact or Fact(None, d.title, d.title_anchor)
    yield Review(d, place, day_of(day.value) if day else None, said, names, sure)


def _of(case: CaseFile, key: str, d: Document) -> Fact | None:
    return next((a.fact for a in case.acts.get(key, []) if a.document is d), None)


def _boxes(d: Document) -> Iterator[Review]:
    for f in d.all("opinions"):
        o = f.value
        if o is not None and o.role == _ROLE and (o.people or o.day or o.ink):
            yield Review(d, f, o.day, o.text, o.people, f.sure)


def decided(case: CaseFile, decisions: Iterable[str]) -> Act | None:
    """The day of the decision: that of the penalty decision, else of a document of the kinds."""
    act = act_of(case, "case.decision_date")
    if act is not None:
        return act
    for d in case.of(*decisions):
        f = d.first("doc_date")
        if f is not None and day_of(f.value) is not None:
            return Act(f, d)
    return None


# --- whether a review was due -----------------------------------------------------------------


@check
def on_review_list(case: CaseFile, ctx: Context) -> Answer:
    """Whether the agency's own list (重大执法决定法制审核目录) names the decision, by the kind of
    penalty, the amount, or a hearing. Matters that only a person can judge, such as complicated
    cases, are not counted. No list: 不明."""
    act = act_of(case, "case.decision_date")
    rows = ctx.registers.review_list
    if rows is None:
        return unknown("没有提供重大执法决定法制审核目录，不能确定是否应当法制审核")
    if act is None or ctx.agency is None:
        return unknown("没有读到决定日期或者机关名称")
    day = day_of(act.value)
    assert day is not None
    mine = [r for r in rows if r.agency == ctx.agency and (r.since is None or r.since <= day)]
    if not mine:
        return unknown(f"目录里没有{ctx.agency}在{show(day)}适用的条目")
    found = [(r, _listed(case, r, mine)) for r in mine]
    hit = [r for r, on in found if on]
    if hit:
        return yes(f"属于目录所列“{hit[0].matter}”", _penalties(case))
    if any(on is None for _, on in found):
        return unknown("没有读到处罚数额、种类或者当事人类型，不能对照目录", _penalties(case))
    return no("处罚的种类和数额没有达到目录所列标准")


def _penalties(case: CaseFile) -> list[Evidence]:
    return [evidence_of_act(a) for a in case.acts.get("penalties", [])]


def _listed(case: CaseFile, row: Listing, rows: list[Listing]) -> bool | None:
    """Whether the decision falls under ``row``; ``None`` where a fact for that is missing."""
    if "听证" in row.matter:
        return case.has("CF_TB")
    imposed = [f.value for d in case.of("CF_JD2") for f in d.all("penalties") if f.value]
    if not imposed:
        return None
    mine = [p for p in imposed if p.kind in row.matter or _stem(p.kind) in row.matter]
    if not mine:
        return False
    if row.floor is None:
        return True
    if any(p.yuan is None for p in mine):
        return None
    total = sum((p.yuan for p in mine if p.yuan is not None), Decimal(0))
    fits = _party_fits(case, row)
    if fits is None:
        # Whom the row is for is open: it matters only between the floors of the same matter.
        floors = [r.floor for r in rows if r.matter == row.matter and r.floor is not None]
        return True if total >= max(floors) else False if total < min(floors) else None
    return fits and total >= row.floor


def _stem(kind: str) -> str:
    """The words by which lists name a kind of penalty: 没收违法所得 → 没收."""
    return kind[:2] if kind.startswith(("没收", "吊销", "暂扣")) else kind


_PARTIES = {
    "自然人": ("自然人", "公民", "个人"),
    "个体工商户": ("个体",),
    "单位": ("法人", "组织", "单位", "企业"),
}


def _party_fits(case: CaseFile, row: Listing) -> bool | None:
    if not row.party or "全部" in row.party or "所有" in row.party:
        return True
    act = case.act("party_type")
    words = _PARTIES.get(str(act.value)) if act is not None and act.fact.sure else None
    if words is None:
        return None
    if any(w in row.party for w in words):
        return True
    # Lists that do not name 个体工商户 count them now as persons, now as organisations.
    return None if words == _PARTIES["个体工商户"] else False


@check
def reviewed(
    case: CaseFile, ctx: Context, mention: str, hints: list[str], settled_from: date
) -> Answer:
    """The file holds a legal review (行政处罚法第五十八条第一款).

    It is 疑点 and not 否 where other papers speak of a review (phrase ``mention``), where an
    unrecognised paper has one of ``hints`` in its title, where something could not be read, and
    before ``settled_from``, because the day on which the old text took effect is not verified.
    """
    found = reviews(case)
    if found:
        return yes("有法制审核记录", [evidence_of(r.document, r.fact) for r in found])
    where = looked_at(case, "法制审核意见书或者审核意见栏")
    blank = [
        evidence_of(d, None, "法制审核意见", "送审单在卷，没有审核意见") for d in case.of("FZ_SQ")
    ]
    said = [(d, f) for d in case.documents if (f := d.first(mention)) is not None]
    if blank or said:
        why = "没有找到审核意见书，但卷内有文书提到审核，请核对是否漏装"
        return unknown(why, [*blank, *(evidence_of(d, f) for d, f in said[:3]), where])
    loose = [
        d
        for d in case.documents
        if any(f.value is not None and f.value.role == _ROLE for f in d.all("opinions"))
    ]
    maybe = [d for d in case.unknown if any(h in d.title for h in hints)] + loose
    if maybe or absent(case, [FORM]) is not True:
        return unknown(
            "没有找到审核意见书，但目录列有审核文书，或者有文书没有读全、未能识别",
            [*map(evidence_of, maybe), where],
        )
    act = act_of(case, "case.decision_date")
    day = day_of(act.value) if act is not None else None
    if day is None or day < settled_from:
        return unknown("卷内没有法制审核；决定时适用的审核规定尚未核实，请人工确认", [where])
    return no("应当法制审核，卷内没有审核意见", [where])


# --- by whom ----------------------------------------------------------------------------------


@check
def reviewer_apart(case: CaseFile, ctx: Context, inspections: list[str]) -> Answer:
    """Nobody who investigated the case, or made a record of the kinds ``inspections``, reviewed it
    (市场监管行政处罚程序规定第四十九条第三款)."""
    found = [(r, n) for r in reviews(case) for n in r.names]
    on_site = [Act(f, d) for d in case.of(*inspections) for f in d.all("acting") if f.value]
    officers = {p.name: a for a in (*on_site, *case.acts.get("officers", [])) for p in a.value}
    if not found or not officers:
        gone = "审核人员" if not found else "办案人员"
        return unknown(f"没有读到{gone}", [evidence_of(r.document, r.fact) for r in reviews(case)])
    both = {n: r for r, n in found if n in officers}
    places = [
        evidence_of(r.document, r.fact, f"不是办案人员（见{officers[n].document.name}）", n)
        for n, r in both.items()
    ]
    if not both:
        return yes("审核人员没有参加办案", [evidence_of(r.document, r.fact) for r, _ in found])
    if not all(r.sure and officers[n].fact.sure for n, r in both.items()):
        return unknown(f"{show(list(both))}的姓名读取不确定，请核对", places)
    return no(f"{show(list(both))}既办案又审核", places)


@check
def reviewer_qualified(case: CaseFile, ctx: Context, without: list[str]) -> Answer:
    """The staff register gives each reviewer a legal qualification (行政处罚法第五十八条第二款).
    ``without``: words that stand in that column where there is none."""
    names = {n: r for r in reviews(case) for n in r.names}
    places = [evidence_of(r.document, r.fact) for r in names.values()]
    if not names:
        return unknown("没有读到审核人员", [looked_at(case, "审核人员")])
    if ctx.registers.staff is None:
        return unknown("没有提供执法人员名录，不能核对法律职业资格", places)
    bad: list[Evidence] = []
    gone: list[str] = []
    for name, r in names.items():
        rows = ctx.registers.officers_named(name, None, ctx.agency)
        if not rows:
            gone.append(name)
        elif not any(o.qualification and o.qualification not in without for o in rows):
            bad.append(evidence_of(r.document, r.fact, "法律职业资格", f"名录没有登记{name}的资格"))
    if bad:
        return no("名录没有登记审核人员的法律职业资格；是否初次从事审核由人确认", bad)
    if gone:
        return unknown(f"名录里没有{show(gone)}", places)
    return yes("审核人员有法律职业资格", places)


@check
def enough_reviewers(case: CaseFile, ctx: Context, limit: str) -> Answer:
    """Of the agency's officers in the register at least the share ``limit`` (a parameter) are
    reviewers (国办发〔2018〕118号). It concerns the agency, not this case."""
    act = act_of(case, "case.any_date")
    if ctx.registers.staff is None or ctx.agency is None or act is None:
        return unknown("没有提供执法人员名录，或者没有读到机关名称")
    day = day_of(act.value)
    assert day is not None
    staff = {(o.name, o.cert): o for o in ctx.registers.staff if o.agency == ctx.agency}
    mine = [o for o in staff.values() if o.valid_on(day)]
    count = sum(o.reviewer for o in mine)
    if not mine or not count:
        return unknown(f"名录里没有{ctx.agency}的人员，或者没有标明法制审核人员")
    value = ctx.lookup(limit, day)
    if value is None:
        return unknown("没有法制审核人员比例的数值")
    share = Decimal(str(value.value))
    why = (
        f"执法人员{len(mine)}人，法制审核人员{count}人，占{count / len(mine):.1%}；应达{share:.0%}"
    )
    where = [Evidence("执法人员名录", found=f"{count}/{len(mine)}", expected=f"{share:.0%}")]
    if count >= share * len(mine):
        return yes(why, where)
    if value.status != "核实":
        return unknown(f"{why}。该比例（{value.source}）尚未核实", where)
    return no(why, where)
