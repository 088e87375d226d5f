"""The party: who it is, whether that is proved, and whether all papers name it alike."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher

from casefiles.facts import (
    CaseFile,
    Document,
    Fact,
    find_dates,
    id_birth,
    id_checksum_ok,
    same_name,
    squash,
    uscc_checksum_ok,
)
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.looking import absent, day_of

DECISIONS = ("CF_JD2", "CF_DC", "CF_BY")


def _is_person(name: str) -> bool:
    return len(name) <= 4 or "·" in name


def decided_party(case: CaseFile, codes: Iterable[str] = DECISIONS) -> list[tuple[Document, Fact]]:
    """The party as the decisions name it: one place for each different name."""
    found: dict[str, tuple[Document, Fact]] = {}
    for d in case.of(*codes):
        for f in d.all("party_name") or d.all("applicant"):
            if not f.blank and f.sure:
                found.setdefault(squash(str(f.value)), (d, f))
    return list(found.values())


def identity_elsewhere(case: CaseFile, words: list[str]) -> list[Document]:
    """Documents that may hold the proof of identity among other things: pages with evidence on
    them, and what was not recognised."""
    pages = [d for d in case.documents if d.code in ("CF_ZJTQ", None, "CF_FR")]
    return [d for d in pages if any(w in squash(d.text) for w in words)]


def _numbers(
    case: CaseFile, codes: Iterable[str] = DECISIONS
) -> Iterator[tuple[Document, Fact, str]]:
    for d in case.of("CF_ID", *codes):
        for f in d.all("party_id"):
            value = squash(str(f.value or "")).upper()
            if f.sure and len(value) == 18 and "*" not in value:
                yield d, f, value


_FORMS = (  # of identity numbers (GB 11643) and of 统一社会信用代码 (GB 32100): no I, O, S, V, Z
    (re.compile(r"[1-8]\d{5}(?:18|19|20)\d{9}[\dX]"), id_checksum_ok),
    (re.compile(r"[1-9A-GNY][1239]\d{6}[0-9A-HJ-NPQRTUW-Y]{10}"), uscc_checksum_ok),
)


def _wrong(number: str) -> bool:
    """Whether ``number`` has the form of one of the two and its last character is wrong."""
    answers = [right(number) for form, right in _FORMS if form.fullmatch(number)]
    return bool(answers) and not any(answers)


@check
def identity_proved(
    case: CaseFile, ctx: Context, words: list[str], decisions: dict[str, list[str]],
    outright: list[str], signed: list[str],
) -> Answer:  # fmt: skip
    """A proof of identity is in the file, its numbers are well formed (GB 11643, GB 32100), and
    an agent who took part has a power of attorney (行政处罚法第五十九条).

    ``decisions``: type of case file → the kinds of its decisions. Only in case files of the types
    ``outright`` is a missing proof a fault: elsewhere it may lie with the application. An agent who
    signs papers of the kinds ``signed`` as such must have his power by then.
    """
    kind = case.enforcement_type or ""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good = [evidence_of(d) for d in case.of("CF_ID")]
    if not good:
        pages = identity_elsewhere(case, words)
        if pages:
            doubt += [evidence_of(d, None, "身份证明", "可能在其中") for d in pages]
        elif kind in outright and absent(case, ["CF_ID", "CF_FR"]):
            bad.append(looked_at(case, "当事人主体资格证明"))
        else:
            doubt.append(looked_at(case, "当事人主体资格证明"))
    seen: set[str] = set()
    for d, f, number in _numbers(case, decisions.get(kind, [])):
        if number not in seen and _wrong(number):
            bad.append(evidence_of(d, f, "正确的号码", "号码校验不通过"))
        seen.add(number)
    for d in case.of("CF_TB", "CF_CS"):
        agent = d.first("agent")
        if agent is None or agent.blank or not agent.sure:
            continue
        if absent(case, ["CF_SQ"]):
            where = bad if kind in outright else doubt
            where.append(evidence_of(d, agent, "授权委托书", "卷内没有"))
        elif (late := _later(case, d)) is not None:
            bad.append(late)
    if (early := _acted_before(case, signed)) is not None:
        bad.append(early)
    if bad:
        return no("当事人身份证明缺失或者有误", bad)
    return unknown("身份证明可能在其他材料中，请核对", doubt) if doubt else yes("", good)


def _later(case: CaseFile, act: Document) -> Evidence | None:
    """The power of attorney, where it was given only after the act."""
    given = [(d, f) for d in case.of("CF_SQ") if (f := d.first("doc_date")) and f.sure and f.value]
    done = act.first("start_time") or act.first("doc_date")
    day = day_of(done.value) if done is not None and done.sure else None
    if day is None or not given or any(f.value <= day for _, f in given):
        return None
    return evidence_of(*given[0], expected=f"不晚于{show(day)}")


_SINCE = re.compile(r"[自从]\s*(?:\d{4}|[一二])")


def _acted_before(case: CaseFile, kinds: list[str]) -> Evidence | None:
    """The power of attorney, where the agent it names signed a paper as agent before he had it."""
    given = [(d, f) for d in case.of("CF_SQ") if (f := d.first("doc_date")) and f.sure and f.value]
    names = {p.name for d, _ in given for f in d.all("agent") for p in f.value or ()}
    if not given or len(given) < len(list(case.of("CF_SQ"))):
        return None
    starts = [
        x.value
        for d, _ in given
        for m in _SINCE.finditer(d.text)
        for x in find_dates(d.text[m.start() + 1 : m.start() + 20])[:1]
        if x.value is not None
    ]
    first = min([*(f.value for _, f in given), *starts])
    for d in case.of(*kinds):
        f = d.first("doc_date")
        if f is None or not f.sure or f.why or not f.value or f.value >= first:
            continue
        for name in names:
            as_agent = rf"代理人[^\n]{{0,12}}{name}|{name}[（(][^（()）]{{0,6}}(?:代理|受托)"
            if re.search(as_agent, d.text):
                found = f"{show(f.value)}{name}已以代理人身份在{d.name}上签名"
                return evidence_of(given[0][0], given[0][1], f"不晚于{show(f.value)}", found)
    return None


def _represented(name: str, proofs: list[Document], units: list[str]) -> Evidence | None:
    """The licence of a unit (a word of ``units`` in its name) whose head is the person ``name``."""
    for p in proofs:
        unit = next((x for x in p.all("party_name") if any(w in str(x.value) for w in units)), None)
        heads = {x.name for f in p.all("legal_rep") for x in f.value or ()}
        if unit is not None and _is_person(name) and name in heads:
            return evidence_of(p, unit, f"处罚{unit.value}，还是{name}个人")
    return None


@check
def party_of_licence(case: CaseFile, ctx: Context, units: list[str]) -> Answer:
    """The decision names the party that the proof of identity shows (行政处罚法第四十条), not the
    head of a unit in its stead."""
    parties = decided_party(case)
    proofs = list(case.of("CF_ID"))
    if not parties or not proofs:
        return unknown("没有读到决定书的当事人或者身份证明", [looked_at(case, "身份证明")])
    bad: list[Evidence] = []
    good: list[Evidence] = []
    for d, f in parties:
        name = squash(str(f.value))
        hits = [p for p in proofs if name in squash(p.text)]
        good += [evidence_of(p) for p in hits]
        named = [(p, x) for p in proofs for x in p.all("party_name") if not x.blank]
        if not hits and named:
            bad.append(evidence_of(d, f, f"{named[0][0].name}：{named[0][1].value}"))
        elif len(parties) == 1 and (e := _represented(name, proofs, units)) is not None:
            bad.append(e)
    if bad:
        return no("决定书的当事人与证照不一致", bad)
    if not good:
        return unknown("身份证明上没有读到名称", [evidence_of(p) for p in proofs])
    return yes("", good)


def _alike(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b).ratio()


def _differs(name: str, f: Fact, firm: bool, alike: float) -> bool | None:
    """Whether ``f`` names the party wrongly; ``None``: cannot be said, False: not a fault."""
    other = squash(str(f.value))
    # 罗某（公示时隐名）; the party among others to whom a notice goes
    if any(same_name(name, part) for part in (other, *re.split("[、，,；;（(]", other))):
        return False
    if _is_person(other) != _is_person(name):
        return False if _is_person(other) else None  # a representative, or a trade name
    if not f.sure or other in name or name in other or len(other) > 40:
        return None  # cut off at a line end, a short form, or words of the next label with it
    if any(mark in other for mark in "*某×"):
        return False  # masked for publication
    return True if _alike(name, other) >= alike else (True if firm else None)


def _instead(decision: Document, name: str, f: Fact, units: list[str]) -> bool:
    """Whether ``f`` surely names a unit where the decision, which does not mention it as party,
    names the person ``name``."""
    other = squash(str(f.value))
    head = re.split("经查|查明|违法事实", decision.text, maxsplit=1)[0]
    unit = any(w in other for w in units) and not _is_person(other) and len(other) <= 40
    return f.sure and unit and _is_person(name) and other not in squash(head)


def _names_in(d: Document) -> list[Fact]:
    """The names of the party in a paper; an application may be addressed to the agency."""
    keys = {"SD_HZ": ["recipient"], "CF_TB": ["applicant"]}.get(d.code or "", ["party_name"])
    if d.code is not None and d.code.startswith("XK_"):
        keys = ["applicant"] if d.code == "XK_SQ" else ["applicant", "party_name"]
    return [f for k in keys for f in d.all(k) if not f.blank]


def _for_others(d: Document, own: list[str]) -> bool:
    """Whether a receipt may be that of somebody else: it is for no paper of the kinds ``own``."""
    return d.code == "SD_HZ" and not any(f.value.code in own for f in d.all("deliveries"))


@check
def party_named_alike(
    case: CaseFile, ctx: Context, decisions: dict[str, list[str]], documents: list[str],
    firm: list[str], alike: float, own: dict[str, list[str]], renamed: list[str],
    last: list[str], units: list[str], roughly: list[str],
) -> Answer:  # fmt: skip
    """All papers name the party as the decision does; one fault for each document that does not.

    ``decisions``: type of case file → the kinds of its decisions. In documents of the kinds
    ``firm`` another name is a fault however different it is; elsewhere only one that resembles the
    party's (``alike``, 0 to 1), because the label may mean another. ``own``: type → the kinds of
    papers whose receipts are always the party's, where others get papers too. Words of ``renamed``
    leave a difference to a person. Where papers of the kinds ``last`` name a unit (its name holds a
    word of ``units``) and the decision a person, one of them is wrong. In papers of the kinds
    ``roughly`` the label may mean somebody else: only a name that is surely a slip counts there.
    """
    kind = case.enforcement_type or ""
    parties = decided_party(case, decisions.get(kind, []))
    if len(parties) != 1:
        why = "决定书有不止一个当事人" if parties else "没有读到决定书的当事人"
        return unknown(why, [evidence_of(d, f) for d, f in parties] or [looked_at(case, "决定书")])
    base, fact = parties[0]
    name = squash(str(fact.value))
    trader = (act := case.act("party_type")) is not None and act.value == "个体工商户"
    open_ = trader or any(w in d.text for d in case.documents for w in renamed)
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        if kind in own and _for_others(d, own[kind]):
            continue
        found = _names_in(d)
        verdicts = [(f, _differs(name, f, d.code in firm, alike)) for f in found]
        if d.code in last:
            verdicts = [(f, v or _instead(base, name, f, units) or v) for f, v in verdicts]
        if any(same_name(name, str(f.value)) for f in found):
            good.append(evidence_of(d, found[0]))
        elif wrong := [f for f, v in verdicts if v]:
            (doubt if open_ else bad).append(evidence_of(d, wrong[0], f"{base.name}：{name}"))
        elif d.code in roughly:
            continue
        elif unsure := [f for f, v in verdicts if v is None]:
            doubt.append(evidence_of(d, unsure[0], f"{base.name}：{name}"))
    if bad:
        return no("当事人名称与决定书不一致", bad)
    if doubt:
        return unknown("当事人名称写法不同，请核对是否同一人", doubt)
    return yes("", good) if good else unknown("只读到决定书的当事人", [evidence_of(base, fact)])


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@check
def age_considered(case: CaseFile, ctx: Context, words: list[str]) -> Answer:
    """Nobody under fourteen is punished, and from fourteen to seventeen the decision says that
    the penalty is lighter or reduced (行政处罚法第三十条).

    The day of the offence is seldom printed alone. It lies before the day on which the case came
    up and hardly more than five years before (第三十六条), so most ages are certain anyway.
    """
    decided = [(d, f) for d in case.of("CF_JD2", "CF_DC") if (f := d.first("doc_date")) and f.sure]
    births = {id_birth(n): (d, f) for d, f, n in _numbers(case) if id_checksum_ok(n)}
    births.pop(None, None)
    if len(births) != 1 or not decided or not decided[0][1].value:
        return unknown("没有读到当事人出生日期或者决定日期", [looked_at(case, "身份证号")])
    ((born, place),) = births.items()
    assert born is not None
    paper, dated = decided[0]
    known = [a for k in ("first_inquiry", "source_date", "filing_date") if (a := case.act(k))]
    days = [day for a in known if a.fact.sure and (day := day_of(a.value))]
    upper = min([*days, dated.value])
    seen = [evidence_of(*place), evidence_of(paper, dated)]
    if _age(born, upper) < 14:
        return no(
            f"当事人{show(born)}出生，不满十四周岁", [evidence_of(*place, expected="不予处罚")]
        )
    if _age(born, upper) >= 23:
        return yes(f"当事人{show(born)}出生", seen)
    if _age(born, upper) >= 18:
        return unknown(f"当事人{show(born)}出生，请按违法行为日核对年龄", seen)
    if paper.first("final_discount"):
        return yes("未成年人，决定书写明从轻或者减轻", seen)
    if any(w in paper.text for w in words):
        return unknown("决定书提到未成年，请核对是否从轻、减轻", seen)
    return no("当事人未满十八周岁，决定书没有从轻、减轻的内容",
              [evidence_of(*place, expected="从轻或者减轻处罚")])  # fmt: skip
