"""Clips whose truth is known: cameras over a picture, and coins that pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame import demo, read
from seesame.geometry import boxes as box_geometry
from seesame.video import Still

SMALL, RATE = (240, 260), 30
Boxes = NDArray[np.float32]
Clip = Callable[[], Iterator[tuple[Still, Boxes]]]
"""Stills, each with the boxes of all objects, in the picture or not."""


def of_coins() -> dict[str, Clip]:
    """By name, clips of two seconds of the coins that ship."""
    coins = read(demo.coins())
    boxes = coin_boxes(coins)
    return {
        "pan": over(coins, boxes, SMALL, 60, lambda t: shift(60 * t, 20)),
        "fast pan and back": over(coins, boxes, SMALL, 60, lambda t: shift(62 - 62 * np.cos(4.7 * t), 20)),
        "shaking": over(coins, boxes, SMALL, 60, lambda t: shift(60 + 9 * np.sin(23 * t), 30 + 9 * np.cos(17 * t))),
        "zoom": over(coins, boxes, SMALL, 60, lambda t: np.array([[1 + 0.4 * t, 0, -60], [0, 1 + 0.4 * t, -30]])),
        "crossing": crossing(coins, boxes),
        "occluder": occluder(coins, boxes),
    }


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
