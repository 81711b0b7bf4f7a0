"""The default engine: ONNX Runtime on the processor, no torch."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort

from seesame.errors import WeightsError
from seesame.inference.engine import Floats, Regions, Seen
from seesame.weights import Weights

GRAPHS = ("see", "regions", "embed", "match", "outline")


class OnnxEngine:
    """Runs the exported graphs."""

    def __init__(self, weights: Weights, threads: int | None = None) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        if threads is not None:
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
        self._sessions = {name: _session(weights, name, options) for name in GRAPHS}

    def see(self, pixels: Floats) -> Seen:
        """See `Engine.see`."""
        p2, p3, p4, p5, semantic, boxes, logits = self._run("see", pixels=pixels)
        return Seen((p2, p3, p4, p5), semantic, boxes, logits)

    def regions(self, seen: Seen, boxes: Floats) -> Regions:
        """See `Engine.regions`."""
        return Regions(*self._run("regions", **_levels(seen), semantic=seen.semantic, boxes=boxes))

    def embed(self, seen: Seen, boxes: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """See `Engine.embed`."""
        vectors, maps = self._run("embed", semantic=seen.semantic, boxes=boxes, weights=weights)
        return vectors, maps

    def match(self, regions: Regions, vectors: Floats, maps: Floats, weights: Floats) -> Floats:
        """See `Engine.match`."""
        (logits,) = self._run(
            "match",
            region_vectors=regions.vectors,
            region_maps=regions.maps,
            vectors=vectors,
            maps=maps,
            weights=weights,
        )
        return logits

    def outline(self, seen: Seen, boxes: Floats) -> Floats:
        """See `Engine.outline`."""
        (probabilities,) = self._run("outline", **_levels(seen), boxes=boxes)
        return probabilities

    def _run(self, name: str, **inputs: Floats) -> list[Floats]:
        given = {key: np.ascontiguousarray(value, np.float32) for key, value in inputs.items()}
        results: list[Floats] = self._sessions[name].run(None, given)
        return results


def _levels(seen: Seen) -> dict[str, Floats]:
    return {f"p{index + 2}": level for index, level in enumerate(seen.pyramid)}


def _session(weights: Weights, name: str, options: ort.SessionOptions) -> ort.InferenceSession:
    path = weights.file(f"{name}.onnx")
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsError(
            f"ONNX Runtime {ort.__version__} cannot load {path} ({error}); update it: pip install -U onnxruntime"
        ) from error
