"""Builds small docx packages and other containers for the tests, part by part."""

import struct
import zipfile
from io import BytesIO

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "{}</Types>"
)
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def run(text: str, properties: str = "") -> str:
    """A run of text; ``properties`` is the XML inside its ``w:rPr``."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str = "", properties: str = "") -> str:
    """A paragraph; plain text becomes one run."""
    inner = content if content.startswith("<") or not content else run(content)
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{ppr}{inner}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """A table cell; plain text becomes one paragraph."""
    inner = content if content.startswith("<") else p(content)
    tcpr = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{tcpr}{inner}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{r}</w:tr>" for r in rows) + "</w:tbl>"


def root(tag: str, content: str, head: str = "") -> bytes:
    """A part with one root element."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:{tag} {NS}>{content}</w:{tag}>'.encode()


def docx(body: str, parts: dict[str, bytes] | None = None, document: bytes | None = None) -> bytes:
    """A docx. ``parts`` maps names like ``footer1.xml`` to content; relationship ids are the stems.

    ``document`` replaces the main part as a whole.
    """
    parts = parts or {}
    rels, overrides = [], []
    for name in parts:
        stem = name.removesuffix(".xml")
        kind = stem.rstrip("0123456789")
        rels.append(f'<Relationship Id="{stem}" Type="{REL}/{kind}" Target="{name}"/>')
        overrides.append(
            f'<Override PartName="/word/{name}" ContentType="{CONTENT.format(kind)}"/>'
        )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    members = {
        "[Content_Types].xml": TYPES.format("".join(overrides)).encode(),
        "_rels/.rels": (
            f'{head}<Relationship Id="d" Type="{REL}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/_rels/document.xml.rels": f"{head}{''.join(rels)}</Relationships>".encode(),
        "word/document.xml": document or root("document", f"<w:body>{body}</w:body>"),
    }
    members |= {f"word/{name}": data for name, data in parts.items()}
    return archive(members)


def archive(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with the given streams, each padded to at least 4096 bytes."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    entries = [("Root Entry", 5, end, 0)]
    fat: list[int] = [0xFFFFFFFD, end]  # sector 0 holds the table itself, sector 1 the directory
    body = b""
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        data += b"\0" * (-len(data) % sector)
        count = len(data) // sector
        entries.append((name, 2, len(fat), len(data)))
        fat += [len(fat) + i + 1 for i in range(count - 1)] + [end]
        body += data
    directory = b""
    for i, (name, kind, start, size) in enumerate(entries):
        raw = (name + "\0").encode("utf-16-le")
        right = i + 1 if 0 < i < len(entries) - 1 else free
        child = 1 if kind == 5 and len(entries) > 1 else free
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(raw), kind, 1, free, right, child, b"", 0, 0, 0, start, size
        )
    directory = directory.ljust(sector, b"\0")
    assert len(directory) == sector
    assert len(fat) <= sector // 4
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("D0CF11E0A1B11AE1"), b"", 0x3E, 3, 0xFFFE, 9, 6,
        b"", 0, 1, 1, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[free] * 108)
    table_ = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    return header + table_ + directory + body
