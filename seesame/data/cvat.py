"""CVAT's XML, read and written: "CVAT for images 1.1", one file of all pictures. Source: https://docs.cvat.ai (XML)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from seesame.data.outlines import pieces_of
from seesame.data.pictures import looked_at
from seesame.data.problems import Problem, Tell, lacking, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError
from seesame.files import write
from seesame.geometry import polygons

FILE = "annotations.xml"
_LINES = ("points", "polyline", "skeleton", "cuboid")


def read_cvat(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read an XML file: polygons, boxes, ellipses and masks. Shapes of one label and one group are parts of one object.

    Raises: DataError: there is no such file; or what `tell` makes of a problem.
    """
    records = []
    for image in _load(annotations).iter("image"):
        path = pictures / str(image.get("name", "")).replace("\\", "/")
        size = looked_at(path, tell)
        if size is None:
            continue
        try:
            height, width = int(image.get("height", size.height)), int(image.get("width", size.width))
            record = Record(0, path, height, width, ())
        except (ValueError, DataError) as error:
            reason = str(error).removeprefix(f"{path}: ")
            tell(Problem("unusable annotation", path, f"has no usable size: {reason}"))
            continue
        objects = tuple(_objects(image, path, (height, width), category, tell))
        records.append(replace(record, objects=objects))
    return Dataset.of(name or annotations.stem, records)


def write_cvat(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write `annotations.xml`; the pieces of an object are polygons of one group.

    `files` says what each record's picture is called; CVAT finds it by that name among the pictures of its task.
    """
    root = Element("annotations")
    SubElement(root, "version").text = "1.1"
    labels = SubElement(SubElement(SubElement(root, "meta"), "task"), "labels")
    for label in sorted({each.category or "object" for record in dataset.records for each in record.objects}):
        SubElement(SubElement(labels, "label"), "name").text = label
    for place, record in enumerate(dataset.records):
        said = {"id": str(place), "name": files[record.id], "width": str(record.width), "height": str(record.height)}
        image = SubElement(root, "image", said)
        for group, each in enumerate(record.objects, 1):
            pieces = pieces_of(each, record)
            for piece in pieces:
                SubElement(image, "polygon", _polygon(piece, each, group if len(pieces) > 1 else 0))
    ElementTree.indent(root)
    write(folder / FILE, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def is_cvat(path: Path) -> bool:
    """Whether an XML file is one of CVAT's, by its beginning."""
    try:
        with path.open("rb") as stream:
            return b"<annotations>" in stream.read(4096)
    except OSError:
        return False


def _polygon(piece: Sequence[float], each: Object, group: int) -> dict[str, str]:
    points = ";".join(f"{x:.10g},{y:.10g}" for x, y in np.reshape(piece, (-1, 2)).tolist())
    said = {"label": each.category or "object", "source": "auto", "occluded": "0", "points": points, "z_order": "0"}
    return said | ({"group_id": str(group)} if group else {})


def _load(source: Path) -> Element:
    try:
        root = ElementTree.fromstring(source.read_bytes())
    except OSError as error:
        raise DataError(f"{source}: cannot be opened ({error.strerror}); give CVAT's annotations.xml") from error
    except ElementTree.ParseError as error:
        raise DataError(f"{source}: is no XML ({error}); export from CVAT anew") from error
    if root.tag != "annotations":
        raise DataError(f"{source}: begins with <{root.tag}>, expected <annotations>, as CVAT for images 1.1 does")
    return root


def _objects(
    image: Element, path: Path, size: tuple[int, int], unnamed: str | None, tell: Tell
) -> Iterator[Object]:
    """The objects of a picture of (height, width); parts of one group become one."""
    groups: dict[object, list[tuple[int, Element]]] = defaultdict(list)
    for place, shape in enumerate(image):
        group = shape.get("group_id", "0")
        key: object = ("alone", place) if group == "0" else (shape.get("label"), group)
        groups[key].append((place, shape))
    for members in groups.values():
        pieces: list[list[float]] = []
        label = members[0][1].get("label") or unnamed
        for place, shape in members:
            try:
                if shape.tag in _LINES:
                    reason = f"is a {shape.tag}, which has no area"
                    tell(Problem("no such shape", path, reason, f"shape {place}"))
                    continue
                pieces += _pieces(shape, size)
            except DataError as error:
                tell(Problem("unusable annotation", path, f"cannot be used: {error}", f"shape {place}"))
            except (KeyError, ValueError) as error:
                tell(Problem("unusable annotation", path, f"{lacking(error)}; draw it anew", f"shape {place}"))
        if pieces and not members[0][1].get("label"):
            reason = f"has no label; it counts as {unnamed or 'of no kind'}"
            tell(Problem("no name", path, reason, f"shape {members[0][0]}"))
        if pieces:
            yield Object.of_polygons(pieces, label)


def _pieces(shape: Element, size: tuple[int, int]) -> list[list[float]]:
    """A shape as flat polygons."""
    if shape.tag == "polygon":
        flat = [float(side) for point in shape.attrib["points"].split(";") for side in point.split(",")]
        polygons.points(flat)
        return [flat]
    if shape.tag == "box":
        x1, y1, x2, y2 = (float(shape.attrib[side]) for side in ("xtl", "ytl", "xbr", "ybr"))
        return [polygons.rectangle(x1, y1, x2, y2)]
    if shape.tag == "ellipse":
        x, y, across, down = (float(shape.attrib[side]) for side in ("cx", "cy", "rx", "ry"))
        return [polygons.ellipse((x, y), (across, down), np.deg2rad(float(shape.get("rotation", "0"))))]
    if shape.tag == "mask":
        return _masked(shape, size)
    raise DataError(f"the shape {shape.tag!r} is not known, expected polygon, box, ellipse or mask")


def _masked(shape: Element, size: tuple[int, int]) -> list[list[float]]:
    """The polygons of a mask whose run lengths go along the rows of its box, starting with background."""
    left, top, width, height = (int(float(shape.attrib[side])) for side in ("left", "top", "width", "height"))
    runs = np.array([int(run) for run in shape.attrib["rle"].split(",")], np.int64)
    inside = left >= 0 and top >= 0 and left + width <= size[1] and top + height <= size[0]
    if (runs < 0).any() or runs.sum() != width * height or not inside:
        raise DataError(
            f"its runs fill {runs.sum()} pixels of a box {width} x {height} at {left},{top}, expected all of it and "
            f"inside of the picture, {size[1]} x {size[0]}"
        )
    full = np.zeros(size, np.bool_)
    crop = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(height, width)
    full[top : top + height, left : left + width] = crop
    pieces = polygons.from_mask(full)
    if not pieces:
        raise DataError("the mask is empty")
    return pieces
