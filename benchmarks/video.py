"""How fast a video is followed, and whether things keep their numbers, on clips whose truth is known.

    python benchmarks/video.py PICTURE --annotations instances.json --category orange --out results/video/oranges.json

The clip for speed is a pan of ten seconds in 1280 x 720 over PICTURE, one of a dataset in COCO's format. The clips for
identity are made of the coins that ship. Wall time counts whatever else the machine does; `load` tells how much.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import clips
import numpy as np
import report
from clips import RATE, Boxes, over, pan
from numpy.typing import NDArray
from stopwatch import Stopwatch, seconds

from seesame import Finder, Reference, demo, overlay, read
from seesame.data.coco import read_coco
from seesame.geometry import boxes as box_geometry
from seesame.video import Footage, Rules, Sight, Still, VideoWriter, watch

HD = (720, 1280)


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--category", required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--every", type=int, nargs="+", default=[1, 5])
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    figures = {
        "speed": speed(finder, chosen),
        "identity": identity(finder),
        "load": [round(each, 1) for each in os.getloadavg()],
    }
    report.write(figures, chosen, finder)


def timed(work: Callable[..., Any], watch: Stopwatch) -> Callable[..., Any]:
    """The same work, with its time counted."""

    def run(*given: Any) -> Any:
        with watch:
            return work(*given)

    return run


class TimedFinder:
    """A Finder whose time is counted."""

    def __init__(self, finder: Finder, watch: Stopwatch) -> None:
        for name in ("encode", "scores", "instances", "vectors"):
            setattr(self, name, timed(getattr(finder, name), watch))


def speed(finder: Finder, chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Frames a second for each `--every`, and what they went into."""
    picture, boxes = annotated(chosen.annotations, chosen.picture, chosen.category)
    question = finder.describe(Reference.from_box(picture, boxes[np.argmax(box_geometry.area(boxes))].tolist()))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        clip = over(picture, boxes, HD, round(chosen.seconds * RATE), pan(picture, HD))
        with VideoWriter(path, HD, Fraction(RATE)) as writer:
            truth = []
            for still, there in clip():
                writer.add(still.time, still.picture)
                truth.append(there)
        for every in chosen.every:
            results.append(followed(finder, question, path, every, truth))
    return results


def followed(finder: Finder, question: Any, path: Path, every: int, truth: list[Boxes]) -> dict[str, Any]:
    """One run over a file: decode, search, draw, encode."""
    watches, sights = defaultdict[str, Stopwatch](Stopwatch), []
    with (
        Stopwatch() as whole,
        Footage(str(path)) as footage,
        VideoWriter(path.with_name("found.mp4"), footage.size, footage.rate) as film,
    ):
        draw, write = timed(overlay, watches["draw"]), timed(film.add, watches["encode"])
        stills = decoded(iter(footage), watches["decode"])
        searching: Any = TimedFinder(finder, watches["search"])
        for sight in watch(stills, searching, question, Rules(finder.threshold), every):
            picture = timed(sight.still.decoded, watches["decode"])()
            write(sight.still.time, draw(picture, sight.instances, None, None, sight.tracks))
            sights.append((forgetful(sight), truth[sight.still.number]))
    spent = sum(whole.clock)
    share = {name: round(sum(each.clock) / spent, 3) for name, each in sorted(watches.items())}
    share["rest"] = round(1 - sum(share.values()), 3)
    worked = {**dict(sorted(watches.items())), "all": whole}
    return {
        "every": every,
        "frames": len(sights),
        "seconds": seconds(whole.clock, 2),
        "frames a second": round(len(sights) / spent, 2),
        "share of the time": share,
        "processor milliseconds a frame": {
            name: round(1000 * sum(each.processor) / len(sights), 1) for name, each in worked.items()
        },
        "load": round(os.getloadavg()[0], 1),
        "identity": counted(sights),
    }


def forgetful(sight: Sight) -> Sight:
    """The same without its picture, which fills the memory."""
    nothing = np.zeros((0, 0, 3), np.uint8)
    return replace(sight, still=replace(sight.still, decoded=lambda: nothing))


def decoded(stills: Iterator[Still], watch: Stopwatch) -> Iterator[Still]:
    """The same stills, with the time of decoding counted."""
    following = timed(lambda: next(stills, None), watch)
    while (still := following()) is not None:
        yield still


def identity(finder: Finder) -> dict[str, dict[str, int]]:
    """Whether coins keep their numbers, clip by clip."""
    reference = finder.describe(Reference.from_box(read(demo.coins()), demo.COIN))
    results = {}
    for name, clip in clips.of_coins().items():
        for every in (1, 5):
            truth = {still.number: there for still, there in clip()}
            stills = (still for still, _ in clip())
            sights = watch(stills, finder, reference, Rules(finder.threshold), every, between=False)
            results[f"{name}, every {every}"] = counted([(sight, truth[sight.still.number]) for sight in sights])
    return results


def counted(sights: list[tuple[Sight, Boxes]]) -> dict[str, int]:
    """Identity switches: an object has another number than the last time; `returned`: it was away between."""
    last: dict[int, tuple[int, int]] = {}  # object: number, still
    away: dict[int, int] = {}  # object: the last searched still in which it was not to be seen
    result = {"objects": 0, "sights": 0, "switches": 0, "returned": 0, "tracks": 0}
    numbers = set()
    for sight, truth in sights:
        if not sight.searched:
            continue
        size, now = sight.still.size, sight.still.number
        visible = box_geometry.area(box_geometry.clip(truth, *size)) / np.maximum(box_geometry.area(truth), 1)
        away |= dict.fromkeys(np.flatnonzero(visible < 0.3).tolist(), now)
        overlaps = box_geometry.iou(sight.instances.boxes, box_geometry.clip(truth, *size))
        overlaps[~sight.found] = 0
        among = box_geometry.iou(truth, truth) - np.eye(len(truth), dtype=np.float32)
        overlaps[:, among.max(1) > 0.4] = 0  # one in front of the other: nobody can say which is found
        for thing, before in ((thing, last.get(thing)) for thing in range(len(truth))):
            rows = np.flatnonzero((overlaps[:, thing] >= 0.5) & (overlaps.argmax(1) == thing)).tolist()
            if not rows:
                continue
            # One that is found under two numbers at once keeps the one that it had.
            kept = [row for row in rows if before is not None and sight.tracks[row] == before[0]]
            number = sight.tracks[(kept or sorted(rows, key=lambda row: -overlaps[row, thing]))[0]]
            if before is not None and before[0] != number:
                result["returned" if away.get(thing, -1) > before[1] else "switches"] += 1
            last[thing] = (number, now)
            numbers.add(number)
            result["sights"] += 1
    return result | {"objects": len(last), "tracks": len(numbers)}


def annotated(annotations: Path, path: Path, category: str) -> tuple[NDArray[np.uint8], Boxes]:
    """A picture and the boxes of its objects of one category."""
    dataset = read_coco(annotations, path.parent)
    record = next(each for each in dataset.records if Path(each.path).name == path.name)
    boxes = [each.box for each in record.objects if each.category == category and not each.crowd]
    if not boxes:
        raise SystemExit(f"{path.name} has no {category!r}; name another picture or category")
    return record.read(), np.array(boxes, np.float32)


if __name__ == "__main__":
    main()
