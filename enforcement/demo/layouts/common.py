"""Documents that look the same in every department: those that come from outside the agency,
and the frame of a bound file, whose labels each layout names."""

from collections.abc import Callable, Sequence
from datetime import date

from enforcement.demo.case import Case, Paper, capital, clock, cn
from enforcement.word import Box, Word

Render = Callable[[Word, Case, str], Paper]


def seal(w: Word, c: Case, day: str, mark: str = "（印章）") -> None:
    """Name of the agency, its seal and the date, at the right."""
    w.line()
    w.line(f"{c.a.name}{mark}", align="right")
    w.line(day, align="right")


def party_rows(c: Case, labels: Sequence[str]) -> list[list[Box | str]]:
    """Rows over a grid of four: name, number, representative, address of the party.

    ``labels`` names: party, number of the unit, number of the person, representative, address,
    telephone.
    """
    p = c.party
    number = labels[2] if c.natural else labels[1]
    value = p.rep.id if c.natural else p.code
    rows: list[list[Box | str]] = [[labels[0], p.name, number, value]]
    if not c.natural:
        rows.append([labels[3], f"{p.rep.name}（{p.rep.role}）", labels[5], p.rep.phone])
        rows.append([labels[4], Box(p.address, cols=3)])
    else:
        rows.append([labels[4], p.address, labels[5], p.rep.phone])
    return rows


def identity(w: Word, c: Case, arg: str, day: str = "") -> Paper:
    """Copies of the business licence and the identity card, certified by who gave them."""
    p, r = c.party, c.rep
    when = c.f.interviews[0].day if c.f.get("interviews") else c.days.inspection
    shown = day or cn(when)
    if not c.natural:
        w.title("营业执照复印件", size=16)
        role = "经营者" if p.kind == "个体工商户" else "法定代表人"
        licence = [
            "营 业 执 照",
            "（副本）",
            f"统一社会信用代码　{p.code}",
            f"名　　称　{p.name}",
            f"类　　型　{p.kind}",
            f"{role}　{r.name}",
            f"{'经营场所' if p.kind == '个体工商户' else '住　　所'}　{p.address}",
            f"经营范围　{p.business}",
            f"成立日期　{cn(p.founded)}",
            f"登记机关　{p.registrar}",
        ]
        w.table([[Box("\n".join(licence), height=6)]], [15.5])
        w.line()
    w.title("居民身份证复印件", size=16)
    card = [
        f"姓名　{r.name}",
        f"性别　{r.sex}　民族　{r.get('nation', '汉')}",
        f"出生　{cn(r.birth)}",
        f"住址　{r.home}",
        f"公民身份号码　{r.id}",
    ]
    issuer = (
        f"中华人民共和国居民身份证\n签发机关　{c.a.place}公安局\n有效期限　2016.05.11-2036.05.11"
    )
    w.table([[Box("\n".join(card), height=3.6), issuer]], [8.5, 7])
    w.line()
    w.line(f"经核对，复印件与原件一致。提供人（签名）：{r.name}　　{shown}")
    w.line(f"执法人员（签名）：{c.pair}　　{shown}")
    title = "居民身份证复印件" if c.natural else "营业执照复印件"
    return Paper(title, when, code="CF_ID")


def payment(w: Word, c: Case, arg: str) -> Paper:
    """The receipt of the collecting bank; with ``own_account`` the money went to the agency."""
    day: date = c.days.paid
    own = c.f.get("own_account", False)
    payee = c.a.own_account_name if own else c.a.account_name
    account = c.f.get("own_account_number", c.a.account)
    w.title("云南省非税收入一般缴款书（收据）", size=16)
    w.line(f"票据号码：{c.n.receipt}", align="right")
    rows: list[list[Box | str]] = [
        [f"填制日期：{cn(day)}", f"执收单位名称：{c.a.name}"],
        [f"付款人全称：{c.party.name}", f"收款人全称：{payee}"],
        ["付款人账号：/", f"收款人账号：{account}"],
        ["付款方式：转账", f"收款人开户银行：{c.a.bank}"],
        [f"金额（大写）人民币{capital(c.f.fine)}元整", f"（小写）¥{c.f.fine:,}.00"],
        [
            f"收入项目：{c.a.field}罚没收入（罚款）",
            f"备注：行政处罚决定书{c.n.decision}",
        ],
    ]
    if own:
        stamp = f"缴款日期：{cn(day)}　　收款单位（盖章）：{payee}财务专用章　　经手人：{c.a.filer}"
    else:
        stamp = f"缴款日期：{cn(day)}　　代收机构（盖章）：{c.a.bank}业务受理章　　复核：03号柜员"
    w.table([*rows, [Box(stamp, cols=2)]], [7.8, 7.8], size=10.5)
    return Paper("罚没票据", day, c.n.receipt, "ZX_PJ")


def on_spot_receipt(w: Word, c: Case, arg: str) -> Paper:
    """The printed receipt an officer hands over when taking the money on the spot."""
    day: date = c.days.paid
    w.title("云南省当场罚款收据", size=16)
    w.line(f"票据号码：{c.n.receipt}", align="right")
    w.table(
        [
            [f"被处罚人：{c.party.name}", f"日期：{cn(day)}"],
            [f"处罚机关：{c.a.name}", f"处罚决定书编号：{c.n.decision}"],
            [f"罚款金额（大写）人民币{capital(c.f.fine)}元整", f"¥{c.f.fine:,}.00"],
            [f"收款方式：{c.f.collect}", f"收款人（签名）：{c.f.officers[0]}"],
        ],
        [8.6, 7],
    )
    w.line("云南省财政厅监制　第三联：存根")
    return Paper("当场罚款收据", day, c.n.receipt, "ZX_PJ")


def hearing_request(w: Word, c: Case, arg: str) -> Paper:
    """The party's own request for a hearing."""
    w.title("听证申请书", size=20)
    w.line(f"{c.a.name}：")
    told = c.n.get("hearing_right", c.n.notice)
    w.text(
        f"我单位于{cn(c.days.notice_served)}收到你局{told}文书。我单位对拟作出的行政处罚有异议，"
        f"理由是：{c.f.hearing.claim}。现依法要求举行听证，并委托{c.f.hearing.agent.name}参加。",
        f"联系人：{c.f.hearing.agent.name}　联系电话：{c.f.hearing.agent.phone}",
    )
    w.line()
    w.line(f"申请人：{c.party.name}（公章）", align="right")
    w.line(f"{c.rep.role}：{c.rep.name}（签名）", align="right")
    w.line(cn(c.days.hearing_asked), align="right")
    w.textbox(f"收文登记\n{c.a.name}\n{cn(c.days.hearing_asked)}　收件人：{c.a.hearing_clerk}")
    return Paper("听证申请书", c.days.hearing_asked)


def mandate(w: Word, c: Case, arg: str) -> Paper:
    """The party's power of attorney for the hearing."""
    agent = c.f.hearing.agent
    w.title("授权委托书", size=20, spaced=True)
    w.text(
        f"委托人：{c.party.name}　统一社会信用代码：{c.party.code}",
        f"{c.rep.role}：{c.rep.name}　身份证号码：{c.rep.id}",
        f"受托人：{agent.name}　身份证号码：{agent.id}　工作单位及职务：{agent.job}",
        f"委托事项：参加{c.a.name}就我单位涉嫌{c.f.cause}一案举行的听证。",
        "委托权限：一般代理，代为陈述、申辩、质证，签收有关文书。",
        f"委托期限：自{cn(c.days.mandate)}起至本案听证程序终结止。",
    )
    w.line()
    w.line(f"委托人：{c.party.name}（公章）　{c.rep.role}：{c.rep.name}（签名）", align="right")
    w.line(f"受托人：{agent.name}（签名）　　{cn(c.days.mandate)}", align="right")
    return Paper("授权委托书", c.days.mandate, code="CF_SQ")


def contents(
    w: Word, c: Case, title: str, heads: Sequence[str], show: Callable[[date], str]
) -> Paper:
    """The list of contents. ``heads`` are labels from: 序号, a title, 文号, 责任者, 日期,
    页号, 备注 – in the order wanted; what a column holds is told by its label."""
    w.title(title, size=20, spaced=True)
    rows: list[list[Box | str]] = [[Box(h, align="center", bold=True) for h in heads]]
    page = 1
    for i, paper in enumerate((p for p in c.listed if counted(p)), 1):
        last = page + paper.pages - 1
        cells = []
        for head in heads:
            if "序" in head:
                cells.append(str(i))
            elif "号" in head and "文" in head:
                cells.append(paper.number or "/")
            elif "责任" in head:
                cells.append(c.a.short)
            elif "日期" in head:
                cells.append(show(paper.day))
            elif "页" in head:
                cells.append(str(page) if last == page else f"{page}-{last}")
            elif "注" in head:
                cells.append("")
            else:
                cells.append(paper.title)
        rows.append(list(cells))
        page = last + 1
    wide = {"序": 1.2, "文号": 4.6, "责任": 1.9, "日期": 2.9, "页": 1.4, "注": 1.4}
    widths = [next((v for k, v in wide.items() if k in h), 4.6) for h in heads]
    w.table(rows, widths, size=10.5)
    return Paper(title, c.days.archived, code="GD_TOC")


def counted(paper: Paper) -> bool:
    """Whether a paper has a line in the contents and page numbers of the bound file."""
    return paper.code not in ("GD_COVER", "GD_TOC", "GD_BKB")


def size(c: Case) -> tuple[int, int]:
    """How many documents and pages are bound in the file, without its frame."""
    papers = [p for p in c.listed if counted(p)]
    return len(papers), sum(p.pages for p in papers)


def recordings(w: Word, c: Case, title: str, heads: Sequence[str], stamp: str) -> Paper:
    """The list of recordings; ``stamp`` is the strftime pattern of its times."""
    w.title(title, size=20)
    w.line(f"案件名称：{c.title}")
    rows: list[list[Box | str]] = [[Box(h, align="center", bold=True) for h in heads]]
    for i, tape in enumerate(c.tapes(), 1):
        rows.append(
            [
                str(i),
                f"{tape.start:%Y%m%d}_{i:02d}.mp4",
                tape.subject,
                f"{tape.start:{stamp}}",
                f"{tape.end:{stamp}}",
                tape.place,
                c.f.officers[1] if len(c.f.officers) > 1 else c.f.officers[0],
                f"数据采集站{c.days.decision.year}/{c.serial}",
            ]
        )
    w.table(rows, [1, 2.4, 2.4, 2.5, 2.5, 2.4, 1.5, 2.0], size=9)
    w.text(
        "制作方法：执法记录仪现场录制，返回后由采集工作站自动导入，未经剪辑。"
        f"制作人：{c.pair}。制作时间即上表所列时间。",
    )
    w.line(f"记录人（签名）：{c.pair}　　{cn(c.days.closed)}", align="right")
    return Paper(title, c.days.closed, code="GD_AVLIST")


def binding_note(w: Word, c: Case, title: str, labels: Sequence[str]) -> Paper:
    """The note at the end of the file. ``labels``: situation, who bound it, who checked it,
    when."""
    count, pages = size(c)
    w.title(title, size=20, spaced=True)
    said = (
        f"{labels[0]}：\n　　本卷共有文书材料{count}件，"
        f"共{pages}页；视听资料存储于执法记录仪采集工作站，"
        "未随卷装订。卷内文书齐全，无缺页、破损、涂改。\n（以下空白）"
    )
    signed = (
        f"{labels[1]}：{c.a.filer}\n{labels[2]}：{c.a.checker}\n{labels[3]}：{cn(c.days.archived)}"
    )
    w.table([[Box(said, height=12)], [Box(signed, align="right", height=3)]], [15.5])
    return Paper(title, c.days.archived, code="GD_BKB")


def later(day: date, at: str) -> str:
    """A day and a time of day: 2024年5月8日9时05分."""
    t = clock(at)
    return f"{cn(day)}{t.hour}时{t.minute:02d}分"
