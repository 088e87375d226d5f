"""Persons, and the numbers that stand for them: identity, credit code, telephone, certificate."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from casefiles.numbers import Found, squash


def _read(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / "data" / name).open("rb") as file:
        return tomllib.load(file)


_NOT = _read("not_names.toml")
_FAMILY = _read("surnames.toml")

# --- numbers of persons -----------------------------------------------------------------------

_D = "0-9０-９"
_AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_EDGE_L, _EDGE_R = rf"(?<![{_D}A-Za-z*＊])", rf"(?![{_D}A-Za-z*＊])"
_ID = re.compile(
    rf"{_EDGE_L}(?:{_AREA}[0-9]{{4}}(?:18|19|20)[0-9]{{9}}[0-9Xx]"
    rf"|[1-8１-８][{_D}]{{2,13}}[*＊×xX]{{3,15}}[{_D}]{{0,4}}[Xx]?|[１-８][{_D}]{{16}}[{_D}XxＸ]){_EDGE_R}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")


def _plain(words: str) -> str:
    return squash(words).upper()


def find_ids(text: str) -> list[Found[str]]:
    """18-digit identity numbers, masked ones (``360111********1234``) too; value in half width.

    Neither the birth date nor the check digit is tested: a wrong number is still the one written.
    """
    found = []
    for m in _ID.finditer(text):
        value = _plain(m.group())
        if len(value) == 18 or (15 <= len(value) < 18 and "*" in value):
            found.append(Found(value, m.start(), m.end(), m.group()))
    return found


def id_checksum_ok(s: str) -> bool:
    """Whether the check digit of an identity number is right (GB 11643); false when masked."""
    s = _plain(s)
    if not _FULL_ID.fullmatch(s):
        return False
    total = sum(w * int(c) for w, c in zip(_WEIGHTS, s[:17], strict=True))
    return "10X98765432"[total % 11] == s[17]


def id_birth(s: str) -> date | None:
    """The birth date in an identity number; ``None`` when masked or no such day."""
    s = _plain(s)
    if not _FULL_ID.fullmatch(s):
        return None
    try:
        return date(int(s[6:10]), int(s[10:12]), int(s[12:14]))
    except ValueError:
        return None


_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_USCC = re.compile(rf"(?<![0-9A-Za-z])[1-9A-GNY][1239][0-9]{{6}}[{_CODE}]{{10}}(?![0-9A-Za-z])")


def uscc_checksum_ok(s: str) -> bool:
    """Whether a 统一社会信用代码 is well formed and its check character right (GB 32100-2015)."""
    s = _plain(s)
    if not _USCC.fullmatch(s):
        return False
    total = sum(_CODE.index(c) * pow(3, i, 31) for i, c in enumerate(s[:17]))
    return _CODE[-total % 31] == s[17]


def find_uscc(text: str) -> list[Found[str]]:
    """统一社会信用代码 of the right form, whatever their check character; not identity numbers."""
    return [
        Found(m.group(), m.start(), m.end(), m.group())
        for m in _USCC.finditer(text)
        if not _ID.fullmatch(m.group()) or uscc_checksum_ok(m.group())
    ]


_PHONE = re.compile(
    rf"(?<![{_D}A-Za-z*＊\-])(?:1[3-9][0-9]([ \-]?)[0-9]{{4}}\1[0-9]{{4}}"
    rf"|1[3-9][0-9][*＊×]{{4}}[0-9]{{4}}|１[３-９][０-９]{{9}}"
    rf"|[（(]?0[1-9][0-9]{{1,2}}[）)]?[ \-－—]?[2-8][0-9]{{6,7}}(?:[\-－转][0-9]{{1,5}})?)"
    rf"(?![{_D}A-Za-z*＊])"
)


def find_phones(text: str) -> list[Found[str]]:
    """Mobile numbers (masked ones too) and land lines with their area code, without spaces."""
    found = []
    for m in _PHONE.finditer(text):
        value = _plain(m.group())
        mobile = value.startswith("1")
        value = value.replace("-", "") if mobile else value.lstrip("(").replace(")", "-")
        found.append(Found(value, m.start(), m.end(), m.group()))
    return found


# --- certificates -----------------------------------------------------------------------------

_PROVINCE = _FAMILY["provinces"]
_CERT = re.compile(
    r"(?P<said>证件?(?:号码|编号|号)[ \u3000]*[为是]?[ \u3000]*[：:]?[ \u3000]*第?[ \u3000]*)?"
    rf"(?<![{_D}A-Za-z*＊.．\-〔])(?:"
    rf"(?P<marked>[{_PROVINCE}]?[A-Za-z]{{1,4}}[\-－—][{_D}]{{3,10}}(?:[\-－—][{_D}]{{2,8}}){{1,2}}"
    rf"|[{_PROVINCE}][（(]?[A-Za-z][)）]?\s?[{_D}]{{6,12}}|[{_PROVINCE}][{_D}]{{7,14}}"
    rf"|[A-Ca-c][0-9]{{14}}|[A-Za-z]{{1,4}}[0-9]{{6,11}})"
    rf"|(?P<digits>[{_D}]{{4,15}}))(?![{_D}A-Za-z*＊.．\-－]|\s*[元万亿年月日吨千公克件个%％圆])"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_JOIN = re.compile(r"\s*[、,，;；/和及]?\s*")


def find_certificates(text: str) -> list[Found[str]]:
    """Numbers of certificates (执法证号, 法律职业资格证号), in half width without spaces.

    Bare figures count from 8 digits on, or from 4 where 证号 stands before them; telephone
    numbers, days written as 20240305, amounts, identity numbers and 文号 do not.
    """
    found: list[Found[str]] = []
    said_to = -1  # how far the words 证号 carry in a list of numbers
    for m in _CERT.finditer(text):
        start = m.start("marked") if m["marked"] else m.start("digits")
        gap = _JOIN.match(text, said_to) if said_to >= 0 else None
        said = m["said"] is not None or (gap is not None and gap.end() == start)
        value = _plain(text[start : m.end()]).replace("—", "-").replace("(", "").replace(")", "")
        if m["digits"] and not said:
            if len(value) < 8 or _MOBILE.fullmatch(value) or _DAY.fullmatch(value):
                continue
            if text[start - 1 : start] in ("¥", "￥", "+", "〕", "】", "第", "_") and start:
                continue
            if value.startswith("0") and _PHONE.match(text, start):
                continue
        if said:
            said_to = m.end()
        found.append(Found(value, start, m.end(), text[start : m.end()]))
    return found


# --- names ------------------------------------------------------------------------------------


class Name(NamedTuple):
    """A person named in ``text[start:end]``; ``cert`` is the certificate number beside the name."""

    name: str
    start: int
    end: int
    words: str
    cert: str | None = None


_SINGLE = frozenset("".join(_FAMILY["single"].split()))
_COMPOUND = tuple(_FAMILY["compound"])
_INSIDE = re.compile("|".join(_NOT["inside"]))
_WHOLE = frozenset(_NOT["whole"])
_ORGANISATION = tuple(_NOT["organisation_ends"])
_BEFORE = re.compile("|".join(sorted(_NOT["before"], key=len, reverse=True)))
_AFTER = tuple(_NOT["after"])
_CALLED = tuple(_NOT["called"])

_H = r"\u3400-\u4dbf\u4e00-\u9fff"
_PIECE = re.compile(
    rf"(?<![{_H}])[{_H}](?:[ \u3000\xa0]{{1,4}}[{_H}](?![{_H}])){{1,3}}"  # 张 三
    rf"|[{_H}]{{2,}}(?:[·•・‧∙⋅][{_H}]{{2,}})+"  # 买买提·吐尔逊
    rf"|[{_H}]+[*＊×]{{1,2}}|[{_H}]+"
)
_BRACKET = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[）)\]】〕]")
_LIST = re.compile(r"[\s、,，;；和及与/]*")
_DAY_AHEAD = re.compile(r"\s*(?:[12１２][0-9０-９]{3}\s*[年.\-/．]|二[〇○零])")
# A label ends in a colon; 盘市监罚 in 盘市监罚〔2023〕12号 is no person.
_NO_NAME_BEFORE = re.compile(r"\s*(?:[：:]|[〔\[【（(﹝]\s*(?:19|20|〕)[0-9]{0,2}\s*[〕\]】）)﹞])")
_DOTS = str.maketrans("•・‧∙⋅", "·····")
_PRINTED = frozenset("年月日时分第页共份号元至止起签名字")


def _likely(name: str) -> bool:
    """Whether ``name`` begins with a family name (or is written as names of peoples with ·)."""
    return name[0] in _SINGLE or name.startswith(_COMPOUND)


def _possible(name: str) -> bool:
    if "·" in name:
        return len(name) <= 20 and not _INSIDE.search(name)
    return (
        2 <= len(name) <= 4
        and name not in _WHOLE
        and not _INSIDE.search(name)
        and not name.endswith(_ORGANISATION)
        and not (len(name) == 4 and not name.startswith(_COMPOUND) and not _likely(name))
    )


def _trimmed(words: str, first: bool = False) -> str:
    """``words`` without what is printed before a name (执法人员…) and after it (…等, …同志).

    和 is a family name too, above all where the words are the ``first`` ones in their place."""
    if len(words) < 3:
        return words
    leads = _BEFORE.findall(words)
    if leads:
        words = words[words.rindex(leads[-1]) + len(leads[-1]) :]
    while words.endswith(_AFTER):
        words = words[: -max(len(w) for w in _AFTER if words.endswith(w))]
    named_he = first and not leads and words[0] == "和" and len(words) == 3
    if len(words) > 2 and words.startswith(_CALLED) and _likely(words[1:]) and not named_he:
        words = words[1:]
    return words


def _letter_spaced(letters: str, words: str, start: int) -> list[tuple[str, int, int]]:
    """张 三 is one name, 张 三 李 四 are two."""
    if len(letters) == 4 and letters[2] in _SINGLE and not letters.startswith(_COMPOUND):
        at = [start + i for i, c in enumerate(words) if not c.isspace()]
        return [(letters[:2], start, at[1] + 1), (letters[2:], at[2], start + len(words))]
    return [(letters, start, start + len(words))]


def _pieces(text: str) -> list[tuple[str, int, int]]:
    """(name as it would read, start, end) for each piece of ``text`` that could be a name."""
    found: list[tuple[str, int, int]] = []
    for m in _PIECE.finditer(text):
        words, start = m.group(), m.start()
        if len(words) < 2:
            continue
        if not words.isalpha():
            letters = squash(words).translate(_DOTS)
            if len(letters) == len(words):  # 买买提·吐尔逊, 王**
                name = _trimmed(letters)
                start += letters.rindex(name)
                found.append((name, start, start + len(name)))
            elif not any(c in _PRINTED for c in letters):
                found += _letter_spaced(letters, words, start)
            continue
        ahead = text[:start].rstrip()
        words = _trimmed(words, not ahead or ahead.endswith(("：", ":", "、", "，", ",", "\n")))
        if not 2 <= len(words) <= 12:
            continue  # neither a name nor two
        start += m.group().rindex(words)
        for i in range(2, len(words) - 1):  # 卢定坤和文楚宁
            left, right = words[:i], words[i + 1 :]
            if words[i] in "和及与" and _likely(left) and _likely(right) and len(right) <= 4:
                found += [(left, start, start + i), (right, start + i + 1, start + len(words))]
                break
        else:
            found.append((words, start, start + len(words)))
    return found


def _asides(text: str) -> list[tuple[int, int]]:
    """Brackets that explain the name before them; brackets after a label may hold names."""
    return [
        m.span()
        for m in _BRACKET.finditer(text)
        if (before := _PIECE_END.search(text, max(0, m.start() - 12), m.start()))
        and _possible(_trimmed(squash(before.group())).translate(_DOTS))
    ]


_PIECE_END = re.compile(rf"[{_H}·•・‧]+(?:[ \u3000][{_H}](?![{_H}]))*\s?\Z")


def find_people(text: str) -> list[Name]:
    """The persons named in a signature line or an officer cell, in reading order.

    Made for such places, not for running text: there, words can look like names.
    """
    asides = _asides(text) if "（" in text or "(" in text else []
    pieces = [
        p for p in _pieces(text) if _possible(p[0]) and not any(a <= p[1] < b for a, b in asides)
    ]
    if not pieces:
        return []
    certs = find_certificates(text)
    alone = squash(_BRACKET.sub("", text)).translate(_DOTS)
    kept: list[tuple[str, int, int]] = []
    for i, (name, start, end) in enumerate(pieces):
        until = pieces[i + 1][1] if i + 1 < len(pieces) else len(text)
        if _NO_NAME_BEFORE.match(text, end) or (
            name[0] in _PRINTED and text[:start][-1:].isdigit()
        ):
            continue
        placed = (
            text[max(0, start - 8) : start].rstrip().endswith(("：", ":"))
            or any(end <= c.start < min(until, end + 24) for c in certs)
            or _DAY_AHEAD.match(text, end) is not None
            or (alone == name and len(name) < 4)
            or (bool(kept) and _LIST.fullmatch(text, kept[-1][2], start) is not None)
        )
        usual = _likely(name) and (len(name) < 4 or name.startswith(_COMPOUND))
        if placed or usual or "·" in name:
            kept.append((name, start, end))
    return _with_certificates(text, kept, certs)


def _with_certificates(
    text: str, kept: list[tuple[str, int, int]], certs: list[Found[str]]
) -> list[Name]:
    """Give each name its number; numbers after a list of names go to the names in order."""
    owners: list[str | None] = [None] * len(kept)
    for i, (_, _, end) in enumerate(kept):
        until = kept[i + 1][1] if i + 1 < len(kept) else len(text)
        mine = [c.value for c in certs if end <= c.start < until]
        if len(mine) == 1:
            owners[i] = mine[0]
        elif len(mine) > 1:
            first = i - len(mine) + 1
            if first >= 0 and not any(owners[first:i]):
                owners[first : i + 1] = mine
    return [
        Name(name, start, end, text[start:end], cert)
        for (name, start, end), cert in zip(kept, owners, strict=True)
    ]
