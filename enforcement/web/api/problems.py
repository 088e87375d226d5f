"""Errors as RFC 9457 tells them: a stable code and address for programs, Chinese for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from rules.loading import explain

MEDIA = "application/problem+json"
_SHORT = {
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "greater_than": "太小",
    "string_too_long": "太长",
    "too_long": "太多",
    "extra_forbidden": "没有这一项，请检查名称",
    "literal_error": "不是可用的值",
    "json_invalid": "不是有效的 JSON",
    "bool_parsing": "应为 true 或 false",
    "int_parsing": "应为整数",
    "decimal_parsing": "应为数",
    "decimal_type": "应为数",
    "finite_number": "应为有限的数",
    "string_unicode": "不是有效的文字",
    "model_attributes_type": "应为一组键值",
    "date_from_datetime_parsing": "应为日期，例如 2026-03-05",
    "date_parsing": "应为日期，例如 2026-03-05",
}


@dataclass(slots=True, frozen=True)
class Kind:
    """One kind of error: its code never changes."""

    code: str
    status: int
    title: str
    then: str  # what the calling program should do


KINDS = (
    Kind("mistake", 400, "提交的内容不能办理", "按 detail 改正后重新提交"),
    Kind("unauthorized", 401, "没有带有效的令牌", "在 Authorization: Bearer 里带上有效的令牌"),
    Kind("forbidden", 403, "账号没有办理这件事的权限", "换有权限的账号的令牌"),
    Kind("not_found", 404, "没有，或者不属于这个账号", "检查编号；不属于自己的也答没有"),
    Kind("method_not_allowed", 405, "这个地址不能用这种方法", "看接口说明里的方法"),
    Kind("refused", 409, "现在的状态不能办这一步", "按 detail 先办前面的步骤"),
    Kind("conflict", 409, "别人先办了", "重新读取，确认后再办"),
    Kind("too_large", 413, "提交的内容太大", "拆分后分几次提交"),
    Kind("wrong_host", 421, "不认识这个主机名", "用服务器启动时写明的主机名访问"),
    Kind("invalid", 422, "内容不完整或者格式不对", "看 errors 里的每一项"),
    Kind("key_reused", 422, "幂等键已用于另一份内容", "新的内容用新的幂等键"),
    Kind("internal", 500, "程序出错", "稍后重试；仍不行的告诉系统管理员"),
    Kind("unavailable", 503, "数据库暂时不能用", "稍后用同一个幂等键重试"),
)
BY_CODE = {k.code: k for k in KINDS}
_BY_STATUS = {k.status: k for k in reversed(KINDS)}  # the first of each status


class Wrong(BaseModel):
    """One place of a request that is wrong."""

    where: str = Field(description="哪一项", examples=["body.rate"])
    says: str = Field(description="应当怎样", examples=["应为数"])


class Problem(BaseModel):
    """The body of every error."""

    type: str = Field(description="这种错误的说明", examples=["/api/docs#error-refused"])
    title: str = Field(description="错误的种类", examples=["现在的状态不能办这一步"])
    status: int = Field(description="HTTP 状态码", examples=[409])
    detail: str = Field(
        description="这一次错在哪里、应先做什么",
        examples=["现在是“已接收”，下一步是抽取"],
    )
    code: str = Field(description="给程序判断用，不会改变", examples=["refused"])
    errors: list[Wrong] = Field(default=[], description="code 为 invalid 时，错的各项")


class Told(Exception):
    """An error of one of the ``KINDS`` that no other exception stands for."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def answer(
    status: int, detail: str, code: str = "", errors: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """The error as an answer; the code follows from the status where none is given."""
    kind = BY_CODE.get(code) or _BY_STATUS.get(status)
    if kind is None:
        kind = Kind("other", status, "没有办成", "")
    body: dict[str, Any] = {
        "type": f"/api/docs#error-{kind.code}",
        "title": kind.title,
        "status": status,
        "detail": detail or kind.title,
        "code": kind.code,
    }
    if errors:
        body["errors"] = [_wrong(e).model_dump() for e in errors]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status, media_type=MEDIA, headers=headers)


def _wrong(error: Mapping[str, Any]) -> Wrong:
    # What was given is not told back: it may hold personal data, and logs would keep it.
    where = ".".join(str(p) for p in error["loc"])
    kind = error["type"]
    if kind == "value_error":
        return Wrong(where=where, says=str(error["ctx"]["error"]))
    return Wrong(where=where, says=_SHORT.get(kind) or explain(error))


def is_api(request: Request) -> bool:
    """Whether a program asks (the page with the documentation is for people)."""
    path = request.url.path
    return path.startswith("/api/") and path != "/api/docs"


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI is told about errors with these statuses, besides those that all share."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in sorted({400, 401, 403, 413, 422, 503, *statuses}):
        kinds = [k for k in KINDS if k.status == status]
        content = {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {k.code: {"value": _example(k)} for k in kinds},
        }
        says = "；".join(f"{k.code}：{k.title}" for k in kinds)
        found[status] = {"description": says, "content": {MEDIA: content}}
    return found


def _example(k: Kind) -> dict[str, Any]:
    said = {
        "type": f"/api/docs#error-{k.code}",
        "title": k.title,
        "status": k.status,
        "detail": k.then,
        "code": k.code,
    }
    if k.code == "invalid":
        said["errors"] = [{"where": "body.rate", "says": "缺少这一项，必须填写"}]
    return said
