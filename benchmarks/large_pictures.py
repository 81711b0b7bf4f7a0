"""Small things in a picture of 24 megapixels, with tiles and without: time, memory, found and wrong.

    python benchmarks/large_pictures.py instances.json pictures/ --out results/large-pictures/large.json

The scene is made of the pictures of a dataset in COCO's format, at their own pixels, side by side; none has an object
of the asked category. Objects of that category are cut out of the others, scaled and laid in at known places. It is
asked with an object of another picture and with one in the scene.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
import report
from apart import apart, peak_mib
from numpy.typing import NDArray
from stopwatch import Stopwatch, seconds

from seesame import Reference
from seesame.data.records import Dataset, Object, Record
from seesame.geometry import boxes as box_geometry
from seesame.inference import Tiling

LEAST = 64  # pixels of an object that is cut out: all are made smaller, none larger
EDGE = 20  # pixels that an object keeps from the border of its picture, so that it is whole


@dataclass(frozen=True)
class Laid:
    """A picture, the boxes of the objects in it, and their long sides as they were asked for."""

    picture: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    sides: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """What one search came to.

    `found` is the share of the objects of each size that have a find at IoU .5, `wrong` counts the other finds, `auto`
    says whether `--tiles auto` would cut so. `seconds` are those of looking, which further questions save, and asking.
    """

    category: str
    reference: str
    tiles: str
    auto: bool
    found: dict[int, float]
    wrong: int
    looking: float
    asking: float
    peak_mib: int


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--category", nargs="+", default=["orange", "donut", "stop sign"])
    parser.add_argument("--pixels", type=int, nargs="+", default=[12, 16, 24, 32, 64, 128, 256])
    parser.add_argument("--each", type=int, default=8, help="objects of each size")
    parser.add_argument("--shown", type=int, default=24, help="size of the object that is the reference from the scene")
    parser.add_argument("--tiles", nargs="+", default=["off", "512", "256"])
    parser.add_argument("--size", type=int, nargs=2, default=(4000, 6000), metavar=("HEIGHT", "WIDTH"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--note", default="", help="what to know of the machine while it measured")
    chosen = parser.parse_args()
    rows = measure(chosen)
    figures = {
        "summary": summary(rows),
        "searches": [asdict(row) for row in rows],
        "note": chosen.note,
        "size": list(chosen.size),
        "objects of each size": chosen.each,
    }
    report.write(figures, chosen, report.open_finder(chosen))


def measure(chosen: argparse.Namespace) -> list[Row]:
    """Each way to cut in a process of its own, so that its peak memory is its own."""
    rows = []
    for category in chosen.category:
        for tiles in chosen.tiles:
            rows += apart(search, category, tiles, chosen)
            report.tell(*rows[-2:])
    return rows


def search(category: str, tiles: str, chosen: argparse.Namespace) -> list[Row]:
    """Look once, ask with both references."""
    dataset, generator = report.read_dataset(chosen), np.random.default_rng(chosen.seed)
    cut = whole_objects(dataset, category)
    shown = cut[int(generator.integers(len(cut)))]
    others = [each for each in cut if each[0].id != shown[0].id]
    laid = compose(dataset, others, category, chosen, generator)
    references = {
        "from another picture": Reference.from_box(shown[0].read(), shown[1].box),
        "from the scene": Reference.from_box(laid.picture, laid.boxes[laid.sides.index(chosen.shown)].tolist()),
    }
    finder = report.open_finder(chosen)
    with Stopwatch() as looking:
        scene = finder.encode(laid.picture) if tiles == "off" else finder.encode_tiles(laid.picture, tiles)
    rows = []
    for name, reference in references.items():
        with Stopwatch() as asking:
            found = finder.find(scene, reference)
        cuts = [Tiling.of(each, reference).sides(scene.size, finder.card.sizes.scene_side) for each in (tiles, "auto")]
        right, wrong = counted(laid, found.boxes)
        asked = (category, name, tiles, cuts[0] == cuts[1], right, wrong)
        rows.append(Row(*asked, seconds(looking.clock, 2), seconds(asking.clock, 2), peak_mib()))
    return rows


def counted(laid: Laid, found: NDArray[np.float32]) -> tuple[dict[int, float], int]:
    """The share of objects of each size that is found, and how many finds are none."""
    overlap = box_geometry.iou(laid.boxes, found)
    hit, sides = overlap.max(1, initial=0.0) >= 0.5, np.array(laid.sides)
    shares = {side: float(hit[sides == side].mean()) for side in dict.fromkeys(laid.sides)}
    return shares, int((overlap.max(0, initial=0.0) < 0.5).sum())


def whole_objects(dataset: Dataset, category: str) -> list[tuple[Record, Object]]:
    """The objects of a category that are large enough and away from the border."""
    found = []
    for record in dataset.records:
        for each in record.objects:
            x1, y1, x2, y2 = each.box
            inside = min(x1, y1, record.width - x2, record.height - y2) >= EDGE
            if each.category == category and not each.crowd and inside and max(x2 - x1, y2 - y1) >= LEAST:
                found.append((record, each))
    if not found:
        raise SystemExit(f"no object of {category!r} is whole and {LEAST} pixels large; name another category")
    return found


def compose(
    dataset: Dataset,
    cut: Sequence[tuple[Record, Object]],
    category: str,
    chosen: argparse.Namespace,
    generator: np.random.Generator,
) -> Laid:
    """A large picture of pictures without the category, with objects of all sizes laid in where they do not overlap."""
    without = [each for each in dataset.records if all(own.category != category for own in each.objects)]
    picture = mosaic(without, chosen.size, generator)
    sides = tuple(sorted(chosen.pixels * chosen.each, reverse=True))
    boxes: list[Any] = []
    while len(boxes) < len(sides):
        colours, share = scaled(*cut[len(boxes) % len(cut)], sides[len(boxes)])
        high, wide = share.shape
        x = int(generator.integers(2, chosen.size[1] - wide - 2))
        y = int(generator.integers(2, chosen.size[0] - high - 2))
        box = np.array([[x, y, x + wide, y + high]], np.float32)
        if boxes and box_geometry.iou(box_geometry.expand(box, 2), np.array(boxes, np.float32)).max() > 0:
            continue
        under = picture[y : y + high, x : x + wide]
        under[:] = np.rint(under + (colours - under.astype(np.float32)) * share[..., None])
        boxes.append(box[0])
    return Laid(picture, np.array(boxes, np.float32), sides)


def mosaic(records: Sequence[Record], size: tuple[int, int], generator: np.random.Generator) -> NDArray[np.uint8]:
    """Pictures at their own pixels, in rows, until a picture of (height, width) is full."""
    canvas = np.zeros((*size, 3), np.uint8)
    y = 0
    while y < size[0]:
        x, low = 0, size[0]
        while x < size[1]:
            part = records[int(generator.integers(len(records)))].read()[: size[0] - y, : size[1] - x]
            canvas[y : y + part.shape[0], x : x + part.shape[1]] = part
            x, low = x + part.shape[1], min(low, part.shape[0])
        y += low
    return canvas


def scaled(record: Record, each: Object, pixels: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """An object's colours (h, w, 3) and how much of each pixel it covers (h, w), its long side `pixels`."""
    mask = each.mask(record.height, record.width)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    colours, share = record.read()[part].astype(np.float32), mask[part].astype(np.float32)
    scale = pixels / max(share.shape)
    size = (max(round(share.shape[1] * scale), 1), max(round(share.shape[0] * scale), 1))
    small, cover = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (colours, share))
    return np.asarray(small, np.float32), np.asarray(cover, np.float32)


def summary(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Means over the categories."""
    told = []
    for reference, tiles in dict.fromkeys((row.reference, row.tiles) for row in rows):
        here = [row for row in rows if (row.reference, row.tiles) == (reference, tiles)]
        told.append(
            {
                "reference": reference,
                "tiles": tiles + ", as auto" * all(row.auto for row in here),
                "found": {side: round(statistics.mean(row.found[side] for row in here), 3) for side in here[0].found},
                "wrong": round(statistics.mean(row.wrong for row in here), 1),
                "looking, s": round(statistics.mean(row.looking for row in here), 1),
                "asking, s": round(statistics.mean(row.asking for row in here), 1),
                "peak MiB": max(row.peak_mib for row in here),
            }
        )
    return told


if __name__ == "__main__":
    main()
