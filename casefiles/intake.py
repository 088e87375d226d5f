"""A path in, a case file out: every file told by itself, then what they say together."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from casefiles import watch
from casefiles.extract import acts
from casefiles.facts import CaseFile
from casefiles.model import NoDocument, Reading, Unreadable
from casefiles.readers import Opened, open_into
from casefiles.readers.archive import natural
from casefiles.telling import Tell, Told


@dataclass(slots=True)
class _Telling(Opened):
    """Asks of every document what it says, instead of reading it here."""

    tell: Tell = watch.tell
    keep: Callable[[Reading], None] | None = None
    told: list[Told] = field(default_factory=list)

    def document(self, data: bytes, source: str, kind: str) -> None:
        """Take in what one document says."""
        said = self.tell(data, source, kind, self.keep is not None)
        if said.refused:
            raise (NoDocument if said.picture else Unreadable)(said.refused)
        self.told.append(said)
        self.heard(source, [line for d in said.documents for line in d.text.split("\n")])


def read_case(
    path: Path,
    step: Callable[[str], None] = lambda stage: None,
    keep: Callable[[Reading], None] | None = None,
    tell: Tell = watch.tell,
) -> CaseFile:
    """The case file at ``path`` (a folder, an archive or one merged document) with its facts.

    ``step`` is told the name of each stage as it ends (for timing); ``keep`` is given every
    document as it was read (to show it); ``tell`` says what one file says.
    """
    opened = open_into(_Telling(tell=tell, keep=keep), path)
    step("read")
    case = CaseFile(str(path), problems=opened.problems, media=opened.media)
    for said in sorted(opened.told, key=lambda t: natural(t.source)):
        if keep is not None and said.reading is not None:
            keep(said.reading)
        case.problems += said.problems
        case.documents += said.documents
    _take_apart(case, opened.told)
    acts.derive(case)
    step("acts")
    return case


def _take_apart(case: CaseFile, told: list[Told]) -> None:
    """Forms of one kind bound in one file are documents of their own where the 卷内目录 lists as
    many of the kind as there are then."""
    rows = Counter(f.value.code for d in case.of("GD_TOC") for f in d.all("listed") if f.value)
    for said in told:
        if not said.apart:
            continue
        code = said.apart[0].code
        more = sum(d.code == code for d in case.documents) + len(said.apart) - 1
        if code is not None and more <= rows[code] and all(d.code == code for d in said.apart):
            at = next(i for i, d in enumerate(case.documents) if d is said.documents[0])
            case.documents[at : at + 1] = said.apart
