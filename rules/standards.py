"""Evaluation standards (案卷评查标准): which item costs what, and which rules decide it.

A standard is one TOML file in ``rules/standards``. Marks are decimals, so that half marks and
sums of tenths stay exact. ``enforcement.scoring`` does the arithmetic; nothing here knows a case.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rules.loading import RuleError, build, nearest, read_toml
from rules.model import Strict

HERE = Path(__file__).parent / "standards"

Kind = Literal["扣分", "得分", "否决", "提示"]
Decides = Literal["全部", "不合格", "合格"]
Per = Literal["案", "份", "处", "项", "件", "次", "环节"]
VetoEffect = Literal["score_zero", "grade_fail", "not_excellent", "half_zero"]
NaMode = Literal["ratio", "ignore", "full_marks"]


def _marks(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) or not value >= 0:
        raise ValueError(f"现在写的是“{value}”，应为不小于 0 的数（不加引号），例如 0.5")
    return value


Marks = Annotated[Decimal, BeforeValidator(_marks)]


class Grade(Strict):
    """A grade band: it is reached from ``min`` marks upwards."""

    name: str
    min: Marks


class Part(Strict):
    """A share of the total: ``points`` is what it is worth when nothing is lost."""

    name: str
    points: Marks


class Item(Strict):
    """One line of a standard.

    ``得分`` items are worth ``points`` and enter the quotient of their part; ``扣分`` items take
    ``deduct`` marks for each ``per``, at most ``cap``; ``否决`` items trigger the veto effect;
    ``提示`` items cost nothing.

    ``decides`` says how far the rules settle the item: 全部 – whatever they say; 不合格 – only a
    fault settles it, after a pass the rest is for a person; 合格 – only a pass settles it, a
    fault is for a person to weigh. ``leads`` are rules that merely help the person. Where every
    rule of ``na_when`` is not applicable, the item is not either. Without rules: a person.
    """

    no: str = Field(min_length=1, description="项目编号，在本标准内不重复")
    text: str = Field(min_length=1, description="要求，用自己的话写")
    kind: Kind = "扣分"
    rules: tuple[str, ...] = Field(default=(), description="决定本项的规则编号")
    decides: Decides = "全部"
    leads: tuple[str, ...] = Field(default=(), description="只作线索的规则编号")
    na_when: tuple[str, ...] = Field(default=(), description="这些规则都不适用时本项不评")
    points: Marks | None = Field(default=None, description="标准分（得分项）")
    deduct: Marks | None = Field(default=None, description="每一 per 扣几分")
    per: Per = "案"
    cap: Marks | None = Field(default=None, description="本项最多扣几分")
    note: str = ""

    @property
    def stake(self) -> Decimal:
        """The most marks this item can cost."""
        if self.kind == "得分":
            return self.points or Decimal(0)
        return (self.cap or Decimal(0)) if self.kind == "扣分" else Decimal(0)

    @model_validator(mode="after")
    def _fits_kind(self) -> "Item":
        if self.kind == "得分":
            if not self.points:
                raise ValueError("得分项必须写 points（大于 0 的标准分）")
            if self.cap is not None:
                raise ValueError("得分项以 points 封顶，不写 cap")
        elif self.points is not None:
            raise ValueError(f"{self.kind}项不写 points；只有得分项有标准分")
        if self.kind == "扣分":
            if not self.deduct or self.cap is None:
                raise ValueError("扣分项必须写 deduct（每次扣几分）和 cap（最多扣几分）")
            if self.cap < self.deduct:
                raise ValueError(f"cap（{self.cap}）不应小于 deduct（{self.deduct}）")
        if self.kind in ("否决", "提示") and (self.deduct is not None or self.cap is not None):
            raise ValueError(f"{self.kind}项不计分，不写 deduct 和 cap")
        return self


class Section(Strict):
    """Items that belong together: one document, or one field of the law.

    ``points`` is the printed sum of its items. ``zero_when`` and ``not_applicable_when`` are
    conditions of the standard that only a person can find; they are shown with open items.
    """

    name: str
    part: str | None = Field(default=None, description="属于哪一部分；只有一部分时可不写")
    points: Marks | None = None
    zero_when: tuple[str, ...] = ()
    not_applicable_when: tuple[str, ...] = ()
    na_when: tuple[str, ...] = Field(default=(), description="这些规则都不适用时本组不评")
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sum(self) -> "Section":
        total = sum((i.stake for i in self.items), Decimal(0))
        if self.points is not None and total != self.points:
            raise ValueError(f"“{self.name}”各项合计 {total} 分，与 points = {self.points} 不符")
        return self


class Standard(Strict):
    """A whole standard. See the comments in ``neutral-100.toml`` for what each key means."""

    id: str
    title: str
    issuer: str
    version: str
    source: str = Field(description="出处：文号或网址；自拟的写明自拟")
    applies_to: str
    total: Marks
    decimals: Literal[0, 1, 2] = 1
    na_mode: NaMode
    veto_effect: VetoEffect
    unrun: Literal["ignore", "pending"] = "pending"
    choices: tuple[str, ...] = Field(default=(), description="原文没有写、由本项目选定的做法")
    grades: tuple[Grade, ...] = ()
    parts: tuple[Part, ...] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)

    def rows(self) -> Iterator[tuple[Section, Item]]:
        """Every item with its section, in printed order."""
        return ((s, i) for s in self.sections for i in s.items)

    def part_of(self, section: Section) -> str:
        """The name of the part a section belongs to."""
        return section.part or self.parts[0].name

    def rules(self) -> list[str]:
        """Ids of all rules that decide an item, in order, each once."""
        return list(dict.fromkeys(r for _, i in self.rows() for r in i.rules))

    @model_validator(mode="after")
    def _consistent(self) -> "Standard":
        parts = [p.name for p in self.parts]
        if sum(p.points for p in self.parts) != self.total:
            raise ValueError(f"parts 的 points 合计应等于 total = {self.total}")
        for s in self.sections:
            if s.part is None and len(parts) > 1:
                raise ValueError(f"“{s.name}”必须写 part；应为：{'、'.join(parts)}")
            if s.part is not None and s.part not in parts:
                raise ValueError(
                    f"“{s.name}”的 part“{s.part}”不对；应为：{'、'.join(parts)}"
                    f"{nearest(s.part, parts)}"
                )
        seen: set[str] = set()
        for _, item in self.rows():
            if item.no in seen:
                raise ValueError(f"项目编号“{item.no}”重复")
            seen.add(item.no)
        mins = [g.min for g in self.grades]
        if mins != sorted(set(mins), reverse=True) or (mins and mins[-1] != 0):
            raise ValueError("grades 应从高到低排列，最后一档 min = 0")
        need = {"grade_fail": 1, "not_excellent": 2}.get(self.veto_effect, 0)
        if len(self.grades) < need:
            raise ValueError(f"veto_effect = “{self.veto_effect}” 时 grades 至少要有 {need} 档")
        return self


def shipped() -> dict[str, Path]:
    """The standards that come with the program: id → file, sorted by id."""
    return {p.stem: p for p in sorted(HERE.glob("*.toml"))}


def load_standard(name: str | Path, known: Collection[str] | None = None) -> Standard:
    """The standard with this id, or the one in this ``.toml`` file.

    ``known`` are the rule ids that exist; where given, any other id in the standard is refused.
    Raises ``RuleError`` (Chinese: file, key, what was expected, the nearest valid word).
    """
    if isinstance(name, Path) or name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise RuleError(f"{path.name}：找不到这个评查标准文件")
    else:
        files = shipped()
        if name not in files:
            raise RuleError(
                f"没有名为“{name}”的评查标准；应为：{'、'.join(files)}{nearest(name, files)}"
            )
        path = files[name]
    data = read_toml(path)
    _items_first(data, path.name)
    standard = build(Standard, data, path.name)
    if standard.id != path.stem:
        raise RuleError(f"{path.name}：“id”的值“{standard.id}”不对；应与文件名相同：{path.stem}")
    if known is not None:
        _known_rules(standard, known, path.name)
    return standard


def _items_first(data: dict[str, Any], file: str) -> None:
    """Check items one by one, so that a mistake is told by item number and not by position."""
    sections = data.get("sections")
    for section in sections if isinstance(sections, list) else ():
        items = section.get("items") if isinstance(section, dict) else None
        for n, raw in enumerate(items if isinstance(items, list) else (), 1):
            no = raw.get("no", f"第{n}项") if isinstance(raw, dict) else f"第{n}项"
            build(Item, raw, f"{file} “{section.get('name', '')}” {no}")


def _known_rules(standard: Standard, known: Collection[str], file: str) -> None:
    for section, item in standard.rows():
        used = {
            "rules": item.rules,
            "leads": item.leads,
            "na_when": (*item.na_when, *section.na_when),
        }
        for key, ids in used.items():
            for rule in ids:
                if rule not in known:
                    raise RuleError(
                        f"{file} “{section.name}” {item.no}：“{key}”里没有编号为“{rule}”的规则；"
                        f"应为规则目录里的编号，例如 CX-011{nearest(rule, known)}"
                    )
