"""How good Mask R-CNN is while it is trained, for the best checkpoint to be kept."""

from __future__ import annotations

from typing import Any

from seesame.data import Dataset
from seesame.evaluate.closed import Progress, evaluate_closed
from seesame.inference.torch_closed import detector_of


class ClosedJudge:
    """COCO's AP of masks on a dataset; called with what `seesame.train.loop` calls a learner."""

    def __init__(self, dataset: Dataset, limit: int | None = None, progress: Progress | None = None) -> None:
        self.dataset, self.limit, self.progress = dataset, limit, progress

    def __call__(self, learner: Any) -> float:
        """The figure, 0 where nothing could be counted; the network goes on learning as before."""
        network = learner.network
        network.eval()
        try:
            detector = detector_of(network, learner.episodes.categories)
            return evaluate_closed(detector, self.dataset, self.limit, self.progress).mask["AP"] or 0.0
        finally:
            network.train()
