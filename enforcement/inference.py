"""From answers to verdicts: the rule set as productions, run by the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casefiles.doubts import firm
from casefiles.facts import CaseFile
from enforcement.engine import Engine, Literal, Production, make_engine
from enforcement.result import Verdict
from rules.answers import Answer, Context, cautious
from rules.model import Card
from rules.questions import requirement
from rules.ruleset import RuleSet, key_of

YES, NO, MOOT = "是", "否", "无"


@dataclass(slots=True)
class Outcome:
    """What the engine concluded for one card, and the answers behind it."""

    card: Card
    verdict: Verdict
    answer: Answer | None  # to the requirement, where it was asked
    why: str = ""  # why not applicable or undecided


def applicability(rules: RuleSet) -> list[Production]:
    """Conclusions, and which cards apply, as positive productions (see ``enforcement.engine``).

    A conclusion by ``any`` is 是 with one alternative and 否 without all; by ``all`` the other
    way round. A card applies where all of ``when`` is 是 and all of ``unless`` 否.
    """
    found: list[Production] = []
    for c in rules.conclusions.values():
        parts = [key_of(p) for p in (c.any or c.all)]
        one, whole = (YES, NO) if c.any else (NO, YES)
        found += [Production((c.name, one), ((p, one),)) for p in parts]
        found.append(Production((c.name, whole), tuple((p, whole) for p in parts)))
    for card in rules.cards.values():
        when = [key_of(p) for p in card.when]
        unless = [key_of(p) for p in card.unless]
        found += [Production((card.id, "不适用"), ((w, NO),)) for w in when]
        found += [Production((card.id, "不适用"), ((u, YES),)) for u in unless]
        conditions = (*((w, YES) for w in when), *((u, NO) for u in unless))
        found.append(Production((card.id, "适用"), conditions or (("案卷", YES),)))
    return found


def verdicts(rules: RuleSet) -> list[Production]:
    """From a card that applies and the answer to its requirement to its verdict. Where the check
    found nothing that it could look at, the card does not apply after all."""
    return [
        Production((i, verdict), ((i, "适用"), (f"{i}的要求", value)))
        for i in rules.cards
        for value, verdict in ((YES, "合格"), (NO, "不合格"), (MOOT, "不适用"))
    ]


class Inference:
    """A rule set made ready for one engine; used for any number of cases."""

    def __init__(self, rules: RuleSet, engine: str = "durable") -> None:
        self.rules = rules
        self.engine: Engine = make_engine(applicability(rules), engine)
        self._verdicts: Engine = make_engine(verdicts(rules), engine)

    def run(self, case: CaseFile, ctx: Context, compared: set[str] | None = None) -> list[Outcome]:
        """The outcome of every card that is about one case file, in catalogue order.

        A verdict that would be another one without the words that were recognised with little
        trust is left to a person. The ids of the cards by which this case file is to be compared
        with others are put in ``compared``.
        """
        outcomes = self._run(case, ctx, compared)
        sure = firm(case)
        if sure is None:
            return outcomes
        again = {o.card.id: _said(o) for o in self._run(sure, ctx, None)}
        decided = ("pass", "fail", "not_applicable")
        return [
            _undecided(o) if o.verdict in decided and _said(o) != again[o.card.id] else o
            for o in outcomes
        ]

    def _run(self, case: CaseFile, ctx: Context, compared: set[str] | None) -> list[Outcome]:
        """The outcomes, whatever they rest on.

        Requirements are asked only of the cards that apply, so no check sees a case it was not
        written for. An error inside a check is that rule's ``not_run``, never a pass.
        """
        asked = self.rules.ask(case, ctx)
        facts = [("案卷", YES), *_literals(asked)]
        derived = self.engine.infer(facts)
        answers: dict[str, Answer] = {}
        broken: dict[str, str] = {}
        for card in self.rules.cards.values():
            if (card.id, "适用") not in derived:
                continue
            if card.require.across is not None:
                if compared is not None:
                    compared.add(card.id)
            else:
                try:
                    missing = card.require.present is not None
                    answer = requirement(card.require, case, ctx)
                    answers[card.id] = cautious(answer, case, missing)
                except Exception as error:
                    broken[card.id] = f"{type(error).__name__}：{error}"
        told = [
            (f"{i}的要求", MOOT if a.moot else YES if a.value else NO)
            for i, a in answers.items()
            if a.value is not None or a.moot
        ]
        applies = [x for x in derived if x[1] == "适用"]
        derived |= self._verdicts.infer([*applies, *told])
        return [
            self._outcome(card, derived, answers.get(card.id), broken.get(card.id), asked)
            for card in self.rules.cards.values()
            if card.require.across is None
        ]

    def _outcome(
        self,
        card: Card,
        derived: frozenset[Literal],
        answer: Answer | None,
        error: str | None,
        asked: Mapping[str, Answer],
    ) -> Outcome:
        if error is not None:
            return Outcome(card, "not_run", None, f"检查程序出错：{error}")
        if (card.id, "合格") in derived:
            # What a program cannot decide alone it does not pass alone either.
            if card.decidable == "human":
                return Outcome(card, "needs_review", answer, "须由人判断")
            return Outcome(card, "pass", answer)
        if (card.id, "不合格") in derived:
            if card.decidable != "machine":
                return Outcome(card, "needs_review", answer, "程序发现疑点，由人确认")
            return Outcome(card, "fail", answer)
        if answer is not None and (card.id, "不适用") in derived:
            return Outcome(card, "not_applicable", None, answer.why)
        if (card.id, "不适用") in derived:
            return Outcome(card, "not_applicable", None, self._because(card, derived, asked))
        if answer is not None:
            return Outcome(card, "needs_review", answer, answer.why)
        return Outcome(card, "needs_review", None, self._open(card, derived, asked))

    def _because(self, card: Card, derived: frozenset[Literal], asked: Mapping[str, Answer]) -> str:
        for p in card.when:
            if (key_of(p), NO) in derived:
                return f"不符合适用条件：{self._words(p, asked)}"
        hit = [self._words(p, asked) for p in card.unless if (key_of(p), YES) in derived]
        return f"属于例外：{'、'.join(hit)}"

    def _open(self, card: Card, derived: frozenset[Literal], asked: Mapping[str, Answer]) -> str:
        parts = [*card.when, *card.unless]
        unsure = [
            p for p in parts if (key_of(p), YES) not in derived and (key_of(p), NO) not in derived
        ]
        return f"不能确定是否适用：{'；'.join(self._words(p, asked) for p in unsure)}"

    def _words(self, part: object, asked: Mapping[str, Answer]) -> str:
        key = key_of(part)
        if isinstance(part, str):
            return part
        return asked[key].why or "条件不成立"


def _said(o: Outcome) -> tuple[Verdict, str]:
    """What was decided: a fail for another reason is another one. What was left open stays so."""
    if o.verdict == "fail" and o.answer is not None:
        return o.verdict, o.answer.why
    return (o.verdict if o.verdict in ("pass", "fail") else "needs_review"), ""


def _undecided(o: Outcome) -> Outcome:
    why = "所依据的文字是识别出来的，没有把握，请对照原件"
    said = o.answer.why if o.answer is not None else ""
    return Outcome(o.card, "needs_review", o.answer, f"{said}；{why}" if said else why)


def _literals(answers: Mapping[str, Answer]) -> Sequence[Literal]:
    return [(k, YES if a.value else NO) for k, a in answers.items() if a.value is not None]
