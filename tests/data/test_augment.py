from __future__ import annotations

import numpy as np
import pytest

from seesame.data.augment import jpeg, recolour, window


@pytest.mark.parametrize("size", [(200, 300), (500, 80), (40, 60)])
def test_every_window_shows_its_focus(size: tuple[int, int]) -> None:
    height, width = size
    for seed in range(100):
        rng = np.random.default_rng(seed)
        focus = (rng.uniform(0, width), rng.uniform(0, height))
        x, y = window(rng, height, width, 128, (100.0, 400.0), focus) @ [*focus, 1.0]
        assert 0 <= x <= 128
        assert 0 <= y <= 128


def test_a_window_keeps_to_the_asked_sizes_and_mirrors_half() -> None:
    rngs = [np.random.default_rng(seed) for seed in range(300)]
    matrices = np.array([window(rng, 200, 300, 128, (100.0, 400.0), (150, 100)) for rng in rngs])
    across, down = np.abs(matrices[:, 0, 0]), matrices[:, 1, 1]
    long_sides = np.sqrt(across * down) * 300
    assert long_sides.min() >= 100 - 1e-9
    assert long_sides.max() <= 400 + 1e-9
    assert (matrices[:, 0, 1] == 0).all()
    assert 0.4 < (matrices[:, 0, 0] < 0).mean() < 0.6
    assert 0.05 < np.log(across / down).std() < 0.3


def test_a_picture_smaller_than_the_window_lies_in_its_corner() -> None:
    for seed in range(20):
        matrix = window(np.random.default_rng(seed), 40, 60, 128, (60.0, 60.0), (30, 20))
        x = matrix[0, 2]
        assert x == (128 if matrix[0, 0] < 0 else 0)
        assert matrix[1, 2] == 0


def test_recolouring_is_a_function_of_the_generator() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 48, 3)).astype(np.uint8)
    before = picture.copy()
    changed = [recolour(np.random.default_rng(seed), picture) for seed in (1, 1, 2)]
    assert (picture == before).all()
    assert changed[0].shape == picture.shape
    assert changed[0].dtype == np.uint8
    assert (changed[0] == changed[1]).all()
    assert (changed[0] != changed[2]).any()


def test_recolouring_without_strength_changes_nothing() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    changed = recolour(np.random.default_rng(0), picture, strength=0.0)
    assert np.abs(changed.astype(int) - picture).max() <= 1  # rounding on the way through float


def test_jpeg_leaves_its_traces() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (16, 24, 3)).astype(np.uint8)
    poor, good = jpeg(picture, 10), jpeg(picture, 95)
    assert poor.shape == picture.shape
    errors = [np.abs(each.astype(int) - picture).mean() for each in (poor, good)]
    assert errors[0] > errors[1] > 0
