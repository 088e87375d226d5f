"""Facts of the whole case, derived from several documents."""

from casefiles.extract import extract
from casefiles.extract.acts import derive
from casefiles.facts import CaseFile
from tests.casefiles.layouts import reading

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
    case = CaseFile("卷", [extract(reading(t, f"{i}.docx")) for i, t in enumerate(papers)])
    derive(case)
    return [a.value[0].name for a in case.acts["officers"]]


def test_officers_are_those_of_the_records() -> None:
    assert officers("王小明、李大海") == ["王小明", "李大海"]


def test_where_a_record_names_only_one_the_other_papers_count_too() -> None:
    assert officers("王小明；协助检查人员：李大海（文员）") == ["王小明", "赵立新"]
