"""What the pages say is so: code runs, commands parse, links lead somewhere."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from seesame.cli.app import app
from seesame.demo import COIN

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = [path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "tutorials"]
PAGES = sorted([*ROOT.glob("*.md"), *WRITTEN, *(ROOT / "seesame").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PROGRAM: Any = typer.main.get_command(app)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, *languages: str) -> list[str]:
    """The fenced blocks of a page in these languages."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [text for language, text in fences if language in languages]


def commands(path: Path) -> Iterator[list[str]]:
    """Each `seesame ...` line of a page's blocks, without what it is piped to."""
    for block in blocks(path, "sh", "console", "text", ""):
        for line in block.splitlines():
            words = shlex.split(line.strip().removeprefix("$ "), comments=True) if "seesame " in line else []
            if words[:1] == ["seesame"]:
                yield words[1 : words.index("|")] if "|" in words else words[1:]


def anchors(path: Path) -> set[str]:
    """What a link into a page may name after the #."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_python_compiles(path: Path) -> None:
    for block in blocks(path, "python", "py"):
        compile(block, str(path), "exec")


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_commands_parse(path: Path) -> None:
    for words in commands(path):
        try:
            with PROGRAM.make_context("seesame", list(words)) as context:
                name, command, rest = PROGRAM.resolve_command(context, words)
                command.make_context(name, rest, parent=context)
        except typer.Exit as end:  # of --help and --version
            assert end.exit_code == 0, words


def test_commands_are_found_at_all() -> None:
    assert len(list(commands(ROOT / "README.md"))) >= 5
    assert len(list(commands(ROOT / "docs" / "cli.md"))) >= 8


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_make_targets_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"^make ([a-z]+)", "\n".join(blocks(path, "sh", "console", "")), re.MULTILINE)
    named += re.findall(r"`make ([a-z]+)", text)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_relative_to(ROOT) and target.exists(), f"{path}: {link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{path}: {link} names no heading"


def test_named_files_exist() -> None:
    for path in PAGES:
        for named in re.findall(r"`((?:seesame|tests|docs|recipes)/[\w/.-]+\.\w+)`", path.read_text(encoding="utf-8")):
            assert (ROOT / named).exists(), f"{path} names {named}, which is not there"


def test_the_readme_shows_six_lines_that_run(tmp_path: Path) -> None:
    first = blocks(ROOT / "README.md", "python")[0]
    assert len([line for line in first.splitlines() if line.strip()]) == 6
    shutil.copytree(ROOT / "seesame" / "demo", tmp_path / "clone" / "seesame" / "demo")  # the one file it reads
    script = tmp_path / "six_lines.py"
    script.write_text(first, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path / "clone",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "clone" / "found.png").stat().st_size > 0


def test_the_first_screen_has_what_a_newcomer_needs() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:36])
    for words in ("show it one, see the same", "seesame find", "make demo", "make test", "from seesame import"):
        assert words.lower() in first_screen.lower()


def test_made_pages_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    pages = importlib.import_module("build").PAGES
    stale = [name for name, page in pages.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != page()]
    assert not stale, "run `make docs`"
    made = {f"reference/{path.name}" for path in (ROOT / "docs" / "reference").glob("*.md")}
    assert made == {name for name in pages if name.startswith("reference/")}


def test_every_page_is_in_the_navigation() -> None:
    docs = ROOT / "docs"
    named = re.findall(r'= "([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    pages = (path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    theirs, ours = ({name for name in names if not name.startswith("tutorials/")} for names in (named, pages))
    assert theirs == ours


def test_exit_codes_are_told_the_same_everywhere() -> None:
    def codes(path: Path) -> list[str]:
        return re.findall(r"^\| (\d+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert (
        codes(ROOT / "docs" / "find.md")
        == codes(ROOT / "docs" / "conventions.md")
        == ["0", "1", "2", "3", "4", "5", "6", "130"]
    )


def test_the_demo_finds_most_coins(tmp_path: Path) -> None:
    """The command of `make demo`, with the weights that ship."""
    line = re.search(r"seesame (find .*) --out", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert line
    command = [sys.executable, "-W", "error", "-m", "seesame", *line[1].split(), "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "coins-found.png").exists()
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["annotations"]
    assert 12 <= len(found) <= 30  # of 24 coins


def test_the_demo_asks_for_the_coin() -> None:
    box = ",".join(str(side) for side in COIN)
    for name in ("Makefile", "README.md"):
        text = (ROOT / name).read_text(encoding="utf-8").replace(", ", ",")
        assert box in text, f"{name} does not ask for {box}"
