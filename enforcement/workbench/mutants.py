"""Rule cards with one deliberate mistake each: a scenario of the rule has to notice every one.

Changed are a condition (dropped, or its day moved), the direction or the limit of a requirement,
who must sign or what must be said, the numbers and switches of a check, and who decides.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from rules.model import Card, Conclusion
from rules.parameters import Parameters

Data = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Mutant:
    """One mistake in Chinese words, and what it changes: a card, a conclusion, or a parameter
    (its name and by how much each of its values is shifted)."""

    of: str
    says: str
    card: Card | None = None
    conclusion: Conclusion | None = None
    shift: tuple[str, int] | None = None


def of_card(card: Card, parameters: Parameters) -> Iterator[Mutant]:
    """Every mutant of ``card``."""
    data = card.model_dump(by_alias=True, exclude_unset=True)
    for says, changed in _conditions(data, ("when", "unless")):
        yield from _made(card.id, says, changed)
    within = card.require.within
    if within is not None and parameters[within.limit].unit != "工作日":
        # The last of so many working days is a working day anyway.
        rolled = {**data["require"]["within"], "roll": not within.roll}
        yield from _made(card.id, "末日顺延相反", {**data, "require": {"within": rolled}})
    for says, changed in _requirements(data):
        yield from _made(card.id, says, changed)
    if card.decidable != "human":
        other = "assist" if card.decidable == "machine" else "machine"
        yield from _made(card.id, f"改由{other}判", {**data, "decidable": other})
    for name in sorted({n for n in _words(data["require"]) if n in parameters}):
        for days in (1, -1):
            yield Mutant(card.id, f"参数 {name} {days:+d}", shift=(name, days))


def of_conclusion(c: Conclusion) -> Iterator[Mutant]:
    """Every mutant of a conclusion."""
    data = c.model_dump(by_alias=True, exclude_unset=True)
    for says, changed in _conditions(data, ("any", "all")):
        key = "any" if "any" in data else "all"
        if changed.get(key):
            yield Mutant(c.name, says, conclusion=Conclusion.model_validate(changed))
    if len(c.any or c.all) > 1:
        flipped = {**data, "any": list(c.all), "all": list(c.any)}
        yield Mutant(c.name, "任一与全部对调", conclusion=Conclusion.model_validate(flipped))


def _made(rule: str, says: str, data: Data) -> Iterator[Mutant]:
    try:
        yield Mutant(rule, says, Card.model_validate(data))
    except ValidationError:
        return  # no card at all any more: nobody can make this mistake


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from _words(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from _words(v)


def _conditions(data: Data, keys: tuple[str, ...]) -> Iterator[tuple[str, Data]]:
    for key in keys:
        parts = list(data.get(key, ()))
        for n, part in enumerate(parts):
            rest = parts[:n] + parts[n + 1 :]
            yield f"{key} 去掉第{n + 1}项（{_short(part)}）", {**data, key: rest}
            if not isinstance(part, dict):
                continue
            for says, changed in _days(part):
                where = [*parts[:n], changed, *parts[n + 1 :]]
                yield f"{key} 第{n + 1}项{says}", {**data, key: where}


def _days(part: Data) -> Iterator[tuple[str, Data]]:
    for key in ("since", "before"):
        if isinstance(part.get(key), date):
            for by in (1, -1):
                moved = part[key] + timedelta(days=by)
                yield f"的 {key} 移{by:+d}日", {**part, key: moved}
            other = "before" if key == "since" else "since"
            if other not in part:
                swapped = {k: v for k, v in part.items() if k != key}
                yield f"的 {key} 改成 {other}", {**swapped, other: part[key]}


def _short(part: Any) -> str:
    return part if isinstance(part, str) else "，".join(f"{k}={v}" for k, v in part.items())


# --- requirements -----------------------------------------------------------------------------

# Of these lists each entry is asked for by itself; a list of documents says where to look.
_EACH = ("fields", "phrases", "roles", "acts", "left", "right")
_CHOICES = {
    "same_day": ("允许", "待人工", "不允许"),
    "which": ("每份", "任一", "首份"),
}
_SWAPPED = {"from": "to", "notice": "event"}


def _requirements(data: Data) -> Iterator[tuple[str, Data]]:
    ((form, asked),) = data["require"].items()
    if not isinstance(asked, dict):
        return

    def put(changed: Data) -> Data:
        return {**data, "require": {form: changed}}

    for a, b in _SWAPPED.items():
        if a in asked:
            yield f"{a} 与 {b} 对调", put({**asked, a: asked[b], b: asked[a]})
    for key, value in asked.items():
        if key == "with":
            for says, options in _options(value):
                yield says, put({**asked, "with": options})
        elif key in _EACH or (form == "present" and key == "documents"):
            yield from ((s, put({**asked, key: v})) for s, v in _dropped(key, value))
            if key == "acts":
                yield "次序颠倒", put({**asked, key: value[::-1]})
        elif key == "roll":
            continue
        elif key in _CHOICES:
            for other in _CHOICES[key]:
                if other != value:
                    yield f"{key} 改成 {other}", put({**asked, key: other})
        else:
            yield from ((s, put({**asked, key: v})) for s, v in _plain(key, value))
    if form == "present" and "every" not in asked and len(asked["documents"]) > 1:
        yield "every 改成 true", put({**asked, "every": True})


def _dropped(key: str, values: Any) -> Iterator[tuple[str, list[Any]]]:
    if len(values) > 1:
        for n, v in enumerate(values):
            yield f"{key} 去掉 {v}", [*values[:n], *values[n + 1 :]]


def _plain(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield f"{key} 改成 {str(not value).lower()}", not value
    elif isinstance(value, int):
        yield f"{key} 改成 {value + 1}", value + 1
        yield f"{key} 改成 {value - 1}", value - 1
    elif isinstance(value, float | Decimal):
        for by in (1, -1):  # of the last place that is written: 0.55 becomes 0.56 and 0.54
            written = Decimal(str(value))
            moved = written + by * Decimal(1).scaleb(int(written.as_tuple().exponent))
            yield f"{key} 改成 {moved}", type(value)(moved)
    elif isinstance(value, date):
        yield f"{key} 移+1日", value + timedelta(days=1)
        yield f"{key} 移-1日", value - timedelta(days=1)


def _options(options: Data) -> Iterator[tuple[str, Data]]:
    for key, value in options.items():
        for says, changed in _plain(key, value):
            new = deepcopy(options)
            new[key] = changed
            yield says, new
        if isinstance(value, list) and key in ("fields", "phrases", "roles"):
            for says, rest in _dropped(key, value):
                new = deepcopy(options)
                new[key] = rest
                yield says, new
