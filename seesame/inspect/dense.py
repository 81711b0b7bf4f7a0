"""What the dense part of the default network said at every place, not only at the likeliest, and its backbone's maps.

The exported graphs keep the likeliest candidates only, hence torch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from seesame.descriptor import Floats
from seesame.inference import Scene, assemble, torch_engine
from seesame.inspect.targets import Places, places
from seesame.weights import Weights


@dataclass(frozen=True, eq=False)
class Dense:
    """What each of N places said.

    Attributes:
        where: the places.
        likely: (N,) in [0, 1], how likely an object is there.
        boxes: (N, 4), its sides, frame pixels; not clipped.
        backbone: maps (C, h, w) of strides 4 to 32.
    """

    where: Places
    likely: Floats = field(repr=False)
    boxes: Floats = field(repr=False)
    backbone: tuple[Floats, ...] = field(repr=False)


@torch.no_grad()
def dense(weights: Weights, scene: Scene) -> Dense:
    """Look at a scene again with the same network, and keep everything.

    Raises: WeightsError: the files do not fit the network.
    """
    network = torch_engine.load(weights).network
    pixels = torch.from_numpy(np.ascontiguousarray(scene.frame.pixels))[None]
    maps = network.backbone(pixels)
    said = network.propose(network.pyramid(maps))
    return Dense(
        places(*scene.frame.pixels.shape[1:]),
        np.asarray(assemble.sigmoid(said.logits[0].numpy()), np.float32),
        np.asarray(said.boxes[0].numpy(), np.float32),
        tuple(np.asarray(each[0].numpy(), np.float32) for each in maps),
    )
