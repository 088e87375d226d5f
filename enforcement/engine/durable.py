"""durable-rules behind the engine port, inside the narrow use in which it is sound.

The rules of use, each against a measured failure of durable-rules 2.0.28:

* the C module is driven directly: no module-global state, no timer threads, and no exception
  of ours is swallowed;
* patterns are equality on one short key only, joins are plain conjunctions; no ``none()``, no
  regular expressions, no comparisons between facts (crashes, order-dependent answers);
* one ruleset has one live session, its first fact fires a start rule, and the session is deleted
  in ``finally`` (crash on deleting a session in which nothing ever fired); what a few rules said
  about a set of facts is remembered, since a session is a pure function of its facts;
* the last fact of every batch must come back as a firing, else the batch was cut short without
  an error code;
* only facts that some rule reads are asserted, ids are sequential, conclusions are asserted in the
  next round, in a new session; productions are dealt into shards well below the engine's limits.
"""

import json
from collections.abc import Container, Iterable, Sequence
from threading import Lock

import durable_rules_engine as native

from enforcement.engine import EngineError, Literal, Production

# At most 255 rules may use one condition, 512 distinct first conditions. Far fewer are better: a
# few rules meet the same facts case after case, and the engine is asked about them once.
_SHARD = 8
_REMEMBERED = 1000  # sets of facts of one shard
_JOIN = 12  # at most 16 patterns in a rule
_START, _END = "$start", "$end"


def _split(productions: Sequence[Production]) -> list[Production]:
    """Productions with at most ``_JOIN`` conditions, through intermediate heads."""
    small: list[Production] = []
    for n, p in enumerate(productions):
        conditions = tuple(dict.fromkeys(p.conditions))
        step = 0
        while len(conditions) > _JOIN:
            part = (f"$part{n}.{step}", "是")
            small.append(Production(part, conditions[:_JOIN]))
            conditions, step = (part, *conditions[_JOIN:]), step + 1
        small.append(Production(p.head, conditions))
    return small


class _Shard:
    """One ruleset of the C engine: one lock, one live session at a time."""

    def __init__(self, name: str, productions: Sequence[Production]) -> None:
        # Conditions are known to the engine by short keys of ours: its comparison of raw JSON
        # strings never sees quotes, line feeds or long names.
        self.reads = {
            c: f"q{i}"
            for i, c in enumerate(dict.fromkeys(c for p in productions for c in p.conditions))
        }
        self.heads_of = {f"r{i}": p.head for i, p in enumerate(productions)}
        rules: dict[str, object] = {
            f"r{i}": {"all": [{f"m{j}": {"k": self.reads[c]}} for j, c in enumerate(p.conditions)]}
            for i, p in enumerate(productions)
        }
        rules["s"] = {"all": [{"m": {"k": _START}}]}
        rules["e"] = {"all": [{"m": {"k": _END}}]}
        self._handle = native.create_ruleset(name, json.dumps(rules, ensure_ascii=False))
        self._next = 0
        self._seen: dict[tuple[Literal, ...], tuple[Literal, ...]] = {}

    def _fact(self, key: str) -> dict[str, object]:
        self._next += 1
        return {"id": self._next, "sid": "1", "k": key}

    def heads(self, known: Container[Literal]) -> tuple[Literal, ...]:
        """The heads of every rule that fires on what is ``known``."""
        mine = tuple(x for x in self.reads if x in known)
        found = self._seen.get(mine)
        if found is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            found = self._seen[mine] = tuple(self._infer(mine)) if mine else ()
        return found

    def _infer(self, literals: Sequence[Literal]) -> list[Literal]:
        """One session: assert the facts and return the heads of every rule that fired on them."""
        batch = [self._fact(_START), *(self._fact(self.reads[x]) for x in literals)]
        batch.append(self._fact(_END))
        fired: list[Literal] = []
        ended = False
        try:
            code, state = native.assert_facts(self._handle, json.dumps(batch, ensure_ascii=False))
            if code != 0:
                raise EngineError(f"推理引擎返回代码 {code}")
            result = native.start_action_for_state(self._handle, state)
            message = result[1] if result else None
            while message:
                (rule,) = json.loads(message)
                ended = ended or rule == "e"
                if rule in self.heads_of:
                    fired.append(self.heads_of[rule])
                message = native.complete_and_start_action(self._handle, state)
        finally:
            native.delete_state(self._handle, "1")
        if not ended:
            raise EngineError("推理引擎没有处理完全部事实")
        return fired


class DurableEngine:
    """Forward chaining by durable-rules, shard by shard, round by round, to the fixpoint."""

    name = "durable"
    _count = 0

    def __init__(self, productions: Sequence[Production]) -> None:
        DurableEngine._count += 1
        small = _split(productions)
        self._shards = [
            _Shard(f"anjuan{DurableEngine._count}_{i}", small[i : i + _SHARD])
            for i in range(0, len(small), _SHARD)
        ]
        self._lock = Lock()

    def infer(self, facts: Iterable[Literal]) -> frozenset[Literal]:
        """Everything derivable from ``facts`` (the facts themselves included)."""
        known: dict[Literal, None] = dict.fromkeys(facts)
        fresh = set(known)
        with self._lock:
            while fresh:
                derived: dict[Literal, None] = {}
                for shard in self._shards:
                    if not shard.reads.keys().isdisjoint(fresh):
                        derived.update(dict.fromkeys(shard.heads(known)))
                fresh = derived.keys() - known.keys()
                known.update(derived)
        return frozenset(x for x in known if not x[0].startswith("$part"))
