"""Text files as office programs save them: in UTF-8, with or without a mark, or in GBK."""


def decoded(data: bytes) -> str | None:
    """The text of a file; ``None`` where it is in neither encoding."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
