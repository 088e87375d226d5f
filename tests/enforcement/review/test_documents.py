"""Documents out: the right words and numbers, text stays text, every number finds its rows."""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from casefiles.readers import read_path
from enforcement.review import service_documents as service
from enforcement.review import service_file, service_rectify, service_round
from enforcement.review.desk import Actor, Desk
from enforcement.review.documents.drafting import draft
from enforcement.review.documents.fill import SHIPPED, fill
from enforcement.review.findings import added
from enforcement.review.parts import Decision, Opinion
from enforcement.review.refusal import Refused
from enforcement.review.sampling import Terms
from enforcement.review.service import file_view
from enforcement.word import Word
from rules.loading import RuleError
from tests.enforcement.review.made import (
    AGENCY,
    BUREAU,
    arrive,
    assigned,
    by,
    graded,
    plan,
    read_by_both,
    readers,
    said,
)

ROUND = "2026-1"


def _text(made: service.Made, folder: Path) -> str:
    """The words of a document, as our own reader reads them."""
    path = folder / made.name
    path.write_bytes(made.data)
    return "\n".join(b.text for b in read_path(path).blocks)


def _rows(data: bytes, sheet: str) -> list[dict[str, Any]]:
    cells = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    head = [str(c) for c in next(cells)]
    return [dict(zip(head, row, strict=True)) for row in cells]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Path, str]:
    """One case file with all that can happen to it, the bulletin out; its desk's folder."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(template, folder / "anjuan.db")
    proof = tmp_path_factory.mktemp("proof") / "截图.txt"
    proof.write_text("图", "utf-8")
    desk = Desk.open(folder)
    (file,) = assigned(desk, "nong02")
    read_by_both(desk, file, ("GS-001",))
    (point,) = (x["point"] for x in file_view(desk, file)["differing"])
    change = Opinion(decisions=(Decision(finding=point, decision="采纳", reason="截图没有日期"),))
    service_file.merge(desk, file, ("李强", "吴敏"), change, "查阅原件", by(BUREAU, 2))
    service_file.give_opinion(desk, file, "评意〔2026〕7号", by(BUREAU, 2))
    service_file.object_to(desk, file, "已经公示", [point], by(AGENCY, 3))
    second = by(Actor("王立新", BUREAU.unit), 4)
    service_file.review(desk, file, ("王立新", "刘学军"), Opinion(), "没有证明", second)
    service_file.grade(desk, file, by(BUREAU, 4))
    service_file.supervise(desk, file, "监意〔2026〕1号", "依法纠正", [point], by(BUREAU, 5))
    service_rectify.notify(desk, file, "改〔2026〕9号", by(BUREAU, 5), due=date(2026, 4, 20))
    service_rectify.prove(desk, file, "补了公示截图", [proof], by(AGENCY, 6))
    service_round.announce(desk, ROUND, "通〔2026〕8号", by(BUREAU, 7))
    desk.close()
    return folder, file


@pytest.fixture
def done(whole: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """A copy of that desk, and the case file."""
    shutil.copytree(whole[0], tmp_path / "copy")
    desk = Desk.open(tmp_path / "copy")
    yield desk, whole[1]
    desk.close()


def test_every_document_says_what_was_decided(done: tuple[Desk, str], tmp_path: Path) -> None:
    desk, file = done
    made = {m.name: _text(m, tmp_path) for m in service.case_documents(desk, file)}
    assert list(made) == [f"{file}-{k}.docx" for k in service.KINDS]
    for text in made.values():
        assert "{{" not in text
        assert "{%" not in text
    score = service_file.score_of(desk, file)
    form = made[f"{file}-评查表.docx"]
    for step in score.derivation:
        if step.state in ("扣分", "否决"):
            assert step.item in form
            assert step.text in form
    assert f"{float(score.total or 0):g}分（满分100分）" in form
    assert "合议" in form
    opinion = made[f"{file}-评查意见书.docx"]
    assert "评意〔2026〕7号" in opinion
    assert "评查认定以下5处问题" in opinion
    assert "2026年3月11日" in opinion  # five working days after the 4th
    panel = made[f"{file}-合议记录.docx"]
    assert "不采纳：看过原件，没有问题" in panel
    assert "采纳：截图没有日期" in panel
    assert "没有证明" in made[f"{file}-异议复核决定.docx"]
    notice = made[f"{file}-整改通知书.docx"]
    assert "改〔2026〕9号" in notice
    assert "请于2026年4月20日以前" in notice
    recheck = made[f"{file}-整改复查表.docx"]
    assert "截图.txt" in recheck
    assert "补了公示截图" in recheck
    assert "同意销号" not in recheck
    assert "认定问题1处" not in made[f"{file}-监督意见书.docx"]
    assert "以下1处问题" in made[f"{file}-监督意见书.docx"]


def test_a_document_is_there_only_once_it_was_decided(small: Desk) -> None:
    (file,) = assigned(small, "nong02")
    with pytest.raises(Refused, match="两名评查人都提交后才有"):
        service.case_documents(small, file)
    first, second = readers(small, file)
    service_file.decide(small, file, said(small, file), by(first, 1))
    service_file.submit(small, file, by(first, 1))
    with pytest.raises(Refused, match="两名评查人都提交后才有"):  # his reading stays unseen
        service.case_documents(small, file)
    service_file.decide(small, file, said(small, file), by(second, 1))
    service_file.submit(small, file, by(second, 1))
    assert [m.name for m in service.case_documents(small, file)] == [f"{file}-评查表.docx"]
    with pytest.raises(Refused, match="是否想写“整改通知书”"):
        service.case_documents(small, file, kinds=["整改通知"])
    with pytest.raises(Refused, match="不在“2025-9”这一轮里"):
        service.case_documents(small, file, round_="2025-9")


NASTY = '{{7*7}}{% for x in y %}<script>alert(1)</script>&amp;\x00\x0b=HYPERLINK("x")'


def test_text_of_others_is_only_text(small: Desk, tmp_path: Path) -> None:
    (file,) = assigned(small, "nong02")
    own = Opinion(added=(added("WS-001", "行政处罚决定书", f"=1+1{NASTY}", 1),))
    for who in readers(small, file):
        service_file.decide(small, file, said(small, file), by(who, 1))
        service_file.decide(small, file, own, by(who, 1))
        service_file.submit(small, file, by(who, 1))
    shown = NASTY.replace("\x00", "").replace("\x0b", "")
    (form,) = service.case_documents(small, file)
    assert shown in _text(form, tmp_path)
    page, lists = service.round_documents(small, ROUND)
    assert shown in _text(page, tmp_path)
    with ZipFile(io.BytesIO(lists.data)) as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in book.read(n) for n in sheets)
        assert not any("hyperlink" in n for n in book.namelist())
    assert any(shown in str(x["问题"]) for x in _rows(lists.data, "问题"))


def test_every_figure_is_the_sum_of_its_rows(done: tuple[Desk, str], tmp_path: Path) -> None:
    desk, _ = done
    page, lists = service.round_documents(desk, ROUND)
    said_ = {x["代码"]: x for x in _rows(lists.data, "数字")}
    counted: dict[str, int] = {}
    for sheet in ("案卷", "问题", "整改", "异议"):
        for row in _rows(lists.data, sheet):
            for code in str(row["代码"] or "").split():
                assert said_[code]["清单"] == sheet
                counted[code] = counted.get(code, 0) + 1
    for code, x in said_.items():
        figure, rows = service.behind(desk, ROUND, code)
        if x["组"] != "三项制度":  # they count those without a problem, the list has the others
            assert x["数"] == counted.get(code, 0) == len(rows) == figure.figure.count, x
    data = service.bulletin_data(desk, ROUND)
    assert data["认定"]["数"] == 5 == sum(x["数"] for x in data["类别表"])
    assert data["认定"]["数"] == sum(x["数"] for x in data["规则表"])
    assert sum(x["数"] for x in data["等级表"]) == data["终评"]["数"] == 1
    systems = {x["制度"]: (x["合规"], x["应评"]) for x in data["制度表"]}
    assert systems == {
        "行政执法公示": (0, 1), "执法全过程记录": (1, 1), "重大执法决定法制审核": (0, 1),
    }  # fmt: skip
    text = _text(page, tmp_path)
    assert "通〔2026〕8号" in text
    assert "认定问题5处" in text
    assert f"（{data['认定']['码']}）" in text
    assert "20.7%" in text  # the lower bound of 1 in 1: a single case file proves little
    assert "没有规定优秀率" in text
    assert data["方法"]["抽取记录哈希"] in text
    with pytest.raises(Refused, match="没有“F999”"):
        service.behind(desk, ROUND, "F999")


def test_a_bulletin_that_went_out_keeps_its_numbers(done: tuple[Desk, str]) -> None:
    desk, file = done
    before = service.bulletin_data(desk, ROUND)
    service_rectify.recheck(desk, file, True, (), by(BUREAU, 9))
    after = service.bulletin_data(desk, ROUND)
    assert after["整改"] == before["整改"]
    moved = [x["来源"] for x in after["来源表"] if "有变动，现为0" in x["来源"]]
    assert len(moved) == 1
    assert "待复查" in moved[0]


def test_the_same_input_gives_the_same_bytes(done: tuple[Desk, str]) -> None:
    desk, file = done
    assert service.round_documents(desk, ROUND) == service.round_documents(desk, ROUND)
    assert service.case_documents(desk, file) == service.case_documents(desk, file)


def test_charts_are_native_and_whole(done: tuple[Desk, str]) -> None:
    desk, _ = done
    page, _ = service.round_documents(desk, ROUND)
    with ZipFile(io.BytesIO(page.data)) as z:
        names = set(z.namelist())
        drawn = z.read("word/document.xml").decode().count("<c:chart ")
        charts = [n for n in names if n.startswith("word/charts/chart")]
        assert drawn == len(charts) == 7
        types = z.read("[Content_Types].xml").decode()
        assert all(f'PartName="/{n}"' in types for n in charts)
        assert "word/embeddings/charts.xlsx" in names
        assert all(b"externalData" in z.read(n) for n in charts)


def test_a_draft_says_so_and_an_empty_round_has_a_bulletin_too(small: Desk, tmp_path: Path) -> None:
    assigned(small, "nong02")
    page, _ = service.round_documents(small, ROUND)
    text = _text(page, tmp_path)
    assert "草稿，未发出" in text
    assert "已终评0件" in text
    assert "没有可以画图的数字" in text


def test_what_is_there_is_not_written_over(done: tuple[Desk, str], tmp_path: Path) -> None:
    desk, file = done
    made = service.case_documents(desk, file)
    out = tmp_path / "out"
    (first, *_) = service.write(made, out)
    first.write_text("改过", "utf-8")
    with pytest.raises(Refused, match="已经有了"):
        service.write(made, out)
    assert first.read_text("utf-8") == "改过"
    service.write(made, out, again=True)
    assert first.read_bytes() == made[0].data


def _template(folder: Path, *lines: str) -> Path:
    w = Word()
    w.text(*lines)
    folder.mkdir(exist_ok=True)
    (folder / "评查意见书.docx").write_bytes(w.to_bytes())
    return folder


def test_a_bureau_has_its_own_templates(done: tuple[Desk, str], tmp_path: Path) -> None:
    desk, file = done
    own = _template(tmp_path / "own", "本局的意见书：{{ 案号 }}，{{ 得分 }}分")
    kinds = ["评查意见书", "整改通知书"]
    mine, shipped = service.case_documents(desk, file, own, kinds)
    assert "本局的意见书：" in _text(mine, tmp_path)
    assert "请于2026年4月20日以前" in _text(shipped, tmp_path)
    with pytest.raises(RuleError, match="找不到模板文件夹"):
        service.case_documents(desk, file, tmp_path / "nowhere", kinds)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ 案好 }}", "没有名称“案好”；是否想写“案号”？"),
        ("{% for 行 in 问题 %}{{ 行.位直 }}{% endfor %}", "没有名称“位直”；是否想写“位置”？"),
        ("{{ 案号 ", "写法不对"),
        ("{% for 行 in 问题 %}", "写法不对"),
        ("{% include '/etc/passwd' %}", "模板“评查意见书.docx”"),
        ("{{ 案号.__class__.__mro__ }}", "模板“评查意见书.docx”"),
        ("{{ 问题.append(1) }}", "不允许"),
        ("{{ range(9) }}", "没有名称“range”"),
    ],
)
def test_a_mistake_in_a_template_is_told(tmp_path: Path, line: str, says: str) -> None:
    own = _template(tmp_path / "own", line)
    names = {"案号": "1号", "问题": [{"位置": "第1段"}]}
    with pytest.raises(RuleError) as told:
        fill(own / "评查意见书.docx", names)
    assert says in str(told.value)


def test_what_is_no_template_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "评查表.docx"
    for data in (b"", b"not a zip", (SHIPPED / "评查表.docx").read_bytes()[:2000]):
        path.write_bytes(data)
        with pytest.raises(RuleError, match=r"评查表\.docx"):
            fill(path, {})


def test_templates_can_be_taken_out_and_drafted_anew(
    done: tuple[Desk, str], tmp_path: Path
) -> None:
    desk, file = done
    taken = service.write_templates(tmp_path / "taken")
    assert sorted(taken) == sorted(f"{k}.docx" for k in (*service.KINDS, service.BULLETIN))
    (tmp_path / "taken" / "评查表.docx").write_bytes(b"mine")
    assert service.write_templates(tmp_path / "taken") == []
    draft(tmp_path / "new")
    made = service.case_documents(desk, file, tmp_path / "new")
    assert len(made) == len(service.KINDS)
    assert service.round_documents(desk, ROUND, tmp_path / "new")


def test_a_draft_counts_only_case_files_that_have_a_grade(small: Desk) -> None:
    plan(small)
    clean, open_ = (arrive(small, "nong02", path) for path in ("甲", "乙"))
    service_round.draw_round(small, ROUND, Terms(seed="7", rate=Decimal(1), minimum=1), by(BUREAU))
    service_round.assign_round(small, ROUND, by(BUREAU))
    faults = tuple(x["rule"] for x in file_view(small, clean)["suspects"])
    for who in readers(small, clean):
        service_file.decide(small, clean, said(small, clean, faults), by(who, 1))
        service_file.submit(small, clean, by(who, 1))
    read_by_both(small, open_)
    service_file.give_opinion(small, clean, "意见1", by(BUREAU, 2))
    service_file.accept(small, clean, by(AGENCY, 3))
    service_file.grade(small, clean, by(BUREAU, 3))
    data = service.bulletin_data(small, ROUND)
    assert data["终评"]["数"] == 1
    assert {x["制度"]: (x["合规"], x["应评"]) for x in data["制度表"]}["行政执法公示"] == (1, 1)


def test_both_databases_tell_the_same(desk: Desk) -> None:
    graded(desk)
    data = service.bulletin_data(desk, ROUND)
    assert (data["抽中"]["数"], data["认定"]["数"], data["认定"]["卷"]) == (1, 5, 1)
    assert {x["码"] for x in data["来源表"]} >= {"F001", data["认定"]["码"]}
    assert len(service.behind(desk, ROUND, data["认定"]["码"])[1]) == 5


def test_grades_stand_beside_those_of_the_last_round(small: Desk) -> None:
    graded(small)
    before = service.bulletin_data(small, ROUND)
    assert before["上轮"] == ""
    assert {x["上轮占比"] for x in before["等级表"]} == {"—"}
