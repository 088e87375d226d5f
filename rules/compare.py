"""Words in one form, so that facts can be compared with each other and with registers.

Facts are read by ``casefiles`` and come with their values in normal form already; what is here
serves words that do not (text, rows of a register, numbers as printed elsewhere).
"""

import re
import unicodedata
from datetime import date

_YEAR_BOX = str.maketrans("[]【】﹝﹞", "〔〕〔〕〔〕")
_NUMBER = re.compile(r"(?P<prefix>[^〔〕\s]*)〔(?P<year>\d{4})?〕(?:第)?(?P<serial>[^号]*)号")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def plain(text: str) -> str:
    """Half-width form (NFKC) without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def same_name(a: str, b: str) -> bool:
    """Whether two names are the same but for spaces and the width of brackets."""
    return bool(plain(a)) and plain(a) == plain(b)


def number_parts(number: str) -> tuple[str, int | None, str] | None:
    """(prefix, year, serial) of a 文号; an empty serial was left blank. ``None``: not a 文号."""
    m = _NUMBER.search(plain(number).translate(_YEAR_BOX))
    if m is None:
        return None
    year = m["year"]
    prefix = m["prefix"].removesuffix("字")
    return prefix, int(year) if year else None, _ZEROS.sub("", m["serial"])


def same_number(a: str, b: str) -> bool:
    """Whether two 文号 are the same but for brackets, spaces, leading zeros, 字 and 第. One that
    was left blank is the same as no other."""
    x = number_parts(a)
    return x is not None and bool(x[2]) and x == number_parts(b)


# --- numbers of persons and organisations -----------------------------------------------------

_PERSON = re.compile(r"[1-8]\d{5}(?:18|19|20)\d{9}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_CREDIT = re.compile(rf"[1-9A-GNY][1239]\d{{6}}[{_LETTERS}]{{10}}")


def check_digit(number: str) -> bool | None:
    """Whether the last character of an identity number (GB 11643) or a 统一社会信用代码 (GB 32100)
    is right; ``None`` for a number of another form, masked ones too."""
    answers = []
    if _PERSON.fullmatch(number):
        total = sum(w * int(c) for w, c in zip(_WEIGHTS, number, strict=False))
        answers.append("10X98765432"[total % 11] == number[17])
    if _CREDIT.fullmatch(number):
        total = sum(_LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(number[:17]))
        answers.append(_LETTERS[-total % 31] == number[17])
    return any(answers) if answers else None


def birth(number: str) -> date | None:
    """The day of birth in a sound identity number; ``None`` for anything else."""
    if not _PERSON.fullmatch(number) or not check_digit(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
