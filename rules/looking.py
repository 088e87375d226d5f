"""Finding facts in a case file: by reference, by day, and whether a document is absent."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from casefiles.facts import TRUSTED, Act, CaseFile, Document, Fact

Place = tuple[Document, Fact]
_RECEIPTS = ("SD_HZ", "SD_YJ", "SD_DZ")


def facts(case: CaseFile, ref: str) -> list[Place]:
    """Every filled fact under a reference, with its document, in file order."""
    where, key = ref.split(".", 1)
    if where == "case":
        return [(a.document, a.fact) for a in case.acts.get(key, []) if not a.fact.blank]
    found = case.documents if where == "*" else case.of(where)
    return [(d, f) for d in found for f in d.all(key) if not f.blank]


def day_of(value: Any) -> date | None:
    """The calendar day of a date or datetime value; anything else has none."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def act_of(case: CaseFile, ref: str) -> Act | None:
    """The first dated fact under a reference as an act."""
    for document, fact in facts(case, ref):
        if day_of(fact.value) is not None:
            return Act(fact, document)
    return None


def _bound(case: CaseFile) -> bool:
    """Whether several documents of the case file stand in one file."""
    parts = Counter(d.source.partition("#")[0] for d in case.documents if d.code not in _RECEIPTS)
    return any("#" in d.source and parts[d.source.partition("#")[0]] > 1 for d in case.documents)


def absent(case: CaseFile, codes: Iterable[str]) -> bool | None:
    """Whether no document of the kinds is in the file; ``None`` where it cannot be said.

    It can be said where everything was read and recognised, or where the 卷内目录 lists the
    contents and lists no such document. In a bound file, cut at its titles, a document that the
    目录 lists may stand in another one whose end was not seen. A paper with the receipts of its
    own delivery behind it is no bound file.
    """
    wanted = set(codes)
    if any(d.code in wanted for d in case.documents):
        return False
    # A title that was recognised from a picture may be the one that is wanted, misread.
    weak = [d for d in case.unknown if d.trust_of(d.title_anchor) < TRUSTED]
    nameless = [d for d in case.unknown if not d.title or d in weak]
    listed = [f.value for d in case.of("GD_TOC") for f in d.all("listed") if f.value]
    named = any(row.code in wanted for row in listed)
    if not case.unseen and not nameless and not (named and _bound(case)):
        return True
    if len(listed) < 3 or named:
        return None  # it may be among what could not be read
    return True
