"""Reading amounts, numbers and words in the text of a decision."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from casefiles.facts import Document, chinese_number

# Full-width figures become plain ones; no character is added or lost, so places stay right.
_PLAIN = str.maketrans("０１２３４５６７８９．％￥", "0123456789.%¥")
NUM = r"(?:\d[\d,]*(?:\.\d+)?万?|[〇零一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+)"
_FILL = r"(?:合计|共计|总计|分别|为|共|计|人民币|金额|是|即|处|罚款|收取|[:：，、¥])*"
YUAN = rf"{_FILL}(?P<q>{NUM})元"
_IS = r"(?:合计|共计|总计|分别|均|为|共|计|人民币|金额|是|约|[:：¥])*"


def number_of(words: str | None) -> Decimal | None:
    """The number that ``words`` write in figures or in Chinese."""
    value = chinese_number(words.replace(",", "")) if words else None
    return None if value is None else Decimal(value)


def plain_text(d: Document) -> str:
    """The text of a document with plain figures and marks, every character in its place."""
    return _plain(d.text)


@lru_cache(maxsize=64)  # several checks read the same documents
def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def either(words: list[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return _either(tuple(words))


@lru_cache(maxsize=256)  # the words are those of the rule cards
def _either(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def up_to(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """The beginnings of sentences up to the end of one of ``words`` in them."""
    for m in re.finditer(either(words), text):
        yield max(text.rfind(c, 0, m.start()) for c in "。；\n") + 1, m.end()


def labelled(text: str, label: str) -> set[Decimal]:
    """The amounts in 元 that stand behind ``label``."""
    if label not in text:
        return set()
    found = re.finditer(rf"{re.escape(label)}{_IS}(?P<q>{NUM})元", text)
    return {v for m in found if (v := number_of(m["q"])) is not None}


def counted_before(text: str, unit: str) -> set[Decimal]:
    """The numbers that stand before ``unit``."""
    if unit not in text:
        return set()
    found = re.findall(rf"({NUM})余?{re.escape(unit)}(?!月|工作日|自然日)", text)
    return {v for x in found if (v := number_of(x)) is not None}


def money(x: Decimal) -> str:
    """An amount in words a reader knows: 5000元."""
    return f"{x.normalize():f}元"
