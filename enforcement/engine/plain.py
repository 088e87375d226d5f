"""The reference engine: forward chaining in plain Python, for reading and for comparison."""

from collections.abc import Iterable, Sequence

from enforcement.engine import Literal, Production


class PlainEngine:
    """Counts, for every production, the conditions that have not been met yet."""

    name = "plain"

    def __init__(self, productions: Sequence[Production]) -> None:
        self._uses: dict[Literal, list[Production]] = {}
        for production in productions:
            for condition in set(production.conditions):
                self._uses.setdefault(condition, []).append(production)

    def infer(self, facts: Iterable[Literal]) -> frozenset[Literal]:
        """Everything derivable from ``facts`` (the facts themselves included)."""
        known: set[Literal] = set()
        queue = list(facts)
        unmet: dict[int, int] = {}
        while queue:
            literal = queue.pop()
            if literal in known:
                continue
            known.add(literal)
            for production in self._uses.get(literal, ()):
                left = unmet.get(id(production), len(set(production.conditions))) - 1
                unmet[id(production)] = left
                if left == 0:
                    queue.append(production.head)
        return frozenset(known)
