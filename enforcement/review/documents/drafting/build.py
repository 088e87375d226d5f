"""The parts of which the templates were first put together."""

import re
from collections.abc import Sequence

from casefiles.readers.limits import MAX_PART, open_zip, unpack
from enforcement.word import Box, Row, Word, pack

TITLE, BODY, SONG, HEI = "方正小标宋简体", "仿宋", "宋体", "黑体"
# Marks that the builder of ``enforcement.word`` does not know; they are worked in afterwards.
HEAD, RED, TEXT, KEEP = "⟦头⟧", "⟦红⟧", "⟦文⟧", "⟦连⟧"
_FONTS = {TITLE: "小标宋,FZXiaoBiaoSong-B05S,宋体,SimSun", BODY: "仿宋_GB2312,FangSong,STFangsong",
          SONG: "SimSun,STSong", HEI: "SimHei,STHeiti"}  # fmt: skip


def letter() -> Word:
    """A letter, in the size of official documents."""
    return Word(BODY, 16)


def form(title: str, size: float = 10.5) -> Word:
    """A form of tables, with its title."""
    w = Word(SONG, size)
    w.line(title, align="center", size=22, font=TITLE, after=8)
    return w


def title(w: Word, *lines: str) -> None:
    """Lines of the title."""
    for line in lines:
        w.line(line, align="center", size=22, font=TITLE)


def text(w: Word, *lines: str) -> None:
    """Running text."""
    for line in lines:
        w.line(f"{TEXT}{line}", indent=2)


def heading(w: Word, line: str) -> None:
    """A heading of the running text."""
    w.line(f"{TEXT}{KEEP}{line}", indent=2, font=HEI)


def signed(w: Word, date: str = "{{ 日期 }}") -> None:
    """Who signs, room for the seal, the date."""
    w.line(f"{TEXT}{KEEP}")
    w.line(f"{TEXT}{KEEP}{{{{ 组织单位 }}}}（印章）　　", align="right")
    w.line(f"{TEXT}{date}　　　　", align="right")


def head(*names: str) -> list[Box]:
    """The head of a table, shown again on every page."""
    return [
        Box((HEAD if n == 0 else "") + name, align="center", bold=True)
        for n, name in enumerate(names)
    ]


def rows(loop: str, cells: Sequence[Box | str], wide: int) -> list[Row]:
    """A row repeated for each of ``loop`` (行 in …)."""
    return [
        [Box(f"{{%tr for {loop} %}}", cols=wide)],
        list(cells),
        [Box("{%tr endfor %}", cols=wide)],
    ]


def mid(text: str) -> Box:
    """A cell in the middle."""
    return Box(text, align="center")


def key(text: str) -> Box:
    """A cell that names what stands beside it."""
    return Box(text, align="center", bold=True)


def case_head() -> list[Row]:
    """The rows that say which case file it is, on a grid of four."""
    return [
        [key("被评查单位"), "{{ 机关 }}{% if 承办机构 %}（{{ 承办机构 }}）{% endif %}",
         key("案号"), "{{ 案号 }}"],
        [key("当事人"), "{{ 当事人 }}", key("类型、程序"), "{{ 类型 }} {{ 程序 }}"],
    ]  # fmt: skip


def finished(w: Word, landscape: bool = False, letter: bool = True) -> bytes:
    """The template's bytes, with what the builder cannot do itself worked in."""
    archive = open_zip(w.to_bytes())
    parts = {i.filename: unpack(archive, i, MAX_PART) for i in archive.filelist}
    name = "word/document.xml"
    text = parts[name].decode("utf-8")
    text = re.sub(r"<w:p>(?:(?!</w:p>).)*</w:p>", lambda m: _paragraph(m[0]), text, flags=re.S)
    text = re.sub(r"<w:tr>(?:(?!</w:tr>).)*</w:tr>", lambda m: _row(m[0]), text, flags=re.S)
    if landscape:
        text = text.replace(
            'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
        )
    if letter:
        margins = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
        text = re.sub(r'w:top="\d+" w:right="\d+" w:bottom="\d+" w:left="\d+"', margins, text)
    parts[name] = text.encode()
    _fonts(parts)
    return pack(parts)


def _paragraph(p: str) -> str:
    spacing, keep = "", ""
    if TEXT in p:
        p, spacing = p.replace(TEXT, ""), '<w:spacing w:line="560" w:lineRule="exact"/>'
    if KEEP in p:
        p, keep = p.replace(KEEP, ""), "<w:keepNext/>"
    if RED in p:
        p = p.replace(RED, "")
        p = re.sub(r"(<w:sz )", r'<w:color w:val="C00000"/>\1', p)
        edge = '<w:bottom w:val="single" w:sz="18" w:space="6" w:color="C00000"/>'
        keep += f"<w:pBdr>{edge}</w:pBdr>"
    if not (spacing or keep):
        return p
    if "<w:pPr>" in p:
        return p.replace("<w:pPr>", f"<w:pPr>{keep}{spacing}", 1)
    return p.replace("<w:p>", f"<w:p><w:pPr>{keep}{spacing}</w:pPr>", 1)


def _row(tr: str) -> str:
    if "<w:trPr>" not in tr:
        tr = tr.replace("<w:tr>", "<w:tr><w:trPr></w:trPr>", 1)
    whole = "<w:cantSplit/>" + ("<w:tblHeader/>" if HEAD in tr else "")
    tr = tr.replace("<w:trPr>", f"<w:trPr>{whole}", 1)
    if HEAD not in tr:
        return tr
    tr = tr.replace(HEAD, "")
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF2"/>'
    return tr.replace("<w:vAlign", f"{shade}<w:vAlign")


def _fonts(parts: dict[str, bytes]) -> None:
    """Say what to take where a font is not installed."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{n}"><w:altName w:val="{a}"/></w:font>' for n, a in _FONTS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts["word/fontTable.xml"] = f'{head}<w:fonts xmlns:w="{w}">{fonts}</w:fonts>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable"
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdFonts" Type="{kind}" Target="fontTable.xml"/>'
        "</Relationships>".encode(),
    )
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    parts[types] = parts[types].replace(
        b"</Types>",
        f'<Override PartName="/word/fontTable.xml" ContentType="{mime}"/></Types>'.encode(),
    )
