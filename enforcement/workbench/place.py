"""Where the rules and scenarios being written lie, and what they are loaded from."""

from dataclasses import dataclass
from pathlib import Path

from enforcement.assess import vocabulary
from rules.laws import Laws
from rules.parameters import Parameters
from rules.ruleset import RuleSet, load


class NotHere(Exception):
    """There is no folder with rules and scenarios. The message is for the user, in Chinese."""


@dataclass(slots=True, frozen=True)
class Place:
    """A checkout with ``rules/``, ``features/`` and ``tests/scenarios/``."""

    root: Path

    @property
    def features(self) -> Path:
        return self.root / "features"

    @property
    def catalogue(self) -> Path:
        return self.root / "rules" / "catalogue"

    def ruleset(self) -> RuleSet:
        """All rules of this place. Raises ``RuleError`` for a mistake in any file."""
        rules = self.root / "rules"
        return load(
            vocabulary(),
            rules,
            parameters=Parameters.load(rules / "parameters"),
            laws=Laws.load(rules / "laws"),
        )


def find(start: Path) -> Place:
    """The place that ``start`` lies in. Raises ``NotHere``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "features").is_dir() and (folder / "rules" / "catalogue").is_dir():
            return Place(folder)
    raise NotHere("这里没有规则和场景；请在项目文件夹（里面有 features 和 rules/catalogue）里运行")
