"""Small files for all the names that the pages use: coins in different sizes and places stand for things."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.card import Card, write_card
from seesame.data import Dataset, open_dataset
from seesame.data.convert import convert
from seesame.demo import COIN, coins
from seesame.images import read
from seesame.reference import Reference

Box = tuple[int, int, int, int]

THINGS = ("mug", "mug-1", "mug-2", "bowl", "cup", "gull", "dog")
"""Pictures of one coin and little else."""
SCENES: dict[str, tuple[Box, tuple[int, int]]] = {
    **dict.fromkeys(("desk", "table", "monday", "tuesday", "kitchen"), ((40, 12, 180, 160), (640, 400))),
    "my-mug": ((40, 12, 180, 160), (220, 172)),
    "shelf": ((10, 20, 90, 130), (640, 480)),
    "kitchen/desk": ((40, 12, 100, 76), (500, 400)),
    "kitchen/shelf": ((300, 20, 380, 90), (500, 400)),
    "holidays/beach": ((80, 174, 124, 218), (384, 303)),
    "holidays/2024/lake": ((240, 522, 372, 654), (1152, 909)),
    "office/room": ((100, 20, 180, 100), (400, 300)),
    "phone/walk": ((60, 100, 130, 170), (500, 400)),
    "pictures/first": ((80, 174, 124, 218), (384, 303)),
    "pictures/second": ((209, 100, 298, 189), (500, 400)),
    "party": ((209, 713, 398, 937), (800, 1000)),
    "beach": ((580, 380, 624, 424), (640, 440)),
    "beaches/north": ((160, 348, 248, 436), (768, 606)),
    "animals/gulls/one": ((80, 174, 124, 218), (384, 303)),
    "animals/gulls/two": ((240, 522, 372, 654), (1152, 909)),
    "animals/terns/one": ((80, 174, 124, 218), (384, 303)),
}
"""Pictures of many coins: where one of them lies, and the size (width, height)."""
FEW = 3
"""Annotated pictures of a dataset."""
EMPTY = 19
"""Pictures of empty desks: as many as a promise of 5 % needs."""


def make(folder: Path, shapes: Path) -> None:
    """Fill a folder; `shapes` is the drawn dataset of the fixture of this name."""
    picture = read(coins())
    x1, y1, x2, y2 = COIN
    for name in THINGS:
        write(folder / f"{name}.jpg", cv2.resize(picture[y1 - 4 : y2 + 4, x1 - 4 : x2 + 4], (200, 200)))
    for name, (box, size) in SCENES.items():
        write(folder / f"{name}.jpg", moved(picture, box, size))
    for number in range(EMPTY):
        write(folder / "empty-desks" / f"{number}.jpg", desk(number))
    shutil.copy(coins(), folder / "coins.png")
    (folder / "seesame" / "demo").mkdir(parents=True)
    shutil.copy(coins(), folder / "seesame" / "demo")
    shelf(folder / "shelf", picture)
    for name in ("mug", "plate"):
        write_card(Card.of([Reference(picture, COIN)], name), folder / f"{name}.seesame")
    datasets(folder, shapes)


def write(path: Path, picture: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.ascontiguousarray(picture[..., ::-1]))


def moved(picture: NDArray[np.uint8], box: Box, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The sample picture so that its coin lies in a box; what lies beyond it is a mirror image."""
    across, down = (box[2] - box[0]) / (COIN[2] - COIN[0]), (box[3] - box[1]) / (COIN[3] - COIN[1])
    way = np.float32([[across, 0, box[0] - across * COIN[0]], [0, down, box[1] - down * COIN[1]]])
    return np.asarray(cv2.warpAffine(picture, way, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def desk(number: int) -> NDArray[np.uint8]:
    """A board in two colours, without a coin."""
    rng = np.random.default_rng(number)
    squares = np.indices((6, 8)).sum(0)[..., None] % 2
    pair = rng.integers(60, 200, (2, 3))
    return np.asarray(np.where(squares, pair[0], pair[1]).repeat(40, 0).repeat(40, 1), np.uint8)


def shelf(folder: Path, picture: NDArray[np.uint8]) -> None:
    """Pictures with a mask beside each."""
    for name in ("left", "right"):
        write(folder / f"{name}.jpg", picture)
        mask = np.zeros(picture.shape, np.uint8)
        cv2.circle(mask, ((COIN[0] + COIN[2]) // 2, (COIN[1] + COIN[3]) // 2), 21, (255, 255, 255), -1)
        write(folder / f"{name}.mask.png", mask)


def datasets(folder: Path, shapes: Path) -> None:
    """Drawn shapes as data of COCO, to be checked and measured, and as nameless balloons of the VGG Image Annotator."""
    dataset = open_dataset(shapes / "shapes.json", pictures=shapes / "pictures")
    dataset = Dataset.of("shapes", dataset.records[:FEW])
    for name in ("corrected", "train"):
        convert(dataset, folder / name, "coco", copy=True)
    one_object(folder, "test/images/drawn.png", "test/instances.json", "images/drawn.png", "disc")
    one_object(folder, "val/7.jpg", "instances.json", "7.jpg", "cup")
    for name in ("train", "val"):
        balloons(folder / "balloon" / name, shapes / "shapes.json")


def one_object(folder: Path, picture: str, annotations: str, name: str, category: str) -> None:
    """A picture with one annotated thing, in COCO's format; `name` is what the annotations call it."""
    write(folder / picture, moved(read(coins()), (30, 30, 60, 60), (200, 160)))
    corners = [30, 30, 60, 30, 60, 60, 30, 60]
    marked = {"id": 1, "image_id": 7, "category_id": 1, "bbox": [30, 30, 30, 30], "segmentation": [corners]}
    content = {
        "images": [{"id": 7, "file_name": name, "width": 200, "height": 160}],
        "annotations": [{**marked, "iscrowd": 0}],
        "categories": [{"id": 1, "name": category}],
    }
    (folder / annotations).write_text(json.dumps(content))


def balloons(folder: Path, annotations: Path) -> None:
    """Outlines without a name."""
    content = json.loads(annotations.read_text())
    folder.mkdir(parents=True)
    told = {}
    first = 0 if folder.name == "train" else FEW
    for picture in content["images"][first : first + FEW]:
        shutil.copy(annotations.parent / "pictures" / picture["file_name"], folder / picture["file_name"])
        pieces = [each["segmentation"][0] for each in content["annotations"] if each["image_id"] == picture["id"]]
        outlines = [{"name": "polygon", "all_points_x": piece[::2], "all_points_y": piece[1::2]} for piece in pieces]
        regions = [{"shape_attributes": outline, "region_attributes": {}} for outline in outlines]
        name = picture["file_name"]
        told[name] = {"filename": name, "size": 0, "regions": regions, "file_attributes": {}}
    (folder / "via_region_data.json").write_text(json.dumps(told))


def film(path: Path) -> None:
    """Twelve frames of coins that move to the right."""
    import av

    picture = read(coins())[:288, :352]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 352, 288, "yuv420p"
        for number in range(12):
            still = np.ascontiguousarray(np.roll(picture, 2 * number, 1))
            for packet in stream.encode(av.VideoFrame.from_ndarray(still, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
