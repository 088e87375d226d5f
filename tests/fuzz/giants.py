"""Files that are well formed and far too much: each within what a stranger could send."""

from collections.abc import Iterator
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MIB = 1024 * 1024
_BREAKING = dict.fromkeys((*range(32), 38, 60, 62, 65534, 65535), "甲")  # not in XML


def docx(body: bytes) -> bytes:
    """A docx of one part."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", _TYPES)
        z.writestr(
            "word/document.xml",
            b"<w:document " + W + b"><w:body>" + body + b"</w:body></w:document>",
        )
    return out.getvalue()


def _p(text: str) -> bytes:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()


def _noise(size: int) -> str:
    """Chinese text that does not pack away to nothing."""
    dice = Random(7)
    return dice.randbytes(size * 2).decode("utf-16-le", "replace").translate(_BREAKING)


def pdf(objects: list[bytes], root: int = 1) -> bytes:
    """A PDF of the given objects, numbered from 1."""
    out, places = b"%PDF-1.7\n", []
    for n, o in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + o + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, root, xref,
    )  # fmt: skip


def _content(data: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def giants(whole: bool) -> Iterator[tuple[str, str, bytes]]:
    """(what it is, file name, bytes); ``whole`` also makes those that take many seconds."""
    line = "当事人：云岭农资经营部，2024年3月5日罚款壹万元，《中华人民共和国种子法》第七十五条。"
    yield "一段1MB", "决定书.docx", docx(_p(line * 9000))
    yield "一段1MB没有标点", "决定书.docx", docx(_p("甲" * 350_000))
    yield "左括号20万个", "决定书.docx", docx(_p("（《〔" * 70_000))
    yield "数字30万位", "决定书.docx", docx(_p("罚款" + "9" * 300_000 + "元"))
    yield "日期4万个", "决定书.docx", docx(_p("2024年3月5日" * 40_000))
    yield "2万个空段", "笔录.docx", docx(b"<w:p/>" * 20_000)
    yield (
        "问答2万段",
        "询问笔录.docx",
        docx(_p("询问笔录") + (_p("问：你叫什么？") + _p("答：张三。")) * 10_000),
    )
    row = (
        b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>\xe7\x94\xb2</w:t></w:r></w:p></w:tc>" * 50 + b"</w:tr>"
    )
    yield "表1000行50列", "清单.docx", docx(b"<w:tbl>" + row * 1_000 + b"</w:tbl>")
    nest = b"<w:tbl><w:tr><w:tc>" * 80 + _p("底") + b"</w:tc></w:tr></w:tbl>" * 80
    yield "表套表80层", "清单.docx", docx(nest)
    yield "5000层嵌套", "清单.docx", docx(b"<w:sdt>" * 5_000 + b"</w:sdt>" * 5_000)
    cell = b'<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>' + _p("甲") + b"</w:tc>"
    yield (
        "跨一亿列",
        "清单.docx",
        docx(b"<w:tbl>" + (b"<w:tr>" + cell * 5 + b"</w:tr>") * 20 + b"</w:tbl>"),
    )
    yield (
        "文书标题3000个",
        "合订.docx",
        docx((_p("行政处罚决定书") + _p("送达回证") + _p("立案审批表")) * 1_000),
    )
    yield "txt 20MB", "决定书.txt", (line * 90_000).encode()
    yield "html 套30000层", "决定书.html", b"<html>" + b"<div>" * 30_000 + "罚款".encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield (
        "pdf 页树成环",
        "决定书.pdf",
        pdf([catalog, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>"]),
    )
    yield "pdf 页面极大", "决定书.pdf", pdf([
        catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page.replace(b"595 842", b"9999999 9999999"), _content(b"0 0 m 9 9 l S"),
    ])  # fmt: skip
    yield "pdf 画3万条线", "决定书.pdf", pdf([
        catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page,
        _content(b"0 0 m 500 800 l S\n" * 30_000),
    ])  # fmt: skip
    yield "pdf 流引用自己", "决定书.pdf", pdf([
        catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page,
        b"<</Length 4 0 R/Filter/FlateDecode>>\nstream\nxx\nendstream",
    ])  # fmt: skip
    if whole:
        yield "一段100MB", "决定书.docx", docx(_p(_noise(34 * MIB)))
        yield "表10000行50列", "清单.docx", docx(b"<w:tbl>" + row * 10_000 + b"</w:tbl>")
        yield "300MB的零", "决定书.docx", docx(b"<w:p/>" + b" " * (300 * MIB))
        yield "pdf 100页", "决定书.pdf", pdf([
            catalog, b"<</Type/Pages/Kids[" + b"3 0 R " * 100 + b"]/Count 100>>", page,
            _content(b"0 0 m 9 9 l S"),
        ])  # fmt: skip
