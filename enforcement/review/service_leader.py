"""The numbers a leader looks at. Each is a figure with a code, or carries the filter that finds
the rows it counts; nothing is counted here that has no list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enforcement.review.bulletin import AREAS, COUNTS, Figures, figures
from enforcement.review.calibration import Interval, wilson
from enforcement.review.desk import Desk, load_round
from enforcement.review.documents.sources import GROUPS, Coded, coded
from enforcement.review.documents.words import area
from enforcement.review.rounds import RoundState
from enforcement.review.service import pinned_standard
from enforcement.review.service_documents import pinned_figures
from enforcement.store.log import Reading


@dataclass(slots=True, frozen=True)
class System:
    """Compliance with one of the three systems: ``good`` of ``graded`` case files have no
    confirmed problem of it; the share with its 95 % interval."""

    area: str
    name: str
    code: str
    good: int
    graded: int
    share: Interval


@dataclass(slots=True, frozen=True)
class Cell:
    """One field of the heat map: confirmed problems, and per drawn case file of the agency."""

    count: int
    per_file: float
    where: Mapping[str, str]


@dataclass(slots=True, frozen=True)
class HeatMap:
    """Agencies × areas or rules; columns are (key, words)."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, int, tuple[Cell, ...]], ...]  # agency, drawn files, cells
    left_out: int = 0  # columns beyond the first ones


@dataclass(slots=True, frozen=True)
class Board:
    """One round as its leader sees it; ``of`` are all its figures by group."""

    row: Mapping[str, Any]
    of: Mapping[str, tuple[Coded, ...]]
    systems: tuple[System, ...]
    areas: HeatMap
    rules: HeatMap
    pinned: bool


def round_figures(desk: Desk, round_: str) -> tuple[Figures, bool]:
    """The figures of a round: those that went out, else as they are now; and which it is."""
    with desk.db.reading() as r:
        pinned = pinned_figures(desk, load_round(r, round_))
        return (pinned, True) if pinned else (figures(r, round_), False)


def round_numbers(desk: Desk, round_: str) -> list[Coded]:
    """Every number of a round with its code."""
    return coded(round_figures(desk, round_)[0])


MOST_RULES = 20


def board(
    desk: Desk, round_: str, titles: Mapping[str, str], most_rules: int | None = MOST_RULES
) -> Board:
    """One round; ``titles`` are those of the rules."""
    found, pinned = round_figures(desk, round_)
    groups: dict[str, list[Coded]] = defaultdict(list)
    for c in coded(found):
        groups[c.group].append(c)
    with desk.db.reading() as r:
        _in_order(desk, load_round(r, round_), groups["grades"])
        (row,) = r.rows("rounds", {"round": round_})
        where = {"round": round_, "status": COUNTS[0]}
        by_area = r.counts("findings", ("agency", "area"), where)
        by_rule = r.counts("findings", ("agency", "rule"), where)
    sizes = {str(c.figure.where["agency"]): c.figure.count for c in groups["agencies"]}
    areas = [(a, area(a)) for a in dict.fromkeys(x["area"] for x in by_area)]
    totals: dict[str, int] = defaultdict(int)
    for x in by_rule:
        totals[x["rule"]] += x["count"]
    most = sorted(totals, key=lambda k: (-totals[k], k))
    rules = [(k, titles.get(k, k) if k else "评查人补充") for k in most[:most_rules]]
    return Board(
        row,
        {k: tuple(groups[k]) for k in GROUPS},
        tuple(_system(c) for c in groups["systems"]),
        _map(sizes, areas, by_area, "area"),
        _map(sizes, rules, by_rule, "rule", len(most) - len(rules)),
        pinned,
    )


def _in_order(desk: Desk, s: RoundState, of: list[Coded]) -> None:
    """Grades from the best to the worst, as the standard has them."""
    names = [g.name for g in pinned_standard(desk, s.the_plan).grades]
    of.sort(key=lambda c: names.index(c.figure.name) if c.figure.name in names else len(names))


def _system(c: Coded) -> System:
    f = c.figure
    graded = f.files or 0
    key = str(f.where["area"])
    return System(key, AREAS[key], c.code, f.count, graded, wilson(f.count, graded))


def _map(
    sizes: Mapping[str, int],
    columns: Sequence[tuple[str, str]],
    counted: Sequence[Mapping[str, Any]],
    by: str,
    left_out: int = 0,
) -> HeatMap:
    found = {(x["agency"], x[by]): int(x["count"]) for x in counted}
    rows = []
    for agency, size in sizes.items():
        cells = tuple(
            Cell(n := found.get((agency, key), 0), n / size if size else 0.0,
                 {"agency": agency, by: key})
            for key, _ in columns
        )  # fmt: skip
        rows.append((agency, size, cells))
    return HeatMap(tuple(columns), tuple(rows), left_out)


@dataclass(slots=True, frozen=True)
class Past:
    """One round in the overview and the trend; ``of`` are its figures by group and name."""

    row: Mapping[str, Any]
    of: Mapping[str, Mapping[str, Coded]]
    systems: tuple[System, ...]
    overdue: int

    @property
    def best(self) -> Interval:
        """The share of the best grade among the graded case files."""
        grades = [c.figure for c in self.of["grades"].values()]
        best = sum(f.count for f in grades if f.name == "优秀")
        return wilson(best, sum(f.count for f in grades))


def overview(desk: Desk, today: date) -> list[Past]:
    """All rounds, the oldest period first."""
    with desk.db.reading() as r:
        rows = r.rows("rounds", order=("period_to", "round"))
        return [_past(desk, r, row, today) for row in rows]


def _past(desk: Desk, r: Reading, row: Mapping[str, Any], today: date) -> Past:
    name = str(row["round"])
    state = load_round(r, name)
    all_ = coded(pinned_figures(desk, state) or figures(r, name))
    _in_order(desk, state, all_)
    groups: dict[str, dict[str, Coded]] = defaultdict(dict)
    for c in all_:
        groups[c.group][c.figure.name] = c
    due = (x["due"] for x in r.rows("notices", {"round": name, "state": "整改中"}))
    systems = tuple(_system(c) for c in groups["systems"].values())
    return Past(row, groups, systems, sum(d < today.isoformat() for d in due))


def without(desk: Desk, round_: str, area_: str) -> list[dict[str, Any]]:
    """The graded case files of a round without a confirmed problem of an area: the other half of
    the list of a system."""
    with desk.db.reading() as r:
        rows = r.rows("case_files", {"round": round_, "drawn": True}, order=("agency", "number"))
        where = {"round": round_, "area": area_, "status": COUNTS[0]}
        bad = {x["file"] for x in r.rows("findings", where, columns=("file",))}
    return [x for x in rows if x["grade"] is not None and x["file"] not in bad]
