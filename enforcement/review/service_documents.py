"""Documents of a round and of its case files, and the list behind every number of a bulletin."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enforcement.review.bulletin import COUNTS, Figures, figures
from enforcement.review.desk import Desk, load_file, load_round
from enforcement.review.documents.bulletin import Lists, Round, charts, names
from enforcement.review.documents.case import Dossier, documents, problem_rows
from enforcement.review.documents.fill import SHIPPED, fill, template
from enforcement.review.documents.sources import COLUMNS, Coded, figure_of
from enforcement.review.documents.words import day
from enforcement.review.documents.workbook import workbook
from enforcement.review.refusal import Refused
from enforcement.review.rounds import RoundState
from enforcement.review.service import Paper, pinned_standard
from enforcement.review.service_file import standing_score
from enforcement.store.log import Reading
from rules.loading import nearest

KINDS = (
    "评查表", "合议记录", "评查意见书", "异议复核决定", "整改通知书", "整改复查表", "监督意见书",
)  # fmt: skip
BULLETIN, LISTS = "评查通报", "评查清单"


@dataclass(slots=True, frozen=True)
class Made:
    """A document: the name of its file, its bytes."""

    name: str
    data: bytes


def case_documents(
    desk: Desk,
    file: str,
    templates: Path | None = None,
    kinds: Sequence[str] = (),
    round_: str = "",
) -> list[Made]:
    """The documents a case file (of ``round_``) is ready for; ``kinds`` picks some of them."""
    if wrong := [k for k in kinds if k not in KINDS]:
        raise Refused(f"没有文书“{wrong[0]}”{nearest(wrong[0], KINDS)}；有：{'、'.join(KINDS)}")
    d = _dossier(desk, file, round_)
    s = d.state
    made: list[Made] = []
    for kind, given in documents(d):
        if kinds and kind not in kinds:
            continue
        again = sum(m.name.startswith(f"{file}-{kind}") for m in made)
        name = f"{file}-{kind}{again + 1 if again else ''}.docx"
        made.append(Made(name, fill(template(kind, templates), given)))
    if not made:
        what = "、".join(kinds) or "文书"
        when = "两名评查人都提交后才有" if s.standing is None else "办过那一步以后才有"
        raise Refused(f"案卷“{file}”现在是“{s.state}”，还出不了{what}；{when}")
    return made


def ready(desk: Desk, file: str) -> tuple[str, ...]:
    """The kinds of documents a case file is ready for; none where it was not drawn."""
    try:
        d = _dossier(desk, file)
    except Refused:
        return ()
    return tuple(dict.fromkeys(kind for kind, _ in documents(d)))


def problems(desk: Desk, file: str) -> list[dict[str, Any]]:
    """The problems that count now, as the documents name them; none where nothing is decided."""
    d = _dossier(desk, file)
    return problem_rows(d, d.counting())


def _dossier(desk: Desk, file: str, round_: str = "") -> Dossier:
    with desk.db.reading() as r:
        s = load_file(r, file)
        if round_ and s.received.round != round_:
            raise Refused(f"案卷“{file}”不在“{round_}”这一轮里，它在“{s.received.round}”")
        if not s.drawn:
            raise Refused(f"案卷“{file}”没有抽中，没有评查文书")
        paper = Paper.of(desk, r, s)
    score = standing_score(desk, paper)
    return Dossier(s, paper.round.the_plan, paper.standard, score, paper.places())


def round_documents(desk: Desk, round_: str, templates: Path | None = None) -> list[Made]:
    """The bulletin and the lists of a round; a draft until the bulletin has gone out."""
    told, lists = _told(desk, round_)
    page = fill(template(BULLETIN, templates), names(told, lists), charts(told))
    return [
        Made(f"{round_}-{BULLETIN}.docx", page),
        Made(f"{round_}-{LISTS}.xlsx", workbook(told, lists)),
    ]


def bulletin_data(desk: Desk, round_: str) -> dict[str, Any]:
    """Everything the bulletin says, as its template is given it."""
    return names(*_told(desk, round_))


def drawn_files(desk: Desk, round_: str) -> tuple[str, ...]:
    """The case files of a round that are evaluated."""
    with desk.db.reading() as r:
        s = load_round(r, round_)
    return tuple(sorted(s.selected())) if s.the_plan else ()


def _told(desk: Desk, round_: str) -> tuple[Round, Lists]:
    with desk.db.reading() as r:
        s = load_round(r, round_)
        found = pinned_figures(desk, s) or figures(r, round_)
        findings = r.rows("findings", {"round": round_, "status": COUNTS}, order=_ORDER)
        tables = {
            "case_files": r.rows("case_files", {"round": round_}, order=("agency", "number")),
            "findings": findings,
            "notices": r.rows("notices", {"round": round_}, order=("agency", "file")),
            "objections": r.rows("objections", {"round": round_}, order=("agency", "file")),
        }
        before = _before(r, s)
    assessments = {x["file"]: x["assessment"] for x in tables["case_files"]}
    told = Round(
        plan=s.the_plan,
        standard=pinned_standard(desk, s.the_plan),
        figures=found,
        titles=_titles(desk, findings, assessments),
        number=s.announced[1].number if s.announced else "",
        issued=day(s.announced[0].day) if s.announced else "",
        drawn=s.drawn,
        replaced=len(s.replaced),
        draw_hash=s.drawn.record if s.drawn else "",
        before=before,
        unplaced=len(s.unplaced),
    )
    return told, Lists.of(found, tables)


_ORDER = ("agency", "file", "rule")


def pinned_figures(desk: Desk, s: RoundState) -> Figures | None:
    """The figures as they went out; ``None`` before that."""
    if s.announced is None:
        return None
    return Figures.model_validate_json(desk.originals.get(s.announced[1].data))


def _before(r: Reading, s: RoundState) -> tuple[str, dict[str, int]] | None:
    """The round before: the one whose period ended last before this one's began."""
    start = s.the_plan.period_from.isoformat()
    older = [x for x in r.rows("rounds", order=("-period_to", "round")) if x["period_to"] < start]
    for x in older:
        where = {"round": x["round"], "drawn": True}
        rows = r.counts("case_files", ("grade",), where)
        if grades := {y["grade"]: y["count"] for y in rows if y["grade"] is not None}:
            return x["name"], grades
    return None


def _titles(
    desk: Desk, findings: Sequence[Mapping[str, Any]], assessments: Mapping[str, str]
) -> dict[str, str]:
    """The titles of the rules, as the assessments have them: those of the pinned rule set."""
    wanted: dict[str, set[str]] = {}
    seen: set[str] = set()
    for x in findings:
        if x["rule"] and x["rule"] not in seen:
            seen.add(x["rule"])
            wanted.setdefault(assessments[x["file"]], set()).add(x["rule"])
    found: dict[str, str] = {}
    for sha256 in wanted:
        if seen <= found.keys():
            break
        for result in json.loads(desk.originals.get(sha256))["results"]:
            found.setdefault(result["rule"], result["title"])
    return found


def behind(desk: Desk, round_: str, code: str) -> tuple[Coded, list[dict[str, Any]]]:
    """A figure of the bulletin by its code, and the rows it counts."""
    with desk.db.reading() as r:
        s = load_round(r, round_)
        try:
            c = figure_of(pinned_figures(desk, s) or figures(r, round_), code)
        except KeyError as error:
            raise Refused(str(error.args[0])) from error
        order = ("agency", "file") if c.figure.table != "findings" else _ORDER
        return c, r.rows(c.figure.table, c.figure.where, order=order)


def where_of(given: Sequence[str]) -> dict[str, str]:
    """A filter of findings from ``名称=值``; names in Chinese or those of the columns."""
    found: dict[str, str] = {}
    known = {**COLUMNS, **{v: v for v in COLUMNS.values()}}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or name.strip() not in known:
            can = "、".join(COLUMNS)
            raise Refused(f"--where “{text}”不对；应写成 名称=值，名称可用：{can}"
                          f"{nearest(name.strip(), known)}")  # fmt: skip
        found[known[name.strip()]] = value.strip()
    return found


def write_templates(folder: Path) -> list[str]:
    """Copy the shipped templates to ``folder``, to be edited; none that is there is touched."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = []
        for path in sorted(SHIPPED.glob("*.docx")):
            target = folder / path.name
            if not target.exists():
                target.write_bytes(path.read_bytes())
                made.append(path.name)
    except OSError as error:
        raise Refused(f"写不了“{folder}”；请检查文件夹和权限") from error
    return made


def write(made: Sequence[Made], folder: Path, again: bool = False) -> list[Path]:
    """Write documents to ``folder``. One that is there already may have been edited by hand: it
    stays, and nothing is written, unless ``again``."""
    paths = [folder / m.name for m in made]
    there = [p.name for p in paths if p.exists()]
    if there and not again:
        raise Refused(f"“{there[0]}”已经有了，没有写；换一个文件夹，或者加 --force 重新生成")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for p, m in zip(paths, made, strict=True):
            part = p.with_name(p.name + ".part")
            part.write_bytes(m.data)
            part.replace(p)
    except OSError as error:
        raise Refused(f"写不了“{folder}”；请检查文件夹和权限") from error
    return paths
