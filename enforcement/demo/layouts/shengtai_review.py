"""生态环境: papers inside the agency."""

from enforcement.demo.case import Case, Paper, capital, cn
from enforcement.demo.layouts.common import Render, party_rows
from enforcement.word import Box, Word

NAMES = ("现场检查（勘察）笔录", "调查询问笔录")
GRID = [3.4, 5.0, 3.2, 4.2]
PARTY = [
    "当事人：名称/姓名",
    "统一社会信用代码/身份证件号码",
    "统一社会信用代码/身份证件号码",
    "法定代表人/负责人/经营者",
    "地址/住址",
    "联系电话",
]
MONEY = "罚款人民币{big}元整（¥{small}.00元）"


def party(w: Word, c: Case, name: str = "") -> None:
    w.text(
        f"当事人名称/姓名：{name or c.party.name}",
        f"法定代表人/负责人/经营者：{c.rep.name}",
        f"统一社会信用代码/身份证件号码：{c.party.code}",
        f"地址/住址：{c.party.address}",
        indent=0,
    )


def signed(label: str, words: str, names: str, day: str) -> list[Box | str]:
    return [label, Box(f"{words}\n（签字）{names}　　{day}", cols=3, height=1.9)]


def proofs(c: Case) -> list[str]:
    made = cn(c.days.inspection)
    out = []
    for i, (name, proves) in enumerate(c.evidence(), 1):
        out.append(
            f"{i}.{name}，{made if i == 1 else '调查期间'}由我局制作（提取），证明{proves}；"
        )
    return out


def heard(c: Case) -> str:
    told = (
        f"我局于{cn(c.days.notice_served)}以《行政处罚事先告知书》"
        f"（{c.n.notice}）告知你单位陈述申辩权。"
    )
    s = c.f.get("statement")
    if not s:
        return told + "你单位在规定期限内未提出陈述申辩，视为放弃陈述和申辩的权利。"
    said = f"你单位于{cn(c.days.statement)}提出陈述申辩：{s.says}。"
    return f"{told}{said}我局充分听取后复核认为，{s.answer}。"


def filing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.filing)
    boxes = "　".join(
        ("☑" if kind == c.f.source else "□") + kind
        for kind in ("现场检查", "非现场检查", "投诉举报", "上级交办", "有关部门移送", "其他")
    )
    w.title(c.a.name, size=16)
    w.title("立案审批表")
    w.table(
        [
            ["案件来源", Box(boxes, cols=3)],
            ["立案号", c.n.filing, "发现时间", cn(c.days.found)],
            ["案　　由", Box(f"涉嫌{c.f.cause}案", cols=3)],
            *party_rows(c, PARTY),
            [
                "案情简介及立案理由",
                Box(
                    f"{c.f.clue}涉嫌违反{c.law.breach}的规定。"
                    "经审查，本案有初步证据证明违法行为存在，"
                    "应当给予行政处罚，属于本机关管辖，未超过追责期限。",
                    cols=3,
                ),
            ],
            signed("承办人意见", f"☑建议立案　□建议不予立案。承办人：{c.named}。", c.pair, day),
            signed("承办机构负责人意见", "☑同意立案　□不同意立案。", c.a.unit_head, day),
            signed("单位负责人审批意见", "☑同意立案　□不同意立案。", c.a.deputy, day),
            ["备　　注", Box(f"立案日期：{day}", cols=3)],
        ],
        GRID,
    )
    return Paper("立案审批表", c.days.filing, c.n.filing, "CF_LA")


def report(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.report)
    w.title("行政处罚案件调查报告")
    w.text(
        f"{c.title}，来源为{c.f.source}，{cn(c.days.filing)}立案（"
        f"{c.n.filing}）。现将已查明违法行为的事实和证据、"
        "初步处理意见报告如下："
    )
    w.line("一、当事人基本情况", bold=True)
    party(w, c)
    w.line("二、调查经过", bold=True)
    w.text(
        f"{c.named}于{cn(c.days.inspection)}进行现场检查，"
        f"于{cn(c.f.interviews[0].day)}调查询问当事人，"
        f"并收集书证。调查于{day}终结，期间未采取行政强制措施。"
    )
    w.line("三、违法事实和主要证据", bold=True)
    w.text(c.story, "以上事实，有以下主要证据证明：", *proofs(c))
    w.line("四、调查结论和法律依据", bold=True)
    w.text(f"上述行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.grade}。")
    w.line("五、初步处理意见", bold=True)
    w.text(f"依据{c.law.penalty}的规定，建议处以{'、'.join(c.penalties(c.proposed, MONEY))}。")
    w.line(f"调查人：{c.pair}　　{day}")
    w.line("调查机构意见：同意调查人意见，送法制机构审核。")
    w.line(f"调查机构负责人签字：{c.a.unit_head}　　{day}")
    return Paper("行政处罚案件调查报告", c.days.report, code="CF_ZJ")


def review(w: Word, c: Case, arg: str) -> Paper:
    points = [
        "行政执法主体是否合法",
        "是否超越执法机关法定权限",
        "行政执法人员是否具备执法资格",
        "行政执法程序是否合法",
        "案件事实是否清楚，证据是否合法充分",
        "适用法律、法规、规章是否准确，裁量基准运用是否适当",
        "行政执法文书是否完备、规范",
        "违法行为是否涉嫌犯罪、需要移送司法机关",
    ]
    no = {1, 7}  # the two questions whose good answer is 否
    day = cn(c.days.review)
    lines = [f"{i + 1}.{p}　{'□是　☑否' if i in no else '☑是　□否'}" for i, p in enumerate(points)]
    w.title("案件法制审核表")
    w.table(
        [
            ["案件名称", Box(c.title, cols=3)],
            ["立案号", c.n.filing, "送审时间", cn(c.days.review_sent)],
            ["调查机构", Box(c.a.unit, cols=3)],
            ["拟作出的决定", Box("、".join(c.penalties(c.proposed, MONEY)), cols=3)],
            ["审核内容", Box("\n".join(lines), cols=3)],
            ["存在问题/改进建议", Box("无", cols=3)],
            signed(
                "法制审核人审核意见",
                "☑审核同意　□退回补充完善　□审核不同意\n"
                "主体合法、权限适当、事实清楚、证据充分、"
                "程序合法、法律适用准确、裁量适当、文书规范。",
                f"{c.a.reviewer}（法律职业资格）",
                day,
            ),
            signed("法制机构负责人审核意见", "同意。", c.a.legal_head, day),
            ["备　注", Box("/", cols=3)],
        ],
        GRID,
    )
    return Paper("案件法制审核表", c.days.review, code="FZ_YJ")


def answer(w: Word, c: Case, arg: str) -> Paper:
    day, s = cn(c.days.statement_review), c.f.statement
    w.title("陈述申辩复核表")
    w.table(
        [
            ["案件名称", Box(c.title, cols=3)],
            ["陈述申辩意见", Box(f"{cn(c.days.statement)}书面提出：{s.says}。", cols=3, height=2)],
            ["复核情况", Box(f"{s.answer}。", cols=3, height=3)],
            ["复核结论", Box(s.taken, cols=3)],
            signed("复核人意见", "建议按复核结论处理。", c.a.legal_head, day),
            signed("单位负责人意见", "同意。", c.a.deputy, day),
        ],
        GRID,
    )
    return Paper("陈述申辩复核表", c.days.statement_review, code="CF_FH")


def approval(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.approval)
    w.title("案件处理内部审批表")
    w.table(
        [
            ["申请事项", Box("☑行政处罚决定　□责令改正违法行为　□行政处罚事先告知　□其他", cols=3)],
            ["案件来源", Box(c.f.source, cols=3)],
            *party_rows(c, PARTY),
            [
                "简要案情及申请理由、依据和内容",
                Box(
                    f"{c.story}\n{heard(c)}\n依据{c.law.penalty}的规定，申请作出如下决定："
                    f"{'；'.join(c.penalties(c.f.fine, MONEY))}。",
                    cols=3,
                ),
            ],
            signed("承办人意见", "申请作出行政处罚决定。", c.pair, day),
            signed("承办机构负责人意见", "同意，报审批。", c.a.unit_head, day),
            signed("单位负责人审批意见", "同意作出行政处罚决定。", c.a.head, day),
            ["备注", Box("/", cols=3)],
        ],
        GRID,
    )
    return Paper("案件处理内部审批表", c.days.approval, code="CF_SP")


def closing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.closed)
    w.title("行政处罚案件结案审批表")
    w.table(
        [
            ["案由", c.f.cause, "立案号", c.n.filing],
            *party_rows(c, PARTY),
            ["案件承办人及执法证编号", Box(c.named, cols=3)],
            ["立案时间", cn(c.days.filing), "处罚决定书文号", c.n.decision],
            [
                "处理依据及结果",
                Box(f"{c.law.penalty}；{'、'.join(c.penalties(c.f.fine, MONEY))}", cols=3),
            ],
            ["行政复议、行政诉讼情况", Box("未申请行政复议，未提起行政诉讼", cols=3)],
            [
                "处罚执行情况",
                Box(
                    f"{cn(c.days.decision_served)}送达；"
                    f"{cn(c.days.paid)}缴纳罚款{c.f.fine:,}.00元（{capital(c.f.fine)}元整），"
                    f"票据号码{c.n.receipt}",
                    cols=3,
                ),
            ],
            ["违法行为改正完成情况", Box(f"{cn(c.days.recheck)}复查，已改正", cols=3)],
            signed("承办人意见", "处罚决定由当事人履行完毕，建议结案归档。", c.pair, day),
            signed("承办机构负责人意见", "同意结案。", c.a.unit_head, day),
            signed("单位负责人审批意见", "☑同意结案　□不同意结案", c.a.deputy, day),
            ["备注", Box(f"结案日期：{day}", cols=3)],
        ],
        GRID,
    )
    return Paper("行政处罚案件结案审批表", c.days.closed, code="ZX_JA")


REVIEW: dict[str, Render] = {
    "CF_LA": filing, "CF_ZJ": report, "FZ_YJ": review, "CF_FH": answer, "CF_SP": approval,
    "ZX_JA": closing,
}  # fmt: skip
