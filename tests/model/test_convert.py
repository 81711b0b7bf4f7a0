from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from seesame.errors import WeightsError
from seesame.model.build import PAPER_PRESETS
from seesame.model.config import KerasClosedConfig
from seesame.model.convert import convert, converted_from, load_keras_closed
from seesame.model.keras_closed import KerasClosedNetwork
from seesame.model.keras_layers import Array, backbone_tensors, old_tensors
from seesame.model.paper import PaperNetwork
from seesame.model.resnet import ResNet

ROOT = Path(__file__).resolve().parents[2]


def ones(shape: tuple[int, ...]) -> Array:
    """A tensor that takes no memory."""
    return np.broadcast_to(np.float32(1), shape)


@pytest.fixture
def small() -> dict[str, Array]:
    """The tensors of a small Siamese Mask R-CNN by their old names."""
    with torch.device("meta"):
        return {each.old: ones(each.shapes[0]) for each in old_tensors(PaperNetwork(PAPER_PRESETS["paper-small"]))}


def backbone_file(path: Path) -> Path:
    """A ResNet-50 with its classifier, as Keras nests it."""
    with torch.device("meta"):
        tensors = [(each.old, each.shapes[0]) for each in backbone_tensors(ResNet(50))]
    with h5py.File(path, "w") as file:
        for number, (name, shape) in enumerate([*tensors, ("fc1000/kernel", (2048, 1000))]):
            file["resnet_model"] if "resnet_model" in file else file.create_group("resnet_model")
            value = 1.0 + number if name == "conv1/bias" else 1.0
            file["resnet_model"].create_dataset(f"{name}:0", shape, np.float32, fillvalue=value)
    return path


def test_the_size_is_told_by_the_heads(small: dict[str, Array]) -> None:
    assert converted_from(small, "it").preset == "paper-small"
    with torch.device("meta"):
        large = {each.old: ones(each.shapes[-1]) for each in old_tensors(PaperNetwork(PAPER_PRESETS["paper-large"]))}
    assert converted_from(large, "it").preset == "paper-large"


def test_wrong_tensors_are_named(small: dict[str, Array]) -> None:
    del small["fpn_distance_P4/kernel"]
    small["fpn_distance_P7/kernel"] = ones((1, 1, 512, 384))
    small["rpn_class_raw/bias"] = ones((5,))
    with pytest.raises(WeightsError) as raised:
        converted_from(small, "it.h5")
    told = str(raised.value)
    assert "it.h5: is not paper-small: fpn_distance_P4/kernel is missing" in told
    assert "fpn_distance_P7/kernel is not known" in told
    assert "rpn_class_raw/bias is (5,), expected (6,)" in told


def test_many_wrong_tensors_are_counted(small: dict[str, Array]) -> None:
    heads = {name: each for name, each in small.items() if not name.startswith(("res", "bn", "conv1"))}
    with pytest.raises(WeightsError, match=r"conv1/kernel is missing.* and 306 more; give the whole"):
        converted_from(heads, "it")


def test_another_network_is_none() -> None:
    with pytest.raises(WeightsError, match=r"is of no network known here \(its layers: dense, ...\)"):
        converted_from({"dense/kernel": ones((2, 2))}, "it")


def test_a_backbone_from_a_file(tmp_path: Path) -> None:
    path = backbone_file(tmp_path / "imagenet_1k.h5")
    converted = convert(path, tmp_path / "out.pt")
    assert (converted.preset, converted.left_out) == ("resnet50", ("fc1000/kernel",))
    state = torch.load(tmp_path / "out.pt", weights_only=True)
    assert state["preset"] == "resnet50" and state["source"] == "imagenet_1k.h5"
    assert float(state["network"]["backbone.stem.0.bias"][3]) == 2.0
    with torch.device("meta"):
        assert {f"backbone.{name}" for name in ResNet(50).state_dict()} == set(state["network"])


def test_a_file_that_lacks_a_tensor_writes_nothing(tmp_path: Path) -> None:
    path = backbone_file(tmp_path / "it.h5")
    with h5py.File(path, "a") as file:
        del file["resnet_model/bn5c_branch2c/gamma:0"]
    with pytest.raises(WeightsError, match=r"bn5c_branch2c/gamma is missing"):
        convert(path, tmp_path / "out.pt")
    assert not (tmp_path / "out.pt").exists()


def test_mask_rcnn_of_any_number_of_categories(tmp_path: Path) -> None:
    config = KerasClosedConfig(depth=50, categories=2)
    with torch.device("meta"):
        given = {each.old: ones(each.shapes[0]) for each in old_tensors(KerasClosedNetwork(config))}
    converted = converted_from(given, "it")
    assert (converted.preset, converted.config["categories"], converted.config["depth"]) == ("closed", 2, 50)
    torch.save({"config": converted.config, "network": converted.network}, tmp_path / "closed.pt")
    network = load_keras_closed(tmp_path / "closed.pt")
    assert network.config == config and not network.training


def test_a_checkpoint_of_something_else_is_no_mask_rcnn(tmp_path: Path) -> None:
    torch.save({"network": {}}, tmp_path / "other.pt")
    with pytest.raises(WeightsError, match="holds no Mask R-CNN"):
        load_keras_closed(tmp_path / "other.pt")


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("tf_keras") is None, reason='Keras 2 is not here: pip install "seesame[keras]"'
)
@pytest.mark.parametrize("network", ["siamese-small", "mask-rcnn-50"])
def test_keras_answers_alike_stage_by_stage(network: str, tmp_path: Path) -> None:
    written = tmp_path / f"{network}.json"
    command = [sys.executable, "benchmarks/convert.py", network, "--out", str(written)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    stages = json.loads(written.read_text())["stages"]
    assert len(stages) > 15
    for name, figures in stages.items():
        assert figures["difference"] <= 1e-4, name
        assert figures["largest"] > 0.01, name
