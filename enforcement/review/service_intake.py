"""Taking case files in: kept, hashed, checked with the pinned rules, written to the log."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casefiles.facts import CaseFile
from casefiles.intake import read_case
from casefiles.readers.limits import MAX_ENTRIES, MAX_FILE, MIB
from enforcement.assess import Checker
from enforcement.registers import load_registers
from enforcement.result import Assessment
from enforcement.review import events as ev
from enforcement.review import rounds
from enforcement.review.desk import (
    Desk,
    Doing,
    act_on_file,
    act_on_round,
    load_file,
    load_round,
)
from enforcement.review.files import CaseState, allow
from enforcement.review.findings import suspects
from enforcement.review.parts import Stored
from enforcement.review.refusal import Refused
from enforcement.review.service import pinned_standard
from enforcement.store.log import Reading, Writing
from rules.standards import Standard


@dataclass(slots=True, frozen=True)
class Taken:
    """What became of one case file: 新收, 新版本 or 没有变化."""

    file: str
    what: str
    path: str
    number: str
    agency: str
    total: float | None
    unread: int


@dataclass(slots=True)
class Intake:
    """Everything that stays the same from case file to case file of one round."""

    desk: Desk
    plan: ev.Planned
    checker: Checker
    registers: str  # hash

    @staticmethod
    def open(
        desk: Desk,
        round_: str,
        registers: Path | None = None,
        profile: Path | None = None,
        engine: str = "durable",
    ) -> "Intake":
        """A checker with the standard of the plan; refused where the rules are others than those
        that the plan pinned."""
        with desk.db.reading() as r:
            plan = load_round(r, round_).the_plan
        checker = Checker.make(
            pinned_standard(desk, plan),
            load_registers(registers),
            engine,
            profile,
            region=plan.region or None,
        )
        if checker.rules.digest != plan.ruleset:
            raise Refused(
                f"方案钉住的规则集是 {plan.ruleset[:12]}，现在的是 {checker.rules.digest[:12]}；"
                "请用制定方案时的程序版本和规则文件夹收卷，或者另立一轮"
            )
        return Intake(desk, plan, checker, _hash_of(registers))

    def take(
        self,
        path: Path,
        name: str,
        doing: Doing,
        *,
        file: str = "",
        agency: str = "",
        office: str = "",
    ) -> Taken:
        """Take in the case file at ``path``, to be called ``name``.

        ``file`` names the case file of which this is a new version. The same content again
        changes nothing."""
        documents = self._keep(path, name)
        digest = _digest(d.sha256 for d in documents)
        with self.desk.db.reading() as r:
            same = _twin(r, self.plan.round, digest, file)
        if same is not None:
            return _as_is(name, same)
        case, checked = self._check(path, name)
        made = self._event(case, checked, documents, digest, name, agency, office)
        with self.desk.db.writing() as w:
            return self._write(w, made, doing, file)

    def _write(self, w: Writing, made: ev.Received, doing: Doing, file: str) -> Taken:
        round_ = load_round(w, self.plan.round)
        same = _twin(w, self.plan.round, made.digest, file)
        if same is not None:
            return _as_is(made.path, same)
        s = load_file(w, file or made.file)
        if file and s.paper is None:
            raise Refused(f"本轮没有编号为“{file}”的案卷，不能作为它的新版本")
        if s.paper is not None:
            return self._again(w, s, made, doing, file or made.file, round_)
        act_on_round(w, round_, self.plan.round, rounds.open_intake(round_), doing)
        allow(s, ev.Received)
        act_on_file(w, s, made.file, [made], doing)
        return _told(made, "新收")

    def _again(
        self,
        w: Writing,
        s: CaseState,
        made: ev.Received,
        doing: Doing,
        file: str,
        round_: rounds.RoundState,
    ) -> Taken:
        if s.received.round != round_.the_plan.round:
            raise Refused(f"案卷“{file}”不在这一轮里")
        allow(s, ev.Resubmitted)
        if s.newest is not None and s.newest.digest == made.digest:
            return _told(made.model_copy(update={"file": file}), "没有变化")
        same = made.model_dump() | {
            "file": file,
            "agency": s.received.agency,
            "office": made.office or s.received.office,
        }
        act_on_file(w, s, file, [ev.Resubmitted.model_validate(same)], doing)
        return _told(made.model_copy(update={"file": file}), "新版本")

    def _keep(self, path: Path, name: str) -> tuple[Stored, ...]:
        if path.is_symlink() or not path.exists():
            raise Refused(f"找不到“{name}”，或者它是快捷方式；请给出案卷文件夹、zip 或 docx")
        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        if not files:
            raise Refused(f"“{name}”里没有文件")
        if len(files) > MAX_ENTRIES:
            raise Refused(f"“{name}”有{len(files)}个文件，超过{MAX_ENTRIES}个，没有收下")
        for p in files:
            if p.stat().st_size > MAX_FILE:
                raise Refused(f"“{p.name}”超过{MAX_FILE // MIB}MB，没有收下；请拆分后重新报送")
        names = [p.relative_to(path).as_posix() if p != path else p.name for p in files]
        hashes = self.desk.originals.keep_all(files)
        return tuple(Stored(source=n, sha256=h) for n, h in zip(names, hashes, strict=True))

    def _check(self, path: Path, name: str) -> tuple[CaseFile | None, Assessment]:
        case: CaseFile | None = None
        try:
            case = read_case(path)
            found = self.checker.assess(case)
        except Exception:
            found = self.checker.check(path)  # says what went wrong as a problem of the case file
        known = found.case_file.model_copy(update={"path": name})
        return case, found.model_copy(update={"case_file": known})

    def _event(
        self,
        case: CaseFile | None,
        a: Assessment,
        documents: tuple[Stored, ...],
        digest: str,
        name: str,
        agency: str,
        office: str,
    ) -> ev.Received:
        c = a.case_file
        whose = agency or c.agency or ""
        if not whose:
            raise Refused(f"“{name}”没有读出承办机关；请用 --agency 写明")
        if self.plan.agencies and whose not in self.plan.agencies:
            raise Refused(f"“{name}”的承办机关是“{whose}”，不在方案的范围内")
        kind = c.enforcement_type or ""
        if self.plan.types and kind and kind not in self.plan.types:
            raise Refused(f"“{name}”是{kind}案卷，不在方案的范围内")
        return received(
            a,
            self.checker.standard,
            round_=self.plan.round,
            path=name,
            agency=whose,
            office=office,
            people=_people(case, a),
            digest=digest,
            documents=documents,
            assessment=self.desk.originals.put(a.to_json().encode()),
            registers=self.registers,
            trial=tuple(i for i, r in self.checker.rules.cards.items() if r.status == "试行"),
        )


def received(
    a: Assessment,
    standard: Standard,
    *,
    round_: str,
    path: str,
    agency: str,
    office: str,
    people: tuple[str, ...],
    digest: str,
    documents: tuple[Stored, ...],
    assessment: str,
    registers: str,
    trial: tuple[str, ...],
) -> ev.Received:
    """The event of an arrival, from an assessment that is kept under the hash ``assessment``."""
    c = a.case_file
    used = {r.rule for r in a.results}
    return ev.Received(
        file=file_id(round_, agency, c.number or "", path),
        round=round_,
        path=path,
        agency=agency,
        office=office,
        number=c.number or "",
        party=c.party or "",
        enforcement_type=c.enforcement_type or "",
        procedure=c.procedure or "",
        decision_date=c.fields.decision_date,
        fine=c.fields.fine,
        people=people,
        digest=digest,
        documents=documents,
        assessment=assessment,
        registers=registers,
        machine_total=a.score.total if a.score else None,
        machine_grade=a.score.grade if a.score else None,
        trial=tuple(t for t in trial if t in used),
        suspects=suspects(a, standard),
        unread=len(a.problems),
    )


def file_id(round_: str, agency: str, number: str, path: str) -> str:
    """The lasting short id of a case file: 12 hex digits."""
    text = "\n".join((round_, agency, number, path))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _digest(hashes: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def _people(case: CaseFile | None, a: Assessment) -> tuple[str, ...]:
    """Officers and legal reviewers of the case."""
    names = list(a.case_file.fields.officers)
    for act in case.acts.get("reviewers", []) if case is not None else ():
        names += [str(n) for n in act.value or ()]
    return tuple(dict.fromkeys(n for n in names if n))


def _hash_of(folder: Path | None) -> str:
    if folder is None:
        return ""
    found = [hashlib.sha256(p.read_bytes()).hexdigest()
             for p in sorted(folder.iterdir()) if p.is_file()]  # fmt: skip
    return _digest(found)


def _twin(r: Reading, round_: str, digest: str, file: str) -> dict[str, Any] | None:
    """The case file of the round with the same content; refused where that is another one than
    ``file``, which it is said to be a version of."""
    rows = r.rows("case_files", {"round": round_, "digest": digest})
    if rows and file and all(x["file"] != file for x in rows):
        twin = rows[0]
        raise Refused(
            f"内容与案卷 {twin['file']}（{twin['number'] or twin['path']}）完全相同，"
            f"不能作为 {file} 的新版本；请检查是不是放错了"
        )
    return rows[0] if rows else None


def _as_is(name: str, row: Mapping[str, Any]) -> Taken:
    total = row["machine_total"]
    return Taken(row["file"], "没有变化", name, row["number"], row["agency"], total, 0)


def _told(e: ev.Received, what: str) -> Taken:
    total = float(e.machine_total) if e.machine_total is not None else None
    return Taken(e.file, what, e.path, e.number, e.agency, total, e.unread)
