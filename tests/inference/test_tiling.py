from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seesame.card import Card
from seesame.errors import ConfigError
from seesame.inference.tiling import LIMIT, MOST, STEP, Shown, Tile, Tiling, count, spread
from seesame.reference import Reference

LARGE = (4000, 6000)


def in_picture(pixels: int, side: int) -> Reference:
    return Reference.from_box(np.zeros((side, side, 3), np.uint8), (5, 5, 5 + pixels, 5 + pixels))


def test_tiles_side_by_side() -> None:
    assert spread((100, 100), 100) == (Tile(0, 0, 100, 100, 0),)
    assert spread((80, 170), 100, 2) == (Tile(0, 0, 100, 80, 2), Tile(70, 0, 170, 80, 2))
    assert [tile.x1 for tile in spread((10, 250), 100)] == [0, 75, 150]  # a quarter is seen twice


@given(st.integers(1, 900), st.integers(1, 900), st.integers(32, 600))
def test_whatever_is_smaller_than_the_overlap_is_whole_in_some_tile(height: int, width: int, side: int) -> None:
    tiles = spread((height, width), side)
    assert len(tiles) == count((height, width), side)
    assert max(tile.x2 for tile in tiles) == width and max(tile.y2 for tile in tiles) == height
    assert all(tile.x2 - tile.x1 == min(side, width) for tile in tiles)
    for low, high, end in ((0, 2, width), (1, 3, height)):
        spans = sorted({(tile[low], tile[high]) for tile in tiles})
        for (_, before), (after, _) in itertools.pairwise(spans):
            assert before - after >= side * 0.25 - 1
        assert spans[0][0] == 0 and spans[-1][1] == end


def test_an_ordinary_picture_is_left_whole() -> None:
    assert Tiling.of("auto").tiles((480, 640), 512) == ()
    assert Tiling.of("auto").sides((1536, 2047), 512) == ()
    assert Tiling.of("off").tiles(LARGE, 512) == ()
    assert Tiling.of(6000).tiles(LARGE, 512) == ()


def test_a_large_picture_is_seen_at_its_own_pixels_and_at_scales_between() -> None:
    sides = Tiling.of("auto").sides(LARGE, 512)
    assert sides == (512, 1753)  # and 6000, the whole: each less than four times the one before
    assert [tile.level for tile in Tiling.of("auto").tiles(LARGE, 512)] == [0] * count(LARGE, 512) + [1] * 15


@pytest.mark.parametrize(
    ("reference", "finest"),
    [
        (in_picture(12, 6000), 256),  # twice as large as it is: never more
        (in_picture(40, 6000), 256),  # others may be half as large
        (in_picture(50, 6000), 512),
        (in_picture(200, 6000), 2048),
        (in_picture(1000, 6000), None),  # large enough in the picture as a whole
        (in_picture(200, 640), 512),  # a picture of another size: only that things may be smaller
        (in_picture(12, 120), 256),
        (in_picture(100, 120), 512),  # fills its own picture, so tells nothing
    ],
)
def test_the_reference_tells_the_scale(reference: Reference, finest: int | None) -> None:
    assert Tiling.of("auto", reference).sides(LARGE, 512)[:1] == ((finest,) if finest else ())


def test_several_references_and_cards_tell_the_scale() -> None:
    three = [in_picture(12, 6000), in_picture(60, 6000), in_picture(60, 6000)]
    assert Tiling.of("auto", three).sides(LARGE, 512)[0] == 512
    assert Tiling.of("auto", Card("dot", tuple(three[:1]))).shown == (Shown(12, 12 / 6000),)
    assert Tiling.of("auto", Card.of(three[:1])).shown == ()  # what is kept of it shows little else
    assert Tiling.of("auto", "a descriptor").shown == ()


def test_a_small_reference_in_an_ordinary_picture() -> None:
    assert Tiling.of("auto", in_picture(12, 640)).sides((480, 640), 512) == (256,)
    assert Tiling.of("auto", in_picture(50, 640)).sides((480, 640), 512) == ()


def test_the_number_of_tiles_is_bounded() -> None:
    huge = (30_000, 40_000)
    (finest, *_) = Tiling.of("auto", in_picture(12, 6000)).sides(huge, 512)
    assert count(huge, finest) <= MOST < count(huge, finest // 2)
    with pytest.raises(ConfigError, match=rf"expected at most {LIMIT}; give a larger side"):
        Tiling.of(128).tiles(huge, 512)


@given(st.integers(32, 3000), st.integers(1, 8000), st.integers(1, 8000))
def test_neighbouring_scales_are_near(side: int, height: int, width: int) -> None:
    if count((height, width), side) > LIMIT:
        return
    sides = (*Tiling(side).sides((height, width), 512), max(height, width))
    assert all(coarse / fine <= STEP * 1.02 for fine, coarse in itertools.pairwise(sides))


@pytest.mark.parametrize("tiles", ["some", "0", "-5", "1.5", 0])
def test_what_is_no_way_to_cut(tiles: str | int) -> None:
    with pytest.raises(ConfigError, match="expected auto, off or the side"):
        Tiling.of(tiles)
    with pytest.raises(ConfigError, match="tiles of 31 pixels were asked for, expected 32 or more"):
        Tiling.of(31)
