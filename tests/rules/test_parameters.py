"""Parameters of the law: what holds on which day, for whom, and which files are refused."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rules.loading import RuleError
from rules.parameters import (
    HERE,
    Parameters,
    department_of,
    departments,
    is_vertical,
    units,
)

D = date.fromisoformat
CATALOGUE = HERE.parent.parent / "shared" / "law" / "catalogue.yaml"
HEAD = 'title = "样例"\nunit = "工作日"\ndescription = "样例"\n'


@pytest.fixture(scope="module")
def shipped() -> Parameters:
    return Parameters.load()


def entry(value: object = 7, start: str = "2020-01-01", **more: str) -> str:
    """One [[value]] as TOML; ``to`` is a date, everything else a string."""
    lines = [f"value = {value}", f"from = {start}"]
    more = {"source": "样例", "status": "核实"} | more
    lines += [f"{k} = {v}" if k == "to" else f'{k} = "{v}"' for k, v in more.items()]
    return "\n[[value]]\n" + "\n".join(lines) + "\n"


def load(folder: Path, text: str, *before: Path, name: str = "x_limit") -> Parameters:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return Parameters.load(*before, folder)


@pytest.mark.parametrize(
    ("name", "day", "scope", "value", "unit", "status"),
    [
        ("hearing_request_limit", "2021-07-14", {}, 3, "自然日", "核实"),
        ("hearing_request_limit", "2021-07-15", {}, 5, "工作日", "核实"),
        ("hearing_notice_limit", "2021-07-14", {}, 7, "自然日", "核实"),
        ("hearing_notice_limit", "2021-07-15", {}, 7, "工作日", "核实"),
        ("service_limit", "2021-07-14", {}, 7, "自然日", "核实"),
        ("service_limit", "2021-07-15", {}, 7, "工作日", "核实"),
        ("registration_limit", "2021-07-14", {}, 7, "自然日", "核实"),
        ("registration_limit", "2021-07-15", {}, 7, "工作日", "核实"),
        ("case_limit", "2021-07-15", {}, 90, "自然日", "核实"),
        ("case_limit", "2024-05-01", {"department": "生态环境"}, 90, "自然日", "核实"),
        ("case_limit", "2024-05-01", {"department": "交通运输"}, 90, "自然日", "核实"),
        ("case_extension_limit", "2024-05-01", {"department": "市场监管"}, 30, "自然日", "核实"),
        ("publication_limit", "2023-01-01", {}, 7, "工作日", "核实"),
        ("publication_limit", "2021-09-01", {"department": "市场监管"}, 20, "工作日", "核实"),
        ("publication_limit", "2021-08-31", {"department": "市场监管"}, 20, "工作日", "未核实"),
        ("other_publication_limit", "2023-01-01", {}, 20, "工作日", "核实"),
        ("simple_fine_limit", "2021-07-14", {"party": "自然人"}, 50, "元", "核实"),
        ("simple_fine_limit", "2021-07-14", {"party": "单位"}, 1000, "元", "核实"),
        ("simple_fine_limit", "2021-07-15", {"party": "自然人"}, 200, "元", "核实"),
        ("simple_fine_limit", "2021-07-15", {"party": "单位"}, 3000, "元", "核实"),
        ("on_spot_collection_limit", "2021-07-14", {}, 20, "元", "核实"),
        ("on_spot_collection_limit", "2021-07-15", {}, 100, "元", "核实"),
        ("payment_limit", "2019-01-01", {}, 15, "自然日", "核实"),
        ("daily_surcharge", "2024-01-01", {}, Decimal("0.03"), "比例", "核实"),
        ("announcement_limit", "2021-12-31", {}, 60, "自然日", "核实"),
        ("announcement_limit", "2022-01-01", {}, 30, "自然日", "核实"),
        ("announcement_limit", "2024-01-01", {}, 30, "自然日", "核实"),
        ("litigation_limit", "2015-04-30", {}, 3, "月", "未核实"),
        ("litigation_limit", "2015-05-01", {}, 6, "月", "未核实"),
        ("litigation_limit", "2024-01-01", {}, 6, "月", "核实"),
        ("reconsideration_limit", "2023-12-31", {}, 60, "自然日", "核实"),
        ("seizure_limit", "2012-01-01", {}, 30, "自然日", "核实"),
        ("seizure_extension_limit", "2012-01-01", {}, 30, "自然日", "核实"),
        ("licence_limit", "2020-01-01", {}, 20, "工作日", "核实"),
        ("licence_correction_limit", "2020-01-01", {}, 5, "工作日", "核实"),
        ("review_limit", "2022-01-01", {"department": "市场监管"}, 10, "工作日", "核实"),
        ("filing_limit", "2022-01-01", {"department": "市场监管"}, 15, "工作日", "核实"),
        ("filing_limit", "2022-01-01", {}, 7, "工作日", "设定"),
        ("close_limit", "2022-01-01", {"department": "市场监管"}, 15, "工作日", "核实"),
        ("emergency_report_limit", "2022-01-01", {}, 24, "小时", "核实"),
        ("minutes_chars_per_minute", "2022-01-01", {}, 200, "字/分钟", "设定"),
        ("av_overlap", "2022-01-01", {}, Decimal("0.8"), "比例", "设定"),
    ],
)
def test_shipped_value(
    shipped: Parameters,
    name: str,
    day: str,
    scope: dict[str, Any],
    value: object,
    unit: str,
    status: str,
) -> None:
    found = shipped.lookup(name, D(day), **scope)
    assert found is not None
    assert (found.value, found.unit, found.status) == (value, unit, status)
    assert found.source


@pytest.mark.parametrize(
    ("name", "day", "scope"),
    [
        ("seizure_limit", "2011-12-31", {}),  # before 行政强制法
        ("case_limit", "2021-07-14", {}),  # no statutory limit before the 2021 text
        ("close_limit", "2022-01-01", {}),
        ("hearing_threshold", "2023-01-01", {"party": "单位"}),  # no national figure
        ("hearing_threshold", "2023-01-01", {"department": "交通运输", "party": "单位"}),
        ("hearing_threshold", "2023-01-01", {"department": "市场监管"}),  # whose is not known
        ("simple_fine_limit", "2023-01-01", {}),
        ("inspection_frequency_limit", "2026-01-01", {}),
        ("penalty_limitation_grave", "2021-07-14", {}),
    ],
)
def test_where_the_law_gives_no_value_there_is_none(
    shipped: Parameters, name: str, day: str, scope: dict[str, Any]
) -> None:
    assert shipped.lookup(name, D(day), **scope) is None


def test_hearing_thresholds_are_never_settled(shipped: Parameters) -> None:
    """Every figure known is from memory or an old standard: a person has to confirm it."""
    entries = [e for layer in shipped["hearing_threshold"].layers for e in layer]
    assert {e.status for e in entries} == {"未核实"}
    found = {
        (e.department, e.party): e.value for e in entries if e.on(D("2024-01-01")) and not e.region
    }
    assert found == {
        ("市场监管", "自然人"): 10_000,
        ("市场监管", "单位"): 100_000,
        ("生态环境", "自然人"): 5_000,
        ("生态环境", "单位"): 200_000,
        ("农业农村", "自然人"): 3_000,
        ("农业农村", "单位"): 30_000,
    }


def test_own_settings_and_memory_say_so(shipped: Parameters) -> None:
    for parameter in shipped:
        for e in (e for layer in parameter.layers for e in layer):
            assert ("产品设定" in e.source) == (e.status == "设定"), parameter.name
            if "未核对文本" in e.note or "文本未核对" in e.note or "条文未核对" in e.note:
                assert e.status == "未核实", parameter.name


def test_follow_on_values_leave_no_gap(shipped: Parameters) -> None:
    """Where a value ends and another of the same scope follows, it follows the next day."""
    for parameter in shipped:
        by_scope: dict[object, list[Any]] = {}
        for e in (e for layer in parameter.layers for e in layer):
            by_scope.setdefault(e.scope, []).append(e)
        for entries in by_scope.values():
            entries.sort(key=lambda e: e.start)
            for a, b in pairwise(entries):
                assert b.start == a.end + timedelta(1), (parameter.name, a.scope)


def test_the_most_specific_value_wins(tmp_path: Path) -> None:
    scopes = [
        {},
        {"department": "水务"},
        {"region": "云南省"},
        {"region": "云南省昆明市"},
        {"region": "云南省", "department": "水务"},
        {"region": "云南省", "department": "水务", "party": "单位"},
        {"department": "水务", "party": "单位"},
    ]
    text = HEAD + "".join(entry(n, **scope) for n, scope in enumerate(scopes))
    known = load(tmp_path, text)

    def ask(**scope: str) -> object:
        found = known.lookup("x_limit", D("2024-01-01"), **scope)
        return found and found.value

    assert ask() == 0
    assert ask(department="公安", region="四川省", party="单位") == 0
    assert ask(department="水务") == 1
    assert ask(region="云南省大理州") == 2
    assert ask(region="云南省昆明市五华区") == 3
    assert ask(region="云南省昆明市", department="水务") == 4
    assert ask(region="云南省", department="水务", party="单位") == 5
    assert ask(region="云南省", department="水务", party="自然人") == 4
    assert ask(department="水务", party="单位") == 6


def test_both_ends_of_a_period_belong_to_it(tmp_path: Path) -> None:
    known = load(tmp_path, HEAD + entry(1, "2020-02-03", to="2020-05-06"))
    days = ["2020-02-02", "2020-02-03", "2020-05-06", "2020-05-07"]
    found = [known.lookup("x_limit", D(day)) for day in days]
    assert [f is not None for f in found] == [False, True, True, False]


def test_a_profile_replaces_for_its_scope_and_days(tmp_path: Path) -> None:
    base, profile = tmp_path / "base", tmp_path / "profile"
    load(base, HEAD + entry(7) + entry(20, department="市场监管"))
    known = load(profile, entry(5, "2023-01-01", to="2023-12-31", source="本地规定"), base)

    def ask(day: str, department: str | None = None) -> object:
        found = known.lookup("x_limit", D(day), department=department)
        return found and (found.value, found.unit)

    assert ask("2022-12-31") == (7, "工作日")
    assert ask("2023-01-01") == (5, "工作日")
    assert ask("2023-12-31") == (5, "工作日")
    assert ask("2024-01-01") == (7, "工作日")
    assert ask("2023-06-01", "市场监管") == (20, "工作日")


def test_a_profile_adds_a_local_threshold(tmp_path: Path) -> None:
    text = entry(20_000, "2020-01-01", region="云南省", party="单位", source="本省标准")
    known = load(tmp_path, text, HERE / "parameters", name="hearing_threshold")
    scope: dict[str, Any] = {"department": "交通运输", "party": "单位"}
    found = known.lookup("hearing_threshold", D("2024-01-01"), region="云南省昆明市", **scope)
    assert found is not None
    assert (found.value, found.unit, found.source) == (20_000, "元", "本省标准")
    assert known.lookup("hearing_threshold", D("2024-01-01"), region="四川省", **scope) is None


def test_a_value_can_be_words(shipped: Parameters) -> None:
    found = shipped.lookup("retention_periods", D("2024-01-01"))
    assert found is not None
    assert found.value == ("永久", "30年", "10年")


def test_a_misspelt_name_is_told_the_nearest(shipped: Parameters) -> None:
    assert "service_limit" in shipped
    assert "servise_limit" not in shipped
    with pytest.raises(RuleError, match=r"servise_limit.*是否想写“service_limit”"):
        shipped.lookup("servise_limit", D("2024-01-01"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + entry(departmnt="市场监管"), "第1个 value.*departmnt.*是否想写“department”"),
        (HEAD + entry() + entry(8, "2021-01-01"), "时间重叠.*2020-01-01.*2021-01-01"),
        (
            HEAD + entry(party="单位") + entry(8, "2019-01-01", to="2020-01-01", party="单位"),
            "“单位”的两个 value 时间重叠",
        ),
        (HEAD + entry().replace('source = "样例"\n', ""), "“source”.*必须填写"),
        (HEAD + entry(source=" "), "“source”.*写明依据"),
        (HEAD + entry(status="已核实"), "“status”的值“已核实”不对；应为：核实、未核实、设定"),
        (HEAD + entry(party="公民"), "“party”的值“公民”不对；应为：自然人、单位"),
        (HEAD + entry(department="市场监督"), "部门领域.*是否想写“市场监管”"),
        (HEAD + entry(unit="工作曰"), "第1个 value.*单位.*是否想写“工作日”"),
        (HEAD.replace("工作日", "天") + entry(), "没有名为“天”的单位"),
        (HEAD + entry("true"), "“value”：应为数字、文字"),
        (HEAD + entry("[1, 2]"), "“value”：应为数字、文字"),
        (HEAD + entry(start='"2020"'), "“from”：应为日期，例如 2021-07-15"),
        (HEAD + entry(to="2019-12-31"), "早于 from"),
        (HEAD + "[[values]]\nvalue = 1\n", "“values”.*是否想写“value”"),
        (entry(), "“title”：缺少"),
        (HEAD + "[[value]\n", "不是有效的 TOML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RuleError, match=rf"^x_limit\.toml(?s:.*){message}"):
        load(tmp_path, text)


def test_values_that_follow_or_differ_in_scope_do_not_overlap(tmp_path: Path) -> None:
    text = HEAD + entry(to="2020-12-31") + entry(8, "2021-01-01") + entry(9, party="单位")
    found = load(tmp_path, text).lookup("x_limit", D("2021-01-01"))
    assert found is not None
    assert found.value == 8


def test_every_day_unit_can_be_counted(shipped: Parameters) -> None:
    from rules.days import deadline

    for parameter in shipped:
        if parameter.name.endswith("_limit") and parameter.unit not in ("元", "次/年"):
            for e in (e for layer in parameter.layers for e in layer):
                assert isinstance(e.value, int)
                deadline(D("2024-03-01"), e.value, e.unit or parameter.unit)
    assert "工作日" in units()


# Each parameter of the rule catalogue and the file that holds it.
HELD_BY = {
    ("GS-001", "limit_wd"): "publication_limit",
    ("GS-002", "limit_wd"): "licence_publication_limit",
    ("GS-003", "limit_wd"): "other_publication_limit",
    ("GS-006", "limit_wd"): "publication_withdrawal_limit",
    ("JL-002", "tolerance_min"): "av_tolerance",
    ("JL-005", "max_chars_per_min"): "minutes_chars_per_minute",
    ("JL-005", "min_minutes"): "minutes_shortest",
    ("JL-006", "min_overlap"): "av_overlap",
    ("FZ-008", "limit_wd"): "review_limit",
    ("SS-011", "sim"): "text_similarity",
    ("SS-011", "phash"): "photo_distance",
    ("SY-011", "ratio"): "penalty_ratio",
    ("CX-002", "limit_wd"): "filing_limit",
    ("CX-007", "limit"): "registration_limit",
    ("CX-008", "overlap_min"): "overlap_tolerance",
    ("CX-013", "default_wd"): "defence_limit",
    ("CX-014", "thresholds"): "hearing_threshold",
    ("CX-022", "standard"): "collective_discussion_threshold",
    ("CX-026", "base_cd"): "case_limit",
    ("CX-026", "ext_cd"): "case_extension_limit",
    ("CX-033", "pay_cd"): "payment_limit",
    ("CX-033", "rate"): "daily_surcharge",
    ("CX-036", "limit"): "simple_fine_limit",
    ("WS-005", "gap"): "number_gap",
    ("GD-005", "file_within_cd"): "archive_limit",
    ("XK-002", "limit_wd"): "licence_correction_limit",
    ("XK-003", "base_wd"): "licence_limit",
    ("XK-003", "ext_wd"): "licence_extension_limit",
    ("XK-005", "limit_wd"): "licence_delivery_limit",
    ("QZ-005", "base_cd"): "seizure_limit",
    ("QZ-005", "ext_cd"): "seizure_extension_limit",
    ("QZ-009", "night"): "night_start",
    ("QZ-012", "window"): "court_application_limit",
    ("QZ-012", "urge_wd"): "urge_limit",
    ("JC-003", "limit"): "inspection_frequency_limit",
}
# Held elsewhere: the agency's 法制审核目录 is a register, veto effects belong to the standard,
# and distances between places are not known to a case file.
NOT_HERE = {("FZ-001", "list"), ("ZT-008", "veto_if_decision"), ("CX-010", "geo")}


def catalogue_params() -> dict[tuple[str, str], str]:
    """(rule, parameter) → the text behind it, read off the catalogue's indentation."""
    found = {}
    rule, inside = "", False
    for line in CATALOGUE.read_text("utf-8").splitlines():
        if line.startswith("- id: "):
            rule, inside = line[6:].strip(), False
        elif line.startswith("  params:"):
            inside = True
        elif inside and (m := re.match(r"    (\w+): ?(.*)", line)):
            found[rule, m[1]] = m[2].strip()
        elif inside and not line.startswith("    "):
            inside = False
    return found


@pytest.mark.skipif(not CATALOGUE.exists(), reason="规则目录 ../shared/law/catalogue.yaml 不在")
def test_every_parameter_of_the_catalogue_is_here(shipped: Parameters) -> None:
    wanted = catalogue_params()
    assert len(wanted) > 30
    assert set(wanted) - NOT_HERE == set(HELD_BY)
    assert [name for name in HELD_BY.values() if name not in shipped] == []
    for key, text in wanted.items():
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            continue
        values = [e.value for layer in shipped[HELD_BY[key]].layers for e in layer]
        assert Decimal(text) in values, key


@pytest.mark.parametrize(
    ("agency", "department"),
    [
        ("云川市盘湖区市场监督管理局", "市场监管"),
        ("某市市场监督管理局（知识产权局）", "市场监管"),
        ("江苏省工商行政管理局", "市场监管"),
        ("某县环境保护局", "生态环境"),
        ("昆明市生态环境局五华分局", "生态环境"),
        ("青澜县交通运输局", "交通运输"),
        ("某市农业综合行政执法支队", "农业农村"),
        ("某县住房和城乡建设局", "住房城乡建设"),
        ("某区城市管理综合行政执法局", "城市管理"),
        ("呈贡区卫生健康局", "卫生健康"),
        ("某县安全生产监督管理局", "应急管理"),
        ("某市消防救援支队", "消防救援"),
        ("曲靖市自然资源和规划局", "自然资源"),
        ("某市文化市场综合行政执法支队", "文化旅游"),
        ("云南省水利厅", "水务"),
        ("昆明市公安局交通警察支队", "公安"),
        ("国家税务总局昆明市税务局第一稽查局", "税务"),
        ("某县民政局", "民政"),
        ("某区人力资源和社会保障局", "人力资源社会保障"),
        ("云南省林业和草原局", "林草"),
        ("某区教育体育局", "教育"),
        ("某县发展和改革局", "发展改革"),
        ("昆明市财政局", "财政"),
        ("中国银行保险监督管理委员会", "金融监管"),
        ("国家金融监督管理总局云南监管局", "金融监管"),
        ("昆明市地方金融监管局", "地方金融"),
        ("昆明海关", "海关"),
        ("商务部", "商务"),
        ("昆明市五华区人民政府华山街道办事处", "街道乡镇"),
        ("双龙乡人民政府", "街道乡镇"),
        ("昆明市 市场监督管理局", "市场监管"),
        ("昆明市人民政府", None),
        ("某县农业农村和水务局", None),  # two fields: a person decides
        ("某县综合行政执法局", None),  # its fields differ from place to place
        ("教育路某某有限公司", None),
        ("", None),
    ],
)
def test_department_of(agency: str, department: str | None) -> None:
    assert department_of(agency) == department


def test_no_word_names_two_departments() -> None:
    words = [w for d in departments() for w in (*d.agencies, *d.former)]
    assert sorted(words) == sorted(set(words))
    assert len({d.name for d in departments()}) == len(departments())


@pytest.mark.parametrize(
    ("department", "above"),
    [
        ("海关", True),
        ("税务", True),
        ("金融监管", True),
        ("外汇", True),
        ("国家安全", True),
        ("市场监管", False),
        ("公安", False),
        ("地方金融", False),
        ("烟草", None),
        ("消防救援", None),
        (None, None),
        ("没有的", None),
    ],
)
def test_who_reviews(department: str | None, above: bool | None) -> None:
    assert is_vertical(department) is above
