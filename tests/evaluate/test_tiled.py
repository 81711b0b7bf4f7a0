from __future__ import annotations

import numpy as np
import pytest

from seesame.demo import COIN
from seesame.errors import ConfigError
from seesame.evaluate import open_system
from seesame.evaluate.plan import Planned
from seesame.evaluate.tiled import Tiled
from seesame.inference import Finder
from seesame.reference import Reference

Picture = np.ndarray


def test_it_answers_as_the_finder_with_tiles(coins: Picture) -> None:
    finder = Finder(threads=1)
    question = [Reference.from_box(coins, COIN)]
    system = Tiled(finder, "160")
    scene = system.encode(coins)
    found = system.find(scene, system.describe(question), threshold=0.1)
    expected = finder.find(coins, question, threshold=0.1, tiles=160)
    assert len(found) == len(expected) > 0
    np.testing.assert_array_equal(found.scores, expected.scores)
    assert list(scene.cut) == [(160,)]


def test_each_question_cuts_as_its_references_want(coins: Picture) -> None:
    system = open_system("tiled", threads=1)
    assert isinstance(system, Tiled)
    picture = np.tile(coins, (2, 2, 1))  # 606 x 768
    scene = system.encode(picture)
    for box in ((80, 174, 92, 186), (20, 20, 220, 220), (80, 174, 90, 184)):
        system.find(scene, system.describe([Reference.from_box(picture, box)]), top=1)
    assert sorted(scene.cut) == [(), (256,)]
    assert system.weights_id.endswith(", tiles auto")


def test_names() -> None:
    assert Planned("a", systems=("tiled-320", "tiled", "finder")).systems[0] == "tiled-320"
    for name in ("tiled-", "tiled-x", "tilde", "finder-320"):
        with pytest.raises(ConfigError, match=f"there is no system '{name}'"):
            open_system(name)
    with pytest.raises(ConfigError, match="expected 32 or more"):
        open_system("tiled-5", threads=1)
