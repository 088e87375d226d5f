"""One officer in two case files at the same time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casefiles.facts import CaseFile, squash
from rules.across import Found, Item, across, number_limit, pairs
from rules.answers import Context, evidence_of, show


@dataclass(slots=True, frozen=True)
class _Stay:
    who: str
    start: datetime
    end: datetime
    place: str
    allowed: timedelta
    certain: bool  # known by the certificate number, not by the name alone


def collect(case: CaseFile, ctx: Context, documents: list[str], minutes: str) -> Iterator[Item]:
    """Each officer's stay at each record that tells when it began and ended."""
    certs = {
        p.name: squash(p.cert)
        for d in case.documents
        for key in ("officers", "recorder", "acting")
        for f in d.all(key)
        for p in f.value or ()
        if p.cert
    }
    for d in case.of(*documents):
        a, b = d.first("start_time"), d.first("end_time")
        if a is None or b is None or not (a.sure and b.sure):
            continue
        if not (isinstance(a.value, datetime) and isinstance(b.value, datetime)):
            continue
        if b.value <= a.value or b.value - a.value > timedelta(days=1):
            continue  # what is wrong inside one case file is told there
        limit = number_limit(ctx, minutes, a.value.date())
        allowed = timedelta(minutes=limit or 0)
        place = squash(str(d.value("place") or ""))
        for name in dict.fromkeys(p.name for f in d.all("acting") for p in f.value or ()):
            cert = certs.get(name)
            key = cert or (ctx.agency, name)
            stay = _Stay(name, a.value, b.value, place, allowed, bool(cert))
            yield Item(key, stay, evidence_of(d, a), a.value.date(), bool(cert))


def _elsewhere(a: str, b: str) -> bool:
    """Whether two places are plainly not the same; one may be written shorter than the other."""
    return bool(a and b) and a not in b and b not in a


def _span(s: _Stay) -> str:
    same_day = s.start.date() == s.end.date()
    return f"{show(s.start)}至{show(s.end).partition('日')[2] if same_day else show(s.end)}"


def compare(items: Sequence[Item], documents: list[str], minutes: str) -> Iterator[Found]:
    """Two stays of one officer that overlap by more than the parameter ``minutes``: 否 where the
    places differ and the certificate number says who it is, else a doubt."""
    for a, b in pairs(sorted(items, key=lambda i: i.value.start)):
        x, y = a.value, b.value
        if min(x.end, y.end) - max(x.start, y.start) <= max(x.allowed, y.allowed):
            continue
        apart = _elsewhere(x.place, y.place)
        when = f"{_span(x)}与{_span(y)}"
        where = f"{x.place}、{y.place}" if apart else "地点相同或没有读到，可能是同一次执法"
        yield Found(False if apart and x.certain else None, f"{x.who}：{when}（{where}）", (a, b))


across("officer_in_two_places", collect, compare)
