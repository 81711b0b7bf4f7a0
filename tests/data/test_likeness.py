from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.data.likeness import Look, look, pairs, pairs_between


def noise(seed: int, height: int = 90, width: int = 120) -> NDArray[np.uint8]:
    small = np.random.default_rng(seed).integers(0, 255, (9, 12, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def seen(folder: Path, name: str, picture: NDArray[np.uint8]) -> Look:
    cv2.imwrite(str(folder / name), picture)
    return look(folder / name, picture)


def test_the_same_file_a_copy_a_scene_and_another(tmp_path: Path) -> None:
    picture = noise(1)
    small = np.asarray(cv2.resize(picture, (60, 45), interpolation=cv2.INTER_AREA), np.uint8)
    moved = picture.copy()
    moved[30:46, 30:46] = 255 - moved[30:46, 30:46]
    looks = [
        seen(tmp_path, "a.png", picture),
        seen(tmp_path, "b.png", picture),
        seen(tmp_path, "c.png", small),
        seen(tmp_path, "d.png", (picture * 0.6 + 20).astype(np.uint8)),
        seen(tmp_path, "e.png", moved),
        seen(tmp_path, "f.png", noise(2)),
        seen(tmp_path, "g.png", noise(1, 120, 90)),
    ]
    found = pairs(looks)
    assert {pair.first.stem: pair.kind for pair in found} == {"b": "file", "c": "copy", "d": "copy", "e": "scene"}
    assert {pair.second.stem for pair in found[:3]} == {"a"}
    assert all(0.97 <= pair.likeness <= 1 + 1e-6 for pair in found)


def test_plain_pictures_are_not_alike(tmp_path: Path) -> None:
    plain = [seen(tmp_path, f"{grey}.png", np.full((30, 40, 3), grey, np.uint8)) for grey in (10, 200)]
    assert pairs(plain) == []


def test_between_two_sets(tmp_path: Path) -> None:
    ours = [seen(tmp_path, "a.png", noise(1)), seen(tmp_path, "b.png", noise(2))]
    theirs = [seen(tmp_path, "c.png", noise(3)), seen(tmp_path, "d.png", noise(2))]
    (pair,) = pairs_between(ours, theirs)
    assert (pair.first.name, pair.second.name, pair.kind, pair.likeness) == ("b.png", "d.png", "file", 1.0)
    assert pairs_between(ours, []) == pairs_between([], theirs) == pairs([]) == []
