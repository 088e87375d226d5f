"""The same document number in two case files, and gaps in a series."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from casefiles.facts import CaseFile, find_doc_numbers, squash
from rules.across import Found, Item, across, number_limit, pairs
from rules.answers import Context, evidence_of
from rules.looking import day_of

_LAST = re.compile(r"(\d+)\D*$")


def collect(
    case: CaseFile, ctx: Context, documents: list[str], gap: str, whole: bool
) -> Iterator[Item]:
    """The number of each decision under its series (agency, words before the serial number)."""
    for d in case.of(*documents):
        f = d.first("doc_no")
        day = day_of(d.value("doc_date"))
        if f is None or f.blank or not find_doc_numbers(str(f.value)):
            continue
        text = _alike(str(f.value))
        serial = _LAST.search(text)
        if serial is not None:
            limit = number_limit(ctx, gap, day) if day else None
            value = (int(serial[1]), limit, str(f.value))
            yield Item((ctx.agency, text[: serial.start()]), value, evidence_of(d, f), day, f.sure)


def _alike(number: str) -> str:
    """A number without what differs from printer to printer: white space, kinds of brackets."""
    return re.sub(r"[\[【（(〔﹝［]", "〔", re.sub(r"[\]】）)〕﹞］]", "〕", squash(number)))


def compare(items: Sequence[Item], documents: list[str], gap: str, whole: bool) -> Iterator[Found]:
    """A number used in two cases: 否. Where the batch holds the ``whole`` series, a gap larger
    than the parameter ``gap`` is a doubt; a sample has gaps by its nature."""
    by_serial: dict[int, list[Item]] = defaultdict(list)
    for i in items:
        by_serial[i.value[0]].append(i)
    for group in by_serial.values():
        for a, b in pairs(group, most=1):
            sure = a.sure and b.sure
            yield Found(False if sure else None, f"{b.value[2]}用于两个案件", (a, b))
    serials = sorted(by_serial)
    for low, high in pairwise(serials) if whole else ():
        a, b = by_serial[low][0], by_serial[high][0]
        if a.value[1] is not None and high - low > a.value[1]:
            yield Found(None, f"从{a.value[2]}到{b.value[2]}，中间缺{high - low - 1}个号", (a, b))


across("numbers_unique", collect, compare)
