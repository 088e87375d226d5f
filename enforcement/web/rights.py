"""Who may do what: the one place that is asked. The table is ``rights.toml``.

An action is done on something that belongs to an agency: one's ``own``, or an ``other`` one. Which
reviewer was given which case file is no right but state: the services look after that.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enforcement.review.units import Units


class Forbidden(Exception):
    """This person may not do it; in Chinese."""


@dataclass(slots=True, frozen=True)
class Action:
    """One action: what it is called, and which roles may do it on what is theirs, and not."""

    text: str
    own: frozenset[str]
    other: frozenset[str]


@dataclass(slots=True, frozen=True)
class Table:
    """The table of rights: roles with their Chinese names, actions by their keys."""

    roles: Mapping[str, str]
    actions: Mapping[str, Action]

    def allows(self, roles: Iterable[str], action: str, own: bool) -> bool:
        """Whether any of ``roles`` may do ``action``; an unknown action is a mistake of ours."""
        entry = self.actions[action]
        return bool(set(roles) & (entry.own if own else entry.other))

    def ever(self, roles: Iterable[str], action: str) -> bool:
        """Whether any of ``roles`` may do ``action`` on something."""
        given = tuple(roles)
        return self.allows(given, action, True) or self.allows(given, action, False)


def read(data: Mapping[str, Any]) -> Table:
    """The table from its TOML; raises ``ValueError`` for a role or key that is not known."""
    roles: dict[str, str] = dict(data["roles"])
    actions = {}
    for name, entry in data["actions"].items():
        sides = {side: frozenset(entry.get(side, ())) for side in ("own", "other")}
        unknown = (sides["own"] | sides["other"]) - set(roles)
        if unknown or set(entry) - {"text", "own", "other"}:
            raise ValueError(f"{name}: {sorted(unknown) or sorted(entry)}")
        actions[name] = Action(entry["text"], sides["own"], sides["other"])
    return Table(roles, actions)


@functools.cache
def table() -> Table:
    """The table of this program."""
    return read(tomllib.loads(Path(__file__).with_name("rights.toml").read_text("utf-8")))


def owns(unit: str, agency: str, units: Units | None = None) -> bool:
    """Whether what belongs to ``agency`` belongs to a person of ``unit``: his agency, or the
    agency of which his unit is an office."""
    return bool(unit) and (unit == agency or (units is not None and unit in units.own(agency)))


def check(roles: Iterable[str], action: str, own: bool) -> None:
    """Raise ``Forbidden`` where none of ``roles`` may do ``action``."""
    if not table().allows(roles, action, own):
        whose = "" if own else "别的机关的"
        raise Forbidden(f"你的账号不能办理{whose}“{table().actions[action].text}”")
