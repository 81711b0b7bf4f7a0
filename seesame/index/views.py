"""What is in a collection, seen from its vectors: clusters of regions, pictures that are nearly one, pictures apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import ConfigError
from seesame.index.space import own
from seesame.index.tables import Tables

SAMPLE = 50_000
"""Regions that clusters are made of, at most."""

ALIKE = 0.8
"""Cosine of two pictures' signatures from which their thumbnails are compared."""

SAME = 0.9
"""Correlation of two thumbnails, one of them perhaps mirrored, from which pictures are near-duplicates."""

_TINY = 16  # pixels a side of what thumbnails are compared as

_BLOCK = 1024

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Sight:
    """A region as a person wants to see it: picture, box (4,) in its pixels, and how near to what it stands for."""

    path: str
    box: NDArray[np.float32]
    nearness: float


@dataclass(frozen=True, eq=False)
class Cluster:
    """Regions that are alike.

    Attributes:
        share: of the regions that were looked at, 0 to 1.
        pictures: how many hold one.
        sights: the most central regions, each of another picture, best first.
    """

    share: float
    pictures: int
    sights: tuple[Sight, ...]


@dataclass(frozen=True)
class Outlier:
    """A picture unlike the others: the mean cosine to the pictures nearest to it."""

    path: str
    likeness: float


def clusters(tables: Tables, count: int = 24, shown: int = 8, quality: float = 0.0, seed: int = 0) -> list[Cluster]:
    """What kinds of things are in a collection: the largest cluster first.

    Args:
        quality: least quality logit of a region; 0 asks for regions that are more likely one whole object than not.

    Raises: ConfigError: there are fewer such regions than clusters.
    """
    paths, boxes, vectors = _sampled(tables, quality, seed)
    if not 1 <= count <= len(vectors):
        raise ConfigError(f"{count} clusters were asked for of {len(vectors)} good regions, expected 1 to that many")
    cv2.setRNGSeed(seed + 1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 25, 1e-3)
    _, labels, centres = cv2.kmeans(vectors, count, None, stop, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    centres = centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-6)
    members = [np.flatnonzero(labels[:, 0] == number) for number in range(count)]
    made = [_cluster(rows, centre, paths, boxes, vectors, shown) for rows, centre in zip(members, centres, strict=True)]
    return sorted((each for each in made if each.sights), key=lambda each: -each.share)


def duplicates(tables: Tables, same: float = SAME) -> list[tuple[str, ...]]:
    """Groups of pictures that are the same or nearly so, the largest group first; names in order.

    Signatures tell which pictures have the same things in them; thumbnails tell which of those look the same.
    """
    paths, signatures, digests = _signatures(tables)
    look = _Looks(tables, paths)
    joined = list(range(len(paths)))

    def root(row: int) -> int:
        while joined[row] != row:
            joined[row] = joined[joined[row]]
            row = joined[row]
        return row

    first: dict[str, int] = {}
    for row, digest in enumerate(digests):
        joined[root(row)] = root(first.setdefault(digest, row))
    for start, cosines in _blocks(signatures):
        for a, b in zip(*(each.tolist() for each in np.nonzero(cosines >= ALIKE)), strict=True):
            if start + a < b and root(start + a) != root(b) and look.likeness(start + a, b) >= same:
                joined[root(b)] = root(start + a)
    groups: dict[int, list[str]] = {}
    for row in range(len(paths)):
        groups.setdefault(root(row), []).append(paths[row])
    several = [tuple(sorted(each)) for each in groups.values() if len(each) > 1]
    return sorted(several, key=lambda each: (-len(each), each))


def outliers(tables: Tables, count: int = 20, neighbours: int = 10) -> list[Outlier]:
    """The pictures that are least like those nearest to them, the most unlike first."""
    paths, signatures, _ = _signatures(tables)
    near = min(neighbours, len(paths) - 1)
    if near < 1:
        return []
    likeness = np.zeros(len(paths), np.float32)
    for start, cosines in _blocks(signatures):
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = -1.0
        likeness[start : start + len(cosines)] = np.partition(cosines, -near, axis=1)[:, -near:].mean(1)
    order = np.argsort(likeness, kind="stable")[:count]
    return [Outlier(paths[row], float(likeness[row])) for row in order.tolist()]


def _cluster(
    rows: NDArray[np.int64], centre: Floats, paths: list[str], boxes: Floats, vectors: Floats, shown: int
) -> Cluster:
    near = vectors[rows] @ centre
    sights: dict[str, Sight] = {}
    for place in np.argsort(-near, kind="stable").tolist():
        row = int(rows[place])
        sights.setdefault(paths[row], Sight(paths[row], boxes[row], float(near[place])))
        if len(sights) == shown:
            break
    return Cluster(len(rows) / len(vectors), len({paths[int(row)] for row in rows}), tuple(sights.values()))


def _sampled(tables: Tables, quality: float, seed: int) -> tuple[list[str], Floats, Floats]:
    """Paths, boxes (R, 4) and vectors (R, D) of good regions, a sample where there are too many.

    Kept by reservoir: all of a collection is read, never more than the sample is held.
    """
    rng = np.random.default_rng(seed)
    marks = np.zeros(0)
    paths: NDArray[Any] = np.zeros(0, object)
    boxes, vectors = np.zeros((0, 4), np.float32), np.zeros((0, tables.manifest.dimension), np.float32)
    for batch in tables.each(tables.regions, ("path", "box", "vector"), f"quality >= {quality}"):
        marks = np.concatenate([marks, rng.random(batch.num_rows)])
        paths = np.concatenate([paths, np.array(batch["path"].to_pylist(), object)])
        boxes = np.concatenate([boxes, _matrix(batch["box"])])
        vectors = np.concatenate([vectors, own(_matrix(batch["vector"]))])
        if len(marks) > SAMPLE:
            kept = np.sort(np.argpartition(marks, SAMPLE)[:SAMPLE])
            marks, paths, boxes, vectors = marks[kept], paths[kept], boxes[kept], vectors[kept]
    return paths.tolist(), boxes, vectors


def _signatures(tables: Tables) -> tuple[list[str], Floats, list[str]]:
    paths, digests, parts = [], [], [np.zeros((0, tables.manifest.dimension), np.float32)]
    for batch in tables.each(tables.pictures, ("path", "digest", "signature"), "failed IS NULL AND regions > 0"):
        paths += batch["path"].to_pylist()
        digests += batch["digest"].to_pylist()
        parts.append(_matrix(batch["signature"]))
    return paths, np.concatenate(parts), digests


def _blocks(signatures: Floats) -> Iterator[tuple[int, Floats]]:
    """The cosines of some pictures with all, block after block."""
    for start in range(0, len(signatures), _BLOCK):
        yield start, signatures[start : start + _BLOCK] @ signatures.T


class _Looks:
    """The thumbnails of pictures, small, grey and of one contrast, read when they are first compared."""

    def __init__(self, tables: Tables, paths: list[str]) -> None:
        self._tables, self._paths = tables, paths
        self._known: dict[int, Floats] = {}

    def likeness(self, a: int, b: int) -> float:
        """The correlation of two pictures, the better of as they are and mirrored."""
        one, other = self._of(a), self._of(b)
        return max(float((one * other).mean()), float((one * other[:, ::-1]).mean()))

    def _of(self, row: int) -> Floats:
        if row not in self._known:
            found = self._tables.rows_of("path", [self._paths[row]], ("thumbnail",))
            grey = cv2.imdecode(np.frombuffer(found[0]["thumbnail"], np.uint8), cv2.IMREAD_GRAYSCALE)
            assert grey is not None  # thumbnails are JPEGs of our own
            tiny = cv2.resize(grey, (_TINY, _TINY), interpolation=cv2.INTER_AREA).astype(np.float32)
            self._known[row] = (tiny - tiny.mean()) / max(float(tiny.std()), 1.0)
        return self._known[row]


def _matrix(column: Any) -> Floats:
    values = column.flatten().to_numpy(zero_copy_only=False)
    return np.asarray(values.reshape(len(column), -1) if len(column) else values.reshape(0, 1), np.float32)
