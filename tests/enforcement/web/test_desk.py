"""The reviewer's desk: who sees which case files and what of them, and how decisions are kept."""

import os
import re
import shutil
from pathlib import Path

from fastapi import FastAPI

from casefiles.readers.pages.pictures import draw_page
from enforcement.review.service_intake import Intake
from enforcement.web.settings import Settings
from tests.casefiles.readers.build import archive
from tests.casefiles.readers.test_pdf import pdf, words
from tests.enforcement.review import made as rounds
from tests.enforcement.web import made
from tests.enforcement.web.rounds import FILE, SEEDED, Who, found, readers, version
from tests.enforcement.web.test_selfcheck import ATTACK, decision, harmless

GETS = ("", "/desk", "/paper?doc=0", "/timeline", "/course", "/compare", "/opened",
        "/word/评查意见书", "/proof/0", "/doc/0/page/1.png")  # fmt: skip
POSTS = ("/desk", "/decide", "/judge", "/add", "/drop", "/submit", "/merge", "/opinion", "/accept",
         "/object", "/review", "/grade", "/notice", "/clear", "/dispatch", "/prove/upload",
         "/recheck", "/supervise", "/end-supervision")  # fmt: skip
FIELDS = {"seen": "4", "line": "0", "finding": "x", "decision": "采纳", "item": "没有",
          "text": "x", "lost": "1", "doc": "0"}  # fmt: skip


def suspects(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'data-find="([0-9a-f]{16})"', page)))


# --- whose case files ---------------------------------------------------------------------------


def test_an_agency_sees_its_own_and_others_see_what_there_is(who: Who) -> None:
    own = who(made.FARM).get("/files").text
    assert SEEDED["nong02"] in own
    assert SEEDED["huan01"] not in own
    assert SEEDED["nong02"] in who(made.OFFICE).get("/files").text  # an office of the agency
    for p in (made.BUREAU, made.PANEL, made.ZHOU, made.CHIEF):
        assert all(f in who(p).get("/files").text for f in SEEDED.values())


def test_another_agencys_case_file_is_as_if_it_were_not_there(who: Who, evaluated: FastAPI) -> None:
    browser, before = who(made.OTHER), version(evaluated)
    for path in GETS:
        there, nowhere = (browser.get(f"/files/{f}{path}") for f in (FILE, "0" * 12))
        assert there.status_code == nowhere.status_code == 404, path
        assert there.text == nowhere.text
    for path in POSTS:
        assert browser.post(f"/files/{FILE}{path}", **FIELDS).status_code == 404, path
    assert version(evaluated) == before


RIGHTS = {
    "/decide": (made.ZHOU,), "/judge": (made.ZHOU,), "/add": (made.ZHOU,), "/drop": (made.ZHOU,),
    "/submit": (made.ZHOU,), "/merge": (made.PANEL,), "/review": (made.PANEL,),
    "/opinion": (made.BUREAU,), "/grade": (made.BUREAU,), "/notice": (made.BUREAU,),
    "/clear": (made.BUREAU,), "/dispatch": (made.BUREAU,), "/recheck": (made.BUREAU,),
    "/supervise": (made.BUREAU,), "/end-supervision": (made.BUREAU,),
    "/accept": (made.FARM,), "/object": (made.FARM,), "/prove/upload": (made.FARM,),
}  # fmt: skip


def test_each_act_asks_the_table_of_rights(who: Who, evaluated: FastAPI) -> None:
    before = version(evaluated)
    for p in (made.ZHOU, made.PANEL, made.BUREAU, made.FARM, made.CHIEF):
        browser = who(p)
        for path, allowed in RIGHTS.items():
            status = browser.post(f"/files/{FILE}{path}", **FIELDS).status_code
            assert (status == 403) == (p not in allowed), (p.name, path, status)
    assert version(evaluated) == before


def test_only_who_may_can_see_whole_numbers(who: Who) -> None:
    doc = next(n for n in range(24) if "539****" in
               who(made.BUREAU).get(f"/files/{FILE}/paper?doc={n}").text)  # fmt: skip
    chief = who(made.CHIEF)
    assert chief.post(f"/files/{FILE}/desk", doc=str(doc)).status_code == 403
    shown = who(made.BUREAU).post(f"/files/{FILE}/desk", doc=str(doc))
    assert shown.status_code == 200
    assert "539****" not in shown.text.partition('id="paper"')[2].partition("</section>")[0]
    assert "显示完整号码" in who(made.BUREAU).get("/admin/views").text
    assert chief.get(f"/files/{FILE}/doc/0/page/1.png?bare=true").status_code == 403


# --- the agency, before and after it is told ------------------------------------------------------


def test_before_the_opinion_the_agency_sees_its_papers_and_nothing_of_the_evaluation(
    who: Who, evaluated: FastAPI
) -> None:
    one, _ = readers(evaluated, FILE)
    who(one).post(f"/files/{FILE}/decide", line="0", finding=found(evaluated)[0], decision="采纳")
    farm = who(made.FARM)
    pages = [farm.get(f"/files/{FILE}{p}").text for p in ("", "/desk", "/timeline", "/compare")]
    for text in (*pages, farm.get("/files").text):
        assert "评查中" in text or "评查中" in pages[0]
        for hidden in ("不合格", one.person, "初评", "GS-001", "超期", 'class="fail"'):
            assert hidden not in text, hidden
    assert farm.get(f"/files/{FILE}/word/评查表").status_code == 404


# --- decisions ----------------------------------------------------------------------------------


def test_a_decision_is_kept_at_once_and_only_its_line_comes_back(
    who: Who, evaluated: FastAPI
) -> None:
    one, _ = readers(evaluated, FILE)
    reader = who(one)
    assert suspects(reader.get(f"/files/{FILE}/desk").text) != []
    piece = reader.client.post(
        f"/files/{FILE}/decide",
        data={"line": "0", "finding": found(evaluated)[0], "decision": "采纳"},
        headers={"X-CSRF-Token": reader.token, "HX-Request": "true"},
    )
    assert piece.status_code == 200
    assert piece.text.count("<section") == 1
    assert 'value="采纳" aria-pressed="true"' in piece.text
    assert "没有决定的 <b>11</b>" in piece.text
    assert "已保存" in piece.text
    again = reader.get(f"/files/{FILE}/desk").text
    assert again.count('aria-pressed="true"') == 1


def test_without_a_reason_nothing_is_rejected(who: Who, evaluated: FastAPI) -> None:
    one, _ = readers(evaluated, FILE)
    answer = who(one).post(
        f"/files/{FILE}/decide",
        line="0",
        finding=found(evaluated)[0],
        decision="不采纳",
        reason=" ",
    )
    assert answer.status_code == 409
    assert "必须写明理由" in answer.text
    assert 'aria-pressed="true"' not in who(one).get(f"/files/{FILE}/desk").text


def test_the_second_reader_sees_nothing_of_the_first(who: Who, evaluated: FastAPI) -> None:
    one, two = readers(evaluated, FILE)
    secret = "第一评查人的理由"
    first = who(one)
    before = [who(two).get(f"/files/{FILE}{p}").text for p in ("", "/desk")]
    first.post(
        f"/files/{FILE}/decide",
        line="0",
        finding=found(evaluated)[0],
        decision="不采纳",
        reason=secret,
    )
    first.post(f"/files/{FILE}/add", item="GS-007", text=secret, lost="1", document="询问笔录")
    for p in (two, made.BUREAU, made.PANEL, made.ZHENG):
        for path in ("", "/desk"):
            text = who(p).get(f"/files/{FILE}{path}").text
            assert secret not in text
            assert one.person not in text.partition("<main")[2], (p.name, path)
            assert 'aria-pressed="true"' not in text
    after = [who(two).get(f"/files/{FILE}{p}").text for p in ("", "/desk")]
    plain = [re.sub(r'(csrf" (content|value))="[^"]*"', "", t) for t in before + after]
    assert plain[1].replace("已分派", "初评中") == plain[3]  # but for the state all is as it was


def test_who_was_not_given_the_case_file_cannot_decide(who: Who, evaluated: FastAPI) -> None:
    stranger = next(
        p for p in (made.ZHOU, made.WU, made.ZHENG) if p not in readers(evaluated, FILE)
    )
    answer = who(stranger).post(
        f"/files/{FILE}/decide", line="0", finding=found(evaluated)[0], decision="采纳"
    )
    assert answer.status_code == 409
    assert "不是这个案卷的评查人" in answer.text
    assert '<form class="say"' not in who(stranger).get(f"/files/{FILE}/desk").text


def test_own_findings_lead_to_the_words_they_quote(who: Who, evaluated: FastAPI) -> None:
    one, _ = readers(evaluated, FILE)
    reader = who(one)
    words_ = "本机关责令你单位于"
    done = reader.post(f"/files/{FILE}/add", item="GS-007", text="期限不明", lost="1",
                       document="责令改正通知书", quote=words_)  # fmt: skip
    assert done.status_code == 303
    desk = reader.get(f"/files/{FILE}/desk").text
    link = re.search(r'data-doc="(\d+)" data-own="([0-9a-f]{16})"', desk)
    assert link
    piece = reader.get(f"/files/{FILE}/paper?doc={link[1]}&own={link[2]}").text
    assert re.search(rf'id="quote"[^>]*></span>(?:<span[^>]*></span>)*<mark class="pass">{words_}',
                     piece)  # fmt: skip
    reader.post(f"/files/{FILE}/drop", line="0", finding=link[2])
    assert "期限不明" not in reader.get(f"/files/{FILE}/desk").text
    reader.post(f"/files/{FILE}/add", item="GS-007", text="期限不明", lost="1",
                document="责令改正通知书", quote=words_)  # fmt: skip
    assert "期限不明" in reader.get(f"/files/{FILE}/desk").text


def test_marks_that_are_none_are_refused(who: Who, evaluated: FastAPI) -> None:
    one, _ = readers(evaluated, FILE)
    reader, before = who(one), version(evaluated)
    for lost in ("", "abc", "NaN", "-1", "99", "1e999"):
        answer = reader.post(f"/files/{FILE}/add", item="GS-007", text="某", lost=lost)
        assert answer.status_code in (400, 409, 422), lost
    assert version(evaluated) == before


def test_what_people_write_is_text(who: Who, evaluated: FastAPI) -> None:
    one, _ = readers(evaluated, FILE)
    reader = who(one)
    reader.post(f"/files/{FILE}/add", item="GS-007", text=ATTACK, lost="1", document=ATTACK)
    reader.post(
        f"/files/{FILE}/decide",
        line="0",
        finding=found(evaluated)[0],
        decision="不采纳",
        reason=ATTACK,
    )
    for path in ("/desk", "", "/timeline", "/compare"):
        text = reader.get(f"/files/{FILE}{path}").text
        harmless(text)
        assert "<script>alert" not in text


# --- the documents ------------------------------------------------------------------------------


def test_a_finding_leads_to_its_words(who: Who, evaluated: FastAPI) -> None:
    desk = who(made.BUREAU).get(f"/files/{FILE}/desk").text
    harmless(desk)
    article = desk.partition('id="f-')[2]
    link = re.search(r'data-doc="(\d+)" data-point="(p\d+)"', article)
    assert link
    piece = who(made.BUREAU).get(f"/files/{FILE}/paper?doc={link[1]}").text
    harmless(piece)
    mark = re.search(
        rf'id="{link[2]}"[^>]*></span>(?:<span[^>]*></span>)*<mark[^>]*>([^<]*)', piece
    )
    assert mark
    assert mark[1] == "2024年5月20日"


def test_the_notice_stands_beside_the_decision(who: Who) -> None:
    page = who(made.BUREAU).get(f"/files/{FILE}/compare").text
    titles = re.findall(r'class="half-title">([^<]*)', page)
    assert ["告知" in titles[0], "决定书" in titles[1]] == [True, True]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    swapped = who(made.BUREAU).get(f"/files/{FILE}/compare?left=3&right=3").text
    ids = re.findall(r' id="([^"]+)"', swapped)
    assert len(ids) == len(set(ids))


def test_documents_that_are_none(who: Who) -> None:
    for number in ("-1", "24", "9999999999"):
        assert who(made.BUREAU).get(f"/files/{FILE}/paper?doc={number}").status_code == 404


def test_originals_lie_under_their_own_names_and_nowhere_else(who: Who, settings: Settings) -> None:
    shutil.rmtree(settings.data / "shelf")
    who(made.BUREAU).get(f"/files/{FILE}/desk")
    (room,) = (settings.data / "shelf").iterdir()
    names = sorted(p.name for p in (room / "case").iterdir())
    assert names == sorted(p.name for p in (made.DEMO / "casefiles" / "nong02").iterdir())
    kept = [p for p in (settings.data / "originals").rglob("*") if p.is_file()]
    assert all(p.stat().st_size for p in kept)


def test_what_nobody_looks_at_is_swept_away_and_made_again(
    who: Who, evaluated: FastAPI, settings: Settings
) -> None:
    shelf = evaluated.state.shelf
    (room,) = (settings.data / "shelf").iterdir()
    shelf.sweep()
    assert room.exists()
    os.utime(room, (0, 0))
    shelf.sweep()
    assert not room.exists()
    assert "公示日期" in who(made.BUREAU).get(f"/files/{FILE}/desk").text
    os.utime(room, (0, 0))
    who(made.BUREAU).get(f"/files/{FILE}/desk")  # used again
    shelf.sweep()
    assert room.exists()


def test_a_case_file_that_cannot_be_opened_still_has_its_sheet(
    who: Who, settings: Settings
) -> None:
    shutil.rmtree(settings.data / "shelf")
    for p in (settings.data / "originals").rglob("*"):
        if p.is_file() and p.read_bytes()[:2] == b"PK":
            p.unlink()
    page = who(made.BUREAU).get(f"/files/{FILE}/desk")
    assert page.status_code == 200
    assert "打不开" in page.text
    assert len(suspects(page.text)) == 12


def test_every_look_is_noted(who: Who, evaluated: FastAPI) -> None:
    who(made.CHIEF).get(f"/files/{FILE}/paper?doc=2")
    seen = evaluated.state.accounts.looks(1)[0]
    assert (seen["person"], seen["what"]) == ("主任", "查看文书")
    assert seen["document"].startswith("03")


def test_pages_of_a_pdf_and_of_a_zip_are_shown_with_their_numbers_covered(
    who: Who, evaluated: FastAPI, tmp_path: Path
) -> None:
    number = "53990119830921091X"  # made so that its check digit fits
    page = pdf(words((90, 700, f"ID {number} of the party, as the record says")))
    case = tmp_path / "卷.zip"
    case.write_bytes(archive({"正卷/决定书.docx": decision(), "正卷/附件.pdf": page}))
    desk = evaluated.state.desk
    rounds.plan(desk, "2026-2")
    intake = Intake.open(desk, "2026-2")
    intake.checker = rounds.checker()
    file = intake.take(case, case.name, made.now(), agency=made.FARM.unit).file
    bureau = who(made.BUREAU)
    desk_page = bureau.get(f"/files/{file}/desk?doc=1").text
    harmless(desk_page)
    link = re.search(rf"/files/{file}/doc/1/page/1.png", desk_page)
    assert link
    assert number not in desk_page
    covered = bureau.get(link[0])
    assert covered.headers["content-type"] == "image/png"
    plain = draw_page(page, "pdf", 1).png
    assert covered.content != plain
    assert bureau.get(f"{link[0]}?bare=true").content == plain
    for wrong in ("/doc/1/page/2.png", "/doc/2/page/1.png", "/doc/0/page/1.png"):
        assert bureau.get(f"/files/{file}{wrong}").status_code == 404, wrong


def test_a_path_in_a_source_leads_nowhere(tmp_path: Path) -> None:
    from enforcement.web.shelf import Room, prepare

    original = tmp_path / "o"
    original.write_bytes(b"x")
    room = Room(tmp_path / "room", "")
    prepare(room, [("../../evil.docx", str(original))], "", "")
    assert room.failed
    assert not (tmp_path / "evil.docx").exists()
