"""Source: one picture that can be read, wherever it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from seesame.errors import PictureError


@dataclass(frozen=True)
class Source:
    """One picture.

    Attributes:
        id: on the wire.
        name: for people: never a path of the server beyond what it opened.
        stamp: another one where the content may be another one.
        load: its bytes; raises PictureError.
        length: how many bytes they are; None where that is not known.
        digest: of its content, where it is known without reading; else empty.
        path: where it lies, for command lines; empty where it lies nowhere.
        size: (height, width) of the upright picture, where that is known.
        failed: why it cannot be read, where that is known.
    """

    id: str
    name: str
    stamp: str
    load: Callable[[], bytes] = field(repr=False)
    length: int | None = None
    digest: str = ""
    path: str = ""
    size: tuple[int, int] | None = None
    failed: str | None = None

    def content(self) -> bytes:
        """The bytes. Raises: PictureError: it cannot be read; names it as people know it."""
        try:
            return self.load()
        except PictureError as error:
            raise PictureError(str(error).replace(self.path, self.name) if self.path else str(error)) from error
