"""Numbers that belong to persons: identity, passport, telephone, account, number plate, mail."""

import re
from collections.abc import Iterator
from datetime import date

from casefiles.people import find_phones, id_birth, id_checksum_ok, uscc_checksum_ok
from casefiles.personal.model import OFFICE, PERSON, WORDS, Private
from casefiles.personal.subjects import (
    OFFICE_ENDS,
    is_person,
    office_before,
    party_at,
    person_between,
)

_LABELS = {k: re.compile("|".join(map(re.escape, v))) for k, v in WORDS["labels"].items()}
_AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_ID18 = re.compile(r"(?<![0-9*])[1-9](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9*])")
_ID15 = re.compile(rf"(?<![0-9*A-Za-z]){_AREA}[0-9]{{13}}(?![0-9*A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9*])(?:\+?86[ \-]?)?1[3-9][0-9](?:[ \-]?[0-9]{4}){2}(?![0-9*])")
_SHORT = re.compile(r"(?<![0-9*\-A-Za-z])[2-8][0-9]{6,7}(?![0-9*\-A-Za-z])")
_ACCOUNT = re.compile(r"(?<![0-9*])[0-9]{4}(?:[ \-]?[0-9]{4}){1,5}(?:[ \-]?[0-9]{1,4})?(?![0-9*])")
_LONG = re.compile(r"(?<![0-9*])[0-9]{9,30}(?![0-9*])")
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{0,63}[A-Za-z0-9]@[A-Za-z0-9\-]{1,63}"
    r"(?:\.[A-Za-z0-9\-]{1,63}){1,8}"
)
_MESSENGER = re.compile(
    rf"(?:{_LABELS['messenger'].pattern})[ ：:为是]{{0,6}}([A-Za-z0-9_\-]{{5,30}})"
)
_PLATE = re.compile(
    r"[京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新][A-HJ-NP-Z][·•. \-]?"
    r"(?:[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF]|(?=[A-Z]{0,5}[0-9])[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![A-Za-z0-9])"
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPH][A-Z]?[0-9]{7,8}|[A-Z][0-9]{8})(?![A-Za-z0-9])")
_PERMIT = re.compile(
    r"(?<![A-Za-z0-9*])(?:[\u4e00-\u9fff]字第)?[A-Z]{0,2}[0-9]{7,12}(?![A-Za-z0-9*])"
)
_PAYEE = re.compile("|".join(map(re.escape, WORDS["office"]["payee"])))
_HOLDER = re.compile(r"(?:户名|开户人|账户名|收款人)[ ：:]{0,6}\n?([^\n，,；;。）)]{2,30})")


def _digits(words: str) -> str:
    return re.sub(r"[ \-]", "", words).upper()


def _labelled(plain: str, at: int, label: str, reach: int = 24) -> bool:
    """Whether the label stands before ``at``, and no other number between them."""
    before = plain[max(0, at - reach) : at]
    said = [m.end() for m in _LABELS[label].finditer(before)]
    return bool(said) and re.search(r"[0-9]{4}|。|\n[^\n]*\n", before[said[-1] :]) is None


def _born(digits: str) -> bool:
    day = id_birth(digits)
    return day is not None and date(1890, 1, 1) < day < date(2100, 1, 1)


def luhn(digits: str) -> bool:
    """Whether the last figure is the check digit of a bank card number (ISO/IEC 7812)."""
    total = 0
    for i, c in enumerate(reversed(digits)):
        n = int(c) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def _identity(plain: str) -> Iterator[Private]:
    for m in _ID18.finditer(plain):
        number = _digits(m.group())
        said = _labelled(plain, m.start(), "identity", 30)
        right = re.match(_AREA, number) is not None and _born(number)
        apart = number != m.group().upper()
        if uscc_checksum_ok(number) and not id_checksum_ok(number):
            continue
        if _labelled(plain, m.start(), "account") and not said:
            continue
        if id_checksum_ok(number) and right:
            yield Private("身份证号码", *m.span(), m.group(), PERSON)
        elif said or (right and not apart):
            why = "校验位不对或者日期不合，可能写错，也可能是别的号码"
            yield Private("身份证号码", *m.span(), m.group(), PERSON, said, why)
    for m in _ID15.finditer(plain):
        if _labelled(plain, m.start(), "identity") and not _labelled(plain, m.start(), "other"):
            yield Private("身份证号码", *m.span(), m.group(), PERSON)
    for kind, label, shape in (
        ("护照号码", "passport", _PASSPORT),
        ("其他证件号码", "permit", _PERMIT),
    ):
        for m in shape.finditer(plain):
            if _labelled(plain, m.start(), label, 14):
                yield Private(kind, *m.span(), m.group(), PERSON)


def _telephone(text: str, plain: str) -> Iterator[Private]:
    found = [(m.start(), m.end(), True) for m in _MOBILE.finditer(plain)]
    found += [(p.start, p.end, False) for p in find_phones(plain) if p.value[0] == "0"]
    found += [
        (*m.span(), False)
        for m in _SHORT.finditer(plain)
        if _labelled(plain, m.start(), "phone", 10)
    ]
    for start, end, mobile in found:
        words = plain[start:end]
        said = _labelled(plain, start, "phone", 12)
        if "*" in words or (not said and _labelled(plain, start, "other", 12)):
            continue
        kind = "手机号码" if mobile else "固定电话"
        if office_before(text, start):
            # A mobile number beside the name of an office may still be a person's own.
            why = "前面写的是机关，手机号码可能是个人的" if mobile else ""
            yield Private(kind, start, end, words, OFFICE, not mobile, why)
        else:
            person = mobile or party_at(text, start) == PERSON
            whose = PERSON if person else party_at(text, start)
            yield Private(kind, start, end, words, whose)


def _holder(text: str, at: int) -> str:
    """Whose account stands at ``at``: an agency's for fines, a person's, or not told."""
    begin = at
    for _ in range(4):
        begin = text.rfind("\n", 0, max(begin, 0)) if begin > 0 else 0
    near = text[max(0, begin, at - 160) : at + 60]
    named = _HOLDER.search(near)
    if named is not None:
        name = named[1].strip()
        if _PAYEE.search(name) or name.endswith(OFFICE_ENDS):
            return OFFICE
        return PERSON if is_person(name) else ""
    if person_between(text, at - 40, at):
        return PERSON
    return OFFICE if _PAYEE.search(near) else ""


def _account(text: str, plain: str) -> Iterator[Private]:
    for m in (*_ACCOUNT.finditer(plain), *_LONG.finditer(plain)):
        digits, start = _digits(m.group()), m.start()
        said = _labelled(plain, start, "account", 20)
        card = 16 <= len(digits) <= 19 and digits[:1] in "3456" and luhn(digits)
        if not 9 <= len(digits) <= 30 or not (said or card):
            continue
        if not said and (_labelled(plain, start, "other", 14) or uscc_checksum_ok(digits)):
            continue
        sure = said or digits.startswith("62")
        why = "" if sure else "像银行卡号，但没有写明是账号"
        yield Private("银行账号", *m.span(), m.group(), _holder(text, start), sure, why)


def _other(text: str, plain: str) -> Iterator[Private]:
    for m in _MAIL.finditer(plain):
        office = m.group().lower().endswith(".gov.cn")
        yield Private("电子邮箱", *m.span(), m.group(), OFFICE if office else "")
    for m in _MESSENGER.finditer(plain):
        yield Private("即时通信账号", *m.span(1), m[1])
    for m in _PLATE.finditer(plain):
        if not _labelled(plain, m.start(), "other", 8):
            whose = OFFICE if m.group().endswith("警") else party_at(text, m.start())
            yield Private("车牌号码", *m.span(), m.group(), whose)


def find_numbers(text: str, plain: str) -> Iterator[Private]:
    """Every number of a person in ``text``; ``plain`` is the text in half width."""
    yield from _identity(plain)
    yield from _account(text, plain)
    yield from _telephone(text, plain)
    yield from _other(text, plain)
