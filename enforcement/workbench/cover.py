"""What the rules leave open: outcomes without a scenario, items of standards without a rule,
articles of the law register that no rule cites."""

import re
from collections.abc import Iterator

from enforcement.workbench.lint import WANTED
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import by_rule, read
from rules.laws import Laws
from rules.ruleset import RuleSet
from rules.standards import Standard, load_standard

_ARTICLE = re.compile(r"(?<![\d(])\d+")  # the article in 45(2): not the paragraph in brackets


def coverage(place: Place) -> list[str]:
    """Lines for the user: a summary, then each gap."""
    rules = place.ruleset()
    found, _ = read(place.features)
    per_rule = by_rule(found)
    folder = place.root / "rules"
    missing = [
        f"缺场景　{card.id} {card.title}：{'或者'.join(any_of)}"
        for card in rules.cards.values()
        for any_of in WANTED[card.decidable]
        if not {s.outcome for s in per_rule.get(card.id, [])}.intersection(any_of)
    ]
    standards = [load_standard(p) for p in sorted((folder / "standards").glob("*.toml"))]
    opened = {s.title: _open_items(s, set(rules.cards)) for s in standards}
    unused = list(uncited(rules, Laws.load(folder / "laws")))
    items, articles = sum(map(len, opened.values())), sum(len(n) for _, n in unused)
    lines = [
        f"规则 {len(rules.cards)} 条，场景 {len(found)} 个（大纲的每行例子算一个）；缺口："
        f"缺场景 {len(missing)} 处，评查标准里没有规则能判的 {items} 项，"
        f"登记册里没有规则引用的条文 {articles} 条",
        *missing,
        _cited(rules),
    ]
    if unused:
        lines.append("没有规则引用的条文（法律登记册里有要点）")
        lines += [f"  {law}：第 {'、'.join(map(str, n))} 条" for law, n in unused]
    for s in standards:
        total = sum(len(section.items) for section in s.sections)
        lines.append(f"标准　{s.title}：{total} 项，其中 {len(opened[s.title])} 项没有规则能判")
        lines += opened[s.title]
    return lines


def _cited(rules: RuleSet) -> str:
    count: dict[str, int] = {}
    for card in rules.cards.values():
        for b in card.basis:
            count[b.law] = count.get(b.law, 0) + 1
    most = sorted(count.items(), key=lambda x: -x[1])
    return f"依据　{'，'.join(f'{law} {n} 处' for law, n in most)}"


def uncited(rules: RuleSet, laws: Laws) -> Iterator[tuple[str, list[int]]]:
    """Each version of a law with the articles of its digest that no card cites."""
    cited: dict[str, set[int]] = {}
    for card in rules.cards.values():
        for b in card.basis:
            numbers = cited.setdefault(laws.version(b.law).id, set())
            numbers |= {int(n) for n in _ARTICLE.findall(b.article)}
    for law in laws:
        for version in law.versions:
            rest = [a.number for a in version.cited if a.number not in cited.get(version.id, set())]
            if rest:
                name = law.aliases[0] if law.aliases else law.name
                yield f"{name} {version.title}" if len(law.versions) > 1 else name, rest


def _open_items(standard: Standard, known: set[str]) -> list[str]:
    return [f"  {i.no} {i.text}" for _, i in standard.rows() if not known.intersection(i.rules)]
