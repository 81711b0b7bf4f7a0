"""YOLO's labels, a text file a picture, read and written. Source: https://docs.ultralytics.com/datasets/segment/"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from seesame.data.outlines import outline_of
from seesame.data.pictures import below, by_stem, looked_at
from seesame.data.problems import Problem, Tell, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, require
from seesame.files import write
from seesame.geometry import polygons

CLASSES = "classes.txt"
_PARTS = ("train", "val", "valid", "test")


def read_yolo(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read labels of polygons or boxes.

    Args:
        annotations: a YAML file (`data.yaml`), or a folder with one, or with `labels` (and `classes.txt`), or the
            folder of one part's pictures, as in images/val.
        pictures: where pictures lie that belong to `labels` by their names; not used with a YAML file.

    Raises:
        DataError: there are no labels, or no such pictures; or what `tell` makes of a problem.
        InstallationError: PyYAML is missing, for a YAML file.
    """
    source = annotations if annotations.is_file() else yaml_in(annotations)
    if source is not None:
        names, pairs = _by_yaml(source)
        _lost(pairs, tell)
    else:
        names, pairs = _by_folder(annotations, pictures, tell)
    if not pairs:
        raise DataError(f"{annotations}: no picture belongs to its labels; name the folder of the pictures, too")
    if not names:
        called = f"its categories are called {category}-0 and so on" if category else "its categories have no names"
        tell(Problem("no name", annotations, f"has neither {CLASSES} nor names in a YAML file; {called}"))
    records = []
    for path, labels in pairs:
        size = looked_at(path, tell)
        if size is not None:
            objects = tuple(_objects(labels, (size.height, size.width), names, category, tell))
            records.append(Record(0, path, size.height, size.width, objects))
    return Dataset.of(name or (annotations.parent if annotations.is_file() else annotations).resolve().name, records)


def write_yolo(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write `labels/*.txt`, `data.yaml` and `classes.txt`; `files` says what each record's picture in images is called.

    A line is one polygon: pieces and holes are joined by seams of no width.
    """
    (folder / "labels").mkdir(parents=True, exist_ok=True)
    names = sorted({each.category or "object" for record in dataset.records for each in record.objects})
    places = {name: place for place, name in enumerate(names)}
    for record in dataset.records:
        size = np.array([record.width, record.height])
        lines = []
        for each in record.objects:
            shares = np.reshape(outline_of(each, record), (-1, 2)) / size
            numbers = " ".join(f"{value:.9g}" for value in shares.ravel().tolist())
            lines.append(f"{places[each.category or 'object']} {numbers}\n")
        write(folder / "labels" / f"{Path(files[record.id]).stem}.txt", "".join(lines).encode("ascii"))
    listed = "".join(f"  {place}: {json.dumps(name)}\n" for place, name in enumerate(names))
    text = f"path: .\ntrain: images\nval: images\nnames:\n{listed}" if names else "path: .\ntrain: images\nnames: []\n"
    write(folder / "data.yaml", text.encode("utf-8"))
    write(folder / CLASSES, "".join(f"{name}\n" for name in names).encode("utf-8"))


def yaml_in(folder: Path) -> Path | None:
    """The YAML file of a dataset in its folder, if there is one."""
    files = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("*.yml"))]
    preferred = [path for path in files if path.stem in ("data", "dataset")]
    with_names = [path for path in files if "names:" in path.read_text(encoding="utf-8", errors="replace")]
    return next(iter([*(path for path in preferred if path in with_names), *with_names]), None)


def _by_yaml(source: Path) -> tuple[dict[int, str], list[tuple[Path, Path]]]:
    """Names, and pictures with their label files, of all parts of a YAML file."""
    content, names = _yaml(source)
    root = source.parent / str(content.get("path") or "")
    root = root if root.is_dir() else source.parent
    folders = [each for part in _PARTS for each in _listed(content.get(part))]
    found: dict[Path, Path] = {}
    for folder in folders:
        for path in _pictures(root, folder):
            found.setdefault(path, _labels_of(path))
    return names, sorted(found.items())


def _lost(pairs: Iterable[tuple[Path, Path]], tell: Tell) -> None:
    """Tell of label files, in the folders where some were found, to which there is no picture."""
    taken = {labels for _, labels in pairs}
    for folder in sorted({labels.parent for labels in taken if labels.parent.is_dir()}):
        for path in sorted(folder.glob("*.txt")):
            if path not in taken and path.name != CLASSES and _numbered(path):
                reason = "are labels, and there is no picture of this name; restore it, or remove them"
                tell(Problem("annotation of no picture", path, reason))


def _numbered(path: Path) -> bool:
    """Whether a text file begins as labels do: with five numbers or more."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            words = stream.readline().split()
            return len(words) >= 5 and all(np.isfinite(float(each)) for each in words)
    except (OSError, ValueError):
        return False


def _yaml(source: Path) -> tuple[dict[str, Any], dict[int, str]]:
    """A YAML file, and the names in it by their numbers."""
    yaml = require("yaml", "data")
    try:
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
        names = content["names"]
        numbered = enumerate(names) if isinstance(names, list) else names.items()
        return content, {int(number): str(name) for number, name in numbered}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{source}: is no data file of YOLO ({error}); expected names and train or val") from error


def _listed(value: Any) -> list[str]:
    return [] if not value else [value] if isinstance(value, str) else [str(each) for each in value]


def _pictures(root: Path, text: str) -> list[Path]:
    """The pictures of a folder or of a list of files; `../train/images`, as some programs write, is `train/images`."""
    place = root / text
    while not place.exists() and text.startswith("../"):
        text = text[3:]
        place = root / text
    if place.is_file() and place.suffix == ".txt":
        lines = place.read_text(encoding="utf-8").splitlines()
        return [place.parent / line.strip() for line in lines if line.strip()]
    if not place.is_dir():
        raise DataError(f"{place}: is not there, expected the folder of a part's pictures; mend the YAML file")
    return below(place)


def _labels_of(path: Path) -> Path:
    """Where a picture's labels are: its last folder `images` becomes `labels`; without one, beside it."""
    parts = list(path.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            break
    return Path(*parts).with_suffix(".txt")


def _by_folder(folder: Path, pictures: Path, tell: Tell) -> tuple[dict[int, str], list[tuple[Path, Path]]]:
    """Names, and pictures with their label files, of a folder with labels or of a part's folder of pictures."""
    names = _classes(folder)
    if not (folder / "labels").is_dir():  # images/val
        return names, [(path, _labels_of(path)) for path in below(folder)]
    labels = {path.relative_to(folder / "labels").with_suffix(""): path for path in (folder / "labels").rglob("*.txt")}
    taken: set[Path] = set()
    pairs: list[tuple[Path, Path]] = []
    for path in below(pictures):
        inner = path.relative_to(pictures).with_suffix("")
        key = inner if inner in labels else Path(path.stem)
        if key in labels and key not in taken:
            taken.add(key)
        elif key in taken:
            reason = f"belongs to several pictures of this name, also to {path}"
            tell(Problem("unusable annotation", labels[key], reason))
            continue
        pairs.append((path, labels.get(key, _labels_of(path))))
    stems = by_stem(path for path, _ in pairs)
    for key in sorted(set(labels) - taken):
        if key.name not in stems and key.name != "classes":
            tell(Problem("missing picture", labels[key], f"has no picture in {pictures}; name their folder"))
    return names, pairs


def _classes(folder: Path) -> dict[int, str]:
    """The names in `classes.txt`, looked for upwards from a folder."""
    for place in (folder, folder / "labels", folder.parent, folder.parent.parent):
        path = place / CLASSES
        if path.is_file():
            lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
            return {number: line.strip() for number, line in enumerate(lines) if line.strip()}
        source = yaml_in(place) if place.is_dir() else None
        if source is not None:
            return _yaml(source)[1]
    return {}


def _objects(
    labels: Path, size: tuple[int, int], names: Mapping[int, str], unnamed: str | None, tell: Tell
) -> Iterator[Object]:
    if not labels.is_file():
        return
    for number, line in enumerate(labels.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            first, *shares = (float(value) for value in line.split())
            if not first.is_integer():
                raise DataError(f"begins with {first:g}, expected the whole number of a category")
            place = int(first)
            if names and place not in names:
                tell(Problem("no name", labels, f"has the number {place}, which no name belongs to", f"line {number}"))
            called = names.get(place, f"{unnamed}-{place}" if unnamed else None)
            yield Object.of_polygons([_polygon(shares, size)], called)
        except (ValueError, DataError) as error:
            tell(Problem("unusable annotation", labels, f"cannot be used: {error}", f"line {number}"))


def _polygon(shares: list[float], size: tuple[int, int]) -> list[float]:
    """Shares of width and height as a flat polygon in pixels; four of them are a box: its middle, width, height."""
    if len(shares) == 4:
        x, y, width, height = shares
        if min(width, height) < 0:
            raise DataError(f"has a width of {width:g} and a height of {height:g}, expected shares from 0 to 1")
        shares = polygons.rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    flat = np.asarray(shares, dtype=np.float64)
    if len(flat) < 6 or len(flat) % 2:
        raise DataError(f"has {len(flat)} numbers after the category, expected 4 of a box, or x and y of 3 points")
    if not (np.isfinite(flat).all() and flat.min() > -1 and flat.max() < 2):
        raise DataError(f"has numbers from {flat.min():g} to {flat.max():g}, expected shares from 0 to 1")
    scaled = flat.reshape(-1, 2) * [size[1], size[0]]
    rounded: list[float] = np.round(scaled, 4).ravel().tolist()  # back to what it was before it was made a share
    return rounded
