"""The port of the inference engine: answers in, verdicts out.

A ``Production`` says: where each of these questions has this answer, that head has that value.
Answers and heads are 是 or 否 (True, False); what cannot be derived is 不明 and simply absent,
so the three-valued logic needs no negation. ``infer`` returns everything derived, by forward
chaining to a fixpoint; both implementations must return the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

Literal = tuple[str, str]  # a question or head, and its value


@dataclass(slots=True, frozen=True)
class Production:
    """Where all ``conditions`` hold, ``head`` holds. All are (name, value) pairs."""

    head: Literal
    conditions: tuple[Literal, ...]


class Engine(Protocol):
    """An engine is built once for a rule set and used for any number of cases."""

    name: str

    def infer(self, facts: Iterable[Literal]) -> frozenset[Literal]:
        """Everything derivable from ``facts`` (the facts themselves included)."""
        ...


class EngineError(Exception):
    """The engine did not finish; the case must be reported as 未完成, never as passed."""


def make_engine(productions: Sequence[Production], name: str = "durable") -> Engine:
    """The engine called ``name`` for these productions: ``durable``, else ``plain``.

    Where durable-rules cannot be installed (no compiler, Python 3.13) ``durable`` gives the
    plain engine; ``Engine.name`` says which one is in use.
    """
    if name == "durable":
        try:
            from enforcement.engine.durable import DurableEngine

            return DurableEngine(productions)
        except ImportError:
            pass
    elif name != "plain":
        raise ValueError(f"没有名为“{name}”的引擎，可用：durable、plain")
    from enforcement.engine.plain import PlainEngine

    return PlainEngine(productions)
