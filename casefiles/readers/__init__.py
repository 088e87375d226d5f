"""Files on disk to blocks of text with anchors: the only place that knows file formats.

``read_path`` reads one file, ``open_case`` a whole case file, ``list_cases`` finds case files.
"""

from pathlib import Path
from typing import TypeVar

from casefiles.facts import Problem
from casefiles.model import Reading, Unreadable
from casefiles.readers.archive import Opened, is_case_folder, list_cases, open_folder, supported
from casefiles.readers.formats import read_file

__all__ = [
    "Opened",
    "is_case_folder",
    "list_cases",
    "open_all",
    "open_case",
    "open_into",
    "read_path",
    "supported",
]

Into = TypeVar("Into", bound=Opened)


def read_path(path: Path, *, name: str | None = None) -> Reading:
    """Read one document, by what it is and not by what it is called.

    ``name`` is what to call the file, else its own name. Raises ``Unreadable`` with one Chinese
    sentence: which file, what is wrong with it, what to do.
    """
    source = name or path.name
    try:
        return read_file(path, source)
    except Unreadable as error:
        raise Unreadable(f"“{source}”{error}") from error


def open_case(path: Path) -> tuple[list[Reading], list[Problem]]:
    """The documents of a case file and what could not be read; see ``open_all``."""
    opened = open_all(path)
    return opened.readings, opened.problems


def open_all(path: Path) -> Opened:
    """Read a case file: a folder of documents, a zip archive, or one single document.

    Sub-folders belong to the case file; documents come in natural order of their names (2 before
    10). A document that cannot be read is a problem, and the others are still read. Recordings
    and photos come as what can be told of them without looking at them.
    """
    return open_into(Opened(), path)


def open_into(opened: Into, path: Path) -> Into:
    """Take everything at ``path`` into ``opened``, which says what is done with each document."""
    if path.is_dir():
        open_folder(path, opened)
    elif path.is_file():
        opened.whole = True
        opened.file(path, path.name)
    else:
        opened.problems.append(Problem(path.name, "找不到这个文件或文件夹，请核对路径"))
    opened.settle()
    return opened
