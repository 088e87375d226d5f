"""Evidence handed back: every problem with a place is marked at its words, in a copy only."""

import hashlib
import shutil
import subprocess
import zipfile
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from typer.testing import CliRunner

from casefiles.readers import open_case
from enforcement import annotate as module
from enforcement.annotate import Annotator, CannotWrite, refusal
from enforcement.annotate.listing import LIST
from enforcement.annotate.names import Names, safe
from enforcement.annotate.words import heading, places
from enforcement.assess import Checker
from enforcement.cli import app
from enforcement.result import Assessment
from enforcement.run import Job, prepare
from enforcement.run import run as run_check
from tests.casefiles.readers.test_comments import between, part

DEMO = Path(__file__).parents[2] / "enforcement" / "demo"
FAULTY = DEMO / "casefiles" / "nong02"
DECISION = "17行政处罚决定书.docx"


@cache
def checker() -> Checker:
    return prepare([FAULTY], registers=DEMO / "registers").checker


def checked(path: Path) -> Assessment:
    return checker().check(path)


def annotated(path: Path, out: Path) -> tuple[Assessment, Annotator]:
    annotator = Annotator(out)
    a = checked(path)
    annotator.case(a)
    return a, annotator


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def hashes(folder: Path) -> dict[str, str]:
    return {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in files(folder)}


def listed(folder: Path) -> str:
    return "\n".join(Document(str(folder / LIST)).element.body.itertext())


def expected_words(a: Assessment, case: Path) -> dict[str, Counter[tuple[str, str]]]:
    """File → (title of the note, words it is about), from the evidence and what was read."""
    readings, _ = open_case(case)
    texts = {(r.source, b.part, b.index): b.text for r in readings for b in r.blocks}
    found: dict[str, Counter[tuple[str, str]]] = {}
    for p in places(a):
        name = p.at.source.partition("#")[0]
        words = texts[name, p.at.part, p.at.block][p.at.start : p.at.end]
        found.setdefault(name, Counter())[heading(p.result), words] += 1
    return found


def marked_words(copy: bytes) -> Counter[tuple[str, str]]:
    """The same, read from the copy. Several notes may have the same title, so each gets its id."""
    root = etree.fromstring(part(copy, "word/comments.xml"))
    titles = ["".join(c[0].itertext()) for c in root]
    for i, comment in enumerate(root):
        run = comment[0].findall(".//{*}t")
        run[0].text = str(i)
    source = zipfile.ZipFile(BytesIO(copy))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for n in source.namelist():
            z.writestr(n, etree.tostring(root) if n == "word/comments.xml" else source.read(n))
    return Counter((titles[int(i)], words) for i, words in between(out.getvalue()).items())


def test_every_place_is_marked_at_its_words_and_nothing_else_is_touched(tmp_path: Path) -> None:
    before = hashes(FAULTY)
    a, annotator = annotated(FAULTY, tmp_path / "out")
    assert hashes(FAULTY) == before
    folder = tmp_path / "out" / "nong02"
    assert files(folder) == sorted([*before, LIST])
    expected = expected_words(a, FAULTY)
    assert any(r.verdict == "fail" for r in a.results)
    assert annotator.notes == sum(sum(c.values()) for c in expected.values()) > 10
    for name in before:
        copy = (folder / name).read_bytes()
        if name in expected:
            assert marked_words(copy) == expected[name]
        else:
            assert hashlib.sha256(copy).hexdigest() == before[name]


def test_a_note_says_what_is_wrong_why_and_what_to_do(tmp_path: Path) -> None:
    a, _ = annotated(FAULTY, tmp_path / "out")
    notes = part((tmp_path / "out" / "nong02" / DECISION).read_bytes(), "word/comments.xml")
    texts = ["\n".join("".join(p.itertext()) for p in c) for c in etree.fromstring(notes)]
    fails = [r for r in a.results if r.verdict == "fail"]
    told = [
        (r, text)
        for r in fails
        for text in texts
        if text.startswith(heading(r)) and r.basis in text
    ]
    assert told
    for r, text in told:
        assert text.startswith("【不合格】")
        assert f"问题：{r.message}\n" in text
        assert f"依据：{r.basis}\n" in text
        assert text.endswith(f"改正：{r.remedy}")
    assert any(text.startswith("【待人工】") for text in texts)


def test_the_same_case_file_gives_the_same_copies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        annotated(FAULTY, tmp_path / name)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_problems_without_a_place_are_in_the_list(tmp_path: Path) -> None:
    case = DEMO / "casefiles" / "cheng03"
    a, _ = annotated(case, tmp_path / "out")
    loose = [
        r
        for r in a.results
        if r.verdict in ("fail", "needs_review") and not any(e.anchor for e in r.evidence)
    ]
    text = listed(tmp_path / "out" / "cheng03")
    assert {r.verdict for r in loose} == {"fail", "needs_review"}
    for r in loose:
        assert heading(r) in text
        assert r.message in text


def test_what_cannot_carry_notes_is_listed_with_its_places(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    shutil.copytree(FAULTY, case)
    readings, _ = open_case(case)
    blocks = next(r for r in readings if r.source == DECISION).blocks
    (case / DECISION).unlink()
    (case / "17行政处罚决定书.txt").write_text("\n".join(b.text for b in blocks), "utf-8")
    a, annotator = annotated(case, tmp_path / "out")
    own = [p for p in places(a) if p.at.source.endswith(".txt")]
    assert own
    assert annotator.bare == 1
    assert "1 份文件有问题但不能加批注" in annotator.summary()
    text = listed(tmp_path / "out" / "案卷")
    assert "17行政处罚决定书.txt：这种格式不能加批注" in text
    for p in own:
        assert heading(p.result) in text
        assert p.at.place in text
    assert not (tmp_path / "out" / "案卷" / "17行政处罚决定书.txt").exists()


def test_members_of_an_archive_stay_below_the_folder(tmp_path: Path) -> None:
    case = tmp_path / "案卷.zip"
    document = (FAULTY / DECISION).read_bytes()
    names = ("../../上.docx", "/根.docx", "正卷/..\\..\\下.docx", "con.docx", "A.docx", "a.docx",
             "b.docx/c.docx", "b.docx", LIST, "长" * 120 + ".docx", "尾. ",
             "x\n\u202ey.docx")  # fmt: skip
    with zipfile.ZipFile(case, "w") as z:
        for name in names:
            z.writestr(name, document)
    before = case.read_bytes()
    _, annotator = annotated(case, tmp_path / "out")
    assert case.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "案卷.zip"]
    made = files(tmp_path / "out" / "案卷")
    assert annotator.copies == len(names)
    assert len(made) == len(names) + 1
    assert len({n.casefold() for n in made}) == len(made)
    for name in made:
        assert all(len(piece.encode()) < 256 for piece in name.split("/"))
        assert not name.startswith("con")


def test_a_bound_file_gets_the_notes_of_all_its_documents(tmp_path: Path) -> None:
    case = DEMO / "casefiles" / "huan01"
    a, _ = annotated(case, tmp_path / "out")
    assert len({p.at.source for p in places(a)}) > 2
    ((name, expected),) = expected_words(a, case).items()
    assert marked_words((tmp_path / "out" / "huan01" / name).read_bytes()) == expected


def test_a_file_changed_after_the_check_gets_no_notes(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    shutil.copytree(FAULTY, case)
    a = checked(case)
    other = next(n for n in files(case) if "立案" in n)
    shutil.copy(case / other, case / DECISION)
    Annotator(tmp_path / "out").case(a)
    assert not (tmp_path / "out" / "案卷" / DECISION).exists()
    assert f"{DECISION}：文件在检查之后被改动" in listed(tmp_path / "out" / "案卷")


def test_case_files_of_the_same_name_get_folders_of_their_own(tmp_path: Path) -> None:
    for month in ("一月", "二月"):
        (tmp_path / month / "案卷").mkdir(parents=True)
        shutil.copy(FAULTY / DECISION, tmp_path / month / "案卷")
    annotator = Annotator(tmp_path / "out")
    for month in ("一月", "二月"):
        annotator.case(checked(tmp_path / month / "案卷"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["案卷", "案卷（2）"]
    assert annotator.cases == 2


def test_folders_that_hold_something_or_are_checked_are_refused(tmp_path: Path) -> None:
    case = tmp_path / "案卷"
    case.mkdir()
    (case / "1.docx").write_bytes((FAULTY / DECISION).read_bytes())
    (tmp_path / "空").mkdir()
    (tmp_path / "文件").write_bytes(b"")
    assert refusal(tmp_path / "新", [case]) is None
    assert refusal(tmp_path / "空", [case]) is None
    for folder in (case, case / "新", tmp_path / "文件", tmp_path, tmp_path / "无" / "新"):
        why = refusal(folder, [case])
        assert why is not None
        assert folder.name in why or folder.parent.name in why
    assert refusal(tmp_path / "新", [tmp_path]) is not None


def test_the_command_writes_copies_or_says_why_not(tmp_path: Path) -> None:
    command = ["check", str(FAULTY), "--registers", str(DEMO / "registers"), "-f", "json"]
    command.append("--annotate")
    done = CliRunner().invoke(app, [*command, str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "1 个案卷，24 份副本" in done.stderr
    assert done.stdout == checked(FAULTY).to_json() + "\n"
    again = CliRunner().invoke(app, [*command, str(tmp_path / "out")])
    assert again.exit_code == 2
    assert "已有文件" in again.stderr
    assert again.stdout == ""


def test_a_full_disk_is_told_and_ends_with_its_own_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(case: Path, take: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "each_original", full)
    with pytest.raises(CannotWrite):
        annotated(FAULTY, tmp_path / "out")
    assert (
        run_check(
            Job([FAULTY], checker()), "json", tmp_path / "a.json", annotate=tmp_path / "again"
        )
        == 2
    )
    assert "写不进" in capsys.readouterr().err


def test_a_writer_that_breaks_on_one_file_does_not_take_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = module._WRITERS["docx"]

    def breaks(data: bytes, *rest: object) -> object:
        if data == (FAULTY / DECISION).read_bytes():
            raise KeyError("odd")
        return good(data, *rest)  # type: ignore[arg-type]

    monkeypatch.setitem(module._WRITERS, "docx", breaks)  # type: ignore[arg-type]
    _, annotator = annotated(FAULTY, tmp_path / "out")
    assert annotator.bare == 1
    assert "写批注时出错（KeyError）" in listed(tmp_path / "out" / "nong02")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("..", "未命名"), ("a/b", "a_b"), ("NUL.docx", "_NUL.docx"), ("x.docx. ", "x.docx"),
     ("", "未命名"), ("\ud800.docx", "_.docx"), ("正卷", "正卷")],
)  # fmt: skip
def test_names_are_safe(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_a_name_is_given_once() -> None:
    names = Names()
    assert names.path("正卷/a.docx") == "正卷/a.docx"
    assert names.path("正卷/A.docx") == "正卷/A（2）.docx"
    assert names.path("正卷/b.wps", ".docx") == "正卷/b.wps.docx"
    assert names.path("正卷/a.docx/c.docx") == "正卷/a（3）.docx/c.docx"


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: not seen by its eyes")
def test_libreoffice_shows_the_notes_at_the_same_words(tmp_path: Path) -> None:
    a, _ = annotated(FAULTY, tmp_path / "out")
    expected = expected_words(a, FAULTY)[DECISION]
    shutil.copy(tmp_path / "out" / "nong02" / DECISION, tmp_path / "a.docx")
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "fodt", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert _annotations(tmp_path / "a.fodt") == expected


def _annotations(flat: Path) -> Counter[tuple[str, str]]:
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    open_: dict[str, list[str]] = {}
    found: Counter[tuple[str, str]] = Counter()

    def walk(e: etree._Element) -> None:
        if e.tag == f"{office}annotation":
            title = next("".join(p.itertext()) for p in e if str(p.tag).endswith("}p"))
            open_[str(e.get(f"{office}name"))] = [title, ""]
            return
        if e.tag == f"{office}annotation-end":
            title, words = open_.pop(str(e.get(f"{office}name")))
            found[title, words] += 1
            return
        for text in (e.text, None):
            for note in open_.values():
                note[1] += text or ""
        for child in e:
            walk(child)
            for note in open_.values():
                note[1] += child.tail or ""

    walk(etree.parse(str(flat)).getroot().find(f"{office}body"))
    assert not open_
    return found
