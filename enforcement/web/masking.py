"""Numbers of persons on the screen: masked unless somebody asks to see them, which is noted."""

from casefiles.personal import find_private
from casefiles.personal.model import OFFICE

# What serves to impersonate or find somebody; names stay readable, the work is about them.
KINDS = frozenset(
    ("身份证号码", "护照号码", "其他证件号码", "银行账号", "手机号码", "即时通信账号", "电子邮箱")
)
_HEAD, _TAIL = 3, 2  # characters that stay, so that two numbers can be told apart


def private_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers of persons stand in ``text``: start and end, in order. Those of an office
    (the account that fines are paid into) are public."""
    return [
        (p.start, p.end)
        for p in find_private(text)
        if p.kind in KINDS and p.whose != OFFICE and p.end > p.start
    ]


def cover(words: str) -> str:
    """``words`` with its middle covered, as long as before."""
    if len(words) <= _HEAD + _TAIL:
        return "*" * len(words)
    return words[:_HEAD] + "*" * (len(words) - _HEAD - _TAIL) + words[-_TAIL:]


def masked(text: str | None) -> str:
    """``text`` with all numbers of persons covered, as long as before."""
    found = text or ""
    for start, end in private_spans(found):
        found = found[:start] + cover(found[start:end]) + found[end:]
    return found
