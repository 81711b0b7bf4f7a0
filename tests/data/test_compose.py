from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from seesame.data.compose import Cutout, Labelled, boxes_of, cut_out, look_at, mosaic, paste
from seesame.data.records import Object, Record

SIDE = 64


def square(x: int, y: int, side: int, category: str | None = "mug", crowd: bool = False) -> Object:
    corners = [x, y, x + side, y, x + side, y + side, x, y + side]
    return Object((x, y, x + side, y + side), [corners], category, crowd)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A dark picture of 80 x 100 pixels with two white squares, and a crowd that is not drawn."""
    objects = (square(10, 10, 20), square(60, 30, 24, None), square(10, 50, 20, "mug", crowd=True))
    picture = np.zeros((80, 100, 3), np.uint8)
    for each in objects[:2]:
        picture[each.mask(80, 100)] = 255
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    return Record(1, tmp_path / "a.png", 80, 100, objects)


def labelled(colour: int, masks: list[np.ndarray], categories: tuple[str | None, ...]) -> Labelled:
    stack = np.stack(masks) if masks else np.zeros((0, SIDE, SIDE), np.uint8)
    return Labelled(np.full((SIDE, SIDE, 3), colour, np.uint8), stack, categories, np.ones((SIDE, SIDE), np.float32))


def filled(top: int, left: int, bottom: int, right: int) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[top:bottom, left:right] = 1
    return mask


def inner(mask: np.ndarray, side: int) -> np.ndarray:
    """The mask without its margin, at the border of the picture too."""
    eroded = cv2.erode(mask, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return eroded.astype(bool)


def test_masks_move_with_the_picture(record: Record) -> None:
    for seed in range(30):
        scene = look_at(np.random.default_rng(seed), record, True, SIDE, (60.0, 140.0))
        assert scene.picture.shape == (SIDE, SIDE, 3)
        assert len(scene.masks) == len(scene.categories)
        for mask in scene.masks:
            assert (scene.picture[inner(mask, 5)] > 200).all()
        # What is white is labelled, or too little of it shows to be trusted.
        white = inner((scene.picture.min(2) > 200).astype(np.uint8), 3)
        outside = (scene.picture == (124, 116, 104)).all(2)
        assert (scene.masks.any(0) | (scene.trust == 0) | outside)[white].all()


def test_crowds_are_neither_asked_for_nor_punished(record: Record) -> None:
    for seed in range(30):
        scene = look_at(np.random.default_rng(seed), record, True, SIDE, (60.0, 60.0))  # all of the picture shows
        assert scene.categories == ("mug", None)
        assert set(np.unique(scene.trust)) == {0.0, 1.0}
        assert 10**2 < (scene.trust == 0).sum() < 20**2  # a square of 12 pixels and 2 more on every side


def test_what_is_not_annotated_exhaustively_is_trusted_less(record: Record) -> None:
    scene = look_at(np.random.default_rng(0), record, False, SIDE, (60.0, 60.0))
    assert set(np.unique(scene.trust)) == {0.0, 0.25}


def test_a_window_may_hold_no_object(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((80, 100, 3), np.uint8))
    record = Record(1, tmp_path / "a.png", 80, 100, (square(10, 10, 20, crowd=True),))
    scene = look_at(np.random.default_rng(0), record, True, SIDE, (60.0, 60.0))
    assert scene.masks.shape == (0, SIDE, SIDE)
    assert scene.categories == ()
    assert boxes_of(scene.masks).shape == (0, 4)


def test_a_mosaic_shows_its_four_parts_in_order() -> None:
    whole = filled(0, 0, SIDE, SIDE)
    parts = [labelled(60 * index, [whole], (f"kind {index}",)) for index in range(4)]
    scene = mosaic(np.random.default_rng(3), parts)
    assert scene.categories == tuple(f"kind {index}" for index in range(4))
    assert (scene.masks.sum(0) == 1).all()
    for index, (mask, corner) in enumerate(zip(scene.masks, [(0, 0), (0, -1), (-1, 0), (-1, -1)], strict=True)):
        assert mask[corner] == 1
        assert (scene.picture[mask.astype(bool)] == 60 * index).all()
        assert 0.35**2 - 0.02 < mask.mean() < 0.65**2 + 0.02


def test_what_a_mosaic_makes_too_small_is_not_trusted() -> None:
    parts = [labelled(0, [filled(10, 10, 15, 15)], ("mug",)) for _ in range(4)]
    scene = mosaic(np.random.default_rng(0), parts)
    assert scene.categories == ()
    assert (scene.trust == 0).any()


def test_a_cutout_has_a_small_margin(record: Record) -> None:
    cutout = cut_out(record, record.objects[0])
    assert cutout.picture.shape == (29, 29, 3)  # 6 to 35
    assert cutout.mask.sum() == 400
    assert cutout.mask[4:24, 4:24].all()
    assert cutout.category == "mug"


def test_a_cutout_at_the_border_stays_inside(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((80, 100, 3), np.uint8))
    record = Record(1, tmp_path / "a.png", 80, 100, (square(-5, -5, 20), square(95, 75, 20)))
    assert [cut_out(record, each).mask.shape for each in record.objects] == [(20, 20), (9, 9)]


def test_pasting_hides_what_lies_behind() -> None:
    behind = [filled(0, 0, SIDE, SIDE // 2), filled(0, SIDE // 2, SIDE, SIDE)]
    cutout = Cutout(np.full((30, 30, 3), 255, np.uint8), np.ones((30, 30), np.bool_), "card")
    for seed in range(20):
        before = labelled(50, behind, ("left", "right"))
        scene = paste(np.random.default_rng(seed), before, cutout, (20.0, 60.0))
        assert scene.categories[-1] == "card"
        assert len(scene.masks) == len(scene.categories)
        assert scene.masks.sum(0).max() == 1
        assert (scene.picture[inner(scene.masks[-1], 7)] > 120).all()
        assert (before.masks == np.stack(behind)).all()  # the scene that was given is as it was


def test_what_is_hidden_almost_wholly_is_neither_asked_for_nor_punished() -> None:
    before = labelled(50, [filled(28, 28, 36, 36)], ("crumb",))
    cutout = Cutout(np.full((30, 30, 3), 255, np.uint8), np.ones((30, 30), np.bool_), "card")
    lost = [
        scene
        for seed in range(40)
        if "crumb" not in (scene := paste(np.random.default_rng(seed), before, cutout, (60.0, 60.0))).categories
    ]
    assert lost
    assert all(scene.categories == ("card",) for scene in lost)


def test_a_cutout_that_hardly_shows_is_not_pasted() -> None:
    before = labelled(50, [], ())
    cutout = Cutout(np.zeros((30, 30, 3), np.uint8), np.ones((30, 30), np.bool_), "dot")
    assert paste(np.random.default_rng(0), before, cutout, (3.0, 3.0)) is before


def test_boxes_are_tight() -> None:
    masks = np.stack([filled(3, 5, 10, 6), filled(0, 0, SIDE, SIDE)])
    assert boxes_of(masks).tolist() == [[5, 3, 6, 10], [0, 0, 64, 64]]
