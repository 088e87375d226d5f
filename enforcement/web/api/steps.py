"""The steps of one case file: reading, panel, opinion, objection, grade, rectification."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path as FilePath

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from enforcement.review import service_file, service_rectify, service_round
from enforcement.review.desk import Doing
from enforcement.review.files import NEXT, CaseState
from enforcement.review.parts import Added, Decision, Judged, Opinion
from enforcement.web.accounts import Mistake
from enforcement.web.api import bodies as b
from enforcement.web.api.caller import Caller, Calling
from enforcement.web.api.files import File
from enforcement.web.api.problems import documented
from enforcement.web.guard import settings_of
from enforcement.web.uploads import receive

router = APIRouter(
    prefix="/api/v1/files/{file}", tags=["案卷的各步"], responses=documented(404, 409)
)


class FileAct(BaseModel):
    """A case file after a step."""

    file: str = Field(examples=["3f2a90bc41d7"])
    state: str = Field(description="现在的状态", examples=["初评中"])
    version: int = Field(description="办下一步时可写在 seen 里", examples=[7])
    next: str = Field(description="接下来办什么", examples=["等两名评查人都提交"])


def _act(
    here: Caller, file: str, action: str, body: b.Body, do: Callable[[Doing], CaseState]
) -> FileAct:
    here.file(file, action)
    s = do(here.doing(body.why, body.seen))
    return FileAct(file=file, state=s.state, version=s.version, next=NEXT[s.state])


def _opinion(body: b.OpinionOf) -> Opinion:
    return Opinion(
        decisions=tuple(Decision(**d.model_dump()) for d in body.decisions),
        judged=tuple(Judged(**j.model_dump()) for j in body.judged),
        added=tuple(Added(**a.model_dump()) for a in body.added),
    )


@router.post("/assign", summary="指定评查人", description="排不上的人工指定，或者换人；照样回避。")
def assign(here: Calling, file: File, body: b.AssignOf) -> FileAct:
    """One reading by hand."""
    return _act(here, file, "round.run", body,
                lambda d: service_round.assign_one(here.desk, file, body.slot, body.reviewer, d)
                )  # fmt: skip


@router.put(
    "/reading", summary="初评：认定",
    description="只写这一次要认定的；写过的同一项以后一次为准。只能写自己的那一份。",
)  # fmt: skip
def decide(here: Calling, file: File, body: b.OpinionOf) -> FileAct:
    """Decisions in one's own reading."""
    return _act(here, file, "reading.decide", body,
                lambda d: service_file.decide(here.desk, file, _opinion(body), d))  # fmt: skip


@router.post("/reading/submit", summary="初评：提交", description="有没认定的就不能提交。")
def submit(here: Calling, file: File, body: b.Body) -> FileAct:
    """Hand in one's own reading."""
    return _act(here, file, "reading.decide", body,
                lambda d: service_file.submit(here.desk, file, d))  # fmt: skip


@router.post("/merge", summary="合议", description="只写两名评查人不一致的和要改的。")
def merge(here: Calling, file: File, body: b.PanelOf) -> FileAct:
    """The panel settles the differences."""
    return _act(here, file, "panel.merge", body, lambda d: service_file.merge(
        here.desk, file, body.members, _opinion(body), body.record, d))  # fmt: skip


@router.post("/opinion", summary="反馈评查意见", description="给机关的评查意见书。")
def opinion(here: Calling, file: File, body: b.FeedbackOf) -> FileAct:
    """The opinion to the agency."""
    return _act(here, file, "opinion.give", body, lambda d: service_file.give_opinion(
        here.desk, file, body.number, d, body.due))  # fmt: skip


@router.post("/accept", summary="机关没有异议", description="以后就可以终评。")
def accept(here: Calling, file: File, body: b.Body) -> FileAct:
    """No objection."""
    return _act(here, file, "opinion.answer", body,
                lambda d: service_file.accept(here.desk, file, d))  # fmt: skip


@router.post("/objection", summary="机关提出异议", description="points 是有异议的疑点编号。")
def object_to(here: Calling, file: File, body: b.ObjectionOf) -> FileAct:
    """An objection."""
    return _act(here, file, "opinion.answer", body, lambda d: service_file.object_to(
        here.desk, file, body.text, body.points, d))  # fmt: skip


@router.post("/review", summary="复核异议", description="由没有参加过这个案卷评查的人复核。")
def review(here: Calling, file: File, body: b.PanelOf) -> FileAct:
    """The second panel."""
    return _act(here, file, "objection.review", body, lambda d: service_file.review(
        here.desk, file, body.members, _opinion(body), body.record, d))  # fmt: skip


@router.post("/grade", summary="终评", description="扣除在有效期内的豁免，得分和推导存档。")
def grade(here: Calling, file: File, body: b.Body) -> FileAct:
    """The final grade."""
    return _act(here, file, "grade.set", body,
                lambda d: service_file.grade(here.desk, file, d))  # fmt: skip


@router.post("/notice", summary="整改通知", description="期限按工作日，不写按方案。")
def notice(here: Calling, file: File, body: b.NoticeOf) -> FileAct:
    """The notice to rectify."""
    return _act(here, file, "rectify.notice", body, lambda d: service_rectify.notify(
        here.desk, file, body.number, d, days=body.days, due=body.due, holder=body.holder
    ))  # fmt: skip


@router.post("/clear", summary="不需整改", description="终评没有认定问题的。")
def clear(here: Calling, file: File, body: b.Body) -> FileAct:
    """Nothing to rectify."""
    return _act(here, file, "rectify.notice", body,
                lambda d: service_rectify.clear(here.desk, file, d))  # fmt: skip


@router.post("/dispatch", summary="转办", description="转给下一级单位。")
def dispatch(here: Calling, file: File, body: b.DispatchOf) -> FileAct:
    """One level down."""
    return _act(here, file, "rectify.notice", body,
                lambda d: service_rectify.dispatch(here.desk, file, body.to, d))  # fmt: skip


_FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["text", "files"],
            "properties": {
                "text": {"type": "string", "description": "整改情况，写在文件前面"},
                "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.post(
    "/proof/upload", summary="报送整改",
    description="表单：text 是整改情况，files 是证明材料（文书、图片、音像或者 zip）。",
    openapi_extra={"requestBody": {"required": True, "content": _FORM}},
    responses=documented(413),
)  # fmt: skip
async def prove(here: Calling, file: File, request: Request) -> FileAct:
    """Handled, with proofs."""
    here.file(file, "rectify.prove")
    settings = settings_of(request)
    room = FilePath(tempfile.mkdtemp(dir=settings.data))
    try:
        kind = request.headers.get("content-type", "")
        done = await receive(request.stream(), kind, room, settings, lambda token: None)
        text = done.fields.get("text", "").strip()
        if not text:
            raise Mistake("没有写整改情况（text），它要写在文件前面")
        if done.refused:
            raise Mistake(f"“{done.refused[0]}”不是文书、图片、音像或者 zip，没有收下")
        proofs = sorted(p for p in room.rglob("*") if p.is_file())
        return await run_in_threadpool(
            _act, here, file, "rectify.prove", b.Body(),
            lambda d: service_rectify.prove(here.desk, file, text, proofs, d),
        )  # fmt: skip
    finally:
        shutil.rmtree(room, ignore_errors=True)


@router.post("/recheck", summary="复查整改", description="销号，或者退回再改（still 写还有的）。")
def recheck(here: Calling, file: File, body: b.RecheckOf) -> FileAct:
    """Close it, or send it back."""
    return _act(here, file, "rectify.recheck", body, lambda d: service_rectify.recheck(
        here.desk, file, body.closed, body.still, d, days=body.days, due=body.due
    ))  # fmt: skip


@router.post("/supervision", summary="启动监督程序", description="终评以后。")
def supervise(here: Calling, file: File, body: b.SupervisionOf) -> FileAct:
    """Open the supervision procedure."""
    return _act(here, file, "rectify.notice", body, lambda d: service_file.supervise(
        here.desk, file, body.number, body.text, body.findings, d))  # fmt: skip


@router.post("/supervision/close", summary="监督程序办结", description="number 是启动时的文号。")
def end_supervision(here: Calling, file: File, body: b.SupervisionOf) -> FileAct:
    """Close the supervision procedure."""
    return _act(here, file, "rectify.notice", body, lambda d: service_file.end_supervision(
        here.desk, file, body.number, body.text, d))  # fmt: skip
