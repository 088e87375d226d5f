"""Reading the registers a user gives (``--registers DIR``): CSV or XLSX with Chinese headers."""

import csv
import io
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from casefiles.model import Unreadable
from casefiles.readers.sheet import read_rows
from enforcement.saved import decoded
from rules.registers import NAMES, RegisterError, Registers

Row = dict[str, str]


def load_registers(folder: Path | None) -> Registers:
    """The registers in ``folder``, recognised by file name; none where no folder is given.

    Raises ``RegisterError`` for a missing folder, an unreadable file or a wrong header.
    """
    if folder is None:
        return Registers()
    if not folder.is_dir():
        raise RegisterError(
            f"找不到登记册文件夹“{folder}”；请给出放有名录 CSV 或 XLSX 文件的文件夹"
        )
    found: dict[str, list[Row]] = {}
    for path in sorted(folder.iterdir()):
        name = next((n for n in NAMES if n in path.stem), None)
        if (
            name is None
            or path.suffix.lower() not in (".csv", ".xlsx")
            or path.name.startswith("~$")
        ):
            continue
        rows = _csv(path) if path.suffix.lower() == ".csv" else _xlsx(path)
        found[name] = list(_rows(path, name, rows))
    if not found:
        raise RegisterError(f"文件夹“{folder}”里没有登记册；文件名应含 {'、'.join(NAMES)}")
    try:
        return Registers.of(*(found.get(name) for name in NAMES))
    except KeyError as error:
        raise RegisterError(f"登记册缺少列 {error}") from error


def _csv(path: Path) -> list[list[str]]:
    text = decoded(path.read_bytes())
    if text is None:
        raise RegisterError(f"{path.name}：编码不是 UTF-8 或 GBK，请另存为 UTF-8 的 CSV")
    return list(csv.reader(io.StringIO(text)))


def _xlsx(path: Path) -> list[list[str]]:
    try:
        return read_rows(path)
    except (OSError, Unreadable) as error:
        why = str(error) if isinstance(error, Unreadable) else "打不开"
        raise RegisterError(f"{path.name}：不是可读取的 Excel 文件（{why}）") from error


def _rows(path: Path, name: str, rows: Iterable[list[str]]) -> Iterable[Row]:
    lines = [r for r in rows if any(c.strip() for c in r)]
    if not lines:
        raise RegisterError(f"{path.name}：文件是空的；第一行应为 {'、'.join(NAMES[name])}")
    header = [c.strip() for c in lines[0]]
    for need in NAMES[name][:2]:
        if need not in header:
            close = get_close_matches(need, header, 1, 0.4)
            hint = f"；是否把“{close[0]}”写错了？" if close else ""
            raise RegisterError(
                f"{path.name}：第一行缺少列“{need}”，应为 {'、'.join(NAMES[name])}{hint}"
            )
    for line in lines[1:]:
        yield {h: (line[i] if i < len(line) else "") for i, h in enumerate(header)}
