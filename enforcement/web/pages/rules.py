"""Rules: browse them, read one, run its scenarios, write a draft, see its effect, publish it."""

import json
import tempfile
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from enforcement.result import VERDICTS
from enforcement.web.accounts import Mistake
from enforcement.web.drafts import OPEN, Drafts
from enforcement.web.guard import Visit, may
from enforcement.web.jobs import NotThere
from enforcement.web.markdown import blocks
from enforcement.web.rulebook import rulebook_of
from enforcement.web.view import page
from enforcement.workbench import telling
from enforcement.workbench.drafting import Card, try_scenarios
from enforcement.workbench.new import CARD
from enforcement.workbench.play import Player
from enforcement.workbench.rulebook import SYSTEMS, Rulebook
from rules.loading import RuleError

router = APIRouter(prefix="/rules")
See = Annotated[Visit, Depends(may("rules.see"))]
Write = Annotated[Visit, Depends(may("rules.draft"))]
Text = Annotated[str, Form()]
Seen = Annotated[int, Form(ge=0, le=2**31 - 1)]
Short = Annotated[str, Query(max_length=120)]
_RUNNING = Lock()  # scenarios write files of fixed names: one run at a time


def drafts_of(request: Request) -> Drafts:
    """The drafts of this server."""
    found: Drafts = request.app.state.drafts
    return found


@router.get("")
def rules(here: See, system: Short = "", text: Short = "", day: Short = "") -> Response:
    """The rules by system, with their bases and the days these are in force."""
    at, wrong = None, ""
    if day:
        try:
            at = date.fromisoformat(day)
        except ValueError:
            wrong = f"“{day}”不是日期，应写成 2026-03-05"
    found = rulebook_of(here.request).find(system, text, at)
    groups = [(s, group) for s in SYSTEMS if (group := [x for x in found if x.system == s])]
    return page(here, "rules.html", groups=groups, systems=SYSTEMS, system=system, text=text,
                day=day, wrong=wrong, count=len(found))  # fmt: skip


@router.get("/drafts")
def drafts(here: Write) -> Response:
    """All drafts."""
    return page(here, "drafts.html", drafts=drafts_of(here.request).all())


@router.post("/drafts")
def begin(here: Write, rule: Text) -> Response:
    """A draft of a rule, or of a new one."""
    template = CARD.replace("{{", "{").replace("}}", "}")
    id_ = drafts_of(here.request).begin(here.known, rule, template)
    return RedirectResponse(f"/rules/drafts/{id_}", 303)


@router.get("/drafts/{id_}")
def draft(here: Write, id_: str) -> Response:
    """One draft: its text, what is wrong with it, what it changes."""
    return _draft(here, id_)


@router.post("/drafts/{id_}")
def act(here: Write, id_: str, seen: Seen, do: Text, text: Text = "", why: Text = "",
        says: Text = "", corpus: Text = "") -> Response:  # fmt: skip
    """Save, check, try, hand in, take back, send back, publish, give up."""
    all_, me = drafts_of(here.request), here.known
    if do in ("save", "try", "compare", "hand-in") and text:
        all_.save(me, id_, text, why, seen)
        seen += 1
    if do == "try":
        return _draft(here, id_, run=True)
    if do == "compare":
        all_.compare(id_, corpus)
    elif do == "hand-in":
        all_.hand_in(me, id_, seen)
    elif do == "take-back":
        all_.take_back(me, id_, seen)
    elif do == "drop":
        all_.drop(me, id_, seen)
    elif do == "send-back":
        all_.send_back(me, id_, says, seen)
    elif do == "publish":
        may("rules.publish")(here)
        all_.publish(me, id_, seen)
    elif do != "save":
        raise Mistake("没有这种操作")
    return RedirectResponse(f"/rules/drafts/{id_}", 303)


@router.get("/drafts/{id_}/progress")
def progress(here: Write, id_: str) -> Response:
    """The piece of the page that is asked for again and again while a comparison runs."""
    all_ = drafts_of(here.request)
    all_.one(id_)
    now = all_.progress(id_)
    if now is None:
        return Response(status_code=204, headers={"HX-Redirect": f"/rules/drafts/{id_}"})
    return page(here, "piece_effect.html", id=id_, done=now[0], of=now[1])


@router.get("/{rule}")
def one(here: See, rule: str) -> Response:
    """One rule, as ``anjuan rules docs`` writes it, and its scenarios."""
    book = rulebook_of(here.request)
    card = book.pages.rules.cards.get(rule)
    if card is None:
        raise NotThere
    parts = list(blocks(book.pages.page(card)))
    titles = [b.text for b in parts]
    if book.place is not None and "全部场景" in titles:  # they are below, to be run
        parts = parts[: titles.index("全部场景")]
    scenarios = [{"n": n, "s": s} for n, s in enumerate(book.pages.scenarios.get(rule, ()))]
    return page(here, "rule.html", card=card, entry=book.listed(card), scenarios=scenarios,
                parts=parts, can_run=book.place is not None,
                text=book.text(rule))  # fmt: skip


@router.get("/{rule}/scenario/{number}")
def scenario(here: See, rule: str, number: int) -> Response:
    """A scenario, run step by step by the rules in use."""
    book = rulebook_of(here.request)
    all_ = book.pages.scenarios.get(rule, ())
    if rule not in book.pages.rules.cards or not 0 <= number < len(all_):
        raise NotThere
    run = _run(book, None, rule, number)
    return page(here, "scenario.html", rule=rule, card=book.pages.rules.cards[rule],
                number=number, count=len(all_), run=run[0])  # fmt: skip


def _run(book: Rulebook, card: Card | None, rule: str, number: int | None = None
         ) -> list[telling.Run]:  # fmt: skip
    if book.place is None:
        return []
    with _RUNNING, tempfile.TemporaryDirectory() as scratch:
        player = Player(book.place.root, Path(scratch))
        return try_scenarios(book, player, card, rule, number)


def _draft(here: Visit, id_: str, run: bool = False) -> Response:
    all_, book = drafts_of(here.request), rulebook_of(here.request)
    row = all_.one(id_)
    wrong = all_.wrong(row) if row["state"] in OPEN else []
    runs: list[telling.Run] = []
    if run and not wrong:
        try:
            runs = _run(book, Card(row["rule"], row["text"]), row["rule"])
        except RuleError as error:
            wrong = [str(error)]
    known = row["rule"] in book.pages.rules.cards
    effect: dict[str, Any] | None = json.loads(row["effect"]) if row["effect"] else None
    return page(
        here, "draft.html",
        d=row, wrong=wrong, runs=runs, ran=run, effect=effect, known=known,
        before=book.text(row["rule"]) if known else "",
        mine=row["account"] == here.known.name,
        other=row["account"] != here.known.name and row["person"] != here.known.person,
        corpora=list(all_.corpora()), running=all_.progress(id_),
        can_publish=here.request.app.state.settings.profile is not None,
        can_run=book.place is not None, words=VERDICTS,
    )  # fmt: skip
