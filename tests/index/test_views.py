from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import ConfigError
from seesame.index import Collection
from seesame.index.views import clusters, duplicates, outliers

from .conftest import GREEN, RED, paint


def test_clusters_are_of_one_colour(collection: Collection) -> None:
    made = clusters(collection.tables, 3)
    assert [each.pictures for each in made] == [2, 1, 1]
    assert {Path(each.path).name for each in made[0].sights} == {"a.png", "b.png"}
    assert sum(each.share for each in made) == pytest.approx(1)
    assert made[0].sights[0].nearness == pytest.approx(1, abs=1e-2)
    with pytest.raises(ConfigError, match="5 clusters were asked for of 4"):
        clusters(collection.tables, 5)


def test_duplicates_and_outliers(collection: Collection, shelf: Path, finder: Any) -> None:
    shutil.copy(shelf / "c.png", shelf / "copy.png")
    paint(shelf / "like-b.png", (RED, (11, 11, 26, 26)))
    made, _ = Collection.add(collection.tables.where, [shelf], finder)
    groups = [[Path(path).name for path in group] for group in duplicates(made.tables)]
    assert groups == [["b.png", "like-b.png"], ["c.png", "copy.png"]]
    paint(shelf / "odd.png", (GREEN, (1, 1, 50, 50)))
    made, _ = Collection.add(collection.tables.where, [shelf], finder)
    found = outliers(made.tables, 2, neighbours=1)
    assert Path(found[0].path).name in ("odd.png", "a.png")
    assert found[0].likeness <= found[1].likeness


def test_views_of_nothing(collection: Collection) -> None:
    collection.remove(["/"])
    assert duplicates(collection.tables) == [] and outliers(collection.tables) == []
