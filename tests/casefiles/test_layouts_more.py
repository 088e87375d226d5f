"""Documents as other departments draw them, and what has to be read from each.

The documents stand in ``departments/*.toml``: ``name``, ``text`` (drawn as in ``layouts.py``), the
``code`` of their kind, ``facts`` that must be read exactly so, ``blank`` fields that must be found
empty, ``absent`` fields that must not be found, ``says`` and ``silent`` phrases.
"""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casefiles.extract import extract
from casefiles.facts import Delivery, Document, Listed, Opinion, Penalty, Recording, Signature
from tests.casefiles.layouts import reading

FOLDER = Path(__file__).parent / "departments"
CASES: dict[str, dict[str, Any]] = {
    f"{path.stem}-{case['name']}": case
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["document"]
}
# Fields whose facts are lists of persons: their names, each once, in reading order.
PEOPLE = (
    *("acting", "officers", "helpers", "recorder", "interviewee", "party_person", "chair"),
    *("attendees", "nonvoting", "hearing_staff", "reviewer", "servers", "witness"),
    *("legal_rep", "agent"),
)
LISTS = ("opinions", "signatures", "penalties", "deliveries", "listed", "recordings")
UNORDERED = ("penalties", "signatures", "with_certs")


def _words(*parts: object) -> str:
    return " ".join(str(p) for p in parts if p not in (None, "", ()))


def _names(people: tuple[str, ...], nobody: str = "") -> str:
    return "、".join(people) or nobody


def _plain(value: Any) -> Any:
    """A fact's value as the data files write it."""
    if isinstance(value, Opinion):
        return _words(value.role, _names(value.people, "无签名"), value.day)
    if isinstance(value, Signature):
        state = "拒签" if value.refused else _names(value.people, "有" if value.filled else "空")
        return _words(value.role, state, value.day)
    if isinstance(value, Penalty):
        return _words(value.kind, value.yuan)
    if isinstance(value, Delivery):
        signed = value.receiver
        state = "拒签" if signed.refused else "签收" if signed.filled else "未签收"
        witness = "见证" * bool(value.witness) + _names(value.witness)
        return _words(
            *(value.title, value.number, value.day, value.mode, state),
            *(_names(value.servers), witness),
        )
    if isinstance(value, Listed):
        return _words(value.title, value.code, value.number, value.day, value.pages)
    if isinstance(value, Recording):
        return _words(value.name, value.subject, value.start, value.end)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def _read(d: Document, key: str) -> Any:
    if key in PEOPLE:
        return list(dict.fromkeys(p.name for f in d.all(key) if f.value for p in f.value))
    if key == "with_certs":
        return sorted(f"{p.name} {p.cert}" for f in d.all("acting") for p in f.value)
    if key in LISTS:
        found = ["空" if f.value is None else _plain(f.value) for f in d.all(key)]
        return sorted(set(found)) if key in UNORDERED else found
    return _plain(d.value(key))


def _same(read: Any, wanted: Any, key: str) -> bool:
    if isinstance(read, Decimal):
        return bool(read == Decimal(str(wanted)))
    if key in UNORDERED:
        return bool(read == sorted(wanted))
    # A day is not a moment: equal only if both say the same.
    return bool(read == wanted) and type(read) is type(wanted)


def _wrong(case: dict[str, Any], text: str) -> list[str]:
    """One line for each thing that is not read from ``text`` as ``case`` says."""
    d = extract(reading(text))
    wrong: list[str] = []
    if d.code != case["code"]:
        wrong.append(f"文书种类 {d.code}，应为 {case['code']}")
    for key, wanted in case.get("facts", {}).items():
        if not _same(found := _read(d, key), wanted, key):
            wrong.append(f"{key} 读作 {found!r}，应为 {wanted!r}")
    for key in case.get("blank", ()):
        if not d.all(key) or any(not f.blank for f in d.all(key)):
            wrong.append(f"{key} 应读作留空，读到 {[f.words for f in d.all(key)]}")
    for key in case.get("absent", ()):
        if any(not f.blank for f in d.all(key)):
            wrong.append(f"{key} 不应读到，读到 {[f.words for f in d.all(key)]}")
    wrong += [f"没有读到用语 {key}" for key in case.get("says", ()) if d.value(key) is not True]
    for key in case.get("silent", ()):
        if d.value(key) is not None:
            wrong.append(f"不应读到用语 {key}：{d.all(key)[0].words}")
    return wrong


@pytest.mark.parametrize("name", CASES)
def test_document_of_another_department(name: str) -> None:
    assert not (wrong := _wrong(CASES[name], CASES[name]["text"])), "\n".join(wrong)


VARIANTS: dict[str, Callable[[str], str]] = {
    "半角冒号": lambda text: text.replace("：", ":"),
    "冒号后空格": lambda text: text.replace("：", "：\u3000"),
    "半角空格": lambda text: text.replace("\u3000", "  "),
    "不间断空格": lambda text: text.replace(" ", "\xa0"),
    "半角括号": lambda text: text.replace("（", "(").replace("）", ")"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_other_punctuation_reads_the_same(variant: str) -> None:
    wrong = [
        f"{name}：{line}"
        for name, case in CASES.items()
        for line in _wrong(case, VARIANTS[variant](case["text"]))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_department_is_there() -> None:
    assert len({name.split("-")[0] for name in CASES}) >= 9
    assert len(CASES) >= 100
    assert all(c.get("facts") or c.get("absent") for c in CASES.values())
