"""A picture to try things on: ancient coins, and the box of one of them. README.md tells where it comes from."""

from __future__ import annotations

from pathlib import Path

COIN = (80, 174, 124, 218)
"""One coin of the picture: x1 y1 x2 y2, pixels."""


def coins() -> Path:
    """The path of the sample picture: 24 coins, 384 x 303 pixels, grey."""
    return Path(__file__).with_name("coins.png")
