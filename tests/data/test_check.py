from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from seesame.data import Dataset, Object, Record, open_dataset
from seesame.data.check import Checkup, check, leaks
from seesame.data.problems import KINDS, Problem
from tests.data.conftest import SIZE, rectangle, save_noise


def found(checkup: Checkup) -> dict[str, list[str]]:
    """File names by kind of problem."""
    return {kind: [problem.path.name for problem in problems] for kind, problems in checkup.by_kind().items()}


@pytest.fixture
def clean(tmp_path: Path) -> Dataset:
    """Four pictures of two mugs each, with which nothing is wrong."""
    records = []
    for seed in range(4):
        mugs = [Object.of_mask(rectangle(5, 5, 25, 25), "mug"), Object.of_mask(rectangle(30, 5, 50, 30), "mug")]
        records.append(Record.of(save_noise(tmp_path / "in" / f"{seed}.png", seed), mugs))
    return Dataset.of("clean", records)


def test_nothing_is_wrong_with_what_is_right(clean: Dataset) -> None:
    seen: list[tuple[int, int, str]] = []
    checkup = check(clean, what="drawn", progress=lambda *told: seen.append(told))
    assert (checkup.problems, checkup.broken) == ((), ())
    assert (checkup.pictures, checkup.objects, checkup.sizes) == (4, 8, {"60x40": 4})
    assert checkup.areas == {"small": 8, "medium": 0, "large": 0}
    mugs = checkup.categories["mug"]
    assert (mugs.pictures, mugs.objects, mugs.crowds, mugs.median_pixels) == (4, 8, 0, 450.0)
    assert seen[-1] == (4, 4, "3.png")
    assert json.loads(json.dumps(checkup.to_dict()))["categories"]["mug"]["objects"] == 8


def test_an_empty_dataset() -> None:
    checkup = check(Dataset.of("none", []))
    assert (checkup.pictures, checkup.problems, checkup.categories) == (0, (), {})


def missing(path: Path) -> None:
    path.unlink()


def rubbish(path: Path) -> None:
    path.write_bytes(b"rubbish")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def another_size(path: Path) -> None:
    save_noise(path, 9, (50, 60))


def copied(path: Path) -> None:
    path.write_bytes((path.parent / "0.png").read_bytes())


def resized(path: Path) -> None:
    picture = cv2.imread(str(path.parent / "0.png"))
    small = cv2.resize(picture, (30, 20), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(path), cv2.resize(small, SIZE[::-1], interpolation=cv2.INTER_CUBIC))


def moved(path: Path) -> None:
    picture = cv2.imread(str(path.parent / "0.png"))
    picture[10:14, 20:25] = 255 - picture[10:14, 20:25]
    cv2.imwrite(str(path), picture)


def turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: the size stays
    Image.open(path).save(path, exif=exif)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (missing, "missing picture"),
        (rubbish, "unreadable picture"),
        (cut_short, "unreadable picture"),
        (another_size, "another size"),
        (copied, "same picture"),
        (resized, "copied picture"),
        (moved, "same scene"),
        (turned, "turned by EXIF"),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(clean: Dataset, spoil: Callable[[Path], None], kind: str) -> None:
    spoil(clean.records[2].path)
    checkup = check(clean)
    assert found(checkup) == {kind: ["2.png"]}
    assert bool(checkup.broken) == KINDS[kind].broken


def test_annotations_made_before_the_turn(clean: Dataset) -> None:
    record = clean.records[1]
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(record.path).save(record.path, exif=exif)
    (problem,) = check(clean).problems
    assert problem.kind == "another size"
    assert "is 40 x 60, its annotation says 60 x 40: as it is stored, before the turn that EXIF" in problem.reason


def test_what_is_wrong_with_annotations_is_named(clean: Dataset) -> None:
    one = clean.records[0]
    spoilt = replace(one, objects=(*one.objects, replace(one.objects[0], box=(70, 5, 80, 15), id=9)))
    empty = replace(clean.records[1], objects=())
    rare = replace(clean.records[2], objects=(replace(clean.records[2].objects[0], category="cup"),))
    twin = replace(clean.records[3], id=1, objects=(replace(clean.records[3].objects[0], id=9),))
    checkup = check(Dataset("spoilt", (spoilt, empty, rare, twin), {1: "mug", 2: "cup", 3: "never"}))
    assert found(checkup) == {
        "outside": ["0.png"],
        "same number": ["0.png", "0.png", "3.png", "3.png"],
        "unlabelled": ["1.png"],
        "in one picture only": ["2.png"],
    }
    assert checkup.categories["never"].objects == 0


def test_pictures_that_are_not_listed(clean: Dataset, tmp_path: Path) -> None:
    save_noise(tmp_path / "in" / "more.png", 17)
    (problem,) = check(clean).problems
    assert (problem.kind, problem.path) == ("not listed", tmp_path / "in")
    assert "holds 1 pictures that the annotations do not list, such as more.png" in problem.reason


def test_what_the_reader_told_comes_along_broken_first(clean: Dataset, tmp_path: Path) -> None:
    told = [Problem(kind, tmp_path, "is odd") for kind in ("no such shape", "unusable annotation")]
    assert [problem.kind for problem in check(clean, told).problems] == ["unusable annotation", "no such shape"]


def test_train_and_test_that_share_pictures(clean: Dataset, tmp_path: Path) -> None:
    theirs = []
    for name, seed in (("same", 0), ("other", 20), ("small", 21)):
        path = save_noise(tmp_path / "test" / f"{name}.png", seed)
        if name == "same":
            path.write_bytes(clean.records[0].path.read_bytes())
        if name == "small":
            picture = cv2.resize(cv2.imread(str(clean.records[3].path)), (90, 60), interpolation=cv2.INTER_CUBIC)
            cv2.imwrite(str(path), picture)
        theirs.append(Record.of(path, [Object.of_box((1, 1, 9, 9), "mug")]))
    shared = leaks(check(clean), check(Dataset.of("test", theirs)))
    told = [(problem.kind, problem.path.name) for problem in shared]
    assert told == [("in both", "0.png"), ("copy in both", "3.png")]
    assert shared[0].broken and not shared[1].broken


def test_one_broken_file_of_each_kind_stops_nothing(clean: Dataset, tmp_path: Path) -> None:
    for place, spoil in enumerate((missing, rubbish, another_size)):
        spoil(clean.records[place].path)
    assert len(check(clean).broken) == 3


def test_the_shared_balloons_are_sound(shared_data: Path) -> None:
    told: list[Problem] = []
    dataset = open_dataset(shared_data / "balloon" / "val", tell=told.append)
    checkup = check(dataset, told)
    assert (checkup.pictures, checkup.objects, checkup.problems) == (13, 50, ())
    assert np.isclose(checkup.categories["object"].median_pixels or 0, 20000, rtol=0.9)


def test_a_picture_that_is_listed_twice(clean: Dataset) -> None:
    again = replace(clean.records[0], id=9, objects=())
    problems = check(replace(clean, records=(*clean.records, again))).problems
    assert [(problem.kind, problem.path.name) for problem in problems] == [
        ("unlabelled", "0.png"),
        ("same picture", "0.png"),
    ]
    assert problems[1].reason == "is listed twice; join its annotations in one entry"


def test_two_pictures_of_one_id_have_the_same_annotations(clean: Dataset) -> None:
    twin = replace(clean.records[1], id=1, objects=clean.records[0].objects)
    told = found(check(replace(clean, records=(clean.records[0], twin, *clean.records[2:]))))
    assert told["same number"] == ["0.png", "1.png"]


def test_names_that_only_look_alike(clean: Dataset) -> None:
    names = ("mug", "Mug ", "MUG", "mugs")
    records = [
        replace(record, objects=tuple(replace(each, category=name) for each in record.objects))
        for record, name in zip(clean.records, names, strict=True)
    ]
    told = [problem for problem in check(Dataset.of("names", records)).problems if problem.kind == "nearly one name"]
    assert [problem.path.name for problem in told] == ["1.png", "0.png"]  # of MUG, which sorts first
    assert "shows 'Mug ', and there is 'MUG', too, of 2 and 2 objects" in told[0].reason
    assert told[0].reason.endswith("--rename 'Mug =MUG'") and told[1].reason.endswith("--rename mug=MUG")


def test_a_category_that_no_picture_shows_looks_like_another(clean: Dataset) -> None:
    (problem,) = check(replace(clean, categories={1: "mug", 2: "Mug"})).problems
    assert (problem.kind, problem.path) == ("nearly one name", Path("clean"))
