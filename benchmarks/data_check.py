"""Check real datasets as they are, and sound ones in every format after something was done to them on purpose.

    python benchmarks/data_check.py DATA --out results/data/check.json

DATA is a folder of datasets: `animals`, of which a few pictures are broken, and all others as they are. Each defect is
done to a fresh copy of the sound pictures; `seesame data check` has to name it by its kind and its file.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import defects
import defects_of_entries
import report
from PIL import Image
from typer.testing import CliRunner

from seesame.cli.app import app
from seesame.data import Dataset, Record, open_dataset
from seesame.data.check import check
from seesame.data.convert import WRITERS, convert
from seesame.errors import SeesameError

EACH = 3  # pictures of each of two categories
SETS = {
    "animals": ("animals/instances.json", "animals/images"),
    "balloon, train": ("balloon/train", None),
    "balloon, val": ("balloon/val", None),
    "caltech101": ("caltech101", None),
    "carparts": ("carparts/instances.json", "carparts/images"),
    "clothing": ("clothing/instances.json", "clothing/images"),
    "coco, train2017": ("coco/annotations/instances_train2017.json", "coco/train2017"),
    "coco, val2017": ("coco/annotations/instances_val2017dev.json", "coco/val2017dev"),
    "duts, named": ("duts/instances_named.json", "duts/images"),
    "duts, unnamed": ("duts/instances_unnamed.json", "duts/images"),
    "facade": ("facade/instances.json", "facade/images"),
    "mandarin": ("mandarin/instances.json", "mandarin/images"),
    "nuclei": ("nuclei/stage1_train", None),
    "pantry": ("pantry/instances.json", "pantry/images"),
    "same-object": ("same-object", None),
    "tools": ("tools/instances.json", "tools/images"),
}
"""The sets by name: annotations, and pictures where they do not lie beside them."""


@dataclass(frozen=True)
class Answer:
    """What the command said: its exit code, its JSON if it wrote any, its message if not."""

    code: int
    content: dict[str, Any]
    message: str


def asked(*words: str) -> Answer:
    """Run `seesame data check` in this process, as `main` does."""
    ran = CliRunner().invoke(app, ["data", "check", *words, "--json", "--quiet"])
    if isinstance(ran.exception, SeesameError):
        return Answer(ran.exception.exit_code, {}, str(ran.exception))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        return Answer(6, {}, f"fell over: {ran.exception!r}")
    return Answer(ran.exit_code, json.loads(ran.stdout), "")


def kinds(answer: Answer, broken: bool) -> dict[str, int]:
    """How many problems there are of each kind, broken ones or those to look at."""
    return dict(Counter(each["kind"] for each in answer.content["problems"] if each["broken"] == broken))


def real(data: Path, names: list[str]) -> dict[str, Any]:
    """Check sets as they are."""
    told = {}
    for name in names:
        annotations, pictures = SETS[name]
        began = time.monotonic()
        words = ["--pictures", str(data / pictures)] if pictures else []
        answer = asked(str(data / annotations), *words)
        seconds = time.monotonic() - began
        told[name] = {
            "exit code": answer.code,
            "pictures": answer.content["pictures"],
            "objects": answer.content["objects"],
            "broken": kinds(answer, True),
            "to look at": kinds(answer, False),
            "seconds": round(seconds, 1),
        }
        report.tell(name, told[name])
    return told


def sound(data: Path) -> Dataset:
    """A few pictures of two categories with which nothing is wrong, all of one size: one may take another's place."""
    whole = open_dataset(data / "animals" / "instances.json", data / "animals" / "images")
    doubtful = {problem.path for problem in check(whole).problems}
    fit: dict[tuple[int, int], dict[str | None, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in whole.records:
        names = {each.category for each in record.objects}
        if record.path not in doubtful and len(names) == 1 and record.height != record.width:
            fit[record.height, record.width][names.pop()].append(record)
    usual = max(fit.values(), key=lambda found: len([name for name in found if len(found[name]) >= EACH]))
    first, second = sorted(usual.values(), key=len)[-2:]
    return Dataset.of("sound", [*first[:EACH], *second[:EACH]])


def written(dataset: Dataset, home: Path) -> dict[str, Path]:
    """The dataset in every format, pictures and all."""
    folders = {format: home / format / "sound" for format in WRITERS}
    for format, folder in folders.items():
        convert(dataset, folder, format, copy=True)
    folders["cutouts"] = home / "cutouts" / "sound"
    for record in dataset.records:
        (each, *_), picture = record.objects, record.read()
        path = folders["cutouts"] / str(each.category) / f"{record.path.stem}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cut = Image.fromarray(picture)
        cut.putalpha(Image.fromarray(each.mask(record.height, record.width)).convert("L"))
        cut.save(path)
    return folders


def broken(defect: defects.Defect, folder: Path, spare: Path, clean: Answer) -> dict[str, Any]:
    """Do the harm to a copy, and see whether it is found; `clean` is what was said of the sound pictures."""
    place = spare / "spoilt"
    shutil.copytree(folder, place)
    try:
        named = defect.spoil(place)
        began = time.monotonic()
        against = ["--against", str(folder)] if defect.against else []
        answer = asked(str(place), *against)
        seconds = time.monotonic() - began
    finally:
        shutil.rmtree(place)
    told = {"defect": defect.name, "format": defect.format, "found": False, "seconds": round(seconds, 2)}
    if defects.REFUSED in defect.kind:
        found = answer.code == 2 and _names(answer.message, named)
        return told | {"found": found, "as": defects.REFUSED, "reason": _short(answer.message, place)}
    problems = answer.content.get("problems", [])
    if defects.SOUND in defect.kind:
        same = all(answer.content.get(name) == clean.content[name] for name in ("format", "pictures", "objects"))
        fine = answer.code == 0 and not problems and same
        return told | {"found": fine, "as": defects.SOUND, "reason": _short(answer.message or str(problems), place)}
    lines = [f"{each['path']} {each['part']} {each['reason']}" for each in problems]
    fits = [
        each["kind"] in defect.kind and _names(line, named) for each, line in zip(problems, lines, strict=True)
    ]
    fitting = [each for each, fit in zip(problems, fits, strict=True) if fit]
    beside = Counter(each["kind"] for each, fit in zip(problems, fits, strict=True) if not fit)
    if defect.against:  # copies of all others are in the test set, too, and meant to be
        beside = Counter({kind: many for kind, many in beside.items() if "both" not in kind})
    told["beside it"] = dict(beside)
    if fitting:
        first = fitting[0]
        line = f"{Path(first['path']).name}: {first['part']} {first['reason']}"
        return told | {"found": True, "as": first["kind"], "times": len(fitting), "reason": _short(line, place)}
    return told | {"as": None, "times": 0, "reason": _short(answer.message, place)}


def _names(text: str, named: str) -> bool:
    """Whether a text names one of several things that were apt."""
    return any(each in text for each in named.split("|"))


def _short(text: str, place: Path) -> str:
    """Without the folder that it was tried in."""
    return text.replace(f"{place}/", "").replace(str(place), "DATA").replace(f"{place.parent}/", "").strip()


def main() -> None:
    """Check and write."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="*", default=list(SETS), help="which to check as they are")
    parser.add_argument("--formats", nargs="*", default=None, help="which to break; all of them by default")
    chosen = parser.parse_args()
    told, sane = [], {}
    with tempfile.TemporaryDirectory() as home:
        folders = written(sound(chosen.data), Path(home))
        for format in chosen.formats or folders:
            clean = asked(str(folders[format]))
            lines = [f"{each['path']}: {each['reason']}" for each in clean.content["problems"]]
            sane[format] = [_short(line, folders[format]) for line in lines]
            for defect in (*defects.of_pictures(format), *defects_of_entries.of_entries(format)):
                told.append(broken(defect, folders[format], Path(home), clean))
                if not told[-1]["found"]:
                    report.tell("NOT FOUND", json.dumps(told[-1]))
    harmless = [each for each in told if each["as"] == defects.SOUND]
    harmful = [each for each in told if each not in harmless]
    figures = {
        "sets": real(chosen.data, chosen.sets),
        "defects": len(harmful),
        "found": sum(each["found"] for each in harmful),
        "harmless changes": len(harmless),
        "of which nothing was said": sum(each["found"] for each in harmless),
        "problems of the sound copies": sane,
        "each": told,
    }
    report.write(figures, chosen)


if __name__ == "__main__":
    main()
