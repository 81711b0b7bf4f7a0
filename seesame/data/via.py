"""The VGG Image Annotator's regions, versions 1 and 2, read and written.

Source: https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from seesame.data.outlines import outline_of
from seesame.data.pictures import looked_at
from seesame.data.problems import Problem, Tell, lacking, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError
from seesame.files import read_json, write
from seesame.geometry import polygons

FILE = "via_region_data.json"
_NAMING = ("category", "class", "label", "name", "type", "object")  # attributes that hold a category, best first


def read_via(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read exported annotations or a saved project: polygons, rectangles, circles and ellipses.

    The category is the region attribute called category, class, label, name, type or object, or the only one there is;
    where there is none, `category`.

    Raises: DataError: the file is none of VIA's; or what `tell` makes of a problem.
    """
    records = []
    for entry in _entries(annotations, tell):
        path = pictures / str(entry["filename"]).replace("\\", "/")  # as Windows writes it
        size = looked_at(path, tell)
        if size is not None:
            objects = tuple(_objects(entry, path, category, tell))
            records.append(Record(0, path, size.height, size.width, objects))
    return Dataset.of(name or annotations.stem, records)


def write_via(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write `via_region_data.json` as VIA 2 exports it, a polygon an object.

    The category is the attribute "category"; `files` says what each record's picture is called, from `folder`.
    """
    content = {}
    for record in dataset.records:
        size = record.path.stat().st_size
        regions = [_region(each, record) for each in record.objects]
        content[f"{files[record.id]}{size}"] = {
            "filename": files[record.id],
            "size": size,
            "regions": regions,
            "file_attributes": {},
        }
    write(folder / FILE, json.dumps(content).encode("utf-8"))


def _region(each: Object, record: Record) -> dict[str, Any]:
    flat = outline_of(each, record)
    shape = {"name": "polygon", "all_points_x": flat[0::2], "all_points_y": flat[1::2]}
    return {"shape_attributes": shape, "region_attributes": {"category": each.category} if each.category else {}}


def _entries(source: Path, tell: Tell) -> list[dict[str, Any]]:
    """The entries of all pictures, in the order of the file; one without a filename is told and left out."""
    content = read_json(source, "a JSON file of VIA")
    if isinstance(content, dict):
        content = content.get("_via_img_metadata", content)
        entries = {key: each for key, each in content.items() if isinstance(each, dict) and "filename" in each}
        if entries or not content:
            for key in content.keys() - entries.keys():
                reason = "has no filename; say which picture its regions are of"
                tell(Problem("unusable annotation", source, reason, f"entry {key}"))
            return list(entries.values())
    raise DataError(f"{source}: is none of VIA's files, expected an entry with filename and regions for each picture")


def _objects(entry: Mapping[str, Any], path: Path, unnamed: str | None, tell: Tell) -> Iterator[Object]:
    regions = entry.get("regions") or []
    listed = list(regions.values()) if isinstance(regions, dict) else regions
    if not isinstance(listed, list):
        tell(Problem("unusable annotation", path, f"has the regions {str(listed)[:40]!r}, expected a list of them"))
        return
    for place, region in enumerate(listed):
        part = f"region {place}"
        try:
            shape = region["shape_attributes"]
            if shape["name"] in ("point", "polyline", "line"):
                tell(Problem("no such shape", path, f"is a {shape['name']}, which has no area", part))
                continue
            outline = _outline(shape)
            attributes = region.get("region_attributes") or {}
            told = _category(attributes)
            if told is None and attributes:
                reason = f"has the attributes {', '.join(attributes)}, none of which names a category"
                tell(Problem("no name", path, f"{reason}; call one 'category'", part))
            yield Object.of_polygons([outline], told or unnamed)
        except DataError as error:
            tell(Problem("unusable annotation", path, f"cannot be used: {error}", part))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            tell(Problem("unusable annotation", path, f"{lacking(error)}; draw it anew", part))


def _outline(shape: Mapping[str, Any]) -> list[float]:
    """A shape as one flat polygon."""
    kind = shape["name"]
    if kind == "polygon":
        xs, ys = shape["all_points_x"], shape["all_points_y"]
        return [float(value) for point in zip(xs, ys, strict=True) for value in point]
    if kind == "rect":
        x, y = float(shape["x"]), float(shape["y"])
        return polygons.rectangle(x, y, x + float(shape["width"]), y + float(shape["height"]))
    centre = float(shape["cx"]), float(shape["cy"])
    if kind == "circle":
        return polygons.ellipse(centre, (float(shape["r"]), float(shape["r"])))
    if kind == "ellipse":
        radii = float(shape["rx"]), float(shape["ry"])
        return polygons.ellipse(centre, radii, float(shape.get("theta", 0.0)))  # radians
    raise DataError(f"the shape {kind!r} is not known, expected polygon, rect, circle or ellipse")


def _category(attributes: Mapping[str, Any]) -> str | None:
    known = {str(key).lower(): value for key, value in attributes.items()}
    keys = [key for key in _NAMING if key in known] or (list(known) if len(known) == 1 else [])
    for key in keys:
        value = known[key]
        if isinstance(value, dict):  # check boxes: the first that is ticked
            value = next((name for name, ticked in value.items() if ticked), None)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return None
