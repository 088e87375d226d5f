"""What a case file as a whole is about: its type, its decision and when that was served."""

from datetime import date

import pytest

from casefiles.extract import extract
from casefiles.extract.acts import derive
from casefiles.facts import CaseFile
from tests.casefiles.layouts import reading
from tests.scenarios.builder import CaseBuilder


def case(*names: str, cover: str = "") -> CaseFile:
    builder = CaseBuilder()
    if cover:
        builder.write("案卷封面", cover)
    for name in names:
        builder.add(name)
    return builder.build()


@pytest.mark.parametrize(
    ("names", "cover", "kind"),
    [
        # Papers of an inquiry and no penalty, but a decision to enforce.
        (("立案审批表", "责令限期拆除事先告知书", "行政强制执行决定书"), "", "行政强制"),
        (("立案审批表", "案件调查终结报告", "代履行决定书"), "", "行政强制"),
        (("立案审批表", "查封（扣押）决定书"), "", "行政处罚"),  # a measure during an inquiry
        (("立案审批表", "查封（扣押）决定书"), "行政强制案卷", "行政强制"),
        (("行政处罚决定书", "行政强制执行决定书"), "", "行政处罚"),
        (("行政处罚决定书", "行政强制执行决定书"), "行政强制执行案卷", "行政强制"),
        (("行政处罚决定书", "结案审批表"), "行政强制执行案卷", "行政处罚"),  # nothing enforced
        (("查封（扣押）决定书", "查封（扣押）现场笔录"), "", "行政强制"),
    ],
)
def test_a_file_of_enforcement(names: tuple[str, ...], cover: str, kind: str) -> None:
    found = case(*names, cover=cover)
    assert found.enforcement_type == kind
    assert (found.procedure is None) == (kind == "行政强制")


def test_the_decision_of_a_file_of_enforcement_is_the_one_to_enforce() -> None:
    builder = CaseBuilder()
    builder.write("案卷封面", "行政强制执行案卷")
    for title, day in (("行政处罚决定书", "2024年1月8日"), ("行政强制执行决定书", "2024年9月2日")):
        builder.fill(title, "日期", day)
        builder.deliver(title, day, "直接送达")
    found = builder.build()
    decided, served = found.act("decision_date"), found.act("decision_served")
    assert decided is not None
    assert served is not None
    assert (decided.value, served.value) == (date(2024, 9, 2), date(2024, 9, 2))


RECORD = """
消防监督检查记录
| 检查时间 | 2025年6月10日 09时05分 至 10时20分 |
| 监督检查人员 | {who} |
检查情况小结：未发现问题。
"""
FORM = """
行政检查审批表
| 被检查对象 | 佳禾商贸有限公司 |
| 检查人员及证号 | 王小明（25539901001）、赵立新（25539901002） |
"""


def officers(who: str) -> list[str]:
    papers = [RECORD.format(who=who), FORM]
    file = CaseFile("卷", [extract(reading(t, f"{i}.docx")) for i, t in enumerate(papers)])
    derive(file)
    return [a.value[0].name for a in file.acts["officers"]]


def test_officers_are_those_of_the_records() -> None:
    assert officers("王小明、李大海") == ["王小明", "李大海"]


def test_where_a_record_names_only_one_the_other_papers_count_too() -> None:
    assert officers("王小明；协助检查人员：李大海（文员）") == ["王小明", "赵立新"]


def test_those_in_charge_of_an_application_are_not_the_ones_on_site() -> None:
    builder = CaseBuilder()
    builder.fill("现场核查笔录", "执法人员", "项飞、柯敏")
    builder.opinion("行政许可审批表", "承办人", "康书宁", "2025年10月28日", "建议准予许可")
    builder.opinion("行政许可审批表", "承办人", "尚一帆", "2025年10月28日", "建议准予许可")
    found = builder.build()
    assert [a.value[0].name for a in found.acts["officers"]] == ["康书宁", "尚一帆"]


def test_an_application_of_unknown_handlers_is_of_those_on_site() -> None:
    builder = CaseBuilder()
    builder.fill("现场核查笔录", "执法人员", "项飞、柯敏")
    builder.add("行政许可审批表")
    found = builder.build()
    assert {a.value[0].name for a in found.acts["officers"]} == {"项飞", "柯敏"}
