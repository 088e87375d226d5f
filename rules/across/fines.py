"""Fines compared: one act fined twice, and unequal fines for like acts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from casefiles.facts import Act, CaseFile, squash
from rules.across import Found, Item, across, number_limit, pairs, party_key
from rules.answers import Context, evidence_of_act, show

Article = tuple[str, int]
_BROKEN = re.compile(r"违反(?:(?!依据|根据|依照|按照|参照).)*$", re.DOTALL)
YEAR = timedelta(days=366)


def _fined(case: CaseFile) -> tuple[Act, Act] | None:
    """The fine, in 元 and more than nothing, and the decision that imposes it."""
    fine, decided = case.act("fine"), case.act("decision_date")
    if fine is None or decided is None or not isinstance(fine.value, Decimal) or fine.value <= 0:
        return None
    return fine, decided


def _broken(case: CaseFile, documents: list[str]) -> frozenset[Article]:
    """The articles that the decision says were broken: 违反 stands before them, and no 依据
    between it and them."""
    return frozenset(
        (c.law, c.article)
        for d in case.of(*documents)
        for f in d.all("citations")
        if (c := f.value).article is not None and _BROKEN.search(c.sentence.partition(f.words)[0])
    )


@dataclass(slots=True, frozen=True)
class _Fined:
    day: date  # on which the act was looked into
    broken: frozenset[Article]
    number: str
    fine: Decimal


def collect_acts(case: CaseFile, ctx: Context, documents: list[str], days: int) -> Iterator[Item]:
    """A fine under its party, with the day on which the act was looked into first."""
    fined, party = _fined(case), party_key(case)
    seen = case.act("first_inquiry")
    if fined is None or party is None or seen is None:
        return
    fine, decided = fined
    number = str(case.number.value) if case.number is not None else ""
    value = _Fined(seen.day, _broken(case, documents), number, fine.value)
    yield Item(party, value, evidence_of_act(fine), decided.day)


def compare_acts(items: Sequence[Item], documents: list[str], days: int) -> Iterator[Found]:
    """Two fines for one party whose acts were found within ``days`` (自然日) of each other and
    broke the same article: whether it is the same act is for a person to say."""
    for a, b in pairs(items):
        x, y = a.value, b.value
        both = x.broken & y.broken
        if x.number != y.number and both and abs((x.day - y.day).days) <= days:
            law, article = sorted(both)[0]
            why = (
                f"同一当事人，{show(x.day)}与{show(y.day)}查处，都认定违反《{law}》第{article}条，"
                f"分别罚款{x.fine}元、{y.fine}元"
            )
            yield Found(None, why, (a, b))


@dataclass(slots=True, frozen=True)
class _Weighed:
    broken: Article
    fine: Decimal
    ratio: float


def collect_fines(
    case: CaseFile, ctx: Context, documents: list[str], tiers: list[str], ratio: str
) -> Iterator[Item]:
    """A fine for breaking one article, under agency, article, kind of party and what the decision
    says of its weight: fines of different tiers are not alike."""
    fined, broken = _fined(case), _broken(case, documents)
    if fined is None or len(broken) != 1:
        return
    fine, decided = fined
    limit = number_limit(ctx, ratio, decided.day)
    if limit is None:
        return
    text = squash(decided.document.text)
    said = tuple(t for t in tiers if t in text)
    kind = case.act("party_type")
    key = (ctx.agency, *broken, kind.value if kind else None, said)
    yield Item(
        key, _Weighed(next(iter(broken)), fine.value, limit), evidence_of_act(fine), decided.day
    )


def compare_fines(
    items: Sequence[Item], documents: list[str], tiers: list[str], ratio: str
) -> Iterator[Found]:
    """The widest gap between two fines within twelve months, where it exceeds ``ratio``."""
    widest: tuple[float, Item, Item] | None = None
    for a, b in pairs(sorted(items, key=lambda i: i.day or date.min)):
        if a.day is None or b.day is None or b.day - a.day >= YEAR:
            continue
        low, high = sorted((a, b), key=lambda i: i.value.fine)
        times = float(high.value.fine / low.value.fine)
        if times > low.value.ratio and (widest is None or times > widest[0]):
            widest = (times, low, high)
    if widest is None:
        return
    times, low, high = widest
    law, article = low.value.broken
    why = (
        f"同样违反《{law}》第{article}条，罚款{low.value.fine}元至{high.value.fine}元，"
        f"相差{times:.1f}倍（同类案件共{len(items)}件）"
    )
    yield Found(None, why, (low, high))


across("fined_twice", collect_acts, compare_acts)
across("fines_alike", collect_fines, compare_fines)
