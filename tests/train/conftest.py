"""A recipe that is trained in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from seesame.model.build import PAPER_PRESETS
from seesame.model.config import PaperConfig
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.recipe import Recipe, read_recipe

RECIPE = """
name = "tiny"
steps = 6
seed = 5
regions = 12
matched = 8
outlines = 4
hold_back = 0.3
checkpoint_every = 2

[optimiser]
warm_up = 2

[episodes]
scenes = 2
references = 4
scene_side = 128
long_sides = [110.0, 200.0]
reference_side = 64
cutout_sizes = [20.0, 60.0]

[[sources]]
annotations = "shapes.json"
pictures = "pictures"
weight = 1.0
exhaustive = true
licence = "CC0"
"""


@pytest.fixture(scope="session")
def tiny_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(scope="session")
def tiny(tiny_file: Path) -> Recipe:
    """A recipe for the drawn shapes: small windows, six steps."""
    recipe = read_recipe(tiny_file)
    assert isinstance(recipe, Recipe)
    return recipe

PAPER_RECIPE = """
name = "tiny-paper"
network = "paper-tiny"
seed = 5
checkpoint_every = 2

[[stages]]
steps = 2
rate = 0.01
layers = "heads"

[[stages]]
steps = 4
rate = 0.005

[episodes]
scenes = 2

[[sources]]
annotations = "shapes.json"
pictures = "pictures"
"""

TINY_PAPER = PaperConfig(
    pyramid_channels=16,
    matched_channels=24,
    head_size=32,
    scene_short=96,
    scene_side=128,
    reference_short=24,
    reference_side=32,
    anchor_scales=(8, 16, 32, 64, 128),
    anchors_sampled=16,
    proposals_train=50,
    regions_train=24,
)


@pytest.fixture(scope="session")
def tiny_paper_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "tiny-paper.toml"
    path.write_text(PAPER_RECIPE)
    return path


@pytest.fixture
def tiny_paper(tiny_paper_file: Path, monkeypatch: pytest.MonkeyPatch) -> PaperRecipe:
    """A recipe for the drawn shapes and a paper network of few channels: two steps of the heads, four of all."""
    monkeypatch.setitem(PAPER_PRESETS, "paper-tiny", TINY_PAPER)
    recipe = read_recipe(tiny_paper_file)
    assert isinstance(recipe, PaperRecipe)
    return recipe
