"""``anjuan demo``: check the shipped case files and tell a newcomer where to look."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from enforcement.report import table, tally
from enforcement.report.html import write_html
from enforcement.run import assessments, prepare

HERE = Path(__file__).parent


def show(out: Path) -> int:
    """Check the shipped case files, print the worst of them and write ``out/报告.html``."""
    console = Console()
    out.mkdir(parents=True, exist_ok=True)
    job = prepare(sorted((HERE / "casefiles").iterdir()), registers=HERE / "registers")
    done = list(assessments(job))
    worst = max(done, key=lambda a: (tally(a.results)["fail"], a.case_file.path))
    page = out / "报告.html"
    write_html(page, done)
    console.print(Text(f"随附 {len(done)} 个示例案卷，先看问题最多的一个：", style="bold"))
    table.show(console, [worst])
    table.overview(console, done)
    console.print(Text(f"完整报告：{page}（用浏览器打开，点案卷看每一处问题）", style="bold"))
    console.print(
        Text(f"换成自己的案卷：anjuan check 案卷文件夹　　示例文书在 {HERE / 'casefiles'}")
    )
    return 0
