"""What of the personal information in a decision may be published, and how the rest is masked.

The tables are ``rules/publication/*.toml``; an agency's own ``masking.toml`` goes before them.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from casefiles.facts import KINDS, Private
from rules.loading import RuleError, build, nearest, read_toml

HERE = Path(__file__).parent / "publication"
Do = Literal["遮", "留", "人工"]
How = Literal["姓某", "首尾", "县", "全", "邮箱"]
Status = Literal["核实", "未核实", "设定"]


class MaskRule(BaseModel):
    """What to do with some kinds of personal information of some people.

    ``keep`` is the number of letters and figures that stay readable at the beginning and at the
    end (how = 首尾). The rule holds for decisions from ``from`` to ``to``, both days included.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...] = Field(min_length=1)
    whose: tuple[str, ...] = ()
    do: Do
    shown: Literal["泄露", "疑点", "不算"]
    how: How = "全"
    keep: tuple[int, int] = (0, 0)
    basis: str = Field(min_length=1)
    status: Status
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _known(self) -> "MaskRule":
        for kind in self.kinds:
            if kind not in KINDS:
                raise ValueError(f"没有“{kind}”这一种个人信息{nearest(kind, KINDS)}")
        if self.how == "首尾" and min(self.keep) < 0:
            raise ValueError("keep 应为两个不小于 0 的整数，例如 [6, 0]")
        return self

    def covers(self, found: Private, day: date | None) -> bool:
        """Whether the rule is about ``found`` in a decision of ``day``."""
        return (
            found.kind in self.kinds
            and (not self.whose or found.whose in self.whose)
            and (day is None or self.start is None or day >= self.start)
            and (day is None or self.end is None or day <= self.end)
        )


class SummaryField(BaseModel):
    """One line of the summary (公示摘要): its label and where its content is looked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1)
    keys: tuple[str, ...] = Field(alias="from")
    case: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    blank: str = "（没有读到，请填写）"
    basis: str
    status: Status


class Confirm(BaseModel):
    """Something only a person can say before a decision is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    basis: str
    status: Status


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    rule: tuple[MaskRule, ...] = Field(min_length=1)


class Summary(BaseModel):
    """The summary's fields, which documents are published, and what a person confirms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    decisions: tuple[tuple[str, ...], ...]
    field: tuple[SummaryField, ...]
    confirm: tuple[Confirm, ...]


class Masking(BaseModel):
    """All rules in the order in which they are asked, and the summary."""

    model_config = ConfigDict(frozen=True)

    rules: tuple[MaskRule, ...]
    summary: Summary

    def rule_for(self, found: Private, day: date | None = None) -> MaskRule:
        """The first rule about ``found`` in a decision of ``day``."""
        for rule in self.rules:
            if rule.covers(found, day):
                return rule
        raise RuleError(f"masking.toml 没有说“{found.kind}（{found.whose or '不知是谁的'}）”怎样办")


def load_masking(profile: Path | None = None) -> Masking:
    """The shipped tables, those of the folder ``profile`` before them. Raises ``RuleError``.

    What no rule speaks of is left to a person.
    """
    rules: list[MaskRule] = []
    own = profile / "masking.toml" if profile is not None else None
    for path in (own, HERE / "masking.toml"):
        if path is not None and path.is_file():
            rules += build(_Rules, read_toml(path), path.name).rule
    rest = {"kinds": KINDS, "do": "人工", "shown": "疑点", "basis": "没有规则", "status": "设定"}
    rules.append(MaskRule.model_validate(rest))
    path = HERE / "summary.toml"
    return Masking(rules=tuple(rules), summary=build(Summary, read_toml(path), path.name))
