"""To and from the dictionaries of torchvision's detection models: targets that they learn from, outputs that they give.

Source: torchvision.models.detection, "the models expect a list of tensors and a list of dictionaries".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seesame.data.records import Object, Record
from seesame.errors import InputError, require
from seesame.instances import Categorised, Instances


def to_target(record: Record, categories: Sequence[str]) -> dict[str, Any]:
    """What a model learns from a picture: boxes (G, 4) float32, labels (G,) int64 from 1, masks (G, H, W) uint8, area
    (G,) float32, iscrowd (G,) int64, image_id.

    Args:
        categories: their names; number 1 is the first. Objects of others, and those without a name, are left out.

    Raises: DataError: an object's outline is malformed. InstallationError: torch is missing.
    """
    torch = require("torch", "train")
    numbers = {name: number for number, name in enumerate(categories, 1)}
    kept = [each for each in record.objects if each.category in numbers]
    size = (record.height, record.width)
    masks = np.stack([each.mask(*size) for each in kept]) if kept else np.zeros((0, *size), np.bool_)
    return {
        "boxes": torch.tensor([each.box for each in kept], dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor([numbers[str(each.category)] for each in kept], dtype=torch.int64),
        "masks": torch.from_numpy(masks.astype(np.uint8)),
        "area": torch.from_numpy(masks.sum((1, 2)).astype(np.float32)),
        "iscrowd": torch.tensor([int(each.crowd) for each in kept], dtype=torch.int64),
        "image_id": record.id,
    }


def of_target(target: Mapping[str, Any], path: str | Path, size: tuple[int, int], categories: Sequence[str]) -> Record:
    """The picture at a path, of (height, width), with what a target says of it; without masks boxes stand for them.

    Raises: InputError: a label has no name, or the masks are of another size.
    """
    boxes, labels = _numbers(target["boxes"]).reshape(-1, 4), _numbers(target["labels"])
    names = [_name(int(label), categories) for label in labels]
    crowds = _numbers(target["iscrowd"]) if "iscrowd" in target else np.zeros(len(labels))
    if "masks" in target:
        masks = _masks(target["masks"], len(labels), size)
        found = [
            Object.of_mask(mask, name, bool(crowd)) for mask, name, crowd in zip(masks, names, crowds, strict=True)
        ]
    else:
        rows = [(float(x1), float(y1), float(x2), float(y2)) for x1, y1, x2, y2 in boxes.tolist()]
        found = [Object.of_box(box, name, bool(crowd)) for box, name, crowd in zip(rows, names, crowds, strict=True)]
    return Record(int(target.get("image_id", 0)), Path(path), *size, tuple(found))


def of_output(
    output: Mapping[str, Any], size: tuple[int, int], categories: Sequence[str], threshold: float = 0.0
) -> Categorised:
    """What a model found in a picture of (height, width), best first.

    Takes: boxes (R, 4), labels (R,) from 1, scores (R,), and masks (R, 1, H, W) of probabilities, cut at a half;
    without masks boxes stand for them.

    Raises: InputError: a label has no name, or the masks are of another size.
    """
    scores = _numbers(output["scores"]).astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] >= threshold]
    boxes, labels = _numbers(output["boxes"]).reshape(-1, 4)[order], _numbers(output["labels"])[order]
    for label in labels:
        _name(int(label), categories)
    if "masks" in output:
        masks = _masks(output["masks"], len(scores), size)[order]
    else:
        record = [Object.of_box((x1, y1, x2, y2), None).mask(*size) for x1, y1, x2, y2 in boxes.tolist()]
        masks = np.stack(record) if record else np.zeros((0, *size), np.bool_)
    made = Instances.from_masks(size, boxes, scores[order], masks)
    return Categorised(made, labels.astype(np.int64), tuple(categories))


def to_output(found: Categorised) -> dict[str, Any]:
    """Instances as a model of torchvision gives them.

    Raises: InstallationError: torch is missing.
    """
    torch = require("torch", "train")
    return {
        "boxes": torch.from_numpy(found.instances.boxes.copy()),
        "labels": torch.from_numpy(found.numbers.copy()),
        "scores": torch.from_numpy(found.instances.scores.copy()),
        "masks": torch.from_numpy(found.instances.masks[:, None].astype(np.float32)),
    }


def _numbers(values: Any) -> Any:
    """Tensors and lists as arrays."""
    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)


def _masks(values: Any, count: int, size: tuple[int, int]) -> Any:
    masks = _numbers(values)
    masks = masks[:, 0] if masks.ndim == 4 else masks
    if masks.shape != (count, *size):
        raise InputError(f"the masks came with shape {masks.shape}, expected {(count, *size)}; give the picture's size")
    return masks > 0.5


def _name(label: int, categories: Sequence[str]) -> str:
    if not 1 <= label <= len(categories):
        raise InputError(f"a label is {label}, expected 1 to {len(categories)}; name all categories, number 1 first")
    return categories[label - 1]
