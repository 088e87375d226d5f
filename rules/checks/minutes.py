"""What records written on the spot (笔录) must show: certificates, signatures, times."""

from datetime import date, datetime, timedelta

from casefiles.facts import CaseFile, Document, Fact, Signature
from rules.answers import Answer, Context, Evidence, evidence_of, judged, no, show, unknown, yes
from rules.checks import check
from rules.checks.officers import only_officer
from rules.checks.recording import backed, day_of_record, no_recordings
from rules.looking import absent


@check
def cert_shown(
    case: CaseFile,
    ctx: Context,
    documents: list[str],
    phrase: str,
    near: str,
    certs: int,
    least: int,
) -> Answer:
    """Each record tells that the officers showed their certificates and names ``certs`` numbers
    (行政处罚法第五十五条第一款). A record of fewer than ``least`` characters was not read whole;
    one that speaks of certificates in words like ``near`` may say it in its own way; fewer numbers
    are a fault only where one officer acted alone."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        said = d.first(phrase)
        numbers = {n for f in d.all("certs") for n in f.value or ()}
        people = [
            p for k in ("officers", "recorder", "acting") for f in d.all(k) for p in f.value or ()
        ]
        numbers |= {p.cert for p in people if p.cert}
        blank = d.first("officer_certs")
        if said is None and len("".join(d.text.split())) < least:
            doubt.append(evidence_of(d, None, "出示执法证件的记载", "笔录文字很少，可能没有读全"))
        elif said is None and (spoken := d.first(near)) is not None:
            doubt.append(evidence_of(d, spoken, "出示执法证件的记载", spoken.words))
        elif said is None:
            bad.append(evidence_of(d, None, "出示执法证件的记载", "没有这一记载"))
        elif not numbers and blank is not None and blank.blank:
            bad.append(evidence_of(d, blank, f"{certs}个执法证号", "空白"))
        elif len(numbers) == 1 < certs and (name := only_officer(case, ctx, d)):
            bad.append(evidence_of(d, said, f"{certs}个执法证号", f"只有{name}一人的证号"))
        elif len(numbers) < certs:
            doubt.append(evidence_of(d, said, f"{certs}个执法证号", f"读到{len(numbers)}个"))
        else:
            good.append(evidence_of(d, said))
    return judged(
        case,
        (bad, "笔录没有记载出示执法证件或者证号"),
        (doubt, "出示执法证件的记载或者证号没有读全，请核对"),
        (good, "记载了出示执法证件和证号"),
        missing="没有笔录可供核对",
    )


# --- signatures that are missing --------------------------------------------------------------


_SIGNED_BY_PARTY = ("CF_XW", "CF_XC", "CF_KY", "QZ_BL", "CF_CY", "CF_XDBC")


def _marks(document: Document) -> list[tuple[Fact, Signature]]:
    return [(f, f.value) for f in document.all("signatures") if f.value.role == "当事人"]


def _unsigned(case: CaseFile) -> list[tuple[Document, Fact]]:
    """Records in which the party's place for a signature stands there and nobody signed."""
    found = []
    for d in case.of(*_SIGNED_BY_PARTY):
        marks = _marks(d)
        if marks and not any(s.filled or s.ink for _, s in marks):
            found.append((d, marks[0][0]))
    return found


@check
def party_unsigned(case: CaseFile, ctx: Context) -> Answer:
    """Whether the party's signature is missing in a record."""
    found = _unsigned(case)
    if found:
        return yes("", [evidence_of(d, f) for d, f in found])
    if absent(case, _SIGNED_BY_PARTY) is None:
        return unknown("没有找到笔录，但有文件未能读取或识别")
    return no("没有未签名的笔录")


@check
def absence_noted(case: CaseFile, ctx: Context, phrase: str) -> Answer:
    """Where the party did not sign, the record says why, and a witness or pictures bear it out
    (行政强制法第十八条, 市场监督管理行政处罚程序规定第四十三条)."""
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d, f in _unsigned(case):
        said = d.first(phrase) is not None or any(s.refused for _, s in _marks(d))
        others = [x.value for x in d.all("signatures") if x.value.role == "见证人"]
        witness = bool(d.value("witness")) or any(s.filled for s in others)
        pictures = backed(case, d, day_of_record(d))
        if said and (witness or pictures):
            good.append(evidence_of(d, f))
            continue
        lacking = [
            w
            for w, has in (("拒签或不到场的说明", said), ("见证或音像", witness or pictures))
            if not has
        ]
        place = evidence_of(
            d, f, "注明原因并有见证或音像", f"签名空白，没有{'、没有'.join(lacking)}"
        )
        # Without the reason it is a fault whatever the recordings show.
        sure = not any(s.ink for s in others) and (not said or no_recordings(case))
        (bad if sure else doubt).append(place)
    return judged(
        case,
        (bad, "当事人没有签名，没有注明原因或者没有见证、音像"),
        (doubt, "当事人没有签名，见证或者音像没有读到，请核对"),
        (good, "注明了原因并有见证或者音像"),
        missing="没有未签名的笔录",
    )


# --- times ------------------------------------------------------------------------------------


@check
def times_sound(
    case: CaseFile, ctx: Context, documents: list[str], minutes: str, speed: str, night: str
) -> Answer:
    """Each record tells when it began and ended, in this order (行政处罚法第五十五条第二款).

    否 only where a time stands blank or the end comes before the beginning. Shorter than the
    parameter ``minutes``, written faster than ``speed`` characters a minute, or begun before the
    hour ``night`` is over: 疑点, for no law gives these numbers.
    """
    bad: list[Evidence] = []
    doubt: list[Evidence] = []
    good: list[Evidence] = []
    for d in case.of(*documents):
        a, b = d.first("start_time"), d.first("end_time")
        blanks = [f for f in (a, b) if f is not None and f.blank]
        if a is None or b is None:
            doubt.append(evidence_of(d, a or b, "起止时间", "没有读到"))
        elif blanks:
            # Words without a gap after 至 are a single moment, perhaps read from the wrong place.
            plainly = all(not f.words or "至" in f.words for f in blanks)
            (bad if plainly else doubt).append(evidence_of(d, blanks[0], "起止时间", "空白"))
        elif not (isinstance(a.value, datetime) and isinstance(b.value, datetime)):
            doubt.append(evidence_of(d, a, "起止时间到分钟", show(a.value)))
        elif b.value < a.value:
            sure = a.sure and b.sure
            (bad if sure else doubt).append(
                evidence_of(d, b, f"晚于{show(a.value)}", show(b.value))
            )
        else:
            odd = _odd(ctx, d, a.value, b.value, minutes, speed, night)
            (doubt if odd else good).append(evidence_of(d, a, odd and "时间合理", odd))
    return judged(
        case,
        (bad, "笔录起止时间空白或者倒置"),
        (doubt, "笔录起止时间没有读全或者可疑，请核对"),
        (good, "起止时间齐全"),
        missing="没有笔录可供核对",
        looked_for="笔录",
    )


def _odd(
    ctx: Context, d: Document, start: datetime, end: datetime, minutes: str, speed: str, night: str
) -> str:
    """What is odd about the times of a record, or an empty string."""
    length = end - start
    spent = length / timedelta(minutes=1)
    shortest = _number(ctx, minutes, start.date())
    fastest = _number(ctx, speed, start.date())
    early = _number(ctx, night, start.date())
    chars = len("".join(d.text.split()))
    if shortest is not None and spent < shortest:
        return f"只有{spent:.0f}分钟"
    if fastest is not None and chars > fastest * spent:
        return f"{chars}字只用{spent:.0f}分钟"
    if length > timedelta(days=1):
        return f"跨{length.days}天"
    if early is not None and start.hour < early:
        return f"{start:%H:%M}开始"
    return ""


def _number(ctx: Context, name: str, day: date) -> float | None:
    value = ctx.lookup(name, day)
    return None if value is None else float(str(value.value))
