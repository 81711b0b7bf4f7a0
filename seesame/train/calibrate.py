"""From scores to probabilities: fitted on pictures held back from training, asked for what is there and what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.data.sources import Place, Pool, read_pool
from seesame.errors import DataError, SeesameError
from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder, Scene, gist
from seesame.inference.alarms import measured
from seesame.reference import Reference
from seesame.train.recipe import Recipe
from seesame.weights import Calibration, Presence

Progress = Callable[[int, int, str], None]
Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
"""False-alarm rates that are measured, those for which enough absent things were asked."""
ABSENT = 12
"""Absent things that a picture is asked for at least, where there are as many."""


class Answered(NamedTuple):
    """What came back for one question: scores (N,), whether each find is right (N,), the objects there were.

    `alike` tells how alike the picture and the surroundings of the reference are. `spare` questions are about absent
    things, beyond as many as there are about present ones: they count for false-alarm rates only.
    """

    scores: Doubles
    correct: npt.NDArray[np.bool_]
    objects: int
    alike: float
    spare: bool

    @property
    def best(self) -> float:
        """The score that something is there."""
        return float(self.scores.max(initial=0.0))


class Fitted(NamedTuple):
    """What the held-back pictures gave, and the figures at the threshold."""

    calibration: Calibration
    presence: Presence | None
    figures: dict[str, float]


def calibrate(finder: Finder, recipe: Recipe, data: Path, progress: Progress | None = None) -> Fitted:
    """Fit score, threshold and presence on the exhaustively annotated pictures that the recipe held back.

    Each picture is asked for every category it shows and for as many that it does not; for more of those to measure
    false-alarm rates.
    Returns: the calibration, its threshold the one of the best F1; the presence, None if nothing absent was asked.
    Raises: DataError: nothing was held back that can be asked.
    """
    held = read_pool(recipe.sources, data, recipe.hold_back, held=True, excluded=recipe.excluded)
    every, pictures = _collect(finder, held, progress)
    answered = [each for each in every if not each.spare]
    scores = np.concatenate([each.scores for each in answered])
    correct = np.concatenate([each.correct for each in answered])
    if not correct.any() or correct.all():
        raise DataError("nothing to calibrate on: the held-back pictures gave no right and wrong finds; hold back more")
    slope, offset = fit_logistic(_logit(scores), correct)
    told = [each._replace(scores=_sigmoid(slope * _logit(each.scores) + offset)) for each in every]
    objects = sum(each.objects for each in answered)
    threshold, figures = best_f1(_sigmoid(slope * _logit(scores) + offset), correct, objects)
    figures |= {"pictures": float(pictures), "questions": float(len(every))}
    return Fitted(Calibration(slope=slope, offset=offset, threshold=threshold), _presence(told, objects), figures)


def _presence(answered: Sequence[Answered], objects: int) -> Presence | None:
    there = np.array([each.objects > 0 for each in answered])
    rates = [rate for rate in RATES if rate * (~there).sum() >= 2]
    if there.all() or not there.any() or len(rates) < 2:
        return None
    best = np.array([each.best for each in answered])
    counted = np.array([not each.spare for each in answered])
    alike = np.array([each.alike for each in answered])
    slope, offset = fit_logistic((_logit(best) + gist.WORTH * alike)[counted], there[counted])
    levels = measured(best[~there], np.concatenate([each.scores[each.correct] for each in answered]), objects, rates)
    return Presence(slope=slope, alike=gist.WORTH, offset=offset, levels=levels)


def fit_logistic(x: Doubles, correct: npt.NDArray[np.bool_], rounds: int = 50) -> tuple[float, float]:
    """Slope and offset of the logistic regression of `correct` (N,) on x (N,), by Newton's method with halved steps.

    Source: Platt scaling, Platt 1999.
    """
    design, first = np.stack([x, np.ones_like(x)], 1), np.array([1.0, 0.0])

    def loss(weights: Doubles) -> float:
        values = design @ weights
        return float((np.logaddexp(0.0, values) - correct * values).sum() + 5e-4 * ((weights - first) ** 2).sum())

    weights = first
    for _ in range(rounds):
        p = _sigmoid(design @ weights)
        gradient = design.T @ (p - correct) + 1e-3 * (weights - first)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + 1e-3 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return max(float(weights[0]), 1e-3), float(weights[1])


def best_f1(scores: Doubles, correct: npt.NDArray[np.bool_], objects: int) -> tuple[float, dict[str, float]]:
    """The score from which finds are believed so that F1 is best, and precision, recall and F1 there.

    Takes: scores (N,) and whether each find is right, and how many objects there were to find.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(correct[order])
    f1 = 2.0 * right / (np.arange(1, len(order) + 1) + objects)
    at = int(f1.argmax())
    figures = {"f1": float(f1[at]), "precision": float(right[at] / (at + 1)), "recall": float(right[at] / objects)}
    return float(scores[order[at]]), figures


def _collect(finder: Finder, pool: Pool, progress: Progress | None) -> tuple[list[Answered], int]:
    """What came back for each question, and how many pictures were asked."""
    rng = np.random.default_rng(0)
    asked = [
        (s, r) for s, source in enumerate(pool.sources) if source.spec.exhaustive for r in range(len(source.dataset))
    ]
    answered: list[Answered] = []
    for index, (s, r) in enumerate(asked):
        scene = finder.encode(pool.record(s, r).read())
        questions = _questions(rng, pool, s, r)
        present = sum(len(true) > 0 for _, true, _ in questions)
        for number, (name, true, doubtful) in enumerate(questions):
            found = _ask(finder, pool, scene, name, (s, r), rng)
            if found is not None:
                right = right_finds(found[0], true)
                counts = right | ~overlapping(found[0], doubtful)
                scores, spare = found[1][counts].astype(np.float64), number >= 2 * present
                answered.append(Answered(scores, right[counts], len(true), found[2], spare))
        if progress:
            progress(index + 1, len(asked), "calibrating on held-back pictures")
    if not answered:
        raise DataError("no held-back picture could be asked; raise hold_back in the recipe")
    return answered, len(asked)


def _questions(rng: np.random.Generator, pool: Pool, s: int, r: int) -> list[tuple[str, Floats, Floats]]:
    """Categories to ask a picture for: those it shows, and as many others.

    Returns: for each its name, the boxes (G, 4) of its objects and the boxes (D, 4) that it may or may not mean.
    """
    shown = pool.record(s, r).objects
    names = sorted({each.category for each in shown if each.category is not None and not each.crowd})
    there = [name for name in names if len(pool.places.get(name, {})) > 1]
    same_source = [n for n in pool.askable if any(at[0] == s for at in pool.places[n])]
    absent = [name for name in same_source if all(pool.same(name, each.category) == 0.0 for each in shown)]
    asked = [*there, *(str(name) for name in rng.permutation(absent)[: max(len(there), ABSENT)])]
    questions = []
    for name in asked:
        meant = [each.box for each in shown if each.category == name and not each.crowd]
        may_be = [each.box for each in shown if each.crowd or pool.same(name, each.category) < 0.0]
        questions.append(
            (name, np.array(meant, np.float32).reshape(-1, 4), np.array(may_be, np.float32).reshape(-1, 4))
        )
    return questions


def _ask(
    finder: Finder, pool: Pool, scene: Scene, name: str, at: tuple[int, int], rng: np.random.Generator
) -> tuple[Floats, Floats, float] | None:
    """Boxes and scores found with a random reference from another picture, and how alike its surroundings and the scene
    are; None where none can be used."""
    places: list[list[Place]] = [group for picture, group in pool.places[name].items() if picture != at]
    group = places[int(rng.integers(len(places)))]
    place = group[int(rng.integers(len(group)))]
    try:
        picture = pool.record(place.source, place.record).read()
        reference = Reference.from_box(picture, pool.object(place).box)
    except SeesameError:
        return None
    descriptor = finder.describe(reference)
    found = finder.find(scene, descriptor, threshold=0.0, top=30)
    return found.boxes, found.scores, gist.likeness(scene.gist, descriptor.gists, descriptor.votes)


def right_finds(found: npt.NDArray[np.float32], true: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which of found (N, 4), best first, overlap one of true (G, 4) by half or more that no better one has taken."""
    right = np.zeros(len(found), bool)
    if len(found) and len(true):
        overlap = box_geometry.iou(found, true)
        for row in range(len(found)):
            column = int(overlap[row].argmax())
            if overlap[row, column] >= 0.5:
                right[row] = True
                overlap[:, column] = 0.0
    return right


def overlapping(found: Floats, doubtful: Floats) -> npt.NDArray[np.bool_]:
    """Which of found (N, 4) lie for half or more in one of doubtful (D, 4)."""
    if not len(found) or not len(doubtful):
        return np.zeros(len(found), bool)
    inside = box_geometry.intersection(found, doubtful) / np.maximum(box_geometry.area(found), 1.0)[:, None]
    return np.asarray((inside >= 0.5).any(1))


def _sigmoid(x: Doubles) -> Doubles:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _logit(scores: Doubles) -> Doubles:
    clipped = np.clip(scores, 1e-7, 1 - 1e-7)
    return np.asarray(np.log(clipped / (1 - clipped)))
