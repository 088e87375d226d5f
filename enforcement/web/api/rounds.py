"""A round: plan, draw, replace, assign, bulletin, archive; and what it is known by."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from enforcement.review import service, service_rectify, service_round
from enforcement.review.parts import Reviewer, Unit
from enforcement.review.sampling import DrawRecord, Terms
from enforcement.review.service_documents import round_documents
from enforcement.review.service_round import Plan
from enforcement.web.api.bodies import Body, DrawOf, NumberOf, PlanOf, ReplaceOf
from enforcement.web.api.caller import Caller, may
from enforcement.web.api.listing import Limit, Listing, Offset, Word, given, listing
from enforcement.web.api.problems import Told, documented
from enforcement.word import pack

router = APIRouter(prefix="/api/v1/rounds", tags=["一轮评查"], responses=documented(404, 409))
See = Annotated[Caller, Depends(may("round.see"))]
Run = Annotated[Caller, Depends(may("round.run"))]
Round = Annotated[str, Path(alias="round", description="本轮编号", examples=["2026-1"])]


class RoundAct(BaseModel):
    """A round after a step."""

    round: str = Field(examples=["2026-1"])
    state: str = Field(description="现在的状态", examples=["已抽取"])
    version: int = Field(description="办下一步时可写在 seen 里", examples=[3])
    result: Any = Field(default=None, description="这一步的结果")


def _act(here: Caller, round_: str, result: Any = None) -> RoundAct:
    row = here.round(round_)
    return RoundAct(round=round_, state=row["state"], version=row["version"], result=result)


@router.get("", summary="各轮评查", description="新的在前；可按状态筛选。")
def rounds(here: See, state: Word = "", limit: Limit = 50, offset: Offset = 0) -> Listing:
    """All rounds."""
    return listing(here, "rounds", given(state=state), limit, offset)


@router.post(
    "", status_code=201, summary="制定方案",
    description="钉住评查标准和规则集（按哈希）。编号已经有了答 409。",
)  # fmt: skip
def plan(here: Run, body: PlanOf) -> RoundAct:
    """Plan a round."""
    if body.period_from > body.period_to:
        raise Told("mistake", "period_from 晚于 period_to，请检查评查期间")
    made = Plan(
        round=body.round,
        name=body.name,
        period_from=body.period_from,
        period_to=body.period_to,
        standard=body.standard,
        profile=here.request.app.state.settings.profile,
        region=body.region,
        agencies=body.agencies,
        types=body.types,
        units=tuple(Unit(**u.model_dump()) for u in body.units),
        reviewers=tuple(Reviewer(**r.model_dump()) for r in body.reviewers),
        objection_days=body.objection_days,
        rectify_days=body.rectify_days,
        climb_days=body.climb_days,
    )
    service_round.new(here.desk, made, here.doing(body.why, body.seen))
    return _act(here, body.round)


@router.get("/{round}", summary="一轮评查", description="方案、状态、案卷办到哪一步、办理记录。")
def one(here: See, round_: Round) -> dict[str, Any]:
    """A round."""
    here.round(round_)
    found = service.round_view(here.desk, round_)
    if here.inside:
        return found
    # Who reads, and which case files of others were drawn, is no business of an agency.
    plan = {k: v for k, v in found["plan"].items() if k != "reviewers"}
    return {"plan": plan, **{k: found[k] for k in ("state", "version")}}


@router.post(
    "/{round}/draw", summary="抽取",
    description="按公开的种子抽取；同样的种子和案卷，结果总是相同。结果是抽取记录。",
)  # fmt: skip
def draw(here: Run, round_: Round, body: DrawOf) -> RoundAct:
    """Draw."""
    here.round(round_)
    terms = Terms(
        seed=body.seed, rate=body.rate, minimum=body.minimum, maximum=body.maximum, by=body.by
    )
    record = service_round.draw_round(here.desk, round_, terms, here.doing(body.why, body.seen))
    return _act(here, round_, {"drawn": list(record.drawn), "frame": len(record.frame)})


@router.get("/{round}/draw", summary="抽取记录", description="凭它任何人都能重抽核对。")
def draw_record(here: See, round_: Round) -> dict[str, Any]:
    """The draw record."""
    here.round(round_)
    text = service.draw_record(here.desk, round_)
    return DrawRecord.model_validate_json(text).model_dump(mode="json")


@router.post("/{round}/replace", summary="替换抽中的案卷", description="按抽取的次序补下一个。")
def replace(here: Run, round_: Round, body: ReplaceOf) -> RoundAct:
    """Replace."""
    here.round(round_)
    new = service_round.replace_file(here.desk, round_, body.old, here.doing(body.why, body.seen))
    return _act(here, round_, {"new": new})


@router.post(
    "/{round}/assign", summary="分派评查人",
    description="每个抽中的案卷两名，自动回避；排不上的在 result.unplaced 里，各有原因。",
)  # fmt: skip
def assign(here: Run, round_: Round, body: Body) -> RoundAct:
    """Assign."""
    here.round(round_)
    made = service_round.assign_round(here.desk, round_, here.doing(body.why, body.seen))
    unplaced = [x.model_dump(mode="json") for x in made.unplaced]
    return _act(here, round_, {"pairs": dict(made.pairs), "unplaced": unplaced})


@router.post("/{round}/announce", summary="通报", description="此刻的数字随通报钉住。")
def announce(here: Run, round_: Round, body: NumberOf) -> RoundAct:
    """The bulletin."""
    here.round(round_)
    data = service_round.announce(here.desk, round_, body.number, here.doing(body.why, body.seen))
    return _act(here, round_, {"data": data})


@router.post("/{round}/archive", summary="本轮归档", description="案卷都办完才能归档。")
def archive(here: Run, round_: Round, body: Body) -> RoundAct:
    """Archive."""
    here.round(round_)
    count = service_round.archive_round(here.desk, round_, here.doing(body.why, body.seen))
    return _act(here, round_, {"files": count})


@router.get("/{round}/overdue", summary="逾期未报送的整改", description="整改期限已过的通知书。")
def overdue(here: Run, round_: Round) -> list[dict[str, Any]]:
    """What is overdue."""
    here.round(round_)
    rows = service_rectify.overdue(here.desk, round_, date.today())
    return [{k: v for k, v in x.items() if k != "stream"} for x in rows]


@router.post(
    "/{round}/climb", summary="逾期的逐级上报",
    description="每个逾期的整改上报一级；结果逐个说明到了哪里，或者为什么没有上报。",
)  # fmt: skip
def climb(here: Run, round_: Round, body: Body) -> RoundAct:
    """Climb."""
    here.round(round_)
    told = service_rectify.climb(here.desk, round_, here.doing(body.why))
    return _act(here, round_, [{"file": f, "says": says} for f, says in told])


@router.get(
    "/{round}/documents", summary="通报和清单（zip）",
    description="评查通报（Word）和评查清单（Excel）；通报以前是草稿。",
    response_class=Response, responses={200: {"content": {"application/zip": {}}}},
)  # fmt: skip
def documents(here: Run, round_: Round) -> Response:
    """Bulletin and lists."""
    here.round(round_)
    made = round_documents(here.desk, round_)
    return Response(pack({m.name: m.data for m in made}), media_type="application/zip")
