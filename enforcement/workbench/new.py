"""A new rule from a template: its card and its scenarios, to be filled in."""

from pathlib import Path

from enforcement.workbench.place import Place

CARD = """title = "（合法的要求，一句话）"
system = "程序"          # 公示、全过程记录、法制审核、主体、事实证据、法律适用、程序、文书、归档……
status = "草稿"
act = "decision_date"    # 以哪个行为之日的法律为准
why = "（为什么要查，一两句话）"
message = "（不合格时告诉用户的话）：{{why}}"
remedy = "（怎样改正）"
when = ["普通程序处罚案件"]

[[basis]]
law = "XZCF-2021"
article = "61(1)"        # 45(2) 是第四十五条第二款，64(二) 是第六十四条第二项
digest = "（该条要求什么，用自己的话写）"
from = 2021-07-15
status = "未核实"

[require.within]         # 其他写法见 docs/rule-author.md
from = "case.decision_date"
to = "case.decision_served"
limit = "service_limit"
"""

FEATURE = """# language: zh-CN
功能: {id} （规则名称）
  场景大纲: 期限内和期限后
    假如 一份普通程序行政处罚案卷
    而且 《行政处罚决定书》的日期是"2024年3月11日"
    而且 《行政处罚决定书》于"<送达>"以直接送达方式送达
    当 检查规则{id}
    那么 结论是<结论>

    例子:
      | 送达          | 结论   |
      | 2024年3月20日 | 合格   |
      | 2024年3月21日 | 不合格 |

  场景: 没有读到送达日期
    假如 一份普通程序行政处罚案卷
    而且 《行政处罚决定书》的日期是"2024年3月11日"
    当 检查规则{id}
    那么 结论是待人工
"""


def create(place: Place, rule: str) -> list[Path]:
    """Write the card and the feature of ``rule`` (such as CX-201); existing files are kept.

    Raises ``FileExistsError`` where one of them is already there.
    """
    area = rule[:2]
    made = {
        place.catalogue / area / f"{rule}.toml": CARD.replace("{{", "{").replace("}}", "}"),
        place.features / area / f"{rule}.feature": FEATURE.format(id=rule),
    }
    for path in made:
        if path.exists():
            raise FileExistsError(path.relative_to(place.root))
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(made)
