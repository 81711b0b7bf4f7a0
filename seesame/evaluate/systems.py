"""The systems that can be examined, by name."""

from __future__ import annotations

import difflib
from pathlib import Path

from seesame.errors import ConfigError, require
from seesame.evaluate.baselines import Shuffled
from seesame.evaluate.correlation import Correlation
from seesame.evaluate.keypoints import Keypoints
from seesame.evaluate.system import System

SYSTEMS = {
    "finder": "weights in ONNX Runtime",
    "torch": "the same weights in torch",
    "tiled": "the finder, pictures cut by --tiles auto; tiled-320: in tiles of 320 pixels",
    "shuffled": "chance: the finder's instances moved to random places, scores exchanged",
    "correlation": "the reference slid over the scene",
    "orb": "ORB keypoints matched",
    "sift": "SIFT keypoints matched",
    "frozen": "ImageNet features on the finder's regions; needs torch",
    "paper-small": "Siamese Mask R-CNN, small; --weights is a checkpoint; needs torch",
    "paper-large": "Siamese Mask R-CNN; --weights is a checkpoint; needs torch",
}
"""Names and what they stand for."""


def open_system(name: str = "finder", weights: str = "default", threads: int | None = None) -> System:
    """Open a system.

    Raises: ConfigError: there is none of that name. WeightsError, InstallationError: what it needs is not there.
    """
    if name in ("orb", "sift"):
        return Keypoints(name)
    if name == "correlation":
        return Correlation()
    check_name(name)
    if name.startswith("paper-"):
        require("torchvision", "train")
        from seesame.evaluate.paper import Paper

        return Paper.load(name, Path(weights))
    from seesame.inference import Finder

    if name == "torch":
        return Finder(weights, "torch", threads)
    finder = Finder(weights, threads=threads)
    if name == "shuffled":
        return Shuffled(finder)
    if name.startswith("tiled"):
        from seesame.evaluate.tiled import Tiled

        return Tiled(finder, name.partition("-")[2] or "auto")
    if name == "frozen":
        require("torchvision", "train")
        from seesame.evaluate.frozen import Frozen

        return Frozen(finder)
    return finder


def check_name(name: str) -> None:
    """Raises: ConfigError: there is no system of that name."""
    word, _, side = name.partition("-")
    if name in SYSTEMS or (word == "tiled" and side.isdigit()):
        return
    near = difflib.get_close_matches(name, SYSTEMS, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(SYSTEMS)}"
    raise ConfigError(f"there is no system {name!r}; {hint}")
