"""Documents as they were read, kept beside a case file so that showing them reads nothing twice."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from casefiles.model import Reading
from enforcement.store.errors import StoreError

_READING = TypeAdapter(Reading)
_INDEX = "index.json"


class Papers:
    """A folder with the readings of one case file, numbered from 0 in reading order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: list[str] = []

    def put(self, reading: Reading) -> None:
        """Keep one document; ``finish`` makes the folder complete."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{len(self._sources)}.json"
        path.write_bytes(_READING.dump_json(reading))
        self._sources.append(reading.source)

    def finish(self) -> None:
        """Write down which documents there are."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _INDEX).write_text(json.dumps(self._sources, ensure_ascii=False), "utf-8")

    def sources(self) -> list[str]:
        """The names of the documents, in reading order."""
        try:
            found: list[str] = json.loads((self._folder / _INDEX).read_text("utf-8"))
        except FileNotFoundError:
            return []
        return found

    def get(self, number: int) -> Reading:
        """One document; raises ``StoreError`` where it is not there any more."""
        try:
            return _READING.validate_json((self._folder / f"{number}.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise StoreError("这份文书的内容没有了；请重新检查") from error


def number_of(sources: Sequence[str], source: str) -> int | None:
    """Which document holds ``source``: a file of this name, or the one it is bound in (file#2)."""
    stem, mark, part = source.rpartition("#")
    for name in (source, stem) if mark and part.isdecimal() else (source,):
        if name in sources:
            return sources.index(name)
    return None
