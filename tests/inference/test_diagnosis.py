from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.card import Card
from seesame.descriptor import Descriptor
from seesame.inference import Finder, diagnosis
from seesame.inference.diagnosis import check, detail, likeness, outlier, support
from seesame.reference import Reference
from seesame.weights import Weights

ALIKE = np.array([[9, 4, 4, -3], [4, 9, 3, -2], [4, 3, 9, -4], [-3, -2, -4, 9]], np.float32)


def test_the_others_speak_for_each() -> None:
    np.testing.assert_allclose(support(ALIKE), [5 / 3, 5 / 3, 1, -3])
    assert support(ALIKE[:1, :1]).tolist() == [0]


def test_the_one_that_is_unlike_is_named() -> None:
    assert outlier(ALIKE) == 3
    assert outlier(ALIKE[:3, :3]) is None
    assert outlier(ALIKE[2:, 2:]) is None  # of two nobody can tell which
    doubtful = np.full((4, 4), 4.0, np.float32)
    for logit, named in ((2.7, 3), (2.9, None)):  # less than 4 by more than 1.2, and by less
        doubtful[3, :3] = doubtful[:3, 3] = logit
        assert outlier(doubtful) == outlier(doubtful - 9) == named


def kinds(example: Reference) -> set[str]:
    return {each.kind for each in diagnosis._looks(example)}


@pytest.fixture
def coin(coins: NDArray[np.uint8]) -> Reference:
    return Reference.from_box(coins, (80, 174, 124, 218), "coin")


def test_a_good_example_needs_no_remark(coin: Reference) -> None:
    assert kinds(coin) == set()


def test_what_can_be_seen_without_a_network(coin: Reference) -> None:
    box = coin.box
    assert kinds(Reference.from_box(cv2.GaussianBlur(coin.picture, (0, 0), 4), box)) == {"blurred"}  # type: ignore[arg-type]
    assert kinds(Reference.from_box((coin.picture // 8).astype(np.uint8), box)) == {"dark"}
    assert kinds(Reference.from_box(np.full_like(coin.picture, 128), box)) == {"flat"}
    assert kinds(Reference.from_box(coin.picture, (100, 180, 120, 200))) == {"small"}
    assert kinds(Reference.from_box(coin.picture, (0, 174, 44, 218))) == {"cut off"}
    assert kinds(Reference.whole(coin.picture)) == set()
    assert detail(coin) > 0.01


def test_a_card_is_checked(untrained: Weights, coin: Reference) -> None:
    finder = Finder(untrained)
    dark = Reference.from_box((coin.picture // 8).astype(np.uint8), coin.box, "at night")
    card = Card("coin", (coin, coin, coin), (dark,))
    remarks = check(finder, card)
    assert ("at night", "dark") in {(each.example, each.kind) for each in remarks}
    assert "outlier" not in {each.kind for each in remarks}  # all the same
    assert all(each.text for each in remarks)
    alike = likeness(finder, finder.describe(card))
    assert alike.shape == (3, 3)
    np.testing.assert_allclose(alike, alike.T, rtol=1e-5)


def test_a_reference_that_does_not_count_is_no_outlier(untrained: Weights, coin: Reference) -> None:
    finder = Finder(untrained)
    asked: list[int] = []

    def alike(finder: Finder, descriptor: Descriptor) -> NDArray[np.float32]:
        asked.append(len(descriptor))
        return ALIKE[: len(descriptor), : len(descriptor)]

    card = Card("coin", (coin, coin, coin, replace(coin, name="odd")))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(diagnosis, "likeness", alike)
        assert [each.example for each in check(finder, card) if each.kind == "outlier"] == ["odd"]
        assert "outlier" not in {each.kind for each in check(finder, card.weighed([3], 0))}
    assert asked == [4, 3]


def test_a_better_crop_is_where_the_network_sees_one_whole_object(untrained: Weights, coin: Reference) -> None:
    class Seer(Finder):
        def region_boxes(self, scene: object) -> NDArray[np.float32]:
            return np.array([[80, 174, 124, 218], [130, 174, 170, 214], [0, 0, 9, 9]], np.float32)

        def region_worth(self, scene: object) -> NDArray[np.float32]:
            return np.array([0.9, 0.8, 0.1], np.float32)

    seer = Seer(untrained)
    loose = Reference.from_box(coin.picture, (70, 164, 140, 230), "loose")
    (crop,) = diagnosis._crops(seer, loose)
    assert (crop.kind, crop.box) == ("better crop", (80.0, 174.0, 124.0, 218.0))
    both = Reference.from_box(coin.picture, (60, 150, 190, 240), "both")
    (ambiguous,) = diagnosis._crops(seer, both)
    assert ambiguous.kind == "ambiguous" and "encloses 2 things" in ambiguous.text
    assert diagnosis._crops(seer, coin) == []
