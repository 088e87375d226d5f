"""Calibration of a round: how far its readers agree, from the scores of their readings.

An item counts where somebody had something to decide: the program pointed at it, or a reader
settled it or added a finding. On the others both readers only carry on what the program says, and
to count them would flatter. Only case files whose two readings are both in are looked at; before
that nobody learns anything of a reading.
"""

from collections.abc import Iterator
from datetime import datetime

from enforcement.result import Score, State
from enforcement.review.calibration import FINAL, PROGRAM, Calibration, Rated, calibrate
from enforcement.review.desk import Desk, load_file, load_round
from enforcement.review.files import CaseState
from enforcement.review.record import CHINA
from enforcement.review.service import Paper, assessment, pinned_standard
from enforcement.store.log import Reading

# What a state says of an item; the others say nothing that could be agreed on.
_LABELS: dict[State, str] = {
    "合格": "无失分",
    "扣分": "失分",
    "否决": "否决",
    "不适用": "不适用",
}


def calibration(desk: Desk, round_: str) -> Calibration:
    """The calibration of a round; of all rounds where ``round_`` is empty."""
    with desk.db.reading() as r:
        names = [round_] if round_ else [str(x["round"]) for x in r.rows("rounds")]
        rated = [one for name in names for one in _round(desk, r, name)]
        gold = [one for name in names for one in _gold(r, name)]
    return calibrate(rated, gold)


def _round(desk: Desk, r: Reading, name: str) -> Iterator[Rated]:
    state = load_round(r, name)
    standard = pinned_standard(desk, state.the_plan)
    rows = r.rows("case_files", {"round": name, "drawn": True}, columns=("file",))
    for x in rows:
        s = load_file(r, x["file"])
        if s.open_to_each_other:
            paper = Paper(s, state, standard, assessment(desk, s.received.assessment))
            yield from _file(desk, s, paper)


def _file(desk: Desk, s: CaseState, paper: Paper) -> Iterator[Rated]:
    """Every item of a case file on which somebody has a label."""
    scores: dict[str, Score] = {}
    if paper.assessment.score is not None:
        scores[PROGRAM] = paper.assessment.score
    for _, x in sorted(s.readings.items()):
        scores[x.reviewer] = paper.score(x.opinion)
    if s.graded is not None:
        scores[FINAL] = Score.model_validate_json(desk.originals.get(s.graded[1].score))
    open_ = _decided(s, paper)
    labels: dict[str, dict[str, str]] = {}
    for rater, score in scores.items():
        for step in score.derivation:
            if step.item in open_ and (label := _LABELS.get(step.state)):
                labels.setdefault(step.item, {})[rater] = label
    readers = tuple(x.reviewer for _, x in sorted(s.readings.items()))
    months = {x.reviewer: _month(x.submitted) for x in s.readings.values() if x.submitted}
    for item, given in labels.items():
        yield Rated(s.received.file, item, s.received.agency, given, readers, months)


def _decided(s: CaseState, paper: Paper) -> set[str]:
    """The items on which a reader had something to decide."""
    rules = {x.rule for x in s.suspects()}
    found = {i.no for _, i in paper.standard.rows() if rules & set(i.rules)}
    for x in s.readings.values():
        found |= {j.item for j in x.opinion.judged} | {a.item for a in x.opinion.added}
    return found


def _month(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m")


def _gold(r: Reading, round_: str) -> Iterator[tuple[str, bool]]:
    """Each decision of a reader on a hidden gold file: who, and whether it was as set."""
    where = {"round": round_}
    right = {(x["file"], x["finding"]): x["decision"] for x in r.rows("gold", where)}
    if not right:
        return
    files = tuple(sorted({file for file, _ in right}))
    for x in r.rows("decisions", {**where, "stage": "初评", "file": files}):
        if (x["file"], x["finding"]) in right:
            yield str(x["reviewer"]), x["decision"] == right[x["file"], x["finding"]]
