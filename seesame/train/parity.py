"""Do the exported graphs answer like torch? On real pictures, from pixels to masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from seesame.errors import ExportError
from seesame.geometry import boxes as box_geometry
from seesame.images import read
from seesame.inference import Finder
from seesame.inference.onnx_engine import OnnxEngine
from seesame.inference.torch_engine import TorchEngine
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import Weights

MOST = {"boxes": 0.5, "scores": 0.005, "masks": 0.02, "unpaired": 0.02}
"""The largest differences that pass: boxes in picture pixels, scores, the share of a mask's pixels, and the share of
instances that one engine finds and the other does not."""


def check_parity(
    network: TorchEngine,
    weights: Weights,
    pictures: Sequence[Path],
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, float]:
    """Compare the engines on pictures, each asked for its own best region.

    Returns: the largest differences, as `MOST` names them, and how many pictures and instances were compared.
    Raises: ExportError: a difference is larger than `MOST` allows, or nothing was found to compare.
    """
    finders = Finder.on(network, weights.card), Finder.on(OnnxEngine(weights), weights.card)
    worst = dict.fromkeys(MOST, 0.0)
    compared = unpaired = 0
    for index, path in enumerate(pictures):
        one, other = _answers(finders, path)
        pairs = paired(one, other)
        compared += len(pairs)
        unpaired += max(len(one), len(other)) - len(pairs)
        for name, value in differences(one, other, pairs).items():
            worst[name] = max(worst[name], value)
        if progress:
            progress(index + 1, len(pictures), f"comparing with torch: {path.name}")
    return verdict(worst, len(pictures), compared, unpaired)


def verdict(worst: dict[str, float], pictures: int, compared: int, unpaired: int) -> dict[str, float]:
    """The largest differences, how many pictures and instances were compared and what share has no counterpart.

    Raises: ExportError: a difference is larger than `MOST` allows, or nothing was found to compare.
    """
    if compared + unpaired == 0:
        raise ExportError("the engines found nothing on any picture, so they cannot be compared; give other pictures")
    worst = worst | {"unpaired": unpaired / (compared + unpaired)}
    for name, most in MOST.items():
        if not worst[name] <= most:
            raise ExportError(
                f"the graphs differ from torch: {name} by {worst[name]:.4g}, at most {most} is allowed; "
                "export with the versions of torch and onnx that the card of shipped weights names"
            )
    return worst | {"pictures": float(pictures), "instances": float(compared)}


def _answers(finders: tuple[Finder, Finder], path: Path) -> list[Instances]:
    picture = read(path)
    box = finders[0].region_boxes(finders[0].encode(picture))[0]
    size = np.array([picture.shape[1], picture.shape[0]])
    low = np.clip(box[:2], 0, np.maximum(size - 8, 0))
    high = np.clip(np.maximum(box[2:], low + 8), 0, size)
    reference = Reference.from_box(picture, (*low.tolist(), *high.tolist()))
    return [finder.find(picture, reference, threshold=0.0, top=50) for finder in finders]


def paired(one: Instances, other: Instances) -> list[tuple[int, int]]:
    """Rows of two results that are the same instance: the best overlaps of .9 or more, each row once."""
    if not len(one) or not len(other):
        return []
    overlap = box_geometry.iou(one.boxes, other.boxes)
    best = overlap.argmax(1)
    pairs = [(row, int(column)) for row, column in enumerate(best) if overlap[row, column] >= 0.9]
    return list({column: (row, column) for row, column in reversed(pairs)}.values())


def differences(one: Instances, other: Instances, pairs: Sequence[tuple[int, int]]) -> dict[str, float]:
    """The largest differences of paired rows: boxes, scores and masks, as in `MOST`."""
    if not pairs:
        return {}
    rows, columns = (list(part) for part in zip(*pairs, strict=True))
    first, second = one[rows], other[columns]
    masks = [
        np.logical_xor(first.mask(row), second.mask(row)).sum() / max(first.areas[row], 50) for row in range(len(rows))
    ]
    return {
        "boxes": float(np.abs(first.boxes - second.boxes).max()),
        "scores": float(np.abs(first.scores - second.scores).max()),
        "masks": float(max(masks)),
    }
