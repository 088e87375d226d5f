"""What is found, and the words it is found by (``casefiles/data/personal.toml``)."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parents[1]


def _read(name: str) -> dict[str, Any]:
    with (_ROOM / name).open("rb") as file:
        return tomllib.load(file)


WORDS = _read("data/personal.toml")
# What the forms call the party, and what a text calls it besides.
PARTY: tuple[str, ...] = (
    *WORDS["party"],
    *(w for w in _read("kinds/fields.toml")["party_name"]["labels"] if "/" not in w),
)

KINDS = (
    "身份证号码", "护照号码", "其他证件号码", "手机号码", "固定电话", "电子邮箱", "即时通信账号",
    "银行账号", "车牌号码", "住址", "出生日期", "健康信息", "未成年人", "姓名",
)  # fmt: skip
SURNAMES = "".join(_read("data/surnames.toml")["single"].split())
PERSON, UNIT, TRADER, OFFICE = "自然人", "单位", "个体工商户", "机关"
ROLES: tuple[str, ...] = tuple(WORDS["order"]["roles"])  # the first of several roles counts
HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
GAP = r"[ \t\u3000\xa0]{0,6}"  # bounded: several of them stand side by side in a pattern


@dataclass(slots=True, frozen=True)
class Private:
    """Personal information in ``text[start:end]``.

    ``kind`` is one of ``KINDS``. ``whose`` is 自然人, 单位, 个体工商户 or 机关, of a name one of
    ``ROLES``; empty where that cannot be told. ``sure`` is false where the words may be something
    else, and ``why`` says so in Chinese.
    """

    kind: str
    start: int
    end: int
    words: str
    whose: str = ""
    sure: bool = True
    why: str = ""


def is_masked(words: str) -> bool:
    """Whether the words were made unreadable already: 杜某某, 5399********, ×××."""
    return not _MASKS.isdisjoint(words)


_MASKS = frozenset("*＊×✕○〇某█■")


# One character for one, so that offsets stay: figures and letters in full width, dashes, blanks.
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF20, 0xFF0E)
_HALF = {c: c - 0xFEE0 for c in _WIDE}
_HALF |= {ord(c): "-" for c in "‐‑–—−－"} | {0x3000: " ", 0xA0: " ", 0x2002: " ", 0x2003: " "}
_HALF |= {ord(c): "*" for c in "＊×✕█■"}


@lru_cache(maxsize=64)  # several searches ask for the same long text
def half(text: str) -> str:
    """``text`` with figures and letters in half width, as long as before."""
    return text.translate(_HALF)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, letter-spaced ones (电　话) too."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(GAP.join(map(re.escape, w)) for w in ordered)
