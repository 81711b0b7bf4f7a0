"""One bad file never stops a folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from seesame.errors import PictureError
from seesame.images import read

T = TypeVar("T")


def looked(path: str, max_pixels: int, look: Callable[[NDArray[np.uint8]], T]) -> T | str:
    """What a look at a picture gives, or why the picture cannot be read."""
    try:
        return look(read(path, max_pixels))
    except PictureError as error:
        return str(error)
    except MemoryError:
        return f"{path}: there is not enough memory for this picture; make it smaller"
