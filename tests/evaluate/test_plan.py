from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import ConfigError
from seesame.evaluate import Protocol
from seesame.evaluate.plan import Planned, read_plan

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
PLANS = sorted([*(RECIPES / "paper").glob("*.toml"), *(RECIPES / "benchmark").glob("*.toml")])

TEXT = """
title = "Two"

[[examinations]]
name = "one"
systems = ["finder", "shuffled"]
weights = "somewhere"
protocol = { shots = 5, split = 2, novel = false, floors = [0.0, 0.7], same_picture = true }

[[examinations]]
name = "two"
protocol = { categories = ["cup", "fork"] }
"""


def test_a_plan_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(TEXT)
    one, two = read_plan(path).examinations
    assert one == Planned(
        "one", Protocol(shots=5, split=2, novel=False, same_picture=True), ("finder", "shuffled"), "somewhere"
    )
    assert two.protocol.categories == ("cup", "fork")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (TEXT.replace("shots", "shot"), "did you mean 'shots'"),
        (TEXT.replace('"shuffled"', '"shufled"'), "there is no system 'shufled'"),
        (TEXT.replace('["finder", "shuffled"]', "[]"), "came without systems"),
        (TEXT.replace('"two"', '"one"'), "all different"),
        (TEXT.replace("split = 2", "split = 9"), "split 9"),
        ('title = "none"\nexaminations = []', "expected some"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, wrong: str, told: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(wrong)
    with pytest.raises(ConfigError, match=told):
        read_plan(path)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_every_published_plan_reads(path: Path) -> None:
    plan = read_plan(path)
    by_the_papers_rule = [each.protocol.same_picture for each in plan.examinations]
    assert plan.title and (all(by_the_papers_rule) or path.parent.name != "paper")


def test_there_are_plans_of_the_paper() -> None:
    assert {"novel.toml", "known.toml", "full.toml", "chance.toml"} <= {path.name for path in PLANS}
