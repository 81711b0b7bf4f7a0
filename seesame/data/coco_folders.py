"""The official folders of COCO 2017 and the parts that the paper makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seesame.data.coco import read_coco
from seesame.data.records import Dataset
from seesame.errors import ConfigError, DataError

VALIDATION = 3000
"""Pictures at the end of train2017 that the paper chose its models on."""

PARTS = {"train": "train2017", "validation": "train2017", "test": "val2017"}
"""Train is train2017 without its last pictures, validation those, test is val2017. Source: arXiv 1811.11507, 4.1."""


def read_coco_folders(root: Path, part: str = "test", held: int = VALIDATION) -> Dataset:
    """A part of COCO in its official folders: `annotations/instances_*2017.json`, `train2017`, `val2017`.

    Args:
        held: how many pictures the validation part has.

    Raises:
        ConfigError: there is no such part. DataError: the folders are not COCO's, or too few pictures are there.
    """
    if part not in PARTS:
        raise ConfigError(f"there is no part {part!r} of COCO; expected one of {', '.join(PARTS)}")
    folder = root / PARTS[part]
    annotations = root / "annotations" / f"instances_{PARTS[part]}.json"
    for path in (annotations, folder):
        if not path.exists():
            raise DataError(
                f"{path}: is not there; expected COCO's official folders in {root}: annotations with "
                "instances_train2017.json and instances_val2017.json, train2017, val2017 (https://cocodataset.org)"
            )
    dataset = read_coco(annotations, folder, name=f"coco-{part}")
    if part == "test":
        return dataset
    if len(dataset) <= held:
        raise DataError(
            f"{annotations}: lists {len(dataset)} pictures, expected more than the {held} of the validation part"
        )
    cut = len(dataset) - held
    return replace(dataset, records=dataset.records[:cut] if part == "train" else dataset.records[cut:])
