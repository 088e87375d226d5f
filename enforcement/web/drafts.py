"""Drafts of rules in the database: who writes them, who publishes them; never the same person."""

import json
import os
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from fastapi import FastAPI

from enforcement import demo
from enforcement.registers import load_registers
from enforcement.review.refusal import Conflict, Refused
from enforcement.store.database import Database
from enforcement.store.kept import Kept, Row
from enforcement.web.accounts import Account, Mistake
from enforcement.web.jobs import NotThere
from enforcement.web.rulebook import put_away, rulebook_in
from enforcement.web.settings import Settings
from enforcement.workbench.diff import Difference
from enforcement.workbench.difftext import lines
from enforcement.workbench.drafting import MOST, Card, card_path, effect, mistakes
from rules.loading import RuleError
from rules.standards import load_standard

WRITING, WAITING, PUBLISHED, DROPPED = "编写中", "待发布", "已发布", "已放弃"
OPEN = (WRITING, WAITING)
SHIPPED_CASES = "随附的示例案卷"
_LONGEST = 400  # lines of a comparison that are kept
_MOVED = "草稿在你打开以后又有变动；请刷新，看过再办"


class Drafts:
    """All drafts of a server."""

    def __init__(self, app: FastAPI, db: Database, settings: Settings) -> None:
        self._app, self._db, self._settings = app, db, settings
        self._lock = Lock()
        self._running: dict[str, tuple[int, int]] = {}  # draft → done, of how many

    # --- looking ----------------------------------------------------------------------------

    def all(self) -> list[Row]:
        """All drafts, the ones last changed first."""
        with self._db.keeping(write=False) as k:
            return k.rows("drafts", order=("-changed",))

    def one(self, id_: str) -> Row:
        """A draft."""
        with self._db.keeping(write=False) as k:
            return _row(k, id_)

    def corpora(self) -> dict[str, Path]:
        """What a draft can be tried on, by name: only what the server was started with."""
        found = {SHIPPED_CASES: Path(demo.__file__).parent / "casefiles"}
        folder = self._settings.corpus
        if folder is not None and folder.is_dir():
            found |= {
                p.name: p for p in sorted(folder.iterdir()) if p.is_dir() and not p.is_symlink()
            }
        return found

    def wrong(self, row: Row) -> list[str]:
        """What is wrong with a draft, in words."""
        return mistakes(rulebook_in(self._app), Card(row["rule"], row["text"]))

    # --- writing ----------------------------------------------------------------------------

    def begin(self, account: Account, rule: str, template: str = "") -> str:
        """A draft of a rule: of the one in use, or a new one from ``template``; its id."""
        rule = rule.strip().upper()
        try:
            card_path(Path(), rule)
        except RuleError as error:
            raise Mistake(str(error)) from error
        book = rulebook_in(self._app)
        known = rule in book.pages.rules.cards
        text = book.text(rule) if known else template
        id_ = secrets.token_urlsafe(9)
        row = {
            "id": id_, "rule": rule, "text": text, "account": account.name,
            "base": Card(rule, text).digest if known else "", "person": account.person,
            "why": "", "state": WRITING, "version": 1, "changed": _now(), "says": "",
            "publisher": "", "published": "", "effect": "",
        }  # fmt: skip
        with self._db.keeping() as k:
            k.add("drafts", row)
        return id_

    def save(self, account: Account, id_: str, text: str, why: str, seen: int) -> None:
        """A new text, by the person who writes it, while it is being written."""
        text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
        if len(text) > MOST or len(why) > 2000:
            raise Mistake("规则或者理由太长了")
        with self._db.keeping() as k:
            row = _own(k, account, id_, seen, (WRITING,))
            changed = {"text": text, "why": why.strip(), "effect": ""}
            if row["text"] == text:
                del changed["effect"]
            _change(k, row, {**changed, "says": ""})

    def hand_in(self, account: Account, id_: str, seen: int) -> None:
        """It is ready: somebody else may publish it."""
        row = self.one(id_)
        if wrong := self.wrong(row):
            raise Refused(f"还有错误，不能提交：{wrong[0]}")
        if not row["why"]:
            raise Mistake("要写明为什么改")
        with self._db.keeping() as k:
            _change(k, _own(k, account, id_, seen, (WRITING,)), {"state": WAITING})

    def take_back(self, account: Account, id_: str, seen: int) -> None:
        """Go on writing."""
        with self._db.keeping() as k:
            _change(k, _own(k, account, id_, seen, (WAITING,)), {"state": WRITING})

    def drop(self, account: Account, id_: str, seen: int) -> None:
        """Give it up; it stays to be seen."""
        with self._db.keeping() as k:
            _change(k, _own(k, account, id_, seen, OPEN), {"state": DROPPED})

    # --- the second person ------------------------------------------------------------------

    def send_back(self, account: Account, id_: str, says: str, seen: int) -> None:
        """Somebody else says why it cannot be published."""
        if not says.strip():
            raise Mistake("要写明为什么退回")
        with self._db.keeping() as k:
            row = _others(k, account, id_, seen)
            _change(k, row, {"state": WRITING, "says": f"{account.person}：{says.strip()}"})

    def publish(self, account: Account, id_: str, seen: int) -> Path:
        """Write the draft into the profile folder; only somebody else than its author can."""
        profile = self._settings.profile
        if profile is None:
            raise Refused("服务器启动时没有用 --profile 给出本地规则文件夹，不能发布")
        row = self.one(id_)
        if row["version"] != seen:
            raise Conflict(_MOVED)
        if wrong := self.wrong(row):
            raise Refused(f"还有错误，不能发布：{wrong[0]}")
        with self._lock, self._db.keeping() as k:
            row = _others(k, account, id_, seen)
            book = rulebook_in(self._app)
            known = row["rule"] in book.pages.rules.cards
            now = Card(row["rule"], book.text(row["rule"])).digest if known else ""
            if now != row["base"]:
                raise Conflict("这条规则在草稿开始以后已经改过，请在现在的规则上另起草稿")
            path = card_path(profile, row["rule"])
            done = {"state": PUBLISHED, "publisher": account.person, "published": _now()}
            _change(k, row, done)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_name(path.name + ".part")
                part.write_text(row["text"], "utf-8", newline="\n")
                os.replace(part, path)
            except OSError as error:
                raise Refused("写不了本地规则文件夹，没有发布；请检查权限") from error
        put_away(self._app)
        return path

    # --- effect -----------------------------------------------------------------------------

    def compare(self, id_: str, corpus: str) -> None:
        """Begin to compare on case files, in a thread; what came out is kept with the draft."""
        where = self.corpora().get(corpus)
        if where is None:
            raise Mistake("没有这一批案卷")
        row = self.one(id_)
        if wrong := self.wrong(row):
            raise Refused(f"还有错误，不能比较：{wrong[0]}")
        with self._lock:
            if self._running:
                raise Refused("正在比较另一份草稿，请等它完成")
            self._running[id_] = (0, 0)
        work = Thread(target=self._compare, args=(row, corpus, where), daemon=True)
        work.start()
        if self._settings.inline:
            work.join()

    def progress(self, id_: str) -> tuple[int, int] | None:
        """How many case files are done of how many; null where no comparison runs."""
        return self._running.get(id_)

    def _compare(self, row: Row, corpus: str, where: Path) -> None:
        card = Card(row["rule"], row["text"])
        told: dict[str, Any] = {"corpus": corpus, "digest": card.digest, "at": _now()}
        try:
            found = effect(
                rulebook_in(self._app),
                card,
                where,
                load_standard(self._settings.standard),
                load_registers(self._settings.registers),
                lambda done, of: self._running.update({row["id"]: (done, of)}),
            )
            told |= _told(found)
        except Exception as error:  # its message may hold words of a document
            told["error"] = f"比较时程序出错（{type(error).__name__}），没有结果"
        finally:
            with self._db.keeping() as k:
                now = k.one("drafts", {"id": row["id"]})
                if now is not None and now["text"] == row["text"]:
                    effect_ = json.dumps(told, ensure_ascii=False)
                    k.change("drafts", {"id": row["id"]}, {"effect": effect_})
            self._running.pop(row["id"], None)


def _told(d: Difference) -> dict[str, Any]:
    all_ = list(lines(d))
    return {
        "cases": d.cases,
        "turns": [asdict(t) for t in d.turns[:_LONGEST]],
        "scores": [asdict(s) for s in d.scores[:_LONGEST]],
        "lines": all_[:_LONGEST],
        "left_out": max(0, len(all_) - _LONGEST),
        "unread": d.unread[:20],
    }


def _row(k: Kept, id_: str) -> Row:
    row = k.one("drafts", {"id": id_})
    if row is None:
        raise NotThere
    return row


def _seen(k: Kept, id_: str, seen: int, states: tuple[str, ...]) -> Row:
    row = _row(k, id_)
    if row["version"] != seen:
        raise Conflict(_MOVED)
    if row["state"] not in states:
        raise Refused(f"草稿现在是“{row['state']}”，不能办这一步")
    return row


def _own(k: Kept, account: Account, id_: str, seen: int, states: tuple[str, ...]) -> Row:
    row = _seen(k, id_, seen, states)
    if row["account"] != account.name:
        raise Refused(f"这是{row['person']}的草稿，只有本人能改")
    return row


def _others(k: Kept, account: Account, id_: str, seen: int) -> Row:
    """A draft that waits, for somebody else than its author: neither by account nor by name."""
    row = _seen(k, id_, seen, (WAITING,))
    if row["account"] == account.name or row["person"] == account.person:
        raise Refused("自己写的规则要由另一个人发布或者退回")
    return row


def _change(k: Kept, row: Row, values: Row) -> None:
    where = {"id": row["id"], "version": row["version"]}
    if not k.change("drafts", where, {**values, "version": row["version"] + 1, "changed": _now()}):
        raise Conflict(_MOVED)


def _now() -> str:
    return datetime.now(UTC).isoformat()
