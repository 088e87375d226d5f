"""Login through the office's own identity service (OpenID Connect), where it is configured.

The code flow with PKCE. Who somebody is comes from the service; what he may do stays here: there
must be an account of that name. Nothing is asked of the network before somebody presses the button.
"""

import base64
import hashlib
import json
import os
import secrets
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from enforcement.web.accounts import Mistake
from enforcement.web.settings import is_loopback

SECRET = "ANJUAN_SSO_SECRET"
_KEYS = frozenset({"issuer", "client_id", "client_secret", "claim", "name"})
_ALGORITHMS = ["RS256", "PS256", "ES256"]  # never "none", never a shared secret
_WAIT, _MOST = 10, 1 << 20  # seconds and bytes of an answer of the service
_LIFE = timedelta(minutes=10)  # how long somebody may take to log in over there
_OPEN = 1_000  # logins under way
_FAILED = "统一身份认证没有通过，请重试；仍不行的请告诉系统管理员"
_DOWN = "连不上统一身份认证服务，请稍后再试，或者用密码登录"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **named: Any) -> None:
        """A service that sends on elsewhere is not the one that was configured."""


@dataclass(slots=True, frozen=True)
class Config:
    """One identity service. ``claim`` is what there names the account here."""

    issuer: str
    client_id: str
    client_secret: str = ""
    claim: str = "preferred_username"
    name: str = "统一身份认证"

    @staticmethod
    def load(path: Path) -> "Config":
        """From a TOML file; raises ``ValueError`` in Chinese. The secret may also stand in the
        environment (``ANJUAN_SSO_SECRET``)."""
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ValueError(f"读不出统一身份认证的配置“{path}”；应为 TOML 文件") from error
        if unknown := set(data) - _KEYS:
            raise ValueError(f"统一身份认证的配置里有不认识的项：{'、'.join(sorted(unknown))}")
        data.setdefault("client_secret", os.environ.get(SECRET, ""))
        if not all(isinstance(v, str) for v in data.values()):
            raise ValueError("统一身份认证的配置里每一项都应是文字")
        if not data.get("issuer") or not data.get("client_id"):
            raise ValueError("统一身份认证的配置要有 issuer 和 client_id")
        if not _trusted(data["issuer"]):
            raise ValueError("统一身份认证的 issuer 应当是 https 地址")
        return Config(**data)


@dataclass(slots=True, frozen=True)
class Begun:
    """A login under way: in which session it began, and what its answer has to fit."""

    session: str
    nonce: str
    verifier: str
    back: str
    next: str
    at: datetime


@dataclass(slots=True)
class SingleLogin:
    """The identity service and the logins under way."""

    config: Config
    _found: dict[str, Any] = field(default_factory=dict)
    _begun: dict[str, Begun] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, session: str, back: str, next_: str, now: datetime) -> str:
        """The address at the service to go to; ``back`` is ours to come back to."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": back,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = self._endpoint("authorization_endpoint")
        with self._lock:
            self._begun = {s: b for s, b in self._begun.items() if now - b.at < _LIFE}
            if len(self._begun) >= _OPEN:
                raise Mistake("现在登录的人太多，请过几分钟再试")
            self._begun[state] = Begun(session, nonce, verifier, back, next_, now)
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def finish(self, session: str, state: str, code: str, now: datetime) -> tuple[str, str]:
        """The name of the account and where to go on; raises ``Mistake``.

        A state is good once, and only in the session in which the login began.
        """
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or begun.session != session or now - begun.at >= _LIFE or not code:
            raise Mistake(_FAILED)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": begun.back,
            "client_id": self.config.client_id,
            "code_verifier": begun.verifier,
        }
        if self.config.client_secret:
            form["client_secret"] = self.config.client_secret
        answer = _fetch(self._endpoint("token_endpoint"), urlencode(form).encode())
        claims = self._claims(answer.get("id_token"), now)
        name = claims.get(self.config.claim)
        if claims.get("nonce") != begun.nonce or not isinstance(name, str) or not name:
            raise Mistake(_FAILED)
        return name, begun.next

    def _claims(self, token: object, now: datetime) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if not isinstance(token, str):
            raise Mistake(_FAILED)
        try:
            keys = KeySet.import_key_set(_fetch(self._endpoint("jwks_uri")))  # type: ignore[arg-type]
            found = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=60,
                iss={"essential": True, "value": self.config.issuer},
                aud={"essential": True, "value": self.config.client_id},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(found)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Mistake(_FAILED) from error
        parties = found["aud"] if isinstance(found["aud"], list) else [found["aud"]]
        if len(parties) > 1 and found.get("azp") != self.config.client_id:
            raise Mistake(_FAILED)
        return found

    def _endpoint(self, name: str) -> str:
        if not self._found:
            told = _fetch(self.config.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if told.get("issuer") != self.config.issuer:
                raise Mistake(_FAILED)
            self._found = told
        address = self._found.get(name)
        if not isinstance(address, str) or not _trusted(address):
            raise Mistake(_FAILED)
        return address


def _trusted(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    near = parts.scheme == "http" and is_loopback(host)
    return bool(host) and (parts.scheme == "https" or near)


def _fetch(address: str, form: bytes | None = None) -> dict[str, Any]:
    """The JSON object at an address of the service; raises ``Mistake``."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(urllib.request.Request(address, form), timeout=_WAIT) as answer:
            data = json.loads(answer.read(_MOST))
    except urllib.error.HTTPError as error:
        raise Mistake(_FAILED) from error
    except (OSError, ValueError) as error:
        raise Mistake(_DOWN) from error
    if not isinstance(data, dict):
        raise Mistake(_FAILED)
    return data
