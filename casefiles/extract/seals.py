"""Whether a seal is to be seen where a scanned document is signed."""

from casefiles.facts import Document, Fact
from casefiles.model import Box, Reading
from casefiles.vocabulary import words

_REACH = 1.5  # times its height: how far from the line a seal set on agency and date may stand


def seal_seen(document: Document, reading: Reading) -> None:
    """Add ``seal_seen`` to an outgoing document whose last page is a scan: whether something of the
    colour of a seal stands at its closing date; not known where the scan shows no colours.

    That it is a seal, and whose, is for a person to see.
    """
    day = document.first("doc_date")
    if day is None or document.code not in words("signed_below"):
        return
    page, box = day.anchor.page, day.anchor.box
    if page is None or box is None or page not in reading.seals:
        return
    places = reading.seals[page]
    if places is None:
        why = "黑白扫描，看不出印章的颜色"
        fact = Fact(None, day.words, day.anchor, False, why)
    else:
        fact = Fact(any(_near(seal, box) for seal in places), day.words, day.anchor)
    document.fields["seal_seen"] = [fact]


def _near(seal: Box, line: Box) -> bool:
    high = seal[3] - seal[1]
    apart = abs((seal[1] + seal[3]) / 2 - (line[1] + line[3]) / 2)
    return apart <= _REACH * high and seal[0] - high < line[2] and line[0] < seal[2] + high
