"""Text, numbers, money, document numbers and names of parties."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles import normalise as n

# Characters that the finders react to, so that arbitrary text is not only noise.
DENSE = st.text(
    st.sampled_from(
        "零〇○O一二两三十百千万亿壹贰叁拾佰仟元圆角分整正¥￥人民币年月日号时点至起止第字罚令"
        "〔〕[]【】（）()0123456789０１２Xx*，,.．。：:、-—/ \u3000\u200b\n瞿苏张·和等签名证号"
    ),
    max_size=80,
)
ANY_TEXT = st.one_of(st.text(max_size=80), DENSE)
FINDERS: list[Callable[[str], Sequence[Any]]] = [
    n.find_money, n.find_dates, n.find_moments, n.find_doc_numbers, n.find_ids,
    n.find_uscc, n.find_phones, n.find_certificates, n.find_people,
]  # fmt: skip


# --- independent writers: from a number to its words ------------------------------------------


def written(number: int, digits: str, units: tuple[str, str, str], bigs: tuple[str, str]) -> str:
    """A whole number in Chinese, group of four by group of four, as a cashier writes it."""
    if number == 0:
        return digits[0]

    def group(value: int) -> str:
        words, gap = "", False
        for size, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
            digit = value // size % 10
            if digit:
                words += (digits[0] if gap and words else "") + digits[digit] + unit
                gap = False
            else:
                gap = True
        return words

    words = ""
    for size, big in ((10**8, bigs[1]), (10**4, bigs[0]), (1, "")):
        part = number // size % 10**4
        if part:
            words += (digits[0] if words and part < 1000 else "") + group(part) + big
    return words


def lower(number: int) -> str:
    return written(number, "零一二三四五六七八九", ("十", "百", "千"), ("万", "亿"))


def upper(number: int) -> str:
    return written(number, "零壹贰叁肆伍陆柒捌玖", ("拾", "佰", "仟"), ("万", "亿"))


# --- properties -------------------------------------------------------------------------------


@given(st.integers(0, 10**8))
def test_numerals_are_read_back(number: int) -> None:
    assert n.chinese_number(lower(number)) == number
    assert n.chinese_number(upper(number)) == number
    assert n.chinese_number(f"{number:,}") == number
    if 10 <= number < 20:
        assert n.chinese_number(lower(number).removeprefix("一")) == number


@given(st.integers(1, 10**8), st.integers(0, 9), st.integers(0, 9), st.sampled_from("元圆"))
def test_amounts_are_read_back(yuan: int, jiao: int, fen: int, unit: str) -> None:
    digits = "零壹贰叁肆伍陆柒捌玖"
    change = (f"{digits[jiao]}角" if jiao else "零" if fen else "") + (
        f"{digits[fen]}分" if fen else "整"
    )
    text = f"决定罚款人民币{upper(yuan)}{unit}{change}（¥{yuan:,}.{jiao}{fen}）。"
    words, figures = n.find_money(text)
    expected = Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100
    assert (words.value, words.upper) == (expected, True)
    assert (figures.value, figures.upper) == (expected, False)
    assert text[: words.start] == "决定罚款人民币"
    assert text[figures.end :] == "）。"


@given(ANY_TEXT)
def test_squash_is_idempotent_and_leaves_no_space(s: str) -> None:
    once = n.squash(s)
    assert n.squash(once) == once
    assert not any(c.isspace() or c in "\u200b\ufeff" for c in once)


@given(ANY_TEXT)
@settings(max_examples=300)
def test_every_span_holds_its_words_and_nothing_raises(s: str) -> None:
    for find in FINDERS:
        last = 0
        for found in find(s):
            assert s[found.start : found.end] == found.words
            assert found.words.strip(), find.__name__
            assert found.start >= last, find.__name__
            last = found.start
    span = n.find_span(s)
    assert span is None or s[span.begin : span.stop] == span.words
    for read in (n.chinese_number, n.money_value, n.is_blank, n.is_struck, n.label_keys,
                 n.squash_name, n.id_birth, n.id_checksum_ok, n.uscc_checksum_ok):  # fmt: skip
        read(s)
    n.same_doc_number(s, s)


@given(ANY_TEXT)
def test_blanks_hold_no_figure_and_no_letter(s: str) -> None:
    if n.is_blank(s):
        assert not any(c.isdigit() or (c.isascii() and c.isalpha()) for c in s)


# --- labels and blanks ------------------------------------------------------------------------


def test_labels() -> None:
    assert n.squash("案\u3000 由\u200b：") == "案由:"
    assert n.label_keys("案    由：") == ("案由",)
    assert n.label_keys("★住所（住址）:") == ("住所住址", "住所")
    assert n.label_keys("当事人（个人姓名或单位名称）") == ("当事人个人姓名或单位名称", "当事人")
    assert n.label_key("E-mail／电子 邮箱") == "email电子邮箱"


@pytest.mark.parametrize(
    "s",
    [
        "",
        "  \u3000",
        "年   月   日",
        "第  页 共  页",
        "（ ）份",
        "/",
        "\\",
        "——",
        "____",
        "□",
        "（签名）",
        "（签名或者盖章）　年　月　日",
        "（印章）",
        "自  年 月 日起至 年 月 日止",
        "  元",
    ],
)
def test_blank(s: str) -> None:
    assert n.is_blank(s)


@pytest.mark.parametrize("s", ["无", "瞿一帆", "0", "☑", "2024年 月 日", "（送达）", "**", "同意"])
def test_filled(s: str) -> None:
    assert not n.is_blank(s)


def test_struck() -> None:
    assert all(map(n.is_struck, ("/", "\\", "——", "无", "无。", " / ", "／")))
    assert not any(map(n.is_struck, ("", "   ", "____", "无锡", "1/2")))


# --- numbers and money ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("s", "value"),
    [
        ("二〇二四", 2024),
        ("二○一二", 2012),
        ("二O二四", 2024),
        ("廿三", 23),
        ("卅", 30),
        ("3万", 30000),
        ("1.68亿", 168000000),
        ("12万5千", 125000),
        ("１２", 12),
        ("一百零五", 105),
        ("一万亿", 10**12),
        ("两百", 200),
        ("316.64万", 3166400),
        ("2.5", Decimal("2.5")),
        ("三点五", Decimal("3.5")),
        ("三万五", 35000),
        ("贰拾萬", 200000),
    ],
)
def test_numbers(s: str, value: int | Decimal) -> None:
    assert n.chinese_number(s) == value


@pytest.mark.parametrize(
    "s", ["", "万", "O", "二三十", "百千", "三百年", "1,2", "-", "一亿亿", "十百"]
)
def test_no_numbers(s: str) -> None:
    assert n.chinese_number(s) is None


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("罚款人民币肆万捌仟元", ["48000"], ["肆万捌仟元"]),
        ("叁万元整（¥30,000.00）", ["30000", "30000"], ["叁万元整", "¥30,000.00"]),
        ("15万元人民币罚款", ["150000"], ["15万元"]),
        ("罚款:8.0（万元）", ["80000"], ["8.0（万元）"]),
        ("罚款金额（万元）：8.0", ["80000"], ["（万元）：8.0"]),
        ("￥30000", ["30000"], ["￥30000"]),
        ("共1,552.95元，", ["1552.95"], ["1,552.95元"]),
        ("21026701.40 元", ["21026701.40"], ["21026701.40 元"]),
        ("贰万伍仟陆佰叁拾元伍角整", ["25630.5"], ["贰万伍仟陆佰叁拾元伍角整"]),
        ("伍仟圆整", ["5000"], ["伍仟圆整"]),
        ("（大写）伍拾肆万元整", ["540000"], ["伍拾肆万元整"]),
        ("３００００元", ["30000"], ["３００００元"]),
        ("叁 万 元 整", ["30000"], ["叁 万 元 整"]),
        ("处一万元以上十万元以下罚款", ["10000", "100000"], ["一万元", "十万元"]),
        ("2024年3月5日30000元", ["30000"], ["30000元"]),
        ("1.没收100元，2.罚款1552.95元", ["100", "1552.95"], ["100元", "1552.95元"]),
    ],
)
def test_money(text: str, values: list[str], words: list[str]) -> None:
    found = n.find_money(text)
    assert [m.value for m in found] == [Decimal(v) for v in values]
    assert [m.words for m in found] == words


@pytest.mark.parametrize(
    "text",
    [
        "300吨",
        "5千克",
        "2024年",
        "第30号",
        "数百万元",
        "几十万元",
        "3000美元",
        "二元论",
        "3单元",
        "人民币3%",
    ],
)
def test_no_money(text: str) -> None:
    assert n.find_money(text) == []


def test_money_cells() -> None:
    assert n.money_value("200,000.00") == 200000
    assert n.money_value("大写：叁万元整 小写：3元") == 30000
    assert n.money_value("贰拾万") == 200000
    assert n.money_value("无") is None
    assert n.money_value("2吨") is None
    assert [m.unit for m in n.find_money("15万元、肆万捌仟元、8.0（万元）")] == [
        "万元",
        "元",
        "万元",
    ]


# --- document numbers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("盘市监罚〔2023〕12号", "盘市监罚〔2023〕12号"),
        ("青交罚〔2024〕0023号", "青交罚〔2024〕0023号"),
        ("济环罚字〔2020〕TQ第Q-4008号", "济环罚字〔2020〕TQ第Q-4008号"),
        ("德环罚字【2019】0013号", "德环罚字〔2019〕0013号"),
        ("国市监处[2018]16号", "国市监处〔2018〕16号"),
        ("云工商竞争处字（2013）第01号", "云工商竞争处字〔2013〕第01号"),
        ("（京）文执罚〔2021〕第400154号", "（京）文执罚〔2021〕第400154号"),
        ("顺(一)消行罚决字〔2023〕第100127号", "顺（一）消行罚决字〔2023〕第100127号"),
        ("河市税二稽处〔2026〕12 号", "河市税二稽处〔2026〕12号"),
        ("浙工商案检告字〔2012〕第14-（1至3）号", "浙工商案检告字〔2012〕第14-（1至3）号"),
        ("京建法罚（区）字〔2024〕第01-0012号", "京建法罚（区）字〔2024〕第01-0012号"),
        ("盘市监罚〔２０２３〕１２号", "盘市监罚〔2023〕12号"),
        ("国务院令第764号", "国务院令第764号"),
    ],
)
def test_doc_numbers(text: str, value: str) -> None:
    (found,) = n.find_doc_numbers(text)
    assert (found.value, found.words) == (value, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("经依据盘市监罚〔2023〕12号", "盘市监罚〔2023〕12号"),
        ("《行政处罚决定书》（盘市监罚〔2023〕12号）", "盘市监罚〔2023〕12号"),
        ("我局作出盘市监罚告〔2023〕12号告知书", "盘市监罚告〔2023〕12号"),
        ("（财税〔2006〕186号）", "财税〔2006〕186号"),
        ("行政处罚决定书文号：盘市监罚〔2023〕12号", "盘市监罚〔2023〕12号"),
        ("违反了盘市监责改〔2023〕12号的要求", "盘市监责改〔2023〕12号"),
    ],
)
def test_the_prefix_swallows_nothing(text: str, words: str) -> None:
    assert [d.words for d in n.find_doc_numbers(text)] == [words]


def test_parts_of_doc_numbers() -> None:
    (blank,) = n.find_doc_numbers("北市税稽处〔2026〕 号")
    assert (blank.prefix, blank.year, blank.number) == ("北市税稽处", 2026, None)
    (empty,) = n.find_doc_numbers("盘市监罚〔  〕  号")
    assert (empty.year, empty.number) == (None, None)
    assert n.find_doc_numbers("依照（2013）修订的办法，门牌12号") == []
    assert n.find_doc_numbers("昆明市人民路12号") == []


def test_same_doc_number() -> None:
    same = n.same_doc_number
    assert same("盘市监罚字〔2023〕第0012号", "盘市监罚[2023] 12号")
    assert same("云工商处字（2013）第01号", "云工商处【2013】1号")
    assert not same("盘市监罚〔2023〕12号", "盘市监罚〔2023〕120号")
    assert not same("盘市监罚〔2023〕12号", "盘市监罚〔2022〕12号")
    assert not same("盘市监罚〔2023〕12号", "盘市监罚告〔2023〕12号")
    assert not same("盘市监罚〔2023〕1号", "盘市监罚〔20231〕号")
    assert not same("盘市监罚〔2024〕 号", "盘市监罚〔2024〕 号")
    assert not same("", "")


def test_names_of_parties() -> None:
    assert n.squash_name("云川(恒钰) 公司（以下简称“恒钰”）") == "云川（恒钰）公司"
    assert n.same_name("云川市恒钰建材有限公司", "云川市恒钰建材 有限公司（下称恒钰公司）") is False
    assert n.same_name("云川(恒钰)公司", "云川（恒钰）公司 ")
    assert n.same_name("买买提•吐尔逊", "买买提·吐尔逊")
    assert not n.same_name("恒钰有限公司", "恒钰有限责任公司")
    assert not n.same_name("", "")
