"""A label and its value, wherever a document puts them."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Pair:
    """A label as printed, the larger box it stands in, and its value ``text[start:end]``.

    ``record`` numbers the row of a list whose labels stand in a header row, else -1.
    """

    label: str
    group: str
    start: int
    end: int
    record: int = -1
