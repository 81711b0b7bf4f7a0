"""What the pages show runs: Python block by block, commands one after the other, on files instead of the reader's."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from seesame.cli.app import main
from tests import standins
from tests.test_docs import PAGES, ROOT, blocks, commands, ids

WITH_PYTHON = [path for path in PAGES if blocks(path, "python", "py")]
MARK = re.compile(r"^<!-- not run: (.+) -->\n```python$", re.MULTILINE)
NEEDS = {
    **dict.fromkeys(("README.md", "collections.md", "same-object.md"), ("lancedb",)),
    **dict.fromkeys(("maskrcnn.md", "inspect.md"), ("torch",)),
    "data.md": ("pycocotools",),
    "label.md": ("supervision", "torchvision", "pycocotools"),
    "video.md": ("av",),
}
"""Packages without which a page is skipped."""

WITH_COMMANDS = [
    ROOT / name
    for name in (
        *("README.md", "docs/index.md", "docs/find.md", "docs/cards.md", "docs/collections.md", "docs/label.md"),
        *("docs/data.md", "docs/faq.md", "docs/inspect.md", "docs/large-pictures.md", "docs/same-object.md"),
        *("docs/video.md", "docs/why.md"),
    )
]
"""Of these pages every command is run; of the others, which train and measure for long, they are only parsed."""
LEFT = {
    "find REFERENCE... --in PICTURES...": "a form, no command",
    "index add s3://bucket/holidays.index s3://bucket/holidays --ray 10.0.0.5:6379": "a cluster and a bucket",
    "video mug.seesame --in camera:0 --seconds 60": "a camera",
    "serve --folder kitchen/ --open": "runs until it is stopped; the notebook about deploying runs it",
    "train corrected/ --check others/": "minutes",
    "train corrected/ --check test/": "minutes",
    "maskrcnn train corrected/ --out runs/kitchen": "hours",
    "maskrcnn train labels/coco --out runs/balloon": "hours",
    "maskrcnn detect --weights runs/balloon/weights --in holidays/": "needs what the hours before it made",
    "evaluate instances_val2017dev.json val2017dev/ --recipe recipes/benchmark/default.toml --out results/val2017dev": (
        "an hour, and pictures of COCO"
    ),
    "evaluate instances.json pictures/ --system finder tiled tiled-320": "long",
    "fit-objects recipes/same-object/default.toml --data data --weights runs/mine/weights --write": "own weights",
}
"""Commands that are only parsed, and why."""
OTHERWISE = {"search mug.jpg --in holidays.index --page 2": 1}
"""Commands that end with another exit code: a small collection has no second page."""
BEFORE = {"same-object.md": ["index", "add", "holidays.index", "holidays/"]}
"""What a page takes for granted."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, shapes: Path) -> Path:
    folder = tmp_path_factory.mktemp("standins") / "here"
    standins.make(folder, shapes)
    return folder


@pytest.fixture
def here(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a file for every name."""
    folder = tmp_path / "here"
    shutil.copytree(filled, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return folder


def prepare(page: Path, here: Path, request: pytest.FixtureRequest) -> None:
    """What only some pages need, and not everybody has."""
    for module in NEEDS.get(page.name, ()):
        pytest.importorskip(module)
    if page.name == "video.md":
        standins.film(here / "clip.mp4")
    if page.name == "maskrcnn.md":
        shutil.copytree(request.getfixturevalue("closed_run") / "weights", here / "runs" / "balloon" / "weights")


@pytest.mark.parametrize("page", WITH_PYTHON, ids=ids)
def test_python_runs(page: Path, here: Path, request: pytest.FixtureRequest) -> None:
    """All blocks of a page, in their order; they share their names."""
    prepare(page, here, request)
    text = MARK.sub("```left", page.read_text(encoding="utf-8"))
    names: dict[str, object] = {"__name__": "page"}
    for fence in re.finditer(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        before = text[: fence.start(1)].count("\n")
        exec(compile("\n" * before + fence[1], str(page), "exec"), names)


def test_few_blocks_are_left_out_and_say_why() -> None:
    left = [(path.name, reason) for path in PAGES for reason in MARK.findall(path.read_text(encoding="utf-8"))]
    assert len(left) <= 2, left
    told = sum(path.read_text(encoding="utf-8").count("not run:") for path in PAGES)
    assert told == len(left), "a mark that stands before no block of Python"
    assert len(WITH_PYTHON) >= 14


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=ids)
def test_commands_run(
    page: Path, here: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other in one folder, as a reader would."""
    prepare(page, here, request)
    if page.name in BEFORE:
        assert main(BEFORE[page.name]) == 0
    for words in commands(page):
        line = shlex.join(words)
        if plain(words) in LEFT:
            continue
        if words[:2] == ["card", "new"]:  # the page makes it itself
            Path(words[2]).unlink(missing_ok=True)
        code = main(words)
        assert code == OTHERWISE.get(plain(words), 0), f"seesame {line}: {code}\n{capsys.readouterr().err[-2000:]}"


def test_what_is_left_out_is_on_a_page() -> None:
    lines = {plain(words) for page in WITH_COMMANDS for words in commands(page)}
    assert set(LEFT) <= lines and set(OTHERWISE) <= lines
    assert len(LEFT) <= len(lines) // 4


def plain(words: list[str]) -> str:
    return " ".join(words)
