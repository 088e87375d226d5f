"""The documentation of the interface: OpenAPI, and a page made from it, all from this server."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from enforcement.web.api.problems import KINDS, Problem, Wrong
from enforcement.web.guard import Visiting
from enforcement.web.view import page

_ABOUT = (
    "别的系统用令牌代一个账号办事，权限与账号相同，每一步都记入同一本账。"
    "令牌写在 Authorization: Bearer 里。时间是 UTC 的 ISO 8601，日期写 2026-03-05。"
    "列表用 limit 和 offset 翻页，next 是下一页的地址。证件号码、账号、手机号码默认遮盖。"
    "错误是 application/problem+json（RFC 9457），程序看 code，人看 detail。"
)


def install(app: FastAPI) -> None:
    """The schema and the page."""

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]

    @app.get("/api/docs", include_in_schema=False)
    def documentation(here: Visiting) -> Response:
        """The documentation for people."""
        found = schema()
        groups: dict[str, list[dict[str, Any]]] = {}
        for step in _steps(found):
            groups.setdefault(step["tag"], []).append(step)
        return page(here, "api_docs.html", groups=groups, about=_ABOUT, kinds=KINDS)


def _schema(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title="案卷接口", version="1", description=_ABOUT, routes=app.routes)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, Wrong):
        schemas[model.__name__] = model.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schemas[model.__name__].pop("$defs", None)
    return found


def _steps(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each operation as the page shows it."""
    for path, methods in schema["paths"].items():
        for method, o in methods.items():
            content = o.get("requestBody", {}).get("content", {})
            good = next((c for c in o["responses"] if c.startswith("2")), "")
            yield {
                "tag": (o.get("tags") or ["其他"])[0],
                "method": method.upper(),
                "path": path,
                "id": o["operationId"],
                "summary": o.get("summary", ""),
                "description": o.get("description", ""),
                "parameters": [_parameter(p) for p in o.get("parameters", ())],
                "body": [
                    {"type": kind, "fields": list(_fields(schema, c.get("schema", {}))),
                     "example": _example(schema, c.get("schema", {}))}
                    for kind, c in content.items()
                ],
                "good": good,
                "errors": [c for c in o["responses"] if not c.startswith("2")],
            }  # fmt: skip


def _parameter(p: dict[str, Any]) -> dict[str, Any]:
    s = p.get("schema", {})
    examples = s.get("examples") or [p.get("example", "")]
    says = p.get("description") or s.get("description") or ""
    where = {"path": "地址", "query": "查询", "header": "请求头"}[p["in"]]
    return {"name": p["name"], "where": where, "must": p.get("required", False),
            "says": says, "example": examples[0]}  # fmt: skip


def _resolved(schema: dict[str, Any], s: dict[str, Any]) -> dict[str, Any]:
    name = s.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, s)
    return found


def _fields(schema: dict[str, Any], s: dict[str, Any]) -> Iterator[dict[str, Any]]:
    model = _resolved(schema, s)
    for name, f in model.get("properties", {}).items():
        yield {"name": name, "must": name in model.get("required", ()), "type": _type(f),
               "says": f.get("description", "")}  # fmt: skip


_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否",
          "array": "列表", "object": "一组键值", "null": "null"}  # fmt: skip


def _type(f: dict[str, Any]) -> str:
    if "enum" in f:
        return "、".join(map(str, f["enum"]))
    if "anyOf" in f:
        return " 或 ".join(dict.fromkeys(_type(x) for x in f["anyOf"]))
    if f.get("format") == "date":
        return "日期"
    return _TYPES.get(f.get("type", "object"), "文字")


def _example(schema: dict[str, Any], s: dict[str, Any]) -> str:
    example = _resolved(schema, s).get("example")
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=1)
