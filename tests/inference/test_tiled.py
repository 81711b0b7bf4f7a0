"""Tiled scenes over an engine that sees each connected red thing exactly, if it is not too small."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.errors import ConfigError, WeightsError
from seesame.images.frame import DEVIATION, MEAN
from seesame.inference import Descriptor, Finder, TiledScene, Tiling
from seesame.inference.engine import Floats, Regions, Seen
from seesame.weights import find

Box = tuple[int, int, int, int]
SIDE = 512


@dataclass
class RedEngine:
    """Sees red things of `least` frame pixels and more; keeps how often it looked."""

    least: float = 10.0
    looks: list[tuple[int, ...]] = field(default_factory=list)

    def see(self, pixels: Floats) -> Seen:
        self.looks.append(pixels.shape)
        picture = pixels[0].transpose(1, 2, 0) * DEVIATION + MEAN
        red = (picture[..., 0] > 0.6) & (picture[..., 1] < 0.4)
        _, _, stats, _ = cv2.connectedComponentsWithStats(red.astype(np.uint8))
        x, y, wide, high = stats[1:, :4].T.astype(np.float32)
        boxes = np.stack([x, y, x + wide, y + high], 1)
        fit = np.maximum(wide, high) >= self.least
        mask = red[None, None].astype(np.float32)
        return Seen((mask,), mask, boxes[fit][None], np.ones((1, int(fit.sum())), np.float32))

    def regions(self, seen: Seen, boxes: Floats) -> Regions:
        count = len(boxes)
        parts = (np.full(count, 2.0), np.ones((count, 2)), np.ones((count, 1, 7, 7)))
        return Regions(boxes, *(part.astype(np.float32) for part in parts))

    def embed(self, seen: Seen, boxes: Floats, weights: Floats) -> tuple[Floats, Floats]:
        return np.ones((len(boxes), 2), np.float32), np.ones((len(boxes), 1, 7, 7), np.float32)

    def match(self, regions: Regions, vectors: Floats, maps: Floats, weights: Floats) -> Floats:
        return np.full((len(regions.boxes), len(vectors)), 2.0, np.float32)

    def outline(self, seen: Seen, boxes: Floats) -> Floats:
        grids = [cv2.resize(_cut(seen.semantic[0, 0], box), (28, 28), interpolation=cv2.INTER_AREA) for box in boxes]
        return np.array(grids, np.float32).reshape(-1, 28, 28)


def _cut(mask: Floats, box: Floats) -> Floats:
    x1, y1, x2, y2 = np.round(box).astype(int)
    return np.ascontiguousarray(mask[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)])


def painted(size: tuple[int, int], *things: Box) -> NDArray[np.uint8]:
    picture = np.full((*size, 3), 220, np.uint8)
    for x1, y1, x2, y2 in things:
        picture[y1:y2, x1:x2] = (250, 10, 10)
    return picture


def searched(
    picture: NDArray[np.uint8], tiles: str | int, engine: RedEngine | None = None
) -> tuple[list[list[float]], list[int]]:
    """Boxes found, from the left, and the pixels of their masks."""
    finder = Finder.on(engine or RedEngine(), find("default").card)
    found = finder.find(picture, question(finder), threshold=0.5, tiles=tiles)
    order = np.argsort(found.boxes[:, 0], kind="stable")
    assert all(crop.size < picture[..., 0].size for crop in found.crops)
    return found.boxes[order].round().astype(int).tolist(), found.areas[order].tolist()


def question(finder: Finder) -> Descriptor:
    parts = (np.ones(shape, np.float32) for shape in ((1, 2), (1, 1, 7, 7), (1, 7, 7)))
    return Descriptor(*parts, finder.weights_id)


def near(boxes: list[list[float]], *things: Box) -> None:
    """Resizing blurs edges, by a pixel of the frame that the picture was seen in."""
    assert len(boxes) == len(things)
    np.testing.assert_allclose(boxes, things, atol=2)


def test_small_things_are_found_in_tiles_and_not_without() -> None:
    things = [(100, 200, 112, 212), (1500, 700, 1512, 712), (2000, 1490, 2020, 1500)]
    picture = painted((1500, 2100), *things)
    assert searched(picture, "off")[0] == []
    boxes, areas = searched(picture, 512)
    assert boxes == [list(each) for each in things]
    assert areas == [144, 144, 200]


def test_things_on_seams_are_found_once() -> None:
    # Of tiles of 400 pixels in a picture of 1000 x 1000 the first begin at 0, 300 and 600 and end at 400, 700 and 1000.
    things = [(290, 290, 330, 330), (380, 100, 420, 140), (680, 590, 720, 640), (600, 700, 610, 710)]
    things.append((380, 380, 400, 400))
    boxes, areas = searched(painted((1000, 1000), *things), 400)
    near(boxes, *sorted(things))
    assert areas == pytest.approx([(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in sorted(things)], rel=0.15)


def test_what_no_tile_holds_comes_from_the_whole_picture() -> None:
    thing = (100, 100, 900, 300)
    boxes, areas = searched(painted((1000, 1000), thing), 400)
    near(boxes, thing)
    assert areas[0] == pytest.approx(800 * 200, rel=0.02)


def test_what_only_tiles_see_is_joined_across_their_seams() -> None:
    thing = (150, 420, 850, 440)  # 700 pixels long in three tiles of 400; too small in the whole picture's frame

    class Close(RedEngine):
        """Sees thin things only where a tile magnifies them."""

        def see(self, pixels: Floats) -> Seen:
            seen = super().see(pixels)
            high = seen.boxes[0, :, 3] - seen.boxes[0, :, 1]
            return Seen(seen.pyramid, seen.semantic, seen.boxes[:, high > 20], seen.logits[:, high > 20])

    boxes, areas = searched(painted((1000, 1000), thing), 400, Close())
    near(boxes, thing)
    assert areas[0] == pytest.approx(700 * 20, rel=0.1)
    near(searched(painted((1000, 1000), thing), 400)[0], thing)  # seen whole and joined: once


def test_an_ordinary_picture_answers_as_without_tiles() -> None:
    picture = painted((480, 640), (100, 100, 200, 200), (300, 300, 330, 330))
    engine = RedEngine()
    finder = Finder.on(engine, find("default").card)
    scene = finder.encode_tiles(picture)
    assert len(engine.looks) == 1 and scene.tiles == ()
    plain, auto = (finder.find(each, question(finder), threshold=0.0) for each in (finder.encode(picture), scene))
    np.testing.assert_array_equal(plain.boxes, auto.boxes)
    np.testing.assert_array_equal(plain.scores, auto.scores)
    np.testing.assert_array_equal(plain.masks, auto.masks)


def test_encoded_once_asked_often() -> None:
    engine = RedEngine()
    finder = Finder.on(engine, find("default").card)
    told: list[tuple[int, int, str]] = []
    scene = finder.encode_tiles(painted((2000, 2000), (1990, 1990, 2000, 2000)), 256, lambda *each: told.append(each))
    count = len(scene.tiles)
    assert told == [(done, count, "tiles") for done in range(1, count + 1)]
    assert len(engine.looks) == count + 1
    assert all(block.maps.dtype == np.float16 for block in scene.blocks)
    for _ in range(2):
        assert len(finder.find(scene, question(finder), threshold=0.2)) == 1
    assert len(engine.looks) == count + 3  # the last tile's maps were not kept, and are made anew for its outline
    assert scene.weights_id == finder.weights_id and scene.size == (2000, 2000)


def test_scores_of_tiles_pay_for_the_many_looks() -> None:
    finder = Finder.on(RedEngine(), find("default").card)
    scene = finder.encode_tiles(painted((600, 600), (100, 100, 200, 200)), 300)
    scores = finder.scores(scene, question(finder))
    odds = scores / (1 - scores)
    whole, parts = odds[scene.homes < 0], odds[scene.homes >= 0]
    assert len(scene.tiles) == 9 and len(whole) == 1 and len(parts) >= 1
    np.testing.assert_allclose(parts, whole[0] / (1 + 9) ** 0.25, rtol=1e-2)


def test_nothing_there() -> None:
    assert searched(painted((600, 600)), 300) == ([], [])


def test_wrong_ways() -> None:
    finder = Finder.on(RedEngine(), find("default").card)
    with pytest.raises(ConfigError, match="expected auto, off or the side"):
        finder.find(painted((60, 60)), question(finder), tiles="small")
    scene = finder.encode_tiles(painted((60, 60)), Tiling(32))
    assert isinstance(scene, TiledScene)
    other = Finder.on(RedEngine(), finder.card.model_copy(update={"name": "other"}))
    with pytest.raises(WeightsError, match="a tiledscene was made by"):
        other.find(scene, question(other))
