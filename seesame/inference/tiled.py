"""A large picture encoded once as a whole and in tiles, for any number of questions, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Looks
from seesame.geometry import boxes as box_geometry
from seesame.geometry import masks
from seesame.images import frame
from seesame.inference import assemble, seams
from seesame.inference.engine import Engine, Floats, Regions, Seen
from seesame.inference.scene import Scene
from seesame.inference.tiling import Tile
from seesame.instances import Instances
from seesame.weights import Sizes

Progress = Callable[[int, int, str], None]

BLOCK = 1024
"""Regions that are compared at once."""
DISCOUNT = 0.25
"""Power of the number of looks by which the odds of what tiles show are divided."""
KEPT = 12
"""Tiles whose maps are kept, about 10 MB each; those of further ones are made anew where something is outlined."""
SEAM = 8.0
"""Frame pixels: what ends as near to a seam as this is cut by it."""


@dataclass(frozen=True, eq=False)
class TiledScene:
    """A picture encoded as a whole and in tiles.

    Of the tiles regions are kept, at half precision, and the maps of the first few; the others' are made anew where
    something is to be outlined. Rows count the regions of the whole picture first.

    Attributes:
        whole: the picture as one scene.
        picture: RGB uint8 (H, W, 3), not copied.
        tiles: of all scales.
        blocks: the regions of the tiles, boxes in picture pixels.
        homes: (R,) int, the tile of each row; -1 for the whole picture.
        cuts: (R, 4) bool, which sides of its box x1 y1 x2 y2 end at a seam.
        maps: of the first tiles.
        looks: rows that were looked at from near, as in a `Scene`.
    """

    whole: Scene
    picture: npt.NDArray[np.uint8] = field(repr=False)
    tiles: tuple[Tile, ...]
    blocks: tuple[Regions, ...] = field(repr=False)
    homes: npt.NDArray[np.int64] = field(repr=False)
    cuts: npt.NDArray[np.bool_] = field(repr=False)
    maps: tuple[Seen, ...] = field(repr=False)
    looks: dict[int, Looks] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.whole.size

    @property
    def weights_id(self) -> str:
        """The network that made it."""
        return self.whole.weights_id

    @property
    def gist(self) -> Floats:
        """What the picture shows as a whole."""
        return self.whole.gist

    @property
    def parts(self) -> tuple[Regions, ...]:
        """All regions, in blocks that are compared one after the other."""
        return (self.whole.regions, *self.blocks)

    def discounted(self, scores: Floats) -> Floats:
        """Scores (R,) of all rows, those of tiles lowered: the more places one looks at, the more are wrong.

        The odds are divided by the fourth root of how many looks were taken, see docs/large-pictures.md.
        """
        many = self.homes >= 0
        odds = scores[many] / np.maximum(1.0 - scores[many], 1e-7) / self.glances**DISCOUNT
        lowered: Floats = scores.copy()
        lowered[many] = odds / (1.0 + odds)
        return lowered

    @property
    def boxes(self) -> Floats:
        """Of all rows (R, 4), picture pixels."""
        own = self.whole.frame.to_picture(self.whole.regions.boxes)
        return np.concatenate([own, *(block.boxes for block in self.blocks)])

    @property
    def whole_rows(self) -> npt.NDArray[np.bool_]:
        """(R,), which rows are not cut by a seam; what is cut in one tile is whole in another or in the picture."""
        return np.logical_not(self.cuts.any(1))

    @property
    def glances(self) -> int:
        """How often the network looked at parts of the picture and at the whole of it."""
        return 1 + len(self.tiles)

    def rows(self, chosen: npt.NDArray[np.int64]) -> Regions:
        """Some rows, one or more, boxes in the pixels of what they were seen in."""
        starts = np.cumsum([0, *map(len, self.parts)])
        homes = np.searchsorted(starts, chosen, side="right") - 1
        return joined([self.parts[home][[row]] for home, row in zip(homes, chosen - starts[homes], strict=True)])

    def sight(self, chosen: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint8], Floats]:
        """Where some rows are to be seen from near: the picture at its own pixels, and their boxes (M, 4) in it."""
        return (self.picture, self.boxes[chosen]) if self.tiles else self.whole.sight(chosen)

    def instances(self, engine: Engine, sizes: Sizes, scores: Floats, threshold: float, top: int) -> Instances:
        """The rows whose scores (R,) are at least `threshold`, `top` at the most: each thing once, whatever saw it."""
        if not self.tiles:
            return self.whole.instances(engine, sizes, scores, threshold, top)
        return _instances(engine, sizes, self, scores, threshold, top)


def encode(
    engine: Engine,
    sizes: Sizes,
    whole: Scene,
    picture: npt.NDArray[np.uint8],
    tiles: tuple[Tile, ...],
    progress: Progress | None = None,
) -> TiledScene:
    """Look at every tile of a picture (H, W, 3) whose whole was encoded."""
    homes, cuts = [np.full(len(whole.regions), -1)], [np.zeros((len(whole.regions), 4), np.bool_)]
    blocks: list[Regions] = []
    waiting: list[Regions] = []
    maps: list[Seen] = []
    for number, tile in enumerate(tiles):
        seen = _see(engine, sizes, picture, tile)
        maps += [seen] * (number < KEPT)
        regions, cut = _regions(engine, sizes, seen, tile, whole.size)
        waiting.append(regions)
        homes.append(np.full(len(regions), number))
        cuts.append(cut)
        if sum(map(len, waiting)) >= BLOCK or number + 1 == len(tiles):
            blocks.append(joined(waiting))
            waiting = []
        if progress is not None:
            progress(number + 1, len(tiles), "tiles")
    return TiledScene(whole, picture, tiles, tuple(blocks), np.concatenate(homes), np.concatenate(cuts), tuple(maps))


def _instances(
    engine: Engine, sizes: Sizes, scene: TiledScene, scores: Floats, threshold: float, top: int
) -> Instances:
    """What is whole and scores enough, and what is made whole of pieces that do."""
    boxes, whole = box_geometry.clip(scene.boxes, *scene.size), scene.whole_rows
    inside = box_geometry.area(boxes) > 0
    spare = 2 * top  # some are parts of others
    rows = assemble.choose(boxes, np.where(inside & whole, scores, -1.0), threshold, sizes.instance_overlap, spare)
    halves = _pieces(scene, np.where(inside & ~whole, scores, -1.0), threshold / 2, sizes.instance_overlap, top)
    found = outlined(engine, sizes, scene, np.concatenate([rows, halves]), scores)
    uncut, pieces = found[: len(rows)], found[len(rows) :]
    joined = seams.join(pieces, scene.cuts[halves], scene.homes[halves], scene.tiles)
    every = Instances.concatenate([uncut, joined[joined.scores >= threshold]])
    homes = np.concatenate([scene.homes[rows], np.full(len(every) - len(uncut), seams.SEVERAL)])
    return every[seams.distinct(every, homes, sizes.instance_overlap)[:top]]


def _pieces(
    scene: TiledScene, scores: Floats, threshold: float, overlap: float, top: int
) -> npt.NDArray[np.int64]:
    """Rows of what seams have cut, overlaps suppressed within each tile: pieces of one thing overlap by nature."""
    enough, boxes = np.flatnonzero(scores >= threshold), scene.boxes
    kept = [np.zeros(0, np.int64)]
    for home in np.unique(scene.homes[enough]).tolist():
        here = enough[scene.homes[enough] == home]
        kept.append(here[assemble.choose(boxes[here], scores[here], threshold, overlap, top)])
    rows = np.concatenate(kept)
    return rows[np.argsort(-scores[rows], kind="stable")[:top]]


def outlined(
    engine: Engine, sizes: Sizes, scene: TiledScene, rows: npt.NDArray[np.int64], scores: Floats
) -> Instances:
    """Some rows as instances, in their order, with their masks."""
    height, width = scene.size
    boxes = scene.boxes[rows]
    grids: dict[int, Floats] = {}
    for home in np.unique(scene.homes[rows]).tolist():
        here = np.flatnonzero(scene.homes[rows] == home)
        if home < 0:
            outlines = engine.outline(scene.whole.seen, scene.whole.regions.boxes[rows[here]])
        else:
            tile = scene.tiles[home]
            known = home < len(scene.maps)
            seen = scene.maps[home] if known else _see(engine, sizes, scene.picture, tile)
            outlines = engine.outline(seen, (boxes[here] - _corner(tile)) * _scale(sizes, tile))
        grids |= dict(zip(here.tolist(), outlines, strict=True))
    pasted = [masks.paste(grids[place], boxes[place], height, width) for place in range(len(rows))]
    corners = np.array([corner for _, corner in pasted], np.int32).reshape(-1, 2)
    clipped = box_geometry.clip(boxes, height, width)
    return Instances(scene.size, clipped, scores[rows].astype(np.float32), tuple(crop for crop, _ in pasted), corners)


def _see(engine: Engine, sizes: Sizes, picture: npt.NDArray[np.uint8], tile: Tile) -> Seen:
    """The maps of a tile."""
    return engine.see(frame(picture[tile.y1 : tile.y2, tile.x1 : tile.x2], sizes.scene_side).pixels[None])


def _scale(sizes: Sizes, tile: Tile) -> float:
    """Frame pixels a picture pixel in a tile."""
    return sizes.scene_side / max(tile.x2 - tile.x1, tile.y2 - tile.y1)


def _regions(
    engine: Engine, sizes: Sizes, seen: Seen, tile: Tile, size: tuple[int, int]
) -> tuple[Regions, npt.NDArray[np.bool_]]:
    """The regions of a tile, boxes in picture pixels, and which of their sides are cut (R, 4)."""
    regions = engine.regions(seen, assemble.candidates(seen, sizes))
    boxes = box_geometry.clip(regions.boxes / _scale(sizes, tile), tile.y2 - tile.y1, tile.x2 - tile.x1)
    inside = np.flatnonzero(box_geometry.area(boxes) > 0)
    moved = boxes[inside] + _corner(tile)
    kept = Regions(
        moved.astype(np.float32),
        regions.quality[inside],
        regions.vectors[inside].astype(np.float16),
        regions.maps[inside].astype(np.float16),
    )
    return kept, _cuts(moved, tile, size, SEAM / _scale(sizes, tile))


def _cuts(boxes: Floats, tile: Tile, size: tuple[int, int], near: float) -> npt.NDArray[np.bool_]:
    """Which sides of boxes (R, 4) end within `near` pixels of a side of their tile that is not the picture's own."""
    seam = np.array([tile.x1 > 0, tile.y1 > 0, tile.x2 < size[1], tile.y2 < size[0]])
    return np.asarray((np.abs(boxes - np.array(tile[:4])) <= near) & seam)


def _corner(tile: Tile) -> Floats:
    return np.array([tile.x1, tile.y1, tile.x1, tile.y1], np.float32)


def joined(parts: Sequence[Regions]) -> Regions:
    """Several regions' rows as one, of one part or more."""
    return Regions(*(np.concatenate([getattr(each, name) for each in parts]) for name in Regions.__annotations__))
