"""The agency that decides: whether it may act in its own name, and whether its seal is there."""

import re
from collections.abc import Iterator

from casefiles.facts import CaseFile, Document, Fact, squash
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
)
from rules.checks import check
from rules.checks.entrustment import bodies_of
from rules.checks.officers import day_done
from rules.registers import Agency

_SEAL = re.compile(r"[（(](?:印章|公章|盖章|章)[）)]")
_BODIES = ("局", "厅", "委员会", "政府", "办事处", "队", "所", "站", "中心", "科", "处", "股", "室")


def _judge(d: Document, names: list[str], rows: tuple[Agency, ...], power: str, inner: list[str],
           entrusted: list[str]) -> tuple[bool | None, str]:  # fmt: skip
    day = day_done(d)
    # A heading may leave out the province or the city: 盘湖区市场监督管理局.
    mine = [r for r in rows if any(squash(r.name).endswith(n) for n in names)]
    if mine and day is None:
        return None, "没有读到决定日期，无法核对有效期"
    if mine:
        assert day is not None
        valid = [r for r in mine if r.valid_on(day)]
        if not valid:
            return False, f"{names[0]}在{show(day)}不在执法主体名录的有效期内"
        if any(word in r.kind for r in valid for word in entrusted):
            return None, f"{names[0]}在名录中是{valid[0].kind}，是否以自己的名义作出请核对"
        if any(not r.powers or power in r.powers for r in valid):
            return True, ""
        return None, f"名录中{names[0]}的执法类别没有{power}"
    for n in names:
        for r in rows:
            rest = n.removeprefix(squash(r.name))
            if rest != n and rest.endswith(tuple(inner)):
                return False, f"{n}是{r.name}的内设机构，不能以自己的名义作出决定"
    return None, f"执法主体名录中没有“{names[0]}”"


def _inner_line(d: Document, rows: tuple[Agency, ...], inner: list[str],
                start: int = 0) -> Fact | None:  # fmt: skip
    """A line from ``start`` on that is nothing but the name of a part of a registered agency."""
    at = start
    for line in d.text[start:].split("\n"):
        name = squash(_SEAL.sub("", line))
        for r in rows:
            rest = name.removeprefix(squash(r.name))
            if rest != name and len(rest) <= 10 and rest.endswith(tuple(inner)):
                return d.quote(at, at + len(line))
        at += len(line) + 1
    return None


_LAST = re.compile(r"[。；：！][^\S\n]*\n")


def _signed_inside(d: Document, names: list[str], rows: tuple[Agency, ...],
                   inner: list[str]) -> tuple[Fact, bool] | None:  # fmt: skip
    """The line in which a part of the agency signs the decision instead of the agency itself, and
    whether no note of a seal says otherwise. The line of the office that printed it (印发) or one
    beside the name of the agency is no signature."""
    body = d.text[: d.body_end] if d.body_end > 0 else d.text
    start = max((m.end() for m in _LAST.finditer(body)), default=0)
    foot = squash(body[start:])
    lines = [squash(_SEAL.sub("", x)) for x in body[start:].split("\n")]
    part = _inner_line(d, rows, inner, start)
    if not start or part is None or "印发" in foot or any(x in names for x in lines):
        return None
    return part, not any(f"({n}印章)" in foot or f"印章:{n})" in foot for n in names)


def _only_entrusted(case: CaseFile, names: list[str], rows: tuple[Agency, ...]) -> str:
    """The agency of the register that has the one so named act for it by a 委托书 in the file; none
    where the register has both."""
    papers = list(case.of("CF_WTS"))
    bodies = {squash(b) for d in papers for b in bodies_of(d)}
    own = [r for r in rows if any(squash(r.name).endswith(n) for n in names)]
    if own or not any(n in bodies for n in names):
        return ""
    return next((r.name for r in rows for d in papers if r.name in d.text), "")


@check
def agency_lawful(case: CaseFile, ctx: Context, documents: list[str], inner: list[str],
                  entrusted: list[str]) -> Answer:  # fmt: skip
    """The agency named in the decision is in 执法主体名录 and entitled on that day
    (行政处罚法第十七条). A part of an agency (endings ``inner``) cannot decide or sign, nor can one
    that only acts for an agency of the register; an organisation whose kind holds a word of
    ``entrusted`` is left to a person."""
    rows = ctx.registers.agencies
    if rows is None:
        return unknown("没有提供执法主体名录，无法核对处罚主体", [looked_at(case, "执法主体名录")])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        found = [f for f in d.all("agency") if not f.blank and f.sure]
        if not found and (part := _inner_line(d, rows, inner)) is not None:
            bad.append(evidence_of(d, part, "执法主体名录中有效的机关", "内设机构的名义"))
        elif not found:
            doubt.append(evidence_of(d, None, "机关名称", "没有读到"))
        if not found:
            continue
        names = [squash(str(f.value)) for f in found]
        power = case.enforcement_type or ""
        value, why = _judge(d, names, rows, power, inner, entrusted)
        if value is None and (whose := _only_entrusted(case, names, rows)):
            value, why = False, f"{names[0]}只受{whose}委托，不能以自己的名义作出决定"
        if value and (signed := _signed_inside(d, names, rows, inner)) is not None:
            part, sure = signed
            e = evidence_of(d, part, f"以{found[0].value}的名义", "落款是内设机构")
            (bad if sure else doubt).append(e)
            continue
        where = good if value else doubt if value is None else bad
        where.append(evidence_of(d, found[0], "执法主体名录中有效的机关", why))
    return judged(
        case,
        (bad, "作出决定的主体没有处罚权"),
        (doubt, "处罚主体与名录对不上，请核对"),
        (good, ""),
        missing="没有决定书可供核对",
        looked_for="决定书",
    )


_NOTED = re.compile(
    r"[（(](?:印章|公章|盖章)[：:]([^（）()]{4,})[）)]|[（(]([^（）()：:]{4,}?)(?:的?印章|公章|章|印)[）)]"
)


def seal_notes(d: Document) -> Iterator[tuple[str, Fact]]:
    """Whose seal a paper notes in words that it bears, and where: （印章：某局）, （某局印章）."""
    for m in _NOTED.finditer(d.text):
        yield squash(m[1] or m[2]), d.quote(*m.span())


@check
def sealed_by_agency(case: CaseFile, ctx: Context, documents: list[str]) -> Answer:
    """Heading, foot and seal of outgoing documents name one agency, as far as the words tell. The
    seal itself has to be seen: without a fault the answer stays open."""
    bad: list[Evidence] = []
    gone: list[Evidence] = []
    seen: list[Evidence] = []
    for d in case.of(*documents):
        found = [f for f in d.all("agency") if not f.blank]
        first = squash(str(found[0].value)) if found else ""
        named = [(squash(str(f.value)), f) for f in found[1:]]
        # 专用章 and the like only say what a seal is for.
        named += [(n, f) for n, f in seal_notes(d) if n.endswith(_BODIES)]
        other = [f for n, f in named if first and n not in first and first not in n]
        if other:
            bad.append(evidence_of(d, other[0], f"文头：{found[0].value}"))
        seal = d.first("seal_seen")
        if seal is not None and seal.value is False:
            gone.append(evidence_of(d, seal, "加盖本机关印章", "没有看到印章颜色的图形"))
        if seal is not None:
            what = {True: "有印章颜色的图形", None: seal.why}.get(seal.value, "")
            seen.append(evidence_of(d, seal, "加盖本机关印章", what))
        else:
            seen.append(evidence_of(d, found[-1] if found else None, "加盖本机关印章"))
    if bad:
        return no("文头、落款和印章的机关名称不一致", bad)
    if gone:
        return unknown("彩色扫描件的落款处没有看到印章，请看原件是否加盖", gone)
    return unknown(
        "印章需看原件：是否加盖、是否为本机关印章", seen or [looked_at(case, "对外文书")]
    )
