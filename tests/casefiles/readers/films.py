"""Builds small recordings for the tests, box by box."""

import struct
from datetime import datetime
from io import BytesIO

EPOCH = datetime(1904, 1, 1)


def box(name: bytes, content: bytes) -> bytes:
    """One box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(
    seconds: float = 60,
    made: datetime | None = None,
    *,
    wide: bool = False,
    extra: bytes = b"",
    pictures: bytes = b"x" * 100,
) -> bytes:
    """An MP4 without pictures that a player could show; ``wide``: 64-bit times; ``extra``: more
    boxes in its header; ``pictures`` tell one film from another."""
    at = int((made - EPOCH).total_seconds()) if made else 0
    times = (">QQIQ" if wide else ">IIII", at, at, 1000, int(seconds * 1000))
    header = struct.pack(">B3x", wide) + struct.pack(*times) + bytes(80)
    head = box(b"ftyp", b"isom\0\0\2\0isommp41")
    return head + box(b"mdat", pictures) + box(b"moov", box(b"mvhd", header) + extra)


def wav(seconds: float = 2, made: str = "") -> bytes:
    """A WAV of silence, 8000 bytes a second; ``made`` as recorders write it: 2025-05-0609:10:11."""
    sound = bytes(int(seconds * 8000))
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    if made:
        note = (bytes(320) + made.encode()).ljust(602, b"\0")
        chunks = b"bext" + struct.pack("<I", len(note)) + note + chunks
    chunks += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(seconds: float = 10) -> bytes:
    """An MP3 of silent frames at 128 kbit/s."""
    frame = bytes.fromhex("FFFB9064") + bytes(413)
    return frame * round(seconds * 44100 / 1152)


def jpg(taken: str = "", order: str = "<") -> bytes:
    """The head of a JPEG with the moment it was taken: 2025:05:06 09:10:11."""
    if not taken:
        return b"\xff\xd8\xff\xd9"
    entry = f"{order}HHII"
    out = BytesIO()
    out.write(b"II*\0" if order == "<" else b"MM\0*")
    out.write(struct.pack(f"{order}I", 8))
    out.write(struct.pack(f"{order}H", 1) + struct.pack(entry, 0x8769, 4, 1, 26) + bytes(4))
    out.write(struct.pack(f"{order}H", 1) + struct.pack(entry, 0x9003, 2, 20, 44) + bytes(4))
    out.write(taken.encode() + b"\0")
    exif = b"Exif\0\0" + out.getvalue()
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif + b"\xff\xd9"
