"""农业农村: forms inside the agency, with three opinions each."""

from enforcement.demo.case import Case, Paper, capital, cn
from enforcement.demo.layouts.common import Render, later, party_rows
from enforcement.word import Box, Row, Word

GRID = [3.0, 5.2, 3.2, 4.6]
PARTY = [
    "当事人",
    "统一社会信用代码",
    "身份证号码",
    "法定代表人（负责人）",
    "住所（住址）",
    "联系电话",
]
MONEY = "罚款{plain}元（大写：{big}元整）"


def opinion(label: str, words: str, name: str, day: str) -> Row:
    return [label, Box(f"{words}\n　\n签名：{name}　　　{day}", cols=3, height=2.2)]


def heard(c: Case) -> str:
    served = f"{cn(c.days.notice_served)}送达{c.n.notice}《行政处罚事先告知书》。"
    s = c.f.get("statement")
    if not s:
        return served + "当事人在规定期限内未陈述、申辩，视为放弃。"
    return served + f"当事人于{cn(c.days.statement)}陈述申辩：{s.says}。经复核，{s.answer}。"


def source(w: Word, c: Case, arg: str) -> Paper:
    day = c.days.found
    w.title("案件来源登记表")
    w.line(c.n.source, align="center")
    w.table(
        [
            ["案件来源", Box(f"☑{c.f.source}　□投诉举报　□上级交办　□移送　□其他", cols=3)],
            ["登记时间", Box(later(day, "15:30"), cols=3)],
            *party_rows(c, PARTY),
            ["线索内容", Box(c.f.clue, cols=3, height=3)],
            ["登记人", c.f.officers[1], "登记日期", cn(day)],
            opinion("负责人意见", "请执法大队核查。", c.a.unit_head, cn(day)),
        ],
        GRID,
    )
    return Paper("案件来源登记表", day, c.n.source, "CF_SRC")


def filing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.filing)
    w.title("行政处罚立案审批表")
    w.line(c.n.filing, align="center")
    names = "　".join(f"{n}（{cert}）" for n, cert in c.officers)
    w.table(
        [
            ["案件来源", c.f.source, "受案时间", cn(c.days.found)],
            ["案由", Box(f"涉嫌{c.f.cause}", cols=3)],
            *party_rows(c, PARTY),
            [
                "简要案情",
                Box(
                    f"{c.f.clue}{cn(c.days.inspection)}现场检查后，认为有违法事实需要查处。",
                    cols=3,
                    height=3,
                ),
            ],
            ["立案依据", Box(f"涉嫌违反{c.law.breach}", cols=3)],
            opinion("承办人意见", f"建议立案调查，由{names}承办。", c.pair, day),
            opinion("执法机构意见", "情况属实，同意立案。", c.a.unit_head, day),
            opinion("执法机关意见", "同意立案。", c.a.deputy, day),
            ["立案日期", day, "备注", "/"],
        ],
        GRID,
    )
    return Paper("行政处罚立案审批表", c.days.filing, c.n.filing, "CF_LA")


def conclusion(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.report)
    w.title("案件处理意见书")
    proofs = "；".join(f"{i}.{n}，证明{p}" for i, (n, p) in enumerate(c.evidence(), 1))
    w.table(
        [
            ["案由", Box(c.f.cause, cols=3)],
            *party_rows(c, PARTY),
            [
                "案件调查经过",
                Box(
                    f"{cn(c.days.filing)}立案，{c.pair}经现场检查、"
                    f"询问、收集书证，于{day}调查终结。"
                    "调查期间未采取行政强制措施。",
                    cols=3,
                ),
            ],
            ["违法事实", Box(c.story, cols=3)],
            ["证据材料", Box(proofs, cols=3)],
            [
                "定性及裁量",
                Box(
                    f"上述行为违反了{c.law.breach}关于{c.law.breach_says}的规定。{c.grade}。",
                    cols=3,
                ),
            ],
            [
                "处理意见",
                Box(
                    f"依据{c.law.penalty}的规定，"
                    f"建议给予{'、'.join(c.penalties(c.proposed, MONEY))}的行政处罚。",
                    cols=3,
                ),
            ],
            opinion("承办人意见", "调查终结，拟按上述意见处理。", c.pair, day),
            opinion("执法机构意见", "同意承办人意见，送法制机构审核。", c.a.unit_head, day),
            opinion("执法机关意见", "同意，经法制审核后依法告知。", c.a.deputy, day),
        ],
        GRID,
    )
    return Paper("案件处理意见书", c.days.report, code="CF_CL")


def review(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.review)
    w.title("重大执法决定法制审核意见书", size=20)
    w.line(c.n.review, align="center")
    w.text(
        f"{c.a.unit}：",
        f"你大队{cn(c.days.review_sent)}送审的{c.title}材料收悉。拟作出的处理决定为："
        f"{'、'.join(c.penalties(c.proposed, MONEY))}。经审核：",
    )
    points = [
        "执法主体合法，执法人员具备执法资格，未超越本机关法定权限和管辖范围；",
        "主要事实清楚，证据合法、充分；",
        "适用法律准确，裁量基准运用适当；",
        "立案、调查等程序合法；",
        "执法文书完备、规范；",
        "违法行为不涉嫌犯罪，不需要移送司法机关。",
    ]
    w.text(*(f"{i}.{p}" for i, p in enumerate(points, 1)), "审核意见：同意。")
    w.line(f"审核人（签名）：{c.a.reviewer}（已取得法律职业资格）　　{day}", align="right")
    w.line(f"法制机构负责人（签名）：{c.a.legal_head}　　{day}", align="right")
    return Paper("重大执法决定法制审核意见书", c.days.review, c.n.review, "FZ_YJ")


def answer(w: Word, c: Case, arg: str) -> Paper:
    s, day = c.f.statement, cn(c.days.statement_review)
    w.title("陈述申辩复核意见书")
    w.table(
        [
            ["案由", Box(c.f.cause, cols=3)],
            ["当事人", Box(c.party.name, cols=3)],
            ["陈述申辩要点", Box(f"{cn(c.days.statement)}当事人提出：{s.says}。", cols=3)],
            ["复核情况及理由", Box(f"{s.answer}。", cols=3, height=3)],
            ["复核结论", Box(s.taken, cols=3)],
            opinion("复核人", "建议按上述结论处理。", c.a.legal_head, day),
            opinion("负责人意见", "同意。", c.a.deputy, day),
        ],
        GRID,
    )
    return Paper("陈述申辩复核意见书", c.days.statement_review, code="CF_FH")


def approval(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.approval)
    w.title("行政处罚决定审批表")
    w.table(
        [
            ["案由", Box(c.f.cause, cols=3)],
            *party_rows(c, PARTY),
            ["陈述申辩情况", Box(heard(c), cols=3)],
            [
                "拟处罚决定",
                Box(
                    f"依据{c.law.penalty}，"
                    f"给予{'、'.join(c.penalties(c.f.fine, MONEY))}的行政处罚。",
                    cols=3,
                    height=2,
                ),
            ],
            opinion("承办人意见", "建议按上述内容作出行政处罚决定。", c.pair, day),
            opinion("执法机构意见", "同意。", c.a.unit_head, day),
            opinion("执法机关意见", "同意作出行政处罚决定。", c.a.head, day),
        ],
        GRID,
    )
    return Paper("行政处罚决定审批表", c.days.approval, code="CF_SP")


def closing(w: Word, c: Case, arg: str) -> Paper:
    day = cn(c.days.closed)
    w.title("行政处罚结案报告")
    w.table(
        [
            ["案由", Box(c.f.cause, cols=3)],
            *party_rows(c, PARTY),
            ["立案时间", cn(c.days.filing), "处罚决定送达时间", cn(c.days.decision_served)],
            ["处罚决定", Box(f"{c.n.decision}：{'；'.join(c.penalties(c.f.fine, MONEY))}", cols=3)],
            [
                "执行情况",
                Box(
                    f"当事人于{cn(c.days.paid)}缴清罚款{c.f.fine}元（大写："
                    f"{capital(c.f.fine)}元整），票据号码{c.n.receipt}；"
                    f"违法行为已于{cn(c.days.recheck)}复查合格。"
                    "未申请行政复议或者提起行政诉讼。",
                    cols=3,
                ),
            ],
            ["结案理由", Box("行政处罚决定执行完毕，符合结案条件。", cols=3)],
            opinion("承办人意见", "建议结案。", c.pair, day),
            opinion("执法机构意见", "同意结案。", c.a.unit_head, day),
            opinion("执法机关意见", "同意结案。", c.a.deputy, day),
        ],
        GRID,
    )
    return Paper("行政处罚结案报告", c.days.closed, code="ZX_JA")


REVIEW: dict[str, Render] = {
    "CF_SRC": source, "CF_LA": filing, "CF_CL": conclusion, "FZ_YJ": review, "CF_FH": answer,
    "CF_SP": approval, "ZX_JA": closing,
}  # fmt: skip
