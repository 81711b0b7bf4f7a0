"""Scene: a picture encoded once, for any number of questions."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    """

    frame: Frame = field(repr=False)
    seen: Seen = field(repr=False)
    regions: Regions = field(repr=False)
    weights_id: str

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.frame.size

    @property
    def parts(self) -> tuple[Regions, ...]:
        """All regions, in blocks that are compared one after the other."""
        return (self.regions,)
