"""The score of a case file from what persons confirmed, by the standard of the plan."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from enforcement.result import Assessment, Score, Verdict
from enforcement.review.parts import Opinion, Suspect
from enforcement.scoring import RuleVerdict, score, verdicts_of
from rules.standards import Standard

NO_WAIVERS: frozenset[str] = frozenset()


def grade(
    a: Assessment,
    suspects: Sequence[Suspect],
    trial: Collection[str],
    standard: Standard,
    o: Opinion,
    waived: Collection[str] = NO_WAIVERS,
) -> Score:
    """The score when only confirmed findings count.

    Undecided ones leave their item open. ``waived`` are fingerprints that count for nothing
    although confirmed. A reviewer's own findings come on top of what the rules took from their
    item, at most what the item has.
    """
    said = {d.finding: d.decision for d in o.decisions}
    mine: dict[str, list[Suspect]] = {}
    for s in suspects:
        mine.setdefault(s.rule, []).append(s)
    verdicts = [
        _confirmed(v, mine[v.rule], said, waived) if v.rule in mine else v
        for v in verdicts_of(a.results)
        if v.rule not in trial
    ]
    judged = {j.item: j.lost for j in o.judged}
    own = [x for x in o.added if x.finding not in waived]
    if own:
        first = {s.item: s for s in score(standard, verdicts, judged).derivation}
        items = {i.no: i for _, i in standard.rows()}
        for x in own:
            step, of = first[x.item], items[x.item]
            if of.kind == "否决":
                judged[x.item] = max(x.lost, judged.get(x.item) or Decimal(0))
                continue
            base = judged.get(x.item)
            if base is None and step.obtained is not None:
                base = of.stake - step.obtained
            judged[x.item] = min(of.stake, (base or Decimal(0)) + x.lost)
    return score(standard, verdicts, judged)


def _confirmed(
    machine: RuleVerdict,
    mine: Sequence[Suspect],
    said: Mapping[str, str],
    waived: Collection[str],
) -> RuleVerdict:
    confirmed = [s for s in mine if said.get(s.finding) == "采纳" and s.finding not in waived]
    if confirmed:
        return RuleVerdict(machine.rule, "fail", sum(s.occurrences for s in confirmed))
    verdict: Verdict = "pass"
    if any(s.finding not in said for s in mine):
        verdict = "needs_review"
    elif all(said[s.finding] == "不适用" for s in mine):
        verdict = "not_applicable"
    return RuleVerdict(machine.rule, verdict, 0)


def confirmed(suspects: Sequence[Suspect], o: Opinion, waived: Collection[str]) -> tuple[str, ...]:
    """Fingerprints of the findings that count, in order."""
    said = {d.finding: d.decision for d in o.decisions}
    found = [s.finding for s in suspects if said.get(s.finding) == "采纳"]
    found += [a.finding for a in o.added]
    return tuple(f for f in dict.fromkeys(found) if f not in waived)
