from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seesame.data.paper_episodes import FrameSizes, PaperBatch, PaperEpisodeConfig, PaperEpisodes
from seesame.data.sources import Pool, Source, SourceSpec, read_pool
from seesame.errors import ConfigError, DataError

SPEC = SourceSpec("shapes.json", "pictures", 1.0, True)
SIZES = FrameSizes(scene_short=100, scene_side=128, reference_short=24, reference_side=32, objects=30)
COLOURS = {"disc": (200, 40, 40), "square": (40, 160, 60), "wedge": (50, 70, 210)}


@pytest.fixture(scope="module")
def pool(shapes: Path) -> Pool:
    return read_pool([SPEC], shapes, 0.0)


@pytest.fixture(scope="module")
def episodes(pool: Pool) -> PaperEpisodes:
    return PaperEpisodes(pool, PaperEpisodeConfig(scenes=3), SIZES, seed=3)


def assert_equal(one: Iterable[object], other: Iterable[object]) -> None:
    for name, ours, theirs in zip(PaperBatch._fields, one, other, strict=True):
        assert len(list(ours)) == len(list(theirs)), name  # type: ignore[call-overload]
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True)), name  # type: ignore[call-overload]


def kind_at(picture: np.ndarray, box: np.ndarray) -> str:
    """The kind whose colour fills the middle of a box."""
    x, y = ((box[:2] + box[2:]) / 2).astype(int)
    return min(COLOURS, key=lambda name: np.abs(picture[y, x].astype(int) - COLOURS[name]).sum())


def test_shapes_and_kinds(episodes: PaperEpisodes) -> None:
    batch = episodes[0]
    assert batch.scenes.shape == (3, 128, 128, 3) and batch.references.shape == (3, 32, 32, 3)
    assert batch.scenes.dtype == batch.references.dtype == np.uint8
    assert batch.numbers == (0, 1, 2)
    for boxes, masks in zip(batch.boxes, batch.masks, strict=True):
        assert boxes.shape == (len(masks), 4) and boxes.dtype == np.float32
        assert masks.shape == (len(boxes), 56, 56) and len(boxes) >= 1


def test_the_reference_and_all_targets_are_of_one_category(episodes: PaperEpisodes) -> None:
    seen = set()
    for step in range(6):
        batch = episodes[step]
        for scene, boxes, reference in zip(batch.scenes, batch.boxes, batch.references, strict=True):
            kinds = {kind_at(scene, box) for box in boxes}
            assert kinds == {kind_at(reference, np.array([0, 0, 32, 32]))}
            seen |= kinds
    assert seen == set(COLOURS)


def test_masks_are_stretched_from_their_boxes(episodes: PaperEpisodes) -> None:
    full = {"disc": np.pi / 4, "square": 1.0, "wedge": 0.5}
    for step in range(4):
        batch = episodes[step]
        for scene, boxes, masks in zip(batch.scenes, batch.boxes, batch.masks, strict=True):
            for box, mask in zip(boxes, masks, strict=True):
                assert mask.mean() == pytest.approx(full[kind_at(scene, box)], abs=0.08)


def test_scenes_lie_in_black(episodes: PaperEpisodes) -> None:
    scene = episodes[0].scenes[0]  # 120 x 160 scaled by .8
    assert not scene[:16].any() and not scene[112:].any()
    assert scene[16:112].any(-1).all()


def test_a_batch_is_the_same_whenever_it_is_made_and_in_shares(episodes: PaperEpisodes, pool: Pool) -> None:
    again = PaperEpisodes(pool, PaperEpisodeConfig(scenes=3), SIZES, seed=3)
    assert_equal(episodes[5], again[5])
    whole, first, second = episodes[5], episodes.share(5, 0, 2), episodes.share(5, 1, 2)
    assert (first.numbers, second.numbers) == ((0, 2), (1,))
    assert np.array_equal(whole.scenes[[0, 2]], first.scenes) and np.array_equal(whole.scenes[1:2], second.scenes)
    assert np.array_equal(whole.boxes[1], second.boxes[0])


def test_every_picture_is_shown_before_one_is_shown_again(pool: Pool) -> None:
    episodes = PaperEpisodes(pool, PaperEpisodeConfig(scenes=12, flip=0.0), SIZES, seed=3)
    for step in range(2):
        assert len({scene.tobytes() for scene in episodes[step].scenes}) == 12


def test_half_are_mirrored(pool: Pool) -> None:
    def references(flip: float) -> set[bytes]:
        batches = PaperEpisodes(pool, PaperEpisodeConfig(scenes=12, flip=flip), SIZES, seed=3)
        return {scene.tobytes() for step in range(4) for scene in batches[step].scenes}

    assert len(references(0.0)) == len(references(1.0)) == 12
    assert not references(0.0) & references(1.0)
    assert 12 < len(references(0.5)) <= 24


def test_no_more_objects_than_may_be_learnt_from(pool: Pool) -> None:
    episodes = PaperEpisodes(pool, PaperEpisodeConfig(scenes=12), SIZES._replace(objects=1), seed=3)
    assert {len(boxes) for boxes in episodes[0].boxes} == {1}


def test_nothing_to_ask_for(pool: Pool) -> None:
    records = tuple(
        replace(record, objects=tuple(replace(each, category=None) for each in record.objects))
        for record in pool.sources[0].dataset.records
    )
    nameless = Pool([Source(replace(pool.sources[0].dataset, records=records), SPEC)])
    with pytest.raises(DataError, match="there is nothing to ask for"):
        PaperEpisodes(nameless, PaperEpisodeConfig(), SIZES, seed=0)


@pytest.mark.parametrize(("key", "value"), [("scenes", 0), ("mask_side", 0), ("flip", 1.5)])
def test_what_no_batch_can_be_drawn_with(key: str, value: float) -> None:
    with pytest.raises(ConfigError, match=f"{key} is {value}"):
        PaperEpisodeConfig(**{key: value})  # type: ignore[arg-type]
