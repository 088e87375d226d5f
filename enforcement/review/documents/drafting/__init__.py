"""How the shipped templates were first written. They are edited in Word, not here: writing them
again would undo what was changed by hand, so it only happens in a folder that is named.

``python -m enforcement.review.documents.drafting 文件夹``
"""

from pathlib import Path

from enforcement.review.documents.drafting import bulletin, forms
from enforcement.review.documents.drafting.build import finished


def draft(folder: Path) -> None:
    """Write all templates to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, word, landscape, letter in (
        ("评查表", forms.sheet(), True, False),
        ("评查意见书", forms.opinion(), False, True),
        ("合议记录", forms.panel(), False, False),
        ("异议复核决定", forms.review(), False, True),
        ("整改通知书", forms.notice(), False, True),
        ("整改复查表", forms.recheck(), False, False),
        ("监督意见书", forms.supervision(), False, True),
        ("评查通报", bulletin.bulletin(), False, True),
    ):
        (folder / f"{name}.docx").write_bytes(finished(word, landscape, letter))
