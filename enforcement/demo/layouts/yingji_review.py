"""应急管理: papers inside the agency – filing, extension, report, review, discussion, approval."""

from datetime import timedelta

from enforcement.demo.case import Case, Paper, cn, span
from enforcement.demo.layouts.common import Render, later
from enforcement.word import Box, Row, Word

GRID = [2.8, 5.4, 2.6, 5.2]
MONEY = "罚款人民币{small}元（{big}元整）"


def party(c: Case) -> list[Row]:
    """The party in three rows."""
    p, r = c.party, c.rep
    return [
        ["当事人名称", p.name, "统一社会信用代码", p.code],
        ["法定代表人", r.name, "身份证号", r.id],
        ["地址", p.address, "联系电话", r.phone],
    ]


def signed(label: str, words: str, names: str, day: str) -> Row:
    """An opinion box, signed below at the right."""
    return [label, Box(f"{words}\n　\n　　　　　　　　（签名）{names}　{day}", cols=3)]


def source(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.found)
    w.title("案件来源登记表")
    w.line(c.n.source, align="right")
    rows: list[Row] = [
        ["案件来源", c.f.source, "登记时间", later(c.days.found, "17:00")],
        *party(c),
        ["案情摘要", Box(c.f.clue, cols=3, height=3)],
        ["登记人", c.f.officers[1], "登记日期", day],
        signed("负责人意见", "请执法大队核查处理。", c.a.unit_head, day),
    ]
    w.table(rows, GRID)
    return Paper("案件来源登记表", c.days.found, c.n.source, "CF_SRC")


def filing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.filing)
    w.title(c.a.name, size=16)
    w.title("立案审批表")
    w.line(c.n.filing, align="right")
    rows: list[Row] = [
        ["案由", Box(f"涉嫌{c.f.cause}", cols=3)],
        ["案件来源", c.f.source, "发现时间", cn(c.days.found)],
        *party(c),
        ["案件基本情况", Box(f"{c.f.clue}涉嫌违反{c.law.breach}的规定。", cols=3, height=3)],
        signed("承办人意见", f"建议立案。承办人：{c.named}", c.pair, day),
        signed("承办机构意见", "拟同意立案。", c.a.unit_head, day),
        signed("负责人审批意见", "同意立案。", c.a.deputy, day),
        ["立案日期", day, "备注", "/"],
    ]
    w.table(rows, GRID)
    return Paper("立案审批表", c.days.filing, c.n.filing, "CF_LA")


def extension(w: Word, c: Case, arg: str) -> Paper:
    day, e = cn(c.days.extended), c.f.extension
    first = c.days.filing + timedelta(days=30)
    w.title("延长办案期限审批表")
    rows: list[Row] = [
        ["案由", Box(f"涉嫌{c.f.cause}", cols=3)],
        ["当事人", Box(c.party.name, cols=3)],
        ["立案日期", cn(c.days.filing), "原办理期限", f"{cn(first)}前"],
        ["延期理由", Box(f"{e.reason}。", cols=3, height=2.4)],
        ["延长天数", f"{e.days}日", "延长后期限", f"{cn(first + timedelta(days=e.days))}前"],
        signed("承办人意见", "申请延长办案期限。", c.pair, day),
        signed("承办机构意见", "同意延长。", c.a.unit_head, day),
        signed("负责人审批意见", f"同意延长{e.days}日。", c.a.head, day),
    ]
    w.table(rows, GRID)
    return Paper("延长办案期限审批表", c.days.extended, code="CF_YQ")


def report(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.report)
    w.title("案件调查报告")
    w.line("一、当事人基本情况", font="黑体")
    w.table(party(c), GRID)
    w.line("二、案件来源、调查经过", font="黑体")
    w.text(
        f"{c.f.clue}{cn(c.days.filing)}立案，"
        f"由{c.named}负责调查，{day}调查终结，未采取行政强制措施。"
    )
    w.line("三、违法事实及证据", font="黑体")
    w.text(c.story, *(f"证据{i}：{n}，证明{p}。" for i, (n, p) in enumerate(c.evidence(), 1)))
    w.line("四、定性、裁量和处理建议", font="黑体")
    w.text(
        f"违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.grade}。"
        f"依据{c.law.penalty}的规定，"
        f"建议给予{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。"
    )
    w.line(f"调查人员（签名）：{c.pair}　　{day}", align="right")
    w.line(f"承办机构负责人（签名）：同意。{c.a.unit_head}　　{day}", align="right")
    return Paper("案件调查报告", c.days.report, code="CF_ZJ")


def review(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.review)
    w.title(c.a.name, size=16)
    w.title("重大执法决定法制审核意见书", size=20)
    w.line(c.n.review, align="right")
    w.line(f"{c.a.unit}：")
    w.text(
        f"你大队于{cn(c.days.review_sent)}提交审核的{c.title}，"
        f"拟作出{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚决定。"
        f"依据{c.statute}{c.articles.review}的规定，审核如下：",
        "一、关于主体：执法主体合法，执法人员具备执法资格。",
        "二、关于权限：属于本机关职权和管辖范围，未超越法定权限。",
        "三、关于事实和证据：事实清楚，证据合法、充分。",
        "四、关于法律适用和裁量：适用法律准确，裁量适当。",
        "五、关于程序：程序合法。",
        "六、关于文书和移送：文书完备、规范；不涉嫌犯罪，不需要移送司法机关。",
        "审核意见：同意。",
    )
    w.line(f"审核人员（签名）：{c.a.reviewer}（具有法律职业资格）　　{day}", align="right")
    w.line(f"法制机构负责人（签名）：{c.a.legal_head}　　{day}", align="right")
    return Paper("重大执法决定法制审核意见书", c.days.review, c.n.review, "FZ_YJ")


def discussion(w: Word, c: Case, arg: str) -> Paper:
    d, day, members = c.f.discussion, cn(c.days.discussion), c.a.members
    w.title("重大案件集体讨论记录")
    rows: list[Row] = [
        ["案件名称", Box(c.title, cols=3)],
        ["讨论时间", Box(span(c.days.discussion, d), cols=3)],
        ["地点", Box(d.place, cols=3)],
        ["主持人", c.a.head, "记录人", c.a.discussion_clerk],
        ["参加人员", Box(f"{'、'.join(members)}（本机关负责人）", cols=3)],
        ["列席人员", Box(f"{c.pair}（承办人，汇报案情）", cols=3)],
        [
            "案情汇报",
            Box(
                f"{c.f.officers[0]}：{c.story}依据{c.law.penalty}，"
                f"拟给予{'、'.join(c.penalties(c.f.fine, MONEY))}。",
                cols=3,
            ),
        ],
        [
            "讨论意见",
            Box("\n".join(f"{n}：{o}" for n, o in zip(members, d.opinions, strict=True)), cols=3),
        ],
        [
            "表决情况",
            Box(f"应到{len(members)}人，实到{len(members)}人，同意{len(members)}人。", cols=3),
        ],
        [
            "结论性意见",
            Box(
                f"同意给予{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。（以下空白）", cols=3
            ),
        ],
        ["参加人员签名", Box(f"{'、'.join(members)}　　{day}", cols=3)],
        ["记录人签名", Box(f"{c.a.discussion_clerk}　　{day}", cols=3)],
    ]
    w.table(rows, GRID)
    return Paper("重大案件集体讨论记录", c.days.discussion, code="CF_JT")


def approval(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.approval)
    w.title("案件处理呈批表")
    rows: list[Row] = [
        ["案件名称", Box(c.title, cols=3)],
        *party(c),
        [
            "违法事实及处罚依据",
            Box(f"{c.story}\n违反{c.law.breach}，依据{c.law.penalty}。", cols=3),
        ],
        ["拟处理意见", Box(f"给予{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。", cols=3)],
        signed("承办人意见", "报请审批，作出行政处罚决定。", c.pair, day),
        signed("承办机构意见", "同意上述处理意见。", c.a.unit_head, day),
        signed("负责人审批意见", "同意作出行政处罚决定。", c.a.head, day),
    ]
    w.table(rows, GRID)
    return Paper("案件处理呈批表", c.days.approval, code="CF_CL")


REVIEW: dict[str, Render] = {
    "CF_SRC": source, "CF_LA": filing, "CF_YQ": extension, "CF_ZJ": report, "FZ_YJ": review,
    "CF_JT": discussion, "CF_CL": approval,
}  # fmt: skip
