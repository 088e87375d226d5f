"""Filling a Word template: the one place that uses docxtpl (LGPL-2.1-only, used as it comes).

A template is a docx with names in double braces. It is the bureau's own file, yet nothing in it
can reach beyond the words it is given: a sandbox, no other files, no functions. Words from case
files are only ever text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from casefiles.model import Unreadable
from casefiles.readers.limits import MAX_PART, open_zip, unpack
from enforcement.report import printable
from enforcement.review.documents.charts import Chart, add_charts, drawing
from enforcement.word import pack
from rules.loading import RuleError, nearest

SHIPPED = Path(__file__).with_name("templates")
MAX_TEMPLATE = 20 * 1024 * 1024
_NAMES = re.compile(r"'([^']*)'")

Names = Mapping[str, Any]


def template(name: str, folder: Path | None = None) -> Path:
    """The template ``name``.docx in ``folder``; the shipped one where the folder has none."""
    if folder is not None:
        if not folder.is_dir():
            raise RuleError(f"找不到模板文件夹“{folder}”；请检查 --templates")
        if (own := folder / f"{name}.docx").is_file():
            return own
    return SHIPPED / f"{name}.docx"


def fill(path: Path, names: Names, charts: Sequence[Chart] = ()) -> bytes:
    """The filled document; a chart stands where the template names its key.

    Equal input gives equal bytes. Raises ``RuleError`` with the nearest known name where the
    template uses one that does not exist.
    """
    given = {**_clean(names), **{c.key: Markup(drawing(c, n)) for n, c in enumerate(charts, 1)}}
    env = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.globals.clear()
    try:
        document = DocxTemplate(BytesIO(_read(path)))
        document.render(given, env, autoescape=True)
        raw = BytesIO()
        document.save(raw)
    except UndefinedError as error:
        raise RuleError(f"模板“{path.name}”：{_unknown(str(error), given)}") from error
    except TemplateSyntaxError as error:
        near = _near(error)
        says = f"模板“{path.name}”：双花括号里的写法不对（{error.message}）{near}"
        raise RuleError(says) from error
    except SecurityError as error:
        raise RuleError(f"模板“{path.name}”：用了不允许的写法（{error}）；只能写名称") from error
    except TemplateError as error:
        raise RuleError(f"模板“{path.name}”：{error}") from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        says = f"模板“{path.name}”填不成（{error}）；请对照随附的模板检查名称和表格行的写法"
        raise RuleError(says) from error
    archive = open_zip(raw.getvalue())
    members = {i.filename: unpack(archive, i, MAX_TEMPLATE) for i in archive.filelist}
    return pack(add_charts(members, charts))


def _read(path: Path) -> bytes:
    """The template, looked at before anything parses it."""
    try:
        if path.stat().st_size > MAX_TEMPLATE:
            raise RuleError(f"模板“{path.name}”超过20MB，没有读取")
        data = path.read_bytes()
        archive = open_zip(data)
        names = {i.filename for i in archive.filelist}
        for info in archive.filelist:
            unpack(archive, info, MAX_PART)
    except OSError as error:
        raise RuleError(f"读不出模板“{path.name}”；请检查文件夹和权限") from error
    except Unreadable as error:
        raise RuleError(f"模板“{path.name}”{error}") from error
    if "word/document.xml" not in names:
        raise RuleError(f"模板“{path.name}”不是 Word 文档（docx）")
    return data


def _clean(value: Any) -> Any:
    """Values as a document shows them: numbers without trailing zeros, nothing XML forbids."""
    if isinstance(value, Mapping):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    if value is None:
        return ""
    if isinstance(value, str):
        return printable(value)
    return value


def _unknown(says: str, given: Names) -> str:
    """A name that does not exist, with the nearest that does."""
    quoted = [q for q in _NAMES.findall(says) if not q.endswith("object")]
    if not quoted:
        return f"用了不存在的名称（{says}）"
    known = sorted(set(all_names(given)))
    return f"没有名称“{quoted[-1]}”{nearest(quoted[-1], known)}"


def all_names(value: Any) -> Iterable[str]:
    """Every name a template can use, those of table rows too."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from all_names(inner)
    elif isinstance(value, list) and value:
        yield from all_names(value[0])


def _near(error: TemplateSyntaxError) -> str:
    lines = [t.strip() for t in getattr(error, "docx_context", ()) if t.strip()]
    return f"，在“{' '.join(lines)[:60]}”附近" if lines else ""
