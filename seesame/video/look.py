"""One searched still: what the network finds in it, and which thing each find is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seesame.footage.still import Still
from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances
from seesame.video import camera
from seesame.video.between import glide
from seesame.video.motion import Motion
from seesame.video.trails import Rules, Trail, Trails, follow

_LASTING = 0.25  # seconds that a thing is still shown when it is not found: most often the network missed it

Floats = NDArray[np.float32]


class Searcher(Protocol):
    """What is needed of a Finder here."""

    def encode(self, picture: Any) -> Any:
        """A scene."""

    def scores(self, scene: Any, question: Any) -> Any:
        """The scores of a scene's regions."""

    def instances(self, scene: Any, scores: Any, threshold: float, top: int = 100) -> Instances:
        """The regions of a scene that score enough, as instances."""

    def vectors(self, scene: Any, instances: Instances) -> Floats:
        """How each instance looks, as vectors (R, D) of unit length."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A searched still.

    Attributes:
        instances: those that belong to a trail; the found ones, then those that were found a moment ago.
        keys: of the trails, a row each.
        found: (R,) bool, whether the network found it in this very still.
        speeds: (R, 2), pixels a second, the camera's motion included.
        numbers: of the trails that are believed, by key, as far as is known.
    """

    still: Still
    instances: Instances
    keys: tuple[int, ...]
    found: NDArray[np.bool_]
    speeds: Floats
    numbers: Mapping[int, int]


Shape = tuple[Instances, Motion]


@dataclass(frozen=True, eq=False)
class Memory:
    """What is known from one searched still to the next.

    Attributes:
        grey: the last searched still, made `camera.small`; None before the first.
        time: of it.
        shapes: the instance, one row, that each living trail last was, and its motion then.
    """

    trails: Trails = field(default_factory=Trails)
    grey: NDArray[np.uint8] | None = None
    time: float = 0.0
    shapes: Mapping[int, Shape] = field(default_factory=dict)


def look(
    still: Still, finder: Searcher, question: Any, rules: Rules, top: int, memory: Memory
) -> tuple[Memory, Seen]:
    """Search one still and follow what was known."""
    picture = still.picture
    scene = finder.encode(picture)
    found = finder.instances(scene, finder.scores(scene, question), rules.least, top)
    grey = camera.small(picture)
    motion = camera.STILL
    if memory.grey is not None:
        things = [trail.motion.box for trail in memory.trails.alive]
        motion = camera.camera_motion(memory.grey, grey, still.size, np.array(things, np.float32).reshape(-1, 4))
    known = memory.trails.carried(motion)
    vectors = finder.vectors(scene, found)
    trails, keys = follow(known, still.time, still.size, found.boxes, found.scores, vectors, rules)

    rows = [row for row, key in enumerate(keys) if key >= 0]
    alive = {trail.key: trail for trail in trails.alive}
    shapes = {keys[row]: (found[row], alive[keys[row]].motion) for row in rows}
    lost = {key: shape for key, shape in memory.shapes.items() if key in alive and key not in shapes}
    lasting = {key: _shown(shape, alive[key], still.time) for key, shape in lost.items() if _lasts(alive[key], still)}
    instances = Instances.concatenate([found[rows], *lasting.values()])
    kept = (*(keys[row] for row in rows), *lasting)
    step = still.time - memory.time
    speeds = [_speed(alive[key], motion, step) for key in kept]
    seen = Seen(
        still,
        instances,
        kept,
        np.arange(len(kept)) < len(rows),
        np.array(speeds, np.float32).reshape(-1, 2),
        trails.numbers(),
    )
    return Memory(trails, grey, still.time, {**lost, **shapes}), seen


def _lasts(trail: Trail, still: Still) -> bool:
    return trail.number > 0 and still.time - trail.motion.time <= _LASTING


def _shown(shape: Shape, trail: Trail, time: float) -> Instances:
    """An instance that was found a moment ago, where it should be now."""
    instance, then = shape
    now = trail.motion.at(time)
    corners = (instance.boxes.reshape(2, 2) - then.centre) * (now.side / then.side) + now.centre
    return glide(instance, corners.astype(np.float32).reshape(1, 4))


def _speed(trail: Trail, motion: camera.Matrix, step: float) -> NDArray[np.float64]:
    """Pixels a second in the picture, if the camera goes on as it did."""
    if step <= 0:
        return trail.motion.speed
    centre = trail.motion.centre
    turn = np.linalg.inv(motion[:, :2])
    before = turn @ (centre - motion[:, 2])
    return np.asarray(trail.motion.speed + (centre - before) / step)


def inside(instances: Instances) -> NDArray[np.int64]:
    """The rows that are in the picture at all, best first."""
    rows = np.flatnonzero(box_geometry.area(instances.boxes) > 0)
    return np.asarray(rows[np.argsort(-instances.scores[rows], kind="stable")], np.int64)
