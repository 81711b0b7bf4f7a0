"""What goes wrong with annotated pictures, done on purpose to a sound dataset: the pictures, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
from PIL import Image

REFUSED = "refused"
"""Instead of a kind of problem: the command says what is wrong and stops, for there is nothing to go on with."""

SOUND = "sound"
"""Instead of a kind of problem: this is no defect, and nothing may be said of it."""

Spoil = Callable[[Path], str]
"""Does the harm in a dataset's folder; returns what the report has to name: a file, or a part of a file's path."""

INSIDE = {
    "coco": "images", "voc": "JPEGImages", "yolo": "images", "via": "", "labelme": "", "label-studio": "images",
    "cvat": "images", "masks": "*/images", "cutouts": "*",
}
"""Where the pictures of each format lie, as `convert` writes it."""
WITH_SIZE = ("coco", "voc", "labelme", "label-studio", "cvat")  # the formats that say how large a picture is


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong.

    Attributes:
        kind: of problem that it has to be reported as; several may be apt.
        against: the sound dataset is given as the test set, too.
    """

    name: str
    format: str
    kind: tuple[str, ...]
    spoil: Spoil
    against: bool = False


def pictures(folder: Path, format: str) -> list[Path]:
    """The picture files of a dataset, sorted."""
    places = sorted(folder.glob(INSIDE[format])) if "*" in INSIDE[format] else [folder / INSIDE[format]]
    return [path for place in places for path in sorted(place.iterdir()) if path.suffix in (".jpg", ".png", ".webp")]


def of_pictures(format: str) -> list[Defect]:
    """What can be wrong with the files of pictures."""
    spoilt: dict[str, tuple[Callable[[Path, Path], str], tuple[str, ...]]] = {
        "picture cut short": (_cut_short, ("unreadable picture",)),
        "picture of zero bytes": (_emptied, ("unreadable picture",)),
        "a web page instead of a picture": (_web_page, ("unreadable picture",)),
        "picture there twice": (_twice, ("same picture",)),
        "picture there again, compressed anew": (_compressed, ("copied picture",)),
        "picture there again, resized": (_resized, ("copied picture",)),
        "picture turned upside down by EXIF": (partial(_by_exif, number=3), ("turned by EXIF",)),
    }
    if format == "cutouts":  # there every file is annotated by its folder, and none of its pixels may be lost
        del spoilt["picture there again, compressed anew"]
    else:
        spoilt["picture missing"] = (_missing, ("missing picture", "annotation of no picture"))
    if format not in ("cutouts", "masks"):
        spoilt["picture not annotated"] = (_more, ("not listed", "unlabelled", "unusable annotation"))
    if format in WITH_SIZE:
        spoilt["picture made smaller after it was annotated"] = (_smaller, ("another size",))
        spoilt["picture turned on its side by EXIF, annotated as stored"] = (
            partial(_by_exif, number=6),
            ("another size", "mask of another size"),
        )
    if format == "masks":
        spoilt["picture made smaller after it was annotated"] = (_smaller, ("mask of another size",))
        spoilt["picture turned on its side by EXIF, annotated as stored"] = (
            partial(_by_exif, number=6),
            ("mask of another size",),
        )
    named = [Defect(name, format, kind, partial(_to, format, harm)) for name, (harm, kind) in spoilt.items()]
    leaking = {"": ("in both",), ", compressed anew": ("copy in both",), ", resized": ("copy in both",)}
    harms: tuple[Callable[[Path, Path], str], ...] = (_nothing, _compress, _resize)
    if format == "cutouts":
        leaking, harms = {"": ("in both",), ", resized": ("copy in both",)}, (_nothing, _resize)
    return named + [
        Defect(f"picture of the test set in the training set{how}", format, kind, partial(_to, format, harm), True)
        for (how, kind), harm in zip(leaking.items(), harms, strict=True)
    ]


def _to(format: str, harm: Callable[[Path, Path], str], folder: Path) -> str:
    """Do harm to the second picture; the first is there to be copied."""
    first, second, *_ = pictures(folder, format)
    return harm(first, second)


def _cut_short(_: Path, path: Path) -> str:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path.name


def _emptied(_: Path, path: Path) -> str:
    path.write_bytes(b"")
    return path.name


def _web_page(_: Path, path: Path) -> str:
    path.write_text("<html><body>404: not found</body></html>", encoding="utf-8")
    return path.name


def _missing(_: Path, path: Path) -> str:
    path.unlink()
    return path.stem


def _more(first: Path, path: Path) -> str:
    more = path.with_name(f"more{path.suffix}")
    picture = Image.open(first)
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(more)
    return "more"


def _twice(first: Path, path: Path) -> str:
    path.write_bytes(first.read_bytes())
    return path.name


def _saved(picture: Image.Image, path: Path, quality: int = 90, exif: Image.Exif | None = None) -> None:
    """Save as what the name says."""
    told = {} if exif is None else {"exif": exif}
    if path.suffix != ".png":
        picture.convert("RGB").save(path, quality=quality, **told)
    else:
        picture.save(path, **told)


def _compressed(first: Path, path: Path) -> str:
    with Image.open(first) as picture, Image.open(path) as old:
        _saved(picture.resize(old.size), path, 40)
    return path.name


def _resized(first: Path, path: Path) -> str:
    with Image.open(first) as picture, Image.open(path) as old:
        _saved(picture.resize((old.width // 2, old.height // 2)).resize(old.size), path)
    return path.name


def _by_exif(_: Path, path: Path, number: int) -> str:
    exif = Image.Exif()
    exif[0x0112] = number
    with Image.open(path) as picture:
        _saved(picture.copy(), path, 95, exif)
    return path.stem


def _smaller(_: Path, path: Path) -> str:
    with Image.open(path) as picture:
        _saved(picture.resize((picture.width * 2 // 3, picture.height * 2 // 3)), path)
    return path.stem


def _nothing(_: Path, path: Path) -> str:
    return path.name


def _compress(_: Path, path: Path) -> str:
    with Image.open(path) as picture:
        _saved(picture.copy(), path, 50)
    return path.name


def _resize(_: Path, path: Path) -> str:
    values = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    cv2.imwrite(str(path), cv2.resize(values, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
    return path.name
