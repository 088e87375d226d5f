"""城市管理: what is recorded on the spot, and the parts its forms share."""

from enforcement.demo.case import Case, Paper, padded, span
from enforcement.word import Box, Row, Word

GRID = [1.4, 2.8, 4.6, 2.6, 4.6]
MONEY = "罚款人民币{big}元整（{plain}元）"


def party(c: Case) -> list[Row]:
    """The party under a vertical label, a unit or a person."""
    p, r = c.party, c.rep
    if c.natural:
        return [
            [Box("当\n事\n人", rows=2, align="center"), "姓　　名", p.name, "身份证号", r.id],
            ["住　　址", p.address, "电　　话", r.phone],
        ]
    return [
        [Box("当\n事\n人", rows=3, align="center"), "单位名称", p.name, "统一社会信用代码", p.code],
        [r.role, r.name, "电　　话", r.phone],
        ["地　　址", Box(p.address, cols=3)],
    ]


def opinion(label: str, words: str, names: str, day: str) -> Row:
    """An opinion under a vertical label with name and date at the right."""
    tall = "\n".join(label)
    return [Box(tall, align="center"), Box(f"{words}\n　\n　　　　　　　{names}　{day}", cols=4)]


def wide(label: str, text: str, height: float = 0) -> Row:
    """A label over two columns and one wide cell."""
    return [Box(label, cols=2, align="center"), Box(text, cols=3, height=height)]


def inspection(w: Word, c: Case, arg: str) -> Paper:
    i, r, day = c.f.inspection, c.rep, padded(c.days.inspection)
    guide = i.get("guide", {"name": r.name, "role": r.role})
    officers = c.officers[: i.get("officers", len(c.officers))]
    names = "、".join(n for n, _ in officers)
    w.title("现场检查笔录", spaced=True)
    w.table(
        [
            wide("检查时间", span(c.days.inspection, i)),
            wide("检查地点", i.place),
            *party(c),
            wide("现场负责人及职务", f"{guide['name']}　{guide['role']}"),
            wide("检查人及执法证号", "　".join(f"{n} {k}" for n, k in officers)),
            wide("记录人", officers[-1][0]),
        ],
        GRID,
    )
    w.text(
        f"检查人：我们是{c.a.name}的执法人员{names}，已出示执法证件（证号："
        f"{'、'.join(k for _, k in officers)}），请核对。"
        "现依法进行检查，请予配合。你依法享有陈述、申辩的权利，"
        "有申请执法人员回避的权利。",
        f"{guide['name']}：已核对证件，知道上述权利，不申请回避。",
        "检查情况：",
        *i.text,
        "　　————（以下空白）————",
        "被检查人阅后意见：笔录已看过，内容属实。",
    )
    w.line(f"被检查人：{guide['name']}　{day}　　见证人：/")
    w.line(f"检查人：{names}　　记录人：{officers[-1][0]}　　{day}")
    w.footer("第{PAGE}页 共{PAGES}页", align="center")
    return Paper("现场检查笔录", c.days.inspection, code="CF_XC")


def interview(w: Word, c: Case, arg: str) -> Paper:
    i = c.f.interviews[int(arg)]
    p, day = c.who(i), padded(i.day)
    w.title("询问调查笔录", spaced=True)
    w.text(
        f"时间：__{span(i.day, i)}__",
        f"地点：__{i.place}__",
        f"被询问人：__{p.name}__　性别：__{p.sex}__　"
        f"出生日期：__{padded(p.birth)}__　电话：__{p.phone}__",
        f"身份证号：__{p.id}__　工作单位及职务：__{p.employer}{p.role}__",
        f"住址：__{p.home}__　与本案关系：__{p.relation}__",
        f"询问人：__{c.f.officers[0]}__（证号：{c.officers[0][1]}）　"
        f"记录人：__{c.f.officers[1]}__（证号：{c.officers[1][1]}）",
        indent=0,
    )
    w.text(
        f"告知：我们是{c.a.name}执法人员，现向你出示执法证件，"
        f"请你过目。依法对涉嫌{c.f.cause}一案进行询问，"
        "请如实回答。你有陈述、申辩的权利，"
        "有申请我们回避的权利。以上内容听明白没有？是否要求回避？",
        "答：证件看过，听明白了，不要求回避。",
    )
    for question, answer in i.qa:
        w.text(f"问：{question}", f"答：{answer}")
    w.text("问：还有没有需要补充的？", "答：没有。　————（以下空白）————")
    w.line("笔录我已逐页看过，与我所说一致。")
    w.line(f"被询问人：{p.name}　　{day}")
    w.line(f"询问人：{c.f.officers[0]}　　记录人：{c.f.officers[1]}　　{day}")
    w.footer(f"被询问人（签名）：{p.name}　{day}　　第{{PAGE}}页 共{{PAGES}}页")
    return Paper("询问调查笔录", i.day, code="CF_XW")


def evidence(w: Word, c: Case, arg: str) -> Paper:
    for n, e in enumerate(c.f.evidence):
        if n:
            w.page_break()
        day = padded(e.day)
        made = f"，由{c.f.officers[1]}于{day}用执法记录仪拍摄打印" if e.kind == "照片" else ""
        w.title("证据复制（提取）单", spaced=True)
        w.table(
            [
                [Box(f"{e.name}\n（贴处）", cols=5, height=8, align="center")],
                wide("证据名称", e.name),
                wide("证明事项", e.proves),
                wide("出处", f"{e.place}{made}"),
                wide("提供人意见", f"经核对与原件一致。{c.rep.name}（签名）　{day}"),
                wide("提取人及执法证号", f"{c.named}　{day}"),
            ],
            GRID,
        )
    return Paper("证据复制（提取）单", c.f.evidence[-1].day, code="CF_ZJTQ")
