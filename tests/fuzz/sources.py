"""The sound files that are broken: one of each format and layout that is shipped."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "enforcement" / "demo" / "casefiles"
DATA = ROOT / "tests" / "casefiles" / "readers" / "data"
_EACH = 4  # documents of each shipped case file


def sources() -> list[tuple[str, bytes]]:
    """(file name, bytes), in a fixed order."""
    found: list[tuple[str, bytes]] = []
    for case in sorted(p for p in DEMO.iterdir() if p.is_dir()):
        documents = sorted(case.rglob("*.docx"))
        found += [(p.name, p.read_bytes()) for p in documents[:: max(len(documents) // _EACH, 1)]]
    found += [(p.name, p.read_bytes()) for p in sorted(DATA.iterdir()) if p.is_file()]
    text = "行政处罚决定书\n云农罚〔2024〕1号\n当事人：张三\n罚款2000元\n2024年3月5日"
    found += [("决定书.txt", text.encode("gb18030")), ("决定书.html", f"<p>{text}</p>".encode())]
    bound = BytesIO()
    with ZipFile(bound, "w") as z:
        for name, data in found[:3]:
            z.writestr(name, data)
    return [*found, ("案卷.zip", bound.getvalue())]
