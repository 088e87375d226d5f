"""Comparing case files with each other: what each contributes, and what a comparison finds.

A case file contributes small items, each under a key; only items with the same key are compared,
and nothing of the case file but its items is kept. So a batch of any size is read one case file
after the other, and each rule reports once, at the end.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from casefiles.facts import CaseFile
from rules.answers import Context, Evidence


@dataclass(slots=True, frozen=True)
class Origin:
    """Which case file an item comes from. ``identity`` is the same for two copies or two parts of
    one case (agency, number, party, day of the decision); ``None`` where these were not read."""

    path: str
    number: str
    agency: str
    department: str | None
    enforcement_type: str | None
    identity: tuple[str, ...] | None

    def same(self, other: "Origin") -> bool:
        """Whether both are the same case, perhaps submitted twice."""
        if self.path == other.path:
            return True
        return self.identity is not None and self.identity == other.identity


@dataclass(slots=True, frozen=True)
class Item:
    """What one place of a case file contributes: compared with the others under ``key``.

    ``value`` belongs to the comparison that collects it; ``day`` says which text of the law is
    cited; not ``sure``: a finding that rests on it is a doubt.
    """

    key: Hashable
    value: Any
    evidence: Evidence
    day: date | None = None
    sure: bool = True
    origin: Origin | None = None


@dataclass(slots=True, frozen=True)
class Found:
    """One finding: 否 (``False``) or a doubt (``None``), in words, with the places it rests on."""

    value: bool | None
    why: str
    items: tuple[Item, ...]


Collect = Callable[..., Iterable[Item]]
Compare = Callable[..., Iterable[Found]]


@dataclass(slots=True, frozen=True)
class Comparison:
    """``collect(case, ctx, **options)`` gives the items of one case file; ``compare(items,
    **options)`` the findings among items with the same key, of at least two case files."""

    collect: Collect
    compare: Compare


ACROSS: dict[str, Comparison] = {}


def across(name: str, collect: Collect, compare: Compare) -> None:
    """Make a comparison known to rule cards under ``name``."""
    if name in ACROSS:
        raise ValueError(f"two comparisons are named {name}")
    ACROSS[name] = Comparison(collect, compare)


def load_across() -> dict[str, Comparison]:
    """Import every module of this package, so that all comparisons are known."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return ACROSS


def pairs(items: Sequence[Item], most: int = 200) -> Iterator[tuple[Item, Item]]:
    """Every pair of items of different cases; each item meets at most ``most`` earlier ones."""
    for n, b in enumerate(items):
        for a in items[max(0, n - most) : n]:
            if a.origin is not None and b.origin is not None and not a.origin.same(b.origin):
                yield a, b


def party_key(case: CaseFile) -> str | None:
    """Who the party is: the number of its certificate where one was read, else its name."""
    ids = (f.value for d in case.documents for f in d.all("party_id") if f.value and f.sure)
    name = str(case.party.value) if case.party is not None and case.party.value else None
    return next((str(i) for i in ids), name)


def number_limit(ctx: Context, name: str, day: date) -> float | None:
    """The parameter ``name`` in force on ``day`` as a plain number."""
    value = ctx.lookup(name, day)
    return None if value is None else float(str(value.value))
