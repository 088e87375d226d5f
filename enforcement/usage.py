"""Mistakes on the command line, told in Chinese.

Typer's own messages are English and its error classes moved between versions, so an error is
known here by what it carries, not by its class.
"""

import re
from typing import Any

_QUOTED = re.compile(r"'([^']*)'")


def in_chinese(error: Any) -> str:
    """What was wrong, what was expected and the nearest valid word, from a Typer usage error."""
    said = str(error.format_message())
    words = _QUOTED.findall(said)
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return said
    option = getattr(error, "option_name", None)
    near = list(getattr(error, "possibilities", None) or [])
    if kind == "NoSuchOption":
        what = f"没有选项“{option}”"
    elif option:
        what = f"选项“{option}”后面要写它的值"
    elif kind == "MissingParameter":
        param = getattr(error, "param", None)
        what = f"缺少{getattr(param, 'help', None) or getattr(param, 'name', '参数')}"
    elif said.startswith("No such command"):
        what, near = f"没有命令“{words[0]}”", near or words[1:]
    elif "is not one of" in said:
        choices = _QUOTED.findall(said.split("is not one of")[1])
        given = _QUOTED.findall(said.split("is not one of")[0])[-1:]
        what = f"不能写“{''.join(given)}”，应为：{'、'.join(choices)}"
    else:
        what = f"命令写得不对（{said}）"
    hint = f"；是否想写“{'”或“'.join(near)}”？" if near else ""
    return f"{what}{hint}　用法见 anjuan --help 或 anjuan check --help"
