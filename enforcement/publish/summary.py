"""The summary (公示摘要) of a decision, field by field as the table says."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from casefiles.facts import CaseFile, Document, Penalty, Person
from rules.answers import show
from rules.masking import Masking, SummaryField

_USCC = re.compile(r"[0-9A-Z]{18}")
_IDENTITY = re.compile(r"[1-8][0-9]{16}[0-9X]")


def chosen(case: CaseFile, rules: Masking) -> list[Document]:
    """The decisions of the case file that are to be published; a lone unknown document too."""
    for group in rules.summary.decisions:
        if made := list(case.of(*group)):
            return made
    return list(case.documents) if len(case.documents) == 1 else []


def _words(value: Any) -> str:
    """One value of a fact in words."""
    if isinstance(value, Person):
        return value.name
    if isinstance(value, Penalty):
        return value.kind
    if isinstance(value, tuple):
        return "、".join(map(_words, value))
    return show(value)


def _values(document: Document, key: str) -> Iterator[str]:
    """The filled values under ``key``; ``uscc`` is the credit code among the numbers."""
    for f in document.all("party_id" if key == "uscc" else key):
        if f.blank:
            continue
        # A citation is shown as the decision writes it.
        words = f.words if key == "citations" else _words(f.value)
        # An identity number is no credit code.
        if key == "uscc" and (not _USCC.fullmatch(words) or _IDENTITY.fullmatch(words)):
            continue
        yield words


_HEADING = 30  # characters: what is shorter is a heading and no account of what happened
_ALL = ("citations", "penalties")  # fields of which every value counts


def _between(text: str, marks: tuple[str, str]) -> str:
    first = re.search(marks[0], text)
    if first is None:
        return ""
    begin = first.end()
    last = re.compile(marks[1]).search(text, begin)
    return text[begin : last.start()].strip("：:，, \n\u3000") if last else ""


def _content(field: SummaryField, decision: Document, others: Iterable[Document]) -> str:
    if field.between is not None:
        end = decision.body_end if decision.body_end >= 0 else len(decision.text)
        if told := _between(decision.text[:end], field.between):
            return told
    least = _HEADING if field.between is not None else 1
    for key in field.keys:
        found = [v for v in dict.fromkeys(_values(decision, key)) if len(v) >= least]
        if found:
            return "；".join(found) if key in _ALL else found[0]
    for key in field.case:
        for d in others:
            if values := list(_values(d, key)):
                return values[0]
    return field.blank


def summary_of(decision: Document, case: CaseFile, rules: Masking) -> list[tuple[str, str]]:
    """(label, content) of every field; the content is not masked yet."""
    others = [d for d in case.documents if d is not decision and d.code is not None]
    return [(f.label, _content(f, decision, others)) for f in rules.summary.field]
