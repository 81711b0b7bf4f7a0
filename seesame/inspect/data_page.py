"""A dataset as a page: what there is, how large it is, what a network gets of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from seesame.data import Dataset, Object, Record
from seesame.data.episodes import Batch
from seesame.errors import SeesameError
from seesame.images import frame, overlay
from seesame.images.canvas import FAINT, Canvas, fine
from seesame.images.draw import COLOURS
from seesame.images.heat import HIGH, LOW, colours
from seesame.instances import Instances
from seesame.pages import bars, data_uri, document, figure, figures, heads, jpeg, prose

MINI = 28
"""Cells along a side of the masks that the network is taught."""
_MOST_CATEGORIES, _EXAMPLES = 60, 12
_EDGES = (0, 16, 32, 64, 96, 160, 256, 512)  # sides of objects, pixels
_SIDE = 150
_GAP = 10

Picture = npt.NDArray[np.uint8]


def data_page(dataset: Dataset, scene_side: int = 512, episodes: Sequence[Batch] = ()) -> str:
    """A page of HTML about annotated pictures.

    Args:
        scene_side: the long side to which the network resizes them.
        episodes: training batches made of them, to be shown too.
    """
    objects = [each for record in dataset.records for each in record.objects]
    many = {
        "pictures": str(len(dataset)),
        "objects": str(len(objects)),
        "categories": str(len(dataset.categories)),
        "objects a picture": f"{len(objects) / max(len(dataset), 1):.1f}",
    }
    return document(
        f"Inside {dataset.name}",
        "what there is, how large it is, and what a network gets of it",
        [
            heads(many),
            figures("Categories and sizes", [_by_category(objects), _by_size(dataset, scene_side)], "figures"),
            *_examples(dataset),
            *_framed(dataset, scene_side),
            *_mini_masks(dataset),
            *_episodes(episodes),
        ],
    )


def episode_picture(batch: Batch, scene: int = 0) -> Picture:
    """A scene of a batch with its objects, and beside it the questions: green-framed where it shows what they ask."""
    masks = batch.masks[scene].astype(bool)
    boxes, size = batch.boxes[scene], batch.scenes[scene].shape[:2]
    found = Instances.from_masks(size, boxes, np.ones(len(boxes)), masks) if len(boxes) else Instances.empty(size)
    drawn = overlay(batch.scenes[scene], found)
    rows = max(1, size[0] // (_SIDE + _GAP))
    columns = -(-len(batch.references) // rows)
    canvas = Canvas(size[1] + columns * (_SIDE + _GAP) + _GAP, max(size[0], rows * (_SIDE + _GAP)))
    canvas.picture((0, 0), np.asarray(cv2.resize(drawn, (fine(size[1]), fine(size[0]))), np.uint8))
    for place, reference in enumerate(batch.references):
        column, row = divmod(place, rows)
        x, y = size[1] + _GAP + column * (_SIDE + _GAP), row * (_SIDE + _GAP)
        canvas.picture((x, y), np.asarray(cv2.resize(reference, (fine(_SIDE), fine(_SIDE))), np.uint8))
        if (batch.same[scene][place // batch.shots] > 0).any():
            canvas.outline((x + 2, y + 2, x + _SIDE - 2, y + _SIDE - 2), COLOURS[3], 3)
    return canvas.done()


def _by_category(objects: Sequence[Object]) -> str:
    counted = Counter(each.category or "without a name" for each in objects).most_common(_MOST_CATEGORIES)
    most = counted[0][1] if counted else 1
    return bars("Objects by category, % of the largest", {name: [many / most] for name, many in counted}, ("objects",))


def _by_size(dataset: Dataset, scene_side: int) -> str:
    counted: Mapping[str, list[int]] = defaultdict(lambda: [0, 0])
    for low, high in zip(_EDGES, (*_EDGES[1:], 10**9), strict=True):
        name = f"{low} to {high}" if high < 10**9 else f"{low} and more"
        for record in dataset.records:
            scale = scene_side / max(record.height, record.width, 1)
            for each in record.objects:
                side = ((each.box[2] - each.box[0]) * (each.box[3] - each.box[1])) ** 0.5
                counted[name][0] += low <= side < high
                counted[name][1] += low <= side * scale < high
    total = max(sum(own for own, _ in counted.values()), 1)
    rows = {name: [own / total, framed / total] for name, (own, framed) in counted.items()}
    return bars("Objects by side in pixels, %", rows, ("as they are", "as the network gets them"))


def _examples(dataset: Dataset) -> list[str]:
    cells = []
    for record in _spread(dataset.records, _EXAMPLES):
        drawn = _drawn(record)
        if drawn is not None:
            names = ", ".join(sorted({each.category or "object" for each in record.objects})) or "nothing annotated"
            cells.append(figure(data_uri(jpeg(drawn, 420)), f"{record.path.name}: {names}"))
    return [figures("Pictures and masks", cells)] if cells else []


def _framed(dataset: Dataset, scene_side: int) -> list[str]:
    """How the largest and the smallest picture are framed."""
    ranked = sorted(dataset.records, key=lambda record: record.height * record.width)
    cells = []
    for record in {record.id: record for record in (*ranked[:1], *ranked[-1:])}.values():
        try:
            made = frame(record.read(), scene_side)
        except SeesameError:
            continue
        high, wide = made.pixels.shape[1:]
        canvas = Canvas(wide, high)
        canvas.box((0, 0, wide, high), (205, 207, 203))
        inside = (round(record.width * made.scale), round(record.height * made.scale))
        canvas.picture((0, 0), np.asarray(cv2.resize(record.read(), (fine(inside[0]), fine(inside[1]))), np.uint8))
        caption = f"{record.width} x {record.height} becomes {inside[0]} x {inside[1]} in {wide} x {high}"
        cells.append(figure(data_uri(jpeg(canvas.done())), caption))
    text = "The long side is made to fit, one scale for both axes; what is left below or at the right is padding."
    return [prose("Framed", text), figures("", cells)] if cells else []


def _mini_masks(dataset: Dataset) -> list[str]:
    """Some objects, their masks, and what is left of them in `MINI` cells a side."""
    shown = [record for record in dataset.records if record.objects]
    chosen = [(record, record.objects[len(record.objects) // 2]) for record in _spread(shown, 6)]
    canvas = Canvas(max(len(chosen), 1) * (_SIDE + _GAP) + _GAP, 2 * (_SIDE + _GAP) + _GAP + 18)
    drawn = 0
    for record, each in chosen:
        try:
            picture, mask = record.read(), each.mask(record.height, record.width)
        except SeesameError:
            continue
        x1, y1, x2, y2 = (round(value) for value in each.box)
        inside = (slice(max(y1, 0), max(y2, y1 + 1)), slice(max(x1, 0), max(x2, x1 + 1)))
        if mask[inside].size == 0:
            continue
        small = cv2.resize(mask[inside].astype(np.float32), (MINI, MINI), interpolation=cv2.INTER_AREA)
        cells = colours(small * (HIGH - LOW) + LOW).astype(np.uint8)
        for line, (part, how) in enumerate(((picture[inside], cv2.INTER_AREA), (cells, cv2.INTER_NEAREST))):
            square = cv2.resize(part, (fine(_SIDE), fine(_SIDE)), interpolation=how)
            at = (_GAP + drawn * (_SIDE + _GAP), _GAP + line * (_SIDE + _GAP))
            canvas.picture(at, np.asarray(square, np.uint8))
        canvas.text((_GAP + drawn * (_SIDE + _GAP), 2 * (_SIDE + _GAP) + _GAP), each.category or "object", 13, FAINT)
        drawn += 1
    if not drawn:
        return []
    text = f"A mask is taught as {MINI} x {MINI} cells over its box: what is thinner than a cell is lost."
    drawn_cells = figure(data_uri(jpeg(canvas.done())), "objects and cells")
    return [prose("Mini-masks", text), figures("", [drawn_cells], "wide-shown")]


def _episodes(episodes: Sequence[Batch]) -> list[str]:
    if not episodes:
        return []
    text = (
        "What one training step learns from: scenes with all their objects, and references. Those framed green "
        "show what is in the scene; the others ask for what is not there."
    )
    cells = [
        figure(data_uri(jpeg(episode_picture(batch, scene))), f"batch {number}, scene {scene + 1}")
        for number, batch in enumerate(episodes)
        for scene in range(len(batch.scenes))
    ]
    return [prose("Training episodes", text), figures("", cells, "wide-shown")]


def _drawn(record: Record) -> Picture | None:
    """A picture with its objects; None if it cannot be read."""
    try:
        picture = record.read()
        masks = [each.mask(record.height, record.width) for each in record.objects]
    except SeesameError:
        return None
    boxes = [each.box for each in record.objects]
    size = (record.height, record.width)
    found = Instances.from_masks(size, boxes, np.ones(len(boxes)), np.array(masks)) if boxes else Instances.empty(size)
    return overlay(picture, found)


def _spread(records: Sequence[Record], count: int) -> list[Record]:
    """`count` records evenly from all of them."""
    places = np.unique(np.linspace(0, len(records) - 1, min(count, len(records))).round().astype(int))
    return [records[place] for place in places.tolist()] if records else []
