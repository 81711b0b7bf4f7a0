"""The one door to a dataset of any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from seesame.data.coco import read_coco
from seesame.data.cutouts import read_cutouts
from seesame.data.cvat import read_cvat
from seesame.data.label_studio import read_label_studio
from seesame.data.labelme import read_labelme
from seesame.data.mask_folders import read_masks
from seesame.data.problems import Tell, refuse
from seesame.data.recognise import Layout, recognise
from seesame.data.records import Dataset, Object
from seesame.data.via import read_via
from seesame.data.voc import read_voc
from seesame.data.yolo import read_yolo

Reader = Callable[[Path, Path, str, "str | None", Tell], Dataset]
"""Annotations, pictures, name, what to call objects without a name, what to do with problems."""

READERS: Mapping[str, Reader] = {
    "coco": read_coco,
    "voc": read_voc,
    "yolo": read_yolo,
    "via": read_via,
    "labelme": read_labelme,
    "label-studio": read_label_studio,
    "cvat": read_cvat,
    "masks": read_masks,
    "cutouts": read_cutouts,
}
"""What reads each format."""


def open_dataset(
    path: str | Path,
    pictures: str | Path | None = None,
    format: str | None = None,
    name: str = "",
    category: str | None = "object",
    tell: Tell = refuse,
) -> Dataset:
    """Read a dataset of any known format; `recognise` says what it is taken for.

    Args:
        path: a file or folder of annotations; a folder of several, such as train and val, is read as one.
        pictures: the folder of the pictures, where it cannot be found by looking.
        format: of `FORMATS`, if it is not to be recognised.
        name: of the dataset; by default that of its file or folder.
        category: what to call objects that the format gives no name; None leaves them without.
        tell: what to do with a part that is broken; by default the first one is an error.

    Raises:
        DataError: nothing is there, it is of no known format, or a part of it is broken.
        InstallationError: the format needs a package that is not there.
    """
    return read_layout(recognise(path, pictures, format), name or called(Path(path)), category, tell)


def read_layout(layout: Layout, name: str, category: str | None = "object", tell: Tell = refuse) -> Dataset:
    """Read what was recognised; as `open_dataset`."""
    if layout.parts:
        return join([read_layout(part, name, category, tell) for part in layout.parts], name)
    return READERS[layout.format](layout.annotations, layout.pictures, name, category, tell)


def called(path: Path) -> str:
    """What to call the dataset at a path."""
    return path.stem if path.is_file() else path.resolve().name


def join(datasets: Iterable[Dataset], name: str, apart: bool = False) -> Dataset:
    """Several datasets as one; everything is numbered anew.

    Args:
        apart: keep the categories of different datasets apart, though they have one name: `mug` of the dataset `shelf`
            becomes `shelf/mug`. Without it categories of one name are one.
    """
    records = []
    for dataset in datasets:
        for record in dataset.records:
            objects = (replace(each, category=_apart(each, dataset, apart)) for each in record.objects)
            records.append(replace(record, objects=tuple(objects)))
    return Dataset.of(name, records)


def renamed(dataset: Dataset, names: Mapping[str, str | None]) -> Dataset:
    """The dataset with some categories called otherwise, several perhaps alike; those called None lose their name."""
    records = [
        replace(
            record,
            objects=tuple(replace(each, category=_called(each.category, names)) for each in record.objects),
        )
        for record in dataset.records
    ]
    kept: dict[int, str] = {}
    for number, old in sorted(dataset.categories.items()):
        new = _called(old, names)
        if new is not None and new not in kept.values():
            kept[number] = new
    return replace(dataset, records=tuple(records), categories=kept)


def _called(category: str | None, names: Mapping[str, str | None]) -> str | None:
    return None if category is None else names.get(category, category)


def _apart(each: Object, dataset: Dataset, apart: bool) -> str | None:
    return f"{dataset.name}/{each.category}" if apart and each.category is not None else each.category
