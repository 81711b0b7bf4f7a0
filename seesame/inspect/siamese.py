"""Inside Siamese Mask R-CNN: the matched pyramid, and its anchors beside what they should have said.

Here the match comes before the proposals, so both know the question; needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch

from seesame.descriptor import Floats
from seesame.inspect import framing
from seesame.inspect.anchors import Anchors, anchor_targets, anchors
from seesame.inspect.drawings import boxes
from seesame.inspect.tiles import Tile, heated, tiles
from seesame.model.paper import PaperNetwork, squared
from seesame.model.paper_pictures import cropped, resized
from seesame.reference import Reference

Picture = npt.NDArray[np.uint8]
_SIDE = 250


@dataclass(frozen=True, eq=False)
class SiameseStages:
    """What Siamese Mask R-CNN made on the way to its proposals.

    Attributes:
        picture: RGB uint8 (side, side, 3), as it was framed, padding grey.
        way: where the picture lies in its frame.
        levels: the matched pyramid, (C, h, w) of strides 4 to 64.
        given: the anchors; likely: (A,) how likely each holds an asked object.
        proposals: (R, 4), frame pixels, best first.
    """

    picture: Picture = field(repr=False)
    way: framing.Framed
    levels: tuple[Floats, ...] = field(repr=False)
    given: Anchors
    likely: Floats = field(repr=False)
    proposals: Floats


@torch.no_grad()
def siamese_stages(network: PaperNetwork, picture: Picture, references: Sequence[Reference]) -> SiameseStages:
    """Ask one picture, RGB uint8 (H, W, 3), for what the references show, and keep everything."""
    config = network.eval().config
    way = framing.centred(picture.shape[0], picture.shape[1], config.scene_short, config.scene_side)
    crops = [resized(cropped(each), config.reference_short, config.reference_side)[0] for each in references]
    scene = squared([resized(picture, config.scene_short, config.scene_side)[0]], config.scene_side)
    descriptor = network.describe(squared(crops, config.reference_side))
    candidates = network.match(network.encode(scene), descriptor)
    return SiameseStages(
        way.show(picture),
        way,
        tuple(np.asarray(level[0].numpy(), np.float32) for level in candidates.levels),
        anchors(way.height, way.width, config.anchor_scales, config.anchor_ratios),
        np.asarray(torch.softmax(candidates.anchored.logits[0], 1)[:, 1].numpy(), np.float32),
        np.asarray(candidates.proposals[0].numpy(), np.float32),
    )


def matched(stages: SiameseStages, true: npt.ArrayLike | None = None) -> Picture:
    """The matched pyramid level by level: how strong it is at each place, how likely the likeliest anchor of the place
    was said to be the asked thing, and, with the true boxes (T, 4) in picture pixels, which anchors should have been.

    Strength is the length of the vector of a place, from the level's least to its largest.
    """
    taught = None if true is None else anchor_targets(stages.given, stages.way.boxes(true))
    rows = []
    for level, each in enumerate(stages.levels):
        shape, strength = each.shape[1:], np.sqrt((each.astype(np.float64) ** 2).sum(0))
        shares = (strength - strength.min()) / (float(np.ptp(strength)) or 1.0)
        own = stages.given.levels == level
        said = stages.likely[own].reshape(*shape, -1).max(2)
        row = [
            Tile(heated(stages.picture, shares.astype(np.float32)), f"stride {4 << level}"),
            Tile(heated(stages.picture, said), f"{said.max():.2f} at the most"),
        ]
        if taught is not None:
            should = (taught.of[own] >= 0).reshape(*shape, -1).max(2).astype(np.float32)
            many = int((taught.of[own] >= 0).sum())
            row.insert(1, Tile(heated(stages.picture, should), f"{many} of {int(own.sum())} anchors"))
        rows.append(row)
    heads = ("the match", "anchors: it said") if taught is None else ("the match", "anchors: should be", "it said")
    return tiles(rows, _SIDE, heads, ("weak; no asked object", "strong; an asked object"))


def proposed(stages: SiameseStages, true: npt.ArrayLike = (), most: int = 12) -> Picture:
    """The best proposals over the framed picture, with their place in the order; true boxes are black and white."""
    truth = stages.way.boxes(true)
    best = stages.proposals[:most][::-1]
    captions = [str(place) for place in range(len(best), 0, -1)]
    white = [(250, 250, 248)] * len(truth)
    drawn = np.concatenate([best, truth])
    colours = [(255, 191, 0)] * len(best)
    return boxes(stages.picture, drawn, captions, [*colours, *white], [False] * len(best) + [True] * len(truth), 0.3)
