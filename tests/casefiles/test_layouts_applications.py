"""Forms of applications (行政许可): boxes without labels of their own, stubs, empty dates."""

from datetime import date

from casefiles.extract import extract
from casefiles.facts import Delivery, Document, Opinion
from tests.casefiles.layouts import reading


def doc(text: str) -> Document:
    return extract(reading(text))


def opinions(d: Document) -> list[Opinion | None]:
    return [f.value for f in d.all("opinions")]


def test_name_and_day_beside_an_opinion_without_a_label() -> None:
    d = doc("""
行政许可审批表
| 申请人 | 泊阳县星韵娱乐有限公司 | < |
| 承办人意见 | 材料齐全，建议准予许可。 | 康书宁  尚一帆⏎2025-10-28 |
| 承办科室意见 |  | 安国平 |
| 局领导意见 | 同意准予许可。 | 邢立群⏎2025-10-30 |
""")
    first, second, third = opinions(d)
    assert first is not None
    assert (first.role, first.people) == ("承办人", ("康书宁", "尚一帆"))
    assert (first.text, first.day) == ("材料齐全，建议准予许可。", date(2025, 10, 28))
    assert second is not None
    assert (second.text, second.people, second.day) == ("", ("安国平",), None)
    assert third is not None
    assert (third.role, third.people, third.day) == ("负责人", ("邢立群",), date(2025, 10, 30))


STUB = """
延长行政许可办理期限通知书
泊阳县星韵娱乐有限公司：
因公安机关的核查尚未反馈，办理期限延长10个工作日。
二〇二五年十月十四日
存根
| 承办人 | 拟延长10个工作日。康书宁  2025-10-13 |
| 科室负责人 | 同意上报。安国平  2025-10-13 |
| 局负责人 | {head} |
"""


def test_a_stub_whose_boxes_are_called_by_the_role_alone() -> None:
    *others, head = opinions(doc(STUB.format(head="同意延长。邢立群  2025-10-14")))
    assert [o.role for o in others if o] == ["承办人", "承办机构"]
    assert head is not None
    assert (head.role, head.people, head.day) == ("负责人", ("邢立群",), date(2025, 10, 14))
    assert opinions(doc(STUB.format(head="")))[-1] is None


def test_names_beside_roles_are_no_opinions() -> None:
    d = doc("""
案卷封面
| 承办人 | 康书宁 |
| 局负责人 | 邢立群 |
""")
    assert opinions(d) == []


def test_a_letter_with_an_empty_date_is_not_dated_by_who_signed_for_it() -> None:
    letter = """
泊阳县行政审批服务局
行政许可受理通知书
泊阳县星韵娱乐有限公司：
你单位的申请符合法定形式，决定予以受理。
泊阳县行政审批服务局
{day}
签收人：池海生　　签收日期：2025-08-29
"""
    assert doc(letter.format(day="　　年　　月　　日")).first("doc_date") is None
    dated = doc(letter.format(day="二〇二五年八月二十八日"))
    assert dated.value("doc_date") == date(2025, 8, 28)


def test_the_applicant_in_a_larger_box_of_two_lines() -> None:
    d = doc("""
行政许可申请书
| 申请人⏎基本情况 | 名　称 | 泊阳县星韵娱乐有限公司 |
| ^ | 法定代表人 | 池海生 |
""")
    assert d.value("applicant") == "泊阳县星韵娱乐有限公司"


def test_one_receipt_for_several_who_got_the_same_paper() -> None:
    d = doc("""
送达回证
| 送达文书 | 利害关系人告知书 泊审利告〔2025〕8号 | < | < |
| 受送达人 | 送达方式 | 收件人签章 | 收到日期 |
| 泊阳县星韵娱乐有限公司 | 直接 | 池海生 | 2025-09-03 |
| 文汇苑小区业主委员会 | 直接 | 车大民 | 2025-09-04 |
|  |  |  |  |
""")
    rows: list[Delivery] = [f.value for f in d.all("deliveries")]
    assert [(x.code, x.mode, x.receiver.people, x.day) for x in rows] == [
        ("XK_LH", "直接送达", ("池海生",), date(2025, 9, 3)),
        ("XK_LH", "直接送达", ("车大民",), date(2025, 9, 4)),
    ]
