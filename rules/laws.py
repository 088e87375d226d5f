"""The law register: laws, their versions by date, and digests of the articles that rules cite."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.loading import RuleError, build, nearest, read_toml

HERE = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Article(_Strict):
    """One article that rules cite, with what it asks in our own words.

    ``start`` is given where the article came into force later than its version.
    """

    number: int = Field(gt=0)
    digest: str = Field(min_length=1)
    start: date | None = Field(default=None, alias="from")
    status: Literal["核实", "未核实"] = "核实"


class Version(_Strict):
    """One version of a law. ``articles`` is its highest article number, where it was checked.

    ``also`` are other ids under which the same version is cited; ``text`` is the file with its
    articles in a law library folder.
    """

    id: str = Field(min_length=1)
    also: tuple[str, ...] = ()
    title: str = Field(min_length=1, description="哪一年的文本")
    start: date | None = Field(default=None, alias="from", description="施行之日；空：不按日期")
    end: date | None = Field(default=None, alias="to", description="失效前一日")
    articles: int | None = Field(default=None, gt=0, description="最高条号；未核对不写")
    text: str = ""
    note: str = ""
    cited: tuple[Article, ...] = Field(default=(), alias="article")

    @model_validator(mode="after")
    def _sound(self) -> "Version":
        numbers = [a.number for a in self.cited]
        twice = {n for n in numbers if numbers.count(n) > 1}
        if twice:
            raise ValueError(f"第{min(twice)}条写了两次")
        if self.articles is not None and max(numbers, default=0) > self.articles:
            raise ValueError(f"第{max(numbers)}条超过最高条号 {self.articles}")
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"to（{self.end}）早于 from（{self.start}）")
        return self

    def on(self, day: date) -> bool:
        """Whether this version is in force on ``day``."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def article(self, number: int) -> Article | None:
        """The digest of an article, where some rule cites it."""
        return next((a for a in self.cited if a.number == number), None)


class Moved(_Strict):
    """A purpose whose article got another number; ``words`` tell it in a citing sentence."""

    purpose: str
    words: tuple[str, ...] = Field(min_length=1)
    old: tuple[int, ...] = Field(min_length=1)
    new: tuple[int, ...] = Field(min_length=1)

    def means(self, sentence: str) -> bool:
        """Whether the sentence speaks of this purpose."""
        return any(word in sentence for word in self.words)


class Law(_Strict):
    """One law with its versions, earliest first (one file ``rules/laws/<ID>.toml``).

    ``moved_on`` is the day from which the new numbers of ``moved`` are the right ones.
    """

    id: str
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    kind: Literal["法律", "行政法规", "部门规章", "政府规章", "规范性文件", "标准"]
    division: Literal["条", "部分"] = "条"
    department: str | None = None  # a rule of one department binds only its own agencies
    governs: str | None = None  # the only type of enforcement it is about (行政处罚, 行政许可 …)
    versions: tuple[Version, ...] = Field(alias="version", min_length=1)
    moved_on: date | None = None
    moved: tuple[Moved, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Law":
        for a, b in pairwise(self.versions):
            if a.end is None or b.start is None or b.start <= a.end:
                raise ValueError(f"版本 {a.id} 和 {b.id} 时间重叠或未按先后排列")
        if self.moved and self.moved_on is None:
            raise ValueError("写了 moved 就要写 moved_on（新条号自何日起）")
        return self

    def version_on(self, day: date) -> Version | None:
        """The version in force on ``day``."""
        return next((v for v in self.versions if v.on(day)), None)

    def cite(self, version: Version, article: str) -> str:
        """A provision of a version in words: 行政处罚法（2021年修订）第四十五条第二款.

        ``article`` is written in one notation: a number in the brackets is a paragraph (款), a
        numeral an item (项), and several places are joined by 、:

        - ``45(2)``: 第四十五条第二款
        - ``64(二)``: 第六十四条第二项, where the article has only one paragraph
        - ``59(1)(六)``: 第五十九条第一款第六项
        - ``64(二)、85``: 第六十四条第二项、第八十五条

        Words without a number (全文) stay as they are. A document divided into 部分 is cited by
        the numbers of its sections: ``8`` is （八）.
        """
        edition = f"（{version.title}）" if len(self.versions) > 1 else ""
        if self.division == "条":
            article = "、".join(str(place(part) or part) for part in article.split("、"))
        else:
            article = _SECTION.sub(lambda m: f"（{numeral(int(m.group(1)))}）{m.group(2)}", article)
        name = self.aliases[0] if self.aliases and len(self.name) > 24 else self.name
        return f"{name}{edition}{article}"

    def stale(self, article: int, sentence: str, day: date) -> Moved | None:
        """The purpose for which ``sentence``, written on ``day``, cites the old number.

        ``None`` where the number is right for some purpose that the sentence speaks of, where
        no purpose is recognised, and before the numbers changed.
        """
        if self.moved_on is None or day < self.moved_on:
            return None
        meant = [m for m in self.moved if m.means(sentence)]
        if any(article in m.new for m in meant):
            return None
        return next((m for m in meant if article in m.old), None)


class Laws:
    """All laws of the register."""

    def __init__(self, laws: dict[str, Law]) -> None:
        self._laws = laws
        self._ids = dict(laws)
        self._names: dict[str, Law] = {}
        for law in laws.values():
            for version in law.versions:
                for key in (version.id, *version.also):
                    if self._ids.get(key, law) is not law:
                        raise RuleError(f"{law.id}.toml：编号“{key}”已经属于 {self._ids[key].id}")
                    self._ids[key] = law
            for name in (law.name, *law.aliases):
                other = self._names.setdefault(_bare(name), law)
                if other is not law:
                    raise RuleError(f"{law.id}.toml：名称“{name}”已经属于 {other.id}")

    @classmethod
    def load(cls, *folders: Path) -> "Laws":
        """Read every ``*.toml`` in the folders (default: the shipped register).

        A law of a later folder replaces the one with the same id. Raises ``RuleError``
        (Chinese) for any mistake.
        """
        found: dict[str, Law] = {}
        for folder in folders or (HERE / "laws",):
            for path in sorted(folder.glob("*.toml")):
                law = build(Law, {"id": path.stem, **read_toml(path)}, path.name)
                if law.id != path.stem:
                    raise RuleError(f"{path.name}：id“{law.id}”应与文件名相同")
                found[law.id] = law
        return cls(found)

    def __iter__(self) -> Iterator[Law]:
        return iter(self._laws.values())

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def law(self, id: str) -> Law:
        """The law by its id or the id of one of its versions (XZCF, XZCF-2021).

        ``RuleError`` with the nearest id where there is none.
        """
        if id not in self._ids:
            raise RuleError(f"法律登记册里没有编号“{id}”{nearest(id, self._ids)}")
        return self._ids[id]

    def version(self, id: str) -> Version:
        """The version by its id; a law that has only one is found by its own id too."""
        law = self.law(id)
        for version in law.versions:
            if id in (version.id, *version.also):
                return version
        if len(law.versions) == 1:
            return law.versions[0]
        known = [v.id for v in law.versions]
        raise RuleError(f"编号“{id}”没有指明版本；应为：{'、'.join(known)}")

    def version_on(self, id: str, day: date) -> Version | None:
        """The version of a law (by any of its ids) in force on ``day``."""
        return self.law(id).version_on(day)

    def by_name(self, name: str) -> Law | None:
        """The law by its name or an alias; ``None`` where the register does not have it.

        《》, 中华人民共和国 and a bracket at the end, （2021修订）, do not matter.
        """
        return self._names.get(_bare(name))


_SECTION = re.compile(r"(?<![\d)(])(\d+)((?:\([^)]*\))*)")
_MARKS = re.compile(r"[《》〈〉<>\s]")
_TAIL = re.compile(r"[（(][^（()）]*[)）]$")
_SHAPES = str.maketrans("［］[]【】", "〔〕〔〕〔〕")


def _bare(name: str) -> str:
    """A name as it is compared: no marks, no state, no bracket at the end."""
    text = _MARKS.sub("", name).translate(_SHAPES)
    text = _TAIL.sub("", text) or text
    return text.removeprefix("中华人民共和国")


# --- texts ------------------------------------------------------------------------------------

_DIGITS = "零一二三四五六七八九"


def numeral(n: int) -> str:
    """``n`` (1 … 9999) in the numerals of article headings: 103 → 一百零三."""
    text, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = n // size % 10
        if digit:
            text += "零" if gap and text else ""
            text += unit if unit == "十" and digit == 1 and not text else _DIGITS[digit] + unit
        gap = not digit
    return text


_NUMBERS = {numeral(n): n for n in range(1, 1000)}
_PLACE = re.compile(r"([1-9]\d{0,3})(?:\(([1-9]\d?)\))?(?:\(([一二三四五六七八九十]+)\))?")


class Place(NamedTuple):
    """One provision: its article, and the paragraph (款) and item (项) where they are named."""

    article: int
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        text = f"第{numeral(self.article)}条"
        text += f"第{numeral(self.paragraph)}款" if self.paragraph else ""
        return text + (f"第{numeral(self.item)}项" if self.item else "")


def place(text: str) -> Place | None:
    """The provision that ``text`` names in the notation of ``Law.cite``; ``None``: not in it."""
    found = _PLACE.fullmatch(text)
    if found is None or (found[3] and found[3] not in _NUMBERS):
        return None
    item = _NUMBERS[found[3]] if found[3] else None
    return Place(int(found[1]), int(found[2]) if found[2] else None, item)


_HEADING = re.compile(r"^第([零一二三四五六七八九十百]+)条(?!之)[ \u3000]*", re.MULTILINE)


def articles_in(text: str) -> dict[int, str]:
    """The articles of a statute's text by number: each from its heading 第…条 to the next one.

    Chapter headings (lines that begin with #) do not belong to an article.
    """
    found: dict[int, str] = {}
    heads = [h for h in _HEADING.finditer(text) if h[1] in _NUMBERS]
    ends = [*(h.start() for h in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        body = text[head.end() : end]
        lines = [line.strip() for line in body.splitlines()]
        kept = [line for line in lines if line and not line.startswith("#")]
        found[_NUMBERS[head[1]]] = "\n".join(kept)
    return found
