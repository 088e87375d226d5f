"""Who calls: the account behind the token, what it may do, what belongs to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from enforcement.review.desk import Desk, Doing, load_round
from enforcement.web import rights
from enforcement.web.accounts import Account, Session
from enforcement.web.cases import Case, opened
from enforcement.web.guard import NeedLogin, Visit, accounts_of
from enforcement.web.jobs import NotThere
from enforcement.web.masking import masked

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="令牌",
    description="在工作台“我的账号”页建立；只显示一次，数据库里只存哈希；可以随时停用。",
)


@dataclass(slots=True)
class Caller:
    """One request of a program that acts for an account."""

    request: Request
    account: Account

    @property
    def desk(self) -> Desk:
        """The desk of this server."""
        found: Desk = self.request.app.state.desk
        return found

    def doing(self, why: str = "", seen: int | None = None) -> Doing:
        """One act of this account, now."""
        return Doing(self.account.actor, datetime.now(UTC), why, seen)

    @property
    def inside(self) -> bool:
        """Whether the account sees how other agencies' case files are evaluated."""
        return rights.table().allows(self.account.roles, "file.process", False)

    def file(self, file: str, action: str) -> Case:
        """A case file on which the account may do ``action``.

        A case file it may not even see is told like one that is not there."""
        case = opened(Visit(self.request, Session("", "", self.account)), file)
        case.demand(action)
        return case

    def round(self, round_: str) -> dict[str, Any]:
        """The row of a round."""
        with self.desk.db.reading() as r:
            rows = r.rows("rounds", {"round": round_})
        if not rows:
            raise NotThere
        return rows[0]

    def own_agencies(self, action: str = "file.see") -> tuple[str, ...] | None:
        """The agencies to which the account is kept; ``None`` where it sees all."""
        if rights.table().allows(self.account.roles, action, False):
            return None
        unit = self.account.unit
        with self.desk.db.reading() as r:
            rounds = [load_round(r, x["round"]) for x in r.rows("rounds", columns=("round",))]
            agencies = {x["agency"] for x in r.counts("case_files", ("agency",))}
        return tuple(
            sorted(a for a in agencies if any(rights.owns(unit, a, s.units) for s in rounds))
        )

    def covered(self, data: Any, subject: str, unmask: bool, own: bool = True) -> Any:
        """``data`` with the numbers of persons covered unless the account may and wants to see
        them; that it looked is noted before it is shown."""
        if unmask:
            rights.check(self.account.roles, "personal.unmask", own)
        what = "接口：显示完整号码" if unmask else "接口：读取案卷"
        accounts_of(self.request).looked(self.account, what, subject)
        return data if unmask else _covered(data)


def _covered(data: Any) -> Any:
    if isinstance(data, str):
        return masked(data)
    if isinstance(data, dict):
        return {k: _covered(v) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_covered(v) for v in data]
    return data


def caller(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    """The account behind the token; cookies do not count here, so nothing can be forged."""
    account = accounts_of(request).by_token(given.credentials) if given else None
    if account is None:
        raise NeedLogin
    return Caller(request, account)


Calling = Annotated[Caller, Depends(caller)]


def may(action: str) -> Callable[..., Caller]:
    """A dependency: the account may do ``action`` at least on something."""
    assert action in rights.table().actions, action

    def allowed(here: Calling) -> Caller:
        if not here.account.ever(action):
            words = rights.table().actions[action].text
            raise rights.Forbidden(f"这个账号不能办理“{words}”")
        return here

    return allowed
