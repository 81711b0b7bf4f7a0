from __future__ import annotations

import json
from pathlib import Path

from ..index.conftest import RED, paint
from .test_index import Program, program

__all__ = ["program"]


def test_search(program: Program, here: Path) -> None:
    program("index", "add", "c.index", "shelf", "--quiet")
    paint(here / "red.png", (RED, (0, 0, 80, 60)))
    code, out, err = program("search", "red.png", "--in", "c.index", "--size", 2)
    assert code == 0
    assert [line.split("\t")[1::3] for line in out.splitlines()[1:]] == [["1", "seen"], ["1", "seen"]]
    assert "page 1 of 2, 3 pictures came up" in err
    code, out, _ = program("search", "red.png", "--in", "c.index", "--verify", 0, "--json")
    told = json.loads(out)
    assert code == 0 and [hit["verified"] for hit in told["hits"]] == [False] * 3
    code, out, _ = program("search", "red.png", "--in", "c.index", "--page", 2, "--size", 2)
    assert code == 1 and out.splitlines()[1].split("\t")[1] == "0"
    assert program("search", "red.png", "--in", "c.index", "--where", "path LIKE '%c.png'")[0] == 1
    assert program("search", "red.png", "--in", "c.index", "--where", "nonsense")[0] == 2
    assert program("search", "red.png", "--in", "c.index", "--negatives", "red.png")[0] in (0, 1)
    code, _, err = program("search", "red.png", "--in", "c.index", "--weights", "colours-2")
    assert code == 5 and "seesame index add" in err


def test_exports_and_what_has_vanished(program: Program, here: Path) -> None:
    program("index", "add", "c.index", "shelf", "--quiet")
    paint(here / "red.png", (RED, (0, 0, 80, 60)))
    (here / "shelf" / "c.png").unlink()
    formats = [each for name in ("coco", "yolo", "csv", "html") for each in ("--export", name)]
    code, _, err = program("search", "red.png", "--in", "c.index", *formats, "--out", "found")
    assert code == 3 and "c.png: cannot be read" in err
    told = json.loads((here / "found" / "results.json").read_text())
    assert len(told["annotations"]) == 2 and len(told["failed"]) == 1
    assert sorted(path.name for path in (here / "found" / "labels").iterdir()) == ["a.txt", "b.txt"]
    assert len((here / "found" / "results.csv").read_text().splitlines()) == 1 + 3
    page = (here / "found" / "index.html").read_text()
    assert page.count("<figure>") == 3 and "best 0." in page and "cannot be read" in page
