"""NumPy files of float32 as members of a card, from strangers: no pickle, and no header is believed."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from seesame.errors import CardError

Floats = npt.NDArray[np.float32]


def write_array(array: Floats) -> bytes:
    """A NumPy file of an array."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array, np.float32), (1, 0), allow_pickle=False)
    return stream.getvalue()


def read_array(content: bytes, axes: int) -> Floats:
    """An array of so many axes, none empty, C order, without asking NumPy to believe its header.

    Raises: CardError: it is none, or has numbers that are not finite.
    """
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"format {version}")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=1000)
        if len(shape) != axes or min(shape) < 1 or fortran or dtype != np.dtype("<f4"):
            raise ValueError(f"{shape} {dtype}")
        array = np.frombuffer(content, np.float32, offset=stream.tell()).reshape(shape)
    except Exception as error:  # NumPy raises whatever damaged bytes lead it to
        raise CardError(f"it has an array that cannot be used ({error}); make the card anew") from error
    if not np.isfinite(array).all():
        raise CardError("it has an array of numbers that are not finite; make the card anew")
    return array
