"""Numbers for leaders, each with the rows it counts; waivers; rules; who one is."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from enforcement.review import service_rectify
from enforcement.review.documents.sources import Coded
from enforcement.review.indicators import load_index
from enforcement.review.refusal import Refused
from enforcement.review.service_calibration import calibration
from enforcement.review.service_documents import behind
from enforcement.review.service_indicators import indicators
from enforcement.review.service_leader import round_numbers
from enforcement.web.api.bodies import Body, Day, WaiverOf
from enforcement.web.api.caller import Caller, Calling, may
from enforcement.web.api.listing import Limit, Listing, Offset, Word, given, listing, paged
from enforcement.web.api.problems import documented
from enforcement.web.api.rounds import Round
from enforcement.web.jobs import NotThere
from enforcement.web.rulebook import rulebook_of

router = APIRouter(prefix="/api/v1", responses=documented(404))
Lead = Annotated[Caller, Depends(may("leader.see"))]
Rules = Annotated[Caller, Depends(may("rules.see"))]


class Me(BaseModel):
    """The account behind the token."""

    name: str
    person: str
    unit: str
    roles: list[str]


class FigureOf(BaseModel):
    """One number."""

    code: str = Field(examples=["F007"])
    group: str = Field(examples=["grades"])
    name: str = Field(examples=["优秀"])
    count: int = Field(examples=[12])
    files: int | None = None
    mean: float | None = None
    says: str = Field(description="数的是什么")
    list: str = Field(description="这个数字的清单的地址")


class WaiverAct(BaseModel):
    """A waiver after a step."""

    waiver: str
    state: str


@router.get("/me", tags=["令牌"], summary="令牌的账号", description="检查令牌是否有效。")
def me(here: Calling) -> Me:
    """The account."""
    a = here.account
    return Me(name=a.name, person=a.person, unit=a.unit, roles=list(a.roles))


@router.get(
    "/rounds/{round}/figures", tags=["数字"], summary="一轮的全部数字",
    description="每个数字有代码；凭代码取它的清单。通报以后不再变。",
)  # fmt: skip
def figures(here: Lead, round_: Round) -> list[FigureOf]:
    """All numbers of a round."""
    here.round(round_)
    return [_figure(round_, c) for c in round_numbers(here.desk, round_)]


def _figure(round_: str, c: Coded) -> FigureOf:
    f = c.figure
    return FigureOf(
        code=c.code,
        group=c.group,
        name=c.name,
        count=f.count,
        files=f.files,
        mean=f.mean,
        says=c.says,
        list=f"/api/v1/rounds/{round_}/figures/{c.code}",
    )


@router.get(
    "/rounds/{round}/figures/{code}", tags=["数字"], summary="一个数字的清单",
    description="它数了哪些案卷、问题、异议或者整改。",
)  # fmt: skip
def figure(
    here: Lead,
    round_: Round,
    code: Annotated[str, Path(max_length=12, examples=["F001"])],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing:
    """The rows behind a number."""
    here.round(round_)
    try:
        c, rows = behind(here.desk, round_, code)
    except Refused as error:
        raise NotThere from error
    shown = [{k: v for k, v in x.items() if k != "stream"} for x in rows[offset : offset + limit]]
    if c.figure.table == "findings":
        shown = here.covered(shown, f"{round_} {c.code}", False)
    return paged(here, shown, len(rows), limit, offset)


@router.get(
    "/rounds/{round}/calibration", tags=["数字"], summary="评查人之间的一致程度",
    description="κ 和 95% 区间：评查人之间、与程序、与终评；两名都提交的案卷才算。",
)  # fmt: skip
def agreement(here: Lead, round_: Round) -> dict[str, Any]:
    """Calibration."""
    here.round(round_)
    return calibration(here.desk, round_).model_dump(mode="json")


@router.get(
    "/indicators", tags=["数字"], summary="年度指标和指数",
    description="按单位和年度，带区间和案卷清单。",
)  # fmt: skip
def yearly(here: Lead, year: Annotated[int | None, Query(ge=1990, le=2100)] = None
           ) -> dict[str, Any]:  # fmt: skip
    """Yearly indicators."""
    return indicators(here.desk, load_index("three-systems-12"), year=year).model_dump(mode="json")


# --- waivers ----------------------------------------------------------------------------------


@router.get(
    "/waivers", tags=["豁免"], summary="豁免",
    description="执法机关的账号只看到本机关的；过期的 state 仍是已批准，看 expires。",
)  # fmt: skip
def waivers(
    here: Annotated[Caller, Depends(may("file.see"))],
    state: Word = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing:
    """Waivers."""
    own = here.own_agencies()
    where = given(state=state) | ({} if own is None else {"agency": own})
    return listing(here, "waivers", where, limit, offset)


@router.post(
    "/waivers", status_code=201, tags=["豁免"], summary="申请豁免",
    description="一个问题在写明的日期以前不计分；由另一个人批准才有效。",
    responses=documented(404, 409),
)  # fmt: skip
def ask(here: Calling, body: WaiverOf) -> WaiverAct:
    """Ask for a waiver."""
    here.file(body.file, "waiver.ask")
    s = service_rectify.propose_waiver(
        here.desk, body.waiver, body.file, body.finding, body.expires, here.doing(body.why)
    )
    return WaiverAct(waiver=body.waiver, state=s.state)


def _waiver(here: Caller, waiver: str) -> None:
    """Refuse where the account may not decide on this waiver."""
    with here.desk.db.reading() as r:
        rows = r.rows("waivers", {"waiver": waiver})
        findings = r.rows("findings", {"finding": rows[0]["finding"]}) if rows else []
    own = here.own_agencies()
    if not rows or not findings or (own is not None and rows[0]["agency"] not in own):
        raise NotThere
    of = [x for x in findings if x["agency"] == rows[0]["agency"]]
    here.file((of or findings)[0]["file"], "waiver.approve")


Waiver = Annotated[str, Path(max_length=40, examples=["HM-2026-1"])]


@router.post(
    "/waivers/{waiver}/approve", tags=["豁免"], summary="批准豁免",
    description="不能批准自己申请的。", responses=documented(404, 409),
)  # fmt: skip
def approve(here: Calling, waiver: Waiver, body: Body) -> WaiverAct:
    """Approve a waiver."""
    _waiver(here, waiver)
    s = service_rectify.approve_waiver(here.desk, waiver, here.doing(body.why))
    return WaiverAct(waiver=waiver, state=s.state)


@router.post(
    "/waivers/{waiver}/revoke", tags=["豁免"], summary="撤销豁免",
    description="撤销要写理由（why）。", responses=documented(404, 409),
)  # fmt: skip
def revoke(here: Calling, waiver: Waiver, body: Body) -> WaiverAct:
    """Take a waiver back."""
    _waiver(here, waiver)
    s = service_rectify.revoke_waiver(here.desk, waiver, here.doing(body.why))
    return WaiverAct(waiver=waiver, state=s.state)


# --- rules ------------------------------------------------------------------------------------


@router.get("/rules", tags=["规则"], summary="规则目录", description="按分类、某日适用筛选。")
def rules(
    here: Rules,
    system: Word = "",
    text: Word = "",
    day: Day | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing:
    """Rules."""
    found = rulebook_of(here.request).find(system, text, day)
    items = [asdict(x) for x in found]
    return paged(here, items[offset : offset + limit], len(items), limit, offset)


@router.get(
    "/rules/{rule}", tags=["规则"], summary="一条规则",
    description="为什么查、依据和日期、怎样判、怎样改正、场景（Markdown）。",
)  # fmt: skip
def rule(here: Rules, rule: Annotated[str, Path(max_length=12, examples=["CX-028"])]
         ) -> dict[str, Any]:  # fmt: skip
    """A rule."""
    book = rulebook_of(here.request)
    if rule not in book.pages.rules.cards:
        raise NotThere
    card = book.pages.rules.cards[rule]
    data = card.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"rule": rule, "card": data, "page": book.pages.page(card)}
