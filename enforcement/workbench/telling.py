"""A scenario run step by step, so that an author sees what each step did and why the rule said
what it said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from casefiles.facts import CaseFile
from enforcement.inference import NO, YES, Inference, Outcome
from enforcement.result import VERDICTS
from enforcement.workbench.play import Player
from enforcement.workbench.scenarios import Scenario
from enforcement.workbench.words import Words
from rules.answers import Context
from rules.ruleset import key_of

KEYWORDS = {"given": "假如", "when": "当", "then": "那么"}


@dataclass(slots=True, frozen=True)
class Done:
    """One step: ``ok``, ``bad`` with what is wrong, or ``left`` where an earlier one failed."""

    keyword: str
    text: str
    below: str
    state: Literal["ok", "bad", "left"]
    says: str = ""


@dataclass(slots=True, frozen=True)
class Run:
    """A scenario that was run: its steps, and what the rule made of it."""

    scenario: Scenario
    steps: tuple[Done, ...]
    verdict: str = ""
    why: str = ""
    conditions: tuple[tuple[str, str], ...] = ()  # condition in words, 是 | 否 | 不明
    places: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it came out as it says."""
        return bool(self.steps) and all(s.state == "ok" for s in self.steps)


def run(player: Player, scenario: Scenario, inference: Inference, words: Words) -> Run:
    """Run ``scenario`` by the rules of ``inference``."""
    from tests.scenarios.world import World, ask

    world: Any = World()
    try:
        steps = player.steps(scenario, world)
    except LookupError as error:
        return Run(scenario, (Done("", str(error), "", "bad", "没有这样的步骤"),))
    texts = list(_texts(scenario))
    told: list[Done] = []
    outcome: Outcome | None = None
    asked: tuple[CaseFile, Context] | None = None
    for (kind, step), (text, below) in zip(steps, texts, strict=True):
        keyword = KEYWORDS.get(kind, "")
        if told and told[-1].state != "ok" and kind != "then":
            told.append(Done(keyword, text, below, "left"))
            continue
        try:
            if kind == "when":
                asked = world.asked(player.parameters)
                world.outcome = outcome = ask(scenario.rule, [*world.earlier, asked], inference)
                says = f"得出：{VERDICTS[outcome.verdict]}"
            else:
                step()
                says = ""
            told.append(Done(keyword, text, below, "ok", says))
        except AssertionError as error:
            told.append(Done(keyword, text, below, "bad", str(error).split("\n")[0]))
        except (KeyError, StopIteration):
            told.append(Done(keyword, text, below, "bad", "规则集里没有这条规则"))
    if outcome is None or asked is None:
        return Run(scenario, tuple(told))
    answer = outcome.answer
    places = tuple(
        " ".join(x for x in (f"《{e.document}》", e.found and f"写的是 {e.found}",
                             e.expected and f"应当是 {e.expected}", e.quote and f"“{e.quote}”")
                 if x)
        for e in (answer.evidence if answer else ())
    )  # fmt: skip
    why = "；".join(dict.fromkeys(x for x in (outcome.why, answer.why if answer else "") if x))
    conditions = tuple(_conditions(scenario.rule, asked, inference, words))
    return Run(scenario, tuple(told), VERDICTS[outcome.verdict], why, conditions, places)


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for text, argument in zip(scenario.steps, scenario.arguments, strict=True):
        rows = argument.get("datatable", ())
        table = "\n".join("｜".join(row) for row in rows)
        yield text, str(argument.get("docstring", "")) or table


def _conditions(
    rule: str, asked: tuple[CaseFile, Context], inference: Inference, words: Words
) -> Iterator[tuple[str, str]]:
    """Whether the rule applies: each of its conditions with its answer."""
    card, rules = inference.rules.cards[rule], inference.rules
    answers = rules.ask(*asked)
    known = [(k, YES if a.value else NO) for k, a in answers.items() if a.value is not None]
    derived = inference.engine.infer([("案卷", YES), *known])
    for what, parts in (("适用条件", card.when), ("例外", card.unless)):
        for p in parts:
            key = key_of(p)
            said = YES if (key, YES) in derived else NO if (key, NO) in derived else "不明"
            yield f"{what}：{words.condition(p)}", said
