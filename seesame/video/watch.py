"""From stills to what is seen in each: search every n-th, follow what is found, fill in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances
from seesame.video.between import glide
from seesame.video.still import Sight, Still
from seesame.video.trails import Rules, Trails, follow

_HELD = 256 << 20  # bytes of stills that wait for the next searched one, as FFmpeg decodes them
_BYTES_A_PIXEL = 1.5
_LOOK_AHEAD = 1.0  # seconds that a motion is believed where the next searched still is too far to wait for

Floats = NDArray[np.float32]


class Searcher(Protocol):
    """What is needed of a Finder here."""

    def encode(self, picture: Any) -> Any:
        """A scene."""

    def scores(self, scene: Any, question: Any) -> Any:
        """The scores of a scene's regions."""

    def instances(self, scene: Any, scores: Any, threshold: float, top: int = 100) -> Instances:
        """The regions of a scene that score enough, as instances."""

    def looks(self, scene: Any, instances: Instances) -> Floats:
        """How each instance looks, as vectors (R, D) of unit length."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """A searched still: what was found, and by which trails.

    Attributes:
        instances: those that belong to a trail.
        keys: of the trails, a row each.
        speeds: (R, 2), pixels a second.
        numbers: of the trails that are believed, by key, as far as is known.
    """

    still: Still
    instances: Instances
    keys: tuple[int, ...]
    speeds: Floats
    numbers: dict[int, int]


def watch(
    stills: Iterable[Still],
    finder: Searcher,
    question: Any,
    rules: Rules,
    every: int = 1,
    between: bool = True,
    top: int = 100,
) -> Iterator[Sight]:
    """What is seen in each still, in order, one step behind the search: a thing counts once it is seen again.

    Args:
        stills: of one size.
        question: a descriptor.
        every: search every n-th still.
        between: tell of the stills between too.
        top: the most instances a still.

    Raises: ConfigError: `every` or `top` make no sense.
    """
    if every < 1 or top < 1:
        raise ConfigError(f"every is {every} and top {top}, expected 1 or more; change them")
    return _watched(iter(stills), finder, question, rules, every, between, top)


def _watched(
    stills: Iterator[Still], finder: Searcher, question: Any, rules: Rules, every: int, between: bool, top: int
) -> Iterator[Sight]:
    trails, last = Trails(), None
    told = False  # of the last searched still
    waiting: deque[Still] = deque()
    for place, still in enumerate(stills):
        if place % every == 0:
            trails, seen = _look(still, finder, question, trails, rules, top)
            if last is not None:
                if not told:
                    yield _told(last, trails)
                yield from (_between(last, seen, trails, each) for each in waiting)
            waiting.clear()
            last, told = seen, False
        elif between:
            waiting.append(still)
            if last is not None and len(waiting) > _room(still.size):
                if not told:
                    yield _told(last, trails)
                told = True
                yield _after(last, trails, waiting.popleft())
    if last is not None:
        # What the very last search saw for the first time, nothing can confirm or refute.
        trails = trails.believed(last.keys)
        if not told:
            yield _told(last, trails)
        yield from (_after(last, trails, each) for each in waiting)


def _room(size: tuple[int, int]) -> int:
    """How many stills may wait."""
    return max(int(_HELD / (size[0] * size[1] * _BYTES_A_PIXEL)), 1)


def _look(
    still: Still, finder: Searcher, question: Any, trails: Trails, rules: Rules, top: int
) -> tuple[Trails, _Seen]:
    """Search one still."""
    scene = finder.encode(still.picture)
    found = finder.instances(scene, finder.scores(scene, question), rules.least, top)
    after, keys = follow(trails, still.time, found.boxes, found.scores, finder.looks(scene, found), rules)
    rows = [row for row, key in enumerate(keys) if key >= 0]
    speed = {trail.key: trail.motion.speed for trail in after.alive}
    kept = tuple(keys[row] for row in rows)
    speeds = np.array([speed[key] for key in kept], np.float32).reshape(-1, 2)
    return after, _Seen(still, found[rows], kept, speeds, after.numbers())


def _told(seen: _Seen, trails: Trails) -> Sight:
    """A searched still, with the numbers that are known by now."""
    numbers = trails.numbers() | seen.numbers
    rows = [row for row, key in enumerate(seen.keys) if key in numbers]
    return Sight(seen.still, True, seen.instances[rows], tuple(numbers[seen.keys[row]] for row in rows))


def _after(seen: _Seen, trails: Trails, still: Still) -> Sight:
    """A still after a searched one, by motion alone."""
    numbers, step = trails.numbers() | seen.numbers, still.time - seen.still.time
    rows = [row for row, key in enumerate(seen.keys) if key in numbers and step <= _LOOK_AHEAD]
    return _sight(still, seen, rows, seen.instances.boxes[rows] + step * np.tile(seen.speeds[rows], 2), numbers)


def _between(before: _Seen, after: _Seen, trails: Trails, still: Still) -> Sight:
    """A still between two searched ones: on the straight way from one to the other.

    What is not seen again goes on by its motion until half the way.
    """
    numbers = trails.numbers() | before.numbers | after.numbers
    whole = after.still.time - before.still.time
    share = (still.time - before.still.time) / whole if whole > 0 else 0.0
    again = {key: row for row, key in enumerate(after.keys)}
    near_end = share > 0.5
    from_, rows, boxes = (after if near_end else before), [], []
    for row, key in enumerate(before.keys):
        start = before.instances.boxes[row]
        if key not in numbers:
            continue
        if key in again:
            end = after.instances.boxes[again[key]]
            rows.append(again[key] if near_end else row)
            boxes.append(start + np.float32(share) * (end - start))
        elif not near_end:
            rows.append(row)
            boxes.append(start + np.tile(before.speeds[row], 2) * np.float32(share * whole))
    return _sight(still, from_, rows, np.array(boxes, np.float32).reshape(-1, 4), numbers)


def _sight(still: Still, seen: _Seen, rows: list[int], boxes: Floats, numbers: dict[int, int]) -> Sight:
    """A still whose instances are those rows of a searched one, moved to other boxes; what left the picture is gone."""
    moved = glide(seen.instances[rows], np.asarray(boxes, np.float32))
    inside = np.flatnonzero(box_geometry.area(moved.boxes))
    order = inside[np.argsort(-moved.scores[inside], kind="stable")]
    return Sight(still, False, moved[order], tuple(numbers[seen.keys[rows[place]]] for place in order.tolist()))
