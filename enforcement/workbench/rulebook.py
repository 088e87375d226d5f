"""The rules in use (shipped ones with a profile laid over them) as people browse them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

from enforcement.assess import vocabulary
from enforcement.workbench.place import NotHere, Place, find
from enforcement.workbench.scenarios import Scenario, by_rule, read
from enforcement.workbench.show import WHO, Pages
from enforcement.workbench.words import Words
from rules.laws import Laws
from rules.model import Card, System
from rules.parameters import Parameters
from rules.ruleset import HERE, load

SYSTEMS: tuple[str, ...] = get_args(System)


@dataclass(slots=True, frozen=True)
class Cited:
    """One basis of a rule, with the days between which it is in force."""

    cited: str
    start: str
    end: str
    digest: str
    checked: bool


@dataclass(slots=True, frozen=True)
class Entry:
    """One rule in a list."""

    rule: str
    title: str
    system: str
    status: str
    who: str
    own: bool  # from the profile, not shipped
    basis: tuple[Cited, ...]
    scenarios: int


@dataclass(slots=True)
class Rulebook:
    """Everything that is shown of rules, loaded once."""

    pages: Pages
    parameters: Parameters
    profile: Path | None
    place: Place | None  # where scenarios can be run; null where they are not installed

    @staticmethod
    def load(profile: Path | None = None, today: date | None = None) -> "Rulebook":
        """Load the rules. Raises ``RuleError`` for a mistake in the profile."""
        folders = (HERE, profile) if profile else (HERE,)
        parameters = Parameters.load(*_parts(folders, "parameters"))
        laws = Laws.load(*_parts(folders, "laws"))
        rules = load(vocabulary(), *folders, parameters=parameters, laws=laws)
        words = Words(vocabulary(), parameters, rules.conclusions, today or date.today())
        place = _place()
        known: Mapping[str, Sequence[Scenario]] = by_rule(read(place.features)[0]) if place else {}
        return Rulebook(Pages(rules, laws, known, words), parameters, profile, place)

    def find(self, system: str = "", text: str = "", day: date | None = None) -> list[Entry]:
        """The rules of a system, with these words in number, title or basis, and with a basis in
        force on ``day``."""
        found = []
        for card in self.pages.rules.cards.values():
            if system and card.system != system:
                continue
            if day is not None and not any(b.on(day) for b in card.basis):
                continue
            shown = self.listed(card)
            words = [
                shown.rule,
                shown.title,
                *(x for b in shown.basis for x in (b.cited, b.digest)),
            ]
            if text and not any(text.casefold() in w.casefold() for w in words):
                continue
            found.append(shown)
        return found

    def listed(self, card: Card) -> Entry:
        """A rule as a list shows it."""
        laws = self.pages.laws
        basis = tuple(
            Cited(
                laws.law(b.law).cite(laws.version(b.law), b.article),
                b.start.isoformat(),
                b.end.isoformat() if b.end else "",
                b.digest,
                b.status == "核实",
            )
            for b in card.basis
        )
        path = self.pages.rules.paths[card.id]
        own = self.profile is not None and path.is_relative_to(self.profile)
        count = len(self.pages.scenarios.get(card.id, ()))
        who = WHO[card.decidable]
        return Entry(card.id, card.title, card.system, card.status, who, own, basis, count)

    def text(self, rule: str) -> str:
        """The file of a rule as it stands."""
        return self.pages.rules.paths[rule].read_text("utf-8")


def _parts(folders: Sequence[Path], part: str) -> list[Path]:
    return [f / part for f in folders if (f / part).is_dir()]


def _place() -> Place | None:
    """The checkout with the scenarios; null in an installation without them."""
    if find_spec("gherkin") is None or find_spec("pytest_bdd") is None:
        return None
    try:
        place = find(HERE)
    except NotHere:
        return None
    return place if (place.root / "tests" / "scenarios").is_dir() else None
