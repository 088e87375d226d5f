"""城市管理: documents of the summary procedure (简易程序)."""

from enforcement.demo.case import Case, Paper, minutes, padded
from enforcement.demo.layouts.chengguan_records import MONEY
from enforcement.demo.layouts.common import Render, on_spot_receipt, seal
from enforcement.word import Box, Word


def on_spot(w: Word, c: Case, arg: str) -> Paper:
    p, r, day = c.party, c.rep, padded(c.days.decision)
    at = f"{day}{minutes(c.f.decided_at)}"
    w.title(c.a.name, size=18)
    w.title("当场行政处罚决定书", spaced=True)
    w.line(f"编号：{c.n.decision}", align="right")
    if c.natural:
        w.text(f"当事人：__{p.name}__　性别：__{r.sex}__　身份证号：__{r.id}__", indent=0)
    else:
        w.text(f"当事人：__{p.name}__　{r.role}：__{r.name}__　代码：__{p.code}__", indent=0)
    w.text(f"住址（地址）：__{p.address}__　电话：__{r.phone}__", indent=0)
    w.text(
        f"经查，{c.f.found}上述事实有现场检查笔录、现场照片为证。",
        f"你的行为违反了{c.law.breach}的规定。"
        f"依照{c.law.penalty}和{c.statute}{c.articles.summary}的规定，"
        f"决定当场给予__{'、'.join(c.penalties(c.f.fine, MONEY))}__的行政处罚，并责令立即改正。",
        f"处罚前，执法人员已出示执法证件（{c.certs}），"
        "口头告知拟作出处罚的内容及事实、理由、依据和陈述、申辩的权利，"
        "当事人表示不陈述、不申辩。",
    )
    if "collect" in c.f:
        w.text(f"缴纳方式：☑当场收缴（{c.f.collect}）　□到银行缴纳")
    else:
        w.text(
            "缴纳方式：□当场收缴　☑自收到本决定书之日起十五日内到"
            f"{c.a.bank}（{c.a.bank_address}）缴纳，"
            f"户名：{c.a.account_name}，账号：{c.a.account}。"
            "逾期每日按罚款数额的百分之三加处罚款，加处罚款不超过罚款本数。"
        )
    w.text(c.f.remedy)
    w.table(
        [
            ["处罚时间", at, "处罚地点", c.f.inspection.place],
            ["执法人员（签名）", Box(c.named, cols=3)],
            ["当事人签收", Box(f"{r.name}　　{day}（已当场收到本决定书）", cols=3)],
        ],
        [3, 5, 2.6, 5.4],
    )
    seal(w, c, day)
    return Paper("当场行政处罚决定书", c.days.decision, c.n.decision, "CF_DC")


SUMMARY: dict[str, Render] = {"CF_DC": on_spot, "ZX_PJ_SPOT": on_spot_receipt}
