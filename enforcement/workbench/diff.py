"""What changes when one rule set takes the place of another, on real case files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from casefiles.facts import CaseFile, Problem
from casefiles.intake import read_case
from enforcement.across import Compared, Gathered
from enforcement.assess import Checker
from enforcement.result import Assessment, RuleResult, Score, Verdict
from rules.parameters import Parameter

FINDINGS = ("fail", "needs_review", "not_run")
BETWEEN = "各案之间"
Kind = Literal["added", "removed", "changed", "same"]


@dataclass(slots=True, frozen=True)
class Key:
    """One key of a card (or a parameter …) whose value is not the same."""

    key: str
    old: Any
    new: Any


@dataclass(slots=True)
class Listed:
    """What was added, removed and changed of one sort of files, by id."""

    added: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    changed: dict[str, list[Key]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(slots=True, frozen=True)
class Turn:
    """One rule that says something else about one case file; ``None``: the rule is not there.

    ``kind``: a finding added, a finding removed, another verdict, or the same verdict with other
    words, places or marks.
    """

    kind: Kind
    case: str
    rule: str
    title: str
    old: Verdict | None
    new: Verdict | None
    message: str
    place: str


@dataclass(slots=True, frozen=True)
class Marks:
    """A score that is not the same."""

    case: str
    old_total: float | None
    new_total: float | None
    old_grade: str | None
    new_grade: str | None


@dataclass(slots=True)
class Difference:
    """Everything that changed between two rule sets."""

    old: str
    new: str
    rules: tuple[int, int]
    cards: Listed
    conclusions: Listed
    parameters: Listed
    laws: Listed
    cases: int = 0
    turns: list[Turn] = field(default_factory=list)
    scores: list[Marks] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many verdicts changed, by rule, most first."""
        count = Counter(t.rule for t in self.turns if t.kind != "same")
        return dict(sorted(count.items(), key=lambda x: (-x[1], x[0])))

    def __bool__(self) -> bool:
        files = (self.cards, self.conclusions, self.parameters, self.laws)
        return any(files) or bool(self.turns or self.scores)


def compare(
    old: tuple[str, Checker],
    new: tuple[str, Checker],
    cases: Iterable[Path],
    label: Callable[[Path], str],
) -> Difference:
    """Read every case file once, assess it by both rule sets, and tell what is not the same."""
    a, b = old[1], new[1]
    sorts = zip(_files(a), _files(b), strict=True)
    cards, conclusions, parameters, laws = (_listed(x, y) for x, y in sorts)
    rules = (len(a.rules.cards), len(b.rules.cards))
    found = Difference(old[0], new[0], rules, cards, conclusions, parameters, laws)
    a.gathered, b.gathered = Gathered(a.rules), Gathered(b.rules)
    for path in cases:
        case = _read(path)
        x, y = _assess(a, case), _assess(b, case)
        name = label(path)
        found.cases += 1
        found.turns += _turns(name, x.results, y.results)
        found.unread += [f"{name} {p.source}：{p.message}" for p in (*x.problems, *y.problems)]
        found.scores += _marks(name, x.score, y.score)
    found.unread = list(dict.fromkeys(found.unread))
    if found.cases > 1:
        found.turns += _turns(BETWEEN, a.across().results, b.across().results)
    return found


def _read(path: Path) -> CaseFile:
    try:
        return read_case(path)
    except Exception as error:
        return _broken(str(path), f"读取时程序出错（{type(error).__name__}），没有比较")


def _assess(checker: Checker, case: CaseFile) -> Assessment:
    try:
        return checker.assess(case)
    except Exception as error:
        says = f"检查时程序出错（{type(error).__name__}），没有比较"
        return checker.assess(_broken(case.path, says))


def _broken(path: str, says: str) -> CaseFile:
    return CaseFile(path, problems=[Problem(Path(path).name, says)])


# --- files ------------------------------------------------------------------------------------


def _files(c: Checker) -> Iterator[dict[str, tuple[str, dict[str, Any]]]]:
    """Cards, conclusions, parameters and laws: id → title and keys."""
    rules = c.rules
    yield {i: (card.title, _plain(card)) for i, card in rules.cards.items()}
    yield {i: (x.means, _plain(x)) for i, x in rules.conclusions.items()}
    yield {p.name: (p.title, _sheet(p)) for p in c.parameters}
    yield {law.id: (law.name, _plain(law)) for law in c.laws}


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _sheet(p: Parameter) -> dict[str, Any]:
    values = [_plain(e) for layer in p.layers for e in layer]
    return {"title": p.title, "unit": p.unit, "description": p.description, "value": values}


def _listed(old: dict[str, Any], new: dict[str, Any]) -> Listed:
    changed = {i: list(_keys("", old[i][1], new[i][1])) for i in old if i in new}
    return Listed(
        {i: title for i, (title, _) in new.items() if i not in old},
        {i: title for i, (title, _) in old.items() if i not in new},
        {i: keys for i, keys in changed.items() if keys},
    )


def _keys(at: str, old: Any, new: Any) -> Iterator[Key]:
    """The innermost keys that differ: ``require.within.limit``, ``basis[2].digest``."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for k in dict.fromkeys([*old, *new]):
            yield from _keys(f"{at}.{k}" if at else str(k), old.get(k), new.get(k))
    elif _tables(old) and _tables(new) and len(old) == len(new):
        for n, (a, b) in enumerate(zip(old, new, strict=True), 1):
            yield from _keys(f"{at}[{n}]", a, b)
    else:
        yield Key(at, old, new)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


# --- results ----------------------------------------------------------------------------------

Said = RuleResult | Compared


def _turns(case: str, old: Iterable[Said], new: Iterable[Said]) -> Iterator[Turn]:
    before, after = ({r.rule: r for r in results} for results in (old, new))
    for rule in sorted({*before, *after}):
        a, b = before.get(rule), after.get(rule)
        kind = _kind(a, b)
        shown = b if b is not None and kind != "removed" else a
        if kind is None or shown is None:
            continue
        yield Turn(
            kind,
            case,
            rule,
            shown.title,
            a.verdict if a else None,
            b.verdict if b else None,
            _message(shown),
            _place(shown),
        )


def _kind(a: Said | None, b: Said | None) -> Kind | None:
    was = a is not None and a.verdict in FINDINGS
    is_ = b is not None and b.verdict in FINDINGS
    if was != is_:
        return "added" if is_ else "removed"
    if a is None or b is None:
        return None  # a rule that comes or goes without a finding
    if a.verdict != b.verdict:
        return "changed"
    return "same" if is_ and a != b else None


def _message(r: Said) -> str:
    if isinstance(r, Compared) and r.findings:
        more = f"（共{len(r.findings)}处）" if len(r.findings) > 1 else ""
        return f"{r.findings[0].message}{more}"
    return r.message


def _place(r: Said) -> str:
    """The first place a finding rests on."""
    if isinstance(r, Compared):
        places = [f"{Path(p.path).name}《{p.document}》" for f in r.findings for p in f.places]
        return "、".join(dict.fromkeys(places[:2]))
    for e in r.evidence:
        if e.document:
            where = e.anchor.place if e.anchor else ""
            return " ".join(x for x in (e.document, where, e.quote and f"“{e.quote}”") if x)
    return ""


def _marks(case: str, old: Score | None, new: Score | None) -> Iterator[Marks]:
    def of(s: Score | None) -> tuple[float | None, str | None]:
        return (None, None) if s is None else (_number(s.total), s.grade)

    (a, x), (b, y) = of(old), of(new)
    if (a, x) != (b, y):
        yield Marks(case, a, b, x, y)


def _number(total: Any) -> float | None:
    return None if total is None else float(total)
