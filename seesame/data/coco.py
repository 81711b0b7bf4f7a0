"""COCO's format, read and written. Source: https://cocodataset.org/#format-data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from seesame.data.problems import Problem, Tell, lacking, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.files import read_json, write
from seesame.geometry import masks, polygons, runlength
from seesame.images.glance import glance

_PARTS = ("images", "annotations", "categories")


def read_coco(
    annotations: str | Path,
    pictures: str | Path,
    name: str = "",
    category: str | None = "object",
    tell: Tell = refuse,
) -> Dataset:
    """Read a COCO-format JSON and the folder of its pictures.

    What is missing is completed where it can be: a segmentation from the box, a box from the segmentation, a crowd
    mark, an annotation's id, the size of a picture from its file, a category by `category`.

    Raises: DataError: the file is no COCO annotation file; or what `tell` makes of an entry that cannot be used.
    """
    source = Path(annotations)
    content = _load(source)
    categories = _categories(content["categories"], source, tell)
    spare = count(1 + max((_whole(each) for each in content["annotations"]), default=0))
    objects: dict[int, list[Object]] = defaultdict(list)
    shown = {image["id"]: image.get("file_name") for image in content["images"] if _number(image) is not None}
    for place, annotation in enumerate(content["annotations"]):
        try:
            picture, each = _object(annotation, categories, category, spare)
            objects[picture].append(each)
            if annotation.get("category_id") is None:
                reason = f"has no category_id; it counts as {category or 'of no kind'}"
                tell(Problem("no name", source, reason, _part(annotation, place, shown)))
        except DataError as error:
            tell(Problem("unusable annotation", source, str(error), _part(annotation, place, shown)))
    records = []
    for place, image in enumerate(content["images"]):
        try:
            records.append(_record(image, Path(pictures), objects))
        except DataError as error:
            tell(Problem("unusable annotation", source, str(error), _called("image", image, place)))
    _orphans(objects, records, source, tell)
    used = {each.category for record in records for each in record.objects} - {None, *categories.values()}
    categories |= {1 + max(categories, default=0): str(name) for name in used}  # only `category` can be
    return Dataset(name or source.stem, tuple(records), categories)


def write_coco(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write `instances.json`; `files` says what each record's picture is called, from `folder`."""
    names = {name: number for number, name in sorted(dataset.categories.items(), reverse=True)}
    for record in dataset.records:
        for each in record.objects:
            names.setdefault(each.category or "object", 1 + max(names.values(), default=0))
    content = {
        "info": {"description": dataset.name},
        "images": [
            {"id": each.id, "file_name": files[each.id], "height": each.height, "width": each.width}
            for each in dataset.records
        ],
        "annotations": [
            _annotation(each, record, names[each.category or "object"])
            for record in dataset.records
            for each in record.objects
        ],
        "categories": [{"id": number, "name": name} for name, number in sorted(names.items(), key=lambda row: row[1])],
    }
    write(folder / "instances.json", json.dumps(content).encode("utf-8"))


def _annotation(each: Object, record: Record, category: int) -> dict[str, Any]:
    x1, y1, x2, y2 = each.box
    return {
        "id": each.id,
        "image_id": record.id,
        "category_id": category,
        "bbox": [x1, y1, x2 - x1, y2 - y1],
        "area": float(each.mask(record.height, record.width).sum()) if each.area is None else each.area,
        "iscrowd": int(each.crowd),
        "segmentation": dict(each.segmentation) if isinstance(each.segmentation, Mapping) else each.segmentation,
    }


def _load(source: Path) -> dict[str, Any]:
    content = read_json(source, "a COCO JSON file")
    parts = content if isinstance(content, dict) else {}
    missing = [name for name in _PARTS if not isinstance(parts.get(name), list)]
    if missing:
        raise DataError(f"{source}: has no list of {', '.join(missing)}; a COCO instances file has all three")
    return parts


def _categories(listed: list[Any], source: Path, tell: Tell) -> dict[int, str]:
    """The names by their numbers; where a number comes twice, its first name."""
    names: dict[int, str] = {}
    try:
        for each in listed:
            number, name = int(each["id"]), str(each["name"])
            if names.setdefault(number, name) != name:
                reason = f"is the id of {names[number]!r} and of {name!r}; give each category its own"
                tell(Problem("same number", source, reason, f"category {number}"))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{source}: a category {lacking(error)}; each needs id and name") from error
    return names


def _record(image: Any, pictures: Path, objects: Mapping[int, list[Object]]) -> Record:
    try:
        number, path = int(image["id"]), pictures / str(image["file_name"]).replace("\\", "/")  # as Windows writes
        if image.get("height") and image.get("width"):
            height, width = int(image["height"]), int(image["width"])
        else:
            size = glance(path)
            height, width = size.height, size.width
    except PictureError as error:
        raise DataError(f"lacks a usable height and width, and so does its picture ({error}); give both") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{lacking(error)}; each needs id, file_name, height and width") from error
    return Record(number, path, height, width, tuple(objects.get(number, ())))


def _object(
    annotation: Any, categories: Mapping[int, str], unnamed: str | None, spare: count[int]
) -> tuple[int, Object]:
    """The id of an annotation's picture, and its object."""
    try:
        picture = int(annotation["image_id"])
        given = annotation.get("category_id")
        category = unnamed if given is None else _named(given, categories)
        number = next(spare) if annotation.get("id") is None else int(annotation["id"])
        area = None if annotation.get("area") is None else float(annotation["area"])
        segmentation = annotation.get("segmentation") or None
        if not isinstance(segmentation, list | Mapping | None):
            raise ValueError(f"segmentation {str(segmentation)[:40]!r}")
        if isinstance(segmentation, list) and not isinstance(segmentation[0], list):
            segmentation = [segmentation]
        box = _box(annotation, segmentation)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise DataError(
            f"{lacking(error)}; each needs image_id, category_id, and bbox [x, y, width, height] or segmentation"
        ) from error
    shape = segmentation or [polygons.rectangle(*box)]
    return picture, Object(box, shape, category, bool(annotation.get("iscrowd", 0)), number, area)


def _named(number: Any, categories: Mapping[int, str]) -> str:
    if int(number) not in categories:
        known = f"{len(categories)} from {min(categories)} to {max(categories)}" if categories else "none"
        raise DataError(f"has the category_id {number}, which no category has (there are {known}); list it, or mend it")
    return categories[int(number)]


def _box(annotation: Mapping[str, Any], segmentation: Any) -> tuple[float, float, float, float]:
    """The box x1 y1 x2 y2 as given, or around the segmentation."""
    if annotation.get("bbox") is None and segmentation is not None:
        if isinstance(segmentation, Mapping):
            x1, y1, x2, y2 = masks.boxes_of(runlength.decode(segmentation)[None])[0].tolist()
            return x1, y1, x2, y2
        return Object.of_polygons(segmentation, None).box
    x, y, width, height = (float(value) for value in annotation["bbox"])
    if not np.isfinite([x, y, width, height]).all():
        raise ValueError(f"bbox {annotation['bbox']}")
    return x, y, x + width, y + height


def _orphans(objects: Mapping[int, list[Object]], records: list[Record], source: Path, tell: Tell) -> None:
    listed = {record.id for record in records}
    for picture in sorted(set(objects) - listed):
        reason = f"belong to image {picture}, which is not listed"
        tell(Problem("annotation of no picture", source, reason, f"{len(objects[picture])} annotations"))


def _whole(entry: object) -> int:
    """The id of an entry, 0 if it is no whole number."""
    number = _number(entry)
    return number if isinstance(number, int) else 0


def _number(entry: object) -> int | str | None:
    """The id of an entry, if it has one."""
    number = entry.get("id") if isinstance(entry, dict) else None
    return number if isinstance(number, int | str) else None


def _part(annotation: object, place: int, shown: Mapping[Any, Any]) -> str:
    """What to call an annotation, and its picture, if that is listed."""
    picture = annotation.get("image_id") if isinstance(annotation, dict) else None
    name = shown.get(picture) if isinstance(picture, int | str) else None
    return _called("annotation", annotation, place) + (f" of {name}" if name else "")


def _called(what: str, entry: object, place: int) -> str:
    """By its id, else by its place in the list."""
    number = _number(entry)
    return f"{what} [{place}]" if number is None else f"{what} {number}"
