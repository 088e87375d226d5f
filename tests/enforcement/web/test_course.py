"""The pages of each state of a case file: panel, opinion, objection, grade, rectification."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from fastapi import FastAPI
from httpx import Response

from enforcement.review import service_file, service_rectify
from enforcement.review.desk import Doing, load_file
from enforcement.review.parts import Decision, Opinion
from enforcement.review.record import CHINA
from tests.enforcement.web import made
from tests.enforcement.web.conftest import Browser
from tests.enforcement.web.rounds import FILE, Who, found, readers, state
from tests.enforcement.web.test_selfcheck import ATTACK, decision, harmless

# Named days: nobody knows the days off of the years to come.
SOON = (datetime.now(CHINA).date() + timedelta(20)).isoformat()
AT = f"/files/{FILE}"


def doing(p: made.Person, days: float = 0) -> Doing:
    return Doing(p.actor, datetime.now(CHINA) + timedelta(days))


def read(app: FastAPI, differing: int = 1) -> None:
    """Both readings handed in; on the first so many they differ."""
    desk = app.state.desk
    for slot, p in enumerate(readers(app)):
        said = [
            Decision(finding=f, decision="采纳")
            if n < 3 and not (slot and n < differing)
            else Decision(finding=f, decision="不采纳", reason="看过原件")
            for n, f in enumerate(found(app))
        ]
        service_file.decide(desk, FILE, Opinion(decisions=tuple(said)), doing(p))
        service_file.submit(desk, FILE, doing(p))


def told(app: FastAPI) -> None:
    """Up to the opinion."""
    read(app, 0)
    day = date.fromisoformat(SOON)
    service_file.give_opinion(app.state.desk, FILE, "青评1号", doing(made.BUREAU), day)


def noticed(app: FastAPI, days: int = 0) -> None:
    """Up to the notice, which was given ``days`` from now with a term of twenty days."""
    told(app)
    desk = app.state.desk
    service_file.accept(desk, FILE, doing(made.FARM))
    service_file.grade(desk, FILE, doing(made.BUREAU))
    day = date.fromisoformat(SOON) + timedelta(days)
    service_rectify.notify(desk, FILE, "青整1号", doing(made.BUREAU, days), due=day)


def send(browser: Browser, path: str, **fields: object) -> Response:
    """A form of the page, with the version that it was made from."""
    page = browser.get(AT).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    return browser.post(f"{AT}{path}", seen=seen[1] if seen else "0", **fields)


# --- panel --------------------------------------------------------------------------------------


def test_the_panel_sees_both_words_and_settles(who: Who, evaluated: FastAPI) -> None:
    read(evaluated)
    first = found(evaluated)[0]
    panel = who(made.PANEL)
    page = panel.get(AT).text
    harmless(page)
    words = re.search(r'class="two-words">(.*?)</table>', page, re.S)
    assert words
    for p, said in zip(readers(evaluated), ("采纳", "不采纳：看过原件"), strict=True):
        assert p.person in words[1]
        assert said in words[1]
    left = send(panel, "/merge", members="郑洁", record="核对过原件")
    assert left.status_code == 409
    assert "还没有合议" in left.text
    done = send(
        panel, "/merge", **{f"d:{first}": "采纳", "members": "郑洁，钱进", "record": "核对"}
    )
    assert done.status_code == 303
    s = state(evaluated)
    assert s.state == "已合议"
    assert s.merged is not None
    assert s.merged[1].members == ("何平", "郑洁", "钱进")


def test_a_finding_of_one_reader_is_put_to_the_panel_in_his_words(
    who: Who, evaluated: FastAPI
) -> None:
    one, _ = readers(evaluated)
    who(one).post(f"{AT}/add", item="GS-007", text="补充的那一处", lost="1", document="询问笔录")
    read(evaluated, 0)
    page = who(made.PANEL).get(AT).text
    assert "补充的那一处" in page.partition('id="merge"')[2].partition("两名评查人")[2]


def test_an_item_on_which_they_differ_is_settled_in_marks(who: Who, evaluated: FastAPI) -> None:
    for p, lost in zip(readers(evaluated), ("1", "2"), strict=True):
        done = who(p).post(f"{AT}/judge", line="0", item="GS-007", lost=lost, reason=f"失{lost}分")
        assert done.status_code == 303
    read(evaluated, 0)
    panel = who(made.PANEL)
    page = panel.get(AT).text
    assert 'name="j:GS-007"' in page
    assert "执法时出示证件并有记载" in page
    fields = {"members": "郑洁", "record": "核对"}
    for wrong in ("x", "99"):
        assert send(panel, "/merge", **fields, **{"j:GS-007": wrong}).status_code in (400, 409)
    assert send(panel, "/merge", **fields, **{"j:GS-007": "2"}).status_code == 303
    merged = state(evaluated).merged
    assert merged is not None
    assert [(j.item, str(j.lost)) for j in merged[1].opinion.judged] == [("GS-007", "2")]


def test_who_looked_at_an_older_page_is_told(who: Who, evaluated: FastAPI) -> None:
    told(evaluated)
    farm = who(made.FARM)
    answer = farm.post(f"{AT}/accept", seen="3")
    assert answer.status_code == 409
    assert "请刷新" in answer.text
    assert not state(evaluated).accepted


# --- opinion and objection ----------------------------------------------------------------------


def test_from_the_opinion_to_the_review_of_an_objection(who: Who, evaluated: FastAPI) -> None:
    read(evaluated, 0)
    assert send(who(made.BUREAU), "/opinion", number="青评1号", due=SOON).status_code == 303
    farm = who(made.FARM)
    page = farm.get(AT).text
    assert page.count('name="point"') == 3
    for inside in (*(p.person for p in readers(evaluated)), "看过原件", "评查表"):
        assert inside not in page
    point = found(evaluated)[0]
    assert send(farm, "/object", text="已经延期批准", point=point).status_code == 303
    second = who(made.SECOND)
    page = second.get(AT).text
    assert "已经延期批准" in page
    change = {f"d:{point}": "不采纳", f"r:{point}": "延期属实"}
    done = send(second, "/review", members="郑某", record="予以变更", **change)
    assert done.status_code == 303
    s = state(evaluated)
    assert s.objection is not None
    assert s.objection.outcome == "变更"
    assert send(who(made.BUREAU), "/grade").status_code == 303
    page = farm.get(AT).text
    assert "予以变更" in page
    assert "认定的问题（2）" in page


def test_the_agency_sees_marks_only_of_what_was_upheld(who: Who, evaluated: FastAPI) -> None:
    told(evaluated)

    def marked(p: made.Person) -> int:
        pages = [who(p).get(f"{AT}/paper?doc={n}").text for n in (0, 16, 18)]
        return sum(len(re.findall(r"<mark", text)) for text in pages)

    assert 0 < marked(made.FARM) < marked(made.BUREAU)


def test_documents_come_when_they_are_ready_and_to_whom_they_are_for(
    who: Who, evaluated: FastAPI
) -> None:
    bureau, farm = who(made.BUREAU), who(made.FARM)
    assert "下载文书" not in bureau.get(AT).text
    assert bureau.get(f"{AT}/word/评查表").status_code == 409
    told(evaluated)
    assert f'{AT}/word/评查表"' in bureau.get(AT).text
    sheet = bureau.get(f"{AT}/word/评查表")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(sheet.content)).namelist()
    assert sheet.headers["content-disposition"].startswith("attachment")
    assert farm.get(f"{AT}/word/评查意见书").status_code == 200
    assert farm.get(f"{AT}/word/评查表").status_code == 404
    assert bureau.get(f"{AT}/word/..%2F评查表").status_code == 404


# --- rectification ------------------------------------------------------------------------------


def prove(
    browser: Browser, name: str, data: bytes, more: Mapping[str, str] | None = None
) -> Response:
    page = browser.get(AT).text
    seen = re.search(r'name="seen" value="(\d+)"', page.partition('id="prove"')[2])
    fields = {"csrf": browser.token, "seen": seen[1] if seen else "0", "text": "已补正"}
    answer: Response = browser.client.post(
        f"{AT}/prove/upload",
        data={**fields, **(more or {})},
        files=[("files", (name, data))],
        follow_redirects=False,
    )
    return answer


def test_proof_recheck_back_and_closed(who: Who, evaluated: FastAPI) -> None:
    noticed(evaluated)
    farm, bureau = who(made.FARM), who(made.BUREAU)
    assert prove(farm, "补正.docx", decision()).status_code == 303
    link = re.search(rf"{AT}/proof/\d+", bureau.get(AT).text)
    assert link
    proof = bureau.get(link[0])
    assert proof.content == decision()
    assert proof.headers["content-type"] == "application/octet-stream"
    assert who(made.OTHER).get(link[0]).status_code == 404
    still = state(evaluated).notice
    assert still is not None
    back = send(bureau, "/recheck", closed="no", still=still.findings[0], why="没有盖章", due=SOON)
    assert back.status_code == 303
    assert state(evaluated).state == "整改中"
    assert "没有盖章" in farm.get(AT).text
    assert prove(farm, "再补正.docx", decision()).status_code == 303
    assert send(bureau, "/recheck", closed="yes").status_code == 303
    assert state(evaluated).state == "已销号"


def test_proofs_are_documents_and_come_with_a_token(who: Who, evaluated: FastAPI) -> None:
    noticed(evaluated)
    farm, before = who(made.FARM), state(evaluated).version
    for name, data, fields in (
        ("a.svg", b"<script>", {}),
        ("a.exe", b"MZ", {}),
        ("补正.docx", decision(), {"csrf": "x"}),
        ("补正.docx", decision(), {"seen": "1"}),
        ("补正.docx", decision(), {"text": " "}),
        ("", b"", {}),
    ):
        assert prove(farm, name, data, fields).status_code in (400, 403, 409), name
    assert state(evaluated).version == before


def test_only_who_holds_it_hands_in(who: Who, evaluated: FastAPI) -> None:
    noticed(evaluated)
    office = who(made.OFFICE)
    assert 'type="file"' not in office.get(AT).text
    seen = {"seen": str(state(evaluated).version)}
    answer = prove(office, "补正.docx", decision(), seen)
    assert answer.status_code == 409
    assert "现在由“龙泽县农业农村局”办理" in answer.text


def test_what_is_late_climbs_and_is_handed_down_again(who: Who, evaluated: FastAPI) -> None:
    noticed(evaluated, days=-40)
    bureau = who(made.BUREAU)
    assert "已逾期" in bureau.get(AT).text
    assert who(made.FARM).post("/files/climb", round_=made.ROUND).status_code == 403
    page = bureau.post("/files/climb", round_=made.ROUND)
    assert "已上报到龙泽县人民政府" in page.text
    assert 'id="dispatch"' not in bureau.get(AT).text  # it is not with the bureau
    county = who(made.COUNTY)
    assert send(county, "/dispatch", to=made.FARM.unit).status_code == 303
    notice = state(evaluated).notice
    assert notice is not None
    assert notice.holder == made.FARM.unit


def test_supervision_is_opened_and_closed(who: Who, evaluated: FastAPI) -> None:
    noticed(evaluated)
    bureau = who(made.BUREAU)
    point = found(evaluated)[0]
    opened = send(bureau, "/supervise", number="监1", text="严重", point=point)
    assert opened.status_code == 303
    assert "监督意见书 监1" in who(made.FARM).get(AT).text
    word = bureau.get(f"{AT}/word/监督意见书")
    assert word.status_code == 200
    assert send(bureau, "/end-supervision", number="监1", text="已纠正").status_code == 303
    assert "已办结" in bureau.get(AT).text


# --- text that is none of ours ------------------------------------------------------------------


def test_what_people_write_is_text_in_every_state(who: Who, evaluated: FastAPI) -> None:
    read(evaluated)
    first = found(evaluated)[0]
    change = {f"d:{first}": "不采纳", f"r:{first}": ATTACK}
    send(who(made.PANEL), "/merge", members=ATTACK, record=ATTACK, **change)
    send(who(made.BUREAU), "/opinion", number=ATTACK, due=SOON)
    send(who(made.FARM), "/object", text=ATTACK)
    send(who(made.SECOND), "/review", members=ATTACK, record=ATTACK)
    send(who(made.BUREAU), "/grade")
    send(who(made.BUREAU), "/notice", number=ATTACK, due=SOON)
    prove(who(made.FARM), "x.docx", decision(), {"text": ATTACK})
    assert state(evaluated).state == "待复查"
    for p in (made.BUREAU, made.FARM, made.PANEL):
        for path in (AT, "/files", f"{AT}/desk"):
            text = who(p).get(path).text
            harmless(text)
            assert "<script>alert" not in text


def test_odd_fields_are_told_and_break_nothing(who: Who, evaluated: FastAPI) -> None:
    told(evaluated)
    farm = who(made.FARM)
    assert farm.post(f"{AT}/accept", seen="x").status_code == 422
    assert farm.post(f"{AT}/object", text="x", seen="").status_code == 400
    assert farm.post(f"{AT}/object", text="x", seen="9" * 30, point="x").status_code == 409
    bureau = who(made.BUREAU)
    service_file.accept(evaluated.state.desk, FILE, doing(made.FARM))
    service_file.grade(evaluated.state.desk, FILE, doing(made.BUREAU))
    assert send(bureau, "/notice", number="1", days="x").status_code == 400
    assert send(bureau, "/notice", number="1", due="明天").status_code == 400
    with evaluated.state.desk.db.reading() as r:
        assert load_file(r, FILE).notice is None
