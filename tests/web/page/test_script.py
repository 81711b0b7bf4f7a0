"""The page's pure modules, run by node; masks against those of pycocotools."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as coco

import seesame.web

PAGE = Path(seesame.web.__file__).parent / "page"
HERE = Path(__file__).parent
LONGEST = 400


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed; the page's modules are tested with it")
def test_pure_modules(tmp_path: Path) -> None:
    shutil.copytree(PAGE / "script", tmp_path / "script")
    for test in HERE.glob("*.test.mjs"):
        shutil.copy(test, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "masks.json").write_text(json.dumps([_case(seed) for seed in range(24)]))
    tests = sorted(str(each) for each in tmp_path.glob("*.test.mjs"))
    ran = subprocess.run(["node", "--test", *tests], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(tests) == 6


def test_modules_are_small_and_of_here() -> None:
    sources = sorted(PAGE.rglob("*.js")) + sorted(PAGE.rglob("*.css")) + sorted(PAGE.rglob("*.html"))
    assert len(sources) > 30
    for source in sources:
        text = source.read_text(encoding="utf-8")
        assert text.count("\n") <= LONGEST, f"{source.name} is longer than {LONGEST} lines"
        foreign = [
            each for each in re.findall(r"https?://[^\s\"']+", text) if not each.startswith("http://www.w3.org/")
        ]
        assert not foreign, f"{source.name} names other hosts: {foreign}"
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", html), (
        "inline styles and scripts are not let through"
    )


def test_every_import_leads_somewhere() -> None:
    for source in PAGE.rglob("*.js"):
        for name in re.findall(r"from \"(\.[^\"]+)\"", source.read_text(encoding="utf-8")):
            assert (source.parent / name).is_file(), f"{source.name} imports {name}"
    for name in re.findall(r"(?:href|src)=\"([^\"#:]+)\"", (PAGE / "index.html").read_text(encoding="utf-8")):
        assert (PAGE / name).is_file(), name


def test_every_module_is_loaded_at_once() -> None:
    told = set(
        re.findall(
            r"(?:modulepreload\" href|src)=\"(script/[^\"]+)\"", (PAGE / "index.html").read_text(encoding="utf-8")
        )
    )
    assert told == {path.relative_to(PAGE).as_posix() for path in PAGE.rglob("*.js")}


def _case(seed: int) -> dict[str, object]:
    random = np.random.default_rng(seed)
    height, width = (int(each) for each in random.integers(1, 70, 2))
    mask = random.random((height, width)) < (0.0, 1.0, 0.5, 0.03)[seed % 4]
    packed = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.ravel("F").astype(np.int8)]))).tolist()
    runs = np.diff([0, *edges, mask.size]).tolist()
    return {
        "size": [height, width],
        "counts": packed["counts"].decode(),
        "rows": mask.astype(int).tolist(),
        "runs": [int(each) for each in runs],
    }
