from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.errors import InputError, WeightsError
from seesame.images import read
from seesame.inference import Detector
from seesame.inference.closed_engine import ClosedSeen
from seesame.inference.engine import Floats
from seesame.weights.card import ClosedSizes

SIZES = ClosedSizes(
    scene_side=96,
    anchor_scales=(8, 16, 32, 64, 128),
    anchor_ratios=(0.5, 1.0, 2.0),
    proposals=20,
    proposal_overlap=0.7,
    instances=10,
    instance_overlap=0.5,
    least_score=0.05,
)


class Says:
    """Says of the whole frame that it is a mug, or nothing."""

    def __init__(self, score: float) -> None:
        self.score = score

    def see(self, pixels: Floats) -> ClosedSeen:
        count = 3 * sum((pixels.shape[1] // s) * (pixels.shape[2] // s) for s in (4, 8, 16, 32))
        count += 3 * -(-pixels.shape[1] // 64) * -(-pixels.shape[2] // 64)
        return ClosedSeen((), np.zeros(count, np.float32), np.zeros((count, 4), np.float32))

    def judge(self, seen: ClosedSeen, boxes: Floats) -> tuple[Floats, Floats]:
        logits = np.full((len(boxes), 3), -50, np.float32)
        logits[:, 0] = 0
        sides = boxes[:, 2:] - boxes[:, :2]
        logits[sides.prod(1).argmax(), 2] = np.log(self.score / (1 - self.score))
        return logits, np.zeros((len(boxes), 3, 4), np.float32)

    def outline(self, seen: ClosedSeen, boxes: Floats, categories: np.ndarray) -> Floats:
        assert categories.tolist() == [2]
        return np.ones((len(boxes), 28, 28), np.float32)


def test_the_best_region_becomes_an_instance_of_its_category() -> None:
    detector = Detector(Says(0.8), SIZES, ("cup", "mug"), 0.5, "says-1")
    found = detector.detect(np.zeros((60, 120, 3), np.uint8))
    assert found.names == ("mug",) and found.categories == ("cup", "mug")
    assert found.instances.size == (60, 120)
    assert found.instances.scores[0] == pytest.approx(0.8)
    x1, y1, x2, y2 = found.instances.boxes[0]
    assert 0 <= x1 < x2 <= 120 and 0 <= y1 < y2 <= 60
    assert found.instances.areas[0] > 0


def test_below_the_threshold_there_is_nothing() -> None:
    detector = Detector(Says(0.3), SIZES, ("cup", "mug"), 0.5, "says-1")
    found = detector.detect(np.zeros((60, 120, 3), np.uint8))
    assert len(found) == 0 and found.instances.masks.shape == (0, 60, 120)
    assert len(detector.detect(np.zeros((60, 120, 3), np.uint8), threshold=0.2)) == 1


def test_the_graphs_answer_like_torch(closed_run: Path, shapes: Path) -> None:
    """On a tall picture: the frame is no square, and not the size that the graphs were traced with."""
    picture = np.rot90(read(shapes / "pictures" / "3.png")).copy()
    onnx, torch = (Detector.open(closed_run / "weights", engine) for engine in ("onnx", "torch"))
    assert onnx.categories == torch.categories == ("disc", "square", "wedge")
    assert onnx.weights_id == torch.weights_id
    one, other = (each.detect(picture, threshold=0.0) for each in (onnx, torch))
    assert len(one) == len(other) > 0
    assert np.abs(one.instances.scores - other.instances.scores).max() < 5e-3
    assert np.abs(one.instances.boxes - other.instances.boxes).max() < 0.5


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights"):
        Detector.open(tmp_path / "absent")
    with pytest.raises(WeightsError, match=r"card\.json"):
        Detector.open(tmp_path)
    with pytest.raises(InputError, match="engine"):
        Detector.open(tmp_path, engine="tflite")
