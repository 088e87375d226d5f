"""One rule as a page of text: what, why, basis with dates, how decided, scenarios, remedy."""

from typing import Any

from enforcement.assess import vocabulary
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import by_rule, read
from rules.laws import Laws
from rules.model import Card
from rules.ruleset import key_of

_WHO = {
    "machine": "程序判定",
    "assist": "程序提示疑点，由人确认",
    "human": "由人判断",
}


def page(place: Place, card: Card) -> str:
    """The page of ``card`` in Markdown."""
    laws = Laws.load(place.root / "rules" / "laws")
    name = vocabulary().name
    scenarios = by_rule(read(place.features)[0]).get(card.id, [])
    lines = [
        f"# {card.id} {card.title}",
        "",
        f"{card.system}　{_WHO[card.decidable]}　{card.status}",
        "",
        f"**为什么查**　{card.why}",
        f"**不合格时说**　{card.message}",
        f"**怎样改正**　{card.remedy}",
        "",
        "## 依据",
        "",
    ]
    for b in card.basis:
        cited = laws.law(b.law).cite(laws.version(b.law), b.article)
        until = f"至 {b.end}" if b.end else "起"
        doubt = "（条文未核对）" if b.status == "未核实" else ""
        lines.append(f"- {cited}：{b.digest}{doubt}　适用 {b.start} {until}")
    lines += ["", "## 什么时候管、怎样判", ""]
    lines += [f"- 适用条件：{_words(p, name)}" for p in card.when]
    lines += [f"- 不适用：{_words(p, name)}" for p in card.unless]
    lines += [f"- 要求：{_words(card.require, name)}"]
    if card.note:
        lines += [f"- 说明：{card.note}"]
    lines += ["", f"## 场景（{len(scenarios)}）", ""]
    lines += [f"- {s.name} → {s.outcome}" for s in scenarios]
    return "\n".join(lines) + "\n"


def _words(part: Any, name: Any) -> str:
    if isinstance(part, str):
        return part
    form = part.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True)
    return "；".join(f"{k}：{_value(v, name)}" for k, v in form.items()) or key_of(part)


def _value(value: Any, name: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{k}={_value(v, name)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_value(v, name) for v in value)
    return str(name(value)) if isinstance(value, str) else str(value)
