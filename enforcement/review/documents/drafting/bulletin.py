"""The bulletin (通报)."""

from enforcement.review.documents.drafting.build import (
    HEI,
    KEEP,
    RED,
    SONG,
    TEXT,
    TITLE,
    head,
    heading,
    letter,
    mid,
    rows,
    signed,
    text,
)
from enforcement.word import Word

_SMALL = 10.5


def bulletin() -> Word:
    """评查通报."""
    w = letter()
    w.line(RED + "{{ 组织单位 }}", align="center", size=30, font=TITLE, before=6, after=2)
    w.line("{{ 文号 }}", align="center", before=6, after=24)
    w.line("关于{{ 评查名称 }}情况的通报", align="center", size=22, font=TITLE, after=14)
    w.line(TEXT + "各有关单位：")
    text(
        w,
        "我单位组织开展了{{ 评查名称 }}。现将情况通报如下（括号里的 F 编号是数字的来源，"
        "对应附件和评查清单）：",
    )
    heading(w, "一、基本情况")
    text(
        w,
        "本次评查的范围是{{ 期间起 }}至{{ 期间止 }}办结的案卷，共收卷{{ 收卷.数 }}件"
        "（{{ 收卷.码 }}），按公布的种子随机抽取{{ 机关数 }}个机关的案卷{{ 抽中.数 }}件"
        "（{{ 抽中.码 }}），每件由两名评查人独立初评，意见不一致的经合议，听取被评查单位意见后"
        "终评。已终评{{ 终评.数 }}件（{{ 终评.码 }}），平均{{ 终评.均分 }}分。",
        "评查人认定问题{{ 认定.数 }}处，涉及案卷{{ 认定.卷 }}件（{{ 认定.码 }}）；另有豁免"
        "{{ 豁免.数 }}处（{{ 豁免.码 }}）。启动行政执法监督程序{{ 监督.数 }}件"
        "（{{ 监督.码 }}）。提出异议{{ 异议数 }}件{% for 行 in 异议表 %}，{{ 行.结果 }}"
        "{{ 行.数 }}件（{{ 行.码 }}）{% endfor %}。",
    )
    heading(w, "二、评查结果")
    _grades(w)
    _systems(w)
    _agencies(w)
    heading(w, "三、主要问题")
    _areas(w)
    _rules(w)
    heading(w, "四、整改情况")
    text(
        w,
        "已发整改通知书{{ 整改.通知书数 }}件。已报送整改{{ 整改.报送数 }}件，其中按期"
        "{{ 整改.按期.数 }}件（{{ 整改.按期.码 }}），按期报送率{{ 整改.按期率 }}"
        "（95%区间{{ 整改.按期区间 }}）；已销号{{ 整改.销号.数 }}件（{{ 整改.销号.码 }}），"
        "销号率{{ 整改.销号率 }}（95%区间{{ 整改.销号区间 }}）。",
    )
    w.line("{{p 图_整改 }}")
    heading(w, "五、工作要求")
    text(w, "（由组织单位填写）")
    signed(w)
    w.page_break()
    _annex(w)
    w.footer("—{PAGE}—", align="center")
    return w


def _caption(w: Word, text: str) -> None:
    w.line(KEEP + text, align="center", font=HEI, size=12, before=8, after=4)


def _note(w: Word, text: str) -> None:
    w.line(text, size=_SMALL, font=SONG, before=2, after=8)


def _grades(w: Word) -> None:
    _caption(w, "表1　案卷等级")
    w.table(
        [
            head("等级", "件数", "占比", "95%区间", "上轮件数", "上轮占比",
                  "变化（百分点）", "来源"),
            *rows(
                "行 in 等级表",
                [mid(KEEP + "{{ 行.等级 }}"), mid("{{ 行.数 }}"), mid("{{ 行.占比 }}"),
                 mid("{{ 行.区间 }}"),
                 mid("{{ 行.上轮数 }}"), mid("{{ 行.上轮占比 }}"), mid("{{ 行.变化 }}"),
                 mid("{{ 行.码 }}")],
                8,
            ),
        ],
        (1.6, 1.3, 1.6, 3.4, 2.0, 2.0, 2.3, 1.4),
        size=_SMALL,
    )  # fmt: skip
    _note(w, "{% if 上轮 %}上轮：{{ 上轮 }}。{% else %}没有可以比较的上一轮。{% endif %}"
             "等级按标准评定，没有比例或者数目要求；件数少的，区间宽，不宜据以排名。")  # fmt: skip
    w.line("{{p 图_等级 }}")


def _systems(w: Word) -> None:
    _caption(w, "表2　三项制度合规情况")
    w.table(
        [
            head("制度", "终评案卷", "没有问题的", "合规率", "95%区间", "有问题的", "来源"),
            *rows(
                "行 in 制度表",
                [KEEP + "{{ 行.制度 }}", mid("{{ 行.应评 }}"), mid("{{ 行.合规 }}"),
                 mid("{{ 行.合规率 }}"),
                 mid("{{ 行.区间 }}"), mid("{{ 行.有问题 }}"), mid("{{ 行.码 }}")],
                7,
            ),
        ],
        (4.2, 1.7, 2.0, 1.7, 3.1, 1.6, 1.3),
        size=_SMALL,
    )  # fmt: skip
    w.line("{{p 图_制度 }}")


def _agencies(w: Word) -> None:
    _caption(w, "表3　各机关情况（按名称排列，不排名）")
    w.table(
        [
            head("机关", "件数", "平均分", "等级", "问题（处）", "每卷", "来源"),
            *rows(
                "行 in 机关表",
                ["{{ 行.机关 }}", mid("{{ 行.抽中 }}"), mid("{{ 行.平均分 }}"), "{{ 行.等级 }}",
                 mid("{{ 行.问题数 }}"), mid("{{ 行.卷均问题 }}"),
                 mid("{{ 行.码 }} {{ 行.问题码 }}")],
                7,
            ),
        ],
        (4.2, 1.3, 1.5, 4.0, 1.5, 1.2, 1.9),
        size=_SMALL,
    )  # fmt: skip
    w.line("{{p 图_机关等级 }}")
    w.line("{{p 图_机关 }}")


def _areas(w: Word) -> None:
    _caption(w, "表4　问题分类")
    w.table(
        [
            head("类别", "处", "涉及案卷", "占全部问题", "来源"),
            *rows(
                "行 in 类别表",
                ["{{ 行.类别 }}", mid("{{ 行.数 }}"), mid("{{ 行.卷 }}"), mid("{{ 行.占比 }}"),
                 mid("{{ 行.码 }}")],
                5,
            ),
        ],
        (6.2, 2.2, 2.6, 3.0, 1.8),
        size=_SMALL,
    )  # fmt: skip
    w.line("{{p 图_类别 }}")


def _rules(w: Word) -> None:
    _caption(w, "表5　问题较多的规则")
    w.table(
        [
            head("规则", "要求", "处", "涉及案卷", "来源"),
            *rows(
                "行 in 规则表",
                [mid("{{ 行.规则 }}"), "{{ 行.名称 }}", mid("{{ 行.数 }}"), mid("{{ 行.卷 }}"),
                 mid("{{ 行.码 }}")],
                5,
            ),
        ],
        (2.0, 8.4, 1.5, 2.2, 1.7),
        size=_SMALL,
    )  # fmt: skip
    _note(w, "涉及规则共{{ 规则数 }}条，全部列在评查清单里。")
    w.line("{{p 图_规则 }}")


def _annex(w: Word) -> None:
    w.line("附件1", font=HEI)
    w.line("数字的来源", align="center", size=18, font=TITLE, after=6)
    _note(w, "每个数字都由清单里的行数出来。在评查清单（Excel）里按代码筛选，或者用命令 "
             "anjuan round findings {{ 评查编号 }} --figure 代码，得到同样的清单。")  # fmt: skip
    w.table(
        [
            head("代码", "数字", "数", "数的是什么", "清单"),
            *rows(
                "行 in 来源表",
                [mid("{{ 行.码 }}"), "{{ 行.组 }}：{{ 行.数字 }}", mid("{{ 行.数 }}"),
                 "{{ 行.来源 }}", mid("{{ 行.清单 }}")],
                5,
            ),
        ],
        (1.4, 5.2, 1.3, 6.3, 1.5),
        size=9,
    )  # fmt: skip
    w.line("附件2", font=HEI, before=16)
    w.line("问题清单", align="center", size=18, font=TITLE, after=6)
    w.table(
        [
            head("案号", "机关", "规则", "问题", "代码"),
            *rows(
                "行 in 问题清单",
                ["{{ 行.案号 }}", "{{ 行.机关 }}", mid("{{ 行.规则 }}"), "{{ 行.问题 }}",
                 "{{ 行.码 }}"],
                5,
            ),
        ],
        (3.2, 2.6, 1.7, 5.4, 2.8),
        size=9,
    )  # fmt: skip
    _note(w, "{% if 问题未列 %}另有{{ 问题未列 }}处，列在评查清单里。{% endif %}")
    w.line("附件3", font=HEI, before=10)
    w.line("案卷清单", align="center", size=18, font=TITLE, after=6)
    w.table(
        [
            head("案卷编号", "案号", "机关", "得分", "等级", "问题", "代码"),
            *rows(
                "行 in 案卷清单",
                ["{{ 行.编号 }}", "{{ 行.案号 }}", "{{ 行.机关 }}", mid("{{ 行.得分 }}"),
                 mid("{{ 行.等级 }}"), mid("{{ 行.问题数 }}"), "{{ 行.码 }}"],
                7,
            ),
        ],
        (2.7, 3.6, 2.9, 1.2, 1.4, 1.1, 2.8),
        size=9,
    )  # fmt: skip
    _note(w, "{% if 案卷未列 %}另有{{ 案卷未列 }}件，列在评查清单里。{% endif %}")
    w.line("附件4", font=HEI, before=10)
    w.line("方法说明", align="center", size=18, font=TITLE, after=6)
    for line in (
        "评查标准：{{ 方法.标准 }}（{{ 方法.标准编号 }}）第{{ 方法.标准版本 }}版，SHA-256："
        "{{ 方法.标准哈希 }}。",
        "规则集 SHA-256：{{ 方法.规则集哈希 }}。程序按规则提示疑点，只有两名评查人或者合议采纳的"
        "才算问题；没有抽中的案卷不计入问题和等级。",
        "抽取：{{ 方法.算法 }}；抽样框{{ 方法.抽样框 }}件，公布的种子“{{ 方法.种子 }}”，"
        "抽取记录 SHA-256：{{ 方法.抽取记录哈希 }}，替换{{ 方法.替换数 }}件。任何人可以凭抽取记录"
        "重抽核对。",
        "区间：95%置信区间，用 Wilson 方法，按简单随机抽样近似，没有考虑分层。",
        "本次评查没有规定优秀率、不合格率或者问题数的指标，各机关之间不排名。",
    ):
        w.line(line, size=12, indent=2, after=4)
