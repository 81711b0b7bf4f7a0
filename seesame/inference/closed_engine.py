"""What an engine does for a network for a fixed set of categories; the default one is ONNX Runtime, without torch."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from seesame.errors import WeightsError
from seesame.inference.engine import Floats
from seesame.weights.card import ClosedSizes
from seesame.weights.closed import GRAPHS, ClosedWeights


class ClosedSeen(NamedTuple):
    """A frame as the network sees it: levels 4 x (1, C, h, w), logits (A,) of anchors, their deltas (A, 4)."""

    levels: tuple[Floats, ...]
    logits: Floats
    deltas: Floats


class ClosedEngine(Protocol):
    """The stages that know what was learnt."""

    def see(self, pixels: Floats) -> ClosedSeen:
        """A frame (3, h, w), sides multiples of 32."""

    def judge(self, seen: ClosedSeen, boxes: Floats) -> tuple[Floats, Floats]:
        """Boxes (R, 4), frame pixels, to logits (R, N) of background and categories, and deltas (R, N, 4)."""

    def outline(self, seen: ClosedSeen, boxes: Floats, categories: npt.NDArray[np.int64]) -> Floats:
        """Boxes (R, 4) and their categories (R,), from 1, to mask probabilities (R, 28, 28)."""


class Trained(NamedTuple):
    """What a detector is made of: an engine, what inference must know of its network, the names of its categories, the
    score from which an instance counts, and which network it is."""

    engine: ClosedEngine
    sizes: ClosedSizes
    categories: tuple[str, ...]
    threshold: float
    weights_id: str


class OnnxClosedEngine:
    """Runs the exported graphs.

    Raises: WeightsError: a graph is absent, is another one than the card says, or cannot be loaded.
    """

    def __init__(self, weights: ClosedWeights, threads: int | None = None) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        if threads is not None:
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
        self._sessions = {name: _session(weights, name, options) for name in GRAPHS}

    def see(self, pixels: Floats) -> ClosedSeen:
        """See `ClosedEngine.see`."""
        *levels, logits, deltas = self._sessions["see"].run(None, {"pixels": pixels[None]})
        return ClosedSeen(tuple(levels), logits[0], deltas[0])

    def judge(self, seen: ClosedSeen, boxes: Floats) -> tuple[Floats, Floats]:
        """See `ClosedEngine.judge`."""
        logits, deltas = self._sessions["judge"].run(None, _levels(seen) | {"boxes": boxes})
        return logits, deltas

    def outline(self, seen: ClosedSeen, boxes: Floats, categories: npt.NDArray[np.int64]) -> Floats:
        """See `ClosedEngine.outline`."""
        given = _levels(seen) | {"boxes": boxes, "categories": categories}
        probabilities: Floats = self._sessions["outline"].run(None, given)[0]
        return probabilities


def _levels(seen: ClosedSeen) -> dict[str, Floats]:
    return {f"p{index + 2}": level for index, level in enumerate(seen.levels)}


def _session(weights: ClosedWeights, name: str, options: ort.SessionOptions) -> ort.InferenceSession:
    path = weights.file(f"{name}.onnx")
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(
            f"ONNX Runtime {ort.__version__} cannot load {path} ({error}); update it: pip install -U onnxruntime"
        ) from error
