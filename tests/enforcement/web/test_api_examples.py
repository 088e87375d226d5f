"""The commands of docs/api.md, run one after the other: each is answered as the page says."""

import re
import shlex
from pathlib import Path
from string import Template

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from enforcement.web.api.problems import KINDS
from tests.enforcement.web.programs import BASE, program

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")


def run(client: TestClient, command: str) -> Response:
    """What curl would send."""
    _, *words = shlex.split(command.replace("\\\n", " "))
    method, headers, content, address = "GET", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            text = words.pop(0)
            content = (ROOT / text[1:]).read_bytes() if text[0] == "@" else text.encode()
            method = "POST" if method == "GET" else method
        else:
            address = word
    path = address.removeprefix(BASE)
    return client.request(method, path, headers=headers, content=content)


def test_every_command_is_answered_as_told(app: FastAPI) -> None:
    bureau = "青州市司法局"
    values = {
        "BUREAU": program(app, "li", "organiser", person="李强").token,
        "AGENCY": program(app, "oa", "agency", unit="碧湖市城市管理综合行政执法局").token,
        "ZHOU": program(app, "zhou", "reviewer", unit=bureau, person="周文").token,
    }
    client = TestClient(app, base_url=BASE)
    told = re.findall(r"```sh\n(curl .*?)```\n答 (\d+)(?:：`(\{[^…`]*\})`)?", PAGE, re.S)
    assert len(told) == PAGE.count("```sh\ncurl ")
    for command, status, body in told:
        answer = run(client, Template(command).substitute(values))
        assert answer.status_code == int(status), (command, answer.text)
        if body:
            assert answer.text == body
        given = answer.json()
        if isinstance(given, dict) and given.get("push"):
            values |= {"PUSH": given["push"], "FILE": given["file"]}
    assert values["FILE"]


def test_every_code_is_on_the_page() -> None:
    for kind in KINDS:
        assert f"`{kind.code}`" in PAGE
