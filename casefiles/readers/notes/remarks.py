"""What is written beside a place of a file: the same for Word comments and PDF highlights."""

from dataclasses import dataclass

from casefiles.model import Box

AUTHOR = "案卷检查"


@dataclass(slots=True, frozen=True)
class Remark:
    """A note on ``text[start:end]`` of one block (see ``casefiles.model.Block``).

    ``page`` (from 1) and ``box`` are asked for in a PDF only. ``head`` is the title of the note,
    ``lines`` are its paragraphs, ``quote`` the words it is about; it tells of a ``fault`` or asks
    somebody to look.
    """

    head: str
    lines: tuple[str, ...]
    quote: str = ""
    part: str = ""
    block: int = 0
    start: int = 0
    end: int = 0
    page: int | None = None
    box: Box | None = None
    fault: bool = True


@dataclass(slots=True)
class Marked:
    """How many remarks stand at their words, and how many as near to them as the format allows."""

    exact: int = 0
    near: int = 0

    @property
    def total(self) -> int:
        """All remarks that stand in the copy."""
        return self.exact + self.near
