"""A case file, the rules and the registers in; an assessment out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from casefiles import watch
from casefiles.facts import Act, CaseFile
from casefiles.facts import Problem as Unread
from casefiles.intake import read_case
from casefiles.kinds import all_kinds
from casefiles.model import Reading
from casefiles.telling import Tell
from casefiles.vocabulary import words_for_rules
from enforcement.across import Across, Gathered, Giving
from enforcement.inference import Inference, Outcome
from enforcement.result import (
    Assessment,
    CaseSummary,
    DocumentSummary,
    Evidence,
    Fields,
    Location,
    Problem,
    Provision,
    RuleResult,
)
from enforcement.scoring import RuleVerdict, points_by_rule, score
from enforcement.unread import unread
from rules import answers
from rules.answers import Context
from rules.days import load_years
from rules.laws import Laws
from rules.library import Library
from rules.looking import day_of
from rules.model import Basis
from rules.parameters import Parameters, department_of
from rules.registers import Registers
from rules.ruleset import RuleSet, Vocabulary, load
from rules.standards import Standard

Step = Callable[[str], None]


@dataclass(slots=True)
class Checker:
    """Everything that stays the same from case to case, made ready once."""

    inference: Inference
    parameters: Parameters
    standard: Standard
    registers: Registers
    words: Vocabulary
    laws: Laws
    as_of: date | None = None
    region: str | None = None
    library: Library | None = None  # the texts of statutes, where the user has them
    gathered: Gathered | Giving | None = None  # for rules about several case files, where wanted
    cited: dict[Basis, str] = field(default_factory=dict)  # each basis in words, made once

    @staticmethod
    def make(
        standard: Standard,
        registers: Registers,
        engine: str = "durable",
        profile: Path | None = None,
        as_of: date | None = None,
        region: str | None = None,
        library: Path | None = None,
    ) -> "Checker":
        """A checker with the shipped rules, overlaid by the rules and parameters in ``profile``.

        ``library`` is a folder with the texts of statutes (see ``rules.library``)."""
        from rules.ruleset import HERE

        words = vocabulary()
        folders = (HERE, profile) if profile else (HERE,)
        parameters = Parameters.load(
            *(f / "parameters" for f in folders if (f / "parameters").is_dir())
        )
        laws = Laws.load(*(f / "laws" for f in folders if (f / "laws").is_dir()))
        rules = load(words, *folders, parameters=parameters, laws=laws)
        if profile is not None and (profile / "calendar").is_dir():
            load_years(profile / "calendar")
        return Checker(
            Inference(rules, engine),
            parameters,
            standard,
            registers,
            words,
            laws,
            as_of,
            region,
            Library(library, laws) if library else None,
        )

    def _bases(
        self, all_: Sequence[Basis], day: date | None, kind: str | None, department: str | None
    ) -> list[Basis]:
        """The articles in force on ``day`` that bind this agency and are about this kind of case;
        where none is left of a choice, the choice stands as it was before."""
        own = [b for b in all_ if day is None or b.on(day)] or list(all_)
        for scope, mine in (("department", department), ("governs", kind)):
            own = [b for b in own if getattr(self.laws.law(b.law), scope) in (None, mine)] or own
        return own

    def _cites(self, bases: Sequence[Basis]) -> str:
        return "；".join(self._cite(b) for b in bases)

    def _provisions(self, bases: Sequence[Basis]) -> tuple[Provision, ...]:
        """The verbatim articles, where a law library was given."""
        if self.library is None:
            return ()
        found = dict(x for b in bases for x in self.library.articles(b.law, b.article))
        return tuple(Provision(article=a, text=t) for a, t in found.items())

    def _cite(self, b: Basis) -> str:
        if b not in self.cited:
            self.cited[b] = self._cited(b)
        return self.cited[b]

    def _cited(self, b: Basis) -> str:
        law = self.laws.law(b.law)
        doubt = "（条文未核对）" if b.status == "未核实" else ""
        return f"{law.cite(self.laws.version(b.law), b.article)}：{b.digest}{doubt}"

    @property
    def rules(self) -> RuleSet:
        """The rule set in use."""
        return self.inference.rules

    def check(
        self,
        path: Path,
        step: Step = lambda stage: None,
        keep: Callable[[Reading], None] | None = None,
        tell: Tell = watch.tell,
    ) -> Assessment:
        """Read and assess the case file at ``path``; ``keep`` and ``tell`` as for ``read_case``.
        An error of the program itself becomes a problem of this case file, so that it stops no
        other."""
        try:
            return self.assess(read_case(path, step=step, keep=keep, tell=tell), step)
        except Exception as error:
            says = f"检查这个案卷时程序出错（{type(error).__name__}），没有检查，请由人评查并反馈"
            return self.assess(CaseFile(str(path), problems=[Unread(path.name, says)]), step)

    def assess(self, case: CaseFile, step: Step = lambda stage: None) -> Assessment:
        """The assessment of a case file that has been read."""
        ctx = self._context(case)
        compared: set[str] = set()
        outcomes = self.inference.run(case, ctx, compared)
        if self.gathered is not None:
            self.gathered.add(case, ctx, compared)
        step("infer")
        done = self._assessment(case, ctx, outcomes)
        step("score")
        return done

    def not_run(self, path: Path, why: str) -> Assessment:
        """The assessment of a case file that nobody could check: no rule has looked at it."""
        case = CaseFile(str(path), problems=[Unread(path.name, why)])
        cards = [c for c in self.rules.cards.values() if c.require.across is None]
        outcomes = [Outcome(card, "not_run", None, why) for card in cards]
        return self._assessment(case, self._context(case), outcomes)

    def _context(self, case: CaseFile) -> Context:
        agency = str(case.agency.value) if case.agency else None
        return Context(
            self.parameters,
            self.registers,
            department_of(agency or ""),
            self.region,
            agency,
            self.words.name,
        )

    def _assessment(self, case: CaseFile, ctx: Context, outcomes: Sequence[Outcome]) -> Assessment:
        # Rules on trial (试行) report and do not score.
        marks = score(self.standard, [_tally(o) for o in outcomes if o.card.status == "生效"])
        taken = points_by_rule(marks)
        results = tuple(
            self._result(o, case, ctx, taken.get(o.card.id, Decimal(0)))
            for o in outcomes
            if o.card.status in ("生效", "试行")
        )
        return Assessment(
            case_file=summary(case),
            score=marks,
            results=results,
            problems=tuple(Problem(source=p.source, message=p.message) for p in case.problems),
            unread=unread(case, self.words.acts),
            ruleset=self.rules.digest,
        )

    def across(self) -> Across:
        """What the rules about several case files say of all that were assessed so far."""
        assert isinstance(self.gathered, Gathered)
        return self.gathered.report(
            lambda card, at, day: self._cites(
                self._bases(card.basis, self.as_of or day, at.enforcement_type, at.department)
            )
        )

    def _result(self, o: Outcome, case: CaseFile, ctx: Context, points: Decimal) -> RuleResult:
        card = o.card
        act = case.act(card.act) or case.act("any_date")
        day = self.as_of or (day_of(act.value) if act else None)
        why = (o.answer.why if o.answer and o.answer.why else o.why) or ""
        open_ = o.verdict in ("fail", "needs_review")
        message = card.message.replace("{why}", why) if o.verdict == "fail" else why
        evidence = o.answer.evidence if o.answer and open_ else []
        bases = self._bases(card.basis, day, case.enforcement_type, ctx.department)
        return RuleResult(
            rule=card.id,
            title=card.title,
            verdict=o.verdict,
            points=points,
            message=message or card.title,
            basis=self._cites(bases),
            remedy=card.remedy if open_ else "",
            evidence=tuple(_evidence(e) for e in evidence),
            articles=self._provisions(bases) if open_ else (),
        )


def vocabulary() -> Vocabulary:
    """The words that rule cards may use, from the data of ``casefiles``."""
    fields, acts, phrases = words_for_rules()
    return Vocabulary({c: k.name for c, k in all_kinds().items()}, fields, acts, phrases)


def _tally(o: Outcome) -> RuleVerdict:
    count = len(o.answer.evidence) if o.verdict == "fail" and o.answer else 0
    return RuleVerdict(rule=o.card.id, verdict=o.verdict, occurrences=max(count, 1))


def _evidence(e: answers.Evidence) -> Evidence:
    anchor = Location.of(e.anchor, e.source) if e.anchor.part else None
    return Evidence(
        document=e.document, anchor=anchor, quote=e.quote, found=e.found, expected=e.expected
    )


def summary(case: CaseFile) -> CaseSummary:
    """What the case file is: number, agency, party, documents, key dates."""

    def text(act: Act | None) -> str | None:
        return str(act.value) if act is not None and act.value is not None else None

    def printed(act: Act | None) -> str | None:
        # As printed (its brackets differ from agency to agency), without white space.
        return "".join(act.fact.words.split()) if act is not None else None

    def day(key: str) -> date | None:
        act = case.act(key)
        return act.value if act is not None and isinstance(act.value, date) else None

    fine = case.act("fine")
    officers = [p.name for a in case.acts.get("officers", []) for p in a.value]
    return CaseSummary(
        path=case.path,
        number=printed(case.number),
        agency=text(case.agency),
        party=text(case.party),
        enforcement_type=case.enforcement_type,
        procedure=case.procedure,
        documents=tuple(
            DocumentSummary(
                code=d.code,
                kind=d.kind,
                title=d.title,
                source=d.source,
                date=d.value("doc_date"),
                sha256=d.sha256,
            )
            for d in case.documents
        ),
        fields=Fields(
            filing_date=day("filing_date"),
            notice_date=day("notice_date"),
            decision_date=day("decision_date"),
            service_date=day("decision_served"),
            fine=fine.value if fine is not None else None,
            officers=tuple(dict.fromkeys(officers)),
        ),
    )
