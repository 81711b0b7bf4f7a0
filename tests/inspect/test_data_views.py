from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seesame.data import Record, open_dataset
from seesame.data.episodes import EpisodeConfig, Episodes
from seesame.data.sources import Pool, Source, SourceSpec
from seesame.errors import PictureError
from seesame.images.draw import COLOURS
from seesame.inspect.anchors import anchorings
from seesame.inspect.data_views import anchored, annotated, answering, episode_picture, framings, mini_masks


@pytest.fixture(scope="module")
def record(shapes: Path) -> Record:
    return open_dataset(shapes / "shapes.json", shapes / "pictures").records[1]


def has(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(picture.astype(int) - colour).max(2) <= 2).any())


def test_every_view_is_a_picture(record: Record) -> None:
    for drawn in (annotated(record), framings(record, 128)):
        assert drawn.dtype == np.uint8 and drawn.ndim == 3 and drawn.std() > 1


def test_places_and_anchors_have_the_colours_of_their_objects(record: Record) -> None:
    bare = replace(record, objects=())
    assert all(has(answering(record, 128), COLOURS[row]) for row in range(len(record.objects)))
    assert not any(has(answering(bare, 128), colour) for colour in COLOURS)
    drawn, empty = (anchored(each, anchorings()[1]).astype(int) for each in (record, bare))
    redder = (drawn - empty)[..., 0] - (drawn - empty)[..., 2]
    assert (redder > 60).sum() > 50  # the first object's anchors are red


def test_mini_masks_of_what_can_be_read(record: Record, tmp_path: Path) -> None:
    lost = replace(record, path=tmp_path / "lost.png")
    one, two = mini_masks([record, lost]), mini_masks([record, record])
    assert one is not None and two is not None and one.shape[1] < two.shape[1]
    assert mini_masks([lost]) is None and mini_masks([]) is None
    with pytest.raises(PictureError):
        framings(lost, 128)


def test_an_episode_has_its_scene_and_its_questions(shapes: Path) -> None:
    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    pool = Pool([Source(dataset, SourceSpec("shapes.json", exhaustive=True))])
    batch = Episodes(pool, EpisodeConfig(scenes=1, references=4, scene_side=128, reference_side=64, shots=(1,)), 0)[0]
    drawn = episode_picture(batch)
    assert drawn.dtype == np.uint8 and drawn.shape[1] > 128 + 150
