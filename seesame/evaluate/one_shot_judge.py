"""How good the default network is while it is trained: for the best checkpoint to be kept, and to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.data.records import Dataset
from seesame.evaluate.ask import asked_reference
from seesame.evaluate.exam import Exam, draw
from seesame.evaluate.protocol import Protocol, Question
from seesame.evaluate.runner import Progress, evaluate
from seesame.images import overlay
from seesame.inference.finder import Finder
from seesame.inference.torch_engine import TorchEngine, sizes_of
from seesame.weights import WeightsCard

SHOWN = 4
"""Questions whose finds are drawn, those of the first pictures."""
CERTAIN = 0.3
"""The score from which a find is drawn; it is the network's own, which nothing has calibrated yet."""


class OneShotJudge:
    """Mask AP50 with one reference, all questions of a dataset asked once; called with what `seesame.train.loop` calls
    a learner.

    Takes: limit, how many pictures are searched at most.
    Raises: DataError: nothing can be asked of the dataset.
    """

    def __init__(self, dataset: Dataset, limit: int | None = 100, progress: Progress | None = None) -> None:
        self.exam = draw(dataset, Protocol(runs=1, floors=(0.0,), limit=limit))
        self.progress = progress

    def __call__(self, learner: Any) -> float:
        """The figure, 0 where nothing could be counted; the network goes on learning as before."""
        reached = evaluate(finder_of(learner), self.exam.dataset, self.exam.protocol, self.progress)
        return float(reached.detection["0"]["mask"]["AP50"]["mean"] or 0.0)

    def finds(self, learner: Any) -> Mapping[str, npt.NDArray[np.uint8]]:
        """What is found in a few pictures, by the names of picture and category, the reference in a corner."""
        finder = finder_of(learner)
        return dict(_drawn(finder, self.exam, each) for each in _one_of_each(self.exam))


def finder_of(learner: Any) -> Finder:
    """A finder on the mean weights of a learner; its scores are the network's own."""
    network = learner.average.module
    card = WeightsCard(
        name="in training", network=learner.recipe.network, recipe={}, files={}, sizes=sizes_of(network.config)
    )
    return Finder.on(TorchEngine(network), card)


def _one_of_each(exam: Exam) -> list[Question]:
    """The first question of each of the first pictures that show what is asked for."""
    first: dict[int, Question] = {}
    for each in exam.questions:
        if each.present:
            first.setdefault(each.scene, each)
    return list(first.values())[:SHOWN]


def _drawn(finder: Finder, exam: Exam, question: Question) -> tuple[str, npt.NDArray[np.uint8]]:
    records = {record.id: record for record in exam.dataset.records}
    scene = records[question.scene]
    reference = asked_reference(records[question.references[0][0]], question.references[0][1])
    picture = scene.read()
    found = finder.find(picture, finder.describe([reference]), threshold=CERTAIN)
    return f"{question.category} in {scene.path.stem}", overlay(picture, found, reference)
