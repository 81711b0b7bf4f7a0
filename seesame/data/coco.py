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

    Annotations without an area, crowd mark or segmentation are completed: a missing segmentation becomes the box.
    Raises: DataError: the file is no COCO annotation file; it says which part.
    """
    source = Path(annotations)
    content = _load(source)
    categories = {int(each["id"]): str(each["name"]) for each in content["categories"]}
    objects: dict[int, list[Object]] = defaultdict(list)
    for annotation in content["annotations"]:
        objects[int(annotation["image_id"])].append(_object(annotation, categories, source))
    records = tuple(
        Record(
            id=int(image["id"]),
            path=Path(pictures) / image["file_name"],
            height=int(image["height"]),
            width=int(image["width"]),
            objects=tuple(objects.get(int(image["id"]), ())),
        )
        for image in content["images"]
    )
    return Dataset(name or source.stem, records, categories)


def _load(source: Path) -> dict[str, Any]:
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{source}: cannot be opened ({error.strerror}); give the path of a COCO JSON file") from error
    except ValueError as error:
        raise DataError(f"{source}: is not JSON ({error}); give the path of a COCO JSON file") from error
    missing = {"images", "annotations", "categories"} - set(content if isinstance(content, dict) else ())
    if missing:
        raise DataError(f"{source}: has no {', '.join(sorted(missing))}; a COCO instances file has all three")
    return dict(content)


def _object(annotation: dict[str, Any], categories: dict[int, str], source: Path) -> Object:
    try:
        x, y, width, height = (float(value) for value in annotation["bbox"])
        category = categories[int(annotation["category_id"])]
        number = int(annotation["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{source}: annotation {annotation.get('id', '?')} lacks a usable {error}; "
            "each needs id, image_id, category_id and bbox [x, y, width, height]"
        ) from error
    corners = [x, y, x + width, y, x + width, y + height, x, y + height]
    return Object(
        box=(x, y, x + width, y + height),
        segmentation=annotation.get("segmentation") or [corners],
        category=category,
        crowd=bool(annotation.get("iscrowd", 0)),
        id=number,
    )
