"""Words out of a picture: the text recognition models that come in the package ``rapidocr``.

Finding the lines is left to ``rapidocr``. Reading them is done here, for two reasons: its measure
of how sure a line is averages over the characters, which hides one doubtful digit among thirty
good ones; and it reads a simplified heading as a traditional one where the letters are far apart.

The models are loaded by their path in the package, so that nothing is ever fetched; where they
are missing, ``ocr.missing()`` says so. One engine serves a whole process (0.6 GB), loaded when the
first picture comes.
"""

import os
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefiles.readers.ocr import models as paths

Image = NDArray[np.uint8]  # height × width × 3: blue, green, red
Points = NDArray[np.float32]  # n × 2: x, y in pixels from the top left

THREADS = 2  # of one process
_HEIGHT = 48  # pixels of a line as the model wants it
_BATCH = 6  # lines read at once; more costs memory and is not faster
_TICKS = "□☐☑☒√✓✔■"
_OVERLOOKED = 0.5  # how sure a line is at most in which there is ink that was not read
_WIDEST = 60  # times its height: what is longer is a ruling line, not words
_INSTALL = "本机没有安装文字识别组件，可用 pip install 'anjuan[ocr]' 安装"


class Engine:
    """The loaded models. Use ``engine()``: one is enough for a process."""

    def __init__(self) -> None:
        import cv2
        from onnxruntime import InferenceSession, SessionOptions
        from rapidocr import RapidOCR

        cv2.setNumThreads(THREADS)
        models = paths()
        threads = min(THREADS, os.cpu_count() or 1)
        # With its path given, a model is loaded as it is; without, it might be looked for online.
        self._finder = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": 4000,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                **{f"{k}.model_path": str(path) for k, path in models.items()},
            }
        )
        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        # Threads that wait busily help nobody where several processes share the computer.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._reader = InferenceSession(
            str(models["Rec"]), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._reader.get_inputs()[0].name
        letters = self._reader.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._letters = ["", *letters, " "]
        self._foreign = np.array([i for i, c in enumerate(self._letters) if _traditional(c)])
        self._lock = Lock()

    def find(self, image: Image) -> list[Points]:
        """The corners of each run of words on a page, in no particular order."""
        with self._lock:
            found = self._finder(image, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [np.asarray(b, np.float32) for b in boxes]

    def upside_down(self, crops: list[Image]) -> float:
        """The share of lines that stand on their head, from 0 to 1."""
        turned = 0
        for crop in crops:
            with self._lock:
                found: Any = self._finder(crop, use_det=False, use_cls=True, use_rec=False)
            label, score = found.cls_res[0]
            turned += label == "180" and score > 0.9
        return turned / len(crops) if crops else 0.0

    def read(self, crops: list[Image]) -> list[tuple[str, float]]:
        """The words of each line and how sure the least sure character is."""
        found = [("", 0.0)] * len(crops)
        narrow = [i for i, c in enumerate(crops) if c.shape[1] < _WIDEST * c.shape[0]]
        order = sorted(narrow, key=lambda i: crops[i].shape[1] / crops[i].shape[0])
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            data = _batch([crops[i] for i in batch])
            with self._lock:
                chances = self._reader.run(None, {self._input: data})[0]
            for i, sure in zip(batch, chances, strict=True):
                text, least, places = self._spell(sure)
                step = data.shape[3] / len(sure) / _HEIGHT * crops[i].shape[0]
                if text and overlooked(crops[i], text, [step * (at + 0.5) for at in places]):
                    least = min(least, _OVERLOOKED)
                found[i] = text, least
        return found

    def _spell(self, chances: NDArray[np.float32]) -> tuple[str, float, list[float]]:
        """The letters of a line, how sure the least sure one is, and the steps they stand at."""
        chances = chances.copy()
        # What is left is as sure as if the foreign letters did not exist.
        chances[:, self._foreign] = 0.0
        chances /= np.maximum(chances.sum(axis=1, keepdims=True), 1e-6)
        best = chances.argmax(axis=1)
        fresh = np.ones(len(best), bool)
        fresh[1:] = best[1:] != best[:-1]
        text, least = "", 1.0
        places: list[float] = []
        for at in np.flatnonzero(fresh & (best != 0)):
            # The same letter may be seen in several steps: the surest of them counts.
            stop = at + 1
            while stop < len(best) and best[stop] == best[at]:
                stop += 1
            letter = self._letters[best[at]]
            text += letter
            places.append((at + stop - 1) / 2)
            if letter.isalnum() or letter in _TICKS:  # a full stop for a comma is no matter
                least = min(least, float(chances[at:stop, best[at]].max()))
        return text, least if text.strip() else 0.0, places


def overlooked(crop: Image, text: str, places: list[float]) -> bool:
    """Whether there is ink in a line where no letter was read: between two letters, or beyond the
    first or last. ``places`` are the middles of the letters, in pixels."""
    height, width = crop.shape[:2]
    inner = crop[int(0.2 * height) : max(int(0.8 * height), 1)].min(axis=2).astype(np.int16)
    inked = (inner < np.median(inner) - 70).any(axis=0)
    halves = [0.26 * height if c.isascii() else 0.44 * height for c in text]
    starts = [0.15 * height, *(x + h for x, h in zip(places, halves, strict=True))]
    ends = [*(x - h for x, h in zip(places, halves, strict=True)), width - 0.15 * height]
    for start, end in zip(starts, ends, strict=True):
        between = inked[int(max(start, 0)) : int(max(end, 0))]
        if end - start > 0.3 * height and between.mean() > 0.5:
            return True
    return False


def _batch(crops: list[Image]) -> NDArray[np.float32]:
    """The lines as the model wants them: one height, padded to one width, values around 0."""
    import cv2

    widths = [max(round(c.shape[1] * _HEIGHT / c.shape[0]), 8) for c in crops]
    data = np.zeros((len(crops), 3, _HEIGHT, max(*widths, 320)), np.float32)
    for i, (crop, width) in enumerate(zip(crops, widths, strict=True)):
        scaled = cv2.resize(crop, (width, _HEIGHT)).astype(np.float32)
        data[i, :, :, :width] = scaled.transpose(2, 0, 1) / 127.5 - 1.0
    return data


def _traditional(letter: str) -> bool:
    """Whether a letter is a common one of the traditional script only.

    Documents of mainland agencies do not use them. The rare ones stay: they stand in names, too.
    """
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        pass
    else:
        return False
    try:
        code = letter.encode("big5")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xA440 <= int.from_bytes(code) <= 0xC67E


_LOADING = Lock()


@lru_cache(maxsize=1)
def _load() -> Engine:
    return Engine()


def engine() -> Engine:
    """The engine of this process, loaded at the first call. Ask ``ocr.missing()`` before."""
    with _LOADING:
        return _load()
