"""The law register: versions by date, names, stale article numbers, and the statutes' texts."""

import re
from datetime import date
from pathlib import Path

import pytest

from rules.laws import HERE, Laws, articles_in, numeral
from rules.loading import RuleError

D = date.fromisoformat
LAW = HERE.parent.parent / "shared" / "law"
TEXTS = LAW / "texts"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="法律条文 ../shared/law/texts 不在")
CATALOGUE = LAW / "catalogue.yaml"

HEAD = 'name = "某法"\nkind = "法律"\n'
VERSION = '[[version]]\nid = "X-1"\ntitle = "文本"\n'


@pytest.fixture(scope="module")
def laws() -> Laws:
    return Laws.load()


@pytest.mark.parametrize(
    ("law", "day", "version"),
    [
        ("XZCF", "1996-09-30", None),
        ("XZCF", "1996-10-01", "XZCF-2017"),
        ("XZCF", "2021-07-14", "XZCF-2017"),
        ("XZCF", "2021-07-15", "XZCF-2021"),
        ("XZCF-2017", "2022-01-01", "XZCF-2021"),
        ("XZXK", "2004-07-01", "XZXK"),
        ("XZQZ", "2011-12-31", None),
        ("XZQZ", "2012-01-01", "XZQZ"),
        ("MSF", "2021-12-31", "MSF-2017"),
        ("MSF", "2022-01-01", "MSF-2021"),
        ("XZFY", "2023-12-31", "XZFY-2017"),
        ("XZFY", "2024-01-01", "XZFY-2023"),
        ("XZSS", "2015-04-30", "XZSS-1989"),
        ("XZSS", "2015-05-01", "XZSS"),
        ("SJCX", "2021-07-15", "SJCX"),
        ("SJGS", "2021-08-31", None),
        ("YS310", "2020-08-06", "YS310-2001"),
        ("YS310", "2020-08-07", "YS310"),
        ("HJ30", "2023-07-01", "HJ30"),
        ("JD825", "2026-01-31", None),
        ("YN238", "2026-02-01", "YN238"),
        ("STD", "1990-01-01", "STD"),
    ],
)
def test_version_on(laws: Laws, law: str, day: str, version: str | None) -> None:
    found = laws.version_on(law, D(day))
    assert (found and found.id) == version


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("中华人民共和国行政处罚法", "XZCF"),
        ("《中华人民共和国行政处罚法》", "XZCF"),
        ("《行政处罚法》", "XZCF"),
        ("行政处罚法（2021修订）", "XZCF"),
        ("中华人民共和国 行政处罚法(2017修正)", "XZCF"),
        ("《行政强制法》", "XZQZ"),
        ("民事诉讼法", "MSF"),
        ("《市场监督管理行政处罚程序暂行规定》", "SJCX"),
        ("国办发[2018]118号", "GB118"),
        ("《行政检查文书基本格式文本（试行）》", "MOJ7"),
        ("云南省行政执法程序规定", "YN238"),
        ("某省行政处罚法实施办法", None),
        ("产品质量法", None),
        ("", None),
    ],
)
def test_by_name(laws: Laws, name: str, id: str | None) -> None:
    found = laws.by_name(name)
    assert (found and found.id) == id


def test_an_unknown_id_is_told_the_nearest(laws: Laws) -> None:
    assert laws.law("XZCF-2021").id == "XZCF"
    assert laws.version("XZCF-1996").id == "XZCF-2017"
    assert laws.version("GB118").id == "GB118"
    with pytest.raises(RuleError, match=r"XZCF-2012.*是否想写“XZCF-20"):
        laws.law("XZCF-2012")
    with pytest.raises(RuleError, match=r"没有指明版本；应为：XZCF-2017、XZCF-2021"):
        laws.version("XZCF")


def test_digests_are_one_line_and_their_own(laws: Laws) -> None:
    for law in laws:
        for version in law.versions:
            for article in version.cited:
                assert "\n" not in article.digest
                assert 4 <= len(article.digest) <= 70, (version.id, article.number)


@pytest.mark.parametrize(
    ("article", "sentence", "day", "purpose"),
    [
        (42, "根据《行政处罚法》第四十二条的规定，你有权要求听证", "2022-03-01", "听证"),
        (42, "根据《行政处罚法》第四十二条的规定，你有权要求听证", "2021-07-14", None),
        (63, "根据《行政处罚法》第六十三条的规定，你有权要求听证", "2022-03-01", None),
        (42, "依据第四十二条，由两名具有执法资格的人员进行调查", "2022-03-01", None),
        (32, "依照第三十二条第一项，决定从轻处罚", "2022-03-01", None),
        (32, "依照第三十二条，你有权陈述、申辩", "2022-03-01", "陈述、申辩"),
        (51, "逾期不缴纳的，依据第五十一条每日按罚款数额的3%加处罚款", "2022-03-01", "加处罚款"),
        (51, "依据第五十一条当场作出处罚决定", "2022-03-01", None),
        (46, "依据第四十六条，十五日内到指定的银行缴纳罚款", "2022-03-01", "缴纳罚款"),
        (23, "依据第二十三条，责令改正违法行为", "2021-07-15", "责令改正"),
        (28, "依据第二十八条，责令改正违法行为", "2021-07-15", None),
        (40, "事实清楚，符合第四十条的要求", "2022-03-01", None),
        (44, "依据第四十四条、第四十五条，告知当事人并听取陈述申辩", "2022-03-01", None),
    ],
)
def test_stale_article(
    laws: Laws, article: int, sentence: str, day: str, purpose: str | None
) -> None:
    found = laws.law("XZCF").stale(article, sentence, D(day))
    assert (found and found.purpose) == purpose


def test_only_the_penalty_law_has_moved_articles(laws: Laws) -> None:
    assert [law.id for law in laws if law.moved] == ["XZCF"]
    law = laws.law("XZCF")
    assert laws.law("XZQZ").stale(42, "听证", D("2022-01-01")) is None
    old, new = law.versions
    for moved in law.moved:
        assert all(old.article(n) for n in moved.old), moved.purpose
        assert all(new.article(n) for n in moved.new), moved.purpose


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "[[version]]\ntitle = '文本'\n", "version.0.id.*必须填写"),
        (HEAD, "version.*必须填写"),
        (HEAD + VERSION + "form = 2020-01-01\n", "form.*是否想写“from”"),
        (HEAD.replace("法律", "法规") + VERSION, "“kind”的值“法规”不对.*是否想写“行政法规”"),
        (
            HEAD + VERSION + "articles = 3\n[[version.article]]\nnumber = 4\ndigest = '样例'\n",
            "第4条超过最高条号 3",
        ),
        (
            HEAD + VERSION + "[[version.article]]\nnumber = 4\ndigest = '样例'\n" * 2,
            "第4条写了两次",
        ),
        (HEAD + VERSION + VERSION.replace("X-1", "X-2"), "X-1 和 X-2 时间重叠"),
        (HEAD + VERSION + "from = 2020-01-02\nto = 2020-01-01\n", "早于 from"),
        (
            HEAD + VERSION + "[[moved]]\npurpose='甲'\nwords=['甲']\nold=[1]\nnew=[2]\n",
            "moved_on",
        ),
        ("id = 'Y'\n" + HEAD + VERSION, "应与文件名相同"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "X.toml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=rf"^X\.toml.*{message}"):
        Laws.load(tmp_path)


def test_two_laws_cannot_share_a_name_or_an_id(tmp_path: Path) -> None:
    (tmp_path / "X.toml").write_text(HEAD + VERSION, "utf-8")
    (tmp_path / "Y.toml").write_text(HEAD + VERSION.replace("X-1", "Y-1"), "utf-8")
    with pytest.raises(RuleError, match=r"Y\.toml：名称“某法”已经属于 X"):
        Laws.load(tmp_path)
    (tmp_path / "Y.toml").write_text(HEAD.replace("某法", "另法") + VERSION, "utf-8")
    with pytest.raises(RuleError, match=r"Y\.toml：编号“X-1”已经属于 X"):
        Laws.load(tmp_path)


def test_a_later_folder_replaces_a_law(tmp_path: Path) -> None:
    text = HEAD.replace("某法", "本省程序规定") + VERSION.replace("X-1", "YN238")
    (tmp_path / "YN238.toml").write_text(text, "utf-8")
    found = Laws.load(HERE / "laws", tmp_path)
    assert found.law("YN238").name == "本省程序规定"
    assert found.law("XZCF").id == "XZCF"


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (86, "八十六"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (306, "三百零六"),
    ],
)
def test_numeral(n: int, text: str) -> None:
    assert numeral(n) == text


def test_articles_in_a_text() -> None:
    lines = [
        "# 某法",
        "公布",
        "第一条 甲。",
        "依照本法第三条办理。",
        "## 第二章",
        "第二条 丙：",
        "（一）丁。",
    ]
    text = "\n\n".join(lines)
    assert articles_in(text) == {1: "甲。\n依照本法第三条办理。", 2: "丙：\n（一）丁。"}


@needs_texts
def test_cited_articles_stand_in_the_texts(laws: Laws) -> None:
    checked = set()
    for law in laws:
        for version in law.versions:
            if not version.text:
                assert version.articles is None, f"{version.id}：没有条文却写了最高条号"
                continue
            articles = articles_in((TEXTS / version.text).read_text("utf-8"))
            assert max(articles) == version.articles, version.id
            assert set(articles) == set(range(1, max(articles) + 1)), version.id
            missing = [a.number for a in version.cited if a.number not in articles]
            assert missing == [], version.id
            for a in version.cited:
                runs = {a.digest[i : i + 20] for i in range(len(a.digest) - 19)} or {a.digest}
                copied = [run for run in runs if run in articles[a.number]]
                assert copied == [], (version.id, a.number)
            checked.add(version.text)
    there = {p.name for p in TEXTS.glob("*.md")} - {"README.md"}
    assert checked == there


@needs_texts
@pytest.mark.parametrize(
    ("version", "number", "word"),
    [
        ("XZCF-2021", 60, "九十日"),
        ("XZCF-2021", 85, "工作日"),
        ("XZCF-2021", 64, "五日内"),
        ("XZQZ", 25, "三十日"),
        ("XZQZ", 54, "十日后"),
        ("XZXK", 42, "二十日"),
        ("XZFY-2017", 9, "六十日"),
        ("XZFY-2023", 20, "六十日"),
        ("XZSS", 46, "六个月"),
        ("MSF-2021", 95, "三十日"),
        ("SJGS", 9, "二十个工作日"),
        ("YS310", 5, "３日"),
    ],
)
def test_the_articles_behind_the_limits(laws: Laws, version: str, number: int, word: str) -> None:
    """The digests give these figures: the text must have them in that very article."""
    found = laws.version(version)
    assert found.article(number)
    assert word in articles_in((TEXTS / found.text).read_text("utf-8"))[number]


@pytest.mark.skipif(not CATALOGUE.exists(), reason="规则目录 ../shared/law/catalogue.yaml 不在")
def test_every_citation_of_the_catalogue_is_in_the_register(laws: Laws) -> None:
    """Each law id, and each article number (42(1)、55(2) …) below it, with its verification."""
    text = CATALOGUE.read_text("utf-8")
    cited = re.findall(
        r"law_id: (\S+)\n    article: (.*)\n(?:    .*\n)*?    verified: (.*)\n", text
    )
    assert len(cited) > 200
    missing = []
    for id, article, verified in cited:
        version = laws.version(id)
        if not version.cited or version.id in ("GB118", "JD825"):
            continue
        numbers = [int(n) for n in re.findall(r"(?:^|[、'])(\d+)(?=$|[、'(])", article.strip())]
        for n in numbers:
            found = version.article(n)
            if found is None:
                missing.append((id, n))
            elif verified == "no":
                assert found.status == "未核实" or version.text, (id, n)
    assert missing == []
