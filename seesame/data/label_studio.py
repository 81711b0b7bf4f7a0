"""Label Studio's JSON, read and written: a list of tasks. Source: https://labelstud.io/guide/task_format"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import quoteattr

import numpy as np

from seesame.data.outlines import outline_of
from seesame.data.pictures import looked_at
from seesame.data.problems import Problem, Tell, lacking, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError
from seesame.files import read_json, write
from seesame.geometry import polygons

FILE, CONFIG = "tasks.json", "label-config.xml"
_UPLOADED = re.compile(r"^[0-9a-f]{8}-")  # what Label Studio puts before the name of an uploaded file
_DIGITS = 6  # of a pixel: what dividing by the size and multiplying again leaves exact
_LINES = ("keypointlabels", "vectorlabels")


def read_label_studio(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read a file of tasks: polygons, rectangles and ellipses of each picture's latest annotation; where nobody has
    annotated it yet, those of its latest prediction.

    Raises: DataError: there is no such file; or what `tell` makes of a problem.
    """
    records = []
    for place, task in enumerate(_tasks(annotations)):
        told = _picture(task)
        if told is None:
            tell(Problem("unusable annotation", annotations, "names no picture", f"task {place}"))
            continue
        path = _found(pictures, told)
        size = looked_at(path, tell)
        if size is not None:
            _compare(_results(task), path, (size.height, size.width), tell)
            objects = tuple(_objects(_results(task), path, (size.height, size.width), category, tell))
            records.append(Record(0, path, size.height, size.width, objects))
    return Dataset.of(name or annotations.stem, records)


def write_label_studio(
    dataset: Dataset,
    folder: Path,
    files: Mapping[int, str],
    key: Literal["annotations", "predictions"] = "annotations",
) -> None:
    """Write `tasks.json` to import, and `label-config.xml` to paste into the project's settings.

    `files` says what each record's picture is called; Label Studio serves it from the folder of the pictures as local
    storage. Pieces of an object are joined by seams of no width.

    Args:
        key: annotations, for people's work; predictions, for suggestions that people accept or change.
    """
    tasks = [
        {
            "id": record.id,
            "data": {"image": f"/data/local-files/?d={files[record.id]}"},
            key: [{"result": [_result(each, record) for each in record.objects]}],
        }
        for record in dataset.records
    ]
    write(folder / FILE, json.dumps(tasks).encode("utf-8"))
    names = sorted({each.category or "object" for record in dataset.records for each in record.objects})
    labels = "".join(f"    <Label value={quoteattr(each)}/>\n" for each in names)
    shown = f'  <PolygonLabels name="label" toName="image">\n{labels}  </PolygonLabels>\n'
    config = f'<View>\n  <Image name="image" value="$image"/>\n{shown}</View>\n'
    write(folder / CONFIG, config.encode("utf-8"))


def _result(each: Object, record: Record) -> dict[str, Any]:
    shares = np.reshape(outline_of(each, record), (-1, 2)) / (record.width, record.height) * 100.0
    return {
        "id": f"object-{each.id}",
        "type": "polygonlabels",
        "from_name": "label",
        "to_name": "image",
        "original_width": record.width,
        "original_height": record.height,
        "image_rotation": 0,
        "value": {"points": shares.tolist(), "closed": True, "polygonlabels": [each.category or "object"]},
    }


def _tasks(source: Path) -> list[Any]:
    content = read_json(source, "a JSON file of Label Studio's tasks")
    if isinstance(content, list) and all(isinstance(task, dict) and "data" in task for task in content):
        return content
    raise DataError(f"{source}: is no list of tasks with data, expected Label Studio's JSON (not JSON-MIN)")


def _picture(task: Mapping[str, Any]) -> str | None:
    """What a task calls its picture, without the address of the server."""
    told = task["data"].get("image") if isinstance(task["data"], dict) else None
    if not isinstance(told, str) or not told:
        return None
    address = urlsplit(told)
    served = parse_qs(address.query).get("d")
    return served[0] if served else unquote(address.path).lstrip("/").removeprefix("data/")


def _found(pictures: Path, told: str) -> Path:
    """The picture: as it is told, by its name alone, or by the name that it had before it was uploaded."""
    name = Path(told).name
    tried = [pictures / told, pictures / name, pictures / _UPLOADED.sub("", name)]
    return next((path for path in tried if path.is_file()), tried[0])


def _results(task: Mapping[str, Any]) -> Sequence[Any]:
    """What is drawn in a task's picture."""
    for key in ("annotations", "predictions"):
        kept = [each for each in task.get(key) or [] if isinstance(each, dict) and not each.get("was_cancelled")]
        if kept:
            return list(kept[-1].get("result") or [])
    return []


def _compare(results: Sequence[Any], path: Path, size: tuple[int, int], tell: Tell) -> None:
    """Tell where regions were drawn on a picture of another size; they are shares of it, so its form is what counts."""
    told = {
        (each.get("original_height"), each.get("original_width"))
        for each in results
        if isinstance(each, dict) and each.get("original_height") and each.get("original_width")
    }
    for height, width in sorted(told - {size}, key=str):
        reason = f"is {size[1]} x {size[0]}, its regions were drawn on one of {width} x {height}"
        tell(Problem("another size", path, f"{reason}; restore that picture"))


def _objects(
    results: Sequence[Any], path: Path, size: tuple[int, int], unnamed: str | None, tell: Tell
) -> Iterator[Object]:
    """The objects of a picture of (height, width)."""
    for place, result in enumerate(results):
        part = f"region {place}"
        try:
            kind, value = str(result["type"]), result["value"]
            if kind in _LINES:
                tell(Problem("no such shape", path, f"is of {kind}, which have no area", part))
                continue
            labels = value.get(kind) or value.get("labels") or [unnamed]
            shares = np.reshape(_outline(kind, value), (-1, 2)) / 100.0
            flat = np.round(shares * (size[1], size[0]), _DIGITS).ravel()
            made = Object.of_polygons([flat.tolist()], None if labels[0] is None else str(labels[0]))
            if not (value.get(kind) or value.get("labels")):
                tell(Problem("no name", path, f"has no label; it counts as {unnamed or 'of no kind'}", part))
            yield made
        except DataError as error:
            tell(Problem("unusable annotation", path, f"cannot be used: {error}", part))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            tell(Problem("unusable annotation", path, f"{lacking(error)}; draw it anew", part))


def _outline(kind: str, value: Mapping[str, Any]) -> list[float]:
    """A region as a flat polygon, in hundredths of the picture's width and height."""
    if kind.startswith("polygon"):
        return [float(side) for point in value["points"] for side in point]
    if kind.startswith("rectangle"):
        x, y, width, height = (float(value[side]) for side in ("x", "y", "width", "height"))
        if value.get("rotation"):
            raise DataError("the rectangle is turned, which is not understood; draw a polygon")
        return polygons.rectangle(x, y, x + width, y + height)
    if kind.startswith("ellipse"):
        x, y, across, down = (float(value[side]) for side in ("x", "y", "radiusX", "radiusY"))
        if value.get("rotation"):
            raise DataError("the ellipse is turned, which is not understood; draw a polygon")
        return polygons.ellipse((x, y), (across, down))
    raise DataError(f"a region of {kind} is not understood; export the project as COCO")
