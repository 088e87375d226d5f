"""How often one party was inspected."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casefiles.facts import CaseFile
from rules.across import Found, Item, across, number_limit, pairs, party_key
from rules.answers import Context, evidence_of, show
from rules.checks.gathering import dated


@dataclass(slots=True, frozen=True)
class _Visit:
    agency: str
    limit: float | None  # inspections a year that the agency published
    merge: float | None  # 自然日 within which several agencies could go together


def collect(
    case: CaseFile, ctx: Context, documents: list[str], limit: str, merge: str
) -> Iterator[Item]:
    """The first dated record of an inspection: a later one in the same file is a re-check."""
    found, party = dated(case, documents), party_key(case)
    if not found or party is None or ctx.agency is None:
        return
    day, fact, d = found[0]
    visit = _Visit(ctx.agency, number_limit(ctx, limit, day), number_limit(ctx, merge, day))
    yield Item(party, visit, evidence_of(d, fact), day, fact.sure)


def compare(items: Sequence[Item], documents: list[str], limit: str, merge: str) -> Iterator[Found]:
    """More inspections by one agency in a calendar year than it published: 否; several where it
    published no number, and visits of two agencies close to each other: doubts."""
    years: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for i in items:
        if i.day is not None:
            years[i.value.agency, i.day.year].append(i)
    for (agency, year), visits in years.items():
        most = visits[0].value.limit
        said = f"{agency}{year}年检查同一对象{len(visits)}次"
        if most is None and len(visits) > 1:
            yield Found(None, f"{said}，该机关的年度检查频次上限没有登记", tuple(visits))
        elif most is not None and len(visits) > most:
            sure = all(i.sure for i in visits)
            yield Found(False if sure else None, f"{said}，上限{most:g}次", tuple(visits))
    for a, b in pairs(sorted(items, key=lambda i: str(i.day))):
        days = abs((b.day - a.day).days) if a.day and b.day else None
        close = a.value.merge is not None and days is not None and days <= a.value.merge
        if close and a.value.agency != b.value.agency:
            both, when = f"{a.value.agency}与{b.value.agency}", f"{show(a.day)}、{show(b.day)}"
            why = f"{both}在{days}日内先后检查（{when}），可以合并"
            yield Found(None, why, (a, b))


across("visits_within_limit", collect, compare)
