"""`<name>-found.jpg`: the scene with what was found drawn on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from seesame.cli.styles import Style, drawn
from seesame.files import write
from seesame.reference import Reference, parse_question
from seesame.results import Answer, Failure

_LOSSLESS = frozenset({".png", ".bmp", ".gif", ".tif", ".tiff", ".qoi"})  # what was exact stays so
_JPEG_QUALITY = 92


class Overlays:
    """Writes one picture for each scene in which something was found.

    The reference, named by its text, is shown small in a corner, except where it is in the scene anyway; None for none.
    Where there are several `categories`, each instance is captioned with its own.
    """

    def __init__(
        self, folder: Path, reference: Reference | None, style: Style = Style.outline, categories: Sequence[str] = ()
    ) -> None:
        self._folder, self._style, self._categories = folder, style, tuple(categories)
        self._reference = reference
        self._home = None if reference is None else os.path.realpath(parse_question(reference.name).path)

    def add(self, answer: Answer) -> None:
        """Draw and write one scene; where nothing was found, take away what an earlier question drew."""
        suffix = ".png" if Path(answer.path).suffix.lower() in _LOSSLESS else ".jpg"
        path = self._folder / f"{answer.name}-found{suffix}"
        if not len(answer.instances):
            if not self._among_pictures(answer):
                path.unlink(missing_ok=True)
            return
        shown = None if os.path.realpath(answer.path) == self._home else self._reference
        names = [self._categories[kind - 1] for kind in answer.kinds] if self._categories else None
        made = drawn(self._style, answer.picture, answer.instances, shown, names=names)
        bgr = np.ascontiguousarray(made[..., ::-1])
        _, encoded = cv2.imencode(suffix, bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY] if suffix == ".jpg" else [])
        write(path, encoded.tobytes())

    def fail(self, failure: Failure) -> None:
        """A scene that could not be read has no overlay."""

    def save(self, folder: Path, complete: bool) -> None:
        """Nothing is left to write."""

    def _among_pictures(self, answer: Answer) -> bool:
        """Whether the scene lies in the folder that is written to: a file beside it may be a person's own."""
        return os.path.realpath(os.path.dirname(answer.path)) == os.path.realpath(self._folder)
