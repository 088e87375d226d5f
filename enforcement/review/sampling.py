"""Drawing case files so that anybody can repeat it with nothing but the record.

1. Each agency has a quota: the rate of its case files, rounded half up, at least ``minimum``, at
   most ``maximum``, never more than it has.
2. Within an agency the quota is shared among its strata (kind of enforcement, procedure) by the
   method of largest remainders; equal remainders go to the stratum whose name sorts first.
3. Every case file has a number: SHA-256 of the text “seed|digest of the case file” in UTF-8, in
   hex. In each stratum the smallest numbers are drawn.
4. A replacement is the smallest number not yet used in the same stratum, else in the same agency.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from enforcement.review.parts import Record
from enforcement.review.refusal import Refused

ALGORITHM: Literal["anjuan/draw/1: SHA-256(seed|digest), quota by agency, largest remainder"] = (
    "anjuan/draw/1: SHA-256(seed|digest), quota by agency, largest remainder"
)
By = Literal["类型", "程序"]


class Candidate(Record):
    """A case file that may be drawn. ``digest`` is the hash of its documents at arrival."""

    file: str
    digest: str
    agency: str
    enforcement_type: str = ""
    procedure: str = ""


class Terms(Record):
    """How much is drawn: ``rate`` between 0 and 1, the limits per agency, the published seed."""

    seed: str
    rate: Decimal
    minimum: int = 0
    maximum: int | None = None
    by: tuple[By, ...] = ("类型", "程序")


class Quota(Record):
    """What one stratum of an agency has and gives."""

    agency: str
    stratum: str
    size: int
    quota: int


class DrawRecord(Record):
    """Everything that is needed to repeat the draw, and its result."""

    algorithm: str = ALGORITHM
    round: str
    terms: Terms
    frame: tuple[Candidate, ...] = Field(description="sorted by file")
    quotas: tuple[Quota, ...]
    drawn: tuple[str, ...] = Field(description="by agency, stratum, number")

    def to_json(self) -> str:
        """The same bytes for the same record."""
        return self.model_dump_json(indent=1)


def number(seed: str, digest: str) -> str:
    """The number that a case file draws."""
    return hashlib.sha256(f"{seed}|{digest}".encode()).hexdigest()


def stratum(c: Candidate, by: Sequence[By]) -> str:
    """The stratum of a case file within its agency."""
    says = {"类型": c.enforcement_type or "类型不明", "程序": c.procedure or "程序不明"}
    return "／".join(says[b] for b in by) or "全部"


def draw(round_: str, candidates: Iterable[Candidate], terms: Terms) -> DrawRecord:
    """Draw by ``terms``. Raises ``Refused`` for terms that make no sense."""
    _check(terms)
    frame = tuple(sorted(candidates, key=lambda c: c.file))
    if not frame:
        raise Refused("还没有案卷可以抽取；请先收卷")
    agencies: dict[str, dict[str, list[Candidate]]] = {}
    for c in frame:
        strata = agencies.setdefault(c.agency, {})
        strata.setdefault(stratum(c, terms.by), []).append(c)
    quotas: list[Quota] = []
    drawn: list[str] = []
    for agency in sorted(agencies):
        strata = agencies[agency]
        sizes = {name: len(strata[name]) for name in sorted(strata)}
        shares = _share(_quota(sum(sizes.values()), terms), sizes)
        for name, size in sizes.items():
            quotas.append(Quota(agency=agency, stratum=name, size=size, quota=shares[name]))
            drawn += [c.file for c in _ordered(strata[name], terms.seed)[: shares[name]]]
    return DrawRecord(
        round=round_, terms=terms, frame=frame, quotas=tuple(quotas), drawn=tuple(drawn)
    )


def repeated(record: DrawRecord) -> list[str]:
    """Repeat the draw from its record; what differs, in Chinese: nothing where it is right."""
    if record.algorithm != ALGORITHM:
        return [f"抽取方法“{record.algorithm}”，这个程序只会“{ALGORITHM}”"]
    again = draw(record.round, record.frame, record.terms)
    found: list[str] = []
    if again.quotas != record.quotas:
        found.append("各机关、各层应抽的数目不同")
    for file in sorted({*record.drawn} - {*again.drawn}):
        found.append(f"{file} 记录为抽中，重抽没有抽中")
    for file in sorted({*again.drawn} - {*record.drawn}):
        found.append(f"{file} 重抽抽中，记录没有")
    if not found and again.drawn != record.drawn:
        found.append("抽中的次序不同")
    return found


def replacement(record: DrawRecord, old: str, used: Collection[str]) -> str:
    """The next case file for ``old``; ``used`` are all that were ever drawn or passed in.

    Raises ``Refused`` where none is left."""
    gone = next((c for c in record.frame if c.file == old), None)
    if gone is None:
        raise Refused(f"“{old}”不在抽取的范围内")
    by = record.terms.by
    rest = [c for c in record.frame if c.agency == gone.agency and c.file not in {*used, old}]
    same = [c for c in rest if stratum(c, by) == stratum(gone, by)]
    ordered = _ordered(same or rest, record.terms.seed)
    if not ordered:
        raise Refused(f"“{gone.agency}”没有剩下的案卷可以替换")
    return ordered[0].file


def _ordered(of: Sequence[Candidate], seed: str) -> list[Candidate]:
    # Two copies of one case file draw the same number; the id keeps their order fixed.
    return sorted(of, key=lambda c: (number(seed, c.digest), c.file))


def _check(t: Terms) -> None:
    if not t.seed.strip():
        raise Refused("抽取要有公布的随机种子，例如当众摇出的号码")
    if not 0 <= t.rate <= 1:
        raise Refused(f"抽取比例应在 0 到 1 之间，例如 0.1，现在写的是 {t.rate}")
    if t.minimum < 0 or (t.maximum is not None and t.maximum < t.minimum):
        raise Refused("每个机关最少抽的件数应不小于 0，最多的不小于最少的")
    if t.rate == 0 and t.minimum == 0:
        raise Refused("抽取比例和最少件数都是 0，什么也抽不到")


def _quota(size: int, t: Terms) -> int:
    wanted = int((t.rate * size).quantize(Decimal(1), ROUND_HALF_UP))
    wanted = max(wanted, t.minimum)
    if t.maximum is not None:
        wanted = min(wanted, t.maximum)
    return min(wanted, size)


def _share(quota: int, sizes: dict[str, int]) -> dict[str, int]:
    """``quota`` over the strata in proportion to their sizes, by largest remainders."""
    total = sum(sizes.values())
    exact = {name: Fraction(quota * size, total) for name, size in sizes.items()}
    shares = {name: int(x) for name, x in exact.items()}
    by_rest = sorted(sizes, key=lambda name: (shares[name] - exact[name], name))
    for name in by_rest[: quota - sum(shares.values())]:
        shares[name] += 1
    return shares
