"""Small case files, and work that goes wrong where the name of a case file says so."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from enforcement.batch.work import Done, Settings, check_cases
from tests.casefiles.readers.build import docx, p

KILLS, HANGS = "崩", "停"


def case(folder: Path, name: str, number: int) -> Path:
    """A case file with one decision; its number says which it is."""
    made = folder / name
    made.mkdir(parents=True)
    words = ("行政处罚决定书", f"云农罚〔2024〕{number}号", "罚款人民币伍仟元。", "2024年3月5日")
    (made / "决定书.docx").write_bytes(docx("".join(map(p, words))))
    return made


def batch(folder: Path, names: Sequence[str]) -> Path:
    """A folder of such case files."""
    for n, name in enumerate(names, 1):
        case(folder, name, n)
    return folder


def harmful(settings: Settings, paths: Sequence[str]) -> list[Done]:
    """The usual work, but a case file with 崩 in its name ends the process, one with 停 hangs."""
    for path in paths:
        if KILLS in Path(path).name:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if HANGS in Path(path).name:
            time.sleep(600)
    return check_cases(settings, paths)
