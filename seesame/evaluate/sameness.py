"""Telling one object from others of its category: asked, fitted on one half of the objects, counted on the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seesame.descriptor import Descriptor
from seesame.errors import DataError, InputError
from seesame.evaluate.lookalikes import Place
from seesame.evaluate.retrieval import asked_with
from seesame.images import read
from seesame.inference import Finder, alarms, assemble, sameness
from seesame.weights import Presence, Sameness

ROUNDS = 3
"""How often the region that shows the object is chosen anew by what was fitted."""
PENALTY = 0.01
RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
THRESHOLD = 0.5

Progress = Callable[[int, int, str], None]
Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Asked:
    """What N questions to photographs came to; a question is a photograph of an object.

    Attributes:
        places: every photograph.
        questions, scenes: (N,) rows of `places`.
        category: (N,) the best category score.
        evidence: N arrays (M, evidence), of the regions that were looked at from near.
        failed: photographs that could not be read, with the reason.
        timing: milliseconds, mean: encode, describe, and a region looked at from near and compared.
    """

    places: tuple[Place, ...]
    questions: NDArray[np.int64]
    scenes: NDArray[np.int64]
    category: Doubles
    evidence: tuple[NDArray[np.float32], ...]
    failed: dict[str, str]
    timing: dict[str, float]

    @property
    def same(self) -> Bools:
        """(N,) whether the photograph shows the very object."""
        return self._each(lambda asked, scene: asked.owner == scene.owner)

    @property
    def alike(self) -> Bools:
        """(N,) whether it shows another one of its kind, and not the object."""
        return self._each(lambda asked, scene: asked.owner != scene.owner and bool(asked.kinds & scene.kinds))

    def unseen(self, half: int) -> Bools:
        """(N,) whether question and photograph both belong to a half."""
        return self._each(lambda asked, scene: asked.half == scene.half == half)

    def _each(self, tell: Callable[[Place, Place], bool]) -> Bools:
        pairs = zip(self.questions.tolist(), self.scenes.tolist(), strict=True)
        return np.array([tell(self.places[asked], self.places[scene]) for asked, scene in pairs], np.bool_)


def ask(finder: Finder, places: Sequence[Place], crop: str, progress: Progress | None = None) -> Asked:
    """Ask every photograph for the object of every other photograph of an object."""
    spent: dict[str, list[float]] = {"encode": [], "describe": [], "look": []}
    failed: dict[str, str] = {}
    descriptors: dict[int, Descriptor] = {}
    steps, rows = sum(bool(each.owner) for each in places) + len(places), []
    for row, place in enumerate(places):
        if place.owner:
            try:
                picture = read(place.path)
            except InputError as error:
                failed[str(place.path)] = str(error)
                continue
            scene = finder.encode(picture)
            began = time.perf_counter()
            descriptors[row] = finder.describe(asked_with(finder, picture, scene, crop), same="object")
            spent["describe"].append(time.perf_counter() - began)
            if progress is not None:
                progress(len(descriptors), steps, "describing")
    if not descriptors:
        raise DataError("no photograph of an object can be read; give others")
    for row, place in enumerate(places):
        try:
            rows += _answers(finder, row, place, descriptors, spent)
        except InputError as error:
            failed[str(place.path)] = str(error)
        if progress is not None:
            progress(len(descriptors) + row + 1, steps, place.path.name)
    questions, scenes, category, evidence = zip(*rows, strict=True)
    timing = {name: 1000 * float(np.mean(each)) for name, each in spent.items() if each}
    return Asked(
        tuple(places), np.array(questions), np.array(scenes), np.array(category, np.float64), evidence, failed, timing
    )


def _answers(
    finder: Finder, row: int, place: Place, descriptors: dict[int, Descriptor], spent: dict[str, list[float]]
) -> list[tuple[int, int, float, NDArray[np.float32]]]:
    """What one photograph answers to every question but its own."""
    began = time.perf_counter()
    scene = finder.encode(read(place.path))
    spent["encode"].append(time.perf_counter() - began)
    answers = []
    alike = finder.compared(scene.regions, Descriptor.concatenate(list(descriptors.values())))
    for column, (asked, descriptor) in enumerate(descriptors.items()):
        if asked != row:
            scores = assemble.scores(alike[:, column], scene.regions.quality, finder.card.calibration)
            chosen = finder.shortlist(scene, scores)
            before, began = len(scene.looks), time.perf_counter()
            evidence = finder.evidence(scene, chosen, descriptor)[:, 0]
            if len(chosen) and len(scene.looks) - before == len(chosen):
                spent["look"].append((time.perf_counter() - began) / len(chosen))
            answers.append((asked, row, float(scores.max(initial=0.0)), evidence))
    return answers


def fit(asked: Asked, chosen: Bools) -> Sameness:
    """The logistic function that tells objects apart, from some of the questions: chosen (N,).

    Of each photograph the region counts that says most. Half of the weight lies on photographs of the very object, a
    quarter on those of others of its kind, a quarter on all others: that is what the probabilities are for.
    Raises: DataError: the questions lack photographs of one of these.
    """
    rows = [row for row in np.flatnonzero(chosen) if len(asked.evidence[row])]
    same = asked.same[rows]
    weights = shares(same, asked.alike[rows])
    slopes, offset = np.eye(len(sameness.EVIDENCE))[0], 0.0
    for _ in range(ROUNDS):
        best = [asked.evidence[row] @ slopes for row in rows]
        shown = np.array([asked.evidence[row][each.argmax()] for row, each in zip(rows, best, strict=True)], np.float64)
        slopes, offset = logistic(shown, same, weights)
    return Sameness(
        slopes=dict(zip(sameness.EVIDENCE, slopes.tolist(), strict=True)), offset=offset, threshold=THRESHOLD
    )


def shares(same: Bools, alike: Bools) -> Doubles:
    """Weights (N,) of sum 1: a half for the same, a quarter for look-alikes, a quarter for the rest."""
    parts = ((same, 0.5), (alike & ~same, 0.25), (~alike & ~same, 0.25))
    if not all(part.any() for part, _ in parts):
        raise DataError("there are no photographs of the same object, of look-alikes or of other things; add some")
    return np.asarray(sum(part * (share / part.sum()) for part, share in parts), np.float64)


def logistic(x: Doubles, correct: Bools, weights: Doubles, rounds: int = 50) -> tuple[Doubles, float]:
    """Slopes (E,) and offset of the weighted logistic regression of correct (N,) on x (N, E), with a small penalty on
    the slopes of standardised evidence; Newton's method."""
    mean, spread = np.asarray(x.mean(0), np.float64), np.asarray(x.std(0) + 1e-6, np.float64)
    design = np.concatenate([(x - mean) / spread, np.ones((len(x), 1))], 1)
    penalty = 2 * PENALTY * np.r_[np.ones(x.shape[1]), 0.0]
    found = np.zeros(design.shape[1])
    for _ in range(rounds):
        p = 0.5 * (1.0 + np.tanh(0.5 * (design @ found)))
        gradient = design.T @ (weights * (p - correct)) + penalty * found
        curve: Doubles = (design * (weights * p * (1 - p))[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, gradient)
        found = found - step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    slopes: Doubles = found[:-1] / spread
    return slopes, float(found[-1] - slopes @ mean)


def scores(asked: Asked, fitted: Sameness) -> Doubles:
    """The best object score (N,) of each photograph; 0 where no region was worth a look from near."""
    best = [float(sameness.logits(each[:, None], fitted).max(initial=-np.inf)) for each in asked.evidence]
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.array(best))), np.float64)


def crossed(asked: Asked) -> Doubles:
    """The best object scores (N,), those of each half's questions by what was fitted on the other half alone."""
    result = np.zeros(len(asked.questions))
    halves = np.array([each.half for each in asked.places])[asked.questions]
    for half in (0, 1):
        result[halves == half] = scores(asked, fit(asked, asked.unseen(1 - half)))[halves == half]
    return result


def presence(asked: Asked, told: Doubles) -> Presence:
    """How the best score of a photograph tells whether the object is there: told (N,), never fitted on these questions.

    The score is that probability already, where half of the photographs show the object: that is how it is fitted. The
    false alarms are of photographs of which half show another one of its kind.
    """
    kept = asked.unseen(0) | asked.unseen(1)
    best, same, alike = told[kept], asked.same[kept], asked.alike[kept]
    others = best[~same & ~alike]
    every = max(len(others) // max(int(alike.sum()), 1), 1)
    absent = np.concatenate([best[alike & ~same], others[::every]])
    levels = alarms.measured(absent, best[same], int(same.sum()), RATES)
    return Presence(slope=1.0, offset=0.0, levels=levels)
