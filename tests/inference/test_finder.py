from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame import demo
from seesame.card import Card
from seesame.errors import ConfigError, InstallationError, PictureError, QuestionError, WeightsError
from seesame.inference import Descriptor, Finder, sameness
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import Weights

COIN = (80, 174, 124, 218)
EVERYTHING = {"threshold": 0.0, "top": 1000}


@pytest.fixture
def coin(coins: NDArray[np.uint8]) -> Reference:
    return Reference.from_box(coins, COIN)


def same(one: Instances, other: Instances) -> None:
    assert len(one) == len(other) > 0
    assert one.size == other.size
    np.testing.assert_allclose(one.boxes, other.boxes, atol=0.05)
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-3)
    assert np.mean(one.masks != other.masks) < 1e-3


def test_what_is_found_lies_in_the_picture(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    found = finder.find(coins, coin, **EVERYTHING)
    assert found.size == (303, 384)
    assert found.masks.shape == (len(found), 303, 384)
    assert (np.diff(found.scores) <= 0).all()
    assert ((found.scores >= 0) & (found.scores <= 1)).all()
    assert (found.boxes[:, 2:] > found.boxes[:, :2]).all()
    assert (found.boxes >= 0).all()
    assert (found.boxes <= [384, 303, 384, 303]).all()
    for mask, box in zip(found.masks, found.boxes, strict=True):
        rows, columns = np.nonzero(mask)
        if len(rows):
            assert box[0] - 1 <= columns.min() <= columns.max() + 1 <= box[2] + 1
            assert box[1] - 1 <= rows.min() <= rows.max() + 1 <= box[3] + 1


def test_encoding_once_for_many_questions(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    other = Reference.from_box(coins, (200, 40, 260, 110))
    scene = finder.encode(coins)
    assert scene.size == (303, 384)
    for reference in (coin, other):
        descriptor = finder.describe(reference)
        whole = finder.find(coins, reference, **EVERYTHING)
        same(finder.find(scene, descriptor, **EVERYTHING), whole)
        same(finder.find(scene, reference, **EVERYTHING), whole)
        same(finder.find(coins, descriptor, **EVERYTHING), whole)
    scores = [finder.scores(scene, finder.describe(each)) for each in (coin, other)]
    assert np.abs(scores[0] - scores[1]).max() > 1e-3


def test_a_batch_of_scenes_is_each_alone(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    """Of two frame sizes, in the order that was asked for."""
    tall = np.ascontiguousarray(coins[:, :150])
    pictures = [coins, tall, coins[::-1].copy(), demo.coins()]
    scenes = finder.encode_all(pictures)
    assert [scene.size for scene in scenes] == [(303, 384), (303, 150), (303, 384), (303, 384)]
    for scene, picture in zip(scenes, pictures, strict=True):
        same(finder.find(scene, coin, **EVERYTHING), finder.find(picture, coin, **EVERYTHING))
    assert finder.encode_all([]) == []


def test_files_and_arrays_are_the_same(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    path = demo.coins()
    same(finder.find(path, coin, **EVERYTHING), finder.find(coins, coin, **EVERYTHING))
    same(finder.find(str(path), coin, **EVERYTHING), finder.find(coins, coin, **EVERYTHING))


def test_several_references_make_one_question(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    other = Reference.from_box(coins, (200, 40, 260, 110))
    both = finder.describe([coin, other])
    assert len(both) == 2
    singles = [finder.describe(each) for each in (coin, other)]
    joined = Descriptor.concatenate(singles)
    np.testing.assert_allclose(both.vectors, joined.vectors, atol=1e-3)
    np.testing.assert_allclose(both.maps, joined.maps, atol=1e-3)
    same(finder.find(coins, [coin, other], **EVERYTHING), finder.find(coins, joined, **EVERYTHING))
    same(finder.find(coins, [coin], **EVERYTHING), finder.find(coins, coin, **EVERYTHING))


def test_votes_count_as_if_shown_more_often(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    other = Reference.from_box(coins, (200, 40, 260, 110))
    twice = [replace(coin, votes=2.0), other]
    same(finder.find(coins, twice, **EVERYTHING), finder.find(coins, [coin, other, coin], **EVERYTHING))
    alone = [replace(coin, votes=0.0), replace(other, votes=0.5)]
    same(finder.find(coins, alone, **EVERYTHING), finder.find(coins, other, **EVERYTHING))
    assert finder.describe(twice).votes == (2.0, 1.0)
    unwanted = finder.describe(other, [replace(coin, votes=0.0)]).negatives
    assert unwanted is not None and unwanted.votes == (1.0,)


def test_a_mask_tells_which_cells_count(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    mask = np.zeros(coins.shape[:2], np.bool_)
    mask[174:218, 80:102] = True  # the left half
    masked = finder.describe(Reference(coins, COIN, mask))
    assert finder.describe(coin).weights.min() == 1.0
    assert masked.weights[0, :, :3].min() > 0.9
    assert masked.weights[0, :, 4:].max() < 0.1
    assert np.abs(masked.vectors - finder.describe(coin).vectors).max() > 1e-3


def test_no_reference(finder: Finder, coins: NDArray[np.uint8]) -> None:
    with pytest.raises(QuestionError, match="show one example of what to find"):
        finder.describe([])
    with pytest.raises(QuestionError, match="no reference came"):
        finder.find(coins, [])


def test_threshold_and_top(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    scene = finder.encode(coins)
    every = finder.find(scene, coin, **EVERYTHING)
    middle = float(every.scores[len(every) // 2])
    some = finder.find(scene, coin, threshold=middle)
    assert len(some) == (every.scores >= middle).sum() < len(every)
    assert len(finder.find(scene, coin, threshold=0.0, top=3)) == 3
    same(finder.find(scene, coin, threshold=0.0, top=3), every[:3])
    assert finder.threshold == 0.5
    assert len(finder.find(scene, coin)) == (every.scores >= 0.5).sum()


def test_nothing_found_is_empty_in_the_size_of_the_picture(
    finder: Finder, coins: NDArray[np.uint8], coin: Reference
) -> None:
    found = finder.find(coins, coin, threshold=1.0)
    assert len(found) == 0
    assert found.masks.shape == (0, 303, 384)


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (3, 2000), (2000, 3), (2, 700), (40, 33), (512, 512)])
def test_scenes_of_any_shape(finder: Finder, coin: Reference, size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    found = finder.find(picture, coin, **EVERYTHING)
    assert found.size == size
    assert found.masks.shape[1:] == size
    assert (found.boxes[:, 2:] > found.boxes[:, :2]).all()
    assert len(found) > 0


@pytest.mark.parametrize("size", [(3, 3), (3, 2000), (2000, 3), (700, 50)])
def test_references_of_any_shape(finder: Finder, size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    kept = finder.describe(Reference.whole(picture))
    assert np.isfinite(kept.vectors).all()
    np.testing.assert_allclose(np.linalg.norm(kept.vectors, axis=1), 1.0, atol=1e-3)


@pytest.mark.parametrize("box", [(0, 0, 40, 40), (350, 270, 384, 303), (0, 100, 384, 110), (380, 299, 384, 303)])
def test_references_at_the_border(finder: Finder, coins: NDArray[np.uint8], box: tuple[int, int, int, int]) -> None:
    kept = finder.describe(Reference.from_box(coins, box))
    assert np.isfinite(kept.vectors).all()
    assert len(finder.find(coins, kept, **EVERYTHING)) > 0


def test_regions_are_known_before_any_question(finder: Finder, coins: NDArray[np.uint8]) -> None:
    scene = finder.encode(coins)
    boxes = finder.region_boxes(scene)
    assert boxes.shape == (len(scene.regions), 4)
    assert len(boxes) <= finder.card.sizes.regions
    best = int(scene.regions.quality.argmax())
    np.testing.assert_allclose(boxes[0], scene.regions.boxes[best] * 384 / 512, rtol=1e-5)


def test_what_another_network_made_is_refused(untrained: Weights, finder: Finder, coins: NDArray[np.uint8]) -> None:
    other = Finder.on(finder._engine, untrained.card.model_copy(update={"name": "other"}))
    coin = Reference.from_box(coins, COIN)
    with pytest.raises(WeightsError, match=r"a descriptor was made by untrained-\w+, this finder is other-\w+"):
        other.find(coins, finder.describe(coin))
    with pytest.raises(WeightsError, match=r"a scene was made by untrained-\w+, this finder is .*; make it anew"):
        other.find(finder.encode(coins), coin)


def test_a_picture_that_cannot_be_read(finder: Finder, coin: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(PictureError):
        finder.find(tmp_path / "a.png", coin)


def test_settings_that_cannot_be(untrained: Weights, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no engine 'tpu'; expected 'onnx' or 'torch'"):
        Finder(untrained, engine="tpu")
    with pytest.raises(ConfigError, match="threads is 0, expected 1 or more"):
        Finder(untrained, threads=0)
    with pytest.raises(WeightsError, match=r"holds no card\.json"):
        Finder(tmp_path)


@pytest.mark.parametrize(("threshold", "top"), [(0.5, 0), (-0.1, 5), (1.5, 5)])
def test_a_threshold_and_a_number_that_make_no_sense(
    finder: Finder, coin: Reference, threshold: float, top: int
) -> None:
    with pytest.raises(ConfigError, match="expected 1 or more, and 0 to 1"):
        finder.find(coin.picture, coin, threshold=threshold, top=top)


def test_weights_by_folder(untrained: Weights) -> None:
    for given in (untrained.folder, str(untrained.folder)):
        assert Finder(given).weights_id == untrained.card.id


def test_the_torch_engine_where_torch_is_not_installed(untrained: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.delitem(sys.modules, "seesame.inference.torch_engine", raising=False)
    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(InstallationError, match=r'pip install "seesame\[train\]"'):
        Finder(untrained, engine="torch")


def test_vectors_are_those_of_the_regions_found(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    scene = finder.encode(coins)
    found = finder.find(scene, coin, **EVERYTHING)
    vectors = finder.vectors(scene, found)
    assert vectors.shape == (len(found), scene.regions.vectors.shape[1])
    best = int(finder.scores(scene, finder.describe(coin)).argmax())
    np.testing.assert_array_equal(vectors[0], scene.regions.vectors[best])
    assert finder.vectors(scene, found[:0]).shape == (0, vectors.shape[1])


def test_the_very_object_is_asked_of_the_regions_most_alike(
    finder: Finder, coins: NDArray[np.uint8], coin: Reference
) -> None:
    scene, question = finder.encode(coins), finder.describe(coin, same="object")
    category, told = finder.scores(scene, finder.describe(coin)), finder.scores(scene, question)
    rows = finder.shortlist(scene, category)
    assert 0 < len(rows) == (told > 0).sum() and (told[rows] > 0).all() and (told <= 1).all()
    assert sorted(scene.looks) == sorted(rows.tolist())
    np.testing.assert_array_equal(finder.scores(scene, question), told)  # from what was looked at before
    same(finder.find(coins, coin, **EVERYTHING, same="object"), finder.find(scene, question, **EVERYTHING))
    card = Card.of([coin], "coin").meaning("object")
    np.testing.assert_allclose(finder.scores(scene, finder.describe(card)), told, atol=0.05)
    assert finder.describe(card, same="category").looks is None


def test_a_negative_takes_from_what_it_explains_better(
    finder: Finder, coins: NDArray[np.uint8], coin: Reference
) -> None:
    scene, other = finder.encode(coins), Reference.from_box(coins, (200, 40, 260, 110))
    question = finder.describe(coin, [other], same="object")
    told, negatives = finder.scores(scene, question), question.negatives
    rows = np.flatnonzero(told)
    assert negatives is not None and negatives.looks is not None and len(rows)
    alone, against = (
        sameness.logits(finder.evidence(scene, rows, each), finder.card.same_object)[:, 0]
        for each in (question, negatives)
    )
    lost = alone - np.log(told[rows] / (1 - told[rows].astype(np.float64)))
    np.testing.assert_allclose(lost, np.maximum(against - alone, 0) / 2, atol=0.05)


def test_each_meaning_has_its_threshold(finder: Finder, coin: Reference) -> None:
    known = finder.card.same_object.threshold
    card = Card("coin", (coin,), threshold=0.7)
    assert finder.threshold_of(coin, "object") == known
    assert (finder.threshold_of(card), finder.threshold_of(card, "object")) == (0.7, known)
    assert finder.threshold_of(card.meaning("object")) == known
    with pytest.raises(QuestionError, match="the question means a category"):
        finder.evidence(finder.encode(coin.picture), np.zeros(1, np.int64), finder.describe(coin))


def test_the_very_object_is_told_in_tiles(finder: Finder, coins: NDArray[np.uint8], coin: Reference) -> None:
    scene, question = finder.encode_tiles(coins, 160), finder.describe(coin, same="object")
    category, told = finder.scores(scene, finder.describe(coin)), finder.scores(scene, question)
    rows = finder.shortlist(scene, category)
    assert sameness.LOOKED_AT < len(rows) == (told > 0).sum() <= sameness.MOST
    assert scene.whole_rows[rows].all() and sorted(scene.looks) == sorted(rows.tolist())
    picture, boxes = scene.sight(rows)
    assert picture is scene.picture and boxes.shape == (len(rows), 4)
    each = [finder.evidence(scene, rows[[place]], question) for place in range(len(rows))]
    np.testing.assert_allclose(finder.evidence(scene, rows, question), np.concatenate(each), atol=1e-3)
    found = finder.find(coins, coin, tiles=160, same="object", threshold=0.01)
    assert 0 < len(found) <= len(rows)


def test_an_ordinary_picture_tells_the_very_object_as_without_tiles(
    finder: Finder, coins: NDArray[np.uint8], coin: Reference
) -> None:
    plain, auto = (finder.find(coins, coin, **EVERYTHING, same="object", tiles=tiles) for tiles in ("off", "auto"))
    same(plain, auto)
