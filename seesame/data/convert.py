"""Write a dataset in another format, and look what became of it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from seesame.data.coco import write_coco
from seesame.data.cvat import FILE as CVAT_FILE
from seesame.data.cvat import write_cvat
from seesame.data.label_studio import FILE as TASKS
from seesame.data.label_studio import write_label_studio
from seesame.data.labelme import write_labelme
from seesame.data.mask_folders import IMAGES, write_masks
from seesame.data.opening import READERS
from seesame.data.pictures import distinct_names
from seesame.data.problems import Problem
from seesame.data.records import Dataset, Object, Record
from seesame.data.suspicion import Masked, look_over, overlap
from seesame.data.via import write_via
from seesame.data.voc import MOST, PICTURES, write_voc
from seesame.data.yolo import write_yolo
from seesame.errors import ConfigError, InputError, PictureError
from seesame.images.glance import glance

Progress = Callable[[int, int, str], None]
Writer = Callable[[Dataset, Path, Mapping[int, str]], None]
"""The dataset, the folder, what each record's picture is called there."""

WRITERS: Mapping[str, Writer] = {
    "coco": write_coco,
    "voc": write_voc,
    "yolo": write_yolo,
    "via": write_via,
    "labelme": write_labelme,
    "label-studio": write_label_studio,
    "cvat": write_cvat,
    "masks": write_masks,
}
"""What writes each format."""
SUGGESTING: Mapping[str, Writer] = {"label-studio": partial(write_label_studio, key="predictions")}
"""What writes objects that people are yet to accept, in formats that tell these from others."""

_CROWDS = ("coco", "voc")  # the formats that can say of an object that it is a crowd
_INSIDE = {
    "coco": "images", "voc": PICTURES, "yolo": "images", "via": "", "labelme": "", "masks": "",
    "label-studio": "images", "cvat": "images",
}
"""The folder of the pictures below the dataset's own."""
_BY_PATH = ("coco", "via", "labelme")  # the formats that name pictures by their path, wherever they are


@dataclass(frozen=True)
class Converted:
    """What became of a dataset.

    Attributes:
        pictures, objects: how many were written.
        changed: how many objects have another mask in the new format, pixel for pixel.
        least: the least overlap of an old and a new mask, 1.0 for equal ones.
        left_out: what could not be written and how often.
        problems: what is wrong with what was left out.
    """

    pictures: int
    objects: int
    changed: int
    least: float
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...]


def convert(
    dataset: Dataset,
    folder: str | Path,
    format: str,
    copy: bool = False,
    progress: Progress | None = None,
    suggested: bool = False,
) -> Converted:
    """Write a dataset into a folder, read it again and compare the masks.

    Args:
        format: one of `WRITERS`.
        copy: copy the pictures; else they stay where they are and are referred to by path, or, in formats that want
            them in a folder of their own, by a link.
        suggested: the objects are suggestions that people are yet to accept.

    Raises:
        ConfigError: the format cannot be written. InputError: the folder is not empty or cannot be written.
    """
    if format not in WRITERS:
        raise ConfigError(f"{format!r} cannot be written, expected one of {', '.join(WRITERS)}")
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InputError(f"{place}: is not an empty folder; name another one, so that nothing is overwritten")
    kept, left_out, problems = _writable(dataset, format)
    try:
        place.mkdir(parents=True, exist_ok=True)
        files, found = _placed(kept, place, format, copy)
        writer = SUGGESTING.get(format, WRITERS[format]) if suggested else WRITERS[format]
        writer(kept, place, files)
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror}); free space or name another folder") from error
    changed, least = _compared(kept, _read_again(place, format), found, progress)
    objects = sum(len(record.objects) for record in kept.records)
    return Converted(len(kept), objects, changed, least, left_out, tuple(problems))


def _writable(dataset: Dataset, format: str) -> tuple[Dataset, dict[str, int], list[Problem]]:
    """The part of a dataset that a format can hold, and what is left out."""
    left_out, problems = Counter[str](), list[Problem]()
    records = []
    for record in dataset.records:
        try:
            size = glance(record.path)
        except PictureError as error:
            left_out["pictures that cannot be read"] += 1
            problems.append(Problem("unreadable picture", record.path, str(error).removeprefix(f"{record.path}: ")))
            continue
        if (size.height, size.width) != (record.height, record.width):
            left_out["pictures of another size than annotated"] += 1
            reason = f"is {size.width} x {size.height}, its annotation says {record.width} x {record.height}"
            problems.append(Problem("another size", record.path, reason))
            continue
        masked, told = look_over(record)
        broken = [each for each in told if each.broken]
        left_out["objects without a usable mask"] += len(broken)
        problems += broken
        objects = [each.each for each in masked if format in _CROWDS or not each.each.crowd]
        left_out[f"crowds, which {format} has no mark for"] += len(masked) - len(objects)
        if format == "voc" and len(objects) > MOST:
            left_out[f"objects beyond {MOST} of a picture, the most that VOC can number"] += len(objects) - MOST
            objects = objects[:MOST]
        records.append(replace(record, objects=tuple(objects)))
    return replace(dataset, records=tuple(records)), {name: many for name, many in left_out.items() if many}, problems


def _placed(dataset: Dataset, folder: Path, format: str, copy: bool) -> tuple[dict[int, str], dict[int, Path]]:
    """Put the pictures where they belong; returns what each is called in the annotations, and where it is found."""
    if format in _BY_PATH and not copy:
        paths = {each.id: Path(os.path.relpath(each.path, folder)).as_posix() for each in dataset.records}
        return paths, {each.id: each.path for each in dataset.records}
    names, found = distinct_names(dataset.records), {}
    for record in dataset.records:
        inside = Path(Path(names[record.id]).stem, IMAGES) if format == "masks" else Path(_INSIDE[format])
        target = found[record.id] = folder / inside / names[record.id]
        target.parent.mkdir(parents=True, exist_ok=True)
        if copy:
            shutil.copyfile(record.path, target)
        else:
            _link(target, record.path)
    inner = _INSIDE[format] if format in _BY_PATH else ""
    return {number: f"{inner}/{name}".lstrip("/") for number, name in names.items()}, found


def _link(target: Path, picture: Path) -> None:
    try:
        target.symlink_to(os.path.relpath(picture.resolve(), target.parent.resolve()))
    except OSError as error:
        raise InputError(f"{target}: no link can be made there ({error}); copy the pictures instead") from error


def _read_again(folder: Path, format: str) -> Dataset:
    places = {
        "coco": (folder / "instances.json", folder),
        "voc": (folder, folder / PICTURES),
        "yolo": (folder, folder / "images"),
        "via": (folder / "via_region_data.json", folder),
        "label-studio": (folder / TASKS, folder / "images"),
        "cvat": (folder / CVAT_FILE, folder / "images"),
    }
    annotations, pictures = places.get(format, (folder, folder))
    return READERS[format](annotations, pictures, folder.name, "object", lambda problem: None)


def _compared(
    old: Dataset, new: Dataset, found: Mapping[int, Path], progress: Progress | None
) -> tuple[int, float]:
    """How many masks changed, and the least overlap of an old and a new one."""
    written = {os.path.abspath(record.path): record for record in new.records}
    changed, least = 0, 1.0
    for done, record in enumerate(old.records, 1):
        again = written.get(os.path.abspath(found[record.id]))
        masks = [] if again is None else [_masked(each, again) for each in again.objects]
        for place, each in enumerate(record.objects):
            before, after = _masked(each, record), masks[place] if place < len(masks) else None
            alike = 0.0 if before is None or after is None else overlap(before, after)
            changed += alike < 1.0
            least = min(least, alike)
        if progress is not None:
            progress(done, len(old), record.path.name)
    return changed, least


def _masked(each: Object, record: Record) -> Masked | None:
    found = look_over(replace(record, objects=(each,)))[0]
    return found[0] if found else None
