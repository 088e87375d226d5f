"""All personal information of a text, in reading order and without overlap."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from casefiles.personal.known import Known
from casefiles.personal.model import GAP, PERSON, WORDS, Private, half
from casefiles.personal.numbers import find_numbers
from casefiles.personal.places import county_part, find_places, is_minor
from casefiles.personal.subjects import listed_after, subjects

_NOT_AFTER = frozenset(WORDS["organisation"]["not_after"])
_LEAST_STREET = 5  # characters of an address below the county that are enough to know it again


def _names(text: str, known: Known) -> Iterator[Private]:
    """Every place where somebody known, or named beside a label of the text itself, is named."""
    here = Known(dict(known.people), set(known.units))
    for s in subjects(text):
        if s.whose == PERSON:
            here.add(s.name, s.role)
        else:
            here.add_unit(s.name)
    # A published text names few of those in a case file: only they are worth a pattern.
    written = set(text)
    longest = sorted((n for n in here.people if written.issuperset(n)), key=lambda n: (-len(n), n))
    if not longest:
        return
    pattern = re.compile("|".join(GAP.join(map(re.escape, n)) for n in longest))
    units = [
        m.span()
        for u in sorted(here.units)
        if any(n in u for n in longest)
        for m in re.finditer(re.escape(u), text)
    ]
    for m in pattern.finditer(text):
        name = re.sub(r"\s", "", m.group())
        role, after = here.people[name], text[m.end() : m.end() + 1]
        if any(a <= m.start() and m.end() <= b for a, b in units):
            why = "单位名称里含有这个人的姓名，名称照原样，请核对"
            yield Private("姓名", *m.span(), m.group(), role, False, why)
        elif len(name) == 2 and after in _NOT_AFTER and after:
            why = "可能是地名或者单位名称的一部分"
            yield Private("姓名", *m.span(), m.group(), role, False, why)
        else:
            yield Private("姓名", *m.span(), m.group(), role)
        for start, end in listed_after(text, m.end()):
            if text[start:end] not in here.people:
                why = "和前面的姓名并列，可能也是人名"
                yield Private("姓名", start, end, text[start:end], "有关人员", False, why)


def _young(names: Iterable[Private], born: dict[str, date], on: date | None) -> Iterator[Private]:
    """A remark at the first place where somebody who was not yet 18 is named."""
    told: set[str] = set()
    for p in names:
        name = re.sub(r"\s", "", p.words)
        if on and name in born and name not in told and is_minor(born[name], on):
            told.add(name)
            why = "案卷里的身份证号码显示这个人决定时未满十八周岁，请核对能否公示"
            yield Private("未成年人", p.start, p.start, "", PERSON, False, why)


def _homes(text: str, known: Iterable[str]) -> Iterator[Private]:
    """Known home addresses, also where they are written without the county."""
    for home in sorted(known):
        street = home[len(county_part(home)) :]
        for words in (home, street):
            if len(words) >= _LEAST_STREET and re.search(r"[0-9０-９]", words):
                for m in re.finditer(re.escape(words), text):
                    start = m.start()
                    yield Private("住址", start, m.end(), m.group(), PERSON)


def find_private(text: str, known: Known | None = None, on: date | None = None) -> list[Private]:
    """The personal information in ``text``.

    ``known`` tells who is who in the case file the text belongs to; without it, only persons
    named beside a label are known. ``on`` is the day of the decision: who was not yet 18 then is
    a minor. Words that were masked already are not reported.
    """
    known, plain = known or Known(), half(text)
    numbers = list(find_numbers(text, plain))
    places = list(find_places(text, plain, numbers, on))
    homes = {p.words for p in places if p.kind == "住址" and p.whose == PERSON and p.sure}
    names = list(_names(text, known))
    found = [*numbers, *places, *_homes(text, known.homes | homes), *names]
    found += _young(names, known.born, on)
    # What was found first wins where two overlap; remarks without words stand beside anything.
    kept: list[Private] = []
    taken = [False] * (len(text) + 1)
    for p in found:
        remark = p.kind in ("健康信息", "未成年人")
        if remark or not any(taken[p.start : p.end]):
            kept.append(p)
            if not remark:
                taken[p.start : p.end] = [True] * (p.end - p.start)
    return sorted(kept, key=lambda p: (p.start, p.end, p.kind))
