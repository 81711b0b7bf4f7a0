"""Contact sheets: what a search found as one HTML page, and clusters as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from seesame.errors import InputError
from seesame.files import write
from seesame.images import overlay, read
from seesame.images.sheet import contact_sheet
from seesame.pages import data_uri, document, figure, figures, jpeg
from seesame.reference import Reference
from seesame.results import Answer

if TYPE_CHECKING:
    from seesame.index.hits import Hit
    from seesame.index.views import Cluster, Sight

_SIDE = 360  # pixels of a picture on the page


class HtmlSheet:
    """`index.html`: every hit with its picture in it, so that the file can be sent by itself."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._figures: list[str] = []

    def seen(self, hit: Hit, answer: Answer) -> None:
        """A hit that was looked at again, drawn."""
        found = answer.instances
        words = f"{len(found)} found, best {hit.score:.2f}" if len(found) else f"not found, best {hit.score:.2f}"
        self._add(hit, jpeg(overlay(answer.picture, found), _SIDE), words)

    def unseen(self, hit: Hit) -> None:
        """A hit that was not looked at, or could not be."""
        words = hit.failed or f"not looked at again, estimated {hit.score:.2f}"
        self._add(hit, hit.thumbnail, words)

    def save(self, folder: Path) -> None:
        """Write `index.html`."""
        page = document(self._title, f"{len(self._figures)} pictures", [figures("Hits", self._figures)])
        write(folder / "index.html", page.encode("utf-8", "replace"))

    def _add(self, hit: Hit, code: bytes, words: str) -> None:
        self._figures.append(figure(data_uri(code), f"{hit.path}: {words}"))


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
    write(folder / "clusters.jpg", jpeg(np.concatenate(padded)))


def _example(sight: Sight) -> Reference | None:
    from seesame.index.places import fetch

    try:
        return Reference.from_box(read(fetch(sight.path)), sight.box.tolist())
    except InputError:
        return None
