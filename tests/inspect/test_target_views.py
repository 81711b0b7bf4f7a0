from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame import demo
from seesame.images import read
from seesame.images.draw import COLOURS
from seesame.inference import Finder
from seesame.inspect.drawings import MISSED, RIGHT, WRONG
from seesame.inspect.stages import Stages, stages
from seesame.inspect.target_views import (
    NOTHING,
    Said,
    holding,
    masks,
    matches,
    objectness,
    places_of,
    sides,
    verdict,
)
from seesame.inspect.targets import places, region_targets
from seesame.inspect.truth import Truth
from seesame.reference import Reference


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(threads=1)


@pytest.fixture(scope="module")
def made(finder: Finder) -> Stages:
    coins = read(demo.coins())
    return stages(finder, coins, [Reference(coins, demo.COIN)], 0.1)


@pytest.fixture
def truth(made: Stages) -> Truth:
    """Six finds taken for true, one of them for something else."""
    return Truth(made.instances[:6], ("coin",) * 5 + ("bowl",), "coin")


@pytest.fixture
def said(made: Stages) -> Said:
    where = places(*made.scene.frame.pixels.shape[1:])
    half = 4 * where.strides[:, None]
    boxes = np.concatenate([where.points - half, where.points + half], 1)
    return Said(where, np.full(len(boxes), 0.5, np.float32), boxes)


def has(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(picture.astype(int) - colour).max(2) <= 2).any())


def test_colours_of_what_was_said() -> None:
    assert [verdict(1, 0.9), verdict(1, 0.1), verdict(0, 0.9), verdict(0, 0.1)] == [RIGHT, MISSED, WRONG, NOTHING]
    assert verdict(float("nan"), 0.9) == NOTHING


def test_places_have_the_colours_of_their_objects(made: Stages, truth: Truth, said: Said) -> None:
    frame = made.scene.frame
    row = places_of(made.picture, frame.scale, said.where, frame.to_frame(truth.objects.boxes))
    assert [tile.caption.split(":")[0] for tile in row] == [f"stride {stride}" for stride in (4, 8, 16, 32, 64)]
    seen = [colour for colour in COLOURS[:6] if any(has(tile.picture, colour) for tile in row)]
    assert len(seen) == 6
    none = places_of(made.picture, frame.scale, said.where, np.zeros((0, 4), np.float32))
    assert all(" 0 of " in tile.caption for tile in none)


def test_the_dense_part_beside_what_it_should_say(made: Stages, truth: Truth, said: Said) -> None:
    for drawn in (objectness(made, said, truth), sides(made, said, truth)):
        assert drawn.dtype == np.uint8 and drawn.std() > 1
    nothing = replace(truth, objects=truth.objects[:0], names=())
    assert objectness(made, said, nothing).ndim == sides(made, said, nothing).ndim == 3


def test_the_match_beside_what_it_should_say(made: Stages, truth: Truth) -> None:
    wanted = region_targets(made.before, made.regions, truth.objects, truth.asked)
    drawn = matches(made, wanted)
    assert has(drawn, RIGHT)
    unasked = region_targets(made.before, made.regions, truth.objects, np.zeros(6, np.bool_))
    assert has(matches(made, unasked), WRONG) and not has(matches(made, unasked), RIGHT)


def test_masks_beside_what_they_should_be(made: Stages, truth: Truth, finder: Finder) -> None:
    wanted = region_targets(made.before, made.regions, truth.objects, truth.asked)
    held = holding(made, wanted)
    assert list(held) == list(range(6))
    assert all(wanted.of[row] == of and wanted.after[row] >= 0.5 for of, row in held.items())
    rows = np.array(list(held.values()))
    drawn = masks(made, truth, held, finder.mask_cells(made.scene, rows))
    assert has(drawn, RIGHT)
    empty = masks(made, truth, held, np.zeros((6, 28, 28), np.float32))
    assert has(empty, MISSED) and not has(empty, RIGHT)
