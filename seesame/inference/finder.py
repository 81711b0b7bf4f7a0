"""Finder: show it one, it finds the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from seesame.card import Card
from seesame.descriptor import Descriptor, Same
from seesame.errors import ConfigError, QuestionError, WeightsError, require
from seesame.geometry import boxes as box_geometry
from seesame.geometry.coverage import coverage
from seesame.images import frame, read
from seesame.images.window import around, warp_box, warp_mask, warp_picture
from seesame.inference import alarms, assemble, feedback, gist, looks, sameness, tiled
from seesame.inference.engine import Engine, Floats, Regions
from seesame.inference.onnx_engine import OnnxEngine
from seesame.inference.scene import Scene
from seesame.inference.tiled import Progress, TiledScene
from seesame.inference.tiling import Tiles, Tiling
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import AlarmLevel, Presence, Weights, WeightsCard, find

Picture: TypeAlias = "str | Path | npt.NDArray[np.uint8]"
AnyScene: TypeAlias = "Scene | TiledScene"
Question: TypeAlias = "Descriptor | Card | Reference | Sequence[Reference]"


class Finder:
    """Finds every instance of what references show."""

    def __init__(
        self, weights: str | Path | Weights = "default", engine: str = "onnx", threads: int | None = None
    ) -> None:
        """Load a network.

        Args:
            weights: a name that ships, a folder written by `seesame export`, or what `seesame.weights.find` gave.
            engine: "onnx", or "torch" where torch is installed.
            threads: processor threads to use; None leaves it to the engine.

        Raises: WeightsError: there are no such weights. ConfigError: there is no such engine.
        """
        if threads is not None and threads < 1:
            raise ConfigError(f"threads is {threads}, expected 1 or more, or None for the engine's own choice")
        found = weights if isinstance(weights, Weights) else find(weights)
        self.card: WeightsCard = found.card
        self._engine: Engine = _engine(found, engine, threads)
        self._projection = gist.load(found)

    @classmethod
    def on(cls, engine: Engine, card: WeightsCard, projection: Floats | None = None) -> Finder:
        """A Finder on an engine that is already there, such as a network in training, with its projection to gists."""
        finder = cls.__new__(cls)
        finder.card, finder._engine, finder._projection = card, engine, projection
        return finder

    @property
    def weights_id(self) -> str:
        """Which network answers."""
        return self.card.id

    @property
    def engine(self) -> str:
        """What it runs on: onnx or torch."""
        return type(self._engine).__name__.removesuffix("Engine").lower()

    @property
    def threshold(self) -> float:
        """The score from which an instance counts, unless another is asked for."""
        return self.card.calibration.threshold

    def describe(
        self,
        references: Card | Reference | Sequence[Reference],
        negatives: Sequence[Reference] = (),
        same: Same | None = None,
    ) -> Descriptor:
        """What is kept of one or several references of one thing, and of what is not meant.

        A card that another network described is described anew from its pictures, and learns anew from its judgements.

        Args:
            same: whether their category is meant, or the very object; None for what a card says, or the category.

        Raises: QuestionError: there is no reference.
        """
        meant = sameness.meant(references, same)
        if isinstance(references, Card):
            kept = references.descriptor
            if kept is not None and kept.weights_id == self.weights_id and kept.same == meant:
                return kept
            anew = self.describe(references.references, (*references.negatives, *negatives), meant)
            return anew if meant == "object" else feedback.relearnt(self, references, anew)
        several = [references] if isinstance(references, Reference) else list(references)
        if not several:
            raise QuestionError("no reference came, expected at least one; show one example of what to find")
        unwanted = self.describe([replace(each, votes=1.0) for each in negatives], same=meant) if negatives else None
        framed = [self._framed(each) for each in several]
        pixels, boxes, weights = (np.stack(part) for part in zip(*framed, strict=True))
        windows = self._engine.see(pixels)
        vectors, maps = self._engine.embed(windows, boxes, weights)
        gists = gist.gists(self._projection, windows.semantic, pixels.shape[2:])
        seen = looks.of_references(self._engine, self.card.sizes, several) if meant == "object" else None
        votes = tuple(each.votes for each in several)
        return Descriptor(vectors, maps, weights, self.weights_id, unwanted, seen, votes=votes, gists=gists)

    def encode(self, picture: Picture) -> Scene:
        """Everything of a picture that knows no question.

        Takes: a file, or RGB uint8 (H, W, 3).
        """
        return self.encode_all([picture])[0]

    def encode_all(self, pictures: Sequence[Picture]) -> list[Scene]:
        """Several pictures at once; those of one frame size go through the network as one batch."""
        frames = [frame(read(each), self.card.sizes.scene_side) for each in pictures]
        scenes: dict[int, Scene] = {}
        for shape in {each.pixels.shape for each in frames}:
            rows = [index for index, each in enumerate(frames) if each.pixels.shape == shape]
            seen = self._engine.see(np.stack([frames[row].pixels for row in rows]))
            for place, row in enumerate(rows):
                own = seen[place]
                regions = self._engine.regions(own, assemble.candidates(own, self.card.sizes))
                shown = gist.gists(self._projection, own.semantic, frames[row].content)[0]
                scenes[row] = Scene(frames[row], own, regions, self.weights_id, shown)
        return [scenes[row] for row in range(len(frames))]

    def encode_tiles(self, picture: Picture, tiles: Tiles = "auto", progress: Progress | None = None) -> TiledScene:
        """Everything of a large picture that knows no question, also of what is too small in the picture as a whole.

        Args:
            tiles: "auto", the side of the finest tiles in picture pixels, or a `Tiling` that knows what is looked for.
            progress: told after every tile.

        Raises: ConfigError: that is no way to cut a picture.
        """
        pixels = read(picture)
        whole = self.encode(pixels)
        cut = Tiling.of(tiles).tiles(whole.size, self.card.sizes.scene_side)
        return tiled.encode(self._engine, self.card.sizes, whole, pixels, cut, progress)

    def find(
        self,
        scene: AnyScene | Picture,
        question: Question,
        threshold: float | None = None,
        top: int = 100,
        tiles: Tiles = "off",
        same: Same | None = None,
    ) -> Instances:
        """Every instance of what the question shows, best first.

        Args:
            scene: a picture, or one that was encoded.
            question: references, a card, or what `describe` kept of them.
            threshold: the least score, 0 to 1; None for the card's, or else the one the weights advise.
            top: the most instances.
            tiles: look at a picture in parts, for things that are small in it: "auto", or a side in picture pixels.
            same: whether the category of the references is meant, or the very object that they show; None for what the
                question says, or else the category.

        Raises: PictureError, QuestionError: unusable input. WeightsError: scene or question come from another network.
            ConfigError: threshold or top make no sense.
        """
        if top < 1 or (threshold is not None and not 0 <= threshold <= 1):
            raise ConfigError(f"top is {top} and threshold {threshold}, expected 1 or more, and 0 to 1 or None")
        meant = sameness.meant(question, same)
        if isinstance(scene, Scene | TiledScene):
            encoded = scene
        else:
            encoded = self.encode(scene) if tiles == "off" else self.encode_tiles(scene, Tiling.of(tiles, question))
        descriptor = question if isinstance(question, Descriptor) else self.describe(question, same=meant)
        for part in (encoded, descriptor):
            if part.weights_id != self.weights_id:
                raise WeightsError(
                    f"a {type(part).__name__.lower()} was made by {part.weights_id}, this finder is {self.weights_id}; "
                    "make it anew with this one"
                )
        least = self.threshold_of(question, meant) if threshold is None else threshold
        return self.instances(encoded, self.scores(encoded, descriptor), least, top)

    def threshold_of(self, question: Question, same: Same | None = None) -> float:
        """The score from which an instance counts as an answer to a question.

        Args:
            same: what is meant, where it is not what the question says; a card's threshold fits only its own meaning.
        """
        meant = sameness.meant(question, same)
        own = question.threshold if isinstance(question, Card) and question.same == meant else None
        if own is not None:
            return own
        return self.threshold if meant == "category" else self.card.same_object.threshold

    def presence(self, scene: AnyScene, descriptor: Descriptor, scores: Floats) -> float | None:
        """How probable it is that the thing is in a scene at all, where half of the scenes have it; 0 to 1.

        Told by the best of the scores (R,) of the scene's regions, and by how alike the scene and the surroundings of
        the references are. Returns: None where the weights were not measured for what is meant.
        """
        known = self.measured(descriptor.same)
        if known is None:
            return None
        alike = gist.likeness(scene.gist, descriptor.gists, descriptor.votes)
        return alarms.probability(known, float(scores.max(initial=0.0)), alike)

    def level(self, false_alarms: float, same: Same = "category") -> AlarmLevel:
        """The threshold that lets this share of pictures without the thing raise a false alarm, and what it finds.

        Raises: ConfigError: the weights were not measured for it.
        """
        known = self.measured(same)
        if known is None:
            raise ConfigError(f"{self.weights_id} was not measured for false alarms; give a threshold instead")
        return alarms.promised(known, false_alarms)

    def measured(self, same: Same = "category") -> Presence | None:
        """What the weights were measured to tell of whether a thing is there, None if they were not."""
        return self.card.presence if same == "category" else self.card.same_object.presence

    def instances(self, scene: AnyScene, scores: Floats, threshold: float, top: int = 100) -> Instances:
        """The regions of a scene whose scores (R,) are at least `threshold`, with their masks; overlaps suppressed."""
        return scene.instances(self._engine, self.card.sizes, scores, threshold, top)

    def mask_cells(self, scene: Scene, rows: npt.NDArray[np.int64]) -> Floats:
        """How probably each cell of M rows of a scene's regions belongs to the thing in its box, (M, side, side)."""
        return self._engine.outline(scene.seen, scene.regions.boxes[rows])

    def outline(self, scene: Scene, boxes: npt.ArrayLike) -> Instances:
        """What lies in given boxes (M, 4), picture pixels, whatever it is: a mask for each, of what fills it.

        Scores tell how well each box encloses one whole object. Boxes are clipped; those outside the picture have none.
        """
        framed = scene.frame.to_frame(boxes)
        if len(framed) == 0:
            return Instances.empty(scene.size)
        worth = assemble.sigmoid(self._engine.regions(scene.seen, framed).quality).astype(np.float32)
        outlines = self._engine.outline(scene.seen, framed)
        return assemble.instances(scene.frame.to_picture(framed), worth, outlines, scene.size)

    def scores(self, scene: AnyScene, descriptor: Descriptor) -> Floats:
        """The score (R,) of each region of a scene for a question.

        Where the very object is meant, only the regions most alike are looked at from near; the others score 0.
        """
        scores = scene.discounted(np.concatenate([self.scored(part, descriptor) for part in scene.parts]))
        return scores if descriptor.looks is None else self._object_scores(scene, scores, descriptor)

    def _object_scores(self, scene: AnyScene, scores: Floats, descriptor: Descriptor) -> Floats:
        """How probable it is that each region is the very object, from its category score (R,) and a look from near."""
        rows = self.shortlist(scene, scores)
        told = sameness.logits(self.evidence(scene, rows, descriptor), self.card.same_object)
        logits = assemble.fuse(told, descriptor.votes)
        if descriptor.negatives is not None:
            unwanted = self.evidence(scene, rows, descriptor.negatives)
            logits = assemble.without(logits, sameness.logits(unwanted, self.card.same_object))
        every = np.zeros_like(scores)
        every[rows] = assemble.sigmoid(logits)
        return scene.discounted(every)

    def scored(self, regions: Regions, descriptor: Descriptor) -> Floats:
        """The category score (R,) of each of some regions, of any scenes, for a question."""
        logits = assemble.fuse(self.compared(regions, descriptor), descriptor.votes)
        if descriptor.negatives is not None:
            logits = assemble.without(logits, self.compared(regions, descriptor.negatives))
        scores = assemble.scores(logits, regions.quality, self.card.calibration)
        lesson = descriptor.lesson
        return scores if lesson is None else assemble.heed(scores, lesson, regions.vectors, regions.quality)

    def region_at(self, scene: Scene, box: Sequence[float]) -> Regions:
        """The region of a scene, one row, that is at a box (4,), picture pixels; where there is none, what is there."""
        wanted = scene.frame.to_frame([box])
        overlap = box_geometry.iou(scene.regions.boxes, wanted)[:, 0]
        if overlap.max(initial=0.0) < 0.5:
            return self.regions_in(scene, np.asarray([box], np.float32))
        nearest = int(overlap.argmax())
        return scene.regions[nearest : nearest + 1]

    def regions_in(self, scene: Scene, boxes: Floats) -> Regions:
        """What is in boxes (R, 4) of a scene, picture pixels, as regions that nothing proposed."""
        return self._engine.regions(scene.seen, scene.frame.to_frame(boxes))

    def shortlist(self, scene: AnyScene, scores: Floats) -> npt.NDArray[np.int64]:
        """The rows of a scene's regions whose category scores (R,) make a look from near worth it, best first."""
        overlap, most = self.card.sizes.instance_overlap, sameness.looked_at(scene.glances)
        return assemble.choose(scene.boxes, np.where(scene.whole_rows, scores, -1.0), sameness.WORTH, overlap, most)

    def evidence(self, scene: AnyScene, rows: npt.NDArray[np.int64], descriptor: Descriptor) -> Floats:
        """What speaks for M rows of a scene's regions being the very object of each reference, (M, K, evidence).

        Raises: QuestionError: the descriptor was made for a category.
        """
        if descriptor.looks is None:
            raise QuestionError("the question means a category, expected an object; describe it with same='object'")
        if len(rows) == 0:
            return np.zeros((0, len(descriptor), len(sameness.EVIDENCE)), np.float32)
        regions = scene.rows(rows)
        seen = looks.of_regions(self._engine, self.card.sizes, scene, rows)
        return sameness.evidence(seen, descriptor.looks, self.compared(regions, descriptor), regions.quality)

    def compared(self, regions: Regions, descriptor: Descriptor) -> Floats:
        """Match logits (R, K) of regions against each reference, its negatives aside."""
        return self._engine.match(regions, descriptor.vectors, descriptor.maps, descriptor.weights)

    def vectors(self, scene: Scene, instances: Instances) -> Floats:
        """What is in each instance of a scene, as vectors (R, D) of unit length: those of the regions they were."""
        boxes = scene.frame.to_picture(scene.regions.boxes)
        if len(instances) == 0 or len(boxes) == 0:
            return np.zeros((len(instances), scene.regions.vectors.shape[1]), np.float32)
        return np.asarray(scene.regions.vectors[box_geometry.iou(instances.boxes, boxes).argmax(1)])

    def region_boxes(self, scene: Scene) -> Floats:
        """The regions (R, 4) of a scene before any question, picture pixels, best first."""
        order = np.argsort(-scene.regions.quality, kind="stable")
        return scene.frame.to_picture(scene.regions.boxes[order])

    def region_worth(self, scene: Scene) -> Floats:
        """How well each region of a scene encloses one whole object (R,), 0 to 1, in the order of `region_boxes`."""
        return -np.sort(-assemble.sigmoid(scene.regions.quality), kind="stable")

    def _framed(self, reference: Reference) -> tuple[Floats, Floats, Floats]:
        """A reference as the network sees it: pixels (3, s, s), box (4,), weights (cells, cells)."""
        sizes = self.card.sizes
        matrix = around(reference.box, sizes.reference_side, sizes.reference_context)
        picture = warp_picture(reference.picture, matrix, sizes.reference_side)
        box = warp_box(reference.box, matrix)
        weights = np.ones((sizes.cells, sizes.cells), np.float32)
        if reference.mask is not None:
            moved = warp_mask(reference.mask, matrix, sizes.reference_side)
            weights = coverage(moved.astype(bool), box, sizes.cells)
        return frame(picture, sizes.reference_side).pixels, box, weights


def _engine(weights: Weights, name: str, threads: int | None) -> Engine:
    if name == "onnx":
        return OnnxEngine(weights, threads)
    if name == "torch":
        require("seesame.inference.torch_engine", "train")
        from seesame.inference.torch_engine import load

        return load(weights, threads)
    raise ConfigError(f"there is no engine {name!r}; expected 'onnx' or 'torch'")
