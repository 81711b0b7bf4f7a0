"""A dataset encoded once, for benchmarks that ask it many questions: what is found in it, and how right that is."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import report
from numpy.typing import NDArray

from seesame import Finder, Reference
from seesame.data.records import Dataset, Record
from seesame.descriptor import Descriptor
from seesame.geometry import boxes as box_geometry
from seesame.inference import Scene, assemble
from seesame.inference.engine import Regions

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]

TOP = 20  # finds of one picture that count
_CHUNK = 2000  # regions compared at once


@dataclass(frozen=True, eq=False)
class Truth:
    """One category of a dataset: its objects (G, 4) by picture; which regions (N,) are right, which do not count."""

    objects: dict[int, Floats]
    right: Bools
    ignored: Bools

    def having(self) -> list[int]:
        """The pictures that have it."""
        return [number for number, each in self.objects.items() if len(each)]


def ask_for_categories(parser: argparse.ArgumentParser, least: int) -> None:
    """Options that say which categories of which pictures are asked for; each needs `least` pictures if nothing is."""
    parser.add_argument("--least", type=int, default=least, help="pictures that a category must have")
    parser.add_argument("--leave-out", nargs="*", default=[], help="categories")
    parser.add_argument("--limit", type=int, help="pictures, drawn at random")


class EncodedDataset:
    """Pictures, their scenes, and the regions of all of them in a row: `of` (N,) tells the picture of each."""

    def __init__(self, finder: Finder, dataset: Dataset, limit: int | None = None, seed: int = 0) -> None:
        every = sorted(dataset.records, key=lambda record: record.id)
        chosen = np.random.default_rng(seed).permutation(len(every))[:limit]
        self.records: list[Record] = [every[index] for index in sorted(chosen)]
        self.finder = finder
        self.scenes: list[Scene] = [_light(finder.encode(record.read())) for record in self.records]
        parts = [scene.regions for scene in self.scenes]
        self.boxes = np.concatenate([scene.frame.to_picture(scene.regions.boxes) for scene in self.scenes])
        names = ("boxes", "quality", "vectors", "maps")
        self.regions = Regions(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
        self.of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        self.starts = np.searchsorted(self.of, np.arange(len(parts) + 1))

    @classmethod
    def asked(cls, finder: Finder, chosen: argparse.Namespace) -> EncodedDataset:
        """The dataset that was asked for."""
        return cls(finder, report.read_dataset(chosen), chosen.limit)

    def categories(self, least: int, left_out: Sequence[str]) -> list[str]:
        """Names of the categories that `least` pictures have, sorted."""
        shown = [{each.category for each in record.objects if not each.crowd} for record in self.records]
        names = {name for each in shown for name in each if name and name not in left_out}
        return sorted(name for name in names if sum(name in each for each in shown) >= least)

    def truth(self, category: str) -> Truth:
        """What there is of a category; finds inside of its crowds do not count."""
        right, ignored = np.zeros(len(self.of), np.bool_), np.zeros(len(self.of), np.bool_)
        objects = {}
        for number, record in enumerate(self.records):
            meant = [each for each in record.objects if each.category == category]
            rows = slice(self.starts[number], self.starts[number + 1])
            objects[number] = _boxes(each.box for each in meant if not each.crowd)
            crowds = _boxes(each.box for each in meant if each.crowd)
            right[rows] = box_geometry.iou(self.boxes[rows], objects[number]).max(1, initial=0.0) >= 0.5
            inside = box_geometry.intersection(self.boxes[rows], crowds).max(1, initial=0.0)
            ignored[rows] = (inside >= 0.5 * box_geometry.area(self.boxes[rows])) & ~right[rows]
        return Truth(objects, right, ignored)

    def reference(self, picture: int, box: Sequence[float]) -> Reference:
        """A box of a picture as a reference."""
        return Reference.from_box(self.records[picture].read(), [float(side) for side in box])

    def compared(self, reference: Reference) -> Floats:
        """Match logits (N,) of all regions against one reference."""
        return self.logits(self.finder.describe(reference))[:, 0]

    def logits(self, descriptor: Descriptor) -> Floats:
        """Match logits (N, K) of all regions."""
        parts = [
            self.finder.compared(self.regions[start : start + _CHUNK], descriptor)
            for start in range(0, len(self.of), _CHUNK)
        ]
        return np.concatenate(parts)

    def scores(self, logits: Floats) -> Floats:
        """Scores (N,) of the match logits (N,) of a question."""
        return assemble.scores(logits, self.regions.quality, self.finder.card.calibration)

    def found(self, scores: Floats, pictures: Iterable[int], top: int = TOP) -> Rows:
        """Rows of what is found in pictures, best first; overlaps suppressed within each, `top` of each at most."""
        rows = [
            self.starts[number] + self._chosen(scores, number, top) for number in pictures
        ]
        joined = np.concatenate([np.zeros(0, np.int64), *rows])
        return np.asarray(joined[np.argsort(-scores[joined], kind="stable")])

    def _chosen(self, scores: Floats, number: int, top: int) -> Rows:
        rows = slice(self.starts[number], self.starts[number + 1])
        return assemble.choose(self.boxes[rows], scores[rows], 0.0, self.finder.card.sizes.instance_overlap, top)

    def measure(self, scores: Floats, truth: Truth, pictures: Sequence[int], threshold: float) -> dict[str, float]:
        """AP over all finds of the pictures together, and precision, recall and F1 of those that reach a threshold.

        AP50 as COCO counts it: precision made monotone, at 101 recalls; an object is found once, by its best find.
        """
        rows = self.found(scores, pictures)
        hit = self._hits(rows, truth)
        rows, hit = rows[hit | ~truth.ignored[rows]], hit[hit | ~truth.ignored[rows]]
        objects = sum(len(truth.objects[number]) for number in pictures)
        right = np.cumsum(hit)
        precision = np.maximum.accumulate((right / np.arange(1, len(hit) + 1))[::-1])[::-1]
        places = np.searchsorted(right / max(objects, 1), np.linspace(0, 1, 101))
        kept = int((scores[rows] >= threshold).sum())
        true = int(hit[:kept].sum())
        return {
            "ap50": float(np.append(precision, 0.0)[places].mean()),
            "precision": true / max(kept, 1),
            "recall": true / max(objects, 1),
            "f1": 2 * true / max(kept + objects, 1),
            "best_f1": float((2 * right / (np.arange(1, len(hit) + 1) + objects)).max(initial=0.0)),
        }

    def _hits(self, rows: Rows, truth: Truth) -> Bools:
        """Which rows, best first, find an object that no better one has found."""
        taken: dict[int, Floats] = {}
        hit = np.zeros(len(rows), np.bool_)
        for place, row in enumerate(rows):
            if truth.right[row]:
                number = int(self.of[row])
                left = taken.setdefault(number, truth.objects[number].copy())
                overlap = box_geometry.iou(self.boxes[row][None], left)[0]
                if overlap.max(initial=0.0) >= 0.5:
                    hit[place] = True
                    taken[number] = np.delete(left, int(overlap.argmax()), 0)
        return hit


def halves(truth: Truth, generator: np.random.Generator) -> tuple[list[int], list[int], list[int], list[int]]:
    """Pictures with the thing and without it, each in two halves: judged with, unseen with, judged without, ..."""
    having = truth.having()
    without = [number for number in truth.objects if number not in set(having)]
    there, absent = ([int(each) for each in generator.permutation(part)] for part in (having, without))
    first, other = (len(there) + 1) // 2, len(absent) // 2
    return there[:first], there[first:], absent[:other], absent[other:]


def _light(scene: Scene) -> Scene:
    """A scene without its maps, which take megabytes and are needed for masks only."""
    seen = scene.seen
    bare = type(seen)((), seen.semantic[..., :0, :0], seen.boxes[:, :0], seen.logits[:, :0])
    frame = type(scene.frame)(scene.frame.pixels[:, :0, :0], scene.frame.scale, scene.frame.size)
    return Scene(frame, bare, scene.regions, scene.weights_id)


def _boxes(boxes: Iterable[Sequence[float]]) -> Floats:
    return np.array(list(boxes), np.float32).reshape(-1, 4)
