from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from seesame import label
from seesame.data import open_dataset
from seesame.label import Labelled
from seesame.label.contest import contest

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def red(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Sequence[str]]]:
    """What was asked for; the pictures of every folder have red things in common."""
    asked: list[Mapping[str, Sequence[str]]] = []

    def instead(
        finder: Any, folders: Mapping[str, Sequence[str]], journal: Path, max_pixels: int, progress: Any
    ) -> list[Labelled]:
        asked.append(folders)
        made = []
        for number, pictures in enumerate(folders.values()):
            for path in pictures:
                found = finder.find(finder.encode(path), "red", top=1)
                claims = contest([*[found[:0]] * number, found], [0.3] * (number + 1))
                made.append(Labelled(path, found.size, claims))
        return made

    monkeypatch.setattr(label, "label_folders", instead)
    return asked


def test_folders_become_categories(draw: Callable[..., Path], seesame: Program, red: list[Any]) -> None:
    for name in ("gulls/a.png", "gulls/b.png", "terns/a.png"):
        draw(f"birds/{name}", (10, 20, 30, 45))
    code, out, _ = seesame("label-folders", "birds", "--format", "coco", "--format", "voc")
    assert code == 0 and "gulls\t2\t2" in out and "terns\t1\t1" in out
    assert red == [{"gulls": ["birds/gulls/a.png", "birds/gulls/b.png"], "terns": ["birds/terns/a.png"]}]
    for made in ("coco", "voc"):
        dataset = open_dataset(f"seesame-labels/{made}")
        assert sorted(dataset.categories.values()) == ["gulls", "terns"]
        assert sorted(str(record.objects[0].category) for record in dataset.records) == ["gulls", "gulls", "terns"]
    assert Path("seesame-labels/review.csv").exists()


def test_a_folder_is_named_though_it_is_the_one_that_one_is_in(
    draw: Callable[..., Path], seesame: Program, red: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw("gulls/a.png", (10, 20, 30, 45))
    monkeypatch.chdir("gulls")
    assert seesame("label-folders", ".", "--out", "../out")[0] == 0
    assert list(red[0]) == ["gulls"]


def test_standard_input_has_no_name(seesame: Program) -> None:
    code, _, err = seesame("label-folders", "-")
    assert code == 2 and "expected folders whose names are categories" in err


def test_what_may_be_corrected_is_not_written_over(draw: Callable[..., Path], seesame: Program) -> None:
    draw("gulls/a.png", (10, 20, 30, 45))
    assert seesame("label-folders", "gulls")[0] == 0
    code, _, err = seesame("label-folders", "gulls")
    assert code == 2 and "somebody may have corrected it" in err
