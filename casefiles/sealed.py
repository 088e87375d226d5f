"""Our own values as bytes that are kept on disk: sealed against damage, read back with care.

Pickle, because what a document says is several thousand small objects of our own, and nothing else
reads them back as fast. A pickle can call whatever it names, so only names from a closed list are
looked up: data classes and named tuples of our own modules, dates, decimal numbers and arrays of
numbers. A file that somebody changed can so give a wrong value, but never run anything.
"""

import datetime
import decimal
import io
import pickle
import sys
from array import _array_reconstructor as array_reconstructor  # type: ignore[attr-defined]
from array import array
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from hashlib import sha256
from operator import attrgetter
from typing import Any

_SEAL = 32  # bytes of SHA-256 before the pickle
_FOREIGN: dict[tuple[str, str], Any] = {
    ("datetime", "date"): datetime.date,
    ("datetime", "datetime"): datetime.datetime,
    ("datetime", "time"): datetime.time,
    ("datetime", "timedelta"): datetime.timedelta,
    ("decimal", "Decimal"): decimal.Decimal,
    ("array", "array"): array,
    ("array", "_array_reconstructor"): array_reconstructor,
}
# Functions that stand in our values; each takes nothing from outside its arguments.
_FUNCTIONS = {("casefiles.extract.prose", "phrase")}


class Damaged(Exception):
    """The bytes are not what was written, or name something that is not ours."""


class _Writer(pickle.Pickler):
    """Writes frozen data classes as calls with their values: twice as fast to read back."""

    def reducer_override(self, obj: Any) -> Any:
        """How ``obj`` is to be made again."""
        cls = type(obj)
        if cls not in _takes:
            _takes[cls] = _take(cls)
        take = _takes[cls]
        return NotImplemented if take is None else (cls, take(obj))


def _take(cls: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives the values that a frozen data class was made with; of other classes nothing."""
    if not is_dataclass(cls) or not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return None
    plain = all(f.init and not f.kw_only for f in fields(cls))
    names = [f.name for f in fields(cls)]
    return attrgetter(*names) if plain and len(names) > 1 else None


_takes: dict[type, Callable[[Any], tuple[Any, ...]] | None] = {}


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, rooms: tuple[str, ...]) -> None:
        super().__init__(io.BytesIO(data))
        self._rooms = rooms

    def find_class(self, module: str, name: str) -> Any:
        """The class that a pickle names, where it is one of those above."""
        found = _known[self._rooms].get((module, name))
        if found is None:
            found = _known[self._rooms][module, name] = _find(module, name, self._rooms)
        return found


_known: dict[tuple[str, ...], dict[tuple[str, str], Any]] = defaultdict(dict)


def _find(module: str, name: str, rooms: tuple[str, ...]) -> Any:
    if (module, name) in _FOREIGN:
        return _FOREIGN[module, name]
    if module.partition(".")[0] not in rooms or not name.isidentifier():
        raise Damaged(f"{module}.{name}")
    found = getattr(sys.modules.get(module), name, None)
    if (module, name) in _FUNCTIONS:
        return found
    if not isinstance(found, type) or found.__module__ != module:
        raise Damaged(f"{module}.{name}")
    if not (is_dataclass(found) or (issubclass(found, tuple) and hasattr(found, "_fields"))):
        raise Damaged(f"{module}.{name}")
    return found


def seal(value: object) -> bytes:
    """``value`` as bytes, for ``unseal``."""
    out = io.BytesIO()
    _Writer(out, 5).dump(value)
    data = out.getvalue()
    return sha256(data).digest() + data


def unseal(sealed: bytes, rooms: tuple[str, ...] = ("casefiles",)) -> Any:
    """The value in ``sealed``; only classes of the packages ``rooms`` are made.

    Raises ``Damaged`` for anything else than what ``seal`` wrote.
    """
    data = sealed[_SEAL:]
    if sha256(data).digest() != sealed[:_SEAL]:
        raise Damaged("checksum")
    try:
        return _Reader(data, rooms).load()
    except Damaged:
        raise
    except Exception as error:  # a pickle that was made up can fail in any way
        raise Damaged(type(error).__name__) from error
