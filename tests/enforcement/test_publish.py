"""Publication texts: what is masked, that nothing else changes, and what a check finds."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from casefiles.facts import Known, id_checksum_ok
from casefiles.readers import read_path
from enforcement.cli import app
from enforcement.publish import write
from enforcement.publish.make import publications, read_whole
from enforcement.publish.masks import Names, mask_text
from enforcement.word import Word
from rules.masking import load_masking

DEMO = Path(__file__).parents[2] / "enforcement" / "demo" / "casefiles"
ONE_PERSON, TRADER = DEMO / "cheng03", DEMO / "nong01"
RULES = load_masking()
HOME = "家庭住址：碧湖市龙翔街道湖滨花园3幢801室"
ID, PHONE = "539962196807021919", "19900040031"


def publish(*args: object) -> Result:
    return CliRunner().invoke(app, ["publish", *map(str, args)])


def written(path: Path, *lines: str, table: bool = False) -> Path:
    word = Word()
    word.marks = False
    if table:
        word.table([line.split("|") for line in lines], [8, 8])
    else:
        word.text(*lines)
    path.write_bytes(word.to_bytes())
    return path


# --- making -----------------------------------------------------------------------------------


def test_a_natural_person_is_masked_and_nothing_else_changes() -> None:
    case = read_whole(ONE_PERSON)
    (made,) = publications(case, RULES)
    before = made.document.text
    after = "\n".join(made.blocks)
    masks = {
        "杜满仓": "杜某某",
        ID: "539962************",
        PHONE: "199********",
        "碧湖市龙翔街道柳荫巷8号": "碧湖市***",
    }
    for words, mask in masks.items():
        assert words in before
        before = before.replace(words, mask)
    assert after == before[: len(after)]
    assert len(made.masked()) == 6
    assert {e.kind for e in made.masked()} == {"姓名", "身份证号码", "手机号码", "住址"}
    assert all(e.place.startswith(("正文第", "表")) for e in made.masked())
    assert dict(made.summary)["行政相对人名称"] == "杜某某"
    assert dict(made.summary)["罚款金额（元）"] == "500"
    assert ID not in write.to_text([made]) + write.review_text([made], RULES)


def test_a_traders_name_and_place_stay_and_the_operator_is_masked() -> None:
    (made,) = publications(read_whole(TRADER), RULES)
    text = "\n".join(made.blocks)
    assert "当事人：龙泽县凤鸣镇谷丰种子经营部" in text
    assert "经营者：杨某某　身份证号码：539931************" in text
    assert text.count("龙泽县凤鸣镇集贸路32号") == made.document.text.count(
        "龙泽县凤鸣镇集贸路32号"
    )
    assert "账号：6200 0417 8830 2015" in text
    assert "杨春宝" not in text


def test_people_of_one_family_name_are_told_apart() -> None:
    text = "当事人：张丽华\n证人：张建国，证人：李四光\n张丽华称张建国在场，张某某也在。"
    assert mask_text(text, RULES) == (
        "当事人：张某甲\n证人：张某乙，证人：李某某\n张某甲称张某乙在场，张某某也在。"
    )
    names = Names("张某某、张某甲")
    assert names.form("张三丰") == "张某乙"
    assert names.form("张 三 丰") == "张某乙"
    assert names.form("买买提·吐尔逊") == "买某某"
    assert names.form("欧阳俊") == "欧阳某"


def test_a_complainant_is_masked_whole() -> None:
    assert mask_text("根据举报人段文华提供的线索，段文华称", RULES) == (
        "根据举报人***提供的线索，***称"
    )


NAMES = ["张丽华", "张建国", "李四光", "杜满仓", "罗艳萍", "段文华"]
PHONES = st.from_regex(r"\A1[3-9][0-9]{9}\Z").map(lambda s: s[:11])
IDENTITIES = st.tuples(
    st.integers(1950, 2010), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999)
).map(lambda t: _identity(*t))
CARDS = st.from_regex(r"\A62[0-9]{14}\Z").map(lambda s: s[:16])


def _identity(year: int, month: int, day: int, order: int) -> str:
    stem = f"539962{year}{month:02d}{day:02d}{order:03d}"
    return next(stem + c for c in "0123456789X" if id_checksum_ok(stem + c))


LINES = st.one_of(
    st.tuples(st.sampled_from(NAMES), IDENTITIES).map(lambda t: f"当事人：{t[0]} 身份证号：{t[1]}"),
    st.tuples(st.sampled_from(NAMES), PHONES).map(lambda t: f"证人：{t[0]}，电话{t[1]}，在场。"),
    st.tuples(st.sampled_from(NAMES), CARDS).map(lambda t: f"户名：{t[0]}，账号：{t[1]}。"),
    st.integers(1, 400).map(lambda n: f"家庭住址：碧湖市龙翔街道柳荫巷{n}号"),
    st.sampled_from(["罚款500元。", "（一）2024年5月22日，", "驾驶云L·C2M06号", "a_b@x.com"]),
    st.text(alphabet="经查当事人的，。：0123456789*某 \u3000", max_size=12),
)  # fmt: skip


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_masking_holds_for_any_text(text: str) -> None:
    once = mask_text(text, RULES)
    assert mask_text(once, RULES) == once
    assert once.count("\n") == text.count("\n")
    for line in once.split("\n"):
        # No identity number, no card number and no telephone number beside its label is left.
        assert not re.search(r"身份证号：[0-9]{17}|账号：[0-9]{16}|电话1[3-9][0-9]{9}", line)
    for name in NAMES:
        if f"：{name}" in text:
            assert name not in once


@given(st.lists(LINES, max_size=6).map("\n".join))
def test_what_stands_outside_the_masks_is_the_same(text: str) -> None:
    once = mask_text(text, RULES)
    kept = [re.escape(p) for p in re.split(r"[*某甲乙丙丁戊己]+", once)]
    assert re.fullmatch(".*".join(kept), text, re.S)


def test_the_summary_says_what_was_not_read(tmp_path: Path) -> None:
    source = written(
        tmp_path / "决定.docx", "行政处罚决定书", "违法事实：", "（一）概况", "决定如下。" * 30
    )
    (made,) = publications(read_whole(source), RULES)
    told = dict(made.summary)
    assert told["违法事实"] == "（没有读到，请填写）"
    assert told["罚款金额（元）"].startswith("（没有读到")
    whole = dict(publications(read_whole(ONE_PERSON), RULES)[0].summary)
    assert whole["违法事实"].startswith("2024年5月22日16时10分，当事人杜某某在碧湖市")
    assert whole["违法事实"].endswith("已自行清理。")
    assert "《中华人民共和国行政处罚法》第五十一条" in whole["处罚依据"]


# --- files ------------------------------------------------------------------------------------


def test_the_word_file_reads_back_and_is_the_same_each_time(tmp_path: Path) -> None:
    for out in (tmp_path / "甲.docx", tmp_path / "乙.docx"):
        done = publish(ONE_PERSON, "--out", out)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "甲.docx").read_bytes() == (tmp_path / "乙.docx").read_bytes()
    (made,) = publications(read_whole(ONE_PERSON), RULES)
    back = [b.text for b in read_path(tmp_path / "甲.docx").blocks]
    assert [t for t in back if t][-len(made.blocks) :] == made.blocks
    listed = "\n".join(b.text for b in read_path(tmp_path / "甲-复核清单.docx").blocks)
    assert "需人工决定" in listed
    assert "商业秘密" in listed
    assert PHONE not in listed


def test_blanks_and_braces_are_kept_as_they_stand(tmp_path: Path) -> None:
    odd = "收款账户：______，第{PAGE}页，__下划__，当事人：杜满仓"
    source = written(tmp_path / "决定.docx", "行政处罚决定书", odd, "处罚如下：罚款500元。" * 5)
    assert publish(source, "--out", tmp_path / "公示.docx").exit_code == 0
    back = [b.text for b in read_path(tmp_path / "公示.docx").blocks]
    assert odd.replace("杜满仓", "杜某某") in back


def test_text_goes_to_the_screen_and_the_list_beside_it(tmp_path: Path) -> None:
    done = publish(ONE_PERSON)
    assert done.exit_code == 0
    assert "当事人：杜某某" in done.stdout
    assert "复核清单" in done.stderr
    assert publish(ONE_PERSON, "--out", tmp_path / "公示.txt").exit_code == 0
    assert (tmp_path / "公示.txt").read_text("utf-8") == done.stdout


def test_an_agencys_own_rules_change_what_is_masked(tmp_path: Path) -> None:
    (tmp_path / "masking.toml").write_text(
        '[[rule]]\nkinds = ["姓名"]\nwhose = ["当事人"]\ndo = "留"\nshown = "不算"\n'
        'basis = "本单位规定"\nstatus = "设定"\n',
        "utf-8",
    )
    done = publish(ONE_PERSON, "--profile", tmp_path)
    assert "当事人：杜满仓" in done.stdout
    assert ID not in done.output


# --- checking ---------------------------------------------------------------------------------


def test_a_clean_text_passes_and_its_source_does_not(tmp_path: Path) -> None:
    clean = tmp_path / "公示.docx"
    publish(ONE_PERSON, "--out", clean)
    assert publish("--check", clean, "--against", ONE_PERSON).exit_code == 0
    done = publish("--check", ONE_PERSON / "06当场行政处罚决定书.docx")
    assert done.exit_code == 1
    assert "泄露 3 处" in done.output
    assert ID not in done.output
    assert PHONE not in done.output


def test_the_case_file_tells_who_is_named(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    case.mkdir()
    written(
        case / "询问笔录.docx",
        "询问笔录",
        "被询问人：段文华",
        "家庭住址：碧湖市龙翔街道湖滨花园3幢801室",
    )
    published = written(
        tmp_path / "公示.docx", "行政处罚决定书公示", "经查，段文华在龙翔街道湖滨花园3幢801室。"
    )  # fmt: skip
    assert json.loads(publish("--check", published, "-f", "json").stdout)["leaks"] == []
    done = publish("--check", published, "--against", case, "-f", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [(k["level"], k["kind"], k["shown"]) for k in found["leaks"]] == [
        ("泄露", "住址", "***"),
        ("疑点", "姓名", "段**"),
    ]
    assert found["leaks"][0]["place"] == "正文第2段"
    assert found["schema"] == "anjuan/publication-check/1"
    assert "湖滨花园" not in done.output


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        (".txt", lambda t: t.encode()),
        (".txt", lambda t: t.encode("gbk")),
        (".html", lambda t: f"<html><meta charset=utf-8><body><p>{t}</p></body></html>".encode()),
    ],
)
def test_other_formats(tmp_path: Path, suffix: str, make: Callable[[str], bytes]) -> None:
    path = tmp_path / f"公示{suffix}"
    path.write_bytes(make(f"行政处罚决定信息公示\n当事人杜某某，身份证号{ID}，罚款500元。"))
    done = publish("--check", path, "--format", "json")
    assert [k["kind"] for k in json.loads(done.stdout)["leaks"]] == ["身份证号码"]
    assert done.exit_code == 1


def test_a_text_without_words_was_not_checked(tmp_path: Path) -> None:
    done = publish("--check", written(tmp_path / "公示.docx", "公示"))
    assert done.exit_code == 3
    assert "等于没有检查" in done.output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["没有.docx"], "找不到"),
        ([ONE_PERSON, "--out", "公示.pdf"], "应以 .docx 或 .txt 结尾"),
        ([ONE_PERSON, "--against", ONE_PERSON], "要和 --check 一起用"),
        ([ONE_PERSON, "--check", "--out", "x.txt"], "只检查，不写文件"),
        ([ONE_PERSON, "--check", "-f", "html"], "没有 html 这种输出"),
        ([ONE_PERSON, "--profile", "没有"], "找不到 --profile"),
        ([ONE_PERSON, "--out", "没有/x.txt"], "请先建好"),
    ],
)
def test_wrong_usage_is_told(args: list[object], told: str) -> None:
    done = publish(*args)
    assert done.exit_code == 2
    assert told in done.output


def test_a_case_file_without_a_decision_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / f"{name}.docx", "现场检查笔录", "检查时间：2024年5月22日")
    done = publish(tmp_path)
    assert done.exit_code == 2
    assert "没有认出处罚决定书" in done.output


def test_known_names_are_masked_without_a_label() -> None:
    known = Known({"段文华": "有关人员"})
    assert mask_text("段文华在场。", RULES, known) == "段某某在场。"


def test_the_page_shows_what_really_comes_out(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "publish.md").read_text("utf-8")
    made = publish(ONE_PERSON, "--out", tmp_path / "公示.docx")
    shown = (made.stderr + publish(ONE_PERSON).stdout).replace(f"{tmp_path}/", "")
    shown += publish("--check", ONE_PERSON / "06当场行政处罚决定书.docx").stdout
    blocks = re.findall(r"```text\n(.+?)\n```", page, re.S)
    assert len(blocks) == 3
    for line in "\n".join(blocks).split("\n"):
        assert line in shown.split("\n")
    own = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "masking.toml").write_text(own, "utf-8")
    assert load_masking(tmp_path).rules[0].do == "留"
