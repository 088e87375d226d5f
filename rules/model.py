"""What a rule card and a conclusion look like on disk (TOML), checked on loading."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.forms import Condition, Requirement

Status = Literal["草稿", "试行", "生效", "废止"]
System = Literal[
    "公示",
    "全过程记录",
    "法制审核",
    "主体",
    "事实证据",
    "法律适用",
    "程序",
    "文书",
    "归档",
    "行政许可",
    "行政强制",
    "行政检查",
]


class Strict(BaseModel):
    """Unknown keys are errors: a misspelt key must not silently switch a rule off."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(Strict):
    """One provision a rule rests on, with the days between which it is in force.

    ``article`` in the notation of ``Law.cite``: ``45(2)`` is 第四十五条第二款, ``64(二)``
    第六十四条第二项, ``59(1)(六)`` 第五十九条第一款第六项; several places are joined by 、.
    """

    law: str = Field(description="法律登记册里的编号，例如 XZCF-2021")
    article: str = Field(description="条、款、项，例如 58(1)、64(二)、59(1)(六)")
    digest: str = Field(description="该条要求的内容，用自己的话写")
    start: date = Field(alias="from", description="自何日起适用")
    end: date | None = Field(default=None, alias="to", description="至何日止适用（含当日）")
    status: Literal["核实", "未核实"] = Field(default="核实", description="条文是否已核对")

    def on(self, day: date) -> bool:
        """Whether this provision is in force on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


class Card(Strict):
    """One rule (one file ``rules/catalogue/<area>/<ID>.toml``; its name is its id).

    The rule applies where every condition in ``when`` is 是 and none in ``unless`` is; then the
    one form in ``require`` decides. ``act`` is the case-level fact whose day decides which text
    of the law and which parameter values apply.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{3}$")]
    title: str = Field(description="规则名称：写合法的要求")
    system: System
    status: Status = "生效"
    decidable: Literal["machine", "assist", "human"] = Field(
        default="machine",
        description="machine 程序判定；assist 程序提示疑点由人确认；human 由人判断",
    )
    act: str = Field(description="以哪个行为之日的法律为准，例如 decision_date")
    why: str = Field(description="为什么要查：一两句话")
    message: str = Field(description="不合格时告诉用户的话；可用 {why}")
    remedy: str = Field(description="怎样改正")
    basis: tuple[Basis, ...] = Field(min_length=1)
    when: tuple[str | Condition, ...] = Field(default=(), description="全部成立才适用")
    unless: tuple[str | Condition, ...] = Field(default=(), description="任一成立即不适用")
    require: Requirement
    note: str = Field(default="", description="给规则作者看的说明")


class Conclusion(Strict):
    """A named conclusion that rules build on: ``any`` of, or ``all`` of, conditions."""

    name: str
    means: str = Field(description="这个结论是什么意思")
    any: tuple[str | Condition, ...] = ()
    all: tuple[str | Condition, ...] = ()

    @model_validator(mode="after")
    def _one_of(self) -> "Conclusion":
        if bool(self.any) == bool(self.all):
            raise ValueError("any 和 all 必须恰好写一个")
        return self
