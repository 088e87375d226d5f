"""A page as a picture: opened within limits, set upright, its seals and ruling lines found.

Pictures are arrays of height × width × 3, blue, green, red. Places are pixels from the top left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import hypot
from statistics import median
from typing import Any

import numpy as np

from casefiles.model import Box, Unreadable
from casefiles.readers.ocr.engine import Engine, Image, Points

MAX_PIXELS = 80_000_000  # a picture as stored; an A3 sheet at 600 dpi has 70 million
MAX_FRAMES = 400  # pages of one picture file
LONG_SIDE = 1_760  # pixels of a page to which it is scaled down: A4 at 150 dpi
SKEW = 0.2  # degrees from which a page is turned straight
_STANDING = 0.6  # share of lines that stand upright, or on their head, to turn the page by
_PROBES = 8  # lines asked whether they stand on their head
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")


@dataclass(slots=True, frozen=True)
class Upright:
    """A page set right: its picture, where its words stand in it, and the way back.

    ``back`` maps pixels of this picture to those of the picture as it came (3 × 3, affine).
    """

    image: Image
    words: list[Points]
    back: Any

    def original(self, box: Box) -> Box:
        """``box`` of this picture as the box around it in the picture as it came."""
        return _around(box, self.back)

    def here(self, box: Box) -> Box:
        """``box`` of the picture as it came as the box around it in this picture."""
        return _around(box, np.linalg.inv(self.back))


def _around(box: Box, matrix: Any) -> Box:
    left, top, right, bottom = box
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    x, y = matrix[:2] @ np.vstack([corners.T, np.ones(4)])
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def frames(data: bytes) -> Iterator[tuple[Image, float]]:
    """The pages of a picture file, one by one, turned as its camera says and scaled down, each
    with the number of pixels in the file that one of its pixels stands for.

    Raises ``Unreadable`` with the second half of a Chinese sentence.
    """
    from PIL import Image as Pictures
    from PIL import ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Pictures.open(BytesIO(data), formats=_FORMATS) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if number >= MAX_FRAMES:
                    raise Unreadable(f"是图片，超过{MAX_FRAMES}页，没有读取，请拆分后重新提交")
                if frame.width * frame.height > MAX_PIXELS:
                    raise Unreadable("是图片，尺寸过大，没有读取，请按300dpi以下重新扫描后提交")
                size = max(frame.size)
                frame.draft("RGB", (2 * LONG_SIDE, 2 * LONG_SIDE))  # JPEG: decoded smaller
                shown = ImageOps.exif_transpose(frame)
                if "A" in shown.getbands() or "transparency" in shown.info:
                    shown = shown.convert("RGBA")
                    paper = Pictures.new("RGBA", shown.size, "white")
                    shown = Pictures.alpha_composite(paper, shown)
                image = scaled(np.asarray(shown.convert("RGB"))[:, :, ::-1])
                yield image, size / max(image.shape[:2])
                if file.format in ("GIF", "WEBP"):
                    return  # further frames are an animation, not pages
    except Unreadable:
        raise
    except UnidentifiedImageError as error:
        raise Unreadable(
            "是图片，打不开：可能已经损坏，或者是 HEIC 等格式，请转换为 jpg 或 png 后重新提交"
        ) from error
    except Exception as error:  # a damaged picture raises whatever its decoder stumbles over
        raise Unreadable("是图片，已经损坏或没有传完，请用原文件重新提交") from error


def scaled(image: Image) -> Image:
    """``image`` with its longer side cut down to ``LONG_SIDE``."""
    import cv2

    by = LONG_SIDE / max(image.shape[:2])
    if by >= 1:
        return np.ascontiguousarray(image)
    size = (max(round(image.shape[1] * by), 1), max(round(image.shape[0] * by), 1))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def upright(image: Image, engine: Engine) -> Upright:
    """A page turned so that its lines run from left to right, straight."""
    words = engine.find(image)
    back = np.eye(3)
    if _standing(words):
        width = image.shape[1]
        image = np.ascontiguousarray(np.rot90(image))  # counter-clockwise
        back = np.array([[0, -1, width], [1, 0, 0], [0, 0, 1.0]])
        words = engine.find(image)
    longest = sorted(words, key=lambda w: -lengths(w)[0])[:_PROBES]
    if engine.upside_down([crop(image, w) for w in longest]) >= _STANDING:
        height, width = image.shape[:2]
        image = np.ascontiguousarray(image[::-1, ::-1])
        turn = np.array([[-1, 0, width], [0, -1, height], [0, 0, 1.0]])
        back = back @ turn
        words = [np.roll(_moved(w, turn), 2, axis=0) for w in words]
    angle = _skew(words)
    if abs(angle) >= SKEW:
        image, turn = _turned(image, angle)
        words = [_moved(w, turn) for w in words]
        back = back @ np.linalg.inv(turn)
    return Upright(image, words, back)


def crop(image: Image, corners: Points) -> Image:
    """The part of ``image`` between four corners, as an upright rectangle."""
    import cv2

    width, height = (max(round(x), 1) for x in lengths(corners))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return np.asarray(
        cv2.warpPerspective(
            image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def lengths(corners: Points) -> tuple[float, float]:
    """Width and height of a run of words."""
    a, b, c, d = corners
    return (
        max(hypot(*(b - a)), hypot(*(c - d))),
        max(hypot(*(d - a)), hypot(*(c - b))),
    )


def _standing(words: list[Points]) -> bool:
    """Whether most of the long runs of words go from top to bottom."""
    across = along = 0.0
    for w in words:
        width, height = lengths(w)
        if height > 2 * width:
            along += height
        elif width > 2 * height:
            across += width
    return along > _STANDING * (along + across) > 0


def _skew(words: list[Points]) -> float:
    """By how many degrees the lines of a page fall to the right."""
    angles = [
        float(np.degrees(np.arctan2(w[1][1] - w[0][1], w[1][0] - w[0][0])))
        for w in words
        if lengths(w)[0] > 6 * lengths(w)[1]
    ]
    return median(angles) if len(angles) > 2 else 0.0


def _turned(image: Image, angle: float) -> tuple[Image, Any]:
    import cv2

    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    straight = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(straight, np.uint8), np.vstack([matrix, [0, 0, 1]])


def _moved(points: Points, matrix: Any) -> Points:
    moved = np.hstack([points, np.ones((len(points), 1))]) @ matrix[:2].T
    return np.asarray(moved, np.float32)
