from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from seesame.data import Dataset, Object, Record
from seesame.evaluate.detection import ANYTHING, FIGURES, KINDS, Matched, figures, match, recall, truth
from seesame.instances import Instances

IDS = {"cup": 1, "fork": 2, "lamp": 5, "sock": 7}
Found = dict[tuple[int, int], list[Any]]  # results by (picture, category)


def _found(dataset: Dataset, system: Any) -> Found:
    """What a system says of each category in each picture that has it."""
    return {
        (record.id, IDS[name]): list(system.find(record, name).to_coco(record.id, IDS[name]))
        for record in dataset.records
        for name in sorted({str(each.category) for each in record.objects if not each.crowd})
    }


def _ours(dataset: Dataset, found: Found) -> dict[tuple[int, int], Matched]:
    matched = {}
    for record in dataset.records:
        here = {category: rows for (picture, category), rows in found.items() if picture == record.id}
        for category, each in match(truth(record, IDS), here).items():
            matched[category, record.id] = each
    return matched


def _theirs(dataset: Dataset, found: Found, kind: str, floor: float = 0.0) -> COCOeval:
    """The same counted by pycocotools alone, from polygons and results as files have them."""
    rows = [row for results in found.values() for row in results if row["score"] >= floor]
    if kind == "mask":
        rows = [{name: value for name, value in row.items() if name != "bbox"} for row in rows]
    with contextlib.redirect_stdout(io.StringIO()):
        index = COCO()
        index.dataset = _content(dataset)
        index.createIndex()
        evaluator = COCOeval(index, index.loadRes([dict(row) for row in rows]), KINDS[kind])
        evaluator.params.catIds = sorted({category for _, category in found})
        evaluator.evaluate()
        evaluator.accumulate()
        evaluator.summarize()
    return evaluator


def _content(dataset: Dataset) -> dict[str, Any]:
    annotations = []
    for record in dataset.records:
        for each in record.objects:
            x1, y1, x2, y2 = each.box
            annotations.append(
                {
                    "id": each.id,
                    "image_id": record.id,
                    "category_id": IDS[str(each.category)],
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "area": float(each.mask(record.height, record.width).sum()),
                    "iscrowd": int(each.crowd),
                    "segmentation": each.segmentation,
                }
            )
    images = [{"id": each.id, "height": each.height, "width": each.width} for each in dataset.records]
    return {"images": images, "annotations": annotations, "categories": [{"id": each} for each in IDS.values()]}


def _same(ours: Mapping[str, float | None], theirs: Sequence[float]) -> None:
    for name, value in zip(FIGURES, theirs, strict=True):
        assert ours[name] == (None if value < 0 else pytest.approx(value, abs=1e-12)), name


@pytest.mark.parametrize("kind", ["box", "mask"])
@pytest.mark.parametrize("floor", [0.0, 0.5, 0.7])
def test_the_figures_are_those_of_pycocotools(world: Any, plain: Any, guesser: Any, kind: str, floor: float) -> None:
    plain[2] = [*plain[2], ("cup", (50, 0, 96, 72), True), ("lamp", (0, 50, 30, 72), True)]
    dataset = world(plain)
    found = _found(dataset, guesser(dataset))
    counted = figures(_ours(dataset, found), kind, floor)
    ours, each = counted.figures, counted.categories
    theirs = _theirs(dataset, found, kind, floor)
    _same(ours, theirs.stats)
    assert ours["AP50"] is not None and 0 < ours["AP50"] < 1
    for place, category in enumerate(theirs.params.catIds):
        precision = theirs.eval["precision"][:, :, place, 0, 2]
        assert each[category]["AP"] == pytest.approx(precision.mean(), abs=1e-12)
        assert each[category]["AP50"] == pytest.approx(precision[0].mean(), abs=1e-12)
    assert np.mean(counted.curve) == pytest.approx(ours["AP50"], abs=1e-4)


def test_the_figures_are_those_of_pycocotools_with_curved_outlines_of_any_size() -> None:
    generator = np.random.default_rng(5)
    records, found = [], {}
    for number in range(1, 9):
        objects = tuple(_blob(generator, 10 * number + place, place == 3) for place in range(4))
        records.append(Record(number, Path(f"{number}.png"), 300, 400, objects))
        for category in {IDS[str(each.category)] for each in objects if not each.crowd}:
            found[number, category] = list(_near(objects, generator).to_coco(number, category))
    dataset = Dataset("blobs", tuple(records), {number: name for name, number in IDS.items()})
    matched = _ours(dataset, found)
    for kind in KINDS:
        _same(figures(matched, kind).figures, _theirs(dataset, found, kind).stats)


def _blob(generator: np.random.Generator, number: int, crowd: bool) -> Object:
    radius = generator.choice([8, 30, 90]) * generator.uniform(0.7, 1.3)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    points = generator.uniform((100, 100), (300, 200)) + radius * np.stack([np.cos(angles), np.sin(angles)], 1)
    points = np.clip(points * generator.uniform(0.97, 1.03, points.shape), 0, (400, 300))
    box = (*points.min(0).tolist(), *points.max(0).tolist())
    return Object(box, [points.ravel().tolist()], str(generator.choice(["cup", "fork"])), crowd, number)


def _near(objects: Sequence[Object], generator: np.random.Generator) -> Instances:
    """Masks of all objects, moved a little, with boxes moved a little otherwise, in random order of scores."""
    masks = [np.roll(each.mask(300, 400), generator.integers(-5, 6, 2), (0, 1)) for each in objects for _ in range(3)]
    boxes = [np.array(each.box) + generator.normal(0, 3, 4) for each in objects for _ in range(3)]
    return Instances.from_masks((300, 400), boxes, generator.uniform(size=len(masks)), np.array(masks))


def test_a_result_on_a_crowd_costs_nothing(world: Any, plain: Any, oracle: Any) -> None:
    plain[1] = [*plain[1], ("cup", (60, 60, 96, 72), True)]
    dataset = world(plain)
    found = _found(dataset, oracle(dataset))
    on_crowd = {"image_id": 1, "category_id": 1, "bbox": [62.0, 62.0, 20.0, 10.0], "score": 0.95}
    mask = np.zeros((1, 72, 96), dtype=np.bool_)
    mask[0, 62:72, 62:82] = True
    segmentation = Instances.from_masks((72, 96), [(62, 62, 82, 72)], [0.95], mask).to_coco(1, 1)[0]["segmentation"]
    found[1, 1].append({**on_crowd, "segmentation": segmentation})
    for kind in KINDS:
        assert figures(_ours(dataset, found), kind).figures["AP"] == pytest.approx(1)


def test_hits_are_the_boxes_matched_by_half(world: Any, plain: Any) -> None:
    record = world(plain).records[0]
    runs = Instances.from_masks((72, 96), [(0, 0, 5, 5)], [0.5], np.ones((1, 72, 96), dtype=np.bool_)).to_coco(1, 1)[0]
    boxes = {0.4: (2, 2, 28, 28), 0.8: (2, 2, 28, 20), 0.9: (60, 0, 30, 30)}  # the 0.8 takes the object from the 0.4
    rows = [{**runs, "bbox": list(box), "score": score} for score, box in boxes.items()]
    scores, hits, objects = match(truth(record, IDS), {1: rows})[1].hits()
    assert scores.tolist() == [0.9, 0.8, 0.4]
    assert hits.tolist() == [False, True, False]
    assert objects == 2


def test_nothing_found_is_zero_and_nothing_asked_is_none(world: Any, plain: Any) -> None:
    dataset = world(plain)
    nothing: Found = {key: [] for key in _found(dataset, _Silent())}
    for kind in KINDS:
        counted = figures(_ours(dataset, nothing), kind)
        assert counted.figures["AP"] == counted.figures["AR100"] == 0
        assert all(category == {"AP": 0.0, "AP50": 0.0} for category in counted.categories.values())
        assert counted.curve == [0.0] * 101
        none = figures({}, kind)
        assert (none.figures, none.categories, none.curve) == (dict.fromkeys(FIGURES), {}, [])


class _Silent:
    def find(self, record: Record, name: str) -> Instances:
        return Instances.empty((record.height, record.width))


def test_region_recall_counts_objects_of_any_kind_by_area(world: Any, plain: Any) -> None:
    record = world({1: [*plain[1], ("lamp", (60, 60, 96, 72), True)]}).records[0]  # areas 784, 2240, 480 and a crowd
    rows = [
        {"image_id": 1, "category_id": ANYTHING, "bbox": box, "score": score}
        for score, box in ((0.9, [2.0, 2.0, 28.0, 28.0]), (0.8, [40.0, 4.0, 40.0, 50.0]))
    ]
    matched = match(truth(record, None), {ANYTHING: rows}, kinds=("box",))[ANYTHING]
    shares = recall({(ANYTHING, 1): matched})
    assert shares == {"all": pytest.approx(2 / 3), "small": 0.5, "medium": 1.0, "large": None}


def test_nothing_is_printed(world: Any, plain: Any, guesser: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = world(plain)
    figures(_ours(dataset, _found(dataset, guesser(dataset))), "mask")
    assert capsys.readouterr().out == ""
