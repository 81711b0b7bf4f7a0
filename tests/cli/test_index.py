from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("lancedb")

from seesame import inference
from seesame.cli.app import main

from ..index.conftest import BLUE, GREEN, RED, ColourFinder, paint

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def program(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program with a finder of colours, in a folder with a shelf of pictures."""
    monkeypatch.setattr(inference, "Finder", ColourFinder)
    paint(here / "shelf" / "a.png", (RED, (5, 5, 35, 35)), (GREEN, (50, 10, 70, 30)))
    paint(here / "shelf" / "b.png", (RED, (10, 10, 25, 25)))
    paint(here / "shelf" / "c.png", (BLUE, (10, 10, 60, 50)))

    def run(*arguments: Any) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(map(str, arguments)))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_collection_from_first_to_last(program: Program, here: Path) -> None:
    code, _, err = program("index", "add", "c.index", "shelf")
    assert code == 0 and "3 pictures with 4 regions added, 0 unchanged" in err
    (here / "shelf" / "bad.png").write_bytes(b"rubbish")
    code, _, err = program("index", "add", "c.index", "shelf")
    assert code == 3 and "bad.png: this is no picture" in err
    code, out, _ = program("index", "info", "c.index")
    assert code == 0 and "pictures\t3\n" in out and "weights\tcolours-1" in out and "not read\t" in out
    (here / "shelf" / "b.png").unlink()
    assert "1 are not there any more" in program("index", "add", "c.index", "shelf")[2]
    assert program("index", "verify", "c.index", "--pictures")[0] == 3
    assert program("index", "remove", "c.index", "--gone")[0] == 0
    assert program("index", "remove", "c.index", "--gone")[0] == 1
    assert program("index", "remove", "c.index")[0] == 2
    assert program("index", "verify", "c.index", "--pictures")[0] == 0
    assert program("index", "compact", "c.index")[0] == 0
    assert program("index", "info", "nothing.index")[0] == 2


def test_views(program: Program, here: Path) -> None:
    program("index", "add", "c.index", "shelf", "--quiet")
    assert program("index", "duplicates", "c.index") == (1, "group\tpicture\n", "")
    assert len(program("index", "outliers", "c.index", "--count", "2")[1].splitlines()) == 3
    code, out, _ = program("index", "clusters", "c.index", "--count", "3", "--out", "kinds")
    assert code == 0 and out.splitlines()[1].startswith("1\t50.0 %\t2\t")
    with Image.open(here / "kinds" / "clusters.jpg") as sheet:
        assert sheet.height > 3 * 120


def test_no_cluster(program: Program, here: Path) -> None:
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    pytest.importorskip("ray", reason="Ray is not installed; it comes with [cluster]")
    code, _, err = program("index", "add", "c.index", "shelf", "--ray", "127.0.0.1:9")
    assert code == 0  # the first pictures are seen here
    for number in range(40):
        paint(here / "shelf" / f"more-{number}.png", (RED, (number, 5, number + 20, 35)))
    code, _, err = program("index", "add", "c.index", "shelf", "--ray", "127.0.0.1:9")
    assert code == 2 and "there is no Ray cluster at '127.0.0.1:9'" in err
