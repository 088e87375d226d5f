"""What every command of ``anjuan round`` and ``anjuan audit`` shares: who acts, what comes out."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from enforcement.saved import decoded

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="ANJUAN_DATA", help="数据文件夹（默认 anjuan-data）"),
]
As = Annotated[str, typer.Option("--as", envvar="ANJUAN_USER", help="办理人姓名")]
UnitOf = Annotated[str, typer.Option("--unit", envvar="ANJUAN_UNIT", help="办理人的单位")]
Why = Annotated[str, typer.Option("--why", help="理由")]
Seen = Annotated[
    int | None, typer.Option("--seen", help="办理前看到的 version；此后有人动过就拒绝")
]
Round = Annotated[str, typer.Argument(help="本轮评查的编号，例如 2026-1")]
File = Annotated[str, typer.Argument(help="案卷编号（anjuan round list 里的12位）")]

Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", help="采纳的疑点：编号或规则编号，可多次，可写成 编号=理由"),
]
Reject = Annotated[
    list[str] | None, typer.Option("--reject", help="不采纳的疑点：编号=理由，可多次")
]
NotApplicable = Annotated[
    list[str] | None, typer.Option("--na", help="不适用的疑点：编号=理由，可多次")
]
Judge = Annotated[
    list[str] | None,
    typer.Option("--judge", help="评定评查项目：项目=失几分（或 不适用）[=理由]，可多次"),
]
Add = Annotated[
    list[str] | None,
    typer.Option("--add", help="补充问题：项目=失几分=文书=问题，可多次"),
]
Given = Annotated[
    Path | None,
    typer.Option("--from", help="JSON 文件：{decisions, judged, added}，与各选项可以并用"),
]


class Format(StrEnum):
    """Output formats."""

    table = "table"
    json = "json"


As_ = Annotated[Format, typer.Option("--format", "-f", help="输出形式")]

REFUSED, USAGE, STORE = 1, 2, 3  # exit codes: refused, wrong usage, the store failed


@contextmanager
def told() -> Iterator[None]:
    """Refusals and errors become one Chinese line on stderr and an exit code."""
    from enforcement.review.refusal import Refused
    from enforcement.store.errors import StoreError
    from rules.loading import RuleError
    from rules.registers import RegisterError

    try:
        yield
    except Refused as no:
        raise stop(str(no), REFUSED) from no
    except StoreError as error:
        raise stop(str(error), STORE) from error
    except (RuleError, RegisterError) as error:
        raise stop(str(error), USAGE) from error


def stop(says: str, code: int = USAGE) -> typer.Exit:
    """A line on stderr, and the exit."""
    typer.echo(says, err=True)
    return typer.Exit(code)


@contextmanager
def desk(data: Path | None) -> Iterator[Any]:
    """The desk in ``data``; refusals inside are told."""
    from enforcement.review.desk import Desk

    with told():
        opened = Desk.here(data)
        try:
            yield opened
        finally:
            opened.close()


def doing(name: str, unit: str, why: str = "", seen: int | None = None) -> Any:
    """One act, now, by this person."""
    from enforcement.review.desk import Actor, Doing

    if not name.strip() or not unit.strip():
        raise stop("要写明办理人：--as 姓名 --unit 单位（或者 ANJUAN_USER、ANJUAN_UNIT）")
    return Doing(Actor(name, unit), datetime.now(UTC), why, seen)


def day(text: str, what: str) -> date:
    """A date as people write it; ``what`` names the option."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise stop(f"{what}“{text}”不是日期，应写成 2026-03-05") from error


def maybe_day(text: str | None, what: str) -> date | None:
    """A date, where one was given."""
    return None if text is None else day(text, what)


def read_text(path: Path, what: str) -> str:
    """A text file in UTF-8 or GBK."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise stop(f"读不出{what}“{path}”；请检查路径") from error
    text = decoded(data)
    if text is None:
        raise stop(f"{what}“{path.name}”的编码不是 UTF-8 或 GBK，请另存为 UTF-8")
    return text


def show(format: Format, data: Any, lines: Callable[[], Sequence[str]]) -> None:
    """``data`` as JSON, or ``lines`` for people."""
    if format is Format.json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
    else:
        for line in lines():
            typer.echo(line)


def state(format: Format, file: str, s: Any) -> None:
    """What a case file is after an act."""
    from enforcement.review.files import NEXT

    data = {"file": file, "state": s.state, "version": s.version}
    show(format, data, lambda: [f"{file}：{s.state}（{NEXT[s.state]}）"])
