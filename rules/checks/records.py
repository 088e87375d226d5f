"""Records of inspections, interviews and hearings: overlaps and what they must tell."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from casefiles.facts import CaseFile, Document, Fact, id_checksum_ok, squash
from rules.answers import Answer, Context, Evidence, evidence_of, looked_at, no, show, unknown, yes
from rules.checks import check
from rules.looking import day_of

_Span = tuple[Document, datetime, datetime]


def _spans(case: CaseFile, codes: list[str]) -> list[_Span]:
    found: list[_Span] = []
    for d in case.of(*codes):
        a, b = d.first("start_time"), d.first("end_time")
        if (
            a
            and b
            and a.sure
            and b.sure
            and isinstance(a.value, datetime)
            and isinstance(b.value, datetime)
            and b.value > a.value
        ):
            found.append((d, a.value, b.value))
    return found


def _common(a: _Span, b: _Span) -> timedelta:
    return min(a[2], b[2]) - max(a[1], b[1])


def _names(d: Document, key: str) -> set[str]:
    return {p.name for f in d.all(key) if f.value for p in f.value}


@check
def several_records(case: CaseFile, ctx: Context) -> Answer:
    """Whether the file holds two or more records of interviews, visits or coercion."""
    found = list(case.of("CF_XW", "CF_XC", "CF_KY", "QZ_BL", "QX_BL"))
    return yes("", map(evidence_of, found)) if len(found) > 1 else no("笔录不足两份")


@check
def several_interviews(case: CaseFile, ctx: Context) -> Answer:
    """Whether the file holds two or more records of interviews."""
    found = list(case.of("CF_XW"))
    return yes("", map(evidence_of, found)) if len(found) > 1 else no("询问笔录不足两份")


def _number(d: Document, key: str) -> tuple[str, Fact] | None:
    """The one identity number under ``key`` whose check digit is right."""
    found = {squash(str(f.value)).upper(): f for f in d.all(key) if not f.blank and f.sure}
    right = [(n, f) for n, f in found.items() if id_checksum_ok(n)]
    return right[0] if len(found) == len(right) == 1 else None


def _borrowed(case: CaseFile, documents: list[str], who: str, number: str) -> list[Evidence]:
    """Records of persons of different names under one identity number."""
    bad: list[Evidence] = []
    for x, y in combinations(case.of(*documents), 2):
        one, other = _number(x, number), _number(y, number)
        a, b = _names(x, who), _names(y, who)
        if one is None or other is None or one[0] != other[0] or len(a) != 1 or len(b) != 1:
            continue
        (p,), (q,) = a, b
        if p not in q and q not in p:
            bad.append(evidence_of(y, other[1], f"{q}自己的证件号码", f"与{p}的相同"))
    return bad


@check
def no_overlap(
    case: CaseFile, ctx: Context, documents: list[str], who: str, minutes: str, number: str = "",
    visit: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """No two records of this case in which the same person (field ``who``) takes part overlap by
    more than the parameter ``minutes``; nor do two persons have one identity ``number``.

    Records of two of the kinds ``visit`` (检查, 查封) may be of one visit: at the same place they
    may overlap, and where the places read differently a person looks.
    """
    bad = _borrowed(case, documents, who, number) if number else []
    if bad:
        return no("姓名不同的人证件号码相同", bad)
    spans = _spans(case, documents)
    if len(spans) < 2:
        return unknown(
            "起止时间齐全的笔录不足两份，无从比较", [evidence_of(d) for d, _, _ in spans]
        )
    day = spans[0][1].date()
    limit = ctx.lookup(minutes, day)
    allowed = timedelta(minutes=limit.days if limit else 5)
    doubt: list[Evidence] = []
    for x, y in combinations(spans, 2):
        both = _names(x[0], who) & _names(y[0], who)
        one = x[0].code != y[0].code and {x[0].code, y[0].code} <= set(visit)
        if not both or _common(x, y) <= allowed or (one and _same_place(x[0], y[0])):
            continue
        when = f"{show(x[1])}至{x[2]:%H:%M}与{show(y[1])}至{y[2]:%H:%M}"
        fact = y[0].first("start_time")
        e = evidence_of(y[0], fact, f"不与{x[0].source}同时", f"{show(sorted(both))}：{when}")
        (doubt if one else bad).append(e)
    if bad:
        return no("同一人在重叠的时间出现在两份笔录", bad)
    if doubt:
        return unknown("检查和强制的笔录时间重叠，地点写法不同，请核对是否同一次", doubt)
    return _all_compared(case, documents, who, spans)


def _all_compared(case: CaseFile, documents: list[str], who: str, spans: list[_Span]) -> Answer:
    """是 where each record of the kinds could be compared; else a person looks at the others."""
    compared = [d for d, _, _ in spans]
    rest = [d for d in case.of(*documents) if all(d is not x for x in compared)]
    rest += [d for d in compared if not _names(d, who)]
    if rest:
        gone = [evidence_of(d, d.first("start_time"), "起止时间和人员", "没有读全") for d in rest]
        return unknown("有笔录没有读到起止时间或者人员，没有比较", gone)
    return yes("", [evidence_of(d) for d in compared])


def _same_place(a: Document, b: Document) -> bool:
    """Whether two records give one place, or one of them none."""
    one, other = (squash(str(d.value("place") or "")) for d in (a, b))
    return one in other or other in one


def _silent_at_first(
    case: CaseFile, dated: list[Document], words: list[str], least: int
) -> list[Document]:
    """The records up to the first interview, where neither they nor any paper of those days has
    one of ``words``; none where one of them was hardly read whole or is not dated."""
    at = next((i for i, d in enumerate(dated) if d.code == "CF_XW"), None)
    if at is None:
        return []
    day = _day(dated[at])
    early = [d for d in case.documents if (x := _day(d)) is not None and day and x <= day]
    whole = all(len(d.text) >= least for d in dated[: at + 1])
    said = any(w in squash(d.text) for d in (*dated[: at + 1], *early) for w in words)
    return dated[: at + 1] if day and whole and not said else []


def _day(d: Document) -> date | None:
    return day_of(d.value("start_time") or d.value("doc_date"))


@check
def first_rights(
    case: CaseFile, ctx: Context, documents: list[str], phrases: list[str], strict: list[str],
    words: list[str], least: int,
) -> Answer:  # fmt: skip
    """The party was told of its rights when evidence was first taken from it.

    Express only in the rules of the departments ``strict``; elsewhere a gap is 疑点, and so it is
    where a later record tells them, unless no paper up to the first interview has so much as one
    of ``words`` (records shorter than ``least`` characters were hardly read whole).
    """
    dated = sorted(
        case.of(*documents),
        key=lambda d: (str(_day(d) or "9"), d.source),
    )
    if not dated:
        return unknown("没有现场笔录或询问笔录可供核对", [looked_at(case, "笔录")])
    told = {d.source: [p for p in phrases if d.first(p)] for d in dated}
    first = [d for d in dated if _day(d) == _day(dated[0])]
    if any(len(told[d.source]) == len(phrases) for d in first):
        return yes("首次取证已告知", [evidence_of(d) for d in first])
    lacking = "、".join(
        ctx.name(f"*.{p}") for p in phrases if not any(p in told[d.source] for d in dated)
    )
    silent = _silent_at_first(case, dated, words, least) if ctx.department in strict else []
    if not lacking and silent:
        places = [evidence_of(d, None, "告知权利", f"没有提到{show(words)}") for d in silent]
        return no("直到首次询问都没有告知权利", places[-1:])
    if not lacking:
        return unknown(
            "首份笔录没有写全，其后的笔录有告知，请核对首次取证时是否告知",
            [evidence_of(d) for d in first],
        )
    where = [evidence_of(d, None, "告知权利", f"没有{lacking}的记载") for d in dated]
    if ctx.department not in strict:
        return unknown(f"各份笔录都没有{lacking}的记载（本部门规则没有明文，供参考）", where)
    return no(f"各份笔录都没有{lacking}的记载", where[:1])


@check
def told_in_full(
    case: CaseFile, ctx: Context, documents: list[str], phrases: list[str], least: int
) -> Answer:
    """Between them the notices say every one of ``phrases``; one fault each. A notice shorter than
    ``least`` characters was hardly read whole and is left to a person."""
    found = list(case.of(*documents))
    if not found:
        return unknown("没有告知书可供核对", [looked_at(case, "告知书")])
    lacking = [p for p in phrases if not any(d.first(p) for d in found)]
    if not lacking:
        return yes("内容齐全", [evidence_of(d) for d in found])
    names = "、".join(ctx.name(f"*.{p}") for p in lacking)
    if sum(len(d.text) for d in found) < least:
        return unknown(f"告知书文字很少，没有读到{names}", [evidence_of(d) for d in found])
    return no(
        f"没有{names}",
        [evidence_of(found[0], None, ctx.name(f"*.{p}"), "没有这一内容") for p in lacking],
    )
