from __future__ import annotations

from pathlib import Path

from seesame.data import Dataset, open_dataset
from seesame.data.episodes import EpisodeConfig, Episodes
from seesame.data.sources import Pool, Source, SourceSpec
from seesame.inspect.data_page import data_page


def test_the_page_of_a_dataset(shapes: Path) -> None:
    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    pool = Pool([Source(dataset, SourceSpec("shapes.json", exhaustive=True))])
    batch = Episodes(pool, EpisodeConfig(scenes=1, references=4, scene_side=128, reference_side=64, shots=(1,)), 0)[0]
    page = data_page(dataset, 128, [batch])
    for words in ("Inside shapes", "disc", "Every category", "Resized", "Mini-masks", "Places that answer"):
        assert words in page
    for words in ("Anchors: Siamese Mask R-CNN", "Anchors: Mask R-CNN, lite0", "of 12 pictures", "Training episodes"):
        assert words in page
    assert page.count("<img") == 12 + 1 + 1 + 1 + 2 + 1  # all pictures have one shape: framed once


def test_the_page_of_nothing() -> None:
    page = data_page(Dataset.of("empty", []))
    assert "Inside empty" in page and "<img" not in page
