"""Accounts, sessions and tokens. Secrets leave this room once, when made; kept are their hashes."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Lock, Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from enforcement.review.desk import Actor
from enforcement.store.database import Database
from enforcement.store.kept import Row
from enforcement.web import rights
from enforcement.web.settings import Settings

LEAST_PASSWORD = 10  # characters
_FEW = Semaphore(4)  # passwords checked at once: each takes 64 MB while it is
_TRIES, _TRIES_ADDRESS, _WINDOW = 5, 50, timedelta(minutes=15)
_TOUCH = timedelta(minutes=1)  # how exactly the last use of a session is noted

Clock = Callable[[], datetime]


class Mistake(Exception):
    """Something a person has to put right; in Chinese."""


@dataclass(slots=True, frozen=True)
class Account:
    """A person who may log in."""

    name: str
    person: str
    unit: str
    roles: tuple[str, ...]
    must_change: bool = False
    disabled: bool = False

    @property
    def actor(self) -> Actor:
        """As the services know him."""
        return Actor(self.person, self.unit, self.roles)

    def ever(self, action: str) -> bool:
        """Whether he may do ``action`` on something: for menus."""
        return rights.table().ever(self.roles, action)


@dataclass(slots=True, frozen=True)
class Session:
    """One browser; ``account`` is null before login."""

    id: str
    csrf: str
    account: Account | None = None


@dataclass(slots=True)
class Accounts:
    """Everything about who is who, over the database."""

    db: Database
    settings: Settings
    clock: Clock = lambda: datetime.now(UTC)
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _failed: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    # --- accounts ---------------------------------------------------------------------------

    def first(self) -> str | None:
        """Make the account ``admin`` where there is none at all; its one-time password."""
        with self.db.keeping() as k:
            if k.count("accounts"):
                return None
        return self.add("admin", "系统管理员", "", ["admin"])

    def add(self, name: str, person: str, unit: str, roles: Sequence[str]) -> str:
        """Make an account; its one-time password."""
        name, person, unit = name.strip(), person.strip(), unit.strip()
        if not name or len(name) > 60 or not person:
            raise Mistake("登录名和姓名都要写，登录名不超过60个字")
        if unknown := set(roles) - set(rights.table().roles):
            raise Mistake(f"没有“{'、'.join(sorted(unknown))}”这种角色")
        if not roles:
            raise Mistake("至少要有一个角色")
        if not unit and set(roles) != {"admin"}:
            raise Mistake("要写明所在单位：能看哪些案卷由单位决定")
        once = secrets.token_urlsafe(12)
        row = {
            "name": name,
            "person": person,
            "unit": unit,
            "roles": " ".join(roles),
            "password": self.hasher.hash(once),
            "must_change": True,
            "disabled": False,
            "created": self._now(),
        }
        with self.db.keeping() as k:
            if k.one("accounts", {"name": name}):
                raise Mistake(f"登录名“{name}”已经有了，请换一个")
            k.add("accounts", row)
        return once

    def all(self) -> list[Account]:
        """All accounts, by name."""
        with self.db.keeping(write=False) as k:
            return [_account(r) for r in k.rows("accounts")]

    def change(self, name: str, unit: str, roles: Sequence[str]) -> None:
        """Give an account another unit and other roles; ends its sessions."""
        if set(roles) - set(rights.table().roles) or not roles:
            raise Mistake("至少要有一个角色，并且是表里的角色")
        self._set(name, {"unit": unit.strip(), "roles": " ".join(roles)})

    def disable(self, name: str, disabled: bool) -> None:
        """Close an account or open it again; closing ends its sessions and tokens."""
        self._set(name, {"disabled": disabled})

    def reset(self, name: str) -> str:
        """A new one-time password; the old one and all sessions end."""
        once = secrets.token_urlsafe(12)
        self._set(name, {"password": self.hasher.hash(once), "must_change": True})
        return once

    def _set(self, name: str, values: Row) -> None:
        with self.db.keeping() as k:
            row = k.one("accounts", {"name": name})
            if row is None:
                raise Mistake(f"没有登录名为“{name}”的账号")
            k.change("accounts", {"name": name}, values)
            left = k.rows("accounts", {"disabled": False})
            if not any("admin" in r["roles"].split() for r in left):
                raise Mistake("这样就没有能用的系统管理账号了，没有改动")
            k.remove("sessions", {"account": name})
            if values.get("disabled"):
                k.remove("tokens", {"account": name})

    def set_password(self, session: Session, old: str, new: str) -> tuple[str, Session]:
        """Change one's own password; all sessions end and a new one begins."""
        account = session.account
        assert account is not None
        with self.db.keeping(write=False) as k:
            row = k.one("accounts", {"name": account.name})
        if row is None or not self._fits(row["password"], old):
            raise Mistake("现在的密码不对")
        if len(new) < LEAST_PASSWORD or new == old or new.casefold() == account.name.casefold():
            raise Mistake(f"新密码至少{LEAST_PASSWORD}个字符，不能与旧密码或者登录名相同")
        made = self.hasher.hash(new)
        with self.db.keeping() as k:
            values = {"password": made, "must_change": False}
            k.change("accounts", {"name": account.name}, values)
            k.remove("sessions", {"account": account.name})
        return self.begin(account.name)

    # --- sessions ---------------------------------------------------------------------------

    def begin(self, account: str | None = None) -> tuple[str, Session]:
        """A new session; the secret for the cookie, and the session."""
        secret, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), self._now()
        old = (self.clock() - self.settings.session_life).isoformat()
        with self.db.keeping() as k:
            k.remove("sessions", {"created<": old})
            row = {"id": _hash(secret), "account": account, "csrf": csrf}
            k.add("sessions", {**row, "created": now, "seen": now})
            who = k.one("accounts", {"name": account}) if account else None
        return secret, Session(_hash(secret), csrf, _account(who) if who else None)

    def find(self, secret: str) -> Session | None:
        """The session of a cookie, where it still runs."""
        now = self.clock()
        with self.db.keeping(write=False) as k:
            row = k.one("sessions", {"id": _hash(secret)})
            if row is None:
                return None
            who = k.one("accounts", {"name": row["account"]}) if row["account"] else None
        seen, created = (datetime.fromisoformat(row[x]) for x in ("seen", "created"))
        late = now - seen > self.settings.session_idle or now - created > self.settings.session_life
        if late or (row["account"] and (who is None or who["disabled"])):
            self.end(row["id"])
            return None
        if now - seen > _TOUCH:
            with self.db.keeping() as k:
                k.change("sessions", {"id": row["id"]}, {"seen": now.isoformat()})
        return Session(row["id"], row["csrf"], _account(who) if who else None)

    def end(self, session: str) -> None:
        """End a session."""
        with self.db.keeping() as k:
            k.remove("sessions", {"id": session})

    def login(self, before: Session, name: str, password: str, address: str) -> tuple[str, Session]:
        """Log in: the session from before ends and a new one begins, so that nobody can have
        planted the one that is used now."""
        name = name.strip()
        self._slow_down(name, address)
        with self.db.keeping(write=False) as k:
            row = k.one("accounts", {"name": name})
        kept = row["password"] if row is not None else None
        # An unknown name takes as long as a wrong password: nobody learns which names there are.
        fits = self._fits(kept or _dummy(self.hasher), password)
        if row is None or kept is None or not fits or row["disabled"]:
            self._note_failure(name, address)
            raise Mistake("登录名或者密码不对")
        with self._lock:
            self._failed.pop(f"n:{name}", None)
        self.end(before.id)
        return self.begin(name)

    def enter(self, before: Session, name: str) -> tuple[str, Session]:
        """Begin a session for somebody whom the office's identity service vouches for.

        From then on he needs no password of ours: a one-time password nobody used is void."""
        with self.db.keeping() as k:
            row = k.one("accounts", {"name": name})
            if row is None or row["disabled"]:
                raise Mistake(f"这里没有“{name}”的账号，或者已停用；请系统管理员建立")
            if row["must_change"]:
                k.change("accounts", {"name": name}, {"password": None, "must_change": False})
        self.end(before.id)
        return self.begin(name)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            with _FEW:
                return self.hasher.verify(kept, password[:1000])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _slow_down(self, name: str, address: str) -> None:
        since = self.clock() - _WINDOW
        with self._lock:
            for key, most in ((f"n:{name}", _TRIES), (f"a:{address}", _TRIES_ADDRESS)):
                tries = [t for t in self._failed.get(key, ()) if t > since]
                if len(tries) >= most:
                    wait = int((tries[0] - since).total_seconds() // 60) + 1
                    raise Mistake(f"失败次数太多，请{wait}分钟以后再试")

    def _note_failure(self, name: str, address: str) -> None:
        now = self.clock()
        with self._lock:
            if len(self._failed) > 10_000:  # nobody may fill the memory with made-up names
                self._failed.clear()
            for key in (f"n:{name}", f"a:{address}"):
                recent = [t for t in self._failed[key] if t > now - _WINDOW]
                self._failed[key] = [*recent, now]

    # --- tokens -----------------------------------------------------------------------------

    def make_token(self, account: str, label: str, expires: date) -> str:
        """A token for programs; shown once."""
        label = label.strip()[:60]
        if not label:
            raise Mistake("要写明令牌给哪个系统用")
        if not self.clock().date() < expires <= self.clock().date() + timedelta(days=366):
            raise Mistake("有效期应当在明天到一年以内")
        secret = "aj_" + secrets.token_urlsafe(32)
        row = {"id": _hash(secret), "account": account, "label": label, "created": self._now()}
        with self.db.keeping() as k:
            k.add("tokens", {**row, "expires": expires.isoformat()})
        return secret

    def tokens(self, account: str) -> list[Row]:
        """The tokens of an account: id, label, created, expires."""
        with self.db.keeping(write=False) as k:
            return k.rows("tokens", {"account": account}, order=("created",))

    def drop_token(self, account: str, id_: str) -> None:
        """End one of the account's own tokens."""
        with self.db.keeping() as k:
            if not k.remove("tokens", {"account": account, "id": id_}):
                raise Mistake("没有这个令牌")

    def by_token(self, secret: str) -> Account | None:
        """Whose token this is, where it is still good."""
        with self.db.keeping(write=False) as k:
            row = k.one("tokens", {"id": _hash(secret)})
            who = k.one("accounts", {"name": row["account"]}) if row else None
        if row is None or who is None or who["disabled"] or who["must_change"]:
            return None
        good = date.fromisoformat(row["expires"]) >= self.clock().date()
        return _account(who) if good else None

    # --- looks at personal data -------------------------------------------------------------

    def looked(self, who: Account | None, what: str, subject: str, document: str = "") -> None:
        """Note that somebody looked at personal data, before he is shown it."""
        row = {
            "at": self._now(),
            "account": who.name if who else "",
            "person": who.person if who else "本机",
            "unit": who.unit if who else "",
            "what": what,
            "subject": subject[:300],
            "document": document[:300],
        }
        with self.db.keeping() as k:
            k.add("views", row)

    def looks(self, limit: int = 200, offset: int = 0) -> list[Row]:
        """The looks, newest first."""
        with self.db.keeping(write=False) as k:
            return k.rows("views", order=("-at", "-seq"), limit=limit, offset=offset)

    def _now(self) -> str:
        return self.clock().astimezone(UTC).isoformat()


def parse_roles(values: Iterable[str]) -> list[str]:
    """Roles in the order of the table, each once."""
    given, known = set(values), rights.table().roles
    return [r for r in known if r in given] + sorted(given - set(known))


def _account(r: Row) -> Account:
    roles = tuple(r["roles"].split())
    return Account(r["name"], r["person"], r["unit"], roles, r["must_change"], r["disabled"])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_DUMMY: list[str] = []


def _dummy(hasher: PasswordHasher) -> str:
    if not _DUMMY:
        _DUMMY.append(hasher.hash(secrets.token_urlsafe(12)))
    return _DUMMY[0]
