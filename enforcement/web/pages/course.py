"""One case file on its way: the page of each state, with what this visit may do next. Panel,
opinion, objection and its review, grade, rectification, supervision, and their documents."""

import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from enforcement.review import service, service_documents, service_file, service_rectify
from enforcement.review.events import (
    Graded,
    Handled,
    Merged,
    ObjectionReviewed,
    OpinionGiven,
)
from enforcement.review.files import NEXT, CaseState
from enforcement.review.findings import item_key
from enforcement.review.parts import Decision, Judged, Opinion
from enforcement.review.record import day_of
from enforcement.web import cases
from enforcement.web.accounts import Mistake
from enforcement.web.cases import Case, opened
from enforcement.web.guard import Visit, check_token, may, settings_of
from enforcement.web.jobs import NotThere
from enforcement.web.pages.desk import marks_of
from enforcement.web.spread import looked
from enforcement.web.uploads import receive
from enforcement.web.view import download, page
from enforcement.word import pack

router = APIRouter(prefix="/files")
Here = Annotated[Visit, Depends(may("file.see"))]
Text = Annotated[str, Form()]
Seen = Annotated[int, Form()]
# What the agency is given; the scoring sheet and the record of the panel stay inside.
OUTER = ("评查意见书", "异议复核决定", "整改通知书", "整改复查表", "监督意见书")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def sent(request: Request) -> FormData:
    """All fields of a form; those of some forms depend on the case file."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent)]


@router.get("/{file}")
def state(here: Here, file: str) -> Response:
    """Where a case file is, what was found, and what this visit may do next."""
    case = opened(here, file)
    s, desk = case.state, case.desk
    looked(case, "查看评查情况")
    deeds = case.deeds()
    view = service.file_view(desk, file, here.known.actor)
    problems = service_documents.problems(desk, file) if case.told and s.standing else []
    me = (here.known.person, here.known.unit)
    mine = next((x for x in s.readings.values() if (x.reviewer, x.unit) == me), None)
    return page(
        here,
        "case.html",
        case=case,
        s=s,
        view=view,
        deeds=deeds,
        mine=mine if case.inside else None,
        next=NEXT[s.state] if case.inside or s.opinion else "正在评查；反馈意见以后能看到结果",
        shown_state=s.state if case.inside else cases.outer(s.state),
        problems=problems,
        titles=_titles(case, view),
        total=_total(case),
        remaining=service_rectify.remaining(desk, file) if "recheck" in deeds else (),
        below=case.round.units.below(s.notice.holder) if s.notice else [],
        today=day_of(case.doing().at),
        words=[k for k in service_documents.ready(desk, file) if case.inside or k in OUTER],
        history=case.history(),
        proofs=proofs_of(s),
        reports=[a for a in s.acts if isinstance(a.event, Handled)],
    )


@router.get("/{file}/word/{kind}")
def word(here: Here, file: str, kind: str) -> Response:
    """One of the Word documents of a case file; several of one kind come as a zip."""
    case = opened(here, file)
    if kind not in service_documents.KINDS or not (case.inside or kind in OUTER):
        raise NotThere
    made = service_documents.case_documents(case.desk, file, kinds=(kind,))
    looked(case, "下载评查文书", kind)
    if len(made) == 1:
        return download(made[0].data, WORD, made[0].name)
    return download(pack({m.name: m.data for m in made}), "application/zip", f"{file}-{kind}.zip")


# --- panel, opinion, objection, grade -----------------------------------------------------------


@router.post("/{file}/merge")
def merge(here: Here, file: str, form: Sent) -> Response:
    """The panel settles the differences."""
    case = _for(here, file, "merge")
    members, change = _members(case, form), _change(form)
    act = case.doing(seen=_seen(form))
    service_file.merge(case.desk, file, members, change, _field(form, "record"), act)
    return _back(file)


@router.post("/{file}/opinion")
def opinion(here: Here, file: str, seen: Seen, number: Text = "", due: Text = "") -> Response:
    """The 评查意见书 goes to the agency."""
    case = _for(here, file, "opinion")
    service_file.give_opinion(case.desk, file, number, case.doing(seen=seen), _day(due))
    return _back(file)


@router.post("/{file}/accept")
def accept(here: Here, file: str, seen: Seen) -> Response:
    """The agency has no objection."""
    case = _for(here, file, "accept")
    service_file.accept(case.desk, file, case.doing(seen=seen))
    return _back(file)


@router.post("/{file}/object")
def object_to(here: Here, file: str, form: Sent) -> Response:
    """The agency objects."""
    case = _for(here, file, "object")
    act = case.doing(seen=_seen(form))
    service_file.object_to(case.desk, file, _field(form, "text"), _all(form, "point"), act)
    return _back(file)


@router.post("/{file}/review")
def review(here: Here, file: str, form: Sent) -> Response:
    """The second panel decides on the objection."""
    case = _for(here, file, "review")
    members, change = _members(case, form), _change(form)
    act = case.doing(seen=_seen(form))
    service_file.review(case.desk, file, members, change, _field(form, "record"), act)
    return _back(file)


@router.post("/{file}/grade")
def grade(here: Here, file: str, seen: Seen) -> Response:
    """The final grade."""
    case = _for(here, file, "grade")
    service_file.grade(case.desk, file, case.doing(seen=seen))
    return _back(file)


# --- rectification and supervision --------------------------------------------------------------


@router.post("/{file}/notice")
def notice(
    here: Here, file: str, seen: Seen, number: Text = "", days: Text = "", due: Text = "",
    holder: Text = "",
) -> Response:  # fmt: skip
    """The 整改通知书."""
    case = _for(here, file, "notice")
    service_rectify.notify(
        case.desk,
        file,
        number,
        case.doing(seen=seen),
        days=_count(days),
        due=_day(due),
        holder=holder.strip(),
    )
    return _back(file)


@router.post("/{file}/clear")
def clear(here: Here, file: str, seen: Seen) -> Response:
    """Nothing to rectify."""
    case = _for(here, file, "clear")
    service_rectify.clear(case.desk, file, case.doing(seen=seen))
    return _back(file)


@router.post("/{file}/dispatch")
def dispatch(here: Here, file: str, seen: Seen, to: Text = "") -> Response:
    """One level down."""
    case = _for(here, file, "dispatch")
    service_rectify.dispatch(case.desk, file, to.strip(), case.doing(seen=seen))
    return _back(file)


@router.post("/{file}/prove/upload")
async def prove(here: Here, file: str) -> Response:
    """Handled: what was done, and the proofs."""
    case = await run_in_threadpool(_for, here, file, "prove")
    request = here.request
    settings = settings_of(request)
    header = request.headers.get("x-csrf-token")
    with tempfile.TemporaryDirectory(dir=settings.data) as room:
        done = await receive(
            request.stream(),
            request.headers.get("content-type", ""),
            Path(room),
            settings,
            lambda token: check_token(here, header or token),
        )
        # A form without files has shown its token to nobody yet.
        check_token(here, header or done.fields.get("csrf"))
        if done.refused:
            raise Mistake(f"没有接收：{'、'.join(done.refused[:5])} 不是文书、图片、音像或者 zip")
        proofs = sorted(p for p in Path(room).rglob("*") if p.is_file())
        act = case.doing(seen=_number(done.fields.get("seen", "")))
        text = done.fields.get("text", "")
        await run_in_threadpool(service_rectify.prove, case.desk, file, text, proofs, act)
    return _back(file)


@router.get("/{file}/proof/{number:int}")
def proof(here: Here, file: str, number: int) -> Response:
    """One of the proofs that were handed in, to be saved; never shown as a page."""
    case = opened(here, file)
    found = proofs_of(case.state)
    if not 0 <= number < len(found):
        raise NotThere
    name, sha256 = found[number]
    looked(case, "下载整改证明", name)
    return download(case.desk.originals.get(sha256), "application/octet-stream", name)


@router.post("/{file}/recheck")
def recheck(here: Here, file: str, form: Sent) -> Response:
    """Close it, or send it back."""
    case = _for(here, file, "recheck")
    closed = _field(form, "closed") == "yes"
    service_rectify.recheck(
        case.desk,
        file,
        closed,
        () if closed else _all(form, "still"),
        case.doing(_field(form, "why"), _seen(form)),
        due=_day(_field(form, "due")),
    )
    return _back(file)


@router.post("/{file}/supervise")
def supervise(here: Here, file: str, form: Sent) -> Response:
    """Open the supervision procedure."""
    case = _for(here, file, "supervise")
    number, text = _field(form, "number"), _field(form, "text")
    act = case.doing(seen=_seen(form))
    service_file.supervise(case.desk, file, number, text, _all(form, "point"), act)
    return _back(file)


@router.post("/{file}/end-supervision")
def end_supervision(
    here: Here, file: str, seen: Seen, number: Text = "", text: Text = ""
) -> Response:
    """Close the supervision procedure."""
    case = _for(here, file, "end-supervision")
    service_file.end_supervision(case.desk, file, number, text, case.doing(seen=seen))
    return _back(file)


@router.post("/climb")
def climb(here: Annotated[Visit, Depends(may("rectify.notice"))], round_: Text) -> Response:
    """Let everything overdue in a round climb one level."""
    done = service_rectify.climb(cases.desk_of(here.request), round_, cases.doing(here))
    return page(here, "climbed.html", done=done, round_=round_)


# --- parts --------------------------------------------------------------------------------------


def _for(here: Visit, file: str, deed: str) -> Case:
    """The case file, for somebody who may do ``deed`` with it; its state is for the services."""
    case = opened(here, file)
    case.demand(cases.DEEDS[deed][0])
    return case


def _back(file: str) -> Response:
    return RedirectResponse(f"/files/{file}", 303)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    return [v for v in form.getlist(name) if isinstance(v, str)]


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Mistake("页面放得太久，请刷新后再办")
    return int(text)


def _seen(form: FormData) -> int:
    return _number(_field(form, "seen"))


def _count(text: str) -> int | None:
    if text.strip() and not text.strip().isdecimal():
        raise Mistake(f"“{text[:20]}”不是天数")
    return int(text) if text.strip() else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Mistake(f"“{text[:20]}”不是日期，应写成 2026-03-05") from None


def _members(case: Case, form: FormData) -> list[str]:
    """Those who sat, the person who acts first."""
    named = [case.here.known.person, *re.split(r"[、，,；;\s]+", _field(form, "members"))]
    return [n for n in dict.fromkeys(named) if n]


def _change(form: FormData) -> Opinion:
    """What a panel decided: ``d:`` with a finding, ``j:`` with an item, ``r:`` their reasons."""
    decisions, judged = [], []
    for key, value in form.multi_items():
        kind, _, name = key.partition(":")
        if not isinstance(value, str) or not value.strip():
            continue
        reason = _field(form, f"r:{name}")
        if kind == "d":
            said = {"finding": name, "decision": value, "reason": reason}
            decisions.append(Decision.model_validate(said))
        elif kind == "j":
            judged.append(Judged(item=name, lost=marks_of(value), reason=reason))
        elif kind == "n":
            judged.append(Judged(item=name, lost=None, reason=reason))
    return Opinion(decisions=tuple(decisions), judged=tuple(judged))


def _titles(case: Case, view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every point that may be argued about, by its key: 疑点, items, and what readers added once
    that is open."""
    s = case.state
    own = [a for x in s.readings.values() if s.open_to_each_other for a in x.opinion.added]
    own += s.standing.added if s.standing else ()
    standard = service.pinned_standard(case.desk, case.round.the_plan)
    found: dict[str, dict[str, Any]] = {
        a.finding: {"title": "补充的问题", "message": a.text, "rule": "", "finding": a.finding}
        for a in own
    }
    found |= {
        item_key(i.no): {"title": i.text, "message": "", "rule": i.no} for _, i in standard.rows()
    }
    return found | {x["finding"]: x for x in view["suspects"]}


def _total(case: Case) -> dict[str, Any] | None:
    """Marks and grade as they stand, where they may be told."""
    s = case.state
    last: Graded | ObjectionReviewed | OpinionGiven | Merged | None
    last = s.graded[1] if s.graded else s.review[1] if s.review else s.opinion
    merged = s.merged[1] if s.merged and case.inside else None
    if (last := last or merged) is None or not case.told:
        return None
    return {"total": last.total, "grade": last.grade, "final": s.graded is not None}


def proofs_of(s: CaseState) -> list[tuple[str, str]]:
    """All proofs that were handed in, in order: name and hash."""
    events = (a.event for a in s.acts)
    return [(p.source, p.sha256) for e in events if isinstance(e, Handled) for p in e.proofs]
