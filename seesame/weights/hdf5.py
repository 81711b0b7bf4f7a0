"""Weights that Keras 2 saved as HDF5: what is in such a file, by layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.errors import WeightsError, require

WHOLE = "model_weights"
"""The group that holds the weights where a whole model was saved."""

ADVICE = "give weights that Keras 2 saved with save_weights"


def read_hdf5(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Every tensor of a file, named "layer/kernel" whatever the models that the layer was nested in.

    Raises: WeightsError: the file cannot be opened, is not HDF5, names two tensors alike, or holds what is no float
        tensor. InstallationError: h5py is absent.
    """
    h5py: Any = require("h5py", "convert")
    try:
        path.open("rb").close()
        with h5py.File(path, "r") as file:
            return _tensors(h5py, file.get(WHOLE, file), path)
    except WeightsError:
        raise
    except OSError as error:
        reason = error.strerror or "it is not HDF5, or is cut off"
        raise WeightsError(f"{path}: cannot be read ({reason}); {ADVICE}") from error
    except Exception as error:  # whatever HDF5 makes of damaged files
        raise WeightsError(f"{path}: is damaged ({error}); {ADVICE}") from error


def _tensors(h5py: Any, root: Any, path: Path) -> dict[str, npt.NDArray[np.float32]]:
    found: dict[str, npt.NDArray[np.float32]] = {}

    def visit(full: str, each: Any) -> None:
        if not isinstance(each, h5py.Dataset) or full.split("/")[0] in ("optimizer_weights", "top_level_model_weights"):
            return
        parts = full.split("/")
        if len(parts) < 2:
            raise WeightsError(f"{path}: the tensor {full} belongs to no layer; {ADVICE}")
        name = f"{parts[-2]}/{parts[-1].partition(':')[0]}"
        if name in found:
            raise WeightsError(f"{path}: there are two tensors {name}; {ADVICE} from one model")
        if not np.issubdtype(each.dtype, np.floating):
            raise WeightsError(f"{path}: the tensor {full} is of {each.dtype}, expected floats; {ADVICE}")
        found[name] = np.asarray(each[()], np.float32)

    root.visititems(visit)
    if not found:
        raise WeightsError(f"{path}: holds no tensors; {ADVICE}")
    return found
