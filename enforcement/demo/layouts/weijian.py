"""卫生健康: ruled lines instead of tables, dates in Chinese figures, amounts in capitals."""

from enforcement.demo.case import Case, Facts, Paper, capital, han, minutes
from enforcement.demo.layouts.common import (
    Render,
    binding_note,
    contents,
    identity,
    payment,
    recordings,
    size,
)
from enforcement.demo.layouts.weijian_review import HEAD, MONEY, REVIEW, head, party, sign, stamp
from enforcement.word import Box, Word

FONT = "宋体"
NAMES = ("现场笔录", "询问笔录")


def _hours(day: str, times: Facts) -> str:
    return f"{day}{minutes(times.start)}至{minutes(times.end)}"


def cover(w: Word, c: Case, arg: str) -> Paper:
    count, pages = size(c)
    short = c.f.get("procedure") == "简易程序"
    w.title("卫生行政处罚案卷", size=34, font="黑体")
    w.line()
    rows = [
        ["执法机关", c.a.name],
        ["案　　名", c.title],
        ["文书编号", c.n.decision],
        ["承办科室", c.a.unit],
        ["承 办 人", c.pair],
        ["起止日期", f"{han(c.days.get('filing', c.days.decision))}至{han(c.days.closed)}"],
        ["保管期限", "十年" if short else "三十年"],
        ["卷内件数", f"{count}件　{pages}页"],
        ["归 档 号", f"{c.days.decision.year}·卫罚·{c.serial}"],
        ["立 卷 人", f"{c.a.filer}　{han(c.days.archived)}"],
    ]
    w.table([[Box(a, align="center", height=1.3), b] for a, b in rows], [3.6, 11.6], size=14)
    return Paper("案卷封面", c.days.archived, code="GD_COVER")


def toc(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文号", "材料名称", "日期", "页码", "备注"]
    return contents(w, c, "卷内目录", heads, han)


def source(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.found)
    head(w, "案件受理记录", c.n.source)
    w.text(f"案件来源：{c.f.source}", f"受理时间：{day}8时30分", indent=0)
    party(w, c)
    w.text(f"内容：{c.f.clue}", indent=0)
    w.line(f"记录人：{c.f.officers[1]}　　{day}", align="right")
    sign(w, "处理意见", "建议派员现场核查。", c.pair, day)
    sign(w, "负责人意见", "同意。", c.a.unit_head, day)
    return Paper("案件受理记录", c.days.found, c.n.source, "CF_SRC")


def filing(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.filing)
    head(w, "立案报告", c.n.filing)
    w.text(f"案由：涉嫌{c.f.cause}案", f"案件来源：{c.f.source}", indent=0)
    party(w, c)
    w.text(
        f"案情摘要：{c.f.clue}",
        f"上述行为涉嫌违反{c.law.breach}的规定，符合立案条件。",
        f"立案日期：{day}",
        indent=0,
    )
    sign(w, "承办人意见", f"建议立案，由{c.named}承办。", c.pair, day)
    sign(w, "承办机构意见", "同意立案。", c.a.unit_head, day)
    sign(w, "负责人审批意见", "批准立案。", c.a.deputy, day)
    return Paper("立案报告", c.days.filing, c.n.filing, "CF_LA")


def inspection(w: Word, c: Case, arg: str) -> Paper:
    i, r, day = c.f.inspection, c.rep, han(c.days.inspection)
    head(w, "现场笔录")
    party(w, c, "被检查人")
    w.text(
        f"检查时间：{_hours(day, i)}",
        f"检查地点：{i.place}",
        f"检查人员：{c.named}",
        f"记录人：{c.f.officers[1]}",
        indent=0,
    )
    w.text(
        f"检查记录：{c.a.name}卫生监督员{c.pair}向被检查人出示执法证件（证号{c.certs}）并说明来意，"
        "告知其有陈述、申辩和申请回避的权利。"
        f"{r.name}确认已查看证件，不申请回避，并在场陪同检查。现场情况如下：",
        *(f"{n}.{t}" for n, t in enumerate(i.text, 1)),
        "（以下空白）",
    )
    w.line("被检查人阅后确认：以上笔录属实。")
    w.line(f"被检查人签名：{r.name}　　{day}")
    w.line(f"检查人员签名：{c.pair}　　记录人签名：{c.f.officers[1]}　　{day}")
    w.header(f"{HEAD}　现场笔录续页", first=["　"])
    w.footer("第{PAGE}页　共{PAGES}页", first=["第{PAGE}页　共{PAGES}页"], align="center")
    return Paper("现场笔录", c.days.inspection, code="CF_XC")


def interview(w: Word, c: Case, arg: str) -> Paper:
    i = c.f.interviews[int(arg)]
    p, day = c.who(i), han(i.day)
    head(w, "询问笔录")
    w.text(
        f"被询问人：__{p.name}__　性别：__{p.sex}__　年龄："
        f"__{c.age(i.day)}岁__　与当事人关系：__{p.relation}__",
        f"身份证号码：__{p.id}__　联系电话：__{p.phone}__",
        f"工作单位：__{p.employer}__　职务：__{p.role}__　住址：__{p.home}__",
        f"询问时间：__{_hours(day, i)}__　询问地点：__{i.place}__",
        f"询问人：__{c.f.officers[0]}（{c.officers[0][1]}）__　"
        f"记录人：__{c.f.officers[1]}（{c.officers[1][1]}）__",
        f"案由：__涉嫌{c.f.cause}__",
        indent=0,
    )
    w.text(
        f"我们是{c.a.name}的卫生监督员，现出示执法证件，"
        "请查看。今天就上述案由向你询问，请如实回答，"
        "你有陈述、申辩的权利；认为我们应当回避的，可以申请。",
        f"{p.name}：看过证件了，不申请回避，我如实回答。",
    )
    for question, answer in i.qa:
        w.text(f"问：{question}", f"答：{answer}")
    w.text("问：以上情况是否属实，有无补充？", "答：属实，没有补充。（以下空白）")
    w.line("被询问人核对：以上笔录已看过，属实。")
    w.line(f"被询问人签名：{p.name}　　{day}")
    w.line(f"询问人签名：{c.f.officers[0]}　　记录人签名：{c.f.officers[1]}　　{day}")
    w.header(f"{HEAD}　询问笔录续页", first=["　"])
    foot = f"被询问人签名：{p.name}　{day}　第{{PAGE}}页　共{{PAGES}}页"
    w.footer(foot, first=[foot])
    return Paper("询问笔录", i.day, code="CF_XW")


def evidence(w: Word, c: Case, arg: str) -> Paper:
    for n, e in enumerate(c.f.evidence):
        if n:
            w.page_break()
        day = han(e.day)
        head(w, "证据材料粘贴页")
        w.table([[Box(f"（{e.name}）", align="center", height=9)]], [15.6])
        w.text(f"证据名称：{e.name}", f"证明内容：{e.proves}", f"取得地点：{e.place}", indent=0)
        if e.kind == "照片":
            w.line(f"拍摄时间：{day}　拍摄人：{c.f.officers[1]}　制作方法：执法记录仪拍照后打印")
        w.line(f"提供人确认：与原件一致。{c.rep.name}（签名）　{day}")
        w.line(f"卫生监督员：{c.named}　{day}")
    return Paper("证据材料粘贴页", c.f.evidence[-1].day, code="CF_ZJTQ")


def advice(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.order)
    head(w, "卫生监督意见书", c.n.order)
    party(w, c, "被监督人")
    w.text(
        f"监督意见：{day}检查发现你单位存在{c.f.cause}的情形，"
        f"违反了{c.law.breach}的规定。依据{c.statute}{c.articles.order}"
        f"和{c.law.penalty}的规定，责令你单位于{han(c.days.deadline)}前{c.f.demand.action}。"
        "到期本机关将进行复查，逾期不改正的，依法处理。",
        f"当事人如对责令改正不服，可在收到之日起六十日内向{c.appeal_to}申请行政复议，或者在六个月内"
        f"向{c.a.court}提起行政诉讼。",
    )
    w.line(f"当事人签收：{c.rep.name}　　{day}")
    w.line(f"卫生监督员签名：{c.pair}　　{day}")
    stamp(w, c, day)
    return Paper("卫生监督意见书", c.days.order, c.n.order, "JC_JG")


def service(w: Word, c: Case, arg: str) -> Paper:
    title, number, day = {
        "notice": ("行政处罚事先告知书", c.n.get("notice"), c.days[f"{arg}_served"]),
        "decision": ("行政处罚决定书", c.n.decision, c.days[f"{arg}_served"]),
    }[arg]
    unsigned = arg in c.f.get("unsigned", [])
    head(w, "送达回执")
    w.text(
        f"受送达人：{c.party.name}",
        f"送达机关：{c.a.name}",
        f"送达文书名称及文号：《{title}》　{number}",
        f"送达地点：{c.party.address}",
        f"送达方式：直接送达　　送达时间：{han(day)}10时00分",
        f"收件人签名（盖章）：{'' if unsigned else f'{c.rep.name}　　{han(day)}'}",
        f"送达人签名：{c.pair}　　{han(day)}",
        "代收人及代收理由：/",
        "拒收事由和日期：/　　见证人签名：/",
        "备注：/",
        indent=0,
    )
    return Paper("送达回执", day, code="SD_HZ")


def decision(w: Word, c: Case, arg: str) -> Paper:
    head(w, "行政处罚决定书", c.n.decision)
    party(w, c, "被处罚人")
    s = c.f.get("statement")
    if s:
        heard = f"你单位于{han(c.days.statement)}书面声明放弃陈述、申辩。"
    else:
        heard = "你单位在规定期限内未陈述、申辩，视为放弃。"
    w.text(
        f"本机关于{han(c.days.filing)}立案，经依法查明：{c.f.found}",
        "以上事实有下列证据为证："
        + "；".join(f"{i}.{n}，证明{p}" for i, (n, p) in enumerate(c.evidence(), 1))
        + "。",
        f"本机关于{han(c.days.notice_served)}向你单位送达"
        f"{c.n.notice}《行政处罚事先告知书》，{heard}",
        f"你单位的行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依据{c.law.penalty}的规定，决定予以你单位"
        f"{'、'.join(c.penalties(c.f.fine, MONEY, c.f.get('big_in_decision', '')))}的行政处罚。",
        f"罚款于收到本决定书之日起十五日内缴至{c.a.bank}（地址：{c.a.bank_address}，"
        f"户名：{c.a.account_name}，账号：{c.a.account}），"
        f"或者通过电子支付系统缴纳。逾期不缴纳罚款的，依据{c.statute}{c.articles.surcharge}的规定，"
        "每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。",
        f"如不服本决定，可在收到本决定书之日起六十日内向{c.appeal_to}申请行政复议，"
        f"或者在六个月内向{c.a.court}提起行政诉讼，"
        "但不得停止执行本处罚决定。逾期不申请行政复议也不提起行政诉讼，"
        "又不履行处罚决定的，本机关将依法申请人民法院强制执行。",
    )
    stamp(w, c, han(c.days.decision))
    return Paper("行政处罚决定书", c.days.decision, c.n.decision, "CF_JD2")


def publication(w: Word, c: Case, arg: str) -> Paper:
    head(w, "行政处罚决定公示记录")
    w.text(
        f"公示平台：{c.a.platform}",
        f"行政处罚决定书文号：{c.n.decision}",
        f"当事人名称：{c.party.name}",
        f"违法行为：{c.f.cause}",
        f"处罚结果：{'、'.join(c.penalties(c.f.fine, MONEY))}",
        f"处罚机关：{c.a.name}　　决定日期：{han(c.days.decision)}",
        f"公示日期：{han(c.days.published)}",
        f"公示经办人（签名）：{c.a.publisher}",
        indent=0,
    )
    return Paper("行政处罚决定公示记录", c.days.published, code="GS_PUB")


def recheck(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.recheck)
    head(w, "复查记录")
    again = f"{c.n.order}《卫生监督意见书》" if "order" in c.n else f"{c.n.decision}的责令改正"
    w.text(
        f"复查依据：{again}",
        f"被复查人：{c.party.name}",
        f"复查时间：{day}{minutes('10:00')}至{minutes('10:30')}",
        f"复查地点：{c.place}",
        f"复查人员：{c.named}，已出示执法证件",
        f"复查结果：{c.f.demand.result}。（以下空白）",
        f"被复查人签名：{c.rep.name}　{day}　　卫生监督员签名：{c.pair}　{day}",
        indent=0,
    )
    return Paper("复查记录", c.days.recheck, code="CF_FC")


def closing(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.closed)
    head(w, "结案报告")
    w.text(f"案由：{c.f.cause}案", indent=0)
    party(w, c)
    w.text(
        f"立案日期：{han(c.days.filing)}　　结案日期：{day}",
        f"处罚决定：{c.n.decision}，{'、'.join(c.penalties(c.f.fine, MONEY))}",
        f"执行情况：{han(c.days.decision_served)}送达；"
        f"{han(c.days.paid)}缴纳罚款人民币{capital(c.f.fine)}元整（￥{c.f.fine}），"
        f"票据号码{c.n.receipt}；{han(c.days.recheck)}复查已改正。",
        "结案理由：行政处罚决定执行完毕。",
        indent=0,
    )
    sign(w, "承办人意见", "建议结案。", c.pair, day)
    sign(w, "承办机构意见", "同意结案。", c.a.unit_head, day)
    sign(w, "负责人审批意见", "同意结案。", c.a.deputy, day)
    return Paper("结案报告", c.days.closed, code="ZX_JA")


def licence(w: Word, c: Case, arg: str) -> Paper:
    when = c.f.interviews[0].day if c.f.get("interviews") else c.days.inspection
    return identity(w, c, arg, han(when))


def tapes(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文件名", "记录事项", "开始时间", "结束时间", "地点", "记录人", "存储位置"]
    return recordings(w, c, "音像资料说明", heads, "%Y-%m-%d %H:%M")


def note(w: Word, c: Case, arg: str) -> Paper:
    return binding_note(w, c, "卷内备考表", ["本卷情况说明", "立卷人", "检查人", "立卷时间"])


RENDER: dict[str, Render] = {
    "GD_COVER": cover, "GD_TOC": toc, "CF_SRC": source, "CF_LA": filing, "CF_XC": inspection,
    "CF_XW": interview, "CF_ZJTQ": evidence, "CF_ID": licence, "JC_JG": advice,
    "SD_HZ": service, "CF_JD2": decision, "GS_PUB": publication, "ZX_PJ": payment,
    "CF_FC": recheck, "ZX_JA": closing, "GD_AVLIST": tapes, "GD_BKB": note, **REVIEW,
}  # fmt: skip
