"""What is wrong in rules and scenarios, before anything is run."""

from enforcement.workbench import scenarios, steps
from enforcement.workbench.place import Place
from enforcement.workbench.scenarios import Mistake
from rules.loading import RuleError

# What the scenarios of a rule must show, by who decides it.
WANTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "machine": (("合格",), ("不合格",), ("不适用", "待人工")),
    "assist": (("合格", "不适用"), ("待人工",)),
    "human": (("待人工",),),
}


def lint(place: Place) -> list[Mistake]:
    """Every mistake found: schema, words, contradictions, scenarios, steps."""
    try:
        rules = place.ruleset()
    except RuleError as error:
        return [Mistake("rules", str(error))]
    found, wrong = scenarios.read(place.features)
    per_rule = scenarios.by_rule(found)
    for card in rules.cards.values():
        shown = {s.outcome for s in per_rule.get(card.id, [])}
        if not shown:
            path = f"features/{card.id[:2]}/{card.id}.feature"
            wrong.append(Mistake(card.id, f"没有场景；请写 {path}"))
            continue
        wrong += [
            Mistake(card.id, f"缺少结论是{'或者'.join(any_of)}的场景")
            for any_of in WANTED[card.decidable]
            if not shown.intersection(any_of)
        ]
    wrong += [Mistake(f"{i}.feature", f"没有规则 {i}") for i in per_rule if i not in rules.cards]
    known = steps.known(place.root)
    for s, text, count in steps.once(steps.use(known, found)):
        near = steps.nearest(text, known)
        hint = f"；是否想写“{near}”" if near else ""
        hint += f"；要新加，写成“{steps.scaffold(text)}”"
        more = f"（只有值不同的共 {count} 处）" if count > 1 else ""
        wrong.append(Mistake(s.file.name, f"场景“{s.name}”里没有这样的步骤“{text}”{more}{hint}"))
    wrong += [
        Mistake("步骤", f"几乎相同的步骤，请合成一个：{'、'.join(group)}")
        for group in steps.alike(known)
    ]
    return wrong
