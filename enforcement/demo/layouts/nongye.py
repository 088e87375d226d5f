"""农业农村: table forms; records are signed in the page footers, the first page apart."""

from enforcement.demo.case import Case, Paper, cn, minutes, span
from enforcement.demo.layouts.common import (
    Render,
    binding_note,
    contents,
    identity,
    later,
    party_rows,
    payment,
    recordings,
    seal,
    size,
)
from enforcement.demo.layouts.nongye_review import GRID, MONEY, PARTY, REVIEW, heard
from enforcement.word import Box, Word


def _head(w: Word, c: Case, title: str, number: str) -> None:
    w.title(c.a.name, size=18)
    w.title(title, size=22)
    w.line(number, align="center")
    w.line()


def cover(w: Word, c: Case, arg: str) -> Paper:
    count, pages = size(c)
    w.title(c.a.name, size=26, font="黑体")
    w.title("农业行政处罚案卷", size=30, spaced=True)
    w.line()
    w.table(
        [
            [Box("题　　名", height=1.6), Box(c.title, cols=3)],
            [Box("决定书文号", height=1.2), Box(c.n.decision, cols=3)],
            [Box("办案机构", height=1.2), Box(c.a.unit, cols=3)],
            ["立案日期", cn(c.days.filing), "结案日期", cn(c.days.closed)],
            ["立卷人", c.a.filer, "归档日期", cn(c.days.archived)],
            ["保管期限", "30年", "归档号", f"{c.days.decision.year}-ZF-{c.serial}"],
            [Box(f"本卷共 {count} 件 {pages} 页", cols=4, align="center")],
        ],
        GRID,
    )
    return Paper("案卷封面", c.days.archived, code="GD_COVER")


def toc(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "题名", "文号", "日期", "页号", "备注"]
    return contents(w, c, "卷内目录", heads, lambda d: f"{d:%Y.%m.%d}")


def inspection(w: Word, c: Case, arg: str) -> Paper:
    i, r = c.f.inspection, c.rep
    day = cn(c.days.inspection)
    w.title("现场检查（勘验）笔录", size=20)
    w.table(
        [
            ["时间", Box(span(c.days.inspection, i), cols=3)],
            ["检查（勘验）地点", Box(i.place, cols=3)],
            *party_rows(c, ["被检查人", *PARTY[1:]]),
            ["检查人员", c.f.officers[0], "执法证件号", c.officers[0][1]],
            ["记录人", c.f.officers[-1], "执法证件号", c.officers[-1][1]],
        ],
        GRID,
    )
    w.text(
        f"我们是{c.a.name}执法人员{c.pair}，已向你出示执法证件，证件号码为{c.certs}。"
        "现依法进行检查，你有如实提供情况、配合检查的义务；有陈述、申辩的权利；"
        "认为我们与本案有直接利害关系的，有申请回避的权利。是否听清？是否申请回避？",
        f"{r.name}：听清了，证件看过了，不申请回避。",
        "现场检查情况：",
        *i.text,
        "（以下空白）",
    )
    if r.name:
        w.text("被检查人意见：以上笔录我看过，记录属实。")
    first = f"被检查人签名：{r.name}　　{day}"
    both = f"检查人员签名：{c.f.officers[0]}　记录人签名：{c.f.officers[-1]}　　{day}"
    w.footer(
        f"（续页）{first}",
        both,
        "第 {PAGE} 页　共 {PAGES} 页",
        first=[first, "见证人签名：/", both, "第 {PAGE} 页　共 {PAGES} 页"],
    )
    return Paper("现场检查（勘验）笔录", c.days.inspection, code="CF_XC")


def interview(w: Word, c: Case, arg: str) -> Paper:
    i = c.f.interviews[int(arg)]
    p = c.who(i)
    day = cn(i.day)
    w.title("询问笔录", spaced=True)
    w.table(
        [
            ["案由", Box(f"涉嫌{c.f.cause}", cols=3)],
            ["询问时间", Box(span(i.day, i), cols=3)],
            ["询问地点", Box(i.place, cols=3)],
            ["询问人", c.f.officers[0], "执法证件号", c.officers[0][1]],
            ["记录人", c.f.officers[1], "执法证件号", c.officers[1][1]],
            ["被询问人", p.name, "性别、出生日期", f"{p.sex}　{cn(p.birth)}"],
            ["身份证号码", p.id, "联系电话", p.phone],
            ["工作单位", p.employer, "职务", p.role],
            ["住址", p.home, "与本案关系", p.relation],
        ],
        GRID,
    )
    shown = i.get("shown", True)
    opening = f"我们是{c.a.name}执法人员" + (
        f"{c.pair}，现向你出示我们的执法证件（{c.certs}），请你确认。" if shown else f"{c.pair}。"
    )
    w.text(
        f"问：{opening}我们依法就涉嫌{c.f.cause}的有关问题向你询问，"
        "你应当如实回答；你有权陈述、申辩，"
        "认为询问人员与本案有直接利害关系的可以申请回避。你听清楚了吗？",
        "答：" + ("证件看了，" if shown else "") + "听清楚了，不申请回避。",
    )
    for question, answer in i.qa:
        w.text(f"问：{question}", f"答：{answer}")
    w.text("问：以上所讲是否属实，有无补充？", "答：属实，没有补充。（以下空白）")
    w.text("被询问人核对意见：以上笔录我看过，与我说的相符。")
    asked = f"被询问人签名：{p.name}　　{day}"
    both = f"询问人签名：{c.f.officers[0]}　记录人签名：{c.f.officers[1]}　　{day}"
    page = "第 {PAGE} 页　共 {PAGES} 页"
    w.footer(f"（续页）{asked}", both, page, first=[asked, both, page])
    return Paper("询问笔录", i.day, code="CF_XW")


def evidence(w: Word, c: Case, arg: str) -> Paper:
    for n, e in enumerate(c.f.evidence):
        if n:
            w.page_break()
        w.title("证据材料登记表", size=20)
        day = cn(e.day)
        how = (
            f"制作方法：数码相机拍摄后打印；制作时间：{day}；制作人：{c.f.officers[1]}。"
            if e.kind == "照片"
            else "复印自提供人持有的原件，与原件核对无误。"
        )
        w.table(
            [
                [Box(f"（{e.name}粘贴处）", cols=4, height=8, align="center")],
                ["证据名称", Box(e.name, cols=3)],
                ["证明内容", Box(e.proves, cols=3)],
                ["说明", Box(how, cols=3)],
                ["取证地点", e.place, "取证日期", day],
                ["提供人核对", Box(f"与原件一致。签名：{c.rep.name}　{day}", cols=3)],
                ["收集人", Box(f"{c.named}　{day}", cols=3)],
            ],
            GRID,
        )
    return Paper("证据材料登记表", c.f.evidence[-1].day, code="CF_ZJTQ")


def order(w: Word, c: Case, arg: str) -> Paper:
    _head(w, c, "责令改正通知书", c.n.order)
    w.line(f"__{c.party.name}__：")
    w.text(
        f"你单位__{c.f.cause}__的行为，违反了{c.law.breach}的规定。"
        f"依据{c.statute}{c.articles.order}"
        "的规定，本机关责令你单位于__"
        f"{cn(c.days.deadline)}__前按下列要求改正：{c.f.demand.action}。",
        "逾期不改正的，本机关将依法处理。",
        f"对本通知不服的，可以自收到本通知书之日起六十日内向{c.appeal_to}申请行政复议，"
        f"或者在六个月内依法向{c.a.court}提起行政诉讼。",
        f"联系人：{c.pair}　联系电话：{c.a.phone}",
    )
    seal(w, c, cn(c.days.order))
    return Paper("责令改正通知书", c.days.order, c.n.order, "CF_ZGZ")


def service(w: Word, c: Case, arg: str) -> Paper:
    title, number, day = {
        "order": ("责令改正通知书", c.n.order, c.days.order_served),
        "notice": ("行政处罚事先告知书", c.n.notice, c.days.notice_served),
        "decision": ("行政处罚决定书", c.n.decision, c.days.decision_served),
    }[arg]
    w.title("送达回证", spaced=True)
    at = later(day, "16:20")
    w.table(
        [
            ["案由", Box(c.f.cause, cols=3)],
            ["受送达人", Box(c.party.name, cols=3)],
            ["送达单位", Box(c.a.name, cols=3)],
            [Box("送达文书及文号"), Box("送达地点"), Box("送达时间"), Box("送达方式")],
            [f"《{title}》\n{number}", c.place, at, "直接送达"],
            ["受送达人签收", Box(f"{c.rep.name}　　{cn(day)}", cols=3)],
            ["代收人及代收理由", Box("/", cols=3)],
            ["拒收理由和日期", Box("/", cols=3)],
            ["见证人", "/", "送达人", c.pair],
            ["备注", Box("/", cols=3)],
        ],
        GRID,
    )
    return Paper("送达回证", day, code="SD_HZ")


def notice(w: Word, c: Case, arg: str) -> Paper:
    _head(w, c, "行政处罚事先告知书", c.n.notice)
    w.line(f"__{c.party.name}__：")
    a = c.articles
    w.text(
        f"经调查，{c.f.found}",
        f"上述行为违反了{c.law.breach}关于{c.law.breach_says}的规定，证据确凿。{c.f.discretion}。",
        f"依据{c.law.penalty}的规定，本机关拟对你单位作出如下处罚："
        f"{'；'.join(c.penalties(c.proposed, MONEY))}。",
        f"根据{c.statute}{a.notice}、{a.statement}的规定，"
        f"你单位可在收到本告知书之日起__{a.statement_days}__内"
        "向本机关进行陈述、申辩。逾期未陈述、申辩的，视为放弃上述权利。",
        f"联系人：{c.pair}　电话：{c.a.phone}　地址：{c.a.address}",
    )
    seal(w, c, cn(c.days.notice))
    return Paper("行政处罚事先告知书", c.days.notice, c.n.notice, "CF_GZ")


def statement(w: Word, c: Case, arg: str) -> Paper:
    s, day = c.f.statement, cn(c.days.statement)
    w.title("陈述申辩笔录", spaced=True)
    w.table(
        [
            ["案由", Box(f"涉嫌{c.f.cause}", cols=3)],
            ["当事人", c.party.name, "陈述申辩人", c.rep.name],
            ["时间", Box(span(c.days.statement, s), cols=3)],
            ["地点", Box(c.room, cols=3)],
            ["听取人", c.f.officers[0], "执法证件号", c.officers[0][1]],
            ["记录人", c.f.officers[1], "执法证件号", c.officers[1][1]],
        ],
        GRID,
    )
    w.text(
        f"问：我们是{c.a.name}执法人员，这是执法证件，请过目。"
        f"你单位收到{c.n.notice}告知书后要求陈述申辩，请讲。",
        f"答：证件看了。我的意见是：{s.says}。",
        "问：有没有证据材料提交？",
        "答：没有新的材料。（以下空白）",
        "以上笔录我看过，与我说的相符。",
    )
    w.line(f"陈述申辩人（签名）：{c.rep.name}　　{day}")
    w.line(f"听取人（签名）：{c.f.officers[0]}　记录人（签名）：{c.f.officers[1]}　　{day}")
    return Paper("陈述申辩笔录", c.days.statement, code="CF_CS")


def decision(w: Word, c: Case, arg: str) -> Paper:
    p, a = c.party, c.articles
    _head(w, c, "行政处罚决定书", c.n.decision)
    w.text(
        f"当事人：{p.name}",
        f"统一社会信用代码：{p.code}",
        f"{p.rep.role}：{p.rep.name}　身份证号码：{p.rep.id}",
        f"住所：{p.address}",
        f"当事人__{c.f.cause}__一案，本机关于{cn(c.days.filing)}立案，经依法调查，现查明：",
        c.f.found,
        "以上事实，有下列证据证实：",
        *(f"{i}.{n}，证明{pr}；" for i, (n, pr) in enumerate(c.evidence(), 1)),
        f"本机关认为：当事人的行为违反了{c.law.breach}关于"
        f"{c.law.breach_says}的规定，事实清楚，证据确凿。",
        heard(c),
        f"{c.f.discretion}。依据{c.law.penalty}的规定，"
        "本机关责令当事人改正违法行为，并作出如下处罚决定：",
        "；".join(c.penalties(c.f.fine, MONEY, c.f.get("big_in_decision", ""))) + "。",
        "当事人必须在收到本处罚决定书之日起15日内，"
        f"将罚款缴至{c.a.bank}（地址：{c.a.bank_address}；"
        f"户名：{c.a.account_name}；账号：{c.a.account}）或者通过电子支付系统缴纳。"
        f"逾期不缴纳罚款的，依据{c.statute}"
        f"{a.surcharge}的规定，每日按罚款数额的3%加处罚款，加处罚款的数额不超出罚款的数额。",
        f"当事人对本处罚决定不服的，可以在收到本处罚决定书之日起60日内向{c.appeal_to}申请行政复议，"
        f"也可以在6个月内依法向{c.a.court}提起行政诉讼。"
        "行政复议和行政诉讼期间，本处罚决定不停止执行。",
        "当事人逾期不申请行政复议、不提起行政诉讼，"
        "又不履行本处罚决定的，本机关将依法申请人民法院强制执行。",
    )
    seal(w, c, cn(c.days.decision))
    return Paper("行政处罚决定书", c.days.decision, c.n.decision, "CF_JD2")


def publication(w: Word, c: Case, arg: str) -> Paper:
    w.title("行政处罚决定公示表")
    w.table(
        [
            ["公示平台", Box(c.a.platform, cols=3)],
            ["处罚决定书文号", Box(c.n.decision, cols=3)],
            ["行政相对人", Box(c.party.name, cols=3)],
            ["违法行为", Box(c.f.cause, cols=3)],
            ["处罚内容", Box("；".join(c.penalties(c.f.fine, MONEY)), cols=3)],
            ["处罚机关", c.a.name, "决定日期", cn(c.days.decision)],
            ["公示日期", cn(c.days.published), "经办人", c.a.publisher],
        ],
        GRID,
    )
    return Paper("行政处罚决定公示表", c.days.published, code="GS_PUB")


def recheck(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.recheck)
    w.title("整改复查记录")
    w.table(
        [
            ["责令改正文书", Box(f"{c.n.order}《责令改正通知书》", cols=3)],
            ["当事人", Box(c.party.name, cols=3)],
            ["复查时间", Box(f"{day}{minutes('10:00')}至{minutes('10:30')}", cols=3)],
            ["复查地点", Box(c.place, cols=3)],
            ["复查人员", Box(f"{c.named}，已出示执法证件", cols=3)],
            ["复查情况", Box(f"{c.f.demand.result}。", cols=3, height=3)],
            ["当事人签名", f"{c.rep.name}　{day}", "复查人员签名", f"{c.pair}　{day}"],
        ],
        GRID,
    )
    return Paper("整改复查记录", c.days.recheck, code="CF_FC")


def tapes(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文件名", "记录事项", "开始时间", "结束时间", "地点", "记录人", "存储位置"]
    return recordings(w, c, "音像记录清单", heads, "%Y-%m-%d %H:%M")


def note(w: Word, c: Case, arg: str) -> Paper:
    return binding_note(w, c, "卷内备考表", ["本卷情况说明", "立卷人", "检查人", "立卷时间"])


FONT = "仿宋"
NAMES = ("现场检查（勘验）笔录", "询问笔录")
RENDER: dict[str, Render] = {
    "GD_COVER": cover, "GD_TOC": toc, "CF_XC": inspection, "CF_XW": interview,
    "CF_ZJTQ": evidence, "CF_ID": identity, "CF_ZGZ": order, "SD_HZ": service, "CF_GZ": notice,
    "CF_CS": statement, "CF_JD2": decision, "GS_PUB": publication, "ZX_PJ": payment,
    "CF_FC": recheck, "GD_AVLIST": tapes, "GD_BKB": note, **REVIEW,
}  # fmt: skip
