"""Contact sheets: what a search found as one HTML page, and clusters as one picture."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.files import write
from seesame.images import overlay, read
from seesame.images.sheet import contact_sheet
from seesame.reference import Reference
from seesame.results import Answer

if TYPE_CHECKING:
    from seesame.index.hits import Hit
    from seesame.index.views import Cluster, Sight

_SIDE = 360  # pixels of a picture on the page
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;background:#fafafa;color:#18202a}"
    "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:1rem}"
    "figure{margin:0;background:#fff;border:1px solid #ddd;border-radius:8px;overflow:hidden}"
    "img{width:100%;display:block}figcaption{padding:.5rem .7rem;overflow-wrap:anywhere;font-size:.85rem}"
)


class HtmlSheet:
    """`index.html`: every hit with its picture in it, so that the file can be sent by itself."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._figures: list[str] = []

    def seen(self, hit: Hit, answer: Answer) -> None:
        """A hit that was looked at again, drawn."""
        found = answer.instances
        words = f"{len(found)} found, best {hit.score:.2f}" if len(found) else f"not found, best {hit.score:.2f}"
        self._add(hit, _jpeg(overlay(answer.picture, found)), words)

    def unseen(self, hit: Hit) -> None:
        """A hit that was not looked at, or could not be."""
        words = hit.failed or f"not looked at again, estimated {hit.score:.2f}"
        self._add(hit, hit.thumbnail, words)

    def save(self, folder: Path) -> None:
        """Write `index.html`."""
        title = html.escape(self._title)
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
            f"<h1>{title}</h1><main>{''.join(self._figures)}</main></html>\n"
        )
        write(folder / "index.html", page.encode("utf-8", "replace"))

    def _add(self, hit: Hit, jpeg: bytes, words: str) -> None:
        data = base64.b64encode(jpeg).decode("ascii")
        name = html.escape(hit.path)
        self._figures.append(
            f'<figure><img alt="{name}" src="data:image/jpeg;base64,{data}">'
            f"<figcaption>{name}<br>{html.escape(words)}</figcaption></figure>"
        )


def write_clusters(clusters: Sequence[Cluster], folder: Path) -> None:
    """Write `clusters.jpg`: a row a cluster; pictures that have vanished are left out."""
    rows = []
    for each in clusters:
        examples = [example for example in map(_example, each.sights) if example is not None]
        if examples:
            rows.append(contact_sheet(examples, 120, len(each.sights)))
    if not rows:
        raise InputError("none of the pictures of the clusters can be read any more; index those that are there")
    wide = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 0), (0, wide - row.shape[1]), (0, 0)), constant_values=245) for row in rows]
    write(folder / "clusters.jpg", _jpeg(np.concatenate(padded), None))


def _example(sight: Sight) -> Reference | None:
    from seesame.index.places import fetch

    try:
        return Reference.from_box(read(fetch(sight.path)), sight.box.tolist())
    except InputError:
        return None


def _jpeg(picture: NDArray[np.uint8], side: int | None = _SIDE) -> bytes:
    scale = min(1.0, side / max(picture.shape[:2])) if side else 1.0
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    small = picture if scale == 1.0 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 85])
    return code.tobytes()
