"""What programs send: one model per step, with the examples that the documentation shows."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from enforcement.review.parts import DecisionWord


def _clean(text: str) -> str:
    if "\0" in text:
        raise ValueError("不能有空字符")
    return text


def _iso(value: Any) -> Any:
    """Only 2026-03-05: a number would be taken for seconds since 1970."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("应为日期，例如 2026-03-05")
    return value


Day = Annotated[date, BeforeValidator(_iso)]
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_clean)]
Long = Annotated[str, Field(max_length=20_000), AfterValidator(_clean)]
Marks = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False, max_digits=9)]
Days = Annotated[int, Field(ge=1, le=400, strict=True)]
MANY = 2_000  # entries of one list


def _says(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": example})


class Body(BaseModel):
    """What every step may carry: why it is done, and which version the person looked at."""

    model_config = ConfigDict(extra="forbid")
    why: Long = Field(default="", description="理由，记入事件")
    seen: int | None = Field(
        default=None, strict=True, ge=0, le=2**31 - 1,
        description="办理前读到的 version；此后有人动过就答 409 conflict",
    )  # fmt: skip


class UnitOf(BaseModel):
    """A unit of the tree."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    parent: Annotated[str, Field(max_length=120), AfterValidator(_clean)] = ""
    level: Literal["市", "区县", "机关", "承办机构"]


class ReviewerOf(BaseModel):
    """A reviewer."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    unit: Name


class PlanOf(Body):
    """A plan."""

    model_config = _says(
        {
            "round": "2026-1",
            "name": "2026年第一轮行政处罚案卷评查",
            "period_from": "2025-07-01",
            "period_to": "2025-12-31",
            "units": [
                {"name": "龙泽县人民政府", "level": "区县"},
                {"name": "龙泽县农业农村局", "parent": "龙泽县人民政府", "level": "机关"},
            ],
            "reviewers": [
                {"name": "周文", "unit": "青州市司法局"},
                {"name": "吴敏", "unit": "青州市司法局"},
            ],
        }
    )
    round: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,39}$")]
    name: Name
    period_from: Day
    period_to: Day
    standard: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,60}$")] = "neutral-100"
    region: Annotated[str, Field(max_length=60), AfterValidator(_clean)] = ""
    agencies: tuple[Name, ...] = Field(default=(), max_length=MANY)
    types: tuple[Name, ...] = Field(default=(), max_length=20)
    units: tuple[UnitOf, ...] = Field(default=(), max_length=MANY)
    reviewers: tuple[ReviewerOf, ...] = Field(default=(), max_length=MANY)
    objection_days: Days = 5
    rectify_days: Days = 30
    climb_days: Days = 5


class DrawOf(Body):
    """How to draw."""

    model_config = _says({"seed": "双色球2026025期 03 11 14 22 27 31", "rate": "0.1", "minimum": 2})
    seed: Name = Field(description="公开的种子，任何人都能照着重抽")
    rate: Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, max_digits=9)]
    minimum: int = Field(default=0, ge=0, le=10_000)
    maximum: int | None = Field(default=None, ge=1, le=10_000)
    by: tuple[Literal["类型", "程序"], ...] = Field(default=("类型", "程序"), max_length=2)


class ReplaceOf(Body):
    """A drawn case file that is taken out."""

    model_config = _says({"old": "3f2a90bc41d7", "why": "案卷涉密，不能评查"})
    old: Name


class NumberOf(Body):
    """A document with a number."""

    model_config = _says({"number": "青法评通〔2026〕1号"})
    number: Name


class AssignOf(Body):
    """One reading by hand."""

    model_config = _says({"slot": 2, "reviewer": "郑洁", "why": "原评查人回避"})
    slot: Literal[1, 2]
    reviewer: Name


class DecisionOf(BaseModel):
    """What was decided on a 疑点."""

    model_config = ConfigDict(extra="forbid")
    finding: Name = Field(description="疑点编号，见案卷的 suspects")
    decision: DecisionWord
    reason: Long = Field(default="", description="不采纳、不适用的必须写")


class JudgedOf(BaseModel):
    """What was settled under an item."""

    model_config = ConfigDict(extra="forbid")
    item: Name
    lost: Marks | None = Field(description="失几分；null 是不适用")
    reason: Long = ""


class AddedOf(BaseModel):
    """A finding of one's own."""

    model_config = ConfigDict(extra="forbid")
    finding: Name = Field(description="自己起的编号，本案卷内不重复", examples=["补1"])
    item: Name
    document: Name
    text: Long
    lost: Marks


_SAID = {
    "decisions": [
        {"finding": "CX-005:1f0c2a", "decision": "采纳"},
        {"finding": "WS-002:77ab01", "decision": "不采纳", "reason": "原件上有签名"},
    ],
    "judged": [{"item": "3.2", "lost": "0", "reason": "说理充分"}],
}


class OpinionOf(Body):
    """What a reader decided."""

    model_config = _says(_SAID)
    decisions: tuple[DecisionOf, ...] = Field(default=(), max_length=MANY)
    judged: tuple[JudgedOf, ...] = Field(default=(), max_length=MANY)
    added: tuple[AddedOf, ...] = Field(default=(), max_length=MANY)


class PanelOf(OpinionOf):
    """What a panel decided."""

    model_config = _says({"members": ["周文", "吴敏", "郑洁"], "record": "合议记录……", **_SAID})
    members: tuple[Name, ...] = Field(max_length=30)
    record: Long


class FeedbackOf(NumberOf):
    """The opinion to the agency."""

    model_config = _says({"number": "青评意见〔2026〕7号"})
    due: Day | None = Field(default=None, description="提出异议的最后一日；不写按方案")


class ObjectionOf(Body):
    """An objection."""

    model_config = _says({"text": "送达回证在第23页，已送达。", "points": ["CX-028:9a0b11"]})
    text: Annotated[Long, Field(min_length=1)]
    points: tuple[Name, ...] = Field(default=(), max_length=MANY)


class NoticeOf(NumberOf):
    """The notice to rectify."""

    model_config = _says({"number": "青整改〔2026〕3号", "days": 30})
    days: Days | None = None
    due: Day | None = None
    holder: Annotated[str, Field(max_length=120), AfterValidator(_clean)] = ""


class DispatchOf(Body):
    """One level down."""

    model_config = _says({"to": "农业执法大队"})
    to: Name


class RecheckOf(Body):
    """Close it, or send it back."""

    model_config = _says({"closed": False, "still": ["CX-005:1f0c2a"], "days": 10})
    closed: bool
    still: tuple[Name, ...] = Field(default=(), max_length=MANY)
    days: Days = 10
    due: Day | None = None


class SupervisionOf(NumberOf):
    """Supervision, opened or closed."""

    model_config = _says({"number": "青监〔2026〕1号", "text": "责令重新作出处罚决定"})
    text: Long
    findings: tuple[Name, ...] = Field(default=(), max_length=MANY)


class WaiverOf(Body):
    """A waiver that is asked for."""

    model_config = _says(
        {
            "waiver": "HM-2026-1",
            "file": "3f2a90bc41d7",
            "finding": "GS-004:0d31c2",
            "expires": "2026-12-31",
            "why": "公示系统改造期间由纸质公示栏代替",
        }
    )
    waiver: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,39}$")]
    file: Name
    finding: Name
    expires: Day
