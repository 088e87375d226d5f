"""What running text says: penalties, statutes cited, remedies, periods, fixed phrases."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from casefiles import normalise as n
from casefiles.facts import Citation, Document, Fact, Penalty
from casefiles.vocabulary import penalty_kinds, phrases, signature_role, words

_SENTENCE = 2_000  # characters; longer than any sentence of a decision
_QUOTED = re.compile(r"“[^”\n]{0,400}”|「[^」\n]{0,400}」|‘[^’\n]{0,400}’")
_HINT = re.compile(r"[（(](?:如|注|说明|提示|例如)[^）)\n]{6,200}[）)]|【[^】\n]{2,120}】")


@lru_cache(maxsize=32)
def masked(text: str) -> str:
    """``text`` with what it does not say itself blanked out: quotations (statutes quote amounts),
    printed hints, alternatives that were not ticked."""

    def blank(m: re.Match[str]) -> str:
        return " " * len(m.group())

    text = _HINT.sub(blank, _QUOTED.sub(blank, text))
    for a, b in unticked(text):
        text = text[:a] + re.sub(r"[^\n]", " ", text[a:b]) + text[b:]
    return text


_LINE_OFF = re.compile(r"^[ \u3000]*[□☐][^☑☒√✓■□☐\n]+$", re.MULTILINE)
_LINE_ON = re.compile(r"^[ \u3000]*[☑☒√✓■][^☑☒√✓■□☐\n]{2,12}$", re.MULTILINE)
_BESIDE = re.compile(r"[□☐][^☑☒√✓■□☐；;。\n]{1,30}")


def unticked(text: str) -> list[tuple[int, int]]:
    """What stands behind an empty box in a form while others are ticked: the line, the section
    under a short heading, or the alternative beside a ticked one."""
    if not re.search(r"[☑☒√✓■]", text) or ("□" not in text and "☐" not in text):
        return []
    found = []
    headings = _LINE_ON.search(text) is not None
    for m in _LINE_OFF.finditer(text):
        short = m.end() - m.start() <= 14
        if short and headings:
            found.append((m.start(), _section_end(text, m.end())))
        elif not short:
            found.append(m.span())
    for m in _BESIDE.finditer(text):
        a, b = text.rfind("\n", 0, m.start()) + 1, text.find("\n", m.end())
        if re.search(r"[☑☒√✓■]", text[a : b if b >= 0 else len(text)]):
            found.append(m.span())
    return found


def _section_end(text: str, at: int) -> int:
    """Where the section of a form ends that begins at ``at``: at the next box or signature."""
    for m in re.finditer(
        r"^[ \u3000]*(?:([☑☒√✓■□☐])|([^：:\n]{2,16})[：:])", text[at:], re.MULTILINE
    ):
        if m.group(1) or signature_role(m.group(2), bare=True):
            return at + m.start()
    return len(text)


# --- fixed phrases ----------------------------------------------------------------------------


def phrase(document: Document, key: str) -> list[Fact]:
    """The fact ``True`` at the first place where the document says the phrase, else nothing."""
    wanted = phrases().get(key)
    if wanted is None:
        return []
    text = masked(document.text)
    for m in wanted.find.finditer(text):
        before = text[max(0, m.start() - 6) : m.start()].rstrip()
        if wanted.not_before and before.endswith(wanted.not_before):
            continue
        if wanted.never is not None:
            a, b = sentence(text, m.start(), m.end())
            if wanted.never.search(text, a, b):
                continue
        return [document.quote(m.start(), m.end(), True)]
    return []


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around ``text[start:end]`` (ended by 。 ； or a line feed), not
    more than ``_SENTENCE`` characters away: a text without stops is not searched to its ends."""
    low, high = max(start - _SENTENCE, 0), min(end + _SENTENCE, len(text))
    begins = [i + 1 for c in "。；\n" if (i := text.rfind(c, low, start)) >= 0]
    stops = [i for c in "。；\n" if (i := text.find(c, end, high)) >= 0]
    return max(begins, default=low), min(stops, default=high)


# --- statutes ---------------------------------------------------------------------------------

_LAW = re.compile(r"《([^《》\n]{2,70}?)》")
_NUM = r"[0-9０-９零〇一二两三四五六七八九十百千]+"
_ARTICLE = re.compile(
    rf"(?:\s*[（(][^（）()]{{0,60}}[）)])*[，,]?(?:\s*(?:第{_NUM}章|第{_NUM}节))*\s*第({_NUM})条(之{_NUM})?"
    rf"((?:\s*第{_NUM}款)?(?:\s*[“]?\s*(?:第)?\s*[（(]?{_NUM}[）)]?\s*项)?(?:\s*第{_NUM}目)?)"
)
_MORE = re.compile(
    rf"\s*(?:、|和|及|与|，|以及|或者|至)?\s*第({_NUM})条(之{_NUM})?((?:\s*第{_NUM}款)?(?:\s*(?:第)?[（(]?{_NUM}[）)]?\s*项)?)"
)


def citations(document: Document) -> list[Fact]:
    """Every statute between 《》 with each article number that follows it."""
    text = document.text
    found: list[Fact] = []
    for m in _LAW.finditer(text):
        law = n.squash(m.group(1))
        if not law.endswith(words("law_ends")) or law.endswith(words("law_never")):
            continue
        a, b = sentence(text, m.start(), m.end())
        said = text[a:b]
        at = m.end()
        step = _ARTICLE.match(text, at)
        if step is None:
            found.append(document.quote(m.start(), m.end(), Citation(law, None, "", said)))
            continue
        while step is not None:
            number = n.chinese_number(step.group(1))
            detail = n.squash((step.group(2) or "") + (step.group(3) or ""))
            article = int(number) if number is not None else None
            found.append(
                document.quote(m.start(), step.end(), Citation(law, article, detail, said))
            )
            at = step.end()
            step = _MORE.match(text, at)
    return found


# --- penalties --------------------------------------------------------------------------------

_STRONG = re.compile(
    r"(?:作出|做出|作|处以|给予|予以|处)(?:了)?(?:如下|以下|下列)(?:行政)?(?:处罚|处理)|处罚(?:决定)?如下|决定如下|如下(?:行政)?处罚|以下(?:行政)?处罚"
)
_WEAK = re.compile(
    r"(?:决定|拟|建议|拟决定|现决定)[：:]?\s*(?:对|给予|作出|做出|处以?|责令|依法|予以|没收|罚款|吊销|并处|当场|由|你|当事人)|处以|处罚款"
)
_OVER = re.compile(
    r"(?:收到|接到|送达)[^。；\n]{0,24}(?:之日|日|后)?起?[^。；\n]{0,8}日内|不服|缴纳方式|履行方式和期限|逾期"
)
_RANGE_AFTER = re.compile(
    r"\s*(?:整)?\s*(?:以上|以下|以内|至|到|—|-|～|~|的?(?:标准|幅度|上限|下限))"
)
_RANGE_BEFORE = re.compile(
    r"(?:以上|不超过|不低于|最高|最低|上限|下限|幅度(?:为|是)?|每\S{0,6}|[元万\d]\s*[至到～~—–-])"
    r"\s*(?:人民币)?\s*$"
)
_FINED = re.compile(r"(?<!加处)(?<!不处)(?<!不并处)(?<!不予)(?<!免予)(?<!免除)罚款")
_CLAUSE = re.compile(r"[^，,。；;\n]{0,40}")
# An amount that only says what a fine is reckoned from: 进货总额2160元6%的罚款.
_FIGURES = "[零〇一二两三四五六七八九十]+"
_BASE = re.compile(
    rf"\s*的?\s*(?:[0-9０-９.．]+\s*[%％倍]|(?:百|千)分之|{_FIGURES}(?:点{_FIGURES})?倍)"
)
_SUM = re.compile(r"(?:合并|合计|共计|总计|累计)[^，,。；;\n]{0,8}$")


def proposes(text: str) -> bool:
    """Whether the masked ``text`` proposes a penalty in words."""
    return bool(re.search(r"(?:拟|建议)[^。；\n]{0,30}(?:处罚|罚款|没收|吊销|警告|处以)", text))


def operative(text: str) -> tuple[int, int]:
    """Where the operative part of a decision or notice stands in the masked ``text``."""
    starts = list(_STRONG.finditer(text))
    start = starts[-1].end() if starts else None
    if start is None or (
        "罚" not in text[start : start + 1500] and "警告" not in text[start : start + 400]
    ):
        weak = list(_WEAK.finditer(text))
        fault = text.rfind("违反")
        after = [m for m in weak if m.start() > fault]
        start = (after or weak)[0].start() if weak else None
    if start is None:
        a = max(text.rfind("依据"), text.rfind("根据"))
        start = max(a, 0)
    stop = _OVER.search(text, start)
    return start, stop.start() if stop else len(text)


def fines(
    document: Document, start: int, end: int, text: str
) -> Iterator[tuple[Penalty, int, int]]:
    """Each amount imposed as a fine or confiscated in ``text[start:end]`` (already masked)."""
    last: tuple[int, int, Decimal] | None = None
    fined = False
    for m in n.find_money(text[start:end]):
        a, b = start + m.start, start + m.end
        restated = last is not None and re.fullmatch(
            r"\s*整?(?:的?罚款)?\s*(?:[（(]|即|￥|¥)(?:即|计|小写|大写|人民币|￥|¥|RMB|[：:\s（()）])*",
            text[last[1] : a],
        )
        if restated:
            last = (a, b, m.value)
            continue
        if _RANGE_AFTER.match(text, b) or _RANGE_BEFORE.search(text[max(0, a - 12) : a]):
            continue
        before, behind = text[max(start, a - 22) : a], text[b : b + 14]
        clause = re.split(r"[，。；;\n]|(?<!\d),", before)[-1]
        tail = re.split(r"[，。；;\n]|,(?!\d)", behind)[0]
        if re.search(r"加处|数额的|滞纳金|保证金|违约金", clause + tail) or _BASE.match(tail):
            continue
        if fined and _SUM.search(clause):
            last = (a, b, m.value)
            continue  # the sum of what was read before
        counted = re.search(
            r"罚款[，,]?\s*(?:(?:共|合|总|金额)?(?:计|为)|即|折合)\s*(?:人民币)?\s*$", before
        )
        if (
            counted
            or re.search(r"罚款|罚金|处罚$", clause)
            or re.match(r"[^，。；、]{0,8}罚款", tail)
        ):
            kind = "罚款"
        elif re.search(r"没收", clause):
            kind = "没收违法所得" if re.search(r"所得|收入", clause) else "没收非法财物"
        else:
            continue
        last = (a, b, m.value)
        fined = fined or kind == "罚款"
        yield Penalty(kind, m.value), a, b


def penalties(document: Document, start: int, end: int) -> list[Fact]:
    """The penalties in ``text[start:end]``: amounts first, then kinds without an amount."""
    text = masked(document.text)
    found = [document.quote(a, b, p) for p, a, b in fines(document, start, end, text)]
    named = {f.value.kind for f in found}
    for k in penalty_kinds():
        if k.kind in named:
            continue
        for m in k.find.finditer(text, start, end):
            if "，" in m.group() or (k.never and k.never.match(text, m.start())):
                continue
            to = _CLAUSE.match(text, m.end()) if k.clause else None
            found.append(document.quote(m.start(), to.end() if to else m.end(), Penalty(k.kind)))
            break
    if "罚款" not in named and (bare := _FINED.search(text[start:end])):
        at = start + bare.start()
        found.append(
            document.quote(at, at + 2, Penalty("罚款"), sure=False, why="没有读到罚款数额")
        )
    return found


def mismatched(document: Document) -> list[Fact]:
    """Amounts written twice, in 大写 and in figures, that differ: (first, second) in 元."""
    text = document.text
    amounts = n.find_money(text)
    found: list[Fact] = []
    for a, b in itertools.pairwise(amounts):
        between = text[a.end : b.start]
        if (
            a.upper != b.upper
            and a.value != b.value
            and re.fullmatch(
                r"[\s（(：:，,]*(?:即|计|小写|大写|人民币|￥|¥|RMB|[：:\s（(])*", between
            )
            and (between.strip() or text[b.start : b.start + 1] in "¥￥")
        ):
            found.append(document.quote(a.start, b.end, (a.value, b.value)))
    return found


_REVIEWED = re.compile(
    r"经(?:依法|本科|我科|本机构|法制)?(?:审核|审查|核审)(?:认为|后)?[，,：:]\s*([^。\n]{4,240}。?)"
)


def review_opinion(document: Document) -> Fact | None:
    """The opinion of a legal review written as a letter: 经审核，事实清楚…，同意处罚意见。"""
    for m in _REVIEWED.finditer(masked(document.text)):
        if "如下" not in m.group(1):
            return document.quote(m.start(1), m.end(1))
    return None


# --- remedies and periods ---------------------------------------------------------------------

_REVIEW = re.compile(rf"({_NUM})\s*(个工作日|日|天)\s*(?:之)?内[^。；\n]{{0,80}}?复议")
_ORGS = re.compile(
    r"向((?:[^。；\n向]|(?<=[或者])向){2,90}?)(?:依法)?(?:申请|提起|提出)\s*(?:行政)?复议"
)
_WHERE = re.compile(r"[（(][^）)]*(?:地址|住址|电话|[路街道巷]|\d号)[^）)]*[）)]")
_SUIT = re.compile(rf"({_NUM})\s*(个月|日|天)\s*(?:之)?内[^。；\n内]{{0,60}}?(?:起诉|诉讼)")
_COURT = re.compile(
    r"向([^，。；\n向]{0,30}?(?:人民法院|铁路运输(?:中级)?法院|海事法院|(?<=[县市区州])法院))"
)
_PAY = re.compile(
    rf"(?:收到|接到|送达)[^。；\n]{{0,28}}?({_NUM})\s*(个工作日|日|天)\s*(?:之)?内"
    r"(?:[（(][^（()）\n]*[）)]|[^。；\n（(]){0,60}?(?:缴|交|履行)"
)


def remedies(document: Document) -> dict[str, Fact]:
    """``review_days``, ``review_orgs``, ``suit_period`` (6个月), ``court``, ``pay_days``."""
    # Some files break their lines by hand, in the middle of a sentence.
    text = document.text.replace("\n", " ")
    found: dict[str, Fact] = {}
    if m := _REVIEW.search(text):
        days = n.chinese_number(m.group(1))
        if days is not None:
            found["review_days"] = document.quote(m.start(1), m.end(2), int(days))
    if m := _ORGS.search(text):
        named = _WHERE.sub("", m.group(1))
        orgs = tuple(
            n.squash(o) for o in re.split(r"(?:或者|或|、)向?", named) if len(n.squash(o)) > 1
        )
        found["review_orgs"] = document.quote(m.start(1), m.end(1), orgs)
    at = found["review_days"].anchor.block if "review_days" in found else -1
    for m in _SUIT.finditer(text):
        number = n.chinese_number(m.group(1))
        if number is None or ("复议决定" in text[max(0, m.start() - 30) : m.start()]):
            continue
        period = f"{int(number)}{'个月' if m.group(2) == '个月' else '日'}"
        if period != f"{found['review_days'].value if at >= 0 else 0}日":
            found["suit_period"] = document.quote(m.start(1), m.end(2), period)
            break
    for m in _COURT.finditer(text):
        a, b = sentence(text, m.start(), m.end())
        if "诉" in text[a:b]:
            found["court"] = document.quote(m.start(1), m.end(1), n.squash(m.group(1)))
            break
    if m := _PAY.search(text):
        days = n.chinese_number(m.group(1))
        if days is not None:
            found["pay_days"] = document.quote(m.start(1), m.end(2), int(days))
    return found


_PERIOD = re.compile(
    rf"({_NUM})\s*(个?工作日|日|天)\s*(?:[（(](?:个?工作日|自然日)[）)]\s*)?(?:之)?(?:内|以内)"
    r"(?:\s*[（(][^（()）\n]{0,8}工作日[^（()）\n]{0,6}[）)])?"  # 五日内（以工作日计算）
)


def periods(document: Document) -> dict[str, Fact]:
    """``hearing_days`` and ``defence_days``: (number, unit) as the notice tells the party."""
    text = masked(document.text)
    found: dict[str, Fact] = {}
    for m in _PERIOD.finditer(text):
        a, b = sentence(text, m.start(), m.end())
        said = text[a:b]
        number = n.chinese_number(m.group(1))
        if number is None or re.search(r"缴|复议|诉讼|送达.{0,6}听证通知", said):
            continue
        unit = "工作日" if "工作日" in m.group() else "日"
        key = (
            "hearing_days"
            if "听证" in said
            else "defence_days"
            if re.search("陈述|申辩|异议", said)
            else None
        )
        if key and key not in found:
            found[key] = document.quote(m.start(1), m.end(2), (int(number), unit))
        if key == "hearing_days" and re.search("陈述|申辩", said) and "defence_days" not in found:
            found["defence_days"] = found[key]
    if "defence_days" not in found and "hearing_days" not in found:
        # The period may stand in a sentence of its own after the one that names the right.
        for m in _PERIOD.finditer(text):
            near = text[max(0, m.start() - 90) : m.end() + 30]
            number = n.chinese_number(m.group(1))
            if (
                number is not None
                and re.search("陈述|申辩", near)
                and not re.search("缴|复议", near)
            ):
                unit = "工作日" if "工作日" in m.group() else "日"
                found["defence_days"] = document.quote(m.start(1), m.end(2), (int(number), unit))
                if "听证" in text[max(0, m.start() - 90) : m.start()]:  # for both rights
                    found["hearing_days"] = found["defence_days"]
                break
    return found


def correction_deadline(document: Document) -> Fact | None:
    """The last day by which a correction is ordered (于…前改正, 改正期限至…)."""
    text = masked(document.text)
    best: Fact | None = None
    for d in n.find_dates(text):
        if d.value is None:
            continue
        a, b = sentence(text, d.start, d.end)
        near = text[max(a, d.start - 16) : d.start] + "▢" + text[d.end : min(b, d.end + 24)]
        due = re.search(r"▢(?:之)?前|▢以前|(?:期限|截至|截止|至|限)[^▢]{0,6}▢", near)
        if (
            due
            and re.search(r"改正|整改|停止|拆除|补办|恢复|完成|消除|期限|清理|卸载", text[a:b])
            and (best is None or d.value > best.value)
        ):
            best = document.quote(d.start, d.end, d.value)
    return best
