"""Home addresses, days of birth, words about health and minors."""

import re
from collections.abc import Iterator
from datetime import date

from casefiles.people import id_birth
from casefiles.personal.model import (
    GAP,
    HAN,
    OFFICE,
    PERSON,
    UNIT,
    WORDS,
    Private,
    any_of,
    is_masked,
)
from casefiles.personal.subjects import office_before, party_at, person_on_line

_VALUE = rf"[{HAN}A-Za-z0-9０-９\-－—#（）()·*＊×]{{2,60}}"
_ASIDE = rf"(?:[（(][^（）()\n]{{0,16}}[）)])?(?:[/／、及和]{GAP}[{HAN}]{{2,6}})?"
_AFTER = rf"{GAP}{_ASIDE}{GAP}(?:[：:为是]{GAP}\n?|\n){GAP}"
_LABELLED = re.compile(
    rf"(?P<label>{any_of(w for k in ('home', 'dwelling', 'seat') for w in WORDS['address'][k])})"
    rf"{_AFTER}(?P<value>{_VALUE})"
)
_HOME, _DWELLING = frozenset(WORDS["address"]["home"]), frozenset(WORDS["address"]["dwelling"])
# 住清平县平安镇桂花小区3幢; not 入住、住建局、住房.
_LIVES = re.compile(
    rf"(?:(?<=[，,；;、（(\s])|^|[现家居])住(?![房宿院建所户宅处])(?:在|于|址)?{GAP}[：:为]?{GAP}"
    rf"(?P<value>[{HAN}]{{2,12}}?(?:省|市|州|县|区|旗|镇|乡|街道|村|路|街|巷|小区){_VALUE})",
    re.M,
)
_FINE = re.compile(
    r"[镇乡村路街巷道号组栋幢座室楼弄社区园寨屯里]|小区|单元|[0-9０-９一二三四五六七八九十]"
)
_COUNTY = re.compile(
    rf"(?:[{HAN}]{{2,3}}(?:省|自治区)|[{HAN}]{{2,4}}(?:特别行政区))?"
    rf"(?:[{HAN}]{{2,10}}?(?:自治州|地区|盟|州|市))?"
    rf"(?:[{HAN}]{{1,10}}?"
    rf"(?:自治县|自治旗|林区|特区|县|旗|(?<![小社园片街校厂矿])区(?!间|委)|市))?"
)
# 你公司（地址：…）、登记注册地址为…
_UNIT_BEFORE = re.compile(
    r"(?:(?:公司|单位|企业|厂|店|合作社)[（(]|(?:注册|登记|经营|办公|公司|单位|企业))\Z"
)
_DAY = (
    r"(?:19|20)[0-9]{2}(?:年[ ]?[0-9]{1,2}月(?:[ ]?[0-9]{1,2}日)?"
    r"|[\-./][0-9]{1,2}(?:[\-./][0-9]{1,2})?)"
)
_BORN = re.compile(
    rf"(?:出{GAP}生(?:日期|年月日|年月|时间)?|生日|生于){GAP}[：:]?[ \n]{{0,6}}(?P<a>{_DAY})"
    rf"|(?P<b>{_DAY})(?=出生|生[，,。；;）)])"
)
_HEALTH = [re.compile(p) for p in WORDS["health"]["patterns"]]
_MINOR = [re.compile(p) for p in WORDS["minor"]["patterns"]]


def county_part(address: str) -> str:
    """The beginning of ``address`` down to its county (县、区、县级市), empty where none is."""
    m = _COUNTY.match(address)
    return m.group() if m else ""


def _is_address(value: str) -> bool:
    """Whether ``value`` says more than the county, and was not masked already."""
    rest = value[len(county_part(value)) :]
    return len(value) >= 4 and _FINE.search(rest) is not None and not is_masked(rest)


def _trimmed(value: str) -> str:
    """``value`` without a bracket that opens or closes outside it."""
    for i, c in enumerate(value):
        if c in "）)" and not re.search(r"[（(]", value[:i]):
            return value[:i]
    open_at = max(value.rfind("（"), value.rfind("("))
    closed = max(value.rfind("）"), value.rfind(")"))
    return value[:open_at] if open_at > closed else value


def _addresses(text: str) -> Iterator[Private]:
    for m in _LABELLED.finditer(text):
        value, start = _trimmed(m["value"]), m.start("value")
        label = re.sub(r"[ \t\u3000\xa0]", "", m["label"])
        if not _is_address(value):
            continue
        sure, why = True, ""
        if label in _HOME or (label in _DWELLING and person_on_line(text, m.start())):
            whose = PERSON
        elif _UNIT_BEFORE.search(text, max(0, m.start() - 8), m.start()):
            whose = UNIT
        elif office_before(text, m.start(), 32):
            whose = OFFICE
        else:
            whose = party_at(text, m.start())
            sure, why = bool(whose), "" if whose else "没有读到当事人，不知道是住处还是经营场所"
        yield Private("住址", start, start + len(value), value, whose, sure, why)
    for m in _LIVES.finditer(text):
        value, start = _trimmed(m["value"]), m.start("value")
        if _is_address(value):
            yield Private("住址", start, start + len(value), value, PERSON)


def is_minor(born: date, on: date) -> bool:
    """Whether somebody born on ``born`` is not yet 18 on the day ``on``."""
    return (on.year - born.year, on.month, on.day) < (18, born.month, born.day)


def _minors(text: str, numbers: list[Private], on: date | None) -> Iterator[Private]:
    for pattern in _MINOR:
        for m in pattern.finditer(text):
            why = "提到未成年人或者未满十八周岁，请核对能否公示、姓名是否隐去"
            yield Private("未成年人", *m.span(), m.group(), PERSON, False, why)
    for p in numbers:
        born = id_birth(p.words) if p.kind == "身份证号码" else None
        if born and on and is_minor(born, on):
            why = "身份证号码显示决定时未满十八周岁，请核对能否公示"
            yield Private("未成年人", p.start, p.start, "", PERSON, False, why)


def find_places(
    text: str, plain: str, numbers: list[Private], on: date | None
) -> Iterator[Private]:
    """Addresses, days of birth, words about health and minors; ``on`` is the day of the decision,
    by which somebody is a minor."""
    yield from _addresses(text)
    for m in _BORN.finditer(plain):
        group = "a" if m["a"] else "b"
        yield Private("出生日期", *m.span(group), m[group], PERSON)
    for pattern in _HEALTH:
        for m in pattern.finditer(text):
            why = "可能是个人的健康信息，请核对"
            yield Private("健康信息", *m.span(), m.group(), PERSON, False, why)
    yield from _minors(text, numbers, on)
