"""The sample case files: the files are what the data say, and the clean ones keep the law."""

import csv
import tomllib
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from chinese_calendar import is_workday
from lxml import etree

from enforcement.demo.case import HERE, Case, Facts, capital, han
from enforcement.demo.make import case_paths, dump, expected, registers, write_case

CASES = [p.stem for p in case_paths()]
TRUTH = {c["id"]: c for c in tomllib.loads((HERE / "expected.toml").read_text("utf-8"))["case"]}
CLEAN = [i for i in CASES if TRUTH[i]["clean"]]
# (from, to, working days at most): what the law or the department's rule allows at the longest
WORKING = [
    ("found", "filing", 7),
    ("review_sent", "review", 5),
    ("decision", "decision_served", 7),
    ("decision", "published", 7),
    ("deadline", "recheck", 10),
]
ORDER = [
    "found", "filing", "report", "notice", "notice_served", "hearing_asked", "hearing_notice",
    "hearing_notice_served", "hearing", "hearing_report", "discussion",
    "approval", "decision", "decision_served", "paid", "closed", "archived",
]  # fmt: skip


def _case(name: str) -> Case:
    return Case(HERE / "cases" / f"{name}.toml")


def _working(start: date, end: date) -> int:
    days = (end - start).days
    return sum(is_workday(start + timedelta(n)) for n in range(1, days + 1))


def _members(data: bytes) -> list[tuple[str, tuple[int, ...], int]]:
    """Names, times and checksums of a zip: its content, whatever library compressed it."""
    with ZipFile(BytesIO(data)) as archive:
        return [(i.filename, i.date_time, i.CRC) for i in archive.infolist()]


def _text(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return "".join(t.text or "" for t in root.iter("{*}t"))


def _documents(name: str) -> list[tuple[str, bytes]]:
    """The single documents of a case by file name, taken from the files on disk."""
    path = HERE / TRUTH[name]["path"]
    if path.suffix == ".zip":
        with ZipFile(path, metadata_encoding="gbk") as archive:
            return [(Path(i.filename).name, archive.read(i)) for i in archive.infolist()]
    return [(p.name, p.read_bytes()) for p in sorted(path.glob("*.docx"))]


@pytest.mark.parametrize("name", [c for c in CASES if c != "cheng02"])
def test_generation_gives_the_files_that_are_kept(name: str) -> None:
    for path, data in write_case(HERE / "cases" / f"{name}.toml").files.items():
        assert _members(data) == _members((HERE / "casefiles" / path).read_bytes()), path


def test_generation_gives_the_archive_that_is_kept() -> None:
    written = write_case(HERE / "cases" / "cheng02.toml").files["cheng02.zip"]
    kept = (HERE / "casefiles" / "cheng02.zip").read_bytes()
    with ZipFile(BytesIO(written)) as new, ZipFile(BytesIO(kept)) as old:
        assert new.namelist() == old.namelist()
        for member in new.namelist():
            assert _members(new.read(member)) == _members(old.read(member)), member
        assert all(not i.flag_bits & 0x800 for i in old.infolist()), "names must not be UTF-8"


def test_two_generations_give_the_same_bytes() -> None:
    path = HERE / "cases" / "nong01.toml"
    assert write_case(path).files == write_case(path).files


def test_no_file_is_left_over_from_an_earlier_generation() -> None:
    kept = {p.relative_to(HERE / "casefiles").as_posix()
            for p in (HERE / "casefiles").rglob("*") if p.is_file()}  # fmt: skip
    assert kept == {f for p in case_paths() for f in write_case(p).files}


def test_expected_findings_and_registers_are_those_of_the_data() -> None:
    text = dump([expected(write_case(p)) for p in case_paths()])
    assert text == (HERE / "expected.toml").read_text("utf-8")
    for name, data in registers().items():
        assert (HERE / "registers" / name).read_bytes() == data


def test_there_are_six_clean_and_six_defective_case_files() -> None:
    assert Counter(TRUTH[c]["clean"] for c in CASES) == {True: 6, False: 6}
    assert all(not TRUTH[c]["must_fail"] for c in CLEAN)
    assert all(3 <= len(TRUTH[c]["must_fail"]) <= 5 for c in CASES if c not in CLEAN)


@pytest.mark.parametrize("name", CASES)
def test_every_document_named_in_the_findings_is_in_the_file(name: str) -> None:
    sources = {d["source"] for d in TRUTH[name]["documents"]}
    assert sources == {n for n, _ in _documents(name)}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_case_files_keep_every_order_and_limit(name: str) -> None:
    days: Facts = _case(name).days
    acts = [(k, days[k]) for k in ORDER if k in days]
    assert [d for _, d in acts] == sorted(d for _, d in acts), acts
    for start, end, limit in WORKING:
        if start in days and end in days:
            assert _working(days[start], days[end]) <= limit, (start, end)
    idle = [k for k, d in days.items() if k != "deadline" and not is_workday(d)]
    assert not idle, idle
    if "filing" in days:
        assert (days.decision - days.filing).days <= 90
        assert (days.paid - days.decision_served).days <= 15
    assert days.closed >= max(days.paid, days.get("recheck", days.paid), days.published)


@pytest.mark.parametrize("name", [c for c in CLEAN if "notice_served" in _case(c).days])
def test_clean_case_files_let_the_time_for_a_defence_pass(name: str) -> None:
    case = _case(name)
    days = case.days
    if "hearing" in days:
        gap = (days.hearing - days.hearing_notice_served).days
        working = _working(days.hearing_notice_served, days.hearing)
        assert (gap if days.notice <= date(2021, 7, 14) else working) > 7
        assert days.hearing_report <= days.review <= days.discussion <= days.decision
    elif case.f.get("statement", {}).get("kind") == "放弃":
        assert days.notice_served <= days.statement < days.decision
    else:
        assert _working(days.notice_served, days.decision) > 5
        assert days.review < days.notice


@pytest.mark.parametrize("name", CLEAN)
def test_reviewers_chairs_and_members_are_not_case_officers(name: str) -> None:
    case = _case(name)
    others = {case.a.reviewer, case.a.legal_head, case.a.get("chair"), *case.a.get("members", [])}
    assert not others & set(case.f.officers)


def _people(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [i for v in value.values() for i in _people(v)]
    if isinstance(value, list):
        return [i for v in value for i in _people(v)]
    return []


def _id_holds(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(number[:17], weights, strict=True))
    return len(number) == 18 and "10X98765432"[total % 11] == number[17]


def _code_holds(code: str) -> bool:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return len(code) == 18 and signs[-total % 31] == code[17]


def test_check_digits_hold_where_they_are_not_the_defect() -> None:
    wrong = {i for name in CASES for i in _people(_case(name).f) if not _id_holds(i)}
    assert wrong == {_case("wei02").rep.id}
    for name in CASES:
        case = _case(name)
        assert _code_holds(case.a.code)
        assert case.natural or _code_holds(case.party.code)


def test_check_digit_functions_know_published_examples() -> None:
    assert _id_holds("11010519491231002X")  # the example of GB 11643
    assert not _id_holds("110105194912310021")
    assert _code_holds("91350100M000100Y43")  # the example of GB 32100


def test_officers_stand_in_the_register_with_their_certificates() -> None:
    with (HERE / "registers" / "执法人员名录.csv").open(encoding="utf-8-sig") as file:
        known = {(r["姓名"], r["执法证号"], r["所属机关"]) for r in csv.DictReader(file)}
    for name in CASES:
        case = _case(name)
        assert all((n, cert, case.a.name) in known for n, cert in case.officers)


@pytest.mark.parametrize("name", [c for c in CASES if c != "huan01"])
def test_the_list_of_contents_names_every_document(name: str) -> None:
    titles = [d["title"] for d in TRUTH[name]["documents"]]
    listed = next(t for t in (_text(b) for _, b in _documents(name)) if "卷 内 目 录" in t
                  or "卷 内 文 件 目 录" in t)  # fmt: skip
    frame = (titles[0], titles[1], titles[-1])  # cover, list and closing note have no line
    missing = [t for t in titles if t not in frame and t not in listed]
    assert not missing


def test_amounts_and_dates_in_words() -> None:
    known = {100: "壹佰", 800: "捌佰", 1500: "壹仟伍佰", 10500: "壹万零伍佰", 110000: "壹拾壹万",
             120005: "壹拾贰万零伍", 3050: "叁仟零伍拾"}  # fmt: skip
    assert {n: capital(n) for n in known} == known
    assert han(date(2024, 5, 8)) == "二〇二四年五月八日"
    assert han(date(2020, 10, 21)) == "二〇二〇年十月二十一日"
