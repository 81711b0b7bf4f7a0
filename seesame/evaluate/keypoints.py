"""What one would do without a network: match keypoints and fit where the reference lies. A baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.evaluate.correlation import shrunk, template
from seesame.geometry import boxes as box_geometry
from seesame.geometry import polygons
from seesame.instances import Instances
from seesame.reference import Reference

_SIDE = 800  # long side of the scene, pixels
_TEMPLATE = 400  # long side of the reference, pixels
_RATIO = 0.8  # a match must be that much nearer than the next best
_INLIERS = 5  # the fewest keypoints that show where the reference lies
_MOST = 10  # instances of one reference
_HALF = 10.0  # inliers that make a score of one half
_OVERLAP = 0.5
_SEED = 0

_OPENCV: Any = cv2  # its type stubs know neither detector
_KINDS: dict[str, Any] = {
    "orb": (lambda: _OPENCV.ORB_create(1500), cv2.NORM_HAMMING),
    "sift": (lambda: _OPENCV.SIFT_create(1500), cv2.NORM_L2),
}


@dataclass(frozen=True, eq=False)
class Points:
    """Keypoints (N, 2) x y and their descriptors (N, D) of a picture of (H, W); picture pixels."""

    places: NDArray[np.float32]
    descriptors: NDArray[Any]
    size: tuple[int, int]


class Keypoints:
    """ORB or SIFT keypoints, matched by the ratio test; each instance is a similarity fitted by RANSAC.

    Source: ORB, Rublee 2011; SIFT and its ratio test, Lowe 2004.
    Raises: ConfigError: another kind.
    """

    threshold = 0.5

    def __init__(self, kind: str) -> None:
        if kind not in _KINDS:
            raise ConfigError(f"there are no keypoints {kind!r}; expected {' or '.join(_KINDS)}")
        self.weights_id = kind
        make, norm = _KINDS[kind]
        self._detector, self._matcher = make(), cv2.BFMatcher(norm)

    def describe(self, references: list[Reference], /) -> tuple[Points, ...]:
        """The keypoints of each reference's box; those outside its mask left out."""
        return tuple(self._shown(each) for each in references)

    def encode(self, picture: NDArray[np.uint8], /) -> Points:
        """The keypoints of a scene."""
        return self._points(picture, _SIDE)

    def find(
        self, scene: Points, descriptor: tuple[Points, ...], /, threshold: float = 0.0, top: int = 100
    ) -> Instances:
        """Where enough keypoints agree; more of them score higher, never 1."""
        parts = [each for shown in descriptor for each in self._instances(scene, shown)]
        found = Instances.concatenate([Instances.empty(scene.size), *parts])
        found = found[found.scores >= threshold]
        return found[box_geometry.nms(found.boxes, found.scores, _OVERLAP)[:top]]

    def _shown(self, reference: Reference) -> Points:
        cut = template(reference)
        found = self._points(cut.picture, _TEMPLATE)
        columns, rows = np.minimum(found.places.astype(int), np.array(cut.mask.shape[::-1]) - 1).reshape(-1, 2).T
        kept = cut.mask[rows, columns]
        return Points(found.places[kept], found.descriptors[kept], found.size)

    def _points(self, picture: NDArray[np.uint8], side: int) -> Points:
        small = shrunk(picture, side)
        grey = cv2.cvtColor(small.picture, cv2.COLOR_RGB2GRAY)
        points, descriptors = self._detector.detectAndCompute(grey, None)
        if descriptors is None:
            return Points(np.zeros((0, 2), np.float32), np.zeros((0, self._detector.descriptorSize())), small.size)
        places = np.array([point.pt for point in points], np.float32) / np.float32(small.scale)
        return Points(places, descriptors, small.size)

    def _instances(self, scene: Points, shown: Points) -> list[Instances]:
        """One after the other: each takes the keypoints that agree with it away."""
        pairs = self._pairs(scene, shown)
        found: list[Instances] = []
        while len(pairs) >= _INLIERS and len(found) < _MOST:
            matrix, agree = _fitted(shown.places[pairs[:, 0]], scene.places[pairs[:, 1]])
            if agree.sum() < _INLIERS:
                break
            pairs = pairs[~agree]
            instance = _moved(scene.size, shown.size, matrix, float(agree.sum() / (agree.sum() + _HALF)))
            if instance is not None:
                found.append(instance)
        return found

    def _pairs(self, scene: Points, shown: Points) -> NDArray[np.int64]:
        """Rows of reference and scene (M, 2) that match: from the scene, so that several instances can."""
        if len(shown.places) < 2 or not len(scene.places):
            return np.zeros((0, 2), np.int64)
        matches: Sequence[Any] = self._matcher.knnMatch(scene.descriptors, shown.descriptors, k=2)
        sure = [first for first, second in matches if first.distance < _RATIO * second.distance]
        return np.array([(each.trainIdx, each.queryIdx) for each in sure], np.int64).reshape(-1, 2)


def _fitted(
    from_places: NDArray[np.float32], to_places: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The similarity (2, 3) that most pairs agree with, and which do; the same every time."""
    cv2.setRNGSeed(_SEED)
    fitted: tuple[Any, Any] = cv2.estimateAffinePartial2D(from_places, to_places, ransacReprojThreshold=6.0)
    matrix, inside = fitted
    if matrix is None or not np.isfinite(matrix).all():
        return np.zeros((2, 3)), np.zeros(len(from_places), np.bool_)
    return np.asarray(matrix, np.float64), np.asarray(inside, np.bool_).ravel()


def _moved(
    size: tuple[int, int], shown: tuple[int, int], matrix: NDArray[np.float64], score: float
) -> Instances | None:
    """The reference's box moved onto the scene; None where that leaves nothing."""
    height, width = shown
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ matrix.T
    mask = polygons.to_mask([corners.ravel()], *size)
    if not mask.any():
        return None
    box = box_geometry.clip(np.array([[*corners.min(0), *corners.max(0)]], np.float32), *size)
    return Instances.from_masks(size, box, [score], mask[None])
