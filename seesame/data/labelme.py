"""LabelMe's JSON files, one a picture, read and written. Source: https://github.com/wkentaro/labelme"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from seesame.data.outlines import pieces_of
from seesame.data.pictures import distinct_names, looked_at
from seesame.data.problems import Problem, Tell, lacking, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.files import read_json, write
from seesame.geometry import polygons
from seesame.images.levels import read_mask

_LINES = ("point", "points", "line", "linestrip")


def read_labelme(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read a folder of LabelMe files, or one: polygons, rectangles, circles and masks.

    Shapes with one label and one group are parts of one object.

    Raises: DataError: there is no such file; or what `tell` makes of a problem.
    """
    sources = sorted(annotations.glob("*.json")) if annotations.is_dir() else [annotations]
    records = []
    for source in sources:
        try:
            content = _load(source)
        except DataError as error:
            tell(Problem("unusable annotation", source, str(error).removeprefix(f"{source}: ")))
            continue
        path = pictures / str(content.get("imagePath") or source.with_suffix(".jpg").name).replace("\\", "/")
        size = looked_at(path, tell)
        if size is None:
            continue
        try:
            height, width = int(content.get("imageHeight") or size.height), int(content.get("imageWidth") or size.width)
            record = Record(0, path, height, width, ())
        except (TypeError, ValueError, DataError) as error:
            reason = str(error).removeprefix(f"{path}: ")
            tell(Problem("unusable annotation", source, f"has no usable imageHeight and imageWidth: {reason}"))
            continue
        objects = tuple(_objects(content["shapes"], source, (height, width), category, tell))
        records.append(replace(record, objects=objects))
    return Dataset.of(name or annotations.stem, records)


def write_labelme(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write a JSON file a picture, named after it; the pieces of an object are polygons of one group.

    `files` says what each record's picture is called, from `folder`.
    """
    names = distinct_names(dataset.records)
    for record in dataset.records:
        shapes = []
        for group, each in enumerate(record.objects):
            pieces = pieces_of(each, record)
            shapes += [_shape(piece, each.category, group if len(pieces) > 1 else None) for piece in pieces]
        content: dict[str, Any] = {
            "version": "5.4.1",
            "flags": {},
            "shapes": shapes,
            "imagePath": files[record.id],
            "imageData": None,
            "imageHeight": record.height,
            "imageWidth": record.width,
        }
        write(folder / f"{Path(names[record.id]).stem}.json", json.dumps(content).encode("utf-8"))


def _shape(piece: Sequence[float], category: str | None, group: int | None) -> dict[str, Any]:
    points = np.reshape(piece, (-1, 2)).tolist()
    return {"label": category or "object", "points": points, "group_id": group, "shape_type": "polygon", "flags": {}}


def _load(source: Path) -> dict[str, Any]:
    content = read_json(source, "a JSON file of LabelMe")
    if not isinstance(content, dict) or not isinstance(content.get("shapes"), list):
        raise DataError(f"{source}: has no list of shapes, expected a JSON file of LabelMe")
    return content


def _objects(
    shapes: Sequence[Any], source: Path, size: tuple[int, int], unnamed: str | None, tell: Tell
) -> Iterator[Object]:
    """The objects of a picture of (height, width); parts of one group become one."""
    groups: dict[object, list[Any]] = defaultdict(list)
    for place, shape in enumerate(shapes):
        group = shape.get("group_id") if isinstance(shape, dict) else None
        key: object = ("alone", place) if group is None else (shape.get("label"), group)
        groups[key].append((place, shape))
    for members in groups.values():
        pieces: list[list[float]] = []
        label = unnamed
        for place, shape in members:
            try:
                if shape.get("shape_type", "polygon") in _LINES:
                    reason = f"is a {shape['shape_type']}, which has no area"
                    tell(Problem("no such shape", source, reason, f"shape {place}"))
                    continue
                pieces += _pieces(shape, size)
                label = str(shape["label"]) if shape.get("label") else unnamed
                if not shape.get("label"):
                    reason = f"has no label; it counts as {unnamed or 'of no kind'}"
                    tell(Problem("no name", source, reason, f"shape {place}"))
            except (DataError, PictureError) as error:
                tell(Problem("unusable annotation", source, f"cannot be used: {error}", f"shape {place}"))
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                tell(Problem("unusable annotation", source, f"{lacking(error)}; draw it anew", f"shape {place}"))
        if pieces:
            yield Object.of_polygons(pieces, label)


def _pieces(shape: Mapping[str, Any], size: tuple[int, int]) -> list[list[float]]:
    """A shape as flat polygons."""
    kind = shape.get("shape_type", "polygon")
    points = [(float(x), float(y)) for x, y in shape["points"]]
    if kind == "polygon":
        flat = [value for point in points for value in point]
        polygons.points(flat)
        return [flat]
    (x1, y1), (x2, y2) = points
    if kind == "rectangle":
        return [polygons.rectangle(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))]
    if kind == "circle":  # its centre and a point on it
        radius = float(np.hypot(x2 - x1, y2 - y1))
        return [polygons.ellipse((x1, y1), (radius, radius))]
    if kind == "mask":
        return _masked(shape["mask"], (int(min(x1, x2)), int(min(y1, y2))), size)
    raise DataError(f"the shape {kind!r} is not known, expected polygon, rectangle, circle or mask")


def _masked(code: str, corner: tuple[int, int], size: tuple[int, int]) -> list[list[float]]:
    """The polygons of a mask that lies in the file as PNG, its upper left pixel at `corner`."""
    crop = read_mask(base64.b64decode(code))
    full = np.zeros(size, dtype=np.bool_)
    there = full[corner[1] : corner[1] + crop.shape[0], corner[0] : corner[0] + crop.shape[1]]
    there |= crop[: there.shape[0], : there.shape[1]]
    pieces = polygons.from_mask(full)
    if not pieces:
        raise DataError("the mask is empty")
    return pieces
