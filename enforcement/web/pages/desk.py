"""The reviewer's desk: my case files, the documents beside the scoring sheet, the line of days,
two documents side by side, and the decisions of a reading."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from enforcement.review import service_file
from enforcement.review.findings import added
from enforcement.review.parts import Decision, Judged, Opinion
from enforcement.review.record import CHINA
from enforcement.review.service_sheet import Line, quote_of, sheet, with_quote
from enforcement.web import cases
from enforcement.web.accounts import Mistake
from enforcement.web.cases import Case, opened
from enforcement.web.guard import Visit, accounts_of, may
from enforcement.web.jobs import NotThere
from enforcement.web.leaves import leaf, leaves
from enforcement.web.papers import number_of
from enforcement.web.render import Mark, show
from enforcement.web.spread import course_of, first, left_side, link, looked, marked, sources_of
from enforcement.web.view import page

router = APIRouter(prefix="/files")
Here = Annotated[Visit, Depends(may("file.see"))]
Text = Annotated[str, Form()]
MINE = "我的"  # the filter for case files that wait for whoever asks


@router.get("")
def files(here: Here, round_: str = "", state: str = "") -> Response:
    """The case files this visit may see, round by round; those that wait for it come first."""
    accounts_of(here.request).looked(here.account, "查看案卷列表", round_ or "全部")
    found = cases.listed(here)
    known = [one.round for one in found]
    found = [one for one in found if round_ in ("", one.round["round"])]
    states: dict[str, None] = {}
    for one in found:
        for row in one.rows:
            row["turn"] = cases.turn(here, row)
            row["shown"] = row["state"] if row["inside"] else cases.outer(row["state"])
            states[row["shown"]] = None
        if state:
            mine = state == MINE
            one.rows = [r for r in one.rows if (r["turn"] if mine else r["shown"] == state)]
        one.rows.sort(key=lambda r: not r["turn"])
    given: dict[str, Any] = {
        "rounds": found,
        "known": known,
        "states": list(states),
        "only": round_,
    }
    may_climb = here.known.ever("rectify.notice")
    return page(here, "files.html", **given, state=state, may_climb=may_climb)


@router.get("/{file}/desk")
def desk(here: Here, file: str, doc: int = -1) -> Response:
    """The desk of one case file."""
    return _desk(opened(here, file), doc, False)


@router.post("/{file}/desk")
def unmasked(here: Here, file: str, doc: Annotated[int, Form()]) -> Response:
    """The same with the numbers of persons readable in one document; that is noted."""
    case = opened(here, file)
    case.demand("personal.unmask")
    return _desk(case, doc, True)


def _desk(case: Case, doc: int, bare: bool) -> Response:
    paper = sheet(case.desk, case.file, case.here.known.actor)
    given: dict[str, Any] = {"case": case, "sheet": paper, "room": case.room}
    sources = case.room.papers.sources() if case.room.ready else []
    if sources:
        found = marked(case, paper)
        if not 0 <= doc < len(sources):
            doc = first(found, sources)
        given |= left_side(case, paper, sources, doc, bare)
    link(case, paper, sources)
    return page(case.here, "desk.html", **given, sources=sources, saved="")


@router.get("/{file}/paper")
def paper(here: Here, file: str, doc: int, act: str = "", own: str = "") -> Response:
    """The left side alone: another document, with an act or the words of a finding marked too."""
    case = opened(here, file)
    sources = sources_of(case)
    if not 0 <= doc < len(sources):
        raise NotThere
    one = sheet(case.desk, file, here.known.actor)
    added_ = [a for line in one.lines for a in line.added] if case.told else []
    text = next((a.text for a in added_ if a.finding == own), "")
    given = left_side(case, one, sources, doc, False, act, quote_of(text))
    return page(here, "piece_paper.html", case=case, sources=sources, **given)


@router.get("/{file}/timeline")
def on_the_desk(here: Here, file: str) -> Response:
    """The left side with the line of days."""
    case = opened(here, file)
    return page(here, "piece_timeline.html", case=case, **course_of(case))


@router.get("/{file}/course")
def course(here: Here, file: str) -> Response:
    """The line of days alone."""
    case = opened(here, file)
    return page(here, "timeline.html", case=case, **course_of(case))


@router.get("/{file}/opened")
def is_open(here: Here, file: str) -> Response:
    """Asked again and again while the documents are read; loads the page anew when they are."""
    room = opened(here, file).room
    done = room.ready or room.failed
    return Response(
        status_code=200 if done else 204, headers={"HX-Refresh": "true"} if done else {}
    )


@router.get("/{file}/doc/{number:int}/page/{leaf_:int}.png")
def picture(here: Here, file: str, number: int, leaf_: int, bare: bool = False) -> Response:
    """A page as a picture, numbers of persons covered; with ``bare`` as it is, which is noted."""
    case = opened(here, file)
    sources = sources_of(case)
    if not 0 <= number < len(sources):
        raise NotThere
    if bare:
        case.demand("personal.unmask")
        looked(case, "显示完整号码", f"{sources[number]} 第{leaf_}页")
    data = leaf(case.room.case_path, case.room.papers.get(number), leaf_, bare)
    return Response(data, media_type="image/png")


@router.get("/{file}/compare")
def compare(here: Here, file: str, left: int = -1, right: int = -1) -> Response:
    """Two documents side by side: where none is named, the notice and the decision."""
    case = opened(here, file)
    sources = sources_of(case)
    points = {p.key: p.source for p in case.room.course.points}
    wanted = [("notice_date", left), ("decision_date", right)]
    numbers = []
    for n, (key, number) in enumerate(wanted):
        if not 0 <= number < len(sources):
            number = number_of(sources, points.get(key, "")) or 0
            number = min(n, len(sources) - 1) if key not in points else number
        numbers.append(number)
    if not sources:
        raise Mistake("卷内没有能显示的文书")
    one = sheet(case.desk, file, here.known.actor)
    sides = []
    for side, number in zip(("l", "r"), numbers, strict=True):
        given = left_side(case, one, sources, number, False)
        found = [Mark(f"{side}{m.id}", m.place) for m in given["found"]]
        reading = case.room.papers.get(number)
        pages, why = leaves(case.room.case_path, reading, found)
        sides.append({**given, "shown": show(reading, found), "pages": pages, "why": why})
    return page(here, "compare.html", case=case, sources=sources, sides=sides)


# --- what a reader says -------------------------------------------------------------------------


@router.post("/{file}/decide")
def decide(
    here: Here, file: str, line: Annotated[int, Form()], finding: Text, decision: Text,
    reason: Text = "",
) -> Response:  # fmt: skip
    """One decision on one 疑点; kept at once."""
    case = _reading(here, file)
    if decision not in ("采纳", "不采纳", "不适用"):
        raise Mistake("决定应当是采纳、不采纳或者不适用")
    made = Decision.model_validate(
        {"finding": finding, "decision": decision, "reason": reason.strip()}
    )
    service_file.decide(case.desk, file, Opinion(decisions=(made,)), case.doing())
    return _line(case, line, finding)


@router.post("/{file}/judge")
def judge(
    here: Here, file: str, line: Annotated[int, Form()], item: Text, lost: Text = "",
    reason: Text = "", never: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Marks lost under an item that no rule settles; ``never``: the item does not apply."""
    case = _reading(here, file)
    made = Judged(item=item, lost=None if never else marks_of(lost), reason=reason.strip())
    service_file.decide(case.desk, file, Opinion(judged=(made,)), case.doing())
    return _line(case, line)


@router.post("/{file}/add")
def add(
    here: Here, file: str, item: Text, text: Text, lost: Text, document: Text = "",
    quote: Text = "", doc: Annotated[int, Form()] = 0,
) -> Response:  # fmt: skip
    """A finding of one's own, on words that were selected in a document."""
    case = _reading(here, file)
    made = added(item, document.strip(), with_quote(text, quote), marks_of(lost))
    service_file.decide(case.desk, file, Opinion(added=(made,)), case.doing())
    one = sheet(case.desk, file, here.known.actor)
    number = next((n for n, x in enumerate(one.lines) if x.item.no == item), 0)
    # The version makes the address another one: the page has to be loaded anew.
    return _go(here, f"/files/{file}/desk?doc={doc}&v={one.view['version']}#line-{number}")


@router.post("/{file}/drop")
def drop(here: Here, file: str, line: Annotated[int, Form()], finding: Text) -> Response:
    """Take back a finding of one's own."""
    case = _reading(here, file)
    gone = Decision(finding=finding, decision="不采纳", reason="评查人自己撤回")
    service_file.decide(case.desk, file, Opinion(decisions=(gone,)), case.doing())
    return _line(case, line)


@router.post("/{file}/submit")
def submit(here: Here, file: str) -> Response:
    """Hand in one's reading."""
    case = _reading(here, file)
    service_file.submit(case.desk, file, case.doing())
    return _go(here, f"/files/{file}")


def marks_of(text: str) -> Decimal:
    """Marks as people write them."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise Mistake(f"失分“{text[:20]}”不是数字，应写成 2 或者 0.5") from None
    if not found.is_finite():
        raise Mistake("失分应当是数字")
    return found


def _reading(here: Visit, file: str) -> Case:
    case = opened(here, file)
    case.demand("reading.decide")
    return case


def _go(here: Visit, address: str) -> Response:
    """On to another page, for forms that a browser sends and for those that a script sends."""
    if "hx-request" in here.request.headers:
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _line(case: Case, number: int, finding: str = "") -> Response:
    """The changed line of the sheet for a page that asked for it; otherwise back to the desk."""
    if "hx-request" not in case.here.request.headers:
        anchor = f"f-{finding}" if finding else f"line-{number}"
        return RedirectResponse(f"/files/{case.file}/desk#{anchor}", 303)
    one = sheet(case.desk, case.file, case.here.known.actor)
    sources = case.room.papers.sources() if case.room.ready else []
    link(case, one, sources)
    lines: Sequence[Line | None] = one.lines
    line = lines[number] if 0 <= number < len(lines) else None
    now = datetime.now(CHINA).strftime("%H:%M:%S")
    given: dict[str, Any] = {
        "case": case,
        "sheet": one,
        "line": line,
        "number": number,
        "saved": now,
    }
    return page(case.here, "piece_line.html", **given, sources=sources)
