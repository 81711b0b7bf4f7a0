from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from seesame import demo
from seesame.card import read_card
from seesame.cli.app import main
from seesame.weights import Weights, store

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def program(here: Path, untrained: Weights, capsys: pytest.CaptureFixture[str]) -> Program:
    """The real program in an empty folder, with weights that have learnt nothing; a card of a coin, and finds."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*arguments, "--weights", str(untrained.folder)])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert run("card", "new", "coin.seesame", f"{demo.coins()}@80,174,124,218")[0] == 0
    assert run("find", "coin.seesame", "--in", str(demo.coins()), "--threshold", "0", "--top", "12", "-q")[0] == 0
    return run


def test_ids_and_boxes_are_judged_and_kept(program: Program, here: Path) -> None:
    code, _, err = program("card", "teach", "coin.seesame", "--yes", "1", "3", "--no", "2", f"{demo.coins()}@5,5,60,60")
    assert code == 0 and "2 yes and 2 no" in err
    card = read_card(here / "coin.seesame")
    assert [each.right for each in card.judgements] == [True, True, False, False]
    names = [each.example.name for each in card.judgements]
    assert names == ["coins.png@1", "coins.png@3", "coins.png@2", "coins.png@5,5,60,60"]
    first = json.loads((here / "seesame-found" / "results.json").read_text())["annotations"][0]["bbox"]
    x1, y1, x2, y2 = card.judgements[0].example.box
    assert (x2 - x1, y2 - y1) == pytest.approx(tuple(first[2:]), abs=0.6)
    assert card.impressions is not None and len(card.impressions) == 4 and card.descriptor is not None
    assert program("card", "teach", "coin.seesame", "--yes", "2")[0] == 0
    assert [each.right for each in read_card(here / "coin.seesame").judgements] == [True, True, False, True]
    code = main(["card", "show", "coin.seesame", "--json"])
    assert code == 0
    assert program("card", "teach", "coin.seesame", "--forget")[0] == 0
    forgotten = read_card(here / "coin.seesame")
    assert forgotten.judgements == () and forgotten.threshold is None and forgotten.descriptor is not None


def test_mistakes_are_2_and_touch_nothing(program: Program, here: Path) -> None:
    before = (here / "coin.seesame").read_bytes()
    (here / "broken.json").write_text("[]")
    (here / "lying.json").write_text(
        json.dumps({"images": [{"id": 1, "file_name": str(demo.coins())}], "annotations": [{"id": 1, "image_id": 1}]})
    )
    for words, told in (
        ((), "nothing was said"),
        (("--yes", "1", "--no", "1"), "1: came as yes and as no"),
        (("--yes", "99"), "has no instance 99, only 1 to 12"),
        (("--yes", "1", "--results", "nowhere.json"), "nowhere.json: cannot be read"),
        (("--yes", "1", "--results", "broken.json"), "is no results.json"),
        (("--yes", "1", "--results", "lying.json"), "its instance 1 cannot be used"),
        (("--no", "nowhere.png@1,1,9,9"), "nowhere.png"),
        (("--no", f"{demo.coins()}@9,9,1,1"), "empty or inverted"),
    ):
        code, _, err = program("card", "teach", "coin.seesame", *words)
        assert code in (2, 4) and told in err, words
    assert (here / "coin.seesame").read_bytes() == before


@pytest.mark.skipif(not (store.SHIPPED / "default").is_dir(), reason="this checkout has no default weights yet")
def test_a_coin_that_was_refused_scores_less(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Yes to the left half of the finds, no to the right half: what is shown there moves apart."""
    coins = str(demo.coins())
    assert main(["card", "new", "coin.seesame", f"{coins}@80,174,124,218"]) == 0
    words = ["find", "coin.seesame", "--in", coins, "--threshold", "0.01", "--top", "40", "-q", "--no-overlays"]
    assert main([*words, "--out", "before"]) == 0
    rows = json.loads((here / "before" / "results.json").read_text())["annotations"]
    rows = sorted(rows, key=lambda row: -row["score"])[:24]
    yes = [str(row["id"]) for row in rows if row["bbox"][3] < 46]
    no = [str(row["id"]) for row in rows if row["bbox"][3] >= 46]
    assert len(yes) > 3 and len(no) > 3
    assert main(["card", "teach", "coin.seesame", "--results", "before/results.json", "--yes", *yes, "--no", *no]) == 0
    assert "yes and" in capsys.readouterr().err
    card = read_card(here / "coin.seesame")
    assert card.threshold is not None and len(card.judgements) == len(rows)
