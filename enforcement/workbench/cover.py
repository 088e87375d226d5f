"""What the rules leave open: outcomes without a scenario, items of standards without a rule."""

from enforcement.workbench.lint import WANTED
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import by_rule, read
from rules.standards import Standard, load_standard


def coverage(place: Place) -> list[str]:
    """Lines for the user: how much is covered, then each gap."""
    rules = place.ruleset()
    found, _ = read(place.features)
    per_rule = by_rule(found)
    lines = [f"规则 {len(rules.cards)} 条，场景 {len(found)} 个（大纲的每行例子算一个）"]
    lines += [
        f"缺场景　{card.id} {card.title}：{'或者'.join(any_of)}"
        for card in rules.cards.values()
        for any_of in WANTED[card.decidable]
        if not {s.outcome for s in per_rule.get(card.id, [])}.intersection(any_of)
    ]
    cited: dict[str, int] = {}
    for card in rules.cards.values():
        for b in card.basis:
            cited[b.law] = cited.get(b.law, 0) + 1
    lines += [f"依据　{law}：{n} 处" for law, n in sorted(cited.items(), key=lambda x: -x[1])]
    for path in sorted((place.root / "rules" / "standards").glob("*.toml")):
        lines += _open_items(load_standard(path), set(rules.cards))
    return lines


def _open_items(standard: Standard, known: set[str]) -> list[str]:
    items = [i for s in standard.sections for i in s.items]
    bare = [i for i in items if not known.intersection(i.rules)]
    head = f"标准　{standard.title}：{len(items)} 项，其中 {len(bare)} 项没有规则能判"
    return [head, *(f"  {i.no} {i.text}" for i in bare)]
