"""The scoring sheet of a case file for one person: every item of the pinned standard with what the
program points at under it, what this person (or, later, both and the panel) said, and the marks.

As everywhere, nobody sees a reading of somebody else before both are in.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from enforcement.result import Assessment, Score
from enforcement.review.desk import Actor, Desk, load_file
from enforcement.review.files import CaseState, ReadingState
from enforcement.review.findings import undecided
from enforcement.review.parts import Added, Judged, Opinion
from enforcement.review.service import Paper, file_view
from enforcement.review.service_file import standing_score
from rules.standards import Item

_QUOTE = re.compile(r"（原文“(.+)”）$", re.S)  # how a reviewer's own finding names its place
_LONGEST_QUOTE = 200


@dataclass(slots=True)
class Line:
    """One item: what stands under it, what it got, and why it is still open."""

    item: Item
    suspects: list[dict[str, Any]] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    judged: Judged | None = None
    pending: str = ""
    state: str = ""
    obtained: float | None = None

    @property
    def busy(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.suspects or self.added or self.judged or self.pending)


@dataclass(slots=True)
class Sheet:
    """The sheet; ``mine`` is the person's own reading, ``writable`` while he may still decide."""

    view: dict[str, Any]
    state: CaseState
    assessment: Assessment
    parts: list[tuple[str, list[Line]]]
    others: list[dict[str, Any]]  # 疑点 of rules that belong to no item
    score: Score
    left: int  # 疑点 not decided yet
    open_items: int  # items without 疑点 that a person has to settle
    mine: ReadingState | None = None
    writable: bool = False
    docs: dict[str, int | None] = field(default_factory=dict)  # own finding → its document

    @property
    def lines(self) -> list[Line]:
        """All items in printed order."""
        return [line for _, part in self.parts for line in part]


def with_quote(text: str, quote: str) -> str:
    """The text of an own finding with the words of the document that it is about."""
    words = " ".join(quote.split())[:_LONGEST_QUOTE]
    return text.strip() + (f"（原文“{words}”）" if words and text.strip() else "")


def quote_of(text: str) -> str:
    """The words of a document that an own finding quotes; empty where it quotes none."""
    found = _QUOTE.search(text)
    return found[1] if found else ""


def sheet(desk: Desk, file: str, actor: Actor) -> Sheet:
    """The sheet of ``file`` as ``actor`` may see it."""
    view = file_view(desk, file, actor)
    with desk.db.reading() as r:
        s = load_file(r, file)
        paper = Paper.of(desk, r, s)
    own = (x for x in s.readings.values() if (x.reviewer, x.unit) == (actor.name, actor.unit))
    mine = next(own, None)
    said = s.standing or (mine.opinion if mine else Opinion())
    score = standing_score(desk, paper) if s.standing or s.graded else paper.score(said)
    steps = {x.item: x for x in score.derivation}
    open_ = {x["item"]: x["why"] for x in view["open_items"]}
    lines: dict[str, Line] = {}
    parts: dict[str, list[Line]] = {}
    for section, item in paper.standard.rows():
        step = steps.get(item.no)
        line = Line(item, pending=open_.get(item.no, ""), state=step.state if step else "")
        line.obtained = float(step.obtained) if step and step.obtained is not None else None
        lines[item.no] = line
        parts.setdefault(section.name, []).append(line)
    others: list[dict[str, Any]] = []
    at = paper.places()
    for x in view["suspects"]:
        x["places"] = at[x["finding"]][1] if x["finding"] in at else []
        line_of = lines.get(x["item"])
        (line_of.suspects if line_of else others).append(x)
    for a in said.added:
        lines[a.item].added.append(a)
    for j in said.judged:
        lines[j.item].judged = j
    waiting = s.state in ("已分派", "初评中")
    return Sheet(
        view=view,
        state=s,
        assessment=paper.assessment,
        parts=list(parts.items()),
        others=others,
        score=score,
        left=len(undecided(said, s.suspects())),
        open_items=len(open_),
        mine=mine,
        writable=waiting and mine is not None and not mine.submitted,
    )
