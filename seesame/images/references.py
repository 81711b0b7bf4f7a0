"""From the text of a question to its Reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seesame.images.read import MAX_PIXELS, read
from seesame.reference import Reference, parse_question


def read_reference(text: str, max_pixels: int = MAX_PIXELS) -> Reference:
    """Read what `mug.jpg`, `mug.jpg@40,12,180,160` and the other forms of a question name.

    Returns: the reference, named `text`.

    Raises:
        QuestionError: the text, the region or the mask cannot be used.
        PictureError: the picture cannot be read.
    """
    question = parse_question(text)
    picture = read(question.path, max_pixels)
    if question.box is not None:
        return Reference.from_box(picture, question.box, name=text)
    if question.polygon is not None:
        return Reference.from_polygon(picture, question.polygon, name=text)
    if question.mask_path is not None:
        return Reference.from_mask(picture, _read_mask(question.mask_path, max_pixels), name=text)
    return Reference.whole(picture, name=text)


def _read_mask(path: str, max_pixels: int) -> NDArray[np.bool_]:
    """Where a mask's picture is at least half as bright as at its brightest: 0 and 1 will do, noise does no harm.

    Returns: (H, W) bool.
    """
    brightness = read(path, max_pixels).max(axis=2).astype(np.uint16)
    shown: NDArray[np.bool_] = (brightness > 0) & (brightness * 2 >= brightness.max())
    return shown
