"""Figures that several papers give: amounts, numbers of goods, what was counted on the spot."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from casefiles.facts import CaseFile, Document
from rules.answers import Answer, Context, Evidence, evidence_of, moot, no, show, yes
from rules.checks import check
from rules.checks.amounts import NUM, counted_before, either, labelled, number_of, plain_text

_ENOUGH = 2  # figures that two lists have in common, where they are lists of the same things
_MANY = 6


def _differing(
    case: CaseFile, decision: list[str], documents: list[str], labels: list[str], units: list[str]
) -> Iterator[Evidence | None]:
    """Figures of the decision of which another paper gives only other values; ``None`` for each
    that agrees."""
    for own in case.of(*decision):
        text = plain_text(own)
        wanted = [(w, found) for w in labels if (found := labelled(text, w))]
        wanted += [(w, found) for w in units if (found := counted_before(text, w))]
        for d in case.of(*documents):
            other = plain_text(d)
            for word, mine in wanted:
                theirs = labelled(other, word) if word in labels else counted_before(other, word)
                if theirs and not mine & theirs:
                    yield _told(own, d, word, mine, theirs)
                elif theirs:
                    yield None


def _told(
    own: Document, d: Document, word: str, mine: set[Decimal], theirs: set[Decimal]
) -> Evidence:
    a, b = (show(sorted(v)) for v in (mine, theirs))
    text = plain_text(d)
    exact = [at for n in theirs if (at := text.find(f"{n.normalize():f}{word}")) >= 0]
    at = min(exact, default=text.find(word))
    fact = d.quote(max(0, at - 8), at + len(word) + 8)
    return evidence_of(d, fact, f"{own.name}的{word}：{a}", b)


def _follows(x: Decimal, from_: set[Decimal]) -> bool:
    """Whether ``x`` is a sum or difference of some of the numbers: the rest, or several together.
    Of many numbers it nearly always is."""
    if len(from_) > _MANY:
        return True
    reached = {Decimal()}
    for n in from_:
        reached |= {r + n for r in reached} | {r - n for r in reached}
    return x in reached


def _one_off(
    case: CaseFile, decision: list[str], records: list[str], units: list[str]
) -> Iterator[Evidence | None]:
    """Records that list the same numbers of a unit as the decision, all but one, which does not
    follow from the others; ``None`` for each list that could be compared and has no such number."""
    for own in case.of(*decision):
        counted = {unit: counted_before(plain_text(own), unit) for unit in units}
        for d in case.of(*records):
            for unit, mine in counted.items():
                if len(mine) < _ENOUGH:
                    continue
                theirs = counted_before(plain_text(d), unit)
                both = mine & theirs
                one, other = mine - both, theirs - both
                if len(both) < _ENOUGH:
                    continue
                odd = len(one) == len(other) == 1 and not _follows(next(iter(other)), both)
                yield _told(own, d, unit, one, other) if odd else None


def _named(d: Document, units: list[str]) -> dict[str, tuple[Decimal, tuple[int, int]]]:
    """What is counted in ``d`` under the same name (伐桩…个) with one number only."""
    found: dict[str, dict[Decimal, tuple[int, int]]] = defaultdict(dict)
    pattern = (
        rf"(?P<w>[一-鿿]{{2}})(?:共计|合计|共)?(?P<n>{NUM})(?P<u>{either(units)})(?!月|工作日)"
    )
    for m in re.finditer(pattern, plain_text(d)):
        if (n := number_of(m["n"])) is not None:
            found[m["w"] + m["u"]].setdefault(n, m.span())
    return {k: next(iter(v.items())) for k, v in found.items() if len(v) == 1}


def _counted_twice(
    case: CaseFile, papers: list[str], units: list[str]
) -> Iterator[Evidence | None]:
    """The same things counted in two papers with different results: one place for each paper
    that differs from the one that most agree with; ``None`` for each that agrees."""
    seen: dict[str, list[tuple[Decimal, Document, tuple[int, int]]]] = defaultdict(list)
    for d in case.of(*papers):
        for key, (n, place) in _named(d, units).items():
            seen[key].append((n, d, place))
    for found in seen.values():
        values = [n for n, _, _ in found]
        usual = max(values, key=lambda n: (values.count(n), -values.index(n)))
        first = next(d for n, d, _ in found if n == usual)
        for n, d, place in found:
            fact = d.quote(*place)
            if n != usual:
                yield evidence_of(d, fact, f"{first.name}：{usual.normalize():f}", fact.words)
            elif d is not first:
                yield None


@check
def figures_agree(
    case: CaseFile, ctx: Context, decision: list[str], documents: list[str], labels: list[str],
    units: list[str], records: list[str], papers: list[str],
) -> Answer:  # fmt: skip
    """The amounts behind ``labels`` and the numbers before ``units`` of the decision stand in the
    other papers too, where they give such a figure (行政处罚法第四十条); ``records`` of a list of
    numbers give each of them; what ``papers`` count under one name has one number. One place each.
    """
    compared = [
        *_differing(case, decision, documents, labels, units),
        *_one_off(case, decision, records, units),
        *_counted_twice(case, papers, units),
    ]
    bad = [e for e in compared if e is not None]
    seen = [evidence_of(d) for d in case.of(*decision)]
    if bad:
        return no("数量、金额在各文书里不同", bad)
    if not compared:
        return moot(case, "别的文书没有同一名称、同一单位的数值可以比较")
    return yes("各处相符", seen)
