"""Fields come out of forms that look different in every agency."""

from datetime import date, datetime
from decimal import Decimal

from casefiles.extract import extract
from casefiles.facts import Document
from tests.casefiles.layouts import reading


def doc(text: str) -> Document:
    return extract(reading(text))


def names(d: Document, key: str) -> list[str]:
    return [p.name for f in d.all(key) if f.value for p in f.value]


def test_inspection_record_in_paragraphs_signed_in_the_footer() -> None:
    d = doc("""
云泽市生态环境局
现场检查（勘察）笔录
时间： 2024 年 5 月 8 日 9 时 30 分至 2024 年 5 月 8 日 10 时 15 分
地点：云泽市东区工业大道8号
被检查（勘察）人名称或姓名：云泽市宏达化工有限公司
统一社会信用代码或身份证件号码：91530100MA6K00011B
法定代表人：张远航　　电话：13800000001
现场负责人：李小满　　工作单位：云泽市宏达化工有限公司　　职务：厂长　与本案关系：现场负责人
检查（勘察）人及执法证编号：王思齐 云A1200001、赵立春 云A1200002
记录人：赵立春　　工作单位：云泽市生态环境局
告知事项：我们是云泽市生态环境局的行政执法人员，这是我们的执法证件，请过目确认。你应当配合调查。你有权进行陈述和申辩，认为执法人员与本案有利害关系的，有权申请回避。
现场检查（勘察）情况：
该公司正在生产，废水处理设施未运行。
以上笔录已阅无误，记录属实。（以下空白）
--- 页脚
被检查（勘察）人签名：李小满　2024年5月8日
检查（勘察）人签名：王思齐、赵立春　　记录人签名：赵立春　　2024年5月8日
第 1 页 共 1 页
""")
    assert d.code == "CF_XC"
    assert d.value("start_time") == datetime(2024, 5, 8, 9, 30)
    assert d.value("end_time") == datetime(2024, 5, 8, 10, 15)
    assert d.value("party_name") == "云泽市宏达化工有限公司"
    assert names(d, "acting")[:2] == ["王思齐", "赵立春"]
    assert {"云A1200001", "云A1200002"} <= set(d.value("certs"))
    for phrase in ("identity_shown", "told_defence", "told_avoid"):
        assert d.value(phrase) is True
    signed = {f.value.role for f in d.all("signatures") if f.value.filled}
    assert {"当事人", "执法人员"} <= signed


def test_interview_with_labels_without_colons_and_bare_signature_line() -> None:
    d = doc("""
询　问　笔　录
案    由　　涉嫌经营未附具标签的农药
询问时间　　2023年11月6日 14时05分 至 14时50分
询问地点　　平安县农业农村局询问室
被询问人 刘大田  性别 男  民族 汉  身份证号码 530102198001011234
工作单位 平安县大田农资店  职务 经营者
询问人：段文杰（执法证号 25120010001）　记录人：和丽江（执法证号 25120010002）
问：我们是平安县农业农村局执法人员，现向你出示执法证件，请你确认。你看清楚了吗？
答：看清楚了。
问：你依法享有陈述、申辩的权利，也可以申请我们回避，是否申请回避？
答：不申请。
问：以上笔录请你核对，与你说的是否一致？
答：我已看过，与我说的一致。
被询问人：刘大田　　　2023年11月6日
询问人：段文杰　　　记录人：和丽江　　　2023年11月6日
""")
    assert d.code == "CF_XW"
    assert d.value("start_time") == datetime(2023, 11, 6, 14, 5)
    assert d.value("end_time") == datetime(2023, 11, 6, 14, 50)
    assert names(d, "interviewee")[0] == "刘大田"
    assert set(names(d, "acting")) == {"段文杰", "和丽江"}
    roles = {f.value.role: f.value.people for f in d.all("signatures")}
    assert roles["当事人"] == ("刘大田",)


def test_blank_signature_lines_are_blank() -> None:
    d = doc("""
询问笔录
| 询问时间 | 2024年3月7日10时30分至  时  分 |
| 询问人 | 王一 | 记录人 | 李二 |
问：你叫什么名字？
答：张三。
以上笔录我已看过，与我说的一致。
被询问人（签名）：　　　　　　　年　月　日
询问人（签名）：王一　　记录人（签名）：李二
""")
    assert d.value("start_time") == datetime(2024, 3, 7, 10, 30)
    assert d.first("end_time").blank  # type: ignore[union-attr]
    marks = {f.value.role: f.value.filled for f in d.all("signatures")}
    assert marks == {"当事人": False, "执法人员": True, "记录人": True}


def test_approval_form_with_vertical_labels_and_broken_words() -> None:
    d = doc("""
行政处罚立案审批表
安农立〔2024〕6 号
| 案件来源 | ☑检查发现 □投诉举报 □上级交办 | 受案时间 | 2024.6.3 |
| 当⏎事⏎人 | 名称 | 安平县绿源种业有限公司 | 法定代表人 | 杨春 |
| ^ | 地址 | 安平县北街12号 | 联系电话 | 0871-1234567 |
| 简要⏎案情 | 当事人涉嫌经营假种子。 | < | < | < |
| 承办人⏎意　见 | 建议立案。⏎执法人员签名：周明　吴强⏎2024年6月4日 | < | < | < |
| 执法机构⏎意　见 | 同意立案。⏎签名：郑和⏎2024年6月4日 | < | < | < |
| 执法机关⏎意　见 | 同意。⏎签名：冯立⏎2024年6月5日 | < | < | < |
| 备注 | | | | |
""")
    assert d.code == "CF_LA"
    assert d.value("doc_no") == "安农立〔2024〕6号"
    assert d.value("party_name") == "安平县绿源种业有限公司"
    assert d.value("source_type") == "检查发现"
    opinions = {f.value.role: (f.value.people, f.value.day) for f in d.all("opinions")}
    assert opinions["承办人"] == (("周明", "吴强"), date(2024, 6, 4))
    assert opinions["承办机构"] == (("郑和",), date(2024, 6, 4))
    assert opinions["负责人"] == (("冯立",), date(2024, 6, 5))


def test_approval_without_signature_word_and_unsigned_box() -> None:
    d = doc("""
案件处理审批表
| 承办人意见 | 建议罚款五千元。 张可 李行 2024年3月1日 |
| 承办部门负责人意见 | 同意。王力 2024年3月1日 |
| 主管领导审批意见 | 签名：　　　　年　月　日 |
""")
    got = [
        (f.value.role, f.value.people, f.value.day) if f.value else None for f in d.all("opinions")
    ]
    assert got[0] == ("承办人", ("张可", "李行"), date(2024, 3, 1))
    assert got[1] == ("承办机构", ("王力",), date(2024, 3, 1))
    assert got[2] is None


def test_receipt_as_list_with_two_documents() -> None:
    d = doc("""
送 达 回 证
| 案由 | 擅自占用道路 |
| 受送达人 | 李小龙 |
| 送达文书名称及文号 | 送达时间 | 送达地点 | 送达方式 | 受送达人签名或盖章 |
| 行政处罚决定书（平城罚字[2024]第12号） | 2024年4月9日 | 本局 | 直接送达 | 李小龙 2024年4月9日 |
| 缴款通知书 | 2024年4月9日10时 | 平安县城管局 | 直接送达 | 李小龙 |
| 送达人 | 王成、赵信 | 见证人 | |
""")
    got = [(f.value.title, f.value.number, f.value.day, f.value.mode) for f in d.all("deliveries")]
    assert got[0] == ("行政处罚决定书", "平城罚字〔2024〕第12号", date(2024, 4, 9), "直接送达")
    assert got[1][0] == "缴款通知书"
    assert got[1][1] is None
    assert d.all("deliveries")[0].value.receiver.filled
    assert d.all("deliveries")[0].value.servers == ("王成", "赵信")


def test_receipt_date_stands_only_beside_the_signature() -> None:
    d = doc("""
文书送达回执
| 送达文书 | 《行政处罚事先告知书》（云卫罚告〔2024〕3号） |
| 受送达人 | 云泽市康乐诊所 |
| 送达方式 | ☑直接送达 □留置送达 □邮寄送达 |
| 受送达人（签收） | 陈医生　　二〇二四年五月八日 |
| 送达人 | 李卫 王健 |
""")
    x = d.all("deliveries")[0].value
    assert (x.title, x.number) == ("行政处罚事先告知书", "云卫罚告〔2024〕3号")
    assert x.day == date(2024, 5, 8)
    assert x.mode == "直接送达"
    assert x.receiver.filled


def test_decision_in_five_sections() -> None:
    d = doc("""
云泽市生态环境局
行政处罚决定书
云环罚〔2024〕15号
当事人名称/姓名：云泽市宏达化工有限公司
法定代表人/负责人/经营者：张远航
统一社会信用代码/身份证件号码：91530100MA6K00011B
地址/住址：云泽市东区工业大道8号
一、生态环境违法事实和证据
我局于2024年5月8日对你单位进行了调查，发现你单位废水处理设施未运行，上一年度销售额3000000元。
以上事实，有现场检查（勘察）笔录、调查询问笔录为证。
你单位的上述行为违反了《中华人民共和国水污染防治法》第三十九条的规定。
二、陈述、申辩等权利内容的采纳情况及理由
我局于2024年7月1日送达《行政处罚事先（听证）告知书》（云环罚告〔2024〕15号），你单位在法定期限内未提出陈述、申辩，也未要求听证。
三、行政处罚的依据、种类，以及裁量基准运用的理由和依据
依据《中华人民共和国水污染防治法》第八十三条第三项“处十万元以上一百万元以下的罚款”的规定，我局决定对你单位处以如下行政处罚：
罚款（大写）壹拾贰万元整（小写：120000元）。
四、行政处罚的履行方式和期限
限于接到本处罚决定之日起十五日内到指定的银行缴纳罚款。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。
收款银行：某某银行　户名：云泽市财政局　账号：123456789
五、申请行政复议或者提起行政诉讼的途径和期限
你单位如不服本处罚决定，可在收到本处罚决定书之日起六十日内向云泽市人民政府申请行政复议，也可以在六个月内向云泽市人民法院提起行政诉讼。
云泽市生态环境局（印章）
2024年7月15日
""")
    assert d.code == "CF_JD2"
    assert d.value("doc_no") == "云环罚〔2024〕15号"
    assert d.value("agency") == "云泽市生态环境局"
    assert d.value("party_name") == "云泽市宏达化工有限公司"
    assert d.value("fine") == Decimal(120000)
    assert d.value("doc_date") == date(2024, 7, 15)
    assert (d.value("review_days"), d.value("suit_period")) == (60, "6个月")
    assert d.value("review_orgs") == ("云泽市人民政府",)
    assert d.value("court") == "云泽市人民法院"
    assert d.value("pay_days") == 15


def test_fines_of_several_items_and_confiscation() -> None:
    d = doc("""
行政处罚决定书
丰市监处罚〔2023〕88号
当事人：丰收县美味餐厅
本局认为，当事人的行为违反了《中华人民共和国食品安全法》第三十四条的规定。现责令当事人改正违法行为，并决定给予当事人以下行政处罚：
1.没收违法所得1,552.95元；
2.没收超过保质期的面粉3袋；
3.罚款人民币伍万元整（¥50000.00）。
以上罚没款合计51552.95元。
当事人应当自收到本决定书之日起十五日内缴纳罚款。
丰收县市场监督管理局
二〇二三年九月一日
""")
    got = {(f.value.kind, f.value.yuan) for f in d.all("penalties")}
    assert ("没收违法所得", Decimal("1552.95")) in got
    assert ("罚款", Decimal(50000)) in got
    assert "没收非法财物" in {k for k, _ in got}
    assert d.value("fine") == Decimal(50000)
    assert d.value("doc_date") == date(2023, 9, 1)


def test_unticked_alternative_says_nothing() -> None:
    d = doc("""
违法行为通知书
当事人：王小二
本机关拟作出罚款人民币贰仟元整的行政处罚决定。
☑根据《中华人民共和国行政处罚法》第四十四条，你可以在收到本通知书之日起五个工作日内提出陈述申辩。
□根据《中华人民共和国行政处罚法》第六十三条，你有权在收到本通知书之日起五个工作日内要求举行听证。
""")
    assert d.value("told_defence") is True
    assert d.value("told_hearing") is None
    assert d.value("defence_days") == (5, "工作日")
    assert d.value("hearing_days") is None


def test_three_days_hearing_period_is_read_as_written() -> None:
    d = doc("""
行政处罚听证告知书
当事人：平安县大田农资店
我局拟对你单位作出罚款人民币50000元的行政处罚。
根据《中华人民共和国行政处罚法》第六十三条的规定，你单位有要求听证的权利。如要求听证，应当在收到本告知书之日起三日内向本机关提出，逾期视为放弃听证。
平安县农业农村局
2023年3月1日
""")
    assert d.code == "CF_TG"
    assert d.value("hearing_days") == (3, "日")


def test_working_days_may_stand_in_brackets_behind_the_period() -> None:
    d = doc("""
行政处罚事先告知书
平安县大田农资店：
本局拟对你单位作出罚款5000元的行政处罚。
你单位有陈述和申辩的权利。如需陈述、申辩，请在收到本告知书之日起五日内（以工作日计算）向本局提出。
平安县农业农村局
2024年6月3日
""")
    assert d.value("defence_days") == (5, "工作日")


def test_one_period_for_the_defence_and_the_hearing_told_before_it() -> None:
    d = doc("""
行政处罚先行告知书
平安县大田农资店：
本局拟对你单位作出罚款50000元的行政处罚。
依据《中华人民共和国行政处罚法》第四十四条、第四十五条的规定，你有权进行陈述和申辩；依据第六十三条的规定，你有权要求听证。请在收到本告知书之日起五日内向本局提出，逾期视为放弃上述权利。
平安县农业农村局
2024年6月3日
""")
    assert d.value("defence_days") == (5, "日")
    assert d.value("hearing_days") == (5, "日")


def test_value_below_its_label_may_hold_an_amount_in_words() -> None:
    d = doc("""
重大案件集体讨论记录
讨论时间：2020年11月26日15时00分至16时10分
主持人：钱立勋（局长）
参加人员：钱立勋（局长）、罗伯安（副局长）
列席人员：汤明辉（承办人）
讨论意见：
罗伯安：同意。
结论性意见：
参加人员2人表决，2人同意，处罚款147,900.00元（大写：壹拾肆万柒仟玖佰元整）。
参加人员签名：钱立勋　罗伯安　　2020年11月26日
""")
    assert str(d.value("conclusion")).startswith("参加人员2人表决")


def test_receipt_of_money_and_publication() -> None:
    ticket = doc("""
云南省政府非税收入财政票据
| 缴款人：李小龙 | 执收单位：平安县城市管理局 |
| 收款人：平安县财政局国库 | 缴款日期：2024-04-12 |
| 罚款金额（大写）：贰佰元整 | （小写）：200.00 |
""")
    assert ticket.value("pay_date") == date(2024, 4, 12)
    published = doc("""
行政处罚信息公示表
| 行政处罚决定书文号 | 平城罚字[2024]第12号 | 公示时间 | 2024年4月15日 |
| 公示网站 | 信用中国（云南） | 行政相对人名称 | 李小龙 |
""")
    assert published.code == "GS_PUB"
    assert published.value("pub_date") == date(2024, 4, 15)
    assert published.value("decision_no") == "平城罚字〔2024〕第12号"


def test_index_and_recordings_are_read_row_by_row() -> None:
    index = doc("""
卷内文件目录
| 序号 | 文件名 | 日期 | 页码 | 备注 |
| 1 | 立案审批表 | 2024.6.5 | 1-2 | |
| 2 | 行政处罚决定书 | 2024.7.15 | 3-5 | |
""")
    rows = [(f.value.title, f.value.code, f.value.day, f.value.pages) for f in index.all("listed")]
    assert rows == [
        ("立案审批表", "CF_LA", date(2024, 6, 5), "1-2"),
        ("行政处罚决定书", "CF_JD2", date(2024, 7, 15), "3-5"),
    ]
    av = doc("""
音像记录清单
| 序号 | 文件名称 | 记录内容 | 起止时间 | 地点 | 记录人 |
| 1 | A001.mp4 | 现场检查 | 2024年5月8日9时28分至10时20分 | 东区 | 赵立春 |
""")
    rec = av.all("recordings")[0].value
    assert (rec.name, rec.subject) == ("A001.mp4", "现场检查")
    assert rec.start == datetime(2024, 5, 8, 9, 28)
    assert rec.end == datetime(2024, 5, 8, 10, 20)


def test_label_above_value_and_both_in_one_cell() -> None:
    d = doc("""
立案登记表
| 案由 | 案件来源 | 立案日期 |
| 未经许可经营烟草 | 举报 | 2024年2月1日 |
| 当事人：周大福　　住址：东街1号　　联系电话：13900000002 |<|<|
""")
    assert d.value("cause") == "未经许可经营烟草"
    assert d.value("lian_date") == date(2024, 2, 1)
    assert d.value("party_name") == "周大福"
    assert d.value("party_addr") == "东街1号"


def test_correction_order_deadline_in_prose() -> None:
    d = doc("""
责令改正违法行为通知书
平城责改字[2024]第3号
李小龙：
经查，你于2024年3月1日在东街占道经营。现责令你于2024年3月10日前改正上述违法行为。
平安县城市管理局
2024年3月2日
""")
    assert d.code == "CF_ZGZ"
    assert d.value("party_name") == "李小龙"
    assert d.value("deadline") == date(2024, 3, 10)
    assert d.value("doc_date") == date(2024, 3, 2)


def test_the_bounds_of_a_range_are_no_fine() -> None:
    d = doc("""
行政处罚决定书
平城罚字〔2024〕12号
当事人：平安县好运超市
经查，当事人擅自占用道路。以上事实有询问笔录为证。
参照裁量基准，罚款幅度为2万元～5万元。依据《城市道路管理条例》第四十二条的规定，
决定给予当事人罚款幅度为2万元～5万元内的处罚，罚款人民币叁万元整（￥30000.00）。
如不服本决定，可以在六十日内申请行政复议。
平安县城市管理局
2024年4月9日
""")
    assert d.value("fine") == 30000
