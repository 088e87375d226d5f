"""Reading decisions from the command line: ``编号=理由``, ``项目=分``, or a JSON file."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from enforcement.review.cli_common import read_text, stop
from enforcement.review.parts import Added, Decision, DecisionWord, Judged, Opinion


def opinion(
    view: dict[str, Any],
    accept: Sequence[str] | None,
    reject: Sequence[str] | None,
    na: Sequence[str] | None,
    judge: Sequence[str] | None,
    add: Sequence[str] | None,
    given: Path | None,
) -> Opinion:
    """What a person says, from the options; ``view`` is the case file as he sees it."""
    base = _file(given) if given is not None else Opinion()
    decisions: list[Decision] = list(base.decisions)
    chosen: tuple[tuple[DecisionWord, Sequence[str] | None], ...] = (
        ("采纳", accept),
        ("不采纳", reject),
        ("不适用", na),
    )
    for word, tokens in chosen:
        for token in tokens or ():
            which, _, reason = token.partition("=")
            decisions += [
                Decision(finding=f, decision=word, reason=reason.strip())
                for f in _resolve(view, which.strip())
            ]
    judged = [*base.judged, *map(_judged, judge or ())]
    added = [*base.added, *map(_added, add or ())]
    return Opinion(decisions=tuple(decisions), judged=tuple(judged), added=tuple(added))


def with_rest(view: dict[str, Any], o: Opinion, rest: str, why: str) -> Opinion:
    """``o``, with every 疑点 that is still open decided as ``rest`` says."""
    word: DecisionWord = "采纳" if rest == "采纳" else "不采纳"
    if rest != word:
        raise stop(f"--rest 应为 采纳 或 不采纳，现在写的是“{rest}”")
    done = {d.finding for d in o.decisions}
    left = [x for x in view["suspects"] if x["decision"] is None and x["finding"] not in done]
    more = [Decision(finding=x["finding"], decision=word, reason=why) for x in left]
    return o.model_copy(update={"decisions": (*o.decisions, *more)})


def with_rest_items(view: dict[str, Any], o: Opinion, why: str) -> Opinion:
    """``o``, with every item that waits for a person settled as losing nothing."""
    done = {j.item for j in o.judged}
    left = [i["item"] for i in view["open_items"] if i["item"] not in done]
    more = [Judged(item=i, lost=Decimal(0), reason=why) for i in left]
    return o.model_copy(update={"judged": (*o.judged, *more)})


def findings(view: dict[str, Any], tokens: Sequence[str] | None) -> list[str]:
    """The findings that ``tokens`` name."""
    return [f for t in tokens or () for f in _resolve(view, t)]


def _resolve(view: dict[str, Any], token: str) -> list[str]:
    """A fingerprint, its beginning, or the id of a rule (all of its findings)."""
    of_rule = [x["finding"] for x in view["suspects"] if x["rule"] == token.upper()]
    if of_rule:
        return of_rule
    known = [x["finding"] for x in (*view["suspects"], *view["added"])]
    known += [x["point"] for x in view["differing"]]
    near = sorted({f for f in known if len(token) >= 6 and f.startswith(token)})
    return near if len(near) == 1 else [token]


def _marks(text: str, whole: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation as error:
        raise stop(f"“{whole}”里的“{text}”不是分数，应为数字，例如 2 或 0.5") from error


def _judged(text: str) -> Judged:
    item, _, rest = text.partition("=")
    lost, _, reason = rest.partition("=")
    if not item or not lost:
        raise stop(f"--judge “{text}”不对；应写成 项目=失几分，例如 规范性-3=1=缺日期")
    value = None if lost.strip() == "不适用" else _marks(lost, text)
    return Judged(item=item.strip(), lost=value, reason=reason.strip())


def _added(text: str) -> Added:
    from enforcement.review.findings import added

    parts = text.split("=", 3)
    if len(parts) != 4 or not parts[3].strip():
        raise stop(
            f"--add “{text}”不对；应写成 项目=失几分=文书=问题，例如 WS-001=1=决定书=漏写日期"
        )
    item, lost, document, says = (p.strip() for p in parts)
    return added(item, document, says, _marks(lost, text))


def _file(path: Path) -> Opinion:
    from enforcement.review.findings import added

    text = read_text(path, "决定文件")
    try:
        made = Opinion.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise stop(f"{path.name}：“{where}”不对；应为 decisions、judged、added 三个列表") from error
    # The identity of a finding is never taken from outside.
    own = tuple(added(a.item, a.document, a.text, a.lost) for a in made.added)
    return made.model_copy(update={"added": own})
