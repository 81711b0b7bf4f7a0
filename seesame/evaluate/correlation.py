"""What one would do without a network: slide the reference over the scene. A baseline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances
from seesame.reference import Reference

_SIDE = 320  # long side of the scene that is searched, pixels
_SHARES = (0.06, 0.09, 0.14, 0.2, 0.3, 0.45, 0.65, 0.9)  # long side of what is looked for, of the scene's
_PEAKS = 20  # of each size
_OVERLAP = 0.5
_FLAT = 1.0  # deviation of a template's colours; a flatter one correlates with everything
_LEAST = 5  # pixels of a template's side; a smaller one correlates with anything

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Template:
    """A reference cut out: RGB (h, w, 3) and mask (h, w), all true where it has none."""

    picture: Picture
    mask: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shrunk:
    """A scene at the size that is searched; `scale` times the picture's pixels, `size` (H, W) of the picture."""

    picture: Picture
    scale: float
    size: tuple[int, int]


class Correlation:
    """Normalised cross-correlation in colour, of the reference and its mirror image, in eight sizes.

    Source: J. P. Lewis, Fast normalized cross-correlation, 1995; OpenCV's matchTemplate, TM_CCOEFF_NORMED.
    """

    threshold = 0.6
    weights_id = "correlation"

    def describe(self, references: list[Reference], /) -> tuple[Template, ...]:
        """Cut the references out."""
        return tuple(template(each) for each in references)

    def encode(self, picture: Picture, /) -> Shrunk:
        """The scene, small enough to be searched quickly."""
        return shrunk(picture, _SIDE)

    def find(
        self, scene: Shrunk, descriptor: tuple[Template, ...], /, threshold: float = 0.0, top: int = 100
    ) -> Instances:
        """Where a template correlates; the score is the correlation."""
        parts = [
            _peaks(scene, each, mirrored, share)
            for each in descriptor
            for mirrored in (False, True)
            for share in _SHARES
        ]
        found = Instances.concatenate([Instances.empty(scene.size), *parts])
        found = found[found.scores >= max(threshold, 1e-3)]
        return found[box_geometry.nms(found.boxes, found.scores, _OVERLAP)[:top]]


def template(reference: Reference) -> Template:
    """The reference's box cut out of its picture, with its mask."""
    x1, y1, x2, y2 = (round(edge) for edge in reference.box)
    rows, columns = slice(y1, max(y2, y1 + 1)), slice(x1, max(x2, x1 + 1))
    picture = reference.picture[rows, columns]
    mask = np.ones(picture.shape[:2], np.bool_) if reference.mask is None else reference.mask[rows, columns]
    return Template(picture, mask)


def shrunk(picture: Picture, side: int) -> Shrunk:
    """A picture whose long side is `side` at the most."""
    height, width = picture.shape[:2]
    scale = min(1.0, side / max(height, width))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    return Shrunk(np.asarray(small, np.uint8), scale, (height, width))


def _peaks(scene: Shrunk, shown: Template, mirrored: bool, share: float) -> Instances:
    """The places where a template of a share of the scene's long side correlates best."""
    height, width = scene.picture.shape[:2]
    scale = share * max(height, width) / max(shown.mask.shape)
    size = (max(round(shown.mask.shape[1] * scale), 1), max(round(shown.mask.shape[0] * scale), 1))
    if min(size) < _LEAST or size[0] > width or size[1] > height:
        return Instances.empty(scene.size)
    small = cv2.resize(shown.picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if mirrored:
        small = cv2.flip(small, 1)
    if np.std(small) < _FLAT:
        return Instances.empty(scene.size)
    table = cv2.matchTemplate(scene.picture, small, cv2.TM_CCOEFF_NORMED)
    table = np.where(np.isfinite(table), np.clip(table, 0.0, 1.0), 0.0)  # flat places divide by zero
    around = np.ones((max(size[1] // 2, 1), max(size[0] // 2, 1)), np.uint8)
    ys, xs = np.nonzero((table >= cv2.dilate(table, around)) & (table > 0))
    best = np.argsort(-table[ys, xs], kind="stable")[:_PEAKS]
    corners = np.stack([xs[best], ys[best]], 1) / scene.scale
    scores = np.asarray(table[ys[best], xs[best]], np.float64)
    return _placed(scene.size, shown, mirrored, corners, np.array(size) / scene.scale, scores)


def _placed(
    size: tuple[int, int],
    shown: Template,
    mirrored: bool,
    corners: NDArray[np.float64],
    sides: NDArray[np.float64],
    scores: NDArray[np.float64],
) -> Instances:
    """The template's mask put at corners (R, 2), in picture pixels."""
    if not len(corners):
        return Instances.empty(size)
    limit = np.array(size[::-1])
    low = np.minimum(np.round(corners), limit - 1).astype(np.int32)
    high = np.minimum(np.maximum(np.round(corners + sides), low + 1), limit).astype(np.int32)
    mask = shown.mask[:, ::-1] if mirrored else shown.mask
    crops = tuple(
        cv2.resize(mask.astype(np.uint8), (int(w), int(h)), interpolation=cv2.INTER_NEAREST).astype(np.bool_)
        for w, h in high - low
    )
    boxes = np.concatenate([low, high], 1).astype(np.float32)
    return Instances(size, boxes, scores.astype(np.float32), crops, low)
