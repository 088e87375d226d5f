"""How sure what was read from recognised words is, where it was read from more than one place."""

from casefiles.facts import Delivery, Document, Fact, Listed, Recording


def trust_in(document: Document, fact: Fact) -> float:
    """How sure the words are that ``fact`` was read from, from 0 to 1.

    A row of a list was read from all its cells, a delivery from all of its document.
    """
    if isinstance(fact.value, Delivery):
        places = document.anchors
    elif isinstance(fact.value, (Listed, Recording)):
        a = fact.anchor
        row = (a.part, a.table, a.row)
        places = [x for x in document.anchors if (x.part, x.table, x.row) == row]
    else:
        places = [fact.anchor]
    return min((document.trust_of(a) for a in places), default=1.0)


def doubted(document: Document, found: list[Fact]) -> list[Fact]:
    """The same facts, those not sure that stand on words recognised with little trust."""
    if not document.lines:
        return found
    return [document.doubted_by(trust_in(document, f), f) for f in found]
