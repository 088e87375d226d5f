"""The JSON Schema of a rule card, for editors: what may be written where, with Chinese words."""

from collections.abc import Iterable, Mapping
from inspect import Parameter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from enforcement.assess import vocabulary
from enforcement.workbench.words import check_words, option_words
from rules.across import ACROSS, load_across
from rules.checks import CHECKS, load_checks
from rules.forms import Code, Ref
from rules.laws import Laws
from rules.loading import read_toml
from rules.model import Card
from rules.parameters import Parameters, departments
from rules.ruleset import Vocabulary, options_of

Schema = dict[str, Any]
_ENUMS = {  # where a card names something: the list of what there is
    "Card.act": "Act",
    "Basis.law": "Law",
    "Condition.departments": "Department",
    "Condition.check": "Question",
    "Filled.fields": "Field",
    "Within.limit": "Parameter",
    "Ahead.limit": "Parameter",
    "Says.phrases": "Phrase",
    "Silent.phrases": "Phrase",
    "People.field": "Field",
    "Checked.name": "Check",
    "Compared.name": "Comparison",
}
_ASKED = ("types", "procedures", "departments", "documents", "has", "fact", "check", "of")


def card_schema(rules: Path) -> Schema:
    """The schema of a card of the catalogue in ``rules``, with the words that are known there.

    Raises ``RuleError`` for a mistake in parameters, laws or conclusions.
    """
    load_checks()
    load_across()
    schema = Card.model_json_schema(by_alias=True)
    models: dict[str, Schema] = schema.pop("$defs")
    texts: Mapping[str, str] = read_toml(Path(__file__).parent / "schema.toml")["text"]
    for name, model in {"Card": schema, **models}.items():
        model.pop("title", None)
        model["description"] = texts.get(name, name)
        for key, value in model["properties"].items():
            path = f"{name}.{key}"
            model["properties"][key] = _property(value, _ENUMS.get(path), texts.get(path, key))
    schema["required"].remove("id")  # it is the name of the file
    for key in ("when", "unless"):
        items = schema["properties"][key]["items"]
        items["anyOf"] = [_link("Conclusion"), _link("Condition")]
    models["Condition"]["oneOf"] = [{"required": [key]} for key in _ASKED]
    models["Condition"]["allOf"] = [
        _if_key("fact", {"required": ["is"]}),
        _if_key("is", {"required": ["fact"]}),
        _if_key("of", {"anyOf": [{"required": ["since"]}, {"required": ["before"]}]}),
    ]
    models["Requirement"] |= {"minProperties": 1, "maxProperties": 1}
    models["Checked"]["allOf"] = [_if_called(name) for name in sorted(CHECKS)]
    models["Compared"]["allOf"] = [_if_called(name) for name in sorted(ACROSS)]
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "anjuan 规则"}
    return {**head, **schema, "$defs": {**models, **_words(rules)}}


def _link(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _property(value: Schema, enum: str | None, text: str) -> Schema:
    """A property with its Chinese description; what it names is one of the words there are."""
    plain = _plain(value)
    if enum is not None:
        inner = plain.get("items", plain)
        inner.pop("type", None)
        inner["$ref"] = f"#/$defs/{enum}"
    if "$ref" in plain:  # words beside a reference are not read by every editor
        plain = {"allOf": [{"$ref": plain.pop("$ref")}], **plain}
    return {**plain, "description": text}


def _plain(value: Any) -> Any:
    """Without what TOML does not have (null) or an editor does not need (titles, defaults)."""
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if not isinstance(value, dict):
        return value
    kept = {k: _plain(v) for k, v in value.items() if k not in ("title", "description", "default")}
    choices = [v for v in kept.get("anyOf", ()) if v != {"type": "null"}]
    if len(choices) == 1:
        kept = {**{k: v for k, v in kept.items() if k != "anyOf"}, **choices[0]}
    for name, pattern in (("Kind", _pattern(Code)), ("Ref", _pattern(Ref))):
        if kept.get("pattern") == pattern:
            return _link(name)
    return kept


def _pattern(annotated: Any) -> str:
    return str(TypeAdapter(annotated).json_schema()["pattern"])


def _if_key(key: str, then: Schema) -> Schema:
    return {"if": {"required": [key]}, "then": then}


def _if_called(name: str) -> Schema:
    """The options of one function, where it is the one that is named."""
    options = options_of(name)
    needed = [k for k, p in options.items() if p.default is p.empty]
    table: Schema = {
        "type": "object",
        "properties": {k: _option(name, k, p) for k, p in options.items()},
        "additionalProperties": False,
    }
    then: Schema = {"properties": {"with": table}}
    if needed:
        table["required"] = needed
        then["required"] = ["with"]
    return {"if": {"required": ["name"], "properties": {"name": {"const": name}}}, "then": then}


def _option(check: str, key: str, p: Parameter) -> Schema:
    text = option_words(key, check) or key
    if key in ("limit", "minutes"):
        return _property({"type": "string"}, "Parameter", text)
    return _property(TypeAdapter(p.annotation).json_schema(), None, text)


# --- words ------------------------------------------------------------------------------------


def _words(rules: Path) -> Schema:
    """The lists of what cards may name, each word with what it means."""
    v, laws = vocabulary(), Laws.load(rules / "laws")
    parameters = {p.name: p.title for p in Parameters.load(rules / "parameters")}
    named = {d.name: "、".join(d.agencies) for d in departments()}
    versions = {
        i: f"{law.name} {version.title}"
        for law in laws
        for version in law.versions
        for i in (version.id, *version.also)
    }
    versions |= {law.id: law.name for law in laws if len(law.versions) == 1}
    questions = [n for n in CHECKS if all(p.default is not p.empty for p in options_of(n).values())]
    return {
        "Kind": _enum(v.kinds),
        "Act": _enum(v.acts),
        "Field": _enum(v.fields),
        "Phrase": _enum(v.phrases),
        "Parameter": _enum(parameters),
        "Law": _enum(versions),
        "Department": _enum(named),
        "Conclusion": _enum(_conclusions(rules)),
        "Check": _enum({n: check_words(n) for n in CHECKS}),
        "Question": _enum({n: check_words(n) for n in questions}),
        "Comparison": _enum({n: check_words(n) for n in ACROSS}),
        "Ref": _ref(v),
    }


def _enum(words: Mapping[str, str]) -> Schema:
    listed = sorted(words)
    shown = {"docs": {"enumValues": [words[w] or w for w in listed]}}
    return {"type": "string", "enum": listed, "x-taplo": shown}


def _conclusions(rules: Path) -> dict[str, str]:
    items = [
        item
        for path in sorted((rules / "conclusions").glob("*.toml"))
        for item in read_toml(path).get("conclusion", [])
    ]
    return {str(i.get("name", "")): str(i.get("means", "")) for i in items}


def _ref(v: Vocabulary) -> Schema:
    """A reference: a fact of the case, or a field or phrase of a kind (``*``: of every kind)."""

    def either(words: Iterable[str]) -> str:
        return "|".join(sorted(words))

    place = rf"(\*|{either(v.kinds)})\.({either({**v.fields, **v.phrases})})"
    acts = {f"case.{k}": label for k, label in v.acts.items()}
    text = "case.案卷事实，或者 文书种类.栏目（* 是每种文书）"
    return {
        "description": text,
        "anyOf": [_enum(acts), {"type": "string", "pattern": f"^{place}$"}],
    }
