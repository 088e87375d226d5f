"""Both engines derive the same, whatever the productions; and what durable-rules gets wrong."""

import hypothesis.strategies as st
from hypothesis import given, settings

from enforcement.engine import Production, make_engine
from enforcement.engine.durable import DurableEngine
from enforcement.engine.plain import PlainEngine

names = st.sampled_from([f"问题{i}" for i in range(12)] + ['带"引号"和\\反斜线', "换\n行"])
literals = st.tuples(names, st.sampled_from(["是", "否"]))
productions = st.lists(
    st.builds(Production, literals, st.lists(literals, min_size=1, max_size=5).map(tuple)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(productions, st.lists(st.lists(literals, max_size=10), min_size=1, max_size=4))
def test_engines_agree_case_after_case(
    rules: list[Production], cases: list[list[tuple[str, str]]]
) -> None:
    durable, plain = DurableEngine(rules), PlainEngine(rules)
    for facts in cases:
        assert durable.infer(facts) == plain.infer(facts)


def test_conclusions_chain_to_the_end() -> None:
    chain = [Production((f"c{i + 1}", "是"), ((f"c{i}", "是"),)) for i in range(40)]
    for name in ("durable", "plain"):
        assert ("c40", "是") in make_engine(chain, name).infer([("c0", "是")])
        assert make_engine(chain, name).infer([("c0", "否")]) == frozenset([("c0", "否")])


def test_more_conditions_than_the_engine_can_join() -> None:
    wide = [Production(("all", "是"), tuple((f"q{i}", "是") for i in range(40)))]
    facts = [(f"q{i}", "是") for i in range(40)]
    for name in ("durable", "plain"):
        engine = make_engine(wide, name)
        assert ("all", "是") in engine.infer(facts)
        assert ("all", "是") not in engine.infer(facts[1:])


def test_many_rules_on_one_condition() -> None:
    many = [Production((f"h{i}", "是"), (("same", "是"),)) for i in range(600)]
    for name in ("durable", "plain"):
        assert len(make_engine(many, name).infer([("same", "是")])) == 601


def test_nothing_is_carried_from_one_case_to_the_next() -> None:
    rules = [Production(("both", "是"), (("a", "是"), ("b", "是")))]
    for name in ("durable", "plain"):
        engine = make_engine(rules, name)
        engine.infer([("a", "是")])
        assert ("both", "是") not in engine.infer([("b", "是")])
