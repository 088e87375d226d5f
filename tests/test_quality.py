"""Style and types are tests like any other; the README tells the commands that CI runs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    assert _run("ruff", "check", "--no-cache", ".") == ""


def test_code_is_formatted() -> None:
    assert _run("ruff", "format", "--check", "--no-cache", ".") == ""


def test_types_hold_strictly() -> None:
    assert _run("mypy", "--cache-dir", "/dev/null") == ""


def test_ci_runs_the_readme_test_command() -> None:
    command = (ROOT / ".ci" / "run").read_text("utf-8").strip().split("\n")[-1]
    assert f"\n{command}\n" in (ROOT / "README.md").read_text("utf-8")


def test_nothing_in_the_repository_names_a_path_of_one_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    odd = []
    for name in listed:
        path = ROOT / name
        if (
            path.suffix in (".py", ".toml", ".md", ".feature", ".html", ".yaml", ".txt")
            and path.is_file()
        ):
            text = path.read_text("utf-8")
            odd += [
                name
                for home in ("/home/", "/root/", "/work/")
                if f'"{home}' in text or f" {home}" in text
            ]
    assert not [n for n in odd if n != "tests/test_quality.py"]
