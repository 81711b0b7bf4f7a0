"""Weights of the Keras code, as HDF5 files have them, into networks of ours: every tensor, or none."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from seesame.configuration import build_from
from seesame.errors import WeightsError
from seesame.files import write
from seesame.model.build import PAPER_PRESETS
from seesame.model.config import KerasClosedConfig
from seesame.model.keras_closed import KerasClosedNetwork
from seesame.model.keras_layers import Array, OldTensor, backbone_tensors, old_tensors
from seesame.model.paper import PaperNetwork
from seesame.model.resnet import ResNet
from seesame.weights.hdf5 import read_hdf5

CLASSIFIER = re.compile(r"(fc\d*|predictions)/(kernel|bias)")
"""What an ImageNet file has more than a backbone: not needed, left out."""

SHOWN = 12
"""Wrong tensors that an error names."""


@dataclass(frozen=True)
class Converted:
    """What came out of a file: the `preset` of the network ("closed" for Mask R-CNN, "resnet50" or "resnet101" for a
    backbone alone), the settings that are not a preset's, its tensors by their names here, and what was left out."""

    preset: str
    config: dict[str, Any]
    network: dict[str, Tensor]
    left_out: tuple[str, ...] = ()


def convert(path: Path, out: Path) -> Converted:
    """Write the weights of an HDF5 file as a checkpoint that examinations, training and `load_keras_closed` start from.

    Raises: WeightsError: the file is of none of these networks, or a tensor is missing, unknown or of another shape.
        InstallationError: h5py is absent.
    """
    converted = converted_from(read_hdf5(path), str(path))
    state = {"preset": converted.preset, "config": converted.config, "network": converted.network, "source": path.name}
    content = io.BytesIO()
    torch.save(state, content)
    write(out, content.getvalue())
    return converted


def converted_from(given: Mapping[str, Array], where: str) -> Converted:
    """The same of tensors by their old names.

    Raises: WeightsError: as in `convert`.
    """
    layers = {name.partition("/")[0] for name in given}
    depth = 101 if "res4g_branch2a" in layers else 50
    if any(name.startswith("fpn_distance") for name in layers):
        return _siamese(given, where)
    if any(name.startswith("mrcnn_") for name in layers):
        return _closed(given, depth, where)
    if "conv1" in layers and "res2a_branch2a" in layers:
        left_out = tuple(sorted(name for name in given if CLASSIFIER.fullmatch(name)))
        kept = {name: each for name, each in given.items() if name not in left_out}
        with torch.device("meta"):
            wanted = backbone_tensors(ResNet(depth))
        return Converted(f"resnet{depth}", {}, _turned(kept, wanted, where, f"ResNet-{depth}"), left_out)
    some = ", ".join(sorted(layers)[:5])
    raise WeightsError(
        f"{where}: is of no network known here (its layers: {some}, ...); expected Siamese Mask R-CNN, Mask R-CNN or a "
        "ResNet as the repositories bethgelab/siamese-mask-rcnn and matterport/Mask_RCNN save them"
    )


def load_keras_closed(path: Path) -> KerasClosedNetwork:
    """Mask R-CNN from a checkpoint that `convert` wrote, ready to find.

    Raises: WeightsError: it cannot be read, or is of another network.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        network = KerasClosedNetwork(build_from(KerasClosedConfig, state["config"], str(path)))
        network.load_state_dict(state["network"])
    except Exception as error:  # whatever torch makes of strange bytes
        raise WeightsError(
            f"{path}: holds no Mask R-CNN ({str(error)[:200]}); give what `seesame weights convert` made of one"
        ) from error
    return network.eval()


def _siamese(given: Mapping[str, Array], where: str) -> Converted:
    size = _last(given, "mrcnn_class_conv1/kernel")
    sizes = {config.head_size: name for name, config in PAPER_PRESETS.items()}
    preset = sizes.get(size, "paper-small")
    with torch.device("meta"):
        wanted = old_tensors(PaperNetwork(PAPER_PRESETS[preset]))
    return Converted(preset, {}, _turned(given, wanted, where, preset))


def _closed(given: Mapping[str, Array], depth: int, where: str) -> Converted:
    config = replace(KerasClosedConfig(), depth=depth, categories=_last(given, "mrcnn_class_logits/kernel") or 81)
    with torch.device("meta"):
        wanted = old_tensors(KerasClosedNetwork(config))
    network = f"Mask R-CNN on ResNet-{depth} with {config.categories} categories"
    return Converted("closed", json.loads(json.dumps(asdict(config))), _turned(given, wanted, where, network))


def _last(given: Mapping[str, Array], name: str) -> int:
    """The length of a tensor's last axis, 0 if there is no such tensor."""
    return given[name].shape[-1] if name in given and given[name].ndim else 0


def _turned(given: Mapping[str, Array], wanted: list[OldTensor], where: str, network: str) -> dict[str, Tensor]:
    """All tensors by their names here."""
    names = {each.old for each in wanted}
    wrong = [f"{each.old} is missing" for each in wanted if each.old not in given]
    wrong += [f"{name} is not known" for name in sorted(given) if name not in names]
    wrong += [
        f"{each.old} is {given[each.old].shape}, expected {' or '.join(map(str, each.shapes))}"
        for each in wanted
        if each.old in given and given[each.old].shape not in each.shapes
    ]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        shown = "; ".join(wrong[:SHOWN])
        raise WeightsError(f"{where}: is not {network}: {shown}{more}; give the whole, unchanged file")
    return {each.own: each.turn(given[each.old]) for each in wanted}
