"""What forms hold besides single fields: opinions, signatures, deliveries, lists."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from casefiles import normalise as n
from casefiles.extract.lists import Reader, records
from casefiles.extract.pair import Pair
from casefiles.facts import (
    Anchor,
    Delivery,
    Document,
    Fact,
    Opinion,
    Signature,
)
from casefiles.vocabulary import (
    SIGN_WORDS,
    bare_role,
    delivery_mode,
    is_label,
    opinion_role,
    signature_role,
    words,
)

Ranges = list[tuple[int, int]]


def _has_ink(ink: Ranges, start: int, end: int) -> bool:
    return any(a < max(end, start + 1) and start <= max(b, a) for a, b in ink)


def _last_day(text: str) -> date | None:
    days = [d.value for d in n.find_dates(text) if d.value is not None]
    return days[-1] if days else None


def _last_moment(text: str, day: date | None) -> datetime | None:
    """The moment of the last signature in ``text``, where a time of day stands behind its day."""
    moments = [m.value for m in n.find_moments(text) if m.value is not None]
    last = moments[-1] if moments else None
    return last if isinstance(last, datetime) and last.date() == day else None


def _people(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in n.find_people(text)))


def opinions(document: Document, found: list[Pair], ink: Ranges) -> list[Fact]:
    """The opinion boxes of an approval form, in reading order.

    An opinion box runs on to the next box: signature and date may stand in paragraphs below.
    """
    text = document.text
    boxes: list[tuple[Pair, str]] = []
    for p in found:
        if (role := opinion_role(p.label)) is None:
            continue
        above = boxes[-1][0] if boxes else None
        if above and above.label == p.label and not text[above.end : p.start].strip():
            # One label beside two cells: the opinion, and below it the signature.
            boxes[-1] = (Pair(p.label, p.group, above.start, p.end), role)
            continue
        boxes.append((p, role))
    boxes = boxes or _bare_boxes(document, found)
    facts: list[Fact] = []
    for p, role in boxes:
        end = _opinion_end(document, found, p)
        said = text[p.start : end]
        cut = _signing_at(document, found, p.start, end)
        body, tail = said[:cut], said[cut:]
        if not tail:
            # No 签名 printed: the name stands at the end, after the last sentence.
            days = n.find_dates(body)
            stem = body[: days[-1].start if days else len(body)].rstrip()
            at = max(stem.rfind("。"), stem.rfind("\n")) + 1
            body, tail = (body[:at], body[at:]) if at else ("", body)
        people = _people(tail)
        if not people and not body and not n.is_blank(_strip_days(_unlabelled(tail))):
            body = tail
        day, drawn = _last_day(said), _has_ink(ink, p.start, end)
        for q in _cells_beside(document, found, p) if not people or day is None else ():
            people = people or _people(text[q.start : q.end])
            day = day or _last_day(text[q.start : q.end])
            drawn = drawn or _has_ink(ink, q.start, q.end)
        if role == "其他" and document.code == "FZ_YJ":
            role = "法制审核"  # whoever gives his opinion there reviews
        moment = _last_moment(said, day)
        opinion = Opinion(role, _strip_days(body), people, day, n.squash(p.label), drawn, moment)
        value = opinion if (opinion.text or opinion.people or opinion.day or opinion.ink) else None
        facts.append(Fact(value, said.strip(), document.locate(p.start, end)))
    return _settle_roles(facts)


_SAYS = re.compile("同意|拟|建议|批准|请")


def _bare_boxes(document: Document, found: list[Pair]) -> list[tuple[Pair, str]]:
    """Boxes called by the role alone (承办人, 局负责人), as on the stub of a letter: at least two
    in one table, one of which holds an opinion with its day."""
    rows: dict[int, list[tuple[Pair, str]]] = {}
    for p in found:
        table = document.locate(p.start, p.start).table if p.record < 0 else None
        if table is not None and (role := bare_role(p.label)) is not None:
            rows.setdefault(table, []).append((p, role))
    for boxes in rows.values():
        said = [document.text[p.start : p.end] for p, _ in boxes]
        if len({role for _, role in boxes}) > 1 and any(
            _SAYS.search(x) and _last_day(x) for x in said
        ):
            return boxes
    return []


_SIGNERS = ("执法人员", "审核人", "负责人", "记录人")


def _signing_at(document: Document, found: list[Pair], start: int, end: int) -> int:
    """How far from ``start`` the signature of an opinion begins: at 签名 and the like, or at a
    role with a colon (承办人：…)."""
    text = document.text
    spots = [i for w in SIGN_WORDS if (i := text.find(w, start, end)) >= 0]
    for q in found:
        if start < q.start <= end and signature_role(q.label, bare=True) in _SIGNERS:
            head = text.rfind(q.label, start, q.start)
            spots += [head] if head >= 0 else []
    return min(spots, default=end) - start


def _cells_beside(document: Document, found: list[Pair], p: Pair) -> list[Pair]:
    """The cells for name and day that follow the opinion."""
    at = document.locate(p.start, p.start)
    beside: list[Pair] = []
    for q in found:
        if q.start <= p.start or at.table is None:
            continue
        here = document.locate(q.start, q.start)
        if here.table != at.table or here.row is None or at.row is None or opinion_role(q.label):
            break
        if here.row - at.row not in (0, 1):
            break  # name and day stand beside the opinion or in the row below it
        if n.label_key(q.label) in (*words("sign_cells"), *words("day_cells")) or signature_role(
            q.label
        ):
            beside.append(q)
    return beside


def _opinion_end(document: Document, found: list[Pair], p: Pair) -> int:
    """Where the box of ``p`` ends: before the next label that is not a signature or a date."""
    if p.end > p.start and _last_day(document.text[p.start : p.end]):
        return p.end
    end = p.end
    limit = min(len(document.text), p.end + 160)
    for q in found:
        if q.start <= p.end:
            continue
        head = document.text.rfind(q.label, max(0, q.start - len(q.label) - 8), q.start)
        key = n.label_key(q.label)
        if signature_role(q.label, bare=True) or key in (*words("sign_cells"), *words("day_cells")):
            continue
        limit = min(limit, head if head >= 0 else q.start)
        break
    below = document.text[p.end : limit]
    at = document.locate(p.start, p.start)
    for line in below.split("\n")[:4]:
        here = document.locate(min(end + 1, len(document.text)), end + 1)
        elsewhere = (here.table, here.row, here.col) != (at.table, at.row, at.col)
        if elsewhere and line.strip() and not _signed_below(at, here, line):
            break
        if is_label(line.strip()) and not signature_role(line.strip()):
            break
        end += len(line) + 1
        if _last_day(line):
            break
    return min(end, limit)


def _signed_below(at: Anchor, here: Anchor, line: str) -> bool:
    """Whether ``line`` is the signature of an opinion, in a cell of its own below it."""
    below = at.row is not None and here.row is not None and at.row < here.row <= at.row + 2
    named = line.split("：")[0].split(":")[0]
    marked = line.strip().startswith(SIGN_WORDS) or signature_role(named, bare=True) is not None
    return below and (at.table, at.col) == (here.table, here.col) and marked


def _settle_roles(facts: list[Fact]) -> list[Fact]:
    """Forms without a box named for the head of the agency: the box farthest from the officers'
    is his, the last one or, where the officers come last, the first."""
    roles = [f.value.role for f in facts if f.value]
    if "负责人" in roles or len(roles) < 2:
        return facts
    i = 0 if roles[-1] == "承办人" else len(facts) - 1
    head = facts[i].value
    if head is None or head.role in ("法制审核", "承办人"):
        return facts
    settled = Fact(replace(head, role="负责人"), facts[i].words, facts[i].anchor)
    return [*facts[:i], settled, *facts[i + 1 :]]


def _unlabelled(text: str) -> str:
    for word in SIGN_WORDS:
        text = text.replace(word, "")
    return text


def _strip_days(text: str) -> str:
    for d in reversed(list(n.find_dates(text))):
        text = text[: d.start] + text[d.end :]
    return text.strip(" \n\u3000：:")


_SIGN_MARK = re.compile("|".join(map(re.escape, words("sign_marks"))))


def signatures(document: Document, found: list[Pair], ink: Ranges, bare_from: int) -> list[Fact]:
    """The places for signatures: labels with 签名 and the like anywhere, and bare role labels
    (询问人：…) in a box called 签名 or from ``bare_from`` on, where a record is over."""
    facts: list[Fact] = []
    boxes = [(q.start, q.end) for q in found if n.label_key(q.label) in words("sign_cells")]
    for i, p in enumerate(found):
        role = signature_role(p.label)
        boxed = any(a <= p.start and p.end <= b for a, b in boxes)
        if role is None and (boxed or p.start >= bare_from):
            role = signature_role(p.label, bare=True)
        said = document.text[p.start : p.end]
        if role is None and _SIGN_MARK.search(said):
            role = _opinion_of(p.label)  # 被检查人意见：记录属实。张三（签名）
        if role is None and i and n.label_key(p.label) in words("sign_cells"):
            near = p.start - found[i - 1].end < 40
            role = _opinion_of(found[i - 1].label) if near else None
        if role is None:
            continue
        day = _last_day(said)
        if (
            day is None
            and i + 1 < len(found)
            and n.label_key(found[i + 1].label) in words("day_cells")
        ):
            q = found[i + 1]
            day = _last_day(document.text[q.start : q.end]) if q.start - p.end < 40 else None
        people = _people(said)
        refused = "拒" in said
        if day is None and people:
            day = _day_below(document, p.end)
        filled = bool(people) or (not n.is_blank(_strip_days(said)) and not n.is_struck(said))
        mark = Signature(role, people, day, filled, _has_ink(ink, p.start, p.end), refused)
        facts.append(Fact(mark, f"{p.label}：{said}".strip(), document.locate(p.start, p.end)))
    return facts


def _opinion_of(label: str) -> str | None:
    """Whose opinion a box of a record is called after: 被检查人意见, 当事人核对意见."""
    m = re.fullmatch(r"(.{2,12}?)的?(?:核对|确认|陈述)?意见", n.label_key(label))
    return signature_role(m[1], bare=True) if m else None


def _day_below(document: Document, at: int) -> date | None:
    """The day that stands alone in the line below a signature."""
    _, below, rest = document.text[at:].partition("\n")
    line = rest.split("\n")[0]
    return _last_day(line) if below and n.is_blank(_strip_days(line)) else None


def deliveries(
    document: Document, found: list[Pair], field: Reader, code_of: Callable[[str], str | None]
) -> list[Fact]:
    """The deliveries a 送达回证 proves: one for each served document and row."""
    single = [p for p in found if p.record < 0]
    listed = records(found)
    rows = [r for r in listed if field(r, "served_doc") is not None]
    if not rows:  # one document for several: the rows are those who got it
        rows = [r for r in listed if all(_filled(field(r, k)) for k in ("recipient", "serve_time"))]
    rows = rows or [[]]
    facts: list[Fact] = []
    for row in rows:

        def get(key: str, row: list[Pair] = row) -> Fact | None:
            return field(row, key) or field(single, key)

        served, number = get("served_doc"), get("served_no")
        day, mode, sign = get("serve_time"), get("serve_mode"), get("receiver_sign")
        servers, witness = get("servers"), get("witness")
        receiver = _receiver(document, sign)
        when = day.value if day and day.value else receiver.day
        said = _listed_below(document, served) if served else ""
        dated = day if day and day.value else _signed_for(document, sign)
        shown = dated or day or served or sign or Fact(None, "", document.title_anchor)
        for title, no in _served(said, code_of, number.value if number else None) or [("", None)]:
            d = Delivery(
                title,
                no,
                when.date() if isinstance(when, datetime) else when,
                delivery_mode(str(mode.value)) if mode and mode.value else "",
                receiver,
                tuple(p.name for p in servers.value) if servers and servers.value else (),
                tuple(p.name for p in witness.value) if witness and witness.value else (),
                _said(get("refuse_reason")),
                _said(get("proxy")),
                code_of(title) if title else None,
            )
            facts.append(Fact(d, shown.words if dated or day else said, shown.anchor))
    return facts


def _filled(fact: Fact | None) -> bool:
    return fact is not None and not fact.blank


def _signed_for(document: Document, sign: Fact | None) -> Fact | None:
    """Where the receiver wrote the day beside his signature."""
    if sign is not None and _last_day(sign.words) is not None:
        return sign
    marks = [f for f in document.all("signatures") if f.value.role == "当事人"]
    if sign is not None:
        marks = [f for f in marks if f.anchor.block == sign.anchor.block]
    return next((f for f in marks[:1] if f.value.day), None)


_NEXT_TITLE = re.compile(r"\n[ \u3000]*(?:[0-9]{1,2}[.、．）)])?[ \u3000]*《[^\n]+")


def _listed_below(document: Document, served: Fact) -> str:
    """The served documents, with those named in the lines below the first."""
    at = document.text.find(served.words)
    end = at + len(served.words)
    while at >= 0 and served.words and (m := _NEXT_TITLE.match(document.text, end)):
        end = m.end()
    return document.text[at:end] if at >= 0 else served.words


def _said(fact: Fact | None) -> str:
    return "" if fact is None or fact.blank or n.is_struck(fact.words) else fact.words.strip()


def _receiver(document: Document, sign: Fact | None) -> Signature:
    if sign is None:
        marks = [f.value for f in document.all("signatures") if f.value.role == "当事人"]
        return marks[0] if marks else Signature("当事人")
    people = _people(sign.words)
    filled = bool(people) or not (n.is_blank(_strip_days(sign.words)) or n.is_struck(sign.words))
    same = [f.value for f in document.all("signatures") if f.anchor.block == sign.anchor.block]
    day = _last_day(sign.words) or next((s.day for s in same if s.role == "当事人"), None)
    ink = any(s.ink for s in same)
    return Signature("当事人", people, day, filled, ink, "拒" in sign.words)


def _served(
    said: str, code_of: Callable[[str], str | None], number: str | None
) -> list[tuple[str, str | None]]:
    """``《甲》 文号、《乙》`` → [(甲, 文号), (乙, None)]; a title without 《》 counts as one."""
    numbers = [(d.start, d.value) for d in n.find_doc_numbers(said)]
    if numbers and numbers[0][0] == 0 and not said.startswith("《"):
        # The title stands right before the number, and looks like a part of it.
        longest = range(said.find("号"), 3, -1)
        ends = (i for i in longest if not re.search(r"[（(]", said[:i]) and code_of(said[:i]))
        if i := next(ends, 0):
            numbers = [(i + d.start, d.value) for d in n.find_doc_numbers(said[i:])]
    spots: list[tuple[int, int]] = []
    i = 0
    while (a := said.find("《", i)) >= 0 and (b := said.find("》", a)) > a:
        spots.append((a + 1, b))
        i = b
    if not spots:
        stop = numbers[0][0] if numbers else len(said)
        title = n.squash(said[:stop]).strip("（(：:、，")
        titles = re.split(r"[、，,；;]|和|及", title)
        if len(titles) > 1 and all(code_of(t) for t in titles):
            nos = [v for _, v in numbers]
            pairs = nos if len(nos) == len(titles) else [None] * len(titles)
            return list(zip(titles, pairs, strict=True))
        no = numbers[0][1] if numbers else number
        return [(title, no)] if title or no else []
    out = []
    for k, (a, b) in enumerate(spots):
        nxt = spots[k + 1][0] if k + 1 < len(spots) else len(said)
        own = [v for s, v in numbers if a <= s < nxt]
        out.append((n.squash(said[a:b]), own[0] if own else (number if len(spots) == 1 else None)))
    return out
