"""Fixtures for every floor."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from seesame import demo

if TYPE_CHECKING:
    from seesame.weights import Weights

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


@pytest.fixture
def shared_data() -> Path:
    """The folder of real pictures with annotations; the test is skipped where it is absent."""
    folder = Path(os.environ.get("SEESAME_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the shared pictures are not here; set SEESAME_DATA to their folder to run this test")
    return folder


@pytest.fixture
def coins() -> NDArray[np.uint8]:
    """The sample picture, RGB uint8 (303, 384, 3)."""
    from seesame.images import read

    return read(demo.coins())


@pytest.fixture
def no_av(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyAV is not installed."""
    real = importlib.import_module

    def absent(name: str, package: str | None = None) -> object:
        if name == "av":
            raise ImportError("No module named 'av'")
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", absent)


KINDS = {"disc": (200, 40, 40), "square": (40, 160, 60), "wedge": (50, 70, 210)}
"""The categories of the drawn dataset and their colours, RGB."""


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder: `shapes.json` in COCO's format, and `pictures` of 120 x 160 pixels with drawn shapes.

    Twelve pictures of two to four shapes that do not touch; each picture shows one or two of the three `KINDS`.
    """
    root = tmp_path_factory.mktemp("shapes")
    (root / "pictures").mkdir()
    rng = np.random.default_rng(0)
    images, annotations = [], []
    for number in range(12):
        picture = rng.integers(90, 140, (120, 160, 3)).astype(np.uint8)
        kinds = rng.permutation(list(KINDS))[: 1 + number % 2]
        for cell in rng.permutation(4)[: int(rng.integers(2, 5))]:
            name = str(kinds[int(rng.integers(len(kinds)))])
            corner = np.array([(cell % 2) * 80, (cell // 2) * 60]) + rng.integers(4, 12, 2)
            outline = _outline(name, corner, int(rng.integers(28, 44)))
            cv2.fillPoly(picture, [outline], KINDS[name])
            low, high = outline.min(0), outline.max(0) + 1
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": list(KINDS).index(name) + 1,
                    "bbox": [*low.tolist(), *(high - low).tolist()],
                    "segmentation": [outline.ravel().tolist()],
                    "iscrowd": 0,
                }
            )
        cv2.imwrite(str(root / "pictures" / f"{number}.png"), picture[..., ::-1])
        images.append({"id": number, "file_name": f"{number}.png", "height": 120, "width": 160})
    categories = [{"id": index + 1, "name": name} for index, name in enumerate(KINDS)]
    content = {"images": images, "annotations": annotations, "categories": categories}
    (root / "shapes.json").write_text(json.dumps(content))
    return root


def _outline(name: str, corner: NDArray[np.int64], side: int) -> NDArray[np.int32]:
    """The corners (N, 2) of a shape, x y pixels."""
    turns = {
        "disc": np.linspace(0, 2 * np.pi, 24, endpoint=False),
        "square": np.pi / 4 + np.pi / 2 * np.arange(4),
        "wedge": np.pi / 2 * np.arange(3),
    }[name]
    circle = np.stack([np.cos(turns), np.sin(turns)], 1)
    return np.asarray(np.round(corner + side / 2 + circle * side / 2), np.int32)


@pytest.fixture(scope="session")
def untrained_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint before the first step: ImageNet backbone, heads that have learnt nothing."""
    torch = pytest.importorskip("torch")
    from seesame.data.sources import SourceSpec
    from seesame.images import frame, read
    from seesame.model.build import build_lite
    from seesame.model.layers import with_scene
    from seesame.model.proposals import best
    from seesame.train import checkpoint
    from seesame.train.recipe import Recipe

    torch.manual_seed(0)
    network = build_lite("lite", imagenet=True)
    # Spread by hand what training would: an order of instances, and outlines, that rounding does not change.
    torch.nn.init.normal_(network.box_head.relate.quality.weight, std=0.2)
    torch.nn.init.normal_(network.propose.objectness.weight, std=0.2)
    with torch.no_grad():
        pixels = torch.from_numpy(frame(read(demo.coins()), 512).pixels[None])
        maps = network.see(pixels)
        boxes, _ = best(maps.proposals, 100, pixels.shape[2:])
        logits = network.outline(maps, with_scene(list(boxes)))
        last, deviation = network.mask_head.logits, logits.std() / 3
        last.bias.copy_((last.bias - logits.median()) / deviation)
        last.weight.div_(deviation)
    recipe = Recipe("untrained", (SourceSpec("shapes.json", "pictures", 1.0, True, licence="CC0"),))
    state = {
        "recipe": json.dumps(dataclasses.asdict(recipe), sort_keys=True),
        "preset": "lite",
        "step": 0,
        "network": network.state_dict(),
        "proxies": {},
        "average": {f"module.{name}": each for name, each in network.state_dict().items()},
        "optimiser": {},
    }
    path = tmp_path_factory.mktemp("untrained") / "last.pt"
    checkpoint.save(path, state)
    return path


@pytest.fixture(scope="session")
def untrained(untrained_checkpoint: Path) -> Weights:
    """Exported weights of a network that has learnt nothing: enough for all that asks how, not how well."""
    from seesame.train.export import export
    from seesame.weights import Weights

    folder = untrained_checkpoint.parent / "weights"
    return Weights(folder, export(untrained_checkpoint, folder))


CLOSED_RECIPE = """
name = "tiny-closed"
seed = 5
checkpoint_every = 2

[model]
backbone = "lite0"
pyramid_channels = 16
head_size = 16
scene_side = 96
anchor_scales = [8, 16, 32, 64, 128]
anchors_sampled = 16
proposals_train = 30
proposals_test = 20
regions_train = 12

[optimiser]
method = "adamw"
warm_up = 2

[episodes]
scenes = 2

[[stages]]
steps = 2
rate = 0.001
layers = "heads"

[[stages]]
steps = 2
rate = 0.0005
layers = "4+"

[[sources]]
annotations = "shapes.json"
pictures = "pictures"
licence = "CC0"
"""
"""Of Mask R-CNN for the drawn shapes, trained in seconds."""


@pytest.fixture(scope="session")
def closed_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("closed-recipe") / "tiny-closed.toml"
    path.write_text(CLOSED_RECIPE)
    return path


@pytest.fixture(scope="session")
def closed_run(shapes: Path, closed_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished training of four steps: `last.pt` and exported `weights`."""
    pytest.importorskip("torch")
    from seesame.train.closed_export import export_closed
    from seesame.train.loop import run
    from seesame.train.recipe import read_recipe

    out = tmp_path_factory.mktemp("closed-run")
    checkpoint = run(read_recipe(closed_recipe), shapes, out, workers=0)
    export_closed(checkpoint, out / "weights", shapes, [shapes / "pictures" / "0.png"])
    return out
