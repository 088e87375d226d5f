"""城市管理: mixed forms, vertical labels, letter-spaced titles, 文号 with square brackets."""

from enforcement.demo.case import Case, Paper, capital, minutes, padded
from enforcement.demo.layouts.chengguan_hearing import HEARING
from enforcement.demo.layouts.chengguan_records import (
    GRID,
    MONEY,
    evidence,
    inspection,
    interview,
    opinion,
    party,
    wide,
)
from enforcement.demo.layouts.chengguan_summary import SUMMARY
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
from enforcement.word import Word

FONT = "仿宋"
NAMES = ("现场检查笔录", "询问调查笔录")


def cover(w: Word, c: Case, arg: str) -> Paper:
    count, pages = size(c)
    w.title(c.a.name, size=24, font="黑体")
    w.title("行政处罚案卷", size=36, font="黑体", spaced=True)
    short = c.f.get("procedure") == "简易程序"
    began = c.days.decision if short else c.days.filing
    w.table(
        [
            wide("案件名称", c.title, 1.6),
            wide("处罚决定书号", c.n.decision, 1.2),
            wide("办案单位", c.a.unit, 1.2),
            wide("办案起止日期", f"自{padded(began)}至{padded(c.days.closed)}", 1.2),
            wide("承办人", c.pair, 1.2),
            wide("件页数", f"共{count}件{pages}页", 1.2),
            wide("保管期限", "10年" if short else "30年", 1.2),
            wide("归档号", f"城管{c.days.decision.year}-{c.serial}", 1.2),
            wide("立卷人及归档日期", f"{c.a.filer}　{padded(c.days.archived)}", 1.2),
        ],
        GRID,
    )
    return Paper("案卷封面", c.days.archived, code="GD_COVER")


def toc(w: Word, c: Case, arg: str) -> Paper:
    heads = ["顺序号", "文书题名", "文号", "责任者", "日期", "页号"]
    return contents(w, c, "卷内目录", heads, lambda d: f"{d:%Y-%m-%d}")


def source(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.found)
    w.title("案件登记表", spaced=True)
    w.line(f"编号：{c.n.source}", align="right")
    w.table(
        [
            wide("案件来源", c.f.source),
            wide("登记时间", f"{day}09时00分"),
            *party(c),
            wide("主要内容", c.f.clue, 3),
            wide("登记人", f"{c.f.officers[1]}　{day}"),
            opinion("负责人意见", "请立即派员到现场核查。", c.a.unit_head, day),
        ],
        GRID,
    )
    return Paper("案件登记表", c.days.found, c.n.source, "CF_SRC")


def filing(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.filing)
    w.title("立案审批表", spaced=True)
    w.line(f"编号：{c.n.filing}", align="right")
    w.table(
        [
            wide("案　　由", f"涉嫌{c.f.cause}"),
            wide("案件来源及发现时间", f"{c.f.source}　{padded(c.days.found)}"),
            *party(c),
            wide("案情摘要", f"{c.f.clue}涉嫌违反{c.law.breach}的规定。", 3),
            opinion("承办人意见", f"建议立案查处。承办人：{c.named}", c.pair, day),
            opinion("承办机构意见", "拟同意立案，请局领导审批。", c.a.unit_head, day),
            opinion("负责人审批意见", "同意立案。", c.a.deputy, day),
            wide("立案日期", day),
        ],
        GRID,
    )
    return Paper("立案审批表", c.days.filing, c.n.filing, "CF_LA")


def order(w: Word, c: Case, arg: str) -> Paper:
    w.title(c.a.name, size=18)
    w.title("责令限期改正通知书", spaced=True)
    w.line(c.n.order, align="right")
    w.line(f"{c.party.name}：")
    w.text(
        f"你单位于{padded(c.days.inspection)}在{c.place}被查实"
        f"{c.f.cause}，违反了{c.law.breach}的规定。"
        f"依照{c.statute}{c.articles.order}，"
        f"责令你单位于{padded(c.days.deadline)}前{c.f.demand.action}。"
        "逾期不改正的，将依法从重处理。",
        f"对本通知不服，可自收到之日起六十日内向{c.appeal_to}申请行政复议，"
        f"或者六个月内向{c.a.court}起诉。",
    )
    seal(w, c, padded(c.days.order))
    return Paper("责令限期改正通知书", c.days.order, c.n.order, "CF_ZGZ")


def service(w: Word, c: Case, arg: str) -> Paper:
    title = {
        "order": "责令限期改正通知书",
        "notice": "行政处罚意见告知书",
        "hearing": "行政处罚听证通知书",
        "decision": "行政处罚决定书",
    }[arg]
    number = c.n[arg]
    day = c.days["hearing_notice_served" if arg == "hearing" else f"{arg}_served"]
    w.title("送达回证", spaced=True)
    w.table(
        [
            wide("送达文书名称", f"《{title}》"),
            wide("文书编号", number),
            wide("受送达人", c.party.name),
            wide("送达地点", c.party.address),
            wide("送达方式", "直接送达"),
            wide("收件人签名或者盖章", f"{c.rep.name}（{c.rep.role}）　{padded(day)}11时10分"),
            wide("不能送达理由", "/"),
            wide("代收人及与受送达人关系", "/"),
            wide("见证人", "/"),
            wide("送达人", c.pair),
            wide("备注", "/"),
        ],
        GRID,
    )
    return Paper("送达回证", day, code="SD_HZ")


def report(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.report)
    w.title("案件调查终结报告", spaced=True)
    w.table([wide("案　　由", c.f.cause), *party(c)], GRID)
    w.text(
        f"　一、案件来源及调查经过。{c.f.clue}本局于{padded(c.days.filing)}立案，由{c.named}调查，"
        f"于{day}调查终结，未采取行政强制措施。",
        f"　二、违法事实。{c.story}",
        "　三、证据。"
        + "；".join(f"（{i}）{n}，证明{p}" for i, (n, p) in enumerate(c.evidence(), 1))
        + "。",
        f"　四、定性。违反{c.law.breach}关于{c.law.breach_says}的规定。",
        f"　五、裁量。{c.grade}。",
        f"　六、处理意见。依照{c.law.penalty}，"
        f"建议给予{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
        indent=0,
    )
    w.line(f"调查人员（签名）：{c.pair}　　{day}", align="right")
    w.line(f"承办机构意见：同意。{c.a.unit_head}　　{day}", align="right")
    w.line(f"分管负责人意见：同意，依法告知。{c.a.deputy}　　{day}", align="right")
    return Paper("案件调查终结报告", c.days.report, code="CF_ZJ")


def notice(w: Word, c: Case, arg: str) -> Paper:
    a = c.articles
    w.title(c.a.name, size=18)
    w.title("行政处罚意见告知书", spaced=True)
    w.line(c.n.notice, align="right")
    w.line(f"{c.party.name}：")
    w.text(
        f"你单位{c.f.cause}一案，经本局立案调查，违法事实如下：{c.f.found}",
        f"以上行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依照{c.law.penalty}的规定，"
        f"拟给予你单位{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
        f"依照{c.statute}{a.notice}、{a.statement}的规定，"
        "你单位有陈述和申辩的权利，可在收到本告知书之日起"
        f"{a.statement_days}内提出。",
        f"依照{c.statute}{a.hearing}的规定，你单位有要求举行听证的权利，"
        f"可在收到本告知书之日起{a.hearing_days}内提出听证申请。"
        "逾期视为放弃上述权利。",
        f"联系人：{c.pair}　联系电话：{c.a.phone}　联系地址：{c.a.address}",
    )
    seal(w, c, padded(c.days.notice))
    return Paper("行政处罚意见告知书", c.days.notice, c.n.notice, "CF_GZ")


def approval(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.approval)
    w.title("处罚决定呈批表", spaced=True)
    w.table(
        [
            wide("案　　由", c.f.cause),
            *party(c),
            wide(
                "听证及集体讨论情况",
                f"{padded(c.days.hearing)}举行听证；"
                f"{padded(c.days.discussion)}经局负责人集体讨论。",
            ),
            wide(
                "拟作出的处罚", f"依照{c.law.penalty}，{'、'.join(c.penalties(c.f.fine, MONEY))}。"
            ),
            opinion("承办人意见", "报请作出处罚决定。", c.pair, day),
            opinion("承办机构意见", "同意呈报。", c.a.unit_head, day),
            opinion("负责人审批意见", "同意，按集体讨论意见作出处罚决定。", c.a.head, day),
        ],
        GRID,
    )
    return Paper("处罚决定呈批表", c.days.approval, code="CF_SP")


def decision(w: Word, c: Case, arg: str) -> Paper:
    h, a = c.f.hearing, c.articles
    w.title(c.a.name, size=18)
    w.title("行政处罚决定书", spaced=True)
    w.line(c.n.decision, align="right")
    w.table(party(c), GRID)
    w.text(
        f"本局于{padded(c.days.filing)}对你单位涉嫌{c.f.cause}立案调查。经查：{c.f.found}",
        "认定上述事实的证据有："
        + "；".join(f"{i}.{n}，证明{x}" for i, (n, x) in enumerate(c.evidence(), 1))
        + "。",
        f"本局于{padded(c.days.notice_served)}送达{c.n.notice}《行政处罚意见告知书》。"
        f"你单位于{padded(c.days.hearing_asked)}"
        f"要求听证，本局于{padded(c.days.hearing)}举行了听证，"
        f"你单位提出：{h.claim}。根据听证笔录，本局认为：{h.answer}。",
        f"你单位的行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.f.discretion}。"
        f"依照{c.law.penalty}的规定，经本局负责人集体讨论，决定给予你单位如下行政处罚：",
        "；".join(c.penalties(c.f.fine, MONEY, c.f.get("big_in_decision", ""))) + "。",
        f"你单位应当自收到本决定书之日起十五日内到{c.a.bank}（"
        f"{c.a.bank_address}）缴纳罚款，户名：{c.a.account_name}，"
        f"账号：{c.a.account}，也可通过电子支付系统缴纳。"
        f"到期不缴纳的，依照{c.statute}{a.surcharge}，"
        "每日按罚款数额的百分之三加处罚款，加处罚款不超过罚款本数。",
        f"如不服本决定，可自收到本决定书之日起六十日内向{c.appeal_to}申请行政复议，"
        f"或者六个月内直接向{c.a.court}提起行政诉讼。"
        "复议、诉讼期间不停止本决定的执行。逾期不申请复议、"
        "不起诉又不履行的，本局将申请人民法院强制执行。",
    )
    seal(w, c, padded(c.days.decision))
    return Paper("行政处罚决定书", c.days.decision, c.n.decision, "CF_JD2")


def publication(w: Word, c: Case, arg: str) -> Paper:
    w.title("行政处罚决定公示表", spaced=True)
    w.table(
        [
            wide("公示平台", c.a.platform),
            wide("决定书文号", c.n.decision),
            wide("当事人", c.party.name),
            wide("违法行为", c.f.cause),
            wide("处罚结果", "、".join(c.penalties(c.f.fine, MONEY))),
            wide("决定机关及日期", f"{c.a.name}　{padded(c.days.decision)}"),
            wide("公示日期", padded(c.days.published)),
            wide("经办人", c.a.publisher),
        ],
        GRID,
    )
    return Paper("行政处罚决定公示表", c.days.published, code="GS_PUB")


def recheck(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.recheck)
    w.title("整改复查记录", spaced=True)
    w.table(
        [
            wide("责令改正文书文号", c.n.order),
            wide("复查时间", f"{day}{minutes('10:00')}至{minutes('10:30')}"),
            wide("复查地点", c.place),
            wide("复查人员", f"{c.named}，已出示执法证件"),
            wide("复查结果", f"{c.f.demand.result}。", 3),
            wide("当事人签名", f"{c.rep.name}　{day}"),
            wide("复查人员签名", f"{c.pair}　{day}"),
        ],
        GRID,
    )
    return Paper("整改复查记录", c.days.recheck, code="CF_FC")


def closing(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.closed)
    w.title("结案呈批表", spaced=True)
    w.table(
        [
            wide("案　　由", c.f.cause),
            *party(c),
            wide("立案日期", padded(c.days.filing)),
            wide("处罚决定", f"{c.n.decision}　{'、'.join(c.penalties(c.f.fine, MONEY))}"),
            wide(
                "执行结果",
                f"{padded(c.days.decision_served)}送达，{padded(c.days.paid)}缴纳罚款"
                f"{c.f.fine}元（{capital(c.f.fine)}元整），"
                f"票据号码{c.n.receipt}；{padded(c.days.recheck)}复查已改正。",
            ),
            wide("结案理由", "处罚决定已全部履行。"),
            opinion("承办人意见", "建议结案归档。", c.pair, day),
            opinion("承办机构意见", "同意结案。", c.a.unit_head, day),
            opinion("负责人审批意见", "同意结案。", c.a.deputy, day),
        ],
        GRID,
    )
    return Paper("结案呈批表", c.days.closed, code="ZX_JA")


def tapes(w: Word, c: Case, arg: str) -> Paper:
    heads = ["序号", "文件名", "记录事项", "开始", "结束", "地点", "记录人", "存储位置"]
    return recordings(w, c, "执法记录仪资料清单", heads, "%Y/%m/%d %H:%M")


def note(w: Word, c: Case, arg: str) -> Paper:
    return binding_note(w, c, "备考表", ["情况说明", "立卷人", "检查人", "立卷时间"])


RENDER: dict[str, Render] = {
    "GD_COVER": cover, "GD_TOC": toc, "CF_SRC": source, "CF_LA": filing, "CF_XC": inspection,
    "CF_XW": interview, "CF_ZJTQ": evidence, "CF_ID": identity, "CF_ZGZ": order, "SD_HZ": service,
    "CF_ZJ": report, "CF_GZ": notice, "CF_SP": approval, "CF_JD2": decision,
    "GS_PUB": publication, "ZX_PJ": payment, "CF_FC": recheck, "ZX_JA": closing,
    "GD_AVLIST": tapes, "GD_BKB": note, **HEARING, **SUMMARY,
}  # fmt: skip
