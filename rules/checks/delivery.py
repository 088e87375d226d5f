"""Delivery of papers: who may take them, and what proves the other ways than by hand."""

import re
from datetime import timedelta

from casefiles.facts import CaseFile, Delivery, Document, Fact, chinese_number, same_name, squash
from rules.answers import Answer, Context, Evidence, evidence_of, no, show, unknown, yes
from rules.checks import check
from rules.checks.licence import dated, deliveries_of, settle, signed_for
from rules.looking import absent

_NUMBER = r"(\d{1,3}|[一二三四五六七八九十百]{1,5})"
_RECEIVES = re.compile("(?:代收|签收|领取|接收)[^。；，]{0,8}(?:文书|证)")
_NOTE = re.compile(r"[（(]([^（()）]{2,30})[）)]")
_POINTS = re.compile(r"见[^。；，]{0,24}(?:回执|凭证|详情单|邮单|查询单)")
_PASTED = re.compile("粘贴|贴于|背面|反面")
_EXPIRY = re.compile(rf"{_NUMBER}个?(?:工作)?日[^。；]{{0,20}}视为[^。；]{{0,4}}送达")


def _all_deliveries(case: CaseFile) -> list[tuple[Document, Fact, Delivery]]:
    return [(d, f, f.value) for d in case.of("SD_HZ") for f in d.all("deliveries")]


@check
def served_properly(
    case: CaseFile, ctx: Context, relations: list[str], staff: list[str], family: list[str],
    papers: dict[str, list[str]],
) -> Answer:  # fmt: skip
    """Who took each paper may take it, and other means than direct service have their papers.

    ``relations``: words that tell why somebody else may take it; ``papers``: means → kinds that
    prove it (民事诉讼法第八十七条至第九十一条). For a 自然人 the one who signs is compared by name;
    for others only what stands in brackets behind the name of somebody unknown is looked at. Of
    ``relations`` the words ``staff`` are not enough where the party appointed who is to receive,
    nor are those of ``family`` where it is a unit: its head's brother does not receive for it.
    """
    appointed = any(_RECEIVES.search(o.text) for o in case.of("CF_SQ"))
    unit = any(a.value == "单位" for a in case.acts.get("party_type", []))
    unfit = [*(staff if appointed else ()), *(family if unit else ())]
    fit = [w for w in relations if w not in unfit]
    odd: list[Evidence] = []
    good: list[Evidence] = []
    party = case.party
    natural = any(a.value == "自然人" for a in case.acts.get("party_type", []))
    agents = {p.name for d in case.documents for f in d.all("agent") for p in f.value or ()}
    for d, f, x in _all_deliveries(case):
        who = x.receiver
        signed = who.filled or who.ink or who.refused or bool(x.refusal)
        kinds = papers.get(x.mode)
        if kinds and not case.has(*kinds):
            odd.append(evidence_of(d, f, f"{x.mode}的凭证在卷", "没有找到凭证"))
        elif x.mode in ("直接送达", "委托送达") and not signed:
            odd.append(evidence_of(d, f, "受送达人签收", "签收栏空白"))
        elif x.mode == "直接送达" and x.proxy and not _related(x.proxy, fit):
            odd.append(evidence_of(d, f, "写明代收人与受送达人的关系", x.proxy))
        elif (
            x.mode == "直接送达"
            and natural
            and party is not None
            and not x.proxy
            and who.people
            and not any(same_name(p, str(party.value)) or p in agents for p in who.people)
            and "当事人" not in who.people
        ):
            odd.append(evidence_of(d, f, f"{party.value}或者有权代收的人签收", show(who.people)))
        elif x.mode == "直接送达" and not x.proxy and (note := _outsider(case, d, x, fit)):
            odd.append(evidence_of(d, f, "受送达人或者负责收件的人签收", note))
        elif x.mode == "直接送达" and unit and not x.proxy and _stranger(case, d, x):
            odd.append(evidence_of(d, f, "写明签收人的身份", show(who.people)))
        else:
            good.append(evidence_of(d, f))
    return settle([], odd, good, ("", "送达方式或者签收人有疑问", "没有读到送达记录"))


_NOT = re.compile(r"(?:非|不是|并非)[^，,、；;。]{1,10}")


def _related(words: str, relations: list[str]) -> bool:
    """Whether ``words`` tell one of ``relations``, other than to deny it (非公司职工)."""
    return any(w in _NOT.sub("", words) for w in relations)


def _outsider(case: CaseFile, d: Document, x: Delivery, relations: list[str]) -> str:
    """Who signed, where the receipt says in brackets that he is somebody else than ``relations``
    and no other paper names him for the party; empty otherwise."""
    for f in d.all("receiver_sign"):
        note = _NOTE.search(f.words)
        if note is None or _related(note[1], relations):
            continue
        for name in x.receiver.people:
            if name in f.words and not _of_party(case, name):
                return f"{name}{note[0]}"
    return ""


def _stranger(case: CaseFile, d: Document, x: Delivery) -> bool:
    """Whether nothing tells who the one is that signed, in a file that notes it of others."""
    told = any(_NOTE.search(f.words) for r in case.of("SD_HZ") for f in r.all("receiver_sign"))
    said = squash("".join(f.words for f in d.all("receiver_sign")))
    names = [n for n in x.receiver.people if squash(n) in said]
    # Nothing but the name: no office, no seal, no second person.
    bare = len(names) == 1 and not re.sub(r"[\d年月日./-]", "", said.replace(names[0], ""))
    return told and bare and not _named(case, d, names[0])


def _named(case: CaseFile, receipt: Document, name: str) -> bool:
    """Whether another paper than ``receipt`` names somebody at all."""
    return any(name in squash(o.text) for o in case.documents if o is not receipt)


def _of_party(case: CaseFile, name: str) -> bool:
    """Whether a paper names somebody as one of the party's people."""
    keys = ("legal_rep", "interviewee", "party_person", "agent")
    found = (p for d in case.documents for k in keys for f in d.all(k) for p in f.value or ())
    papers = case.of("SD_DZ", "CF_SQ", "CF_ID")
    return any(p.name == name for p in found) or any(name in d.text for d in papers)


@check
def served_by_other_means(case: CaseFile, ctx: Context) -> Answer:
    """Whether something was served by post, by announcement or electronically."""
    means = ("邮寄送达", "公告送达", "电子送达")
    found = [(d, f) for d, f, x in _all_deliveries(case) if x.mode in means]
    papers = list(case.of("SD_GG", "SD_YJ"))
    if found or papers:
        return yes("", [*(evidence_of(d, f) for d, f in found), *map(evidence_of, papers)])
    return no("没有采用邮寄、公告、电子送达")


@check
def decision_announced(case: CaseFile, ctx: Context) -> Answer:
    """Whether the decision itself was served by announcement, and not only another paper, such as
    the notice before it."""
    for d, f, x in deliveries_of(case, "CF_JD2", "CF_BY"):
        if x.mode == "公告送达":
            return yes("", [evidence_of(d, f)])
    if absent(case, ["SD_GG"]) is None:
        return unknown("没有找到公告送达的材料，但有文件未能读取或识别")
    open_: list[Evidence] = []
    for d in case.of("SD_GG"):
        text = squash(d.title + d.text)
        decision, other = "决定书" in text, re.search("告知书|通知书|催告书", text) is not None
        if decision and not other:
            return yes("", [evidence_of(d)])
        if decision or not other:
            open_.append(evidence_of(d, None, "公告送达的是哪一份文书", "没有读出"))
    if open_:
        return unknown("公告送达的是否决定书请核对", open_)
    return no("决定书没有公告送达")


@check
def other_means_proved(
    case: CaseFile, ctx: Context, limit: str, later: list[str], post: list[str],
    proof: list[str], consent: list[str], took: list[str],
) -> Answer:  # fmt: skip
    """Post has its receipt, signed, electronic service the consent, announcement its reason and
    the full period ``limit`` before the next step: papers of the kinds ``later`` where the
    decision was announced, the decision where the notice was (民事诉讼法第九十、九十一、九十五条).
    Words of ``post`` in a paper of no known kind, of ``proof`` or ``consent`` in any, leave a gap
    to a person, as do words of ``took`` (妥投) where nobody signed on the receipt of the post."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f, x in _all_deliveries(case):
        e = evidence_of(d, f, f"{x.mode}的凭证")
        if x.mode == "邮寄送达" and not case.has("SD_YJ"):
            # A page without a title or with a picture may be the receipt: no index lists it.
            strange = any(
                not o.title or o.pictures or any(w in o.title + o.text for w in post)
                for o in case.unknown
            )
            bare = _no_receipt(d, x) and not strange and not _elsewhere(case, proof)
            sure = bare and f.sure and not case.unseen and absent(case, ["SD_YJ"])
            (bad if sure else doubt).append(evidence_of(d, f, "邮寄回执在卷", "没有邮寄回执"))
        elif x.mode == "电子送达" and not case.has("SD_DZ"):
            said = _elsewhere(case, consent)
            (bad if not said and f.sure and absent(case, ["SD_DZ"]) else doubt).append(
                evidence_of(d, f, "同意电子送达的确认书", "没有电子送达确认书")
            )
        elif x.mode == "公告送达" and not case.has("SD_GG"):
            doubt.append(evidence_of(d, f, "公告材料在卷", "没有公告材料"))
        elif x.mode in ("邮寄送达", "电子送达"):
            good.append(e)
    for paper in case.of("SD_GG"):
        _announced(case, ctx, paper, limit, later, (bad, doubt, good))
    for d in case.of("SD_YJ"):
        if (place := _never_taken(d)) is None:
            good.append(evidence_of(d))
            continue
        told = any(w in x.text for x in case.documents for w in took) or any(
            x.mode == "邮寄送达" and x.day for *_, x in _all_deliveries(case)
        )
        e = evidence_of(d, place, "签收人和签收日期", "空白")
        (doubt if told or case.unseen else bad).append(e)
    words = ("邮寄、公告、电子送达的要件不全", "请核对", "没有读到送达记录")
    return settle(bad, doubt, good, words)


def _never_taken(d: Document) -> Fact | None:
    """The place for who took the letter, where it and the one for the day stand empty throughout
    the receipt of the post and nothing is pasted there."""
    boxes = [f for key in ("mail_signed", "mail_date") for f in d.all(key)]
    keys = all(d.all(key) for key in ("mail_signed", "mail_date"))
    empty = keys and all(f.blank and not f.words.strip() and f.sure for f in boxes)
    return boxes[0] if empty and not d.pictures and not d.flat else None


def _no_receipt(d: Document, x: Delivery) -> bool:
    """Whether nothing on the form of delivery can be the receipt of the post: it bears no picture,
    and nobody signed or it points to a receipt elsewhere."""
    text = squash(d.text)
    if d.pictures or x.receiver.ink or _PASTED.search(text):
        return False
    bare = not x.receiver.filled and not re.search(r"\d{8,}", text)
    return bare or _POINTS.search(text) is not None


def _elsewhere(case: CaseFile, words: list[str]) -> bool:
    """Whether a paper that is no receipt of service speaks of it."""
    papers = (d for d in case.documents if d.code != "SD_HZ")
    return any(w in d.title + d.text for d in papers for w in words)


def _announced(
    case: CaseFile,
    ctx: Context,
    d: Document,
    limit: str,
    later: list[str],
    into: tuple[list[Evidence], list[Evidence], list[Evidence]],
) -> None:
    """Judge one announcement and sort what was seen into faults, doubts and the rest."""
    bad, doubt, good = into
    posted = dated(case, ["SD_GG"], "pub_date", "doc_date")
    mine = next(((f, day) for x, f, day in posted if x is d), None)
    if mine is None:
        doubt.append(evidence_of(d, None, "公告发布日期", "没有读到公告日期"))
        return
    f, day = mine
    value = ctx.lookup(limit, day)
    if value is None or value.status != "核实":
        source = value.source if value else limit
        doubt.append(evidence_of(d, f, "公告期限", f"公告期限（{source}）尚未核实"))
        return
    last = day + timedelta(value.days)
    # Where the text changed while the period ran, a person decides by which one it ends.
    then = ctx.lookup(limit, last)
    changed = then is None or then.value != value.value
    reasons = [d, *case.of("SD_HZ")]
    if not any(x.first("unreachable") for x in reasons):
        doubt.append(evidence_of(d, None, "无法用其他方式送达的原因", "没有读到公告送达的原因"))
    stated = [n for m in _EXPIRY.finditer(squash(d.text)) if (n := chinese_number(m[1]))]
    if stated and max(stated) < value.days:
        e = evidence_of(d, None, f"经过{value.days}日视为送达", f"公告写{max(stated)}日")
        (doubt if changed or not f.sure or f.why else bad).append(e)
    decision, notice = "决定书" in d.text, "告知书" in d.text
    kinds = later if decision and not notice else []
    if notice and not decision:
        kinds = ["CF_JD2"]
    for x, y, when in dated(case, kinds, "doc_date"):
        # Served in another way as well, the announcement did not matter.
        other = "CF_JD2" if decision else "CF_GZ"
        given = any(v.mode != "公告送达" for *_, v in deliveries_of(case, other, "CF_TG"))
        direct = given or any(signed_for(o) for o in case.of(other))
        direct = direct or (notice and case.has("CF_CS", "CF_TB"))
        if when > last:
            good.append(evidence_of(x, y))
            continue
        sure = y.sure and f.sure and not f.why and not direct and not changed
        e = evidence_of(x, y, f"晚于公告期满的{show(last)}", show(when))
        (bad if sure else doubt).append(e)
    good.append(evidence_of(d, f))
