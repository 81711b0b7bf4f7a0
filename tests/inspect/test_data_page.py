from __future__ import annotations

from pathlib import Path

import numpy as np

from seesame.data import Dataset, open_dataset
from seesame.data.episodes import EpisodeConfig, Episodes
from seesame.data.sources import Pool, Source, SourceSpec
from seesame.inspect.data_page import data_page, episode_picture


def test_the_page_of_a_dataset(shapes: Path) -> None:
    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    pool = Pool([Source(dataset, SourceSpec("shapes.json", exhaustive=True))])
    batch = Episodes(pool, EpisodeConfig(scenes=1, references=4, scene_side=128, reference_side=64, shots=(1,)), 0)[0]
    page = data_page(dataset, 128, [batch])
    for words in ("Inside shapes", "disc", "Mini-masks", "Training episodes", "160 x 120 becomes 128 x 96"):
        assert words in page
    drawn = episode_picture(batch)
    assert drawn.dtype == np.uint8 and drawn.shape[1] > 128 + 150


def test_the_page_of_nothing() -> None:
    page = data_page(Dataset.of("empty", []))
    assert "Inside empty" in page and "<img" not in page
