"""生态环境: forms in running paragraphs, labels with a colon, a decision in five sections."""

from enforcement.demo.case import Case, Facts, Paper, cn, minutes
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
from enforcement.demo.layouts.shengtai_review import (
    GRID,
    MONEY,
    NAMES,
    REVIEW,
    heard,
    party,
    proofs,
)
from enforcement.word import Box, Word

FONT = "宋体"
SIX = "六个月"


def _times(day: str, times: Facts) -> str:
    start, end = times.start, times.end
    return f"{day}{minutes(start)}至{day}{minutes(end)}"


def cover(w: Word, c: Case, arg: str) -> Paper:
    count, pages = size(c)
    w.line(
        f"全宗号：{c.a.code[2:8]}　目录号：{c.days.decision.year}　案卷号：{c.serial}",
        align="right",
    )
    w.title(c.a.name, size=24)
    w.title("行政处罚案件卷宗", size=32, spaced=True)
    for label, value in {
        "案件名称": c.title,
        "决定书文号": c.n.decision,
        "承办机构": c.a.unit,
        "办案日期": f"{cn(c.days.filing)}至{cn(c.days.closed)}",
        "保管期限": "三十年",
        "立卷人": f"{c.a.filer}　　归档日期：{cn(c.days.archived)}",
        "本卷": f"{count} 件 {pages} 页",
    }.items():
        w.line(f"{label}：__{value}__", size=14, before=14)
    return Paper("行政处罚案件卷宗封面", c.days.archived, code="GD_COVER")


def toc(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "责任者", "文件编号（文号）", "文件题名", "日期", "页次", "备注"]
    return contents(w, c, "卷内文件目录", heads, lambda d: f"{d:%Y%m%d}")


def _told(w: Word, c: Case, person: str, verb: str) -> None:
    w.text(
        f"告知事项：我们是{c.a.name}的行政执法人员{c.pair}，"
        f"这是我们的执法证件（编号：{c.certs}），请过目确认。"
        f"今天依法{verb}，你应当配合调查，如实提供材料，"
        "不得拒绝、阻碍、隐瞒或者提供虚假情况；你有权进行陈述和申辩；"
        "如果认为我们与本案有直接利害关系，可能影响公正办案，"
        "有权申请回避并说明理由。听清楚了吗？是否申请回避？",
        f"请确认：我已看过执法证件，听清楚了，我不申请回避。（{person}）",
        indent=0,
    )


def inspection(w: Word, c: Case, arg: str) -> Paper:
    i, r, day = c.f.inspection, c.rep, cn(c.days.inspection)
    w.title("现场检查（勘察）笔录")
    w.text(
        f"时间：{_times(day, i)}",
        f"地点：{i.place}",
        f"被检查（勘察）人名称或姓名：{c.party.name}",
        f"统一社会信用代码或身份证件号码：{c.party.code}",
        f"法定代表人：{r.name}　　电话：{r.phone}",
        f"现场负责人：{r.name}　　身份证件号码：{r.id}",
        f"工作单位：{c.party.name}　　职务：{r.role}　　与本案关系：当事人的{r.role}",
        f"检查（勘察）人及执法证编号：{'、'.join(f'{n}（{k}）' for n, k in c.officers)}",
        f"记录人：{c.f.officers[1]}　　工作单位：{c.a.name}",
        "其他参加人姓名及工作单位：/",
        indent=0,
    )
    _told(w, c, r.name, "对你单位进行检查并了解有关情况")
    w.line("现场检查（勘察）情况：")
    w.text(*i.text, "（以下空白）")
    w.line("确认意见：以上笔录已阅无误，记录属实。")
    w.line(f"被检查（勘察）人或现场负责人（签字）：{r.name}　　{day}")
    w.line(f"检查（勘察）人（签字）：{c.pair}　　{day}")
    w.line(f"记录人（签字）：{c.f.officers[1]}　　{day}")
    w.footer(
        f"被检查（勘察）人或现场负责人（签字）：{r.name}　{day}　　第{{PAGE}}页，共{{PAGES}}页"
    )
    return Paper(NAMES[0], c.days.inspection, code="CF_XC")


def interview(w: Word, c: Case, arg: str) -> Paper:
    i = c.f.interviews[int(arg)]
    p, day = c.who(i), cn(i.day)
    w.title("调查询问笔录")
    w.text(
        f"时间：{_times(day, i)}",
        f"地点：{i.place}",
        f"被调查询问人：{p.name}　性别：{p.sex}　年龄：{c.age(i.day)}　身份证件号码：{p.id}",
        f"工作单位：{p.employer}　职务：{p.role}　电话：{p.phone}",
        f"与本案关系：{p.relation}　住址：{p.home}　邮编：679300",
        f"调查询问人及执法证编号：{'、'.join(f'{n}（{k}）' for n, k in c.officers)}",
        f"记录人：{c.f.officers[1]}　　工作单位：{c.a.name}",
        indent=0,
    )
    _told(w, c, p.name, f"就涉嫌{c.f.cause}案向你询问")
    w.line("询问内容：")
    for question, answer in i.qa:
        w.text(f"问：{question}", f"答：{answer}", indent=0)
    w.text("问：你还有什么需要补充的？", "答：没有了，以上都是事实。（以下空白）", indent=0)
    w.line("确认意见：以上笔录已阅无误，记录属实。")
    w.line(f"被调查询问人（签字）：{p.name}　　{day}")
    w.line(f"调查询问人（签字）：{c.pair}　　{day}")
    w.line(f"记录人（签字）：{c.f.officers[1]}　　{day}")
    w.footer(f"被调查询问人（签字）：{p.name}　{day}　　第{{PAGE}}页，共{{PAGES}}页")
    return Paper(NAMES[1], i.day, code="CF_XW")


def evidence(w: Word, c: Case, arg: str) -> Paper:
    for n, e in enumerate(c.f.evidence):
        if n:
            w.page_break()
        day = cn(e.day)
        w.title("现场照片证据" if e.kind == "照片" else "书证复制件", size=18)
        w.table([[Box(f"【{e.name}】", align="center", height=8)]], [15.8])
        w.text(f"证据名称：{e.name}", f"证明对象：{e.proves}", indent=0)
        if e.kind == "照片":
            w.line(f"拍摄地点：{e.place}　拍摄时间：{day}　制作方法：执法终端拍摄后打印")
            w.line(f"制作人（拍摄人）：{c.f.officers[1]}　执法证编号：{c.officers[1][1]}")
        else:
            w.line(f"原件存放处：{e.place}　复制时间：{day}")
        w.line(f"核对意见：与原件一致。提供人（签字）：{c.rep.name}　{day}")
        w.line(f"执法人员（签字）及执法证编号：{c.named}　{day}")
    return Paper("现场照片证据", c.f.evidence[-1].day, code="CF_ZJTQ")


def order(w: Word, c: Case, arg: str) -> Paper:
    w.title(c.a.name, size=18)
    w.title("责令改正违法行为决定书")
    w.line(c.n.order, align="center")
    party(w, c, c.f.get("order_party", ""))
    w.text(
        f"我局于{cn(c.days.inspection)}对你单位进行了调查，发现你单位实施了{c.f.cause}的违法行为。"
        f"以上事实，有{NAMES[0]}、{NAMES[1]}、现场照片等证据证明。",
        f"你单位的上述行为违反了{c.law.breach}的规定。",
        f"依据{c.statute}{c.articles.order}和{c.law.penalty}的规定，"
        "我局决定：责令你单位自收到本决定书之日起至"
        f"{cn(c.days.deadline)}前{c.f.demand.action}。",
        "我局将对你单位改正违法行为的情况进行监督检查。拒不改正的，我局将依法处理。",
        f"你单位如不服本决定，可在收到本决定书之日起六十日内向{c.appeal_to}申请行政复议，"
        f"也可在收到本决定书之日起六个月内向{c.a.court}提起行政诉讼。",
    )
    seal(w, c, cn(c.days.order))
    return Paper("责令改正违法行为决定书", c.days.order, c.n.order, "CF_ZGZ")


def service(w: Word, c: Case, arg: str) -> Paper:
    title, number, day = {
        "order": ("责令改正违法行为决定书", c.n.order, c.days.order_served),
        "notice": ("行政处罚事先告知书", c.n.notice, c.days.notice_served),
        "decision": ("行政处罚决定书", c.n.decision, c.days.decision_served),
    }[arg]
    w.title("送　达　回　证")
    w.table(
        [
            ["送达文书名称及文号", Box(f"《{title}》（{number}）", cols=3)],
            ["受送达人名称或姓名", Box(c.party.name, cols=3)],
            ["送达地点", Box(c.party.address, cols=3)],
            ["送达方式", Box("☑直接送达　□留置送达　□委托送达　□邮寄送达　□电子送达", cols=3)],
            [
                "收件人签字（或盖章）及收件日期",
                Box(
                    f"{c.rep.name}　　{cn(day)}15时40分\n（与受送达人的关系：{c.rep.role}）",
                    cols=3,
                    height=2,
                ),
            ],
            ["送达人（签字）", c.pair, "送达机关盖章", f"{c.a.name}\n（印章）"],
            ["备注", Box("/", cols=3)],
        ],
        GRID,
    )
    return Paper("送达回证", day, code="SD_HZ")


def notice(w: Word, c: Case, arg: str) -> Paper:
    w.title(c.a.name, size=18)
    w.title("行政处罚事先告知书")
    w.line(c.n.notice, align="center")
    party(w, c)
    w.text(
        f"我局于{cn(c.days.inspection)}对你单位进行了调查，"
        f"发现你单位实施了以下生态环境违法行为：{c.f.found}",
        f"以上事实，有{NAMES[0]}、{NAMES[1]}、现场照片等证据证明。",
        f"你单位的上述行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.f.discretion}。",
        f"依据{c.law.penalty}的规定，我局拟对你单位处以如下行政处罚："
        f"{'；'.join(c.penalties(c.proposed, MONEY))}。",
        f"根据{c.statute}{c.articles.notice}、{c.articles.statement}的规定，"
        "你单位如对上述拟作出的处罚有异议，"
        f"可在收到本告知书之日起{c.articles.statement_days}内向我局提出书面或者口头陈述申辩。"
        "逾期未提出的，视为放弃陈述和申辩的权利。",
        f"联系人：{c.pair}　　电话：{c.a.phone}",
        f"地址：{c.a.address}　　邮政编码：679300",
    )
    seal(w, c, cn(c.days.notice))
    return Paper("行政处罚事先告知书", c.days.notice, c.n.notice, "CF_GZ")


def statement(w: Word, c: Case, arg: str) -> Paper:
    w.title("陈述申辩书")
    w.line(f"{c.a.name}：")
    w.text(
        f"我单位于{cn(c.days.notice_served)}收到{c.n.notice}《行政处罚事先告知书》，"
        f"现提出陈述申辩意见：{c.f.statement.says}。"
    )
    w.line(f"陈述申辩人：{c.party.name}（公章）", align="right")
    w.line(f"法定代表人：{c.rep.name}（签字）　{cn(c.days.statement)}", align="right")
    w.textbox(f"收件登记：{cn(c.days.statement)}\n收件人：{c.a.filer}")
    return Paper("陈述申辩书", c.days.statement, code="CF_CS")


def decision(w: Word, c: Case, arg: str) -> Paper:
    big = c.f.get("big_in_decision", "")
    w.title(c.a.name, size=18)
    w.title("行政处罚决定书")
    w.line(c.n.decision, align="center")
    party(w, c)
    w.line("一、生态环境违法事实和证据", bold=True, before=6)
    w.text(
        f"我局于{cn(c.days.inspection)}对你单位进行了调查，"
        f"于{cn(c.days.filing)}立案，发现你单位实施了以下生态环境违法行为：",
        c.f.found,
        "以上事实，有以下主要证据证明：",
        *proofs(c),
        f"你单位的上述行为违反了{c.law.breach}关于{c.law.breach_says}的规定。",
    )
    w.line("二、陈述、申辩等权利内容的采纳情况及理由", bold=True, before=6)
    w.text(heard(c))
    w.line("三、行政处罚的依据、种类，以及裁量基准运用的理由和依据", bold=True, before=6)
    w.text(
        f"依据{c.law.penalty}的规定。{c.f.discretion}。我局决定对你单位处以如下行政处罚："
        f"{'；'.join(c.penalties(c.f.fine, MONEY, big))}。"
    )
    w.line("四、行政处罚的履行方式和期限", bold=True, before=6)
    w.text(
        "限于接到本处罚决定之日起十五日内到指定的银行或者通过电子支付系统缴纳罚款。"
        f"逾期不缴纳罚款的，我局将依据{c.statute}{c.articles.surcharge}的规定，"
        "每日按罚款数额的百分之三加处罚款，"
        "加处罚款的数额不得超出罚款的数额。",
        f"收款银行：{c.a.bank}（地址：{c.a.bank_address}）",
        f"户名：{c.a.account_name}",
        f"账号：{c.a.account}",
    )
    w.line("五、申请行政复议或者提起行政诉讼的途径和期限", bold=True, before=6)
    w.text(
        f"你单位如不服本处罚决定，可在收到本处罚决定书之日起六十日内向{c.appeal_to}申请行政复议，"
        f"也可以在{c.f.get('lawsuit_months', SIX)}内向"
        f"{c.a.court}提起行政诉讼。申请行政复议或者提起行政诉讼，"
        "不停止行政处罚决定的执行。",
        "逾期不申请行政复议，不提起行政诉讼，"
        "又不履行本处罚决定的，我局将依法申请人民法院强制执行。",
    )
    seal(w, c, cn(c.days.decision))
    return Paper("行政处罚决定书", c.days.decision, c.n.decision, "CF_JD2")


def publication(w: Word, c: Case, arg: str) -> Paper:
    w.title("行政处罚信息公示记录", size=18)
    w.text(
        f"公示平台：{c.a.platform}",
        f"公示文号：{c.n.decision}",
        f"当事人名称：{c.party.name}",
        f"违法行为类型：{c.f.cause}",
        f"处罚内容：{'；'.join(c.penalties(c.f.fine, MONEY))}",
        f"作出决定机关：{c.a.name}　　作出决定日期：{cn(c.days.decision)}",
        f"公示日期：{cn(c.days.published)}",
        f"公示经办人：{c.a.publisher}　　审批人：{c.a.unit_head}　　{cn(c.days.published)}",
        indent=0,
    )
    return Paper("行政处罚信息公示记录", c.days.published, code="GS_PUB")


def recheck(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.recheck)
    w.title("复查记录")
    w.text(
        f"原责令改正文书：{c.n.order}《责令改正违法行为决定书》",
        f"复查时间：{day}10时00分至{day}10时30分",
        f"复查地点：{c.place}",
        f"被复查单位：{c.party.name}　　现场负责人：{c.rep.name}",
        f"复查人员及执法证编号：{c.named}，已出示执法证件",
        f"复查结果：{c.f.demand.result}。（以下空白）",
        f"现场负责人（签字）：{c.rep.name}　{day}　　复查人员（签字）：{c.pair}　{day}",
        indent=0,
    )
    return Paper("复查记录", c.days.recheck, code="CF_FC")


def tapes(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文件名", "记录内容", "起始时间", "终止时间", "地点", "记录人", "存放位置"]
    return recordings(w, c, "音像记录清单", heads, "%Y年%m月%d日%H时%M分")


def note(w: Word, c: Case, arg: str) -> Paper:
    return binding_note(w, c, "卷内备考表", ["本卷情况说明", "立卷人", "检查人", "立卷时间"])


RENDER: dict[str, Render] = {
    "GD_COVER": cover, "GD_TOC": toc, "CF_XC": inspection, "CF_XW": interview,
    "CF_ZJTQ": evidence, "CF_ID": identity, "CF_ZGZ": order, "SD_HZ": service, "CF_GZ": notice,
    "CF_CS": statement, "CF_JD2": decision, "GS_PUB": publication, "ZX_PJ": payment,
    "CF_FC": recheck, "GD_AVLIST": tapes, "GD_BKB": note, **REVIEW,
}  # fmt: skip
