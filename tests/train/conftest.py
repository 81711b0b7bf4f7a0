"""A recipe that is trained in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    return read_recipe(tiny_file)
