"""From stills to what is seen in each: search every n-th, follow what is found, fill in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.footage.still import Still
from seesame.video.between import glide
from seesame.video.look import Memory, Searcher, Seen, inside, look
from seesame.video.sight import Sight
from seesame.video.trails import Rules, Trails

_HELD = 256 << 20  # bytes of stills that wait for the next searched one, as FFmpeg decodes them
_BYTES_A_PIXEL = 1.5
_LOOK_AHEAD = 1.0  # seconds that a motion is believed where the next searched still is too far to wait for

Floats = NDArray[np.float32]


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
    memory, last = Memory(), None
    told = False  # of the last searched still
    waiting: deque[Still] = deque()
    for place, still in enumerate(stills):
        if place % every == 0:
            memory, seen = look(still, finder, question, rules, top, memory)
            if last is not None:
                if not told:
                    yield _told(last, memory.trails)
                yield from (_between(last, seen, memory.trails, each) for each in waiting)
            waiting.clear()
            last, told = seen, False
        elif between and last is not None:
            waiting.append(still)
            if len(waiting) > _room(still.size):
                if not told:
                    yield _told(last, memory.trails)
                told = True
                yield _after(last, memory.trails, waiting.popleft())
    if last is not None:
        # What the very last search saw for the first time, nothing can confirm or refute.
        trails = memory.trails.believed(last.keys)
        if not told:
            yield _told(last, trails)
        yield from (_after(last, trails, each) for each in waiting)


def _room(size: tuple[int, int]) -> int:
    """How many stills may wait."""
    return max(int(_HELD / (size[0] * size[1] * _BYTES_A_PIXEL)), 1)


def _numbers(trails: Trails, *seen: Seen) -> Mapping[int, int]:
    """The number of each trail that is believed by now, by its key."""
    known = trails.numbers()
    for each in seen:
        known |= each.numbers
    return known


def _told(seen: Seen, trails: Trails) -> Sight:
    """A searched still, with the numbers that are known by now."""
    numbers = _numbers(trails, seen)
    rows = [row for row in inside(seen.instances).tolist() if seen.keys[row] in numbers]
    tracks = tuple(numbers[seen.keys[row]] for row in rows)
    return Sight(seen.still, True, seen.instances[rows], tracks, seen.found[rows])


def _after(seen: Seen, trails: Trails, still: Still) -> Sight:
    """A still after a searched one, by motion alone."""
    numbers, step = _numbers(trails, seen), still.time - seen.still.time
    rows = [row for row, key in enumerate(seen.keys) if key in numbers and step <= _LOOK_AHEAD]
    return _moved(still, seen, rows, seen.instances.boxes[rows] + step * np.tile(seen.speeds[rows], 2), numbers)


def _between(before: Seen, after: Seen, trails: Trails, still: Still) -> Sight:
    """A still between two searched ones: on the straight way from one to the other.

    What is not seen again goes on by its motion until half the way.
    """
    numbers = _numbers(trails, before, after)
    whole = after.still.time - before.still.time
    share = (still.time - before.still.time) / whole if whole > 0 else 0.0
    again = {key: row for row, key in enumerate(after.keys)}
    near_end = share > 0.5
    rows, boxes = [], []
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
    placed = np.array(boxes, np.float32).reshape(-1, 4)
    return _moved(still, after if near_end else before, rows, placed, numbers)


def _moved(still: Still, seen: Seen, rows: list[int], boxes: Floats, numbers: Mapping[int, int]) -> Sight:
    """A still whose instances are those rows of a searched one, moved to other boxes; what left the picture is gone."""
    moved = glide(seen.instances[rows], np.asarray(boxes, np.float32))
    order = inside(moved)
    tracks = tuple(numbers[seen.keys[rows[place]]] for place in order.tolist())
    return Sight(still, False, moved[order], tracks, np.zeros(len(order), np.bool_))
