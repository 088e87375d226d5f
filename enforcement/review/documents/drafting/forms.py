"""The forms and letters of one case file."""

from enforcement.review.documents.drafting.build import (
    TEXT,
    case_head,
    form,
    head,
    key,
    letter,
    mid,
    rows,
    signed,
    text,
    title,
)
from enforcement.word import Box, Word


def sheet() -> Word:
    """评查表."""
    w = form("行政执法案卷评查表")
    w.table(
        [
            *case_head(),
            [key("评查标准"), "{{ 标准 }}（第{{ 标准版本 }}版）", key("评查人"), "{{ 评查人 }}"],
            [key("得分、等级"), "{{ 得分 }}分（满分{{ 满分 }}分）　{{ 等级 }}",
             key("评查日期"), "{{ 评查日期 }}"],
        ],
        (2.6, 9.6, 2.6, 9.6),
    )  # fmt: skip
    w.line()
    w.table(
        [
            head("序号", "项目", "评查内容", "标准分", "扣分", "得分", "结论", "理由", "位置",
                  "评查人"),
            *rows(
                "行 in 逐项",
                [mid("{{ 行.序号 }}"), "{{ 行.项目 }}", "{{ 行.内容 }}", mid("{{ 行.标准分 }}"),
                 mid("{{ 行.扣分 }}"), mid("{{ 行.得分 }}"), mid("{{ 行.结论 }}"),
                 "{{ 行.理由 }}", "{{ 行.位置 }}", mid("{{ 行.评查人 }}")],
                10,
            ),
            [Box("合计", cols=3, align="center", bold=True), key("{{ 满分 }}"), "",
             key("{{ 得分 }}"), key("{{ 等级 }}"),
             Box("一票否决：{{ 否决 }}", cols=3)],
            [Box("评语", cols=3, align="center", bold=True, height=1.4),
             Box("{{ 评语 }}", cols=7)],
        ],
        (1.1, 1.8, 5.4, 1.5, 1.2, 1.2, 1.5, 5.0, 3.7, 2.0),
        size=9,
    )  # fmt: skip
    w.line(
        "评查人签名：　　　　　　　　　　　　　　　　　　　　日期：　　　　年　　月　　日",
        before=10,
    )
    w.footer(
        "{{ 评查名称 }}　案卷编号 {{ 案卷编号 }}　标准 {{ 标准哈希 }}", "第{PAGE}页 共{PAGES}页"
    )
    return w


def _problems(w: Word, intro: str, order: bool = True) -> None:
    text(w, intro)
    w.line("{%p for 行 in 问题 %}")
    fix = "{% if 行.改正 %}改正要求：{{ 行.改正 }}{% endif %}" if order else ""
    text(
        w,
        "{{ 行.序号 }}．{{ 行.问题 }}（{{ 行.位置 }}"
        "{% if 行.项目 %}，评查项目{{ 行.项目 }}{% endif %}）。"
        "{% if 行.依据 %}依据：{{ 行.依据 }}。{% endif %}" + fix,
    )
    w.line("{%p endfor %}")


def opinion() -> Word:
    """评查意见书."""
    w = letter()
    title(w, "行政执法案卷评查意见书")
    w.line("{{ 文号 }}", align="center", after=12)
    w.line(TEXT + "{{ 机关 }}：")
    text(
        w,
        "根据“{{ 评查名称 }}”的安排，我单位组织对你单位办理的{{ 当事人 }}一案"
        "（案号：{{ 案号 }}）的案卷进行了评查。依照《{{ 标准 }}》（第{{ 标准版本 }}版），"
        "该案卷评查得分{{ 得分 }}分，拟定等级为{{ 等级 }}。现将评查意见反馈如下：",
    )
    w.line("{%p if 问题数 == 0 %}")
    text(w, "评查没有发现问题。")
    w.line("{%p else %}")
    _problems(w, "评查认定以下{{ 问题数 }}处问题：")
    w.line("{%p endif %}")
    text(
        w,
        "你单位对上述意见有异议的，可以在{{ 异议截止 }}以前（{{ 异议工作日 }}个工作日内）"
        "书面提出，写明理由并附有关材料；逾期没有提出的，视为没有异议。",
    )
    signed(w)
    w.footer("—{PAGE}—", align="center")
    return w


def panel() -> Word:
    """合议记录."""
    w = form("行政执法案卷评查合议记录", 12)
    w.table(
        [
            *case_head(),
            [key("合议时间"), "{{ 日期 }}", key("主持人"), "{{ 主持人 }}"],
            [key("参加人"), Box("{{ 参加人 }}", cols=3)],
            [key("初评得分"),
             Box("{{ 评查人一 }}：{{ 得分一 }}分　　{{ 评查人二 }}：{{ 得分二 }}分", cols=3)],
        ],
        (2.6, 6.0, 2.6, 5.0),
    )  # fmt: skip
    w.line("需要合议的事项", bold=True, before=8, after=4)
    w.table(
        [
            head("序号", "事项", "{{ 评查人一 }}", "{{ 评查人二 }}", "合议意见"),
            *rows(
                "行 in 事项",
                [mid("{{ 行.序号 }}"), "{{ 行.事项 }}", "{{ 行.意见一 }}", "{{ 行.意见二 }}",
                 "{{ 行.合议意见 }}"],
                5,
            ),
        ],
        (1.2, 6.0, 2.8, 2.8, 3.4),
        size=10.5,
    )  # fmt: skip
    w.line()
    w.table(
        [
            [Box("合议意见", align="center", bold=True, height=3.0), "{{ 合议意见 }}"],
            [key("合议结果"), "得分{{ 合议得分 }}分，等级{{ 合议等级 }}"],
            [Box("签名", align="center", bold=True, height=1.8), ""],
        ],
        (2.6, 13.6),
    )
    w.footer("{{ 评查名称 }}　案卷编号 {{ 案卷编号 }}", "第{PAGE}页 共{PAGES}页")
    return w


def review() -> Word:
    """异议复核决定."""
    w = letter()
    title(w, "行政执法案卷评查异议复核决定")
    w.line("", after=6)
    w.line(TEXT + "{{ 机关 }}：")
    text(
        w,
        "{{ 异议单位 }}于{{ 异议日期 }}对{{ 当事人 }}一案（案号：{{ 案号 }}）的评查意见提出"
        "异议：{{ 异议内容 }}",
        "复核组（{{ 参加人 }}）进行了复核，结论为：{{ 结论 }}。理由：{{ 复核意见 }}",
    )
    w.line("{%p for 行 in 事项 %}")
    text(w, "{{ 行.序号 }}．{{ 行.事项 }}——{{ 行.复核意见 }}。")
    w.line("{%p endfor %}")
    text(w, "复核后该案卷得分{{ 复核得分 }}分，等级{{ 复核等级 }}。")
    signed(w)
    w.footer("—{PAGE}—", align="center")
    return w


def notice() -> Word:
    """整改通知书."""
    w = letter()
    title(w, "行政执法案卷评查整改通知书")
    w.line("{{ 文号 }}", align="center", after=12)
    w.line(TEXT + "{{ 主送 }}：")
    _problems(
        w,
        "在“{{ 评查名称 }}”中，你单位办理的{{ 当事人 }}一案（案号：{{ 案号 }}）的案卷"
        "终评得分{{ 得分 }}分，等级{{ 等级 }}，认定问题{{ 问题数 }}处：",
    )
    text(
        w,
        "请于{{ 整改期限 }}以前完成整改，并将整改情况和证明材料书面报我单位。整改不得涂改、"
        "抽换、倒填原案卷材料；不能补正的，写明原因和今后的改进措施。逾期没有整改的，"
        "逐级报告上级，并依法启动行政执法监督程序。",
    )
    signed(w)
    w.footer("—{PAGE}—", align="center")
    return w


def recheck() -> Word:
    """整改复查表."""
    w = form("行政执法案卷评查整改复查表", 12)
    w.table(
        [
            *case_head(),
            [key("整改通知书"), "{{ 文号 }}", key("整改期限"), "{{ 整改期限 }}"],
            [key("办理单位"), "{{ 办理单位 }}", key("报送日期"),
             "{{ 报送日期 }}（{{ 是否按期 }}）　退回{{ 退回次数 }}次"],
        ],
        (2.6, 6.0, 2.6, 5.0),
    )  # fmt: skip
    w.line()
    w.table(
        [
            head("序号", "问题", "位置", "整改要求", "复查"),
            *rows(
                "行 in 问题",
                [mid("{{ 行.序号 }}"), "{{ 行.问题 }}", "{{ 行.位置 }}", "{{ 行.改正 }}",
                 mid("{{ 行.复查 }}")],
                5,
            ),
        ],
        (1.2, 5.4, 3.4, 4.4, 1.8),
        size=10.5,
    )  # fmt: skip
    w.line()
    w.table(
        [
            [Box("整改情况", align="center", bold=True, height=2.2), "{{ 整改情况 }}"],
            [key("证明材料"), "{{ 证明材料 }}"],
            [Box("复查意见", align="center", bold=True, height=1.8), "{{ 复查意见 }}"],
            [key("复查结论"), "{{ 复查结论 }}"],
            [key("复查人、日期"), "{{ 复查人 }}　{{ 复查日期 }}"],
        ],
        (2.6, 13.6),
    )
    w.footer("{{ 评查名称 }}　案卷编号 {{ 案卷编号 }}", "第{PAGE}页 共{PAGES}页")
    return w


def supervision() -> Word:
    """监督意见书."""
    w = letter()
    title(w, "行政执法监督意见书")
    w.line("{{ 文号 }}", align="center", after=12)
    w.line(TEXT + "{{ 机关 }}：")
    _problems(
        w,
        "在“{{ 评查名称 }}”中，发现你单位办理的{{ 当事人 }}一案（案号：{{ 案号 }}）存在"
        "以下{{ 问题数 }}处问题：",
        order=False,
    )
    text(w, "现提出以下监督意见：{{ 意见 }}", "请将办理结果书面报我单位。")
    signed(w)
    w.footer("—{PAGE}—", align="center")
    return w
