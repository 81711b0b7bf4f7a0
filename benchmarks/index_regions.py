"""How many regions of a picture are worth keeping, and how well vectors alone predict what the network will say.

    python benchmarks/index_regions.py INSTANCES.json PICTURES/ --questions 60 --out results/index/regions.json

Every picture answers every question with all its regions, as `find` would; then with those that would be kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import report
from examples import Example, in_turn

from seesame.data.records import Dataset
from seesame.descriptor import Descriptor
from seesame.geometry import boxes as box_geometry
from seesame.index.space import Space, fit, own
from seesame.inference import assemble

MOST, OVERLAPS = (10, 20, 30, 50, 100), (1.0, 0.7, 0.5, 0.4)


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--questions", type=int, default=60)
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    dataset = report.read_dataset(chosen)
    asked = in_turn(dataset, chosen.questions)
    descriptor = Descriptor.concatenate([finder.describe(each.reference()) for each in asked])
    scenes, logits = [], []
    for record in dataset.records:
        regions = finder.encode(record.path).regions
        logits.append(finder.compared(regions, descriptor))
        scenes.append(regions)
    space = fit(finder, scenes)
    points = [space.place(each.vectors, each.quality) for each in scenes]
    figures = {
        "pictures": len(scenes),
        "questions": len(asked),
        "regions a picture": round(float(np.mean([len(each) for each in scenes])), 1),
        "space": vars(space),
        "order of regions by": predicted(scenes, logits, points, descriptor),
        "kept": kept(dataset, asked, scenes, logits),
    }
    report.write(figures, chosen, finder)


def worth(regions: Any, logits: Any) -> Any:
    """Match times quality (R, Q)."""
    return assemble.sigmoid(logits) * assemble.sigmoid(regions.quality)[:, None]


def predicted(scenes: list[Any], logits: list[Any], points: list[Any], descriptor: Descriptor) -> dict[str, Any]:
    """Of the network's first ten regions, the share among the first 10, 100 and 300 by cosine, and by points."""
    truth = np.concatenate([worth(*pair) for pair in zip(scenes, logits, strict=True)])
    ways = {
        "cosine": np.concatenate([own(each) for each in points]) @ descriptor.vectors.T,
        "points": np.concatenate(points).astype(np.float32) @ Space.ask(descriptor.vectors).T,
    }
    result: dict[str, Any] = {}
    for name, values in ways.items():
        shares = []
        for column in range(truth.shape[1]):
            best = np.argsort(-truth[:, column])[:10]
            rank = np.empty(len(truth), np.int64)
            rank[np.argsort(-values[:, column])] = np.arange(len(truth))
            shares.append([float((rank[best] < first).mean()) for first in (10, 100, 300)])
        means = np.mean(shares, axis=0)
        result[name] = {str(first): round(float(value), 3) for first, value in zip((10, 100, 300), means, strict=True)}
    return result


def kept(dataset: Dataset, asked: list[Example], scenes: list[Any], logits: list[Any]) -> list[dict[str, Any]]:
    """For each overlap and number: regions a picture, and average precision of the order of pictures."""
    has = np.array(
        [[any(o.category == each.category for o in record.objects) for each in asked] for record in dataset.records]
    )
    theirs = np.array([[record.id == each.record.id for each in asked] for record in dataset.records])
    values = [worth(*pair) for pair in zip(scenes, logits, strict=True)]
    rows = []
    for overlap in OVERLAPS:
        orders = [box_geometry.nms(each.boxes, each.quality, overlap) for each in scenes]
        for most in MOST:
            best = np.stack([value[order[:most]].max(0) for value, order in zip(values, orders, strict=True)])
            precision = [
                average(has[~theirs[:, q], q][np.argsort(-best[~theirs[:, q], q], kind="stable")])
                for q in range(len(asked))
            ]
            count = float(np.mean([len(order[:most]) for order in orders]))
            rows.append(
                {
                    "overlap": overlap,
                    "most": most,
                    "regions a picture": round(count, 1),
                    "mean average precision": round(float(np.mean(precision)), 4),
                }
            )
    return rows


def average(right: Any) -> float:
    """Average precision of right or wrong (N,) in order."""
    places = np.flatnonzero(right)
    return float((np.arange(1, len(places) + 1) / (places + 1)).mean()) if len(places) else 0.0


if __name__ == "__main__":
    main()
