"""Reader of COCO-format annotation files. Source: https://cocodataset.org/#format-data."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError


def read_coco(annotations: str | Path, pictures: str | Path, name: str = "") -> Dataset:
    """Read a COCO-format JSON and the folder of its pictures.

    Annotations without a crowd mark or segmentation are completed: a missing segmentation becomes the box.
    Raises: DataError: the file is no COCO annotation file; it says which part.
    """
    source = Path(annotations)
    content = _load(source)
    try:
        categories = {int(each["id"]): str(each["name"]) for each in content["categories"]}
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{source}: a category lacks a usable {error}; each needs id and name") from error
    objects: dict[int, list[Object]] = defaultdict(list)
    for annotation in content["annotations"]:
        picture, each = _object(annotation, categories, source)
        objects[picture].append(each)
    records = tuple(_record(image, Path(pictures), objects, source) for image in content["images"])
    return Dataset(name or source.stem, records, categories)


def _load(source: Path) -> dict[str, Any]:
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{source}: cannot be opened ({error.strerror}); give the path of a COCO JSON file") from error
    except ValueError as error:
        raise DataError(f"{source}: is not JSON ({error}); give the path of a COCO JSON file") from error
    parts = content if isinstance(content, dict) else {}
    missing = [name for name in ("images", "annotations", "categories") if not isinstance(parts.get(name), list)]
    if missing:
        raise DataError(f"{source}: has no list of {', '.join(missing)}; a COCO instances file has all three")
    return parts


def _record(image: dict[str, Any], pictures: Path, objects: dict[int, list[Object]], source: Path) -> Record:
    try:
        return Record(
            id=int(image["id"]),
            path=pictures / str(image["file_name"]),
            height=int(image["height"]),
            width=int(image["width"]),
            objects=tuple(objects.get(int(image["id"]), ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{source}: image {_number(image)} lacks a usable {error}; each needs id, file_name, height and width"
        ) from error


def _object(annotation: dict[str, Any], categories: dict[int, str], source: Path) -> tuple[int, Object]:
    """The id of an annotation's picture, and its object."""
    try:
        picture = int(annotation["image_id"])
        x, y, width, height = (float(value) for value in annotation["bbox"])
        category = categories[int(annotation["category_id"])]
        number = int(annotation["id"])
        area = None if annotation.get("area") is None else float(annotation["area"])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{source}: annotation {_number(annotation)} lacks a usable {error}; "
            "each needs id, image_id, category_id and bbox [x, y, width, height]"
        ) from error
    corners = [x, y, x + width, y, x + width, y + height, x, y + height]
    return picture, Object(
        box=(x, y, x + width, y + height),
        segmentation=annotation.get("segmentation") or [corners],
        category=category,
        crowd=bool(annotation.get("iscrowd", 0)),
        id=number,
        area=area,
    )


def _number(entry: object) -> object:
    return entry.get("id", "?") if isinstance(entry, dict) else "?"
