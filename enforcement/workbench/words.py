"""Rule cards in the words that lawyers read: conditions, requirements, options, numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from rules.answers import show
from rules.forms import Condition, Requirement
from rules.loading import read_toml
from rules.model import Conclusion
from rules.parameters import Entry, Parameters
from rules.ruleset import Vocabulary

_KEY = re.compile(r"[a-z]+(_[a-z0-9]+)*")
_CODE = re.compile(r"(case|\*|[A-Z]{2}_[A-Z0-9]+)(\.[a-z_0-9]+)?")
_KEYS = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[A-Z]{2}_[A-Z0-9]+\b", re.ASCII)
_UNITS = {
    "自然日": "{}日",
    "工作日": "{}个工作日",
    "月": "{}个月",
    "小时": "{}小时",
    "种": "{}",
}


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, str]]:
    return read_toml(Path(__file__).parent / "words.toml")


def check_words(name: str) -> str:
    """What a check or a comparison looks at; empty where nobody has put it into words yet."""
    return _tables()["check"].get(name, "")


def option_words(name: str, check: str = "") -> str | None:
    """What an option is called, for this check where it has a name of its own."""
    options = _tables()["option"]
    return options.get(f"{check}.{name}") or options.get(name)


@dataclass(slots=True)
class Words:
    """Puts the parts of cards into words; ``today`` says which values of parameters are current."""

    vocabulary: Vocabulary
    parameters: Parameters
    conclusions: Mapping[str, Conclusion]
    today: date

    # --- names --------------------------------------------------------------------------------

    def kinds(self, codes: Iterable[str]) -> str:
        """Kinds of documents by their names: 《立案审批表》《行政处罚决定书》."""
        return "".join(dict.fromkeys(f"《{self.vocabulary.kinds.get(c, c)}》" for c in codes))

    def named(self, ref: str) -> str:
        """A reference as a name: case.decision_date → 〈决定书日期〉."""
        return f"〈{self.vocabulary.name(ref)}〉"

    def text(self, text: str) -> str:
        """A text that somebody wrote, with keys and codes replaced by their names."""
        return _KEYS.sub(lambda m: self._word(m[0]), text)

    def limit(self, name: str) -> str:
        """A parameter with its current value: 〈处罚决定书送达期限〉（当前值 7个工作日）."""
        if name not in self.parameters:
            return f"〈{name}〉"
        p = self.parameters[name]
        entries = [e for e in self.entries(name) if e.on(self.today)]
        general = [e for e in entries if not any(e.scope)]
        if not entries:
            now = "当前没有值"
        elif not general:
            now = "当前值因部门、地区、当事人而不同"
        else:
            now = f"当前值 {amount(general[-1], p.unit)}"
            now += "，部门、地区另有规定的从其规定" if len(entries) > len(general) else ""
            now += "，未核实" if general[-1].status == "未核实" else ""
        return f"〈{p.title}〉（{now}）"

    def entries(self, name: str) -> list[Entry]:
        """All values of a parameter, in file order."""
        return [e for layer in self.parameters[name].layers for e in layer]

    # --- conditions ---------------------------------------------------------------------------

    def condition(self, part: str | Condition) -> str:
        """When a rule applies: a conclusion with its meaning, or an inline condition."""
        if isinstance(part, str):
            known = self.conclusions.get(part)
            return f"{part}（{known.means}）" if known else part
        if part.types:
            return f"执法类型是{'、'.join(part.types)}{_either(part.types)}"
        if part.procedures:
            return f"按{'或者'.join(part.procedures)}办理"
        if part.departments:
            return f"办案机关属于{'、'.join(part.departments)}部门"
        if part.documents:
            return f"卷内有{self.kinds(part.documents)}{_either(part.documents)}"
        if part.has:
            return f"读到了{self.named(part.has)}"
        if part.fact:
            return self._fact(part.fact, part.values)
        if part.check:
            return check_words(part.check) or "由审过的程序核对"
        since = f"不早于{show(part.since)}" if part.since else ""
        before = f"早于{show(part.before)}" if part.before else ""
        return f"{self.named(part.of or '')}{'，'.join(x for x in (since, before) if x)}"

    def _fact(self, ref: str, values: tuple[str | bool, ...]) -> str:
        where, _, key = ref.partition(".")
        if values in ((True,), (False,)):
            said = self.vocabulary.phrases.get(key, key)
            place = self.kinds([where]) if where not in ("case", "*") else "文书"
            return f"{place}{'写有' if values == (True,) else '没有写'}“{said}”"
        listed = "、".join(map(show, values))
        return f"{self.named(ref)}是{listed}{_either(values)}"

    # --- requirements -------------------------------------------------------------------------

    def requirement(self, r: Requirement) -> list[str]:
        """What a rule asks: one sentence, then an indented item for each option of a check."""
        if r.person is not None:
            return [f"由人判断：{r.person}"]
        called = r.check or r.across
        if called is not None:
            head = check_words(called.name) or "由审过的程序核对，见规则名称和说明"
            options = called.options.items()
            return [head, *(line for k, v in options for line in self._option(called.name, k, v))]
        (form,) = r.model_fields_set
        return [getattr(self, f"_{form}")(getattr(r, form))]

    def _present(self, f: Any) -> str:
        return f"卷内有{self.kinds(f.documents)}" + (
            "，缺一不可" if f.every else _either(f.documents)
        )

    def _filled(self, f: Any) -> str:
        return f"{self.kinds(f.documents)}的{self._labels(f.fields)}已填写"

    def _within(self, f: Any) -> str:
        roll = "；末日遇法定休假日顺延" if f.roll else ""
        start, end = self.named(f.start), self.named(f.end)
        return f"自{start}起{self.limit(f.limit)}内{end}；起算当日不计入{roll}"

    def _ahead(self, f: Any) -> str:
        return f"{self.named(f.notice)}比{self.named(f.event)}至少提前{self.limit(f.limit)}"

    def _order(self, f: Any) -> str:
        same = {"允许": "可以同日", "待人工": "同日的由人看先后", "不允许": "不能同日"}[f.same_day]
        return f"依次进行：{'、'.join(map(self.named, f.acts))}；{same}"

    def _same(self, f: Any) -> str:
        return f"各处一致：{'、'.join(map(self.named, f.fields))}"

    def _says(self, f: Any) -> str:
        which = {"每份": "每份都", "任一": "任一份", "首份": "最早的一份"}[f.which]
        return f"{self.kinds(f.documents)}{which}写有{self._labels(f.phrases)}"

    def _silent(self, f: Any) -> str:
        return f"{self.kinds(f.documents)}没有{self._labels(f.phrases)}"

    def _signed(self, f: Any) -> str:
        return f"{self.kinds(f.documents)}有{'、'.join(f.roles)}的签名"

    def _people(self, f: Any) -> str:
        return f"{self.kinds(f.documents)}的{self._labels([f.field])}写明至少{f.at_least}名不同的人"

    def _apart(self, f: Any) -> str:
        left, right = ("、".join(map(self.named, side)) for side in (f.left, f.right))
        return f"{left}不是{right}中的人"

    def _labels(self, keys: Iterable[str]) -> str:
        return "、".join(f"“{self._word(k)}”" for k in keys)

    # --- options of checks --------------------------------------------------------------------

    def _option(self, check: str, name: str, value: Any) -> Iterator[str]:
        if value in ("", [], {}, False):
            return
        label = option_words(name, check) or "其他选项"
        if value is True:
            yield f"    - {label}"
        elif isinstance(value, list) and (_deep(value) > 2 or isinstance(value[0], Mapping)):
            yield f"    - {label}："
            yield from (f"        - {self._value(x)}" for x in value)
        elif isinstance(value, Mapping) and len(value) > 1:
            yield f"    - {label}："
            yield from (f"        - {self._entry(k, v)}" for k, v in value.items())
        else:
            yield f"    - {label}：{self._value(value, name in ('acts', 'others', 'pairs'))}"

    def _value(self, value: Any, acts_first: bool = False) -> str:
        if isinstance(value, Mapping):
            return self._table(value)
        if isinstance(value, list | tuple):
            if value and all(isinstance(v, str) and v in self.vocabulary.kinds for v in value):
                return self.kinds(value)
            apart = "；" if any(isinstance(v, Mapping | list) for v in value) else "、"
            return apart.join(self._value(v, acts_first) for v in value)
        if isinstance(value, str):
            return self._word(value, acts_first)
        return "是" if value is True else "否" if value is False else show(value)

    def _table(self, table: Mapping[str, Any]) -> str:
        if "earlier" in table and "later" in table:
            gap = f"，相隔{self.limit(table['limit'])}" if "limit" in table else ""
            return f"{self._value([table['earlier']])}在先，{self._value(table['later'])}在后{gap}"
        named = table.get("name")
        rest = [self._entry(k, v) for k, v in table.items() if k != "name"]
        if named is None:
            return "；".join(rest)
        return f"{named}（{'；'.join(rest)}）" if rest else str(named)

    def _entry(self, key: str, value: Any) -> str:
        name = self._word(key)
        label = option_words(key, "entry") if name == key else None
        if value is True:
            return label or name
        if isinstance(value, str) and value.startswith("(?"):
            return name  # a pattern that no lawyer reads: its name says what it finds
        return f"{label or name}：{self._value(value)}"

    def _word(self, text: str, acts_first: bool = False) -> str:
        """One text of the options: a code, a key or a parameter by its name, else as it is."""
        v = self.vocabulary
        if text in v.kinds:
            return f"《{v.kinds[text]}》"
        if _CODE.fullmatch(text) and "." in text:
            return self.named(text)
        if _KEY.fullmatch(text):
            if text in self.parameters:
                return self.limit(text)
            tables = (v.acts, v.fields, v.phrases) if acts_first else (v.fields, v.phrases, v.acts)
            return next((t[text] for t in tables if text in t), text)
        return _readable(text)


def _deep(value: Any) -> int:
    """How many lists lie within each other."""
    return 1 + max(map(_deep, value), default=0) if isinstance(value, list) else 0


def _either(things: Iterable[object]) -> str:
    return "中的任一种" if len(list(things)) > 1 else ""


def amount(entry: Entry, unit: str) -> str:
    """The value of an entry with its unit: 7个工作日, 3%, 永久、30年."""
    unit = entry.unit or unit
    values = entry.value if isinstance(entry.value, tuple) else (entry.value,)
    if unit == "比例":
        return "、".join(f"{Decimal(str(v)) * 100:f}".rstrip("0").rstrip(".") + "%" for v in values)
    shape = _UNITS.get(unit, "{}" + unit)
    return "、".join(shape.format(v) for v in values)


def _readable(text: str) -> str:
    """A simple pattern as words: 存在.{0,12}(?:问题|隐患) → 存在…（问题/隐患）."""
    if not re.search(r"\(\?:|\.\{|\[|\w\?", text):
        return text
    text = re.sub(r"\.\{\d+,\d*\}", "…", text)
    text = re.sub(r"\(\?:([^()]*)\)", lambda m: f"（{m[1].replace('|', '/')}）", text)
    text = re.sub(r"\[([^\]]+)\]", lambda m: f"（{'/'.join(m[1])}）", text)
    return re.sub(r"(.)\?", r"[\1]", text)
