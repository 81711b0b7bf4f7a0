from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
from PIL import Image

from seesame import demo
from seesame.cli.app import main
from seesame.cli.why import parse_box
from seesame.errors import InputError

COIN = f"{demo.coins()}@80,174,124,218"
ASKED = ("why", COIN, "--in", str(demo.coins()), "--threads", "1")


def test_why_not(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--at", "10,10,14,14", "--out", "told"]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("Not found: the network saw no thing here\n")
    assert told.err == f"seesame: look at {Path('told/coins-why.png')}\n"
    content = json.loads(Path("told/coins-why.json").read_text())
    assert (content["cause"], content["asked"], content["breakdown"]) == ("no candidate", [10, 10, 14, 14], None)
    assert cv2.imread("told/coins-why.png").shape[1] == 1200


def test_why_and_a_card(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "new", "coin.seesame", COIN]) == 0
    capsys.readouterr()
    assert main(["why", "coin.seesame", "--in", str(demo.coins()), "--threshold", "0.1", "--threads", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Found: instance 1 of ") and "alike as a whole\t+" in out
    content = json.loads(Path("seesame-why/coins-why.json").read_text())
    assert content["instance"] == 1 and content["breakdown"]["references"][0]["name"] == "coins.png@80,174,124,218"
    assert cv2.imread("seesame-why/coins-why.png") is not None


def test_json_writes_no_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--instance", "2", "--threshold", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["instance"] == 2
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--at", "1,2,3"), "expected x1,y1,x2,y2 in pixels"),
        (("--at", "1,2,3,4", "--instance", "1"), "leave one out"),
        (("--in", "other.png"), "expected one to explain"),
        (("--in", "other.png", "nowhere.png"), "expected one to explain"),
    ],
)
def test_wrong_use(here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str) -> None:
    Image.new("RGB", (40, 40)).save("other.png")
    assert main([*ASKED, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_boxes() -> None:
    assert parse_box("1,2,3.5,4") == (1, 2, 3.5, 4)
    for text in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d"):
        with pytest.raises(InputError):
            parse_box(text)
