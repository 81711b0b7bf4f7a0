from __future__ import annotations

import numpy as np
import pytest

from seesame.inference.seams import SEVERAL, distinct, join
from seesame.inference.tiling import Tile
from seesame.instances import Instances

SIZE = (100, 200)
TILES = (Tile(0, 0, 110, 100, 0), Tile(90, 0, 200, 100, 0), Tile(0, 0, 200, 100, 1))
LEFT, RIGHT, WHOLE = 0, 1, 2


def boxes(*rows: tuple[int, int, int, int], scores: tuple[float, ...]) -> Instances:
    """Instances that fill their boxes."""
    masks = np.zeros((len(rows), *SIZE), np.bool_)
    for mask, (x1, y1, x2, y2) in zip(masks, rows, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(SIZE, np.array(rows, np.float32).reshape(-1, 4), scores, masks)


def cuts(*sides: str) -> np.ndarray:
    return np.array([[name in side for name in "ltrb"] for side in sides]).reshape(-1, 4)


def test_halves_on_both_sides_of_a_seam_are_one() -> None:
    halves = boxes((40, 30, 110, 60), (90, 30, 130, 60), scores=(0.8, 0.4))
    (whole,) = join(halves, cuts("r", "l"), np.array([LEFT, RIGHT]), TILES)
    assert whole.boxes.tolist() == [[40, 30, 130, 60]]
    assert whole.areas.tolist() == [90 * 30]
    assert whole.scores[0] == pytest.approx((0.8 * 70 + 0.4 * 40) / 110)  # by pixels


def test_three_pieces_in_a_row() -> None:
    tiles = (Tile(0, 0, 80, 100, 0), Tile(60, 0, 140, 100, 0), Tile(120, 0, 200, 100, 0))
    pieces = boxes((60, 0, 140, 20), (20, 0, 80, 20), (120, 0, 190, 20), scores=(0.5, 0.5, 0.5))
    (whole,) = join(pieces, cuts("lr", "r", "l"), np.array([1, 0, 2]), tiles)
    assert whole.boxes.tolist() == [[20, 0, 190, 20]]
    assert whole.areas.tolist() == [170 * 20]


def test_pieces_of_a_thing_on_the_corner_of_four_tiles() -> None:
    tiles = tuple(Tile(x, y, x + 110, y + 60, 0) for y in (0, 40) for x in (0, 90))
    pieces = boxes((70, 20, 110, 60), (90, 20, 130, 60), (70, 40, 110, 80), (90, 40, 130, 80), scores=(0.5,) * 4)
    (whole,) = join(pieces, cuts("rb", "lb", "rt", "lt"), np.arange(4), tiles)
    assert whole.boxes.tolist() == [[70, 20, 130, 80]]


@pytest.mark.parametrize(
    ("second", "sides", "home"),
    [
        ((90, 62, 130, 92), ("r", "l"), RIGHT),  # another thing, below
        ((90, 30, 130, 60), ("r", "r"), RIGHT),  # the other one ends elsewhere
        ((90, 30, 130, 60), ("r", "l"), WHOLE),  # another scale
        ((112, 30, 130, 60), ("r", "l"), RIGHT),  # nothing where both tiles look
    ],
)
def test_what_is_not_one_thing(second: tuple[int, int, int, int], sides: tuple[str, str], home: int) -> None:
    halves = boxes((40, 30, 110, 60), second, scores=(0.8, 0.7))
    assert len(join(halves, cuts(*sides), np.array([LEFT, home]), TILES)) == 0


def test_a_lone_piece_is_left_out_and_no_pieces_are_none() -> None:
    assert len(join(boxes((40, 30, 110, 60), scores=(0.9,)), cuts("r"), np.array([LEFT]), TILES)) == 0
    nothing = join(Instances.empty(SIZE), cuts(), np.zeros(0, np.int64), TILES)
    assert (len(nothing), nothing.size) == (0, SIZE)


def test_the_same_thing_at_two_scales_is_one() -> None:
    found = boxes((10, 10, 50, 50), (12, 10, 50, 52), scores=(0.5, 0.6))
    assert distinct(found, np.array([LEFT, WHOLE]), 0.5).tolist() == [1]


def test_a_part_in_one_tile_of_what_is_whole_in_another() -> None:
    found = boxes((10, 10, 90, 90), (20, 20, 40, 40), (150, 20, 170, 40), scores=(0.6, 0.5, 0.4))
    assert distinct(found, np.array([WHOLE, LEFT, RIGHT]), 0.5).tolist() == [0, 2]
    assert distinct(found, np.array([SEVERAL, SEVERAL, RIGHT]), 0.5).tolist() == [0, 2]
    assert distinct(found, np.array([LEFT, LEFT, RIGHT]), 0.5).tolist() == [0, 1, 2]  # one look told them apart


def test_a_whole_is_kept_beside_a_better_part() -> None:
    found = boxes((10, 10, 90, 90), (20, 20, 40, 40), scores=(0.5, 0.6))
    assert distinct(found, np.array([WHOLE, LEFT]), 0.5).tolist() == [1, 0]


def test_masks_decide_what_is_a_part() -> None:
    found = boxes((10, 10, 90, 90), (20, 20, 60, 60), scores=(0.6, 0.5))
    hole = found.crops[0].copy()
    hole[10:50, 10:50] = False
    ring = Instances(SIZE, found.boxes, found.scores, (hole, found.crops[1]), found.corners)
    assert distinct(ring, np.array([WHOLE, LEFT]), 0.5).tolist() == [0, 1]


def test_nothing_is_distinct() -> None:
    assert distinct(Instances.empty(SIZE), np.zeros(0, np.int64), 0.5).tolist() == []
