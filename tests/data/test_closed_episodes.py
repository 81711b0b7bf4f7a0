from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.data.closed_episodes import ClosedEpisodeConfig, ClosedEpisodes
from seesame.data.records import Dataset, Object, Record
from seesame.data.sources import Pool, Source, SourceSpec, read_pool
from seesame.errors import ConfigError, DataError

PLAIN = ClosedEpisodeConfig(scenes=3, scales=(1.0, 1.0), colours=0.0)


@pytest.fixture
def pool(shapes: Path) -> Pool:
    return read_pool((SourceSpec("shapes.json", "pictures"),), shapes, 0.0)


def test_every_object_is_there_in_its_category(pool: Pool) -> None:
    episodes = ClosedEpisodes(pool, PLAIN, 128, 0)
    assert episodes.categories == ("disc", "square", "wedge")
    assert episodes.turn == 4
    batch = episodes[2]
    assert batch.scenes.shape == (3, 128, 128, 3) and batch.numbers == (0, 1, 2)
    for scene, boxes, masks, kinds in zip(batch.scenes, batch.boxes, batch.masks, batch.categories, strict=True):
        assert len(boxes) == len(masks) == len(kinds) > 0
        for box, mask, kind in zip(boxes.astype(int), masks, kinds, strict=True):
            ys, xs = np.nonzero(mask)
            assert box.tolist() == [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
            colour = scene[mask.astype(bool)].mean(0)  # red discs, green squares, blue wedges
            assert int(colour.argmax()) == kind - 1


def test_the_same_step_is_the_same_batch_and_shares_are_parts_of_it(pool: Pool) -> None:
    episodes = ClosedEpisodes(pool, ClosedEpisodeConfig(scenes=3), 96, 4)
    whole, again, share = episodes[5], episodes[5], episodes.share(5, 1, 2)
    assert np.array_equal(whole.scenes, again.scenes)
    assert share.numbers == (1,)
    assert np.array_equal(share.scenes[0], whole.scenes[1]) and np.array_equal(share.masks[0], whole.masks[1])
    assert not np.array_equal(whole.scenes, episodes[6].scenes)


def test_all_pictures_are_shown_before_one_is_again(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    original = Record.read
    monkeypatch.setattr(Record, "read", lambda self: (shown.append(self.path.name), original(self))[1])
    episodes = ClosedEpisodes(pool, PLAIN, 64, 0)
    for step in range(episodes.turn):
        episodes[step]
    assert len(shown) == len(set(shown)) == 12


def test_crowds_and_the_nameless_are_not_learnt_and_pictures_may_be_empty(shapes: Path) -> None:
    path = shapes / "pictures" / "0.png"
    whole = np.ones((120, 160), np.bool_)
    records = [
        Record.of(path, [Object.of_mask(whole, "disc", crowd=True), Object.of_mask(whole, None)]),
        Record.of(path, [Object.of_mask(whole, "disc")]),
    ]
    pool = Pool([Source(Dataset.of("two", records), SourceSpec("two"))])
    batch = ClosedEpisodes(pool, ClosedEpisodeConfig(scenes=2, scales=(1.0, 1.0)), 64, 0)[0]
    assert sorted(len(each) for each in batch.boxes) == [0, 1]
    assert {each.shape[1:] for each in batch.masks} == {(64, 64)}


def test_without_a_category_there_is_nothing_to_learn(shapes: Path) -> None:
    nameless = Record.of(shapes / "pictures" / "0.png", [Object.of_box((1, 1, 9, 9), None)])
    pool = Pool([Source(Dataset.of("one", [nameless]), SourceSpec("one"))])
    with pytest.raises(DataError, match="no object"):
        ClosedEpisodes(pool, PLAIN, 64, 0)


@pytest.mark.parametrize("wrong", [{"scenes": 0}, {"scales": (1.2, 0.8)}, {"scales": (0.0, 1.0)}, {"colours": 3.0}])
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        ClosedEpisodeConfig(**wrong)  # type: ignore[arg-type]
