"""Waivers: a finding that shall not count for one agency until a day, for a reason.

Approved by somebody else than who proposed it; after the last day it is a finding again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enforcement.review import events as ev
from enforcement.review.parts import Event
from enforcement.review.record import Act
from enforcement.review.refusal import Conflict, Refused


@dataclass(slots=True)
class WaiverState:
    """A waiver as its events made it."""

    version: int = 0
    proposed: ev.WaiverProposed | None = None
    by: Act | None = None
    approved: Act | None = None
    revoked: Act | None = None

    @property
    def state(self) -> str:
        """待批准, 已批准 or 已撤销; empty where there is none."""
        if self.proposed is None:
            return ""
        return "已撤销" if self.revoked else "已批准" if self.approved else "待批准"

    def covers(self, agency: str, finding: str, day: date) -> bool:
        """Whether it takes this finding out of the score on ``day``."""
        p = self.proposed
        return (
            p is not None
            and self.state == "已批准"
            and (p.agency, p.finding) == (agency, finding)
            and day <= p.expires
        )


def fold(acts: Iterable[Act]) -> WaiverState:
    """The state after ``acts``."""
    s = WaiverState()
    for a in acts:
        s.version += 1
        match a.event:
            case ev.WaiverProposed() as e:
                s.proposed, s.by = e, a
            case ev.WaiverApproved():
                s.approved = a
            case ev.WaiverRevoked():
                s.revoked = a
    return s


def propose(
    s: WaiverState,
    waiver: str,
    agency: str,
    rule: str,
    finding: str,
    expires: date,
    today: date,
    why: str,
) -> list[Event]:
    """Ask for a waiver."""
    if s.proposed is not None:
        raise Conflict(f"豁免“{waiver}”已由{s.by.who if s.by else ''}申请")
    if not why.strip():
        raise Refused("申请豁免应当写明理由")
    if expires < today:
        raise Refused(f"豁免的截止日 {expires} 已经过去")
    return [
        ev.WaiverProposed(waiver=waiver, agency=agency, rule=rule, finding=finding, expires=expires)
    ]


def approve(s: WaiverState, who: str) -> list[Event]:
    """Approve; never one's own."""
    _there(s)
    assert s.by is not None
    if s.state != "待批准":
        last = s.revoked or s.approved
        raise Conflict(f"这个豁免{s.state}（{last.who if last else ''}）")
    if s.by.who == who:
        raise Refused(f"豁免是{who}自己申请的，应由别人批准")
    return [ev.WaiverApproved()]


def revoke(s: WaiverState, why: str) -> list[Event]:
    """Take it back."""
    _there(s)
    if s.revoked is not None:
        raise Conflict(f"这个豁免已由{s.revoked.who}撤销")
    if not why.strip():
        raise Refused("撤销豁免应当写明理由")
    return [ev.WaiverRevoked()]


def _there(s: WaiverState) -> None:
    if s.proposed is None:
        raise Refused("没有这个豁免；请用 anjuan round waive --list 查看编号")
