"""Reading TOML that people write: every mistake is told with file, key, what was expected."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class RuleError(Exception):
    """A mistake in a rule file. The message is Chinese: file, key, what was expected, nearest."""


def nearest(word: str, known: Iterable[str]) -> str:
    """``；是否想写“x”？`` for the nearest known word, else an empty string."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"；是否想写“{close[0]}”？" if close else ""


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file; a syntax error is a ``RuleError`` with the line."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            f"{path.name}：不是有效的 TOML（{error}）；请检查引号和括号是否成对"
        ) from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8") from error


def build(model: type[M], data: Any, where: str) -> M:
    """``model`` from ``data``; the first mistake becomes a ``RuleError``."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise RuleError(f"{where}：{_explain(error, model)}") from error


def explain(error: Any) -> str:
    """One mistake that pydantic found in a value, in Chinese."""
    return str(_WORDS.get(error["type"], error["msg"]))


_WORDS = {
    "missing": "缺少这一项，必须填写",
    "string_type": "应为文字（加引号）",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数，例如 0.6（不加引号）",
    "bool_type": "应为 true 或 false",
    "date_type": "应为日期，例如 2021-07-15（不加引号）",
    "date_from_datetime_parsing": "应为日期，例如 2021-07-15",
    "tuple_type": '应为列表，例如 ["CF_JD2"]',
    "too_short": "至少要有一项",
    "string_too_short": "不能空着",
    "date_from_datetime_inexact": "应为日期，不带时间，例如 2021-07-15",
    "dict_type": "应为一组键值",
    "list_type": '应为列表，例如 ["CF_JD2"]',
    "union_tag_invalid": "写法不对",
    "model_type": "应为一组键值",
    "string_pattern_mismatch": "格式不对",
}


def _explain(error: ValidationError, model: type[BaseModel]) -> str:
    # A misspelt key shows up twice, as unknown and as missing: the unknown one is the mistake.
    # Of the branches of a choice (a name or a condition) the plain-text one says least.
    first = min(error.errors(), key=lambda e: (e["type"] != "extra_forbidden", "str" in e["loc"]))
    key = ".".join(
        str(p) for p in first["loc"] if not str(p).startswith(("function-", "Condition"))
    )
    kind = first["type"]
    if kind == "extra_forbidden":
        name = str(first["loc"][-1])
        known = _keys(model, list(first["loc"][:-1]))
        return f"不认识的键“{key}”；可用的键：{'、'.join(sorted(known))}{nearest(name, known)}"
    if kind == "literal_error":
        given = str(first["input"])
        allowed = [
            w.strip("'") for w in str(first["ctx"]["expected"]).replace(" or ", ", ").split(", ")
        ]
        return f"“{key}”的值“{given}”不对；应为：{'、'.join(allowed)}{nearest(given, allowed)}"
    if kind == "value_error":
        return f"“{key}”：{first['ctx']['error']}" if key else str(first["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"“{key}”的值“{first['input']}”格式不对；应符合 {first['ctx']['pattern']}"
    return f"“{key}”：{explain(first)}"


def _keys(model: type[BaseModel], path: list[Any]) -> set[str]:
    """The keys allowed at ``path`` of ``model`` (its aliases where it has them)."""
    current: Any = model
    for part in path:
        fields = getattr(current, "model_fields", {})
        match = next((f for n, f in fields.items() if part in (n, f.alias)), None)
        if match is None:
            continue
        current = next((m for m in _models(match.annotation)), current)
    return {f.alias or n for n, f in getattr(current, "model_fields", {}).items()}


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in _models(a)]
