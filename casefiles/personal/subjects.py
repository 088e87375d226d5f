"""Whom the lines of a text are about: 当事人：杜满仓, 经营者 ⏎ 杨春宝, 举报人张三，…"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from casefiles.people import find_people, find_uscc
from casefiles.personal.model import (
    GAP,
    HAN,
    OFFICE,
    PARTY,
    PERSON,
    SURNAMES,
    TRADER,
    UNIT,
    WORDS,
    any_of,
    half,
)
from casefiles.personal.model import is_masked as _masked

_ROLE_OF = {label: role for role, labels in WORDS["people"].items() for label in labels}
_KNOWN = frozenset((*PARTY, *_ROLE_OF))
_LONGEST = 24  # characters of a label, gaps included
# What stands between a label and its value; the value is a name, of a person or a unit.
_LAST = frozenset(label[-1] for label in _KNOWN)
_COLON = re.compile(
    # Most lines end in no label: they are passed over at their last character.
    rf"(?<=[{''.join(sorted(_LAST))}])[ \t\u3000\xa0]{{0,{_LONGEST}}}"
    rf"(?:[（(][^（）()\n]{{0,24}}[）)])?{GAP}(?:[：:]{GAP}\n?|\n){GAP}"
    r"(?=(?P<value>[^\n：:，,；;。、（）()\u3000 \t]{2,40}))"
)
_EDGE = re.compile(r"[\n；;。，,（()）：:]")
_GAPS = re.compile(r"[ \t\u3000\xa0]+")
_SURNAME = "".join(WORDS["surnames"]["common"].split())
# 举报人张三 is followed by something that is no part of the name.
_STOP = (
    r"[，,、；;：:。（(\s）)]|$"
    r"|[于在系因与的将和作等签是为身询所到向对从已曾未提反投称说述驾购以由及]"
)
_CALLED = [
    (role, re.compile(rf"(?:{any_of(w)})(?P<name>[{_SURNAME}][{HAN}]{{1,2}}?)(?={_STOP})"))
    for role, w in WORDS["called"].items()
]
_NEXT = re.compile(rf"、(?P<name>[{SURNAMES}][{HAN}]{{1,2}})(?=[、，,；;。等和及的\s）)])")
_ENDS = tuple(WORDS["organisation"]["ends"])
OFFICE_ENDS = ("局", "委员会", "人民政府", "法院", "支队", "大队", "管理所")


class Subject(NamedTuple):
    """Who is named at ``start``: ``whose`` is 自然人, 单位, 个体工商户 or 机关, ``role`` what the
    label before the name says, ``party`` whether the label is one of the party's."""

    start: int
    end: int
    name: str
    whose: str
    role: str
    party: bool


@lru_cache(maxsize=4096)  # the same people are named all over a case file
def is_person(name: str) -> bool:
    """Whether ``name`` alone reads as the name of one person, a masked one (杜某某) too."""
    if _masked(name):
        return len(name) <= 4 and name[0] not in "*×" and not name.endswith(_ENDS)
    found = find_people(name)
    return len(found) == 1 and len(found[0].words) == len(name) and not name.endswith(_ENDS)


def listed_after(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where other names may stand in the list that goes on at ``at``: 曹培均、李德高、阮世成."""
    while (m := _NEXT.match(text, at)) and is_person(m["name"]):
        yield m.span("name")
        at = m.end()


def _labels(label: str) -> list[str]:
    """The single labels in 法定代表人/负责人/经营者."""
    return [label] if label in _KNOWN else re.split(r"[/／、]|或者|[或及和]", label)


def _label_before(text: str, at: int) -> str:
    """The label that ends at ``at``, without gaps (当 事 人), or an empty string."""
    ahead = text[max(0, at - _LONGEST) : at].rstrip(" \t\u3000\xa0")
    if ahead[-1:] not in _LAST:  # most lines end in no label
        return ""
    chunk = _EDGE.split(ahead)[-1]
    words = _GAPS.split(chunk)
    for first in range(len(words)):
        label = "".join(words[first:])
        for said in (label, label.rpartition("、")[2]):
            if said and all(part in _KNOWN for part in _labels(said)):
                return said
    return ""


def _role(label: str, trader: bool) -> str:
    """What the label says; 法定代表人/负责人/经营者 is the 经营者 of a trader only."""
    roles = {_ROLE_OF[n] for n in _labels(label) if n in _ROLE_OF}
    if {"法定代表人", "经营者"} <= roles or (trader and "法定代表人" in roles):
        return "经营者" if trader else "法定代表人"
    return next(iter(sorted(roles)), "当事人")


@lru_cache(maxsize=64)
def subjects(text: str) -> tuple[Subject, ...]:
    """Everybody whom a label of ``text`` names, in reading order."""
    trader = any(n.value.startswith("92") for n in find_uscc(half(text)))
    found = []
    for m in _COLON.finditer(text):
        name, label = m["value"], _label_before(text, m.start())
        if not label or name in _KNOWN:
            continue
        # What names a person by a role of their own is no label of the party.
        party = not any(n in _ROLE_OF for n in _labels(label))
        if is_person(name):
            whose = PERSON
        elif len(name) >= 4 or name.endswith(_ENDS):
            whose = OFFICE if name.endswith(OFFICE_ENDS) else TRADER if trader else UNIT
        else:
            continue
        if party or whose == PERSON:
            role = "当事人" if party else _role(label, trader)
            found.append(Subject(m.start("value"), m.end("value"), name, whose, role, party))
    for role, pattern in _CALLED:
        for m in pattern.finditer(text):
            name = m["name"]
            if is_person(name):
                start, end = m.span("name")
                mine = "经营者" if trader and role == "法定代表人" else role
                found.append(Subject(start, end, name, PERSON, mine, role == "当事人"))
    return tuple(sorted(set(found)))


def _between(text: str, start: int, end: int) -> Sequence[Subject]:
    """The subjects that begin from ``start`` up to, not at, ``end``."""
    every = subjects(text)
    first, last = (bisect_left(every, at, key=lambda s: s.start) for at in (start, end))
    return every[first:last]


@lru_cache(maxsize=64)
def _parties(text: str) -> tuple[Subject, ...]:
    return tuple(s for s in subjects(text) if s.party)


def party_at(text: str, at: int) -> str:
    """Whether the party named last before ``at`` is 自然人, 单位 or 个体工商户; else empty."""
    mine = _parties(text)
    i = bisect_right(mine, at, key=lambda s: s.start)
    return mine[i - 1].whose if i else ""


def person_between(text: str, start: int, end: int, party: bool = True) -> bool:
    """Whether a person is named from ``start`` to ``end``; ``party``: the party counts too."""
    return any(s.whose == PERSON and (party or not s.party) for s in _between(text, start, end))


def person_on_line(text: str, at: int) -> bool:
    """Whether a person, and not the party itself, is named before ``at`` in the same line."""
    return person_between(text, text.rfind("\n", 0, at) + 1, at, party=False)


_OFFICE = re.compile("|".join(map(re.escape, WORDS["office"]["words"])))
_BANK = re.compile("|".join(map(re.escape, WORDS["office"]["bank"])))


def office_before(text: str, at: int, reach: int = 40) -> bool:
    """Whether an agency, a court or a bank is named shortly before ``at`` in the same sentence."""
    window = re.split(r"[\n。]", text[max(0, at - reach) : at])[-1]
    said = [*_OFFICE.finditer(window), *_BANK.finditer(window)]
    if not said:
        return False
    # A person named after the office is who the number belongs to.
    base = at - len(window) + max(m.start() for m in said)
    return not person_between(text, base, at)
