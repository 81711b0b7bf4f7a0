from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from seesame.errors import WeightsError
from seesame.weights.hdf5 import read_hdf5


def written(path: Path, tensors: dict[str, np.ndarray]) -> Path:
    with h5py.File(path, "w") as file:
        for name, each in tensors.items():
            file[name] = each
    return path


def test_tensors_are_named_by_layer_however_they_are_nested(tmp_path: Path) -> None:
    given = {
        "resnet_model/conv1/kernel:0": np.ones((1, 1, 2, 3), np.float32),
        "mrcnn_mask/mrcnn_mask/bias:0": np.array([4.0], np.float32),
        "fpn_p2/fpn_model/fpn_p2/bias:0": np.zeros(2, np.float64),
    }
    found = read_hdf5(written(tmp_path / "it.h5", given))
    assert {name: each.shape for name, each in found.items()} == {
        "conv1/kernel": (1, 1, 2, 3),
        "mrcnn_mask/bias": (1,),
        "fpn_p2/bias": (2,),
    }
    assert found["mrcnn_mask/bias"].tolist() == [4.0] and found["fpn_p2/bias"].dtype == np.float32


def test_a_whole_model_holds_its_weights_in_a_group(tmp_path: Path) -> None:
    given = {
        "model_weights/conv1/conv1/bias:0": np.zeros(1, np.float32),
        "optimizer_weights/SGD/iter:0": np.zeros(1, np.int64),
    }
    assert list(read_hdf5(written(tmp_path / "it.h5", given))) == ["conv1/bias"]


@pytest.mark.parametrize(
    ("tensors", "told"),
    [
        ({}, "holds no tensors"),
        ({"kernel:0": np.zeros(1, np.float32)}, "the tensor kernel:0 belongs to no layer"),
        ({"conv1/kernel:0": np.zeros(1, np.int32)}, "the tensor conv1/kernel:0 is of int32, expected floats"),
        (
            {"a/conv1/kernel:0": np.zeros(1, np.float32), "b/conv1/kernel:0": np.zeros(1, np.float32)},
            "there are two tensors conv1/kernel",
        ),
    ],
)
def test_what_cannot_be_weights(tmp_path: Path, tensors: dict[str, np.ndarray], told: str) -> None:
    with pytest.raises(WeightsError, match=rf"it\.h5: {told}"):
        read_hdf5(written(tmp_path / "it.h5", tensors))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"none\.h5: cannot be read \(No such file"):
        read_hdf5(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("weights")
    with pytest.raises(WeightsError, match="it is not HDF5, or is cut off"):
        read_hdf5(tmp_path / "text.h5")
