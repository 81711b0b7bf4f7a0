"""What the pictures of a folder have in common, found and outlined without being shown.

Of each picture the region is taken that is most like those taken of the others, is one whole object, and lies in the
middle; then all are taken anew, until none changes. Source: co-localisation, arXiv 1405.0174, in its simplest form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Descriptor
from seesame.geometry import boxes as box_geometry
from seesame.images.read import MAX_PIXELS
from seesame.inference import Finder
from seesame.inference.assemble import sigmoid
from seesame.inference.engine import Regions
from seesame.instances import Instances
from seesame.label.contest import log_odds
from seesame.label.journal import Journal
from seesame.label.labelled import Claim, Labelled
from seesame.label.labelling import Progress
from seesame.label.looking import looked

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]
ROUNDS = 5
"""At most; most folders are at rest after two."""
OTHERS = 16
"""Pictures that each is compared with, at most."""
KEPT = 24
"""Regions of a picture that are candidates."""
_SPREAD = 0.2  # of the middle of things about the middle of pictures, in sides of the picture
_USUAL = 0.1  # the share of a picture from which a thing is none too small
_ELSEWHERE = 0.5  # overlap under which a region is another thing


@dataclass(frozen=True, eq=False)
class Candidates:
    """The regions of one picture that may be what is sought.

    Attributes:
        regions: R of them.
        found: the same with their masks.
        prior: (R,) how likely each is before it is compared: one whole object, in the middle, not small.
    """

    regions: Regions
    found: Instances
    prior: Floats


def label_folders(
    finder: Finder,
    folders: Mapping[str, Sequence[str]],
    journal: Path,
    max_pixels: int = MAX_PIXELS,
    progress: Progress | None = None,
) -> list[Labelled]:
    """Label several folders, each by what its own pictures have in common; those that the journal has whole are not
    looked at again.

    Args:
        folders: the pictures of each category by its name; a claim's `card` is the number of the category.

    Returns: all pictures, folder by folder.
    Raises: InputError: the journal holds labels by other questions.
    """
    asked = {"folders": list(folders), "rounds": ROUNDS, "weights": finder.weights_id}
    kept = Journal(journal, asked)
    count, done = sum(map(len, folders.values())), 0
    for category, (name, pictures) in enumerate(folders.items()):
        if not kept.done.issuperset(pictures):
            for each in colocalise(finder, pictures, category, max_pixels):
                kept.append(each)
        done += len(pictures)
        if progress is not None:
            progress(done, count, name)
    return kept.of(path for pictures in folders.values() for path in pictures)


class _Told(NamedTuple):
    """Of one picture: the row that is taken, and of all rows (R,) their scores and how likely they are."""

    row: int
    scores: Floats
    likely: Floats

    @classmethod
    def best(cls, scores: Floats, likely: Floats) -> _Told:
        """The likeliest row is taken."""
        return cls(int(likely.argmax()), scores, likely)


def colocalise(
    finder: Finder, pictures: Sequence[str], category: int = 0, max_pixels: int = MAX_PIXELS
) -> list[Labelled]:
    """One claim for each picture, of the thing that they all show; pictures that cannot be read have failed.

    Args:
        category: the number of the claims' `card`.

    Returns: in the order of the pictures. The margin of a claim is how far the next best thing of its picture is
        behind, logarithm of odds.
    """
    seen = [looked(path, max_pixels, partial(_candidates, finder)) for path in pictures]
    able = [each for each in seen if isinstance(each, Candidates) and len(each.prior)]
    chosen = _chosen(finder, able)
    claims = {id(each): claim for each, claim in zip(able, chosen, strict=True)}
    return [
        Labelled(path, (0, 0), (), each)
        if isinstance(each, str)
        else Labelled(path, each.found.size, _claims(each, claims.get(id(each)), category))
        for path, each in zip(pictures, seen, strict=True)
    ]


def _candidates(finder: Finder, picture: Picture) -> Candidates:
    scene = finder.encode(picture)
    prior = _prior(scene.boxes, scene.regions.quality, scene.size)
    rows = np.argsort(-prior, kind="stable")[:KEPT]
    found = finder.outline(scene, scene.boxes[rows])
    inside = rows[box_geometry.area(box_geometry.clip(scene.boxes[rows], *scene.size)) > 0]
    return Candidates(scene.regions[inside], found, prior[inside])


def _prior(boxes: npt.NDArray[np.float32], quality: npt.NDArray[np.float32], size: tuple[int, int]) -> Floats:
    sides = np.array([size[1], size[0]])
    away = (boxes[:, :2] + boxes[:, 2:]) / 2 / sides - 0.5
    middle = np.exp(-(away**2).sum(1) / (2 * _SPREAD**2))
    large = np.clip(box_geometry.area(boxes) / sides.prod() / _USUAL, 0.0, 1.0)
    return np.asarray(middle * large * sigmoid(quality.astype(np.float64)), np.float64)


def _chosen(finder: Finder, pictures: Sequence[Candidates]) -> list[_Told]:
    """What is taken of each picture."""
    told = [_Told.best(each.prior, each.prior) for each in pictures]
    for _ in range(ROUNDS if len(pictures) > 1 else 0):
        before = [each.row for each in told]
        told = [_anew(finder, pictures, before, place) for place in range(len(pictures))]
        if [each.row for each in told] == before:
            break
    return told


def _anew(finder: Finder, pictures: Sequence[Candidates], taken: Sequence[int], place: int) -> _Told:
    """Choose again in one picture, by what is taken of others."""
    own = pictures[place]
    others = [other for other in range(len(pictures)) if other != place]
    others = sorted(others, key=lambda other: -pictures[other].prior[taken[other]])[:OTHERS]
    shown = [pictures[other].regions[[taken[other]]] for other in others]
    maps = np.concatenate([each.maps for each in shown])
    whole = np.ones((len(maps), *maps.shape[2:]), np.float32)
    like = Descriptor(np.concatenate([each.vectors for each in shown]), maps, whole, finder.weights_id)
    scores = np.asarray(finder.scored(own.regions, like), np.float64)
    return _Told.best(scores, scores * own.prior)


def _claims(own: Candidates, told: _Told | None, category: int) -> tuple[Claim, ...]:
    if told is None:
        return ()
    row, scores, likely = told
    elsewhere = box_geometry.iou(own.found.boxes, own.found.boxes[[row]])[:, 0] < _ELSEWHERE
    margin = log_odds(likely[row]) - log_odds(likely[elsewhere].max(initial=0.0))
    x1, y1, x2, y2 = own.found.boxes[row].tolist()
    (shape,) = own.found[row].to_coco(0, 0)
    return (Claim(category, (x1, y1, x2, y2), float(scores[row]), max(margin, 0.0), shape["segmentation"]),)

