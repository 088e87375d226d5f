"""应急管理: sentences with underlined blanks; what goes to the party and what is recorded."""

from enforcement.demo.case import Case, Facts, Paper, capital, cn, minutes
from enforcement.demo.layouts.common import (
    Render,
    binding_note,
    contents,
    identity,
    payment,
    recordings,
    seal,
    size,
)
from enforcement.demo.layouts.yingji_hearing import HEARING, told
from enforcement.demo.layouts.yingji_review import MONEY, REVIEW, party, signed
from enforcement.word import Box, Row, Word

FONT = "仿宋"
NAMES = ("现场检查记录", "询问笔录")


def _times(day: str, times: Facts) -> str:
    start, end = times.start, times.end
    return f"__{day}__ __{minutes(start)}__至__{day}__ __{minutes(end)}__"


def _clear(text: str) -> str:
    return text.replace("__", "")


def cover(w: Word, c: Case, arg: str) -> Paper:
    count, pages = size(c)
    w.title(c.a.name, size=26)
    w.title("案　卷　（首　页）", size=26)
    w.line(f"（{c.a.short}）案〔{c.days.decision.year}〕{c.serial}号", align="center")
    rows: list[Row] = [
        ["案　由", Box(c.title, cols=3, height=1.6)],
        ["处理结果", Box(f"{c.n.decision}　{'、'.join(c.penalties(c.f.fine, MONEY))}", cols=3)],
        ["立案日期", cn(c.days.filing), "结案日期", cn(c.days.closed)],
        ["承办机构", c.a.unit, "承办人", c.pair],
        ["归档日期", cn(c.days.archived), "归档号", f"YJ-{c.days.decision.year}-{c.serial}"],
        ["保管期限", "30年", "立卷人", c.a.filer],
        [Box(f"本卷共__{count}__件__{pages}__页", cols=4, align="center")],
    ]
    w.table(rows, [2.8, 5.4, 2.6, 5.2])
    return Paper("案卷首页", c.days.archived, code="GD_COVER")


def toc(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文件名称", "文件编号（文号）", "日期", "页号", "备注"]
    return contents(w, c, "卷内目录", heads, cn)


def inspection(w: Word, c: Case, arg: str) -> Paper:
    i, r, day = c.f.inspection, c.rep, cn(c.days.inspection)
    officers = c.officers[: i.get("officers", len(c.officers))]
    names, certs = "、".join(n for n, _ in officers), "、".join(k for _, k in officers)
    w.title(c.a.name, size=16)
    w.title("现场检查记录")
    w.text(
        f"被检查单位：__{c.party.name}__",
        f"地址：__{c.party.address}__　统一社会信用代码：__{c.party.code}__",
        f"法定代表人（负责人）：__{r.name}__　职务：__{r.role}__　联系电话：__{r.phone}__",
        f"检查场所：__{i.place}__",
        f"检查时间：{_clear(_times(day, i))}",
        indent=0,
    )
    w.text(
        f"我们是__{c.a.name}__行政执法人员__{names}__，"
        f"证件号码为__{certs}__，这是我们的证件（出示证件），请确认。"
        "现依法对你单位进行现场检查，请予以配合；你单位有权陈述、申辩，有权申请执法人员回避。",
        f"当事人确认：证件已核对，无异议，不申请回避。{r.name}",
        "检查情况：",
        *i.text,
        "（以下空白）",
    )
    w.text(f"检查人员（签名）：__{names}__　　{day}", indent=0)
    w.text(f"被检查单位现场负责人（签名）：记录属实。__{r.name}__　　{day}", indent=0)
    w.footer(f"被检查单位现场负责人（签名）：{r.name}　共{{PAGES}}页　第{{PAGE}}页", align="right")
    return Paper("现场检查记录", c.days.inspection, code="CF_XC")


def interview(w: Word, c: Case, arg: str) -> Paper:
    i = c.f.interviews[int(arg)]
    p, day = c.who(i), cn(i.day)
    w.title("询　问　笔　录")
    w.text(
        f"询问时间：{_times(day, i)}　第__1__次询问",
        f"询问地点：__{i.place}__",
        f"被询问人姓名：__{p.name}__　性别：__{p.sex}__　"
        f"年龄：__{c.age(i.day)}__　身份证号：__{p.id}__",
        f"工作单位：__{p.employer}__　职务：__{p.role}__　与本案关系：__{p.relation}__",
        f"住址：__{p.home}__　电话：__{p.phone}__",
        f"询问人：__{c.f.officers[0]}__　单位及职务："
        f"__{c.a.name}执法人员__　证号：__{c.officers[0][1]}__",
        f"记录人：__{c.f.officers[1]}__　单位及职务："
        f"__{c.a.name}执法人员__　证号：__{c.officers[1][1]}__",
        "在场人：__/__",
        indent=0,
    )
    w.text(
        f"我们是__{c.a.name}__的执法人员__{c.pair}__，"
        f"证件号码为__{c.certs}__，这是我们的证件（出示证件）。我们依法就"
        f"__涉嫌{c.f.cause}__的有关问题向您了解情况，您有如实回答问题的义务，"
        "也有陈述、申辩和申请回避的权利。您听清楚了吗？",
        "答：听清楚了，证件看过了，不申请回避。",
    )
    for question, answer in i.qa:
        w.text(f"问：{question}", f"答：{answer}")
    w.text("问：您还有什么要补充的？", "答：没有了。（以下空白）")
    w.text("以上笔录我已看过，与我说的一致。", indent=0)
    w.text(f"被询问人（签名）：__{p.name}__　{day}", indent=0)
    w.text(
        f"询问人（签名）：__{c.f.officers[0]}__　记录人（签名）：__{c.f.officers[1]}__　{day}",
        indent=0,
    )
    w.footer(f"被询问人（签名）：{p.name}　　共{{PAGES}}页　第{{PAGE}}页", align="right")
    return Paper("询问笔录", i.day, code="CF_XW")


def evidence(w: Word, c: Case, arg: str) -> Paper:
    for n, e in enumerate(c.f.evidence):
        if n:
            w.page_break()
        day = cn(e.day)
        w.title("证据提取单", size=20)
        made = f"拍摄人：{c.f.officers[1]}；拍摄时间：{day}；制作方法：执法记录仪拍照打印"
        rows: list[Row] = [
            ["证据名称", e.name],
            [Box(f"（{e.name}粘贴处）", cols=2, height=8, align="center")],
            ["证明内容", e.proves],
            ["来源", f"{e.place}" + (f"（{made}）" if e.kind == "照片" else "（复印件）")],
            ["提供人意见", f"与原件一致。（签名）{c.rep.name}　{day}"],
            ["提取人", f"{c.named}　{day}"],
        ]
        w.table(rows, [3, 13])
    return Paper("证据提取单", c.f.evidence[-1].day, code="CF_ZJTQ")


def order(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.order)
    w.title(c.a.name, size=16)
    w.title("责令限期整改指令书")
    w.line(c.n.order, align="right")
    w.line(f"__{c.party.name}__：")
    w.text(
        f"经查，你单位存在下列问题：__{c.f.cause}__，违反了__{c.law.breach}__的规定。",
        f"依据{c.statute}{c.articles.order}和{c.law.penalty}的规定，"
        f"现责令你单位于__{cn(c.days.deadline)}__前整改完毕："
        f"{c.f.demand.action}。由此造成事故的，依法追究有关人员的责任。",
        f"如果不服本指令，可以在收到之日起60日内向{c.appeal_to}申请行政复议，"
        f"或者在6个月内依法向{c.a.court}提起行政诉讼，但本指令不停止执行。",
    )
    w.text(f"执法人员（签名）：__{c.pair}__　证号：__{c.certs}__", indent=0)
    w.text(f"被检查单位负责人（签名）：__{c.rep.name}__　{day}", indent=0)
    seal(w, c, day)
    return Paper("责令限期整改指令书", c.days.order, c.n.order, "CF_ZGZ")


def service(w: Word, c: Case, arg: str) -> Paper:
    served = {
        "order": [("责令限期整改指令书", c.n.order)],
        "notice": [("行政处罚告知书", c.n.notice)],
        "hearing": [("行政处罚听证会通知书", c.n.get("hearing"))],
        "decision": [("行政处罚决定书", c.n.decision)],
    }[arg]
    if arg == "notice" and "hearing_right" in c.n:
        served.append(("行政处罚听证告知书", c.n.hearing_right))
    key = {"hearing": "hearing_notice"}.get(arg, arg)
    day = c.days[f"{key}_served"]
    at = f"{cn(day)}10时40分"
    w.title("送　达　回　执")
    w.line(f"受送达单位（个人）：__{c.party.name}__")
    rows: list[Row] = [
        [
            Box(h, align="center")
            for h in (
                "送达文书名称、文号",
                "收件人签名",
                "送达地点",
                "收到日期",
                "送达方式",
                "送达人",
            )
        ],
        *([f"《{t}》{n}", c.rep.name, c.place, at, "直接送达", c.pair] for t, n in served),
    ]
    w.table(rows, [4.4, 2, 3.4, 2.8, 1.6, 2], size=10.5)
    w.text(
        "代收人及代收理由：__/__", "拒收事由和日期：__/__　见证人：__/__", "备注：__/__", indent=0
    )
    seal(w, c, cn(day))
    return Paper("送达回执", day, code="SD_HZ")


def decision(w: Word, c: Case, arg: str) -> Paper:
    p, a, r = c.party, c.articles, c.rep
    # paying electronically is lawful since the 2021 text
    online = "，或者通过电子支付系统缴纳" if "until" not in a else ""
    w.title(c.a.name, size=16)
    w.title("行政处罚决定书（单位）")
    w.line(c.n.decision, align="right")
    w.text(
        f"被处罚单位：__{p.name}__",
        f"地址：__{p.address}__　统一社会信用代码：__{p.code}__",
        f"法定代表人（负责人）：__{r.name}__　职务：__{r.role}__　联系电话：__{r.phone}__",
        indent=0,
    )
    w.text(
        f"违法事实及证据：本机关于{cn(c.days.filing)}立案调查。经查，{c.f.found}",
        "以上事实有以下证据证明："
        + "；".join(f"{i}.{n}，证明{x}" for i, (n, x) in enumerate(c.evidence(), 1))
        + "。",
        told(c),
        f"以上事实违反了__{c.law.breach}__关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依据__{c.law.penalty}__的规定，"
        "决定给予__"
        f"{'、'.join(c.penalties(c.f.fine, MONEY, c.f.get('big_in_decision', '')))}__的行政处罚。",
        f"处以罚款的，自收到本决定书之日起15日内缴至__{c.a.bank}__（地址："
        f"{c.a.bank_address}），账户名称：__{c.a.account_name}__，"
        f"账号：__{c.a.account}__{online}。"
        f"到期不缴纳的，依据{c.statute}{a.surcharge}的规定，"
        "每日按罚款数额的3%加处罚款，加处罚款不超出罚款数额。",
        "如果不服本处罚决定，可以自收到本决定书之日起60日内依法向__"
        f"{c.appeal_to}__申请行政复议，或者在6个月内依法向"
        f"__{c.a.court}__提起行政诉讼，但本决定不停止执行，"
        "法律另有规定的除外。逾期不申请行政复议、不提起行政诉讼又不履行的，"
        "本机关将依法申请人民法院强制执行。",
    )
    seal(w, c, cn(c.days.decision))
    return Paper("行政处罚决定书", c.days.decision, c.n.decision, "CF_JD2")


def publication(w: Word, c: Case, arg: str) -> Paper:
    w.title("行政处罚信息公示记录", size=20)
    rows: list[Row] = [
        ["公示平台", Box(c.a.platform, cols=3)],
        ["决定书文号", c.n.decision, "决定日期", cn(c.days.decision)],
        ["行政相对人", c.party.name, "处罚机关", c.a.name],
        ["违法行为", Box(c.f.cause, cols=3)],
        ["处罚内容", Box("、".join(c.penalties(c.f.fine, MONEY)), cols=3)],
        ["公示日期", cn(c.days.published), "经办人", c.a.publisher],
    ]
    w.table(rows, [2.8, 5.4, 2.6, 5.2])
    return Paper("行政处罚信息公示记录", c.days.published, code="GS_PUB")


def recheck(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.recheck)
    w.title(c.a.name, size=16)
    w.title("整改复查意见书")
    w.line(f"__{c.party.name}__：")
    w.text(
        f"本机关于{cn(c.days.order)}作出了责令限期整改的决定〔{c.n.order}〕，经{day}"
        f"{minutes('10:00')}至"
        f"{minutes('10:30')}对你单位整改情况进行复查（执法人员已出示执法证件），"
        "提出如下意见：",
        f"{c.f.demand.result}。同意通过复查。（以下空白）",
    )
    w.text(f"被复查单位负责人（签名）：__{c.rep.name}__　{day}", indent=0)
    w.text(f"执法人员（签名）：__{c.named}__　{day}", indent=0)
    seal(w, c, day)
    return Paper("整改复查意见书", c.days.recheck, code="CF_FC")


def closing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.closed)
    w.title("结案审批表")
    rows: list[Row] = [
        ["案件名称", Box(c.title, cols=3)],
        *party(c),
        ["立案日期", cn(c.days.filing), "决定书送达日期", cn(c.days.decision_served)],
        ["处理结果", Box(f"{c.n.decision}　{'、'.join(c.penalties(c.f.fine, MONEY))}", cols=3)],
        [
            "执行情况",
            Box(
                f"{cn(c.days.paid)}缴纳罚款{c.f.fine:,}元（"
                f"{capital(c.f.fine)}元整），票据号码{c.n.receipt}；"
                f"{cn(c.days.recheck)}复查，已整改完毕。",
                cols=3,
            ),
        ],
        ["结案理由", Box("处罚决定执行完毕。", cols=3)],
        signed("承办人意见", "建议结案。", c.pair, day),
        signed("承办机构意见", "同意结案。", c.a.unit_head, day),
        signed("负责人审批意见", "同意结案。", c.a.deputy, day),
    ]
    w.table(rows, [2.8, 5.4, 2.6, 5.2])
    return Paper("结案审批表", c.days.closed, code="ZX_JA")


def tapes(w: Word, c: Case, arg: str) -> Paper:
    heads = ["编号", "文件名", "记录内容", "开始时间", "结束时间", "地点", "记录人", "保存位置"]
    return recordings(w, c, "音像记录清单", heads, "%Y年%m月%d日 %H:%M")


def note(w: Word, c: Case, arg: str) -> Paper:
    return binding_note(w, c, "卷内备考表", ["本卷情况说明", "立卷人", "检查人", "立卷时间"])


RENDER: dict[str, Render] = {
    "GD_COVER": cover, "GD_TOC": toc, "CF_XC": inspection, "CF_XW": interview,
    "CF_ZJTQ": evidence, "CF_ID": identity, "CF_ZGZ": order, "SD_HZ": service,
    "CF_JD2": decision, "GS_PUB": publication, "ZX_PJ": payment, "CF_FC": recheck,
    "ZX_JA": closing, "GD_AVLIST": tapes, "GD_BKB": note, **REVIEW, **HEARING,
}  # fmt: skip
