"""Finder: show it one, it finds the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from seesame.card import Card
from seesame.descriptor import Descriptor
from seesame.errors import ConfigError, QuestionError, WeightsError, require
from seesame.geometry import boxes as box_geometry
from seesame.geometry.coverage import coverage
from seesame.images import Frame, frame, read
from seesame.images.window import around, warp_box, warp_mask, warp_picture
from seesame.inference import alarms, assemble, feedback
from seesame.inference.engine import Engine, Floats, Regions, Seen
from seesame.inference.onnx_engine import OnnxEngine
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import AlarmLevel, Weights, WeightsCard, find

Picture: TypeAlias = "str | Path | npt.NDArray[np.uint8]"
Question: TypeAlias = "Descriptor | Card | Reference | Sequence[Reference]"


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture encoded once, for any number of questions.

    Attributes:
        frame: the picture as the network saw it; `frame.size` is (H, W).
        seen: its maps.
        regions: its class-agnostic regions, boxes in frame pixels.
        weights_id: the network that made it.
    """

    frame: Frame = field(repr=False)
    seen: Seen = field(repr=False)
    regions: Regions = field(repr=False)
    weights_id: str

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.frame.size


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

    @classmethod
    def on(cls, engine: Engine, card: WeightsCard) -> Finder:
        """A Finder on an engine that is already there, such as a network in training."""
        finder = cls.__new__(cls)
        finder.card, finder._engine = card, engine
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
        self, references: Card | Reference | Sequence[Reference], negatives: Sequence[Reference] = ()
    ) -> Descriptor:
        """What is kept of one or several references of one thing, and of what is not meant.

        A card that another network described is described anew from its pictures, and learns anew from its judgements.
        Raises: QuestionError: there is no reference.
        """
        if isinstance(references, Card):
            kept = references.descriptor
            if kept is not None and kept.weights_id == self.weights_id:
                return kept
            anew = self.describe(references.references, (*references.negatives, *negatives))
            return feedback.relearnt(self, references, anew)
        several = [references] if isinstance(references, Reference) else list(references)
        if not several:
            raise QuestionError("no reference came, expected at least one; show one example of what to find")
        unwanted = self.describe(negatives) if negatives else None
        framed = [self._framed(each) for each in several]
        pixels, boxes, weights = (np.stack(part) for part in zip(*framed, strict=True))
        vectors, maps = self._engine.embed(self._engine.see(pixels), boxes, weights)
        return Descriptor(vectors, maps, weights, self.weights_id, unwanted)

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
                scenes[row] = Scene(frames[row], own, regions, self.weights_id)
        return [scenes[row] for row in range(len(frames))]

    def find(
        self, scene: Scene | Picture, question: Question, threshold: float | None = None, top: int = 100
    ) -> Instances:
        """Every instance of what the question shows, best first.

        Args:
            scene: a picture, or one that was encoded.
            question: references, a card, or what `describe` kept of them.
            threshold: the least score, 0 to 1; None for the card's, or else the one the weights advise.
            top: the most instances.

        Raises: PictureError, QuestionError: unusable input. WeightsError: scene or question come from another network.
            ConfigError: threshold or top make no sense.
        """
        if top < 1 or (threshold is not None and not 0 <= threshold <= 1):
            raise ConfigError(f"top is {top} and threshold {threshold}, expected 1 or more, and 0 to 1 or None")
        encoded = scene if isinstance(scene, Scene) else self.encode(scene)
        descriptor = question if isinstance(question, Descriptor) else self.describe(question)
        for part in (encoded, descriptor):
            if part.weights_id != self.weights_id:
                raise WeightsError(
                    f"a {type(part).__name__.lower()} was made by {part.weights_id}, this finder is {self.weights_id}; "
                    "make it anew with this one"
                )
        least = self.threshold_of(question) if threshold is None else threshold
        return self.instances(encoded, self.scores(encoded, descriptor), least, top)

    def threshold_of(self, question: Question) -> float:
        """The score from which an instance counts as an answer to a question."""
        own = question.threshold if isinstance(question, Card) else None
        return self.threshold if own is None else own

    def presence(self, scores: Floats) -> float | None:
        """How probable it is that the thing is in a scene at all, where half of the scenes have it; 0 to 1.

        Takes: the scores (R,) of the scene's regions. Returns: None where the weights were not measured for it.
        """
        if self.card.presence is None:
            return None
        return alarms.probability(self.card.presence, float(scores.max(initial=0.0)))

    def level(self, false_alarms: float) -> AlarmLevel:
        """The threshold that lets this share of pictures without the thing raise a false alarm, and what it finds.

        Raises: ConfigError: the weights were not measured for it.
        """
        if self.card.presence is None:
            raise ConfigError(f"{self.weights_id} was not measured for false alarms; give a threshold instead")
        return alarms.promised(self.card.presence, false_alarms)

    def instances(self, scene: Scene, scores: Floats, threshold: float, top: int = 100) -> Instances:
        """The regions of a scene whose scores (R,) are at least `threshold`, with their masks; overlaps suppressed."""
        rows = assemble.choose(scene.regions.boxes, scores, threshold, self.card.sizes.instance_overlap, top)
        if len(rows) == 0:
            return Instances.empty(scene.size)
        boxes = scene.regions.boxes[rows]
        outlines = self._engine.outline(scene.seen, boxes)
        return assemble.instances(scene.frame.to_picture(boxes), scores[rows], outlines, scene.size)

    def scores(self, scene: Scene, descriptor: Descriptor) -> Floats:
        """The score (R,) of each region of a scene for a question."""
        return self.scored(scene.regions, descriptor)

    def scored(self, regions: Regions, descriptor: Descriptor) -> Floats:
        """The score (R,) of each of some regions, of any scenes, for a question."""
        logits = assemble.fuse(self.compared(regions, descriptor))
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
            return self._engine.regions(scene.seen, wanted)
        nearest = int(overlap.argmax())
        return scene.regions[nearest : nearest + 1]

    def compared(self, regions: Regions, descriptor: Descriptor) -> Floats:
        """Match logits (R, K) of regions against each reference, its negatives aside."""
        return self._engine.match(regions, descriptor.vectors, descriptor.maps, descriptor.weights)

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
