"""Harm to annotations in many files: VOC, YOLO, mask folders, cut-outs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from defects import REFUSED, pictures
from harms import EMPTY, UNUSABLE, Harm, Harms, OnFolder, bow, text_cut
from PIL import Image


def voc() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def box(**sides: str) -> Harm:
        def harm(root: Any) -> None:
            for side, value in sides.items():
                root.find(f"object/bndbox/{side}").text = value

        return harm

    def without(path: str, name: str) -> Harm:
        return lambda root: root.find(path).remove(root.find(f"{path}/{name}"))

    def in_masks(change: Callable[[Path], object]) -> Harm:
        def in_folder(folder: Path) -> str:
            path = sorted((folder / "SegmentationObject").glob("*.png"))[1]
            change(path)
            return path.stem

        return OnFolder(in_folder)

    def resize(path: Path) -> None:
        Image.open(path).resize((30, 20), Image.Resampling.NEAREST).save(path)

    def more(path: Path) -> None:
        levels = np.asarray(Image.open(path)).copy()
        levels[:9, :9] = 77
        Image.fromarray(levels).save(path)

    return {
        "XML cut short": (text_cut, UNUSABLE),
        "box that is missing": (without("object", "bndbox"), UNUSABLE),
        "box of words": (box(xmin="left"), UNUSABLE),
        "coordinates that are not numbers": (box(xmin="nan"), (*UNUSABLE, "unusable mask")),
        "box of zero width": (box(xmin="20", xmax="19"), EMPTY),
        "box whose corners are exchanged": (box(xmin="90", xmax="20"), EMPTY),
        "box wholly outside its picture": (box(xmin="5000", xmax="5100"), ("outside",)),
        "box that reaches outside": (box(xmax="5000"), ("reaches outside",)),
        "no name": (without("object", "name"), ("no name", *UNUSABLE)),
        "width and height exchanged": (_turned_size, ("another size",)),
        "mask cut short": (in_masks(lambda path: path.write_bytes(path.read_bytes()[:60])), ("unusable mask",)),
        "mask of another size": (in_masks(resize), ("mask of another size",)),
        "mask in colour": (in_masks(lambda path: Image.open(path).convert("RGB").save(path)), ("unusable mask",)),
        "number in the mask that no object has": (in_masks(more), UNUSABLE),
        "box unlike the mask": (box(xmin="1", ymin="1", xmax="12", ymax="12"), ("box unlike mask",)),
    }


def _turned_size(root: Any) -> None:
    height, width = root.find("size/height"), root.find("size/width")
    height.text, width.text = width.text, height.text


def yolo() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def numbers(change: Callable[[list[str]], list[Any]]) -> Harm:
        def harm(lines: Any) -> None:
            lines[0] = change(lines[0])

        return harm

    def in_lost(folder: Path) -> str:
        (folder / "labels" / "lost.txt").write_text("0 .1 .1 .3 .1 .3 .3\n", encoding="utf-8")
        return "lost"

    def in_names(folder: Path) -> str:
        (folder / "data.yaml").unlink()
        (folder / "classes.txt").unlink()
        return "spoilt"

    def in_yaml(folder: Path) -> str:
        (folder / "data.yaml").write_text("train: [images\nnames: {", encoding="utf-8")
        return "data.yaml"

    def in_folder(folder: Path) -> str:
        path = folder / "data.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("train: images", "train: nowhere"), encoding="utf-8")
        return "nowhere"

    def in_label(folder: Path) -> str:
        path = sorted((folder / "labels").glob("*.txt"))[1]
        path.unlink()
        return path.stem

    def spread(line: list[str]) -> list[str]:
        return [line[0], *(str(float(each) * 400) for each in line[1:])]

    return {
        "number of a category that does not exist": (numbers(lambda line: [7, *line[1:]]), ("no name", *UNUSABLE)),
        "number of a category below zero": (numbers(lambda line: [-1, *line[1:]]), ("no name", *UNUSABLE)),
        "number of a category that is a word": (numbers(lambda line: ["deer", *line[1:]]), UNUSABLE),
        "number of a category that is not whole": (numbers(lambda line: ["0.5", *line[1:]]), UNUSABLE),
        "odd number of coordinates": (numbers(lambda line: line[:-1]), UNUSABLE),
        "two coordinates": (numbers(lambda line: line[:3]), UNUSABLE),
        "coordinates that are not numbers": (numbers(lambda line: [line[0], "nan", *line[2:]]), UNUSABLE),
        "pixels instead of shares": (numbers(spread), UNUSABLE),
        "polygon that reaches outside": (numbers(lambda line: [line[0], 1.5, *line[2:]]), ("reaches outside",)),
        "box of zero width": (numbers(lambda line: [line[0], 0.5, 0.5, 0.0, 0.2]), EMPTY),
        "box of negative width": (numbers(lambda line: [line[0], 0.5, 0.5, -0.1, 0.2]), UNUSABLE),
        "object as large as its picture": (numbers(lambda line: [line[0], 0.5, 0.5, 1, 1]), ("whole picture",)),
        "polygon that crosses itself": (
            numbers(lambda line: [line[0], *bow([float(each) for each in line[1:]])]), ("crosses itself",),
        ),
        "object annotated twice": (lambda lines: lines.append(lines[0]), ("annotated twice",)),
        "file of no labels": (lambda lines: lines.clear(), ("unlabelled",)),
        "labels that are missing": (OnFolder(in_label), ("unlabelled",)),
        "labels of no picture": (OnFolder(in_lost), ("annotation of no picture", "missing picture")),
        "no names": (OnFolder(in_names), ("no name",)),
        "YAML that is none": (OnFolder(in_yaml), (REFUSED,)),
        "YAML that names a folder that is not there": (OnFolder(in_folder), (REFUSED, "missing picture")),
    }


def masks() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def first(change: Callable[[Path], object]) -> Harm:
        def spoil(folder: Path) -> str:
            path = sorted(sorted(folder.iterdir())[1].glob("masks/*/*.png"))[0]
            change(path)
            return path.parents[2].name  # the folder of the picture

        return OnFolder(spoil)

    def remove(folder: Path) -> str:
        place = sorted(folder.iterdir())[1]
        for path in place.glob("masks/*/*.png"):
            path.unlink()
        return place.name

    def resize(path: Path) -> None:
        Image.open(path).resize((30, 20)).save(path)

    def plain(value: int) -> Callable[[Path], object]:
        return lambda path: Image.new("L", Image.open(path).size, value).save(path)

    def again(path: Path) -> None:
        path.with_name("99999.png").write_bytes(path.read_bytes())

    def two(folder: Path) -> str:
        picture = pictures(folder, "masks")[1]
        picture.with_name(f"again{picture.suffix}").write_bytes(picture.read_bytes())
        return picture.parent.parent.name

    return {
        "mask cut short": (first(lambda path: path.write_bytes(path.read_bytes()[:40])), ("unusable mask",)),
        "mask of zero bytes": (first(lambda path: path.write_bytes(b"")), ("unusable mask",)),
        "mask of another size": (first(resize), ("mask of another size",)),
        "black mask": (first(plain(0)), EMPTY),
        "white mask": (first(plain(255)), ("whole picture",)),
        "mask that is there twice": (first(again), ("annotated twice",)),
        "no masks": (OnFolder(remove), ("unlabelled",)),
        "two pictures for one folder of masks": (OnFolder(two), UNUSABLE),
    }


def cutouts() -> Harms:
    """As of COCO: by the names of the defects the harm, and the kinds it may be reported as."""
    def cut(change: Callable[[Image.Image], Image.Image]) -> Harm:
        def spoil(folder: Path) -> str:
            path = pictures(folder, "cutouts")[1]
            with Image.open(path) as picture:
                change(picture).save(path)
            return path.name

        return OnFolder(spoil)

    def clear(picture: Image.Image) -> Image.Image:
        picture.putalpha(0)
        return picture

    def rare(folder: Path) -> str:
        picture = pictures(folder, "cutouts")[1]
        (folder / "moose").mkdir()
        picture.rename(folder / "moose" / picture.name)
        return picture.name

    return {
        "wholly transparent": (cut(clear), EMPTY),
        "tiny": (cut(lambda picture: picture.crop((0, 0, 2, 2)).convert("RGB")), ("tiny",)),
        "category in one picture only": (OnFolder(rare), ("in one picture only",)),
    }
