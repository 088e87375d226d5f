"""Rules about several case files: gathered case by case, judged once for the whole batch."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pydantic import Field

from casefiles.facts import CaseFile
from enforcement.result import Location, Record, Verdict
from rules.across import ACROSS, Found, Item, Origin
from rules.answers import Context
from rules.model import Card
from rules.ruleset import RuleSet

_MOST = 2000  # findings of one rule, faults and doubts each: more than people can look at
Cite = Callable[[Card, Origin, date | None], str]


class Place(Record):
    """One place in one of the case files that a finding rests on."""

    case: str
    path: str
    document: str
    anchor: Location | None = None
    quote: str = ""


class Finding(Record):
    """What was found between case files; reported once, with a place in each of them."""

    verdict: Verdict
    message: str
    basis: str
    places: tuple[Place, ...]


class Compared(Record):
    """One rule about several case files. ``asked``: case files it applies to; ``compared``: those
    of them in which there was something to compare."""

    rule: str
    title: str
    verdict: Verdict
    asked: int
    compared: int
    message: str
    remedy: str = ""
    findings: tuple[Finding, ...] = ()


class Across(Record):
    """All rules about several case files, for one batch."""

    schema_id: Literal["anjuan/across/1"] = Field(default="anjuan/across/1", alias="schema")
    cases: int
    results: tuple[Compared, ...]
    ruleset: str

    def to_json(self) -> str:
        """One line of JSON, the same bytes for the same content."""
        return self.model_dump_json(by_alias=True)

    @property
    def findings(self) -> list[tuple[Compared, Finding]]:
        """Every finding with its rule: faults first, then doubts."""
        found = [(r, f) for r in self.results for f in r.findings]
        return sorted(found, key=lambda x: x[1].verdict != "fail")


@dataclass(slots=True, frozen=True)
class Given:
    """What one case file contributes: the rules that apply to it, and their items."""

    path: str
    asked: tuple[str, ...]
    items: tuple[tuple[str, Item], ...]


def given(rules: RuleSet, case: CaseFile, ctx: Context, applied: Iterable[str]) -> Given:
    """What ``case`` contributes to the cards ``applied``, which apply to it."""
    origin = origin_of(case, ctx)
    asked = tuple(sorted(applied))
    items: list[tuple[str, Item]] = []
    for rule in asked:
        called = rules.cards[rule].require.across
        assert called is not None
        for item in ACROSS[called.name].collect(case, ctx, **called.options):
            items.append((rule, replace(item, origin=origin)))
    return Given(case.path, asked, tuple(items))


@dataclass(slots=True)
class Giving:
    """Holds what the last case file contributes, to be handed on to who gathers it."""

    rules: RuleSet
    last: Given | None = None

    def add(self, case: CaseFile, ctx: Context, rules: Iterable[str]) -> None:
        """Take what ``case`` contributes to the cards ``rules``, which apply to it."""
        self.last = given(self.rules, case, ctx, rules)


@dataclass(slots=True)
class Gathered:
    """What the case files of a batch contributed so far; nothing else of them is kept."""

    rules: RuleSet
    cases: int = 0
    _asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _paths: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _items: dict[str, dict[Hashable, list[Item]]] = field(default_factory=dict)

    def add(self, case: CaseFile, ctx: Context, rules: Iterable[str]) -> None:
        """Take what ``case`` contributes to the cards ``rules``, which apply to it."""
        self.take(given(self.rules, case, ctx, rules))

    def take(self, said: Given) -> None:
        """Take what a case file contributes."""
        self.cases += 1
        for rule in said.asked:
            self._asked[rule] += 1
        for rule, item in said.items:
            groups = self._items.setdefault(rule, defaultdict(list))
            groups[item.key].append(item)
            self._paths[rule].add(said.path)

    def report(self, cite: Cite) -> Across:
        """The verdicts on the whole batch; ``cite`` words the basis of a card for a case."""
        cards = [c for c in self.rules.cards.values() if c.require.across is not None]
        return Across(
            cases=self.cases,
            results=tuple(self._judge(c, cite) for c in cards if c.status in ("生效", "试行")),
            ruleset=self.rules.digest,
        )

    def _judge(self, card: Card, cite: Cite) -> Compared:
        asked = card.require.across
        assert asked is not None
        groups = self._items.get(card.id, {})
        found = (
            f
            for items in groups.values()
            if len({i.origin.path for i in items if i.origin}) > 1
            for f in ACROSS[asked.name].compare(items, **asked.options)
        )
        listed, more = _merged(found)
        findings = tuple(self._finding(card, f, cite) for f in listed)
        applied, had = self._asked.get(card.id, 0), len(self._paths.get(card.id, ()))
        verdict: Verdict = "not_applicable" if had < 2 else "pass"
        if findings:
            verdict = "fail" if any(f.verdict == "fail" for f in findings) else "needs_review"
        said = f"{applied}个案卷适用，{had}个读到了可以比较的内容"
        if more:
            said = f"另有{more}处没有列出；{said}"
        return Compared(
            rule=card.id,
            title=card.title,
            verdict=verdict,
            asked=applied,
            compared=had,
            message=f"{len(findings)}处：{card.message}（{said}）" if findings else said,
            remedy=card.remedy if findings else "",
            findings=findings,
        )

    def _finding(self, card: Card, f: Found, cite: Cite) -> Finding:
        last = max(f.items, key=lambda i: str(i.day or ""))
        assert last.origin is not None
        sure = f.value is False and card.decidable == "machine"
        return Finding(
            verdict="fail" if sure else "needs_review",
            message=f.why,
            basis=cite(card, last.origin, last.day),
            places=tuple(map(_place, f.items)),
        )


def origin_of(case: CaseFile, ctx: Context) -> Origin:
    """Which case a file is about, as far as it was read."""
    number, party, day = case.number, case.party, case.act("decision_date")
    known = number is not None and party is not None
    identity = tuple(str(a.value) for a in (number, party, day) if a is not None)
    return Origin(
        case.path,
        "".join(number.fact.words.split()) if number is not None else "",
        ctx.agency or "",
        ctx.department,
        case.enforcement_type,
        (ctx.agency or "", *identity) if known else None,
    )


def _merged(found: Iterable[Found]) -> tuple[list[Found], int]:
    """Findings at the same places, told as one: two officers at the same two records, or two
    texts that met under several keys. Of faults and of doubts the first ``_MOST`` are kept, so
    that no batch, however alike its case files are, fills the memory; how many more there were."""
    by_places: dict[tuple[object, ...], Found] = {}
    kept: dict[bool | None, int] = defaultdict(int)
    more = 0
    for f in found:
        where = tuple(
            sorted((i.origin.path if i.origin else "", i.evidence.source) for i in f.items)
        )
        old = by_places.get((f.value, where))
        if old is not None:
            if f.why not in old.why.split("；"):
                by_places[f.value, where] = replace(old, why=f"{old.why}；{f.why}")
        elif kept[f.value] < _MOST:
            kept[f.value] += 1
            by_places[f.value, where] = f
        else:
            more += 1
    return list(by_places.values()), more


def _place(item: Item) -> Place:
    e, origin = item.evidence, item.origin
    assert origin is not None
    return Place(
        case=origin.number or origin.path,
        path=origin.path,
        document=e.document,
        anchor=Location.of(e.anchor, e.source) if e.anchor.part else None,
        quote=e.quote,
    )
