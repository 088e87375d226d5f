"""What a scenario builds up, and how a rule is asked about it."""

from dataclasses import dataclass, field

from casefiles.facts import CaseFile
from enforcement.across import Gathered
from enforcement.assess import vocabulary
from enforcement.inference import Inference, Outcome
from rules.answers import Answer, Context, Evidence
from rules.parameters import Parameters, department_of
from rules.registers import Registers
from tests.scenarios.builder import CaseBuilder

Asked = tuple[CaseFile, Context]


@dataclass
class World:
    """What one scenario builds up and gets back."""

    builder: CaseBuilder = field(default_factory=CaseBuilder)
    nature: tuple[str | None, str | None] = (None, None)
    agency: str = "云川市某局"
    region: str | None = None
    outcome: Outcome | None = None
    parameters: Parameters | None = None  # where not the shipped ones
    earlier: list[Asked] = field(default_factory=list)  # other case files of the batch

    def asked(self, parameters: Parameters) -> Asked:
        """The case file built so far and what else an answer may draw on."""
        b = self.builder
        case = b.build()
        case.path = f"案卷{len(self.earlier) + 1}"
        if self.nature[0] is not None:
            case.enforcement_type, case.procedure = self.nature
        ctx = Context(
            self.parameters or parameters,
            Registers.of(b.staff, b.agencies, b.review_list),
            department_of(self.agency),
            self.region,
            self.agency,
            vocabulary().name,
        )
        return case, ctx

    def another(self, parameters: Parameters) -> None:
        """Begin another case file of the same batch and nature."""
        self.earlier.append(self.asked(parameters))
        self.builder = CaseBuilder()


def ask(rule: str, asked: list[Asked], inference: Inference) -> Outcome:
    """The outcome of ``rule`` for the last case file, or for all where it compares them."""
    if inference.rules.cards[rule].require.across is not None:
        return _compared(rule, asked, inference)
    return next(o for o in inference.run(*asked[-1]) if o.card.id == rule)


def _compared(rule: str, asked: list[Asked], inference: Inference) -> Outcome:
    gathered = Gathered(inference.rules)
    for case, ctx in asked:
        compared: set[str] = set()
        inference.run(case, ctx, compared)
        gathered.add(case, ctx, compared)
    found = gathered.report(lambda card, at, day: "")
    (r,) = [r for r in found.results if r.rule == rule]
    why = "；".join([r.message, *(f.message for f in r.findings)])
    places = [Evidence(p.document) for f in r.findings for p in f.places]
    return Outcome(inference.rules.cards[rule], r.verdict, Answer(None, why, places))
