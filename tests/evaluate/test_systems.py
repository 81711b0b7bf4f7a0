from __future__ import annotations

import sys
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.evaluate import SYSTEMS, open_system
from seesame.evaluate.correlation import Correlation
from seesame.evaluate.keypoints import Keypoints
from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances
from seesame.reference import Reference

Picture = NDArray[np.uint8]


def textured(side: int, seed: int) -> Picture:
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 255, (side // 6, side // 6, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


def scene_with(*things: tuple[Picture, int, int]) -> Picture:
    picture = np.full((300, 400, 3), 120, np.uint8)
    for thing, x, y in things:
        picture[y : y + thing.shape[0], x : x + thing.shape[1]] = thing
    return picture


def found(system: Any, reference: Reference, scene: Picture, threshold: float = 0.0) -> Instances:
    result: Instances = system.find(system.encode(scene), system.describe([reference]), threshold=threshold, top=20)
    return result


def hits(instances: Instances, *boxes: tuple[int, int, int, int]) -> list[bool]:
    overlap = box_geometry.iou(np.array(boxes, np.float32), instances.boxes)
    return [bool((row > 0.7).any()) for row in overlap]


def test_correlation_finds_copies_their_mirror_image_and_other_sizes() -> None:
    thing = textured(60, 1)
    large = cv2.resize(thing, (90, 90))
    scene = scene_with((thing, 20, 30), (np.ascontiguousarray(thing[:, ::-1]), 200, 40), (np.asarray(large), 250, 180))
    instances = found(Correlation(), Reference.whole(thing), scene, 0.6)
    assert hits(instances, (20, 30, 80, 90), (200, 40, 260, 100), (250, 180, 340, 270)) == [True] * 3
    assert len(instances) == 3


def test_correlation_keeps_the_shape_of_the_reference() -> None:
    thing = textured(60, 2)
    mask = np.zeros((60, 60), np.bool_)
    mask[:, :30] = True
    scene = scene_with((thing[:, :30], 100, 100))
    best = found(Correlation(), Reference.from_mask(thing, mask), scene)[0]
    x1, _, x2, _ = best.boxes[0]
    assert x2 - x1 == pytest.approx(30, abs=6)
    assert best.areas[0] == pytest.approx(30 * 60, rel=0.3)


def test_keypoints_find_turned_copies_one_after_the_other() -> None:
    thing = textured(120, 3)
    turned = np.ascontiguousarray(np.rot90(thing))
    scene = scene_with((thing, 10, 20), (turned, 220, 120))
    instances = found(Keypoints("sift"), Reference.whole(thing), scene, 0.5)
    assert hits(instances, (10, 20, 130, 140), (220, 120, 340, 240)) == [True, True]
    assert len(found(Keypoints("orb"), Reference.whole(thing), scene)) >= 1


@pytest.mark.parametrize("name", ["correlation", "orb", "sift"])
def test_nothing_is_found_where_nothing_is(name: str) -> None:
    system, flat = open_system(name), np.full((200, 300, 3), 90, np.uint8)
    thing = Reference.whole(textured(60, 4))
    instances = found(system, thing, flat)
    assert isinstance(instances, Instances)
    assert not (instances.scores > 0.5).any()
    assert len(found(system, Reference.whole(flat), textured(200, 5), 0.5)) == 0


@pytest.mark.parametrize("name", ["correlation", "orb", "sift"])
@pytest.mark.parametrize(("reference", "scene"), [((5, 5), (40, 50)), ((300, 20), (30, 30)), ((64, 64), (8, 8))])
def test_any_sizes(name: str, reference: tuple[int, int], scene: tuple[int, int]) -> None:
    shown = cv2.resize(textured(60, 6), reference[::-1])
    searched = cv2.resize(textured(90, 7), scene[::-1])
    instances = found(open_system(name), Reference.whole(np.asarray(shown, np.uint8)), np.asarray(searched, np.uint8))
    assert instances.size == scene
    assert (instances.scores <= 1).all() and (instances.boxes[:, 2:] <= np.array(scene[::-1])).all()


@pytest.mark.parametrize("name", ["correlation", "orb", "sift"])
def test_the_same_question_has_the_same_answer(name: str) -> None:
    thing = textured(80, 8)
    scene = scene_with((thing, 50, 60))
    one, other = (found(open_system(name), Reference.whole(thing), scene) for _ in range(2))
    np.testing.assert_array_equal(one.boxes, other.boxes)
    np.testing.assert_array_equal(one.scores, other.scores)


def test_frozen_features_compare_the_regions_of_the_finder(coins: Picture) -> None:
    pytest.importorskip("torchvision")
    system = open_system("frozen")
    scene = system.encode(coins)
    instances = found(system, Reference.from_box(coins, (80, 174, 124, 218)), coins)
    assert len(instances) > 10 and (np.diff(instances.scores) <= 0).all()
    assert instances.masks.any(axis=(1, 2)).all()
    np.testing.assert_allclose(np.linalg.norm(scene.features, axis=1), 1, rtol=1e-5)
    assert system.region_boxes(scene).shape[1] == 4  # type: ignore[attr-defined]
    assert "frozen" in system.weights_id  # type: ignore[attr-defined]


def test_systems_are_opened_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(open_system("shuffled")).__name__ == "Shuffled"
    assert type(open_system("finder", threads=1)).__name__ == "Finder"
    with pytest.raises(ConfigError, match="did you mean 'finder'"):
        open_system("findr")
    with pytest.raises(ConfigError, match="expected one of finder, torch"):
        open_system("xyz")
    assert set(SYSTEMS) >= {"finder", "torch", "shuffled", "correlation", "orb", "sift", "frozen"}
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(Exception, match=r"seesame\[train\]"):
        open_system("frozen")


def test_no_other_keypoints() -> None:
    with pytest.raises(ConfigError, match="expected orb or sift"):
        Keypoints("surf")
