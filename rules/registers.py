"""Registers that a rule may ask: officers, agencies, and the list of decisions to be reviewed.

A register that was not given answers nothing: the rules that need it are 待人工, never 合格.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STAFF = (
    "姓名",
    "执法证号",
    "所属机关",
    "执法领域",
    "有效期起",
    "有效期止",
    "法制审核人员",
    "法律职业资格",
)
AGENCIES = ("机关名称", "统一社会信用代码", "主体类型", "执法类别", "有效期起", "有效期止")
REVIEW_LIST = ("机关名称", "情形", "对象", "金额下限", "生效日期")
NAMES = {"执法人员名录": STAFF, "执法主体名录": AGENCIES, "重大执法决定法制审核目录": REVIEW_LIST}


@dataclass(slots=True, frozen=True)
class Officer:
    """One row of 执法人员名录. Dates are inclusive; an empty end means no end."""

    name: str
    cert: str
    agency: str
    start: date | None
    end: date | None
    reviewer: bool
    qualification: str

    def valid_on(self, day: date) -> bool:
        """Whether the certificate is in force on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(slots=True, frozen=True)
class Agency:
    """One row of 执法主体名录."""

    name: str
    kind: str
    powers: str
    start: date | None
    end: date | None

    def valid_on(self, day: date) -> bool:
        """Whether the agency may act in its own name on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(slots=True, frozen=True)
class Listing:
    """One row of 重大执法决定法制审核目录; ``floor`` in 元, ``None`` where any amount counts."""

    agency: str
    matter: str
    party: str
    floor: Decimal | None
    since: date | None


class RegisterError(Exception):
    """A register with a wrong header or cell; the message names file, row and what was expected."""


@dataclass(slots=True, frozen=True)
class Registers:
    """The registers that were given; ``None`` for one that was not."""

    staff: tuple[Officer, ...] | None = None
    agencies: tuple[Agency, ...] | None = None
    review_list: tuple[Listing, ...] | None = None

    @staticmethod
    def of(
        staff: Iterable[Mapping[str, str]] | None = None,
        agencies: Iterable[Mapping[str, str]] | None = None,
        review_list: Iterable[Mapping[str, str]] | None = None,
    ) -> "Registers":
        """Registers from rows keyed by the Chinese headers in ``NAMES``."""
        return Registers(
            None if staff is None else tuple(_officer(r) for r in staff),
            None if agencies is None else tuple(_agency(r) for r in agencies),
            None if review_list is None else tuple(_listing(r) for r in review_list),
        )

    def officers_named(self, name: str, cert: str | None, agency: str | None) -> list[Officer]:
        """The rows for a person: by certificate number where one is printed, else by name."""
        rows = self.staff or ()
        mine = [o for o in rows if o.name == name and (not cert or o.cert == cert)]
        near = [o for o in mine if agency and o.agency == agency]
        return near or mine


def _day(text: str) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")[:10])
    except ValueError as error:
        raise RegisterError(f"“{text}”不是日期，应写成 2024-03-05") from error


def _officer(r: Mapping[str, str]) -> Officer:
    return Officer(
        r["姓名"].strip(),
        r["执法证号"].strip(),
        r.get("所属机关", "").strip(),
        _day(r.get("有效期起", "")),
        _day(r.get("有效期止", "")),
        r.get("法制审核人员", "").strip() in ("是", "√", "1"),
        r.get("法律职业资格", "").strip(),
    )


def _agency(r: Mapping[str, str]) -> Agency:
    return Agency(
        r["机关名称"].strip(),
        r.get("主体类型", "").strip(),
        r.get("执法类别", "").strip(),
        _day(r.get("有效期起", "")),
        _day(r.get("有效期止", "")),
    )


def _listing(r: Mapping[str, str]) -> Listing:
    floor = r.get("金额下限", "").strip().replace(",", "")
    return Listing(
        r["机关名称"].strip(),
        r["情形"].strip(),
        r.get("对象", "").strip(),
        Decimal(floor) if floor else None,
        _day(r.get("生效日期", "")),
    )
