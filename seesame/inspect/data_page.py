"""A dataset as a page: what there is, how large it is, what networks get of it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from seesame.data import Dataset, Object, Record
from seesame.data.episodes import Batch
from seesame.errors import SeesameError
from seesame.geometry import boxes as box_geometry
from seesame.inspect import data_views, framing
from seesame.inspect.anchors import ENOUGH, anchorings, anchors
from seesame.inspect.targets import owners, places
from seesame.pages import bars, data_uri, document, figure, figures, heads, jpeg, section, table

_MOST_CATEGORIES, _MOST_ROWS, _EXAMPLES = 24, 200, 12
_EDGES = (0, 16, 32, 64, 96, 160, 256, 512)  # sides of objects, pixels
_COUNTED = 32  # pictures whose anchors are counted

Picture = npt.NDArray[np.uint8]
Fractions = Mapping[str, Sequence[float]]


def data_page(dataset: Dataset, scene_side: int = 512, episodes: Sequence[Batch] = ()) -> str:
    """A page of HTML about annotated pictures.

    Args:
        scene_side: the long side to which the default network resizes them.
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
        "what there is, how large it is, and what networks get of it",
        [
            heads(many),
            figures("Categories and sizes", [_by_category(objects), _by_size(dataset, scene_side)], "figures"),
            *_categories(dataset),
            *_examples(dataset),
            *_framed(dataset, scene_side),
            *_mini_masks(dataset),
            *_proposed(dataset, scene_side),
            *_episodes(episodes),
        ],
    )


def _by_category(objects: Sequence[Object]) -> str:
    counted = Counter(each.category or "without a name" for each in objects).most_common(_MOST_CATEGORIES)
    most = counted[0][1] if counted else 1
    return bars("Objects by category, % of the largest", {name: [many / most] for name, many in counted}, ("objects",))


def _by_size(dataset: Dataset, scene_side: int) -> str:
    counted: Mapping[str, list[int]] = defaultdict(lambda: [0, 0])
    for low, high in zip(_EDGES, (*_EDGES[1:], 10**9), strict=True):
        for record in dataset.records:
            scale = scene_side / max(record.height, record.width, 1)
            for each in record.objects:
                counted[_named(low, high)][0] += low <= _side(each) < high
                counted[_named(low, high)][1] += low <= _side(each) * scale < high
    total = max(sum(own for own, _ in counted.values()), 1)
    rows = {name: [own / total, framed / total] for name, (own, framed) in counted.items()}
    return bars("Objects by side in pixels, %", rows, ("as they are", "as the network gets them"))


def _categories(dataset: Dataset) -> list[str]:
    """Every category with its figures, the most objects first."""
    objects: dict[str, list[Object]] = defaultdict(list)
    shown: dict[str, set[int]] = defaultdict(set)
    for record in dataset.records:
        for each in record.objects:
            objects[each.category or "without a name"].append(each)
            shown[each.category or "without a name"].add(record.id)
    ranked = sorted(objects, key=lambda name: -len(objects[name]))[:_MOST_ROWS]
    rows = []
    for name in ranked:
        sides = np.array([_side(each) for each in objects[name]])
        ends = (f"{value:.0f}" for value in (sides.min(), np.median(sides), sides.max()))
        many, seen = len(objects[name]), len(shown[name])
        rows.append((name, str(many), str(seen), f"{many / seen:.1f}", *ends, str(sum(o.crowd for o in objects[name]))))
    header = ("category", "objects", "pictures", "a picture", "least side", "middle side", "most", "crowds")
    return [table("Every category", header, rows)] if rows else []


def _examples(dataset: Dataset) -> list[str]:
    cells = []
    for record in _spread(dataset.records, _EXAMPLES):
        drawn = _made(partial(data_views.annotated, record))
        if drawn is not None:
            names = ", ".join(sorted({each.category or "object" for each in record.objects})) or "nothing annotated"
            cells.append(figure(data_uri(jpeg(drawn, 640)), f"{record.path.name}: {names}"))
    return [figures("Pictures and masks", cells, "middle-shown")] if cells else []


def _framed(dataset: Dataset, scene_side: int) -> list[str]:
    """How pictures are resized, by the widest and the highest of them."""
    ranked = sorted(dataset.records, key=lambda record: record.width / max(record.height, 1))
    drawn = []
    for record in {(each.height, each.width): each for each in (*ranked[-1:], *ranked[:1])}.values():
        made = _made(partial(data_views.framings, record, scene_side))
        if made is not None:
            drawn.append((made, f"{record.path.name}: by how much it is scaled, and the size of the frame"))
    text = (
        "One scale for both axes everywhere. The default network and Mask R-CNN make the long side fit and pad right "
        "and below to multiples of 32; Siamese Mask R-CNN makes the short side large enough, the long one at most as "
        "long as its square, and pads all around. Training takes windows at other scales: see the episodes."
    )
    return section("Resized", text, *drawn) if drawn else []


def _mini_masks(dataset: Dataset) -> list[str]:
    shown = _spread([record for record in dataset.records if record.objects], 6)
    drawn = data_views.mini_masks(shown)
    text = (
        f"A mask is taught as {data_views.MINI} x {data_views.MINI} cells over its box: what is thinner than a cell is "
        "lost. How much of the mask comes back from its cells is told below each."
    )
    return [] if drawn is None else section("Mini-masks", text, (drawn, "object, mask, cells"))


def _proposed(dataset: Dataset, scene_side: int) -> list[str]:
    """Places of the default network and anchors of the others, over one picture, and counted over many."""
    shows_some = [record for record in dataset.records if any(not each.crowd for each in record.objects)]
    records = _spread(shows_some, _COUNTED)
    if not records:
        return []
    shown = max(records, key=lambda record: len({each.category for each in record.objects}) + len(record.objects) / 50)
    drawn = _made(partial(data_views.answering, shown, scene_side))
    text = (
        "The default network has no anchors. A place speaks for an object that it lies in, near its middle, if the "
        "object's size suits the level: from 5 to 14 strides, so that neighbouring levels overlap. Places are in the "
        "colour of their object; from the one nearest to its middle lines go as far as it is to say that the sides are."
    )
    parts = section("Places that answer", text, *([] if drawn is None else [(drawn, shown.path.name)]))
    for network in anchorings()[:2]:
        made = _made(partial(data_views.anchored, shown, network))
        sides = ", ".join(map(str, network.scales))
        text = (
            f"On every place of every level {len(network.ratios)} boxes, {sides} pixels of the frame large level by "
            f"level: white, those of one place. In colour those that overlap an object by {ENOUGH:g} or more, or more "
            "than any other: they are taught to be it."
        )
        parts += section(f"Anchors: {network.name}", text, *([] if made is None else [(made, shown.path.name)]))
    charts = [_reach(records, scene_side), *(_fit(records, place) for place in (0, 1))]
    return [*parts, figures(f"How well they suit the objects of {len(records)} pictures", charts, "figures")]


def _reach(records: Sequence[Record], scene_side: int) -> str:
    """Objects by their side in the frame: has each a place that answers for it?"""
    counted: dict[str, list[int]] = {_named(*edges): [0, 0] for edges in zip(_EDGES, (*_EDGES[1:], 10**9), strict=True)}
    for record in records:
        way = framing.framed(record.height, record.width, scene_side)
        boxes = way.boxes([each.box for each in record.objects if not each.crowd])
        own = set(owners(places(way.height, way.width), boxes).tolist())
        for row, side in enumerate(np.sqrt(box_geometry.area(boxes)).tolist()):
            counted[_name_of(side)][row not in own] += 1
    title = "Default network: objects by side in the frame, %"
    return bars(title, _shares(counted), ("a place answers", "none does"))


def _fit(records: Sequence[Record], place: int) -> str:
    """Objects by their side in the frame: how well does the best anchor fit?"""
    network = anchorings()[place]
    counted: dict[str, list[int]] = {
        _named(*edges): [0, 0, 0] for edges in zip(_EDGES, (*_EDGES[1:], 10**9), strict=True)
    }
    for record in records:
        way = framing.of(network, record.height, record.width)
        given = anchors(way.height, way.width, network.scales, network.ratios)
        boxes = way.boxes([each.box for each in record.objects if not each.crowd])
        best = box_geometry.iou(given.boxes, boxes).max(0)
        for side, fit in zip(np.sqrt(box_geometry.area(boxes)).tolist(), best.tolist(), strict=True):
            counted[_name_of(side)][0 if fit >= ENOUGH else 1 if fit >= 0.5 else 2] += 1
    names = (f"best anchor {ENOUGH:g} or more", "0.5 or more", "less")
    return bars(f"{network.name}: objects by side in the frame, %", _shares(counted), names)


def _episodes(episodes: Sequence[Batch]) -> list[str]:
    text = (
        "What one training step learns from: scenes with all their objects, and references. Those framed green "
        "show what is in the scene; the others ask for what is not there."
    )
    drawn = [
        (data_views.episode_picture(batch, scene), f"batch {number}, scene {scene + 1}")
        for number, batch in enumerate(episodes)
        for scene in range(len(batch.scenes))
    ]
    return section("Training episodes", text, *drawn) if drawn else []


def _made(make: Callable[[], Picture]) -> Picture | None:
    """A drawing; None if its picture or a mask cannot be used."""
    try:
        return make()
    except SeesameError:
        return None


def _shares(counted: Mapping[str, Sequence[int]]) -> Fractions:
    total = max(sum(map(sum, counted.values())), 1)
    return {name: [many / total for many in row] for name, row in counted.items()}


def _name_of(side: float) -> str:
    low = max(edge for edge in _EDGES if edge <= side)
    return _named(low, dict(zip(_EDGES, (*_EDGES[1:], 10**9), strict=True))[low])


def _named(low: int, high: int) -> str:
    return f"{low} to {high}" if high < 10**9 else f"{low} and more"


def _side(each: Object) -> float:
    return math.sqrt(max(each.box[2] - each.box[0], 0.0) * max(each.box[3] - each.box[1], 0.0))


def _spread(records: Sequence[Record], count: int) -> list[Record]:
    """`count` records evenly from all of them."""
    chosen = np.unique(np.linspace(0, len(records) - 1, min(count, len(records))).round().astype(int))
    return [records[place] for place in chosen.tolist()] if records else []
