"""What a folder or file of annotations is: its format is recognised by looking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seesame.data import cutouts, cvat, mask_folders, voc
from seesame.data.pictures import is_picture, pictures_in
from seesame.data.yolo import CLASSES, yaml_in
from seesame.errors import DataError

FORMATS = {
    "coco": "COCO: one JSON with images, annotations and categories",
    "voc": "Pascal VOC: JPEGImages, Annotations, SegmentationObject",
    "yolo": "YOLO: labels/*.txt with data.yaml or classes.txt",
    "via": "VGG Image Annotator: one JSON with the regions of each picture",
    "labelme": "LabelMe: a JSON with shapes for each picture",
    "label-studio": "Label Studio: one JSON with a list of tasks",
    "cvat": "CVAT for images 1.1: one XML with all pictures",
    "masks": "mask folders: <id>/images/*.png and <id>/masks/*.png",
    "cutouts": "cut-outs: a folder of pictures for each category, one object a picture",
}
"""The formats by name, and what each looks like."""

_SNIFFED = 1 << 16  # characters from either end of a JSON file
_WHOLE = ("coco", "via", "label-studio")  # formats whose one file holds all pictures
_DEPTH = 2  # how many folders down parts are looked for
_LISTS = re.compile(r'"(images|annotations|categories)"\s*:\s*\[')
_NAMED = re.compile(r'"file_name"\s*:\s*"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Layout:
    """Where a dataset is and how it is written.

    Attributes:
        format: of `FORMATS`.
        annotations: a file or a folder.
        pictures: the folder that pictures' names start from.
        parts: several datasets of this format that make it up, such as train and val; empty for one.
    """

    format: str
    annotations: Path
    pictures: Path
    parts: tuple[Layout, ...] = ()

    def __str__(self) -> str:
        """A line for people."""
        folders = [each.annotations.parent if each.annotations.is_file() else each.annotations for each in self.parts]
        parts = f", in {len(folders)} parts: {', '.join(folder.name for folder in folders)}"
        return FORMATS[self.format] + (parts if self.parts else "")


def recognise(path: str | Path, pictures: str | Path | None = None, format: str | None = None) -> Layout:
    """Look what a dataset is.

    Args:
        path: a file or folder of annotations.
        pictures: the folder of the pictures, if it is not to be looked for.
        format: of `FORMATS`, if it is not to be recognised.

    Raises:
        DataError: nothing is there, or it is of no known format, or of several.
    """
    place = Path(path)
    if format is not None and format not in FORMATS:
        raise DataError(f"the format {format!r} is not known, expected one of {', '.join(FORMATS)}")
    if not place.exists():
        raise DataError(f"{place}: is not there; give a dataset's file or folder")
    found = _file(place, format) if place.is_file() else _folder(place, format)
    if found is None:
        raise DataError(f"{place}: is no dataset of a known format, expected {_expected(format)}{_advice(place)}")
    return found if pictures is None else Layout(found.format, found.annotations, Path(pictures), found.parts)


def _expected(format: str | None) -> str:
    return FORMATS[format] if format else "one of: " + "; ".join(FORMATS.values())


def _advice(place: Path) -> str:
    if place.is_dir() and pictures_in(place):
        return ". Pictures are there, but no annotations of them"
    return ""


def _file(path: Path, format: str | None) -> Layout | None:
    if path.suffix in (".yaml", ".yml") and format in (None, "yolo"):
        return Layout("yolo", path, path.parent)
    if path.suffix == ".txt" and path.parent.parent.name == "ImageSets" and format in (None, "voc"):
        return Layout("voc", path, path.parents[2] / voc.PICTURES)
    if path.suffix == ".xml" and format in (None, "cvat") and cvat.is_cvat(path):
        return Layout("cvat", path, _beside(path))
    kind = _json_kind(path) if format is None or path.suffix == ".json" else None
    kind = format or kind
    if kind == "coco":
        return Layout("coco", path, _coco_pictures(path))
    if kind == "label-studio":
        return Layout("label-studio", path, _beside(path))
    return Layout(kind, path, path.parent) if kind in ("via", "labelme") else None


def _folder(folder: Path, format: str | None, depth: int = _DEPTH) -> Layout | None:
    """A folder that is a dataset by itself, or holds some of one format, or pictures by category."""
    found = _single(folder, format)
    if found is not None:
        return found
    inner = sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))
    parts = [part for each in inner if depth and (part := _folder(each, format, depth - 1)) is not None]
    if parts and len({part.format for part in parts}) > 1:
        told = ", ".join(f"{part.annotations} ({part.format})" for part in parts)
        raise DataError(f"{folder}: holds datasets of several formats, expected one: {told}; name one of them")
    if parts:
        return parts[0] if len(parts) == 1 else Layout(parts[0].format, folder, folder, tuple(parts))
    if format in (None, "cutouts") and cutouts.kinds(folder):
        return Layout("cutouts", folder, folder)
    return Layout("cutouts", folder, folder) if format == "cutouts" and pictures_in(folder) else None


def _single(folder: Path, format: str | None) -> Layout | None:
    looks = {"voc": _voc, "yolo": _yolo, "coco": _json, "via": _json, "labelme": _json, "masks": _masks}
    looks |= {"label-studio": _json, "cvat": _cvat}
    if format is not None:
        return looks[format](folder, format) if format in looks else None
    found = (look(folder, None) for look in (_voc, _yolo, _cvat, _json, _masks))
    return next((each for each in found if each is not None), None)


def _voc(folder: Path, _: str | None) -> Layout | None:
    boxes = (folder / voc.BOXES).is_dir() and any((folder / voc.BOXES).glob("*.xml"))
    if not boxes and not (folder / voc.OBJECTS).is_dir():
        return None
    inside = next((folder / name for name in (voc.PICTURES, "images") if (folder / name).is_dir()), folder)
    return Layout("voc", folder, inside)


def _yolo(folder: Path, _: str | None) -> Layout | None:
    if yaml_in(folder) is not None:
        return Layout("yolo", folder, folder)
    labels = folder / "labels"
    if labels.is_dir() and any(labels.rglob("*.txt")):
        return Layout("yolo", folder, folder / "images" if (folder / "images").is_dir() else folder)
    beside = [each.stem for each in folder.glob("*.txt") if each.name != CLASSES]
    if (folder / CLASSES).is_file() and {each.stem for each in pictures_in(folder)} & set(beside):
        return Layout("yolo", folder, folder)
    if folder.parent.name == "images" and (folder.parent.parent / "labels" / folder.name).is_dir():
        return Layout("yolo", folder, folder)
    return None


def _json(folder: Path, format: str | None) -> Layout | None:
    places = [place for place in (folder, folder / "annotations") if place.is_dir()]
    files = sorted(each for place in places for each in place.glob("*.json"))
    kinds = {path: kind for path in files if (kind := _json_kind(path)) is not None and format in (None, kind)}
    whole = [path for path, kind in kinds.items() if kind in _WHOLE]
    if len(whole) > 1:
        raise DataError(
            f"{folder}: holds {len(whole)} annotation files, expected one: "
            f"{', '.join(path.name for path in whole[:5])}; name one of them"
        )
    if whole:
        return _file(whole[0], kinds[whole[0]])
    left = {path.parent for path in kinds}  # all of them LabelMe's
    return Layout("labelme", min(left), min(left)) if left else None


def _cvat(folder: Path, _: str | None) -> Layout | None:
    path = folder / cvat.FILE
    return Layout("cvat", path, _beside(path)) if cvat.is_cvat(path) else None


def _beside(path: Path) -> Path:
    """Where the pictures of a file lie: in `images` beside it if that is there, else right beside it."""
    return path.parent / "images" if (path.parent / "images").is_dir() else path.parent


def _masks(folder: Path, _: str | None) -> Layout | None:
    return Layout("masks", folder, folder) if mask_folders.samples(folder) else None


def _json_kind(path: Path) -> str | None:
    """What a JSON file is, by its beginning and its end."""
    text = _ends(path)
    if text.lstrip().startswith("["):
        tasks = '"data"' in text and ('"annotations"' in text or '"predictions"' in text)
        return "label-studio" if tasks else None
    if not text.lstrip().startswith("{"):
        return None
    if '"_via_img_metadata"' in text or ('"regions"' in text and '"filename"' in text):
        return "via"
    if '"shapes"' in text and ('"imagePath"' in text or '"imageData"' in text):
        return "labelme"
    return "coco" if _LISTS.search(text) else None


def _ends(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            start = stream.read(_SNIFFED)
            stream.seek(max(len(start), path.stat().st_size - _SNIFFED))
            return (start + stream.read()).decode("utf-8", "replace").removeprefix("\ufeff")  # some editors' mark
    except OSError:
        return ""


def _coco_pictures(path: Path) -> Path:
    """The folder in which a picture of the file is found; else where it would be looked for."""
    here, above = path.parent, path.parent.parent
    tried: Sequence[Path] = (
        *(here, here / "images", here / "pictures", here / "data", here / voc.PICTURES),
        *(above / "images", above / path.stem.rpartition("_")[2], above / path.stem, above),
    )
    names = [name.replace("\\/", "/").replace("\\\\", "/") for name in _NAMED.findall(_ends(path))[:3]]
    for folder in tried:
        if any((folder / name).is_file() for name in names if is_picture(Path(name))):
            return folder
    return next((folder for folder in tried[1:5] if folder.is_dir()), here)
