"""Documents as other departments draw them, and what has to be read from each.

The documents stand in ``departments/*.toml``: ``name``, ``text`` (drawn as in ``layouts.py``), the
``code`` of their kind, ``facts`` that must be read exactly so, ``blank`` fields that must be found
empty, ``absent`` fields that must not be found, ``says`` and ``silent`` phrases.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casefiles.extract import extract
from casefiles.facts import Delivery, Document, Listed, Opinion, Penalty, Recording, Signature
from tests.casefiles.layouts import reading

FOLDER = Path(__file__).parent / "departments"
CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["document"]
]
# Fields whose facts are lists of persons: their names, each once, in reading order.
PEOPLE = frozenset(
    "acting officers recorder interviewee party_person chair attendees nonvoting hearing_staff"
    " reviewer servers witness legal_rep agent".split()
)
LISTS = frozenset("opinions signatures penalties deliveries listed recordings".split())


def _words(*parts: object) -> str:
    return " ".join(str(p) for p in parts if p not in (None, "", ()))


def _plain(value: Any) -> Any:
    """A fact's value as the data files write it."""
    if isinstance(value, Opinion):
        return _words(value.role, "、".join(value.people) or "无签名", value.day)
    if isinstance(value, Signature):
        state = "拒签" if value.refused else "、".join(value.people) or ("有" if value.filled else "空")
        return _words(value.role, state, value.day)
    if isinstance(value, Penalty):
        return _words(value.kind, value.yuan)
    if isinstance(value, Delivery):
        signed = "拒签" if value.receiver.refused else "签收" if value.receiver.filled else "未签收"
        who = _words("、".join(value.servers), "见证" * bool(value.witness) + "、".join(value.witness))
        return _words(value.title, value.number, value.day, value.mode, signed, who)
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
        return sorted(set(found)) if key in ("penalties", "signatures") else found
    return _plain(d.value(key))


def _same(read: Any, wanted: Any, key: str) -> bool:
    if isinstance(read, Decimal):
        return bool(read == Decimal(str(wanted)))
    if key in ("penalties", "signatures", "with_certs"):
        return bool(read == sorted(wanted))
    # A day is not a moment: equal only if both say the same.
    return bool(read == wanted) and type(read) is type(wanted)


@pytest.mark.parametrize("case", CASES)
def test_document_of_another_department(case: dict[str, Any]) -> None:
    d = extract(reading(case["text"]))
    wrong = {}
    if d.code != case["code"]:
        wrong["code"] = (d.code, case["code"])
    for key, wanted in case.get("facts", {}).items():
        if not _same(found := _read(d, key), wanted, key):
            wrong[key] = (found, wanted)
    for key in case.get("blank", ()):
        facts = d.all(key)
        if not facts or any(not f.blank for f in facts):
            wrong[key] = ([_plain(f.value) for f in facts], "留空")
    for key in case.get("absent", ()):
        if any(not f.blank for f in d.all(key)):
            wrong[key] = ([_plain(f.value) for f in d.all(key)], "不应读到")
    for key in case.get("says", ()):
        if d.value(key) is not True:
            wrong[key] = ("没有读到", "应读到")
    for key in case.get("silent", ()):
        if d.value(key) is not None:
            wrong[key] = (d.all(key)[0].words, "不应读到")
    assert not wrong, "\n".join(f"{k}: {a!r} ≠ {b!r}" for k, (a, b) in wrong.items())


def test_every_department_is_there() -> None:
    assert len(list(FOLDER.glob("*.toml"))) >= 9
    assert len(CASES) >= 60
