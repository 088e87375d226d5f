"""How far readers agree with each other, with the program, and with what came out in the end.

The unit is one item of the standard in one case file; a label says what a rater made of it (无失分,
失分, 否决, 不适用). Raw agreement alone flatters where nearly everything is in order, so kappa
stands beside it, with an interval: a number from twelve ratings says little, and shows it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from enforcement.result import Record

Z = 1.96  # 95 % of a normal distribution lie within this many standard errors
FEW = 30  # ratings below which a kappa is shown with the remark that they are few
PROGRAM, FINAL = "程序", "终评"


class Interval(Record):
    """A share of ``n`` with its 95 % interval after Wilson, which keeps within 0 and 1 and is
    honest for small ``n``. All null where ``n`` is 0."""

    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


class Agreement(Record):
    """Agreement over ``n`` units: ``observed`` share, ``kappa`` and its 95 % interval.

    ``kappa`` is null where it is not defined: nothing rated, or every rater gave the same one label
    to everything, so that chance alone explains full agreement."""

    n: int
    observed: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    few: bool = False


class Hit(Record):
    """A reviewer's decisions on hidden gold files: how many were as set beforehand."""

    reviewer: str
    right: Interval


class Calibration(Record):
    """Everything of one round or period. Keys of the groups are item numbers, agencies, names."""

    readers: Agreement  # the two readers of each case file with each other
    all_three: Agreement  # both readers and the program (Fleiss)
    program: Agreement  # the program with the final result
    by_item: Mapping[str, Agreement]
    by_agency: Mapping[str, Agreement]
    by_reviewer: Mapping[str, Agreement]  # each with the final result
    drift: Mapping[str, Mapping[str, Agreement]]  # reviewer → month → with the final result
    gold: tuple[Hit, ...] = ()


@dataclass(slots=True, frozen=True)
class Rated:
    """One item of one case file: rater → label. Raters are names, ``PROGRAM`` and ``FINAL``."""

    file: str
    item: str
    agency: str
    labels: Mapping[str, str]
    readers: tuple[str, ...]  # the two readers, in the order of their slots
    months: Mapping[str, str] = field(default_factory=dict)  # reader → month he handed in, 2026-03


def wilson(hits: int, n: int) -> Interval:
    """The share ``hits`` of ``n`` with Wilson's 95 % interval."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return Interval(n=0)
    p = hits / n
    wide = 1 + Z * Z / n
    middle = (p + Z * Z / (2 * n)) / wide
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / wide
    return Interval(n=n, share=p, low=max(0.0, middle - half), high=min(1.0, middle + half))


def cohen(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of two raters; its standard error by the large-sample formula."""
    n = len(pairs)
    if not n:
        return Agreement(n=0)
    same = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[k] * second[k] for k in first) / (n * n)
    return _agreement(n, same, chance)


def fleiss(units: Sequence[Sequence[str]]) -> Agreement:
    """Fleiss' kappa of any number of raters, the same number (at least two) for every unit."""
    n = len(units)
    if not n:
        return Agreement(n=0)
    raters = len(units[0])
    if raters < 2 or any(len(u) != raters for u in units):
        raise ValueError("every unit needs the same number of ratings, at least two")
    counts = [Counter(u) for u in units]
    same = sum(sum(c * (c - 1) for c in k.values()) for k in counts) / (n * raters * (raters - 1))
    total: Counter[str] = sum(counts, Counter())
    chance = sum((c / (n * raters)) ** 2 for c in total.values())
    return _agreement(n, same, chance)


def _agreement(n: int, same: float, chance: float) -> Agreement:
    few = n < FEW
    if math.isclose(chance, 1.0):
        return Agreement(n=n, observed=same, few=few)
    kappa = (same - chance) / (1 - chance)
    error = math.sqrt(same * (1 - same) / n) / (1 - chance)
    low, high = max(-1.0, kappa - Z * error), min(1.0, kappa + Z * error)
    return Agreement(n=n, observed=same, kappa=kappa, low=low, high=high, few=few)


def calibrate(rated: Iterable[Rated], gold: Iterable[tuple[str, bool]] = ()) -> Calibration:
    """The calibration of everything in ``rated``; ``gold`` are (reviewer, was right) for each
    decision on a hidden gold file."""
    all_ = list(rated)
    both = [r for r in all_ if len(r.readers) == 2 and all(x in r.labels for x in r.readers)]
    three = [r for r in both if PROGRAM in r.labels]
    names = sorted({x for r in all_ for x in r.readers})
    hits: dict[str, list[bool]] = defaultdict(list)
    for reviewer, right in gold:
        hits[reviewer].append(right)
    return Calibration(
        readers=_readers(both),
        all_three=fleiss([[*(r.labels[x] for x in r.readers), r.labels[PROGRAM]] for r in three]),
        program=_between(all_, PROGRAM, FINAL),
        by_item=_grouped(both, lambda r: r.item, _readers),
        by_agency=_grouped(both, lambda r: r.agency, _readers),
        by_reviewer={x: _between(all_, x, FINAL) for x in names},
        drift={x: _drift(all_, x) for x in names},
        gold=tuple(
            Hit(reviewer=x, right=wilson(sum(rights), len(rights)))
            for x, rights in sorted(hits.items())
        ),
    )


def _readers(rated: Sequence[Rated]) -> Agreement:
    return cohen([(r.labels[r.readers[0]], r.labels[r.readers[1]]) for r in rated])


def _drift(rated: Sequence[Rated], reader: str) -> dict[str, Agreement]:
    mine = [r for r in rated if reader in r.months]
    return _grouped(mine, lambda r: r.months[reader], lambda rs: _between(rs, reader, FINAL))


def _between(rated: Iterable[Rated], one: str, two: str) -> Agreement:
    return cohen(
        [(r.labels[one], r.labels[two]) for r in rated if one in r.labels and two in r.labels]
    )


def _grouped(
    rated: Sequence[Rated],
    key: Callable[[Rated], Hashable],
    measure: Callable[[Sequence[Rated]], Agreement],
) -> dict[str, Agreement]:
    groups: dict[str, list[Rated]] = defaultdict(list)
    for r in rated:
        groups[str(key(r))].append(r)
    return {k: measure(v) for k, v in sorted(groups.items())}
