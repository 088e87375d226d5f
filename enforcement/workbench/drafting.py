"""A rule card that is being written: laid over the rules in use without touching any file of
theirs, checked, run on its scenarios, compared on case files."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from casefiles.readers import list_cases
from enforcement.assess import Checker, vocabulary
from enforcement.inference import Inference
from enforcement.workbench import telling
from enforcement.workbench.diff import Difference, compare
from enforcement.workbench.lint import WANTED
from enforcement.workbench.play import Player
from enforcement.workbench.rulebook import Rulebook
from enforcement.workbench.words import Words
from rules.laws import Laws
from rules.loading import RuleError
from rules.parameters import Parameters
from rules.registers import Registers
from rules.ruleset import HERE, RuleSet, load
from rules.standards import Standard

ID = re.compile(r"[A-Z]{2}-\d{3}")
_PARTS = ("catalogue", "conclusions", "parameters", "laws", "calendar", "checks", "across")
MOST = 60_000  # characters of a card


@dataclass(slots=True, frozen=True)
class Card:
    """A draft: the id of its rule and its text in TOML."""

    rule: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def card_path(folder: Path, rule: str) -> Path:
    """Where a card lies below a folder of rules."""
    if not ID.fullmatch(rule):
        raise RuleError(f"编号“{rule}”不对；应为两个大写字母、横线、三位数字，例如 CX-201")
    return folder / "catalogue" / rule[:2] / f"{rule}.toml"


@contextmanager
def laid_over(profile: Path | None, card: Card) -> Iterator[Path]:
    """A folder with the profile as it is and the card in its place, gone afterwards."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for part in _PARTS:
            if profile is not None and (profile / part).is_dir():
                shutil.copytree(profile / part, folder / part)
        path = card_path(folder, card.rule)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(card.text, "utf-8", newline="\n")
        yield folder


def rules_with(profile: Path | None, card: Card) -> RuleSet:
    """The rules in use with the card. Raises ``RuleError`` in Chinese for a mistake in it."""
    if len(card.text) > MOST:
        raise RuleError(f"规则超过{MOST}个字，太长了")
    with laid_over(profile, card) as folder:
        folders = (HERE, folder)
        parameters = Parameters.load(*(f / "parameters" for f in folders
                                       if (f / "parameters").is_dir()))  # fmt: skip
        laws = Laws.load(*(f / "laws" for f in folders if (f / "laws").is_dir()))
        return load(vocabulary(), *folders, parameters=parameters, laws=laws)


def mistakes(book: Rulebook, card: Card) -> list[str]:
    """What is wrong with a draft, in words; empty where it can be used."""
    try:
        rules = rules_with(book.profile, card)
    except RuleError as error:
        return [str(error)]
    wanted = WANTED[rules.cards[card.rule].decidable]
    shown = {s.outcome for s in book.pages.scenarios.get(card.rule, ())}
    if book.place is None or not shown:
        return []
    return [
        f"按“谁来判”的写法，还缺少结论是{'或者'.join(any_of)}的场景"
        for any_of in wanted
        if not shown.intersection(any_of)
    ]


def try_scenarios(
    book: Rulebook, player: Player, card: Card | None, rule: str, only: int | None = None
) -> list[telling.Run]:
    """The scenarios of a rule (or the one with this number) by the draft, or by the rules in use
    where there is no draft."""
    rules = book.pages.rules if card is None else rules_with(book.profile, card)
    inference = Inference(rules, "plain")
    old = book.pages.words
    words = Words(old.vocabulary, old.parameters, rules.conclusions, old.today)
    return [
        telling.run(player, s, inference, words)
        for n, s in enumerate(book.pages.scenarios.get(rule, ()))
        if only is None or n == only
    ]


def effect(
    book: Rulebook,
    card: Card,
    corpus: Path,
    standard: Standard,
    registers: Registers,
    progress: Callable[[int, int], None],
) -> Difference:
    """What the draft changes on the case files below ``corpus``; ``progress`` is told how many
    are done of how many."""
    cases = list_cases([corpus])
    old = Checker.make(standard, registers, "plain", book.profile)
    with laid_over(book.profile, card) as folder:
        new = Checker.make(standard, registers, "plain", folder)

    def one_by_one(paths: Sequence[Path]) -> Iterator[Path]:
        for done, path in enumerate(paths):
            progress(done, len(paths))
            yield path
        progress(len(paths), len(paths))

    def label(path: Path) -> str:
        return path.name if path == corpus else path.relative_to(corpus).as_posix()

    return compare(("现在的规则", old), ("草稿", new), one_by_one(cases), label)
