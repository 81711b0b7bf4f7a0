"""How good Mask R-CNN is while it is trained, for the best checkpoint to be kept, and to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.data import Dataset, Record
from seesame.evaluate.closed import Progress, evaluate_closed
from seesame.images import overlay
from seesame.inference.detector import Detector
from seesame.inference.torch_closed import trained

SHOWN = 4
"""Pictures that are looked at."""


class ClosedJudge:
    """COCO's AP of masks on a dataset; called with what `seesame.train.loop` calls a learner."""

    def __init__(self, dataset: Dataset, limit: int | None = None, progress: Progress | None = None) -> None:
        self.dataset, self.limit, self.progress = dataset, limit, progress

    def __call__(self, learner: Any) -> float:
        """The figure, 0 where nothing could be counted; the network goes on learning as before."""
        with _asked(learner) as detector:
            return evaluate_closed(detector, self.dataset, self.limit, self.progress).mask["AP"] or 0.0

    def finds(self, learner: Any) -> Mapping[str, npt.NDArray[np.uint8]]:
        """What is found in the first pictures, by their names."""
        with _asked(learner) as detector:
            return dict(_drawn(detector, record) for record in self.dataset.records[:SHOWN])


@contextmanager
def _asked(learner: Any) -> Iterator[Detector]:
    """A detector on a network, which goes on learning afterwards."""
    learner.network.eval()
    try:
        yield Detector(*trained(learner.network, learner.episodes.categories))
    finally:
        learner.network.train()


def _drawn(detector: Detector, record: Record) -> tuple[str, npt.NDArray[np.uint8]]:
    picture = record.read()
    found = detector.detect(picture)
    return record.path.stem, overlay(picture, found.instances, names=found.names)
