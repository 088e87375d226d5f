"""城市管理: hearing, review by the legal office, discussion by the heads."""

from enforcement.demo.case import Case, Paper, padded, span
from enforcement.demo.layouts.chengguan_records import MONEY
from enforcement.demo.layouts.common import Render, hearing_request, mandate, seal
from enforcement.word import Box, Row, Word

GRID = [3.6, 12.4]


def chair(c: Case) -> str:
    """Who presides over the hearing; a case may name somebody who must not."""
    return str(c.f.hearing.get("chair", c.a.chair))


def hearing_notice(w: Word, c: Case, arg: str) -> Paper:
    h = c.f.hearing
    w.title(c.a.name, size=18)
    w.title("行政处罚听证通知书", spaced=True)
    w.line(c.n.hearing, align="right")
    w.line(f"{c.party.name}：")
    w.text(
        f"你单位于{padded(c.days.hearing_asked)}就涉嫌{c.f.cause}一案提出听证申请。本局决定于"
        f"__{span(c.days.hearing, h)}__在__{h.place}__公开举行听证，请按时参加。",
        f"听证主持人：{chair(c)}　　记录员：{c.a.hearing_clerk}",
        "你单位可以亲自参加，也可以委托一至二人代理；委托代理的，应当提交授权委托书。"
        "认为主持人与本案有直接利害关系的，有权申请回避。"
        "无正当理由拒不出席或者未经许可中途退出的，视为放弃听证权利。",
        f"联系人：{c.a.hearing_clerk}　联系电话：{c.a.phone}",
    )
    seal(w, c, padded(c.days.hearing_notice))
    return Paper("行政处罚听证通知书", c.days.hearing_notice, c.n.hearing, "CF_TZ")


def hearing_record(w: Word, c: Case, arg: str) -> Paper:
    h, day = c.f.hearing, padded(c.days.hearing)
    w.title("听证笔录", spaced=True)
    w.text(
        f"案由：涉嫌{c.f.cause}　　听证方式：公开",
        f"时间：{span(c.days.hearing, h)}",
        f"地点：{h.place}",
        f"主持人：{chair(c)}　　记录员：{c.a.hearing_clerk}",
        f"案件调查人员：{c.named}",
        f"当事人：{c.party.name}　　{c.rep.role}：{c.rep.name}",
        f"委托代理人：{h.agent.name}　工作单位及职务：{h.agent.job}　身份证号：{h.agent.id}",
        indent=0,
    )
    w.text(
        "主持人：现在核对参加人身份。"
        f"（核对无误）我是本次听证的主持人{chair(c)}，不是本案的调查人员。"
        if chair(c) not in c.f.officers
        else f"主持人：现在核对参加人身份。（核对无误）我是本次听证的主持人{chair(c)}。",
        "主持人：告知权利义务：当事人有权委托代理、申请回避、陈述、申辩、质证。是否申请回避？",
        f"代理人（{h.agent.name}）：清楚，不申请回避。",
        f"调查人员（{c.f.officers[0] if chair(c) != c.f.officers[0] else c.f.officers[1]}）："
        f"{c.story}"
        f"证据有{'、'.join(n for n, _ in c.evidence())}。"
        f"拟依照{c.law.penalty}给予{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
    )
    for who, words in h.speech:
        w.text(f"{who}：{words}")
    w.text(
        f"代理人（{h.agent.name}）最后陈述：希望考虑公司已经整改的情况。",
        "主持人：听证结束，请各方核对笔录并签名。（以下空白）",
    )
    w.line("笔录经核对无误。")
    w.line(f"委托代理人（签名）：{h.agent.name}　　{day}")
    w.line(f"案件调查人员（签名）：{c.pair}　　{day}")
    w.line(f"主持人（签名）：{chair(c)}　　记录员（签名）：{c.a.hearing_clerk}　　{day}")
    w.footer("第{PAGE}页 共{PAGES}页", align="center")
    return Paper("听证笔录", c.days.hearing, code="CF_TB")


def hearing_report(w: Word, c: Case, arg: str) -> Paper:
    h, day = c.f.hearing, padded(c.days.hearing_report)
    w.title("听证报告", spaced=True)
    rows: list[Row] = [
        ["案　　由", f"涉嫌{c.f.cause}"],
        ["听证时间、地点", f"{span(c.days.hearing, h)}　{h.place}"],
        ["主持人、记录员", f"{chair(c)}、{c.a.hearing_clerk}"],
        ["当事人主张", f"{h.claim}。"],
        [
            "调查人员意见",
            f"事实清楚、证据确凿，建议给予{'、'.join(c.penalties(c.proposed, MONEY))}。",
        ],
        ["听证认定及建议", f"{h.answer}。建议按拟处罚意见作出决定。"],
        ["主持人签名", f"{chair(c)}　　{day}"],
        ["负责人意见", f"报法制审核后提交集体讨论。　　{c.a.deputy}　　{day}"],
    ]
    w.table(rows, GRID)
    return Paper("听证报告", c.days.hearing_report, code="CF_TR")


def review_request(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.review_sent)
    w.title("法制审核申请表", spaced=True)
    w.table(
        [
            ["送审机构", c.a.unit],
            ["案件名称", c.title],
            ["拟作出的决定", "、".join(c.penalties(c.f.fine, MONEY))],
            ["送审材料", "立案、调查、告知、听证全部案卷材料，案件调查终结报告，听证报告"],
            ["送审人、送审日期", f"{c.pair}　{c.a.unit_head}（同意送审）　　{day}"],
            ["接收人、接收日期", f"{c.a.reviewer}　　{day}"],
        ],
        GRID,
    )
    return Paper("法制审核申请表", c.days.review_sent, code="FZ_SQ")


def review(w: Word, c: Case, arg: str) -> Paper:
    day = padded(c.days.review)
    points = {
        "执法主体、人员资格": "合法，执法人员均持有有效执法证件",
        "职权和管辖": "未超越法定权限，属于本局管辖",
        "事实、证据": "事实清楚，证据合法充分",
        "法律适用": "准确",
        "程序": "立案、调查、告知、听证程序合法",
        "裁量": "裁量基准运用适当",
        "文书": "完备、规范",
        "移送": "不涉嫌犯罪，无需移送",
    }
    w.title("法制审核表", spaced=True)
    w.line(c.n.review, align="right")
    rows: list[Row] = [
        ["案件名称", c.title],
        ["拟作出的决定", "、".join(c.penalties(c.f.fine, MONEY))],
        *([k, v] for k, v in points.items()),
        ["审核意见", Box(f"同意。\n审核人：{c.a.reviewer}（法律职业资格）　　{day}", height=2)],
        ["法制机构负责人", f"同意审核意见。{c.a.legal_head}　　{day}"],
    ]
    w.table(rows, GRID)
    return Paper("法制审核表", c.days.review, c.n.review, "FZ_YJ")


def discussion(w: Word, c: Case, arg: str) -> Paper:
    d, day = c.f.discussion, padded(c.days.discussion)
    members = c.a.members
    w.title("案件集体讨论记录", spaced=True)
    w.text(
        f"案件名称：{c.title}",
        f"时间：{span(c.days.discussion, d)}",
        f"地点：{d.place}",
        f"主持人：{c.a.head}　　记录人：{c.a.discussion_clerk}",
        f"参加人员：{'、'.join(members)}（均为本局负责人）",
        f"列席人员：{c.pair}（汇报案情，不参加表决）",
        indent=0,
    )
    w.text(
        f"一、案情汇报（{c.f.officers[0]}）：{c.story}当事人要求听证，"
        f"{padded(c.days.hearing)}已举行。"
        f"依照{c.law.penalty}，拟给予{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。",
        "二、讨论意见：",
        *(f"{name}：{words}" for name, words in zip(members, d.opinions, strict=True)),
        f"三、表决情况：{len(members)}人参加表决，同意{len(members)}人，反对0人。",
        f"四、结论性意见：同意给予{c.party.name}"
        f"{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。（以下空白）",
    )
    w.line(f"参加人员（签名）：{'、'.join(members)}　　{day}")
    w.line(f"记录人（签名）：{c.a.discussion_clerk}　　{day}")
    return Paper("案件集体讨论记录", c.days.discussion, code="CF_JT")


HEARING: dict[str, Render] = {
    "HEARING_REQUEST": hearing_request, "CF_SQ": mandate, "CF_TZ": hearing_notice,
    "CF_TB": hearing_record, "CF_TR": hearing_report, "FZ_SQ": review_request, "FZ_YJ": review,
    "CF_JT": discussion,
}  # fmt: skip
