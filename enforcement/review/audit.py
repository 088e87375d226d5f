"""Are the original files that the log names still there and unchanged?"""

from collections.abc import Iterator

from enforcement.review import events as ev
from enforcement.review.parts import Event
from enforcement.review.record import act
from enforcement.store.log import Reading
from enforcement.store.originals import Originals


def _named(e: Event) -> Iterator[str]:
    match e:
        case ev.Planned():
            yield e.standard_hash
        case ev.Drawn():
            yield e.record
        case ev.Received():
            yield e.assessment
            yield from (d.sha256 for d in e.documents)
        case ev.Graded():
            yield e.score
        case ev.Announced():
            yield e.data
        case ev.Handled():
            yield from (d.sha256 for d in e.proofs)


def damaged_originals(r: Reading, originals: Originals) -> list[str]:
    """What is wrong with the original files that events name: one line each, in order."""
    seen: set[str] = set()
    found: list[str] = []
    for entry in r.log():
        for sha256 in _named(act(entry).event):
            if sha256 not in seen:
                seen.add(sha256)
                if says := originals.damaged(sha256):
                    found.append(f"第{entry.seq}条提到的{says}")
    return found
