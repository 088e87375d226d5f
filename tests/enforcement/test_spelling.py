"""A case file comes out the same however its dates and punctuation are written."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from enforcement.run import prepare

CORPUS = Path(__file__).parents[1] / "corpus"
_DATE = re.compile(r"(20\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?(?=(\d?))")
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_DIGITS = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _han(n: int) -> str:
    """1 … 31 in words."""
    tens, ones = divmod(n, 10)
    return (_DIGITS[tens] if tens > 1 else "") + "十" * (tens > 0) + (_DIGITS[ones] if ones else "")


def _year(y: str) -> str:
    return "".join(_DIGITS[int(c)] for c in y)


DATES: dict[str, Callable[[str, int, int], str]] = {
    "点": lambda y, m, d: f"{y}.{m}.{d}",
    "横线": lambda y, m, d: f"{y}-{m:02d}-{d:02d}",
    "斜线": lambda y, m, d: f"{y}/{m}/{d}",
    "空格": lambda y, m, d: f"{y} 年 {m} 月 {d} 日",
    "补零": lambda y, m, d: f"{y}年{m:02d}月{d:02d}日",
    "汉字": lambda y, m, d: f"{_year(y)}年{_han(m)}月{_han(d)}日",
    "全角": lambda y, m, d: f"{y}年{m}月{d}日".translate(_WIDE),
}


def _dated(write: Callable[[str, int, int], str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        # A time of day follows a date in figures after a space.
        return _DATE.sub(
            lambda m: (
                (day := write(m[1], int(m[2]), int(m[3])))
                + (" " if m[4] and not day.endswith("日") else "")
            ),
            text,
        )

    return change


CHANGES: dict[str, Callable[[str], str]] = {
    **{name: _dated(write) for name, write in DATES.items()},
    "半角冒号": lambda text: text.replace("：", ":"),
    "半角逗号": lambda text: text.replace("，", ","),
    "看不见的字符": lambda text: "\u200b".join(text),
    "不间断空格": lambda text: text.replace(" ", "\xa0").replace("\u3000", "\xa0"),
    "半角空格": lambda text: text.replace("\u3000", "  "),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("part", "case"), [("one", "nong1"), ("one", "nong2"), ("two", "xf01")])
def test_other_spelling_same_verdicts(change: str, part: str, case: str, tmp_path: Path) -> None:
    folder = CORPUS / part
    shutil.copytree(folder / case, tmp_path / case)
    for file in (tmp_path / case).rglob("*.docx"):
        document = docx.Document(str(file))
        for t in document.element.body.iter(_TEXT):
            t.text = CHANGES[change](t.text or "")
        document.save(str(file))
    job = prepare([folder / case, tmp_path / case], registers=folder / "registers")
    plain, other = (job.checker.check(path) for path in job.cases)
    assert other.case_file.fields == plain.case_file.fields
    assert {r.rule: r.verdict for r in other.results} == {r.rule: r.verdict for r in plain.results}
