"""One case file of many formats, packed and nested, as it comes from an archive room."""

import hashlib
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from casefiles.intake import read_case
from casefiles.readers import open_all, open_case
from tests.casefiles.readers.build import archive, cell, docx, p, table
from tests.casefiles.readers.films import jpg, mp4, wav

DATA = Path(__file__).parent / "data"
FILM = mp4(2640)


def spreadsheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def gbk(members: dict[str, bytes]) -> bytes:
    """A zip as old Chinese programs write it: names in GBK and nothing that says so."""
    out = BytesIO()
    stand_ins = {}  # zipfile marks names that are not ASCII, so write others of equal length first
    with zipfile.ZipFile(out, "w") as z:
        for n, (name, data) in enumerate(members.items()):
            stand_ins[name] = chr(ord("A") + n) * len(name.encode("gbk"))
            z.writestr(stand_ins[name], data)
    packed = out.getvalue()
    for name, letters in stand_ins.items():
        packed = packed.replace(letters.encode(), name.encode("gbk"))
    return packed


def page(*lines: str) -> bytes:
    """A decision saved from a website, in GBK and with what websites have around it."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>网站名</title>'
        "<script>document.write('罚款壹元')</script><style>p{color:red}</style></head>"
        f'<body onload="alert(1)"><div style="display:none">隐藏</div>{body}'
        '<noscript>请打开脚本</noscript><img src="x.gif" onerror="alert(2)"></body></html>'
    ).encode("gb18030")


def mixed(folder: Path) -> Path:
    rows = ["序号", "文件名", "开始时间", "结束时间", "记录事项", "SHA-256值"]
    row = ["1", "现场.mp4", "2025年5月6日9时08分", "2025年5月6日9时52分", "现场检查",
           hashlib.sha256(FILM).hexdigest()]  # fmt: skip
    listed = table("".join(map(cell, rows)), "".join(map(cell, row)))
    inner = archive({"10送达/送达回证.docx": docx(p("送达回证")), "录音/询问.wav": wav(1)})
    files = {
        "1卷内目录.xlsx": spreadsheet(
            ["卷内目录"], ["序号", "文书名称", "页号"], [1, "立案审批表", 1]
        ),
        "2立案审批表.docx": docx(p("立案审批表") + p("案由：无证经营")),
        "3现场笔录.doc": (DATA / "form.doc").read_bytes(),
        "4询问笔录.wps": (DATA / "form.doc").read_bytes(),
        "5情况说明.txt": "情况说明\r\n设备已经修好。".encode("gbk"),
        "6行政处罚决定书.html": page("行政处罚决定书", "罚款5000元"),
        "7附件.pdf": (DATA / "form.pdf").read_bytes(),
        "8音像记录清单.docx": docx(p("音像记录清单") + listed),
        "9证据.zip": gbk({"证据/照片/门头.jpg": jpg(), "证据/2进货票据说明.txt": "说明".encode()}),
        "正卷/9.docx": docx(p("结案报告")),
        "正卷/10.docx": docx(p("备考表")),
        "副卷/讨论.docx": docx(p("集体讨论笔录")),
        "音像/现场.mp4": FILM,
        "送达.zip": inner,
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


ORDER = [
    "1卷内目录.xlsx", "2立案审批表.docx", "3现场笔录.doc", "4询问笔录.wps", "5情况说明.txt",
    "6行政处罚决定书.html", "7附件.pdf", "8音像记录清单.docx", "9证据.zip/证据/2进货票据说明.txt",
    "正卷/9.docx", "正卷/10.docx", "副卷/讨论.docx", "送达.zip/10送达/送达回证.docx",
]  # fmt: skip


def test_a_case_file_of_many_formats_is_read_whole_and_in_order(tmp_path: Path) -> None:
    opened = open_all(mixed(tmp_path))
    assert opened.problems == []
    assert [r.source for r in opened.readings] == ORDER
    assert [(m.name, m.kind, m.seconds) for m in opened.media] == [
        ("9证据.zip/证据/照片/门头.jpg", "照片", None),
        ("送达.zip/录音/询问.wav", "录音", 1.0),
        ("音像/现场.mp4", "视频", 2640.0),
    ]


def test_the_same_packed_as_a_whole(tmp_path: Path) -> None:
    made = mixed(tmp_path / "案")
    whole = Path(shutil.make_archive(str(tmp_path / "案卷"), "zip", made))
    readings, problems = open_case(whole)
    assert problems == []
    assert [r.source for r in readings] == ORDER


def test_a_saved_web_page_is_what_a_person_saw(tmp_path: Path) -> None:
    page_ = next(r for r in open_all(mixed(tmp_path)).readings if r.source.endswith(".html"))
    assert [b.text for b in page_.blocks if b.text] == ["行政处罚决定书", "罚款5000元"]


def test_documents_of_every_format_are_known_for_what_they_are(tmp_path: Path) -> None:
    case = read_case(mixed(tmp_path))
    codes = {d.source: d.code for d in case.documents}
    assert codes["1卷内目录.xlsx"] == "GD_TOC"
    assert codes["2立案审批表.docx"] == "CF_LA"
    assert codes["6行政处罚决定书.html"] == "CF_JD2"
    assert codes["8音像记录清单.docx"] == "GD_AVLIST"
    (film,) = (m for m in case.media if m.kind == "视频")
    (row,) = (f.value for d in case.of("GD_AVLIST") for f in d.all("recordings"))
    assert film.is_called(row.name)
    assert row.digests == (film.sha256,)
