"""The data of extraction, loaded once: fields with their labels, roles, phrases, acts."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from re import Pattern
from typing import Any

from casefiles.normalise import label_key, label_keys, squash
from casefiles.pattern import compile_all, source

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
    shape: Pattern[str] | None  # labels that are not listed one by one

    def belongs(self, code: str | None) -> bool:
        """Whether a document of kind ``code`` can have this field under its general labels."""
        return code not in self.not_in and (not self.only or code in self.only)


@dataclass(slots=True, frozen=True)
class Phrase:
    """Words that say that something was said; ``never`` cancels a match in its sentence,
    ``not_before`` one that directly follows one of these words."""

    key: str
    label: str
    find: Pattern[str]
    never: Pattern[str] | None
    not_before: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class PenaltyKind:
    """A penalty without an amount: the words that impose it, those that only look like them, and
    whether the words are quoted to the end of their clause."""

    kind: str
    find: Pattern[str]
    never: Pattern[str] | None
    clause: bool


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((KINDS / name).read_text("utf-8"))


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Every field by its key, in file order (earlier ones win where a label names several)."""
    found = {}
    for key, f in _read("fields.toml").items():
        extra = {
            code: frozenset(map(squash, labels)) for code, labels in f.get("kinds", {}).items()
        }
        found[key] = Field(
            key,
            f["label"],
            f["type"],
            frozenset(f.get("only", ())),
            frozenset(f.get("not_in", ())),
            frozenset(map(squash, f["labels"])),
            extra,
            compile_all(tuple(f["patterns"]), spaced=False) if "patterns" in f else None,
        )
    return found


@lru_cache(maxsize=64)
def words(name: str) -> tuple[str, ...]:
    """The list ``name`` of ``kinds/words.toml``."""
    return tuple(_read("words.toml")[name])


SIGN_WORDS = words("sign_marks")


@lru_cache(maxsize=1)
def _shapes() -> tuple[Field, ...]:
    return tuple(f for f in fields().values() if f.shape is not None)


@lru_cache(maxsize=1)
def _any_shape() -> Pattern[str]:
    """One pattern for all shapes: most words have none of them."""
    return re.compile("|".join(f"(?:{f.shape.pattern})" for f in _shapes() if f.shape))


def _shaped(label: str) -> tuple[Field, ...]:
    """The fields whose label ``label`` is by its shape, where no list has it."""
    if " " in label.strip() or "\u3000" in label.strip():
        return ()  # two words side by side may look like one long label
    keys = [k for k in label_keys(label) if _any_shape().fullmatch(k)]
    if not keys:
        return ()
    return tuple(f for f in _shapes() if f.shape and any(f.shape.fullmatch(k) for k in keys))


@lru_cache(maxsize=1)
def _labels() -> dict[str, tuple[Field, ...]]:
    """Label → the fields it may name: those bound to some kinds first, then the general ones."""
    found: dict[str, list[Field]] = {}
    for f in fields().values():
        for label in f.labels | frozenset(x for v in f.extra.values() for x in v):
            found.setdefault(label, []).append(f)
    return {k: tuple(sorted(v, key=lambda f: not f.only)) for k, v in found.items()}


_PARTS = re.compile(r"[、/及和与]")


@lru_cache(maxsize=1)
def party_lead() -> Pattern[str]:
    """A word for a party that stands right before its name, at the beginning of a paragraph."""
    labels = (w for w in fields()["party_name"].labels if "/" not in w and not w.endswith("名称"))
    return re.compile(rf"\s*(?:{'|'.join(sorted(labels, key=lambda w: (-len(w), w)))})")


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
                if bound or (name in f.labels and f.belongs(code)):
                    hits.append(f)
            if hits:
                return tuple(hits)
    shaped = tuple(f for f in _shaped(label) if f.belongs(code))
    parts = _PARTS.split(squash(label)) if not shaped else []
    if len(parts) == 2 and all(parts):
        # 送审人、送审日期: two labels in one cell; each reads its own type from the value.
        return tuple({f.key: f for p in parts for f in fields_named(p, group, code)}.values())
    return shaped


@lru_cache(maxsize=20000)
def is_label(text: str) -> bool:
    """Whether ``text`` as a whole is a label that some document uses."""
    if len(text) > 60:
        return False
    table, inner, marks = _labels(), _inner_labels(), words("sign_cells")
    return (
        any(k in table or k in inner or k in marks for k in label_keys(text))
        or bool(_shaped(text))
        or opinion_role(text) is not None
        or group_of(text) != ""
        or signature_role(text) is not None
        or (len(parts := squash(text).split("/")) == 2 and all(p and is_label(p) for p in parts))
    )


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Label of a larger box → the name of the group."""
    data = _read("words.toml")
    return {
        head + tail: name
        for name, heads in data["groups"].items()
        for head in heads
        for tail in data["group_tails"]
    }


@lru_cache(maxsize=20000)
def group_of(text: str) -> str:
    """The larger box that ``text`` names (当事人基本情况 → 当事人), else an empty string."""
    return next((g for key in label_keys(text) if (g := _groups().get(key))), "")


@lru_cache(maxsize=1)
def _roles() -> dict[str, list[tuple[str, Pattern[str]]]]:
    data = _read("roles.toml")
    found: dict[str, list[tuple[str, Pattern[str]]]] = {
        "opinion": [],
        "signature": [],
        "signature in one word": [],
        "bare": [],
    }
    for name in ("opinion", "bare"):
        for row in data[name]:
            body = "|".join(source(p, spaced=False) for p in row["patterns"])
            found[name].append((row["role"], re.compile(f"(?:{body})")))
    for row in data["signature"]:
        body = "|".join(source(p, spaced=False) for p in row["patterns"])
        kind = "signature in one word" if row.get("one_word") else "signature"
        found[kind].append((row["role"], re.compile(f"(?:{body})")))
    return found


@lru_cache(maxsize=20000)
def opinion_role(label: str) -> str | None:
    """Whose opinion the box labelled ``label`` holds, or ``None`` for another kind of box."""
    if any(c in label for c in "。，；,;"):
        return None  # an opinion, not the label of its box
    for key in label_keys(label):
        if key.startswith(words("opinion_begins")):
            continue
        if (
            len(key) > 30
            or not key.endswith(words("opinion_ends"))
            or key.endswith(words("opinion_never"))
        ):
            continue
        for role, pattern in _roles()["opinion"]:
            if pattern.fullmatch(key):
                return role
    return None


@lru_cache(maxsize=20000)
def bare_role(label: str) -> str | None:
    """Whose opinion stands in a box that is called by the role alone (局负责人), else ``None``."""
    key = label_key(label)
    return next((role for role, p in _roles()["bare"] if p.fullmatch(key)), None)


def delivery_mode(said: str) -> str:
    """The mode of delivery that ``said`` names, e.g. 留置送达, or an empty string."""
    if any(w in said for w in words("delivery_on_the_spot")):
        return "直接送达"
    return next((f"{m}送达" for m in words("delivery_modes") if m in said), "")


@lru_cache(maxsize=20000)
def signature_role(label: str, bare: bool = False) -> str | None:
    """Who signs after ``label`` (被询问人签名或盖章 → 当事人), or ``None``.

    ``bare``: the label may be the role alone, as in a signature line 询问人：…　记录人：….
    """
    key = whole = label_key(label)
    named = False
    for tail in words("sign_tails"):
        if tail in key:
            key = key.replace(tail, "")
            named = True
    if not (named or bare):
        return None
    for end in words("sign_ends"):
        if named or "意见" not in end:  # 负责人意见 is no place to sign
            key = key.removesuffix(end)
    if len(key) > 20:
        return None
    # 签收人 is a role of its own, not a 人 who signs.
    heads = [key, *label_keys(label)[1:]] if bare else [key, whole]
    several = " " in label.strip() or "\u3000" in label.strip()
    patterns = _roles()["signature"] + ([] if several else _roles()["signature in one word"])
    for part in [*heads, *key.replace("或者", "或").split("或")]:
        for role, pattern in patterns:
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


@lru_cache(maxsize=1)
def penalty_kinds() -> tuple[PenaltyKind, ...]:
    """The kinds of penalty in ``kinds/penalties.toml`` (行政处罚法第九条), in file order."""
    return tuple(
        PenaltyKind(
            p["kind"],
            compile_all(tuple(p["patterns"])),
            compile_all(tuple(p["never"])) if "never" in p else None,
            p.get("clause", False),
        )
        for p in _read("penalties.toml")["penalty"]
    )


@dataclass(slots=True, frozen=True)
class Source:
    """Where a fact of the whole case is read: a field of documents of some kinds (``how``
    field), the day the head of the agency signed them (approved), or that on which they were
    delivered (served); in case files of one ``type`` only, where it is named."""

    act: str
    how: str
    kinds: tuple[str, ...]
    field: str = ""
    type: str | None = None


@lru_cache(maxsize=1)
def act_sources() -> tuple[Source, ...]:
    """All sources of case-level facts, in file order: the first that gives a value counts."""
    found = []
    for act, a in _read("acts.toml").items():
        for s in a.get("from", ()):
            how = next(h for h in ("field", "approved", "served") if h in s)
            kinds = s["kinds"] if how == "field" else s[how]
            found.append(Source(act, how, tuple(kinds), s.get("field", ""), s.get("type")))
    return tuple(found)


def words_for_rules() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Fields, case-level facts and phrases by key with their Chinese names, for rule cards."""
    made = _read("made.toml")
    return (
        {**{f.key: f.label for f in fields().values()}, **made},
        {key: str(a["label"]) for key, a in _read("acts.toml").items()},
        {p.key: p.label for p in phrases().values()},
    )
