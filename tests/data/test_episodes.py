from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seesame.data.episodes import Batch, EpisodeConfig, Episodes
from seesame.data.sources import Pool, Source, SourceSpec, read_pool
from seesame.errors import ConfigError, DataError

SPEC = SourceSpec("shapes.json", "pictures", 1.0, True)
CONFIG = EpisodeConfig(
    scenes=2,
    references=6,
    scene_side=96,
    long_sides=(90.0, 160.0),
    reference_side=64,
    shots=(1, 2, 3),
    cutout_sizes=(20.0, 50.0),
)


@pytest.fixture(scope="module")
def pool(shapes: Path) -> Pool:
    return read_pool([SPEC], shapes, 0.0)


@pytest.fixture(scope="module")
def episodes(pool: Pool) -> Episodes:
    return Episodes(pool, CONFIG, seed=3)


def assert_equal(one: Iterable[object], other: Iterable[object]) -> None:
    for name, ours, theirs in zip(Batch._fields, one, other, strict=True):
        for a, b in zip(
            ours if isinstance(ours, list | tuple) else [ours],
            theirs if isinstance(theirs, list | tuple) else [theirs],
            strict=True,
        ):
            assert np.array_equal(np.asarray(a), np.asarray(b)), name


def test_shapes_and_kinds(episodes: Episodes) -> None:
    for step in range(6):
        batch = episodes[step]
        questions = CONFIG.references // batch.shots
        shown = questions * batch.shots
        assert batch.scenes.shape == (2, 96, 96, 3)
        assert batch.references.shape == (shown, 64, 64, 3)
        assert batch.scenes.dtype == batch.references.dtype == np.uint8
        assert batch.reference_boxes.shape == (shown, 4)
        assert batch.reference_weights.shape == (shown, 7, 7)
        assert batch.trust.shape == (2, 96, 96)
        for masks, boxes, same in zip(batch.masks, batch.boxes, batch.same, strict=True):
            assert masks.shape == (len(boxes), 96, 96)
            assert same.shape == (questions, len(boxes))
            for mask, box in zip(masks, boxes, strict=True):
                rows, columns = np.nonzero(mask)
                assert box.tolist() == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_a_batch_is_a_function_of_seed_and_step(pool: Pool, episodes: Episodes) -> None:
    assert_equal(episodes[4], Episodes(pool, CONFIG, seed=3)[4])
    assert (episodes[4].scenes != episodes[5].scenes).any()
    assert (episodes[4].scenes != Episodes(pool, CONFIG, seed=4)[4].scenes).any()


@pytest.mark.parametrize("workers", [0, 2])
def test_batches_are_the_same_whatever_process_makes_them(episodes: Episodes, workers: int) -> None:
    data = pytest.importorskip("torch.utils.data")
    loader = data.DataLoader(
        episodes,
        batch_size=None,
        sampler=range(2, 6),
        num_workers=workers,
        multiprocessing_context="spawn" if workers else None,
    )
    for step, batch in zip(range(2, 6), loader, strict=True):
        assert_equal(batch, episodes[step])


def test_scenes_are_asked_for_what_they_show_and_for_what_they_do_not(episodes: Episodes) -> None:
    tables = [same for step in range(10) for same in episodes[step].same if same.shape[1]]
    present = [(table == 1).any(1) for table in tables]
    assert np.mean([rows.any() for rows in present]) > 0.9
    assert any(not rows.all() for rows in present)
    assert {-1.0} & {value for table in tables for value in np.unique(table)} == set()


def test_reference_boxes_lie_in_their_windows(episodes: Episodes) -> None:
    boxes = np.concatenate([episodes[step].reference_boxes for step in range(6)])
    assert (boxes >= 0).all()
    assert (boxes <= 64).all()
    sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
    assert (sides >= 64 / (1 + 2 * 0.4) - 1e-3).all()
    assert (sides <= 64 / (1 + 2 * 0.1) + 1e-3).all()


def test_some_references_are_masked_and_some_are_boxes(pool: Pool) -> None:
    masked = Episodes(pool, replace(CONFIG, masked=1.0), 0)[0].reference_weights
    boxed = Episodes(pool, replace(CONFIG, masked=0.0), 0)[0].reference_weights
    assert (boxed == 1).all()
    assert masked.min() < 0.5
    assert masked.max() > 0.9


@pytest.mark.parametrize(("composed", "tiled"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
def test_masks_never_overlap(pool: Pool, composed: float, tiled: float) -> None:
    episodes = Episodes(pool, replace(CONFIG, composed=composed, mosaic=tiled), 0)
    for step in range(3):
        for masks in episodes[step].masks:
            assert masks.sum(0).max(initial=0) <= 1


def test_unnamed_and_near_categories_cannot_be_told(pool: Pool, shapes: Path) -> None:
    unnamed = Episodes(read_pool([replace(SPEC, unnamed=("disc",))], shapes, 0.0), CONFIG, 0)
    near = Episodes(Pool(pool.sources, near=frozenset([frozenset(("disc", "square"))])), CONFIG, 0)
    for episodes in (unnamed, near):
        values = np.concatenate([same.ravel() for step in range(8) for same in episodes[step].same])
        assert set(np.unique(values)) == {-1.0, 0.0, 1.0}


def test_a_scene_without_objects_keeps_its_shapes(pool: Pool) -> None:
    crowded = tuple(
        replace(record, objects=tuple(replace(each, crowd=True) for each in record.objects))
        for record in pool.sources[0].dataset.records
    )
    crowds = Source(replace(pool.sources[0].dataset, records=crowded), SPEC)
    named = Source(pool.sources[0].dataset, replace(SPEC, weight=0.0))
    batch = Episodes(Pool([crowds, named]), replace(CONFIG, composed=0.0, mosaic=0.0), 0)[0]
    questions = CONFIG.references // batch.shots
    assert [each.shape for each in batch.masks] == [(0, 96, 96)] * 2
    assert [each.shape for each in batch.boxes] == [(0, 4)] * 2
    assert [each.shape for each in batch.same] == [(questions, 0)] * 2


def test_pictures_that_cannot_be_read_give_way_to_others(pool: Pool) -> None:
    records = pool.sources[0].dataset.records
    broken = tuple(replace(each, path=Path("gone.png")) if n % 3 == 0 else each for n, each in enumerate(records))
    episodes = Episodes(Pool([Source(replace(pool.sources[0].dataset, records=broken), SPEC)]), CONFIG, 0)
    for step in range(4):
        assert episodes[step].scenes.shape == (2, 96, 96, 3)


def test_no_picture_that_can_be_read_is_an_error(shapes: Path) -> None:
    episodes = Episodes(read_pool([replace(SPEC, pictures="elsewhere")], shapes, 0.0), CONFIG, 0)
    with pytest.raises(DataError, match="could not be read; check the data folder"):
        episodes[0]


def test_nothing_to_ask_is_an_error(shapes: Path) -> None:
    with pytest.raises(DataError, match="no category has objects in two pictures"):
        Episodes(read_pool([replace(SPEC, unnamed=("*",))], shapes, 0.0), CONFIG, 0)


def test_no_weight_is_an_error(shapes: Path) -> None:
    with pytest.raises(DataError, match="weight above 0"):
        Episodes(read_pool([replace(SPEC, weight=0.0)], shapes, 0.0), CONFIG, 0)


def test_a_source_may_keep_its_objects_from_being_cut_out(shapes: Path) -> None:
    pool = read_pool([replace(SPEC, cutouts=False)], shapes, 0.0)
    composed, plain = (Episodes(pool, replace(CONFIG, composed=share, mosaic=0.0), 0)[0] for share in (1.0, 0.0))
    assert [each.shape for each in composed.masks] == [each.shape for each in plain.masks]


def test_a_reference_without_extent_is_no_crash(shapes: Path, tmp_path: Path) -> None:
    content = json.loads((shapes / "shapes.json").read_text())
    for each in content["annotations"]:
        each["bbox"] = [*each["bbox"][:2], 0, 0]
    (tmp_path / "flat.json").write_text(json.dumps(content))
    pool = read_pool([replace(SPEC, annotations=str(tmp_path / "flat.json"))], shapes, 0.0)
    assert Episodes(pool, CONFIG, 0)[0].references.shape[1:] == (64, 64, 3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"scenes": 0}, "scenes is 0"),
        ({"shots": ()}, "shots is"),
        ({"shots": (7,)}, "from 1 to 6"),
        ({"shots": (0,)}, "from 1 to"),
    ],
)
def test_settings_that_make_no_batch(change: dict[str, object], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        replace(CONFIG, **change)
