"""An old Keras network against what `seesame weights convert` makes of it, stage by stage, with random weights.

    python -m venv keras && keras/bin/pip install tensorflow-cpu tf-keras h5py
    python benchmarks/convert.py siamese-small --python keras/bin/python --out results/convert/siamese-small.json

The network is built in Keras 2 (`keras_networks.py`, in a process of its own), given random weights, saved as HDF5 and
converted; both then get the same pictures and boxes. Told is the largest difference of each stage beside the largest
number in it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import report
import torch

from seesame.model.anchors import Anchored, propose, shift_and_clip
from seesame.model.build import build_paper
from seesame.model.convert import convert, load_keras_closed

BUILDER = Path(__file__).with_name("keras_networks.py")
PRESETS = {"siamese-small": "paper-small", "siamese-large": "paper-large", "mask-rcnn-101": None, "mask-rcnn-50": None}
ASKED = "import importlib.metadata as m; print(m.version('tensorflow-cpu'), m.version('tf-keras'), m.version('h5py'))"
Stages = dict[str, tuple[np.ndarray, np.ndarray]]


def main() -> None:
    """Compare, and tell."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("network", choices=PRESETS, metavar="network", help=", ".join(PRESETS))
    parser.add_argument("--side", type=int, default=128, help="of the scene, a multiple of 64")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has tf-keras")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    asked = subprocess.run([chosen.python, "-c", ASKED], check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        subprocess.run([chosen.python, BUILDER, chosen.network, str(chosen.side), folder], check=True)
        stages = compare(chosen.network, Path(folder), chosen.side)
    told = {
        "network": chosen.network,
        "side": chosen.side,
        "keras": dict(zip(("tensorflow-cpu", "tf-keras", "h5py"), asked.stdout.split(), strict=True)),
        "stages": {stage: figures(stage, *pair) for stage, pair in stages.items()},
    }
    report.write(told, chosen)


def figures(stage: str, theirs: np.ndarray, ours: np.ndarray) -> dict[str, float | int]:
    """What is told of one stage."""
    if theirs.shape != ours.shape:
        raise SystemExit(f"{stage}: the shapes differ: {theirs.shape} in Keras, {ours.shape} in torch")
    return {
        "numbers": int(theirs.size),
        "largest": round(float(np.abs(theirs).max()), 4),
        "difference": float(np.abs(theirs - ours).max()),
    }


def compare(name: str, folder: Path, side: int) -> Stages:
    """What Keras said and what the converted network says."""
    convert(folder / "weights.h5", folder / "weights.pt")
    said = dict(np.load(folder / "said.npz"))
    scene = chw(said["scene"])
    if PRESETS[name] is None:
        network: Any = load_keras_closed(folder / "weights.pt")
        levels = network.encode(scene)
        stages = dense(network, said, scene, levels)
    else:
        network = build_paper(PRESETS[name]).eval()
        network.load_state_dict(torch.load(folder / "weights.pt", weights_only=True)["network"])
        pyramid = network.encode(scene)
        levels = network.compare(pyramid, network.describe(chw(said["reference"])))
        stages = dense(network, said, scene, pyramid) | over("match", said, levels)
    return stages | sparse(network, said, levels, side)


def dense(network: Any, said: dict[str, np.ndarray], scene: torch.Tensor, levels: list[torch.Tensor]) -> Stages:
    """The stages that both networks have before anything is compared."""
    return over("backbone", said, network.backbone(scene - network.mean)) | over("pyramid", said, levels)


def over(name: str, said: dict[str, np.ndarray], ours: list[torch.Tensor]) -> Stages:
    """A stage's maps of several strides, theirs (1, h, w, C), ours (1, C, h, w)."""
    return {
        f"{name} 1/{4 * 2**index}": (said[f"{name}.{index}"], each.permute(0, 2, 3, 1).numpy())
        for index, each in enumerate(ours)
    }


def sparse(network: Any, said: dict[str, np.ndarray], levels: list[torch.Tensor], side: int) -> Stages:
    """The stages from the head over anchors on. Boxes are computed from Keras's numbers on both sides: one digit more
    or less would exchange boxes in the order of their scores."""
    anchored = network.propose(levels)
    logits, deltas = (torch.from_numpy(said[f"anchors.{n}"]) for n in (0, 1))
    given = Anchored(logits, turned(deltas), anchored.anchors)
    moved = shift_and_clip(given.anchors, given.deltas[0], torch.tensor([0.0, 0.0, side, side]))
    (proposals,) = propose(given, side, 0.7, 500)
    boxes = turned(torch.from_numpy(said["boxes"]))
    rois = torch.cat([boxes.new_zeros(len(boxes), 1), boxes], 1)
    categories, moves = network.box_head(levels[:4], rois)
    masks = network.mask_head(levels[:4], rois).permute(0, 2, 3, 1)
    sets = moves.shape[1]  # one, or as many as Keras has; of two for all categories alike, the first is never used
    last = turned(torch.from_numpy(said["heads.1"][0, :, -1]))
    refined = shift_and_clip(boxes, last, turned(torch.from_numpy(said["window"])))
    return {
        "anchors, pixels": (said["anchor boxes"], turned(anchored.anchors).numpy()),
        "anchor logits": (said["anchors.0"], anchored.logits.numpy()),
        "anchor deltas": (said["anchors.1"], turned(anchored.deltas).numpy()),
        "decoded boxes, pixels": (said["decoded"], turned(moved).numpy()),
        "proposals, pixels": (said["proposals"], turned(proposals).numpy()),
        "category logits": (said["heads.0"][0], categories.numpy()),
        "box deltas": (said["heads.1"][0, :, -sets:], turned(moves).numpy()),
        "mask logits": (said["heads.2"][0, ..., -sets:], masks.numpy()),
        "refined boxes, pixels": (said["refined"], turned(refined).numpy()),
    }


def turned(boxes: torch.Tensor) -> torch.Tensor:
    """x and y exchanged, of boxes or deltas (..., 4)."""
    return boxes[..., [1, 0, 3, 2]]


def chw(picture: np.ndarray) -> torch.Tensor:
    """A picture (1, h, w, 3) for torch."""
    return torch.from_numpy(picture).permute(0, 3, 1, 2)


if __name__ == "__main__":
    main()
