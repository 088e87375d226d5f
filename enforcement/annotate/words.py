"""What a note says: rule, what is wrong, what was expected, basis, how to put it right."""

from collections.abc import Sequence
from dataclasses import dataclass

from casefiles.readers.notes.remarks import Remark
from enforcement.result import VERDICTS, Assessment, Evidence, Location, RuleResult

_LONGEST = 300  # characters of what was found or expected, as shown in a note
_AGAIN = "问题、依据和改正办法见这份文书里同一条规则的第一处批注"


@dataclass(slots=True, frozen=True)
class Place:
    """One place that bears on one open verdict."""

    result: RuleResult
    evidence: Evidence
    at: Location


def open_results(a: Assessment) -> list[RuleResult]:
    """What somebody has to see to: what failed, then what waits for a person."""
    return [r for v in ("fail", "needs_review") for r in a.results if r.verdict == v]


def places(a: Assessment) -> list[Place]:
    """Every place of every problem, each once, in the order of the results."""
    found = {
        (r.rule, e.anchor, e.found, e.expected): Place(r, e, e.anchor)
        for r in open_results(a)
        for e in r.evidence
        if e.anchor is not None
    }
    return list(found.values())


def remarks(found: Sequence[Place]) -> list[Remark]:
    """The notes for the places in one file, in reading order.

    What is said of a rule as a whole is said once in each document: at its first place.
    """
    told: set[tuple[str, str]] = set()
    notes: list[Remark] = []
    for p in sorted(found, key=lambda p: (p.at.page or 0, p.at.part, p.at.block, p.at.start)):
        whole = (p.at.source, p.result.rule) not in told
        told.add((p.at.source, p.result.rule))
        notes.append(
            Remark(
                head=heading(p.result),
                lines=tuple(_lines(p, whole)),
                quote=shortened(p.evidence.quote, 40),
                part=p.at.part,
                block=p.at.block,
                start=p.at.start,
                end=p.at.end,
                page=p.at.page,
                box=p.at.box,
                fault=p.result.verdict == "fail",
            )
        )
    return notes


def heading(r: RuleResult) -> str:
    """The title of a note: 【不合格】送达合法（SD-001）."""
    return f"【{VERDICTS[r.verdict]}】{r.title}（{r.rule}）"


def _lines(p: Place, whole: bool) -> list[str]:
    r = p.result
    lines = [f"{'问题' if r.verdict == 'fail' else '待核'}：{r.message}"] if whole else []
    if seen := seen_here(p.evidence):
        lines.append(seen)
    if not whole:
        return [*lines, _AGAIN]
    if r.basis:
        lines.append(f"依据：{r.basis}")
    if r.remedy:
        lines.append(f"{remedy_label(r)}：{r.remedy}")
    return lines


def remedy_label(r: RuleResult) -> str:
    """What comes before a remedy: an open question may turn out to need none."""
    return "改正" if r.verdict == "fail" else "查实有问题的"


def seen_here(e: Evidence) -> str:
    """What stands at a place and what should; empty where the words there say it all."""
    said = []
    if e.found and "".join(e.found.split()) != "".join(e.quote.split()):
        said.append(f"此处：{shortened(e.found)}")
    if e.expected:
        said.append(f"应为：{shortened(e.expected)}")
    return "；".join(said)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """``text`` on one line, cut where it is too long for a note."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
