"""To and from `supervision.Detections`, for its annotators, trackers and zones. Source: https://supervision.roboflow.com"""

from __future__ import annotations

from typing import Any

import numpy as np

from seesame.errors import InputError, require
from seesame.instances import Instances


def to_detections(instances: Instances, category: int = 0, name: str = "") -> Any:
    """Instances as `supervision.Detections`: boxes, masks, scores as confidence.

    Args:
        category: the number that all of them get as class_id.
        name: what it is called; goes to `data["class_name"]` unless empty.

    Raises: InstallationError: supervision is missing.
    """
    supervision = require("supervision", "supervision")
    count = len(instances)
    return supervision.Detections(
        xyxy=instances.boxes.astype(np.float32),
        mask=instances.masks if count else None,
        confidence=instances.scores.astype(np.float32),
        class_id=np.full(count, category, np.int64),
        data={"class_name": np.full(count, name)} if name else {},
    )


def of_detections(detections: Any, size: tuple[int, int]) -> Instances:
    """`supervision.Detections` of a picture of (height, width) as instances, best first.

    Without masks the boxes stand for them; without confidence scores are 1.
    Raises: InputError: the masks are of another size.
    """
    count = len(detections)
    if count == 0:
        return Instances.empty(size)
    masks = detections.mask if detections.mask is not None else _filled(detections.xyxy, size)
    came, expected = np.shape(masks), (count, *size)
    if came != expected:
        raise InputError(f"the masks came with shape {came}, expected {expected}; give the size of their picture")
    scores = np.ones(count) if detections.confidence is None else detections.confidence
    order = np.argsort(-np.asarray(scores), kind="stable")
    return Instances.from_masks(size, detections.xyxy, scores, masks)[order]


def _filled(boxes: Any, size: tuple[int, int]) -> Any:
    ys, xs = np.mgrid[: size[0], : size[1]] + 0.5
    x1, y1, x2, y2 = (np.asarray(side, np.float64)[:, None, None] for side in np.transpose(boxes))
    return (xs >= x1) & (xs < x2) & (ys >= y1) & (ys < y2)
