"""应急管理: what the party is told, and the hearing."""

from enforcement.demo.case import Case, Paper, cn, span
from enforcement.demo.layouts.common import Render, hearing_request, mandate, seal
from enforcement.demo.layouts.yingji_review import GRID, MONEY, signed
from enforcement.word import Box, Row, Word


def told(c: Case) -> str:
    """How the decision reports what the party was told and what it said."""
    out = f"本机关于{cn(c.days.notice_served)}送达《行政处罚告知书》{c.n.notice}"
    if "hearing" not in c.f:
        return out + "，你单位未提出陈述、申辩。"
    h = c.f.hearing
    return (
        out + f"和《行政处罚听证告知书》{c.n.hearing_right}。"
        f"你单位于{cn(c.days.hearing_asked)}要求听证，"
        f"本机关于{cn(c.days.hearing)}举行听证。你单位提出："
        f"{h.claim}。根据听证笔录，本机关认为：{h.answer}。"
    )


def notice(w: Word, c: Case, arg: str) -> Paper:
    a = c.articles
    w.title(c.a.name, size=16)
    w.title("行政处罚告知书")
    w.line(c.n.notice, align="right")
    w.line(f"__{c.party.name}__：")
    w.text(
        f"经查，{c.f.found}",
        f"以上事实违反了__{c.law.breach}__关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依据__{c.law.penalty}__的规定，拟对你单位作出__"
        f"{'、'.join(c.penalties(c.proposed, MONEY))}__的行政处罚。",
        f"依据{c.statute}{a.notice}、{a.statement}的规定，"
        "如对上述处罚有异议，你单位可以自收到本告知书之日起"
        f"__{a.statement_days}__内向本机关进行陈述和申辩；逾期视为放弃。",
        f"地址：{c.a.address}　联系人：{c.pair}　联系电话：{c.a.phone}",
    )
    seal(w, c, cn(c.days.notice))
    return Paper("行政处罚告知书", c.days.notice, c.n.notice, "CF_GZ")


def hearing_right(w: Word, c: Case, arg: str) -> Paper:
    a = c.articles
    w.title(c.a.name, size=16)
    w.title("行政处罚听证告知书")
    w.line(c.n.hearing_right, align="right")
    w.line(f"__{c.party.name}__：")
    w.text(
        f"你单位{c.f.cause}的行为违反了__{c.law.breach}__的规定，依据__{c.law.penalty}__的规定，"
        f"拟作出__{'、'.join(c.penalties(c.proposed, MONEY))}__的行政处罚。",
        f"依据{c.statute}{a.hearing}的规定，你单位有要求举行听证的权利。"
        "如要求听证，应当自收到本告知书之日起"
        f"__{a.hearing_days}__内向本机关提出；逾期不提出的，视为放弃听证权利。",
        f"地址：{c.a.address}　联系人：{c.a.hearing_clerk}　联系电话：{c.a.phone}",
    )
    seal(w, c, cn(c.days.notice))
    return Paper("行政处罚听证告知书", c.days.notice, c.n.hearing_right, "CF_TG")


def hearing_notice(w: Word, c: Case, arg: str) -> Paper:
    h = c.f.hearing
    w.title(c.a.name, size=16)
    w.title("行政处罚听证会通知书")
    w.line(c.n.hearing, align="right")
    w.line(f"__{c.party.name}__：")
    w.text(
        f"根据你单位的申请，关于__{c.f.cause}__一案，"
        f"现定于__{span(c.days.hearing, h)}__在__{h.place}__举行听证会，请准时出席。",
        f"听证主持人：__{c.a.chair}__　职务：__副局长__　听证记录员：__{c.a.hearing_clerk}__",
        "注意事项：一、可以委托一至二人代理参加听证，"
        "并提交授权委托书；二、有权申请主持人、记录员回避；"
        "三、无正当理由不出席的，视为放弃听证权利；四、请携带有关证据材料，通知证人出席。",
        f"联系人：{c.a.hearing_clerk}　联系电话：{c.a.phone}",
    )
    seal(w, c, cn(c.days.hearing_notice))
    return Paper("行政处罚听证会通知书", c.days.hearing_notice, c.n.hearing, "CF_TZ")


def hearing_record(w: Word, c: Case, arg: str) -> Paper:
    h, day = c.f.hearing, cn(c.days.hearing)
    w.title("听　证　笔　录")
    rows: list[Row] = [
        ["案件名称", Box(c.title, cols=3)],
        ["听证时间", Box(span(c.days.hearing, h), cols=3)],
        ["听证地点", Box(h.place, cols=3)],
        ["听证主持人", c.a.chair, "记录员", c.a.hearing_clerk],
        ["案件调查人员", Box(c.named, cols=3)],
        ["申请听证人", c.party.name, "法定代表人", c.rep.name],
        ["委托代理人", h.agent.name, "工作单位及职务", h.agent.job],
    ]
    w.table(rows, GRID)
    w.text(
        "主持人：宣布听证开始，核对身份，告知权利义务。"
        f"本人{c.a.chair}不是本案调查人员。申请人是否申请回避？",
        f"代理人{h.agent.name}：不申请回避。",
        f"调查人员{c.f.officers[0]}：{c.story}证据有{'、'.join(n for n, _ in c.evidence())}。"
        f"依据{c.law.penalty}，拟给予{'、'.join(c.penalties(c.proposed, MONEY))}。",
        *(f"{who}：{words}" for who, words in h.speech),
        f"代理人{h.agent.name}最后陈述：公司已经整改，以后一定守法经营。",
        "主持人：听证会结束，请核对笔录后签名。（以下空白）",
    )
    w.text("以上笔录已核对，无误。", indent=0)
    w.text(f"申请人（代理人）签名：__{h.agent.name}__　{day}", indent=0)
    w.text(f"调查人员签名：__{c.pair}__　{day}", indent=0)
    w.text(f"主持人签名：__{c.a.chair}__　记录员签名：__{c.a.hearing_clerk}__　{day}", indent=0)
    w.footer("共{PAGES}页　第{PAGE}页", align="right")
    return Paper("听证笔录", c.days.hearing, code="CF_TB")


def hearing_report(w: Word, c: Case, arg: str) -> Paper:
    h, day = c.f.hearing, cn(c.days.hearing_report)
    w.title("听证会报告书")
    rows: list[Row] = [
        ["案件名称", Box(c.title, cols=3)],
        ["听证时间", span(c.days.hearing, h), "主持人", c.a.chair],
        ["申请人意见", Box(f"{h.claim}。", cols=3, height=2)],
        [
            "听证会基本情况",
            Box("申请人委托代理人到会，调查人员出示证据，双方质证、辩论，程序合法。", cols=3),
        ],
        ["主持人意见", Box(f"{h.answer}。建议维持拟处罚意见。", cols=3, height=2)],
        signed("主持人签名", "以上报告请审查。", c.a.chair, day),
        signed("负责人意见", "送法制审核后提交集体讨论。", c.a.head, day),
    ]
    w.table(rows, GRID)
    return Paper("听证会报告书", c.days.hearing_report, code="CF_TR")


HEARING: dict[str, Render] = {
    "CF_GZ": notice, "CF_TG": hearing_right, "HEARING_REQUEST": hearing_request,
    "CF_SQ": mandate, "CF_TZ": hearing_notice, "CF_TB": hearing_record,
    "CF_TR": hearing_report,
}  # fmt: skip
