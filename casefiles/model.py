"""What a reader hands on: blocks of text, each knowing where it stands.

Plain slotted dataclasses: a case file has thousands of blocks, and they never leave
the program. What does leave it is typed with pydantic in ``enforcement.result``.
"""

from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Cell:
    """One table cell. Merged cells appear once, at their top left grid position.

    ``table`` counts the tables of a part in document order (nested ones too), ``row`` and
    ``col`` are grid coordinates from 0, spans are at least 1.
    """

    table: int
    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1


# A place on a page: left, top, right, bottom in points (1/72 inch) from the page's top left
# corner; in a picture file, in its pixels.
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Block:
    """One paragraph (docx) or one rebuilt paragraph or line (other formats).

    ``index`` is the paragraph's ordinal among all ``w:p`` elements of its ``part`` in document
    order, so that a comment can be written back to it later; ``runs`` holds the offset in
    ``text`` at which each run starts (of a page: each line). Where the format has pages, ``boxes``
    gives the place of each run. Where words were recognised from a picture, ``trust`` gives for
    each run how sure that is, from 0 to 1.
    """

    text: str
    part: str = ""
    index: int = 0
    cell: Cell | None = None
    where: str = "body"  # body | header | footer | textbox | note
    runs: tuple[int, ...] = ()
    centred: bool = False
    large: bool = False  # printed bold or clearly larger than body text
    new_page: bool = False  # a page or section break comes before this block
    has_image: bool = False  # a picture, drawing or ink stands in this paragraph
    page: int | None = None  # 1-based, where the format has pages
    section: int = 0  # docx section the block belongs to
    boxes: tuple[Box, ...] = ()  # as many as runs, or none
    trust: tuple[float, ...] = ()  # as many as runs, or none: the words are not in question


@dataclass(slots=True)
class Reading:
    """One file, read: its blocks in reading order and what could not be read."""

    source: str
    sha256: str
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # remarks in Chinese for the report
    flat: bool = False  # forms were seen whose cells or ticked boxes could not be told apart
    pictures: tuple[str, ...] = ()  # what tells one picture from another
    doubt: str = ""  # in Chinese: why something may stand there that was not read
    # Scanned page → the places of its seals; None where its picture shows no colours.
    seals: dict[int, tuple[Box, ...] | None] = field(default_factory=dict)


class Unreadable(Exception):
    """A file that cannot be read. The message is one Chinese sentence for the user."""


class NoDocument(Unreadable):
    """A picture that shows no document, but something else: a photo."""
