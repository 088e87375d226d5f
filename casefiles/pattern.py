"""The small pattern language of the data files, readable without knowing regular expressions.

``…`` stands for a few characters of the same sentence, ``(甲|乙)`` for alternatives, ``[甲]`` for
something that may be missing, ``#`` for a number; everything else stands for itself, with any
white space between its characters.
"""

import re
from functools import lru_cache

_GAP = r"[^。；;\n]{0,40}?"
_TOKEN = re.compile(r"…|\(|\)|\||\[|\]|#|.", re.DOTALL)
_SPECIAL = {
    "…": _GAP,
    "(": "(?:",
    ")": ")",
    "|": "|",
    "[": "(?:",
    "]": ")?",
    "#": r"[0-9０-９零〇一二两三四五六七八九十百千]+",
}


def source(pattern: str, spaced: bool = True) -> str:
    """The regular expression for one pattern; ``spaced`` allows white space between characters."""
    parts = []
    for token in _TOKEN.findall(pattern):
        if token in _SPECIAL:
            parts.append(_SPECIAL[token])
        else:
            parts.append(re.escape(token) + (r"\s*" if spaced else ""))
    return "".join(parts)


@lru_cache(maxsize=4096)
def compile_all(patterns: tuple[str, ...], spaced: bool = True) -> re.Pattern[str]:
    """One regular expression that finds any of the patterns."""
    return re.compile("|".join(f"(?:{source(p, spaced)})" for p in patterns))
