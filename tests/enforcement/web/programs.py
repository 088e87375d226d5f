"""Programs that speak to the interface with a token, over a round made of shipped case files."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

BASE = "http://127.0.0.1:8350"


@dataclass
class Program:
    """One program with the token of one account; no cookies."""

    client: TestClient
    token: str

    def call(self, method: str, path: str, **given: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return self.client.request(
            method, f"/api/v1{path}", headers=headers, follow_redirects=False, **given
        )

    def get(self, path: str, **given: Any) -> Response:
        return self.call("GET", path, **given)

    def post(self, path: str, **body: Any) -> Response:
        return self.call("POST", path, json=body)


def program(
    app: FastAPI, name: str, *roles: str, unit: str = "青州市司法局", person: str = ""
) -> Program:
    """A program of a new account with these roles."""
    accounts = app.state.accounts
    accounts.add(name, person or f"{name}某", unit, list(roles))
    with app.state.desk.db.keeping() as k:  # as if it had changed its password
        k.change("accounts", {"name": name}, {"must_change": False})
    soon = datetime.now(UTC).date() + timedelta(days=30)
    token = accounts.make_token(name, "测试", soon)
    return Program(TestClient(app, base_url=BASE, raise_server_exceptions=False), token)


def problem(answer: Response, status: int, code: str) -> str:
    """The detail of an error, after looking at its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(told)
    assert told["status"] == status
    assert (told["code"], told["type"]) == (code, f"/api/docs#error-{code}")
    return str(told["detail"])
