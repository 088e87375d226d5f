"""Who is who in a case file: names, numbers and home addresses to look for in another text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from casefiles.numbers import squash
from casefiles.people import find_people, find_uscc, id_birth
from casefiles.personal.model import PERSON, ROLES, WORDS, half, is_masked
from casefiles.personal.places import find_places
from casefiles.personal.subjects import is_person, subjects

if TYPE_CHECKING:
    from casefiles.facts import Document

_FIELDS: dict[str, str] = WORDS["fields"]
_MOST = 1000  # people and units of one case file; no real one has so many
_SIGNED = {"当事人": "有关人员", "见证人": "证人", "其他": "有关人员"}


@dataclass(slots=True)
class Known:
    """``people`` maps names to roles, ``units`` are names of organisations, ``homes`` addresses
    where natural persons live."""

    people: dict[str, str] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    born: dict[str, date] = field(default_factory=dict)

    def add(self, name: str, role: str) -> None:
        """Note that ``name`` has ``role``; of several roles the first in the order counts."""
        name = squash(name)
        if len(name) < 2 or is_masked(name) or not is_person(name):
            return
        old = self.people.get(name)
        if (old is None and len(self.people) < _MOST) or (
            old is not None and ROLES.index(role) < ROLES.index(old)
        ):
            self.people[name] = role

    def add_unit(self, name: str) -> None:
        """Note the name of an organisation."""
        if len(self.units) < _MOST:
            self.units.add(squash(name))


def _names(value: Any) -> Iterator[str]:
    """The names in the value of a fact: words, one person, several, or a signature."""
    if isinstance(value, str):
        yield from (p.name for p in find_people(value)) if len(value) < 60 else ()
    elif isinstance(value, tuple):
        for part in value:
            yield from _names(part)
    elif isinstance(name := getattr(value, "name", None), str):
        yield name
    else:
        yield from getattr(value, "people", ())


def known_people(documents: Iterable["Document"]) -> Known:
    """Everybody whom the documents name in a field, a signature or beside a label."""
    known, business = Known(), set[str]()
    for d in documents:
        text = d.text
        trader = any(n.value.startswith("92") for n in find_uscc(half(text)))
        for key, role in _FIELDS.items():
            mine = "经营者" if trader and role == "法定代表人" else role
            for f in d.all(key):
                for name in _names(f.value):
                    known.add(name, mine)
                if key == "party_name" and isinstance(f.value, str) and not is_person(f.value):
                    known.add_unit(f.value)
        party, number = d.value("party_name"), d.value("party_id")
        if isinstance(party, str) and is_person(party) and (day := id_birth(str(number))):
            known.born[squash(party)] = day
        for f in d.all("signatures"):
            role = _SIGNED.get(getattr(f.value, "role", ""), "执法人员")
            for name in _names(f.value):
                known.add(name, role)
        for s in subjects(text):
            if s.whose == PERSON:
                known.add(s.name, s.role)
            else:
                known.add_unit(s.name)
        for p in find_places(text, half(text), [], None):
            if p.kind == "住址" and p.sure:
                (known.homes if p.whose == PERSON else business).add(p.words)
    # Where somebody lives and trades at one place, that place is known to the public anyway.
    known.homes -= business
    return known
