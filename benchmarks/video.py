"""How fast a video is followed, and whether things keep their numbers, on clips whose truth is known.

    python benchmarks/video.py PICTURE --annotations instances.json --category orange --out results/video/oranges.json

The clip for speed is a pan of ten seconds in 1280 x 720 over PICTURE, one of a dataset in COCO's format. The clips for
identity are made of the coins that ship. Wall time counts whatever else the machine does; `load` tells how much.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame import Finder, Reference, demo, overlay, read
from seesame.data.coco import read_coco
from seesame.geometry import boxes as box_geometry
from seesame.video import Footage, Rules, Sight, Still, VideoWriter, watch

HD, SMALL, RATE = (720, 1280), (240, 260), 30
Boxes = NDArray[np.float32]
Clip = Callable[[], Iterator[tuple[Still, Boxes]]]
"""Stills, each with the boxes of all objects, in the picture or not."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--category", required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--every", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", default="default")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    finder = Finder(chosen.weights, threads=chosen.threads)
    figures = {
        "speed": speed(finder, chosen),
        "identity": identity(finder),
        "load": [round(each, 1) for each in os.getloadavg()],
        "threads": chosen.threads,
        "weights": finder.weights_id,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("seesame", "av", "onnxruntime", "numpy")},
    }
    text = json.dumps(figures, indent=2)
    print(text)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(text + "\n", encoding="utf-8")


class Clock:
    """Seconds spent in named parts: on the wall, and of processors, which other programs change little."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, with its time counted."""

        def run(*given: Any) -> Any:
            began, used = time.perf_counter(), time.process_time()
            try:
                return work(*given)
            finally:
                self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - began
                self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - used

        return run


class TimedFinder:
    """A Finder whose time is counted."""

    def __init__(self, finder: Finder, clock: Clock) -> None:
        for name in ("encode", "scores", "instances", "vectors"):
            setattr(self, name, clock.timed("search", getattr(finder, name)))


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
    clock, sights = Clock(), []
    began, used = time.perf_counter(), time.process_time()
    with Footage(str(path)) as footage, VideoWriter(path.with_name("found.mp4"), footage.size, footage.rate) as film:
        draw, write = clock.timed("draw", overlay), clock.timed("encode", film.add)
        stills = decoded(iter(footage), clock)
        rules = Rules(finder.threshold)
        for sight in watch(stills, TimedFinder(finder, clock), question, rules, every):  # type: ignore[arg-type]
            picture = clock.timed("decode", sight.still.decoded)()
            write(sight.still.time, draw(picture, sight.instances, None, None, sight.tracks))
            sights.append((forgetful(sight), truth[sight.still.number]))
    seconds, total = time.perf_counter() - began, time.process_time() - used
    share = {name: round(spent / seconds, 3) for name, spent in sorted(clock.wall.items())}
    share["rest"] = round(1 - sum(share.values()), 3)
    each = {name: round(1000 * spent / len(sights), 1) for name, spent in sorted(clock.processor.items())}
    each["all"] = round(1000 * total / len(sights), 1)
    return {
        "every": every,
        "frames": len(sights),
        "seconds": round(seconds, 2),
        "frames a second": round(len(sights) / seconds, 2),
        "share of the time": share,
        "processor milliseconds a frame": each,
        "load": round(os.getloadavg()[0], 1),
        "identity": counted(sights),
    }


def forgetful(sight: Sight) -> Sight:
    """The same without its picture, which fills the memory."""
    nothing = np.zeros((0, 0, 3), np.uint8)
    return replace(sight, still=replace(sight.still, decoded=lambda: nothing))


def decoded(stills: Iterator[Still], clock: Clock) -> Iterator[Still]:
    """The same stills, with the time of decoding counted."""
    following = clock.timed("decode", lambda: next(stills, None))
    while (still := following()) is not None:
        yield still


def identity(finder: Finder) -> dict[str, dict[str, int]]:
    """Whether coins keep their numbers, clip by clip."""
    coins = read(demo.coins())
    boxes = coin_boxes(coins)
    reference = finder.describe(Reference.from_box(coins, demo.COIN))
    clips: dict[str, Clip] = {
        "pan": over(coins, boxes, SMALL, 60, lambda t: shift(60 * t, 20)),
        "fast pan and back": over(coins, boxes, SMALL, 60, lambda t: shift(62 - 62 * np.cos(4.7 * t), 20)),
        "shaking": over(coins, boxes, SMALL, 60, lambda t: shift(60 + 9 * np.sin(23 * t), 30 + 9 * np.cos(17 * t))),
        "zoom": over(coins, boxes, SMALL, 60, lambda t: np.array([[1 + 0.4 * t, 0, -60], [0, 1 + 0.4 * t, -30]])),
        "crossing": crossing(coins, boxes),
        "occluder": occluder(coins, boxes),
    }
    results = {}
    for name, clip in clips.items():
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


def over(
    picture: NDArray[np.uint8], boxes: Boxes, size: tuple[int, int], count: int, camera: Callable[[float], Any]
) -> Clip:
    """A camera over a picture; camera(t) is the map (2, 3) from the picture to the still."""

    def clip() -> Iterator[tuple[Still, Boxes]]:
        for number in range(count):
            matrix = np.asarray(camera(number / RATE), float)
            seen = cv2.warpAffine(picture, matrix, size[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            corners = boxes.reshape(-1, 2, 2) @ matrix[:, :2].T + matrix[:, 2]
            yield (
                Still.of(number, number / RATE, np.asarray(seen, np.uint8)),
                corners.reshape(-1, 4).astype(np.float32),
            )

    return clip


def shift(x: float, y: float) -> NDArray[np.float64]:
    """A camera that looks at (x, y)."""
    return np.array([[1.0, 0.0, -x], [0.0, 1.0, -y]])


def pan(picture: NDArray[np.uint8], size: tuple[int, int]) -> Callable[[float], NDArray[np.float64]]:
    """From one end of a picture to the other and back in ten seconds, as wide as it is, in an unsteady hand."""
    height, width = picture.shape[:2]
    scale = 1.25 * max(size[0] / height, size[1] / width)
    room = np.array([width * scale - size[1], height * scale - size[0]])

    def camera(t: float) -> NDArray[np.float64]:
        place = room * (0.5 - 0.45 * np.cos(2 * np.pi * t / 10)) + 4 * np.array([np.sin(11 * t), np.cos(7 * t)])
        return np.array([[scale, 0.0, -place[0]], [0.0, scale, -place[1]]])

    return camera


def crossing(coins: NDArray[np.uint8], boxes: Boxes) -> Clip:
    """Two coins that pass, one in front of the other."""
    return moved(coins, boxes, lambda t: [(20 + 85 * t, 95), (195 - 85 * t, 107)], bar=None)


def occluder(coins: NDArray[np.uint8], boxes: Boxes) -> Clip:
    """Two coins that pass behind a bar."""
    return moved(coins, boxes, lambda t: [(10 + 95 * t, 50), (40 + 85 * t, 150)], bar=(110, 168))


def moved(
    coins: NDArray[np.uint8], boxes: Boxes, places: Callable[[float], list[tuple[float, float]]], bar: Any
) -> Clip:
    """The two largest coins, cut out, moving over dark ground of the same picture."""
    rows = np.argsort(-box_geometry.area(boxes))[:2]
    ground = cv2.resize(np.tile(coins[295:303, 60:260], (1, 2, 1)), SMALL[::-1], interpolation=cv2.INTER_LINEAR)
    ground = np.clip(ground + np.random.default_rng(0).normal(0, 6, ground.shape), 0, 255).astype(np.uint8)

    def clip() -> Iterator[tuple[Still, Boxes]]:
        for number in range(60):
            canvas, truth = ground.copy(), []
            for row, (x, y) in zip(rows, places(number / RATE), strict=True):
                x1, y1, x2, y2 = (round(float(side)) for side in boxes[row])
                height, width = y2 - y1, x2 - x1
                disc = np.zeros((height, width), np.float32)
                cv2.ellipse(disc, (width // 2, height // 2), (width // 2 - 1, height // 2 - 1), 0, 0, 360, 1.0, -1)
                left, top = round(x), round(y)
                share = cv2.GaussianBlur(disc, (0, 0), 0.8)[..., None][:, : max(SMALL[1] - left, 0)]
                below = canvas[top : top + height, left : left + width]
                below[...] = below + (coins[y1:y2, x1:x2][:, : below.shape[1]] - below.astype(np.float32)) * share
                truth.append((left, top, left + width, top + height))
            if bar is not None:
                canvas[:, bar[0] : bar[1]] = (96, 84, 70)
            yield Still.of(number, number / RATE, canvas), np.array(truth, np.float32)

    return clip


def coin_boxes(coins: NDArray[np.uint8]) -> Boxes:
    """The 24 coins of the sample picture, by their brightness against their surroundings."""
    grey = cv2.GaussianBlur(cv2.cvtColor(coins, cv2.COLOR_RGB2GRAY), (0, 0), 2)
    mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 101, -8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [cv2.boundingRect(each) for each in outlines if cv2.contourArea(each) > 500]
    return np.array([(x, y, x + width, y + height) for x, y, width, height in found], np.float32)


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
