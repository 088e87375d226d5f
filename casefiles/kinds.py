"""The kinds of documents (文书种类): one readable file each, and what titles they go by.

A title is looked up without white space and punctuation, so that 查封（扣押）决定书 and
查封/扣押决定书 are the same. The files hold every printed title known; patterns are for the rest.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from casefiles.normalise import label_key
from casefiles.pattern import source

FOLDER = Path(__file__).parent / "kinds"
_CODE = re.compile(r"[A-Z]{2}_[A-Z0-9]+")

Stage = Literal[
    "主体", "立案", "调查", "审查", "审核", "告知", "听证", "决定", "送达", "公示", "执行", "结案", "归档", "移送",
    "强制", "强制执行", "申请", "受理", "后续", "检查",
]  # fmt: skip
Applies = Literal["处罚-普通", "处罚-简易", "许可", "强制措施", "强制执行", "检查"]
Words = tuple[Annotated[str, Field(min_length=1)], ...]


class KindError(ValueError):
    """A file of a kind that cannot be used. The message says in Chinese what to change."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Frozen):
    """Titles shared with other kinds, and the words that must stand in the document for this one.

    ``needs`` counts how many of ``words`` have to be there.
    """

    titles: Words
    words: Words
    needs: Annotated[int, Field(ge=1)] = 1


class Kind(_Frozen):
    """One kind of document: what it is called, when it is made, how it is recognised.

    ``required`` holds keys of ``casefiles/kinds/fields.toml`` (or ``made.toml``); ``needs = 0``
    means that the kind is never told from its content.
    """

    code: str
    name: str
    stage: Stage
    order: float
    applies_to: tuple[Applies, ...]
    titles: Words
    patterns: Words = ()
    words: Words = ()
    needs: Annotated[int, Field(ge=0)] = 0
    never: Words = ()
    required: Words = ()
    signers: Words = ()
    when: tuple[Claim, ...] = ()


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


@dataclass(slots=True)
class _Entry:
    code: str | None = None
    claimed: list[str] = field(default_factory=list)


# --- loading ----------------------------------------------------------------------------------


def load_kind(path: Path) -> Kind:
    """The kind described by the file ``path``; ``KindError`` where it cannot be used."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KindError(f"{path.name}：不是正确的 TOML 文件：{error}") from None
    try:
        kind = Kind.model_validate(data)
    except ValidationError as error:
        raise KindError(_explain(path.name, data, error)) from None
    if kind.code != path.stem:
        raise KindError(f"{path.name}：code 应与文件名相同，写成“{path.stem}”，现在是“{kind.code}”")
    if kind.needs > len(kind.words):
        raise KindError(f"{path.name}：needs 应不大于 words 的个数 {len(kind.words)}，现在是 {kind.needs}")
    for text in (*kind.titles, *kind.patterns, *kind.words, *kind.never):
        _check_pattern(path.name, text)
    for text in kind.titles:
        if "…" in text:
            raise KindError(f"{path.name}：titles 里不能有“…”，请把“{text}”移到 patterns")
    return kind


def load_kinds(folder: Path) -> dict[str, Kind]:
    """Every kind in ``folder`` by its code, in the order of procedure.

    ``KindError`` where a file cannot be used or two kinds have the same title.
    """
    kinds = [load_kind(p) for p in sorted(folder.glob("*.toml")) if _CODE.fullmatch(p.stem)]
    kinds.sort(key=lambda k: (k.order, k.code))
    found = {k.code: k for k in kinds}
    _index(found)
    return found


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind]:
    """Every kind of document by its code, in the order of procedure."""
    return load_kinds(FOLDER)


def _explain(name: str, data: dict[str, Any], error: ValidationError) -> str:
    first = error.errors()[0]
    where = [str(p) for p in first["loc"]]
    key = ".".join(where)
    context = first.get("ctx", {})
    if first["type"] == "extra_forbidden":
        known = Claim.model_fields if where[0] == "when" else Kind.model_fields
        near = get_close_matches(where[-1], known, 1)
        hint = f"，是不是“{near[0]}”？" if near else f"，可用的项有：{'、'.join(known)}"
        return f"{name}：没有“{key}”这一项{hint}"
    if first["type"] == "missing":
        return f"{name}：缺少“{key}”这一项"
    if first["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = get_close_matches(str(first["input"]), allowed, 1, 0.3)
        hint = f"最接近的是“{near[0]}”" if near else ""
        expected = f"应为{'、'.join(allowed)}之一"
        return f"{name}：“{key}”{expected}，现在是“{first['input']}”。{hint}".rstrip("。")
    kind = {"string": "文字", "tuple": "列表", "int": "整数", "float": "数字"}.get(
        first["type"].split("_")[0], "其他内容"
    )
    if first["type"] == "string_too_short":
        return f"{name}：“{key}”是空的，应写上文字或删去"
    if first["type"].startswith("greater"):
        return f"{name}：“{key}”太小，现在是“{first['input']}”"
    return f"{name}：“{key}”应为{kind}，现在是“{first['input']}”"


def _check_pattern(name: str, text: str) -> None:
    try:
        re.compile(source(text, spaced=False))
    except re.error:
        raise KindError(f"{name}：“{text}”里的括号不成对，(甲|乙) 和 [甲] 用半角括号，照印的用全角") from None


# --- titles -----------------------------------------------------------------------------------

_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")


def spellings(title: str) -> Iterator[str]:
    """Every title that ``title`` stands for: (甲|乙) is one of them, [甲] may be left out."""
    found = _CHOICE.search(title)
    if found is None:
        yield title
        return
    choices = found[1].split("|") if found[1] is not None else ["", *found[2].split("|")]
    for choice in choices:
        yield from spellings(title[: found.start()] + choice + title[found.end() :])


def _keys(titles: Iterable[str]) -> set[str]:
    return {label_key(s) for t in titles for s in spellings(t)}


def _index(kinds: dict[str, Kind]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for kind in kinds.values():
        for key in _keys((kind.name, *kind.titles)):
            entry = found.setdefault(key, _Entry())
            if entry.code is not None:
                raise KindError(
                    f"{kind.code}.toml：标题“{key}”已经是 {entry.code}（{kinds[entry.code].name}）的标题；"
                    "几种文书共用的标题，其余的写在 [[when]] 里"
                )
            entry.code = kind.code
    for kind in kinds.values():
        for claim in kind.when:
            for key in _keys(claim.titles):
                claimed = found.setdefault(key, _Entry()).claimed
                if kind.code not in claimed:
                    claimed.append(kind.code)
    return found


@dataclass(slots=True, frozen=True)
class _Lookup:
    titles: dict[str, _Entry]
    longest: int
    last: frozenset[str]  # the last characters of titles and patterns: most lines end otherwise
    patterns: tuple[tuple[re.Pattern[str], str, str], ...]  # expression, words of it, code
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
    titles = _index(all_kinds())
    patterns = []
    for kind in all_kinds().values():
        for p in kind.patterns:
            key = "".join(c for c in p.lower() if c.isalnum() or c in "…()|[]")
            patterns.append((re.compile(source(key, spaced=False) + "$"), p, kind.code))
    return _Lookup(
        titles, max(map(len, titles)), frozenset(t[-1] for t in titles) | frozenset("表书单录告记函决定证知图件"),
        tuple(patterns), re.compile(f"(?:中共)?.+(?:{_any(data['agencies'])})"),
        tuple(data["changes"]), re.compile(_any(data["sentence"])),
        tuple(data["endings"]), tuple(sorted(data["tails"], key=len, reverse=True)),
        tuple(data["parties"]),
    )  # fmt: skip


LONGEST_LINE = 45  # squashed characters: a longer line is a sentence
_NUMBER = r"[^\s，。；：:]{0,24}[〔\[【（(［]\s*(?:19|20)\d\d\s*[〕\]】）)］][^，。；]{0,24}号?"
_NUMBER_TAIL = re.compile(rf"(?:[\s（(]+(?:{_NUMBER})|[\s（(]*(?:编号|文号|案号|[Nn][Oo][.．:：])\S*.*)\s*[）)]?\s*$")
_NUMBER_ONLY = re.compile(rf"^\s*(?:{_NUMBER})\s*$")
_LEAD = re.compile(r"^(?:附件?\s*[0-9一二三四五六七八九十]*\s*[：:.．、]?\s*|(?:文书)?(?:式样|样式)[之\s]*[0-9一二三四五六七八九十]*\s*[：:]?)(?=\S{4})")
_BULLET = re.compile(r"^(?:[0-9]{1,2}[.．、）)]|[一二三四五六七八九十]{1,3}、|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[□☑√■①-⑩])")
_SENTENCE_MARK = re.compile(r"[，,。；;？?！!：:《》“”\"]")
_BRACKET_TAIL = re.compile(r"[（(\[【〔][^（(\[【〔]*[）)\]】〕]$")
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
    for core in cores:
        if (title := _by_list(line, core, known)) is not None:
            return title
    bare = _BRACKET_TAIL.sub("", line) or line
    return _by_pattern(line, bare, known) or (_by_pattern(line, line, known) if bare != line else None)


def _cores(line: str, tails: tuple[str, ...]) -> Iterator[str]:
    """The line, then without what may stand behind a title: （存根）, （第1次）, 续页 …"""
    yield line
    for _ in range(3):
        bare = _BRACKET_TAIL.sub("", line)
        if bare == line:
            tail = next((t for t in tails if line.endswith(t) and len(line) > len(t) + 3), "")
            bare = line[: len(line) - len(tail)]
        if not bare or bare == line:
            return
        line = bare
        yield line


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
        return Title(_drop(line, len(front) - len(kept)), key[-size:], entry.code, tuple(entry.claimed))
    return None


def _by_pattern(line: str, core: str, known: _Lookup) -> Title | None:
    key = label_key(core)
    best: list[tuple[int, str, re.Match[str]]] = []
    for expression, words, code in known.patterns:
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
    if not agency and (region := _REGION.match(rest)):
        rest = rest[region.end() :]
    if not rest:
        return kept
    if size <= 3 or known.sentence.search(rest):
        return None
    entry = known.titles.get(rest)
    if entry is not None and not rest.startswith(known.changes):
        return kept
    about = rest.startswith(("关于", "对"))
    near = rest[-6:] + rest[:6].removeprefix("关于").removeprefix("对") if about else rest
    if any(c in near for c in known.changes):
        return None
    if len(rest) <= 8 or (about and rest.endswith(("的", "案", "案件"))) or rest.endswith(known.parties):
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


_NAMED = re.compile(r"《([^》]{2,60})》")


@lru_cache(maxsize=4096)
def kind_of_title(name: str) -> str | None:
    """The code of the kind called ``name`` where a document is listed or named, else ``None``.

    The title may stand in 《》 and be followed by its number. A title that several kinds share
    is the kind that has it without conditions.
    """
    named = _NAMED.search(name)
    title = read_title(named[1] if named else name)
    return title.code if title else None
