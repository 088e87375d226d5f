"""Rule sets from folders that replace the shipped one: for comparing two of them."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from enforcement.assess import Checker, vocabulary
from enforcement.inference import Inference
from rules.laws import Laws
from rules.loading import RuleError
from rules.parameters import Parameters
from rules.registers import Registers
from rules.ruleset import HERE, RuleSet, load
from rules.standards import Standard

SHIPPED = "随附"
_PARTS = ("catalogue", "conclusions", "parameters", "laws")
_FIXED = ("departments.toml", "units.toml", "calendar", "standards")


def folder_of(name: str) -> Path:
    """The folder with rules that ``name`` means. Raises ``RuleError`` where there is none.

    ``随附`` are the shipped rules; a folder may hold the rules itself or below ``rules/``; ``.``
    without either means the shipped ones too.
    """
    if name == SHIPPED:
        return HERE
    given = Path(name)
    if not given.is_dir():
        raise RuleError(
            f"找不到规则文件夹“{name}”；请给出里面有 catalogue 的文件夹，或者写“{SHIPPED}”"
        )
    for folder in (given / "rules", given):
        if any((folder / part).is_dir() for part in _PARTS):
            return folder
    if name == ".":
        return HERE
    raise RuleError(
        f"“{name}”里没有规则；里面应有 {'、'.join(_PARTS)} 中的至少一个文件夹（缺少的用随附的），"
        "或者 rules/catalogue"
    )


def ignored(folder: Path) -> list[str]:
    """What lies in a folder but is not compared: it comes with the program."""
    if folder.resolve() == HERE.resolve():
        return []
    return [n for n in _FIXED if _files(folder / n) not in ({}, _files(HERE / n))]


def _files(path: Path) -> dict[str, bytes]:
    paths = [path] if path.is_file() else sorted(path.rglob("*.toml"))
    return {p.name: p.read_bytes() for p in paths}


def checker(
    name: str, folder: Path, standard: Standard, registers: Registers, region: str | None = None
) -> Checker:
    """A checker with the rules in ``folder`` and no others; parts that are missing there are the
    shipped ones. Raises ``RuleError``, which names the rule set, for a mistake in any file."""
    words = vocabulary()
    try:
        parameters = Parameters.load(_part(folder, "parameters"))
        laws = Laws.load(_part(folder, "laws"))
        rules = _rules(folder, parameters, laws)
    except RuleError as error:
        raise RuleError(f"规则“{name}”：{error}") from error
    return Checker(Inference(rules), parameters, standard, registers, words, laws, region=region)


def _part(folder: Path, part: str) -> Path:
    return folder / part if (folder / part).is_dir() else HERE / part


def _rules(folder: Path, parameters: Parameters, laws: Laws) -> RuleSet:
    own = [(folder / part).is_dir() for part in ("catalogue", "conclusions")]
    if all(own):
        return load(vocabulary(), folder, parameters=parameters, laws=laws)
    # ``load`` takes both from one folder: put them together.
    with TemporaryDirectory() as made:
        for part in ("catalogue", "conclusions"):
            shutil.copytree(_part(folder, part), Path(made) / part)
        return load(vocabulary(), Path(made), parameters=parameters, laws=laws)
