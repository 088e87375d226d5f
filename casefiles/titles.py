"""Lines read as titles: what may stand in front of a title and behind it, and what may not.

What titles mean is in ``casefiles/kinds/<CODE>.toml``; the words around them are in
``casefiles/kinds/titles.toml``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from casefiles.kinds import FOLDER, Meaning, all_kinds, load_kinds, plain
from casefiles.normalise import label_key
from casefiles.pattern import source


@dataclass(slots=True, frozen=True)
class Title:
    """A line read as a title.

    ``printed`` is the title as it stands there, without white space and the agency in front;
    ``code`` is the kind it means by itself, ``claimed`` the kinds that share the title and need
    a look at the content; ``core`` is the part that was known, as its key.
    """

    printed: str
    core: str
    code: str | None
    claimed: tuple[str, ...] = ()
    pattern: bool = False


@dataclass(slots=True, frozen=True)
class _Lookup:
    titles: dict[str, Meaning]
    longest: int
    last: frozenset[str]  # the last characters of titles and patterns: most lines end otherwise
    agency: re.Pattern[str]
    changes: tuple[str, ...]
    sentence: re.Pattern[str]
    endings: tuple[str, ...]
    tails: tuple[str, ...]
    parties: tuple[str, ...]


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=1)
def _lookup() -> _Lookup:
    data: dict[str, list[str]] = tomllib.loads((FOLDER / "titles.toml").read_text("utf-8"))
    titles = load_kinds(FOLDER)[1]
    bodies = "".join(f"(?<!{w})" for w in data["places"])
    return _Lookup(
        titles=titles,
        longest=max(map(len, titles)),
        last=frozenset(t[-1] for t in titles) | frozenset(e[-1] for e in data["endings"]),
        agency=re.compile(f".*(?:{_any(data['agencies'])}){bodies}"),
        changes=tuple(data["changes"]),
        sentence=re.compile(_any(data["sentence"])),
        endings=tuple(data["endings"]),
        tails=tuple(sorted(data["tails"], key=len, reverse=True)),
        parties=tuple(data["parties"]),
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Expression, its words and the kind, for titles that no list has."""
    return tuple(
        (re.compile(source(plain(p, "…()|[]"), spaced=False) + "$"), p, kind.code)
        for kind in all_kinds().values()
        for p in kind.patterns
    )


LONGEST_LINE = 45  # squashed characters: a longer line is a sentence
_NUMBER = (
    r"[^\s，。；：:书表录证单]{0,24}[〔\[【（(［]\s*(?:19|20)\d\d\s*[〕\]】）)］][^，。；]{0,24}号?"
)
_NUMBER_TAIL = re.compile(
    rf"(?:[\s（(]+(?:{_NUMBER})|[\s（(]+(?:编号|文号|案号|[Nn][Oo]\b).*|(?<!书)(?:编号|文号|案号)[：:].*)"
    r"\s*[）)]?\s*$"
)
_NUMBER_ONLY = re.compile(rf"^\s*(?:{_NUMBER})\s*$")
_FIGURE = "[0-9一二三四五六七八九十]"
_LEAD = re.compile(
    rf"^(?:附件?\s*{_FIGURE}*\s*[：:.．、]?\s*|(?:文书)?(?:式样|样式)[之\s]*{_FIGURE}*\s*[：:]?)(?=\S{{4}})"
)
_BULLET = re.compile(
    rf"^(?:[0-9]{{1,2}}[.．、）)]|{_FIGURE}{{1,3}}、|[（(]{_FIGURE}{{1,3}}[）)]|[□☑√■①-⑩])"
)
_SENTENCE_MARK = re.compile(r"[，,。；;？?！!：:《》“”\"]")
_BRACKET_TAIL = re.compile(r"[（(\[【〔][^（(\[【〔]*[）)\]】〕]$")
_BRACKET_LEAD = re.compile(r"^[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_REGION = re.compile(r"^.{1,12}?(?:省|自治区|自治州|市|县|区|州|盟|旗|镇|乡|街道)")


def clean_line(text: str) -> str:
    """``text`` as a title may stand in it: no white space, no number behind it.

    An empty string where it is a sentence, a list item or a label with its value.
    """
    if len(text) > 3 * LONGEST_LINE:
        return ""
    line = text.strip()
    if "号" in line or "编" in line or "o" in line.lower():
        line = "" if _NUMBER_ONLY.match(line) else _NUMBER_TAIL.sub("", line)
    line = _SPACE.sub("", _LEAD.sub("", line))
    if not 2 <= len(line) <= LONGEST_LINE or _SENTENCE_MARK.search(line) or _BULLET.match(line):
        return ""
    return line


@lru_cache(maxsize=20000)
def read_title(text: str) -> Title | None:
    """``text`` (a line or paragraph) read as the title of a known kind, else ``None``."""
    line = clean_line(text)
    if not line:
        return None
    known = _lookup()
    key = label_key(line)
    if key[-1:] not in known.last and line[-1] not in "）)】]〕" and not line.endswith(known.tails):
        return None
    cores = list(_cores(line, known.tails))
    for core in _named_behind(line, cores, known):
        if (title := _by_list(line, core, known)) is not None:
            return title
    bare = _BRACKET_TAIL.sub("", line) or line
    return _by_pattern(line, bare, known) or (
        _by_pattern(line, line, known) if bare != line else None
    )


def _cores(line: str, tails: tuple[str, ...]) -> Iterator[str]:
    """The line, then without what may stand behind a title: （存根）, （第1次）, 续页 …"""
    yield line
    if (front := _BRACKET_LEAD.sub("", line)) != line:
        yield front
    for _ in range(3):
        bare = _BRACKET_TAIL.sub("", line)
        if bare == line:
            tail = next((t for t in tails if line.endswith(t) and len(line) > len(t) + 3), "")
            bare = line[: len(line) - len(tail)]
        if not bare or bare == line:
            return
        line = bare
        yield line


def _named_behind(line: str, cores: list[str], known: _Lookup) -> list[str]:
    """The cores without those that end in brackets around another paper's name: a receipt
    （行政处罚决定书） is a receipt, not the decision that it delivered."""
    for i, core in enumerate(cores):
        tail = _BRACKET_TAIL.search(core)
        if tail is None or read_title(tail[0][1:-1]) is None:
            continue
        own = _by_list(line, core[: tail.start()], known)
        if own is not None and own.code is not None:
            return cores[i + 1 :]
    return cores


def _by_list(line: str, core: str, known: _Lookup) -> Title | None:
    key = label_key(core)
    for size in range(min(len(key), known.longest), 1, -1):
        entry = known.titles.get(key[-size:])
        if entry is None:
            continue
        front = key[: len(key) - size]
        kept = _front(front, size, known)
        if kept is None:
            return None  # a longer title that no list has: never a shorter one by accident
        return Title(
            _drop(line, len(front) - len(kept)), key[-size:], entry.code, tuple(entry.claimed)
        )
    return None


def _by_pattern(line: str, core: str, known: _Lookup) -> Title | None:
    key = label_key(core)
    best: list[tuple[int, str, re.Match[str]]] = []
    for expression, words, code in _patterns():
        found = expression.search(key)
        if found is None or any(c in found[0] and c not in words for c in known.changes):
            continue
        weight = sum(c in words for c in found[0])
        best.append((weight, code, found))
    if not best:
        return None
    top = max(weight for weight, _, _ in best)
    codes = {code for weight, code, _ in best if weight == top}
    found = next(m for weight, _, m in best if weight == top)
    kept = _front(key[: found.start()], len(found[0]), known)
    if kept is None:
        return None
    printed = _drop(line, found.start() - len(kept))
    if len(codes) > 1:
        return Title(printed, found[0], None, tuple(sorted(codes)), pattern=True)
    return Title(printed, found[0], codes.pop(), pattern=True)


def _front(front: str, size: int, known: _Lookup) -> str | None:
    """What of the words in front of a title belongs to it, or ``None``: they forbid the title.

    ``size`` is the length of the title; a very short one must stand alone, after the agency.
    """
    agency = known.agency.match(front)
    rest = front[agency.end() :] if agency else front
    kept = rest
    about = rest.startswith(("关于", "对"))
    if not agency and not about and (region := _REGION.match(rest)):
        rest = rest[region.end() :]
    if not rest:
        return kept
    if size <= 3:
        return None
    case = rest.endswith(("案", "案件")) or (about and rest.endswith("的"))
    if not case and known.sentence.search(rest):
        return None
    entry = known.titles.get(rest)
    if entry is not None and not rest.startswith(known.changes):
        return kept
    near = rest[-6:] + rest[:6].removeprefix("关于").removeprefix("对") if about else rest
    if any(c in near for c in known.changes):
        return None
    if (
        len(rest) <= 8
        or (about and rest.endswith(("的", "案", "案件")))
        or rest.endswith(known.parties)
    ):
        return kept
    return None


def _drop(line: str, count: int) -> str:
    """``line`` without its first ``count`` characters that are letters or figures."""
    at = 0
    while count > 0 and at < len(line):
        count -= line[at].isalnum()
        at += 1
    return line[at:].lstrip("）)】〕、·-—") if at else line


@lru_cache(maxsize=20000)
def foreign_title(text: str) -> str:
    """``text`` as the title of a document of no known kind, without the agency; else empty."""
    line = clean_line(text)
    known = _lookup()
    core = _BRACKET_TAIL.sub("", line)
    if not 3 <= len(core) <= 30 or not core.endswith(known.endings) or known.sentence.search(core):
        return ""
    agency = known.agency.match(core)
    rest = line[agency.end() :] if agency else line
    return rest if len(rest) >= 3 else ""
