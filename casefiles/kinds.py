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

FOLDER = Path(__file__).parent / "kinds"
_CODE = re.compile(r"[A-Z]{2}_[A-Z0-9]+")
_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")

Stage = Literal[
    "主体", "立案", "调查", "审查", "审核", "告知", "听证", "决定", "送达", "公示", "执行", "结案",
    "归档", "移送", "强制", "强制执行", "申请", "受理", "后续", "检查",
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
    means that the kind is never told from its content. ``single``: a copy of it fills one page,
    so that the title on the next page begins another one.
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
    single: bool = False
    when: tuple[Claim, ...] = ()


@dataclass(slots=True)
class Meaning:
    """What a title means: a kind by itself, and kinds that claim it by their content."""

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
        raise KindError(
            f"{path.name}：needs 应不大于 words 的个数 {len(kind.words)}，现在是 {kind.needs}"
        )
    for text in (*kind.titles, *kind.patterns, *kind.words, *kind.never):
        _check_pattern(path.name, text)
    for text in kind.titles:
        if "…" in text:
            raise KindError(f"{path.name}：titles 里不能有“…”，请把“{text}”移到 patterns")
    return kind


@lru_cache(maxsize=8)
def load_kinds(folder: Path) -> tuple[dict[str, Kind], dict[str, "Meaning"]]:
    """Every kind in ``folder`` by its code, in the order of procedure, and what titles mean.

    ``KindError`` where a file cannot be used or two kinds have the same title.
    """
    kinds = [load_kind(p) for p in sorted(folder.glob("*.toml")) if _CODE.fullmatch(p.stem)]
    kinds.sort(key=lambda k: (k.order, k.code))
    found = {k.code: k for k in kinds}
    return found, _index(found)


def all_kinds() -> dict[str, Kind]:
    """Every kind of document by its code, in the order of procedure."""
    return load_kinds(FOLDER)[0]


def _explain(name: str, data: dict[str, Any], error: ValidationError) -> str:
    # A misspelt key is also a missing one: the misspelling says more.
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
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
    left = text
    while (fewer := _CHOICE.sub("", left)) != left:
        left = fewer
    if any(c in left for c in "()[]"):
        raise KindError(f"{name}：“{text}”里的括号不成对，(甲|乙) 和 [甲] 用半角括号，照印的用全角")


# --- titles -----------------------------------------------------------------------------------


def spellings(title: str) -> Iterator[str]:
    """Every title that ``title`` stands for: (甲|乙) is one of them, [甲] may be left out."""
    found = _CHOICE.search(title)
    if found is None:
        yield title
        return
    choices = found[1].split("|") if found[1] is not None else ["", *found[2].split("|")]
    for choice in choices:
        yield from spellings(title[: found.start()] + choice + title[found.end() :])


def plain(words: str, signs: str) -> str:
    """``words`` as keys of titles have them, the ``signs`` of the pattern language kept."""
    return "".join(c for c in words.lower() if c.isalnum() or c in signs)


def keys(titles: Iterable[str]) -> set[str]:
    """Every spelling of ``titles`` as titles are looked up: no white space, no punctuation."""
    return {s for t in titles for s in spellings(plain(t, "()[]|"))}


def _index(kinds: dict[str, Kind]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for kind in kinds.values():
        for key in keys((kind.name, *kind.titles)):
            entry = found.setdefault(key, Meaning())
            if entry.code is not None:
                raise KindError(
                    f"{kind.code}.toml：标题“{key}”已经是 {entry.code}"
                    f"（{kinds[entry.code].name}）的标题；共用的标题，其余的写在 [[when]] 里"
                )
            entry.code = kind.code
    for kind in kinds.values():
        for claim in kind.when:
            for key in keys(claim.titles):
                claimed = found.setdefault(key, Meaning()).claimed
                if kind.code not in claimed:
                    claimed.append(kind.code)
    return found


_NAMED = re.compile(r"《([^》]{2,60})》")
# What stands behind the title of a certificate where it is served: 编号…、正副本各1份.
_COPIES = re.compile(
    r"[（(、，,\s]*(?:(?:(?<=证)[编证]?号|编号|证号|证书编号)[:：]?\s*[^《》。；;]{0,16}?\d{4,}号?"
    r"|\s[^《》。；;\s]{0,14}\d{4,}号?|[正副][、和]?副?本|各?[\d一二两三四五六七八九十]+[份本套张件])[）)]?\s*$"
)


@lru_cache(maxsize=4096)
def kind_of_title(name: str) -> str | None:
    """The code of the kind called ``name`` where a document is listed or named, else ``None``.

    The title may stand in 《》 and be followed by its number. A title that several kinds share
    is the kind that has it without conditions.
    """
    from casefiles.titles import read_title  # it is built on this module

    named = _NAMED.search(name)
    said = named[1] if named else name
    title = read_title(said)
    while title is None and (tail := _COPIES.search(said)) is not None and tail.start():
        said = said[: tail.start()]
        title = read_title(said)
    return title.code if title else None
