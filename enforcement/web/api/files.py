"""Case files: lists, one case file, its result, its documents."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from enforcement.review import service, service_file, service_rectify
from enforcement.review.bulletin import COUNTS
from enforcement.review.files import STATES
from enforcement.review.refusal import Refused
from enforcement.review.service_documents import case_documents
from enforcement.review.service_list import listed
from enforcement.web import rights
from enforcement.web.accounts import Mistake
from enforcement.web.api.caller import Caller, may
from enforcement.web.api.listing import Limit, Listing, Offset, Word, given, listing
from enforcement.web.api.problems import documented
from enforcement.web.cases import Case, outer
from enforcement.web.guard import accounts_of
from enforcement.word import pack

router = APIRouter(prefix="/api/v1", tags=["案卷"], responses=documented(404, 409))
See = Annotated[Caller, Depends(may("file.see"))]
File = Annotated[str, Path(description="案卷编号", examples=["3f2a90bc41d7"])]
Unmask = Annotated[bool, Query(description="显示完整的证件号码等；要有权限，并且记入查看记录")]


@router.get(
    "/files", summary="案卷列表",
    description="按轮次、机关、案号排列；执法机关的账号只看到本机关的。",
)  # fmt: skip
def files(
    here: See,
    round: Word = "",
    state: Word = "",
    agency: Word = "",
    number: Word = "",
    grade: Word = "",
    drawn: bool | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing:
    """Case files."""
    where = given(round=round, number=number, grade=grade, drawn=drawn)
    where |= _agencies(here, agency) | _states(here, state)
    found = listing(here, "case_files", where, limit, offset)
    if not here.inside:
        found.items = [_outside(x) for x in found.items]
    return found


@router.get(
    "/findings", summary="问题列表",
    description="status：疑点、采纳、不采纳、不适用、豁免；area：规则编号的前两位。",
)  # fmt: skip
def findings(
    here: See,
    round: Word = "",
    file: Word = "",
    agency: Word = "",
    rule: Word = "",
    area: Word = "",
    status: Word = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Listing:
    """Findings."""
    where = given(round=round, file=file, rule=rule, area=area, status=status)
    where |= _agencies(here, agency)
    if not here.inside:
        where |= _told(here, where, status)
    found = listing(here, "findings", where, limit, offset)
    if found.items:
        found.items = here.covered(found.items, file or round or "问题列表", False)
    return found


@router.get(
    "/files/{file}", summary="一个案卷",
    description="疑点（各带位置、依据、怎样改正）、已有的认定、办理记录。"
    "两名评查人都提交以前，评查人只看到自己的认定。",
)  # fmt: skip
def one(here: See, file: File, unmask: Unmask = False) -> dict[str, Any]:
    """A case file."""
    case = here.file(file, "file.see")
    view = service.file_view(here.desk, file, here.account.actor)
    view = view if case.inside else _to_the_agency(case, view)
    found: dict[str, Any] = here.covered(view, file, unmask, case.own)
    return found


@router.get(
    "/files/{file}/assessment", summary="程序检查的完整结果",
    description="每条规则的结论、依据、位置，和得分的推导。",
)  # fmt: skip
def assessment(here: See, file: File, unmask: Unmask = False) -> dict[str, Any]:
    """The assessment."""
    case = here.file(file, "file.process")
    a = service.assessment(here.desk, case.state.received.assessment)
    data = a.model_dump(mode="json", by_alias=True)
    found: dict[str, Any] = here.covered(data, file, unmask, case.own)
    return found


@router.get(
    "/files/{file}/score", summary="得分",
    description="终评的；以前是两名评查人一致或者合议的，再以前是程序的。",
)  # fmt: skip
def score(here: See, file: File) -> dict[str, Any]:
    """The score as it stands."""
    _told_only(here.file(file, "file.see"))
    found = service_file.score_of(here.desk, file).model_dump(mode="json", by_alias=True)
    covered: dict[str, Any] = here.covered(found, file, False)
    return covered


@router.get(
    "/files/{file}/remaining", summary="整改后还有的问题",
    description="整改通知里、程序在新版本里仍然指出的疑点编号。",
)  # fmt: skip
def remaining(here: See, file: File) -> list[str]:
    """What is left after rectification."""
    _told_only(here.file(file, "file.see"))
    return list(service_rectify.remaining(here.desk, file))


@router.get(
    "/files/{file}/documents", summary="评查文书（zip）",
    description="办到哪一步出哪些：评查表、合议记录、评查意见书……；kind 可写多次。",
    response_class=Response, responses={200: {"content": {"application/zip": {}}}},
)  # fmt: skip
def documents(
    here: See, file: File, kind: Annotated[list[str] | None, Query(max_length=10)] = None
) -> Response:
    """Documents of a case file."""
    case = here.file(file, "file.see")
    if not case.inside:
        _told_only(case)
        kind = [k for k in kind or OUTSIDE if k in OUTSIDE]
        if not kind:
            raise rights.Forbidden("这个账号不能下载这种文书")
    made = case_documents(here.desk, file, kinds=kind or ())
    accounts_of(here.request).looked(here.account, "接口：下载评查文书", file)
    return Response(pack({m.name: m.data for m in made}), media_type="application/zip")


def _agencies(here: Caller, agency: str) -> dict[str, Any]:
    """The filter on agencies: the one asked for, among those the account sees."""
    own = here.own_agencies()
    if own is None:
        return {"agency": agency} if agency else {}
    if not here.account.unit:
        raise Mistake("账号没有写明单位，看不到案卷；请告诉系统管理员")
    return {"agency": tuple(a for a in own if not agency or a == agency)}


# What an agency is given of its case files, and in which states it has been told the opinion.
OUTSIDE = ("评查意见书", "异议复核决定", "整改通知书", "整改复查表", "监督意见书")
_ROW = ("file", "round", "agency", "office", "number", "party", "enforcement_type", "procedure",
        "decision_date", "path", "arrival", "state", "total", "grade", "received_at", "graded_at",
        "version")  # fmt: skip
_TOLD = ("已反馈", "异议中", "已复核", "已终评", "整改中", "待复查", "已销号", "不需整改", "已归档")
_INNER = ("readings", "differing", "open_items", "machine")


def _outside(row: dict[str, Any]) -> dict[str, Any]:
    return {k: outer(row[k]) if k == "state" else row[k] for k in _ROW}


def _states(here: Caller, state: str) -> dict[str, Any]:
    """The filter on states; from outside the inner ones are all the same one."""
    if not state or here.inside:
        return given(state=state)
    return {"state": tuple(s for s in STATES if outer(s) == state)}


def _told(here: Caller, where: dict[str, Any], status: str) -> dict[str, Any]:
    """Only confirmed findings of case files whose opinion was given."""
    of: dict[str, Any] = {k: where[k] for k in ("agency", "round", "file") if k in where}
    files, _ = listed(here.desk, "case_files", {**of, "state": _TOLD, "drawn": True})
    shown = tuple(s for s in COUNTS if not status or s == status)
    return {"status": shown, "file": tuple(x["file"] for x in files)}


def _told_only(case: Case) -> None:
    if not case.told:
        raise Refused(f"现在是“{outer(case.state.state)}”，评查意见还没有反馈")


def _to_the_agency(case: Case, view: dict[str, Any]) -> dict[str, Any]:
    """A case file as its agency is shown it: nothing of the evaluation before its opinion."""
    found = {k: v for k, v in view.items() if k not in _INNER}
    found["suspects"] = [x for x in view["suspects"] if case.told and x["decision"] == COUNTS[0]]
    found["added"] = view["added"] if case.told else []
    found["judged"] = view["judged"] if case.told else []
    found["state"] = outer(view["state"])
    found["next"] = view["next"] if case.told else ""
    found["history"] = case.history()
    return found
