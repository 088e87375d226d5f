"""What is drawn on a page of a PDF: ruling lines as segments, in points from its top left."""

import ctypes
from ctypes import byref, c_float, c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from casefiles.model import Box
from casefiles.readers.pages.grid import TOLERANCE, Segment, border

MAX_PATHS = 20_000  # drawn objects of a page beyond which it is a drawing, not a form
MAX_POINTS = 400  # points of one path beyond which it is no ruling line
_DEPTH = 2  # how deep forms within forms are looked into
_PALE = 250  # colour values from which on a line is white


def quick(function: Any, result: Any, *arguments: Any) -> Any:
    """The same function without the checks of its arguments: it is called for every object."""
    address = ctypes.cast(function, c_void_p).value or 0
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_object_of = quick(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_inner_of = quick(raw.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong)
_count_of = quick(raw.FPDFFormObj_CountObjects, c_int, c_void_p)
_type_of = quick(raw.FPDFPageObj_GetType, c_int, c_void_p)
_matrix_of = quick(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_mode_of = quick(raw.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_stroke_of = quick(raw.FPDFPageObj_GetStrokeColor, c_int, *[c_void_p] * 5)
_fill_of = quick(raw.FPDFPageObj_GetFillColor, c_int, *[c_void_p] * 5)
_steps_of = quick(raw.FPDFPath_CountSegments, c_int, c_void_p)
_step_of = quick(raw.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
_kind_of = quick(raw.FPDFPathSegment_GetType, c_int, c_void_p)
_closes = quick(raw.FPDFPathSegment_GetClose, c_int, c_void_p)
_point_of = quick(raw.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True, frozen=True)
class View:
    """How a page is looked at: its visible part, and by how much it is turned when shown."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int = 0  # degrees clockwise: 0, 90, 180 or 270

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box in the coordinates of the file as a box from the top left of the page shown."""
        if not self.turned:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turned == 90:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turned == 180:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page: straight lines, and the boxes of everything else but text."""

    segments: list[Segment] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)  # curves, filled areas, pictures
    objects: int = 0
    pictured: bool = False  # a picture covers more than half of the page
    cut: bool = False  # there was more than is looked at


def drawn_on(page: Any, view: View) -> Drawn:
    """The lines and shapes on a page."""
    handle = ctypes.cast(page.raw, c_void_p).value
    count = raw.FPDFPage_CountObjects(page.raw)
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
    found = [one for i in range(count) if _type_of(one := _object_of(handle, i)) in kinds]
    if not found:
        return Drawn(objects=count)
    looker = _Looker(view, count)
    for one in found:
        looker.look(one, (1, 0, 0, 1, 0, 0), 0)
    return looker.drawn


class _Looker:
    """Looks at the objects of a page; its buffers are used again for each of them."""

    def __init__(self, view: View, count: int) -> None:
        self.drawn = Drawn(objects=count)
        self._view = view
        self._looked = 0
        self._own = raw.FS_MATRIX()
        self._filled, self._stroked = c_int(), c_int()
        self._colour = [c_uint() for _ in range(4)]
        self._x, self._y = c_float(), c_float()
        self._mode = byref(self._filled), byref(self._stroked)
        self._paint = [byref(value) for value in self._colour]
        self._point = byref(self._x), byref(self._y)

    def look(self, one: int, outer: _Matrix, depth: int) -> None:
        """Look at one object, ``depth`` forms deep."""
        self._looked += 1
        if self._looked > MAX_PATHS:
            self.drawn.cut = True
            return
        kind = _type_of(one)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = self._matrix(one, outer)
            for i in range(_count_of(one) if depth < _DEPTH else 0):
                if self.drawn.cut:
                    return
                self.look(_inner_of(one, i), inner, depth + 1)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._image(self._matrix(one, outer))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(one, outer)

    def _matrix(self, one: int, outer: _Matrix) -> _Matrix:
        own = self._own
        if not _matrix_of(one, byref(own)):
            return outer
        a, b, c, d, e, f = own.a, own.b, own.c, own.d, own.e, own.f
        oa, ob, oc, od, oe, of = outer
        return (
            a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od,
            e * oa + f * oc + oe, e * ob + f * od + of,
        )  # fmt: skip

    def _image(self, m: _Matrix) -> None:
        view, drawn = self._view, self.drawn
        xs, ys = (m[4], m[4] + m[0] + m[2]), (m[5], m[5] + m[1] + m[3])
        box = view.box(min(xs), min(ys), max(xs), max(ys))
        drawn.shapes.append(box)
        whole = (view.right - view.left) * (view.top - view.bottom)
        drawn.pictured |= (box[2] - box[0]) * (box[3] - box[1]) > whole / 2

    def _path(self, one: int, outer: _Matrix) -> None:
        if not _mode_of(one, *self._mode):
            return
        stroked = self._stroked.value
        if not (stroked or self._filled.value):
            return
        if (_stroke_of if stroked else _fill_of)(one, *self._paint):
            red, green, blue, strength = [value.value for value in self._colour]
            if min(red, green, blue) >= _PALE or not strength:
                return
        count = _steps_of(one)
        strokes, curved = self._strokes(one, min(count, MAX_POINTS), self._matrix(one, outer))
        curved = curved or count > MAX_POINTS
        drawn = self.drawn
        for points in strokes:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            thin = min(box[2] - box[0], box[3] - box[1]) <= TOLERANCE
            if curved or (not stroked and not thin):
                drawn.shapes.append(box)
            elif thin:
                drawn.segments += border(box)
            else:
                drawn.segments += [Segment(*p, *q) for p, q in pairwise(points) if p != q]

    def _strokes(
        self, one: int, count: int, m: _Matrix
    ) -> tuple[list[list[tuple[float, float]]], bool]:
        """The connected lines of a path, closed ones with their first point again; whether it
        bends."""
        strokes: list[list[tuple[float, float]]] = []
        curved = False
        for i in range(count):
            step = _step_of(one, i)
            kind = _kind_of(step)
            curved |= kind == raw.FPDF_SEGMENT_BEZIERTO
            _point_of(step, *self._point)
            x, y = self._x.value, self._y.value
            px, py = m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
            point = self._view.box(px, py, px, py)[:2]
            if kind == raw.FPDF_SEGMENT_MOVETO or not strokes:
                strokes.append([point])
            else:
                strokes[-1].append(point)
            if _closes(step) and strokes[-1][0] != point:
                strokes[-1].append(strokes[-1][0])
        return strokes, curved
