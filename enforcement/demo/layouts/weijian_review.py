"""卫生健康: report, discussion, review, notice and approval; the on-spot decision."""

from enforcement.demo.case import Case, Paper, han, minutes
from enforcement.demo.layouts.common import Render
from enforcement.word import Word

MONEY = "罚款人民币{big}元整（￥{plain}）"
HEAD = "中华人民共和国卫生行政执法文书"


def head(w: Word, title: str, number: str = "") -> None:
    """The head every form has."""
    w.line(HEAD, align="center", size=14)
    w.title(title, size=22)
    if number:
        w.line(number, align="right")


def party(w: Word, c: Case, label: str = "当事人") -> None:
    """The party on ruled lines."""
    p, r = c.party, c.rep
    w.text(
        f"{label}：__{p.name}__　{r.role}：__{r.name}__",
        f"统一社会信用代码：__{p.code}__　身份证号码：__{r.id}__",
        f"地址：__{p.address}__　联系电话：__{r.phone}__",
        indent=0,
    )


def sign(w: Word, label: str, words: str, names: str, day: str) -> None:
    """An opinion: words on one line, name and date on the next."""
    w.line(f"{label}：{words}", before=8)
    w.line(f"签名：{names}　　{day}", align="right")


def stamp(w: Word, c: Case, day: str) -> None:
    """Name of the agency with its seal, date in Chinese figures."""
    w.line()
    w.line(f"（公章）{c.a.name}", align="right")
    w.line(day, align="right")


def report(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.report)
    head(w, "案件调查终结报告")
    w.text(f"案由：{c.f.cause}案", indent=0)
    party(w, c)
    w.text(
        f"案情及违法事实：{c.f.clue}{han(c.days.filing)}立案，"
        f"由{c.named}调查，至{day}终结。经查：{c.story}",
        "相关证据："
        + "；".join(f"{i}.{n}，证明{p}" for i, (n, p) in enumerate(c.evidence(), 1))
        + "。",
        f"争议要点：无。违反{c.law.breach}关于{c.law.breach_says}的规定。{c.grade}。",
        f"处理建议：依据{c.law.penalty}的规定，"
        f"建议给予{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
        indent=0,
    )
    w.line(f"承办人签名：{c.pair}　　{day}", align="right")
    sign(w, "承办机构负责人意见", "同意，依法送审、告知。", c.a.unit_head, day)
    return Paper("案件调查终结报告", c.days.report, code="CF_ZJ")


def review(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.review)
    reviewer = c.f.get("reviewer", c.a.reviewer)
    head(w, "行政处罚法制审核表", c.n.review)
    w.text(
        f"案件名称：{c.title}",
        f"送审机构：{c.a.unit}　　送审日期：{han(c.days.review_sent)}",
        f"拟作出的决定：{'、'.join(c.penalties(c.f.fine, MONEY))}",
        "审核内容：一、执法主体合法，执法人员具备资格；"
        "二、属于本机关职权和管辖范围；三、事实清楚，证据充分；"
        "四、适用法律准确；五、程序合法；六、裁量适当；七、文书规范；八、不涉嫌犯罪，无需移送。",
        "审核意见：同意。",
        indent=0,
    )
    licensed = "（法律职业资格）" if reviewer == c.a.reviewer else ""
    w.line(f"审核人签名：{reviewer}{licensed}　　{day}", align="right")
    w.line(f"法制机构负责人签名：{c.a.legal_head}　　{day}", align="right")
    return Paper("行政处罚法制审核表", c.days.review, c.n.review, "FZ_YJ")


def notice(w: Word, c: Case, arg: str) -> Paper:
    head(w, "行政处罚事先告知书", c.n.notice)
    w.line(f"{c.party.name}：")
    w.text(
        f"你单位{c.f.cause}一案，现已查明：{c.f.found}",
        f"以上行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依据{c.law.penalty}的规定，本机关拟对你单位作出"
        f"{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
        f"根据{c.statute}{c.articles.notice}、"
        f"{c.articles.statement}的规定，你单位可在收到本告知书之日起"
        f"{c.articles.statement_days}内到{c.a.name}进行陈述和申辩，逾期视为放弃陈述和申辩。",
        f"联系人：{c.pair}　联系电话：{c.a.phone}　地址：{c.a.address}",
    )
    stamp(w, c, han(c.days.notice))
    return Paper("行政处罚事先告知书", c.days.notice, c.n.notice, "CF_GZ")


def waiver(w: Word, c: Case, arg: str) -> Paper:
    w.title("放弃陈述申辩声明", size=20)
    w.line(f"{c.a.name}：")
    w.text(
        f"我单位已于{han(c.days.notice_served)}收到{c.n.notice}《行政处罚事先告知书》，"
        "对告知的违法事实、处罚依据和拟作出的"
        "行政处罚没有异议，明确放弃陈述、申辩的权利。",
    )
    w.line(f"声明人：{c.party.name}（盖章）", align="right")
    w.line(f"{c.rep.role}（签名）：{c.rep.name}　　{han(c.days.statement)}", align="right")
    w.textbox(f"收件：{c.a.publisher}\n{han(c.days.statement)}")
    return Paper("放弃陈述申辩声明", c.days.statement, code="CF_CS")


def discussion(w: Word, c: Case, arg: str) -> Paper:
    d, day, members = c.f.discussion, han(c.days.discussion), c.a.members
    head(w, "合议记录")
    w.text(
        f"案由：{c.f.cause}案",
        f"合议时间：{day}{minutes(d.start)}至{minutes(d.end)}　　合议地点：{d.place}",
        f"主持人：{c.a.head}　　记录人：{c.a.discussion_clerk}",
        f"参加合议人员：{'、'.join(members)}（均为本机关负责人）　　列席汇报：{c.pair}",
        f"案情介绍（{c.f.officers[0]}汇报）："
        f"{c.story}证据有{'、'.join(n for n, _ in c.evidence())}。"
        f"违反{c.law.breach}，依据{c.law.penalty}，建议{'、'.join(c.penalties(c.f.fine, MONEY))}。",
        "讨论意见：",
        *(f"{name}：{words}" for name, words in zip(members, d.opinions, strict=True)),
        f"表决情况：{len(members)}人参加表决，全部同意。",
        f"合议结论：给予{c.party.name}"
        f"{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。（以下空白）",
        indent=0,
    )
    w.line(f"合议人员签名：{'、'.join(members)}　　{day}")
    w.line(f"记录人签名：{c.a.discussion_clerk}　　{day}")
    return Paper("合议记录", c.days.discussion, code="CF_JT")


def approval(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.approval)
    head(w, "行政处罚决定审批表")
    w.text(f"案由：{c.f.cause}案", indent=0)
    party(w, c)
    w.text(
        f"拟处罚决定：依据{c.law.penalty}的规定，"
        f"给予{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。",
        f"告知及合议情况：{han(c.days.notice_served)}送达事先告知书；"
        f"{han(c.days.discussion)}合议同意。",
        indent=0,
    )
    sign(w, "承办人意见", "请批准作出处罚决定。", c.pair, day)
    sign(w, "承办机构意见", "同意。", c.a.unit_head, day)
    sign(w, "负责人审批意见", "批准作出行政处罚决定。", c.a.head, day)
    return Paper("行政处罚决定审批表", c.days.approval, code="CF_SP")


def on_spot(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.decision)
    head(w, "当场行政处罚决定书", c.n.decision)
    party(w, c, "被处罚人")
    w.text(
        f"经查，{c.f.found}以上事实有现场笔录、现场照片等证据证实。",
        f"你单位的行为违反了{c.law.breach}关于{c.law.breach_says}的规定。"
        f"{c.f.discretion}。依据{c.law.penalty}和"
        f"{c.statute}{c.articles.summary}的规定，决定给予你单位__"
        f"{'、'.join(c.penalties(c.f.fine, MONEY))}__的行政处罚，"
        f"并责令于{han(c.days.deadline)}前{c.f.demand.action}。",
        f"作出决定前，卫生监督员已出示执法证件（证号{c.certs}），"
        "当场告知你单位拟作出的处罚内容及事实、理由、依据和陈述、申辩的权利。"
        "你单位表示不陈述、不申辩。",
        f"罚款缴纳方式：自收到本决定书之日起十五日内缴至{c.a.bank}（地址："
        f"{c.a.bank_address}，户名：{c.a.account_name}，"
        f"账号：{c.a.account}）或者通过电子支付系统缴纳。"
        f"逾期不缴纳的，依据{c.statute}{c.articles.surcharge}，"
        "每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。",
        c.f.remedy,
        f"处罚时间：{day}{minutes(c.f.decided_at)}　　处罚地点：{c.f.inspection.place}",
    )
    w.line(f"卫生监督员签名：{c.named}　　{day}")
    w.line(f"当事人签收：本决定书已当场收到。{c.rep.name}　　{day}")
    stamp(w, c, day)
    return Paper("当场行政处罚决定书", c.days.decision, c.n.decision, "CF_DC")


def on_spot_record(w: Word, c: Case, arg: str) -> Paper:
    day = han(c.days.reported)
    head(w, "当场处罚备案表")
    w.text(
        f"决定书编号：{c.n.decision}　　处罚日期：{han(c.days.decision)}",
        f"当事人：{c.party.name}　　统一社会信用代码：{c.party.code}",
        f"案由：{c.f.cause}",
        f"处罚内容：{'、'.join(c.penalties(c.f.fine, MONEY))}",
        f"执法人员（签名）：{c.named}",
        f"备案机关：{c.a.name}　　备案日期：{day}",
        f"备案意见：同意备案。{c.a.unit_head}　　{day}",
        indent=0,
    )
    return Paper("当场处罚备案表", c.days.reported, code="CF_DCBA")


REVIEW: dict[str, Render] = {
    "CF_ZJ": report, "FZ_YJ": review, "CF_GZ": notice, "CF_CS": waiver, "CF_JT": discussion,
    "CF_SP": approval, "CF_DC": on_spot, "CF_DCBA": on_spot_record,
}  # fmt: skip
