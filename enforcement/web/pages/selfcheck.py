"""Self-check: hand in a case file, see what has to be put right, look at each place, take it
along; nothing stays unless somebody says so."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from casefiles.model import Reading
from enforcement.annotate.words import Place, places
from enforcement.report import name_of, ranked, score_words, tally, worst_first
from enforcement.result import Assessment
from enforcement.web import takeaway
from enforcement.web.accounts import Mistake
from enforcement.web.guard import (
    Visit,
    accounts_of,
    check_token,
    may,
    may_selfcheck,
    settings_of,
)
from enforcement.web.jobs import Job, Jobs, NotThere
from enforcement.web.leaves import leaf, leaves
from enforcement.web.papers import number_of
from enforcement.web.render import marks_in, show
from enforcement.web.uploads import receive
from enforcement.web.view import download, page
from enforcement.web.work import between

router = APIRouter(prefix="/selfcheck")
Here = Annotated[Visit, Depends(may_selfcheck)]


def jobs_of(request: Request) -> Jobs:
    """The self-checks of this server."""
    found: Jobs = request.app.state.jobs
    return found


@router.get("")
def start(here: Here) -> Response:
    """Where case files are handed in, and what of one's own is there."""
    jobs = jobs_of(here.request)
    own = [(job, jobs.state(job)) for job in jobs.of(here.owners)]
    s = settings_of(here.request)
    return page(here, "selfcheck.html", jobs=own, settings=s, says="")


@router.post("/upload")
async def upload(here: Here) -> Response:
    """Take in files and begin to check them."""
    request, jobs = here.request, jobs_of(here.request)
    header = request.headers.get("x-csrf-token")
    job = jobs.new(here.owners[0])
    try:
        done = await receive(
            request.stream(),
            request.headers.get("content-type", ""),
            job.folder / "case",
            settings_of(request),
            lambda token: check_token(here, header or token),
        )
        if not done.files:
            what = "、".join(done.refused[:5])
            more = f"：{what} 不是文书、图片、音像或者 zip" if what else ""
            raise Mistake(f"没有收到能检查的文件{more}")
    except BaseException:
        jobs.drop(job)
        raise
    label = done.fields.get("label", "").strip()[:80] or _label(job)
    if done.refused:
        (job.folder / "refused.txt").write_text("\n".join(done.refused[:200]), "utf-8")
    jobs.start(job, label)
    address = f"/selfcheck/{job.id}"
    if "x-requested-with" in request.headers:
        return Response(status_code=201, headers={"Location": address})
    return RedirectResponse(address, 303)


@router.get("/{id_}")
def overview(here: Here, id_: str) -> Response:
    """Progress while it runs; then the case files, or the only one."""
    jobs, job = _job(here, id_)
    state = jobs.state(job)
    if state.state != "done":
        return page(here, "selfcheck_wait.html", job=job, state=state)
    found = jobs.results(job)
    if len(found) == 1:
        return RedirectResponse(f"/selfcheck/{job.id}/0", 303)
    _looked(here, job, "查看自查结果")
    numbers = {id(a): i for i, a in enumerate(found)}
    cases = [
        {"n": numbers[id(a)], "a": a, "name": name_of(a), "tally": tally(a.results)}
        for a in ranked(found)
    ]
    return page(
        here,
        "selfcheck_cases.html",
        job=job,
        cases=cases,
        between=between(job.folder),
        refused=_refused(job),
    )


@router.get("/{id_}/progress")
def progress(here: Here, id_: str) -> Response:
    """The piece of the page that is asked for again and again while a check runs."""
    jobs, job = _job(here, id_)
    state = jobs.state(job)
    if state.state == "done":
        return Response(status_code=204, headers={"HX-Redirect": f"/selfcheck/{job.id}"})
    return page(here, "piece_progress.html", job=job, state=state)


@router.get("/{id_}/{case:int}")
def repairs(here: Here, id_: str, case: int) -> Response:
    """What has to be put right in one case file, the most serious first."""
    jobs, job = _job(here, id_)
    a, count = _assessment(jobs, job, case)
    _looked(here, job, "查看自查结果", name_of(a))
    found = places(a)
    sources = job.papers(case).sources()
    return page(
        here,
        "selfcheck_case.html",
        job=job,
        a=a,
        case=case,
        several=count > 1,
        name=name_of(a),
        score=score_words(a),
        tally=tally(a.results),
        problems=_listed(a, found, sources, ("fail", "not_run")),
        waiting=_listed(a, found, sources, ("needs_review",)),
        documents=_documents(a, found, sources),
        refused=_refused(job),
    )


@router.get("/{id_}/{case:int}/doc/{number:int}")
def document(here: Here, id_: str, case: int, number: int) -> Response:
    """One document with every problem marked at its words."""
    return _document(here, id_, case, number, False)


@router.post("/{id_}/{case:int}/doc/{number:int}")
def unmasked(here: Here, id_: str, case: int, number: int) -> Response:
    """The same with the numbers of persons readable; that is noted."""
    return _document(here, id_, case, number, True)


def _document(here: Visit, id_: str, case: int, number: int, bare: bool) -> Response:
    jobs, job = _job(here, id_)
    a, _ = _assessment(jobs, job, case)
    sources, reading = _reading(job, case, number)
    _looked(here, job, "显示完整号码" if bare else "查看文书", name_of(a), reading.source)
    found = marks_in(places(a), reading.source)
    pages, why = leaves(job.case_path(case), reading, found)
    return page(
        here,
        "document.html",
        job=job,
        a=a,
        case=case,
        number=number,
        name=name_of(a),
        sources=sources,
        source=reading.source,
        found=found,
        shown=show(reading, found, bare),
        pages=pages,
        why=why,
        bare=bare,
    )


@router.get("/{id_}/{case:int}/doc/{number:int}/page/{sheet:int}.png")
def picture(
    here: Here, id_: str, case: int, number: int, sheet: int, bare: bool = False
) -> Response:
    """A page as a picture, numbers of persons covered; with ``bare`` as it is, which is noted."""
    _, job = _job(here, id_)
    _, reading = _reading(job, case, number)
    if bare:
        _looked(here, job, "显示完整号码", job.label, f"{reading.source} 第{sheet}页")
    drawn = leaf(job.case_path(case), reading, sheet, bare)
    return Response(drawn, media_type="image/png")


@router.get("/{id_}/{case:int}/annotated.zip")
def annotated(here: Here, id_: str, case: int) -> Response:
    """Copies of the documents with a note at each problem."""
    jobs, job = _job(here, id_)
    a, _ = _assessment(jobs, job, case)
    _looked(here, job, "下载批注副本", name_of(a))
    data = takeaway.annotated(job, case, a)
    return download(data, "application/zip", f"{name_of(a)}批注副本.zip")


@router.get("/{id_}/report.html")
def html(here: Here, id_: str) -> Response:
    """The report as one self-contained file, to be saved."""
    jobs, job = _job(here, id_)
    found = jobs.results(job)
    _looked(here, job, "下载报告")
    data = takeaway.html(found, between(job.folder))
    return download(data, "application/octet-stream", f"{job.label}检查报告.html")


@router.get("/{id_}/report.xlsx")
def xlsx(here: Here, id_: str) -> Response:
    """The report as a workbook."""
    jobs, job = _job(here, id_)
    found = jobs.results(job)
    _looked(here, job, "下载报告")
    data = takeaway.xlsx(found, between(job.folder))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return download(data, kind, f"{job.label}检查结果.xlsx")


@router.post("/{id_}/keep")
def keep(here: Here, id_: str, label: Annotated[str, Form()] = "") -> Response:
    """Keep it until somebody deletes it."""
    if here.account is not None:
        may("selfcheck.keep")(here)
    jobs, job = _job(here, id_)
    jobs.keep(job, label.strip()[:80], here.owners[-1])
    return RedirectResponse(f"/selfcheck/{id_}", 303)


@router.post("/{id_}/drop")
def drop(here: Here, id_: str) -> Response:
    """Delete it now."""
    jobs, job = _job(here, id_)
    jobs.drop(job)
    return RedirectResponse("/selfcheck", 303)


# --- parts --------------------------------------------------------------------------------------


def _job(here: Visit, id_: str) -> tuple[Jobs, Job]:
    jobs = jobs_of(here.request)
    return jobs, jobs.find(id_, here.owners)


def _assessment(jobs: Jobs, job: Job, case: int) -> tuple[Assessment, int]:
    found = jobs.results(job)
    if not 0 <= case < len(found):
        raise NotThere
    return found[case], len(found)


def _reading(job: Job, case: int, number: int) -> tuple[list[str], Reading]:
    papers = job.papers(case)
    sources = papers.sources()
    if not 0 <= number < len(sources):
        raise NotThere
    return sources, papers.get(number)


def _looked(here: Visit, job: Job, what: str, subject: str = "", document: str = "") -> None:
    accounts_of(here.request).looked(here.account, what, subject or job.label, document)


def _listed(
    a: Assessment, found: list[Place], sources: list[str], verdicts: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Results with the places at which each can be seen, as links."""
    order = {(p.result.rule, p.evidence.anchor, p.evidence.found, p.evidence.expected): i
             for i, p in enumerate(found)}  # fmt: skip
    listed = []
    for r in worst_first(a):
        if r.verdict not in verdicts:
            continue
        at = []
        for e in r.evidence:
            number = number_of(sources, e.anchor.source) if e.anchor else None
            mark = order.get((r.rule, e.anchor, e.found, e.expected))
            at.append({"e": e, "doc": number, "mark": f"p{mark}" if mark is not None else ""})
        veto = a.score is not None and r.rule in a.score.vetoes
        listed.append({"r": r, "at": at, "veto": veto})
    return listed


def _documents(a: Assessment, found: list[Place], sources: list[str]) -> list[dict[str, Any]]:
    counts = Counter(p.at.source for p in found)
    return [
        {"d": d, "doc": number_of(sources, d.source), "count": counts[d.source]}
        for d in a.case_file.documents
    ]


def _label(job: Job) -> str:
    """What to call an upload nobody named: its only folder or file, else by its time."""
    inside = [p.name for p in (job.folder / "case").iterdir()]
    return inside[0] if len(inside) == 1 else "提交的文件"


def _refused(job: Job) -> list[str]:
    path = job.folder / "refused.txt"
    return path.read_text("utf-8").splitlines() if path.exists() else []
