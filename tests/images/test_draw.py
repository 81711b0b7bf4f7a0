"""The overlay: what is marked, what is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.geometry import masks
from seesame.images import overlay
from seesame.images.draw import COLOURS
from seesame.instances import Instances
from seesame.reference import Reference

SIZE = (240, 320)
PICTURE = np.full((*SIZE, 3), 90, dtype=np.uint8)


@pytest.fixture
def discs() -> Instances:
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    stack = np.stack([(x - cx) ** 2 + (y - cy) ** 2 < 30**2 for cx, cy in ((60, 120), (200, 60))])
    return Instances.from_masks(SIZE, masks.boxes_of(stack), [0.9, 0.4], stack)


def test_fills_with_the_colour_of_the_row_and_leaves_the_rest(discs: Instances) -> None:
    drawn = overlay(PICTURE, discs)
    assert drawn.shape == PICTURE.shape and drawn.dtype == np.uint8 and (PICTURE == 90).all()
    for centre, colour in (((120, 60), COLOURS[0]), ((60, 200), COLOURS[1])):
        moved = drawn[centre].astype(int) - 90
        assert (np.sign(moved) == np.sign(np.array(colour) - 90)).all()
    assert (drawn[200:, 120:] == 90).all()


def test_only_the_best(discs: Instances) -> None:
    drawn = overlay(PICTURE, discs, max_instances=1)
    assert (drawn[60, 200] == 90).all() and (drawn[120, 60] != 90).any()
    np.testing.assert_array_equal(drawn, overlay(PICTURE, discs[:1]))


def test_the_better_one_lies_on_top() -> None:
    stack = np.ones((2, *SIZE), dtype=bool)
    drawn = overlay(PICTURE, Instances.from_masks(SIZE, masks.boxes_of(stack), [0.1, 0.9], stack))
    assert np.abs(drawn[120, 0] - np.array(COLOURS[1], dtype=float)).max() < 90


def test_not_here_is_said(discs: Instances) -> None:
    empty = overlay(PICTURE, discs[:0])
    assert (empty != PICTURE).any() and (empty[: SIZE[0] // 2] == 90).all()


def test_the_reference_lies_in_the_emptiest_corner(discs: Instances) -> None:
    reference = Reference.whole(np.full((50, 80, 3), 200, dtype=np.uint8))
    drawn = overlay(PICTURE, discs, reference)
    assert (drawn[-60:, -60:] != 90).any()
    stack = np.zeros((1, *SIZE), dtype=bool)
    stack[0, 100:] = True
    low = Instances.from_masks(SIZE, masks.boxes_of(stack), [0.4], stack)
    assert (overlay(PICTURE, low, reference)[:40, -60:] != overlay(PICTURE, low)[:40, -60:]).any()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3), (20, 20)])
def test_any_size_of_picture(size: tuple[int, int]) -> None:
    picture = np.zeros((*size, 3), dtype=np.uint8)
    full = Instances.from_masks(size, [[0, 0, size[1], size[0]]], [1.0], np.ones((1, *size), dtype=bool))
    reference = Reference.whole(PICTURE)
    for instances in (full, full[:0]):
        assert overlay(picture, instances, reference).shape == picture.shape


def test_empty_masks_and_boxes_at_the_edge() -> None:
    stack = np.zeros((2, *SIZE), dtype=bool)
    stack[1, -1, -1] = True
    boxes = [[0, 0, 0, 0], [319, 239, 320, 240]]
    assert overlay(PICTURE, Instances.from_masks(SIZE, boxes, [0.5, 0.5], stack)).shape == PICTURE.shape


def test_another_picture_is_refused(discs: Instances) -> None:
    with pytest.raises(InputError, match="picture that was searched"):
        overlay(PICTURE[:100], discs)


def test_tracks_give_colours_and_captions_and_nothing_is_said_of_nothing(discs: Instances) -> None:
    drawn = overlay(PICTURE, discs, tracks=(3, 15))
    for centre, colour in (((120, 60), COLOURS[2]), ((60, 200), COLOURS[14 % len(COLOURS)])):
        assert (np.sign(drawn[centre].astype(int) - 90) == np.sign(np.array(colour) - 90)).all()
    np.testing.assert_array_equal(overlay(PICTURE, discs[:0], tracks=()), PICTURE)


def test_true_objects_are_said_without_scores() -> None:
    picture = np.full((120, 160, 3), 128, np.uint8)
    mask = np.zeros((1, 120, 160), np.bool_)
    mask[0, 40:90, 40:110] = True
    one = Instances.from_masks((120, 160), [(40, 40, 110, 90)], [1.0], mask)
    scored, named = overlay(picture, one), overlay(picture, one, names=["mug"], scores=False)
    bare = overlay(picture, one, scores=False)
    assert (named != bare).any() and (scored != bare).any() and (named != scored).any()
