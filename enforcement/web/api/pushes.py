"""Pushing a case file: streamed to the disk, kept, checked in the background, looked up later."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from enforcement.review.desk import load_round
from enforcement.web import rights
from enforcement.web.accounts import Mistake
from enforcement.web.api.caller import Caller, may
from enforcement.web.api.listing import Limit, Listing, Offset, Word, paged
from enforcement.web.api.problems import Told, documented
from enforcement.web.api.rounds import Round
from enforcement.web.jobs import NotThere
from enforcement.web.pushes import KEY, Push, Pushes, SameKey

router = APIRouter(prefix="/api/v1", tags=["报送案卷"], responses=documented(404, 409))
Pushing = Annotated[Caller, Depends(may("file.push"))]
_ZIP = {"schema": {"type": "string", "format": "binary"}}


class PushOf(BaseModel):
    """A push and what became of it."""

    push: str = Field(examples=["Zq1o3b0mS0m7v2yq9oXn2w"])
    round: str = Field(examples=["2026-1"])
    name: str = Field(examples=["罚2024-002.zip"])
    key: str = Field(description="幂等键", examples=["oa-2026-000123"])
    state: str = Field(description="等候、检查中、已收下、没有收下", examples=["已收下"])
    says: str = Field(description="没有收下的，为什么、怎么办")
    file: str = Field(description="案卷编号，收下以后才有", examples=["3f2a90bc41d7"])
    what: str = Field(description="新收、新版本、没有变化", examples=["新收"])
    received: str = Field(description="什么时候收到（UTC）")
    sha256: str = Field(description="收到的内容的 SHA-256，可与自己的核对")


def pushes_of(request: Request) -> Pushes:
    """The pushes of this server."""
    found: Pushes = request.app.state.pushes
    return found


@router.post(
    "/rounds/{round}/files/upload",
    status_code=202,
    summary="报送案卷",
    description="请求体就是 zip（或者单个文书），边收边写，不进内存。答 202 后在后台检查，"
    "凭 Location 查结果。同一个幂等键、同样的内容再报一次，答同一个报送，不会重复；"
    "同一个键换了内容，答 422 key_reused。执法机关的账号只能报送本机关的案卷。",
    responses={
        **documented(404, 409, 413),
        200: {"model": PushOf, "description": "这个幂等键已经报送过，这是那一次"},
    },
    response_model=PushOf,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/zip": _ZIP, "application/octet-stream": _ZIP},
        }
    },
)
async def push(
    here: Pushing,
    request: Request,
    round_: Round,
    name: Annotated[str, Query(min_length=1, max_length=200, examples=["罚2024-002.zip"],
                               description="案卷的名称，带扩展名")],
    idempotency_key: Annotated[str, Header(max_length=100, examples=["oa-2026-000123"],
                                           description="1到100个字母、数字、-、_、.、:")],
    agency: Annotated[str, Query(max_length=120, description="承办机关；不写就从案卷里读")] = "",
    office: Annotated[str, Query(max_length=120, description="承办机构")] = "",
    file: Annotated[str, Query(max_length=40, description="是哪个案卷的新版本")] = "",
) -> Response:  # fmt: skip
    """Take in a case file."""
    if not re.fullmatch(KEY, idempotency_key):
        raise Mistake("Idempotency-Key 应为1到100个字母、数字、-、_、.、:")
    if any("\0" in x for x in (name, agency, office, file)):
        raise Mistake("名称里不能有空字符")
    whose = await run_in_threadpool(_whose, here, round_, agency, file)
    try:
        made, new = await pushes_of(request).receive(
            request.stream(),
            Push.of(here.account, round_, name, idempotency_key, whose, office, file),
        )
    except SameKey as error:
        raise Told("key_reused", str(error)) from error
    if new:
        await run_in_threadpool(pushes_of(request).start, made.id)
    shown = await run_in_threadpool(pushes_of(request).find, made.id, here.account.name)
    headers = {"Location": f"/api/v1/pushes/{made.id}"}
    if shown is None:
        raise NotThere
    return JSONResponse(_shown(shown), 202 if new else 200, headers=headers)


def _whose(here: Caller, round_: str, agency: str, file: str) -> str:
    """The agency the case file is taken in for; refused where it is not the account's."""
    here.round(round_)
    if file:
        here.file(file, "file.push")
    if rights.table().allows(here.account.roles, "file.push", False):
        return agency
    with here.desk.db.reading() as r:
        units = load_round(r, round_).units
    unit = here.account.unit
    if agency and not rights.owns(unit, agency, units):
        rights.check(here.account.roles, "file.push", False)
    # An office pushes for its agency.
    above = units.parent(unit) if units.level(unit) == "承办机构" else ""
    return agency or above or unit


def _shown(p: dict[str, Any]) -> dict[str, Any]:
    return PushOf(
        **{k: p[k] for k in PushOf.model_fields if k != "push"}, push=p["id"]
    ).model_dump()


@router.get("/pushes", summary="报送过的", description="这个账号的，新的在前。")
def pushes(here: Pushing, state: Word = "", limit: Limit = 50, offset: Offset = 0) -> Listing:
    """One's own pushes."""
    rows, total = pushes_of(here.request).of(here.account.name, state, limit, offset)
    return paged(here, [_shown(x) for x in rows], total, limit, offset)


@router.get("/pushes/{push}", summary="一次报送", description="等候和检查中的，隔几秒再查。")
def one(here: Pushing, push: Annotated[str, Path(max_length=40)]) -> PushOf:
    """One push."""
    found = pushes_of(here.request).find(push, here.account.name)
    if found is None:
        raise NotThere
    return PushOf(**_shown(found))
