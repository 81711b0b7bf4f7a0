from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame import demo
from seesame.images import read
from seesame.inference import Finder
from seesame.inspect import views
from seesame.inspect.question_page import question_page
from seesame.inspect.stages import Stages, stages
from seesame.reference import Reference


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(threads=1)


@pytest.fixture(scope="module")
def made(finder: Finder) -> Stages:
    coins = read(demo.coins())
    return stages(finder, coins, [Reference(coins, demo.COIN)], 0.1)


def test_the_stages_end_in_what_find_tells(made: Stages, finder: Finder, coins: NDArray[np.uint8]) -> None:
    told = finder.find(coins, Reference(coins, demo.COIN), 0.1)
    np.testing.assert_array_equal(made.instances.boxes, told.boxes)
    np.testing.assert_array_equal(made.scores[made.found], told.scores)
    assert set(made.found.tolist()) <= set(made.enough.tolist())
    assert len(made.regions) == len(made.before) == len(made.quality) == len(made.match)
    assert len(made.outlines) == len(told) > 10


def test_the_thing_is_where_the_likeness_is_high(made: Stages) -> None:
    height, width = made.picture.shape[:2]
    x1, y1, x2, y2 = demo.COIN
    row, column = ((y1 + y2) / 2 / height, (x1 + x2) / 2 / width)
    rows, columns = made.likeness.shape
    place = (int(row * rows), int(column * columns))
    there = made.likeness[place[0] - 1 : place[0] + 2, place[1] - 1 : place[1] + 2].max()
    assert there > np.median(made.likeness) + 0.1


def test_the_matched_pyramid_asks_every_place_at_every_size(made: Stages) -> None:
    assert [each.side for each in made.matched] == [32, 64, 128, 256]
    assert all(each.match.min() >= 0 and each.match.max() <= 1 for each in made.matched)
    sizes = [each.match.size for each in made.matched]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 1
    best = max(made.matched, key=lambda each: float(each.match.max()))
    assert best.side == 64  # a coin is 44 pixels of the picture, 59 of the frame


def test_every_stage_is_a_picture_and_the_page_has_all(made: Stages, finder: Finder) -> None:
    drawn = [view(made) for view in (views.framed, views.asked, views.activations, views.candidates, views.refined)]
    drawn += [views.judged(made, made.quality), views.likeness(made), views.matched(made), views.suppressed(made)]
    drawn += [views.outlines(made), views.answer(made)]
    assert all(each.dtype == np.uint8 and each.ndim == 3 and each.std() > 1 for each in drawn)
    page = question_page(finder, made, ["<coin>"], "coins.png")
    assert page.count("<img") == 13 and "&lt;coin&gt;" in page
    assert not re.search(r'(src|href)="(?!data:)', page)


def test_nothing_found_ends_with_why(finder: Finder, coins: NDArray[np.uint8]) -> None:
    made = stages(finder, coins, [Reference(coins, demo.COIN)], 1.0)
    assert len(made.found) == 0 and views.outlines(made).ndim == 3
    assert "Nothing is told" in question_page(finder, made)
