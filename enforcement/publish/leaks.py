"""Whether a given publication text gives away personal information."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from casefiles.facts import CaseFile, Known, find_private, known_people, squash
from enforcement.publish.make import day_of, read_whole
from enforcement.publish.masks import on_screen
from rules.masking import Masking

_LEAST = 20  # characters below which nothing was read that could be checked
SCHEMA = "anjuan/publication-check/1"


@dataclass(slots=True, frozen=True)
class Leak:
    """Personal information left readable. ``level`` is 泄露 or 疑点; ``shown`` is part of it."""

    level: str
    kind: str
    whose: str
    document: str
    place: str
    shown: str
    basis: str
    status: str
    why: str = ""


@dataclass(slots=True)
class Checked:
    """What was found in one publication text; ``problems`` is what could not be read."""

    path: str
    leaks: list[Leak] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def sure(self) -> list[Leak]:
        """The leaks that are certain."""
        return [k for k in self.leaks if k.level == "泄露"]

    def to_json(self) -> str:
        """One JSON object; the words themselves are never in it."""
        data = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(data, ensure_ascii=False)


def check_text(path: Path, against: Path | None, rules: Masking) -> Checked:
    """Look for leaks in the file ``path``; ``against`` is the case file it was made from.

    Raises ``UsageError`` where a path is wrong or nothing could be read.
    """
    case = read_whole(path)
    known = known_people(read_whole(against).documents) if against is not None else Known()
    problems = [f"{p.source}：{p.message}" for p in case.problems]
    problems += [
        f"{d.source}：几乎没有读到文字，等于没有检查；扫描件请先识别文字"
        for d in case.documents
        if len(squash(d.text)) < _LEAST
    ]
    return Checked(path.name, _leaks(case, known, rules), problems)


def _leaks(case: CaseFile, known: Known, rules: Masking) -> list[Leak]:
    found: list[Leak] = []
    for d in case.documents:
        day = day_of(d)
        for p in find_private(d.text, known, day):
            rule = rules.rule_for(p, day)
            if rule.shown == "不算":
                continue
            level = rule.shown if p.sure else "疑点"
            place = d.locate(p.start, max(p.end, p.start + 1)).place()
            words = on_screen(p)
            found.append(
                Leak(level, p.kind, p.whose, d.source, place, words, rule.basis, rule.status, p.why)
            )
    return sorted(found, key=lambda k: k.level != "泄露")
