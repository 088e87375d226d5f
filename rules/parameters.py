"""Numbers of the law: one file per parameter, each value with its days, scope and source.

The same limit differs by day, by department (部门领域), by region and by who is punished. A value
is looked up for one day and one scope; where the law gives none there is none – never a guess.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from rules.loading import RuleError, build, nearest, read_toml

HERE = Path(__file__).parent
Party = Literal["自然人", "单位"]
Status = Literal["核实", "未核实", "设定"]
Number = int | Decimal | str | tuple[str, ...]


class Entry(BaseModel):
    """One value between two days, for one scope. An empty scope is the general rule.

    ``status``: 核实 the value was read in the text of its source; 未核实 it was not, and who uses
    it must answer 不明; 设定 it is no law but this product's own setting.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Number
    unit: str = Field(default="", description="与文件的 unit 不同时才写")
    start: date = Field(alias="from", description="自何日起适用")
    end: date | None = Field(default=None, alias="to", description="至何日止适用（含当日）")
    department: str | None = Field(default=None, description="rules/departments.toml 里的部门领域")
    region: str | None = Field(default=None, description="从省写起的行政区划，例如 云南省昆明市")
    party: Party | None = None
    source: str = Field(description="法律简称和条款")
    status: Status
    note: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        parts = given if isinstance(given, list) and given else [given]
        kinds = (str,) if parts is given else (str, int, float, Decimal)
        if isinstance(given, bool) or not all(isinstance(p, kinds) for p in parts):
            raise ValueError('应为数字、文字，或者一列文字，例如 7、0.03、["永久", "30年"]')
        return given

    @field_validator("start", "end", mode="before")
    @classmethod
    def _dated(cls, given: Any) -> Any:
        if given is not None and not isinstance(given, date):
            raise ValueError("应为日期，例如 2021-07-15（不加引号）")
        return given

    @field_validator("source")
    @classmethod
    def _sourced(cls, given: str) -> str:
        if not given.strip():
            raise ValueError("不能空白，应写明依据，例如 行政处罚法2021第六十条")
        return given

    @model_validator(mode="after")
    def _in_order(self) -> "Entry":
        if self.end is not None and self.end < self.start:
            raise ValueError(f"to（{self.end}）早于 from（{self.start}）")
        return self

    @property
    def scope(self) -> tuple[str | None, str | None, str | None]:
        """Whom the value is for: region, department, party."""
        return self.region, self.department, self.party

    def on(self, day: date) -> bool:
        """Whether the value is in force on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)

    def fits(self, region: str | None, department: str | None, party: str | None) -> bool:
        """Whether the value is for this scope; a region covers all regions within it."""
        return (
            (self.region is None or (region or "").startswith(self.region))
            and self.department in (None, department)
            and self.party in (None, party)
        )

    @property
    def specificity(self) -> tuple[int, int, bool, bool]:
        """More named scopes win; among as many, the smaller region, then the department."""
        named = sum(s is not None for s in self.scope)
        return named, len(self.region or ""), self.department is not None, self.party is not None


class Sheet(BaseModel):
    """One parameter as it lies on disk, its values not yet read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    unit: str = Field(min_length=1, description="rules/units.toml 里的单位")
    description: str = Field(min_length=1)
    value: tuple[dict[str, Any], ...] = Field(default=(), description="每个 [[value]] 一项")


@dataclass(slots=True, frozen=True)
class Value:
    """A value in force. Numbers are ``int`` or ``Decimal``; ``unit`` says of what."""

    value: Number
    unit: str
    status: Status
    source: str
    note: str = ""

    @property
    def days(self) -> int:
        """The value of a limit, as a whole number of its unit."""
        if not isinstance(self.value, int):
            raise TypeError(f"参数值“{self.value}”不是整数")
        return self.value

    @property
    def amount(self) -> Decimal:
        """The value of an amount or a rate."""
        return Decimal(str(self.value))


@dataclass(slots=True)
class Parameter:
    """One parameter with the entries of each folder it was read from, shipped ones first."""

    name: str
    title: str
    unit: str
    description: str
    layers: list[tuple[Entry, ...]] = field(default_factory=list)


class Parameters:
    """All parameters by name (the stem of their file)."""

    def __init__(self, known: dict[str, Parameter]) -> None:
        self._known = known

    @classmethod
    def load(cls, *folders: Path) -> "Parameters":
        """Read every ``*.toml`` below the folders (default: the shipped ones).

        A value of a later folder takes the place of an earlier one with the same scope on the
        days for which it is in force; there a known parameter need not repeat its title, unit
        and description. Raises ``RuleError`` (Chinese) for any mistake.
        """
        known: dict[str, Parameter] = {}
        for folder in folders or (HERE / "parameters",):
            for path in sorted(folder.glob("*.toml")):
                _add(known, path)
        return cls(known)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._known.values())

    def __getitem__(self, name: str) -> Parameter:
        """The parameter; ``RuleError`` with the nearest name where there is none."""
        if name not in self._known:
            raise RuleError(f"没有名为“{name}”的参数{nearest(name, self._known)}")
        return self._known[name]

    def shifted(self, name: str, by: int) -> "Parameters":
        """The same parameters, but every number under ``name`` larger by ``by`` of its last
        place: what would a mistake in it do?"""
        old = self[name]
        layers = [
            tuple(e.model_copy(update={"value": _moved(e.value, by)}) for e in layer)
            for layer in old.layers
        ]
        return Parameters({**self._known, name: replace(old, layers=layers)})

    def lookup(
        self,
        name: str,
        on: date,
        *,
        department: str | None = None,
        region: str | None = None,
        party: str | None = None,
    ) -> Value | None:
        """The most specific value in force on ``on``; ``None`` where there is none.

        ``region`` is written from the province down (云南省昆明市…); ``party`` is 自然人 or 单位.
        An unknown ``name`` is a ``RuleError``.
        """
        parameter = self[name]
        best: Entry | None = None
        for layer in parameter.layers:
            for entry in layer:
                if not (entry.on(on) and entry.fits(region, department, party)):
                    continue
                # Layers come shipped first: of equally specific values the user's wins.
                if best is None or entry.specificity >= best.specificity:
                    best = entry
        if best is None:
            return None
        return Value(best.value, best.unit or parameter.unit, best.status, best.source, best.note)


def _moved(value: Number, by: int) -> Number:
    if isinstance(value, int):
        return value + by
    if isinstance(value, Decimal):
        return value + by * Decimal(1).scaleb(int(value.as_tuple().exponent))
    return value


def _add(known: dict[str, Parameter], path: Path) -> None:
    base = known.get(path.stem)
    data = read_toml(path)
    if base is not None:
        inherited = {"title": base.title, "unit": base.unit, "description": base.description}
        data = inherited | data
    sheet = build(Sheet, data, path.name)
    _need(sheet.unit, units(), "单位", path.name)
    entries = []
    for n, raw in enumerate(sheet.value, 1):
        where = f"{path.name} 第{n}个 value"
        entry = build(Entry, raw, where)
        entries.append(entry)
        if entry.unit:
            _need(entry.unit, units(), "单位", where)
        if entry.department:
            _need(entry.department, (d.name for d in departments()), "部门领域", where)
    _no_overlap(entries, path.name)
    layers = [*base.layers] if base else []
    known[path.stem] = Parameter(
        path.stem, sheet.title, sheet.unit, sheet.description, [*layers, tuple(entries)]
    )


def _need(word: str, words: Iterable[str], what: str, where: str) -> None:
    allowed = list(words)
    if word not in allowed:
        hint = nearest(word, allowed)
        raise RuleError(f"{where}：没有名为“{word}”的{what}；应为：{'、'.join(allowed)}{hint}")


def _no_overlap(entries: Iterable[Entry], where: str) -> None:
    """Two values of the same scope on one day contradict each other."""
    seen: dict[tuple[str | None, str | None, str | None], list[Entry]] = {}
    for entry in entries:
        for other in seen.setdefault(entry.scope, []):
            if entry.on(other.start) or other.on(entry.start):
                scope = "、".join(s for s in entry.scope if s) or "一般"
                raise RuleError(
                    f"{where}：适用范围同为“{scope}”的两个 value 时间重叠（自 {other.start} 和"
                    f"自 {entry.start}）；请给较早的一个写上 to"
                )
        seen[entry.scope].append(entry)


@lru_cache(maxsize=1)
def units() -> dict[str, str]:
    """The units that values may have, each with its meaning (``rules/units.toml``)."""
    return {str(k): str(v) for k, v in read_toml(HERE / "units.toml")["units"].items()}


# --- departments ------------------------------------------------------------------------------


class Department(BaseModel):
    """A field of enforcement (部门领域), the names of its agencies, and how it is led.

    ``vertical``: 是 where its agencies answer to the level above, so that 行政复议 goes there
    (行政复议法 2023 第二十七条); 否 where it goes to the government of the same level; 未核实 where
    that was not checked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    agencies: tuple[str, ...] = Field(min_length=1, description="机关名称里的字样")
    former: tuple[str, ...] = Field(default=(), description="改革以前的机关名称里的字样")
    vertical: Literal["是", "否", "未核实"] = "否"
    note: str = ""


class _Departments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    department: tuple[Department, ...]


@lru_cache(maxsize=1)
def departments() -> tuple[Department, ...]:
    """All departments, in file order (``rules/departments.toml``)."""
    path = HERE / "departments.toml"
    return build(_Departments, read_toml(path), path.name).department


def department_of(agency: str) -> str | None:
    """The department of an agency by its name; ``None`` where it names none or several.

    A word within a longer matching word does not count (城乡建设 within 住房和城乡建设). What
    stands in brackets is a second name-plate and is asked only where the rest names none.
    """
    text = "".join(agency.split())
    names = _named_in(_BRACKETS.sub("", text)) or _named_in(text)
    return names.pop() if len(names) == 1 else None


_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


def _named_in(text: str) -> set[str]:
    spans = []
    for department in departments():
        for word in (*department.agencies, *department.former):
            start = text.find(word)
            while start >= 0:
                spans.append((start, start + len(word), department.name))
                start = text.find(word, start + 1)
    return {
        name
        for a, b, name in spans
        if not any(c <= a and b <= d and (c, d) != (a, b) for c, d, _ in spans)
    }


def is_vertical(department: str | None) -> bool | None:
    """Whether 行政复议 against the department goes to the level above; ``None``: not known."""
    found = next((d for d in departments() if d.name == department), None)
    return None if found is None or found.vertical == "未核实" else found.vertical == "是"
