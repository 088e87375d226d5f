"""Identity numbers, credit codes, telephones, certificates and names of persons."""

from datetime import date

import pytest

from casefiles import normalise as n

# --- identity numbers, telephones, certificates -----------------------------------------------


def test_ids() -> None:
    text = "身份证号11010519491231002X，另一人360111********XXXX，账号6222021234567890123"
    assert [i.value for i in n.find_ids(text)] == ["11010519491231002X", "360111********XXXX"]
    assert n.find_ids("设备代码511010328201800317") == []
    assert n.id_checksum_ok("11010519491231002x")  # the example of GB 11643
    assert not n.id_checksum_ok("110105194912310021")
    assert n.id_birth("11010519491231002X") == date(1949, 12, 31)
    assert n.id_birth("110105194913310021") is None
    assert n.id_birth("360111********XXXX") is None


def test_credit_codes() -> None:
    assert n.uscc_checksum_ok("91350100M000100Y43")
    assert n.uscc_checksum_ok("91110000600037341L")
    assert not n.uscc_checksum_ok("91350100M000100Y44")
    assert [u.value for u in n.find_uscc("代码：91350100M000100Y43。")] == ["91350100M000100Y43"]


def test_phones() -> None:
    text = "电话13800000000、0871-63101234，（0871）63101234，139****1234，身份证11010519491231002X"
    assert [p.value for p in n.find_phones(text)] == [
        "13800000000", "0871-63101234", "0871-63101234", "139****1234",
    ]  # fmt: skip


def test_certificates() -> None:
    def read(s: str) -> list[str]:
        return [c.value for c in n.find_certificates(s)]

    for one in ("25011010003", "云A0123456", "YN-2301-0012", "滇0101202300", "A20160753010007"):
        assert read(one) == [one]
        assert read(f"（执法证号：{one}）") == [one]
    assert read("25021030001、25021030005") == ["25021030001", "25021030005"]
    assert read("执法证号：053412、053413") == ["053412", "053413"]
    no = (
        "11010519491231002X 13800000000 20240305 30000000元 盘市监罚〔2023〕12号 送达回证\n20240305"
    )
    assert read(no) == []


# --- names of persons -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("瞿一帆、苏映雪", [("瞿一帆", None), ("苏映雪", None)]),
        (
            "卢定坤（执法证号：25011010001）、文楚宁（执法证号：25011010002）",
            [("卢定坤", "25011010001"), ("文楚宁", "25011010002")],
        ),
        (
            "普天成（25021030001）、矣文昌（25021030005），出示执法证件",
            [("普天成", "25021030001"), ("矣文昌", "25021030005")],
        ),
        (
            "瞿一帆 25011010003 苏映雪 25011010004",
            [("瞿一帆", "25011010003"), ("苏映雪", "25011010004")],
        ),
        (
            "瞿一帆、苏映雪（执法证号：25011010003、25011010004）",
            [("瞿一帆", "25011010003"), ("苏映雪", "25011010004")],
        ),
        ("签名：瞿一帆　　2024年3月6日　苏映雪", [("瞿一帆", None), ("苏映雪", None)]),
        (
            "岑书言（法律职业资格证号：A20160753010007）　审核日期：2024年3月21日",
            [("岑书言", "A20160753010007")],
        ),
        ("张 三", [("张三", None)]),
        ("张 三 李 四", [("张三", None), ("李四", None)]),
        ("执法人员买买提•吐尔逊等", [("买买提·吐尔逊", None)]),
        ("当事人王**，张某", [("王**", None), ("张某", None)]),
        ("买买提·吐尔逊", [("买买提·吐尔逊", None)]),
        ("贾如初（云川市恒钰建材有限公司法定代表人）", [("贾如初", None)]),
        ("执法人员瞿一帆、苏映雪", [("瞿一帆", None), ("苏映雪", None)]),
        ("卢定坤和文楚宁", [("卢定坤", None), ("文楚宁", None)]),
        ("卢定坤（25011010001）和文楚宁", [("卢定坤", "25011010001"), ("文楚宁", None)]),
        ("被询问人：和国军　　2023.3.3", [("和国军", None)]),
        ("和国军、毕荣光", [("和国军", None), ("毕荣光", None)]),
        ("同意。庹德才　2024-04-01", [("庹德才", None)]),
        ("请卢定坤、文楚宁核查。", [("卢定坤", None), ("文楚宁", None)]),
        ("执法人员（瞿一帆、苏映雪）", [("瞿一帆", None), ("苏映雪", None)]),
        ("欧阳明月，张某某", [("欧阳明月", None), ("张某某", None)]),
    ],
)
def test_people(text: str, people: list[tuple[str, str | None]]) -> None:
    assert [(p.name, p.cert) for p in n.find_people(text)] == people


@pytest.mark.parametrize(
    "text",
    [
        "签名",
        "签字：",
        "盖章",
        "日期：",
        "  年  月  日",
        "执法证号",
        "同意",
        "情况属实",
        "无",
        "等",
        "见证人",
        "以上笔录我已看过，属实",
        "云川市市场监督管理局",
        "恒钰公司",
        "云川制衣厂",
        "同意立案调查，程序合法",
        "盘市监罚〔2023〕12号",
        "签 名：",
        "男",
        "法制审核人员",
        "2024 年 3 月 5 日",
        "第 1 页 共 2 页",
        "罚款30000元整",
    ],
)
def test_no_people(text: str) -> None:
    assert n.find_people(text) == []
