"""A law library: a folder with the texts of statutes, shown verbatim beside what rests on them.

The product itself keeps article numbers, dates and digests; the texts stay where the user has
them. One file for each version of a law, under the name that the register gives (``text``), with
each article on a line of its own that begins with its number, 第一条 ….
"""

from dataclasses import dataclass, field
from pathlib import Path

from rules.laws import Laws, Version, articles_in, numeral, place

LARGEST = 5_000_000  # bytes; the longest statute has a tenth of that


class LibraryError(Exception):
    """The folder cannot be used. The message is for the user, in Chinese."""


@dataclass(slots=True)
class Library:
    """The texts in ``folder``, each read when it is first asked for."""

    folder: Path
    laws: Laws
    _texts: dict[str, dict[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise LibraryError(f"找不到法律条文文件夹“{self.folder}”")
        wanted = [v.text for law in self.laws for v in law.versions if v.text]
        if not any((self.folder / name).is_file() for name in wanted):
            raise LibraryError(
                f"“{self.folder}”里没有登记册所列的条文文件，例如“{wanted[0]}”；"
                "文件名应与法律登记册 rules/laws 里的 text 相同"
            )

    def missing(self) -> list[str]:
        """The files that the register names and the folder lacks."""
        wanted = [v.text for law in self.laws for v in law.versions if v.text]
        return [name for name in wanted if not (self.folder / name).is_file()]

    def articles(self, law: str, where: str) -> list[tuple[str, str]]:
        """(citation, text) of each article that ``where`` names in the notation of ``Law.cite``:
        the whole article, also where a paragraph of it is named. Without its text: nothing."""
        version = self.laws.version(law)
        texts = self._of(version)
        numbers = [p.article for part in where.split("、") if (p := place(part)) is not None]
        name = self.laws.law(law).name
        return [(f"{name}第{numeral(n)}条", texts[n]) for n in dict.fromkeys(numbers) if n in texts]

    def _of(self, version: Version) -> dict[int, str]:
        if version.id not in self._texts:
            path = self.folder / version.text
            usable = version.text and path.is_file() and path.stat().st_size <= LARGEST
            text = path.read_text("utf-8", errors="replace") if usable else ""
            self._texts[version.id] = articles_in(text)
        return self._texts[version.id]
