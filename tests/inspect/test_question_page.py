from __future__ import annotations

import re
from dataclasses import replace

import pytest

from seesame import demo
from seesame.images import read
from seesame.inference import Finder
from seesame.inspect.question_page import question_page
from seesame.inspect.stages import Stages, stages
from seesame.inspect.truth import Truth
from seesame.reference import Reference
from seesame.weights import find


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(threads=1)


@pytest.fixture(scope="module")
def made(finder: Finder) -> Stages:
    coins = read(demo.coins())
    return stages(finder, coins, [Reference(coins, demo.COIN)], 0.3)


def test_with_the_truth_every_stage_has_its_target(finder: Finder, made: Stages) -> None:
    truth = Truth(made.instances[:3], ("coin", "coin", "<bowl>"), "coin")
    plain = question_page(finder, made, truth=truth)
    for words in (
        "What the places should have said",
        "Refinement beside the truth",
        "What became of each object",
        "What the match should have said",
        "What the masks should have been",
        "The answer beside the truth",
        "average precision",
        "1. coin, asked",
        "3. &lt;bowl&gt;",
        "Found: instance 1 of",
    ):
        assert words in plain
    assert "needs torch" in plain and "Sides" not in plain
    assert not re.search(r'(src|href)="(?!data:)', plain)


def test_with_torch_every_place_speaks(finder: Finder, made: Stages) -> None:
    pytest.importorskip("torch")
    from seesame.inspect.dense import dense

    truth = Truth(made.instances[:1], ("coin",), "coin")
    page = question_page(finder, made, truth=truth, dense=dense(find("default"), made.scene))
    assert "Sides" in page and "the backbone, of which the pyramid is made" in page and "needs torch" not in page


def test_nothing_told_and_nothing_there(finder: Finder, made: Stages) -> None:
    empty = made.instances[:0]
    nothing = replace(made, threshold=1.0, enough=made.enough[:0], found=made.found[:0], instances=empty)
    page = question_page(finder, nothing, truth=Truth(empty, (), "coin"))
    assert "Nothing is told" in page and "No region holds an asked object." in page
