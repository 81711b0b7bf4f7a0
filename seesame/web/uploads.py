"""Uploaded pictures: kept in memory alone, by their content, until newer ones need the room or the server ends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from seesame.errors import PictureError
from seesame.images.glance import glance
from seesame.web.memory import Memory
from seesame.web.problems import Refusal
from seesame.web.settings import Limits
from seesame.web.source import Source

PREFIX = "u-"


@dataclass(frozen=True)
class _Kept:
    content: bytes
    name: str
    size: tuple[int, int]


class Uploads:
    """What clients sent."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.memory: Memory[str, _Kept] = Memory(limits.uploads_bytes)

    def add(self, content: bytes, name: str) -> tuple[Source, bool]:
        """Keep a picture; its size is looked at before anything is decoded.

        Returns: it, and whether it is new. Raises: Refusal: it is too large. PictureError: it is no picture.
        """
        key = hashlib.sha256(content).hexdigest()[:40]
        known = self.memory.get(key)
        if known is None:
            if not content:
                raise PictureError("the body is empty, expected a picture's bytes")
            seen = glance(content, name or "the upload")
            if seen.height * seen.width > self._limits.upload_pixels:
                raise Refusal(
                    "too-large",
                    f"the picture has {seen.width} x {seen.height} pixels, expected at most "
                    f"{self._limits.upload_pixels:,} in all; make it smaller",
                )
            kept = self.memory.put(key, _Kept(content, name or "picture", (seen.height, seen.width)))
            return _source(key, kept), True
        return _source(key, known), False

    def source(self, picture: str) -> Source:
        """By its id. Raises: Refusal: there is none, or it was forgotten."""
        key = picture.removeprefix(PREFIX)
        kept = self.memory.get(key)
        if kept is None:
            raise Refusal("no-such-picture", f"{picture}: there is no such upload, or it was forgotten; send it again")
        return _source(key, kept)

    def forget(self, picture: str) -> None:
        """Forget one, if it is there."""
        self.memory.forget(picture.removeprefix(PREFIX))


def _source(key: str, kept: _Kept) -> Source:
    return Source(
        id=PREFIX + key,
        name=kept.name,
        stamp=key,
        load=lambda: kept.content,
        length=len(kept.content),
        digest=key,
        size=kept.size,
    )
