"""The file as it was bound: cover, index, order, closing sheet, and whether all is in it."""

import re
from datetime import date
from itertools import combinations, pairwise

from casefiles.facts import CaseFile, Document, Listed, same_doc_number, squash
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
from rules.checks.party import identity_elsewhere
from rules.checks.review import FORM, on_review_list, reviews
from rules.looking import absent, act_of, day_of


@check
def cover_complete(case: CaseFile, ctx: Context, fields: list[str], needed: list[str]) -> Answer:
    """The file has a cover whose ``fields`` are filled in; one fault for each that stands empty.

    Covers differ: a field that is not on the cover is asked about only where it is ``needed``.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    covers = list(case.of("GD_COVER"))
    # No index lists the cover, so one that names other papers does not prove its absence.
    titles = {squash(r.title) for _, r in _rows(case)}
    strange = [d for d in case.unknown if squash(d.title) not in titles]
    if not covers and not case.unseen and not strange:
        return no("没有案卷封面", [looked_at(case, "案卷封面")])
    for key in fields:
        found = [(d, f) for d in covers for f in d.all(key)]
        filled = [(d, f) for d, f in found if not f.blank]
        if filled:
            good.append(evidence_of(*filled[0]))
        elif found and not any(f.words.strip() for _, f in found):
            bad.append(evidence_of(*found[0], expected=ctx.name(f"*.{key}"), found="空白"))
        elif key in needed:
            doubt += [evidence_of(d, None, ctx.name(f"*.{key}"), "没有读到") for d in covers[:1]]
    return judged(
        case,
        (bad, "案卷封面填写不全"),
        (doubt, "封面有栏目没有读到，请核对"),
        (good, ""),
        missing="没有找到案卷封面",
        looked_for="案卷封面",
    )


def _rows(case: CaseFile) -> list[tuple[Document, Listed]]:
    return [(d, f.value) for d in case.of("GD_TOC") for f in d.all("listed") if f.value]


def _unlisted(case: CaseFile, rows: list[Listed], loose: list[str]) -> tuple[list[Document], bool]:
    """Documents that the index does not list, and whether that is certain."""
    codes = {r.code for r in rows}
    titles = [squash(r.title) for r in rows]
    gone = [
        d
        for d in case.documents
        if d.code is not None
        and d.code not in codes
        and d.code not in loose
        and not any(squash(d.title) in t or t in squash(d.title) for t in titles)
    ]
    bound = [d for d in case.documents if d.code not in ("GD_COVER", "GD_TOC", "GD_BKB")]
    # A row of no known kind may be that of a paper under another name, unless it names one.
    names = [squash(d.title).replace("的", "") for d in case.unknown]
    rest = [squash(r.title).replace("的", "") for r in rows if r.code is None]
    told = all(any(t in n for n in names) for t in rest)
    return gone, told and len(bound) > len(rows)


_MORE = re.compile(r"\d份|[一二三四五六七八九十两]份|等|、|及其?")


def _skips_pages(rows: list[Listed]) -> bool:
    """Whether the page numbers, which tell where each paper ends, leave pages out."""
    spans = [re.findall(r"\d+", r.pages) for r in rows]
    if not all(len(s) in (1, 2) for s in spans) or not any(len(s) == 2 for s in spans):
        return False
    return any(int(b[0]) > int(a[-1]) + 1 for a, b in pairwise(spans))


def _left_out(
    case: CaseFile, rows: list[Listed], loose: list[str], singly: list[str]
) -> tuple[list[Document], list[tuple[Document, int, int]]]:
    """Papers of a kind of which the index lists fewer than the file holds: those that bear none
    of the days listed, where each row is that of another paper of the kind. Where the days do not
    tell which: the last paper of the kind, how many there are and how many are listed."""
    gone: list[Document] = []
    fewer: list[tuple[Document, int, int]] = []
    for code in sorted({d.code for d in case.documents if d.code}):
        mine = [r for r in rows if r.code == code]
        if code in loose and not (code in singly and len(mine) > 1):
            continue
        every = list(case.of(code))
        if not mine or len(every) <= len(mine) or any(_MORE.search(r.title) for r in mine):
            continue
        papers = [(d, f) for d in every if (f := d.first("doc_date")) and f.sure]
        days = [r.day for r in mine]
        rest = [d for d, f in papers if day_of(f.value) not in days]
        known = None not in days and len(set(days)) == len(days) and len(papers) == len(every)
        if known and len(rest) == len(papers) - len(mine):
            gone += rest
        else:
            fewer.append((every[-1], len(every), len(mine)))
    return gone, fewer


def _unknown_listed(case: CaseFile, rows: list[Listed]) -> bool:
    """Whether the index lists each paper of no known kind under a title of no known kind: the same
    one, or a shorter form of it (规划认定意见复函 of 关于规划认定意见的复函)."""
    rest = [squash(r.title) for r in rows if r.code is None]
    titles = {squash(r.title) for r in rows}
    return all(
        squash(d.title) in titles or any(_shortened(t, squash(d.title)) for t in rest)
        for d in case.unknown
    )


def _shortened(short: str, title: str) -> bool:
    """Whether the letters of ``short``, four at least, stand in ``title`` in this order."""
    left = iter(title)
    return len(short) >= 4 and all(c in left for c in short)


@check
def index_matches(
    case: CaseFile, ctx: Context, loose: list[str], singly: list[str], least: int
) -> Answer:
    """卷内目录 and documents agree in kind and number; one fault for each row or document.

    Kinds in ``loose`` (receipts, pages with evidence) are often bound with others and not listed
    by themselves; of those in ``singly``, an index that lists several lists all. An index of fewer
    than ``least`` rows was hardly read whole. One of several papers of a kind is not listed where
    its day is not, surely so where pages are skipped. A row without its document is a fault only
    where everything was read, and no document of unknown kind may be it.
    """
    listed = _rows(case)
    rows = [r for _, r in listed]
    if len(rows) < least:
        return unknown("没有读到卷内目录", [looked_at(case, "卷内目录")])
    index = listed[0][0]
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    gone, sure = _unlisted(case, rows, loose)
    (bad if sure else doubt).extend(evidence_of(d, None, "列入卷内目录", "没有列") for d in gone)
    skips = _skips_pages(rows)
    left_out, fewer = _left_out(case, rows, loose, singly)
    (bad if skips else doubt).extend(
        evidence_of(d, d.first("doc_date"), "列入卷内目录", "没有列") for d in left_out
    )
    doubt += [evidence_of(d, None, f"目录列{n}份", f"目录列{m}份") for d, n, m in fewer]
    for fact in index.all("listed"):
        row: Listed = fact.value
        found = list(case.of(row.code)) if row.code else []
        found = found or [d for d in case.documents if squash(d.title) == squash(row.title)]
        if row.code and not found:
            known = _unknown_listed(case, rows)
            certain = known and row.code not in loose and absent(case, [row.code])
            where = bad if certain else doubt
            where.append(evidence_of(index, fact, "在卷", f"没有找到{row.title}"))
        elif len(found) == 1 and row.number and sum(r.code == row.code for r in rows) == 1:
            own = [str(f.value) for f in found[0].all("doc_no") if not f.blank and f.sure]
            if own and not any(same_doc_number(row.number, n) for n in own):
                e = evidence_of(index, fact, f"{found[0].name}：{own[0]}", row.number)
                (bad if fact.sure else doubt).append(e)
            else:
                good.append(evidence_of(index, fact))
        elif found:
            good.append(evidence_of(index, fact))
    if bad:
        return no("卷内目录与文书不一致", bad)
    if doubt:
        return unknown("卷内目录与读到的文书对不上，请核对", doubt)
    return yes("", good) if good else unknown("目录的文书没有识别", [evidence_of(index)])


_ENDS = ("GD_COVER", "GD_TOC", "GD_BKB")  # bound where they belong whatever lies between them
KNOWN = 5  # places of an order that have to be there before it can be called turned round


def _turned(codes: list[str], ranks: dict[str, int]) -> float:
    """The share of pairs that stand the wrong way round in the order ``ranks``."""
    known = [ranks[c] for c in codes if c in ranks]
    pairs = [(a, b) for a, b in combinations(known, 2) if a != b]
    return sum(a > b for a, b in pairs) / len(pairs) if pairs else 1.0


def _against(codes: list[str], orders: list[dict[str, int]], most: float, back: float) -> bool:
    """Whether papers lie against every one of the ``orders``, or in one from back to front."""
    inner = [c for c in codes if c not in _ENDS]
    known = [r for r in orders if len({r[c] for c in inner if c in r}) >= KNOWN]
    turned = any(_turned(inner, r) >= back for r in known)
    return turned or min(_turned(codes, r) for r in orders) > most


@check
def filed_in_order(
    case: CaseFile, ctx: Context, orders: list[list[list[str]]], most: float, back: float
) -> Answer:
    """The documents lie in one of the known ``orders`` (groups of kinds, first to last).

    Agencies bind differently: another order is left to a person. A fault is only one that turns
    more than the share ``most`` of all pairs round in every known order, or is a known order from
    back to front: the share ``back`` of the pairs between cover and closing sheet. Where an index
    lists them, it has to do so too: the pages may have been scanned from the last to the first.
    The order of files without numbers in their names is not that of the file.
    """
    papers = [d for d in case.documents if d.code is not None]
    numbered = all(re.search(r"\d", d.source.replace("\\", "/").split("/")[-1]) for d in papers)
    if len(papers) < 4 or not (numbered or len({d.source for d in papers}) == 1):
        return unknown("不能确定文书的装订顺序", [looked_at(case, "装订顺序")])
    codes = [d.code for d in papers if d.code is not None]
    ranks = [{c: i for i, g in enumerate(o) for c in g} for o in orders]
    shares = [_turned(codes, r) for r in ranks]
    seen = [evidence_of(d) for d in papers]
    if min(shares) == 0:
        return yes("按已知的立卷顺序装订", seen)
    listed = [r.code for _, r in _rows(case) if r.code is not None]
    as_listed = len(set(listed)) < KNOWN or _against(listed, ranks, most, back)
    if as_listed and _against(codes, ranks, most, back):
        return no("装订顺序与立卷顺序相反", seen[:1])
    return unknown("装订顺序与已知的立卷顺序不完全一致，请按本机关规定核对", seen[:1])


@check
def archived_properly(
    case: CaseFile, ctx: Context, limit: str, periods: str, written: dict[str, str],
    signed: list[str],
) -> Answer:  # fmt: skip
    """A closing sheet (备考表) is there and its fields ``signed`` are filled in, the retention
    period is one of the parameter ``periods`` (``written``: other ways of writing them), and the
    file was archived within the parameter ``limit`` after the case closed."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good = [evidence_of(d) for d in case.of("GD_BKB")]
    if not good and absent(case, ["GD_BKB"]):
        bad.append(looked_at(case, "卷内备考表"))
    for d in case.of("GD_BKB"):
        facts = [(key, f) for key in signed if (f := d.first(key)) is not None]
        for key, f in facts:
            if f.blank and not f.words.strip():
                bad.append(evidence_of(d, f, ctx.name(f"*.{key}"), "空白"))
        if not facts:
            doubt.append(evidence_of(d, None, "立卷人、检查人和日期", "没有读到"))
    closed, filed = act_of(case, "case.close_date"), act_of(case, "case.archive_date")
    today: date | None = day_of(closed.value) if closed else None
    dated = closed or filed or act_of(case, "case.any_date")
    for d in case.of("GD_COVER", "GD_BKB"):
        f = d.first("retention")
        allowed = ctx.lookup(periods, dated.day) if dated else None
        if f is None or f.blank or allowed is None or not isinstance(allowed.value, tuple):
            continue
        words = squash(str(f.value))
        right = written.get(words, words) in allowed.value
        (good if right else bad).append(evidence_of(d, f, show(allowed.value)))
    if closed and filed and today:
        days = (filed.value - today).days
        value = ctx.lookup(limit, today)
        e = evidence_of(filed.document, filed.fact, f"结案后{value.value if value else '?'}日内")
        late = value is not None and isinstance(value.value, int) and days > value.value
        (bad if late or days < 0 else good).append(e)
    if bad:
        return no("备考表、保管期限或者归档时间需要核对", bad)
    if doubt:
        return unknown("备考表的签名和日期没有读到，请核对", doubt)
    return yes("", good) if good else unknown("没有读到备考表", [looked_at(case, "备考表")])


def _elsewhere(
    case: CaseFile, codes: list[str], identity: list[str], alike: dict[str, list[str]]
) -> bool:
    """Whether what papers of the kinds would show may stand in others, or one of them may have a
    title that no kind is known by."""
    words = [w for c in codes for w in alike.get(c, ())]
    if any(w in d.title for d in case.unknown for w in words):
        return True
    if FORM in codes:
        return case.has("FZ_SQ") or any(d.first("review_mentioned") for d in case.documents)
    if "CF_ID" in codes:
        return bool(identity_elsewhere(case, identity))
    if "XK_SJ" not in codes:
        return False
    days = {
        code: {day_of(f.value) for d in case.of(code) if (f := d.first("doc_date"))}
        for code in ("XK_SQ", "XK_SL")
    }
    # A receipt is for what is kept to be looked at: what was accepted or sent back on a later day.
    later = case.has("XK_BZ") or (all(days.values()) and not days["XK_SQ"] & days["XK_SL"])
    return not later


@check
def papers_complete(
    case: CaseFile, ctx: Context, needed: dict[str, list[list[str]]], fined: list[str],
    unpaid: list[str], identity: list[str], spared: list[str], refused: list[str],
    alike: dict[str, list[str]], listed: list[str],
) -> Answer:  # fmt: skip
    """One document of each group that the procedure asks for is in the file; one fault a group.

    ``needed``: procedure or type of case file → groups of kinds, any of which will do. Where the
    decision was not to punish, the kinds ``spared`` are not asked for; where an application was
    not accepted, only the kinds ``refused``. Where a fine was imposed, one of ``fined`` too, unless
    there are papers ``unpaid``. Proof of identity may stand on a page with evidence that holds a
    word of ``identity``, a receipt for an application in the acceptance of the same day; a paper
    of no known kind whose title holds a word of ``alike`` may be the one that is asked for. In
    cases of the types ``listed`` a legal review, where the agency's own list names the decision.
    """
    groups = list(needed.get(case.procedure or case.enforcement_type or "", []))
    if not groups:
        return unknown("没有适用于本程序的必备文书清单", [looked_at(case, "必备文书")])
    if case.has("XK_BSL"):
        groups = [g for g in groups if set(g) & set(refused)]
    if any(a.value == "罚款" for a in case.acts.get("penalties", [])) and not case.has(*unpaid):
        groups.append(fined)
    if case.has("CF_BY") and not case.has("CF_JD2"):
        groups = [g for g in groups if not set(g) & set(spared)]
    if case.enforcement_type in listed and on_review_list(case, ctx).value:
        groups.append([FORM])
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for codes in groups:
        names = "或者".join(ctx.name(f"{c}.doc_date").split("的")[0] for c in codes)
        if case.has(*codes):
            good += [evidence_of(d) for d in case.of(*codes)]
        elif "SD_HZ" in codes and case.act("decision_served") is not None:
            served = case.acts["decision_served"][0]
            good.append(evidence_of(served.document, served.fact))
        elif FORM in codes and (found := reviews(case)):
            good += [evidence_of(r.document, r.fact) for r in found]
        elif absent(case, codes) and not _elsewhere(case, codes, identity, alike):
            bad.append(looked_at(case, names))
        else:
            doubt.append(looked_at(case, names))
    if bad:
        return no(f"缺少{'、'.join(e.expected for e in bad)}", bad)
    if doubt:
        return unknown("有必备文书没有找到，但不能断定缺失", doubt)
    return yes("", good)
