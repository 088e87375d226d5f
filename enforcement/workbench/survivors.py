"""Which mutants the scenarios of their rules do not notice."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from enforcement.inference import Inference
from enforcement.workbench import mutants
from enforcement.workbench.mutants import Mutant
from enforcement.workbench.place import Place
from enforcement.workbench.play import Played, Player, failing
from enforcement.workbench.scenarios import by_rule, read
from rules.loading import read_toml
from rules.model import Card, Conclusion
from rules.parameters import Parameters
from rules.ruleset import RuleSet


def accepted(place: Place) -> dict[tuple[str, str], str]:
    """Mutants that no scenario can notice, with the reason: ``features/survivors.toml``."""
    path = place.features / "survivors.toml"
    if not path.exists():
        return {}
    rows = read_toml(path).get("survivor", [])
    return {(r["of"], r["says"]): r["why"] for r in rows}


def trial(place: Place, only: str = "") -> Iterator[tuple[Mutant, bool]]:
    """Each mutant of each rule (``only`` one), and whether a scenario noticed it.

    Raises ``LookupError`` where a scenario has an undefined step.
    """
    rules = place.ruleset()
    own = by_rule(read(place.features)[0])
    with tempfile.TemporaryDirectory() as scratch:
        player = Player(place.root, Path(scratch))
        parameters = Parameters.load(place.root / "rules" / "parameters")
        played = {
            card.id: [player.play(s) for s in own.get(card.id, [])]
            for card in rules.cards.values()
            if only in ("", card.id) and card.status != "废止"
        }
        for rule, mine in played.items():
            yield from _of_card(rules, rules.cards[rule], mine, parameters)
        if not only:
            yield from _of_conclusions(rules, played)


def _of_card(
    rules: RuleSet, card: Card, played: list[Played], parameters: Parameters
) -> Iterator[tuple[Mutant, bool]]:
    plain = _small(rules, [card])
    for m in mutants.of_card(card, parameters):
        if m.shift is not None:
            shifted = parameters.shifted(*m.shift)
            yield m, failing(played, plain, shifted) is not None
        elif m.card is not None:
            yield m, failing(played, _small(rules, [m.card])) is not None


def _of_conclusions(
    rules: RuleSet, played: dict[str, list[Played]]
) -> Iterator[tuple[Mutant, bool]]:
    for c in rules.conclusions.values():
        users = [rules.cards[i] for i in played if c.name in _reached(rules, rules.cards[i])]
        for m in mutants.of_conclusion(c):
            assert m.conclusion is not None
            changed = {**rules.conclusions, c.name: m.conclusion}
            yield m, any(failing(played[card.id], _small(rules, [card], changed)) for card in users)


def _small(
    rules: RuleSet, cards: Iterable[Card], conclusions: dict[str, Conclusion] | None = None
) -> Inference:
    """An inference over a few cards and what they rest on; the reference engine is quick to make,
    and both engines run every scenario elsewhere."""
    known = conclusions or rules.conclusions
    found = {c.id: c for c in cards}
    names = {n for c in found.values() for n in _reached(rules, c)}
    small = RuleSet(found, {n: known[n] for n in known if n in names})
    return Inference(small, "plain")


def _reached(rules: RuleSet, card: Card) -> set[str]:
    """The names of all conclusions that a card rests on, directly or through others."""
    found: set[str] = set()
    rest = [p for p in (*card.when, *card.unless) if isinstance(p, str)]
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            c = rules.conclusions[name]
            rest += [p for p in (*c.any, *c.all) if isinstance(p, str)]
    return found
