from __future__ import annotations

from pathlib import Path

from seesame.images import read
from seesame.index.intake import AHEAD, SIDE, Known, ahead, load, thumbnail
from seesame.index.places import Place, stat

from .conftest import RED, paint


def place(path: Path) -> Place:
    return Place(str(path), *stat(str(path)))


def test_a_picture_is_read_and_known_again(tmp_path: Path) -> None:
    where = place(paint(tmp_path / "a.png", (RED, (0, 0, 9, 9))))
    loaded = load(where, None)
    assert loaded.picture is not None and loaded.failed is None and len(loaded.digest) == 32
    again = load(where, Known(1, loaded.digest, None))
    assert again.picture is None and again.failed is None
    assert load(where, None, max_pixels=100).failed.startswith(f"{where.name}: the picture has 80 x 60")  # type: ignore[union-attr]
    assert "cannot be read" in str(load(Place("/nowhere.png", 0, 0), None).failed)


def test_order_is_kept_and_reading_is_bounded(tmp_path: Path) -> None:
    wanted = [(place(paint(tmp_path / f"{number:02}.png")), None) for number in range(20)]
    asked = []

    def counted():  # type: ignore[no-untyped-def]
        for each in wanted:
            asked.append(each)
            yield each

    given = ahead(counted())
    assert next(given).place.name.endswith("00.png") and len(asked) <= AHEAD
    assert [Path(each.place.name).stem for each in given] == [f"{number:02}" for number in range(1, 20)]
    assert list(ahead([])) == []


def test_thumbnails_are_small(tmp_path: Path) -> None:
    import numpy as np

    assert max(read(thumbnail(np.zeros((300, 1000, 3), np.uint8))).shape) == SIDE
    assert read(thumbnail(np.zeros((3, 5, 3), np.uint8))).shape == (3, 5, 3)
