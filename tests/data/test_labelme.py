from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from seesame.data.labelme import read_labelme
from seesame.data.problems import Problem
from seesame.errors import DataError
from tests.data.conftest import SIZE, save_noise

SQUARE = [[5, 5], [15, 5], [15, 15], [5, 15]]


def write(folder: Path, *shapes: Any, **more: Any) -> Path:
    save_noise(folder / "a.png", 1)
    content = {"version": "5.0", "shapes": shapes, "imagePath": "a.png", "imageData": None}
    (folder / "a.json").write_text(json.dumps({**content, "imageHeight": 40, "imageWidth": 60, **more}))
    return folder


def shape(label: str, points: Any, kind: str = "polygon", group: int | None = None, **more: Any) -> dict[str, Any]:
    return {"label": label, "points": points, "shape_type": kind, "group_id": group, **more}


def png(mask: Any) -> str:
    stream = io.BytesIO()
    Image.fromarray(np.asarray(mask, np.uint8) * 255).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def test_shapes_of_every_kind(tmp_path: Path) -> None:
    crop = np.ones((4, 6), np.bool_)
    crop[:, 3:] = False
    shapes = (
        shape("mug", SQUARE),
        shape("cup", [[20, 10], [10, 5]], "rectangle"),
        shape("disc", [[30, 20], [40, 20]], "circle"),
        shape("half", [[50, 30], [55, 33]], "mask", mask=png(crop)),
    )
    (record,) = read_labelme(write(tmp_path, *shapes), tmp_path).records
    areas = [int(each.mask(*SIZE).sum()) for each in record.objects]
    assert [each.category for each in record.objects] == ["mug", "cup", "disc", "half"]
    assert areas[:2] == [100, 50] and areas[2] == pytest.approx(314, rel=0.03) and areas[3] == 12
    assert record.objects[3].box == (50.0, 30.0, 53.0, 34.0)


def test_shapes_of_one_group_are_one_object(tmp_path: Path) -> None:
    other = [[30, 5], [40, 5], [40, 15], [30, 15]]
    shapes = (shape("mug", SQUARE, group=1), shape("mug", other, group=1), shape("cup", other, group=1))
    (record,) = read_labelme(write(tmp_path, *shapes), tmp_path).records
    assert [(each.category, int(each.mask(*SIZE).sum())) for each in record.objects] == [("mug", 200), ("cup", 100)]


def test_without_a_stated_size_the_picture_says_it(tmp_path: Path) -> None:
    (record,) = read_labelme(write(tmp_path, imageHeight=None, imageWidth=None), tmp_path).records
    assert (record.height, record.width, record.objects) == (*SIZE, ())


def test_what_cannot_be_used_is_told_and_left_out(tmp_path: Path) -> None:
    shapes = (
        shape("line", [[1, 1], [5, 5]], "line"),
        shape("few", [[1, 1], [5, 5]]),
        shape("odd", [[1, 1], [5, 5]], "star"),
        shape("empty", [[1, 1], [5, 5]], "mask", mask=png(np.zeros((4, 4)))),
        {"label": "none"},
        shape("", SQUARE),
    )
    write(tmp_path, *shapes)
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.json").write_text(json.dumps({"shapes": [], "imagePath": "c.png"}))
    told: list[Problem] = []
    (record,) = read_labelme(tmp_path, tmp_path, category="thing", tell=told.append).records
    assert [each.category for each in record.objects] == ["thing"]
    kinds = [problem.kind for problem in told]
    assert kinds == ["no such shape", *["unusable annotation"] * 4, "no name", "unusable annotation", "missing picture"]
    assert (told[6].path.name, told[7].path.name) == ("b.json", "c.png")


def test_the_first_broken_shape_is_an_error_otherwise(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="shape 0 cannot be used: a polygon came with 4 numbers"):
        read_labelme(write(tmp_path, shape("few", [[1, 1], [5, 5]])), tmp_path)


@pytest.mark.parametrize("height", ["tall", -5, 10**9, [1]])
def test_a_size_that_no_picture_has_is_told(tmp_path: Path, height: object) -> None:
    told: list[Problem] = []
    dataset = read_labelme(write(tmp_path, shape("mug", SQUARE), imageHeight=height), tmp_path, tell=told.append)
    assert len(dataset) == 0
    assert [(problem.kind, problem.path.name) for problem in told] == [("unusable annotation", "a.json")]
    assert "no usable imageHeight and imageWidth" in told[0].reason
