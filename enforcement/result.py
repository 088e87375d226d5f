"""What an assessment hands on: the JSON contract ``anjuan/assessment/1``, as frozen models.

Everything is kept in the order it was given and nothing depends on the clock, so that the same
input and rules give the same bytes.
"""

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from casefiles import facts

Verdict = Literal["pass", "fail", "not_applicable", "needs_review", "not_run"]

VERDICTS: dict[Verdict, str] = {
    "pass": "合格",
    "fail": "不合格",
    "not_applicable": "不适用",
    "needs_review": "待人工",
    "not_run": "未完成",
}

State = Literal["合格", "扣分", "否决", "不适用", "待人工", "已另计", "未运行", "提示", "合计"]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_number, when_used="json")]


class Record(BaseModel):
    """Base of all records: what was found is never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Location(Record):
    """A place in a file; ``place`` says it in Chinese (表1 第4行第2列).

    ``source`` is the file within the case file; ``block``, ``table``, ``row`` and ``col`` count
    from 0, ``page`` from 1; ``start`` and ``end`` are offsets in the text of the block. ``box`` is
    there only for pages: left, top, right, bottom in points from the top left corner.
    """

    source: str = ""
    part: str = ""
    block: int = 0
    start: int = 0
    end: int = 0
    table: int | None = None
    row: int | None = None
    col: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = Field(default=None, exclude_if=lambda x: not x)
    place: str = ""

    @classmethod
    def of(cls, a: facts.Anchor, source: str = "") -> "Location":
        """The anchor of a fact, with its file and its place put into words."""
        return cls(
            source=source,
            part=a.part,
            block=a.block,
            start=a.start,
            end=a.end,
            table=a.table,
            row=a.row,
            col=a.col,
            page=a.page,
            box=a.box,
            place=a.place(),
        )


class Evidence(Record):
    """One place that bears on a verdict; ``anchor`` is null where there is nothing to show."""

    document: str
    anchor: Location | None = None
    quote: str = ""
    found: str = ""
    expected: str = ""


class Provision(Record):
    """One article of a statute, verbatim, from the user's law library."""

    article: str
    text: str


class RuleResult(Record):
    """The verdict of one rule; ``points`` are the marks its faults cost under the standard.
    ``articles`` are there only where a law library was given."""

    rule: str
    title: str
    verdict: Verdict
    points: Number = Decimal(0)
    message: str = ""
    basis: str = ""
    remedy: str = ""
    evidence: tuple[Evidence, ...] = ()
    articles: tuple[Provision, ...] = Field(default=(), exclude_if=lambda x: not x)


class DocumentSummary(Record):
    """One document of the case file; ``code`` and ``kind`` are null where not recognised."""

    code: str | None = None
    kind: str | None = None
    title: str = ""
    source: str
    date: datetime.date | None = None
    sha256: str = ""


class Fields(Record):
    """The facts of the case that everybody asks for first; ``fine`` is in 元."""

    filing_date: datetime.date | None = None
    notice_date: datetime.date | None = None
    decision_date: datetime.date | None = None
    service_date: datetime.date | None = None
    fine: Number | None = None
    officers: tuple[str, ...] = ()


class CaseSummary(Record):
    """Which case it is and what its file holds."""

    path: str
    number: str | None = None
    agency: str | None = None
    party: str | None = None
    enforcement_type: str | None = None
    procedure: str | None = None
    documents: tuple[DocumentSummary, ...] = ()
    fields: Fields = Fields()


class Because(Record):
    """One reason for a mark: a rule, its verdict and what it cost, in a Chinese phrase.

    ``rule`` and ``verdict`` are null where a person or the sum of other steps is the reason;
    ``points`` are the marks this reason cost, in marks of the item.
    """

    rule: str | None = None
    verdict: Verdict | None = None
    occurrences: int = 0
    points: Number = Decimal(0)
    arithmetic: str = ""


class Step(Record):
    """One line of the derivation: an item, a part, or the total."""

    item: str
    text: str
    state: State
    standard_points: Number | None = None
    obtained: Number | None = None
    because: tuple[Because, ...] = ()


class Pending(Record):
    """An item that waits for a person. ``at_stake`` is null for a veto item."""

    item: str
    text: str
    veto: bool = False
    at_stake: Number | None = None
    why: str


class Score(Record):
    """The score under one standard.

    ``total`` counts open items as if nothing were lost; ``at_least`` counts them as wholly lost,
    vetoes aside; both are equal, and ``provisional`` is false, once nothing is open. ``total``
    is null, and ``reason`` says why, where there was nothing to score.
    """

    total: Number | None
    grade: str | None
    vetoes: tuple[str, ...] = ()
    standard: str
    version: str
    provisional: bool = False
    at_least: Number | None = None
    reason: str = ""
    derivation: tuple[Step, ...] = ()
    pending: tuple[Pending, ...] = ()


class Problem(Record):
    """A file, or part of one, that could not be read or checked."""

    source: str
    message: str


class Unread(Record):
    """Something that was looked for and not read, or read with doubt: ``what`` (文书种类, or the
    name of a fact), the files that were ``looked`` at, and what was seen there."""

    what: str
    looked: tuple[str, ...]
    message: str
    anchor: Location | None = None


class Assessment(Record):
    """One case file, assessed. ``unread`` is for reports; the JSON contract does not have it."""

    schema_id: Literal["anjuan/assessment/1"] = Field(default="anjuan/assessment/1", alias="schema")
    case_file: CaseSummary
    score: Score | None = None
    results: tuple[RuleResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[Unread, ...] = ()
    ruleset: str

    def to_json(self, whole: bool = False) -> str:
        """One line of JSON (UTF-8 characters as they are), the same bytes for the same content.

        ``whole`` adds what the fixed schema has no place for (``unread``), for our own keeping."""
        return self.model_dump_json(by_alias=True, exclude=None if whole else {"unread"})
