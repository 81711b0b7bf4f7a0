"""Pascal VOC's folders, read and written. Source: http://host.robots.ox.ac.uk/pascal/VOC/, devkit documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seesame.data.pictures import by_stem, looked_at, pictures_in
from seesame.data.problems import Problem, Tell, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.geometry import masks
from seesame.images.levels import read_levels

BOXES, PICTURES, OBJECTS, KINDS = "Annotations", "JPEGImages", "SegmentationObject", "SegmentationClass"
MOST = 254  # objects that a picture can have: 0 is background, 255 is void
NAMES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog"),
    *("horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)
"""VOC's own categories, by the numbers 1 to 20 in SegmentationClass."""


@dataclass(frozen=True)
class _Entry:
    """What an XML file says of an object; the box in our pixels."""

    category: str | None
    box: tuple[float, float, float, float]
    difficult: bool


def read_voc(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read a folder with Annotations, SegmentationObject or both, or the list of one part of it.

    The n-th object of the XML file is what SegmentationObject numbers n; without a number there, its box stands for its
    mask. Without XML files SegmentationClass says the categories. Difficult objects count as crowds: neither asked for
    nor punished.

    Args:
        annotations: the folder, or a file of names such as ImageSets/Segmentation/val.txt.

    Raises: DataError: no picture is listed; or what `tell` makes of a problem.
    """
    root = annotations if annotations.is_dir() else annotations.parents[2]
    stems = _stems(root) if annotations.is_dir() else _listed(annotations)
    if not stems:
        raise DataError(f"{annotations}: lists no picture, expected {BOXES}/*.xml or {OBJECTS}/*.png; check the path")
    files = {stem: paths[0] for stem, paths in by_stem(pictures_in(pictures)).items()}
    records = []
    for stem in stems:
        path = files.get(stem, pictures / f"{stem}.jpg")
        size = looked_at(path, tell)
        if size is not None:
            _compare(root / BOXES / f"{stem}.xml", path, (size.height, size.width), tell)
            objects = _objects(root, stem, (size.height, size.width), category, tell)
            records.append(Record(0, path, size.height, size.width, tuple(objects)))
    return Dataset.of(name or root.name, records)


def _stems(root: Path) -> list[str]:
    """The names of all pictures that anything is said of."""
    files = [*(root / BOXES).glob("*.xml"), *(root / OBJECTS).glob("*.png")]
    return sorted({path.stem for path in files})


def _listed(source: Path) -> list[str]:
    """The names in a list; a second column, as in lists of one category, is left alone."""
    lines = source.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip()]


def _objects(root: Path, stem: str, size: tuple[int, int], unnamed: str | None, tell: Tell) -> list[Object]:
    entries = _entries(root / BOXES / f"{stem}.xml", unnamed, tell)
    levels = _levels(root / OBJECTS / f"{stem}.png", size, tell)
    if levels is None:
        return [Object.of_box(each.box, each.category, each.difficult) for each in entries or ()]
    numbers = [int(value) for value in np.unique(levels) if 0 < value < 255]
    if entries is None:
        names = _kinds(root, stem, levels, numbers, unnamed, tell)
        return [Object.of_mask(levels == number, names[number]) for number in numbers]
    path = root / OBJECTS / f"{stem}.png"
    for number in numbers:
        if number > len(entries):
            reason = f"is in no object of {BOXES}/{stem}.xml, which has {len(entries)}"
            tell(Problem("unusable annotation", path, reason, f"number {number}"))
    objects = []
    for place, entry in enumerate(entries, 1):
        if place in numbers:
            masked = Object.of_mask(levels == place, entry.category, entry.difficult)
            objects.append(Object(entry.box, masked.segmentation, entry.category, entry.difficult))
        else:
            objects.append(Object.of_box(entry.box, entry.category, entry.difficult))
    return objects


def _entries(path: Path, unnamed: str | None, tell: Tell) -> list[_Entry] | None:
    """The objects of an XML file; None without one."""
    if not path.is_file():
        return None
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError, ValueError) as error:
        tell(Problem("unusable annotation", path, f"is not XML ({error}); save it anew"))
        return []
    entries = []
    for place, each in enumerate(root.iter("object"), 1):
        try:
            x1, y1, x2, y2 = (float(each.findtext(f"bndbox/{side}") or "") for side in ("xmin", "ymin", "xmax", "ymax"))
            if not np.isfinite([x1, y1, x2, y2]).all():
                raise ValueError
        except ValueError:
            reason = "lacks a bndbox with numbers for xmin, ymin, xmax and ymax; draw it anew"
            tell(Problem("unusable annotation", path, reason, f"object {place}"))
            x1, y1, x2, y2 = 1.0, 1.0, 0.0, 0.0  # keeps its number
        name = (each.findtext("name") or "").strip()
        if not name:
            tell(Problem("no name", path, f"has no name; it counts as {unnamed or 'of no kind'}", f"object {place}"))
        difficult = (each.findtext("difficult") or "0").strip() == "1"
        entries.append(_Entry(name or unnamed, (x1 - 1, y1 - 1, x2, y2), difficult))  # from 1, both ends included
    return entries


def _compare(source: Path, path: Path, size: tuple[int, int], tell: Tell) -> None:
    """Tell where an XML file says another size than its picture has; that it says none is no matter."""
    try:
        root = ElementTree.parse(source).getroot()
        height, width = (int(float(root.findtext(f"size/{side}") or 0)) for side in ("height", "width"))
    except (ElementTree.ParseError, OSError, ValueError, OverflowError):
        return
    if height > 0 and width > 0 and (height, width) != size:
        reason = f"is {size[1]} x {size[0]}, {source.name} says {width} x {height}"
        tell(Problem("another size", path, f"{reason}; restore the picture that it was made for"))


def _levels(path: Path, size: tuple[int, int], tell: Tell) -> NDArray[np.int32] | None:
    """The numbers of SegmentationObject or SegmentationClass; None where there are none that can be used."""
    if not path.is_file():
        return None
    try:
        levels = read_levels(path)
    except PictureError as error:
        tell(Problem("unusable mask", path, str(error).removeprefix(f"{path}: ")))
        return None
    if levels.max(initial=0) > 255:
        tell(Problem("unusable mask", path, "is in colour, expected the numbers of objects: a palette, or grey"))
        return None
    if levels.shape != size:
        tell(Problem("mask of another size", path, f"is {levels.shape}, its picture {size} (height, width)"))
        return None
    return levels


def _kinds(
    root: Path, stem: str, levels: NDArray[np.int32], numbers: Iterable[int], unnamed: str | None, tell: Tell
) -> dict[int, str | None]:
    """The category of each number by what most of its pixels are in SegmentationClass."""
    kinds = _levels(root / KINDS / f"{stem}.png", levels.shape, tell)
    names: dict[int, str | None] = {}
    for number in numbers:
        found = None if kinds is None else int(np.bincount(kinds[levels == number]).argmax())
        names[number] = NAMES[found - 1] if found and found <= len(NAMES) else unnamed
    return names


def write_voc(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write Annotations and SegmentationObject, and a list of all pictures.

    Where objects overlap, the smaller lies on top. `files` says what each record's picture in JPEGImages is called.
    """
    for name in (BOXES, OBJECTS, "ImageSets/Segmentation"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    stems = []
    for record in dataset.records:
        stem = Path(files[record.id]).stem
        stems.append(stem)
        _write_levels(record, folder / OBJECTS / f"{stem}.png")
        tree = _xml(record, files[record.id])
        ElementTree.indent(tree)
        tree.write(folder / BOXES / f"{stem}.xml", encoding="utf-8")
    (folder / "ImageSets/Segmentation/all.txt").write_text("".join(f"{stem}\n" for stem in stems), encoding="utf-8")


def _write_levels(record: Record, path: Path) -> None:
    levels = np.zeros((record.height, record.width), np.uint8)
    each_mask = [each.mask(record.height, record.width) for each in record.objects[:MOST]]
    for place in np.argsort([-int(mask.sum()) for mask in each_mask], kind="stable").tolist():
        levels[each_mask[place]] = place + 1
    picture = Image.fromarray(levels, mode=None).convert("P")
    picture.putpalette(_palette())
    picture.save(path)


def _palette() -> Sequence[int]:
    """VOC's colours: the bits of a number dealt to red, green and blue in turn, from the highest bit down."""
    numbers = np.arange(256)
    colours = np.zeros((256, 3), np.int64)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= ((numbers >> (3 * bit + channel)) & 1) << (7 - bit)
    flat: list[int] = colours.ravel().tolist()
    return flat


def _xml(record: Record, file: str) -> ElementTree.ElementTree[ElementTree.Element]:
    root = ElementTree.Element("annotation")
    ElementTree.SubElement(root, "filename").text = file
    size = ElementTree.SubElement(root, "size")
    for name, value in (("width", record.width), ("height", record.height), ("depth", 3)):
        ElementTree.SubElement(size, name).text = str(value)
    ElementTree.SubElement(root, "segmented").text = "1"
    for each in record.objects:
        entry = ElementTree.SubElement(root, "object")
        ElementTree.SubElement(entry, "name").text = each.category or "object"
        ElementTree.SubElement(entry, "difficult").text = str(int(each.crowd))
        box = ElementTree.SubElement(entry, "bndbox")
        x1, y1, x2, y2 = (round(side) for side in _around(each, record))
        for name, value in (("xmin", x1 + 1), ("ymin", y1 + 1), ("xmax", x2), ("ymax", y2)):
            ElementTree.SubElement(box, name).text = str(value)
    return ElementTree.ElementTree(root)


def _around(each: Object, record: Record) -> list[float]:
    """The box around the object's mask."""
    box: list[float] = masks.boxes_of(each.mask(record.height, record.width)[None])[0].tolist()
    return box
