"""The data of extraction, loaded once: fields with their labels, roles, phrases, acts."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from re import Pattern
from typing import Any

from casefiles.normalise import label_keys, squash
from casefiles.pattern import compile_all, source

SIGN_WORDS = ("签名", "签字", "签章", "（签", "(签")
KINDS = Path(__file__).parent / "kinds"


@dataclass(slots=True, frozen=True)
class Field:
    """A field of documents: what it is called, its type, and the kinds it is limited to."""

    key: str
    label: str
    type: str
    only: frozenset[str]
    not_in: frozenset[str]
    labels: frozenset[str]
    extra: dict[str, frozenset[str]]  # kind → labels that mean this field only there


@dataclass(slots=True, frozen=True)
class Phrase:
    """Words that say that something was said; ``never`` cancels a match in its sentence,
    ``not_before`` one that directly follows one of these words."""

    key: str
    label: str
    find: Pattern[str]
    never: Pattern[str] | None
    not_before: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((KINDS / name).read_text("utf-8"))


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Every field by its key, in file order (earlier ones win where a label names several)."""
    found = {}
    for key, f in _read("fields.toml").items():
        extra = {code: frozenset(map(squash, labels)) for code, labels in f.get("kinds", {}).items()}
        found[key] = Field(
            key, f["label"], f["type"], frozenset(f.get("only", ())), frozenset(f.get("not_in", ())),
            frozenset(map(squash, f["labels"])), extra,
        )
    return found


@lru_cache(maxsize=1)
def _labels() -> dict[str, tuple[Field, ...]]:
    """Label → the fields it may name: those bound to some kinds first, then the general ones."""
    found: dict[str, list[Field]] = {}
    for f in fields().values():
        for label in f.labels | frozenset(x for v in f.extra.values() for x in v):
            found.setdefault(label, []).append(f)
    return {k: tuple(sorted(v, key=lambda f: not f.only)) for k, v in found.items()}


@lru_cache(maxsize=1)
def _inner_labels() -> frozenset[str]:
    """Labels that mean something only inside a larger box (当事人/名称 → 名称)."""
    return frozenset(k.rsplit("/", 1)[1] for k in _labels() if "/" in k)


@lru_cache(maxsize=20000)
def fields_named(label: str, group: str, code: str | None) -> tuple[Field, ...]:
    """The fields that ``label`` (as printed) names in a document of kind ``code``.

    ``group`` is the squashed label of the larger box it stands in, or an empty string.
    """
    table = _labels()
    keys = label_keys(label)
    if any(w in label for w in SIGN_WORDS):
        keys = keys[:1]  # 当事人（签名） is a place to sign, not the field 当事人
    for key in keys:
        for name in (f"{group}/{key}", key) if group else (key,):
            hits = []
            for f in table.get(name, ()):
                bound = code in f.extra and name in f.extra[code]
                general = name in f.labels and code not in f.not_in
                if bound or (general and (not f.only or code in f.only)):
                    hits.append(f)
            if hits:
                return tuple(hits)
    return ()


@lru_cache(maxsize=20000)
def is_label(text: str) -> bool:
    """Whether ``text`` as a whole is a label that some document uses."""
    if len(text) > 60:
        return False
    table, inner = _labels(), _inner_labels()
    return (
        any(k in table or k in inner for k in label_keys(text))
        or opinion_role(text) is not None
        or group_of(text) != ""
        or (signature_role(text) is not None)
    )


_GROUPS = {
    "当事人": ("当事人", "被处罚", "违法嫌疑", "相对人", "被检查", "被调查", "违法行为人", "被查封"),
    "被询问人": ("被询问", "询问对象"),
    "现场人员": ("现场人员", "在场人员"),
    "单位": ("单位", "法人", "其他组织", "法人或其他组织", "法人或者其他组织", "组织"),
    "个人": ("个人", "自然人", "公民"),
    "个体工商户": ("个体工商户", "个体户"),
}
_GROUP_TAILS = ("", "基本情况", "情况", "基本信息", "信息", "身份", "人", "单位", "资料")


@lru_cache(maxsize=20000)
def group_of(text: str) -> str:
    """The larger box that ``text`` names (当事人基本情况 → 当事人), else an empty string."""
    for key in label_keys(text):
        for name, heads in _GROUPS.items():
            if any(key == h + t for h in heads for t in _GROUP_TAILS):
                return name
    return ""


@lru_cache(maxsize=1)
def _roles() -> dict[str, list[tuple[str, Pattern[str]]]]:
    import re

    data = _read("roles.toml")
    found: dict[str, list[tuple[str, Pattern[str]]]] = {"opinion": [], "signature": []}
    for row in data["opinion"]:
        body = "|".join(source(p, spaced=False) for p in row["patterns"])
        found["opinion"].append((row["role"], re.compile(f"(?:{body})")))
    for row in data["signature"]:
        body = "|".join(source(p, spaced=False) for p in row["patterns"])
        found["signature"].append((row["role"], re.compile(f"(?:{body})")))
    return found


_OPINION_WORDS = ("意见", "审批", "批示", "审核", "审查", "签发", "签批", "建议", "审定", "核审", "决定", "签字")


@lru_cache(maxsize=20000)
def opinion_role(label: str) -> str | None:
    """Whose opinion the box labelled ``label`` holds, or ``None`` for another kind of box."""
    for key in label_keys(label):
        if len(key) > 30 or not key.endswith(_OPINION_WORDS) or key.endswith(("当事人意见", "人签字")):
            continue
        for role, pattern in _roles()["opinion"]:
            if pattern.fullmatch(key):
                return role
    return None


_MODES = ("留置", "邮寄", "公告", "电子", "委托", "转交", "直接")


def delivery_mode(words: str) -> str:
    """The mode of delivery that ``words`` name, e.g. 留置送达, or an empty string."""
    if "当场" in words or "当面" in words or "现场" in words:
        return "直接送达"
    return next((f"{m}送达" for m in _MODES if m in words), "")


_SIGN_TAIL = (
    "逐页签名", "签名或者盖章", "签名或盖章", "签字或者盖章", "签字或盖章", "签名盖章", "签字盖章", "签名捺印", "签名按印",
    "签名", "签字", "签章", "盖章", "签收", "签名确认", "签字确认", "确认签名", "签名及日期", "签名日期",
)


@lru_cache(maxsize=20000)
def signature_role(label: str, bare: bool = False) -> str | None:
    """Who signs after ``label`` (被询问人签名或盖章 → 当事人), or ``None``.

    ``bare``: the label may be the role alone, as in a signature line 询问人：…　记录人：….
    """
    from casefiles.normalise import label_key

    key = label_key(label)
    named = False
    for tail in _SIGN_TAIL:
        if tail in key:
            key = key.replace(tail, "")
            named = True
    if not (named or bare):
        return None
    key = key.removesuffix("确认").removesuffix("处").removesuffix("栏").removesuffix("及时间")
    if not key or len(key) > 20:
        return None
    heads = [key, *label_keys(label)[1:]] if bare else [key]
    for part in [*heads, *key.replace("或者", "或").split("或")]:
        for role, pattern in _roles()["signature"]:
            if pattern.fullmatch(part):
                return role
    return None


@lru_cache(maxsize=1)
def phrases() -> dict[str, Phrase]:
    """Every phrase by its key, with its compiled patterns."""
    found = {}
    for key, p in _read("phrases.toml").items():
        never = compile_all(tuple(p["never"])) if p.get("never") else None
        find = compile_all(tuple(p["patterns"]))
        found[key] = Phrase(key, p["label"], find, never, tuple(p.get("not_before", ())))
    return found


def words_for_rules() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Fields, case-level facts and phrases by key with their Chinese names, for rule cards."""
    made = _read("made.toml")
    return (
        {**{f.key: f.label for f in fields().values()}, **made},
        _read("acts.toml"),
        {p.key: p.label for p in phrases().values()},
    )
