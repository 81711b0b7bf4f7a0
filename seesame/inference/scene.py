"""Scene: a picture encoded once, for any number of questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from seesame.descriptor import Looks
from seesame.images import Frame
from seesame.inference.engine import Regions, Seen


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture encoded once, for any number of questions.

    Attributes:
        frame: the picture as the network saw it; `frame.size` is (H, W).
        seen: its maps.
        regions: its class-agnostic regions, boxes in frame pixels.
        weights_id: the network that made it.
        looks: regions that were looked at from near, by their rows; a memory that fills as objects are asked for, since
            how a region looks knows no question.
    """

    frame: Frame = field(repr=False)
    seen: Seen = field(repr=False)
    regions: Regions = field(repr=False)
    weights_id: str
    looks: dict[int, Looks] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.frame.size

    @property
    def parts(self) -> tuple[Regions, ...]:
        """All regions, in blocks that are compared one after the other."""
        return (self.regions,)
