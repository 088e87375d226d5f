"""What the desk shows of a case file: a document with its marks, what leads from the scoring sheet
to its words, the line of days; each as far as a visit may see it."""

from collections.abc import Sequence
from typing import Any

from casefiles.facts import Anchor
from casefiles.model import Reading
from enforcement.annotate.words import Place, places
from enforcement.result import Assessment, Evidence, Location, RuleResult
from enforcement.review.parts import Added
from enforcement.review.service_sheet import Sheet, quote_of, sheet
from enforcement.web import timeline
from enforcement.web.accounts import Mistake
from enforcement.web.cases import Case
from enforcement.web.guard import accounts_of
from enforcement.web.leaves import leaves
from enforcement.web.papers import number_of
from enforcement.web.render import Mark, marks_in, show


def sources_of(case: Case) -> list[str]:
    """The documents of a case file; refused while it is being opened."""
    if not case.room.ready:
        raise Mistake("案卷正在打开，请过一会儿再看")
    return case.room.papers.sources()


def looked(case: Case, what: str, document: str = "") -> None:
    """Note that this visit looked at personal data."""
    accounts_of(case.here.request).looked(case.here.account, what, case.name, document)


def shown(case: Case, paper: Sheet) -> Assessment:
    """The assessment with the results this visit may see: for the agency those that were upheld,
    none before it is told."""
    if case.inside:
        return paper.assessment
    held = _upheld(case) if case.told else set()
    results = tuple(r for r in paper.assessment.results if r.rule in held)
    return paper.assessment.model_copy(update={"results": results})


def _upheld(case: Case, yes: bool = True) -> set[str]:
    """Rules of which a finding was upheld (``yes``), or of which all were decided otherwise."""
    rules = {x.finding: x.rule for x in case.state.suspects()}
    said = case.state.standing.decisions if case.state.standing else ()
    held = {rules[d.finding] for d in said if d.decision == "采纳" and d.finding in rules}
    return held if yes else {rules[d.finding] for d in said if d.finding in rules} - held


def marked(case: Case, paper: Sheet) -> list[Place]:
    """The places that this visit is shown."""
    return places(shown(case, paper))


def first(found: Sequence[Place], sources: Sequence[str]) -> int:
    """The document to begin with: the one of the first fault."""
    for p in found:
        number = number_of(sources, p.at.source)
        if number is not None:
            return number
    return 0


def left_side(
    case: Case, paper: Sheet, sources: list[str], number: int, bare: bool,
    act: str = "", quote: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What the left side shows of one document."""
    reading = case.room.papers.get(number)
    looked(case, "显示完整号码" if bare else "查看文书", reading.source)
    found = marks_in(marked(case, paper), reading.source)
    if act:
        points = (p for p in case.room.course.points if p.key == act)
        found += [_mark("act", p.label, reading.source, p.anchor)
                  for p in points if number_of(sources, p.source) == number]  # fmt: skip
    if quote:
        found += _quoted(reading, quote)
    pages, why = leaves(case.room.case_path, reading, found)
    kinds = [d.kind or d.title for d in paper.assessment.case_file.documents
             if number_of(sources, d.source) == number]  # fmt: skip
    return {
        "number": number,
        "source": reading.source,
        "kind": kinds[0] if kinds else "",
        "found": found,
        "shown": show(reading, found, bare),
        "pages": pages,
        "why": why,
        "bare": bare,
    }


def _mark(id_: str, title: str, source: str, a: Anchor) -> Mark:
    """A mark for words that no rule pointed at."""
    at = Location.of(a, source)
    said = RuleResult(rule="", title=title, verdict="pass")
    return Mark(id_, Place(said, Evidence(document="", anchor=at), at))


def _quoted(reading: Reading, quote: str) -> list[Mark]:
    """The first place where the words stand that a reviewer quoted; white space does not count."""
    words = "".join(quote.split())
    for b in reading.blocks:
        at = [i for i, c in enumerate(b.text) if not c.isspace()]
        start = "".join(b.text[i] for i in at).find(words[:80]) if words else -1
        if start >= 0:
            end = at[min(start + len(words), len(at)) - 1] + 1
            a = Anchor(b.part, b.index, at[start], end, page=b.page)
            return [_mark("quote", "补充的问题", reading.source, a)]
    return []


def link(case: Case, paper: Sheet, sources: list[str]) -> None:
    """Give every 疑点 its places as links, and every own finding its words."""
    order = {(p.result.rule, p.evidence.anchor, p.evidence.found, p.evidence.expected): i
             for i, p in enumerate(places(paper.assessment))}  # fmt: skip
    for x in [x for line in paper.lines for x in line.suspects] + paper.others:
        x["at"] = []
        for e in x["places"]:
            mark = order.get((x["rule"], e.anchor, e.found, e.expected))
            number = number_of(sources, e.anchor.source) if e.anchor and sources else None
            x["at"].append({"e": e, "doc": number, "mark": f"p{mark}"})
    for own in [a for line in paper.lines for a in line.added]:
        paper.docs[own.finding] = _doc_of(case, paper, own, sources)


def _doc_of(case: Case, paper: Sheet, own: Added, sources: Sequence[str]) -> int | None:
    """Which document holds the words that an own finding quotes: those of its kind first."""
    if not (quote := quote_of(own.text)):
        return None
    named = {
        number_of(sources, d.source)
        for d in paper.assessment.case_file.documents
        if own.document in (d.kind, d.title)
    }
    for n in sorted(range(len(sources)), key=lambda n: n not in named):
        if _quoted(case.room.papers.get(n), quote):
            return n
    return None


def course_of(case: Case) -> dict[str, Any]:
    """The line of days, and which document each day leads to."""
    room = case.room
    sources = room.papers.sources() if room.ready else []
    one = sheet(case.desk, case.file, case.here.known.actor)
    verdicts: dict[str, str] = {r.rule: r.verdict for r in shown(case, one).results}
    verdicts |= dict.fromkeys(_upheld(case, False) if case.told else (), timeline.OVERRULED)
    drawn = timeline.draw(room.course, verdicts) if room.ready else None
    numbers = {p.key: number_of(sources, p.source) for p in room.course.points}
    looked(case, "查看时间线")
    return {"drawn": drawn, "numbers": numbers, "room": room}
