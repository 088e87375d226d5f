"""A rule set: cards and conclusions, loaded, checked against each other, and hashed."""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from casefiles.facts import CaseFile
from rules.answers import Answer, Context
from rules.checks import CHECKS, load_checks
from rules.forms import Condition, Requirement
from rules.laws import Laws
from rules.loading import RuleError, build, nearest, read_toml
from rules.model import Card, Conclusion
from rules.questions import condition

HERE = Path(__file__).parent
Ask = Callable[[CaseFile, Context], Answer]


@dataclass(slots=True, frozen=True)
class Vocabulary:
    """The words cards may use: document kinds, fields, acts and phrases, each with its label."""

    kinds: Mapping[str, str]
    fields: Mapping[str, str]
    acts: Mapping[str, str]
    phrases: Mapping[str, str]

    def name(self, ref: str) -> str:
        """A reference in Chinese: ``CF_JD2.doc_date`` → 行政处罚决定书的日期; a kind too."""
        where, _, key = ref.partition(".")
        if not key:
            return self.kinds.get(where, where)
        if where == "case":
            return self.acts.get(key, key)
        label = self.fields.get(key) or self.phrases.get(key, key)
        return label if where == "*" else f"{self.kinds.get(where, where)}的{label}"


@dataclass(slots=True)
class RuleSet:
    """Cards and conclusions by id and name, in file order, and the hash of all their files."""

    cards: dict[str, Card] = field(default_factory=dict)
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    digest: str = ""
    _conditions: dict[str, Condition] = field(default_factory=dict)

    def conditions(self) -> dict[str, Condition]:
        """Every inline condition by its key (equal conditions are asked once)."""
        if not self._conditions:
            self._conditions = {key_of(p): p for p in self._parts() if isinstance(p, Condition)}
        return self._conditions

    def _parts(self) -> Iterator[str | Condition]:
        for c in self.conclusions.values():
            yield from (*c.any, *c.all)
        for card in self.cards.values():
            yield from (*card.when, *card.unless)

    def ask(self, case: CaseFile, ctx: Context) -> dict[str, Answer]:
        """The answers to all inline conditions of the rule set."""
        return {key: condition(ask, case, ctx) for key, ask in self.conditions().items()}


def key_of(part: str | Condition) -> str:
    """The name under which a condition or a conclusion is asked."""
    if isinstance(part, str):
        return part
    return part.model_dump_json(exclude_defaults=True, by_alias=True)


def load(
    words: Vocabulary,
    *folders: Path,
    parameters: Container[str] | None = None,
    laws: Laws | None = None,
) -> RuleSet:
    """Load ``catalogue/`` and ``conclusions/`` below each folder (default: the shipped rules).

    A later folder adds cards; a card with the same id replaces the earlier one. Raises
    ``RuleError`` for any mistake: unknown keys, kinds, fields, conclusions, parameters, checks.
    """
    load_checks()
    found = RuleSet()
    digest = hashlib.sha256()
    for folder in folders or (HERE,):
        for path in sorted((folder / "conclusions").glob("*.toml")):
            digest.update(path.read_bytes())
            for item in read_toml(path).get("conclusion", []):
                c = build(Conclusion, item, f"{path.name} 结论“{item.get('name', '?')}”")
                found.conclusions[c.name] = c
                found.paths[c.name] = path
        for path in sorted((folder / "catalogue").glob("*/*.toml")):
            digest.update(path.read_bytes())
            card = build(Card, {"id": path.stem, **read_toml(path)}, path.name)
            if card.id != path.stem:
                raise RuleError(f"{path.name}：id“{card.id}”应与文件名相同")
            found.cards[card.id] = card
            found.paths[card.id] = path
        for path in sorted((folder / "checks").glob("*.py")):
            digest.update(path.read_bytes())
    found.digest = digest.hexdigest()
    found.cards = dict(sorted(found.cards.items(), key=_catalogue_order))
    _check(found, words)
    if parameters is not None:
        _check_parameters(found, parameters)
    if laws is not None:
        for card in found.cards.values():
            for b in card.basis:
                try:
                    laws.version(b.law)
                except RuleError as error:
                    raise RuleError(f"{found.paths[card.id].name}：{error}") from error
    return found


def _check_parameters(rules: RuleSet, known: Container[str]) -> None:
    names = list(known) if isinstance(known, Iterable) else []
    for card in rules.cards.values():
        r = card.require
        used = [f.limit for f in (r.within, r.ahead) if f is not None]
        if r.check is not None:
            used += [str(v) for k, v in r.check.options.items() if k in ("limit", "minutes")]
        for name in used:
            if name not in known:
                where = rules.paths[card.id].name
                words = [str(getattr(n, "name", n)) for n in names]
                raise RuleError(f"{where}：没有名为“{name}”的参数{nearest(name, words)}")


_AREAS = ["GS", "JL", "FZ", "ZT", "SS", "SY", "CX", "WS", "GD", "XK", "QZ", "JC"]


def _catalogue_order(item: tuple[str, Card]) -> tuple[int, str]:
    area = item[0][:2]
    return (_AREAS.index(area) if area in _AREAS else len(_AREAS), item[0])


def _check(rules: RuleSet, words: Vocabulary) -> None:
    """Refuse words that nothing defines, and conclusions that rest on themselves."""

    def need(word: str, known: Iterable[str], what: str, where: str) -> None:
        if word not in known:
            raise RuleError(f"{where}：没有名为“{word}”的{what}{nearest(word, known)}")

    def ref(text: str, where: str) -> None:
        kind, key = text.split(".", 1)
        if kind == "case":
            need(key, words.acts, "案卷事实", where)
            return
        if kind != "*":
            need(kind, words.kinds, "文书种类", where)
        need(key, {**words.fields, **words.phrases}, "文书栏目", where)

    def part(p: str | Condition, where: str) -> None:
        if isinstance(p, str):
            need(p, rules.conclusions, "结论", where)
            return
        for code in p.documents:
            need(code, words.kinds, "文书种类", where)
        for r in (p.has, p.fact, p.of):
            if r:
                ref(r, where)
        if p.check:
            need(p.check, CHECKS, "检查函数", where)

    for c in rules.conclusions.values():
        where = f"{rules.paths[c.name].name} 结论“{c.name}”"
        for p in (*c.any, *c.all):
            part(p, where)
        _no_circle(rules, c.name, (), where)
    for card in rules.cards.values():
        where = rules.paths[card.id].name
        need(card.act, words.acts, "案卷事实", where)
        for p in (*card.when, *card.unless):
            part(p, where)
        both = {key_of(p) for p in card.when} & {key_of(p) for p in card.unless}
        if both:
            raise RuleError(f"{where}：同一条件既在 when 又在 unless：{'、'.join(both)}")
        _requirement(card.require, where, need, ref, words)


def _requirement(
    r: Requirement,
    where: str,
    need: Callable[[str, Iterable[str], str, str], None],
    ref: Callable[[str, str], None],
    words: Vocabulary,
) -> None:
    if r.check is not None:
        need(r.check.name, CHECKS, "检查函数", where)
    for form in ("present", "filled", "says", "silent", "signed", "people"):
        asked = getattr(r, form)
        for code in asked.documents if asked else ():
            need(code, words.kinds, "文书种类", where)
    for form in ("says", "silent"):
        asked = getattr(r, form)
        for phrase in asked.phrases if asked else ():
            need(phrase, words.phrases, "用语", where)
    for key in r.filled.fields if r.filled else (r.people.field,) if r.people else ():
        need(key, words.fields, "文书栏目", where)
    refs: list[str] = []
    if r.within:
        refs += [r.within.start, r.within.end]
    if r.ahead:
        refs += [r.ahead.notice, r.ahead.event]
    if r.order:
        refs += r.order.acts
    if r.same:
        refs += r.same.fields
    if r.apart:
        refs += [*r.apart.left, *r.apart.right]
    for x in refs:
        ref(x, where)


def _no_circle(rules: RuleSet, name: str, above: tuple[str, ...], where: str) -> None:
    if name in above:
        raise RuleError(f"{where}：结论互相依赖成环：{' → '.join((*above, name))}")
    c = rules.conclusions[name]
    for p in (*c.any, *c.all):
        if isinstance(p, str) and p in rules.conclusions:
            _no_circle(rules, p, (*above, name), where)
