"""The closed vocabulary of rule cards: conditions (when a rule applies) and requirements.

A reference names facts: ``case.decision_date`` (a fact of the whole case), ``CF_JD2.doc_date``
(a field of the documents of one kind) or ``*.party_name`` (that field in every document).
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Ref = Annotated[str, Field(pattern=r"^(case|\*|[A-Z]{2}_[A-Z0-9]+)\.[a-z_0-9]+$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2}_[A-Z0-9]+$")]
Unit = Literal["工作日", "自然日", "月", "小时"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Form):
    """Exactly one question whose answer decides whether a rule applies."""

    types: tuple[str, ...] = Field(default=(), description="执法类型，任一")
    procedures: tuple[str, ...] = Field(default=(), description="程序，任一")
    departments: tuple[str, ...] = Field(default=(), description="部门领域，任一")
    documents: tuple[Code, ...] = Field(default=(), description="案卷里有其中任一种文书")
    has: Ref | None = Field(default=None, description="该事实已填写")
    fact: Ref | None = Field(default=None, description="与 is 连用：该事实是其中之一")
    values: tuple[str | bool, ...] = Field(default=(), alias="is")
    since: date | None = Field(default=None, description="与 of 连用：该日或以后")
    before: date | None = Field(default=None, description="与 of 连用：该日以前（不含）")
    of: Ref | None = None
    check: str | None = Field(default=None, description="rules/checks 里的函数名")

    @model_validator(mode="after")
    def _one(self) -> "Condition":
        asked = [
            n
            for n in ("types", "procedures", "departments", "documents", "has", "fact", "check")
            if getattr(self, n)
        ]
        if self.since or self.before:
            asked.append("since/before")
            if not self.of:
                raise ValueError('since、before 要与 of 连用，例如 of = "case.decision_date"')
        if self.fact and not self.values:
            raise ValueError('fact 要与 is 连用，例如 is = ["留置送达"]')
        if len(asked) != 1:
            raise ValueError(f"一个条件恰好问一件事，现在写了：{'、'.join(asked) or '无'}")
        return self


class Present(_Form):
    """One of ``documents`` is in the file (``every``: each of them)."""

    documents: tuple[Code, ...] = Field(min_length=1)
    every: bool = False


class Filled(_Form):
    """In each document of the kinds, each field is filled in."""

    documents: tuple[Code, ...] = Field(min_length=1)
    fields: tuple[str, ...] = Field(min_length=1)


class Within(_Form):
    """``end`` lies within ``limit`` after ``start`` (start day not counted)."""

    start: Ref = Field(alias="from")
    end: Ref = Field(alias="to")
    limit: str = Field(description="参数名")
    roll: bool = Field(default=False, description="末日遇法定休假日顺延")


class Ahead(_Form):
    """``notice`` comes at least ``limit`` before ``event`` (N 日前)."""

    notice: Ref
    event: Ref
    limit: str


class Order(_Form):
    """Each act is not before the one named before it; acts without a date are left out.

    ``same_day``: 允许, or 待人工 where the same day leaves the order open, or 不允许.
    """

    acts: tuple[Ref, ...] = Field(min_length=2)
    same_day: Literal["允许", "待人工", "不允许"] = "允许"


class Same(_Form):
    """All filled facts under the references have the same value as the first one."""

    fields: tuple[Ref, ...] = Field(min_length=1)


class Says(_Form):
    """The documents say each of the phrases (keys of ``casefiles/kinds/phrases.toml``).

    ``which``: 每份 every document must say it, 任一 one of them suffices, 首份 the earliest one.
    """

    documents: tuple[Code, ...] = Field(min_length=1)
    phrases: tuple[str, ...] = Field(min_length=1)
    which: Literal["每份", "任一", "首份"] = "每份"


class Silent(_Form):
    """None of the documents says any of the phrases."""

    documents: tuple[Code, ...] = Field(min_length=1)
    phrases: tuple[str, ...] = Field(min_length=1)


class Signed(_Form):
    """In each document of the kinds, each role has signed."""

    documents: tuple[Code, ...] = Field(min_length=1)
    roles: tuple[str, ...] = Field(min_length=1)


class People(_Form):
    """In each document of the kinds, ``field`` names at least ``at_least`` different people."""

    documents: tuple[Code, ...] = Field(min_length=1)
    field: str
    at_least: int = 2


class Apart(_Form):
    """Nobody stands on both sides."""

    left: tuple[Ref, ...] = Field(min_length=1)
    right: tuple[Ref, ...] = Field(min_length=1)


class Checked(_Form):
    """A reviewed Python function in ``rules/checks`` for what this vocabulary cannot say."""

    name: str
    options: dict[str, Any] = Field(default_factory=dict, alias="with")


class Compared(_Form):
    """A comparison of several case files in ``rules/across``; reported once for the batch."""

    name: str
    options: dict[str, Any] = Field(default_factory=dict, alias="with")


class Requirement(_Form):
    """Exactly one form."""

    present: Present | None = None
    filled: Filled | None = None
    within: Within | None = None
    ahead: Ahead | None = None
    order: Order | None = None
    same: Same | None = None
    says: Says | None = None
    silent: Silent | None = None
    signed: Signed | None = None
    people: People | None = None
    apart: Apart | None = None
    check: Checked | None = None
    across: Compared | None = None
    person: str | None = Field(default=None, description="由人判断的问题（decidable = human）")

    @model_validator(mode="after")
    def _one(self) -> "Requirement":
        chosen = self.model_fields_set
        if len(chosen) != 1:
            forms = "、".join(type(self).model_fields)
            raise ValueError(f"require 恰好用一种形式（{forms}），现在写了 {len(chosen)} 种")
        return self
