"""Answers to the questions that rules ask: 是, 否 or 不明, with the evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from casefiles.facts import Act, Anchor, CaseFile, Document, Fact

if TYPE_CHECKING:
    from rules.parameters import Parameters, Value
    from rules.registers import Registers

YES, NO, UNKNOWN = True, False, None
NOWHERE = Anchor()


@dataclass(slots=True, frozen=True)
class Evidence:
    """One place that bears on an answer: what was found there and what was expected."""

    document: str
    anchor: Anchor = NOWHERE
    quote: str = ""
    found: str = ""
    expected: str = ""
    source: str = ""  # the file the document came from


@dataclass(slots=True)
class Answer:
    """``value`` is True (是), False (否) or None (不明).

    For 否, ``evidence`` holds one entry for each fault (they are what is deducted for); for 是
    and 不明, what was looked at. ``why`` says in Chinese what was decided and from what, or
    which fact is missing. ``moot``: there was nothing in the file to which the question applies,
    such as figures to compare; not having looked is no 是.
    """

    value: bool | None
    why: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    moot: bool = False


def yes(why: str = "", evidence: Iterable[Evidence] = ()) -> Answer:
    """The answer 是."""
    return Answer(YES, why, list(evidence))


def no(why: str, evidence: Iterable[Evidence] = ()) -> Answer:
    """The answer 否; there should be one piece of evidence for each fault."""
    return Answer(NO, why, list(evidence))


def unknown(why: str, evidence: Iterable[Evidence] = ()) -> Answer:
    """The answer 不明: ``why`` names what is missing or ambiguous."""
    return Answer(UNKNOWN, why, list(evidence))


def moot(case: CaseFile, why: str) -> Answer:
    """No answer, because the file holds nothing to which the question applies: ``why`` says what
    was looked for. Where something could not be read, it may hold it: then 不明."""
    if case.unseen:
        return unknown(f"{why}；有文件没有读到，请核对", [looked_at(case, "")])
    return Answer(UNKNOWN, why, moot=True)


def show(value: Any) -> str:
    """A value in words a reader knows: dates as 2024年3月5日, lists joined by 、."""
    if value is None or value == "":
        return "（空白）"
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, date):
        text = f"{value.year}年{value.month}月{value.day}日"
        hour = getattr(value, "hour", None)
        return text if hour is None else f"{text}{hour}时{value.minute:02d}分"  # type: ignore[attr-defined]
    if isinstance(value, (tuple, list, set, frozenset)):
        return "、".join(show(v) for v in value)
    return str(getattr(value, "name", value))


def evidence_of(
    document: Document, fact: Fact | None = None, expected: str = "", found: str = ""
) -> Evidence:
    """Evidence that points at ``fact`` in ``document``, or at the document's title."""
    if fact is None:
        return Evidence(
            document.name, document.title_anchor, document.title, found, expected, document.source
        )
    return Evidence(
        document.name, fact.anchor, fact.words, found or show(fact.value), expected, document.source
    )


def evidence_of_act(act: Act, expected: str = "", found: str = "") -> Evidence:
    """Evidence that points at the place an act was read from."""
    return evidence_of(act.document, act.fact, expected, found)


def cautious(answer: Answer, case: CaseFile, missing: bool = False) -> Answer:
    """``answer``, but 不明 instead of 否 where it rests on a document that was not read well: what
    was not found there may well stand there, what was found may be something else.

    ``missing``: the answer is about documents that are not there, not about what stands in those
    that are. Their titles were read well enough (``looking.absent`` sees to that).
    """
    if answer.value is not False:
        return answer
    doubtful = {d.source: d for d in case.documents if d.doubt or d.lines}
    for e in answer.evidence if doubtful else ():
        d = doubtful.get(e.source)
        if d is not None:
            # What was not found points at the title, a blank at its label.
            nothing = e.anchor == d.title_anchor or e.found == show(None)
            why = d.doubt_at(None if nothing else e.anchor)
        elif e.source or missing:
            continue
        else:  # nowhere in the file
            why = next((w for x in doubtful.values() if (w := x.doubt_at(None))), "")
        if why:
            return unknown(f"{answer.why}；{why}，请看原件", answer.evidence)
    return answer


def looked_at(case: CaseFile, expected: str) -> Evidence:
    """Evidence for an absence: everything that was looked at, recognised and not."""
    known = "、".join(dict.fromkeys(d.name for d in case.documents if d.code))
    rest = [d.title or d.source for d in case.unknown] + [p.source for p in case.problems]
    photos = [m.name for m in case.media if m.kind == "照片"]  # which may show a document
    rest += photos if len(photos) < 4 else [*photos[:3], f"等{len(photos)}张照片"]
    tail = f"；未识别或未能读取：{'、'.join(dict.fromkeys(rest))}" if rest else ""
    return Evidence("全卷", Anchor(), "", f"已查看：{known or '无'}{tail}", expected)


def judged(
    case: CaseFile,
    wrong: tuple[list[Evidence], str],
    doubtful: tuple[list[Evidence], str],
    right: tuple[list[Evidence], str],
    missing: str,
    looked_for: str = "",
) -> Answer:
    """否 with the faults, else 不明 with the doubts, else 是: each pair is what was found and what
    it means in words. ``missing`` is said where nothing was found of what was ``looked_for``."""
    if wrong[0]:
        return no(wrong[1], wrong[0])
    if doubtful[0]:
        return unknown(doubtful[1], doubtful[0])
    if right[0]:
        return yes(right[1], right[0])
    return unknown(missing, [looked_at(case, looked_for)] if looked_for else [])


@dataclass(slots=True)
class Context:
    """What an answer may draw on besides the case file.

    ``department`` is the agency's field (市场监管 …), ``region`` an administrative area name,
    ``agency`` the agency's name as the case file gives it.
    """

    parameters: "Parameters"
    registers: "Registers"
    department: str | None = None
    region: str | None = None
    agency: str | None = None
    name: Callable[[str], str] = str  # a reference such as case.decision_date in Chinese

    def lookup(self, name: str, on: date, party: str | None = None) -> "Value | None":
        """The parameter in force on ``on`` for this department and region."""
        return self.parameters.lookup(
            name, on, department=self.department, region=self.region, party=party
        )
