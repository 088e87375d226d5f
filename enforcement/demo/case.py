"""The facts of one sample case file, read from TOML, and the words every layout needs of them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Facts(dict[str, Any]):
    """A TOML table whose keys can be read as attributes; a missing key is an error."""

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"事实中没有“{key}”") from None


def facts(value: Any) -> Any:
    """The value with every table in it turned into ``Facts``."""
    if isinstance(value, dict):
        return Facts({k: facts(v) for k, v in value.items()})
    if isinstance(value, list):
        return [facts(v) for v in value]
    return value


def read(path: Path) -> Facts:
    """The tables of one TOML file."""
    return facts(tomllib.loads(path.read_text("utf-8")))  # type: ignore[no-any-return]


@dataclass(slots=True, frozen=True)
class Paper:
    """What a rendered document says about itself; the register of contents is made of these."""

    title: str
    day: date
    number: str = ""
    code: str | None = None
    pages: int = 1


@dataclass(slots=True, frozen=True)
class Taped:
    """One recording: what it shows, from when to when, and where."""

    subject: str
    start: datetime
    end: datetime
    place: str


class Case:
    """One case: its facts, its agency, and the derived words layouts share.

    ``listed`` holds the papers of a first rendering in file order: what the list of contents says.
    """

    def __init__(self, path: Path) -> None:
        self.id = path.stem
        self.f = read(path)
        self.a: Facts = read(HERE / "agencies.toml")[self.f.agency]
        self.party: Facts = self.f.party
        self.days: Facts = self.f.days
        self.n: Facts = self.f.numbers
        self.law: Facts = self.f.law
        self.listed: list[Paper] = []
        self.names = ("现场检查笔录", "询问笔录")  # what the layout calls the two records
        table = read(HERE / "articles.toml")
        acted = self.days.get("notice", self.days.decision)
        version = table.before if acted <= table.before.until else table.after
        self.articles = Facts({**version, **self.f.get("articles", {})})

    @property
    def statute(self) -> str:
        """The penalty statute's full name in title marks."""
        return "《中华人民共和国行政处罚法》"

    @property
    def rep(self) -> Facts:
        """The natural person who stands for the party: the party itself, owner or legal rep."""
        return self.party.rep  # type: ignore[no-any-return]

    @property
    def serial(self) -> str:
        """The running number in the number of the decision."""
        return re.findall(r"\d+", self.n.decision)[-1]  # type: ignore[no-any-return]

    @property
    def natural(self) -> bool:
        """Whether the party is a natural person without a business name."""
        return bool(self.party.kind == "自然人")

    @property
    def officers(self) -> list[tuple[str, str]]:
        """Name and certificate number of each case officer."""
        return [(name, self.a.people[name]) for name in self.f.officers]

    @property
    def pair(self) -> str:
        """Names of the case officers."""
        return "、".join(self.f.officers)

    @property
    def certs(self) -> str:
        """Certificate numbers of the case officers."""
        return "、".join(cert for _, cert in self.officers)

    @property
    def named(self) -> str:
        """Case officers with their certificate numbers."""
        return "、".join(f"{name}（执法证号：{cert}）" for name, cert in self.officers)

    @property
    def title(self) -> str:
        """The name of the case: party, act, 案."""
        return f"{self.party.name}{self.f.cause}案"

    @property
    def story(self) -> str:
        """The facts found, as papers inside the agency tell them: not to the party, about it."""
        return str(self.f.found).replace("你单位", "当事人")

    @property
    def grade(self) -> str:
        """Why the fine is what it is, told about the party."""
        return str(self.f.discretion).replace("你单位", "当事人")

    @property
    def appeal_to(self) -> str:
        """The reviewing authority: before 2024 also the department one level up."""
        upper = f"或者{self.a.upper}" if self.days.decision < date(2024, 1, 1) else ""
        return str(self.f.get("appeal_to", f"{self.a.gov}{upper}"))

    def age(self, on: date) -> int:
        """Age in full years on a day."""
        born: date = self.rep.birth
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def who(self, interview: Facts) -> Facts:
        """The person interviewed: the representative or somebody described in the interview."""
        if interview.who == "rep":
            works = "/" if self.natural else self.party.name
            return Facts({"employer": works, "relation": f"当事人的{self.rep.role}", **self.rep})
        return interview.who  # type: ignore[no-any-return]

    def evidence(self) -> list[tuple[str, str]]:
        """What the decision relies on, as (evidence, what it proves); each is in the file."""
        inspection, interview = self.names
        out = [(f"{inspection}1份", "检查时的现场状况")]
        count = len(self.f.get("interviews", []))
        if count:
            out.append((f"{interview}{count}份", "违法行为的经过和当事人对事实的陈述"))
        out += [(e.name, e.proves) for e in self.f.evidence]
        shown = "居民身份证复印件" if self.natural else "营业执照、居民身份证复印件"
        return [*out, (shown, "当事人的主体资格")]

    @property
    def proposed(self) -> int:
        """The fine in yuan that the party was told of before the decision."""
        return int(self.f.get("fine_notified", self.f.fine))

    def penalties(self, yuan: int, style: str, big: str = "") -> list[str]:
        """The penalties in words. ``style`` is the layout's way to write an amount of money,
        with ``{big}`` for the capital characters, ``{small}`` and ``{plain}`` for the figures."""
        amount = style.format(big=big or capital(yuan), small=f"{yuan:,}", plain=yuan)
        return [*(["警告"] if self.f.get("warning") else []), amount]

    def tapes(self) -> list[Taped]:
        """The recordings that belong to the records of this case, each two minutes wider."""
        return sorted(self._tapes(), key=lambda t: t.start)

    def _tapes(self) -> Iterator[Taped]:
        f = self.f
        if "inspection" in f:
            i = f.inspection
            yield _tape("现场检查全过程", self.days.inspection, i, i.place)
        for i in f.get("interviews", []):
            yield _tape(f"询问{self.who(i).name}全过程", i.day, i, i.place)
        s = f.get("statement")
        if s and "start" in s:
            yield _tape("听取陈述申辩全过程", self.days.statement, s, self.room)
        if "hearing" in f:
            h = f.hearing
            yield _tape("听证全过程", self.days.hearing, h, h.place)
        if "recheck" in self.days:
            r = f.get("recheck", Facts(start="10:00", end="10:30"))
            yield _tape("复查全过程", self.days.recheck, r, self.place)

    @property
    def room(self) -> str:
        """Where the agency hears people."""
        return f"{self.a.name}询问室（{self.a.address}）"

    @property
    def place(self) -> str:
        """Where the party does business, or where the act was found."""
        return str(self.f.inspection.place if "inspection" in self.f else self.party.address)


def _tape(subject: str, day: date, times: Facts, place: str) -> Taped:
    start = datetime.combine(day, clock(times.start)) - timedelta(minutes=2)
    end = datetime.combine(day, clock(times.end)) + timedelta(minutes=2)
    return Taped(subject, start, end, place)


def clock(text: str) -> time:
    """``9:05`` as a time of day."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def cn(day: date) -> str:
    """2024年5月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def padded(day: date) -> str:
    """2024年05月08日."""
    return f"{day:%Y年%m月%d日}"


def han(day: date) -> str:
    """二〇二四年五月八日."""
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def minutes(text: str) -> str:
    """``9:05`` as 9时05分."""
    return f"{clock(text):%H时%M分}".removeprefix("0")


def span(day: date, times: Facts) -> str:
    """2024年5月8日9时05分至9时40分."""
    return f"{cn(day)}{minutes(times.start)}至{minutes(times.end)}"


def _below_hundred(n: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones or not tens else "")


def capital(yuan: int) -> str:
    """Whole yuan below 100 million in the capital characters of cheques, without 元整.

    >>> capital(110000)
    '壹拾壹万'
    """
    digits, units = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"]

    def group(n: int) -> str:
        out, gap = "", False
        for i, d in enumerate(f"{n:04d}"):
            if d == "0":
                gap = bool(out)
                continue
            out += ("零" if gap else "") + digits[int(d)] + units[3 - i]
            gap = False
        return out

    high, low = divmod(yuan, 10000)
    if not high:
        return group(low)
    joint = "零" if 0 < low < 1000 else ""
    return f"{group(high)}万{joint}{group(low)}"
