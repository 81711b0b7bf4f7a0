"""Where a thing is, how fast it moves, and how sure that is: a Kalman filter of constant velocity.

Source: Kalman (1960); Bewley et al., Simple Online and Realtime Tracking (2016), for its use on boxes. Noise is
measured in sides of the thing, as what is near moves more pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SEEN = 0.06  # deviation of a seen centre, sides
_FIRST_SPEED = 3.0  # deviation of the speed before it is known, sides a second
_SHAKE = 4.0  # how much the speed changes, sides a second in one second
_GROWING, _SHRINKING = 0.4, 1.0  # seconds in which a side follows a longer and a shorter one that is seen
_PARTLY = 0.9  # of a known side; what shows less of it is partly hidden

Pair = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Motion:
    """A moving box.

    Attributes:
        time: of this state, seconds.
        centre: x y, pixels.
        sides: width and height, pixels, of the whole thing; they are taken to stay as they are.
        speed: x y, pixels a second.
        spread: variances of a coordinate of the centre and of the speed, and their covariance between the two:
            (centre, covariance, speed), pixels and seconds.
    """

    time: float
    centre: Pair
    sides: Pair
    speed: Pair
    spread: tuple[float, float, float]

    @classmethod
    def begun(cls, box: ArrayLike, time: float) -> Motion:
        """A thing seen for the first time; its speed is not known."""
        centre, sides = _parts(box)
        side = _side(sides)
        return cls(time, centre, sides, np.zeros(2), ((_SEEN * side) ** 2, 0.0, (_FIRST_SPEED * side) ** 2))

    @property
    def box(self) -> NDArray[np.float32]:
        """x1 y1 x2 y2, pixels; may lie outside the picture."""
        return np.concatenate([self.centre - self.sides / 2, self.centre + self.sides / 2]).astype(np.float32)

    @property
    def side(self) -> float:
        """The side of a square of the same area, pixels."""
        return _side(self.sides)

    def at(self, time: float) -> Motion:
        """Where it should be at another time, and how much less sure that is."""
        step = time - self.time
        place, both, pace = self.spread
        shake = (_SHAKE * self.side) ** 2 * abs(step)
        spread = (
            place + 2 * step * both + step**2 * pace + shake * step**2 / 3,
            both + step * pace + shake * step / 2,
            pace + shake,
        )
        return replace(self, time=time, centre=self.centre + step * self.speed, spread=spread)

    def carried(self, matrix: NDArray[np.float64]) -> Motion:
        """The same in the coordinates of another still, after the camera moved by a map (2, 3)."""
        turn = matrix[:, :2]
        zoom = float(np.sqrt(abs(np.linalg.det(turn))))
        place, both, pace = (value * zoom**2 for value in self.spread)
        centre = turn @ self.centre + matrix[:, 2]
        return Motion(self.time, centre, self.sides * zoom, turn @ self.speed, (place, both, pace))

    def seen(self, box: ArrayLike, time: float) -> Motion:
        """The same thing after it was seen again."""
        ahead = self.at(time)
        sides = _parts(box)[1]
        place, both, pace = ahead.spread
        whole = place + (_SEEN * ahead.side) ** 2
        off = ahead._off(box)
        gain = 1 - np.exp(-max(time - self.time, 0.0) / np.where(sides > ahead.sides, _GROWING, _SHRINKING))
        return Motion(
            time,
            ahead.centre + off * place / whole,
            ahead.sides + gain * (sides - ahead.sides),
            ahead.speed + off * both / whole,
            (place - place**2 / whole, both - place * both / whole, pace - both**2 / whole),
        )

    def surprise(self, box: ArrayLike) -> tuple[float, float]:
        """How unexpected a box is at this time.

        Returns: the squared distance of the centres in deviations, and the variance of one coordinate, square pixels.
        """
        whole = self.spread[0] + (_SEEN * self.side) ** 2
        off = self._off(box)
        return float(off @ off) / whole, whole

    def _off(self, box: ArrayLike) -> Pair:
        """How far the centre of what is seen is from here, x y.

        Where a side shows only partly, behind something or over the edge, the whole may reach as far on either end
        of it as is lacking: the nearest of these places counts.
        """
        centre, sides = _parts(box)
        off = centre - self.centre
        lacking = np.where(sides < _PARTLY * self.sides, self.sides - sides, 0.0) / 2
        return np.asarray(np.sign(off) * np.maximum(np.abs(off) - lacking, 0.0))


def _parts(box: ArrayLike) -> tuple[Pair, Pair]:
    """Centre and sides of x1 y1 x2 y2; no side is less than a pixel."""
    corners = np.asarray(box, np.float64)
    return (corners[:2] + corners[2:]) / 2, np.maximum(corners[2:] - corners[:2], 1.0)


def _side(sides: Pair) -> float:
    return float(np.sqrt(sides[0] * sides[1]))
