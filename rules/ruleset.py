"""A rule set: cards and conclusions, loaded, checked against each other, and hashed."""

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from casefiles.facts import CaseFile
from rules.across import ACROSS, load_across
from rules.answers import Answer, Context
from rules.checks import CHECKS, load_checks
from rules.forms import Condition, Requirement
from rules.laws import Laws
from rules.loading import RuleError, build, explain, nearest, read_toml
from rules.model import Card, Conclusion
from rules.questions import condition

HERE = Path(__file__).parent
_CODE = re.compile(r"[A-Z]{2}_[A-Z0-9]+")
_REF = re.compile(r"[A-Z]{2}_[A-Z0-9]+\.[a-z_0-9]+")
_KEY = re.compile(r"[a-z]+(_[a-z0-9]+)*")
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


@lru_cache(maxsize=4096)  # the parts are those of the rule cards
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
    load_across()
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
        for path in sorted([*(folder / "checks").glob("*.py"), *(folder / "across").glob("*.py")]):
            digest.update(path.read_bytes())
    found.digest = digest.hexdigest()
    found.cards = dict(sorted(found.cards.items(), key=_catalogue_order))
    _check(found, words)
    if parameters is not None:
        _check_parameters(found, words, parameters)
    if laws is not None:
        for card in found.cards.values():
            for b in card.basis:
                try:
                    laws.version(b.law)
                except RuleError as error:
                    raise RuleError(f"{found.paths[card.id].name}：{error}") from error
    return found


def _check_parameters(rules: RuleSet, words: Vocabulary, known: Container[str]) -> None:
    listed = known if isinstance(known, Iterable) else ()
    names = [str(getattr(n, "name", n)) for n in listed]
    keys = {*words.fields, *words.acts, *words.phrases}
    for card in rules.cards.values():
        where, r = rules.paths[card.id].name, card.require
        used = [f.limit for f in (r.within, r.ahead) if f is not None]
        called = r.check or r.across
        options = called.options if called is not None else {}
        used += [str(v) for k, v in options.items() if k in ("limit", "minutes")]
        for name in used:
            if name not in known:
                raise RuleError(f"{where}：没有名为“{name}”的参数{nearest(name, names)}")
        for word in texts_in(options):
            if _KEY.fullmatch(word) and word not in known and word not in keys:
                near = nearest(word, [*names, *keys])
                raise RuleError(f"{where}：没有名为“{word}”的参数、栏目、事实或者用语{near}")


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
            _options(p.check, {}, where)

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
        _no_contradiction(rules, card, where)
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
        _options(r.check.name, r.check.options, where)
    if r.across is not None:
        need(r.across.name, ACROSS, "跨案比较", where)
        _options(r.across.name, r.across.options, where)
    called = r.check or r.across
    for text in texts_in(called.options, keys=True) if called else ():
        if _CODE.fullmatch(text):
            need(text, words.kinds, "文书种类", where)
        elif _REF.fullmatch(text):
            ref(text, where)
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


# --- options of checks ------------------------------------------------------------------------


@cache
def options_of(name: str) -> Mapping[str, Parameter]:
    """The options of a check or a comparison: what its function takes besides case and context."""
    function = CHECKS[name] if name in CHECKS else ACROSS[name].collect
    return dict(list(signature(function).parameters.items())[2:])


@cache
def _adapter(name: str, option: str) -> TypeAdapter[Any]:
    return TypeAdapter(options_of(name)[option].annotation)


def _options(name: str, given: Mapping[str, Any], where: str) -> None:
    """Refuse options that the function does not take, that are missing, or of another type."""
    known = options_of(name)
    for key, value in given.items():
        if key not in known:
            allowed = f"可用的选项：{'、'.join(known)}" if known else "它不用选项，请删去"
            says = f"检查函数“{name}”没有选项“{key}”；{allowed}{nearest(key, known)}"
            raise RuleError(f"{where}：{says}")
        try:
            _adapter(name, key).validate_python(value, strict=True)
        except ValidationError as error:
            says = explain(error.errors()[0])
            raise RuleError(f"{where}：检查函数“{name}”的选项“{key}”{says}") from error
    missing = [k for k, p in known.items() if p.default is p.empty and k not in given]
    if missing:
        says = f"检查函数“{name}”缺少选项“{'、'.join(missing)}”，请在 with 里写上"
        raise RuleError(f"{where}：{says}{nearest(missing[0], given)}")


def texts_in(value: Any, keys: bool = False) -> Iterator[str]:
    """Every text in the options, however deep; with ``keys`` the keys of tables below too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if keys:
                yield key
            yield from texts_in(inner, keys)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner, keys)


# --- contradictions ---------------------------------------------------------------------------


def _no_contradiction(rules: RuleSet, card: Card, where: str) -> None:
    """Refuse an exception that holds whenever the card would apply."""
    both = {key_of(p) for p in card.when} & {key_of(p) for p in card.unless}
    if both:
        raise RuleError(f"{where}：同一条件既在 when 又在 unless：{'、'.join(both)}")
    for asked in card.when:
        true = list(_follows(rules, asked))
        for p in card.unless:
            if _holds(rules, p, true):
                says = f"成立时 unless 的{_shown(p)}一定成立，这条规则永远不会适用；请去掉其中一个"
                raise RuleError(f"{where}：when 的{_shown(asked)}{says}")


def _follows(rules: RuleSet, part: str | Condition) -> Iterator[str | Condition]:
    """``part`` and everything that is true wherever it is."""
    yield part
    if isinstance(part, str):
        c = rules.conclusions[part]
        for p in c.all or (c.any if len(c.any) == 1 else ()):
            yield from _follows(rules, p)


def _holds(rules: RuleSet, part: str | Condition, true: Iterable[str | Condition]) -> bool:
    """Whether ``part`` is true wherever all of ``true`` is."""
    if isinstance(part, str):
        c = rules.conclusions[part]
        if part in true:
            return True
        return (
            any(_holds(rules, p, true) for p in c.any)
            if c.any
            else all(_holds(rules, p, true) for p in c.all)
        )
    return any(isinstance(t, Condition) and _within(t, part) for t in true)


def _within(narrow: Condition, wide: Condition) -> bool:
    """Whether ``wide`` asks the same as ``narrow`` and takes each of its answers too."""
    lists = ("types", "procedures", "departments", "documents", "values")
    same = all(
        getattr(narrow, k) == getattr(wide, k) for k in Condition.model_fields if k not in lists
    )
    return same and all(
        bool(getattr(narrow, k)) == bool(getattr(wide, k))
        and set(getattr(narrow, k)) <= set(getattr(wide, k))
        for k in lists
    )


def _shown(part: str | Condition) -> str:
    return f"“{part}”" if isinstance(part, str) else f"条件 {key_of(part)}"
