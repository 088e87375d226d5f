"""A case file without what was read from pictures with little trust."""

from dataclasses import replace

from casefiles.extract import acts
from casefiles.facts import TRUSTED, CaseFile, Document, Fact
from casefiles.trust import trust_in


def firm(case: CaseFile) -> CaseFile | None:
    """``case`` as if the facts that stand on words recognised with little trust had not been read;
    ``None`` where there are none.

    What holds with them and not without them rests on words that a person has to look at first.
    """
    scanned = [d for d in case.documents if any(x.trust for x in d.lines.values())]
    if not any(_weak(d, f) for d in scanned for found in d.fields.values() for f in found):
        return None
    documents = [_firm(d) if d in scanned else d for d in case.documents]
    found = CaseFile(case.path, documents, case.problems, case.media)
    acts.derive(found)
    return found


def _weak(document: Document, fact: Fact) -> bool:
    return trust_in(document, fact) < TRUSTED


def _firm(document: Document) -> Document:
    late = document.late

    def firm_late(d: Document, key: str) -> list[Fact]:
        return [f for f in late(d, key) if not _weak(d, f)] if late else []

    fields = {k: [f for f in v if not _weak(document, f)] for k, v in document.fields.items()}
    return replace(document, fields={k: v for k, v in fields.items() if v}, late=firm_late)
