"""From the words after a label to a typed value: one reader for each field type."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from casefiles import normalise as n
from casefiles.extract.heading import number_fact
from casefiles.facts import Document, Fact, Person
from casefiles.vocabulary import Field, is_label, signature_role

_LINE = " \t\n\r\u3000\xa0_＿"
_CHECKED = re.compile(r"[☑☒√✓✔■☐□○●]")
_TICKED = re.compile(r"(?:[☑☒√✓✔■●])\s*([^☑☒√✓✔■☐□○●；;\n]{1,30})")
# 检查☑ 举报□ or 直接送达（√）: the mark stands behind the words.
_MARKED_AFTER = re.compile(r"\s*(?:[0-9]+[.、．])?\s*[^☑☒√✓✔■☐□○●\s（(]{1,12}[（(]?\s*[☑☒√✓✔■☐□○●]")
_TICKED_AFTER = re.compile(r"([^☑☒√✓✔■☐□○●；;，,、\s（()）0-9.．]{1,20})[（(]?\s*[☑☒√✓✔■●]")
_OFF = re.compile(r"[□☐○][^☑☒√✓✔■☐□○●；;。]{1,30}")
_ROLE = re.compile(r"\s*([^：:]{2,20})[：:]")
_ASIDE = re.compile(
    r"[（(](?:以下简称|下称|以上|经核对|已阅|字号|曾用名|男|女|签名|签字|盖章|印章|公章|签名或盖章|法定代表人|经营者|负责人)[^）)]{0,40}[）)]"
)
_FIRST_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?=[、，,（(\s]|$)")
_NOT_A_NAME = re.compile(
    r"[。；;？！：:\n]|^(?:应当|如|可以|的|在|对|自|于|有权|未|已|经|将|因|是)"
)

# What somebody answered stands behind his name as a value does: 当事人：看清了证件，不申请回避。
_SPOKEN = re.compile(r"^(?:看|听|清楚|知道|明白|同意|没有|我|证件|不)|^意见$")
_BODY = re.compile(r"(?:公司|厂|店|部|行|社|院|所|中心|馆|站|场|户|超市|坊|铺|园)$")


def read(document: Document, field: Field, start: int, end: int) -> Fact | None:
    """The fact of ``field`` in ``text[start:end]``; a blank gives a fact with value ``None``.

    Returns ``None`` where the words cannot be a value of this field at all.
    """
    text = document.text[start:end]
    # Blanks are often drawn with underlines, which stay around what was filled in.
    lead = len(text) - len(text.lstrip(_LINE))
    start, text = start + lead, text.strip(_LINE)
    if n.is_blank(text):
        return Fact(None, text, document.locate(start, start + len(text)))
    if n.is_struck(text) and field.type != "text":
        return Fact(None, text, document.locate(start, start + len(text)))
    return _READERS[field.type](document, field, start, text)


def _fact(document: Document, start: int, text: str, value: Any, **kw: Any) -> Fact:
    return Fact(value, text, document.locate(start, start + len(text)), **kw)


def _text(document: Document, field: Field, start: int, text: str) -> Fact | None:
    return _fact(document, start, text, text)


def _name(document: Document, field: Field, start: int, text: str) -> Fact | None:
    line = _ASIDE.sub("", text.split("\n")[0])
    line = re.split(r"[；;。，,]|\s{2,}|\u3000", line.strip())[0]
    value = n.squash_name(line.rstrip(" \u3000（(["))
    if not value or len(value) > 60 or _NOT_A_NAME.search(line) or is_label(value):
        return None
    if _SPOKEN.search(value) and not _BODY.search(value):
        return None
    return _fact(document, start, text.split("\n")[0][: len(line) + 20], value)


def _people(document: Document, field: Field, start: int, text: str) -> Fact | None:
    # What stands first in a list after a label is a name, however rare its family name.
    lead = "：" if _FIRST_NAME.match(text) else ""
    found = tuple(Person(p.name, p.cert) for p in n.find_people(lead + text))
    if not found:
        return None
    return _fact(document, start, text, found)


def _certs(document: Document, field: Field, start: int, text: str) -> Fact | None:
    found = tuple(c.value for c in n.find_certificates(text))
    return _fact(document, start, text, found) if found else None


def _day(document: Document, field: Field, start: int, text: str) -> Fact | None:
    for d in n.find_dates(text):
        if d.value is None:
            return _fact(document, start, text, None, sure=False, why="写的日期不存在")
        return Fact(d.value, text[d.start : d.end], document.locate(start + d.start, start + d.end))
    return None


def _moment(document: Document, field: Field, start: int, text: str) -> Fact | None:
    for m in n.find_moments(text):
        if m.value is not None:
            return Fact(
                m.value, text[m.start : m.end], document.locate(start + m.start, start + m.end)
            )
    return _day(document, field, start, text)


def _span(document: Document, field: Field, start: int, text: str) -> Fact | None:
    span = n.find_span(text)
    if span is None:
        return None
    a, b = span.start, span.end
    if isinstance(a, datetime) and isinstance(b, datetime) and b < a and a.hour >= 12 > b.hour:
        # 下午3时至4时: the half of the day is written once.
        later = b + timedelta(hours=12)
        if later.date() == a.date() and later > a and re.search(r"[下傍]午|晚", span.words):
            span = replace(span, end=later)
    return Fact(
        span, text[span.begin : span.stop], document.locate(start + span.begin, start + span.stop)
    )


def _money(document: Document, field: Field, start: int, text: str) -> Fact | None:
    value = n.money_value(text)
    return None if value is None else _fact(document, start, text, value)


def _number(document: Document, field: Field, start: int, text: str) -> Fact | None:
    for d in n.find_doc_numbers(text):
        return number_fact(d, document.locate(start + d.start, start + d.end))
    return None


def _id(document: Document, field: Field, start: int, text: str) -> Fact | None:
    for i in [*n.find_ids(text), *n.find_uscc(text)]:
        return Fact(i.value, text[i.start : i.end], document.locate(start + i.start, start + i.end))
    line = n.squash(text)
    return _fact(document, start, text, line) if re.fullmatch(r"[0-9A-Za-z*]{6,20}", line) else None


def _phone(document: Document, field: Field, start: int, text: str) -> Fact | None:
    for p in n.find_phones(text):
        return Fact(p.value, text[p.start : p.end], document.locate(start + p.start, start + p.end))
    return None


def _choice(document: Document, field: Field, start: int, text: str) -> Fact | None:
    """The ticked alternatives of a form, or the words themselves where nothing can be ticked."""
    if not _CHECKED.search(text):
        return _fact(document, start, text, n.squash(text))
    after = _MARKED_AFTER.match(text) is not None
    found = (_TICKED_AFTER if after else _TICKED).findall(text)
    ticked = [n.squash(m).strip("（(") for m in found]
    return _fact(document, start, text, "、".join(t for t in ticked if t) or None)


def _box(document: Document, field: Field, start: int, text: str) -> Fact | None:
    """The words of a box where an opinion can be ticked or written, without what was not ticked
    and without the signature."""
    lines = []
    for line in text.split("\n"):
        if (m := _ROLE.match(line)) and signature_role(m.group(1), bare=True):
            break
        lines.append(_OFF.sub("", line) if _TICKED.search(text) else line)
    said = _CHECKED.sub("", "\n".join(lines)).strip()
    return _fact(document, start, text, said or None)


_READERS: dict[str, Callable[[Document, Field, int, str], Fact | None]] = {
    "text": _text,
    "name": _name,
    "people": _people,
    "certs": _certs,
    "day": _day,
    "moment": _moment,
    "span": _span,
    "money": _money,
    "number": _number,
    "id": _id,
    "phone": _phone,
    "choice": _choice,
    "box": _box,
}
