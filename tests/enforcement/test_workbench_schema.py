"""``rules schema``: every shipped card fits it, misspelt ones do not.

No validator of JSON Schema is among the dependencies; ``mistakes`` below implements just the
keywords that the schema uses, by the letter of the specification, and refuses any other, so that
nothing is taken for checked that is not.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from enforcement.workbench.cli import app
from enforcement.workbench.schema import card_schema
from rules.ruleset import HERE

SAYS_NOTHING = {"$schema", "$defs", "title", "description", "default", "x-taplo"}
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


def mistakes(value: Any, schema: Any, root: dict[str, Any]) -> Iterator[str]:
    """What is wrong with ``value``; an unknown keyword is an error of the test."""

    def fits(part: Any) -> bool:
        return not list(mistakes(value, part, root))

    if isinstance(schema, bool):
        if not schema:
            yield f"{value!r} is not allowed"
        return
    for key, rule in schema.items():
        if key in SAYS_NOTHING or key in ("then", "items", "properties"):
            continue  # read with if, and below
        if key == "$ref":
            name = rule.removeprefix("#/$defs/")
            yield from mistakes(value, root["$defs"][name], root)
        elif key == "type":
            if not TYPES[rule](value):
                yield f"{value!r} is no {rule}"
        elif key == "enum":
            if value not in rule:
                yield f"{value!r} is not listed"
        elif key == "const":
            if value != rule:
                yield f"{value!r} is not {rule!r}"
        elif key == "pattern":
            if isinstance(value, str) and not re.search(rule, value):
                yield f"{value!r} does not match"
        elif key == "format":
            assert rule == "date"
            if isinstance(value, str):
                date.fromisoformat(value)
        elif key == "required":
            if isinstance(value, dict):
                yield from (f"{k} is missing" for k in rule if k not in value)
        elif key == "additionalProperties":
            known = schema.get("properties", {})
            if isinstance(value, dict):
                for k in value.keys() - known.keys():
                    yield from (f"{k}: {m}" for m in mistakes(value[k], rule, root))
        elif key in ("minItems", "minProperties"):
            kind = list if key == "minItems" else dict
            if isinstance(value, kind) and len(value) < rule:
                yield f"fewer than {rule}"
        elif key == "maxProperties":
            if isinstance(value, dict) and len(value) > rule:
                yield f"more than {rule}"
        elif key == "anyOf":
            if not any(map(fits, rule)):
                yield f"{value!r} fits none"
        elif key == "oneOf":
            if sum(map(fits, rule)) != 1:
                yield f"{value!r} does not fit exactly one"
        elif key == "allOf":
            for part in rule:
                yield from mistakes(value, part, root)
        elif key == "if":
            if fits(rule):
                yield from mistakes(value, schema["then"], root)
        else:
            raise AssertionError(f"unknown keyword {key}")
    if isinstance(value, list) and "items" in schema:
        for v in value:
            yield from mistakes(v, schema["items"], root)
    if isinstance(value, dict):
        for k, part in schema.get("properties", {}).items():
            if k in value:
                yield from (f"{k}: {m}" for m in mistakes(value[k], part, root))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made = card_schema(HERE)
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def read(text: str) -> Any:
    """TOML as an editor hands it to a validator: days as text."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


CARDS = sorted((HERE / "catalogue").glob("*/*.toml"))


@pytest.mark.parametrize("path", CARDS, ids=lambda p: p.stem)
def test_every_shipped_card_fits(schema: dict[str, Any], path: Path) -> None:
    assert list(mistakes(read(path.read_text("utf-8")), schema, schema)) == []


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("CX-028", "remedy =", "remdy ="),  # a misspelt key
        ("CX-028", 'why = "', 'wy = "'),
        ("CX-028", "SD_HZ", "SD_HX"),  # no such kind, in a condition
        ("CX-001", "CF_LA", "CF_XX"),  # … and in a requirement
        ("CX-028", "service_limit", "servise_limit"),
        ("CX-028", '"决定书公告送达"', '"决定书公告送"'),
        ("CX-028", "case.decision_served", "case.decision_serve"),
        ("CX-018", "CF_TB.chair", "CF_TB.chairs"),
        ("CX-028", "XZCF-2021", "XZCF-2012"),
        ("CX-028", 'act = "decision_date"', 'act = "decision_day"'),
        ("CX-028", 'system = "程序"', 'system = "程序法"'),
        ("CX-028", "[require.within]", "[require.silent]\n[require.within]"),
        ("CX-028", "{ documents =", '{ types = ["行政处罚"], documents ='),
        ("CX-026", "decided_in_time", "decided_in_tme"),
        ("CX-026", "pauses =", "pause ="),  # an option of a check
        ("CX-026", '"case_limit"', '"case_limmit"'),
        ("SY-010", '"set_right"', '"set_rigth"'),
        ("SY-010", 'which = "任一"', 'which = "任何"'),
        ("WS-005", "numbers_unique", "number_unique"),
        ("WS-005", "whole = false", 'whole = "false"'),
    ],
)
def test_a_mistake_does_not_fit(schema: dict[str, Any], rule: str, old: str, new: str) -> None:
    text = (HERE / "catalogue" / rule[:2] / f"{rule}.toml").read_text("utf-8")
    assert old in text
    assert list(mistakes(read(text.replace(old, new)), schema, schema))


def test_the_id_may_be_written_but_need_not(schema: dict[str, Any]) -> None:
    text = (HERE / "catalogue" / "CX" / "CX-028.toml").read_text("utf-8")
    assert not list(mistakes(read(f'id = "CX-028"\n{text}'), schema, schema))
    assert list(mistakes(read(f'id = "CX28"\n{text}'), schema, schema))


def test_everything_an_author_may_write_is_described_in_chinese(schema: dict[str, Any]) -> None:
    """To put right: a line in enforcement/workbench/schema.toml."""
    models = {"Card": schema, **schema["$defs"]}
    for name, model in models.items():
        properties = model.get("properties", {})
        texts = [p["description"] for p in properties.values()]
        texts += [model["description"]] if properties else []
        assert all(re.search(r"[\u4e00-\u9fff]", t) for t in texts), (name, texts)
    kinds = schema["$defs"]["Kind"]
    shown = dict(zip(kinds["enum"], kinds["x-taplo"]["docs"]["enumValues"], strict=True))
    assert shown["SD_HZ"] == "送达回证"


def test_the_command_writes_a_file_or_says_why_not(tmp_path: Path) -> None:
    def run(file: Path) -> Result:
        return CliRunner().invoke(app, ["schema", str(file)])

    file = tmp_path / "规则.schema.json"
    assert run(file).exit_code == 0
    assert json.loads(file.read_text("utf-8"))["title"] == "anjuan 规则"
    refused = run(tmp_path / "没有" / "规则.schema.json")
    assert refused.exit_code == 2
    assert "写不了" in refused.output
