"""What command line and web share: the pinned standard, scores, and looking at rounds and files."""

import functools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from enforcement.result import Assessment, Evidence, RuleResult, Score
from enforcement.review import events as ev
from enforcement.review.desk import Actor, Desk, load_file, load_round
from enforcement.review.files import NEXT, CaseState
from enforcement.review.findings import of_result
from enforcement.review.grading import NO_WAIVERS, grade
from enforcement.review.parts import Opinion, Suspect
from enforcement.review.reading import Scorer
from enforcement.review.record import shown
from enforcement.review.refusal import Refused
from enforcement.review.rounds import RoundState
from enforcement.store.log import Reading
from rules.loading import build
from rules.standards import Standard


def pinned_standard(desk: Desk, plan: ev.Planned) -> Standard:
    """The standard as it was when the round was planned, from the originals."""
    text = desk.originals.get(plan.standard_hash).decode("utf-8")
    return _standard(text, f"{plan.standard}.toml")


@functools.lru_cache(maxsize=8)
def _standard(text: str, name: str) -> Standard:
    return build(Standard, tomllib.loads(text), name)


def assessment(desk: Desk, sha256: str) -> Assessment:
    """An assessment as it was stored at intake."""
    return Assessment.model_validate_json(desk.originals.get(sha256))


@dataclass(slots=True)
class Paper:
    """What is needed to score a case file: its assessment and the pinned standard."""

    state: CaseState
    round: RoundState
    standard: Standard
    assessment: Assessment

    @staticmethod
    def of(desk: Desk, r: Reading, s: CaseState) -> "Paper":
        """The paper of a case file that has been loaded."""
        round_ = load_round(r, s.received.round)
        standard = pinned_standard(desk, round_.the_plan)
        return Paper(s, round_, standard, assessment(desk, s.received.assessment))

    def score(self, o: Opinion, waived: frozenset[str] = NO_WAIVERS) -> Score:
        """The score when ``o`` is what persons decided."""
        s = self.state.received
        return grade(self.assessment, s.suspects, s.trial, self.standard, o, waived)

    @property
    def scorer(self) -> Scorer:
        """The score without waivers."""
        return lambda o: self.score(o)

    def places(self) -> dict[str, tuple[RuleResult, list[Evidence]]]:
        """Each 疑点 with the result of its rule and its places."""
        return {
            finding: (r, places)
            for r in self.assessment.results
            for finding, places in of_result(r).items()
        }


def rounds(desk: Desk) -> list[dict[str, Any]]:
    """All rounds, newest first, with how many case files they have."""
    with desk.db.reading() as r:
        found = r.rows("rounds", order=("-planned_at",))
        sizes = {x["round"]: x["count"] for x in r.counts("case_files", ("round",))}
        return [{**x, "files": sizes.get(x["round"], 0)} for x in found]


def case_files(
    desk: Desk,
    round_: str,
    where: Mapping[str, Any] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """The case files of a round, by agency and number."""
    with desk.db.reading() as r:
        load = {"round": round_, **(where or {})}
        order = ("agency", "number", "path")
        return r.rows("case_files", load, order=order, limit=limit, offset=offset)


def findings(desk: Desk, where: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings behind a number; ``where`` is the filter that came with the number."""
    with desk.db.reading() as r:
        return r.rows("findings", where, order=("agency", "file", "rule"))


def round_view(desk: Desk, round_: str) -> dict[str, Any]:
    """A round: its plan, its state, and how far its case files are."""
    with desk.db.reading() as r:
        s = load_round(r, round_)
        plan = s.the_plan
        states = r.counts("case_files", ("state",), {"round": round_})
    return {
        "plan": json.loads(plan.model_dump_json()),
        "state": s.state,
        "version": s.version,
        "files": {x["state"]: x["count"] for x in states},
        "drawn": s.selected(),
        "draw": s.drawn.record if s.drawn else None,
        "replaced": [x.model_dump() for x in s.replaced],
        "unplaced": [x.model_dump() for x in s.unplaced],
        "history": _history(s),
    }


def draw_record(desk: Desk, round_: str) -> str:
    """The draw record of a round, as JSON, byte for byte as it was kept."""
    with desk.db.reading() as r:
        s = load_round(r, round_)
    if s.drawn is None:
        raise Refused("本轮还没有抽取")
    return desk.originals.get(s.drawn.record).decode("utf-8")


def file_view(desk: Desk, file: str, actor: Actor | None = None) -> dict[str, Any]:
    """A case file with its 疑点, their places and what was decided.

    Until both readings are handed in, a reader sees his own decisions and nobody those of others.
    """
    with desk.db.reading() as r:
        s = load_file(r, file)
        paper = Paper.of(desk, r, s)
    received = s.received
    places = paper.places()
    mine = None
    if actor is not None and not s.open_to_each_other:
        own = (x for x in s.readings.values() if (x.reviewer, x.unit) == (actor.name, actor.unit))
        mine = next(own, None)
    said = s.standing or (mine.opinion if mine else Opinion())
    decided = {d.finding: d for d in said.decisions}
    opinion = said.model_dump(mode="json")
    return {
        "file": file,
        "round": received.round,
        "state": s.state,
        "next": NEXT[s.state],
        "version": s.version,
        "number": received.number,
        "agency": received.agency,
        "party": received.party,
        "path": received.path,
        "arrivals": s.arrivals,
        "documents": [d.model_dump() for d in received.documents],
        "machine": {"total": _plain(received.machine_total), "grade": received.machine_grade},
        "suspects": [
            _suspect(x, places.get(x.finding), decided.get(x.finding)) for x in s.suspects()
        ],
        "added": opinion["added"],
        "judged": opinion["judged"],
        "open_items": _open_items(paper, said),
        "differing": _differing(s),
        "readings": [
            {
                "slot": slot,
                "reviewer": x.reviewer,
                "unit": x.unit,
                "submitted": shown(x.submitted) if x.submitted else None,
                "total": _plain(x.total) if s.open_to_each_other else None,
            }
            for slot, x in sorted(s.readings.items())
        ],
        "opinion": s.opinion.model_dump(mode="json") if s.opinion else None,
        "graded": s.graded[1].model_dump(mode="json") if s.graded else None,
        "notice": _notice(s),
        "history": _history(s),
    }


def _suspect(
    x: Suspect, at: tuple[RuleResult, list[Evidence]] | None, d: Any | None
) -> dict[str, Any]:
    result, places = at if at is not None else (None, [])
    return {
        **x.model_dump(mode="json"),
        "title": result.title if result else "",
        "basis": result.basis if result else "",
        "remedy": result.remedy if result else "",
        "evidence": [e.model_dump(mode="json") for e in places],
        "decision": d.decision if d else None,
        "reason": d.reason if d else "",
    }


def _open_items(paper: Paper, said: Opinion) -> list[dict[str, Any]]:
    """Items a person has to settle by himself: those that stay open when every 疑点 is decided."""
    left = {x.finding for x in paper.state.suspects()} - {d.finding for d in said.decisions}
    rules = {x.rule for x in paper.state.suspects() if x.finding in left}
    waits = {i.no for _, i in paper.standard.rows() if rules & set(i.rules)}
    return [p.model_dump(mode="json") for p in paper.score(said).pending if p.item not in waits]


def _differing(s: CaseState) -> list[dict[str, Any]]:
    """The points on which the readings differ, with what each said."""
    if s.compared is None:
        return []
    found = []
    for key in s.compared.differing:
        said = {}
        for x in s.readings.values():
            words = [
                f"{d.decision}{'：' + d.reason if d.reason else ''}"
                for d in x.opinion.decisions
                if d.finding == key
            ]
            words += [
                "不适用" if j.lost is None else f"失{j.lost}分"
                for j in x.opinion.judged
                if f"项目{j.item}" == key
            ]
            words += [
                f"补充：{a.item} {a.text}（失{a.lost}分）"
                for a in x.opinion.added
                if a.finding == key
            ]
            said[x.reviewer] = "；".join(words) or "没有写"
        found.append({"point": key, "said": said})
    return found


def _notice(s: CaseState) -> dict[str, Any] | None:
    n = s.notice
    if n is None:
        return None
    return {
        "number": n.number,
        "due": n.due.isoformat(),
        "holder": n.holder,
        "findings": list(n.findings),
        "returned": n.returned,
        "climbed": len(n.climbed),
        "in_time": n.in_time,
    }


def _history(s: CaseState | RoundState) -> list[dict[str, str]]:
    # Until readings are open to each other, a reader's reasons are not told; that he acted is.
    blind = isinstance(s, CaseState) and not s.open_to_each_other
    return [
        {
            "at": a.when,
            "what": a.name,
            "who": a.who,
            "unit": a.unit,
            "why": "" if blind and isinstance(a.event, ev.Decided) else a.why,
        }
        for a in s.acts
    ]


def _plain(x: Any) -> float | None:
    return None if x is None else float(x)


def is_round(desk: Desk, name: str) -> bool:
    """Whether a round has this name."""
    with desk.db.reading() as r:
        return bool(r.rows("rounds", {"round": name}, columns=("round",)))


def round_of(desk: Desk, file: str) -> str:
    """The round a case file belongs to."""
    with desk.db.reading() as r:
        return load_file(r, file).received.round


def files_of(desk: Desk, round_: str, reviewer: str) -> tuple[str, ...]:
    """The case files of a round that were given to a reviewer."""
    with desk.db.reading() as r:
        where = {"round": round_, "reviewer": reviewer}
        return tuple(x["file"] for x in r.rows("readings", where, columns=("file",)))
