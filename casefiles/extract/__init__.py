"""From the blocks of one document to its facts.

Every document is read the same way, whatever its kind: labels with their values, opinions,
signatures, statutes, penalties, remedies. The kind only decides what an ambiguous label means.
"""

import re
from datetime import date, datetime

from casefiles import normalise as n
from casefiles.extract import forms, lists, prose, values
from casefiles.extract.dating import RECORDS, read_date
from casefiles.extract.heading import cited_decision, heading
from casefiles.extract.helpers import set_helpers_apart
from casefiles.extract.pair import Pair
from casefiles.extract.pairs import pairs
from casefiles.extract.seals import seal_seen
from casefiles.facts import Anchor, Document, Fact, Lines, Person
from casefiles.kinds import kind_of_title
from casefiles.model import Block, Reading
from casefiles.recognise import Recognition, recognise
from casefiles.trust import doubted
from casefiles.vocabulary import fields_named, signature_role, words

_FLAT = "有关文书的表格没有读成表格"


def extract(reading: Reading) -> Document:
    """The document in ``reading`` with its kind and every fact that could be read from it."""
    known = recognise(reading.blocks)
    document, blocks = _document(reading, known)
    found = pairs(document, blocks)
    ink = [
        (document.starts[i], document.starts[i] + len(b.text))
        for i, b in enumerate(blocks)
        if b.has_image
    ]
    _read_fields(document, found)
    heading(document, blocks)
    document.fields["opinions"] = forms.opinions(document, found, ink)
    document.fields["signatures"] = forms.signatures(document, found, ink, _signing_from(document))
    document.fields["citations"] = prose.citations(document)
    _read_penalties(document)
    _read_time(document)
    _read_people(document, found)
    if "书" in document.title[-8:] and ("复议" in document.text or "缴" in document.text):
        for key, fact in prose.remedies(document).items():
            document.fields.setdefault(key, []).append(fact)
    if document.code == "CF_ZGZ" and (document.first("deadline") or Fact(None, "")).blank:
        due = prose.correction_deadline(document)
        if due is not None:
            document.fields["deadline"] = [due]
    if document.code in words("cites_decision") and not document.value("decision_no"):
        cited = cited_decision(document)
        if cited is not None:
            document.fields["decision_no"] = [cited]
    if document.code == "FZ_YJ" and (document.first("review_date") or Fact(None, "")).blank:
        _day_by_reviewer(document, found)
    if document.code == "FZ_YJ" and (document.first("opinion") or Fact(None, "")).blank:
        opinion = prose.review_opinion(document)
        if opinion is not None:
            document.fields["opinion"] = [opinion]
    if document.code in ("CF_GZ", "CF_TG"):
        for key, fact in prose.periods(document).items():
            document.fields.setdefault(key, []).append(fact)

    def field(row: list[Pair], key: str) -> Fact | None:
        for p in row:
            for f in fields_named(p.label, p.group, document.code):
                if f.key == key and (fact := values.read(document, f, p.start, p.end)) is not None:
                    return fact
        return None

    if document.code == "SD_HZ":
        document.fields["deliveries"] = forms.deliveries(document, found, field, kind_of_title)
    elif document.code == "GD_AVLIST":
        document.fields["recordings"] = lists.recordings(document, found, field)
    elif document.code == "GD_TOC":
        document.fields["listed"] = lists.listed(document, found, field, kind_of_title)
    read_date(document, blocks)
    seal_seen(document, reading)
    for key, facts in document.fields.items():
        document.fields[key] = doubted(document, facts)
    return document


def _document(reading: Reading, known: Recognition) -> tuple[Document, list[Block]]:
    body = [b for b in reading.blocks if b.where in ("body", "textbox")]
    rest = [b for b in reading.blocks if b.where not in ("body", "textbox")]
    blocks = [*body, *rest]
    d = Document(
        reading.source, reading.sha256, known.code, known.kind, known.title, late=prose.phrase
    )
    d.flat, d.pictures = reading.flat, reading.pictures
    d.doubt = reading.doubt or (_FLAT if reading.flat else "")
    parts: list[str] = []
    at = 0
    for i, b in enumerate(blocks):
        if i == len(body):
            d.body_end = at
        d.starts.append(at)
        table, row, col = (b.cell.table, b.cell.row, b.cell.col) if b.cell else (None, None, None)
        box = None
        if b.boxes or b.trust:
            d.lines[b.part, b.index] = lines = Lines(b.runs, b.boxes, b.trust)
            box = lines.box_of(0, len(b.text))
        d.anchors.append(Anchor(b.part, b.index, 0, len(b.text), table, row, col, b.page, box))
        parts.append(b.text)
        at += len(b.text) + 1
    d.text = "\n".join(parts)
    if d.body_end < 0:
        d.body_end = len(d.text)
    if known.title_block is not None and known.title_block in blocks:
        d.title_anchor = d.anchors[blocks.index(known.title_block)]
    elif d.anchors:
        d.title_anchor = d.anchors[0]
    return d, blocks


def _read_fields(document: Document, found: list[Pair]) -> None:
    timed: list[tuple[str, Pair]] = []
    for p in found:
        for f in fields_named(p.label, p.group, document.code):
            fact = values.read(document, f, p.start, p.end) if f.key != "other" else None
            if fact is not None:
                document.fields.setdefault(f.key, []).append(fact)
            elif f.key in ("time", "start_time", "end_time"):
                timed.append((f.key, p))
    _join_day(document, timed)


def _join_day(document: Document, timed: list[tuple[str, Pair]]) -> None:
    """Times of day whose day stands under another label: 检查日期 … 起止时间 14:05—14:50."""
    day = next(
        (f.value.start for f in document.all("time") if f.value and type(f.value.start) is date),
        None,
    )
    for key, p in timed if day else ():
        said = document.text[p.start : p.end]
        if key == "time":
            span = n.find_span(f"{day} {said}")
            if span is not None and span.start_has_time:
                document.fields["time"].insert(0, document.quote(p.start, p.end, span))
            continue
        for m in n.find_moments(f"{day} {said}")[:1]:
            if isinstance(m.value, datetime):
                fact = document.quote(p.start, p.end, m.value)
                document.fields.setdefault(key, []).append(fact)


def _signing_from(document: Document) -> int:
    """Where the text of a record is over and bare role labels become signature lines."""
    text = document.text[: document.body_end]
    last = max(text.rfind(w) for w in (*words("record_ends"), "\n问", "\n答"))
    # 被询问人：张三（以上记录经核对无误） is a signature line itself.
    line = text.rfind("\n", 0, max(last, 0)) + 1
    if signature_role(text[line:last].partition("：")[0].strip(), bare=True):
        last = line
    if document.code not in RECORDS and not document.title.endswith(("笔录", "记录")):
        return document.body_end
    return last if last > len(text) * 0.4 else max(int(len(text) * 0.85), 0)


def _read_penalties(document: Document) -> None:
    """``penalties`` imposed or proposed, ``fine`` their sum in 元, ``amount_pairs`` that differ."""
    if document.code in ("CF_JD2", "CF_DC", "CF_GZ", "CF_TG", "CF_BY"):
        text = prose.masked(document.text)
        a, b = prose.operative(text[: document.body_end])
        found = prose.penalties(document, a, b)
    else:
        found = []
        for fact in [*document.all("proposed"), *document.all("pub_result")][:1]:
            start = _offset(document, fact)
            found = prose.penalties(document, start, start + len(fact.words))
        if not found and document.code in ("FZ_YJ", "CF_ZJ", "CF_CL", "CF_SP"):
            text = prose.masked(document.text)  # a letter or report without boxes
            if prose.proposes(text):
                found = prose.penalties(document, *prose.operative(text[: document.body_end]))
    if found:
        document.fields["penalties"] = found
    differing = prose.mismatched(document)
    if differing:
        document.fields["amounts_differ"] = differing
    fines = [f for f in found if f.value.kind == "罚款" and f.value.yuan is not None]
    if fines:
        total = sum((f.value.yuan for f in fines[1:]), fines[0].value.yuan)
        words = "；".join(dict.fromkeys(f.words for f in fines))
        fact = Fact(
            total, words, fines[0].anchor, not differing, "大小写不一致" if differing else ""
        )
        document.fields["fine"] = [fact]


def _offset(document: Document, fact: Fact) -> int:
    """Where a fact's words start in the document's text."""
    for i, a in enumerate(document.anchors):
        if (a.part, a.block) == (fact.anchor.part, fact.anchor.block):
            return document.starts[i] + fact.anchor.start
    return 0


def _read_time(document: Document) -> None:
    """``start_time`` and ``end_time`` of a record from its 起止时间."""
    for fact in document.all("time"):
        if fact.value is None:
            document.fields.setdefault("start_time", []).append(fact)
            document.fields.setdefault("end_time", []).append(fact)
            continue
        span = fact.value
        for key, value in (("start_time", span.start), ("end_time", span.end)):
            have = document.fields.setdefault(key, [])
            if not any(not x.blank for x in have):
                have.append(Fact(value, fact.words, fact.anchor))


def _read_people(document: Document, found: list[Pair]) -> None:
    """``officers`` with their certificates joined, and ``certs``: every certificate printed."""
    certified, unlabelled = _beside_certificates(document, found)
    if unlabelled:
        document.fields.setdefault("officers", []).extend(unlabelled)
    helping = set_helpers_apart(document)
    certs = [c for f in document.all("officer_certs") if f.value for c in f.value]
    named = [*document.all("officers"), *document.all("recorder")]
    people = [p for f in named if f.value for p in f.value]
    beside = [p.cert for p in people if p.cert]
    text = document.text
    near: list[str] = []
    for m in re.finditer(r"(?:证号|证件号|执法证|证件)[^\n]{0,60}", text):
        near += [c.value for c in n.find_certificates(m.group())]
    every = tuple(dict.fromkeys([*certs, *beside, *near]))
    if every:
        anchor = next(
            (f.anchor for k in ("officer_certs", "officers") for f in document.all(k) if f.value),
            document.title_anchor,
        )
        document.fields["certs"] = [Fact(every, "、".join(every), anchor)]
    marks = [
        f
        for f in document.all("signatures")
        if f.value.role in ("执法人员", "记录人") and f.value.people
    ]
    names: dict[str, Fact] = {}
    for f in [*document.all("officers"), *document.all("recorder")]:
        for p in f.value or ():
            names.setdefault(p.name, f)
    for f in marks:
        for name in f.value.people:
            names.setdefault(name, f)
    names = {k: f for k, f in names.items() if k not in helping}
    if names:
        first = next(iter(names.values()))
        document.fields["acting"] = [
            Fact(
                tuple(_persons(names, [*people, *certified], certs)), "、".join(names), first.anchor
            )
        ]


def _day_by_reviewer(document: Document, found: list[Pair]) -> None:
    """``review_date`` where it stands in one cell with the name: 审核人：张三　2024年3月5日."""
    for p in found:
        if any(f.key == "reviewer" for f in fields_named(p.label, p.group, document.code)):
            days = [d for d in n.find_dates(document.text[p.start : p.end]) if d.value is not None]
            if len(days) == 1:
                at = p.start + days[0].start
                fact = document.quote(at, p.start + days[0].end, days[0].value)
                document.fields["review_date"] = [fact]
                return


def _beside_certificates(document: Document, found: list[Pair]) -> tuple[list[Person], list[Fact]]:
    """Persons named in front of the label of a certificate number, and those of them whom no
    label but 姓名 names: they are officers too (the second of two often stands in a line alone)."""
    text = document.text
    named: list[Person] = []
    unlabelled: list[Fact] = []
    for p in found:
        fields = fields_named(p.label, p.group, document.code)
        certs = n.find_certificates(text[p.start : p.end])
        if len(certs) != 1 or all(f.key != "officer_certs" for f in fields):
            continue
        head = text.rfind(p.label, max(0, p.start - len(p.label) - 4), p.start)
        low = max(0, head - 40)
        before = text[low:head] if head > 0 else ""
        names = n.find_people(before)
        if not names or before[names[-1].end :].strip(" \n\u3000（(，,："):
            said = text[text.rfind("\n", 0, head) + 1 : head]
            names = [
                x for x in n.find_people(said)[:1] if said[: x.start].rstrip().endswith(("：", ":"))
            ]
            if names:  # 询问人：张三　单位：…　证号：…
                named.append(Person(names[0].name, certs[0].value))
            continue
        x = names[-1]
        person = Person(x.name, certs[0].value)
        named.append(person)
        label = before[: x.start].rsplit("\n", 1)[-1].strip(" \u3000：:")
        last = re.split(r"[\s\u3000：:]+", label)[-1]
        if not label or (last == "姓名" and re.search("执法|监察|监督|检查|证号", p.label)):
            unlabelled.append(document.quote(low + x.start, low + x.end, (person,)))
    return named, unlabelled


def _persons(names: dict[str, Fact], people: list[Person], certs: list[str]) -> list[Person]:
    by_name = {p.name: p.cert for p in people if p.cert}
    if not by_name and len(certs) == len({p.name for p in people}):
        by_name = dict(zip(dict.fromkeys(p.name for p in people), certs, strict=False))
    return [Person(name, by_name.get(name)) for name in names]
