"""Gists are learnt from ImageNet: what its classifier says of whole pictures, told by the network's own semantic map.

Nothing of the network changes; a ridge regression from the mean of its map is all that is learnt. Annotations are not
looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from seesame.data.sources import Pool
from seesame.errors import DataError, PictureError
from seesame.images import frame
from seesame.images.frame import DEVIATION, MEAN
from seesame.inference.engine import Engine, Floats
from seesame.inference.gist import means
from seesame.model.backbone import imagenet_classifier

Progress = Callable[[int, int, str], None]

PICTURES = 1000
"""Pictures that are looked at; twice as many change little, see docs/training-log.md."""
NUMBERS = 48
"""How many numbers a gist has: principal components of what the classifier says."""
RIDGE = 300.0
"""How much the regression is held back, in pictures."""

_CLASSIFIED = 224  # pixels a side, as the classifier was trained


def fit_gist(
    engine: Engine, backbone: str, side: int, pool: Pool, rng: np.random.Generator, progress: Progress | None = None
) -> Floats:
    """The projection (S + 1, NUMBERS) from means of the semantic map, each with a 1 after it, to gists.

    Takes: side, of a scene's frame; pool, of pictures that were trained on, drawn by the weights of their sources.
    Raises: InstallationError: the ImageNet weights of the backbone are absent. DataError: no picture can be read.
    """
    teacher = imagenet_classifier(backbone)
    seen, said = [], []
    chosen = _drawn(pool, rng)
    for number, (source, record) in enumerate(chosen):
        try:
            picture = pool.record(source, record).read()
        except PictureError:
            continue
        framed = frame(picture, side)
        seen.append(means(engine.see(framed.pixels[None]).semantic, framed.content)[0])
        said.append(_classified(teacher, picture))
        if progress:
            progress(number + 1, len(chosen), "learning what pictures show as a whole")
    if not seen:
        raise DataError(f"none of {len(chosen)} pictures to learn gists from can be read; check the data folder")
    return ridge(np.stack(seen), components(np.stack(said)))


def components(said: Floats) -> Floats:
    """What was said (N, C) less its mean, in the NUMBERS directions in which it differs most, (N, NUMBERS)."""
    centred = said - said.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ directions[:, -NUMBERS:], np.float32)


def ridge(seen: Floats, wanted: Floats) -> Floats:
    """The projection (S + 1, G) that makes wanted (N, G) of seen (N, S) and a 1 after it; columns count alike."""
    mean, deviation = seen.mean(0), seen.std(0) + 1e-6
    scaled = ((seen - mean) / deviation).astype(np.float64)
    table = np.linalg.solve(scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1]), scaled.T @ (wanted - wanted.mean(0)))
    slopes = table / deviation[:, None]
    return np.concatenate([slopes, (wanted.mean(0) - mean @ slopes)[None]]).astype(np.float32)


def _drawn(pool: Pool, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Sources and records of PICTURES pictures, or of all if there are fewer; each once."""
    places = [(s, r) for s, source in enumerate(pool.sources) for r in range(len(source.dataset))]
    share = np.array([pool.sources[s].spec.weight / len(pool.sources[s].dataset) for s, _ in places])
    able = int((share > 0).sum())
    chosen = rng.choice(len(places), min(PICTURES, able), replace=False, p=share / share.sum())
    return [places[row] for row in chosen.tolist()]


@torch.no_grad()
def _classified(teacher: nn.Module, picture: npt.NDArray[np.uint8]) -> Floats:
    """Logits (C,) of a picture (H, W, 3), squeezed into a square."""
    pixels = torch.from_numpy(((picture / 255.0 - MEAN) / DEVIATION).astype(np.float32)).permute(2, 0, 1)[None]
    square = nn.functional.interpolate(pixels, (_CLASSIFIED, _CLASSIFIED), mode="bilinear", antialias=True)
    logits: Floats = teacher(square)[0].numpy()
    return logits
