from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame.card import Card
from seesame.descriptor import Descriptor
from seesame.errors import InputError
from seesame.images import read
from seesame.instances import Instances
from seesame.label import Plan, label
from seesame.reference import Reference

PICTURE = np.zeros((20, 30, 3), np.uint8)


class ColourFinder:
    """Finds the pixels of a colour channel; the first number of a descriptor says which, the second how surely."""

    weights_id = "colour-1"

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self.encoded += 1
        return read(picture)

    def find(self, scene: Any, question: Descriptor, threshold: float, top: int) -> Instances:
        channel, score = question.vectors[0].tolist()
        mask = scene[..., int(channel)] > 127
        if score < threshold or not mask.any():
            return Instances.empty(mask.shape)
        ys, xs = np.nonzero(mask)
        box = [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
        return Instances.from_masks(mask.shape, [box], [score], [mask])


def plan(*scores: float) -> Plan:
    maps, weights = np.zeros((1, 4, 2, 2), np.float32), np.ones((1, 2, 2), np.float32)
    vectors = [np.array([[channel, score]], np.float32) for channel, score in enumerate(scores)]
    cards = tuple(Card(f"{channel}", (Reference.whole(PICTURE),)) for channel in range(len(scores)))
    return Plan(cards, tuple(Descriptor(each, maps, weights, "colour-1") for each in vectors), (0.5,) * len(scores))


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    paths = []
    for name, channel in (("red", 0), ("green", 1), ("blue", 2)):
        picture = PICTURE.copy()
        picture[5:15, 5:15, channel] = 255
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
        paths.append(str(tmp_path / f"{name}.png"))
    return paths


def test_every_card_labels_what_it_finds(pictures: list[str], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    finder: Any = ColourFinder()
    red, green, blue = label(
        finder, plan(0.9, 0.3), pictures, tmp_path / "labels.jsonl", lambda done, total, _: told.append((done, total))
    )
    assert [(claim.card, claim.margin > 0) for claim in red.claims] == [(0, True)]
    assert [(claim.card, claim.margin > 0) for claim in green.claims] == [(1, False)]  # kept as doubtful
    assert blue.claims == () and blue.size == (20, 30)
    assert told == [(1, 3), (2, 3), (3, 3)] and finder.encoded == 3


def test_what_is_far_from_certain_is_not_kept(pictures: list[str], tmp_path: Path) -> None:
    finder: Any = ColourFinder()
    red, *_ = label(finder, plan(0.26), pictures, tmp_path / "labels.jsonl")  # odds less than those of .5 by e
    assert red.claims == ()


def test_an_interrupted_run_goes_on_and_a_bad_picture_stops_nothing(pictures: list[str], tmp_path: Path) -> None:
    class Interrupted(ColourFinder):
        def encode(self, picture: Any) -> Any:
            if self.encoded == 2:
                raise KeyboardInterrupt
            return super().encode(picture)

    (tmp_path / "bad.png").write_bytes(b"no picture")
    several = [str(tmp_path / "bad.png"), *pictures]
    first: Any = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        label(first, plan(0.9, 0.9), several, tmp_path / "labels.jsonl")
    finder: Any = ColourFinder()
    labelled = label(finder, plan(0.9, 0.9), several, tmp_path / "labels.jsonl")
    assert finder.encoded == 1
    assert [Path(each.path).name for each in labelled] == ["bad.png", "red.png", "green.png", "blue.png"]
    assert [bool(each.failed) for each in labelled] == [True, False, False, False]
    with pytest.raises(InputError, match="by other cards"):
        label(finder, plan(0.9, 0.8), several, tmp_path / "labels.jsonl")
