"""Who a paper is addressed to, who signs it, and where it shows the day on which it was handed
over."""

import pytest

from casefiles.extract import extract
from casefiles.facts import Document
from tests.casefiles.layouts import reading


def names(d: Document, key: str) -> list[str]:
    return [str(f.value) for f in d.all(key) if not f.blank]


@pytest.mark.parametrize(
    "text",
    [
        "卷内备考表\n本卷情况说明：\n本卷共20件，25页。\n立卷人：王丽\n检查人：赵明\n2024年6月7日",
        "案件集体讨论记录\n时间：2024年6月7日9时00分\n汇报案情：\n承办人汇报了案情。",
        "陈述申辩书\n澜江州生态环境局：\n我公司认为处罚过重。\n2024年6月7日",
        "涉嫌犯罪案件移送书\n屏陵县公安局：\n现将该案移送你局。\n2024年6月7日",
        "催告回复函\n鹤源县水务局：\n贵局来函收悉。\n2024年6月7日",
    ],
)
def test_a_heading_or_an_office_is_no_party(text: str) -> None:
    assert names(extract(reading(text)), "party_name") == []


def test_the_addressee_of_a_notice_is_the_party() -> None:
    text = "行政处罚事先告知书\n云川市恒钰木业有限公司：\n经查，你单位未批先建。\n2024年6月7日"
    assert names(extract(reading(text)), "party_name") == ["云川市恒钰木业有限公司"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("看清了证件，听清楚了，不申请回避。", []),
        ("没有异议", []),
        ("证件看了", []),
        ("不二家（云川）食品有限公司", ["不二家（云川）食品有限公司"]),
        ("我爱我家超市", ["我爱我家超市"]),
    ],
)
def test_an_answer_is_no_name(said: str, read: list[str]) -> None:
    text = f"现场检查笔录\n检查时间：2024年6月7日9时00分至10时00分\n当事人：{said}\n检查情况：无。"
    assert names(extract(reading(text)), "party_name") == read


DECISION = """
云川市盘湖区市场监督管理局
行政处罚决定书
盘市监罚〔2024〕12号
当事人：云川市恒钰建材有限公司
决定对当事人作出如下行政处罚：警告。
如不服本决定，可以在六十日内向
云川市盘湖区人民政府
申请行政复议。
{foot}
"""
HEAD = "云川市盘湖区市场监督管理局"


@pytest.mark.parametrize(
    ("foot", "read"),
    [
        (f"{HEAD}\n2024年4月7日", [HEAD]),
        ("云川市永安区市场监督管理局\n2024年4月7日", [HEAD, "云川市永安区市场监督管理局"]),
        ("云川市永安区市场监督管理局 2024年4月7日", [HEAD, "云川市永安区市场监督管理局"]),
        (
            "云川市永安区市场监督管理局\n（印章）\n2024年4月7日",
            [HEAD, "云川市永安区市场监督管理局"],
        ),
        ("抄送：云川市市场监督管理局", [HEAD]),
        ("2024年4月7日", [HEAD]),
    ],
)
def test_who_signs_stands_above_the_date(foot: str, read: list[str]) -> None:
    assert names(extract(reading(DECISION.format(foot=foot))), "agency") == read


def test_the_day_beside_the_signature_is_shown_where_it_stands() -> None:
    text = """
送达回证
| 送达文书 | 《行政处罚决定书》（盘市监罚〔2024〕12号） |
| 送达方式 | 直接送达 |
| 受送达人签名 | 田玉梅　2024年7月16日15时40分 |
| 送达人 | 王明　李强 |
"""
    d = extract(reading(text))
    (fact,) = d.all("deliveries")
    assert fact.value.day.isoformat() == "2024-07-16"
    assert "2024年7月16日" in fact.words
    assert (fact.anchor.row, fact.anchor.col) == (2, 1)


SIGNED = """
现场检查笔录
检查时间：2024年6月7日9时00分至10时00分
检查情况：未发现异常。
{end}
检查人签名：王明　李强
"""


@pytest.mark.parametrize(
    "end",
    [
        "被检查人：马丽娟（以上记录经核对无误）　2024年6月7日",
        "被检查人意见：经核对，记录属实。　　签名：马丽娟　　2024年6月7日",
        "| 被检查人⏎意见 | 以上笔录我已看过。⏎马丽娟（签名）　2024年6月7日 |",
        "| 当事人核对意见 | 属实。⏎签名：马丽娟　2024年6月7日 |",
    ],
)
def test_the_party_signs_behind_its_opinion_of_the_record(end: str) -> None:
    d = extract(reading(SIGNED.format(end=end)))
    marks = [f.value for f in d.all("signatures") if f.value.role == "当事人"]
    assert {m.people for m in marks} == {("马丽娟",)}
    assert marks[0].day is not None
    assert names(d, "party_name") in ([], ["马丽娟"])


def test_the_number_of_the_decision_may_stand_in_a_remark() -> None:
    text = """
非税收入一般缴款书
| 缴款日期 | 2024-07-30 |
| 备注 | 行政处罚决定书靖住建罚字〔2019〕第14号；第一期 |
"""
    d = extract(reading(text))
    assert d.code == "ZX_PJ"
    assert str(d.value("decision_no")).startswith("靖住建罚字")
