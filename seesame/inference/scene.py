"""Scene: a picture encoded once, for any number of questions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Looks
from seesame.images import Frame
from seesame.inference import assemble
from seesame.inference.engine import Engine, Floats, Regions, Seen
from seesame.instances import Instances
from seesame.weights import Sizes


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture encoded once, for any number of questions.

    Attributes:
        frame: the picture as the network saw it; `frame.size` is (H, W).
        seen: its maps.
        regions: its class-agnostic regions, boxes in frame pixels.
        weights_id: the network that made it.
        gist: (G,), see `seesame.inference.gist`; of no length where the network knows none.
        looks: regions that were looked at from near, by their rows; a memory that fills as objects are asked for, since
            how a region looks knows no question.
    """

    frame: Frame = field(repr=False)
    seen: Seen = field(repr=False)
    regions: Regions = field(repr=False)
    weights_id: str
    gist: Floats = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)
    looks: dict[int, Looks] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.frame.size

    @property
    def parts(self) -> tuple[Regions, ...]:
        """All regions, in blocks that are compared one after the other."""
        return (self.regions,)

    @property
    def boxes(self) -> Floats:
        """Of all regions (R, 4), picture pixels."""
        return self.frame.to_picture(self.regions.boxes)

    @property
    def whole_rows(self) -> npt.NDArray[np.bool_]:
        """(R,), which regions are not cut by a seam: all."""
        return np.ones(len(self.regions), np.bool_)

    @property
    def glances(self) -> int:
        """How often the network looked at parts of the picture and at the whole of it."""
        return 1

    def rows(self, chosen: npt.NDArray[np.int64]) -> Regions:
        """Some of the regions."""
        return self.regions[chosen]

    def discounted(self, scores: Floats) -> Floats:
        """Scores (R,) with what they lose for being the best of many: nothing."""
        return scores

    def sight(self, chosen: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint8], Floats]:
        """Where some regions are to be seen from near: a picture (H, W, 3) and their boxes (M, 4) in its pixels."""
        return self.frame.picture(), self.regions.boxes[chosen]

    def instances(self, engine: Engine, sizes: Sizes, scores: Floats, threshold: float, top: int) -> Instances:
        """The regions whose scores (R,) are at least `threshold`, `top` at the most, with their masks."""
        rows = assemble.choose(self.regions.boxes, scores, threshold, sizes.instance_overlap, top)
        if len(rows) == 0:
            return Instances.empty(self.size)
        boxes = self.regions.boxes[rows]
        outlines = engine.outline(self.seen, boxes)
        return assemble.instances(self.frame.to_picture(boxes), scores[rows], outlines, self.size)
