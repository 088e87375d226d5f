"""``anjuan serve``: the settings put together, the first account, the server."""

import os
from collections.abc import Sequence
from pathlib import Path

import typer
import uvicorn

from enforcement.registers import load_registers
from enforcement.store.errors import StoreError
from enforcement.web.app import create_app
from enforcement.web.settings import Settings
from rules.loading import RuleError
from rules.registers import RegisterError
from rules.standards import load_standard


def run(
    host: str,
    port: int,
    data: Path | None,
    names: Sequence[str],
    https: bool,
    sso: Path | None,
    registers: Path | None,
    profile: Path | None,
    corpus: Path | None,
    standard: str,
    engine: str,
) -> int:
    """Serve until stopped; the exit code."""
    try:
        load_standard(standard)
        load_registers(registers)
        for folder, option in ((profile, "--profile"), (corpus, "--corpus")):
            if folder is not None and not folder.is_dir():
                raise ValueError(f"找不到 {option} 文件夹“{folder}”")
        settings = Settings(
            data=data or Path("anjuan-data"),
            database=os.environ.get("ANJUAN_DATABASE_URL", ""),
            host=host,
            names=tuple(names),
            https=https,
            sso=sso,
            registers=registers,
            profile=profile,
            corpus=corpus,
            standard=standard,
            engine=engine,
        )
        app = create_app(settings)
        once = app.state.accounts.first()
    except (RuleError, RegisterError, StoreError, ValueError) as error:
        typer.echo(str(error), err=True)
        return 2
    if once is not None:
        typer.echo(f"已建立系统管理账号 admin，一次性密码（只显示这一次）：{once}")
    where = f"{'https' if https else 'http'}://{names[0] if names else host}:{port}"
    typer.echo(f"工作台：{where}　数据在 {settings.data.resolve()}　按 Ctrl-C 停止")
    # No access log: addresses of pages would tell who looked at what to whoever reads the console.
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False
    )
    return 0
