"""Personal information in a text: what is found, whose it is, and what is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.personal import Known, county_part, find_private, known_people
from casefiles.personal.numbers import luhn

PERSON = "当事人：杜满仓　"
FIRM = "当事人：碧湖市宏盛建筑工程有限公司\n"

FOUND = [
    ("身份证号：539962196807021919", "身份证号码", "自然人", "539962196807021919"),
    ("身份证号５３９９６２１９６８０７０２１９１９", "身份证号码", "自然人", "539962196807021919"),
    ("公民身份号码539962 19680702 1919", "身份证号码", "自然人", "539962 19680702 1919"),
    ("身份证号\n513001790402073", "身份证号码", "自然人", "513001790402073"),
    ("护照号码：E12345678", "护照号码", "自然人", "E12345678"),
    ("港澳居民来往内地通行证H12345678", "其他证件号码", "自然人", "H12345678"),
    ("手机13908870216", "手机号码", "自然人", "13908870216"),
    ("电话：139 0887 0216", "手机号码", "自然人", "139 0887 0216"),
    (PERSON + "电话：0879-5132288", "固定电话", "自然人", "0879-5132288"),
    (FIRM + "联系电话：0879-5132288", "固定电话", "单位", "0879-5132288"),
    ("监督电话：0879-6620110", "固定电话", "机关", "0879-6620110"),
    ("邮箱 duman.cang@example.com，", "电子邮箱", "", "duman.cang@example.com"),
    ("xzcf@bihu.gov.cn", "电子邮箱", "机关", "xzcf@bihu.gov.cn"),
    ("微信号：dmc_1968", "即时通信账号", "", "dmc_1968"),
    ("户名：杜满仓，账号：6222 0800 0321 9012", "银行账号", "自然人", "6222 0800 0321 9012"),
    ("户名：碧湖市财政局，账号：512033001188006", "银行账号", "机关", "512033001188006"),
    ("收款人：靖川市统计局；账号：5305016177360000", "银行账号", "机关", "5305016177360000"),
    ("驾驶云L·C2M06号货车", "车牌号码", "", "云L·C2M06"),
    ("家庭住址：碧湖市龙翔街道柳荫巷8号", "住址", "自然人", "碧湖市龙翔街道柳荫巷8号"),
    (FIRM + "住所：碧湖市建设路108号", "住址", "单位", "碧湖市建设路108号"),
    ("姓名\n折多才\n住址、电话\n青澜县下街33号", "住址", "自然人", "青澜县下街33号"),
    (PERSON + "\n住址\n碧湖市柳荫巷8号", "住址", "自然人", "碧湖市柳荫巷8号"),
    ("罗某某（住清平县桂花小区3幢402室，电话略）", "住址", "自然人", "清平县桂花小区3幢402室"),
    ("你公司（地址：青秀区云景路11号）", "住址", "单位", "青秀区云景路11号"),
    ("你公司登记注册地址为青秀区云景路11号，", "住址", "单位", "青秀区云景路11号"),
    ("缴至碧湖支行（地址：碧湖市望湖路9号）", "住址", "机关", "碧湖市望湖路9号"),
    ("出生日期：1977年8月14日", "出生日期", "自然人", "1977年8月14日"),
    ("男，1977年8月14日出生，", "出生日期", "自然人", "1977年8月14日"),
    ("当事人患有精神障碍", "健康信息", "自然人", "精神障碍"),
    ("当事人杜某某，15周岁，", "未成年人", "自然人", "15周岁"),
    ("证人：段文华，", "姓名", "证人", "段文华"),
    ("根据举报人段文华提供的线索，", "姓名", "举报人", "段文华"),
    ("其矸砖厂工作人员陈国军以砖厂的名义", "姓名", "有关人员", "陈国军"),
    ("当 事 人：杜满仓", "姓名", "当事人", "杜满仓"),
    ("（经营者：杨春宝）", "姓名", "经营者", "杨春宝"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "whose", "words"), FOUND)
def test_finds(text: str, kind: str, whose: str, words: str) -> None:
    found = [p for p in find_private(text) if p.kind == kind]
    assert [(p.whose, p.words) for p in found] == [(whose, words)]


NOTHING = [
    "统一社会信用代码：91539962MA6Q600213，注册号：330881000013753。",
    "执法证号：24063350201、24063350203，执法证号13800138000。",
    "设备代码511010328201800317，发票号码：00427965，编号：1380013800012。",
    "身份证号：360111********1234，电话138****8000，住址：碧湖市***。",
    "身份证号：３６０１１１＊＊＊＊＊＊＊＊１２３４。",
    "碧城管罚字[2024]第0012号，罚款人民币壹拾万元整（100000元），2024年05月10日。",
    "《中华人民共和国未成年人保护法》第五十九条，《精神卫生法》。",
    "当事人提供的材料、经营者集中申报、负责人确认、当事人通过该系统、消费者的利益。",
    "消毒产品批号20240105，入住碧湖宾馆8号楼，住房和城乡建设局，住宅小区。",
    "未满三年不得申请；6至12岁儿童半价。",
]


@pytest.mark.parametrize("text", NOTHING)
def test_finds_nothing_where_nothing_is_private(text: str) -> None:
    assert find_private(text) == []


def test_a_wrong_check_digit_is_told() -> None:
    (said,) = find_private("身份证号：539962196807021910")
    assert said.sure
    assert "校验位" in said.why
    (bare,) = find_private("另有号码539962196807021910。")
    assert not bare.sure


def test_a_card_number_without_its_label_counts_by_its_check_digit() -> None:
    right = next(f"622202020011223344{n}" for n in range(10) if luhn(f"622202020011223344{n}"))
    wrong = next(f"622202020011223344{n}" for n in range(10) if not luhn(f"622202020011223344{n}"))
    assert [p.words for p in find_private(f"转账至{right}。")] == [right]
    assert find_private(f"转账至{wrong}。") == []


def test_known_people_and_homes_are_found_wherever_they_are_named() -> None:
    known = Known({"邱春梅": "有关人员"}, set(), {"云麓市金沙镇兴农路26号"})
    text = "证明邱 春 梅在场，其住处为金沙镇兴农路26号。邱春天除外。"
    assert [(p.kind, p.words) for p in find_private(text, known)] == [
        ("姓名", "邱 春 梅"),
        ("住址", "金沙镇兴农路26号"),
    ]


def test_a_name_within_the_name_of_a_unit_is_left_to_a_person() -> None:
    found = find_private("当事人：龙泽县杨春宝种子店\n经营者：杨春宝")
    assert [(p.words, p.sure) for p in found if p.kind == "姓名"] == [
        ("杨春宝", False),
        ("杨春宝", True),
    ]


def test_a_short_name_before_a_place_word_is_left_to_a_person() -> None:
    found = find_private("在高新区检查，高新在场。", Known({"高新": "有关人员"}))
    assert [p.sure for p in found] == [False, True]


def test_names_in_a_list_after_a_known_one_are_doubts() -> None:
    text = "投资人：曹培均\n主要成员曹培均、李德高、阮世成等三人"
    assert [(p.words, p.sure) for p in find_private(text)] == [
        ("曹培均", True),
        ("曹培均", True),
        ("李德高", False),
        ("阮世成", False),
    ]


def test_who_was_not_yet_18_on_the_day_is_told() -> None:
    text = "当事人：杜满仓　身份证号：539962200807021910"
    day = date(2026, 7, 1)
    assert [p.kind for p in find_private(text, on=day) if p.kind == "未成年人"] == ["未成年人"]
    assert not [p for p in find_private(text, on=date(2026, 7, 2)) if p.kind == "未成年人"]


@pytest.mark.parametrize(
    ("address", "county"),
    [
        ("碧湖市龙翔街道柳荫巷8号", "碧湖市"),
        ("四川省宜宾市翠屏区金坪镇交通路143号", "四川省宜宾市翠屏区"),
        ("云南省澜江州青屏市望江镇", "云南省澜江州青屏市"),
        ("新疆维吾尔自治区伊犁州伊宁县上村", "新疆维吾尔自治区伊犁州伊宁县"),
        ("青澜县金水镇下街33号", "青澜县"),
        ("柳荫巷8号", ""),
        ("沁园小区11幢1单元", ""),
    ],
)
def test_county_part(address: str, county: str) -> None:
    assert county_part(address) == county


PIECES = [
    "当事人：", "杜满仓", "，", "\n", "　", "电话：", "13908870216", "539962196807021919", "账号：",
    "6222 0800 0321 9012 447", "住址：碧湖市柳荫巷8号", "证人", "段文华", "、", "2024年5月22日",
    "出生", "云L·C2M06", "（", "）", "*", "某", "a@b.cn", "１３９０８８７０２１６", "0", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_what_is_found_lies_in_the_text_and_does_not_overlap(text: str) -> None:
    at = 0
    for p in find_private(text):
        if p.kind in ("健康信息", "未成年人"):
            continue
        assert p.start >= at
        assert p.end > p.start
        at = p.end


def test_long_hostile_text_is_read_in_a_bounded_way() -> None:
    # Each of these took minutes while a gap or a mail address could be of any length.
    for text in ("1" * 60000, "当事人" + " " * 60000, "住址：" + "县" * 60000, "a." * 30000):
        assert find_private(text) == []


def test_people_of_a_case_file_have_the_first_of_their_roles() -> None:
    from casefiles.facts import Document, Fact

    record = Document("a", text="被询问人：段文华", fields={"witness": [Fact("段文华", "")]})
    known = known_people([record])
    assert known.people == {"段文华": "证人"}
