"""How what was found is shown in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from seesame.images import overlay, splash
from seesame.instances import Instances
from seesame.reference import Reference


class Style(str, Enum):
    """Masks in colours with captions, or the thing in its own colours and the rest grey."""

    outline = "outline"
    splash = "splash"


def drawn(
    style: Style,
    picture: NDArray[np.uint8],
    instances: Instances,
    reference: Reference | None = None,
    tracks: Sequence[int] | None = None,
    names: Sequence[str] | None = None,
) -> NDArray[np.uint8]:
    """The picture RGB uint8 (H, W, 3) with its instances, as `overlay` or as `splash` draws them."""
    if style is Style.splash:
        return splash(picture, instances)
    return overlay(picture, instances, reference, tracks=tracks, names=names)
