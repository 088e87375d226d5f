"""Which kind a document is: printed titles of many agencies, shared titles, no title at all."""

import re
from pathlib import Path

import pytest

from casefiles.kinds import FOLDER, KindError, all_kinds, kind_of_title, load_kind, load_kinds
from casefiles.model import Block, Cell
from casefiles.readers import read_path
from casefiles.recognise import Recognition, recognise
from casefiles.titles import read_title
from casefiles.vocabulary import fields, words_for_rules

SHARED = Path(__file__).parents[3] / "shared"


def shared(name: str) -> Path:
    """A file or folder beside the repository; the test says so where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs ../shared/{name}, which is not there")
    return path


def lines(*texts: str) -> Recognition:
    return recognise([Block(t, index=i) for i, t in enumerate(texts)])


# --- the kinds --------------------------------------------------------------------------------


def test_there_are_91_kinds_and_each_goes_by_its_own_name() -> None:
    kinds = all_kinds()
    assert len(kinds) == 91
    assert {c: kind_of_title(k.name) for c, k in kinds.items()} == {c: c for c in kinds}


def test_required_fields_are_fields_that_are_read() -> None:
    known = set(words_for_rules()[0])
    assert {"decision_no", "doc_date"} <= known
    unknown = {c: set(k.required) - known for c, k in all_kinds().items()}
    assert not {c: keys for c, keys in unknown.items() if keys}


def test_fields_speak_of_kinds_that_exist() -> None:
    named = {c for f in fields().values() for c in (*f.only, *f.not_in, *f.extra)}
    assert named <= set(all_kinds())


GOOD = """
code = "CF_LA"
name = "立案审批表"
stage = "立案"
order = 11
applies_to = ["处罚-普通"]
titles = ["立案(审批表|报告)"]
"""


def written(folder: Path, text: str, name: str = "CF_LA.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("titles =", "title =", ["没有“title”这一项", "“titles”"]),
        ('stage = "立案"', 'stage = "立案阶段"', ["“stage”应为", "立案阶段", "最接近的是“立案”"]),
        ('["处罚-普通"]', '["普通处罚"]', ["applies_to", "处罚-普通", "普通处罚"]),
        ('name = "立案审批表"\n', "", ["缺少“name”"]),
        ("order = 11", 'order = "前"', ["“order”应为数字", "前"]),
        ('code = "CF_LA"', 'code = "CF_LB"', ["文件名", "“CF_LA”", "“CF_LB”"]),
        ("审批表|报告)", "审批表|报告", ["括号不成对", "立案(审批表|报告"]),
        ("立案(审批表", "立案…(审批表", ["移到 patterns"]),
        ("order = 11", "order = 11\nneeds = 2", ["needs", "0", "2"]),
        ("order = 11", "order =", ["不是正确的 TOML"]),
        ("order = 11", 'order = 11\n[[when]]\nword = ["x"]', ["when.0", "“words”"]),
    ],
)
def test_a_mistake_in_a_kind_is_explained(
    tmp_path: Path, old: str, new: str, said: list[str]
) -> None:
    load_kind(written(tmp_path, GOOD))
    assert old in GOOD
    with pytest.raises(KindError) as error:
        load_kind(written(tmp_path, GOOD.replace(old, new)))
    assert "CF_LA.toml" in str(error.value)
    for words in said:
        assert words in str(error.value)


def test_two_kinds_cannot_have_one_title(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    other = GOOD.replace("CF_LA", "CF_XA").replace('name = "立案审批表"', 'name = "撤案表"')
    written(tmp_path, other.replace("order = 11", "order = 12"), "CF_XA.toml")
    with pytest.raises(KindError, match=r"CF_XA\.toml.*已经是 CF_LA"):
        load_kinds(tmp_path)


# --- titles -----------------------------------------------------------------------------------

PRINTED = [
    # longest first: a longer title is another document
    ("不予行政处罚决定书", "CF_BY"),
    ("不予税务行政处罚决定书", "CF_BY"),
    ("当场行政处罚决定书", "CF_DC"),
    ("行政处罚决定书（简易程序）", "CF_DC"),
    ("按日连续处罚决定书", "CF_JD2"),
    ("行政处罚决定审批表", "CF_SP"),
    ("行政处罚决定书送达回证", "SD_HZ"),
    ("行政处罚听证告知书", "CF_TG"),
    ("行政处罚事先（听证）告知书", "CF_GZ"),
    ("行政处罚听证通知书", "CF_TZ"),
    ("责令改正违法行为决定书", "CF_ZGZ"),
    ("查封（扣押）决定书", "QZ_JD"),
    ("查封/扣押决定书", "QZ_JD"),
    ("延长查封（扣押）期限决定书", "QZ_YC"),
    ("解除查封、扣押决定书", "QZ_JC"),
    ("解除先行登记保存证据通知书", "CF_XDCL"),
    ("先行登记保存证据通知单", "CF_XDBC"),
    ("鉴定意见告知书", "CF_JDJG"),
    ("检验结论通知书", "CF_JDJG"),
    ("撤销立案审批表", "CF_XA"),
    ("垄断案件中止调查决定书", "CF_ZZ"),
    # the agency, a trade or the case in front
    ("中国银行保险监督管理委员会行政处罚决定书", "CF_JD2"),
    ("商务部行政处罚决定书（商法函[2016]681号）", "CF_JD2"),
    ("国家税务总局河池市税务局第二稽查局税务行政处罚决定书", "CF_JD2"),
    ("青山县农业农村局立案审批表", "CF_LA"),
    ("卫生行政处罚决定书", "CF_JD2"),
    ("交通运输行政执法案卷", "GD_COVER"),
    ("关于某某公司未按规定报告案的调查终结报告", "CF_ZJ"),
    ("关于对某某公司的行政处罚决定书", "CF_JD2"),
    ("附件2：现场检查（勘验）笔录", "CF_XC"),
    # what stands behind
    ("行政处罚决定书（存根）", "CF_JD2"),
    ("询 问 笔 录（第1次）", "CF_XW"),
    ("询问笔录续页", "CF_XW"),
    ("责令改正通知书（副本）", "CF_ZGZ"),
    ("送　达　回　证", "SD_HZ"),
    ("送达回证（行政处罚决定书）", "SD_HZ"),
    ("青山县农业农村局送达回执（责令改正通知书）（第1次）", "SD_HZ"),
    ("行政处罚有关事项审批表（立案审批表）", "CF_LA"),
    ("送达回证\t青交罚〔2024〕1号", "SD_HZ"),
    ("当事人营业执照复印件", "CF_ID"),
    # alternatives left in
    ("立案/不予立案审批表", "CF_LA"),
    ("案件审核/法制审核表", "FZ_YJ"),
    ("检测/检验/检疫/鉴定委托书", "CF_JDWT"),
    ("延期/分期缴纳罚款申请书", "ZX_FQ"),
    # trades
    ("违法行为通知书", "CF_GZ"),
    ("行政处罚告知笔录", "CF_GZ"),
    ("受案登记表", "CF_LA"),
    ("立案报告表", "CF_LA"),
    ("卫生监督意见书", "JC_JG"),
    ("责令限期整改指令书", "CF_ZGZ"),
    ("重大案件集体讨论记录", "CF_JT"),
    ("税务稽查报告", "CF_ZJ"),
    ("消防监督检查记录", "CF_XC"),
    ("云南省非税收入一般缴款书（收据）", "ZX_PJ"),
    # orders to demolish
    ("责令限期拆除事先告知书", "CF_GZ"),
    ("责令限期拆除决定书", "CF_ZGZ"),
    ("限期拆除违法建筑决定书", "CF_ZGZ"),
    ("限期拆除公告", "QX_GG"),
    ("强制拆除决定书", "QX_JD"),
    # applications, and the papers of other offices
    ("申请人资格证明材料", "CF_ID"),
    ("行政许可事项公示及利害关系人告知书", "XK_LH"),
    ("营业性演出申请表", "XK_SQ"),
    ("行政审批收件通知单", "XK_SJ"),
    ("听证所需时间告知书", "XK_SJG"),
    ("城市建筑垃圾处置核准证", "XK_Z"),
    ("不予行政审批决定书", "XK_BY"),
    ("改正违法行为通知书", "CF_ZGZ"),
    ("停产停业整顿验收记录", "CF_FC"),
    ("返还扣押物品通知书", "QZ_JC"),
    ("邮件妥投证明", "SD_YJ"),
    ("案件移送通知书", "YS_H"),
]


@pytest.mark.parametrize(("printed", "code"), PRINTED)
def test_a_printed_title(printed: str, code: str) -> None:
    found = lines(printed, "某县某局")
    assert (found.code, found.how) in ((code, "标题"), (code, "标题样式"))
    assert found.kind == all_kinds()[code].name
    assert found.title_block is not None


@pytest.mark.parametrize(
    "printed",
    [
        "税务处理决定书", "责令停产整治决定书", "撤销行政处罚决定书", "听证申请书",
        "听证申请受理通知书", "行政复议受理通知书", "不予行政处罚事先告知书", "先行处置物品公告",
        "查封（扣押）物品移送告知书", "协助扣押通知书", "责令退款通知书", "食品经营许可证复印件",
        "当场收缴罚款缴交单",
    ],
)  # fmt: skip
def test_a_title_of_no_known_kind_stays_unknown(printed: str) -> None:
    found = lines(printed, "某某公司：")
    assert (found.code, found.kind, found.how) == (None, None, "")
    assert found.title == printed


@pytest.mark.parametrize(
    "words",
    [
        "《行政处罚决定书》", "1.现场笔录1份，证明现场情况", "当事人拒不履行行政处罚决定书",
        "本局向当事人送达了行政处罚告知书", "行政处罚决定书文号", "一、行政处罚决定",
        "文书名称：行政处罚决定书", "收到行政处罚决定书", "盘市监罚〔2023〕12号", "",
    ],
)  # fmt: skip
def test_words_that_are_no_title(words: str) -> None:
    assert read_title(words) is None


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("国家税务总局河池市税务局第二稽查局税务行政处罚决定书", "税务行政处罚决定书"),
        ("青山县农业农村局立案审批表", "立案审批表"),
        ("云南省非税收入一般缴款书（收据）", "云南省非税收入一般缴款书（收据）"),
        ("行政处罚决定书 编号：12", "行政处罚决定书"),
        ("送 达 回 证", "送达回证"),
        ("现场检查（勘验）笔录", "现场检查（勘验）笔录"),
    ],
)
def test_the_title_is_given_as_printed_without_the_agency(printed: str, title: str) -> None:
    assert lines(printed).title == title


def test_a_title_over_several_lines() -> None:
    found = lines("某市某某局", "行政处罚", "决定书", "某罚〔2024〕3号", "当事人：某某公司")
    assert (found.code, found.title) == ("CF_JD2", "行政处罚决定书")
    assert found.title_block is not None
    assert found.title_block.index == 1
    assert lines("不予", "行政处罚决定书").code == "CF_BY"
    assert lines("行政处罚决定", "审批表").code == "CF_SP"
    assert lines("当场处罚备案表", "决定书编号：3号").title == "当场处罚备案表"


def test_a_line_break_inside_a_paragraph() -> None:
    assert lines("某市某某局\n责令改正通知书").code == "CF_ZGZ"


def test_titles_in_tables_count_only_alone_in_their_row() -> None:
    head = Block("立案审批表", cell=Cell(0, 0, 0, 1, 4))
    row = [Block("送达回证", cell=Cell(0, 1, 0)), Block("2024年3月1日", cell=Cell(0, 1, 1))]
    assert recognise([head, *row]).code == "CF_LA"
    assert recognise(row).code is None
    assert recognise(row[:1]).code == "SD_HZ"


def test_text_boxes_and_page_headers() -> None:
    assert recognise([Block("现场照片证据", where="textbox")]).code == "CF_ZJTQ"
    page = [Block("结案报告", where="header"), Block("同意")]
    assert recognise(page).code == "ZX_JA"
    # What is printed in the page header gives way to the document's own title.
    assert recognise([page[0], Block("听证申请书", centred=True)]).code is None


def test_a_notice_around_a_decision_is_not_its_title() -> None:
    found = lines("竞争执法公告", "2013年第3号", "现予公告。", "某省某某局", "行政处罚决定书")
    assert (found.code, found.title) == ("CF_JD2", "行政处罚决定书")


# --- shared titles ----------------------------------------------------------------------------

SCENE = ["现场笔录", "检查时间：2024年3月1日9时10分至10时", "执法人员向当事人出示执法证件。"]


def test_a_scene_record_is_one_of_an_inspection_or_of_a_seizure() -> None:
    assert lines(*SCENE, "现场情况：货架上有过期食品6桶。").code == "CF_XC"
    seized = lines(*SCENE, "执法人员当场实施扣押，交付扣押决定书和财物清单，听取当事人陈述申辩。")
    assert (seized.code, seized.others) == ("QZ_BL", ("CF_XC",))


def test_a_hint_printed_in_the_form_is_not_content() -> None:
    hint = "现场情况：（如实施行政强制措施的，应当场告知查封、扣押决定书的理由。）一切正常"
    assert lines(*SCENE, hint).code == "CF_XC"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("审批事项：先行登记保存证据", "CF_XDSP"),
        ("审批事项：延长办案期限", "CF_YQ"),
        ("审批事项：□先行登记保存　☑查封扣押　□中止调查", "QZ_SP"),
        ("审批事项：作出行政处罚决定", "CF_SP"),
        ("申请事项：中止案件调查", "CF_ZZ"),
        ("审批事项：其他", None),
    ],
)
def test_a_form_for_many_matters_goes_by_its_matter(chosen: str, code: str | None) -> None:
    found = lines("行政处罚案件有关事项审批表", chosen, "案情：已先行登记保存。")
    assert found.code == code
    assert found.title == "行政处罚案件有关事项审批表"
    assert "CF_SP" in (*found.others, found.code)


def test_a_page_with_evidence_that_is_a_licence_proves_who_the_party_is() -> None:
    paste = "（粘贴处）"
    assert lines("证据提取单", "证据名称：营业执照复印件", paste).code == "CF_ID"
    assert lines("证据提取单", "证据名称：送货单、营业执照复印件", paste).code == "CF_ZJTQ"


def test_a_receipt_of_any_kind_is_one_for_a_fine_where_it_says_so() -> None:
    name, payer, amount = "收款收据", "缴款人：张三", "（大写）贰拾元整　（小写）¥20.00"
    assert lines(name, payer, "行政处罚决定书文号：望城当罚〔2020〕第1号", amount).code == "ZX_PJ"
    assert lines(name, payer, "货款", amount).code is None


def test_a_record_on_site_is_one_of_an_application_where_the_applicant_speaks() -> None:
    kept = ("现场勘验记录", "申请人：某某公司", "申请事项：设立歌舞娱乐场所", "申请人意见：属实")
    assert lines(*kept).code == "XK_HC"
    assert lines("现场勘验记录", "当事人：某某公司", "当事人意见：属实").code == "CF_KY"


def test_a_certificate_is_known_with_its_number_and_copies() -> None:
    for said in ("娱乐经营许可证 编号130999160021 正、副本", "卫生许可证（正本、副本）各1份"):
        assert kind_of_title(said) == "XK_Z"
    assert kind_of_title("检测报告 编号130999160021 1份") == "CF_JD"
    assert kind_of_title("资料 编号130999160021 正、副本") is None


def test_results_of_tests_or_what_becomes_of_the_samples() -> None:
    name = "抽样检测结果告知书"
    assert lines(name, "如有异议，可在七日内申请复检。").code == "CF_JDJG"
    assert lines(name, "上述样品予以退还，请到本局领回。").code == "CF_CYCL"
    assert lines(name, "某某公司：").code is None


# --- content ----------------------------------------------------------------------------------


def test_a_decision_without_its_title_page() -> None:
    found = lines(
        "当事人：某某公司",
        "上述行为违反了《某法》第三条的规定，决定对当事人处以罚款五千元。",
        "逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
        "不服本处罚决定的，可以申请行政复议，也可以提起行政诉讼。",
    )
    assert (found.code, found.how, found.title_block) == ("CF_JD2", "内容", None)


def test_a_receipt_without_a_title() -> None:
    rows = ["票据号码：001", "执收单位：某局", "付款人：某某", "填制日期：2024年1月1日"]
    assert lines(*rows, "金额（大写）：壹仟元整", "（小写）：1000.00").code == "ZX_PJ"


def test_what_says_nothing_stays_unknown() -> None:
    nothing = Recognition()
    assert recognise([]) == nothing
    assert recognise([Block("", has_image=True), Block("2024年3月1日")]) == nothing


# --- real documents ---------------------------------------------------------------------------


def expected_documents() -> list[tuple[str, str, str | None]]:
    """Case, file and code of every sample document. The list is plain enough to read by line."""
    rows: list[tuple[str, str, str | None]] = []
    case = source = ""
    for line in shared("samples/casefiles/expected.yaml").read_text("utf-8").split("\n"):
        if m := re.match(r"  path: (\S+)", line):
            case = m[1]
        elif m := re.match(r"  - source: (.+)", line):
            source = m[1].strip()
        elif source and (m := re.match(r"    code: (\S+)", line)):
            rows.append((case, source, None if m[1] == "null" else m[1]))
            source = ""
    return rows


def test_every_document_of_the_sample_case_files() -> None:
    folder = shared("samples/casefiles")
    rows = expected_documents()
    assert len(rows) > 100
    wrong = []
    for case, source, code in rows:
        found = recognise(read_path(folder / case / source).blocks)
        if found.code != code:
            wrong.append((case, source, code, found))
    assert not wrong


def test_sample_documents_without_their_titles_are_never_taken_for_another_kind() -> None:
    folder = shared("samples/casefiles")
    told = 0
    wrong = []
    for case, source, code in expected_documents():
        blocks = read_path(folder / case / source).blocks
        title = recognise(blocks).title_block
        assert title is not None
        rest = [b for b in blocks if b.text.strip() != title.text.strip() and b.where == "body"]
        found = recognise(rest)
        told += found.code == code is not None
        if found.code not in (code, None):
            wrong.append((case, source, code, found))
    assert not wrong
    assert told > 100


def test_published_decisions() -> None:
    for path in sorted(shared("samples/decisions").glob("*.txt")):
        found = lines(*filter(str.strip, path.read_text("utf-8").split("\n")))
        stopped = "中止调查" in path.name
        assert (path.name, found.code) == (path.name, "CF_ZZ" if stopped else "CF_JD2")
        assert found.title.endswith("中止调查决定书" if stopped else "处罚决定书")


def test_tax_documents_a_penalty_is_one_and_a_tax_claim_is_not() -> None:
    folder = shared("samples/official")
    penalty = recognise(read_path(folder / "tax_02_处罚决定书.docx").blocks)
    assert (penalty.code, penalty.title) == ("CF_JD2", "税务行政处罚决定书")
    claim = recognise(read_path(folder / "tax_01_处理决定书.docx").blocks)
    assert (claim.code, claim.title) == (None, "税务处理决定书")


def test_the_titles_of_the_document_list() -> None:
    """Every name and synonym of the list means its kind, or is one that several kinds share."""
    text = shared("law/documents.yaml").read_text("utf-8")
    code, under = "", ""
    wrong, seen = [], 0
    for line in text[text.index("\ndocuments:") :].split("\n"):
        if m := re.match(r"- code: (\w+)", line):
            code, under = m[1], ""
        elif m := re.match(r"  (\w+):\s*(.*)", line):
            under = m[1]
            if under == "name":
                seen += kind_of_title(m[2]) == code
        elif under == "synonyms" and (m := re.match(r"  - (.+)", line)):
            name = m[1].strip("'\"").replace("(", "（").replace(")", "）")
            title = read_title(name)
            shares = title is not None and code in (title.code, *title.claimed)
            # Shared by so many kinds, or so general, that only the content can tell.
            if not shares and name not in ("标签", "行政处罚案件有关事项审批表"):
                wrong.append((code, name))
    assert seen == len(list(FOLDER.glob("[A-Z][A-Z]_*.toml")))
    assert not wrong
