"""Requests made up from the OpenAPI: whatever comes, the answer is one that the schema promises,
and never an error of the program."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from tests.enforcement.review import made
from tests.enforcement.web.programs import program

schemathesis = pytest.importorskip(
    "schemathesis", reason="没有装 schemathesis（pip install 'anjuan[test]'），没有跑"
)
EXAMPLES = 4  # requests for each operation; more by hand: see docs/api.md


def test_no_request_breaks_the_server(make: Callable[..., FastAPI]) -> None:
    from schemathesis.specs.openapi import checks

    app = make(names=("testserver", "localhost"))
    made.assigned(app.state.desk, "nong02")
    roles = ("agency", "organiser", "reviewer", "panel", "leader", "author")
    one = program(app, "all", *roles, unit="青州市审计局")
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    looked_for = [
        schemathesis.checks.CHECKS.get_one("not_a_server_error"),
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]
    looked_at = 0
    with_headers = {"Authorization": f"Bearer {one.token}"}
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            nonlocal looked_at
            looked_at += 1
            answer = case.call(headers=with_headers)
            case.validate_response(answer, checks=looked_for)

        check()
    assert looked_at > 100
