"""Weights as a page: every tensor, its size and how its values lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seesame.errors import WeightsError, require
from seesame.pages import document, heads, prose, table
from seesame.pages.charts import histogram
from seesame.weights import Weights

_BINS = 41


@dataclass(frozen=True)
class TensorFigures:
    """What one tensor is like.

    Attributes:
        file, name: where it is.
        shape: of the tensor; count: its numbers.
        mean, deviation, least, most: of its values.
        zeros: share of values that are nearly 0 (under a thousandth of the largest).
        bins: how many values lie in each of `_BINS` equal steps between least and most.
    """

    file: str
    name: str
    shape: tuple[int, ...]
    count: int
    mean: float
    deviation: float
    least: float
    most: float
    zeros: float
    bins: tuple[int, ...]


def tensors(weights: Weights) -> list[TensorFigures]:
    """Every tensor of a network's graphs, the same one of two graphs once.

    Raises: InstallationError: onnx is missing. WeightsError: a file is no graph.
    """
    seen: set[bytes] = set()
    found = []
    for path in sorted(weights.folder.glob("*.onnx")):
        for name, values in _initializers(path):
            content = values.tobytes()
            if content not in seen and values.size > 1 and np.issubdtype(values.dtype, np.floating):
                seen.add(content)
                found.append(_figures(path.name, name, values.astype(np.float64)))
    return found


def weights_page(weights: Weights) -> str:
    """A page of HTML about a network's tensors."""
    found = tensors(weights)
    count = sum(each.count for each in found)
    zeros = sum(each.zeros * each.count for each in found) / max(count, 1)
    many = {"tensors": str(len(found)), "numbers": f"{count:,}", "nearly zero": f"{100 * zeros:.1f} %"}
    rows = [
        (
            f"{each.file}: {each.name}",
            " x ".join(map(str, each.shape)),
            *(f"{value:.4g}" for value in (each.mean, each.deviation, each.least, each.most)),
            f"{100 * each.zeros:.1f} %",
        )
        for each in found
    ]
    largest = sorted(found, key=lambda each: -each.count)[:24]
    charts = "".join(histogram(f"{each.file}: {each.name}", each.bins, each.least, each.most) for each in largest)
    header = ("tensor", "shape", "mean", "deviation", "least", "most", "nearly 0")
    text = "How often each value occurs in the two dozen largest tensors, from the least to the most."
    return document(
        f"Inside {weights.card.id}",
        f"{weights.card.network}, {weights.card.name}",
        [
            heads(many),
            prose("Histograms", text),
            f'<div class="figures">{charts}</div>',
            table("Every tensor", header, rows),
        ],
    )


def _figures(file: str, name: str, values: npt.NDArray[np.float64]) -> TensorFigures:
    largest = float(np.abs(values).max())
    least, most = float(values.min()), float(values.max())
    bins, _ = np.histogram(values, _BINS, (least, most if most > least else least + 1.0))
    zeros = float((np.abs(values) < largest / 1000).mean()) if largest else 1.0
    mean, deviation = float(values.mean()), float(values.std())
    return TensorFigures(
        file, name, values.shape, values.size, mean, deviation, least, most, zeros, tuple(map(int, bins))
    )


def _initializers(path: Path) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
    onnx = require("onnx", "train")
    helper = require("onnx.numpy_helper", "train")
    try:
        model = onnx.load(str(path))
    except Exception as error:  # protobuf raises its own kinds
        raise WeightsError(f"{path}: is no ONNX graph ({error}); get the weights anew") from error
    for each in model.graph.initializer:
        yield each.name, helper.to_array(each)
