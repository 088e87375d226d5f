"""Scanned pages and pictures: words recognised on this computer, offline.

An extra (``pip install 'anjuan[ocr]'``): ``missing()`` says what to install where it is not
there, and nothing of it is loaded before the first scanned page comes.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from casefiles.model import Reading, Unreadable

if TYPE_CHECKING:
    from casefiles.readers.ocr.reading import Scans

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL")
_MODELS = {"Det": "*_det_small.onnx", "Cls": "*_cls_mobile.onnx", "Rec": "*_rec_small.onnx"}


@lru_cache(maxsize=1)
def missing() -> str:
    """Why no words can be recognised here, as part of a Chinese sentence; empty where they can."""
    if any(find_spec(name) is None for name in _NEEDED):
        return "本机没有安装文字识别组件，可用 pip install 'anjuan[ocr]' 安装"
    if len(models()) < len(_MODELS):
        return "文字识别组件里没有随附的识别模型，请安装 rapidocr 3.10 或以上的 3.x 版本"
    return ""


def models() -> dict[str, Path]:
    """The models in the installed package, by what they are for; those that are there."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path()
    found = {k: sorted(folder.glob(pattern)) for k, pattern in _MODELS.items()}
    return {k: paths[-1] for k, paths in found.items() if paths}


def read_image(data: bytes) -> Reading:
    """Read a picture file, each of its pages, as a document.

    Raises ``NoDocument`` where it shows hardly any words (a photo), and ``Unreadable``; both with
    the second half of a Chinese sentence.
    """
    if reason := missing():
        raise Unreadable(f"是图片，没有识别其中的文字（{reason}），请人工查看")
    from casefiles.readers.ocr import reading

    return reading.read_image(data)


def new_scans() -> "Scans":
    """What takes the scanned pages of one file. Ask ``missing()`` before."""
    from casefiles.readers.ocr.reading import Scans

    return Scans()
