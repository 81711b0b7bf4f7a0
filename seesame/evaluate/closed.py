"""COCO's twelve figures of a detector for a fixed set of categories."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seesame.data import Dataset, Record
from seesame.errors import DataError, SeesameError
from seesame.evaluate.detection import KINDS, Figures, Matched, figures, match, truth
from seesame.instances import Categorised

Progress = Callable[[int, int, str], None]
MOST = 100
"""Instances of a category and picture that are counted, as COCO does."""


class Detects(Protocol):
    """What is needed of a detector."""

    @property
    def categories(self) -> tuple[str, ...]:
        """What it tells apart."""

    def detect(self, picture: NDArray[np.uint8], threshold: float | None = None) -> Categorised:
        """What is in a picture."""


@dataclass(frozen=True)
class ClosedReport:
    """What a detector reaches on a dataset.

    Attributes:
        pictures: how many were searched.
        objects: how many of the counted categories there are, crowds not among them.
        categories: counted: those that both the detector and the dataset know.
        unknown: those of the dataset that the detector does not know.
        box, mask: COCO's twelve by name; None where there was nothing to count.
        each: AP and AP50 of boxes and masks by category.
        failed: how many pictures could not be used, by reason.
        seconds: of a picture, reading it not among them, the median.
    """

    pictures: int
    objects: int
    categories: tuple[str, ...]
    unknown: tuple[str, ...]
    box: Figures
    mask: Figures
    each: dict[str, dict[str, Figures]]
    failed: dict[str, int]
    seconds: float | None


def evaluate_closed(
    detector: Detects, dataset: Dataset, limit: int | None = None, progress: Progress | None = None
) -> ClosedReport:
    """Ask a detector for everything in the pictures of a dataset, and count as COCO does.

    Objects of categories that the detector does not know are passed over; what it finds of categories that the dataset
    does not know is not counted.

    Raises: DataError: they have no category in common, or no picture could be used. InstallationError: pycocotools is
        missing.
    """
    known = set(dataset.categories.values())
    common = tuple(name for name in detector.categories if name in known)
    if not common:
        raise DataError(
            f"{dataset.name} has {', '.join(sorted(known)) or 'no categories'}, the detector knows "
            f"{', '.join(detector.categories[:20])}; name a category alike, as in --rename or --unnamed"
        )
    ids = {name: number for number, name in enumerate(common, 1)}
    records: Sequence[Record] = dataset.records[:limit]
    matched: dict[tuple[int, int], Matched] = {}
    failed: dict[str, int] = {}
    times: list[float] = []
    for done, record in enumerate(records, 1):
        try:
            picture, objects = record.read(), truth(record, ids)
        except SeesameError as error:
            failed[str(error)] = failed.get(str(error), 0) + 1
            continue
        began = time.perf_counter()
        found = detector.detect(picture, threshold=0.0)
        times.append(time.perf_counter() - began)
        for category, each in match(objects, _rows(found, ids, record.id)).items():
            matched[category, record.id] = each
        if progress is not None:
            progress(done, len(records), f"evaluating {record.path.name}")
    if not matched:
        raise DataError(f"no picture of {dataset.name} could be used: {next(iter(failed), 'there is none')}")
    return _report(matched, ids, records, known, failed, float(np.median(times)))


def _rows(found: Categorised, ids: Mapping[str, int], picture: int) -> dict[int, Sequence[Any]]:
    return {number: found.of(name)[:MOST].to_coco(picture, number) for name, number in ids.items()}


def _report(
    matched: Mapping[tuple[int, int], Matched],
    ids: Mapping[str, int],
    records: Sequence[Record],
    known: set[str],
    failed: dict[str, int],
    seconds: float,
) -> ClosedReport:
    counted = {kind: figures(matched, kind) for kind in KINDS}
    used = {picture for _, picture in matched}
    objects = sum(
        each.category in ids and not each.crowd for record in records if record.id in used for each in record.objects
    )
    each = {name: {kind: counted[kind].categories[number] for kind in KINDS} for name, number in ids.items()}
    box, mask = counted["box"].figures, counted["mask"].figures
    return ClosedReport(
        len(used), objects, tuple(ids), tuple(sorted(known - set(ids))), box, mask, each, failed, seconds
    )
