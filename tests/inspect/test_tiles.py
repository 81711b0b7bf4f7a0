from __future__ import annotations

import numpy as np
import pytest

from seesame.inspect.tiles import GAP, Tile, enlarged, heated, tiles, warm, warm_colour

RED = np.full((10, 20, 3), (200, 20, 20), np.uint8)


def test_tiles_lie_side_by_side_at_their_size() -> None:
    drawn = tiles([[Tile(RED, "one"), Tile(RED.transpose(1, 0, 2))]], 100)
    assert drawn.shape[1] == GAP + 2 * (100 + GAP)
    assert tuple(drawn[GAP + 2, GAP + 2]) == (200, 20, 20) == tuple(drawn[GAP + 48, GAP + 97])
    second = GAP + 100 + GAP
    assert tuple(drawn[GAP + 97, second + 2]) == (200, 20, 20)
    assert tuple(drawn[GAP + 20, second + 60]) != (200, 20, 20)  # the high one is only 50 wide


def test_heads_and_a_scale_need_room() -> None:
    plain = tiles([[Tile(RED)]], 100)
    assert tiles([[Tile(RED)]], 100, ("head",)).shape[0] > plain.shape[0]
    assert tiles([[Tile(RED)]], 100, scale=("none", "all")).shape[0] > plain.shape[0]
    assert tiles([], 100).ndim == 3


def test_warm_is_light() -> None:
    brightness = warm([0.0, 0.5, 1.0]).astype(int).sum(1)
    assert (np.diff(brightness) > 0).all()
    assert warm_colour(1.0) == tuple(warm(np.ones(1))[0]) and warm_colour(2.0) == warm_colour(1.0)


def test_heat_lies_over_its_cells() -> None:
    shown = heated(np.full((40, 40, 3), 120, np.uint8), np.array([[0, 1], [0, 0]], np.float32))
    assert shown[10, 30].sum() > 1.5 * shown[10, 10].sum() and (shown[30, 30] == shown[10, 10]).all()


@pytest.mark.parametrize("crisp", [True, False])
def test_enlarged_is_twice_the_sheet(crisp: bool) -> None:
    assert enlarged(RED, 50, 30, crisp).shape == (60, 100, 3)
