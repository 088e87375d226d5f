"""A number that was never verified in the text of its source fails nobody."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from enforcement.assess import vocabulary
from rules.answers import Context
from rules.parameters import Parameters
from rules.questions import requirement
from rules.registers import Registers
from rules.ruleset import load
from tests.scenarios.builder import CaseBuilder

CARDS = load(vocabulary()).cards


def unsettled() -> Parameters:
    """The shipped parameters, each value marked as not verified."""
    doubtful = {"status": "未核实"}
    return Parameters(
        {
            p.name: replace(
                p, layers=[tuple(e.model_copy(update=doubtful) for e in x) for x in p.layers]
            )
            for p in Parameters.load()
        }
    )


def fined_on_the_spot(b: CaseBuilder) -> None:
    b.write("当场行政处罚决定书", "决定当场给予罚款人民币5000元的行政处罚，罚款已当场收缴。")
    b.fill("当场行政处罚决定书", "日期", "2024年3月1日")


def ten_days_to_pay(b: CaseBuilder) -> None:
    b.write(
        "行政处罚决定书",
        "决定作出如下行政处罚：罚款1000元。自收到本决定书之日起十日内到指定银行缴纳罚款。",
    )
    b.fill("行政处罚决定书", "日期", "2024年3月1日")


def three_days_to_ask_for_a_hearing(b: CaseBuilder) -> None:
    b.write("行政处罚听证告知书", "你单位可以自收到本告知书之日起三日内要求听证。")
    b.fill("行政处罚听证告知书", "日期", "2024年3月1日")


def extended_too_late(b: CaseBuilder) -> None:
    b.fill("立案审批表", "立案日期", "2024年1月2日")
    b.opinion("延长办案期限审批表", "负责人", "张建国", "2024年6月3日", "同意延长")


@pytest.mark.parametrize(
    ("rule", "build"),
    [
        ("CX-036", fined_on_the_spot),
        ("CX-032", fined_on_the_spot),
        ("CX-033", ten_days_to_pay),
        ("CX-015", three_days_to_ask_for_a_hearing),
        ("CX-027", extended_too_late),
    ],
)
def test_a_limit_that_is_not_verified_is_left_to_a_person(
    rule: str, build: Callable[[CaseBuilder], None]
) -> None:
    b = CaseBuilder()
    build(b)
    case = b.build()
    case.enforcement_type = "行政处罚"
    asked = CARDS[rule].require

    def answer(parameters: Parameters) -> bool | None:
        ctx = Context(parameters, Registers(), None, None, "云川市某局", vocabulary().name)
        return requirement(asked, case, ctx).value

    assert answer(Parameters.load()) is False
    assert answer(unsettled()) is None
