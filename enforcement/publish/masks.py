"""Masking: the same text, with the personal information made unreadable and a list of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casefiles.facts import Document, Known, Private, county_part, find_private
from rules.masking import Masking, MaskRule

_STARS = "***"
_TELL_APART = "甲乙丙丁戊己庚辛壬癸"
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|宇文|长孙|南宫"
)


@dataclass(slots=True, frozen=True)
class Entry:
    """One line of the list for the reviewer: what was found where, and what became of it.

    ``do`` is 遮, 留 or 人工; ``shown`` is how it looks now (never the words themselves where they
    are masked or to be looked at by a person).
    """

    kind: str
    whose: str
    place: str
    do: str
    shown: str
    basis: str
    status: str
    why: str = ""


def surname(name: str) -> str:
    """What stays of a name: the family name; of names with · the first letter."""
    m = _COMPOUND.match(name)
    return m.group() if m and len(name) > 2 else name[0]


class Names:
    """The masked forms of names: one person always the same, two persons never the same."""

    def __init__(self, text: str = "") -> None:
        self._forms: dict[str, str] = {}
        # 张某某 and 张某甲 that stand in the text already are other people.
        self._text = text
        self._next: dict[str, int] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Give every new name its form; people of one family name are told apart as 甲, 乙."""
        new = [n for n in dict.fromkeys(_bare(n) for n in names) if n not in self._forms]
        for name in new:
            family = surname(name)
            others = sum(surname(n) == family for n in new) > 1
            known = any(surname(n) == family for n in self._forms)
            if others or known or f"{family}某" in self._text:
                self._forms[name] = f"{family}某{self._tell_apart(family)}"
            else:
                self._forms[name] = family + "某" * min(max(len(name) - len(family), 1), 2)

    def _tell_apart(self, family: str) -> str:
        while True:
            n = self._next.get(family, 0)
            self._next[family] = n + 1
            mark = _TELL_APART[n] if n < len(_TELL_APART) else str(n + 1)
            if f"{family}某{mark}" not in self._text:
                return mark

    def form(self, name: str) -> str:
        """The masked form of a name."""
        self.learn([name])
        return self._forms[_bare(name)]


def _bare(name: str) -> str:
    return re.sub(r"\s", "", name)


def _ends(words: str, keep: tuple[int, int]) -> str:
    """``words`` with stars for all letters and figures but the first and last so many."""
    places = [i for i, c in enumerate(words) if c.isalnum() and c not in "年月日"]
    first, last = keep
    left = set(places[first : len(places) - last] if first + last < len(places) else places)
    return "".join("*" if i in left else c for i, c in enumerate(words))


def masked(found: Private, rule: MaskRule, names: Names) -> str:
    """How ``found`` looks after masking by ``rule``."""
    if rule.how == "姓某":
        return names.form(found.words)
    if rule.how == "首尾":
        return _ends(found.words, rule.keep)
    if rule.how == "县":
        return county_part(found.words) + _STARS
    if rule.how == "邮箱":
        return _STARS + found.words[found.words.rfind("@") :]
    return _STARS


def on_screen(found: Private) -> str:
    """Enough of the words to find them in the file, not enough to use them."""
    words = re.sub(r"\s", "", found.words)
    if not words:
        return "—"
    if found.kind in ("健康信息", "未成年人"):
        return words
    if found.kind == "姓名":
        return surname(words) + "*" * (len(words) - len(surname(words)))
    if found.kind == "住址":
        return county_part(words) + _STARS
    head = 1 if found.kind == "电子邮箱" else 3
    return words[:head] + "*" * max(len(words) - head, 3)


@dataclass(slots=True)
class Masked:
    """A text after masking: ``blocks`` are its paragraphs and cells in reading order."""

    blocks: list[str]
    entries: list[Entry]

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.blocks)


@dataclass(slots=True, frozen=True)
class Change:
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


def changes_of(
    found: Sequence[Private], rules: Masking, names: Names, day: date | None
) -> tuple[list[Change], list[tuple[Private, MaskRule, str]]]:
    """What to replace, and for everything found its rule and what is done: 遮, 留 or 人工.

    What may be something else is not touched but left to a person.
    """
    judged: list[tuple[Private, MaskRule, str]] = []
    for p in found:
        rule = rules.rule_for(p, day)
        judged.append((p, rule, rule.do if p.sure or rule.do == "留" else "人工"))
    names.learn(
        p.words for p, r, do in judged if do == "遮" and r.how == "姓某" and p.kind == "姓名"
    )
    made = [Change(p.start, p.end, masked(p, r, names)) for p, r, do in judged if do == "遮"]
    return made, judged


def apply(text: str, changes: Iterable[Change]) -> str:
    """``text`` with the changes made; they do not overlap."""
    out, at = [], 0
    for c in sorted(changes, key=lambda c: c.start):
        out += [text[at : c.start], c.new]
        at = c.end
    return "".join([*out, text[at:]])


def mask_text(
    text: str, rules: Masking, known: Known | None = None, day: date | None = None
) -> str:
    """``text`` masked, for words that stand outside a document."""
    found = find_private(text, known, day)
    return apply(text, changes_of(found, rules, Names(text), day)[0])


def mask_document(
    document: Document, rules: Masking, known: Known, names: Names, day: date | None
) -> Masked:
    """The body of ``document`` masked (headers and footers left out), with the list of what was
    found."""
    end = document.body_end if document.body_end >= 0 else len(document.text)
    text = document.text[:end]
    changes, judged = changes_of(find_private(text, known, day), rules, names, day)
    starts = [s for s in document.starts if s < end] or [0]
    blocks = []
    for start, stop in zip(starts, [*[s - 1 for s in starts[1:]], end], strict=True):
        mine = [
            Change(c.start - start, c.end - start, c.new)
            for c in changes
            if start <= c.start and c.end <= stop
        ]
        blocks.append(apply(text[start:stop], mine))
    entries = [
        Entry(
            p.kind,
            p.whose,
            document.locate(p.start, max(p.end, p.start + 1)).place(),
            do,
            masked(p, rule, names) if do == "遮" else on_screen(p),
            rule.basis,
            rule.status,
            p.why or (rule.basis if do == "人工" else ""),
        )
        for p, rule, do in judged
    ]
    return Masked(blocks, entries)
