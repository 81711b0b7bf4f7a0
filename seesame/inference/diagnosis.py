"""What is wrong with the examples of a card, and what would be better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.card import Card
from seesame.descriptor import Descriptor, Floats
from seesame.geometry import boxes as box_geometry
from seesame.images.window import around, warp_picture
from seesame.inference.engine import Regions
from seesame.inference.finder import Finder
from seesame.reference import Reference

SMALL = 32.0  # pixels; the long side of an object that shows too little
DARK = 40.0  # mean brightness, of 255
FLAT = 12.0  # deviation of brightness, of 255
BLURRED = 0.004  # share of the brightness's variance that is detail, as the network sees it
CUT = 0.02  # of a side: how near to the picture's edge a box is cut off
APART = 1.2  # logits that the others say less for an outlier than for each other, see docs/cards.md
WINDOW = 160  # pixels; what is looked at for blur, about what a network looks at


@dataclass(frozen=True)
class Remark:
    """One thing to mend.

    Attributes:
        example: the name of the reference or negative.
        kind: outlier, small, dark, flat, blurred, cut off, ambiguous, better crop.
        text: what was seen and what to do.
        box: of a better crop, x1 y1 x2 y2 in pixels of what the card keeps; None otherwise.
    """

    example: str
    kind: str
    text: str
    box: tuple[float, float, float, float] | None = None


def check(finder: Finder, card: Card) -> tuple[Remark, ...]:
    """Everything that makes a card weaker than it could be."""
    remarks = [remark for each in (*card.references, *card.negatives) for remark in (*_looks(each),)]
    remarks += [remark for each in card.references for remark in _crops(finder, each)]
    counted = [row for row, votes in enumerate(card.votes) if votes > 0]
    alike = likeness(finder, finder.describe(card)[counted])
    return (*_outliers([card.references[row] for row in counted], alike), *remarks)


def likeness(finder: Finder, descriptor: Descriptor) -> Floats:
    """How alike the references of a question are: match logits (K, K) of each with each, the mean of both ways."""
    count = len(descriptor)
    own = Regions(
        np.zeros((count, 4), np.float32), np.zeros(count, np.float32), descriptor.vectors, descriptor.maps
    )
    logits = finder.compared(own, descriptor)
    return np.asarray((logits + logits.T) / 2, np.float32)


def support(alike: Floats) -> Floats:
    """How well the other references speak for each (K,), the mean of their logits; nothing speaks for one alone."""
    others = alike[~np.eye(len(alike), dtype=np.bool_)].reshape(len(alike), -1)
    return np.asarray(others.mean(1), np.float32) if len(alike) > 1 else np.zeros(len(alike), np.float32)


def outlier(alike: Floats) -> int | None:
    """The reference that the others speak for far less than for each other, if there is one; of three or more."""
    if len(alike) < 3:
        return None
    spoken = support(alike)
    lowest = int(spoken.argmin())
    others = support(np.delete(np.delete(alike, lowest, 0), lowest, 1))
    return lowest if float(others.mean() - spoken[lowest]) > APART else None


def _outliers(references: Sequence[Reference], alike: Floats) -> list[Remark]:
    """Takes: alike (K, K) of these K references."""
    row = outlier(alike)
    text = "is less like the others than they are like each other; if it is not meant, remove it or give it fewer votes"
    return [] if row is None else [Remark(references[row].name, "outlier", text)]


def _looks(example: Reference) -> list[Remark]:
    """What can be seen without a network."""
    x1, y1, x2, y2 = example.box
    wide, high = x2 - x1, y2 - y1
    grey = _grey(example)
    seen = []
    if max(wide, high) < SMALL:
        seen.append(("small", f"is {wide:.0f} x {high:.0f} pixels; use a picture from nearer"))
    if grey.mean() < DARK:
        seen.append(("dark", f"has a mean brightness of {grey.mean():.0f} of 255; use a picture with more light"))
    elif grey.std() < FLAT:
        seen.append(("flat", f"has hardly any contrast ({grey.std():.0f} of 255); use another picture"))
    elif detail(example) < BLURRED:
        seen.append(("blurred", "shows hardly any detail; use a sharper picture"))
    edge = _cut_off(example)
    if edge:
        seen.append(("cut off", f"touches the {edge} of its picture; use one that shows it whole"))
    return [Remark(example.name, kind, text) for kind, text in seen]


def detail(example: Reference) -> float:
    """The share of the brightness's variance that lies in fine detail, at the size that a network looks at."""
    matrix = around(example.box, WINDOW, 0.0)
    grey = cv2.cvtColor(warp_picture(example.picture, matrix, WINDOW), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    return float(fine.var() / max(float(grey.var()), 1.0))


def _grey(example: Reference) -> NDArray[np.float32]:
    x1, y1, x2, y2 = (int(side) for side in (*np.floor(example.box[:2]), *np.ceil(example.box[2:])))
    return cv2.cvtColor(example.picture[y1:y2, x1:x2], cv2.COLOR_RGB2GRAY).astype(np.float32)


def _cut_off(example: Reference) -> str:
    """The edge of the picture that a box touches; not said of whole pictures, whose box touches all."""
    height, width = example.picture.shape[:2]
    x1, y1, x2, y2 = example.box
    slack = CUT * max(x2 - x1, y2 - y1)
    touched = {
        "left edge": x1 <= slack,
        "top edge": y1 <= slack,
        "right edge": x2 >= width - slack,
        "lower edge": y2 >= height - slack,
    }
    names = [name for name, touches in touched.items() if touches]
    return " and ".join(names) if 0 < len(names) < 3 else ""


def _crops(finder: Finder, example: Reference) -> list[Remark]:
    """Where the network sees one whole object that the box does not enclose well, or several that it does."""
    scene = finder.encode(example.picture)
    boxes, worth = finder.region_boxes(scene), finder.region_worth(scene)
    if not len(boxes):
        return []
    overlap = box_geometry.iou(boxes, np.array([example.box], np.float32))[:, 0]
    inside = box_geometry.intersection(boxes, np.array([example.box], np.float32))[:, 0] / np.maximum(
        box_geometry.area(boxes), 1.0
    )
    best = int(np.argmax(np.where(overlap >= 0.3, worth, -1.0)))
    here = float(worth[overlap >= 0.7].max(initial=0.0))
    remarks = []
    if overlap[best] >= 0.3 and overlap[best] < 0.7 and worth[best] > here + 0.2:
        x1, y1, x2, y2 = (float(side) for side in boxes[best].round(1))
        text = f"fits better in the box {x1:g},{y1:g},{x2:g},{y2:g}; give that one"
        remarks.append(Remark(example.name, "better crop", text, (x1, y1, x2, y2)))
    several = (inside > 0.9) & (overlap < 0.5) & (worth > max(here, 0.3))
    if several.sum() >= 2:
        kept = box_geometry.nms(boxes[several], worth[several], 0.3)
        if len(kept) >= 2:
            text = f"encloses {len(kept)} things that look whole; draw the box round the one that is meant"
            remarks.append(Remark(example.name, "ambiguous", text))
    return remarks
