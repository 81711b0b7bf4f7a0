"""Summands as bars that begin where the one before ended."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from seesame.images.canvas import FAINT, INK, RULE, Canvas
from seesame.images.draw import COLOURS

ROW = 26
"""Pixels that a bar takes."""

_TICKS = (0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
_MORE, _LESS, _SAME = COLOURS[3], COLOURS[0], (176, 180, 188)


def waterfall(
    canvas: Canvas,
    at: tuple[float, float],
    width: float,
    parts: Sequence[tuple[str, float]],
    threshold: float,
    labels: float = 230,
    quiet: Collection[str] = (),
) -> None:
    """Draw summands of log-odds, from even odds to a score, and where the threshold lies.

    Args:
        at: upper left corner; it takes `height(len(parts))` pixels below.
        width: of labels, bars and figures together.
        parts: names and log-odds.
        threshold: 0 to 1.
        labels: width of the names.
        quiet: names of those that are the same for every answer, drawn grey.
    """
    sums = [0.0]
    for _, points in parts:
        sums.append(sums[-1] + points)
    limit = _log_odds(threshold)
    low, high = min(*sums, limit) - 0.6, max(*sums, limit) + 0.6
    left, right, top = at[0] + labels, at[0] + width - 60, at[1]
    bottom = top + ROW * (len(parts) + 1)

    def place(points: float) -> float:
        return left + (points - low) / (high - low) * (right - left)

    for tick in _TICKS:
        x = place(_log_odds(tick))
        if left <= x <= right:
            canvas.line([(x, top), (x, bottom + 4)], RULE)
            canvas.text((x, bottom + 9), f"{tick:g}", 11, FAINT, "ma")
    for number, (name, points) in enumerate(parts):
        y = top + ROW * number
        start, end = sorted((place(sums[number]), place(sums[number + 1])))
        canvas.text((at[0], y + ROW / 2), name, 14, INK, "lm")
        colour = _SAME if name in quiet else _MORE if points >= 0 else _LESS
        canvas.box((start, y + 6, max(end, start + 1.5), y + ROW - 6), colour, 2)
        x = place(sums[number + 1])
        canvas.line([(x, y + 6), (x, y + ROW + (6 if number + 1 < len(parts) else 13))], FAINT, 0.75)
        canvas.text((at[0] + width, y + ROW / 2), f"{points:+.2f}", 13, FAINT, "rm")
    y, x = top + ROW * len(parts) + ROW / 2, place(sums[-1])
    canvas.dashes((place(limit), top), (place(limit), bottom + 4), INK, 1.25)
    canvas.text((place(limit), top - 4), f"threshold {threshold:.2f}", 11, INK, "ms")
    canvas.text((at[0], y), "score", 14, INK, "lm")
    canvas.disc((x, y), 6, INK)
    score = 1 / (1 + math.exp(-max(min(sums[-1], 500), -500)))
    canvas.text((at[0] + width, y), f"{score:.3f}", 15, INK, "rm")


def height(count: int) -> int:
    """Pixels that so many parts take, with the scale below."""
    return ROW * (count + 1) + 26


def _log_odds(share: float) -> float:
    inside = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))
