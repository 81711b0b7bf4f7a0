"""Training scenes made of pictures and cut-out objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from seesame.data.augment import Picture, recolour, window
from seesame.data.records import Object, Record
from seesame.images.window import warp_mask, warp_picture

SMALLEST_AREA = 20
"""Objects that show fewer pixels are neither asked for nor punished."""


@dataclass(frozen=True)
class Labelled:
    """A square training picture.

    Attributes:
        picture: RGB uint8 (S, S, 3).
        masks: uint8 (G, S, S) of 0 and 1.
        categories: a name for each mask, None where the kind is not known.
        trust: float32 (S, S), how sure it is that an unlabelled place holds no object.
    """

    picture: Picture
    masks: npt.NDArray[np.uint8]
    categories: tuple[str | None, ...]
    trust: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Cutout:
    """One object cut out of its picture: RGB (h, w, 3), mask bool (h, w), category."""

    picture: Picture
    mask: npt.NDArray[np.bool_]
    category: str | None


def look_at(
    rng: np.random.Generator, record: Record, exhaustive: bool, side: int, long_sides: tuple[float, float]
) -> Labelled:
    """A random window on a real picture, around one of its objects."""
    picture = record.read()
    focus = record.objects[int(rng.integers(len(record.objects)))].box
    centre = ((focus[0] + focus[2]) / 2, (focus[1] + focus[3]) / 2)
    matrix = window(rng, record.height, record.width, side, long_sides, centre)
    trust = np.full((side, side), 1.0 if exhaustive else 0.25, np.float32)
    masks, categories = [], []
    for each in record.objects:
        whole = each.mask(record.height, record.width)
        mask = warp_mask(whole, matrix, side)
        shown = int(mask.sum())
        if each.crowd or shown < max(SMALLEST_AREA, 0.15 * whole.sum() * abs(np.linalg.det(matrix[:, :2]))):
            trust[_dilated(mask)] = 0.0
        else:
            masks.append(mask)
            categories.append(each.category)
    return Labelled(warp_picture(picture, matrix, side), _stacked(masks, side), tuple(categories), trust)


def mosaic(rng: np.random.Generator, parts: Sequence[Labelled]) -> Labelled:
    """Four labelled pictures of one size side by side at half size, meeting near the middle."""
    side = parts[0].picture.shape[0]
    cut = rng.integers(int(0.35 * side), int(0.65 * side), 2)
    picture = np.empty_like(parts[0].picture)
    trust = np.empty_like(parts[0].trust)
    masks: list[npt.NDArray[np.uint8]] = []
    categories: list[str | None] = []
    spans = ((slice(0, cut[0]), slice(cut[0], side)), (slice(0, cut[1]), slice(cut[1], side)))
    for index, part in enumerate(parts):
        rows, columns = spans[0][index // 2], spans[1][index % 2]
        size = (int(columns.stop - columns.start), int(rows.stop - rows.start))
        picture[rows, columns] = cv2.resize(part.picture, size, interpolation=cv2.INTER_AREA)
        trust[rows, columns] = cv2.resize(part.trust, size, interpolation=cv2.INTER_NEAREST)
        for mask, category in zip(part.masks, part.categories, strict=True):
            placed = np.zeros_like(mask)
            placed[rows, columns] = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
            if placed.sum() >= SMALLEST_AREA:
                masks.append(placed)
                categories.append(category)
            else:
                trust[_dilated(placed)] = 0.0
    return Labelled(picture, _stacked(masks, side), tuple(categories), trust)


def cut_out(record: Record, each: Object) -> Cutout:
    """An object with a small margin, at the size of its picture."""
    x1, y1, x2, y2 = each.box
    left, top = max(0, int(x1) - 4), max(0, int(y1) - 4)
    right, bottom = min(record.width, int(x2) + 5), min(record.height, int(y2) + 5)
    mask = each.mask(record.height, record.width)[top:bottom, left:right]
    return Cutout(record.read()[top:bottom, left:right], mask, each.category)


def paste(rng: np.random.Generator, scene: Labelled, cutout: Cutout, sizes: tuple[float, float]) -> Labelled:
    """Put a cut-out somewhere on a scene, turned, resized, lit like its surroundings.

    What it hides loses its mask there; what is hidden almost wholly is neither asked for nor punished.
    """
    side = scene.picture.shape[0]
    matrix = _placement(rng, cutout.mask.shape, side, sizes)
    mask = warp_mask(cutout.mask, matrix, side)
    if mask.sum() < SMALLEST_AREA:
        return scene
    source = warp_picture(recolour(rng, cutout.picture, 0.6), matrix, side).astype(np.float32)
    alpha = np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), float(rng.uniform(0.5, 1.2))))
    alpha = np.minimum(alpha * (0.35 + 0.65 * mask), 1.0)[..., None]
    source = _lit_like(rng, source, scene.picture, mask)
    picture = (scene.picture * (1 - alpha) + source * alpha).clip(0, 255).astype(np.uint8)
    hidden = scene.masks * (1 - mask)
    shown, before = hidden.sum((1, 2)), scene.masks.sum((1, 2))
    kept = (shown >= SMALLEST_AREA) & (shown >= 0.2 * before)
    trust = scene.trust.copy()
    for lost in hidden[~kept]:
        trust[_dilated(lost)] = 0.0
    categories = tuple(name for name, keep in zip(scene.categories, kept, strict=True) if keep)
    masks = np.concatenate([hidden[kept], mask[None]])
    return replace(scene, picture=picture, masks=masks, categories=(*categories, cutout.category), trust=trust)


def boxes_of(masks: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Tight boxes (G, 4) of non-empty masks (G, S, S)."""
    boxes = np.zeros((len(masks), 4), np.float32)
    for index, mask in enumerate(masks):
        x, y, width, height = cv2.boundingRect(mask)
        boxes[index] = (x, y, x + width, y + height)
    return boxes


def _placement(
    rng: np.random.Generator, shape: tuple[int, ...], side: int, sizes: tuple[float, float]
) -> npt.NDArray[np.float64]:
    height, width = shape
    scale = float(np.exp(rng.uniform(*np.log(sizes)))) / max(height, width)
    scale = min(scale, 2.0)
    angle = np.deg2rad(rng.normal(0.0, 12.0))
    flip = -1.0 if rng.random() < 0.5 else 1.0
    turn = scale * np.array([[flip * np.cos(angle), -np.sin(angle)], [flip * np.sin(angle), np.cos(angle)]])
    centre = rng.uniform(0.05 * side, 0.95 * side, 2)
    offset = centre - turn @ np.array([width / 2, height / 2])
    return np.concatenate([turn, offset[:, None]], 1)


def _lit_like(
    rng: np.random.Generator, source: npt.NDArray[np.float32], scene: Picture, mask: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float32]:
    """Draw the colour of a pasted object part of the way towards that of the place it is put on."""
    inside = mask.astype(bool)
    toward = scene[inside].mean(0) - source[inside].mean(0)
    lit: npt.NDArray[np.float32] = source + np.float32(rng.uniform(0.0, 0.35)) * toward.astype(np.float32)
    return lit


def _dilated(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), bool)


def _stacked(masks: Sequence[npt.NDArray[np.uint8]], side: int) -> npt.NDArray[np.uint8]:
    return np.stack(masks) if masks else np.zeros((0, side, side), np.uint8)
