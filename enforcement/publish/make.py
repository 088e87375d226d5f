"""From a case file to its publication texts: read, choose the decision, mask, summarise."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from casefiles.facts import CaseFile, Document, find_private, known_people
from casefiles.intake import read_case
from enforcement.publish.masks import Entry, Names, apply, changes_of, mask_document
from enforcement.publish.summary import chosen, summary_of
from enforcement.run import UsageError
from rules.masking import Masking


@dataclass(slots=True)
class Publication:
    """The publication text of one decision, and the list for the reviewer."""

    source: str
    title: str
    document: Document
    blocks: list[str]
    summary: list[tuple[str, str]]
    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what makes the text itself doubtful

    def masked(self) -> list[Entry]:
        """What was made unreadable."""
        return [e for e in self.entries if e.do == "遮"]

    def open_points(self) -> list[Entry]:
        """What a person has to decide."""
        return [e for e in self.entries if e.do == "人工"]

    def left(self) -> Counter[tuple[str, str, str]]:
        """What was left as it is: how often, by kind, whose and basis."""
        return Counter((e.kind, e.whose, e.basis) for e in self.entries if e.do == "留")


def day_of(document: Document) -> date | None:
    """The day of the decision, where it was read."""
    value = document.value("doc_date")
    return value.date() if isinstance(value, datetime) else value


def _doubts(document: Document) -> list[str]:
    """What the reviewer must know about how the text was read."""
    notes = []
    if any(lines.trust for lines in document.lines.values()):
        notes.append("文字是从扫描件或者照片识别来的，可能有错字、漏字，请逐字对照原件")
    if document.flat:
        notes.append("表格没有读成表格，栏目和内容可能错位，请对照原件")
    if document.code is None:
        notes.append("没有认出这是哪一种文书，按决定书处理，请核对")
    return notes


def read_whole(path: Path) -> CaseFile:
    """The case file at ``path``; ``UsageError`` where there is none or nothing was read."""
    if not path.exists():
        raise UsageError(f"找不到“{path}”；请给出案卷文件夹、zip 或者一份文书")
    case = read_case(path)
    if not case.documents:
        told = "；".join(f"{p.source}：{p.message}" for p in case.problems[:3])
        raise UsageError(f"“{path}”里没有能读的文书{f'（{told}）' if told else ''}")
    return case


def publications(case: CaseFile, rules: Masking) -> list[Publication]:
    """The publication text of every decision of the case file that is to be published.

    People are masked alike in all of them; ``UsageError`` where there is no decision.
    """
    decisions = chosen(case, rules)
    if not decisions:
        raise UsageError("没有认出处罚决定书等要公示的文书；请直接给出那一份文书的路径")
    known = known_people(case.documents)
    names = Names("\n".join(d.text for d in decisions))
    made = []
    for d in decisions:
        day = day_of(d)
        body = mask_document(d, rules, known, names, day)
        summary = []
        for label, content in summary_of(d, case, rules):
            # A field is found by what its label says, so the label is read with it.
            told = f"{label}：{content}"
            found = [p for p in find_private(told, known, day) if p.start > len(label)]
            summary.append((label, apply(told, changes_of(found, rules, names, day)[0])))
        summary = [(label, told[len(label) + 1 :]) for label, told in summary]
        made.append(
            Publication(
                d.source, d.title or d.name, d, body.blocks, summary, body.entries, _doubts(d)
            )
        )
    return made
