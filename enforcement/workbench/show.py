"""One rule as a page of text: what, why, basis with dates, how decided, examples, remedy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enforcement.assess import vocabulary
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import Scenario, by_rule, read
from enforcement.workbench.words import Words, amount
from rules.laws import Laws
from rules.model import Card
from rules.parameters import Entry, Parameters
from rules.ruleset import RuleSet, texts_in

WHO = {
    "machine": "程序判定",
    "assist": "程序提示疑点，由人确认",
    "human": "由人判断",
}


@dataclass(slots=True)
class Pages:
    """Writes the page of any rule of a place; everything is loaded once."""

    rules: RuleSet
    laws: Laws
    scenarios: Mapping[str, Sequence[Scenario]]
    words: Words

    @staticmethod
    def of(place: Place, today: date | None = None) -> "Pages":
        """Load a place. Raises ``RuleError`` for a mistake in any file."""
        rules, folder = place.ruleset(), place.root / "rules"
        parameters = Parameters.load(folder / "parameters")
        words = Words(vocabulary(), parameters, rules.conclusions, today or date.today())
        scenarios = by_rule(read(place.features)[0])
        return Pages(rules, Laws.load(folder / "laws"), scenarios, words)

    def page(self, card: Card) -> str:
        """The page of ``card`` in Markdown."""
        scenarios = self.scenarios.get(card.id, ())
        lines = [
            f"# {card.id} {card.title}",
            f"{card.system}　{WHO[card.decidable]}　{card.status}",
            f"**为什么查**　{card.why}",
            "## 依据",
            *self._basis(card),
            "## 什么时候管",
            *self._applies(card),
            "## 怎样判",
            *self._decided(card),
            *self._numbers(card),
            "## 怎样改正",
            card.remedy,
            f"## 例子（场景共 {len(scenarios)} 个）",
            *_examples(scenarios),
            *_others(scenarios),
        ]
        return _joined(lines)

    def _basis(self, card: Card) -> Iterator[str]:
        for b in card.basis:
            cited = self.laws.law(b.law).cite(self.laws.version(b.law), b.article)
            until = f"至 {b.end}" if b.end else "起"
            doubt = "（条文未核对）" if b.status == "未核实" else ""
            yield f"- {cited}：{b.digest}{doubt}　适用 {b.start} {until}"

    def _applies(self, card: Card) -> Iterator[str]:
        if not card.when:
            yield "- 每个案卷"
        for p in card.when:
            yield f"- 适用条件：{self.words.condition(p)}"
        for p in card.unless:
            yield f"- 不适用：{self.words.condition(p)}"
        yield f"- 以哪一天的法律为准：{self.words.vocabulary.acts[card.act]}"

    def _decided(self, card: Card) -> Iterator[str]:
        head, *rest = self.words.requirement(card.require)
        yield f"- 要求：{head}"
        yield from rest
        if card.message != "{why}":
            yield f"- 不合格时说：{card.message.replace('{why}', '（日期、数额等具体情况）')}"
        if card.note:
            yield f"- 说明：{self.words.text(card.note)}"

    def _numbers(self, card: Card) -> Iterator[str]:
        names = [f.limit for f in (card.require.within, card.require.ahead) if f is not None]
        called = card.require.check or card.require.across
        names += texts_in(called.options) if called is not None else []
        used = [n for n in dict.fromkeys(names) if n in self.words.parameters]
        if used:
            yield "## 期限和数额"
        for name in used:
            p = self.words.parameters[name]
            yield f"{p.title}：{p.description}"
            entries = self.words.entries(name)
            if entries:
                yield "| 值 | 适用 | 范围 | 来源 | 状态 |\n|---|---|---|---|---|"
                yield from (_row(e, p.unit) for e in entries)
            else:
                yield "还没有值；请按本地规定填写，没有填写以前不据此判不合格。"


def page(place: Place, card: Card) -> str:
    """The page of one card of a place."""
    return Pages.of(place).page(card)


def _row(e: Entry, unit: str) -> str:
    scope = "、".join(s for s in e.scope if s) or "一般"
    until = f"{e.start} 至 {e.end}" if e.end else f"{e.start} 起"
    note = f"；{e.note}" if e.note else ""
    return f"| {amount(e, unit)} | {until} | {scope} | {e.source}{note} | {e.status} |"


def _examples(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """The first scenario that passes and the first that does not, with what they describe."""
    outcomes: list[str] = [s.outcome for s in scenarios]
    shown: list[str] = [o for o in ("合格", "不合格") if o in outcomes]
    if "不合格" not in shown:
        shown += [o for o in ("待人工",) if o in outcomes]
    for outcome in shown:
        s = scenarios[outcomes.index(outcome)]
        yield f"### {outcome}：{s.name}"
        for step in s.given:
            first, *below = step.split("\n")
            yield f"- {first}"
            for line in below:
                yield f"    - {line}"


def _others(scenarios: Sequence[Scenario]) -> Iterator[str]:
    told = dict.fromkeys(f"- {s.name} → {s.outcome}" for s in scenarios)
    if told:
        yield "### 全部场景"
        yield from told


def _joined(lines: Sequence[str]) -> str:
    """Lines of Markdown: items of a list and rows of a table stay together, the rest apart."""
    text = ""
    for line in lines:
        mark = line.lstrip()[:1] if line.lstrip().startswith(("- ", "|")) else ""
        together = mark and text.rstrip("\n").split("\n")[-1].lstrip().startswith(mark)
        text += line + "\n" if not text or together else "\n" + line + "\n"
    return text
