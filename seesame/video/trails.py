"""Which found thing is which one of before: pure functions on values, no picture, no network.

A thing is believed once it was found in several searched stills. From then on it has a number, needs a lower score to
go on, and keeps the number while it is not found for a while.

Source: Bewley et al., Simple Online and Realtime Tracking (2016); Wojke et al., DeepSORT (2017), for appearance; Zhang
et al., ByteTrack (2021), for the second round with lower scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.geometry import boxes as box_geometry
from seesame.video.motion import Motion

Floats = NDArray[np.float32]

_FARTHEST = 9.0  # squared deviations from where it should be
_REACH = 1.0  # sides, however long it was out of sight
_FIRST_REACH = 2.0  # sides, while its speed is not known
_OVERLAP = 0.3  # what overlaps so much may be the same whatever its motion; a low score must
_SAME = 0.7  # of the smaller of two boxes; with so much in common the worse begins no track
_SMALL = 0.65  # of a box; two things within it that are smaller make it a group
_IN_SIGHT = 0.25  # of its box; what should have left the picture has ended
_LIKENESS = 0.1  # by how much the cosine of the same thing's vectors falls short of 1
_MOST_UNLIKE = 4.0  # so that a thing that turned around can still be the same
_GROWTH = 0.5  # deviation of the logarithm of an area
_NEWS = 0.2  # how much the newest look counts


@dataclass(frozen=True)
class Rules:
    """When a track begins, goes on and ends.

    Attributes:
        threshold: the least score that begins one.
        share: of the threshold, which is enough to go on.
        confirm: searched stills that must show a thing before it is believed.
        patience: seconds without a sight after which a track ends, if also `misses` searched stills did not show it.
        misses: see above.

    Raises: ConfigError: a rule makes no sense.
    """

    threshold: float
    share: float = 0.5
    confirm: int = 2
    patience: float = 1.5
    misses: int = 2

    def __post_init__(self) -> None:
        if not (0 <= self.threshold <= 1 and 0 < self.share <= 1):
            told = f"threshold is {self.threshold} and share {self.share}"
            raise ConfigError(f"{told}, expected 0 to 1, the share above 0; change them")
        if self.confirm < 1 or self.patience < 0 or self.misses < 0:
            told = f"confirm is {self.confirm}, patience {self.patience} and misses {self.misses}"
            raise ConfigError(f"{told}, expected 1 or more, 0 or more, 0 or more; change them")

    @property
    def least(self) -> float:
        """The score from which an instance can matter at all."""
        return self.threshold * self.share


@dataclass(frozen=True, eq=False)
class Trail:
    """One thing over time.

    Attributes:
        key: unlike that of any other trail, from 0.
        number: that of its track, from 1; 0 until it is believed.
        motion: when and where it was last seen.
        vector: (D,) of unit length, how it looked lately.
        sightings: in how many searched stills it was seen.
        misses: how many in a row did not show it.
    """

    key: int
    number: int
    motion: Motion
    vector: Floats
    sightings: int
    misses: int


@dataclass(frozen=True, eq=False)
class Trails:
    """All things that are followed at a time.

    Attributes:
        alive: those that have not ended.
        born: how many there ever were.
        numbered: how many were ever believed.
    """

    alive: tuple[Trail, ...] = ()
    born: int = 0
    numbered: int = 0

    def numbers(self) -> dict[int, int]:
        """The number of each believed trail, by its key."""
        return {trail.key: trail.number for trail in self.alive if trail.number}

    def carried(self, matrix: NDArray[np.float64]) -> Trails:
        """The same after the camera moved by a map (2, 3)."""
        return replace(self, alive=tuple(replace(each, motion=each.motion.carried(matrix)) for each in self.alive))

    def believed(self, keys: Iterable[int]) -> Trails:
        """The same, with some that are believed without waiting for more sights."""
        wanted, numbered = set(keys), self.numbered
        alive = []
        for trail in self.alive:
            if trail.key in wanted and not trail.number:
                numbered += 1
                trail = replace(trail, number=numbered)
            alive.append(trail)
        return Trails(tuple(alive), self.born, numbered)


def follow(
    trails: Trails,
    time: float,
    size: tuple[int, int],
    boxes: Floats,
    scores: Floats,
    vectors: Floats,
    rules: Rules,
) -> tuple[Trails, tuple[int, ...]]:
    """The trails after one more searched still.

    Takes: time, seconds; size, (height, width) of the still;
        boxes (R, 4), scores (R,) of at least `rules.least`, vectors (R, D) of unit length.
    Returns: the trails, and the key of each row's trail, -1 for a row that belongs to none.
    """
    again = _again(boxes, scores)
    one = ~_groups([trail.motion.at(time).box for trail in trails.alive if trail.number], boxes)
    strong = np.flatnonzero((scores >= rules.threshold) & one).tolist()
    weak = np.flatnonzero((scores < rules.threshold) & one & ~again).tolist()
    pairs = dict(_matched(trails.alive, strong, time, boxes, vectors, 0.0))
    left = [trail for trail in trails.alive if trail.key not in pairs and trail.number]
    pairs |= dict(_matched(left, weak, time, boxes, vectors, _OVERLAP))

    keys, alive = [-1] * len(boxes), []
    for trail in trails.alive:
        if trail.key in pairs:
            row = pairs[trail.key]
            keys[row] = trail.key
            alive.append(_seen(trail, time, boxes[row], vectors[row]))
        elif _goes_on(trail, time, size, rules):
            alive.append(replace(trail, misses=trail.misses + 1))
    born = trails.born
    for row in (row for row in strong if keys[row] < 0 and not again[row]):
        keys[row] = born
        alive.append(Trail(born, 0, Motion.begun(boxes[row], time), vectors[row], 1, 0))
        born += 1
    after = Trails(tuple(alive), born, trails.numbered)
    return after.believed(trail.key for trail in alive if trail.sightings >= rules.confirm), tuple(keys)


def _again(boxes: Floats, scores: Floats) -> NDArray[np.bool_]:
    """Which rows (R,) lie mostly in or around one of a better score: a part, a group, the same thing once more."""
    areas = np.maximum(box_geometry.area(boxes), 1e-6)
    shares = box_geometry.intersection(boxes, boxes) / np.minimum(areas[:, None], areas)
    again = np.zeros(len(boxes), np.bool_)
    kept: list[int] = []
    for row in np.argsort(-scores, kind="stable").tolist():
        again[row] = (shares[row, kept] >= _SAME).any()
        kept += [] if again[row] else [row]
    return again


def _groups(things: Sequence[Floats], boxes: Floats) -> NDArray[np.bool_]:
    """Which rows (R,) hold two things that are followed, each much smaller, and are none of them."""
    if len(things) < 2:
        return np.zeros(len(boxes), np.bool_)
    ahead = np.stack(things)
    areas, whole = np.maximum(box_geometry.area(ahead), 1e-6), box_geometry.area(boxes)
    held = box_geometry.intersection(ahead, boxes) / areas[:, None] >= _SAME
    small = areas[:, None] < _SMALL * whole
    one = (box_geometry.iou(ahead, boxes) >= _SMALL).any(0)
    return np.asarray(((held & small).sum(0) >= 2) & ~one)


def _matched(
    trails: Sequence[Trail], rows: Sequence[int], time: float, boxes: Floats, vectors: Floats, overlap: float
) -> Iterator[tuple[int, int]]:
    """Pairs of a trail's key and a row that overlap enough, the likeliest first, each in one pair at most."""
    ahead = [trail.motion.at(time) for trail in trails]
    overlaps = box_geometry.iou(np.array([each.box for each in ahead]).reshape(-1, 4), boxes)
    likely = []
    for place, trail in enumerate(trails):
        for row in rows:
            price = _price(trail, ahead[place], boxes[row], vectors[row], float(overlaps[place, row]))
            if price is not None and overlaps[place, row] >= overlap:
                likely.append((price, trail.key, row))
    used_keys: set[int] = set()
    used_rows: set[int] = set()
    for _, key, row in sorted(likely):
        if key not in used_keys and row not in used_rows:
            used_keys.add(key)
            used_rows.add(row)
            yield key, row


def _price(trail: Trail, ahead: Motion, box: Floats, vector: Floats, overlap: float) -> float | None:
    """How unlikely it is that a trail goes on in a box: minus the logarithm of it; None where it cannot be."""
    surprise, variance = ahead.surprise(box)
    reach = (_FIRST_REACH if trail.sightings == 1 else _REACH) * ahead.side
    too_far = surprise > _FARTHEST or surprise * variance > reach**2
    if too_far and overlap < _OVERLAP:
        return None
    growth = math.log(max(float(box_geometry.area(box[None])[0]), 1.0) / ahead.side**2)
    unlike = min((1.0 - float(trail.vector @ vector)) / _LIKENESS, _MOST_UNLIKE)
    return surprise / 2 + math.log(variance / ahead.side**2) + (growth / _GROWTH) ** 2 / 2 + unlike


def _seen(trail: Trail, time: float, box: Floats, vector: Floats) -> Trail:
    mixed = trail.vector + np.float32(_NEWS) * (vector - trail.vector)
    unit = mixed / max(float(np.linalg.norm(mixed)), 1e-6)
    return replace(trail, motion=trail.motion.seen(box, time), vector=unit, sightings=trail.sightings + 1, misses=0)


def _goes_on(trail: Trail, time: float, size: tuple[int, int], rules: Rules) -> bool:
    """Whether a trail that was not seen may be seen again; one that is not yet believed, or went away, may not."""
    box = trail.motion.at(time).box[None]
    in_sight = box_geometry.area(box_geometry.clip(box, *size)) / box_geometry.area(box)
    if not trail.number or in_sight[0] < _IN_SIGHT:
        return False
    return time - trail.motion.time <= rules.patience or trail.misses < rules.misses
