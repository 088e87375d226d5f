"""Two reviewers for every case file, nobody who has to keep away, everybody about as many.

A minimum-cost flow written as a linear programme: case files on one side, reviewers on the other,
an arc wherever nothing bars the two. What a reviewer gets beyond the average costs more with every
case file, and so does what he lacks; such networks have whole-number solutions at their corners.
Ties are broken by numbers drawn from the seed, so that the same input gives the same result.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from enforcement.review.parts import Record, Reviewer, Unplaced
from enforcement.review.reading import barred
from enforcement.review.refusal import Refused
from enforcement.review.units import Units

EACH = 2  # reviewers of a case file
_TIE = 0.25  # all tie-breaking costs together stay below the cost of one case file too many


class Task(Record):
    """A case file that waits for reviewers; ``people`` are its officers and legal reviewers,
    ``taken`` who reads it already."""

    file: str
    agency: str
    people: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Assignment:
    """Case file → names of reviewers, in order; and those that could not be placed, with why."""

    pairs: dict[str, tuple[str, ...]]
    unplaced: tuple[Unplaced, ...]
    load: dict[str, int]


def assign(
    tasks: Sequence[Task],
    reviewers: Sequence[Reviewer],
    units: Units,
    seed: str,
    load: Mapping[str, int] | None = None,
) -> Assignment:
    """Place every task. ``load`` is what reviewers have already; it counts for the balance."""
    if not reviewers:
        raise Refused("没有评查人；请在方案里列出评查人")
    had = {r.name: (load or {}).get(r.name, 0) for r in reviewers}
    arcs: list[tuple[int, int]] = []
    needs: list[int] = []
    unplaced: list[Unplaced] = []
    offices = {a: units.own(a) for a in {t.agency for t in tasks}}
    for n, t in enumerate(tasks):
        bars = [barred(r, t.agency, t.people, offices[t.agency]) for r in reviewers]
        fit = [k for k, r in enumerate(reviewers) if not bars[k] and r.name not in t.taken]
        want = EACH - len(t.taken)
        needs.append(min(want, len(fit)))
        arcs += [(n, k) for k in fit]
        if missing := want - needs[-1]:
            why = "；".join(dict.fromkeys(b for b in bars if b)) or "评查人不够两名"
            unplaced.append(Unplaced(file=t.file, missing=missing, why=why))
    chosen = _solve(arcs, needs, [had[r.name] for r in reviewers], _ties(arcs, tasks, seed))
    pairs: dict[str, list[str]] = {t.file: list(t.taken) for t in tasks}
    for n, k in chosen:
        pairs[tasks[n].file].append(reviewers[k].name)
    done = Counter(had)
    done.update(reviewers[k].name for _, k in chosen)
    return Assignment(
        {f: tuple(names) for f, names in pairs.items()},
        tuple(unplaced),
        {r.name: done[r.name] for r in reviewers},
    )


def _ties(arcs: Sequence[tuple[int, int]], tasks: Sequence[Task], seed: str) -> list[float]:
    def drawn(n: int, k: int) -> float:
        text = f"{seed}|{tasks[n].file}|{k}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32

    return [drawn(n, k) * _TIE / max(1, len(tasks)) for n, k in arcs]


def _solve(
    arcs: Sequence[tuple[int, int]], needs: Sequence[int], had: Sequence[int], ties: Sequence[float]
) -> list[tuple[int, int]]:
    """The arcs that are used. Variables: one per arc, then for every reviewer steps of load
    above (and below) the average, each dearer than the one before."""
    if not arcs:
        return []
    total = sum(needs) + sum(had)
    low, high = total // len(had), -(-total // len(had))
    most = max(len(needs), 1)
    steps = _steps(most)
    rows, cols, values = [], [], []
    cost, upper = list(ties), [1.0] * len(arcs)
    for v, (n, k) in enumerate(arcs):
        rows += [n, len(needs) + k]
        cols += [v, v]
        values += [1.0, 1.0]
    # had + Σ arcs − above + below lies in [low, high]; as an equation with a slack in between.
    for k in range(len(had)):
        row = len(needs) + k
        for sign in (-1.0, 1.0):
            for slope, width in steps:
                rows.append(row)
                cols.append(len(cost))
                values.append(sign)
                cost.append(float(slope))
                upper.append(float(width))
        rows.append(row)
        cols.append(len(cost))
        values.append(-1.0)
        cost.append(0.0)
        upper.append(float(high - low))
    right = [*map(float, needs), *(float(low - h) for h in had)]
    matrix = coo_array((values, (rows, cols)), shape=(len(right), len(cost))).tocsr()
    bounds = np.column_stack((np.zeros(len(cost)), upper))
    found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds")
    if found.status != 0:
        raise Refused(f"分派没有算出来（{found.status}）；请减少一次分派的案卷")
    x = found.x[: len(arcs)]
    whole = np.rint(x)
    if np.abs(x - whole).max() > 1e-6:
        raise Refused("分派没有得出整数解；请分批分派")
    return [arc for arc, used in zip(arcs, whole, strict=True) if used]


def _steps(most: int) -> list[tuple[int, int]]:
    """Slopes and widths: 1, 1, 1, 1, then wider, until they hold ``most`` case files and more."""
    found: list[tuple[int, int]] = []
    held, width = 0, 1
    while held <= 2 * most:
        found.append((len(found) + 1, width))
        held += width
        width = 1 if len(found) < 8 else width * 2
    return found
