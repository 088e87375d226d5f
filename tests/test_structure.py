"""The rooms of the house: who may import whom, and where third-party libraries may be used."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("casefiles", "rules", "enforcement")


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return names


FILES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    for name in _imports(path):
        top = name.split(".")[0]
        if room == "casefiles":
            assert top not in ("rules", "enforcement"), f"{path.name} imports {name}"
        if room == "rules":
            assert top != "enforcement", f"{path.name} imports {name}"
            if top == "casefiles" and name != "casefiles":
                assert name.startswith("casefiles.facts"), f"{path.name} imports {name}"


ONE_PLACE = {
    "docx": {"enforcement/word.py"},
    "durable_rules_engine": {"enforcement/engine/durable.py"},
    "chinese_calendar": {"rules/days.py"},
    "openpyxl": set(),  # spreadsheets are read by casefiles/readers/sheet.py
    # A report, a Word template (in a sandbox), and the pages of the web.
    "jinja2": {
        "enforcement/report/html.py",
        "enforcement/review/documents/fill.py",
        "enforcement/web/view.py",
    },
    "docxtpl": {"enforcement/review/documents/fill.py"},
    "xlsxwriter": {"enforcement/report/book.py"},
    "sqlalchemy": {
        "enforcement/store/database.py",
        "enforcement/store/errors.py",
        "enforcement/store/kept.py",
        "enforcement/store/log.py",
        "enforcement/store/migrations/versions/v0001_first.py",
        "enforcement/store/tables.py",
    },
    "alembic": {
        "enforcement/store/database.py",
        "enforcement/store/migrations/env.py",
        "enforcement/store/migrations/versions/v0001_first.py",
        "enforcement/store/migrations/versions/v0002_accounts.py",
        "enforcement/store/migrations/versions/v0003_pushes_drafts.py",
    },
    "scipy": {"enforcement/review/assignment.py"},
    "distributed": {"enforcement/batch/cluster.py"},
    "argon2": {"enforcement/web/accounts.py"},
    "itsdangerous": {"enforcement/web/guard.py"},
    "joserfc": {"enforcement/web/sso.py"},
    "python_multipart": {"enforcement/web/uploads.py"},
}


@pytest.mark.parametrize("library", ONE_PLACE)
def test_a_library_is_used_in_one_place(library: str) -> None:
    users = {
        str(p.relative_to(ROOT))
        for p in FILES
        if any(n.split(".")[0] == library for n in _imports(p))
    }
    assert users == ONE_PLACE[library]


def test_document_libraries_stay_in_the_readers() -> None:
    for path in FILES:
        used = {n.split(".")[0] for n in _imports(path)} & {
            "lxml",
            "pypdfium2",
            "olefile",
            "pymediainfo",
            "cryptography",
            "zipfile",
            "cv2",
            "PIL",
            "onnxruntime",
            "rapidocr",
        }
        if used and "readers" not in path.parts:
            # zipfile only to write documents with fixed time stamps
            assert used == {"zipfile"}, f"{path}: {used}"
            assert path.name == "word.py", path


def test_the_web_stays_in_its_room() -> None:
    for path in FILES:
        used = {n.split(".")[0] for n in _imports(path)} & {"fastapi", "starlette", "uvicorn"}
        if used:
            assert path.relative_to(ROOT).parts[:2] == ("enforcement", "web"), f"{path}: {used}"


def test_no_module_needs_a_tour() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in FILES
        if (n := len(p.read_text("utf-8").splitlines())) > 400
    }
    assert not long
