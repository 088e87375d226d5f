"""Files made broken: by bytes, by zip member, by the tree of a part.

``mutant(seed, sources)`` is a pure function: the same number gives the same file, so that a bug
found at night can be made again by its number alone.
"""

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Parts = list[tuple[str, bytes]]
_NASTY = (
    "\u202e颠倒", "\u200b" * 300, "９" * 60, "二〇二四年十三月四十五日", "=HYPERLINK(\"x\")",
    "<script>alert(1)</script>", "当事人：" * 400, "〔２０２４〕" * 50, "（" * 2000,
    "《" * 500 + "》",
    "2024年2月30日", "罚款" + "9" * 400 + "元", "第" + "零" * 300 + "条",
    "一" * 4000, "\u00a0" * 5000,
    "A" * 20000, "问：\n答：" * 300, "{{7*7}}${7*7}", "../../../../etc/passwd", "%s%n%x",
)  # fmt: skip
_ATTRIBUTES = (
    ("gridSpan", "99999999"), ("gridSpan", "-3"), ("gridSpan", "多"), ("vMerge", "restart"),
    ("vMerge", "continue"), ("ilvl", "999"), ("numId", "99999999999999999999"), ("sz", "1e999"),
    ("outlineLvl", "-1"), ("gridBefore", "2147483648"),
)  # fmt: skip


def mutant(seed: int, sources: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A file name and its bytes: one of ``sources`` with one to four things done to it."""
    dice = random.Random(seed)
    name, data = dice.choice(sources)
    for _ in range(dice.randint(1, 4)):
        way = dice.choice(_ZIPPED if data[:2] == b"PK" else _RAW)
        data = way(dice, data)
    if dice.random() < 0.1:
        name = dice.choice(
            ("决定书.docx", "决定书.pdf", "决定书.doc", "案卷.zip", "决定书.txt", "照片.jpg")
        )
    return name, data


# --- bytes ------------------------------------------------------------------------------------


def _flip(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _repeat(dice: random.Random, data: bytes) -> bytes:
    a = dice.randrange(len(data) + 1)
    b = min(len(data), a + dice.randint(1, 2000))
    return data[:a] + data[a:b] * dice.randint(2, 50) + data[b:]


def _drop(dice: random.Random, data: bytes) -> bytes:
    a = dice.randrange(len(data) + 1)
    return data[:a] + data[a + dice.randint(1, 2000) :]


def _number(dice: random.Random, data: bytes) -> bytes:
    """A field of a binary format set to an extreme value."""
    if len(data) < 8:
        return data
    at = dice.randrange(len(data) - 4)
    value = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80"))
    return data[:at] + value + data[at + 4 :]


# --- zip --------------------------------------------------------------------------------------


def _unzip(data: bytes) -> Parts | None:
    try:
        with ZipFile(BytesIO(data)) as z:
            return [(i.filename, z.read(i)) for i in z.infolist()]
    except Exception:
        return None


def _zip(parts: Parts, method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as z:
        for name, data in parts:
            z.writestr(ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def _member(change: Callable[[random.Random, bytes], bytes]) -> Callable[..., bytes]:
    """Do something to one member, most often to the document itself."""

    def way(dice: random.Random, data: bytes) -> bytes:
        parts = _unzip(data)
        if not parts:
            return change(dice, data)
        at = dice.randrange(len(parts))
        if dice.random() < 0.7:
            at = next((i for i, p in enumerate(parts) if p[0].endswith("document.xml")), at)
        parts[at] = (parts[at][0], change(dice, parts[at][1]))
        return _zip(parts)

    return way


def _package(dice: random.Random, data: bytes) -> bytes:
    """Members renamed, doubled, missing, added; a zip in a zip; wrong types; links outside."""
    parts = _unzip(data)
    if not parts:
        return _flip(dice, data)
    at = dice.randrange(len(parts))
    what = dice.randrange(8)
    if what == 0:
        del parts[at]
    elif what == 1:
        parts.append((parts[at][0], parts[dice.randrange(len(parts))][1]))
    elif what == 2:
        odd = (
            "../../../tmp/逃出.docx",
            "C:\\Windows\\x.docx",
            "/etc/cron.d/x",
            "a" * 4000,
            "",
            "\x00x",
        )
        parts[at] = (dice.choice(odd), parts[at][1])
    elif what == 3:
        parts.append(("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 600))
        parts.append(("word/embeddings/oleObject1.bin", b"MZ" * 500))
    elif what == 4:
        inner = _zip([("内层.zip", _zip([("再内层.zip", data)]))])
        return _zip([("案卷.zip", inner)])
    elif what == 5:
        parts = [(n, d.replace(b"wordprocessingml.document.main", b"image/png")) for n, d in parts]
    elif what == 6:
        link = (
            b'<Relationship Id="rIdX" TargetMode="External" Target="http://example.invalid/x"'
            b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"/>'
            b"</Relationships>"
        )
        parts = [(n, d.replace(b"</Relationships>", link)) for n, d in parts]
    else:
        return _zip(parts, ZIP_STORED)
    return _zip(parts)


# --- the tree of a part -----------------------------------------------------------------------


def _tree(dice: random.Random, data: bytes) -> bytes:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return _flip(dice, data)
    nodes = list(root.iter(f"{{{W}}}*"))[:4000]
    if not nodes:
        return _flip(dice, data)
    node = dice.choice(nodes)
    parent = node.getparent()
    what = dice.randrange(7)
    if what == 0 and parent is not None:
        parent.remove(node)
    elif what == 1 and parent is not None:
        copy = etree.tostring(node)
        for _ in range(min(dice.randint(2, 200), 400_000 // (len(copy) + 1))):
            parent.append(etree.fromstring(copy))
    elif what == 2:
        texts = [n for n in nodes if n.tag.endswith("}t")]
        for n in dice.sample(texts, min(len(texts), 5)):
            n.text = dice.choice(_NASTY)
    elif what == 3:
        key, value = dice.choice(_ATTRIBUTES)
        etree.SubElement(node, f"{{{W}}}{key}").set(f"{{{W}}}val", value)
    elif what == 4:
        inner = node
        for _ in range(dice.choice((50, 200, 300))):
            inner = etree.SubElement(inner, dice.choice((f"{{{W}}}tbl", f"{{{W}}}sdt", node.tag)))
    elif what == 5:
        node.tag = f"{{{W}}}" + dice.choice(
            ("tbl", "tc", "p", "sdtContent", "del", "ins", "t", "r")
        )
    else:
        other = dice.choice(nodes)
        if other is not node and parent is not None and node not in other.iterancestors():
            other.append(node)
    return bytes(etree.tostring(root))


def _declared(dice: random.Random, data: bytes) -> bytes:
    """Another encoding or a document type declared in front."""
    body = data.split(b"?>", 1)[-1]
    return dice.choice((
        b'<?xml version="1.0" encoding="UTF-7"?>' + body,
        b'<?xml version="1.0" encoding="GBK"?>' + body,
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + body,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + body,
        data.decode("utf-8", "replace").encode("utf-16"),
        b"\xef\xbb\xbf" + data,
    ))  # fmt: skip


_RAW = (_flip, _cut, _repeat, _drop, _number)
_ZIPPED = (
    *(_member(w) for w in (_tree, _tree, _tree, _tree, _declared, _flip, _cut, _repeat, _drop)),
    _package, _flip, _cut, _number,
)  # fmt: skip
