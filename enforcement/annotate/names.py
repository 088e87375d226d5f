"""Names of copies: as the files are called, as far as any file system can bear that."""

import re
import unicodedata

_UNSAFE = re.compile(
    '[\x00-\x1f\x7f-\x9f<>:"/\\\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 72  # characters of one name: 3 bytes each, and room for what is added


def safe(name: str) -> str:
    """``name`` as the name of one file or folder: never a path, never empty, never too long."""
    name = name.encode("utf-8", "replace").decode("utf-8")
    name = _UNSAFE.sub("_", name).strip().rstrip(". ")
    if len(name) > _LONGEST:
        _, dot, ending = name.rpartition(".")
        keep = dot + ending if dot and len(ending) <= 8 else ""
        name = name[: _LONGEST - len(keep)].rstrip(". ") + keep
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return name or "未命名"


class Names:
    """Gives each name once within one folder, for systems that tell no case apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._folders: dict[str, str] = {}  # folder as asked for → folder as given

    def name(self, name: str) -> str:
        """A name for something directly in the folder."""
        return self._free(safe(name))

    def path(self, source: str, ending: str = "") -> str:
        """A relative path for a file, ending in ``ending``; its folders are kept."""
        *folders, name = [p for p in source.split("/") if p] or [""]
        at = ""
        for i, piece in enumerate(folders):
            asked = "/".join(folders[: i + 1])
            if asked not in self._folders:
                self._folders[asked] = self._free(f"{at}{safe(piece)}")
            at = self._folders[asked] + "/"
        given = safe(name)
        if ending and not _ends(given, ending):
            given += ending
        return self._free(f"{at}{given}")

    def _free(self, path: str) -> str:
        stem, dot, ending = path.rpartition(".")
        if "/" in ending or not stem:
            stem, dot, ending = path, "", ""
        count, free = 1, path
        while _key(free) in self._taken:
            count += 1
            free = f"{stem}（{count}）{dot}{ending}"
        self._taken.add(_key(free))
        return free


def _ends(name: str, ending: str) -> bool:
    """Whether a program for ``ending`` would open ``name``: .docm is opened by what opens .docx."""
    last = name.casefold()
    return last.endswith((ending, ".docm", ".dotx", ".dotm") if ending == ".docx" else (ending,))


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
