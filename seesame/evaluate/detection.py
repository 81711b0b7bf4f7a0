"""Average precision and recall of boxes and masks, counted by pycocotools.

One picture is matched at a time and only the outcome is kept, so that memory does not grow with masks. The entries kept
are pycocotools' own (`COCOeval.evalImgs`), and its own `accumulate` makes the figures of them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import islice
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.data.records import Object, Record
from seesame.errors import require
from seesame.geometry import runlength

KINDS = {"box": "bbox", "mask": "segm"}
FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")
AREAS = ("all", "small", "medium", "large")
ANYTHING = 1  # the category id of all objects where kinds do not matter

Entry = Mapping[str, Any]  # what pycocotools keeps of one picture, category and range of areas
Result = Mapping[str, Any]  # a row of COCO results
Figures = dict[str, float | None]


@dataclass(frozen=True, eq=False)
class Matched:
    """What was matched in one picture for one category: for each kind, one entry a range of areas.

    Entries hold, for R results best first, G objects and T = 10 overlaps from .5 to .95: dtScores (R,) float64,
    dtMatches and dtIgnore (T, R) bool, gtIgnore (G,).
    """

    entries: Mapping[str, tuple[Entry, ...]]

    def hits(self) -> tuple[NDArray[np.float64], NDArray[np.bool_], int]:
        """Boxes at an overlap of .5.

        Returns: scores (R,) float64, best first; whether each found an object (R,) bool; the number of objects.
        """
        entry = self.entries["box"][0]
        return entry["dtScores"], entry["dtMatches"][0] & ~entry["dtIgnore"][0], int(np.sum(entry["gtIgnore"] == 0))


@dataclass(frozen=True, eq=False)
class Truth:
    """The objects of one picture as pycocotools indexes them."""

    picture: Mapping[str, int]
    index: Any


def truth(record: Record, categories: Mapping[str, int] | None) -> Truth:
    """The objects of a picture; those of `categories` (ids by name), or all as one kind, `ANYTHING`, for None.

    Raises:
        DataError: an annotation of them is malformed.
    """
    picture = {"id": record.id, "height": record.height, "width": record.width}
    rows: list[dict[str, Any]] = []
    for each in record.objects:
        kind = ANYTHING if categories is None else categories.get(each.category or "")
        if kind is not None:
            rows.append(_annotation(each, record, kind, len(rows) + 1))
    return Truth(picture, _index(picture, rows))


def match(
    objects: Truth, found: Mapping[int, Sequence[Result]], kinds: Sequence[str] = tuple(KINDS)
) -> dict[int, Matched]:
    """Match what was found in a picture, by category id, with its objects of these categories."""
    by_kind = {kind: _entries(objects, found, kind) for kind in kinds}
    return {category: Matched({kind: by_kind[kind][category] for kind in kinds}) for category in sorted(found)}


@dataclass(frozen=True, eq=False)
class Counted:
    """Average precision and recall of one kind, boxes or masks.

    Attributes:
        figures: COCO's twelve by name, averaged over the categories. None stands where there was nothing to count.
        categories: AP and AP50 of each category by its id.
        curve: (101,) precision at recalls from 0 to 1 at an overlap of .5, averaged over the categories.
    """

    figures: Figures
    categories: dict[int, Figures]
    curve: list[float]


def figures(matched: Mapping[tuple[int, int], Matched], kind: str, floor: float = 0.0) -> Counted:
    """What COCO counts of results that score at least `floor`.

    Args:
        matched: by (category id, record id): the questions that were asked, and no others.
        kind: "box" or "mask".
    """
    evaluator = _accumulated(matched, kind, floor)
    categories, precision = list(evaluator.params.catIds), evaluator.eval["precision"][:, :, :, 0, -1]
    each = {
        category: {"AP": _mean(precision[:, :, place]), "AP50": _mean(precision[0, :, place])}
        for place, category in enumerate(categories)
    }
    counted = [precision[0, :, place] for place in range(len(categories)) if precision[0, 0, place] > -1]
    curve = np.mean(counted, axis=0).round(4).tolist() if counted else []
    return Counted(_named(FIGURES, evaluator.stats), each, curve)


def recall(matched: Mapping[tuple[int, int], Matched]) -> Figures:
    """The share of objects that a box overlaps by half or more, over all objects and by their areas."""
    return _named(AREAS, _accumulated(matched, "box", 0.0).eval["recall"][0, 0, :, -1])


def _accumulated(matched: Mapping[tuple[int, int], Matched], kind: str, floor: float) -> Any:
    evaluator = _coco("cocoeval").COCOeval(iouType=KINDS[kind])
    params = evaluator.params
    params.catIds = sorted({category for category, _ in matched})
    params.imgIds = sorted({picture for _, picture in matched})
    evaluator._paramsEval = params
    evaluator.evalImgs = [
        _above(matched[category, picture].entries[kind][area], floor) if (category, picture) in matched else None
        for category in params.catIds
        for area in range(len(AREAS))
        for picture in params.imgIds
    ]
    with redirect_stdout(io.StringIO()):
        evaluator.accumulate()
        evaluator.summarize()
    return evaluator


def _above(entry: Entry, floor: float) -> Entry:
    """The entry without results below the floor; the best are matched first, so the others' matches stay."""
    kept = int(np.count_nonzero(entry["dtScores"] >= floor))
    cut = {name: entry[name][:, :kept] for name in ("dtMatches", "dtIgnore")}
    return {**entry, **cut, "dtScores": entry["dtScores"][:kept]}


def _entries(objects: Truth, found: Mapping[int, Sequence[Result]], kind: str) -> dict[int, tuple[Entry, ...]]:
    rows = [row for category in sorted(found) for row in found[category]]
    with redirect_stdout(io.StringIO()):
        results = _index(objects.picture, _results(rows, kind))
        evaluator = _coco("cocoeval").COCOeval(objects.index, results, KINDS[kind])
        evaluator.params.catIds = sorted(found)
        evaluator.evaluate()
    kept = map(_compact, evaluator.evalImgs)
    return {category: tuple(islice(kept, len(AREAS))) for category in sorted(found)}


def _compact(entry: Entry | None) -> Entry:
    if entry is None:
        none = np.zeros((10, 0), np.bool_)
        return {"dtScores": np.zeros(0), "dtMatches": none, "dtIgnore": none, "gtIgnore": np.zeros(0)}
    return {
        "dtScores": np.asarray(entry["dtScores"], dtype=np.float64),
        "dtMatches": np.asarray(entry["dtMatches"]) > 0,
        "dtIgnore": np.asarray(entry["dtIgnore"], dtype=np.bool_),
        "gtIgnore": np.asarray(entry["gtIgnore"]),
    }


def _results(rows: Sequence[Result], kind: str) -> list[dict[str, Any]]:
    """Results completed as `COCO.loadRes` does it: the area is the box's for boxes, the mask's for masks."""
    of_mask = _coco("mask").area  # one by one: with NumPy 2 it fails on lists of more than 255
    areas = [row["bbox"][2] * row["bbox"][3] if kind == "box" else of_mask(row["segmentation"]) for row in rows]
    numbered = zip(range(1, len(rows) + 1), rows, areas, strict=True)
    return [{**row, "area": area, "iscrowd": 0, "id": number} for number, row, area in numbered]


def _annotation(each: Object, record: Record, category: int, number: int) -> dict[str, Any]:
    x1, y1, x2, y2 = each.box
    runs = runlength.encode(each.mask(record.height, record.width))
    return {
        "id": number,  # of our own: pycocotools takes an object of id 0 for none
        "image_id": record.id,
        "category_id": category,
        "bbox": [x1, y1, x2 - x1, y2 - y1],
        "segmentation": runs,
        "area": float(runlength.area(runs)) if each.area is None else each.area,
        "iscrowd": int(each.crowd),
    }


def _index(picture: Mapping[str, int], annotations: list[dict[str, Any]]) -> Any:
    index = _coco("coco").COCO()
    categories = [{"id": each} for each in sorted({row["category_id"] for row in annotations})]
    index.dataset = {"images": [picture], "annotations": annotations, "categories": categories}
    with redirect_stdout(io.StringIO()):
        index.createIndex()
    return index


def _mean(values: NDArray[np.float64]) -> float | None:
    counted = values[values > -1]
    return float(counted.mean()) if counted.size else None


def _named(names: Sequence[str], values: NDArray[np.float64]) -> Figures:
    """Figures by name; pycocotools writes -1 where there was nothing to count."""
    return {name: None if value < 0 else float(value) for name, value in zip(names, values, strict=True)}


def _coco(module: str) -> ModuleType:
    return require(f"pycocotools.{module}", "evaluate")
