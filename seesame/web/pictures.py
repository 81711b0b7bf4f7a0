"""Every picture that the server knows, by its id: read once, looked at in any size."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import PictureError
from seesame.images import read
from seesame.images.glance import glance
from seesame.images.read import MAX_PIXELS
from seesame.web import collected, folder, uploads
from seesame.web.collected import Collected
from seesame.web.folder import Folder
from seesame.web.memory import Memory
from seesame.web.problems import Refusal
from seesame.web.schemas.pictures import PictureTold
from seesame.web.settings import Limits
from seesame.web.source import Source
from seesame.web.uploads import Uploads

THUMBNAIL = 160  # pixels
LARGEST_VIEW = 4096  # pixels a side

_QUALITY = {True: 82, False: 90}  # of JPEGs: small ones, others


class Pictures:
    """Uploads, the folder and the collection behind one door."""

    def __init__(self, limits: Limits, opened: Folder | None, collection: Collected | None) -> None:
        self.uploads = Uploads(limits)
        self.folder, self.collection = opened, collection
        self.decoded: Memory[str, NDArray[np.uint8]] = Memory(limits.pictures_bytes)
        self.views: Memory[tuple[object, ...], bytes] = Memory(limits.pictures_bytes)
        self._digests: Memory[tuple[str, str], str] = Memory(1 << 24)
        self._seen: Memory[str, str] = Memory(1 << 24)
        self._sizes: Memory[tuple[str, str], tuple[int, int]] = Memory(1 << 24)

    def source(self, picture: str) -> Source:
        """By its id. Raises: Refusal: there is no such picture."""
        if picture.startswith(uploads.PREFIX):
            return self.uploads.source(picture)
        if picture.startswith(folder.PREFIX) and self.folder is not None:
            return self.folder.source(picture)
        if picture.startswith(collected.PREFIX) and self.collection is not None:
            return self.collection.source(picture)
        raise Refusal("no-such-picture", f"{picture}: the server has no folder or collection that it could be of")

    def digest(self, source: Source) -> str:
        """What the content is known by: equal for equal bytes, wherever they lie. Raises: PictureError."""
        known = self.known_digest(source)
        if known is None:
            known = self._digests.put((source.id, source.stamp), hashlib.sha256(_content(source)).hexdigest()[:40])
            self._seen.put(source.id, known)
        return known

    def seen(self, picture: str) -> bool:
        """Whether a picture of this id was read lately; nothing is looked at to tell."""
        return picture.startswith(uploads.PREFIX) or picture in self._seen

    def known_digest(self, source: Source) -> str | None:
        """What the content is known by, if that can be told without reading it."""
        return source.digest or self._digests.get((source.id, source.stamp))

    def read(self, source: Source) -> NDArray[np.uint8]:
        """The picture, RGB uint8 (H, W, 3), not to be written to. Raises: PictureError: it cannot be read."""
        known = self.decoded.get(key := self.digest(source))
        if known is None:
            known = decoded(_content(source), source.name)
            known.setflags(write=False)
            self.decoded.put(key, known)
        return known

    def told(self, source: Source) -> PictureTold:
        """What is said of a picture: its size is looked at in its head alone."""
        size, failed = source.size, source.failed
        if size is None and failed is None:
            try:
                size = self._size(source)
            except PictureError as error:
                failed = str(error).replace(source.path or source.name, source.name)
        height, width = size or (None, None)
        return PictureTold(
            id=source.id,
            name=source.name,
            width=width,
            height=height,
            bytes=source.length,
            version=version_of(source),
            failed=failed,
        )

    def view(self, source: Source, side: int, box: Sequence[float] | None = None) -> bytes:
        """A JPEG of a picture, or of a box of it, its long side at most `side`. Raises: PictureError, Refusal."""
        key = (source.id, source.stamp, side, tuple(box or ()))
        known = self.views.get(key)
        if known is None:
            picture = self.read(source)
            known = self.views.put(key, jpeg(picture if box is None else cut(picture, box), side))
        return known

    def thumbnail(self, source: Source) -> bytes:
        """A small JPEG; of a picture in the collection the one that was kept there. Raises: PictureError, Refusal."""
        if source.id.startswith(collected.PREFIX) and self.collection is not None:
            kept = self.collection.thumbnail(source.id)
            if kept:
                return kept
        return self.view(source, THUMBNAIL)

    def _size(self, source: Source) -> tuple[int, int]:
        known = self._sizes.get(key := (source.id, source.stamp))
        if known is None:
            seen = glance(source.path) if source.path else glance(source.content(), source.name)
            known = self._sizes.put(key, (seen.height, seen.width))
        return known


def version_of(source: Source) -> str:
    """A short text that changes with the content."""
    return hashlib.blake2b(f"{source.id} {source.stamp}".encode(), digest_size=9).hexdigest()


def decoded(content: bytes, name: str, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """A picture's bytes as an array (H, W, 3); errors name it as people know it. Raises: PictureError."""
    try:
        return read(content, max_pixels)
    except PictureError as error:
        raise PictureError(str(error).replace("the given bytes", name)) from error
    except MemoryError as error:
        raise PictureError(f"{name}: there is not enough memory for this picture; make it smaller") from error


def cut(picture: NDArray[np.uint8], box: Sequence[float]) -> NDArray[np.uint8]:
    """The part of a picture (H, W, 3) in a box x1 y1 x2 y2. Raises: Refusal: nothing of it is in the box."""
    height, width = picture.shape[:2]
    left, top = max(int(np.floor(box[0])), 0), max(int(np.floor(box[1])), 0)
    right, bottom = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    if left >= right or top >= bottom:
        raise Refusal("input-unusable", f"the box {list(box)} has nothing of a picture of {width} x {height} pixels")
    return picture[top:bottom, left:right]


def jpeg(picture: NDArray[np.uint8], side: int) -> bytes:
    """A picture (H, W, 3) as a JPEG whose long side is at most `side`."""
    scale = min(1.0, side / max(picture.shape[:2]))
    if scale < 1:
        size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    quality = _QUALITY[side <= 400]
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return code.tobytes()


def png(picture: NDArray[np.uint8]) -> bytes:
    """A picture, (H, W), RGB (H, W, 3) or RGBA (H, W, 4), as a PNG."""
    turned = picture if picture.ndim == 2 else cv2.cvtColor(
        picture, cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
    )
    _, code = cv2.imencode(".png", turned)
    return code.tobytes()


def _content(source: Source) -> bytes:
    if source.failed is not None:
        raise PictureError(source.failed)
    return source.content()
